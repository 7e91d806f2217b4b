/* validation.h: the validation loss during a run, and the best model so far. */
#ifndef SEQLAB_LAB_VALIDATION_H
#define SEQLAB_LAB_VALIDATION_H

#include "lab/registry_internal.h"
#include "lab/train.h"
#include "model/training.h"
#include "text/batches.h"

typedef struct Validation {
    LabModel *entry;
    const Training *training;
    Batches *batches;      /* NULL if the data have no validation set: every loss is NaN then */
    BatchPlace first;      /* every validation uses the same sentences */
    Tape *tape;            /* memory to work in, the run's */
    int patience; /* validations without a new lowest loss that end the run; 0: never, and nothing is kept */
    int worse;             /* such validations in a row */
    long best_step;        /* of this run */
    double best_loss;      /* NaN before the first */
    ModelState best;       /* the model then; empty before the first check */
} Validation;

/* Its sentences are drawn by the training's seed, in batches of the same size. */
void validation_open(Validation *validation, LabModel *entry, const Training *training, Tape *tape,
                     const TrainOptions *options);
void validation_close(Validation *validation);

/* Whether any of its sentences has a token with a loss: a masked model may know no word of any of them. */
bool validation_has_tokens(Validation *validation);

/* The loss now, in nats a token, NaN if there is no token; keeps the model if the loss is the lowest so far. */
double validation_check(Validation *validation);
/* The loss of who knows how often each token occurs there, and nothing else; NaN without a validation set. */
double validation_frequency_loss(Validation *validation);
bool validation_enough(const Validation *validation);

/* Restores the best model; false if none was kept. The position in the order of the batches stays, so that training
 * continues with new batches. */
bool validation_restore(Validation *validation);

#endif
