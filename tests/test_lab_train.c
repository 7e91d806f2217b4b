/* test_lab_train.c: training on the workbench: runs that go on, the validation loss, watching and stopping. */
#include <pthread.h>
#include <unistd.h>

#include "engine/cells.h"
#include "lab/bench.h"
#include "lab/job.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

/* ---- training ---- */

TEST(training_learns_and_goes_on)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    TrainResult first = train(lab, 50), second = train(lab, 150);
    assert_string_equal(first.model, "gru-dot");
    assert_int_equal(first.steps, 50);
    assert_int_equal(first.total_steps, 50);
    assert_int_equal(second.steps, 150);
    assert_int_equal(second.total_steps, 200);
    assert_true(second.loss < first.loss && second.validation_loss < first.validation_loss);
    assert_true(second.tokens > 0 && second.tokens_per_second > 0 && !second.stopped);
    assert_int_equal(current_info(lab).steps, 200);
    assert_true(near(current_info(lab).loss, second.loss));
}

/* ---- going on ---- */

/* 30 steps at a constant rate, in runs of so many. */
static Lab *lab_after_30(bool file, OptimizerKind kind, long steps, TrainResult *result)
{
    Lab *lab = lab_of(file);
    for (long done = 0; done < 30; done += steps)
        *result = train_by(lab, train_of("steps=%ld batch=16 decay=none shards=2 optimizer=%s weight_decay=0.1 %s",
                                         steps, optimizer_name(kind),
                                         kind == OPTIMIZER_ADAM ? "" : "teacher_forcing=0.5"));
    const ModelState *state = &lab_find(lab, NULL, NULL)->state;
    assert_true(result->total_steps == 30 && state->training_steps == 30 && state->learned.step == 30);
    return lab;
}

TEST(several_runs_are_as_one)
{
    for (int file = 0; file < 2; file++)
        for (OptimizerKind kind = OPTIMIZER_ADAM; kind <= OPTIMIZER_SGD; kind++) {
            TrainResult all, parts;
            Lab *whole = lab_after_30(file, kind, 30, &all);
            assert_true(isfinite(all.validation_loss));
            for (long steps = 3; steps <= 15; steps += 12) {
                Lab *lab = lab_after_30(file, kind, steps, &parts);
                expect_same_values(whole, lab);
                assert_true(all.validation_loss == parts.validation_loss && all.loss == parts.loss);
                close_lab(lab);
            }
            close_lab(whole);
        }
}

/* fresh=yes takes the same first batches again, and so the same first step from the same model. */
TEST(fresh_begins_anew)
{
    double first = 0;
    for (int fresh = 0; fresh < 2; fresh++)
        for (int before = 0; before < 2; before++) {
            Lab *lab = lab_of(false);
            TrainOptions options = train_of("steps=1");
            options.training.lr = 1e-9; /* the model stays as good as it was: the loss tells which batch it was */
            if (before)
                train_by(lab, options);
            options.fresh = fresh;
            TrainResult result = train_by(lab, options);
            if (!before)
                first = result.loss;
            else
                assert_int_equal(fabs(result.loss - first) < 1e-5, fresh);
            close_lab(lab);
        }
}

TEST(numbers_that_are_none_keep_the_model)
{
    Lab *lab = lab_of(false);
    TrainOptions options = train_of("optimizer=sgd lr=100 clip=0 weight_decay=1 decay=none");
    TrainResult result;
    train(lab, 20);
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_NUMBER, "clip=1");
    assert_in_range(current_info(lab).steps, 20, 600);
    assert_true(isfinite(translated(lab, (Request){.text = "a b"})->log_probability));
}

/* ---- the validation loss ---- */

/* Few pairs without any rule: what fits those that are trained on says nothing of the others. */
static Lab *lab_of_noise(void)
{
    Buffer text = {0};
    Random random = seeded(3);
    for (int i = 0; i < 60; i++)
        buffer_format(&text, "%c %c\t%c %c\n", 'a' + i % 8, 'a' + i / 8, 'a' + (int)random_below(&random, 8),
                      'a' + (int)random_below(&random, 8));
    Lab *lab = lab_of_pairs(&text);
    add_model(lab, &dot_score, NULL);
    return lab;
}

static TrainResult train_watched(Lab *lab, long steps, long check, int patience)
{
    return train_by(lab, train_of("steps=%ld validate_every=%ld patience=%d lr=0.01 decay=none batch=16", steps, check,
                                  patience));
}

