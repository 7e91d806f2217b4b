/* train.h: training runs of the current model. */
#ifndef SEQLAB_LAB_TRAIN_H
#define SEQLAB_LAB_TRAIN_H

#include "engine/optimiser.h"
#include "engine/schedule.h"
#include "lab/models.h"

typedef struct TrainOptions {
    long steps;        /* default 600 */
    double seconds;    /* > 0: stop by time instead; the decay follows the clock, so the numbers depend on the machine */
    int batch;         /* 64 */
    double rate;       /* at its highest: 0.003 */
    long warmup;       /* steps over which it rises: 0 */
    DecayKind decay;   /* along which it falls: cosine */
    double floor;      /* the last rate as a share of the highest: 0.05 */
    double clip;       /* 1 */
    OptimiserKind optimiser; /* adam */
    double weight_decay;     /* NaN: 0.01 for adamw, 0 for the others */
    double momentum;   /* of sgd: 0.9 */
    double smoothing;  /* of the right tokens' probability, 0 to below 1: 0 */
    double teacher_forcing; /* share of the decoder's inputs that are the given tokens: 1; see model/training.h */
    int shards;        /* 2 */
    uint64_t seed;     /* of the order of the batches: 1 */
    long check;        /* steps between two looks at the validation loss: 100; 0: at the end alone */
    int patience;      /* checks without a new lowest loss that end the run; then the best model comes back, which may be the one
                          before the run; 0: never */
    int snapshots;     /* points of the run at which the model's values are kept, from before its first step to its end, 1:
                          at its end; they take the place of those of an earlier run. 0: none, and earlier ones stay */
    double autosave;   /* seconds of training between two files for after a crash (autosave.h): 10; 0: none */
    bool fresh;        /* the optimiser and the order of the batches begin anew; else they go on from the run before */
} TrainOptions;
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
