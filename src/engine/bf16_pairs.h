/* bf16_pairs.h: numbers as bfloat16, packed in pairs as the bf16 kernels read them. Not for use outside the engine.
 *
 * A bfloat16 is the upper half of a float32: the same range, but 8 bits of precision instead of 24. Processors with
 * AVX512_BF16 multiply two pairs at once and add both products to a float32,
 *
 *     sum += x[2k] w[2k] + x[2k+1] w[2k+1],
 *
 * twice as many a cycle as single numbers. Two numbers that lie beside each other along k share a word of 32 bits, which
 * is moved, packed and repeated as if it were one float. An odd K ends in a zero. */
#ifndef SEQLAB_ENGINE_BF16_PAIRS_H
#define SEQLAB_ENGINE_BF16_PAIRS_H

#include "engine/tensor.h"

/* Words that hold K numbers. */
static inline int bf16_words(int K) { return (K + 1) / 2; }

/* Each number is rounded to the nearest bfloat16, to the even one of two. NaN stays NaN. */

/* pairs [rows,words] of x [rows,K]: k runs along the rows. */
void bf16_pairs_along(real *pairs, const real *x, int rows, int K);
/* pairs [words,N] of x [K,N]: k runs down the columns. */
void bf16_pairs_down(real *pairs, const real *x, int K, int N);

#endif
