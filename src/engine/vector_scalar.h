/* vector_scalar.h: exp, tanh and sigmoid of one number, written so that a loop over them becomes vector code:
 * no branch, no table, only what every vector unit can do. Kernels that fuse several of them in one loop use
 * these; vector_math.h has whole arrays. */
#ifndef SEQLAB_ENGINE_VECTOR_SCALAR_H
#define SEQLAB_ENGINE_VECTOR_SCALAR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "engine/tensor.h"

#define VECTOR_INLINE static inline __attribute__((always_inline, unused))

#ifdef SEQLAB_DOUBLE

VECTOR_INLINE real scalar_exp(real x) { return exp(x); }
VECTOR_INLINE real scalar_tanh(real x) { return tanh(x); }
VECTOR_INLINE real scalar_sigmoid(real x) { return 1 / (1 + exp(-x)); }

#else

VECTOR_INLINE int32_t scalar_bits(float x)
{
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

VECTOR_INLINE float scalar_from_bits(int32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^n for n in -126 .. 127: n goes straight into the exponent's bits. */
VECTOR_INLINE float scalar_power_of_two(int32_t n) { return scalar_from_bits((int32_t)((uint32_t)(n + 127) << 23)); }

/* exp(x) = 2^n exp(r) with n the whole number nearest to x / ln 2 and |r| <= ln 2 / 2. exp(r) is a polynomial
 * (Cephes, Moshier 1992). ln 2 is subtracted in two parts, the first short enough for n * part to be exact.
 * 2^n is multiplied in two halves, so that results below 2^-126 become denormal and those above 2^128
 * infinite by themselves. The comparisons are written so that NaN falls through. */
VECTOR_INLINE float scalar_exp(float x)
{
    const float to_whole = 12582912.0f; /* 1.5 * 2^23: adding it rounds to a whole number in the low bits */
    x = x > 89.0f ? 89.0f : x;
    x = x < -104.0f ? -104.0f : x;
    float shifted = x * 1.44269504f + to_whole;
    float n = shifted - to_whole;
    int32_t whole = scalar_bits(shifted) - scalar_bits(to_whole);
    /* A NaN leaves any number in whole, and in the factors below; NaN times anything is NaN. */
    float r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = (p * r * r + r) + 1.0f;
    int32_t half = whole >> 1;
    return p * scalar_power_of_two(half) * scalar_power_of_two(whole - half);
}

/* exp of the negative magnitude never overflows, and sigmoid(-x) = exp(-x) / (1 + exp(-x)) keeps its last
 * digits where 1 - sigmoid(x) would lose them. */
VECTOR_INLINE float scalar_sigmoid(float x)
{
    float e = scalar_exp(-fabsf(x));
    float above = x < 0.0f ? e : 1.0f;
    return above / (1.0f + e);
}

/* Below .625 an odd polynomial, since 1 - 2 / (exp(2x) + 1) would cancel there; above it that formula. Both are
 * computed, one is taken: a branch would stop the vector unit. */
VECTOR_INLINE float scalar_tanh(float x)
{
    float magnitude = fabsf(x);
    float square = x * x;
    float p = -5.70498872745e-3f;
    p = p * square + 2.06390887954e-2f;
    p = p * square - 5.37397155531e-2f;
    p = p * square + 1.33314422036e-1f;
    p = p * square - 3.33332819422e-1f;
    float small = p * square * x + x;
    float large = 1.0f - 2.0f / (scalar_exp(2.0f * magnitude) + 1.0f);
    return copysignf(magnitude < 0.625f ? small : large, x); /* tanh(-0) is -0 */
}

#endif
#endif
