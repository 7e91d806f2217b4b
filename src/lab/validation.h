/* validation.h: the loss on pairs that a run does not learn from, now and then on the way, and the best model so
 * far. */
#ifndef SEQLAB_LAB_VALIDATION_H
#define SEQLAB_LAB_VALIDATION_H

#include "lab/registry_internal.h"
#include "model/training.h"
#include "text/batches.h"

typedef struct Validation {
    LabModel *entry;
    const Training *training;
    Batches *batches;      /* NULL where the data have no validation part: every loss is NaN then */
    BatchPlace first;      /* every check asks the same sentences */
    Tape *tape;            /* memory to work in, the run's */
    int patience; /* checks without a new lowest loss after which it is enough; 0: never, and nothing is kept */
    int worse;             /* such checks in a row */
    long best_step;        /* of this run */
    double best_loss;      /* NaN before the first */
    bool keeps;            /* the model at its best */
    ModelState best;       /* it; empty before the first check */
} Validation;

/* The first check's sentences are drawn by the seed. */
void validation_open(Validation *validation, LabModel *entry, const Training *training, Tape *tape, int batch,
                     uint64_t seed, int patience);
void validation_close(Validation *validation);

/* Whether any of its sentences has a token that the loss is of: a masked model's may all be without a word it knows. */
bool validation_has_tokens(Validation *validation);

/* The loss now, in nats a token, NaN where there is no token; keeps the model where it is the lowest so far. */
double validation_check(Validation *validation);
bool validation_enough(const Validation *validation);

/* Makes the model what it was at its best, where that was kept; false where it was not. The place in the order of the
 * batches stays where the run got to: other batches than those that did not help come next. */
bool validation_restore(Validation *validation);

#endif
