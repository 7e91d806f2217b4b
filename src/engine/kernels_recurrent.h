/* kernels_recurrent.h: one time step of a recurrent cell, for all sentences of a batch at once.
 *
 * The matrix products are made outside, where they can be made for many steps together; what is left is
 * elementwise, and reads and writes every number once. Rules as in kernels.h. */
#ifndef SEQLAB_ENGINE_KERNELS_RECURRENT_H
#define SEQLAB_ENGINE_KERNELS_RECURRENT_H

#include "engine/tensor.h"

/* One step of a GRU. Three gates of H numbers lie side by side in 3H columns: reset r, update z, candidate n.
 *
 *     state [B,H]               h_t
 *     gates [B,3H]              r, z and h~; may be the memory of product
 *     candidate_product [B,H]   n_h, which backward needs
 *     inputs [any,3H]           x W + b_W of many positions or tokens
 *     rows [B]                  which row of inputs each sentence reads
 *     product [B,3H]            h_{t-1} U + b_U
 *     previous [B,H]            h_{t-1}
 *     lengths [B]               NULL: no padding. Where t is at or past a sentence's length, its state is carried
 *                               over, and its gates are 0: z = 0 is the gate that keeps the past whole. */
void gru_step_forward(real *state, real *gates, real *candidate_product, const real *inputs, const int *rows,
                      const real *product, const real *previous, const int *lengths, int t, int B, int H);

/* dprevious [B,H] and dproduct [B,3H] are written, not added to: a matrix product comes next, and it adds.
 * dprevious leaves out what flows through the product, dproduct U^T. dprevious may be the memory of dstate [B,H].
 * dinputs [any,3H] is added to, as several sentences may have read one row. */
void gru_step_backward(real *dprevious, real *dproduct, real *dinputs, const real *dstate, const real *gates,
                       const real *candidate_product, const real *previous, const int *rows, const int *lengths,
                       int t, int B, int H);

#endif
