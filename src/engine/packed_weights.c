/* packed_weights.c: packing a matrix in panels, and the products with it. */
#include "engine/packed_weights.h"

#include <string.h>

#include "engine/bf16_pairs.h"
#include "engine/gemm.h"
#include "engine/op_support.h"
#include "engine/panel_product.h"

/* A single row is a product with a vector, which reads each weight once, so packing gains nothing; nor do a few rows
 * once. */
enum { ROWS_LEAST = 2, ROWS_ONCE_LEAST = 12 };

/* Rows of a weight's gradient that are added up at once: their panel and stripe stay in the cache. */
enum { DEPTH = 256 };

/* How many of N columns a panel that begins at `from` holds. */
static int width(int N, int from, int columns) { return N - from < columns ? N - from : columns; }

static const PanelKernels *kernels_for(bool bf16, int columns)
{
    return bf16 ? panel_kernels_bf16(columns) : panel_kernels(columns);
}

bool products_have_bf16(void) { return panel_kernels_bf16(1) != NULL; }

/* ---- packing ---- */

static int columns_with_padding(int N)
{
    int columns = 0;
    while (columns < N)
        columns += panel_kernels(N - columns)->columns;
    return columns;
}

/* Words of a column: pairs of numbers, or numbers. */
static int column_words(const PackedWeights *weights)
{
    return weights->bf16 ? bf16_words(weights->K) : weights->K;
}

/* W as pairs along K, in W's own layout. */
static const real *paired(const PackedWeights *weights)
{
    real *pairs = arena_reals(weights->arena, row_at(column_words(weights), weights->N));
    if (weights->transposed)
        bf16_pairs_along(pairs, weights->W, weights->N, weights->K);
    else
        bf16_pairs_down(pairs, weights->W, weights->K, weights->N);
    return pairs;
}

/* W [K,N] or its transpose as panels, in the arena. */
static const real *pack(Arena *arena, const PackedWeights *weights)
{
    int K = column_words(weights), N = weights->N;
    real *all = arena_reals(arena, row_at(K, columns_with_padding(N))), *next = all;
    ArenaMark mark = arena_mark(weights->arena);
    const real *W = weights->bf16 ? paired(weights) : weights->W;
    for (int from = 0, columns; from < N; from += columns, next += row_at(K, columns)) {
        columns = panel_kernels(N - from)->columns;
        if (weights->transposed)
            panel_pack_rows(next, W + row_at(from, K), K, K, width(N, from, columns), columns);
        else
            panel_pack_columns(next, W + from, N, K, width(N, from, columns), columns);
    }
    arena_release(weights->arena, mark);
    return all;
}

PackedWeights pack_weights(Arena *arena, const Tensor *W, bool transposed, int rows, int products)
{
    PackedWeights weights = {.W = W->value, .transposed = transposed, .K = W->shape[transposed ? 1 : 0],
                             .N = W->shape[transposed ? 0 : 1], .bf16 = W->bf16, .arena = arena};
    Packing *packing = W->packing;
    if ((rows < ROWS_LEAST && !W->bf16) || panel_kernels(weights.N) == NULL)
        return weights;
    if (packing != NULL && packing->panels[transposed] != NULL) {
        weights.panels = packing->panels[transposed];
        return weights;
    }
    if (packing != NULL)
        products = packing->products[transposed] += products;
    if (rows * products < ROWS_ONCE_LEAST && weights.K <= GEMM_CHAIN && !W->bf16)
        return weights; /* gemm gives the same numbers */
    size_t bytes = row_at(column_words(&weights), columns_with_padding(weights.N)) * sizeof(real);
    bool kept = packing != NULL && bytes <= *packing->most && arena_most(packing->arena) <= *packing->most - bytes;
    weights.panels = pack(kept ? packing->arena : arena, &weights);
    if (kept)
        packing->panels[transposed] = weights.panels;
    return weights;
}

/* ---- products ---- */

static void multiply_panels(const PackedWeights *weights, PanelRows rows, Addend addend, real *out)
{
    int K = column_words(weights), N = weights->N;
    const real *panel = weights->panels;
    for (int from = 0, columns; from < N; from += columns, panel += row_at(K, columns)) {
        const PanelKernels *kernels = kernels_for(weights->bf16, N - from);
        columns = kernels->columns;
        panel_multiply(kernels, rows, panel, K,
                       (PanelPlace){out + from, N, width(N, from, columns),
                                    addend.rows != NULL ? addend.rows + from : NULL, addend.shared ? 0 : N});
    }
}

