/* buffer.c: memory that grows by doubling. */
#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void reserve(Buffer *buffer, size_t more)
{
    size_t needed = buffer->length + more + 1;
    if (needed <= buffer->capacity)
        return;
    size_t capacity = buffer->capacity > 0 ? buffer->capacity : 64;
    while (capacity < needed)
        capacity *= 2;
    buffer->text = memory_resize(buffer->text, capacity, 1);
    buffer->capacity = capacity;
}

void buffer_add_bytes(Buffer *buffer, const char *bytes, size_t count)
{
    reserve(buffer, count);
    if (count > 0)
        memcpy(buffer->text + buffer->length, bytes, count);
    buffer->length += count;
    buffer->text[buffer->length] = '\0';
}

void buffer_add(Buffer *buffer, const char *text) { buffer_add_bytes(buffer, text, strlen(text)); }

void buffer_add_char(Buffer *buffer, char character) { buffer_add_bytes(buffer, &character, 1); }

void buffer_vformat(Buffer *buffer, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int count = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (count < 0)
        return;
    reserve(buffer, (size_t)count);
    vsnprintf(buffer->text + buffer->length, (size_t)count + 1, format, arguments);
    buffer->length += (size_t)count;
}

void buffer_format(Buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(buffer, format, arguments);
    va_end(arguments);
}

char *text_format(const char *format, ...)
{
    Buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    return buffer_take(&text);
}

void buffer_clear(Buffer *buffer)
{
    buffer->length = 0;
    if (buffer->text != NULL)
        buffer->text[0] = '\0';
}

void buffer_free(Buffer *buffer)
{
    free(buffer->text);
    *buffer = (Buffer){0};
}

const char *buffer_text(const Buffer *buffer) { return buffer->text != NULL ? buffer->text : ""; }

char *buffer_take(Buffer *buffer)
{
    reserve(buffer, 0);
    buffer->text[buffer->length] = '\0';
    char *text = buffer->text;
    *buffer = (Buffer){0};
    return text;
}

void int_list_reserve(IntList *list, int capacity)
{
    if (capacity <= list->capacity)
        return;
    list->capacity = capacity + capacity / 2 + 16;
    list->item = memory_resize(list->item, (size_t)list->capacity, sizeof(int));
}

void int_list_add(IntList *list, int item)
{
    list->item = memory_room(list->item, list->count, &list->capacity, sizeof(int));
    list->item[list->count++] = item;
}
