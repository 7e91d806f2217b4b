/* arena.c: a list of blocks, each twice the one before, kept over a reset. */
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ALIGNMENT = 64, MOST_BLOCKS = 48 };
static const size_t first_block = 1 << 20;

typedef struct Block {
    char *memory;
    size_t capacity;
} Block;

struct Arena {
    Block blocks[MOST_BLOCKS];
    size_t count;   /* blocks held */
    size_t current; /* the block being filled */
    size_t used;    /* bytes of it */
    size_t before;  /* capacity of the blocks before it */
    size_t most;    /* the most bytes in use since the last reset, ends of blocks that were left over counted */
};

Arena *arena_open(void) { return memory_new(1, sizeof(Arena)); }

void arena_close(Arena *arena)
{
    if (arena == NULL)
        return;
    for (size_t i = 0; i < arena->count; i++)
        free(arena->blocks[i].memory);
    free(arena);
}

static void add_block(Arena *arena, size_t bytes)
{
    size_t capacity = arena->count > 0 ? arena->blocks[arena->count - 1].capacity * 2 : first_block;
    while (capacity < bytes)
        capacity *= 2;
    char *memory = arena->count < MOST_BLOCKS ? aligned_alloc(ALIGNMENT, capacity) : NULL;
    if (memory == NULL)
        memory_exhausted(capacity);
    arena->blocks[arena->count++] = (Block){memory, capacity};
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    while (arena->current >= arena->count || arena->used + rounded > arena->blocks[arena->current].capacity) {
        if (arena->count > 0)
            arena->before += arena->blocks[arena->current++].capacity;
        if (arena->current == arena->count)
            add_block(arena, rounded);
        arena->used = 0;
    }
    void *memory = arena->blocks[arena->current].memory + arena->used;
    arena->used += rounded;
    if (arena->before + arena->used > arena->most)
        arena->most = arena->before + arena->used;
    return memory;
}

void *arena_alloc_zero(Arena *arena, size_t bytes)
{
    void *memory = arena_alloc(arena, bytes);
    memset(memory, 0, bytes);
    return memory;
}

void arena_reset(Arena *arena) { arena->current = arena->used = arena->before = arena->most = 0; }

ArenaMark arena_mark(const Arena *arena) { return (ArenaMark){arena->current, arena->used}; }

void arena_release(Arena *arena, ArenaMark mark)
{
    while (arena->current > mark.block)
        arena->before -= arena->blocks[--arena->current].capacity;
    arena->used = mark.used;
}

size_t arena_capacity(const Arena *arena)
{
    size_t bytes = 0;
    for (size_t i = 0; i < arena->count; i++)
        bytes += arena->blocks[i].capacity;
    return bytes;
}

size_t arena_most(const Arena *arena) { return arena->most; }
