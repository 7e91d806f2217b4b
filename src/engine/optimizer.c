/* optimizer.c: Adam and AdamW, where each number gets its own step, its mean gradient over the size its gradients
 * usually have; and gradient descent, where all get the same rate. */
#include "engine/optimizer.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/vector_math.h"

static const char *const names[] = {"adam", "adamw", "sgd"};

const char *optimizer_name(int kind) { return kind >= 0 && kind <= OPTIMIZER_SGD ? names[kind] : NULL; }

double optimizer_usual_rate(OptimizerKind kind) { return kind == OPTIMIZER_SGD ? 0.2 : 0.003; }

bool optimizer_named(const char *name, OptimizerKind *kind)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0) {
            *kind = (OptimizerKind)i;
            return true;
        }
    return false;
}

/* ---- states ---- */

void optimizer_state_free(OptimizerState *state)
{
    free(state->value);
    free(state->first);
    free(state->second);
    *state = (OptimizerState){0};
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

void optimizer_state_copy(OptimizerState *to, const OptimizerState *from)
{
    if (to->total != from->total)
        optimizer_state_free(to);
    copy_array(&to->value, from->value, from->total);
    copy_array(&to->first, from->first, from->total);
    copy_array(&to->second, from->second, from->total);
    to->kind = from->kind;
    to->step = from->step;
    to->total = from->total;
}

static OptimizerState state_open(OptimizerKind kind, size_t total)
{
    OptimizerState state = {.kind = kind, .total = total, .first = memory_new(total, sizeof(real))};
    if (kind != OPTIMIZER_SGD)
        state.second = memory_new(total, sizeof(real));
    return state;
}

void optimizer_open(Optimizer *optimizer, const Parameters *parameters, const OptimizerOptions *options)
{
    *optimizer = (Optimizer){.options = *options, .beta1 = 0.9, .beta2 = 0.999, .epsilon = 1e-8, .sound = true};
    optimizer->now = state_open(options->kind, parameters->total);
}

void optimizer_close(Optimizer *optimizer)
{
    optimizer_state_free(&optimizer->now);
    optimizer_state_free(&optimizer->before);
    *optimizer = (Optimizer){0};
}

/* The most that Adam's mean can be, as a multiple of the root of its mean square: (1 - b1) / sqrt((1 - b2) (1 - b1^2 / b2))
 * by Cauchy and Schwarz, 7.3, and a tenth of that for rounding. */
static double mean_most(const Optimizer *optimizer)
{
    double b1 = optimizer->beta1, b2 = optimizer->beta2;
    return 1.1 * (1 - b1) / sqrt((1 - b2) * (1 - b1 * b1 / b2));
}

void optimizer_import(Optimizer *optimizer, const OptimizerState *state)
{
    OptimizerState means = *state;
    means.value = NULL;
    optimizer_state_copy(&optimizer->now, &means);
    optimizer->measured_at = 0; /* their largest is not known */
    optimizer->can_undo = false;
    optimizer->sound = true;
    for (size_t i = 0; means.second != NULL && i < means.total && optimizer->sound; i++)
        optimizer->sound = isfinite(means.second[i]) &&
                           fabs((double)means.first[i]) <=
                               mean_most(optimizer) * sqrt((double)means.second[i]) + optimizer->epsilon / 10;
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

/* One pass over everything. In place, before is value and the old means are the new ones; else the means go to other
 * memory than they came from, and the old values are kept. */
typedef struct Numbers {
    real *value;           /* [total], changed in place */
    real *before;          /* [total] the old values */
    real *first, *second;  /* [total] the new means; second NULL for sgd */
    const real *old_first, *old_second, *gradient;
} Numbers;

#ifdef SEQLAB_DOUBLE
typedef int64_t Bits;
#define ALL_BUT_SIGN INT64_MAX
#else
typedef int32_t Bits;
#define ALL_BUT_SIGN INT32_MAX
#endif

/* The bits of |x| as a whole number. They are ordered as the sizes are; infinity comes after all numbers, NaN after it. */
static inline Bits magnitude(real x)
{
    Bits bits;
    memcpy(&bits, &x, sizeof bits);
    return bits & ALL_BUT_SIGN;
}

static double of_magnitude(Bits bits)
{
    real x;
    memcpy(&x, &bits, sizeof x);
    return (double)x;
}

static inline Bits larger(Bits a, Bits b) { return a > b ? a : b; }

/* Both return the largest magnitude of the new values and first means, and of NaN where a second mean is infinite: times 0
 * that is NaN, and a finite one is 0. */
VECTOR_CLONES static Bits adam_update(const Numbers *numbers, Step step, size_t count)
{
    real *value = numbers->value, *before = numbers->before, *first = numbers->first, *second = numbers->second;
    const real *old_first = numbers->old_first, *old_second = numbers->old_second, *gradient = numbers->gradient;
    Bits largest = 0;
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
        largest = larger(largest, larger(magnitude(new + 0 * v), magnitude(m)));
    }
    return largest;
}

VECTOR_CLONES static Bits sgd_update(const Numbers *numbers, Step step, size_t count)
{
    real *value = numbers->value, *before = numbers->before, *sum = numbers->first;
    const real *old_sum = numbers->old_first, *gradient = numbers->gradient;
    Bits largest = 0;
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++) {
        real old = value[i], m = step.beta1 * old_sum[i] + step.scale * gradient[i] + step.pull * old;
        real new = old - step.size * m;
        before[i] = old;
        sum[i] = m;
        value[i] = new;
        largest = larger(largest, larger(magnitude(new), magnitude(m)));
    }
    return largest;
}

