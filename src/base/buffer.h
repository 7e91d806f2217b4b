/* buffer.h: text and lists of numbers that grow. */
#ifndef SEQLAB_BASE_BUFFER_H
#define SEQLAB_BASE_BUFFER_H

#include <stdarg.h>
#include <stddef.h>

/* text is NUL-terminated once something was added; before, it may be NULL. All zero is empty. */
typedef struct Buffer {
    char *text;
    size_t length;   /* bytes without the NUL */
    size_t capacity;
} Buffer;

void buffer_add(Buffer *buffer, const char *text);
void buffer_add_bytes(Buffer *buffer, const char *bytes, size_t count);
void buffer_add_char(Buffer *buffer, char character);
void buffer_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vformat(Buffer *buffer, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
void buffer_clear(Buffer *buffer); /* keeps the memory */
void buffer_free(Buffer *buffer);  /* and makes it empty again */

/* The text, or "" if nothing was added. Valid until the next change. */
const char *buffer_text(const Buffer *buffer);

/* Hands the text over (the caller frees it) and leaves the buffer empty. Never NULL. */
char *buffer_take(Buffer *buffer);

/* A new string, which the caller frees. */
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* All zero is empty. */
typedef struct IntList {
    int *item;
    int count, capacity;
} IntList;

void int_list_add(IntList *list, int item);
void int_list_reserve(IntList *list, int capacity);

#endif
