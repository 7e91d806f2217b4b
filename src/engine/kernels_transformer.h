/* kernels_transformer.h: layer norm, GELU and positions of the Transformer. Rules as in kernels.h. */
#ifndef SEQLAB_ENGINE_KERNELS_TRANSFORMER_H
#define SEQLAB_ENGINE_KERNELS_TRANSFORMER_H

#include "engine/tensor.h"

/* out = gain * (x - mean) / sqrt(variance + 1e-5) + bias, row by row: x and out [rows,H], gain and bias [H]. mean and
 * inverse [rows] receive each row's mean and 1 / sqrt(variance + 1e-5). */
void layer_norm_forward(real *out, real *mean, real *inverse, const real *x, const real *gain, const real *bias, int rows,
                        int H);
void layer_norm_backward(real *dx, real *dgain, real *dbias, const real *dout, const real *mean, const real *inverse,
                         const real *x, const real *gain, int rows, int H);

/* out = a / 2 * (1 + tanh(sqrt(2 / pi) * (a + 0.044715 a^3))), [count] */
void gelu_forward(real *out, const real *a, int count);
void gelu_backward(real *da, const real *dout, const real *a, int count);

/* out [T,B,E]: row (t,b) is that of x plus row from_b + t of table [P,E], or its last row where there are too few; from [B],
 * NULL: zeros. */
void positions_forward(real *out, const real *x, const real *table, const int *from, int T, int B, int P, int E);
void positions_backward(real *dx, real *dtable, const real *dout, const int *from, int T, int B, int P, int E);

#endif
