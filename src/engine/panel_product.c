/* panel_product.c: panels packed and multiplied, whatever their edges. */
#include "engine/panel_product.h"

#include <string.h>

/* Copies whose size the compiler knows take a few instructions instead of a call. */
static inline void copy(real *to, const real *from, int count)
{
    if (count == 48)
        memcpy(to, from, 48 * sizeof *to);
    else if (count == 32)
        memcpy(to, from, 32 * sizeof *to);
    else if (count == 24)
        memcpy(to, from, 24 * sizeof *to);
    else if (count == 16)
        memcpy(to, from, 16 * sizeof *to);
    else if (count == 12)
        memcpy(to, from, 12 * sizeof *to);
    else
        memcpy(to, from, (size_t)count * sizeof *to);
}

enum { VECTOR = 8 };

/* Zeros at the end, then whole vectors, then a last one that reaches back into the one before. count is at least one
 * vector, and more than columns less two. */
static inline void copy_edge(real *to, const real *from, int count, int columns)
{
    memset(to + columns - 2 * VECTOR, 0, 2 * VECTOR * sizeof *to);
    for (int i = 0; i + VECTOR <= count; i += VECTOR)
        memcpy(to + i, from + i, VECTOR * sizeof *to);
    memcpy(to + count - VECTOR, from + count - VECTOR, VECTOR * sizeof *to);
}

void panel_pack_columns(real *panel, const real *W, int row, int K, int count, int columns)
{
    bool edge = count < columns && count >= VECTOR && count > columns - 2 * VECTOR;
    if (count < columns && !edge)
        memset(panel, 0, row_at(K, columns) * sizeof *panel);
    for (int k = 0; k < K; k++) {
        if (edge)
            copy_edge(panel + row_at(k, columns), W + row_at(k, row), count, columns);
        else
            copy(panel + row_at(k, columns), W + row_at(k, row), count);
    }
}

/* ---- the transpose ---- */

enum { TILE = 4 };

/* Four numbers of each of four rows become four of each column. In vectors where the compiler can exchange their
 * numbers (gcc from 12 on, clang). */
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define EXCHANGES
#endif
#endif
#ifdef EXCHANGES
typedef real Four __attribute__((vector_size(TILE * sizeof(real)), aligned(sizeof(real))));

static void turn_tile(real *panel, int columns, const real *W, int row)
{
    Four in[TILE], low[2], high[2];
    for (int i = 0; i < TILE; i++)
        memcpy(&in[i], W + row_at(i, row), sizeof in[i]);
    for (int i = 0; i < 2; i++) {
        low[i] = __builtin_shufflevector(in[2 * i], in[2 * i + 1], 0, 4, 1, 5);
        high[i] = __builtin_shufflevector(in[2 * i], in[2 * i + 1], 2, 6, 3, 7);
    }
    const Four out[TILE] = {__builtin_shufflevector(low[0], low[1], 0, 1, 4, 5),
                            __builtin_shufflevector(low[0], low[1], 2, 3, 6, 7),
                            __builtin_shufflevector(high[0], high[1], 0, 1, 4, 5),
                            __builtin_shufflevector(high[0], high[1], 2, 3, 6, 7)};
    for (int i = 0; i < TILE; i++)
        memcpy(panel + row_at(i, columns), &out[i], sizeof out[i]);
}
#else
static void turn_tile(real *panel, int columns, const real *W, int row)
{
    for (int i = 0; i < TILE; i++)
        for (int j = 0; j < TILE; j++)
            panel[row_at(j, columns) + (size_t)i] = W[row_at(i, row) + (size_t)j];
}
#endif

void panel_pack_rows(real *panel, const real *W, int row, int K, int count, int columns)
{
    int whole = count - count % TILE;
    if (count < columns)
        memset(panel, 0, row_at(K, columns) * sizeof *panel);
    for (int k = 0; k < K; k += TILE) {
        bool tiles = K - k >= TILE;
        for (int j = 0; tiles && j < whole; j += TILE)
            turn_tile(panel + row_at(k, columns) + j, columns, W + row_at(j, row) + k, row);
        for (int i = k; i < K && i < k + TILE; i++)
            for (int j = tiles ? whole : 0; j < count; j++)
                panel[row_at(i, columns) + (size_t)j] = W[row_at(j, row) + (size_t)i];
    }
}

/* ---- products ---- */

/* The panel may be wider than what is left of out: its product goes to other memory first, if the kernel needs that. */
static void multiply_block(const PanelKernels *kernels, PanelRows rows, const real *panel, int K, PanelPlace to)
{
    real block[PANEL_ROWS_MOST * PANEL_COLUMNS_MOST];
    if (to.columns == kernels->columns || kernels->edges) {
        kernels->multiply(to, rows, panel, K);
        return;
    }
    kernels->multiply((PanelPlace){.out = block, .row = kernels->columns, .columns = kernels->columns}, rows, panel, K);
    for (int i = 0; i < rows.count; i++) {
        const real *product = block + row_at(i, kernels->columns);
        const real *addend = to.addend != NULL ? to.addend + row_at(i, to.addend_row) : NULL;
        real *out = to.out + row_at(i, to.row);
        for (int j = 0; j < to.columns; j++)
            out[j] = addend != NULL ? addend[j] + product[j] : product[j];
    }
}

/* In blocks of nearly the same size: one of a single row would wait for each addition. */
void panel_multiply(const PanelKernels *kernels, PanelRows rows, const real *panel, int K, PanelPlace to)
{
    int blocks = (rows.count + kernels->rows - 1) / kernels->rows, left = rows.count;
    for (; blocks > 0; blocks--, left -= rows.count) {
        rows.count = (left + blocks - 1) / blocks;
        multiply_block(kernels, rows, panel, K, to);
        rows.x += row_at(rows.count, rows.row);
        to.out += row_at(rows.count, to.row);
        to.addend = to.addend != NULL ? to.addend + row_at(rows.count, to.addend_row) : NULL;
    }
}
