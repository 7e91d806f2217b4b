/* checkpoint.h: a model in a file: safetensors, with configuration and vocabularies as metadata strings.
 *
 * Written to a temporary file beside it, synced, renamed: a crash leaves the old file or the new one. Read with
 * nothing trusted: sizes, offsets and names are checked against the file before any is used. */
#ifndef SEQLAB_MODEL_CHECKPOINT_H
#define SEQLAB_MODEL_CHECKPOINT_H

#include "model/model.h"
#include "model/model_state.h"

/* The section FILE FORMAT of the manual documents all metadata and tensors. */
#define CHECKPOINT_FORMAT "pt"       /* as other readers of safetensors expect: PyTorch's tensors */
#define CHECKPOINT_VERSION "1"       /* under "seqlab" */
#define CHECKPOINT_FORMAT_OF_OLD "seqlab 1" /* format, of files from before there was "seqlab" */
#define CHECKPOINT_RESUME "resume." /* prefix of the training state's names */
enum { CHECKPOINT_MIB = 1000 };     /* of numbers; a file has at most 1 GiB with its header */

/* Metadata: names and texts, any number; the caller's own (vocabularies, options) besides the model's. */
typedef struct CheckpointEntry { const char *name, *text; } CheckpointEntry;

/* training: NULL or an untrained state leaves the training state out. Its values are not used: the model holds them. */
bool checkpoint_save(const char *path, Model *model, const CheckpointEntry *entries, int count,
                     const ModelState *training, Error *error);

typedef struct Checkpoint Checkpoint;
/* Opens and checks the whole file. */
Checkpoint *checkpoint_open(const char *path, Error *error);
void checkpoint_close(Checkpoint *checkpoint);
const char *checkpoint_entry(const Checkpoint *checkpoint, const char *name); /* NULL when there is none */
/* A new model from the file; its tensors must fit its configuration in name and shape. */
Model *checkpoint_model(const Checkpoint *checkpoint, Error *error);
/* Reads the training state of that model, if the file has one, into an empty state. Steps and loss stay unchanged if
 * the file lacks them. False, with the state unchanged, if the file's state does not fit this model. */
bool checkpoint_training(const Checkpoint *checkpoint, Model *model, ModelState *state, Error *error);

#endif
