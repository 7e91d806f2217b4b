/* test_lab_decode.c: beams and samples from the workbench, and what is measured with a beam. */
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

/* A model that learned to copy a little: some of its answers are wrong. */
static Lab *copying_lab(long steps)
{
    Lab *lab = lab_with_data((DatasetOptions){.task = "copy", .length_least = 2, .length_most = 6, .symbols = 6});
    add_model(lab, &dot_score, NULL);
    train_by(lab, train_of("steps=%ld", steps));
    return lab;
}

static Beam *beam_of(Lab *lab, const char *text, int width)
{
    SourceSentence source;
    BeamOptions options = {.width = width, .length_penalty = 0.6};
    Beam *beam = lab_beam(lab, &(Request){.text = text}, &options, &source, &error);
    if (beam == NULL)
        fail_msg("%s", error.message);
    source_sentence_free(&source);
    return beam;
}

TEST(a_drawn_sentence_knows_what_is_right)
{
    Lab *lab = copying_lab(1);
    SourceSentence source;
    Translation *translation = translated(lab, (Request){.length = 4, .seed = 7});
    assert_true(lab_source(lab, &(Request){.length = 4, .seed = 7}, &source, &error));
    assert_int_equal(source.count, 5);
    assert_string_equal(source.text, translation->source_text); /* the same as is translated */
    assert_string_equal(source.reference, translation->reference);
    source_sentence_free(&source);
    assert_true(lab_source(lab, &(Request){.text = "a zzz b"}, &source, &error));
    assert_int_equal(source.unknown, 1);
    assert_null(source.reference);
    source_sentence_free(&source);
    assert_false(lab_source(lab, &(Request){.model = "nobody", .text = "a"}, &source, &error));
}

/* What `accuracy beam=4` counts are the answers that `beam width=4` gives, and some of them are not the greedy ones. */
TEST(accuracy_measures_the_beam)
{
    Lab *lab = copying_lab(110);
    AccuracyOptions options = accuracy_of("count=300");
    AccuracyResult greedy = accuracy_by(lab, &options);
    options.search.width = 4;
    AccuracyResult wide = accuracy_by(lab, &options);
    assert_int_equal(wide.count, 300);
    assert_true(wide.scores.exact != greedy.scores.exact || wide.scores.bleu != greedy.scores.bleu);
    assert_true(wide.scores.perplexity == greedy.scores.perplexity); /* of the references, which no beam changes */
    assert_true(wide.scores.on_partner > 0 && wide.scores.on_partner <= 1);
    assert_true(wide.examples > 0);
    for (int i = 0; i < wide.examples; i++) {
        Beam *beam = beam_of(lab, wide.example_source[i], 4);
        char *text = lab_target_text(lab, NULL, beam->answers[0].tokens, beam->answers[0].count);
        assert_string_equal(text, wide.example_answer[i]);
        free(text);
        beam_close(beam);
    }
    options.search.width = BEAM_MOST + 1;
    assert_false(lab_accuracy(lab, NULL, &options, &wide, &error));
    assert_non_null(strstr(error.message, "beam=33"));
}

/* One that fills in is given the sentence with words hidden, and says the words of the source. */
TEST(a_beam_fills_in)
{
    Lab *lab = lab_with_data((DatasetOptions){.grammar = "ko-en", .length_least = 4, .length_most = 8});
    put_model(lab, NULL, (ModelConfiguration){.kind = KIND_MASKED, .hidden = 8, .heads = 2, .seed = 1});
    Translation *translation = translated(lab, (Request){.length = 6, .seed = 3});
    SourceSentence source;
    BeamOptions options = {.width = 4, .length_penalty = 0};
    Beam *beam = lab_beam(lab, &(Request){.length = 6, .seed = 3}, &options, &source, &error);
    assert_string_equal(source.text, translation->source_text);
    assert_string_equal(source.reference, translation->reference);
    char *text = lab_target_text(lab, NULL, beam->answers[0].tokens, beam->answers[0].count);
    /* What is not hidden is sure, and the words hidden do not depend on others. */
    assert_string_equal(text, translation->text);
    free(text);
    beam_close(beam);
    source_sentence_free(&source);
}

