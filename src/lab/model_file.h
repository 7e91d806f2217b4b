/* model_file.h: saving and opening models, with their vocabularies and the origin of their data. */
#ifndef SEQLAB_LAB_MODEL_FILE_H
#define SEQLAB_LAB_MODEL_FILE_H

#include <jansson.h>

#include "lab/models.h"

/* The absolute name of the current model's own file: the one it was opened from, or was set since; NULL if it has
 * none. */
const char *lab_file(const Lab *lab);
void lab_set_file(Lab *lab, const char *path);
/* Opens a saved model and makes it current. Its data become current too, if they can be made again (a grammar, a
 * task, a file that is still there); else only its vocabularies. */
bool lab_load(Lab *lab, const char *path, const char *name, Error *error);

/* ---- for the files of this folder ---- */
struct LabModel;
/* The model in a file, with its training or without. */
bool lab_write(const struct LabModel *entry, const char *path, bool training, Error *error);

/* The value in one line, to be freed; takes it over. */
char *lab_json_text(json_t *value);

/* The merges of subword tokens as a model's file has them; free it. NULL of NULL. */
char *lab_merges_text(const BytePairs *pairs);
/* NULL with a message when the object (which may be NULL) holds no merges, or some that cannot be. */
BytePairs *lab_merges_read(const json_t *object, const char *side, Error *error);

#endif
