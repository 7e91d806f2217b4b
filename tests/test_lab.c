/* test_lab.c: the workbench: data, models, training, translating, accuracy, files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/language.h"
#include "lab/lab.h"
#include "model/checkpoint.h"

static char folder[] = "/tmp/test_lab.XXXXXX";
static char saved[64], pairs[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(saved, sizeof saved, "%s/model.safetensors", folder);
    snprintf(pairs, sizeof pairs, "%s/pairs.tsv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(saved);
    unlink(pairs);
    return rmdir(folder);
}

/* ---- small things ---- */

static void assert_says(Error error, ErrorKind kind, const char *words)
{
    if (error.kind != kind || strstr(error.message, words) == NULL)
        fail_msg("kind %d, \"%s\" lacks \"%s\"", (int)error.kind, error.message, words);
}

static Lab *copy_lab(int least, int most, int symbols)
{
    Lab *lab = lab_open(2);
    DatasetOptions options = {.task = "copy", .length_least = least, .length_most = most, .symbols = symbols, .seed = 1};
    Error error;
    if (!lab_data(lab, &options, &error))
        fail_msg("%s", error.message);
    return lab;
}

static void add_model(Lab *lab, AttentionKind attention, const char *name)
{
    ModelConfiguration configuration = {.attention = attention, .hidden = 16, .seed = 1};
    Error error;
    if (!lab_model(lab, name, &configuration, &error))
        fail_msg("%s", error.message);
}

