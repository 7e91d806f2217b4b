/* lab_train.c: training runs, and the sample sentence that is translated again and again meanwhile. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/job.h"

static const double sample_seconds = 0.4;
enum { VALIDATION_BATCHES = 8, STEPS_MOST = 10000000, BATCH_MOST = 4096, ABOVE_GUESSING_STEPS = 20 };

TrainOptions train_defaults(void)
{
    return (TrainOptions){.steps = 600,
                          .batch = 64,
                          .rate = 0.003,
                          .floor = 0.05,
                          .clip = 1,
                          .weight_decay = (double)NAN,
                          .momentum = 0.9,
                          .shards = 2,
                          .seed = 1};
}

/* A run under way. */
typedef struct Run {
    LabModel *entry;
    TrainOptions options;
    Training *training;
    Batches *batches;
    Tape *tape;             /* for the sample and the validation */
    PairSpace *space;
    BatchSpace *batch_space;
    Pair sample;
    bool has_sample;
    double next_sample;
    TrainResult *result;
    long stride;            /* steps between two kept losses: doubles when they fill up */
    Error *error;
    bool failed;
} Run;

/* ---- the loss over time, thinned ---- */

static void halve_losses(Run *run)
{
    TrainResult *result = run->result;
    for (int i = 0; i < LOSS_POINTS / 2; i++) {
        result->loss_step[i] = result->loss_step[2 * i];
        result->loss_value[i] = result->loss_value[2 * i];
    }
    result->losses = LOSS_POINTS / 2;
    run->stride *= 2;
}

static void keep_loss(Run *run, TrainingState state)
{
    if (state.step % run->stride != 0)
        return;
    if (run->result->losses == LOSS_POINTS)
        halve_losses(run);
    run->result->loss_step[run->result->losses] = (double)state.step;
    run->result->loss_value[run->result->losses++] = state.smooth_loss;
}

/* ---- the sample ---- */

static void copy_text(char *out, const char *text) { snprintf(out, SAMPLE_TEXT, "%s", text); }

static void translate_sample(Run *run, Buffer *out)
{
    const Batch *batch = batch_of_pairs(run->batch_space, &run->sample, 1);
    int most = lab_longest_answer(run->entry, run->sample.source_count), count;
    int *answer = memory_new((size_t)most, sizeof *answer);
    model_greedy(run->entry->model, run->tape, batch, most, answer, &count, NULL);
    dataset_decode_target(run->entry->data->dataset, answer, count, out);
    free(answer);
}

static void show_sample(Run *run, Job *job)
{
    if (!run->has_sample || clock_seconds() < run->next_sample)
        return;
    Buffer answer = {0};
    translate_sample(run, &answer);
    Progress *progress = job_lock(job);
    progress->has_sample = true;
    copy_text(progress->sample_source, run->sample.source_text);
    copy_text(progress->sample_reference, run->sample.target_text);
    copy_text(progress->sample_answer, buffer_text(&answer));
    job_unlock(job);
    buffer_free(&answer);
    run->next_sample = clock_seconds() + sample_seconds;
}

/* One held-out sentence of a middling length: long enough to be interesting, short enough for a line. */
static void choose_sample(Run *run)
{
    Dataset *dataset = run->entry->data->dataset;
    Random random;
    random_seed_for(&random, run->options.seed, "sample");
    int least, most;
    dataset_length_range(dataset, &least, &most);
    int length = least > 6 ? least : most < 6 ? most : 6;
    run->has_sample = dataset_draw(dataset, SPLIT_TEST, length, &random, run->space, &run->sample) ||
                      dataset_draw(dataset, SPLIT_TEST, 0, &random, run->space, &run->sample);
}

/* ---- the steps ---- */

static double how_far(const Run *run, const Job *job, long step)
{
    double done = run->options.seconds > 0 ? (clock_seconds() - job->begun) / run->options.seconds
                                           : (double)step / (double)run->options.steps;
    return done < 1 ? done : 1;
}

