/* token_rows.h: what each token of a vocabulary brings to a layer, x W + b, kept while the weights stay.
 *
 * A decoder reads one token at a time, and with it all of W for one row of numbers. There are only V such rows: each is
 * computed when its token first comes, and looked up from then on, for as long as the weight's tape keeps it
 * (tape_parameter). */
#ifndef SEQLAB_ENGINE_TOKEN_ROWS_H
#define SEQLAB_ENGINE_TOKEN_ROWS_H

#include "base/arena.h"
#include "engine/tensor.h"

/* A layer's projection of tokens: embeddings table [V,E], the first E rows of W [>=E,N], b [N]. */
typedef struct TokenProjection {
    const Tensor *table, *W;
    const real *b;
} TokenProjection;

/* Whether rows may be kept: table and W are parameters, all rows have room, and a row has the same bits
 * whatever rows are computed with it (not where BLAS multiplies). For a tape that does not record. */
bool token_rows_keep(const Tensor *table, const Tensor *W);

/* [V,N], of which the rows of ids[count] are there. arena: for the time of the call. The same projection for one W each
 * time (assert of the table), and only if they may be kept. */
const real *token_rows(Arena *arena, const TokenProjection *projection, const int *ids, int count);

#endif
