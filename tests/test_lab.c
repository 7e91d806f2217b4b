/* test_lab.c: the workbench: data, models, translating, how far back the gradient reaches. */
#include <limits.h>

#include "base/language.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

/* ---- data and models ---- */

TEST(nothing_there_is_said)
{
    Lab *lab = open_lab(1);
    ModelConfiguration configuration = {.hidden = 8};
    ModelInfo info;
    TrainOptions options = train_of("");
    TrainResult result;
    assert_null(lab_dataset(lab));
    assert_false(lab_current_info(lab, &info));
    assert_false(lab_model_info(lab, 0, &info));
    assert_refused(lab_model(lab, NULL, &configuration, &error), ERROR_USAGE, "data grammar=ko-en");
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE, "no model yet");
    assert_null(lab_translate(lab, &(Request){.text = "a b"}, &error));
    assert_false(lab_save(lab, saved, &error));
    language_set(LANGUAGE_KOREAN);
    assert_refused(lab_model(lab, NULL, &configuration, &error), ERROR_USAGE, "먼저 데이터가");
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE, "아직 모델이 없습니다");
    language_set(LANGUAGE_ENGLISH);
    lab_close(NULL);
}

TEST(data_that_fail_leave_the_old)
{
    Lab *lab = copy_lab(2, 5, 6);
    Dataset *before = lab_dataset(lab);
    static const DatasetOptions wrong[] = {
        {.task = "cpoy"}, {.grammar = "de-en"}, {.file = "/nonexistent.tsv"}, {0}, {.task = "copy", .file = "x"},
        {.task = "copy", .symbols = 1}, {.task = "copy", .length_least = 9, .length_most = 3}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        error = (Error){0};
        assert_false(lab_data(lab, &wrong[i], &error));
        assert_true(error.kind != ERROR_NONE && error.message[0] != '\0');
        assert_ptr_equal(lab_dataset(lab), before);
    }
}

TEST(models_have_names)
{
    Lab *lab = copy_lab(2, 5, 6);
    add_model(lab, NULL, NULL);
    add_model(lab, &dot_score, NULL);
    add_model(lab, &dot_score, "mine");
    add_model(lab, &additive_score, "mine"); /* in the place of the one before */
    assert_int_equal(lab_model_count(lab), 3);
    ModelInfo info = current_info(lab);
    assert_string_equal(info.name, "mine");
    assert_int_equal(info.configuration->attention, &additive_score);
    assert_int_equal(info.configuration->source_vocabulary, 6 + TOKEN_FIRST);
    assert_string_equal(info.data, "copy");
    assert_true(isnan(info.loss) && info.steps == 0 && info.current);
    assert_true(lab_use(lab, "gru-none", &error));
    assert_string_equal(current_info(lab).name, "gru-none");
    assert_refused(lab_use(lab, "gru-nonw", &error), ERROR_USAGE, "did you mean 'gru-none'?");
    assert_refused(lab_use(lab, "zebra", &error), ERROR_USAGE, "plain 'model' lists");
    assert_false(lab_model_info(lab, 3, &info));
}

TEST(wrong_models_are_refused)
{
    Lab *lab = copy_lab(2, 5, 6);
    ModelConfiguration configuration = {.hidden = 8};
    static const char *const names[] = {"", "a b", "a,b", "a/b", "a=b",
                                        "a23456789b123456789c123456789d123456789e123456789f123456789g1234"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        error = (Error){0};
        assert_refused(lab_model(lab, names[i], &configuration, &error), ERROR_USAGE, "1 to 63 bytes");
    }
    static const char *const unprintable[] = {"a\tb", "a\nb", "\x1b[31ma", "a\x7f", "\x01", "a\xff", "\xed\xa0\x80", "\xea\xb0",
                                              ("\xc2\x9b" "31m")};
    for (size_t i = 0; i < sizeof unprintable / sizeof *unprintable; i++) {
        error = (Error){0};
        assert_refused(lab_model(lab, unprintable[i], &configuration, &error), ERROR_USAGE, "without control characters");
    }
    configuration.hidden = 3;
    assert_refused(lab_model(lab, NULL, &configuration, &error), ERROR_USAGE, "hidden=3");
    assert_int_equal(lab_model_count(lab), 0);
    configuration.hidden = 8;
    assert_true(lab_model(lab, "한국어-é", &configuration, &error));
}

/* A model keeps the data it was made for, whatever becomes current. */
TEST(a_model_keeps_its_data)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    DatasetOptions reverse = {.task = "reverse", .length_least = 2, .length_most = 4, .symbols = 9, .seed = 1};
    assert_true(lab_data(lab, &reverse, &error));
    assert_string_equal(dataset_name(lab_dataset(lab)), "reverse");
    assert_string_equal(current_info(lab).data, "copy");
    train(lab, 5);
    assert_int_equal(translated(lab, (Request){.text = "a h"})->unknown, 1); /* h is of the new data alone */
}

/* ---- translating ---- */

