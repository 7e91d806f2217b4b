/* vector_math.h: vectorized functions of whole arrays.
 *
 * tanh, sigmoid and exp are polynomials, accurate to a few units in the last place; NaN stays NaN, infinity gives the
 * limit, and tiny results are denormal as they should be. Every function gives the same bits with every
 * instruction set: sums run in a fixed number of lanes, and nothing is contracted (-ffp-contract=off). With
 * SEQLAB_DOUBLE the three functions are libm's.
 *
 * out may be the same array as an input, but must not overlap it in another way. */
#ifndef SEQLAB_ENGINE_VECTOR_MATH_H
#define SEQLAB_ENGINE_VECTOR_MATH_H

#include "engine/tensor.h"

/* VECTOR_CLONES before a function compiles it several times, for plain x86-64, AVX2 and AVX-512; the loader takes
 * the best. gcc only: clang 14 gives such a function a name that other files do not find. Nor with the thread
 * sanitizer, which crashes in the loader's choice, as that runs before it is set up.
 * VECTOR_LOOP before a loop promises that its turns do not depend on each other: arrays may be the same one. */
#if defined(__x86_64__) && defined(__ELF__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_THREAD__) && !defined(SEQLAB_NO_CLONES)
#define VECTOR_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define VECTOR_CLONES
#endif

#if defined(__clang__) && defined(SEQLAB_DOUBLE)
#define VECTOR_LOOP /* libm's functions do not vectorize, and clang would complain */
#elif defined(__clang__)
#define VECTOR_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define VECTOR_LOOP _Pragma("GCC ivdep")
#endif

void vector_exp(real *out, const real *x, size_t count);
void vector_tanh(real *out, const real *x, size_t count);
void vector_sigmoid(real *out, const real *x, size_t count);

void vector_add(real *sum, const real *x, size_t count);                 /* sum += x */
void vector_add_scaled(real *sum, const real *x, real factor, size_t count); /* sum += factor * x */
real vector_dot(const real *x, const real *y, size_t count);
real vector_largest(const real *x, size_t count); /* count > 0; NaN when there is one */
double vector_sum(const real *x, size_t count);        /* in float64 */
double vector_square_sum(const real *x, size_t count); /* in float64 */

/* out = exp(x - shift); returns the sum. out NULL: only the sum. */
real vector_exp_sum(real *out, const real *x, real shift, size_t count);

/* out = exp(x) / sum of exp(x), stable for large x. If every x is -inf, all are NaN. */
void vector_softmax(real *out, const real *x, size_t count);

#endif
