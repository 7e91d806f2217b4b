/* memory.h: allocation that does not fail. If memory runs out, the program prints an error and exits; no
 * caller could do better. Sizes from files are bounded before they get here. */
#ifndef SEQLAB_BASE_MEMORY_H
#define SEQLAB_BASE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t count, size_t size);                  /* zeroed; count * size is checked */
void *memory_resize(void *old, size_t count, size_t size);    /* new part is not zeroed */
/* Makes room for one item more than `count`, of `size` bytes each; *capacity: how many fit. */
void *memory_room(void *items, int count, int *capacity, size_t size);
void *memory_copy(const void *from, size_t bytes);
char *memory_string(const char *text);                        /* a copy; NULL stays NULL */
char *memory_text(const char *text, size_t length);           /* a copy of its beginning */

/* For other allocators (Lua, for example): prints how many bytes were asked for, and exits. */
_Noreturn void memory_exhausted(size_t bytes);

#endif
