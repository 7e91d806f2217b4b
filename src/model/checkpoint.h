/* checkpoint.h: a model in a file: safetensors, with what else must be known as metadata strings.
 *
 * Written to a temporary file beside it, synced, renamed: a crash leaves the old file or the new one. Read with
 * nothing trusted: sizes, offsets and names are checked against the file before any is used. */
#ifndef SEQLAB_MODEL_CHECKPOINT_H
#define SEQLAB_MODEL_CHECKPOINT_H

#include "model/model.h"
#include "model/resume.h"

/* Texts that are metadata, names of tensors, and what they hold: the section FILE FORMAT of the manual. */
#define CHECKPOINT_FORMAT "pt"       /* what other readers of safetensors look for: the tensors mean what PyTorch's do */
#define CHECKPOINT_VERSION "1"       /* under "seqlab" */
#define CHECKPOINT_FORMAT_OF_OLD "seqlab 1" /* format, of files from before there was "seqlab" */
#define CHECKPOINT_RESUME "resume." /* what training needs to go on: resume.h's names with this in front */
enum { CHECKPOINT_MIB = 1000 };     /* of numbers; a file has at most 1 GiB with its header */

/* Metadata: names and texts, any number; the caller's own (vocabularies, options) besides the model's. */
typedef struct CheckpointEntry { const char *name, *text; } CheckpointEntry;

/* resume: NULL or empty leaves training out. */
bool checkpoint_save(const char *path, Model *model, const CheckpointEntry *entries, int count, const Resume *resume,
                     Error *error);

typedef struct Checkpoint Checkpoint;
/* Opens and checks the whole file. */
Checkpoint *checkpoint_open(const char *path, Error *error);
void checkpoint_close(Checkpoint *checkpoint);
const char *checkpoint_entry(const Checkpoint *checkpoint, const char *name); /* NULL when there is none */
/* The model that it holds, new; its tensors must fit its configuration in name and shape. */
Model *checkpoint_model(const Checkpoint *checkpoint, Error *error);
/* What it keeps of that model's training, into an empty resume: arrays of finite numbers, as many as the model has, and
 * texts whose meaning is training_check's affair. False, and resume empty, where it holds what cannot be. */
bool checkpoint_resume(const Checkpoint *checkpoint, Model *model, Resume *resume, Error *error);

#endif
