/* golden_model.h: a whole model with PyTorch's numbers for it (scripts/peers/golden.py, golden_models.py): its parameters, a
 * batch, the logits, losses, gradients of all parameters, and what ten steps of Adam make of them. */
#ifndef SEQLAB_TESTS_GOLDEN_MODEL_H
#define SEQLAB_TESTS_GOLDEN_MODEL_H

#include "golden_file.h"
#include "model/model.h"

enum { IDS = 64 };

typedef struct GoldenModel {
    Golden golden;
    Model *model;
    int lengths[IDS], source[IDS], target_in[IDS], target_out[IDS], target_lengths[IDS];
    int ids[IDS], hidden[IDS]; /* of one that fills in: what it reads, and what was there */
    Batch batch;
} GoldenModel;

/* The sizes come from the file NAME.txt, the rest from configuration. */
void golden_model_open(GoldenModel *known, const char *name, const ModelConfiguration *configuration);
void golden_model_close(GoldenModel *known);

/* Compares everything; fails the test where something differs. */
void golden_model_check(GoldenModel *known);

#endif