VECTOR_CLONES static Bits largest_magnitude(const real *x, size_t count)
{
    Bits largest = 0;
    VECTOR_LOOP
    for (size_t i = 0; i < count; i++)
        largest = larger(largest, magnitude(x[i]));
    return largest;
}

static Step adam_step(const Optimizer *optimizer, double rate, double scale)
{
    double t = (double)optimizer->now.step + 1, decay = optimizer->options.weight_decay;
    bool apart = optimizer->options.kind == OPTIMIZER_ADAMW;
    return (Step){
        .scale = (real)scale,
        .pull = (real)(apart ? 0 : decay),
        .keep = (real)(apart ? 1 - rate * decay : 1),
        .beta1 = (real)optimizer->beta1,
        .beta2 = (real)optimizer->beta2,
        .size = (real)(rate / (1 - pow(optimizer->beta1, t))),
        .second_scale = (real)(1 / sqrt(1 - pow(optimizer->beta2, t))),
        .epsilon = (real)optimizer->epsilon,
    };
}

static Step sgd_step(const Optimizer *optimizer, double rate, double scale)
{
    return (Step){
        .scale = (real)scale,
        .pull = (real)optimizer->options.weight_decay,
        .beta1 = (real)optimizer->options.momentum,
        .size = (real)rate,
    };
}

/* A step in progress, and the largest magnitude of each piece. */
typedef struct Update {
    const Optimizer *optimizer;
    Parameters *parameters;
    Step step;
    bool keeps; /* what was before, so that it can be undone */
    Bits largest[PARAMETER_PIECES];
} Update;

static void update_piece(void *argument, int piece, size_t from, size_t count)
{
    Update *update = argument;
    const Optimizer *o = update->optimizer;
    const OptimizerState *old = &o->now, *new = update->keeps ? &o->before : old;
    bool sgd = o->options.kind == OPTIMIZER_SGD;
    real *value = update->parameters->value;
    Numbers numbers = {value + from,
                       (update->keeps ? new->value : value) + from,
                       new->first + from,
                       sgd ? NULL : new->second + from,
                       old->first + from,
                       sgd ? NULL : old->second + from,
                       update->parameters->gradient[0] + from};
    update->largest[piece] = sgd ? sgd_update(&numbers, update->step, count) : adam_update(&numbers, update->step, count);
}

