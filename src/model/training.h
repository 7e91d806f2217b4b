/* training.h: a model, batches, and steps that make the loss smaller.
 *
 * One step: the batch is cut into shards (by sentences), each shard's loss and gradients are computed on a
 * worker, summed in the order of the shards, clipped, and given to Adam. */
#ifndef SEQLAB_MODEL_TRAINING_H
#define SEQLAB_MODEL_TRAINING_H

#include "engine/workers.h"
#include "model/model.h"

typedef struct TrainingOptions {
    double rate;      /* at the start: 0.003 */
    double floor;     /* the last rate as a share of the first: 0.05; 1: no decay */
    double clip;      /* of the gradient's norm: 1; 0: never */
    int shards;       /* 1 to SHARDS_MOST; decides the numbers: 2 */
} TrainingOptions;

typedef struct Training Training;

/* model and workers are used, not owned. */
Training *training_open(Model *model, Workers *workers, const TrainingOptions *options);
void training_close(Training *training);

/* One step. done: how far the run has come, 0 to 1, by steps or by the clock: the rate decays by it. False where the loss or the gradient is not a number: nothing was changed then, and the message
 * names the step and the likely cause. */
bool training_step(Training *training, const Batch *batch, double done, Error *error);

typedef struct TrainingState {
    long step;             /* steps taken */
    double loss;           /* of the last step, nats a token */
    double smooth_loss;    /* running mean */
    double gradient_norm;  /* before clipping */
    double rate;
    long tokens;           /* target tokens seen */
} TrainingState;
TrainingState training_state(const Training *training);

#endif