/* Lets the sentences be drawn, and counts how often it saw that and the answering. */
static WorkWish ends_the_answering(void *argument, const Progress *progress)
{
    bool answers = strcmp(progress->activity, "accuracy") == 0;
    ((int *)argument)[answers]++;
    return answers ? WORK_STOPS : WORK_GOES_ON;
}

TEST(a_wish_ends_the_measuring)
{
    Lab *lab = copying_lab(1);
    AccuracyOptions options = accuracy_of("count=20000");
    int seen[2] = {0};
    lab_watch(lab, ends_the_answering, seen);
    for (options.search.width = 1; options.search.width <= 32; options.search.width += 31) {
        AccuracyResult result = accuracy_by(lab, &options);
        assert_true(result.stopped && result.count < 20000 && result.asked != 0);
    }
    assert_true(seen[0] >= 2 && seen[1] >= 2);
}

/* ---- long answers ---- */

enum { LONG = 400 }; /* tokens, that take this model some tenths of a second to read */

static WorkWish ends_at_once(void *argument, const Progress *progress)
{
    snprintf(argument, 16, "%s", progress->activity);
    return WORK_STOPS;
}

static Lab *slow_lab(void)
{
    Lab *lab = open_lab(1);
    DatasetOptions data = {.task = "copy", .length_least = 2, .length_most = 6, .symbols = 6};
    ModelConfiguration configuration = {.kind = KIND_TRANSFORMER, .hidden = 512, .layers = 4, .heads = 4, .seed = 1};
    if (!lab_data(lab, &data, &error) || !lab_model(lab, NULL, &configuration, &error))
        fail_msg("%s", error.message);
    return lab;
}

static void expect_stopped(const char *activity, const char *expected)
{
    assert_int_equal(error.kind, ERROR_INTERRUPTED);
    assert_string_equal(activity, expected);
    error = (Error){0};
}

TEST(long_answers_can_be_stopped)
{
    Lab *lab = slow_lab();
    char activity[16] = "", text[2 * LONG + 1] = "";
    for (int i = 0; i < LONG; i++)
        memcpy(text + 2 * i, "a ", 3);
    lab_watch(lab, ends_at_once, activity);
    assert_null(lab_translate(lab, &(Request){.text = text}, &error));
    expect_stopped(activity, "translate");
    assert_null(lab_translate(lab, &(Request){.text = text, .forced = true}, &error));
    expect_stopped(activity, "translate");
    WhatIf compared;
    assert_false(lab_what_if(lab, &(Request){.text = text}, &compared, &error));
    expect_stopped(activity, "whatif");
    Translation *translation;
    text[2 * 100] = '\0';
    assert_null(lab_trust(lab, &(Request){.text = text}, &translation, &error));
    expect_stopped(activity, "trust");
    text[2 * 100] = 'a';
    SourceSentence source;
    assert_null(lab_beam(lab, &(Request){.text = text}, &(BeamOptions){.width = 4}, &source, &error));
    expect_stopped(activity, "beam");
    assert_null(lab_samples(lab, &(Request){.text = text}, &(SampleOptions){.temperature = 1, .count = 4}, &source, &error));
    expect_stopped(activity, "sample");
    lab_watch(lab, NULL, NULL); /* nothing of it is left */
    assert_true(translated(lab, (Request){.text = "a b"})->target_count > 0);
}

/* A sentence that was being answered does not count. */
TEST(accuracy_stops_in_the_middle_of_answers)
{
    Lab *lab = slow_lab();
    AccuracyOptions options = accuracy_of("count=20 lengths=100");
    int seen[2] = {0};
    lab_watch(lab, ends_the_answering, seen);
    AccuracyResult result = accuracy_by(lab, &options);
    assert_true(result.stopped && seen[1] > 0);
    assert_int_equal(result.count, 0);
    assert_true(isnan(result.scores.perplexity));
}

TEST(samples_of_the_lab)
{
    Lab *lab = copying_lab(20);
    SourceSentence source;
    SampleOptions options = {.temperature = 1, .count = 4, .seed = 2};
    Sample *samples = lab_samples(lab, &(Request){.text = "a b c"}, &options, &source, &error);
    assert_non_null(samples);
    for (int i = 0; i < options.count; i++)
        assert_true(samples[i].log_probability < 0 && samples[i].count <= options.most);
    samples_free(samples, options.count);
    source_sentence_free(&source);
}
