/* step.h: one training step on one sentence, made visible, and taken back. */
#ifndef SEQLAB_LAB_STEP_H
#define SEQLAB_LAB_STEP_H

#include "lab/translate.h"
#include "model/training.h"

/* The gradient of one parameter array. */
typedef struct ArrayGradient {
    const char *name; /* the model's */
    double norm;
    size_t count;     /* numbers in it */
} ArrayGradient;

typedef struct StepResult {
    const char *model;
    char *source, *reference;   /* the sentence, and the right answer */
    char **target_tokens;       /* [target_count] of the right answer, with <EOS> */
    int target_count;
    double *probability_before, *probability_after; /* [target_count], each given the right tokens before it */
    char *answer_before, *answer_after;
    double rate, loss;          /* the loss as training has it, before the step, in nats a token */
    double gradient_norm, clip; /* the norm before clipping */
    int array_count;
    ArrayGradient *arrays;      /* the largest norm first */
    const char *weight_name;    /* of the number that changed most: its array, */
    int weight_row, weight_place; /* its place there, from 0, */
    double weight_gradient, weight_before, weight_after;
    long total_steps;           /* of the model */
} StepResult;

typedef struct StepOptions {
    Request request;
    const char *target;   /* the right answer to a typed sentence; NULL: as the data have it */
    double lr, clip;      /* as in TrainingOptions */
    int optimizer;        /* an OptimizerKind; -1: the one that trained the model last, Adam before any training */
} StepOptions;
extern const Options step_options;

/* Trains the model by one step of training.h, as `train` would with a batch of this sentence alone. */
bool lab_step(Lab *lab, const StepOptions *options, StepResult *result, Error *error);
void step_result_free(StepResult *result);
/* Takes the last of these steps back, to the bit; false if there is none, or the model was trained since. */
bool lab_step_undo(Lab *lab, const char *model, Error *error);

#endif
