/* checkpoint.h: a model in a file: safetensors, with what else must be known as metadata strings.
 *
 * Written to a temporary file beside it, synced, renamed: a crash leaves the old file or the new one. Read with
 * nothing trusted: sizes, offsets and names are checked against the file before any is used. */
#ifndef SEQLAB_MODEL_CHECKPOINT_H
#define SEQLAB_MODEL_CHECKPOINT_H

#include "model/model.h"

/* Metadata: names and texts, any number; the caller's own (vocabularies, options) besides the model's. */
typedef struct CheckpointEntry { const char *name, *text; } CheckpointEntry;

bool checkpoint_save(const char *path, Model *model, const CheckpointEntry *entries, int count, Error *error);

typedef struct Checkpoint Checkpoint;
/* Opens and checks the whole file; at most 1 GiB. */
Checkpoint *checkpoint_open(const char *path, Error *error);
void checkpoint_close(Checkpoint *checkpoint);
const char *checkpoint_entry(const Checkpoint *checkpoint, const char *name); /* NULL when there is none */
/* The model that it holds, new; its tensors must fit its configuration in name and shape. */
Model *checkpoint_model(const Checkpoint *checkpoint, Error *error);

#endif
