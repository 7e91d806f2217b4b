/* checkpoints.h: a model at several points of its training, to see how it learned. */
#ifndef SEQLAB_LAB_CHECKPOINTS_H
#define SEQLAB_LAB_CHECKPOINTS_H

#include "lab/models.h"

typedef struct SnapshotList {
    char model[64];
    int count;
    long step[SNAPSHOTS_MOST];      /* of the model, not of the run */
    double loss[SNAPSHOTS_MOST];    /* smoothed; NaN before the first step */
    int open;                       /* whose values the model has: 1 to count; 0: those that were trained */
    long trained_steps;
    double trained_loss;
} SnapshotList;
bool lab_snapshots(Lab *lab, SnapshotList *list, Error *error); /* false where there are none */
/* Opens a checkpoint, by its number or the step nearest to it: the model gets its values; the trained state is kept and
 * comes back with the last of these. A model with an open checkpoint cannot be trained. */
bool lab_snapshot_open(Lab *lab, int number, Error *error);
bool lab_snapshot_open_step(Lab *lab, long step, Error *error);
bool lab_snapshot_last(Lab *lab, Error *error);

/* ---- for the files of this folder ---- */
struct LabModel;
/* Whether so many may be kept of this model; whether none is open, so that it may be trained. */
bool lab_snapshots_fit(const struct LabModel *entry, int count, Error *error);
bool lab_snapshot_closed(const struct LabModel *entry, Error *error);
void lab_take_snapshot(struct LabModel *entry, long step, double loss); /* keeps the values of now */
void lab_drop_snapshots_after(struct LabModel *entry, long step);       /* none may be open */

#endif
