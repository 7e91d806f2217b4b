/* distinct.c: tokens numbered as they come. */
#include "engine/distinct.h"

#include <assert.h>

Distinct distinct_ids(Arena *arena, const int *ids, int count, int V)
{
    int most = count < V ? count : V;
    Distinct distinct = {.tokens = arena_alloc(arena, (size_t)most * sizeof(int)),
                         .numbers = arena_alloc(arena, (size_t)count * sizeof(int))};
    ArenaMark mark = arena_mark(arena);
    int *number = arena_alloc_zero(arena, (size_t)V * sizeof *number); /* 0: not seen yet */
    for (int i = 0; i < count; i++) {
        assert(ids[i] >= 0 && ids[i] < V);
        if (number[ids[i]] == 0) {
            distinct.tokens[distinct.count++] = ids[i];
            number[ids[i]] = distinct.count;
        }
        distinct.numbers[i] = number[ids[i]] - 1;
    }
    arena_release(arena, mark);
    return distinct;
}