TEST(the_best_model_comes_back)
{
    Lab *lab = lab_of_noise(), *other = lab_of_noise();
    TrainResult watched = train_watched(lab, 2000, 5, 4);
    assert_true(watched.early && watched.restored && !watched.stopped);
    assert_true(watched.best_step > 0 && watched.steps == watched.best_step + 4 * 5);
    assert_int_equal(watched.total_steps, watched.best_step);
    assert_int_equal(watched.validation_losses.count, watched.steps / 5 + 1);
    for (int i = 0; i < watched.validation_losses.count; i++) {
        assert_true(watched.validation_losses.step[i] == 5 * i);
        assert_true(watched.validation_losses.value[i] >= watched.best_loss);
        assert_true((watched.validation_losses.value[i] == watched.best_loss) == (watched.validation_losses.step[i] == (double)watched.best_step));
    }
    assert_true(watched.validation_loss == watched.best_loss);
    /* Training for just as long makes that model, to the last bit, and so does going on from it. */
    TrainResult straight = train_watched(other, watched.best_step, 0, 0);
    assert_true(straight.validation_loss == watched.best_loss && straight.loss == watched.loss);
    assert_false(straight.restored || straight.early);
    assert_int_equal(straight.validation_losses.count, 1);
}

/* Of later steps than the best one nothing is left, checkpoints neither; the last of them is what the model is now. */
TEST(checkpoints_end_where_the_model_does)
{
    Lab *lab = lab_of_noise();
    CheckpointList list;
    TrainOptions options = train_of("steps=300 validate_every=5 patience=4 lr=0.01 decay=none batch=16");
    options.checkpoints = 61; /* each fifth step */
    TrainResult result = train_by(lab, options);
    assert_true(result.restored && result.early && result.steps >= result.best_step + 20);
    assert_true(lab_checkpoints(lab, &list, &error));
    assert_int_equal(list.count, result.best_step / 5 + 1);
    for (int i = 0; i < list.count; i++)
        assert_int_equal(list.step[i], 5 * i);
    close_lab(lab);
    lab = lab_of_noise();
    options.checkpoints = 2; /* that of step 300 never came */
    result = train_by(lab, options);
    assert_true(lab_checkpoints(lab, &list, &error));
    assert_true(list.count == 2 && list.step[0] == 0 && list.step[1] == result.best_step && list.loss[1] == result.loss);
    Translation *now = translated(lab, (Request){.text = "a b"});
    assert_true(lab_checkpoint_open(lab, 2, &error));
    Translation *then = translated(lab, (Request){.text = "a b"});
    assert_true(now->log_probability == then->log_probability);
}

/* A rate that is far too high only spoils what was learned: the model before the run is the best, to the last bit. */
TEST(a_run_that_only_spoils_leaves_the_model_as_it_was)
{
    Lab *lab = lab_of(false), *other = lab_of(false);
    TrainResult first = train_watched(lab, 60, 20, 3);
    train_watched(other, 60, 20, 3);
    TrainResult result = train_by(lab, train_of("lr=3 batch=16 validate_every=5 patience=2"));
    assert_true(result.early && result.restored && result.best_step == 0 && result.steps == 10);
    assert_true(result.total_steps == 60 && result.loss == first.loss && result.best_loss == first.validation_loss);
    assert_true(result.validation_losses.step[0] == 0 && result.validation_losses.value[1] > 2 * result.best_loss);
    expect_same_values(lab, other);
    assert_int_equal(lab_find(lab, NULL, NULL)->state.learned.step, lab_find(other, NULL, NULL)->state.learned.step);
}

TEST(patience_is_not_tried_in_vain)
{
    Lab *lab = lab_of(false);
    TrainResult result = train_watched(lab, 60, 20, 3); /* it learns: the last check is the best */
    assert_true(!result.early && result.restored && result.best_step == 60 && result.total_steps == 60);
    assert_true(result.validation_losses.count == 4 && result.validation_loss == result.best_loss);
    result = train_watched(lab, 50, 20, 0); /* and one more at the end */
    assert_true(result.validation_losses.count == 3 && result.validation_losses.step[2] == 50 && !result.restored);
    close_lab(lab);
    TrainOptions options = train_of("steps=5 patience=3");
    write_pairs("a\tb\n"); /* all of it is to train on */
    lab = lab_with_data((DatasetOptions){.file = pairs, .seed = 1});
    add_model(lab, &dot_score, NULL);
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE, "pairs.tsv has too few pairs");
    options.patience = 0;
    result = train_by(lab, options);
    assert_true(isnan(result.validation_loss) && isnan(result.best_loss) && result.validation_losses.count == 0);
}

TEST(a_rate_too_large_is_told)
{
    static const char *const runs[] = {"steps=60 lr=0.01", "steps=60 lr=30", "steps=12 lr=100"}; /* the last is short */
    for (int run = 0; run < 3; run++) {
        Lab *lab = lab_of(false);
        assert_int_equal(train_by(lab, train_of("decay=none %s", runs[run])).above_guessing, run > 0);
        close_lab(lab);
    }
}

