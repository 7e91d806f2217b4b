/* train.c: training runs and their options, and the sample sentence that is translated again and again meanwhile. */
#include "lab/train.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "base/line_file.h"
#include "base/memory.h"
#include "lab/autosave.h"
#include "lab/checkpoints.h"
#include "lab/job.h"
#include "lab/translate.h"
#include "lab/validation.h"
#include "model/training.h"

static const double sample_seconds = 0.4;
enum { ABOVE_GUESSING_STEPS = 20 };

#define AT(field) OPTION_AT(TrainOptions, field)

static const Option option_rows[] = {
    {"steps", OPTION_WHOLE, AT(steps), .fallback = "600", .least = 1, .most = RUN_STEPS_MOST,
     .help = {"Number of training steps, one batch each.", "훈련할 단계 수. 한 단계에 배치 하나를 학습합니다."}},
    {"seconds", OPTION_NUMBER, AT(seconds), .least = 0.1, .most = 1e6,
     .help = {"Train for this long instead. The results then depend on the machine.",
              "단계 수 대신 정하는 시간(초). 결과가 컴퓨터에 따라 달라집니다."}},
    {"batch", OPTION_WHOLE, AT(batch), .fallback = "64", .least = 1, .most = 4096,
     .help = {"Pairs in a batch.", "배치 하나의 쌍 수."}},
    {"validate_every", OPTION_WHOLE, AT(validate_every), .fallback = "100", .least = 0, .most = RUN_STEPS_MOST,
     .aliases = "check", .unit = {"steps", "단계"},
     .help = {"Measure the validation loss every so many steps. 0: only at the end.",
              "검증 손실을 측정하는 간격. 0이면 끝에만 측정합니다."}},
    {"patience", OPTION_WHOLE, AT(patience), .fallback = "0", .least = 0, .most = 10000,
     .help = {"Stop after this many validations without a new lowest loss, and go back to the best model. 0: never.",
              "검증 손실이 이만큼 연달아 더 낮아지지 않으면 멈추고 가장 좋았던 모델로 돌아갑니다. 0이면 쓰지 않습니다."}},
    {"checkpoints", OPTION_WHOLE, AT(checkpoints), .fallback = "0", .least = 0, .most = CHECKPOINTS_MOST,
     .aliases = "snapshots",
     .help = {"Checkpoints to keep, from before the first step to the end of the run (see `checkpoint`). 1: only at the "
              "end; 0: none.",
              "훈련 시작 전부터 끝까지 남길 체크포인트 수(`checkpoint`으로 봅니다). 1이면 끝에만, 0이면 남기지 않습니다."}},
    {"autosave", OPTION_NUMBER, AT(autosave), .fallback = "10", .least = 0, .most = 1e6, .unit = {"seconds", "초"},
     .help = {"Save the model this often, for `open` after a crash. 0: never.",
              "갑자기 끝났을 때 `open`으로 되찾을 파일을 쓰는 간격. 0이면 쓰지 않습니다."}},
    {"log", OPTION_TEXT, AT(log), .means = MEANS_OUTPUT,
     .help = {"File to append the losses, gradient norm, learning rate and speed to, each 10 steps and at each validation: CSV "
              "if it ends in .csv, JSON lines if it ends in .jsonl.",
              "10단계마다, 그리고 검증할 때마다 손실, 그래디언트 노름, 학습률, 속도를 한 줄씩 덧붙일 파일. .csv로 끝나면 CSV, .jsonl로 "
              "끝나면 JSON 줄입니다."}},
    {"fresh", OPTION_YES_NO, AT(fresh), .fallback = "no",
     .help = {"Restart the optimizer and the order of the batches instead of continuing the last run.",
              "직전 훈련을 이어 가지 않고 옵티마이저와 배치 순서를 새로 시작합니다."}},
    {0},
};
static const OptionPart option_parts[] = {{&training_options, offsetof(TrainOptions, training), NULL}, {0}};
const Options train_options = {option_rows, option_parts, sizeof(TrainOptions)};

