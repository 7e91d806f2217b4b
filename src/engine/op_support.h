/* op_support.h: helpers for operations with many inputs. Not for use outside the engine. */
#ifndef SEQLAB_ENGINE_OP_SUPPORT_H
#define SEQLAB_ENGINE_OP_SUPPORT_H

#include "engine/ops.h"

/* Whether each of the B lengths is 1 to longest; otherwise the tape's error names the first that is not.
 * lengths may be NULL: all are as long as can be. */
bool lengths_fit(Tape *tape, const char *operation, const int *lengths, int B, int longest);

/* A copy in the tape's arena, since the caller's may be gone when backward runs; NULL stays NULL. */
int *keep_ints(Arena *arena, const int *ints, int count);

/* What a loss over targets [rows] of V tokens is divided by: scale's, or the number of those that are not <PAD>. */
real loss_denominator(LossScale scale, const int *targets, int rows, int V);

/* count numbers of arena memory. */
real *arena_reals(Arena *arena, size_t count);
real *arena_zeros(Arena *arena, size_t count);

/* The tensor's gradient, initialised, so that a kernel can add to it; NULL if it needs none. */
real *gradient_to_add(const Tensor *tensor);

/* The tensor's gradient += gradient, of the same shape; and a bias's [N] += the sum of rows [count,N]. Nothing if
 * the tensor needs none; tensor may be NULL. */
void gradient_add(const Tensor *tensor, const real *gradient);
void gradient_add_rows(const Tensor *bias, const real *rows, int count);

/* gradient_to_add, but scratch memory if the tensor needs none, for kernels that make several gradients in one loop. */
real *gradient_or_scratch(Arena *arena, const Tensor *tensor);

#endif
