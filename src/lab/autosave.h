/* autosave.h: saves models: to files that the user names, and trained models to autosave files, in case of a crash.
 *
 * Each session has a folder of its own, FOLDER/autosave/XXXXXX, from the first model on that it keeps there. A file
 * in it is locked while the session lives, and the system releases the lock however it ends: a folder without a lock
 * was left behind. A session that ends normally removes its folder; `save` removes the model's file. */
#ifndef SEQLAB_LAB_AUTOSAVE_H
#define SEQLAB_LAB_AUTOSAVE_H

#include <time.h>

#include "lab/models.h"

/* From now on models are autosaved there, during training (see TrainOptions) and when a run ends. */
void lab_autosave(Lab *lab, const char *folder);
/* While it rests no model is autosaved: for models that nobody would miss. */
void lab_autosave_rests(Lab *lab, bool rests);
/* The session ends normally: removes its autosaves, except after lab_keep. Without this call lab_close leaves them for
 * the next session. */
void lab_autosave_end(Lab *lab);

/* Gives a model that there is another name, the first that is free ("mine-2"), so that a new one may take its own. Its
 * autosave goes with it. */
void lab_set_aside(Lab *lab, const char *name, char kept[MODEL_NAME_MOST]);

/* Leaves models that are in no file of the user's for the next session, as after a crash, each as it was trained. False
 * if there are more than LOST_MOST, or if one cannot be written. */
bool lab_keep(Lab *lab, Error *error);

enum { LOST_MOST = 8 }; /* older ones are removed when a session begins to keep its own */
typedef struct LostModel {
    char name[64];
    time_t saved;
    long bytes;
} LostModel;
/* Models of sessions that ended without lab_autosave_end, the newest first; how many. */
int lab_lost(const Lab *lab, LostModel list[LOST_MOST]);
/* Opens one of them by its place in that list, from 1; it is this session's to keep from then on, and no other that
 * asks for it at the same time gets it. name: as lab_load. */
bool lab_open_lost(Lab *lab, int number, const char *name, Error *error);
/* Removes one of them for good, by its place in that list; gone: which it was. */
bool lab_discard_lost(Lab *lab, int number, LostModel *gone, Error *error);

/* Saves the current model with its vocabularies, the origin of its data and its training state, from which training
 * continues to the bit; that is two thirds of the file, and lab_save_small leaves it out. */
bool lab_save(Lab *lab, const char *path, Error *error);
bool lab_save_small(Lab *lab, const char *path, Error *error);

/* ---- for the files of this folder ---- */
struct LabModel;
/* Whether it is time to autosave: the training that no file holds took longer than the seconds given and than twenty
 * times the last write; at the end of a run, longer than a second. 0: never. */
bool autosave_due(const Lab *lab, const struct LabModel *entry, double seconds, bool end);
/* False if the model could not be written. */
bool autosave_write(Lab *lab, const struct LabModel *entry, Error *error);

#endif