TEST(the_curve_is_thinned)
{
    Lab *lab = copy_lab_with(NULL, 2, 2, 3);
    TrainResult result = train(lab, 700);
    assert_in_range(result.losses.count, CURVE_POINTS / 2, CURVE_POINTS);
    for (int i = 1; i < result.losses.count; i++)
        assert_true(result.losses.step[i] > result.losses.step[i - 1]);
    assert_true(result.losses.step[result.losses.count - 1] > 690);
}

static LossCurve curve_of(int points, double lowest_at)
{
    LossCurve curve = {0};
    for (int step = 1; step <= points; step++)
        loss_curve_add(&curve, step, step == lowest_at ? 0.5 : 1 + 1.0 / step);
    return curve;
}

TEST(a_thinned_curve_knows_its_last_and_lowest_points)
{
    LossCurve curve = curve_of(1000, 334); /* neither point is kept */
    for (int i = 0; i < curve.count; i++)
        assert_true(curve.step[i] != 334 && curve.step[i] != 1000);
    assert_true(curve.last.step == 1000 && curve.last.value == 1.001);
    assert_true(curve.lowest.step == 334 && curve.lowest.value == 0.5);
    loss_curve_go_back(&curve, 300);
    assert_true(curve.last.step <= 300 && curve.last.step > 290 && curve.lowest.step == curve.last.step);
    int count = curve.count;
    loss_curve_add(&curve, 301, NAN);
    assert_int_equal(curve.count, count + 1);
    assert_true(isnan(curve.last.value) && curve.lowest.step <= 300);
    loss_curve_go_back(&curve, 0);
    assert_int_equal(curve.count, 0);
    loss_curve_add(&curve, 1, NAN);
    assert_true(isnan(curve.lowest.value));
    loss_curve_add(&curve, 2, 3);
    assert_true(curve.lowest.step == 2);
}

TEST(a_model_keeps_its_curve_from_run_to_run)
{
    Lab *lab = copy_lab_with(NULL, 2, 2, 3);
    train(lab, 10);
    Snapshot *before = snapshot_take(lab);
    TrainResult second = train(lab, 20);
    ModelInfo info = current_info(lab);
    assert_int_equal(info.losses->count, 30);
    for (int i = 0; i < 30; i++)
        assert_true(info.losses->step[i] == i + 1);
    assert_true(info.losses->value[29] == second.loss && info.losses->last.value == second.loss);
    assert_true(info.validation_losses->last.step == 30 && info.validation_losses->last.value == second.validation_loss);
    assert_true(snapshot_restore(lab, before, &error));
    info = current_info(lab);
    assert_true(info.losses->count == 10 && info.validation_losses->count == 1);
    snapshot_free(before);
}

#define WRONG(field, number) (wrong[count] = train_of(""), wrong[count++].field = (number))

TEST(wrong_training_options_are_refused)
{
    TrainOptions wrong[24];
    TrainResult result;
    size_t count = 0;
    WRONG(steps, 0);
    WRONG(steps, 10000001);
    WRONG(batch, 0);
    WRONG(batch, 5000);
    WRONG(training.shards, 0);
    WRONG(training.shards, 17);
    WRONG(training.lr, 0);
    WRONG(training.lr, -1);
    WRONG(training.warmup, -1);
    WRONG(training.warmup, 10000001);
    WRONG(training.optimizer.weight_decay, -1);
    WRONG(training.optimizer.weight_decay, 2);
    WRONG(training.optimizer.momentum, 1);
    WRONG(training.optimizer.momentum, (double)NAN);
    WRONG(validate_every, -1);
    WRONG(patience, -1);
    WRONG(patience, 10001);
    WRONG(training.teacher_forcing, 1.1);
    WRONG(training.teacher_forcing, (double)NAN);
    WRONG(training.label_smoothing, 1);
    WRONG(training.label_smoothing, (double)NAN);
    WRONG(training.min_lr, 2);
    wrong[count++] = train_of("patience=1 validate_every=0");
    Lab *lab = copy_lab_with(NULL, 2, 5, 6);
    for (size_t i = 0; i < count; i++)
        assert_refused(lab_train(lab, &wrong[i], &result, &error), ERROR_USAGE, "");
}

typedef struct Watched {
    int calls, stop_after;
    long step;
    bool same_thread, sound, sampled;
    pthread_t thread;
} Watched;

static WorkWish watch(void *argument, const Progress *progress)
{
    Watched *watched = argument;
    watched->calls++;
    watched->same_thread = watched->same_thread && pthread_equal(pthread_self(), watched->thread);
    watched->sound = watched->sound && progress->fraction >= 0 && progress->fraction <= 1 &&
                     progress->step >= watched->step && progress->losses.count <= CURVE_POINTS;
    watched->sampled = watched->sampled || (progress->has_sample && progress->sample_source[0] != '\0');
    watched->step = progress->step;
    bool seen = watched->calls >= watched->stop_after && watched->step > 0 && watched->sampled;
    return seen ? WORK_STOPS : WORK_GOES_ON;
}

