/* kernels_recurrent.h: one time step of a recurrent cell, for all sentences of a batch at once.
 *
 * The matrix products are made outside, where they can be made for many steps together; what is left is
 * elementwise, and reads and writes every number once. Rules as in kernels.h. */
#ifndef SEQLAB_ENGINE_KERNELS_RECURRENT_H
#define SEQLAB_ENGINE_KERNELS_RECURRENT_H

#include "engine/tensor.h"

/* One step of an RNN: state [B,H] = tanh(sum), where sum [B,H] is x W + b_W + h_{t-1} U + b_U and may be the memory of
 * state; previous [B,H] is h_{t-1}. lengths [B], or NULL: no padding. Where t is at or past a sentence's length, its
 * state is carried over. */
void rnn_step_forward(real *state, const real *sum, const real *previous, const int *lengths, int t, int B, int H);

/* dprevious and dsum [B,H] are written, not added to: a matrix product comes next, and it adds. dprevious leaves out
 * what flows through the product, and so is 0 but at padding; it may be the memory of dstate [B,H]. */
void rnn_step_backward(real *dprevious, real *dsum, const real *dstate, const real *state, const int *lengths, int t,
                       int B, int H);

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
 * dprevious leaves out what flows through the product, dproduct U^T. dprevious may be the memory of dstate [B,H], dproduct
 * that of gates.
 * dinputs [any,3H] is added to, as several sentences may have read one row. */
void gru_step_backward(real *dprevious, real *dproduct, real *dinputs, const real *dstate, const real *gates,
                       const real *candidate_product, const real *previous, const int *rows, const int *lengths,
                       int t, int B, int H);

/* One step of an LSTM. Four gates of H numbers lie side by side in 4H columns: input i, forget f, candidate g,
 * output o.
 *
 *     state, memory [B,H]              h_t and c_t
 *     gates [B,4H]                     i, f, g and o; may be the memory of sum
 *     squashed [B,H]                   tanh(c_t), which backward needs
 *     sum [B,4H]                       x W + b_W + h_{t-1} U + b_U
 *     previous, previous_memory [B,H]  h_{t-1} and c_{t-1}
 *     lengths [B]                      NULL: no padding. Where t is at or past a sentence's length, its state and
 *                                      memory are carried over, and its gates are 0. */
void lstm_step_forward(real *state, real *memory, real *gates, real *squashed, const real *sum, const real *previous,
                       const real *previous_memory, const int *lengths, int t, int B, int H);

/* All written, not added to, as of the RNN: dprevious, dprevious_memory [B,H], which may be the memory of dstate and
 * dmemory [B,H], and dsum [B,4H], which may be that of gates. dprevious_memory is whole: only states flow through the
 * product. */
void lstm_step_backward(real *dprevious, real *dprevious_memory, real *dsum, const real *dstate, const real *dmemory,
                        const real *gates, const real *squashed, const real *previous_memory, const int *lengths,
                        int t, int B, int H);

#endif
