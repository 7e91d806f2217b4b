/* optimiser.c: Adam and AdamW, where each number gets its own step, its mean gradient over the size its gradients
 * usually have; and gradient descent, where all get the same rate. */
#include "engine/optimiser.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/vector_math.h"

static const char *const names[] = {"adam", "adamw", "sgd"};

const char *optimiser_name(OptimiserKind kind) { return names[kind]; }

bool optimiser_named(const char *name, OptimiserKind *kind)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *kind = (OptimiserKind)i;
            return true;
        }
    return false;
}

void optimiser_open(Optimiser *optimiser, const Parameters *parameters, const OptimiserOptions *options)
{
    *optimiser = (Optimiser){
        .options = *options, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .total = parameters->total};
    optimiser->first = memory_new(optimiser->total, sizeof(real));
    if (options->kind != OPTIMISER_SGD)
        optimiser->second = memory_new(optimiser->total, sizeof(real));
    optimiser->before = memory_new(optimiser->total, 3 * sizeof(real));
}

void optimiser_close(Optimiser *optimiser)
{
    free(optimiser->first);
    free(optimiser->second);
    free(optimiser->before);
    *optimiser = (Optimiser){0};
}

#ifdef SEQLAB_DOUBLE
static inline real square_root(real x) { return sqrt(x); }
#else
static inline real square_root(real x) { return sqrtf(x); }
#endif

/* What is the same for every number in one step. */
typedef struct Step {
    real scale;          /* of the gradient: below 1 where it is clipped */
    real pull;           /* weight decay as part of the gradient */
    real keep;           /* of each value, apart from the gradient: 1 - rate * decay */
    real beta1, beta2;
    real size;           /* rate / (1 - beta1^t): the first means are too small, as they began at 0 */
    real second_scale;   /* 1 / sqrt(1 - beta2^t), likewise */
    real epsilon;
} Step;

VECTOR_CLONES static void adam_update(real *value,          /* [count] */
                                      real *first,          /* [count] */
                                      real *second,         /* [count] */
                                      const real *gradient, /* [count] */
                                      Step step, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++) {
        real g = step.scale * gradient[i] + step.pull * value[i];
        first[i] = step.beta1 * first[i] + (1 - step.beta1) * g;
        second[i] = step.beta2 * second[i] + (1 - step.beta2) * (g * g);
        value[i] = step.keep * value[i] - step.size * first[i] / (square_root(second[i]) * step.second_scale + step.epsilon);
    }
}

VECTOR_CLONES static void sgd_update(real *value,          /* [count] */
                                     real *sum,            /* [count] */
                                     const real *gradient, /* [count] */
                                     Step step, size_t count)
{
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++) {
        sum[i] = step.beta1 * sum[i] + step.scale * gradient[i] + step.pull * value[i];
        value[i] -= step.size * sum[i];
    }
}

/* ---- a step that can be taken back ---- */

static void copy(real *to, const real *from, size_t count)
{
    if (to != NULL && from != NULL)
        memcpy(to, from, count * sizeof(real));
}

static void remember(Optimiser *optimiser, const Parameters *parameters)
{
    size_t total = optimiser->total;
    copy(optimiser->before, parameters->value, total);
    copy(optimiser->before + total, optimiser->first, total);
    copy(optimiser->before + 2 * total, optimiser->second, total);
}

static void take_back(Optimiser *optimiser, Parameters *parameters)
{
    size_t total = optimiser->total;
    copy(parameters->value, optimiser->before, total);
    copy(optimiser->first, optimiser->before + total, total);
    copy(optimiser->second, optimiser->before + 2 * total, total);
    optimiser->step--;
}

/* The square of any finite float fits a double, and so the sum is finite just when every number is. */
static bool all_finite(const real *numbers, size_t count)
{
    return numbers == NULL || isfinite(vector_square_sum(numbers, count));
}

static bool sound(const Optimiser *optimiser, const Parameters *parameters)
{
    size_t total = optimiser->total;
    return all_finite(parameters->value, total) && all_finite(optimiser->first, total) &&
           all_finite(optimiser->second, total);
}

static void update_by_adam(Optimiser *optimiser, Parameters *parameters, double rate, double scale)
{
    double t = (double)optimiser->step, decay = optimiser->options.weight_decay;
    bool apart = optimiser->options.kind == OPTIMISER_ADAMW;
    Step step = {
        .scale = (real)scale,
        .pull = (real)(apart ? 0 : decay),
        .keep = (real)(apart ? 1 - rate * decay : 1),
        .beta1 = (real)optimiser->beta1,
        .beta2 = (real)optimiser->beta2,
        .size = (real)(rate / (1 - pow(optimiser->beta1, t))),
        .second_scale = (real)(1 / sqrt(1 - pow(optimiser->beta2, t))),
        .epsilon = (real)optimiser->epsilon,
    };
    adam_update(parameters->value, optimiser->first, optimiser->second, parameters->gradient[0], step, optimiser->total);
}

static void update_by_sgd(Optimiser *optimiser, Parameters *parameters, double rate, double scale)
{
    Step step = {
        .scale = (real)scale,
        .pull = (real)optimiser->options.weight_decay,
        .beta1 = (real)optimiser->options.momentum,
        .size = (real)rate,
    };
    sgd_update(parameters->value, optimiser->first, parameters->gradient[0], step, optimiser->total);
}

bool optimiser_step(Optimiser *optimiser, Parameters *parameters, double rate, double clip, double *norm)
{
    assert(optimiser->total == parameters->total);
    *norm = parameters_gradient_norm(parameters);
    if (!isfinite(*norm))
        return false;
    double scale = clip > 0 && *norm > clip ? clip / *norm : 1;
    remember(optimiser, parameters);
    optimiser->step++;
    if (optimiser->options.kind == OPTIMISER_SGD)
        update_by_sgd(optimiser, parameters, rate, scale);
    else
        update_by_adam(optimiser, parameters, rate, scale);
    if (sound(optimiser, parameters))
        return true;
    take_back(optimiser, parameters);
    return false;
}