void packed_product(const PackedWeights *weights, const real *x, int rows, Addend addend, real *out)
{
    int K = weights->K, N = weights->N;
    bool add = addend.rows != NULL;
    if (weights->panels == NULL || (rows < ROWS_LEAST && !weights->bf16)) {
        for (int i = 0; add && addend.rows != out && i < rows; i++)
            memcpy(out + row_at(i, N), addend.rows + row_at(addend.shared ? 0 : i, N), (size_t)N * sizeof *out);
        gemm(false, weights->transposed, rows, N, K, 1, x, K, weights->W, weights->transposed ? K : N, add, out, N);
        return;
    }
    GemmClock clock = gemm_begin(weights->bf16);
    ArenaMark mark = arena_mark(weights->arena);
    if (weights->bf16) {
        real *pairs = arena_reals(weights->arena, row_at(rows, column_words(weights)));
        bf16_pairs_along(pairs, x, rows, K);
        x = pairs;
    }
    multiply_panels(weights, (PanelRows){x, rows, column_words(weights), 1}, addend, out);
    arena_release(weights->arena, mark);
    gemm_end(clock, rows, N, K);
}

void product_forward(Arena *arena, const real *x, int rows, const Tensor *W, Addend addend, real *out)
{
    ArenaMark mark = arena_mark(arena);
    PackedWeights weights = pack_weights(arena, W, false, rows, 1);
    packed_product(&weights, x, rows, addend, out);
    arena_release(arena, mark);
}

void product_input_backward(Arena *arena, const real *dout, int rows, const Tensor *W, bool add, real *dx)
{
    ArenaMark mark = arena_mark(arena);
    PackedWeights weights = pack_weights(arena, W, true, rows, 1);
    packed_product(&weights, dout, rows, (Addend){add ? dx : NULL, false}, dx);
    arena_release(arena, mark);
}

/* ---- the gradient of a weight ---- */

WeightGradient weight_gradient(const Tensor *W)
{
    return (WeightGradient){W->gradient, W->shape[0], W->shape[1], tape_gradient_keep(W) != 0, W->bf16};
}

/* dW (+)= x^T dout for `depth` rows: x's columns in stripes, dout's in panels. A stripe is a panel without padding, as wide
 * as two blocks of rows of the result, so that a row of x is copied in few pieces. */
static void add_rows(Arena *arena, const real *x, const real *dout, int depth, WeightGradient dW)
{
    int K = dW.K, N = dW.N, stripe = 2 * panel_kernels(N)->rows;
    if (dW.bf16) {
        int words = bf16_words(depth);
        real *xs = arena_reals(arena, row_at(words, K)), *douts = arena_reals(arena, row_at(words, N));
        bf16_pairs_down(xs, x, depth, K);
        bf16_pairs_down(douts, dout, depth, N);
        x = xs;
        dout = douts;
        depth = words;
    }
    real *stripes = arena_reals(arena, row_at(depth, K)), *panel = arena_reals(arena, row_at(depth, PANEL_COLUMNS_MOST));
    for (int i = 0; i < K; i += stripe)
        panel_pack_columns(stripes + row_at(i, depth), x + i, K, depth, width(K, i, stripe), width(K, i, stripe));
    for (int from = 0, columns; from < N; from += columns) {
        const PanelKernels *kernels = kernels_for(dW.bf16, N - from);
        columns = kernels->columns;
        int used = width(N, from, columns);
        panel_pack_columns(panel, dout + from, N, depth, used, columns);
        for (int i = 0; i < K; i += stripe) {
            int count = width(K, i, stripe);
            real *sum = dW.sum + row_at(i, N) + from;
            panel_multiply(kernels, (PanelRows){stripes + row_at(i, depth), count, 1, count}, panel, depth,
                           (PanelPlace){sum, N, used, dW.add ? sum : NULL, N});
        }
    }
}

void product_weight_backward(Arena *arena, const real *x, const real *dout, int rows, WeightGradient dW)
{
    if ((rows < ROWS_ONCE_LEAST && !dW.bf16) || panel_kernels(dW.N) == NULL) {
        gemm(true, false, dW.K, dW.N, rows, 1, x, dW.K, dout, dW.N, dW.add, dW.sum, dW.N);
        return;
    }
    GemmClock clock = gemm_begin(dW.bf16);
    for (int from = 0; from < rows; from += DEPTH) {
        ArenaMark mark = arena_mark(arena);
        add_rows(arena, x + row_at(from, dW.K), dout + row_at(from, dW.N), width(rows, from, DEPTH), dW);
        arena_release(arena, mark);
        dW.add = true;
    }
    gemm_end(clock, dW.K, dW.N, rows);
}
