/* test_lab_step.c: one step on one sentence is the step that `train` takes, and is taken back to the bit. */
#include "base/memory.h"
#include "model/scores.h"
#include "same_state.h"
#include "small_lab.h"
#include "test.h"

static StepOptions step_of(const char *text, const char *target)
{
    StepOptions options;
    options_defaults(&step_options, &options);
    options.request.text = text;
    options.target = target;
    return options;
}

static StepResult step_by(Lab *lab, const StepOptions *options)
{
    StepResult result;
    if (!lab_step(lab, options, &result, &error))
        fail_msg("%s", error.message);
    return result;
}

/* A file of one pair, which is therefore the training set. */
static Lab *one_pair_lab(void)
{
    write_pairs("a b c\tc b a\n");
    Lab *lab = lab_with_data((DatasetOptions){.file = pairs, .seed = 1});
    add_model(lab, &dot_score, NULL);
    return lab;
}

TEST(a_step_is_the_step_of_train)
{
    Lab *stepped = one_pair_lab(), *trained = one_pair_lab();
    StepOptions options = step_of(NULL, NULL);
    options.request.training = true;
    for (int i = 0; i < 3; i++) { /* the second and third with the means of the ones before */
        StepResult result = step_by(stepped, &options);
        train_by(trained, train_of("steps=1 batch=1 autosave=0"));
        assert_int_equal(result.total_steps, i + 1);
        assert_string_equal(result.source, "a b c");
        step_result_free(&result);
        expect_same_values(stepped, trained);
    }
}

/* Without optimizer= a step goes on with the momentum that the model has. */
TEST(a_step_keeps_the_optimizer)
{
    Lab *stepped = one_pair_lab(), *trained = one_pair_lab();
    train_by(stepped, train_of("steps=2 batch=1 optimizer=sgd"));
    train_by(trained, train_of("steps=2 batch=1 optimizer=sgd"));
    StepOptions options = step_of(NULL, NULL);
    options.request.training = true;
    StepResult result = step_by(stepped, &options);
    step_result_free(&result);
    train_by(trained, train_of("steps=1 batch=1 optimizer=sgd"));
    expect_same_values(stepped, trained);
    assert_int_equal(stepped->current->state.learned.kind, OPTIMIZER_SGD);
}

TEST(a_step_is_taken_back_to_the_bit)
{
    Lab *lab = copy_lab_with(&additive_score, 2, 5, 6), *other = copy_lab_with(&additive_score, 2, 5, 6);
    for (int round = 0; round < 2; round++) { /* before any training, and after some */
        StepOptions options = step_of("a b c", "a b c");
        StepResult result = step_by(lab, &options);
        assert_true(result.probability_after[0] != result.probability_before[0]);
        step_result_free(&result);
        assert_true(lab_step_undo(lab, NULL, &error));
        expect_same_values(lab, other);
        train(lab, 5);
        train(other, 5);
        expect_same_values(lab, other);
        assert_true(model_state_same(&lab->current->state, &other->current->state));
    }
    assert_false(lab_step_undo(lab, NULL, &error));
    assert_says(ERROR_USAGE, "no step to undo");
    StepOptions options = step_of("a b c", "a b c");
    StepResult result = step_by(lab, &options);
    step_result_free(&result);
    train(lab, 1);
    assert_false(lab_step_undo(lab, NULL, &error));
    assert_says(ERROR_USAGE, "trained since");
}

TEST(a_step_that_a_file_holds_is_unsaved_when_it_is_undone)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    train(lab, 2);
    StepOptions options = step_of("a b c", "a b c");
    StepResult result = step_by(lab, &options);
    step_result_free(&result);
    lab->current->saved_steps = lab->current->state.steps;
    assert_true(lab_step_undo(lab, NULL, &error));
    assert_true(current_info(lab).unsaved_steps > 0);
    train(lab, 1);
    assert_true(current_info(lab).unsaved_steps > 0);
}

/* The squares of the arrays' norms add up to that of the whole; the weight is the one that moved most; the loss is the mean of
 * -ln p, and falls. */
TEST(a_step_says_what_it_did)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    StepOptions options = step_of("a b c", "a b c");
    options.lr = 0.001;
    Parameters *parameters = model_parameters(lab->current->model);
    real *before = memory_copy(parameters->value, parameters->total * sizeof *before);
    StepResult result = step_by(lab, &options);
    double squares = 0, largest = 0, loss = 0, after = 0;
    for (int i = 0; i < result.array_count; i++)
        squares += result.arrays[i].norm * result.arrays[i].norm;
    for (size_t k = 0; k < parameters->total; k++)
        largest = fmax(largest, fabs((double)parameters->value[k] - (double)before[k]));
    for (int t = 0; t < result.target_count; t++) {
        loss -= log(result.probability_before[t]) / result.target_count;
        after -= log(result.probability_after[t]) / result.target_count;
    }
    assert_int_equal(result.array_count, parameters->count);
    assert_true(fabs(sqrt(squares) - result.gradient_norm) < 1e-5 * result.gradient_norm);
    assert_true(fabs(result.weight_after - result.weight_before) == largest && largest > 0);
    assert_true(fabs(loss - result.loss) < 1e-5 && after < loss);
    assert_int_equal(result.target_count, 4);
    assert_string_equal(result.target_tokens[3], "<EOS>");
    step_result_free(&result);
    free(before);
}

TEST(what_cannot_be_learned_from_is_refused)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    StepResult result;
    StepOptions options = step_of("a b c", NULL);
    assert_false(lab_step(lab, &options, &result, &error));
    assert_says(ERROR_USAGE, "target=");
    put_model(lab, "filler", (ModelConfiguration){.kind = KIND_MASKED, .hidden = 16, .heads = 2});
    options = step_of("a b c", "a b c");
    assert_false(lab_step(lab, &options, &result, &error));
    assert_says(ERROR_USAGE, "token by token");
}
