/* optimiser.c: Adam: each number gets its own step, its mean gradient over the size its gradients usually have. */
#include "engine/optimiser.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "engine/vector_math.h"

void adam_open(Adam *adam, const Parameters *parameters)
{
    *adam = (Adam){.beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .total = parameters->total};
    adam->first = memory_new(adam->total, sizeof(real));
    adam->second = memory_new(adam->total, sizeof(real));
}

void adam_close(Adam *adam)
{
    free(adam->first);
    free(adam->second);
    *adam = (Adam){0};
}

#ifdef SEQLAB_DOUBLE
static inline real square_root(real x) { return sqrt(x); }
#else
static inline real square_root(real x) { return sqrtf(x); }
#endif

/* What is the same for every number in one step. */
typedef struct Step {
    real scale;          /* of the gradient: below 1 where it is clipped */
    real beta1, beta2;
    real size;           /* rate / (1 - beta1^t): the first means are too small, as they began at 0 */
    real second_scale;   /* 1 / sqrt(1 - beta2^t), likewise */
    real epsilon;
} Step;

VECTOR_CLONES static void update(real *value,          /* [count] */
                                 real *first,          /* [count] */
                                 real *second,         /* [count] */
                                 const real *gradient, /* [count] */
                                 Step step, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++) {
        real g = step.scale * gradient[i];
        first[i] = step.beta1 * first[i] + (1 - step.beta1) * g;
        second[i] = step.beta2 * second[i] + (1 - step.beta2) * (g * g);
        value[i] -= step.size * first[i] / (square_root(second[i]) * step.second_scale + step.epsilon);
    }
}

double adam_step(Adam *adam, Parameters *parameters, double rate, double clip)
{
    assert(adam->total == parameters->total);
    double norm = parameters_gradient_norm(parameters);
    if (!isfinite(norm))
        return norm;
    adam->step++;
    double t = (double)adam->step;
    Step step = {
        .scale = (real)(clip > 0 && norm > clip ? clip / norm : 1),
        .beta1 = (real)adam->beta1,
        .beta2 = (real)adam->beta2,
        .size = (real)(rate / (1 - pow(adam->beta1, t))),
        .second_scale = (real)(1 / sqrt(1 - pow(adam->beta2, t))),
        .epsilon = (real)adam->epsilon,
    };
    update(parameters->value, adam->first, adam->second, parameters->gradient[0], step, adam->total);
    return norm;
}

double cosine_rate(double rate, double floor, long step, long steps)
{
    const double pi = 3.14159265358979323846;
    double part = steps > 0 ? (double)step / (double)steps : 1;
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    return rate * (floor + (1 - floor) * 0.5 * (1 + cos(pi * part)));
}
