/* model_file.h: a model in a file: safetensors, with configuration and vocabularies as metadata strings.
 *
 * Written to a temporary file beside it, synced, renamed: a crash leaves the old file or the new one. Read with
 * nothing trusted: sizes, offsets and names are checked against the file before any is used. */
#ifndef SEQLAB_MODEL_CHECKPOINT_H
#define SEQLAB_MODEL_CHECKPOINT_H

#include "model/model.h"
#include "model/model_state.h"

/* The section FILE FORMAT of the manual documents all metadata and tensors. */
#define MODEL_FILE_FORMAT "pt"       /* as other readers of safetensors expect: PyTorch's tensors */
#define MODEL_FILE_VERSION "1"       /* under "seqlab" */
#define MODEL_FILE_FORMAT_OF_OLD "seqlab 1" /* format, of files from before there was "seqlab" */
#define MODEL_FILE_RESUME "resume." /* prefix of the training state's names */
enum { MODEL_FILE_MIB = 1000 };     /* of numbers; a file has at most 1 GiB with its header */

/* Metadata: names and texts, any number; the caller's own (vocabularies, options) besides the model's. */
typedef struct ModelFileEntry { const char *name, *text; } ModelFileEntry;

/* training: NULL or an untrained state leaves the training state out. Its values are not used: the model holds them. */
bool model_file_save(const char *path, Model *model, const ModelFileEntry *entries, int count,
                     const ModelState *training, Error *error);

typedef struct ModelFile ModelFile;
/* Opens and checks the whole file. */
ModelFile *model_file_open(const char *path, Error *error);
void model_file_close(ModelFile *model_file);
const char *model_file_entry(const ModelFile *model_file, const char *name); /* NULL when there is none */
/* A new model from the file; its tensors must fit its configuration in name and shape. */
Model *model_file_model(const ModelFile *model_file, Error *error);
/* Reads the training state of that model, if the file has one, into an empty state. Steps and loss stay unchanged if
 * the file lacks them. False, with the state unchanged, if the file's state does not fit this model. */
bool model_file_training(const ModelFile *model_file, Model *model, ModelState *state, Error *error);

#endif