static TrainResult train(Lab *lab, long steps)
{
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error;
    options.steps = steps;
    options.rate = 0.01;
    if (!lab_train(lab, &options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

static void write_pairs(const char *text)
{
    FILE *file = fopen(pairs, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* ---- data and models ---- */

static void nothing_there_is_said(void **state)
{
    (void)state;
    Lab *lab = lab_open(1);
    ModelConfiguration configuration = {.hidden = 8};
    ModelInfo info;
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error = {0};
    assert_null(lab_dataset(lab));
    assert_false(lab_current_info(lab, &info));
    assert_false(lab_model_info(lab, 0, &info));
    assert_false(lab_model(lab, NULL, &configuration, &error));
    assert_says(error, ERROR_USAGE, "data grammar=ko-en");
    assert_false(lab_train(lab, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "no model yet");
    assert_null(lab_translate(lab, "a b", &error));
    assert_false(lab_save(lab, saved, &error));
    language_set(LANGUAGE_KOREAN);
    assert_false(lab_model(lab, NULL, &configuration, &error));
    assert_says(error, ERROR_USAGE, "먼저 데이터가");
    assert_false(lab_train(lab, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "아직 모델이 없습니다");
    language_set(LANGUAGE_ENGLISH);
    lab_close(lab);
    lab_close(NULL);
}

static void data_that_fail_leave_the_old(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    Dataset *before = lab_dataset(lab);
    static const DatasetOptions wrong[] = {
        {.task = "cpoy"}, {.grammar = "de-en"}, {.file = "/nonexistent.tsv"}, {0}, {.task = "copy", .file = "x"},
        {.task = "copy", .symbols = 1}, {.task = "copy", .length_least = 9, .length_most = 3}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Error error = {0};
        assert_false(lab_data(lab, &wrong[i], &error));
        assert_true(error.kind != ERROR_NONE && error.message[0] != '\0');
        assert_ptr_equal(lab_dataset(lab), before);
    }
    lab_close(lab);
}

static void models_have_names(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    ModelInfo info;
    Error error = {0};
    add_model(lab, ATTENTION_NONE, NULL);
    add_model(lab, ATTENTION_DOT, NULL);
    add_model(lab, ATTENTION_DOT, "mine");
    add_model(lab, ATTENTION_ADDITIVE, "mine"); /* in the place of the one before */
    assert_int_equal(lab_model_count(lab), 3);
    assert_true(lab_current_info(lab, &info));
    assert_string_equal(info.name, "mine");
    assert_int_equal(info.configuration->attention, ATTENTION_ADDITIVE);
    assert_int_equal(info.configuration->source_vocabulary, 6 + TOKEN_FIRST);
    assert_string_equal(info.data, "copy");
    assert_true(isnan(info.loss) && info.steps == 0 && info.current);
    assert_true(lab_use(lab, "gru-none", &error));
    assert_true(lab_current_info(lab, &info));
    assert_string_equal(info.name, "gru-none");
    assert_false(lab_use(lab, "gru-nonw", &error));
    assert_says(error, ERROR_USAGE, "did you mean 'gru-none'?");
    assert_false(lab_use(lab, "zebra", &error));
    assert_says(error, ERROR_USAGE, "'model' alone lists");
    assert_false(lab_model_info(lab, 3, &info));
    lab_close(lab);
}

static void wrong_models_are_refused(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    Error error = {0};
    ModelConfiguration configuration = {.hidden = 8};
    static const char *const names[] = {"", "a b", "a,b", "a/b", "a=b", "a\tb",
                                        "a23456789b123456789c123456789d123456789e123456789f123456789g1234"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        error = (Error){0};
        assert_false(lab_model(lab, names[i], &configuration, &error));
        assert_says(error, ERROR_USAGE, "1 to 63 letters");
    }
    configuration.hidden = 3;
    assert_false(lab_model(lab, NULL, &configuration, &error));
    assert_says(error, ERROR_USAGE, "hidden=3");
    assert_int_equal(lab_model_count(lab), 0);
    lab_close(lab);
}

/* A model keeps the data it was made for, whatever becomes current. */
static void a_model_keeps_its_data(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    add_model(lab, ATTENTION_DOT, NULL);
    DatasetOptions reverse = {.task = "reverse", .length_least = 2, .length_most = 4, .symbols = 9, .seed = 1};
    Error error;
    assert_true(lab_data(lab, &reverse, &error));
    assert_string_equal(dataset_name(lab_dataset(lab)), "reverse");
    ModelInfo info;
    assert_true(lab_current_info(lab, &info));
    assert_string_equal(info.data, "copy");
    train(lab, 5);
    Translation *translation = lab_translate(lab, "a h", &error); /* h is of the new data alone */
    assert_int_equal(translation->unknown, 1);
    translation_close(translation);
    lab_close(lab);
}

/* ---- training ---- */

static void training_learns_and_goes_on(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    ModelInfo info;
    add_model(lab, ATTENTION_DOT, NULL);
    TrainResult first = train(lab, 50), second = train(lab, 150);
    assert_string_equal(first.model, "gru-dot");
    assert_int_equal(first.steps, 50);
    assert_int_equal(first.total_steps, 50);
    assert_int_equal(second.steps, 150);
    assert_int_equal(second.total_steps, 200);
    assert_true(second.loss < first.loss && second.validation_loss < first.validation_loss);
    assert_true(second.tokens > 0 && second.tokens_per_second > 0 && !second.stopped);
    assert_true(lab_current_info(lab, &info));
    assert_int_equal(info.steps, 200);
    assert_true(fabs(info.loss - second.loss) < 1e-12);
    lab_close(lab);
}

/* ---- going on ---- */

static Lab *lab_of(bool file)
{
    Lab *lab = lab_open(2);
    DatasetOptions options = {.seed = 1};
    Error error;
    if (file) {
        Buffer text = {0};
        for (int i = 0; i < 300; i++)
            buffer_format(&text, "%c %c %c\t%c %c\n", 'a' + i % 7, 'a' + i / 7 % 7, 'a' + i / 49, 'a' + i % 7, 'a' + i / 49);
        write_pairs(buffer_text(&text));
        buffer_free(&text);
        options.file = pairs;
    } else {
        options = (DatasetOptions){.task = "reverse", .length_least = 2, .length_most = 6, .symbols = 6, .seed = 1};
    }
    if (!lab_data(lab, &options, &error))
        fail_msg("%s", error.message);
    add_model(lab, ATTENTION_DOT, NULL);
    return lab;
}

/* 30 steps at a constant rate, in runs of so many; the loss on held-out sentences to the last bit. */
static double loss_after_30(bool file, OptimiserKind optimiser, long steps)
{
    Lab *lab = lab_of(file);
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error;
    options.decay = DECAY_NONE;
    options.optimiser = optimiser;
    options.batch = 16;
    options.steps = steps;
    for (long done = 0; done < 30; done += steps)
        if (!lab_train(lab, &options, &result, &error))
            fail_msg("%s", error.message);
    assert_int_equal(result.total_steps, 30);
    lab_close(lab);
    return result.validation_loss + result.loss;
}

static void several_runs_are_as_one(void **state)
{
    (void)state;
    for (int file = 0; file < 2; file++)
        for (OptimiserKind kind = OPTIMISER_ADAM; kind <= OPTIMISER_SGD; kind++) {
            double whole = loss_after_30(file, kind, 30);
            assert_true(isfinite(whole));
            for (long steps = 3; steps <= 15; steps += 12) {
                double parts = loss_after_30(file, kind, steps);
                assert_memory_equal(&whole, &parts, sizeof whole);
            }
        }
}

/* fresh=yes takes the same first batches again, and so the same first step from the same model. */
static void fresh_begins_anew(void **state)
{
    (void)state;
    double first = 0;
    for (int fresh = 0; fresh < 2; fresh++)
        for (int before = 0; before < 2; before++) {
            Lab *lab = lab_of(false);
            TrainOptions options = train_defaults();
            TrainResult result;
            Error error;
            options.steps = 1;
            options.rate = 1e-9; /* the model stays as good as it was: the loss tells which batch it was */
            if (before)
                assert_true(lab_train(lab, &options, &result, &error));
            options.fresh = fresh;
            assert_true(lab_train(lab, &options, &result, &error));
            if (!before)
                first = result.loss;
            else
                assert_int_equal(fabs(result.loss - first) < 1e-5, fresh);
            lab_close(lab);
        }
}

static void numbers_that_are_none_keep_the_model(void **state)
{
    (void)state;
    Lab *lab = lab_of(false);
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error = {0};
    ModelInfo info;
    train(lab, 20);
    options.optimiser = OPTIMISER_SGD;
    options.rate = 100;
    options.clip = 0;
    options.weight_decay = 1;
    options.decay = DECAY_NONE;
    assert_false(lab_train(lab, &options, &result, &error));
    assert_says(error, ERROR_NUMBER, "clip=1");
    assert_true(lab_current_info(lab, &info));
    assert_in_range(info.steps, 20, 600);
    Translation *translation = lab_translate(lab, "a b", &error);
    assert_non_null(translation);
    assert_true(isfinite(translation->log_probability));
    translation_close(translation);
    lab_close(lab);
}

/* ---- the validation loss ---- */

/* Few pairs without any rule: what fits those that are trained on says nothing of the others. */
static Lab *lab_of_noise(void)
{
    Lab *lab = lab_open(2);
    DatasetOptions options = {.file = pairs, .seed = 1};
    Random random;
    Buffer text = {0};
    Error error;
    random_seed(&random, 3);
    for (int i = 0; i < 60; i++)
        buffer_format(&text, "%c %c\t%c %c\n", 'a' + i % 8, 'a' + i / 8, 'a' + (int)random_below(&random, 8),
                      'a' + (int)random_below(&random, 8));
    write_pairs(buffer_text(&text));
    buffer_free(&text);
    if (!lab_data(lab, &options, &error))
        fail_msg("%s", error.message);
    add_model(lab, ATTENTION_DOT, NULL);
    return lab;
}

static TrainResult train_watched(Lab *lab, long steps, long check, int patience)
{
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error;
    options.steps = steps;
    options.rate = 0.01;
    options.decay = DECAY_NONE;
    options.batch = 16;
    options.check = check;
    options.patience = patience;
    if (!lab_train(lab, &options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

static void the_best_model_comes_back(void **state)
{
    (void)state;
    Lab *lab = lab_of_noise(), *other = lab_of_noise();
    TrainResult watched = train_watched(lab, 2000, 5, 4);
    assert_true(watched.early && watched.restored && !watched.stopped);
    assert_true(watched.best_step > 0 && watched.steps == watched.best_step + 4 * 5);
    assert_int_equal(watched.total_steps, watched.best_step);
    assert_int_equal(watched.checks, watched.steps / 5);
    for (int i = 0; i < watched.checks; i++) {
        assert_true(watched.check_step[i] == 5 * (i + 1));
        assert_true(watched.check_loss[i] >= watched.best_loss);
        assert_true((watched.check_loss[i] == watched.best_loss) == (watched.check_step[i] == (double)watched.best_step));
    }
    assert_true(watched.validation_loss == watched.best_loss);
    /* Training for just as long makes that model, to the last bit, and so does going on from it. */
    TrainResult straight = train_watched(other, watched.best_step, 0, 0);
    assert_true(straight.validation_loss == watched.best_loss && straight.loss == watched.loss);
    assert_false(straight.restored || straight.early);
    assert_int_equal(straight.checks, 1);
    lab_close(lab);
    lab_close(other);
}

static void patience_is_not_tried_in_vain(void **state)
{
    (void)state;
    Lab *lab = lab_of(false);
    TrainResult result = train_watched(lab, 60, 20, 3); /* it learns: the last check is the best */
    assert_true(!result.early && result.restored && result.best_step == 60 && result.total_steps == 60);
    assert_true(result.checks == 3 && result.validation_loss == result.best_loss);
    result = train_watched(lab, 50, 20, 0); /* and one more at the end */
    assert_true(result.checks == 3 && result.check_step[2] == 50 && !result.restored);
    lab_close(lab);
    TrainOptions options = train_defaults();
    Error error = {0};
    lab = lab_open(1);
    write_pairs("a\tb\n"); /* all of it is to train on */
    assert_true(lab_data(lab, &(DatasetOptions){.file = pairs, .seed = 1}, &error));
    add_model(lab, ATTENTION_DOT, NULL);
    options.patience = 3;
    assert_false(lab_train(lab, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "pairs.tsv has none");
    options.patience = 0;
    options.steps = 5;
    assert_true(lab_train(lab, &options, &result, &error));
    assert_true(isnan(result.validation_loss) && isnan(result.best_loss) && result.checks == 0);
    lab_close(lab);
}

static void a_rate_too_large_is_told(void **state)
{
    (void)state;
    for (int wild = 0; wild < 2; wild++) {
        Lab *lab = lab_of(false);
        TrainOptions options = train_defaults();
        TrainResult result;
        Error error;
        options.steps = 60;
        options.decay = DECAY_NONE;
        options.rate = wild ? 30 : 0.01;
        assert_true(lab_train(lab, &options, &result, &error));
        assert_int_equal(result.above_guessing, wild);
        lab_close(lab);
    }
}

static void the_curve_is_thinned(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 2, 3);
    add_model(lab, ATTENTION_NONE, NULL);
    TrainResult result = train(lab, 700);
    assert_in_range(result.losses, LOSS_POINTS / 2, LOSS_POINTS);
    for (int i = 1; i < result.losses; i++)
        assert_true(result.loss_step[i] > result.loss_step[i - 1]);
    assert_true(result.loss_step[result.losses - 1] > 690);
    lab_close(lab);
}

static void the_threads_do_not_change_the_result(void **state)
{
    (void)state;
    double loss[3];
    for (int threads = 1; threads <= 3; threads++) {
        Lab *lab = lab_open(threads);
        DatasetOptions options = {.task = "reverse", .length_least = 2, .length_most = 6, .symbols = 6, .seed = 1};
        Error error;
        assert_true(lab_data(lab, &options, &error));
        add_model(lab, ATTENTION_ADDITIVE, NULL);
        TrainResult result = train(lab, 20);
        loss[threads - 1] = result.loss + result.validation_loss;
        lab_close(lab);
    }
    assert_true(memcmp(&loss[0], &loss[1], sizeof loss[0]) == 0 && memcmp(&loss[0], &loss[2], sizeof loss[0]) == 0);
}

static void wrong_training_options_are_refused(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    TrainResult result;
    add_model(lab, ATTENTION_NONE, NULL);
    for (int i = 0; i < 23; i++) {
        TrainOptions options = train_defaults();
        Error error = {0};
        switch (i) {
        case 0: options.steps = 0; break;
        case 1: options.steps = 10000001; break;
        case 2: options.batch = 0; break;
        case 3: options.batch = 5000; break;
        case 4: options.shards = 0; break;
        case 5: options.shards = 17; break;
        case 6: options.rate = 0; break;
        case 7: options.rate = (double)NAN; break;
        case 8: options.warmup = -1; break;
        case 9: options.warmup = 10000001; break;
        case 10: options.weight_decay = -1; break;
        case 11: options.weight_decay = 2; break;
        case 12: options.momentum = 1; break;
        case 13: options.momentum = (double)NAN; break;
        case 14: options.check = -1; break;
        case 15: options.patience = -1; break;
        case 16: options.patience = 10001; break;
        case 17:
            options.patience = 1;
            options.check = 0;
            break;
        case 18: options.teacher_forcing = 1.1; break;
        case 19: options.teacher_forcing = (double)NAN; break;
        case 20: options.smoothing = 1; break;
        case 21: options.smoothing = (double)NAN; break;
        default: options.floor = 2; break;
        }
        assert_false(lab_train(lab, &options, &result, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
    }
    lab_close(lab);
}

typedef struct Watched {
    int calls, stop_after;
    long step;
    bool same_thread, sound, sampled;
    pthread_t thread;
} Watched;

static bool watch(void *argument, const Progress *progress)
{
    Watched *watched = argument;
    watched->calls++;
    watched->same_thread = watched->same_thread && pthread_equal(pthread_self(), watched->thread);
    watched->sound = watched->sound && progress->fraction >= 0 && progress->fraction <= 1 &&
                     progress->step >= watched->step && progress->losses <= LOSS_POINTS;
    watched->sampled = watched->sampled || (progress->has_sample && progress->sample_source[0] != '\0');
    watched->step = progress->step;
    return watched->calls < watched->stop_after;
}

static void the_watcher_sees_and_stops(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    Watched watched = {.stop_after = 6, .same_thread = true, .sound = true, .thread = pthread_self()};
    ModelInfo info;
    add_model(lab, ATTENTION_DOT, NULL);
    lab_watch(lab, watch, &watched);
    TrainResult result = train(lab, 1000000);
    assert_true(result.stopped && result.steps > 0 && result.steps < 1000000);
    assert_true(watched.calls >= 6 && watched.same_thread && watched.sound && watched.sampled);
    assert_true(lab_current_info(lab, &info));
    assert_int_equal(info.steps, result.steps);
    assert_true(isfinite(result.validation_loss));
    lab_watch(lab, NULL, NULL);
    train(lab, 3); /* and it goes on */
    assert_true(lab_current_info(lab, &info));
    assert_int_equal(info.steps, result.steps + 3);
    lab_close(lab);
}

static int asked;
static bool interrupted(void) { return ++asked > 3; }
static bool always(void) { return true; }

static void an_interrupt_keeps_what_was_learned(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    Error error;
    add_model(lab, ATTENTION_DOT, NULL);
    lab_interrupt_check(lab, interrupted);
    TrainResult result = train(lab, 1000000);
    assert_true(result.stopped && result.steps > 0);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult accuracy;
    options.count = 100000;
    lab_interrupt_check(lab, always);
    assert_true(lab_accuracy(lab, NULL, &options, &accuracy, &error));
    assert_true(accuracy.stopped && accuracy.count < 100000);
    accuracy_result_free(&accuracy);
    lab_interrupt_check(lab, NULL);
    Translation *translation = lab_translate(lab, "a b", &error);
    assert_non_null(translation);
    translation_close(translation);
    lab_close(lab);
}

static void training_by_the_clock_ends(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error;
    add_model(lab, ATTENTION_NONE, NULL);
    options.seconds = 0.2;
    options.steps = 1;
    assert_true(lab_train(lab, &options, &result, &error));
    assert_true(result.steps > 1 && result.seconds >= 0.2 && result.seconds < 5 && !result.stopped);
    lab_close(lab);
}

/* ---- translating ---- */

static void a_taught_model_copies(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 3, 3);
    Error error = {0};
    add_model(lab, ATTENTION_DOT, NULL);
    train(lab, 300);
    Translation *translation = lab_translate(lab, "  c   a ", &error);
    assert_string_equal(translation->text, "c a");
    assert_int_equal(translation->source_count, 3);
    assert_string_equal(translation->source_tokens[0], "c");
    assert_string_equal(translation->target_tokens[2], "<EOS>");
    assert_true(translation->log_probability < 0 && translation->log_probability > -1);
    assert_null(translation->reference);
    translation_close(translation);
    translation = lab_translate(lab, "b 한국어 a", &error);
    assert_int_equal(translation->unknown, 1);
    assert_string_equal(translation->source_tokens[1], "한국어"); /* as typed */
    translation_close(translation);
    lab_close(lab);
}

static void what_cannot_be_read_is_refused(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 3, 3);
    char long_text[1100];
    Error error = {0};
    add_model(lab, ATTENTION_DOT, NULL);
    assert_null(lab_translate(lab, "   ", &error));
    assert_says(error, ERROR_USAGE, "nothing to read");
    assert_null(lab_translate(lab, "a \xff", &error));
    assert_says(error, ERROR_DATA, "UTF-8");
    for (int i = 0; i < 501; i++)
        memcpy(long_text + 2 * i, "a ", 3);
    assert_null(lab_translate(lab, long_text, &error));
    assert_says(error, ERROR_USAGE, "501");
    assert_null(lab_translate_by(lab, "gru-dott", "a", &error));
    assert_says(error, ERROR_USAGE, "did you mean 'gru-dot'?");
    language_set(LANGUAGE_KOREAN);
    assert_null(lab_translate(lab, long_text, &error));
    assert_says(error, ERROR_USAGE, "501개");
    language_set(LANGUAGE_ENGLISH);
    lab_close(lab);
}

static void examples_are_held_out(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    Error error = {0};
    add_model(lab, ATTENTION_DOT, NULL);
    train(lab, 300);
    Translation *translation = lab_translate_example(lab, NULL, 4, 7, &error), *again;
    assert_non_null(translation);
    assert_int_equal(translation->source_count, 5);
    assert_string_equal(translation->source_text, translation->reference);
    for (int i = 0; i < translation->target_count && strcmp(translation->text, translation->reference) == 0; i++)
        assert_int_equal(translation->partner[i], i < 4 ? i : -1);
    again = lab_translate_example(lab, "gru-dot", 4, 7, &error);
    assert_string_equal(again->source_text, translation->source_text);
    translation_close(again);
    translation_close(translation);
    assert_null(lab_translate_example(lab, NULL, 501, 1, &error));
    assert_says(error, ERROR_USAGE, "no held-out sentence of 501 tokens");
    lab_close(lab);
}

/* ---- accuracy ---- */

static void all_right_is_counted_as_all_right(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 4, 6);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error;
    add_model(lab, ATTENTION_DOT, NULL);
    train(lab, 400);
    options.count = 60;
    options.length_count = 1;
    options.lengths[0] = 2;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.count, 60);
    assert_int_equal(result.rows, 1);
    assert_true(result.scores.exact == 1.0 && result.scores.tokens == 1.0 && result.scores.on_partner > 0.5);
    assert_int_equal(result.by_length[0].count, 60);
    assert_true(result.by_length[0].scores.exact == 1.0);
    for (int i = 0; i < result.examples; i++) {
        assert_string_equal(result.example_answer[i], result.example_reference[i]);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(result.example_source[i], result.example_source[k]);
    }
    accuracy_result_free(&result);
    lab_close(lab);
}

/* The sequence of that length and number over a, b, c. */
static void sequence(int number, int length, char out[32])
{
    for (int i = 0; i < length; i++, number /= 3)
        snprintf(out + 2 * i, 3, "%c ", 'a' + number % 3);
    out[2 * length - 1] = '\0';
}

/* Calls visit with each of the 9 + 27 + 81 sequences of length 2 to 4 and what is said to be right: the same, but
 * for every fifth, which no model gets right. */
static void each_quiz_pair(void (*visit)(void *argument, int length, const char *source, const char *reference),
                           void *argument)
{
    char source[32], reference[40];
    for (int length = 2, sources = 9; length <= 4; length++, sources *= 3)
        for (int number = 0; number < sources; number++) {
            sequence(number, length, source);
            snprintf(reference, sizeof reference, "%s%s", source, number % 5 == 0 ? " z" : "");
            visit(argument, length, source, reference);
        }
}

static void write_line(void *file, int length, const char *source, const char *reference)
{
    (void)length;
    fprintf(file, "%s\t%s\n", source, reference);
}

typedef struct Tally {
    Lab *lab;
    int asked[5], right[5]; /* by length */
} Tally;

static void translate_line(void *argument, int length, const char *source, const char *reference)
{
    Tally *tally = argument;
    Error error;
    Translation *translation = lab_translate(tally->lab, source, &error);
    tally->asked[length]++;
    tally->right[length] += strcmp(translation->text, reference) == 0;
    translation_close(translation);
}

static void write_quiz(void)
{
    FILE *file = fopen(pairs, "w");
    assert_non_null(file);
    each_quiz_pair(write_line, file);
    fclose(file);
}

static bool near(double a, double b) { return fabs(a - b) < 1e-12; }

/* What accuracy says of a file is what comes out when each line is translated by itself. */
static void a_file_is_scored_as_line_by_line(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 4, 3);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error = {0};
    Tally tally = {.lab = lab};
    add_model(lab, ATTENTION_DOT, NULL);
    train(lab, 120);
    write_quiz();
    each_quiz_pair(translate_line, &tally);
    int right = tally.right[2] + tally.right[3] + tally.right[4];
    assert_in_range(right, 10, 93); /* some right, some wrong */
    options.file = pairs;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.count, 117);
    assert_true(near(result.scores.exact, right / 117.0) && isnan(result.scores.on_partner));
    assert_int_equal(result.rows, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(result.by_length[i].count, tally.asked[i + 2]);
        assert_true(near(result.by_length[i].scores.exact, (double)tally.right[i + 2] / tally.asked[i + 2]));
    }
    accuracy_result_free(&result);
    lab_close(lab);
}

/* What tells a letter from others is mostly at its edges: beside the partner, which is its middle, and yet on it. */
static void any_column_of_a_letter_is_its_partner(void **state)
{
    (void)state;
    Lab *lab = lab_open(2);
    DatasetOptions data = {.task = "picture", .symbols = 8, .length_least = 11, .length_most = 22, .noise = 0.02, .seed = 1};
    ModelConfiguration configuration = {.attention = ATTENTION_DOT, .hidden = 32, .bidirectional = true, .seed = 1};
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error = {0};
    assert_true(lab_data(lab, &data, &error) && lab_model(lab, NULL, &configuration, &error));
    train(lab, 300);
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_true(result.scores.exact > 0.5 && result.scores.on_partner > 0.75 && result.unit == UNIT_CHARACTER);
    assert_int_equal(result.example_columns[0], (strlen(result.example_source[0]) + 1) / 3);
    accuracy_result_free(&result);
    Translation *translation = lab_translate(lab, " abc ", &error);
    assert_non_null(translation);
    assert_string_equal(translation->reference, "ABC");
    assert_non_null(translation->partner);
    assert_int_equal(translation->dots[translation->source_count - 1], -1);
    assert_in_range(translation->dots[0], 0, 127);
    translation_close(translation);
    assert_null(lab_translate(lab, "ab cd", &error));
    assert_says(error, ERROR_USAGE, "cannot be drawn");
    lab_close(lab);
}

/* Sums over the sentences that are answered rightly, which go into a file as they are and with a z at the end. */
typedef struct Likelihood {
    Lab *lab;
    FILE *right, *more;
    double nats[5]; /* by length */
    long count[5];
} Likelihood;

static void weigh_line(void *argument, int length, const char *source, const char *reference)
{
    Likelihood *sums = argument;
    Error error;
    (void)reference;
    Translation *translation = lab_translate(sums->lab, source, &error);
    if (strcmp(translation->text, source) == 0) {
        sums->nats[length] -= translation->log_probability;
        sums->count[length]++;
        fprintf(sums->right, "%s\t%s\n", source, source);
        fprintf(sums->more, "%s\t%s z\n", source, source);
    }
    translation_close(translation);
}

static void expect_likelihood(const AccuracyResult *result, const Likelihood *sums)
{
    double nats = 0, tokens = 0;
    assert_int_equal(result->rows, 3);
    for (int length = 2; length < 5; length++) {
        double own = (double)sums->count[length] * (length + 1);
        assert_int_equal(result->by_length[length - 2].count, sums->count[length]);
        assert_true(fabs(log(result->by_length[length - 2].scores.perplexity) - sums->nats[length] / own) < 1e-4);
        nats += sums->nats[length];
        tokens += own;
    }
    assert_true(nats / tokens > 1e-3 && fabs(log(result->scores.perplexity) - nats / tokens) < 1e-4);
}

/* The greedy answer is the reference here, so that its likelihood is the reference's. */
static void likelihood_and_edits_are_those_of_each_line(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 4, 3);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error = {0};
    Likelihood sums = {.lab = lab, .right = fopen(pairs, "w"), .more = fopen(saved, "w")};
    add_model(lab, ATTENTION_DOT, NULL);
    train(lab, 200);
    each_quiz_pair(weigh_line, &sums);
    fclose(sums.right);
    fclose(sums.more);
    for (int length = 2; length < 5; length++)
        assert_true(sums.count[length] > 0);
    options.file = pairs;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    expect_likelihood(&result, &sums);
    assert_true(near(result.scores.error_rate, 0) && fabs(result.scores.chrf - 100) < 1e-9);
    assert_true(fabs(result.scores.bleu - 100) < 1e-9);
    assert_true(near(result.by_length[0].scores.bleu, 0)); /* two words hold no run of four */
    assert_int_equal(result.unit, UNIT_WORD);
    double perplexity = result.scores.perplexity;
    accuracy_result_free(&result);
    options.file = saved;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    for (int i = 0; i < 3; i++)
        assert_true(near(result.by_length[i].scores.error_rate, 1.0 / (i + 3)));
    assert_true(result.scores.perplexity > 1.5 * perplexity); /* nobody expects z */
    assert_true(result.scores.bleu > 20 && result.scores.bleu < 99 && result.scores.chrf < 99);
    accuracy_result_free(&result);
    lab_close(lab);
}

static void count_and_lengths_of_a_file(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 4, 3);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error = {0};
    add_model(lab, ATTENTION_NONE, NULL);
    write_quiz();
    options.file = pairs;
    options.count = 50; /* in all */
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.count, 50);
    accuracy_result_free(&result);
    options.length_count = 2; /* of each length, none twice */
    options.lengths[0] = 4;
    options.lengths[1] = 2;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.count, 59);
    assert_int_equal(result.by_length[0].count, 50);
    assert_int_equal(result.by_length[1].count, 9);
    accuracy_result_free(&result);
    options.length_count = 0; /* a range: what is outside does not count */
    options.most = 3;
    options.count = 200;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.count, 36);
    accuracy_result_free(&result);
    options.least = options.most = 9;
    assert_false(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "no held-out sentence of 9 tokens");
    lab_close(lab);
}

static void own_held_out_pairs_are_asked_once(void **state)
{
    (void)state;
    Lab *lab = lab_open(2);
    DatasetOptions data = {.seed = 1};
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error = {0};
    write_quiz();
    data.file = pairs;
    assert_true(lab_data(lab, &data, &error));
    int held_out = dataset_count(lab_dataset(lab), SPLIT_TEST);
    assert_in_range(held_out, 1, 60);
    add_model(lab, ATTENTION_DOT, NULL);
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.count, held_out);
    accuracy_result_free(&result);
    options.length_count = 1;
    options.lengths[0] = 4;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_in_range(result.count, 1, held_out);
    accuracy_result_free(&result);
    lab_close(lab);
}

