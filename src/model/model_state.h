/* model_state.h: a model at a moment: its values, and the training state from which training continues to the bit.
 *
 * A checkpoint of a run, the best model so far, the trained model while a checkpoint is open, a model in a snapshot
 * and a saved file are all of this type; the step that can be undone is its inner part (OptimizerState). All zero:
 * before any training. */
#ifndef SEQLAB_MODEL_MODEL_STATE_H
#define SEQLAB_MODEL_MODEL_STATE_H

#include "base/batch.h"
#include "engine/optimizer.h"
#include "model/model.h"

typedef struct ModelState {
    OptimizerState learned;  /* its value is NULL while the model itself holds them, its means before any training */
    long steps;              /* of the model's training, all runs */
    long training_steps;     /* since training last started over */
    double loss;             /* smoothed; NaN before training */
    bool has_place;          /* of the next batch: */
    uint64_t batch_seed;     /* of the order of the batches */
    BatchPlace place;
} ModelState;

/* Whether training can go on from it. */
bool model_state_is_trained(const ModelState *state);
void model_state_free(ModelState *state);
/* The memory of `to` is used again when it is of such a model. */
void model_state_copy(ModelState *to, const ModelState *from);
/* The model's values into the state, and the state's values into the model. */
void model_state_take(ModelState *state, Model *model);
void model_state_restore(const ModelState *state, Model *model);
/* The model and its state are as when this one was kept, with its values; it is empty then. */
void model_state_go_back(ModelState *kept, ModelState *now, Model *model);
/* Training starts over; steps and loss stay. */
void model_state_forget_training(ModelState *state);

#endif