TrainOptions train_defaults(void)
{
    TrainOptions options;
    options_defaults(&train_options, &options);
    return options;
}

/* A run under way. */
typedef struct TrainingRun {
    Lab *lab;
    LabModel *entry;
    TrainOptions options;
    Job *job;
    Training *training;
    Batches *batches;
    Validation validation;
    Tape *tape;             /* for the validation */
    PairSpace *space;
    SourceSentence sample;  /* without ids: there is none */
    double next_sample;
    TrainResult *result;
    long steps_before;      /* of the model, when the run began */
    long last_check;        /* the step of the last validation, and its loss */
    double last_loss;
    LineFile log;           /* all zero: there is none */
    double counted;         /* up to when the time that a crash would lose is counted */
    Error *error;
    bool failed;
} Run;

/* The validation loss after this step. */
static void check(Run *run, Job *job, long step)
{
    run->last_check = step;
    run->last_loss = validation_check(&run->validation);
    if (isnan(run->last_loss))
        return;
    loss_curve_add(&job_lock(job)->validation_losses, (double)step, run->last_loss);
    job_unlock(job);
    loss_curve_add(&run->entry->validation_losses, (double)(run->steps_before + step), run->last_loss);
}

/* ---- the sample ---- */

static void copy_tokens(char (*out)[SAMPLE_TOKEN], char *const *tokens, int count)
{
    for (int i = 0; i < count; i++)
        snprintf(out[i], SAMPLE_TOKEN, "%s", tokens[i]);
}

static void copy_map(SampleMap *out, const Translation *translation)
{
    const TraceArray *weights = trace_map(translation->trace);
    if (weights == NULL)
        return;
    out->rows = translation->target_count < SAMPLE_TOKENS ? translation->target_count : SAMPLE_TOKENS;
    out->columns = translation->source_count < SAMPLE_TOKENS ? translation->source_count : SAMPLE_TOKENS;
    copy_tokens(out->row, translation->target_tokens, out->rows);
    copy_tokens(out->column, translation->source_tokens, out->columns);
    for (int i = 0; i < out->rows * out->columns; i++)
        out->weights[i] = weights->values[i / out->columns * weights->columns + i % out->columns];
}

static void show_sample(Run *run, Job *job)
{
    if (run->sample.ids == NULL || clock_seconds() < run->next_sample)
        return;
    job_ends_answers(job, run->entry->model);
    Error ignored = {0}; /* the next step fails in the same way, and reports it */
    Translation *translation = translate_source(run->entry, &run->sample, NULL, &ignored);
    job_ends_answers(NULL, run->entry->model);
    run->next_sample = clock_seconds() + sample_seconds;
    if (translation == NULL)
        return;
    Progress *progress = job_lock(job);
    progress->has_sample = true;
    progress->sample_has_words = strcmp(dataset_unit(run->entry->data->dataset, SIDE_TARGET), "character") != 0;
    snprintf(progress->sample_source, SAMPLE_TEXT, "%s",
             translation->dots != NULL ? TEXT("(a picture)", "(그림)") : translation->source_text);
    snprintf(progress->sample_reference, SAMPLE_TEXT, "%s", translation->reference);
    snprintf(progress->sample_answer, SAMPLE_TEXT, "%s", translation->text);
    copy_map(&progress->sample_map, translation);
    job_unlock(job);
    translation_close(translation);
}

/* One test sentence of a middling length: long enough to be interesting, short enough for a line. */
static void choose_sample(Run *run)
{
    Dataset *dataset = run->entry->data->dataset;
    Random random;
    random_seed_for(&random, run->options.training.seed, "sample");
    int least, most;
    dataset_length_range(dataset, &least, &most);
    int length = least > 6 ? least : most < 6 ? most : 6;
    Pair pair;
    if (dataset_draw(dataset, SPLIT_TEST, length, &random, run->space, &pair) ||
        dataset_draw(dataset, SPLIT_TEST, 0, &random, run->space, &pair))
        source_of_pair(run->entry, &pair, run->options.training.seed, &run->sample);
}

