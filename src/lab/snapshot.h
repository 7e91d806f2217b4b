/* snapshot.h: the workbench at a moment, to go back to: its models with their training, its data, what is forced. */
#ifndef SEQLAB_LAB_SNAPSHOT_H
#define SEQLAB_LAB_SNAPSHOT_H

#include "lab/models.h"

typedef struct Snapshot Snapshot;

/* The workbench as it is now. NULL where its models are so large that copying them would take much memory. Neither this
 * nor going back is for the time while a model trains (lab_may_change). */
Snapshot *snapshot_take(Lab *lab);
/* The workbench is as it was, or for NULL empty: models made since are gone, those that were replaced are there again,
 * training goes on to the bit. False if a model could not be made again; it is missing then. Checkpoints are there again
 * unless they are so many that copying them would take much memory. */
bool snapshot_restore(Lab *lab, const Snapshot *snapshot, Error *error);
void snapshot_free(Snapshot *snapshot); /* NULL is fine */

#endif