static void a_length_that_no_sentence_has_scores_nothing(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 4, 3);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error;
    add_model(lab, ATTENTION_NONE, NULL);
    write_pairs("a\ta\na b c d e\ta b c d e\n");
    options.file = pairs;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.rows, 5);
    assert_int_equal(result.by_length[2].count, 0);
    assert_true(isnan(result.by_length[2].scores.exact) && isnan(result.by_length[2].scores.tokens));
    assert_true(isnan(result.by_length[2].scores.perplexity) && isnan(result.by_length[2].scores.bleu) &&
                isnan(result.by_length[2].scores.chrf) && isnan(result.by_length[2].scores.error_rate));
    accuracy_result_free(&result);
    lab_close(lab);
}

static void lengths_beyond_the_data_are_made(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 4, 3);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error;
    add_model(lab, ATTENTION_NONE, NULL);
    options.least = 8;
    options.most = 19;
    options.count = 60;
    assert_true(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_int_equal(result.rows, 6);
    assert_int_equal(result.by_length[0].least, 8);
    assert_int_equal(result.by_length[5].most, 19);
    assert_int_equal(result.count, 60);
    accuracy_result_free(&result);
    lab_close(lab);
}

static void wrong_accuracy_options_are_refused(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 4, 3);
    AccuracyOptions options = accuracy_defaults();
    AccuracyResult result;
    Error error = {0};
    assert_false(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "no model yet");
    add_model(lab, ATTENTION_NONE, NULL);
    options.count = 0;
    assert_false(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "count=0");
    options.count = 10;
    options.length_count = LENGTHS_MOST + 1;
    assert_false(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "33 lengths are too many");
    options.length_count = 1;
    options.lengths[0] = 501;
    assert_false(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "501");
    options = accuracy_defaults();
    options.file = "/nonexistent.tsv";
    assert_false(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_SYSTEM, "/nonexistent.tsv");
    write_pairs("no tab here\n");
    options.file = pairs;
    assert_false(lab_accuracy(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_DATA, ":1:");
    assert_false(lab_accuracy(lab, "nobody", &options, &result, &error));
    assert_says(error, ERROR_USAGE, "nobody");
    lab_close(lab);
}

