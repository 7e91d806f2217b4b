/* memory.h: allocation that does not fail. Running out of memory ends the program with a sentence; no
 * caller could do better. Sizes that come from files are bounded before they get here. */
#ifndef SEQLAB_BASE_MEMORY_H
#define SEQLAB_BASE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t count, size_t size);                  /* zeroed; count * size is checked */
void *memory_resize(void *old, size_t count, size_t size);    /* new part is not zeroed */
/* Room for one more item behind count of them, of size bytes each; *capacity is how many there is room for. */
void *memory_room(void *items, int count, int *capacity, size_t size);
void *memory_copy(const void *from, size_t bytes);
char *memory_string(const char *text);                        /* a copy; NULL stays NULL */

/* For those who allocate by other means: says how much was asked for, and ends the program. */
_Noreturn void memory_exhausted(size_t bytes);

#endif
