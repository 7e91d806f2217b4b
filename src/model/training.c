/* training.c: one optimisation step after another. */
#include "model/training.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "engine/optimiser.h"
#include "model/model_parts.h"

/* How finely the rate's decay is cut. */
static const long schedule_parts = 1000000;

/* One shard's part of a batch, in memory that grows to the largest seen and is used again. */
typedef struct Shard {
    Tape *tape;
    Batch batch;
    int *ids;         /* source, target_in, target_out, and both lengths, one after another */
    size_t capacity;
    double loss;      /* its part of the batch's mean */
} Shard;

struct Training {
    Model *model;
    Workers *workers;
    TrainingOptions options;
    Adam adam;
    Shard shards[SHARDS_MOST];
    int active;       /* shards of this batch: never more than it has sentences */
    double denominator;
    TrainingState state;
};

Training *training_open(Model *model, Workers *workers, const TrainingOptions *options)
{
    Training *training = memory_new(1, sizeof *training);
    training->model = model;
    training->workers = workers;
    training->options = *options;
    training->state.smooth_loss = (double)NAN;
    parameters_set_shards(&model->parameters, options->shards);
    for (int i = 0; i < options->shards; i++)
        training->shards[i].tape = tape_open(i);
    adam_open(&training->adam, &model->parameters);
    return training;
}

void training_close(Training *training)
{
    if (training == NULL)
        return;
    for (int i = 0; i < training->options.shards; i++) {
        tape_close(training->shards[i].tape);
        free(training->shards[i].ids);
    }
    adam_close(&training->adam);
    free(training);
}

TrainingState training_state(const Training *training) { return training->state; }

/* ---- cutting a batch ---- */

static int longest(const int *lengths, int count)
{
    int most = 1;
    for (int i = 0; i < count; i++)
        if (lengths[i] > most)
            most = lengths[i];
    return most;
}

/* Columns from..from+size of ids [length,B] into out [length,size]. */
static const int *cut_columns(int *out, const int *ids, int length, int B, int from, int size)
{
    for (int t = 0; t < length; t++)
        memcpy(out + (size_t)t * size, ids + (size_t)t * B + from, (size_t)size * sizeof *out);
    return out;
}

static void reserve_ids(Shard *shard, size_t count)
{
    if (count <= shard->capacity)
        return;
    shard->capacity = count * 2;
    shard->ids = memory_resize(shard->ids, shard->capacity, sizeof *shard->ids);
}

/* Sentences from..from+size of the batch, as short as its longest. */
static void cut_shard(Shard *shard, const Batch *whole, int from, int size)
{
    int S = longest(whole->source_lengths + from, size), T = longest(whole->target_lengths + from, size);
    reserve_ids(shard, (size_t)size * (size_t)(S + 2 * T));
    int *ids = shard->ids;
    shard->batch = (Batch){
        .size = size,
        .source_length = S,
        .target_length = T,
        .source = cut_columns(ids, whole->source, S, whole->size, from, size),
        .target_in = cut_columns(ids + (size_t)S * size, whole->target_in, T, whole->size, from, size),
        .target_out = cut_columns(ids + (size_t)(S + T) * size, whole->target_out, T, whole->size, from, size),
        .source_lengths = whole->source_lengths + from,
        .target_lengths = whole->target_lengths + from,
    };
}

static void cut_batch(Training *training, const Batch *batch)
{
    int shards = training->options.shards;
    training->active = shards < batch->size ? shards : batch->size;
    for (int i = 0; i < training->active; i++) {
        int from = i * batch->size / training->active, to = (i + 1) * batch->size / training->active;
        cut_shard(&training->shards[i], batch, from, to - from);
    }
    training->denominator = 0;
    for (int b = 0; b < batch->size; b++)
        training->denominator += batch->target_lengths[b];
}

/* ---- a step ---- */

static void work_on_shard(int index, void *argument)
{
    Training *training = argument;
    Shard *shard = &training->shards[index];
    tape_reset(shard->tape, true);
    Tensor *loss = model_loss(training->model, shard->tape, &shard->batch, (real)training->denominator);
    shard->loss = loss != NULL ? (double)loss->value[0] : (double)NAN;
    if (isfinite(shard->loss))
        tape_backward(shard->tape, loss, 1);
}

static double sum_losses(const Training *training)
{
    double loss = 0;
    for (int i = 0; i < training->active; i++)
        loss += training->shards[i].loss;
    return loss;
}

static bool not_a_number(const Training *training, const char *what, Error *error)
{
    return error_set(error, ERROR_NUMBER,
                     TEXT("step %ld: the %s is not a number; the model is as it was before this step. "
                          "Most likely the rate %g is too large: try a tenth of it.",
                          "%ld단계: %s 값이 숫자가 아닙니다. 모델은 이 단계 이전 그대로입니다. 학습률(%g)이 너무 큰 "
                          "것으로 보입니다. 10분의 1로 줄여 보십시오."),
                     training->state.step + 1, what, training->options.rate);
}

bool training_step(Training *training, const Batch *batch, double done, Error *error)
{
    Parameters *parameters = &training->model->parameters;
    TrainingState *state = &training->state;
    cut_batch(training, batch);
    parameters_zero_gradients(parameters);
    workers_run(training->workers, training->active, work_on_shard, training);
    double loss = sum_losses(training);
    if (!isfinite(loss))
        return not_a_number(training, TEXT("loss", "손실"), error);
    parameters_sum_gradients(parameters);
    double rate = cosine_rate(training->options.rate, training->options.floor, (long)(done * (double)schedule_parts), schedule_parts);
    double norm = adam_step(&training->adam, parameters, rate, training->options.clip);
    if (!isfinite(norm))
        return not_a_number(training, TEXT("gradient", "그래디언트"), error);
    state->step++;
    state->loss = loss;
    state->smooth_loss = isnan(state->smooth_loss) ? loss : 0.98 * state->smooth_loss + 0.02 * loss;
    state->gradient_norm = norm;
    state->rate = rate;
    state->tokens += (long)training->denominator;
    return true;
}