/* ---- snapshots ---- */

static double log_probability(Lab *lab)
{
    Error error;
    Translation *translation = lab_translate(lab, "a b c", &error);
    assert_non_null(translation);
    double value = translation->log_probability;
    translation_close(translation);
    return value;
}

static void train_with_snapshots(Lab *lab, long steps, int snapshots)
{
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error;
    options.steps = steps;
    options.rate = 0.01;
    options.decay = DECAY_NONE;
    options.snapshots = snapshots;
    if (!lab_train(lab, &options, &result, &error))
        fail_msg("%s", error.message);
}

/* Every snapshot is the model that training for just so long makes; what was trained comes back and goes on. */
static void snapshots_are_what_was_there(void **state)
{
    (void)state;
    Lab *lab = lab_of(false), *straight = lab_of(false);
    SnapshotList list;
    ModelInfo info;
    Error error = {0};
    train_with_snapshots(lab, 40, 5);
    double trained = log_probability(lab);
    assert_true(lab_snapshots(lab, &list, &error));
    assert_true(list.count == 5 && list.open == 0 && list.trained_steps == 40 && isnan(list.loss[0]));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(list.step[i], 10 * i);
        if (i > 0)
            train_with_snapshots(straight, 10, 0);
        assert_true(lab_snapshot_open(lab, i + 1, &error));
        assert_true(log_probability(lab) == log_probability(straight));
        assert_true(lab_current_info(lab, &info) && info.steps == 10 * i);
        assert_true(lab_snapshots(lab, &list, &error) && list.open == i + 1 && list.trained_steps == 40);
    }
    assert_true(lab_snapshot_open_step(lab, 14, &error) && lab_snapshots(lab, &list, &error) && list.open == 2);
    assert_true(lab_snapshot_open_step(lab, 1000000, &error) && lab_snapshots(lab, &list, &error) && list.open == 5);
    assert_true(lab_snapshot_open(lab, 1, &error) && log_probability(lab) != trained);
    assert_true(lab_snapshot_last(lab, &error) && lab_snapshot_last(lab, &error));
    assert_true(log_probability(lab) == trained);
    assert_true(lab_current_info(lab, &info) && info.steps == 40);
    train_with_snapshots(lab, 10, 0); /* the optimiser and the order go on as well */
    train_with_snapshots(straight, 10, 0);
    assert_true(log_probability(lab) == log_probability(straight));
    assert_true(lab_snapshots(lab, &list, &error) && list.count == 5); /* they stay */
    train_with_snapshots(lab, 2, 2);
    assert_true(lab_snapshots(lab, &list, &error));
    assert_true(list.count == 2 && list.step[0] == 50 && list.step[1] == 52); /* until others come */
    lab_close(lab);
    lab_close(straight);
}

