/* kernels_attention.h: scores, weights and contexts, for all sentences of a batch at once. Rules as in kernels.h.
 *
 * lengths [B]: true source positions of each sentence; NULL: all S are. Positions past a sentence's length are
 * neither read nor written, except that their weights are 0. */
#ifndef SEQLAB_ENGINE_KERNELS_ATTENTION_H
#define SEQLAB_ENGINE_KERNELS_ATTENTION_H

#include "engine/tensor.h"

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

/* context [B,D]: context_b = sum over s of weights[b,s] values_sb, for values [S,B,D]. */
void context_forward(real *context, const real *weights, const real *values, const int *lengths, int B, int S,
                     int D);
/* Two gradients apart, since a decoder gets those of the values for all steps at once. dweights [B,S] is written. */
void context_backward_weights(real *dweights, const real *dcontext, const real *values, const int *lengths,
                              int B, int S, int D);
void context_backward_values(real *dvalues, const real *dcontext, const real *weights, const int *lengths, int B,
                             int S, int D);

#endif
