/* train.h: training runs of the current model. */
#ifndef SEQLAB_LAB_TRAIN_H
#define SEQLAB_LAB_TRAIN_H

#include "lab/models.h"
#include "model/training.h"

typedef struct TrainOptions {
    TrainingOptions training; /* how a step is taken */
    long steps;
    double seconds;     /* > 0: stop by time instead; the decay follows the clock, so the numbers depend on the machine */
    int batch;
    long validate_every;/* steps; 0: at the end alone */
    int patience;       /* validations without a new lowest loss that end the run; then the best model comes back, which may be the
                           one before the run; 0: never */
    int checkpoints;    /* points of the run at which the model's values are kept, from before its first step to its end, 1:
                           at its end; they take the place of those of an earlier run. 0: none, and earlier ones stay */
    double autosave;    /* seconds of training between two files for after a crash (autosave.h); 0: none */
    bool fresh;         /* the optimizer and the order of the batches begin again; else they go on from the run before */
} TrainOptions;
extern const Options train_options;
TrainOptions train_defaults(void);
typedef struct TrainResult {
    char model[64];
    ModelKind kind;            /* says of which tokens the losses and the speed are: see model_loss */
    long steps;                /* of this run */
    long total_steps;          /* of the model */
    double loss;               /* smoothed, at the end */
    double validation_loss;    /* of the model as it is now; NaN where there is no validation part */
    double best_loss;          /* the lowest of all checks, and after which step of this run, 0: before it; NaN and 0 likewise */
    long best_step;
    bool restored;             /* with patience: the model is as it was at best_step */
    bool early;                /* patience ended the run */
    double tokens_per_second, seconds;
    long tokens;
    bool stopped;              /* by Ctrl-C or the watcher */
    Error autosave_error;      /* why the model could not be kept for after a crash; ERROR_NONE where it could */
    bool above_guessing;       /* at the end the loss was over ln V + 1 for some time, or over 2 ln V + 1: the rate is too large */
    LossCurve losses, validation_losses;
} TrainResult;
bool lab_train(Lab *lab, const TrainOptions *options, TrainResult *result, Error *error);

#endif
