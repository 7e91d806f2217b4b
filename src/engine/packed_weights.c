/* packed_weights.c: packing a matrix in panels, and the products with it. */
#include "engine/packed_weights.h"

#include <string.h>

#include "engine/gemm.h"
#include "engine/op_support.h"
#include "engine/panel_kernels.h"

/* A single row is a product with a vector, which reads each weight once, so packing gains nothing. */
enum { ROWS_LEAST = 2, PRODUCTS_LEAST = 2 };

static int panel_count(int N, int columns) { return (N + columns - 1) / columns; }

/* Columns from .. from + count - 1 of all rows, padded with zeros to `columns`. */
static void pack_panel(real *panel, const PackedWeights *weights, int from, int count, int columns)
{
    int K = weights->K, N = weights->N;
    if (count < columns)
        memset(panel, 0, (size_t)K * (size_t)columns * sizeof *panel);
    for (int k = 0; k < K; k++) {
        real *row = panel + (size_t)k * (size_t)columns;
        if (!weights->transposed)
            memcpy(row, weights->W + (size_t)k * (size_t)N + from, (size_t)count * sizeof *row);
        for (int j = 0; weights->transposed && j < count; j++)
            row[j] = weights->W[(size_t)(from + j) * (size_t)K + k];
    }
}

PackedWeights pack_weights(Arena *arena, const Tensor *W, bool transposed, int rows, int products)
{
    int K = W->shape[transposed ? 1 : 0], N = W->shape[transposed ? 0 : 1];
    PackedWeights weights = {.W = W->value, .transposed = transposed, .K = K, .N = N};
    const PanelKernels *kernels = panel_kernels();
    if (kernels == NULL || rows < ROWS_LEAST || products < PRODUCTS_LEAST)
        return weights;
    int columns = kernels->columns, panels = panel_count(N, columns);
    size_t panel = (size_t)K * (size_t)columns;
    real *all = arena_reals(arena, (size_t)panels * panel);
    for (int i = 0; i < panels; i++) {
        int from = i * columns;
        pack_panel(all + (size_t)i * panel, &weights, from, N - from < columns ? N - from : columns, columns);
    }
    weights.panels = all;
    return weights;
}

/* The last panel may be wider than what is left of out: its product goes to other memory first. */
static void multiply_edge(const PackedWeights *weights, const PanelKernels *kernels, const real *x, int rows, bool add,
                          const real *panel, real *out, int count)
{
    real block[PANEL_ROWS_MOST * PANEL_COLUMNS_MOST];
    kernels->multiply(block, kernels->columns, x, weights->K, panel, weights->K, rows, false);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < count; j++) {
            real product = block[i * kernels->columns + j], *to = out + (size_t)i * (size_t)weights->N + j;
            *to = add ? *to + product : product;
        }
}

/* The rows in blocks of nearly the same size: one of a single row would wait for each addition. */
static void multiply_panel(const PackedWeights *weights, const PanelKernels *kernels, const real *x, int rows, bool add,
                           const real *panel, real *out, int count)
{
    int blocks = (rows + PANEL_ROWS_MOST - 1) / PANEL_ROWS_MOST, K = weights->K, N = weights->N;
    for (int i = 0; i < blocks; i++) {
        int from = (int)((long)rows * i / blocks), size = (int)((long)rows * (i + 1) / blocks) - from;
        const real *x_block = x + (size_t)from * (size_t)K;
        real *out_block = out + (size_t)from * (size_t)N;
        if (count < kernels->columns)
            multiply_edge(weights, kernels, x_block, size, add, panel, out_block, count);
        else
            kernels->multiply(out_block, N, x_block, K, panel, K, size, add);
    }
}

void packed_product(const PackedWeights *weights, const real *x, int rows, bool add, real *out)
{
    int K = weights->K, N = weights->N;
    if (weights->panels == NULL || rows < ROWS_LEAST) {
        gemm(false, weights->transposed, rows, N, K, 1, x, K, weights->W, weights->transposed ? K : N, add, out, N);
        return;
    }
    const PanelKernels *kernels = panel_kernels();
    GemmClock clock = gemm_begin();
    int columns = kernels->columns, panels = panel_count(N, columns);
    for (int i = 0; i < panels; i++) {
        int from = i * columns;
        multiply_panel(weights, kernels, x, rows, add, weights->panels + (size_t)i * (size_t)K * (size_t)columns, out + from,
                       N - from < columns ? N - from : columns);
    }
    gemm_end(clock, rows, N, K);
}
