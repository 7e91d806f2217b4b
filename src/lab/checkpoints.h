/* checkpoints.h: a model at several points of its training, to see how it learned. */
#ifndef SEQLAB_LAB_CHECKPOINTS_H
#define SEQLAB_LAB_CHECKPOINTS_H

#include "lab/models.h"

typedef struct CheckpointList {
    char model[64];
    int count;
    long step[CHECKPOINTS_MOST];      /* of the model, not of the run */
    double loss[CHECKPOINTS_MOST];    /* smoothed; NaN before the first step */
    int open;                       /* whose values the model has: 1 to count; 0: those that were trained */
    long trained_steps;
    double trained_loss;
} CheckpointList;
bool lab_checkpoints(Lab *lab, CheckpointList *list, Error *error); /* false where there are none */
/* Opens a checkpoint, by its number or the step nearest to it: the model gets its values; the trained state is kept and
 * comes back with the last of these. A model with an open checkpoint cannot be trained. */
bool lab_checkpoint_open(Lab *lab, int number, Error *error);
bool lab_checkpoint_open_step(Lab *lab, long step, Error *error);
bool lab_checkpoint_last(Lab *lab, Error *error);
/* The current model's checkpoints in a file of their own; none may be open. Saving removes the file where there are
 * none, or more than 64 MiB of them. Opening replaces those that the model has; false, and it has none, where the file
 * is not of this very model as it is now. */
bool lab_checkpoints_save(Lab *lab, const char *path, Error *error);
bool lab_checkpoints_load(Lab *lab, const char *path, Error *error);

/* ---- for the files of this folder ---- */
struct LabModel;
/* Whether so many may be kept of this model; whether none is open, so that it may be trained. */
bool lab_checkpoints_fit(const struct LabModel *entry, int count, Error *error);
bool lab_checkpoint_closed(const struct LabModel *entry, Error *error);
void lab_checkpoint_close(struct LabModel *entry); /* the model is as it was trained */
void lab_take_checkpoint(struct LabModel *entry, long step, double loss); /* keeps the values of now */
void lab_drop_checkpoints_after(struct LabModel *entry, long step);       /* none may be open */

#endif
