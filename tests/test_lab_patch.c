/* test_lab_patch.c: what another sentence had at a place, put into this one's computation. */
#include "lab/job.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

static PatchOptions patch_of(const char *name, const char *from, const char *text)
{
    PatchOptions options;
    options_defaults(&patch_options, &options);
    options.name = name;
    options.from = from;
    options.request.text = text;
    return options;
}

static PatchResult patch_by(Lab *lab, const PatchOptions *options)
{
    PatchResult result;
    if (!lab_patch(lab, options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

static void expect_refusal(Lab *lab, const PatchOptions *options, const char *words)
{
    PatchResult result;
    assert_refused(lab_patch(lab, options, &result, &error), ERROR_USAGE, words);
}

static double difference(const WhatIf *compared)
{
    double sum = 0;
    for (int t = 0; t < compared->before->target_count; t++)
        sum += fabs(compared->log_probability_after[t] - compared->log_probability_before[t]);
    return sum;
}

static void expect_same_answer(const Translation *a, const Translation *b)
{
    assert_string_equal(a->text, b->text);
    assert_true(a->log_probability == b->log_probability);
}

/* Without attention only the context joins the two halves: with another sentence's, the decoder gives that one's answer. */
TEST(another_context_is_another_answer)
{
    Lab *lab = copy_lab_with(NULL, 2, 5, 6);
    train(lab, 60);
    PatchOptions options = patch_of("context", "c d e f", "a b");
    PatchResult result = patch_by(lab, &options);
    expect_same_answer(result.compared.after, result.other);
    assert_int_equal(result.replaced, 2 * 16); /* in the answer, and for the answer before */
    patch_result_free(&result);
}

TEST(a_sentence_put_into_itself_changes_nothing)
{
    static const char *const names[] = {"encoder.forward.state", "decoder.update", "attention.weights", "decoder.state"};
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    train(lab, 30);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        PatchOptions options = patch_of(names[i], "a b c", "a b c");
        PatchResult result = patch_by(lab, &options);
        expect_same_answer(result.compared.after, result.compared.before);
        assert_true(difference(&result.compared) == 0 && result.replaced > 0);
        patch_result_free(&result);
    }
}

TEST(zero_is_what_force_does_with_0)
{
    Lab *lab = copy_lab_with(&additive_score, 2, 5, 6);
    train(lab, 30);
    PatchOptions options = patch_of("encoder.forward.state", "zero", "a b c");
    options.step = 2;
    PatchResult result = patch_by(lab, &options);
    Intervention one = {.step = 1, .place = -1, .value = 0};
    assert_true(trace_parse("encoder.forward.state", &one.pattern));
    interventions_add(lab_interventions(lab), &one);
    WhatIf forced;
    assert_true(lab_what_if(lab, &(Request){.text = "a b c"}, &forced, &error));
    expect_same_answer(result.compared.after, forced.after);
    assert_true(difference(&result.compared) == difference(&forced) && difference(&forced) > 0);
    what_if_free(&forced);
    patch_result_free(&result);
}

/* Each item of a sweep is what patching it alone does. */
static void check_sweep(Lab *lab, PatchOptions options, int items)
{
    PatchResult swept = patch_by(lab, &options);
    int T = swept.compared.before->target_count;
    Sweep sweep = (Sweep)options.sweep;
    options.sweep = SWEEP_NONE;
    assert_int_equal(swept.items, items);
    for (int i = 0; i < items; i++) {
        options.step = sweep == SWEEP_STEPS ? i + 1 : options.step;
        options.unit = sweep == SWEEP_UNITS ? i + 1 : options.unit;
        PatchResult one = patch_by(lab, &options);
        assert_string_equal(one.compared.after->text, swept.answers[i]);
        for (int t = 0; t < T; t++)
            assert_true(fabs(exp(one.compared.log_probability_after[t]) - exp(one.compared.log_probability_before[t]) - swept.change[i * T + t]) < 1e-12);
        patch_result_free(&one);
    }
    patch_result_free(&swept);
}

TEST(a_sweep_is_each_alone)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    train(lab, 30);
    PatchOptions options = patch_of("encoder.forward.state", "d e f", "a b c");
    options.sweep = SWEEP_STEPS;
    check_sweep(lab, options, 4);
    options.sweep = SWEEP_UNITS;
    options.from = "mean";
    options.step = 2;
    check_sweep(lab, options, 16);
}

TEST(heads_one_after_the_other)
{
    Lab *lab = copy_lab(2, 5, 6);
    put_model(lab, NULL, (ModelConfiguration){.kind = KIND_TRANSFORMER, .hidden = 16, .heads = 4, .layers = 2, .seed = 1});
    train(lab, 20);
    PatchOptions options = patch_of("decoder.layer2.cross.head1.weights", "zero", "a b c");
    options.sweep = SWEEP_HEADS;
    PatchResult result = patch_by(lab, &options);
    assert_int_equal(result.items, 4);
    double first = fabs(result.change[0]);
    assert_true(first > 0 && result.change[0] != result.change[result.compared.before->target_count]);
    patch_result_free(&result);
}

TEST(what_cannot_be_patched_is_refused)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    PatchOptions options = patch_of("encoder.forward.state", NULL, "a b c");
    expect_refusal(lab, &options, "from=");
    options = patch_of("encoder.forward.stat", "zero", "a b c");
    expect_refusal(lab, &options, "no value");
    options = patch_of("attention.weights", "a b c d", "a b c");
    expect_refusal(lab, &options, "differ in the length");
    options = patch_of("encoder.forward.state", "a b", "a b c");
    options.step = options.at = 9;
    expect_refusal(lab, &options, "only 4 rows");
    options.step = 1;
    expect_refusal(lab, &options, "only 3 rows");
    options.at = 0;
    options.unit = 17;
    expect_refusal(lab, &options, "unit=17");
    options.unit = 0;
    options.sweep = SWEEP_HEADS;
    expect_refusal(lab, &options, "sweep=heads");
}

