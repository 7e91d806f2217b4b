/* token_rows.c: the rows of tokens that have come, computed together and kept. */
#include "engine/token_rows.h"

#include <assert.h>
#include <string.h>

#include "engine/kernels.h"
#include "engine/op_support.h"
#include "engine/packed_weights.h"
#include "engine/panel_kernels.h"

/* Numbers of all rows of one weight (16 MB of floats), of which only the rows of tokens that came are touched. */
enum { NUMBERS_MOST = 1 << 22 };

bool token_rows_keep(const Tensor *table, const Tensor *W)
{
    return table->packing != NULL && W->packing != NULL && panel_kernels(tensor_columns(W)) != NULL &&
           row_at(table->shape[0], tensor_columns(W)) <= NUMBERS_MOST;
}

/* The tokens that come for the first time, each once; they are taken as known. -> how many. */
static int take_new(Packing *packing, const int *ids, int count, int V, int *new)
{
    int found = 0;
    for (int i = 0; i < count; i++) {
        assert(ids[i] >= 0 && ids[i] < V);
        if (packing->known[ids[i]])
            continue;
        packing->known[ids[i]] = true;
        new[found++] = ids[i];
    }
    return found;
}

const real *token_rows(Arena *arena, const TokenProjection *projection, const int *ids, int count)
{
    const Tensor *table = projection->table;
    int V = table->shape[0], E = table->shape[1], N = tensor_columns(projection->W);
    Packing *packing = projection->W->packing;
    assert(token_rows_keep(table, projection->W) && (packing->rows == NULL || packing->table == table->value));
    if (packing->rows == NULL) {
        packing->table = table->value;
        packing->rows = arena_reals(packing->arena, row_at(V, N));
        packing->known = arena_alloc_zero(packing->arena, (size_t)V * sizeof *packing->known);
    }
    ArenaMark mark = arena_mark(arena);
    int *new = arena_alloc(arena, (size_t)(count < V ? count : V) * sizeof *new);
    int found = take_new(packing, ids, count, V, new);
    if (found > 0) {
        real *words = arena_reals(arena, row_at(found, E)), *rows = arena_reals(arena, row_at(found, N));
        Tensor W = *projection->W;
        if (W.shape[0] > E) /* packed whole, it is another weight */
            W.packing = NULL;
        W.shape[0] = E;
        embedding_forward(words, table->value, new, found, E);
        product_forward(arena, words, found, &W, (Addend){projection->b, true}, rows);
        for (int i = 0; i < found; i++)
            memcpy(packing->rows + row_at(new[i], N), rows + row_at(i, N), (size_t)N * sizeof(real));
    }
    arena_release(arena, mark);
    return packing->rows;
}
