/* panel_kernels.h: the inner loop of products with laid-out weights (packed_weights.h), for the processor at hand. Not for use
 * outside the engine. */
#ifndef SEQLAB_ENGINE_PANEL_KERNELS_H
#define SEQLAB_ENGINE_PANEL_KERNELS_H

#include "engine/tensor.h"

enum { PANEL_ROWS_MOST = 12, PANEL_COLUMNS_MOST = 32 };

/* A few rows of a matrix: number k of row i is x[i * row + k * step]. */
typedef struct PanelRows {
    const real *x;
    int count; /* 1 to what the kernel takes */
    int row, step;
} PanelRows;

/* out [count,columns] = rows [count,K] panel [K,columns], or with `add` out + that. out_row: numbers from one row of out to
 * the next. */
typedef void PanelKernel(real *out, int out_row, PanelRows rows, const real *panel, int K, bool add);

typedef struct PanelKernels {
    int columns; /* of a panel */
    int rows;    /* at once, at most */
    PanelKernel *multiply;
} PanelKernels;

/* NULL if this processor has none. */
const PanelKernels *panel_kernels(void);

#endif
