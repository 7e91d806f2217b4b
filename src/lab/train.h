/* train.h: training runs of the current model. */
#ifndef SEQLAB_LAB_TRAIN_H
#define SEQLAB_LAB_TRAIN_H

#include "lab/models.h"
#include "model/training.h"

typedef struct TrainOptions {
    TrainingOptions training; /* how a step is taken */
    long steps;
    double seconds; /* > 0: stop by time instead; the decay follows the clock, so the numbers depend on the machine */
    int batch;
    long validate_every;/* steps; 0: only at the end */
    int patience;       /* validations without a new lowest loss that end the run; then the best model is restored,
                           which may be the one before the run; 0: never */
    int checkpoints;    /* kept from before the first step to the end, 1: only at the end; they replace those of an
                           earlier run. 0: none, and earlier ones stay */
    double autosave;    /* seconds of training between two autosaves (autosave.h); 0: none */
    const char *log;    /* a line each LOG_STEPS steps, at each validation and at the end is appended to this file
                           (base/line_file.h): CSV or JSON lines. NULL: none */
    bool fresh;         /* restart the optimizer and the order of the batches; else continue the last run */
} TrainOptions;
extern const Options train_options;
TrainOptions train_defaults(void);
typedef struct TrainResult {
    char model[64];
    ModelKind kind;            /* decides which tokens the losses and the speed count: see model_loss */
    long steps;                /* of this run */
    long total_steps;          /* of the model */
    double loss;               /* smoothed, at the end */
    double validation_loss;    /* of the model as it is now; NaN without a validation set */
    double best_loss;          /* the lowest validation loss; NaN: none; and its step in this run, 0: before it */
    long best_step;
    bool restored;             /* with patience: the model is as it was at best_step */
    bool early;                /* patience ended the run */
    double tokens_per_second, seconds;
    long tokens;
    bool stopped;              /* by Ctrl-C or the watcher */
    Error autosave_error;      /* why the autosave failed; ERROR_NONE if it did not */
    Error log_error;           /* likewise of the log, which then lacks lines */
    bool above_guessing;       /* the last losses were over ln V + 1, or the last over 2 ln V + 1: lr is too large */
    double frequency_loss;     /* the loss of guessing by how often each token occurs; NaN without a validation set */
    bool learned_nothing;      /* after LEARNS_STEPS or more the model is hardly better than that */
    LossCurve losses, validation_losses;
} TrainResult;
enum { LEARNS_STEPS = 100, LOG_STEPS = 10 };
/* Whether the learning rate is far above those that work; *least to *most are usual for the optimizer. */
bool train_rate_is_large(const TrainOptions *options, double *least, double *most);
bool lab_train(Lab *lab, const TrainOptions *options, TrainResult *result, Error *error);

/* ---- the run under way, while it rests (see lab/models.h) ---- */
typedef struct RunInfo {
    const char *model;
    long step, steps; /* taken; wanted, 0 if it stops by time */
    double lr;        /* the peak learning rate */
} RunInfo;
/* False with a message if no model is training. */
bool lab_run_info(const Lab *lab, RunInfo *info, Error *error);
/* The peak learning rate from the next step on. False if it is out of bounds, or if no model is training. */
bool lab_run_lr(Lab *lab, double lr, Error *error);
/* Lets the run go on for a moment beside its watcher, who calls it again and again; false where it has ended, or there
 * is none. Meanwhile only lab_run_info and lab_model_info may be called, until lab_run_hold has it rest again: it
 * has to before the watcher returns. */
bool lab_run_let_go(Lab *lab);
void lab_run_hold(Lab *lab);

#endif
