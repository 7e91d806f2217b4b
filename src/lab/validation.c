/* validation.c: the loss on a few batches of the validation set, always the same ones. */
#include "lab/validation.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

enum { VALIDATION_BATCHES = 8 };

void validation_open(Validation *validation, LabModel *entry, const Training *training, Tape *tape,
                     const TrainOptions *options)
{
    *validation = (Validation){.entry = entry,
                               .training = training,
                               .tape = tape,
                               .patience = options->patience,
                               .best_loss = (double)NAN};
    Dataset *dataset = entry->data->dataset;
    if (!dataset_endless(dataset) && dataset_count(dataset, SPLIT_VALIDATION) == 0)
        return;
    validation->batches = batches_open(dataset, SPLIT_VALIDATION, options->batch, options->training.seed);
    validation->first = batches_place(validation->batches);
}

void validation_close(Validation *validation)
{
    batches_close(validation->batches);
    model_state_free(&validation->best);
}

bool validation_has_tokens(Validation *validation)
{
    long tokens = 0;
    if (validation->batches == NULL)
        return false;
    batches_go(validation->batches, &validation->first);
    for (int i = 0; i < VALIDATION_BATCHES; i++)
        tokens += model_loss_tokens(validation->entry->model, batches_next(validation->batches));
    return tokens > 0;
}

static double loss_now(Validation *validation)
{
    double sum = 0, tokens = 0;
    batches_go(validation->batches, &validation->first);
    for (int i = 0; i < VALIDATION_BATCHES; i++) {
        const Batch *batch = batches_next(validation->batches);
        double count = (double)model_loss_tokens(validation->entry->model, batch);
        tape_reset(validation->tape, false);
        Tensor *loss = model_loss(validation->entry->model, validation->tape, batch, 0, 0);
        sum += loss != NULL ? count * (double)loss->value[0] : (double)NAN;
        tokens += count;
    }
    return sum / tokens;
}

double validation_check(Validation *validation)
{
    if (validation->batches == NULL)
        return (double)NAN;
    double loss = loss_now(validation);
    TrainingState state = training_state(validation->training);
    if (isfinite(loss) && !(loss >= validation->best_loss)) {
        validation->best_loss = loss;
        validation->best_step = state.step;
        validation->worse = 0;
        if (validation->patience > 0) {
            validation->best.loss = validation->entry->state.loss;
            model_state_take(&validation->best, validation->entry->model);
            training_export(validation->training, &validation->best);
        }
    } else {
        validation->worse++;
    }
    return loss;
}

static long count_tokens(const int *ids, int count, long *counts)
{
    long all = 0;
    for (int i = 0; i < count; i++)
        if (ids[i] != TOKEN_PAD) {
            counts[ids[i]]++;
            all++;
        }
    return all;
}

double validation_frequency_loss(Validation *validation)
{
    const ModelConfiguration *c = model_configuration(validation->entry->model);
    bool both_sides = c->kind == KIND_CAUSAL || c->kind == KIND_MASKED; /* have one vocabulary, and learn both */
    int sizes[SIDES] = {c->source_vocabulary, c->target_vocabulary};
    long *counts = memory_new((size_t)(sizes[SIDE_SOURCE] + sizes[SIDE_TARGET]), sizeof *counts), all = 0;
    if (validation->batches != NULL)
        batches_go(validation->batches, &validation->first);
    for (int i = 0; validation->batches != NULL && i < VALIDATION_BATCHES; i++) {
        const Batch *batch = batches_next(validation->batches);
        all += count_tokens(batch->target_out, batch->target_length * batch->size, counts + sizes[SIDE_SOURCE]);
        if (both_sides)
            all += count_tokens(batch->source, batch->source_length * batch->size, counts);
    }
    double loss = 0;
    for (int id = 0; id < sizes[SIDE_SOURCE] + sizes[SIDE_TARGET]; id++)
        if (counts[id] > 0)
            loss -= (double)counts[id] / (double)all * log((double)counts[id] / (double)all);
    free(counts);
    return all > 0 ? loss : (double)NAN;
}

bool validation_enough(const Validation *validation)
{
    return validation->patience > 0 && validation->worse >= validation->patience;
}

bool validation_restore(Validation *validation)
{
    LabModel *entry = validation->entry;
    if (validation->best.learned.value == NULL)
        return false;
    validation->best.steps = entry->state.steps;
    model_state_go_back(&validation->best, &entry->state, entry->model);
    return true;
}