/* ---- the steps ---- */

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
    loss_curve_add(&progress->losses, (double)state.step, state.smooth_loss);
    job_unlock(job);
    loss_curve_add(&run->entry->losses, (double)(run->steps_before + state.step), state.smooth_loss);
}

/* Checkpoint i of n is due when i / (n - 1) of the run is done: the first before it begins, the last at its end. A
 * single one is due at the end. */
static void take_checkpoints(Run *run, double done)
{
    int wanted = run->options.checkpoints, taken = run->entry->checkpoints.count;
    TrainingState state = training_state(run->training);
    if (wanted > 1 && taken < wanted && done * (wanted - 1) >= taken - 1e-9)
        lab_take_checkpoint(run->entry, run->steps_before + state.step, state.smooth_loss);
}

/* The last checkpoint is the model at the end, even if the run ended early; if the best model was restored, later
 * checkpoints are dropped, since they are not part of its history. */
static void end_checkpoints(Run *run)
{
    LabModel *entry = run->entry;
    const Checkpoints *checkpoints = &entry->checkpoints;
    lab_drop_checkpoints_after(entry, entry->state.steps);
    int taken = checkpoints->count;
    if (!run->failed && taken < run->options.checkpoints && (taken == 0 || checkpoints->list[taken - 1].steps < entry->state.steps))
        lab_take_checkpoint(entry, entry->state.steps, entry->state.loss);
}

/* ---- the log ---- */

enum { LOG_FIELDS = 8 };

/* Steps are the model's, so that a run that goes on with it goes on with the file. */
static void log_fields(const Run *run, double seconds, LineField fields[LOG_FIELDS])
{
    TrainingState state = training_state(run->training);
    bool validated = run->last_check == state.step;
    const LineField filled[LOG_FIELDS] = {
        {"model", run->entry->name, 0},
        {"step", NULL, (double)(run->steps_before + state.step)},
        {"loss", NULL, state.step > 0 ? state.smooth_loss : (double)NAN},
        {"validation_loss", NULL, validated ? run->last_loss : (double)NAN},
        {"gradient_norm", NULL, state.step > 0 ? state.gradient_norm : (double)NAN},
        {"lr", NULL, state.step > 0 ? state.rate : (double)NAN},
        {"tokens_per_second", NULL, seconds > 0 ? (double)state.tokens / seconds : (double)NAN},
        {"seconds", NULL, seconds},
    };
    memcpy(fields, filled, sizeof filled);
}

/* Before the first step, so that nobody trains for a file that cannot be written. */
static bool open_log(Run *run)
{
    LineField fields[LOG_FIELDS];
    log_fields(run, 0, fields);
    return run->options.log == NULL ||
        line_file_open_fields(&run->log, run->options.log, fields, LOG_FIELDS, run->error);
}

/* A full disk ends the log, not the run. */
static void write_log(Run *run, const Job *job)
{
    LineField fields[LOG_FIELDS];
    Error *error = &run->result->log_error;
    if (run->log.path == NULL || error->kind != ERROR_NONE)
        return;
    log_fields(run, clock_seconds() - job->begun, fields);
    line_file_add_fields(&run->log, fields, LOG_FIELDS, error);
}

/* ---- autosave ---- */

static void leave_place(const Run *run, ModelState *state)
{
    state->has_place = true;
    state->batch_seed = run->options.training.seed;
    state->place = batches_place(run->batches);
}

/* The state from which the next run continues, as if the run ended now. */
static void leave(const Run *run, ModelState *state)
{
    training_export(run->training, state);
    leave_place(run, state);
    state->steps = run->steps_before + training_state(run->training).step;
}

