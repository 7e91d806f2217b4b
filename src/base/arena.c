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
    size_t asked;   /* blocks ever asked of the system */
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
    arena->asked++;
}

void *arena_alloc(Arena *arena, size_t bytes)
{
    size_t rounded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    while (arena->current >= arena->count || arena->used + rounded > arena->blocks[arena->current].capacity) {
        if (arena->current + 1 < arena->count) {
            arena->current++;
        } else {
            add_block(arena, rounded);
            arena->current = arena->count - 1;
        }
        arena->used = 0;
    }
    void *memory = arena->blocks[arena->current].memory + arena->used;
    arena->used += rounded;
    return memory;
}

void *arena_alloc_zero(Arena *arena, size_t bytes)
{
    void *memory = arena_alloc(arena, bytes);
    memset(memory, 0, bytes);
    return memory;
}

void arena_reset(Arena *arena) { arena->current = arena->used = 0; }

ArenaMark arena_mark(const Arena *arena) { return (ArenaMark){arena->current, arena->used}; }

void arena_release(Arena *arena, ArenaMark mark)
{
    arena->current = mark.block;
    arena->used = mark.used;
}

size_t arena_capacity(const Arena *arena)
{
    size_t bytes = 0;
    for (size_t i = 0; i < arena->count; i++)
        bytes += arena->blocks[i].capacity;
    return bytes;
}

size_t arena_block_count(const Arena *arena) { return arena->asked; }
