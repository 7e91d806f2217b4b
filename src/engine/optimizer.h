/* optimizer.h: the optimizers: Adam, AdamW, and gradient descent with momentum.
 *
 *     adam    m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,  w = w - rate * m' / (sqrt(v') + e), where m' and v' are
 *             corrected for starting at 0: m / (1 - b1^t), v / (1 - b2^t) (Kingma and Ba 2015)
 *     adamw   the same, and apart from the gradient w = w - rate * decay * w (Loshchilov and Hutter 2019)
 *     sgd     m = momentum * m + g,  w = w - rate * m (Polyak 1964, as PyTorch has it)
 *
 * With adam and sgd the weight decay is part of the gradient: g + decay * w. g is clipped by the norm of all of it. */
#ifndef SEQLAB_ENGINE_OPTIMIZER_H
#define SEQLAB_ENGINE_OPTIMIZER_H

#include "engine/parameter.h"

typedef enum { OPTIMIZER_ADAM, OPTIMIZER_ADAMW, OPTIMIZER_SGD } OptimizerKind;

typedef struct OptimizerOptions {
    OptimizerKind kind;
    double weight_decay; /* 0: none */
    double momentum;     /* of sgd, 0 to below 1 */
    bool every_undo;     /* every step can be undone, not only one that may make large values */
} OptimizerOptions;

/* The optimizer's state after some steps, with the parameters' values if they are kept elsewhere. */
typedef struct OptimizerState {
    OptimizerKind kind;
    long step;       /* steps taken */
    size_t total;
    real *value;     /* [total] of the parameters; NULL: they hold them themselves */
    real *first;     /* [total] running mean of the gradient; of sgd its running sum; NULL: none yet */
    real *second;    /* [total] running mean of its square; NULL for sgd */
} OptimizerState;

void optimizer_state_free(OptimizerState *state);
/* An array that `from` lacks is freed; memory of `to` is used again when it has the size. */
void optimizer_state_copy(OptimizerState *to, const OptimizerState *from);

/* Steps are taken in place, in the memory of value, gradient and means alone, while they provably leave every value and
 * first mean below OPTIMIZER_LARGE, which models take without overflow (tests/test_model_counts.c). Only a step that may
 * go beyond keeps what was before it, in as much memory again without the gradient. */
enum { OPTIMIZER_LARGE = 1000 };

typedef struct Optimizer {
    OptimizerOptions options;
    double beta1, beta2, epsilon;
    OptimizerState now;    /* without values: they are the parameters' own */
    OptimizerState before; /* the last step, to which optimizer_undo goes back; without arrays until one is kept */
    bool can_undo;
    bool sound;            /* the means are no larger than gradients can make them: see optimizer_import */
    double largest;        /* of |value| and |first|, when the parameters' moment was this */
    unsigned long measured_at;
} Optimizer;

/* "adam", "adamw", "sgd". */
const char *optimizer_name(int kind); /* NULL past the last */
bool optimizer_named(const char *name, OptimizerKind *kind);
/* The default learning rate: 0.003; for sgd, whose steps are as long as the gradient, 0.2. */
double optimizer_usual_rate(OptimizerKind kind);

void optimizer_open(Optimizer *optimizer, const Parameters *parameters, const OptimizerOptions *options); /* beta 0.9
                                                                                     and 0.999, epsilon 1e-8 */
void optimizer_close(Optimizer *optimizer);
/* Goes on from there: the means and the count of steps; the values are not touched. A file may hold means that no
 * gradients could have produced. With them a step can have any length, so each one can be undone then. */
void optimizer_import(Optimizer *optimizer, const OptimizerState *state);

/* One step from gradient[0]. clip: the gradient is scaled so that its norm is at most this (0: never). norm: of the
 * gradient before clipping. False if the norm or an updated value is NaN or infinite: then nothing has
 * changed. */
bool optimizer_step(Optimizer *optimizer, Parameters *parameters, double rate, double clip, double *norm);
/* The same with a norm that is known already, on the workers (NULL: here); the same bits on any number of threads. */
bool optimizer_apply(Optimizer *optimizer, Parameters *parameters, Workers *workers, double rate, double clip, double norm);
/* Undoes the last step, to the bit: when the loss after it is NaN, for example. False if there is none to undo: before
 * the first step, after a refused one or one that kept nothing, and the second time. */
bool optimizer_undo(Optimizer *optimizer, Parameters *parameters);

#endif
