/* panel_product.h: a panel packed, and any number of rows times it. Not for use outside the engine. */
#ifndef SEQLAB_ENGINE_PANEL_PRODUCT_H
#define SEQLAB_ENGINE_PANEL_PRODUCT_H

#include "engine/panel_kernels.h"

/* panel [K,columns]: `count` columns of W, whose rows are `row` numbers apart, padded with zeros. */
void panel_pack_columns(real *panel, const real *W, int row, int K, int count, int columns);
/* The same of the transpose: `count` rows of W, K numbers of each. */
void panel_pack_rows(real *panel, const real *W, int row, int K, int count, int columns);

/* rows.count may be any number. */
void panel_multiply(const PanelKernels *kernels, PanelRows rows, const real *panel, int K, PanelPlace to);

#endif