/* Now and then, and when the run has ended and entry is what it made. */
static void autosave(Run *run, bool end)
{
    LabModel *entry = run->entry;
    double now = clock_seconds();
    entry->unsaved_seconds += now - run->counted;
    run->counted = now;
    if (!autosave_due(run->lab, entry, run->options.autosave, end))
        return;
    Error *error = &run->result->autosave_error;
    LabModel as_it_is = *entry; /* the main thread may look at the entry meanwhile */
    if (!end) {
        as_it_is.state = (ModelState){.loss = (double)NAN};
        leave(run, &as_it_is.state);
    }
    if (autosave_write(run->lab, &as_it_is, error))
        error->kind = ERROR_NONE;
    if (!end)
        model_state_free(&as_it_is.state);
    entry->unsaved_seconds = 0;
    run->counted = clock_seconds();
    entry->write_seconds = run->counted - now;
}

static void train(Job *job, void *argument)
{
    Run *run = argument;
    double done = 0;
    long step = 0;
    take_checkpoints(run, 0);
    if (run->options.patience > 0) {
        check(run, job, 0); /* the run may make the model worse, from its first step on */
        write_log(run, job);
    }
    while (done < 1 && !job_stopped(job) && !validation_enough(&run->validation)) {
        if (!training_step(run->training, batches_next(run->batches), done, run->error)) {
            run->failed = true;
            return;
        }
        step++;
        done = fmin(1, run->options.seconds > 0 ? (clock_seconds() - job->begun) / run->options.seconds
                                                : (double)step / (double)run->options.steps);
        /* The work after a step, except progress. */
        take_checkpoints(run, done);
        if (run->options.validate_every > 0 && step % run->options.validate_every == 0)
            check(run, job, step);
        bool ends = done >= 1 || job_stopped(job) || validation_enough(&run->validation);
        if (!ends && (step % LOG_STEPS == 0 || run->last_check == step))
            write_log(run, job);
        autosave(run, false);
        tell(run, job, done);
        show_sample(run, job);
        if (job_should_rest(job)) {
            leave(run, &run->entry->state); /* the entry is as if the run ended here: it can be shown and saved */
            job_rest(job);
        }
    }
    run->result->early = done < 1 && validation_enough(&run->validation);
    if (run->last_check < step)
        check(run, job, step);
    write_log(run, job);
    run->result->seconds = clock_seconds() - job->begun;
}

/* ---- beginning and ending ---- */

/* Continues from the state of the last run. */
static bool go_on(Run *run)
{
    ModelState *state = &run->entry->state;
    if (run->options.fresh)
        model_state_forget_training(state);
    training_import(run->training, state);
    if (!state->has_place || state->batch_seed != run->options.training.seed || batches_go(run->batches, &state->place))
        return true;
    return error_set(run->error, ERROR_DATA,
                     TEXT("the data have changed, so training cannot continue at the batch where it stopped: use "
                          "'train fresh=yes'",
                          "데이터가 달라져 훈련을 멈춘 배치부터 이어 갈 수 없습니다. 'train fresh=yes'로 새로 시작하십시오"));
}

static void run_open(Run *run, Lab *lab)
{
    run->training = training_open(run->entry->model, lab->workers, &run->options.training);
    run->batches =
        batches_open(run->entry->data->dataset, SPLIT_TRAINING, run->options.batch, run->options.training.seed);
    run->tape = tape_open(0);
    run->space = pair_space_open();
    validation_open(&run->validation, run->entry, run->training, run->tape, &run->options);
    choose_sample(run);
}

static void run_close(Run *run)
{
    Error *error = &run->result->log_error;
    line_file_close(&run->log, error->kind == ERROR_NONE ? error : NULL);
    validation_close(&run->validation);
    training_close(run->training);
    batches_close(run->batches);
    tape_close(run->tape);
    source_sentence_free(&run->sample);
    pair_space_close(run->space);
}

/* Restores the best model only with patience, and only if the run did not fail: the message of a failure promises the
 * last good step. */
