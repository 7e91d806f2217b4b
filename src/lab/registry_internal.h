/* registry_internal.h: the workbench's data sets and models, and which of them are current. */
#ifndef SEQLAB_LAB_REGISTRY_INTERNAL_H
#define SEQLAB_LAB_REGISTRY_INTERNAL_H

#include "engine/workers.h"
#include "lab/models.h"
#include "model/intervention.h"
#include "model/model_state.h"

/* A data set that the current place and models share; closed when the last of them lets go. */
typedef struct LabData {
    Dataset *dataset;
    int users;
} LabData;

/* A model at some points of its training. */
typedef struct Checkpoints {
    int count;
    ModelState list[CHECKPOINTS_MOST];
    int open;               /* number of the one whose values the model has; 0: its own */
    ModelState trained;     /* its own, meanwhile */
} Checkpoints;

typedef struct LabModel {
    char *name;
    unsigned long serial; /* no two models have the same */
    Model *model;
    LabData *data;
    ModelState state; /* its values are the model's own */
    ModelState before_step; /* before the last step of step.h; without values: none */
    LossCurve losses, validation_losses; /* over its steps; of a model that went back to its best, up to the end */
    long replaced;    /* steps of the model whose name this one took */
    Checkpoints checkpoints;
    DataMark mark;          /* of the pairs with which its file was written */
    char *data_lost;        /* why these are not its data; NULL: they are */
    char *file;             /* its own: where it was saved or opened last, as whole_file_target has it; NULL */
    long saved_steps;       /* that a file of its owner's holds */
    double unsaved_seconds; /* of training, that no file holds */
    double write_seconds;   /* that the last autosave took */
} LabModel;

/* A forced beginning of the answer, as typed; the last one is in force. */
typedef struct ForcedPrefix {
    char *text;
    int after; /* how many values were forced before it, for the order of `undo` */
} ForcedPrefix;

/* All that is in force. */
typedef struct Forced {
    Interventions interventions;
    ForcedPrefix *prefixes;
    int prefix_count;
} Forced;

/* Where this session autosaves: see autosave.h. */
typedef struct Autosaves {
    char *folder;  /* of all sessions; NULL: nothing is kept */
    char *session; /* this one's; NULL before it keeps anything */
    int lock;      /* -1: none */
    bool keep;     /* when the session ends well, too */
    bool rests;    /* nothing is kept now */
} Autosaves;

struct Lab {
    Workers *workers;
    LabData *data;       /* current; NULL before any */
    LabModel **models;
    int model_count;
    LabModel *current;   /* NULL before any */
    unsigned long serials; /* given out so far */
    void (*replaces)(void *argument, const char *name); /* lab_when_replaced */
    void *replaces_argument;
    struct TrainingRun *run; /* the training under way (train.c); NULL: none */
    Forced forced;
    Watch *watch;
    void *watch_argument;
    bool (*interrupted)(void);
    Autosaves autosaves;
};

bool lab_interrupted(const Lab *lab); /* whether long work is to stop */

LabData *lab_data_hold(LabData *data);
void lab_data_release(LabData *data); /* NULL is fine */

/* Whether it is a valid name of a model. */
bool lab_name_check(const char *name, Error *error);

/* The model of that name, or the current one for NULL; NULL with a message that names the way out. */
LabModel *lab_find(Lab *lab, const char *name, Error *error);

/* Adds "-2" to a name that a model has, or the first number that makes it free. False if none has it. */
bool lab_number_name(const Lab *lab, char name[MODEL_NAME_MOST]);

/* Takes over the model and holds the data; replaces a model of the same name; it becomes current. */
LabModel *lab_put(Lab *lab, const char *name, Model *model, LabData *data);

void lab_model_free(LabModel *entry);
/* Its state as it was trained, with values only while an open checkpoint has taken their place in the model. */
const ModelState *lab_trained_state(const LabModel *entry);
long lab_unsaved_steps(const LabModel *entry);
void lab_drop_checkpoints(LabModel *entry);
void autosaves_free(Autosaves *autosaves);
void forced_free(Forced *forced);

#endif
