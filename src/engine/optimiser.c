/* optimiser.c: Adam and AdamW, where each number gets its own step, its mean gradient over the size its gradients
 * usually have; and gradient descent, where all get the same rate. */
#include "engine/optimiser.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/vector_math.h"

static const char *const names[] = {"adam", "adamw", "sgd"};

const char *optimiser_name(int kind) { return kind >= 0 && kind <= OPTIMISER_SGD ? names[kind] : NULL; }

double optimiser_usual_rate(OptimiserKind kind) { return kind == OPTIMISER_SGD ? 0.2 : 0.003; }

bool optimiser_named(const char *name, OptimiserKind *kind)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *kind = (OptimiserKind)i;
            return true;
        }
    return false;
}

/* ---- states ---- */

void optimiser_state_free(OptimiserState *state)
{
    free(state->value);
    free(state->first);
    free(state->second);
    *state = (OptimiserState){0};
}

/* Into *array, which is NULL or has room for as many already. */
static void copy_array(real **array, const real *from, size_t count)
{
    if (from == NULL) {
        free(*array);
        *array = NULL;
    } else if (*array == NULL) {
        *array = memory_copy(from, count * sizeof(real));
    } else if (*array != from) {
        memcpy(*array, from, count * sizeof(real));
    }
}

void optimiser_state_copy(OptimiserState *to, const OptimiserState *from)
{
    if (to->total != from->total)
        optimiser_state_free(to);
    copy_array(&to->value, from->value, from->total);
    copy_array(&to->first, from->first, from->total);
    copy_array(&to->second, from->second, from->total);
    to->kind = from->kind;
    to->step = from->step;
    to->total = from->total;
}

static bool same_array(const real *a, const real *b, size_t count)
{
    return a == NULL || b == NULL ? a == b : memcmp(a, b, count * sizeof(real)) == 0;
}

bool optimiser_state_same(const OptimiserState *a, const OptimiserState *b)
{
    return a->kind == b->kind && a->step == b->step && a->total == b->total && same_array(a->value, b->value, a->total) &&
           same_array(a->first, b->first, a->total) && same_array(a->second, b->second, a->total);
}

static OptimiserState state_open(OptimiserKind kind, size_t total)
{
    OptimiserState state = {.kind = kind, .total = total, .first = memory_new(total, sizeof(real))};
    if (kind != OPTIMISER_SGD)
        state.second = memory_new(total, sizeof(real));
    return state;
}

void optimiser_open(Optimiser *optimiser, const Parameters *parameters, const OptimiserOptions *options)
{
    *optimiser = (Optimiser){.options = *options, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8};
    optimiser->now = state_open(options->kind, parameters->total);
    optimiser->before = state_open(options->kind, parameters->total);
    optimiser->before.value = memory_new(parameters->total, sizeof(real));
}

void optimiser_close(Optimiser *optimiser)
{
    optimiser_state_free(&optimiser->now);
    optimiser_state_free(&optimiser->before);
    *optimiser = (Optimiser){0};
}

/* ---- a step ---- */

#ifdef SEQLAB_DOUBLE
static inline real square_root(real x) { return sqrt(x); }
#else
static inline real square_root(real x) { return sqrtf(x); }
#endif

/* The factors of one step, the same for every parameter. */
typedef struct Step {
    real scale;          /* of the gradient: below 1 if it is clipped */
    real pull;           /* weight decay as part of the gradient */
    real keep;           /* of each value, apart from the gradient: 1 - rate * decay */
    real beta1, beta2;
    real size;           /* rate / (1 - beta1^t): the first means are too small, as they began at 0 */
    real second_scale;   /* 1 / sqrt(1 - beta2^t), likewise */
    real epsilon;
} Step;

/* A step that can be undone: the means go to other memory than they came from, and the old values are kept. One pass
 * over everything, since nearly all steps succeed. */
typedef struct Numbers {
    real *value;           /* [total], changed in place */
    real *before;          /* [total] the old values */
    real *first, *second;  /* [total] the new means; second NULL for sgd */
    const real *old_first, *old_second, *gradient;
} Numbers;

#ifdef SEQLAB_DOUBLE
typedef uint64_t Bits;
#else
typedef uint32_t Bits;
#endif
enum { EXPONENT_LOW = sizeof(real) == 4 ? 23 : 52 };

/* Its highest bit is set if x is infinite or NaN: the exponent, all ones then, overflows. */
static inline Bits overflow(real x)
{
    Bits bits;
    memcpy(&bits, &x, sizeof bits);
    return (bits & ((Bits)-1 >> 1)) + ((Bits)1 << EXPONENT_LOW);
}

static bool is_finite(Bits overflows) { return overflows >> (sizeof overflows * 8 - 1) == 0; }

