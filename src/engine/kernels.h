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

/* ---- the Transformer ---- */

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

/* ---- attention ---- */

/* weights [T,B,S] = softmax of scores [T,B,S] over each sentence's true positions, 0 past them. weights may be the
 * memory of scores. */
void attention_weights_forward(real *weights, const real *scores, const int *lengths, int T, int B, int S);

/* dscores [T,B,S] is written, and 0 past the lengths; it may be the memory of dweights. */
void attention_weights_backward(real *dscores, const real *dweights, const real *weights, const int *lengths,
                                int T, int B, int S);

/* The same for N heads: weights [T,B,N,S]. causal: step t sees no position past t. */
void head_weights_forward(real *weights, const real *scores, const int *lengths, bool causal, int T, int B, int N, int S);
void head_weights_backward(real *dscores, const real *dweights, const real *weights, const int *lengths, bool causal,
                           int T, int B, int N, int S);

/* powers = exp(2 x), of queries or of keys, so that the tanh of each pair of them takes no exp of its own:
 *     tanh(q + k) = 1 - 2 / (1 + exp(2q) exp(2k))
 * 2x is held within -80 .. 80, far beyond where tanh is flat; only a query and a key that are both past 40, with
 * opposite signs, would give another result. */
void additive_powers_forward(real *powers, const real *x, size_t count);

/* scores [B,S]: scores[b,s] = v . tanh(query_b + keys_sb), for query [B,A], keys [S,B,A], v [A]. query and keys come as
 * their powers; the gradients are those of query and keys themselves. */
void additive_scores_forward(real *scores, const real *query_powers, const real *key_powers, const real *v,
                             const int *lengths, int B, int S, int A);
void additive_scores_backward(real *dquery, real *dkeys, real *dv, const real *dscores, const real *query_powers,
                              const real *key_powers, const real *v, const int *lengths, int B, int S, int A);

/* One query for each sentence, as a decoder has at a step; its columns may be N heads of `width` columns each. */
typedef struct OneQuery {
    const int *lengths; /* [B], or NULL: all S long */
    int B, S, N, width;
} OneQuery;

/* scores [B,N,S] = scale * query . key, for query [B,N*width], keys [S,B,N*width]. */
void query_scores_forward(real *scores, const real *query, const real *keys, real scale, const OneQuery *n);
/* context [B,N*width]: for each head the sum over s of weights[b,s] values_sb, for weights [B,N,S] and
 * values [S,B,N*width]. */
void context_forward(real *context, const real *weights, const real *values, const OneQuery *n);
/* Two gradients apart, since a decoder gets those of the values for all steps at once. dweights [B,S] is written. */
void context_backward_weights(real *dweights, const real *dcontext, const real *values, const int *lengths,
                              int B, int S, int D);
void context_backward_values(real *dvalues, const real *dcontext, const real *weights, const int *lengths, int B,
                             int S, int D);

#endif
