/* models.h: the workbench: the data, the models, which of them is current, and who watches long work.
 *
 * Nothing here prints. Verbs that take long run on a thread of their own and call `watch` on the caller's thread some
 * 200 times a second; when it returns WORK_STOPS, or an interrupt was asked for, the work stops after the step it is
 * in, and what was learned is kept. Training also rests between two steps when the watcher wants that: the model and
 * its steps are then whole, and whatever only reads may be called. */
#ifndef SEQLAB_LAB_MODELS_H
#define SEQLAB_LAB_MODELS_H

#include "lab/progress.h"
#include "model/model.h"
#include "text/dataset.h"

typedef struct Lab Lab;

Lab *lab_open(int threads); /* threads <= 0: as many as the process may use */
void lab_close(Lab *lab);

/* ---- watching ---- */
void lab_watch(Lab *lab, Watch *watch, void *argument); /* NULL: no watcher */
/* Long work calls it often, on any thread: true means stop. */
void lab_interrupt_check(Lab *lab, bool (*interrupted)(void));

/* ---- data ---- */
Dataset *lab_dataset(const Lab *lab);                                 /* NULL before any */

/* ---- models ---- */
/* A fresh model for the current data, current from now on. name NULL: made of its parts ("gru-dot"), replacing
 * one of the same name. The sizes of the vocabularies are filled in here. */
bool lab_model(Lab *lab, const char *name, const ModelConfiguration *configuration, Error *error);
/* Called before a new model replaces a trained one of its name, which lab_set_aside (autosave.h) keeps; NULL: nobody. */
void lab_when_replaced(Lab *lab, void (*function)(void *argument, const char *name), void *argument);
/* The name that lab_model would make, or where a model has it already the first that is free: "gru-dot-2". False
 * where it has it already. */
enum { MODEL_NAME_MOST = 96, CHECKPOINTS_MOST = 64 };
bool lab_free_name(const Lab *lab, const ModelConfiguration *configuration, char name[MODEL_NAME_MOST]);
typedef struct ModelInfo {
    const char *name;
    unsigned long serial;  /* no two models have the same */
    const ModelConfiguration *configuration;
    long parameters;
    long steps;            /* trained */
    long unsaved_steps;    /* trained since it was saved or opened, also where a checkpoint is open */
    double loss;           /* the last smoothed; NaN before training */
    const LossCurve *losses, *validation_losses; /* over its steps, since it was made or opened */
    const char *data;      /* name of the data it was made for */
    const DatasetOptions *data_options;
    bool other_data;       /* these are not the current data */
    const char *data_lost; /* why the data of an opened model were not loaded; NULL: they were */
    int pairs_saved;       /* of an opened model: the pairs that it was saved with; 0: not known, or generated */
    bool same_pairs;       /* these are the pairs of its data now */
    long replaced;         /* steps of the model whose name it took when it was made or opened; 0: none */
    bool current;
} ModelInfo;
int lab_model_count(const Lab *lab);
bool lab_model_info(const Lab *lab, int index, ModelInfo *info);
bool lab_current_info(const Lab *lab, ModelInfo *info);             /* false when there is none */
bool lab_named_info(Lab *lab, const char *name, ModelInfo *info, Error *error); /* suggests the nearest */
bool lab_use(Lab *lab, const char *name, Error *error);             /* makes it current; suggests the nearest */
/* Whether models and data may be made, changed or chosen: not while a model trains. */
bool lab_may_change(const Lab *lab, Error *error);

#endif