TEST(the_watcher_sees_and_stops)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    Watched watched = {.stop_after = 6, .same_thread = true, .sound = true, .thread = pthread_self()};
    lab_watch(lab, watch, &watched);
    TrainResult result = train(lab, 1000000);
    assert_true(result.stopped && result.steps > 0 && result.steps < 1000000);
    assert_true(watched.calls >= 6 && watched.same_thread && watched.sound && watched.sampled);
    assert_int_equal(current_info(lab).steps, result.steps);
    assert_true(isfinite(result.validation_loss));
    lab_watch(lab, NULL, NULL);
    train(lab, 3); /* and it goes on */
    assert_int_equal(current_info(lab).steps, result.steps + 3);
}

static long step_reached;
static bool interrupted(void) { return step_reached > 0; }
static WorkWish note_step(void *argument, const Progress *progress)
{
    (void)argument;
    step_reached = progress->step;
    return WORK_GOES_ON;
}

TEST(an_interrupt_keeps_what_was_learned)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    step_reached = 0;
    lab_watch(lab, note_step, NULL);
    lab_interrupt_check(lab, interrupted);
    TrainResult result = train(lab, 1000000);
    lab_watch(lab, NULL, NULL);
    assert_true(result.stopped && result.steps > 0);
    lab_interrupt_check(lab, NULL);
    translated(lab, (Request){.text = "a b"});
}

TEST(training_by_the_clock_ends)
{
    Lab *lab = copy_lab_with(NULL, 2, 5, 6);
    TrainResult result = train_by(lab, train_of("seconds=0.2 steps=1"));
    assert_true(result.steps > 1 && result.seconds >= 0.2 && result.seconds < 5 && !result.stopped);
}

/* Tensors that no kernel could count, and memory that no machine of today has: refused before anything is made. */
TEST(a_step_too_large_is_refused)
{
    Lab *lab = open_lab(1);
    DatasetOptions data = {.task = "copy", .length_least = 2, .length_most = 500, .symbols = 6};
    ModelConfiguration configuration = {.cell = &lstm_cell, .attention = &dot_score, .hidden = 1024, .layers = 4, .seed = 1};
    TrainOptions options = train_of("batch=4096");
    TrainResult result;
    assert_true(lab_data(lab, &data, &error) && lab_model(lab, NULL, &configuration, &error));
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE,
                   "one tensor would take 31.3 GiB; the limit is 8 GiB");
    options.batch = 1000; /* 122 GiB */
    if ((double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE) < 1e11) {
        assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE, "a step needs at least 122.");
    }
    BenchOptions bench;
    options_defaults(&bench_options, &bench);
    BenchResult measured;
    int done;
    bench.model = configuration;
    bench.batch = 1100;
    bench.length = 500;
    assert_refused(lab_bench(lab, &bench, 1, &measured, &done, &error), ERROR_USAGE, "one tensor would take 8.4 GiB");
}

/* ---- bench ---- */

static WorkWish stop_at(void *argument, const Progress *progress)
{
    (void)progress;
    return clock_seconds() < *(double *)argument ? WORK_GOES_ON : WORK_STOPS;
}

/* Wherever it is ended: nothing is told of a configuration that was not measured to its end. */
TEST(a_bench_that_is_stopped_makes_up_no_times)
{
    Lab *lab = open_lab(1);
    BenchOptions bench;
    options_defaults(&bench_options, &bench);
    BenchResult measured;
    int done, stopped = 0;
    bench.model.hidden = 128;
    bench.length = 200;
    bench.batch = 1;
    bench.seconds = 0.001;
    double begun = clock_seconds(), end;
    assert_true(lab_bench(lab, &bench, 1, &measured, &done, &error));
    assert_true(done == 1 && measured.greedy_seconds > 0);
    double whole = clock_seconds() - begun;
    lab_watch(lab, stop_at, &end);
    for (int part = 10; part < 86; part += part < 50 ? 20 : 5) { /* the first ends early however slow the whole one was */
        measured = (BenchResult){.greedy_seconds = -1};
        end = clock_seconds() + whole * part / 100;
        if (lab_bench(lab, &bench, 1, &measured, &done, &error))
            continue;
        assert_says(ERROR_INTERRUPTED, "stopped");
        assert_int_equal(done, 0);
        assert_true(measured.greedy_seconds == 0 && measured.step_seconds == 0);
        stopped++;
    }
    assert_true(stopped > 0);
}
