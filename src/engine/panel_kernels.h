/* panel_kernels.h: the inner loops of products, for the processor at hand. Not for use outside the engine. */
#ifndef SEQLAB_ENGINE_PANEL_KERNELS_H
#define SEQLAB_ENGINE_PANEL_KERNELS_H

#include "engine/tensor.h"

enum { PANEL_ROWS_MOST = 12, PANEL_COLUMNS_MOST = 48 };

/* A few rows of a matrix: number k of row i is x[i * row + k * step]. */
typedef struct PanelRows {
    const real *x;
    int count; /* for a kernel 1 to what it takes */
    int row, step;
} PanelRows;

/* Where a product goes. */
typedef struct PanelPlace {
    real *out;
    int row;     /* numbers from one row to the next */
    int columns; /* fewer than the panel's at the right edge */
    const real *addend; /* what the product is added to, such as out itself; NULL: nothing */
    int addend_row;     /* 0: one row for all */
} PanelPlace;

/* to [count,columns] = rows [count,K] panel [K,columns], and the addend to that. */
typedef void PanelKernel(PanelPlace to, PanelRows rows, const real *panel, int K);

/* x [K] times W [K,N], whose rows are `row` numbers apart and which is not packed; to out [N], or added to it. The same
 * bits as a row of the kernel above gets. */
typedef struct RowProduct {
    const real *x, *W;
    int K, N, row;
    bool add;
} RowProduct;
typedef void RowKernel(real *out, RowProduct product);

typedef struct PanelKernels {
    int columns; /* of a panel */
    int rows;    /* at once, at most */
    bool edges;  /* whether up to a vector of the panel's columns may be without a place */
    PanelKernel *multiply;
    RowKernel *multiply_row;
} PanelKernels;

/* For the next panel where so many columns are left: the widest, but for the last ones, which narrower panels hold with
 * less padding. NULL if this processor has none. The numbers do not depend on which it is. */
const PanelKernels *panel_kernels(int columns);
/* The same with bfloat16: x and the panel are words with two numbers each (bf16_pairs.h), and K counts these. Panels are
 * as wide as those above. multiply_row is NULL. */
const PanelKernels *panel_kernels_bf16(int columns);

#endif