static void snapshots_that_are_none(void **state)
{
    (void)state;
    Lab *lab = lab_of(false);
    SnapshotList list;
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error = {0};
    assert_false(lab_snapshots(lab, &list, &error));
    assert_says(error, ERROR_USAGE, "train snapshots=8");
    assert_false(lab_snapshot_open(lab, 1, &error));
    assert_false(lab_snapshot_open_step(lab, 1, &error));
    assert_true(lab_snapshot_last(lab, &error));
    train_with_snapshots(lab, 4, 3);
    for (int number = -1; number <= 4; number += 5) {
        assert_false(lab_snapshot_open(lab, number, &error));
        assert_says(error, ERROR_USAGE, "1 to 3");
    }
    assert_true(lab_snapshot_open(lab, 2, &error));
    options.steps = 3;
    assert_false(lab_train(lab, &options, &result, &error)); /* it would train on from the past */
    assert_says(error, ERROR_USAGE, "snapshot last");
    assert_true(lab_save(lab, saved, &error)); /* that is what it was then */
    Lab *other = lab_open(1);
    ModelInfo info;
    assert_true(lab_load(other, saved, NULL, &error) && lab_current_info(other, &info));
    assert_int_equal(info.steps, 2);
    assert_true(log_probability(other) == log_probability(lab));
    lab_close(other);
    assert_true(lab_snapshot_last(lab, &error));
    options.snapshots = -1;
    assert_false(lab_train(lab, &options, &result, &error));
    options.snapshots = SNAPSHOTS_MOST + 1;
    assert_false(lab_train(lab, &options, &result, &error));
    options.snapshots = 1;
    assert_true(lab_train(lab, &options, &result, &error));
    assert_true(lab_snapshots(lab, &list, &error) && list.count == 1 && list.step[0] == 4);
    assert_true(lab_snapshot_open(lab, 1, &error));
    lab_close(lab); /* with one open */
}

