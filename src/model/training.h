/* training.h: a model, batches, and steps that make the loss smaller.
 *
 * One step: the batch is cut into shards (by sentences), each shard's loss and gradients are computed on a
 * worker, summed in the order of the shards, clipped, and given to the optimiser.
 *
 * With teacher_forcing below 1 (scheduled sampling, Bengio et al. 2015) a first pass reads all given tokens and finds the likeliest
 * next one at each position; then each input but <SOS> is replaced by it with the probability 1 - teacher_forcing, and the loss is
 * that of a second pass. So the model's tokens are those it says after the right ones, all steps at once, and not those of
 * an answer of its own from the beginning, which would take a pass for each step. */
#ifndef SEQLAB_MODEL_TRAINING_H
#define SEQLAB_MODEL_TRAINING_H

#include "engine/optimiser.h"
#include "engine/schedule.h"
#include "engine/workers.h"
#include "model/model.h"
#include "model/model_state.h"

enum {
    RUN_STEPS_MOST = 10000000,
    TRAINING_STEPS_MOST = 1000000000 /* of all runs of a model: what a file may claim */
};

typedef struct TrainingOptions {
    double lr;              /* learning rate at its highest; NaN: optimiser_usual_rate */
    double min_lr;          /* the last rate as a share of the highest */
    double clip;            /* of the gradient's norm; 0: never */
    int shards;             /* decides the numbers */
    DecayKind decay;        /* along which the rate falls */
    long warmup;            /* steps over which it rises before */
    OptimiserOptions optimiser; /* weight_decay NaN: 0.01 for adamw, else 0 */
    double label_smoothing; /* of all tokens that the loss is of; see op_output_loss */
    double teacher_forcing; /* share of the decoder's inputs that are the given tokens, not the model's own. Below 1 only for
                               models that have logits (model_has_logits) */
    uint64_t seed;          /* of which inputs those are, of what dropout leaves out and what is hidden */
} TrainingOptions;
extern const Options training_options;

typedef struct Training Training;

/* model and workers are used, not owned. Begins afresh, unless training_import follows. */
Training *training_open(Model *model, Workers *workers, const TrainingOptions *options);
void training_close(Training *training);

/* One step. done: how far the run has come, 0 to 1, by steps or by the clock: the rate decays by it. False where the
 * loss, the gradient or an updated value is NaN or infinite: the model is then back at its last good step (if it is the
 * loss, the step that led to it is undone too), and the message names the step, the likely cause and a fix. */
bool training_step(Training *training, const Batch *batch, double done, Error *error);

typedef struct TrainingState {
    long step;             /* steps taken */
    double loss;           /* of the last step, nats a token */
    double smooth_loss;    /* running mean */
    double gradient_norm;  /* before clipping */
    double rate;
    long tokens;           /* target tokens seen */
    bool far_above;        /* the running mean is over 2 ln V + 1, after however few steps */
    long above_guessing;   /* steps in a row, up to the last, with a running mean over ln V + 1: who guesses has ln V */
} TrainingState;
TrainingState training_state(const Training *training);
/* The most bytes that the last step held at once beside the parameters: what is computed, and its gradients. */
size_t training_memory(const Training *training);

/* ---- going on ---- */

/* What the next run must know to go on from here, into the state; its values and its steps are left as they are. */
void training_export(const Training *training, ModelState *state);
/* Goes on from there, if the state is trained. Adam and AdamW take over from each other; otherwise another optimiser begins
 * afresh. */
void training_import(Training *training, const ModelState *state);

#endif