static void settle(Run *run)
{
    const Validation *validation = &run->validation;
    TrainResult *result = run->result;
    ModelState *state = &run->entry->state;
    leave(run, state);
    result->best_loss = validation->best_loss;
    result->best_step = validation->best_step;
    result->validation_loss = run->failed ? (double)NAN : run->last_loss;
    result->restored = !run->failed && validation_restore(&run->validation);
    if (result->restored) {
        leave_place(run, state);
        state->steps = run->steps_before + validation->best_step;
        result->validation_loss = validation->best_loss;
    }
}

static void finish(Run *run, const Job *job, bool stopped)
{
    TrainingState state = training_state(run->training);
    TrainResult *result = run->result;
    result->steps = state.step;
    result->tokens = state.tokens;
    result->tokens_per_second = (double)state.tokens / (result->seconds > 0 ? result->seconds : 1);
    result->stopped = stopped;
    result->above_guessing = state.above_guessing >= ABOVE_GUESSING_STEPS || state.far_above;
    settle(run);
    end_checkpoints(run);
    result->total_steps = run->entry->state.steps;
    result->loss = run->entry->state.loss;
    result->frequency_loss = validation_frequency_loss(&run->validation);
    /* A model that knows its training set by heart has learned: it overfits. */
    result->learned_nothing = result->total_steps >= LEARNS_STEPS &&
                              fmin(result->loss, result->validation_loss) > 0.95 * result->frequency_loss;
    result->losses = job->progress.losses;
    result->validation_losses = job->progress.validation_losses;
    autosave(run, true);
}

bool train_rate_is_large(const TrainOptions *options, double *least, double *most)
{
    double usual = optimizer_usual_rate(options->training.optimizer.kind);
    *least = usual / 10;
    *most = usual * 5;
    return options->training.lr > usual * 50;
}

static bool can_train(const LabModel *entry, const TrainOptions *options, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    const char *file = dataset_options(dataset)->file;
    if (options->patience > 0 && options->validate_every == 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("patience counts validations: it needs validate_every=STEPS above 0",
                              "patience는 검증 횟수로 셉니다. validate_every에 1 이상의 단계 수를 주십시오"));
    if (dataset_endless(dataset) || dataset_count(dataset, SPLIT_TRAINING) > 0)
        return true;
    if (file != NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("model '%s' has no pairs to train on: give it its data again, for example "
                              "'data file=%s'",
                              "'%s' 모델의 데이터가 없어 훈련할 수 없습니다. 'data file=%s' 등으로 데이터를 다시 불러오십시오"),
                         entry->name, file);
    return error_set(error, ERROR_USAGE,
                     TEXT("model '%s' cannot train without its data (%s): load them with 'data', then make a new "
                          "model with 'model'",
                          "'%s' 모델의 데이터(%s)가 없어 훈련할 수 없습니다. 'data'로 데이터를 불러온 뒤 'model'로 새로 만드십시오"),
                     entry->name, dataset_name(dataset));
}

/* Models that do not generate a target token by token have no own tokens to read, and another loss. */
static bool has_logits(const LabModel *entry, const TrainOptions *options, Error *error)
{
    return (options->training.teacher_forcing == 1 && options->training.label_smoothing == 0) || model_has_logits(entry->model) ||
           error_set(error, ERROR_USAGE,
                     TEXT("teacher_forcing and label_smoothing apply only to models that generate the target token by "
                          "token; '%s' does not",
                          "teacher_forcing과 label_smoothing은 타깃을 토큰 하나씩 생성하는 모델에만 쓸 수 있습니다. '%s' 모델은 그렇지 않습니다"),
                     entry->name);
}

/* The largest batch that may come. */
static bool batch_fits(const LabModel *entry, const TrainOptions *options, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    int least, most, B = options->batch;
    dataset_length_range(dataset, &least, &most);
    if (!dataset_endless(dataset) && dataset_count(dataset, SPLIT_TRAINING) < B)
        B = dataset_count(dataset, SPLIT_TRAINING);
    return training_fits(model_configuration(entry->model), B, most + 1, dataset_target_most(dataset) + 1,
                         options->training.teacher_forcing < 1, error);
}