TEST(a_taught_model_copies)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 3, 3);
    train(lab, 300);
    Translation *translation = translated(lab, (Request){.text = "  c   a "});
    assert_string_equal(translation->text, "c a");
    assert_int_equal(translation->source_count, 3);
    assert_string_equal(translation->source_tokens[0], "c");
    assert_string_equal(translation->target_tokens[2], "<EOS>");
    assert_true(translation->log_probability < 0 && translation->log_probability > -1);
    assert_null(translation->reference);
    translation = translated(lab, (Request){.text = "b 한국어 a"});
    assert_int_equal(translation->unknown, 1);
    assert_string_equal(translation->source_tokens[1], "한국어"); /* as typed */
}

TEST(what_cannot_be_read_is_refused)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 3, 3);
    char long_text[1100];
    assert_refused(lab_translate(lab, &(Request){.text = "   "}, &error) != NULL, ERROR_USAGE, "nothing to read");
    assert_refused(lab_translate(lab, &(Request){.text = "a \xff"}, &error) != NULL, ERROR_DATA, "UTF-8");
    for (int i = 0; i < 501; i++)
        memcpy(long_text + 2 * i, "a ", 3);
    assert_refused(lab_translate(lab, &(Request){.text = long_text}, &error) != NULL, ERROR_USAGE, "501");
    assert_refused(lab_translate(lab, &(Request){.model = "gru-dott", .text = "a"}, &error) != NULL, ERROR_USAGE,
                   "did you mean 'gru-dot'?");
    language_set(LANGUAGE_KOREAN);
    assert_refused(lab_translate(lab, &(Request){.text = long_text}, &error) != NULL, ERROR_USAGE, "501개");
    language_set(LANGUAGE_ENGLISH);
}

TEST(examples_are_held_out)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    train(lab, 300);
    Translation *translation = translated(lab, (Request){.length = 4, .seed = 7});
    assert_int_equal(translation->source_count, 5);
    assert_string_equal(translation->source_text, translation->reference);
    for (int i = 0; i < translation->target_count && strcmp(translation->text, translation->reference) == 0; i++)
        assert_int_equal(translation->partner[i], i < 4 ? i : -1);
    Translation *again = translated(lab, (Request){.model = "gru-dot", .length = 4, .seed = 7});
    assert_string_equal(again->source_text, translation->source_text);
    assert_refused(lab_translate(lab, &(Request){.length = 501, .seed = 1}, &error) != NULL, ERROR_USAGE,
                   "no test sentence of 501 tokens");
}

/* ---- how far back the gradient reaches ---- */

static GradientResult gradients(Lab *lab, const ScoreFunction *attention, int length)
{
    GradientOptions options = gradient_defaults();
    GradientResult result;
    add_model(lab, attention, NULL);
    train(lab, 60);
    options.length = length;
    options.count = 20;
    if (!lab_gradients(lab, NULL, &options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

/* Without attention what is far is felt a hundred times less than what is near; attention has a way of its own. */
TEST(the_gradient_vanishes_without_attention)
{
    Lab *lab = copy_lab(10, 20, 6);
    GradientResult none = gradients(lab, NULL, 20), additive = gradients(lab, &additive_score, 20);
    assert_int_equal(none.distances, 21);
    assert_int_equal(none.count, 20);
    assert_true(!none.attention && additive.attention);
    assert_true(none.norm[20] > 0 && none.norm[20] < none.norm[0] / 100);
    for (int k = 3; k <= 20; k++)
        assert_true(none.norm[k] < none.norm[k - 1]);
    assert_true(additive.norm[20] > additive.norm[0] / 20);
}

TEST(the_position_is_one_of_the_source)
{
    Lab *lab = copy_lab_with(NULL, 2, 5, 6);
    GradientOptions options = gradient_defaults();
    GradientResult result;
    assert_true(lab_gradients(lab, NULL, &options, &result, &error));
    assert_int_equal(result.length, 5);
    options.position = 7; /* <EOS> is the sixth */
    assert_refused(lab_gradients(lab, NULL, &options, &result, &error), ERROR_USAGE, "change length or position");
    options.position = 6;
    assert_true(lab_gradients(lab, NULL, &options, &result, &error));
}

TEST(wrong_gradient_options_are_refused)
{
    Lab *lab = copy_lab(2, 5, 6);
    GradientOptions options = gradient_defaults();
    GradientResult result;
    assert_refused(lab_gradients(lab, NULL, &options, &result, &error), ERROR_USAGE, "no model yet");
    add_model(lab, NULL, NULL);
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
        assert_refused(lab_gradients(lab, NULL, &options, &result, &error), ERROR_USAGE, "must be between");
    }
    assert_false(lab_gradients(lab, "nobody", &options, &result, &error));
    put_model(lab, NULL, (ModelConfiguration){.attention = NULL, .input = INPUT_BAG, .hidden = 8, .seed = 1});
    options = gradient_defaults();
    assert_refused(lab_gradients(lab, NULL, &options, &result, &error), ERROR_USAGE, "no states that follow one another");
    lab_interrupt_check(lab, always);
    add_model(lab, NULL, NULL);
    assert_false(lab_gradients(lab, NULL, &options, &result, &error));
}