static void snapshots_of_large_models_are_bounded(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    ModelConfiguration large = {.attention = ATTENTION_DOT, .hidden = 1024, .seed = 1};
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error = {0};
    assert_true(lab_model(lab, NULL, &large, &error));
    options.snapshots = 64;
    assert_false(lab_train(lab, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "too much memory");
    lab_close(lab);
}

/* ---- how far back the gradient reaches ---- */

static GradientResult gradients(Lab *lab, AttentionKind attention, int length)
{
    GradientOptions options = gradient_defaults();
    GradientResult result;
    Error error;
    add_model(lab, attention, NULL);
    train(lab, 60);
    options.length = length;
    options.count = 20;
    if (!lab_gradients(lab, NULL, &options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

/* Without attention what is far is felt a hundred times less than what is near; attention has a way of its own. */
static void the_gradient_vanishes_without_attention(void **state)
{
    (void)state;
    Lab *lab = lab_open(2);
    DatasetOptions options = {.task = "copy", .length_least = 10, .length_most = 20, .symbols = 6, .seed = 1};
    Error error;
    assert_true(lab_data(lab, &options, &error));
    GradientResult none = gradients(lab, ATTENTION_NONE, 20), additive = gradients(lab, ATTENTION_ADDITIVE, 20);
    assert_int_equal(none.distances, 21);
    assert_int_equal(none.count, 20);
    assert_true(!none.attention && additive.attention);
    assert_true(none.norm[20] > 0 && none.norm[20] < none.norm[0] / 100);
    for (int k = 3; k <= 20; k++)
        assert_true(none.norm[k] < none.norm[k - 1]);
    assert_true(additive.norm[20] > additive.norm[0] / 20);
    lab_close(lab);
}

static void wrong_gradient_options_are_refused(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6);
    GradientOptions options = gradient_defaults();
    GradientResult result;
    Error error = {0};
    assert_false(lab_gradients(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "no model yet");
    add_model(lab, ATTENTION_NONE, NULL);
    assert_true(lab_gradients(lab, NULL, &options, &result, &error));
    assert_int_equal(result.length, 5);
    options.position = 7; /* <EOS> is the sixth */
    assert_false(lab_gradients(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "another length or position");
    options.position = 6;
    assert_true(lab_gradients(lab, NULL, &options, &result, &error));
    for (int i = 0; i < 6; i++) {
        options = gradient_defaults();
        switch (i) {
        case 0: options.length = -1; break;
        case 1: options.length = GRADIENT_DISTANCES; break;
        case 2: options.count = 0; break;
        case 3: options.count = 1001; break;
        case 4: options.position = 0; break;
        default: options.position = INT_MIN; break;
        }
        assert_false(lab_gradients(lab, NULL, &options, &result, &error));
        assert_says(error, ERROR_USAGE, "length may be");
    }
    assert_false(lab_gradients(lab, "nobody", &options, &result, &error));
    ModelConfiguration bag = {.attention = ATTENTION_NONE, .input = INPUT_BAG, .hidden = 8, .seed = 1};
    assert_true(lab_model(lab, NULL, &bag, &error));
    options = gradient_defaults();
    assert_false(lab_gradients(lab, NULL, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "no states that follow one another");
    lab_interrupt_check(lab, always);
    add_model(lab, ATTENTION_NONE, NULL);
    assert_false(lab_gradients(lab, NULL, &options, &result, &error));
    lab_close(lab);
}

/* ---- files ---- */

static void check_same_answer(Lab *a, Lab *b, const char *text)
{
    Error error;
    Translation *x = lab_translate(a, text, &error), *y = lab_translate(b, text, &error);
    assert_string_equal(x->text, y->text);
    assert_memory_equal(&x->log_probability, &y->log_probability, sizeof x->log_probability);
    const TraceArray *p = trace_find(x->trace, "attention.weights"), *q = trace_find(y->trace, "attention.weights");
    assert_memory_equal(p->values, q->values, (size_t)(p->rows * p->columns) * sizeof(float));
    translation_close(x);
    translation_close(y);
}

static void a_saved_model_is_the_same_and_learns_on(void **state)
{
    (void)state;
    Lab *lab = copy_lab(2, 5, 6), *other = lab_open(1);
    ModelInfo a, b;
    Error error = {0};
    add_model(lab, ATTENTION_DOT, "first");
    TrainResult result = train(lab, 40);
    assert_true(lab_save(lab, saved, &error));
    assert_true(lab_load(other, saved, NULL, &error));
    check_same_answer(lab, other, "a f c");
    check_same_answer(lab, other, "없는 b");
    assert_true(lab_current_info(lab, &a) && lab_current_info(other, &b));
    assert_string_equal(b.name, "first");
    assert_int_equal(b.steps, 40);
    assert_true(near(b.loss, result.loss));
    assert_string_equal(b.data, "copy");
    assert_true(dataset_endless(lab_dataset(other))); /* its data are made again */
    train(other, 5);
    assert_true(lab_current_info(other, &b) && b.steps == 45);
    assert_true(lab_load(other, saved, "second", &error));
    assert_int_equal(lab_model_count(other), 2);
    assert_false(lab_load(other, saved, "a b", &error));
    assert_says(error, ERROR_USAGE, "1 to 63 letters");
    assert_false(lab_load(other, "/nonexistent", NULL, &error));
    assert_says(error, ERROR_SYSTEM, "/nonexistent");
    assert_true(lab_current_info(other, &b)); /* what failed changed nothing */
    assert_string_equal(b.name, "second");
    lab_close(lab);
    lab_close(other);
}

static void without_its_file_a_model_translates_only(void **state)
{
    (void)state;
    Lab *lab = lab_open(1), *other = lab_open(1);
    DatasetOptions data = {.seed = 1};
    TrainOptions options = train_defaults();
    AccuracyOptions accuracy = accuracy_defaults();
    TrainResult result;
    AccuracyResult score;
    Error error = {0};
    write_quiz();
    data.file = pairs;
    assert_true(lab_data(lab, &data, &error));
    add_model(lab, ATTENTION_DOT, NULL);
    train(lab, 20);
    assert_true(lab_save(lab, saved, &error));
    assert_true(lab_load(other, saved, NULL, &error));
    assert_int_equal(dataset_count(lab_dataset(other), SPLIT_TEST), dataset_count(lab_dataset(lab), SPLIT_TEST));
    unlink(pairs);
    assert_true(lab_load(other, saved, NULL, &error));
    check_same_answer(lab, other, "a b c");
    assert_false(lab_train(other, &options, &result, &error));
    assert_says(error, ERROR_USAGE, "pairs.tsv");
    assert_false(lab_accuracy(other, NULL, &accuracy, &score, &error));
    assert_says(error, ERROR_DATA, "accuracy file=PAIRS");
    assert_null(lab_translate_example(other, NULL, 3, 1, &error));
    assert_says(error, ERROR_USAGE, "hold no sentence");
    write_quiz(); /* another file can still be scored */
    accuracy.file = pairs;
    assert_true(lab_accuracy(other, NULL, &accuracy, &score, &error));
    assert_int_equal(score.count, 117);
    accuracy_result_free(&score);
    lab_close(lab);
    lab_close(other);
}

/* A model of 5 + 5 words with these texts beside it. */
static void save_with(const CheckpointEntry *entries, int count)
{
    ModelConfiguration configuration = {.attention = ATTENTION_DOT, .hidden = 4, .source_vocabulary = 5,
                                        .target_vocabulary = 5, .seed = 1};
    Error error;
    Model *model = model_open(&configuration, &error);
    assert_true(checkpoint_save(saved, model, entries, count, NULL, &error));
    model_close(model);
}

static const char five[] = "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"a\"]";

static void vocabularies_that_lie(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "", "17", "{}", "[]", "[1,2,3,4,5]", "[\"a\",\"b\",\"c\",\"d\",\"e\"]",
        "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\"]", "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"\"]",
        "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"a\",\"b\"]", "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"<UNK>\"]",
        "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",[\"a\"]]", "[\"<PAD>\",\"<SOS>\",\"<EOS>\",\"<UNK>\",\"a\"", "[[[["};
    Lab *lab = lab_open(1);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int side = 0; side < 2; side++) {
            CheckpointEntry entries[] = {{"source_vocabulary", side == 0 ? wrong[i] : five},
                                         {"target_vocabulary", side == 1 ? wrong[i] : five}, {"data", "{}"}};
            Error error = {0};
            save_with(entries, 3);
            assert_false(lab_load(lab, saved, NULL, &error));
            assert_true(error.kind == ERROR_DATA && error.message[0] != '\0');
        }
    Error error = {0};
    save_with(NULL, 0);
    assert_false(lab_load(lab, saved, NULL, &error));
    assert_says(error, ERROR_DATA, "vocabularies are missing");
    assert_int_equal(lab_model_count(lab), 0);
    assert_null(lab_dataset(lab));
    lab_close(lab);
}

/* What is said of the data or the run may be anything: the model opens, with its vocabularies alone. */
static void histories_that_lie(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}", "{\"task\":\"copy\",\"symbols\":1}", "{\"task\":\"copy\",\"file\":\"x\"}", "{\"task\":17}",
        "{\"file\":\"/dev/zero\"}", "{\"file\":\"/\"}", "{\"file\":\"\"}", "{\"grammar\":\"xx\"}",
        "{\"task\":\"copy\",\"symbols\":99999999999,\"length_least\":-5,\"length_most\":1e9}",
        "{\"task\":\"dates\",\"language\":\"xx\"}", "{\"task\":\"copy\",\"length_least\":9,\"length_most\":2}",
        "{\"task\":\"copy\",\"source_tokens\":77,\"target_tokens\":-1,\"symbols\":2,\"length_least\":1,\"seed\":-1}",
        "{\"grammar\":\"ko-en\",\"length_least\":999,\"length_most\":1000,\"swap\":true}"};
    static const char *const runs[] = {"", "[]", "{\"name\":17}", "{\"name\":\"\",\"steps\":\"many\",\"loss\":[]}",
                                       "{\"name\":\"a b\",\"steps\":-4,\"loss\":\"nan\"}", "{\"steps\":1e300}"};
    Lab *lab = lab_open(1);
    ModelInfo info;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        CheckpointEntry entries[] = {{"source_vocabulary", five}, {"target_vocabulary", five}, {"data", texts[i]},
                                     {"run", runs[i % (sizeof runs / sizeof *runs)]}};
        Error error = {0};
        save_with(entries, 4);
        if (!lab_load(lab, saved, NULL, &error))
            fail_msg("%s: %s", texts[i], error.message);
        assert_true(lab_current_info(lab, &info));
        assert_string_equal(info.name, "opened");
        assert_true(info.steps >= 0);
        assert_false(dataset_endless(lab_dataset(lab)));
        Translation *translation = lab_translate(lab, "a", &error);
        assert_non_null(translation);
        translation_close(translation);
    }
    lab_close(lab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_there_is_said),
        cmocka_unit_test(data_that_fail_leave_the_old),
        cmocka_unit_test(models_have_names),
        cmocka_unit_test(wrong_models_are_refused),
        cmocka_unit_test(a_model_keeps_its_data),
        cmocka_unit_test(training_learns_and_goes_on),
        cmocka_unit_test(several_runs_are_as_one),
        cmocka_unit_test(fresh_begins_anew),
        cmocka_unit_test(numbers_that_are_none_keep_the_model),
        cmocka_unit_test(the_best_model_comes_back),
        cmocka_unit_test(patience_is_not_tried_in_vain),
        cmocka_unit_test(a_rate_too_large_is_told),
        cmocka_unit_test(the_curve_is_thinned),
        cmocka_unit_test(the_threads_do_not_change_the_result),
        cmocka_unit_test(wrong_training_options_are_refused),
        cmocka_unit_test(the_watcher_sees_and_stops),
        cmocka_unit_test(an_interrupt_keeps_what_was_learned),
        cmocka_unit_test(training_by_the_clock_ends),
        cmocka_unit_test(a_taught_model_copies),
        cmocka_unit_test(what_cannot_be_read_is_refused),
        cmocka_unit_test(examples_are_held_out),
        cmocka_unit_test(all_right_is_counted_as_all_right),
        cmocka_unit_test(a_file_is_scored_as_line_by_line),
        cmocka_unit_test(any_column_of_a_letter_is_its_partner),
        cmocka_unit_test(likelihood_and_edits_are_those_of_each_line),
        cmocka_unit_test(count_and_lengths_of_a_file),
        cmocka_unit_test(own_held_out_pairs_are_asked_once),
        cmocka_unit_test(a_length_that_no_sentence_has_scores_nothing),
        cmocka_unit_test(lengths_beyond_the_data_are_made),
        cmocka_unit_test(wrong_accuracy_options_are_refused),
        cmocka_unit_test(snapshots_are_what_was_there),
        cmocka_unit_test(snapshots_that_are_none),
        cmocka_unit_test(snapshots_of_large_models_are_bounded),
        cmocka_unit_test(the_gradient_vanishes_without_attention),
        cmocka_unit_test(wrong_gradient_options_are_refused),
        cmocka_unit_test(a_saved_model_is_the_same_and_learns_on),
        cmocka_unit_test(without_its_file_a_model_translates_only),
        cmocka_unit_test(vocabularies_that_lie),
        cmocka_unit_test(histories_that_lie),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
