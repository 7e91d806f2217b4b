/* vector_math.c: loops that the compiler turns into vector code, once for each instruction set.
 *
 * A sum of floats cannot be reordered by the compiler, as another order gives other last digits. So the code itself
 * runs LANES separate sums, which are added up in pairs at the end. */
#include "engine/vector_math.h"

#include <math.h>

#include "engine/vector_scalar.h"

enum { LANES = 16 };

VECTOR_CLONES void vector_exp(real *out, const real *x, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++)
        out[i] = scalar_exp(x[i]);
}

VECTOR_CLONES void vector_tanh(real *out, const real *x, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++)
        out[i] = scalar_tanh(x[i]);
}

VECTOR_CLONES void vector_sigmoid(real *out, const real *x, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++)
        out[i] = scalar_sigmoid(x[i]);
}

VECTOR_CLONES void vector_add(real *sum, const real *x, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++)
        sum[i] += x[i];
}

VECTOR_CLONES void vector_add_scaled(real *sum, const real *x, real factor, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++)
        sum[i] += factor * x[i];
}

/* Adds up the lanes: 16 to 8 to 4 to 2 to 1. */
VECTOR_INLINE real fold(real *lanes)
{
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++)
            lanes[i] += lanes[i + width];
    return lanes[0];
}

VECTOR_CLONES real vector_dot(const real *x, const real *y, size_t count)
{
    real lanes[LANES] = {0};
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (int j = 0; j < LANES; j++)
            lanes[j] += x[i + (size_t)j] * y[i + (size_t)j];
    for (size_t i = whole; i < count; i++)
        lanes[i - whole] += x[i] * y[i];
    return fold(lanes);
}

VECTOR_INLINE double fold_double(double *lanes)
{
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int i = 0; i < width; i++)
            lanes[i] += lanes[i + width];
    return lanes[0];
}

VECTOR_CLONES double vector_sum(const real *x, size_t count)
{
    double lanes[LANES] = {0};
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (int j = 0; j < LANES; j++)
            lanes[j] += (double)x[i + (size_t)j];
    for (size_t i = whole; i < count; i++)
        lanes[i - whole] += (double)x[i];
    return fold_double(lanes);
}

VECTOR_CLONES double vector_square_sum(const real *x, size_t count)
{
    double lanes[LANES] = {0};
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (int j = 0; j < LANES; j++)
            lanes[j] += (double)x[i + (size_t)j] * (double)x[i + (size_t)j];
    for (size_t i = whole; i < count; i++)
        lanes[i - whole] += (double)x[i] * (double)x[i];
    return fold_double(lanes);
}

/* A NaN is taken, and stays, since nothing is larger than NaN. */
VECTOR_INLINE real larger(real now, real next) { return next > now || next != next ? next : now; }

VECTOR_CLONES real vector_largest(const real *x, size_t count)
{
    real lanes[LANES];
    size_t whole = count - count % LANES;
    for (int j = 0; j < LANES; j++)
        lanes[j] = x[0];
    for (size_t i = 0; i < whole; i += LANES)
        for (int j = 0; j < LANES; j++)
            lanes[j] = larger(lanes[j], x[i + (size_t)j]);
    for (size_t i = whole; i < count; i++)
        lanes[i - whole] = larger(lanes[i - whole], x[i]);
    for (int width = LANES / 2; width > 0; width /= 2)
        for (int j = 0; j < width; j++)
            lanes[j] = larger(lanes[j], lanes[j + width]);
    return lanes[0];
}

static VECTOR_CLONES real exp_sum_only(const real *x, real shift, size_t count)
{
    real lanes[LANES] = {0};
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES)
        for (int j = 0; j < LANES; j++)
            lanes[j] += scalar_exp(x[i + (size_t)j] - shift);
    for (size_t i = whole; i < count; i++)
        lanes[i - whole] += scalar_exp(x[i] - shift);
    return fold(lanes);
}

static VECTOR_CLONES real exp_sum_kept(real *out, const real *x, real shift, size_t count)
{
    real lanes[LANES] = {0};
    size_t whole = count - count % LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        VECTOR_LOOP
        for (int j = 0; j < LANES; j++) {
            real e = scalar_exp(x[i + (size_t)j] - shift);
            out[i + (size_t)j] = e;
            lanes[j] += e;
        }
    }
    if (whole < count) { /* the rest in as many lanes: a sentence's softmax is hardly more than that */
        size_t left = count - whole;
        VECTOR_LOOP
        for (int j = 0; j < LANES; j++)
            if ((size_t)j < left) {
                real e = scalar_exp(x[whole + (size_t)j] - shift);
                out[whole + (size_t)j] = e;
                lanes[j] += e;
            }
    }
    return fold(lanes);
}

real vector_exp_sum(real *out, const real *x, real shift, size_t count)
{
    return out != NULL ? exp_sum_kept(out, x, shift, count) : exp_sum_only(x, shift, count);
}

VECTOR_CLONES static void scale(real *x, real factor, size_t count)
{
    for (size_t i = 0; i < count; i++)
        x[i] *= factor;
}

void vector_softmax(real *out, const real *x, size_t count)
{
    real sum = vector_exp_sum(out, x, vector_largest(x, count), count);
    scale(out, 1 / sum, count);
}
