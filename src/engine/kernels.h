/* kernels.h: the arithmetic of the operations, on raw arrays.
 *
 * Outputs come first, inputs are const, dimensions come last. Each x_forward has its x_backward directly below,
 * which adds to the gradients it is given; a gradient that is NULL was not asked for. In names of gradients, d
 * means "of the loss by": da is d loss / d a. No allocation, no printing, nothing that can fail.
 * Kernels of recurrent layers and of attention have headers of their own. */
#ifndef SEQLAB_ENGINE_KERNELS_H
#define SEQLAB_ENGINE_KERNELS_H

#include "engine/tensor.h"

/* ---- elementwise; b [columns] is used again for each row of a [rows,columns]. For two tensors of one shape,
 * all their elements are one row. ---- */
void add_forward(real *out, const real *a, const real *b, int rows, int columns);
void add_backward(real *da, real *db, const real *dout, real sign, int rows, int columns);
void subtract_forward(real *out, const real *a, const real *b, int rows, int columns);
void multiply_forward(real *out, const real *a, const real *b, int rows, int columns);
void multiply_backward(real *da, real *db, const real *dout, const real *a, const real *b, int rows,
                       int columns);

/* out = factor * a + offset */
void affine_forward(real *out, const real *a, real factor, real offset, int count);
void affine_backward(real *da, const real *dout, real factor, int count);

void tanh_forward(real *out, const real *a, int count);
void tanh_backward(real *da, const real *dout, const real *out, int count);
void sigmoid_forward(real *out, const real *a, int count);
void sigmoid_backward(real *da, const real *dout, const real *out, int count);
void relu_forward(real *out, const real *a, int count);
void relu_backward(real *da, const real *dout, const real *out, int count);

/* ---- over rows ---- */
void softmax_forward(real *out, const real *a, int rows, int columns);
void softmax_backward(real *da, const real *dout, const real *out, int rows, int columns);
void sum_forward(real *out, const real *a, int count);
void sum_backward(real *da, const real *dout, int count);
void bias_forward(real *out, const real *bias, int rows, int columns); /* each row of out = bias */
void bias_backward(real *dbias, const real *dout, int rows, int columns);

/* Columns from .. from + count - 1 of a [rows,columns] into out [rows,count], and back. */
void columns_forward(real *out, const real *a, int from, int count, int rows, int columns);
void columns_backward(real *da, const real *dout, int from, int count, int rows, int columns);

/* ---- embedding and loss ---- */
/* out [count,E] = rows of table [V,E]. TOKEN_PAD's row gets no gradient. */
void embedding_forward(real *out, const real *table, const int *ids, int count, int E);
void embedding_backward(real *dtable, const real *dout, const int *ids, int count, int E);

/* loss [1] = the sum over rows whose target is not TOKEN_PAD of -(1 - smoothing) log p[target] - smoothing * mean of
 * log p, over denominator, where p = softmax(logits).
 * log_sum [rows] receives log(sum(exp(logits))), which backward uses to find the probabilities again.
 * keep: 0 when dlogits holds nothing yet and is to be written whole, 1 when it is to be added to. */
void cross_entropy_forward(real *loss, real *log_sum, const real *logits, const int *targets,
                           real denominator, real smoothing, int rows, int V);
void cross_entropy_backward(real *dlogits, real dloss, const real *log_sum, const real *logits,
                            const int *targets, real denominator, real smoothing, real keep, int rows, int V);
/* Both at once, for a loss whose gradient is 1: logits [rows,V] become their gradient. */
void cross_entropy_in_place(real *loss, real *logits, const int *targets, real denominator, real smoothing, int rows, int V);

#endif