static void tell(Run *run, Job *job, double done)
{
    TrainingState state = training_state(run->training);
    long steps = run->options.seconds > 0 ? (long)((double)state.step / (done > 0 ? done : 1)) : run->options.steps;
    job_progress(job, state.step, steps, done);
    Progress *progress = job_lock(job);
    progress->loss = state.smooth_loss;
    progress->rate = state.rate;
    progress->gradient_norm = state.gradient_norm;
    progress->tokens_per_second = (double)state.tokens / (progress->seconds > 0 ? progress->seconds : 1);
    progress->losses = run->result->losses;
    memcpy(progress->loss_step, run->result->loss_step, sizeof progress->loss_step);
    memcpy(progress->loss_value, run->result->loss_value, sizeof progress->loss_value);
    job_unlock(job);
}

static double validation_loss(Run *run)
{
    Dataset *dataset = run->entry->data->dataset;
    if (!dataset_endless(dataset) && dataset_count(dataset, SPLIT_VALIDATION) == 0)
        return (double)NAN;
    Batches *batches = batches_open(dataset, SPLIT_VALIDATION, run->options.batch, run->options.seed);
    double sum = 0, tokens = 0;
    for (int i = 0; i < VALIDATION_BATCHES; i++) {
        const Batch *batch = batches_next(batches);
        double count = 0;
        for (int b = 0; b < batch->size; b++)
            count += batch->target_lengths[b];
        tape_reset(run->tape, false);
        Tensor *loss = model_loss(run->entry->model, run->tape, batch, 0);
        sum += count * (double)loss->value[0];
        tokens += count;
    }
    batches_close(batches);
    return sum / tokens;
}

static void train(Job *job, void *argument)
{
    Run *run = argument;
    double done = 0;
    for (long step = 0; done < 1 && !job_stopped(job); step++) {
        if (!training_step(run->training, batches_next(run->batches), done, run->error)) {
            run->failed = true;
            return;
        }
        keep_loss(run, training_state(run->training));
        done = how_far(run, job, step + 1);
        tell(run, job, done);
        show_sample(run, job);
    }
    run->result->seconds = clock_seconds() - job->begun;
    run->result->validation_loss = validation_loss(run);
}

/* ---- beginning and ending ---- */

static bool whole_options_check(const TrainOptions *o, Error *error)
{
    if (o->seconds <= 0 && (o->steps < 1 || o->steps > STEPS_MOST))
        return error_set(error, ERROR_USAGE, TEXT("steps=%ld: 1 to %d are possible", "steps=%ld: 1에서 %d까지 쓸 수 있습니다"),
                         o->steps, STEPS_MOST);
    if (o->batch < 1 || o->batch > BATCH_MOST)
        return error_set(error, ERROR_USAGE, TEXT("batch=%d: 1 to %d are possible", "batch=%d: 1에서 %d까지 쓸 수 있습니다"),
                         o->batch, BATCH_MOST);
    if (o->shards < 1 || o->shards > SHARDS_MOST)
        return error_set(error, ERROR_USAGE, TEXT("shards=%d: 1 to %d are possible", "shards=%d: 1에서 %d까지 쓸 수 있습니다"),
                         o->shards, SHARDS_MOST);
    if (o->warmup < 0 || o->warmup > STEPS_MOST)
        return error_set(error, ERROR_USAGE, TEXT("warmup=%ld: 0 to %d are possible", "warmup=%ld: 0에서 %d까지 쓸 수 있습니다"),
                         o->warmup, STEPS_MOST);
    return true;
}

