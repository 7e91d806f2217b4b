/* arena.h: memory that is given back all at once.
 *
 * A training step allocates its tensors here and resets the arena at the end. The blocks are kept, so a
 * step in its steady state calls neither malloc nor free. */
#ifndef SEQLAB_BASE_ARENA_H
#define SEQLAB_BASE_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

/* A place in an arena to go back to. */
typedef struct ArenaMark { size_t block, used; } ArenaMark;

Arena *arena_open(void);
void arena_close(Arena *arena); /* NULL is fine */

/* Memory aligned to 64 bytes, not zeroed, valid until reset or release. Pointers never move. */
void *arena_alloc(Arena *arena, size_t bytes);
void *arena_alloc_zero(Arena *arena, size_t bytes);

void arena_reset(Arena *arena);
ArenaMark arena_mark(const Arena *arena);
void arena_release(Arena *arena, ArenaMark mark);

/* Bytes held now. */
size_t arena_capacity(const Arena *arena);
/* The most bytes that were in use at once since the last reset. */
size_t arena_most(const Arena *arena);

#endif