static int looks_left;
static bool soon(void) { return looks_left-- <= 0; }

/* Of what was stopped in the middle of an answer nothing is read. */
TEST(a_sweep_is_stopped_at_any_place)
{
    Lab *lab = copy_lab(2, 5, 6);
    put_model(lab, "wide", (ModelConfiguration){.attention = &dot_score, .hidden = 128, .seed = 2}); /* long answers */
    PatchOptions options = patch_of("encoder.forward.state", "zero", "a b c d e");
    options.sweep = SWEEP_UNITS;
    lab_interrupt_check(lab, soon);
    int stopped = 0;
    PatchResult result;
    for (int n = 0; n < 8; n++) {
        looks_left = n;
        if (lab_patch(lab, &options, &result, &error))
            patch_result_free(&result);
        else
            stopped += error.kind == ERROR_INTERRUPTED;
    }
    lab_interrupt_check(lab, NULL);
    assert_true(stopped > 0);
}

/* ---- stopped ---- */

static WorkWish stop_now(void *argument, const Progress *progress)
{
    (void)argument;
    (void)progress;
    return WORK_STOPS;
}

static void look_too_early(void *argument, Error *failure)
{
    (void)argument;
    for (double begun = clock_seconds(); !job_ending() && clock_seconds() - begun < 20;)
        ;
    error_set(failure, ERROR_USAGE, "there is no value");
}

TEST(what_a_stopped_answer_lacks_is_no_mistake)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    lab_watch(lab, stop_now, NULL);
    assert_false(job_answer(lab, lab_find(lab, NULL, &error), "patch", look_too_early, NULL, &error));
    assert_says(ERROR_INTERRUPTED, "stopped before");
    lab_watch(lab, NULL, NULL);
}
