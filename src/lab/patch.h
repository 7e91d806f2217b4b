/* patch.h: what a model computed of another sentence, put into this one's computation. */
#ifndef SEQLAB_LAB_PATCH_H
#define SEQLAB_LAB_PATCH_H

#include "lab/whatif.h"

typedef enum { SWEEP_NONE, SWEEP_STEPS, SWEEP_UNITS, SWEEP_HEADS } Sweep;

typedef struct PatchOptions {
    Request request;
    const char *name; /* of the value, as in a trace; not an option: the command's first word */
    const char *from; /* a sentence; "zero"; "mean", over sentences of the validation set */
    int step, at;     /* which row, from 1, and which of the other sentence; 0: all, and the same */
    int unit;         /* which number of the row, from 1; 0: all */
    int sweep;        /* Sweep: one after the other instead of all together */
} PatchOptions;
extern const Options patch_options;

typedef struct PatchResult {
    WhatIf compared;         /* with all of it patched */
    Translation *other;      /* the sentence that it was taken from; NULL: none */
    int mean_of;             /* sentences, for the mean */
    long replaced;           /* numbers */
    int items;               /* of a sweep; 0: none */
    double *change;          /* [items, compared.before->target_count]: of each token's probability */
    char **answers;          /* [items] */
} PatchResult;
bool lab_patch(Lab *lab, const PatchOptions *options, PatchResult *result, Error *error);
void patch_result_free(PatchResult *result);

#endif