VECTOR_CLONES static Bits adam_update(const Numbers *numbers, Step step, size_t count)
{
    real *value = numbers->value, *before = numbers->before, *first = numbers->first, *second = numbers->second;
    const real *old_first = numbers->old_first, *old_second = numbers->old_second, *gradient = numbers->gradient;
    Bits overflows = 0;
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++) {
        real old = value[i], g = step.scale * gradient[i] + step.pull * old;
        real m = step.beta1 * old_first[i] + (1 - step.beta1) * g;
        real v = step.beta2 * old_second[i] + (1 - step.beta2) * (g * g);
        real new = step.keep * old - step.size * m / (square_root(v) * step.second_scale + step.epsilon);
        before[i] = old;
        first[i] = m;
        second[i] = v;
        value[i] = new;
        overflows |= overflow(new + 0 * m + 0 * v); /* 0 times a finite number is nothing, times another is NaN */
    }
    return overflows;
}

VECTOR_CLONES static Bits sgd_update(const Numbers *numbers, Step step, size_t count)
{
    real *value = numbers->value, *before = numbers->before, *sum = numbers->first;
    const real *old_sum = numbers->old_first, *gradient = numbers->gradient;
    Bits overflows = 0;
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++) {
        real old = value[i], m = step.beta1 * old_sum[i] + step.scale * gradient[i] + step.pull * old;
        real new = old - step.size * m;
        before[i] = old;
        sum[i] = m;
        value[i] = new;
        overflows |= overflow(new + 0 * m);
    }
    return overflows;
}

static Step adam_step(const Optimiser *optimiser, double rate, double scale)
{
    double t = (double)optimiser->now.step + 1, decay = optimiser->options.weight_decay;
    bool apart = optimiser->options.kind == OPTIMISER_ADAMW;
    return (Step){
        .scale = (real)scale,
        .pull = (real)(apart ? 0 : decay),
        .keep = (real)(apart ? 1 - rate * decay : 1),
        .beta1 = (real)optimiser->beta1,
        .beta2 = (real)optimiser->beta2,
        .size = (real)(rate / (1 - pow(optimiser->beta1, t))),
        .second_scale = (real)(1 / sqrt(1 - pow(optimiser->beta2, t))),
        .epsilon = (real)optimiser->epsilon,
    };
}

static Step sgd_step(const Optimiser *optimiser, double rate, double scale)
{
    return (Step){
        .scale = (real)scale,
        .pull = (real)optimiser->options.weight_decay,
        .beta1 = (real)optimiser->options.momentum,
        .size = (real)rate,
    };
}

/* A step in progress: each piece records whether something in it overflowed. */
typedef struct Update {
    const Optimiser *optimiser;
    Parameters *parameters;
    Step step;
    Bits overflows[PARAMETER_PIECES];
} Update;

static void update_piece(void *argument, int piece, size_t from, size_t count)
{
    Update *update = argument;
    const Optimiser *o = update->optimiser;
    bool sgd = o->options.kind == OPTIMISER_SGD;
    Numbers numbers = {update->parameters->value + from,
                       o->before.value + from,
                       o->before.first + from,
                       sgd ? NULL : o->before.second + from,
                       o->now.first + from,
                       sgd ? NULL : o->now.second + from,
                       update->parameters->gradient[0] + from};
    update->overflows[piece] = sgd ? sgd_update(&numbers, update->step, count) : adam_update(&numbers, update->step, count);
}

/* The means of both change places. */
static void exchange_means(Optimiser *optimiser)
{
    OptimiserState *now = &optimiser->now, *before = &optimiser->before, other = *now;
    now->first = before->first;
    now->second = before->second;
    before->first = other.first;
    before->second = other.second;
}

bool optimiser_apply(Optimiser *optimiser, Parameters *parameters, Workers *workers, double rate, double clip, double norm)
{
    assert(optimiser->now.total == parameters->total);
    if (!isfinite(norm))
        return false;
    double scale = clip > 0 && norm > clip ? clip / norm : 1;
    Update update = {.optimiser = optimiser, .parameters = parameters};
    update.step = optimiser->options.kind == OPTIMISER_SGD ? sgd_step(optimiser, rate, scale)
                                                           : adam_step(optimiser, rate, scale);
    optimiser->can_undo = false; /* its memory is overwritten */
    parameters_each_piece(parameters, workers, update_piece, &update);
    Bits overflows = 0;
    for (int piece = 0; piece < PARAMETER_PIECES; piece++)
        overflows |= update.overflows[piece];
    if (!is_finite(overflows)) {
        memcpy(parameters->value, optimiser->before.value, optimiser->before.total * sizeof(real));
        return false;
    }
    exchange_means(optimiser);
    optimiser->before.step = optimiser->now.step++;
    optimiser->can_undo = true;
    return true;
}

bool optimiser_step(Optimiser *optimiser, Parameters *parameters, double rate, double clip, double *norm)
{
    *norm = parameters_gradient_norm(parameters);
    return optimiser_apply(optimiser, parameters, NULL, rate, clip, *norm);
}

bool optimiser_undo(Optimiser *optimiser, Parameters *parameters)
{
    if (!optimiser->can_undo)
        return false;
    optimiser->can_undo = false;
    memcpy(parameters->value, optimiser->before.value, optimiser->before.total * sizeof(real));
    exchange_means(optimiser);
    optimiser->now.step = optimiser->before.step;
    return true;
}