static void measure_piece(void *argument, int piece, size_t from, size_t count)
{
    Update *update = argument;
    update->largest[piece] = larger(largest_magnitude(update->parameters->value + from, count),
                                    largest_magnitude(update->optimizer->now.first + from, count));
}

static double largest_of(Update *update, Workers *workers, PieceWork *work)
{
    Bits largest = 0;
    parameters_each_piece(update->parameters, workers, work, update);
    for (int piece = 0; piece < PARAMETER_PIECES; piece++)
        largest = larger(largest, update->largest[piece]);
    return of_magnitude(largest);
}

/* Whether the step can make a value or a first mean of OPTIMIZER_LARGE or more; gradient: its norm after clipping. Adam's
 * corrections make its steps shorter than the rate times mean_most, and the epsilon/10 that imported means may be beyond
 * that adds less than one rate. */
static bool may_be_large(const Optimizer *optimizer, const Step *step, double rate, double gradient)
{
    double largest = optimizer->largest, pulled = gradient + fabs((double)step->pull) * largest;
    bool sgd = optimizer->options.kind == OPTIMIZER_SGD;
    double mean = sgd ? (double)step->beta1 * largest + pulled : fmax(largest, pulled);
    double value = sgd ? largest + rate * mean : fabs((double)step->keep) * largest + (mean_most(optimizer) + 1) * rate;
    return !(mean < OPTIMIZER_LARGE && value < OPTIMIZER_LARGE);
}

/* The means of both change places. */
static void exchange_means(Optimizer *optimizer)
{
    OptimizerState *now = &optimizer->now, *before = &optimizer->before, other = *now;
    now->first = before->first;
    now->second = before->second;
    before->first = other.first;
    before->second = other.second;
}

bool optimizer_apply(Optimizer *optimizer, Parameters *parameters, Workers *workers, double rate, double clip, double norm)
{
    assert(optimizer->now.total == parameters->total);
    optimizer->can_undo = false;
    if (!isfinite(norm))
        return false;
    double scale = clip > 0 && norm > clip ? clip / norm : 1;
    Update update = {.optimizer = optimizer, .parameters = parameters};
    update.step = optimizer->options.kind == OPTIMIZER_SGD ? sgd_step(optimizer, rate, scale)
                                                           : adam_step(optimizer, rate, scale);
    if (optimizer->measured_at != parameters->moment)
        optimizer->largest = largest_of(&update, workers, measure_piece);
    update.keeps = optimizer->options.every_undo || !optimizer->sound ||
                   may_be_large(optimizer, &update.step, rate, scale * norm);
    if (update.keeps && optimizer->before.value == NULL) {
        optimizer->before = state_open(optimizer->options.kind, parameters->total);
        optimizer->before.value = memory_new(parameters->total, sizeof(real));
    }
    double largest = largest_of(&update, workers, update_piece);
    parameters_changed(parameters);
    assert(update.keeps || isfinite(largest));
    if (!isfinite(largest)) {
        memcpy(parameters->value, optimizer->before.value, optimizer->before.total * sizeof(real));
        parameters_changed(parameters);
        return false;
    }
    if (update.keeps)
        exchange_means(optimizer);
    optimizer->before.step = optimizer->now.step++;
    optimizer->can_undo = update.keeps;
    optimizer->largest = largest;
    optimizer->measured_at = parameters->moment;
    return true;
}

bool optimizer_step(Optimizer *optimizer, Parameters *parameters, double rate, double clip, double *norm)
{
    *norm = parameters_gradient_norm(parameters);
    return optimizer_apply(optimizer, parameters, NULL, rate, clip, *norm);
}

bool optimizer_undo(Optimizer *optimizer, Parameters *parameters)
{
    if (!optimizer->can_undo)
        return false;
    optimizer->can_undo = false;
    memcpy(parameters->value, optimizer->before.value, optimizer->before.total * sizeof(real));
    parameters_changed(parameters);
    exchange_means(optimizer);
    optimizer->now.step = optimizer->before.step;
    return true;
}
