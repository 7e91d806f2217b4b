/* panel_kernels.h: the inner loop of products with laid-out weights (packed_weights.h), for the processor at hand. Not for use
 * outside the engine. */
#ifndef SEQLAB_ENGINE_PANEL_KERNELS_H
#define SEQLAB_ENGINE_PANEL_KERNELS_H

#include "engine/tensor.h"

enum { PANEL_ROWS_MOST = 6, PANEL_COLUMNS_MOST = 32 };

/* out [rows,columns] = x [rows,K] panel [K,columns], or with `add` out + that. rows: 1 to PANEL_ROWS_MOST. x_row and
 * out_row: numbers from one row to the next. */
typedef void PanelKernel(real *out, int out_row, const real *x, int x_row, const real *panel, int K, int rows, bool add);

typedef struct PanelKernels {
    int columns; /* of a panel */
    PanelKernel *multiply;
} PanelKernels;

/* NULL if this processor has none. */
const PanelKernels *panel_kernels(void);

#endif
