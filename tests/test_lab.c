/* test_lab.c: the workbench: data, models, translating, snapshots, gradients, files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/language.h"
#include "model/checkpoint.h"
#include "small_lab.h"

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
    Lab *lab = copy_lab_with(ATTENTION_DOT, 2, 5, 6);
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

/* ---- translating ---- */

static void a_taught_model_copies(void **state)
{
    (void)state;
    Lab *lab = copy_lab_with(ATTENTION_DOT, 2, 3, 3);
    Error error = {0};
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
    Lab *lab = copy_lab_with(ATTENTION_DOT, 2, 3, 3);
    char long_text[1100];
    Error error = {0};
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
    Lab *lab = copy_lab_with(ATTENTION_DOT, 2, 5, 6);
    Error error = {0};
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
    options.steps = steps;
    options.rate = 0.01;
    options.decay = DECAY_NONE;
    options.snapshots = snapshots;
    train_by(lab, &options);
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
    TrainOptions options = train_defaults();
    TrainResult result;
    Error error = {0};
    put_model(lab, NULL, (ModelConfiguration){.attention = ATTENTION_DOT, .hidden = 1024, .seed = 1});
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
    Lab *lab = copy_lab(10, 20, 6);
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
    put_model(lab, NULL, (ModelConfiguration){.attention = ATTENTION_NONE, .input = INPUT_BAG, .hidden = 8, .seed = 1});
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
    score = accuracy_by(other, &accuracy);
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
        cmocka_unit_test(a_taught_model_copies),
        cmocka_unit_test(what_cannot_be_read_is_refused),
        cmocka_unit_test(examples_are_held_out),
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