static bool can_watch(const LabModel *entry, const TrainOptions *options, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    if (options->patience == 0 || dataset_endless(dataset) || dataset_count(dataset, SPLIT_VALIDATION) > 0)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("patience needs a validation set; %s has too few pairs for one",
                          "patience에는 검증 데이터가 필요한데, %s에는 쌍이 너무 적어 검증 데이터가 없습니다"),
                     dataset_name(dataset));
}

bool lab_train(Lab *lab, const TrainOptions *options, TrainResult *result, Error *error)
{
    LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL || !lab_may_change(lab, error) || !options_check(&train_options, options, error) ||
        !training_has_precision(options->training.precision, error) || !can_train(entry, options, error) ||
        !has_logits(entry, options, error) || !can_watch(entry, options, error) || !batch_fits(entry, options, error) ||
        !lab_checkpoints_fit(entry, options->checkpoints, error) || !lab_checkpoint_closed(entry, error))
        return false;
    *result = (TrainResult){.validation_loss = (double)NAN, .best_loss = (double)NAN};
    snprintf(result->model, sizeof result->model, "%s", entry->name);
    result->kind = model_configuration(entry->model)->kind;
    Run run = {.lab = lab, .entry = entry, .options = *options, .result = result, .error = error,
               .steps_before = entry->state.steps, .last_loss = (double)NAN, .counted = clock_seconds()};
    run_open(&run, lab);
    Job job;
    run.job = &job;
    /* As can_watch, of a validation part that is there. */
    bool begun =
        (run.options.patience == 0 || validation_has_tokens(&run.validation) ||
         error_set(run.error, ERROR_USAGE,
                   TEXT("patience needs a validation loss, but the validation set of %s has no word that model '%s' "
                        "can fill in",
                        "patience에는 검증 손실이 필요한데, %s의 검증 데이터에는 '%s' 모델이 채울 수 있는 단어가 없습니다"),
                   dataset_name(run.entry->data->dataset), run.entry->name)) &&
        open_log(&run) && go_on(&run);
    if (begun) {
        if (options->checkpoints > 0)
            lab_drop_checkpoints(entry);
        loss_curve_go_back(&entry->losses, (double)run.steps_before);
        loss_curve_go_back(&entry->validation_losses, (double)run.steps_before);
        lab->run = &run;
        bool whole = job_run(lab, &job, "train", entry->name, train, &run);
        lab->run = NULL;
        finish(&run, &job, !whole);
    }
    run_close(&run);
    return begun && !run.failed;
}

bool lab_run_info(const Lab *lab, RunInfo *info, Error *error)
{
    const Run *run = lab->run;
    if (run == NULL)
        return error_set(error, ERROR_USAGE, TEXT("no model is training now", "지금 훈련 중인 모델이 없습니다"));
    *info = (RunInfo){.model = run->entry->name,
                      .step = job_lock(run->job)->step,
                      .steps = run->options.seconds > 0 ? 0 : run->options.steps,
                      .lr = training_lr(run->training)};
    job_unlock(run->job);
    return true;
}

bool lab_run_let_go(Lab *lab) { return lab->run != NULL && job_let_go(); }

/* A run that has ended leaves its state only when its watcher returns. */
void lab_run_hold(Lab *lab)
{
    if (lab->run != NULL && !job_hold())
        leave(lab->run, &lab->run->entry->state);
}

bool lab_run_lr(Lab *lab, double lr, Error *error)
{
    RunInfo info;
    if (!lab_run_info(lab, &info, error))
        return false;
    TrainOptions options = lab->run->options;
    options.training.lr = isnan(lr) ? 0 : lr; /* NaN would be the default */
    if (!options_check(&train_options, &options, error))
        return false;
    training_set_lr(lab->run->training, lr);
    return true;
}