static bool options_check(const TrainOptions *o, Error *error)
{
    if (!whole_options_check(o, error))
        return false;
    if (!(o->rate > 0 && o->rate <= 100) || !(o->floor >= 0 && o->floor <= 1) || !(o->clip >= 0))
        return error_set(error, ERROR_USAGE,
                         TEXT("the rate must be above 0, its floor 0 to 1, and clip not below 0",
                              "rate는 0보다 커야 하고, floor는 0에서 1 사이, clip은 0 이상이어야 합니다"));
    if (o->weight_decay < 0 || o->weight_decay > 1 || !(o->momentum >= 0 && o->momentum < 1))
        return error_set(error, ERROR_USAGE,
                         TEXT("weight_decay may be 0 to 1, momentum 0 to below 1",
                              "weight_decay는 0에서 1까지, momentum은 0 이상 1 미만이어야 합니다"));
    return true;
}

static TrainingOptions training_options(const TrainOptions *o)
{
    double usual = o->optimiser == OPTIMISER_ADAMW ? 0.01 : 0;
    return (TrainingOptions){.rate = o->rate,
                             .floor = o->floor,
                             .clip = o->clip,
                             .shards = o->shards,
                             .decay = o->decay,
                             .warmup = o->warmup,
                             .optimiser = {.kind = o->optimiser,
                                           .weight_decay = isnan(o->weight_decay) ? usual : o->weight_decay,
                                           .momentum = o->momentum}};
}

/* Takes up what the run before left. */
static bool go_on(Run *run)
{
    Resume *resume = &run->entry->resume;
    if (run->options.fresh)
        resume_clear(resume);
    return training_import(run->training, resume, run->error) &&
           lab_go_to_place(resume, run->batches, run->options.seed, run->error);
}

/* What the next run will take up. */
static void leave(Run *run)
{
    training_export(run->training, &run->entry->resume);
    lab_keep_place(&run->entry->resume, run->batches, run->options.seed);
}

static void run_open(Run *run, Lab *lab)
{
    TrainingOptions options = training_options(&run->options);
    run->training = training_open(run->entry->model, lab->workers, &options);
    run->batches =
        batches_open(run->entry->data->dataset, SPLIT_TRAINING, run->options.batch, run->options.seed);
    run->tape = tape_open(0);
    run->space = pair_space_open();
    run->batch_space = batch_space_open();
    choose_sample(run);
}

static void run_close(Run *run)
{
    training_close(run->training);
    batches_close(run->batches);
    tape_close(run->tape);
    pair_space_close(run->space);
    batch_space_close(run->batch_space);
}

static void finish(Run *run, bool stopped)
{
    TrainingState state = training_state(run->training);
    TrainResult *result = run->result;
    run->entry->steps += state.step;
    if (state.step > 0)
        run->entry->loss = state.smooth_loss;
    result->steps = state.step;
    result->total_steps = run->entry->steps;
    result->loss = state.smooth_loss;
    result->tokens = state.tokens;
    result->tokens_per_second = (double)state.tokens / (result->seconds > 0 ? result->seconds : 1);
    result->stopped = stopped;
    result->above_guessing = state.above_guessing >= ABOVE_GUESSING_STEPS;
    leave(run);
}

static bool can_train(const LabModel *entry, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    if (dataset_endless(dataset) || dataset_count(dataset, SPLIT_TRAINING) > 0)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("the data of model '%s' (%s) are not here to train on: give them with 'data', then 'model'",
                          "'%s' 모델의 데이터(%s)가 없어 훈련할 수 없습니다. 'data'로 데이터를 불러온 뒤 'model'로 새로 만드십시오"),
                     entry->name, dataset_name(dataset));
}

bool lab_train(Lab *lab, const TrainOptions *options, TrainResult *result, Error *error)
{
    LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL || !options_check(options, error) || !can_train(entry, error))
        return false;
    *result = (TrainResult){.validation_loss = (double)NAN};
    snprintf(result->model, sizeof result->model, "%s", entry->name);
    Run run = {.entry = entry, .options = *options, .result = result, .stride = 1, .error = error};
    run_open(&run, lab);
    Job job;
    bool begun = go_on(&run);
    if (begun) {
        bool whole = job_run(lab, &job, "train", entry->name, train, &run);
        finish(&run, !whole);
    }
    run_close(&run);
    return begun && !run.failed;
}
