/* memory.c: malloc whose failure ends the program with a sentence. */
#include "base/memory.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void memory_exhausted(size_t bytes)
{
    fprintf(stderr, "seqlab: out of memory (%zu bytes) / 메모리가 부족합니다\n", bytes);
    abort();
}

static void *checked(void *memory, size_t bytes)
{
    if (memory == NULL)
        memory_exhausted(bytes);
    return memory;
}

static size_t product(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        memory_exhausted(SIZE_MAX);
    return count * size;
}

void *memory_new(size_t count, size_t size)
{
    size_t bytes = product(count, size);
    return checked(calloc(1, bytes > 0 ? bytes : 1), bytes);
}

void *memory_resize(void *old, size_t count, size_t size)
{
    size_t bytes = product(count, size);
    return checked(realloc(old, bytes > 0 ? bytes : 1), bytes);
}

void *memory_room(void *items, int count, int *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity * 2 + 32;
    return memory_resize(items, (size_t)*capacity, size);
}

void *memory_copy(const void *from, size_t bytes)
{
    void *copy = memory_new(1, bytes);
    if (bytes > 0)
        memcpy(copy, from, bytes);
    return copy;
}

char *memory_text(const char *text, size_t length)
{
    char *copy = memory_new(1, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *memory_string(const char *text)
{
    return text == NULL ? NULL : memory_copy(text, strlen(text) + 1);
}
