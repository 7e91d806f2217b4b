/* training.h: training a model, one batch a step.
 *
 * One step: the batch is cut into shards (by sentences), each shard's loss and gradients are computed on a
 * worker, summed in the order of the shards, clipped, and given to the optimizer.
 *
 * With teacher_forcing below 1 (scheduled sampling, Bengio et al. 2015) a first pass reads all correct tokens and finds
 * the most likely next one at each position; then each input but <SOS> is replaced by it with probability
 * 1 - teacher_forcing, and a second pass computes the loss. So the model's tokens are its predictions after correct
 * tokens, for all steps at once; a free-running answer would take a pass for each step. */
#ifndef SEQLAB_MODEL_TRAINING_H
#define SEQLAB_MODEL_TRAINING_H

#include "engine/optimizer.h"
#include "engine/schedule.h"
#include "engine/workers.h"
#include "model/model.h"
#include "model/model_state.h"

enum {
    RUN_STEPS_MOST = 10000000,
    TRAINING_STEPS_MOST = 1000000000 /* of all runs of a model: a file may not claim more */
};

typedef enum { PADDING_IGNORED, PADDING_LEARNED } PaddingUse;
typedef enum { PRECISION_FLOAT32, PRECISION_BF16 } Precision;
typedef struct TrainingOptions {
    double lr;              /* peak learning rate; NaN: optimizer_usual_rate */
    double min_lr;          /* the minimum learning rate, as a share of lr */
    double clip;            /* of the gradient's norm; 0: never */
    int shards;             /* decide the last digits of the results, and what is drawn: each shard has its own random numbers */
    DecayKind decay;        /* along which the rate falls */
    long warmup;            /* steps over which it rises before */
    OptimizerOptions optimizer; /* weight_decay NaN: 0.01 for adamw, else 0 */
    double label_smoothing; /* of all tokens that the loss is of; see op_output_loss */
    PaddingUse padding;     /* PADDING_LEARNED: the loss counts what is past a target's end too, as <EOS>, a fault easily made */
    double teacher_forcing; /* share of the decoder's inputs that are the given tokens, not the model's own. Below 1 only for
                               models that have logits (model_has_logits) */
    Precision precision;    /* of products with the model's weights in a step; see training_has_precision */
    uint64_t seed;          /* of these inputs, of dropout and of hidden tokens */
} TrainingOptions;
extern const Options training_options;

/* Whether this processor has it; false with a message that says what it lacks. */
bool training_has_precision(Precision precision, Error *error);

typedef struct Training Training;

/* model and workers are used, not owned. Starts over, unless training_import follows. */
Training *training_open(Model *model, Workers *workers, const TrainingOptions *options);
void training_close(Training *training);
/* The peak learning rate; another one counts from the next step on. */
double training_lr(const Training *training);
void training_set_lr(Training *training, double lr);

/* One step. done: how far the run has come, 0 to 1, by steps or by the clock: the rate decays by it. False if the
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
    long above_guessing;   /* steps in a row, up to the last, with a running mean over ln V + 1; guessing has ln V */
} TrainingState;
TrainingState training_state(const Training *training);
/* The most bytes that the last step held at once beside the parameters: activations and their gradients. */
size_t training_memory(const Training *training);

/* ---- going on ---- */

/* Writes the training state into `state`, for the next run; its values and steps stay unchanged. */
void training_export(const Training *training, ModelState *state);
/* Continues from a trained state. Adam and AdamW can continue each other's state; any other change of optimizer starts
 * over. */
void training_import(Training *training, const ModelState *state);

/* ---- how large a step is (training_size.c) ---- */

typedef struct StepSize {
    double largest; /* numbers in the largest tensor; see TENSOR_MOST */
    double all;     /* at least so many are held at once */
} StepSize;

/* Of a pass over B sentences of up to S source and T target tokens, <EOS> counted, in one piece. logits: whether
 * those of all positions are there at once (own tokens). Training cuts a batch into shards, and the validation loss
 * does not. Of custom parts (custom.h) only a lower bound is known. */
StepSize training_size(const ModelConfiguration *configuration, int B, int S, int T, bool logits);

/* Whether such a step can be taken on this machine; false with a message that says how large it would be. */
bool training_fits(const ModelConfiguration *configuration, int B, int S, int T, bool logits, Error *error);

#endif
