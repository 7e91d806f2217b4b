/* test_lab_checkpoints.c: what a model was at steps of its training, opened again. */
#include <limits.h>

#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

static double log_probability(Lab *lab)
{
    Translation *translation = lab_translate(lab, &(Request){.text = "a b c"}, &error);
    assert_non_null(translation);
    double value = translation->log_probability;
    translation_close(translation);
    return value;
}

static void train_with_checkpoints(Lab *lab, long steps, int checkpoints)
{
    TrainOptions options = train_defaults();
    options.steps = steps;
    options.training.lr = 0.01;
    options.training.decay = DECAY_NONE;
    options.checkpoints = checkpoints;
    train_by(lab, &options);
}

static void check_checkpoint(Lab *lab, Lab *straight, int i)
{
    CheckpointList list;
    ModelInfo info;
    assert_true(lab_checkpoint_open(lab, i + 1, &error));
    assert_true(log_probability(lab) == log_probability(straight));
    assert_true(lab_current_info(lab, &info) && info.steps == 10 * i);
    assert_true(lab_checkpoints(lab, &list, &error) && list.open == i + 1 && list.trained_steps == 40);
}

/* Every checkpoint is the model that training for just so long makes; what was trained comes back and goes on. */
TEST(checkpoints_are_what_was_there)
{
    Lab *lab = lab_of(false), *straight = lab_of(false);
    CheckpointList list;
    ModelInfo info;
    train_with_checkpoints(lab, 40, 5);
    double trained = log_probability(lab);
    assert_true(lab_checkpoints(lab, &list, &error));
    assert_true(list.count == 5 && list.open == 0 && list.trained_steps == 40 && isnan(list.loss[0]));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(list.step[i], 10 * i);
        if (i > 0)
            train_with_checkpoints(straight, 10, 0);
        check_checkpoint(lab, straight, i);
    }
    assert_true(lab_checkpoint_open_step(lab, 14, &error) && lab_checkpoints(lab, &list, &error) && list.open == 2);
    assert_true(lab_checkpoint_open_step(lab, 1000000, &error) && lab_checkpoints(lab, &list, &error) && list.open == 5);
    assert_true(lab_checkpoint_open_step(lab, LONG_MIN, &error) && lab_checkpoints(lab, &list, &error) && list.open == 1);
    assert_true(lab_checkpoint_open_step(lab, LONG_MAX, &error) && lab_checkpoints(lab, &list, &error) && list.open == 5);
    assert_true(lab_checkpoint_open(lab, 1, &error) && log_probability(lab) != trained);
    assert_true(lab_checkpoint_last(lab, &error) && lab_checkpoint_last(lab, &error));
    assert_true(log_probability(lab) == trained);
    assert_true(lab_current_info(lab, &info) && info.steps == 40);
    train_with_checkpoints(lab, 10, 0); /* the optimizer and the order go on as well */
    train_with_checkpoints(straight, 10, 0);
    assert_true(log_probability(lab) == log_probability(straight));
    assert_true(lab_checkpoints(lab, &list, &error) && list.count == 5); /* they stay */
    train_with_checkpoints(lab, 2, 2);
    assert_true(lab_checkpoints(lab, &list, &error));
    assert_true(list.count == 2 && list.step[0] == 50 && list.step[1] == 52); /* until others come */
}

TEST(checkpoints_that_are_none)
{
    Lab *lab = lab_of(false);
    CheckpointList list;
    assert_refused(lab_checkpoints(lab, &list, &error), ERROR_USAGE, "train checkpoints=8");
    assert_false(lab_checkpoint_open(lab, 1, &error));
    assert_false(lab_checkpoint_open_step(lab, 1, &error));
    assert_true(lab_checkpoint_last(lab, &error));
    train_with_checkpoints(lab, 4, 3);
    for (int number = -1; number <= 4; number += 5) {
        assert_refused(lab_checkpoint_open(lab, number, &error), ERROR_USAGE, "1 to 3");
    }
}

TEST(an_open_one_is_saved_and_not_trained_on)
{
    Lab *lab = lab_of(false), *other = open_lab(1);
    TrainOptions options = train_defaults();
    TrainResult result;
    ModelInfo info;
    train_with_checkpoints(lab, 4, 3);
    assert_true(lab_checkpoint_open(lab, 2, &error));
    options.steps = 3;
    assert_false(lab_train(lab, &options, &result, &error)); /* it would train on from the past */
    assert_says(ERROR_USAGE, "checkpoint last");
    assert_true(lab_save(lab, saved, &error)); /* that is what it was then */
    assert_true(lab_load(other, saved, NULL, &error) && lab_current_info(other, &info));
    assert_int_equal(info.steps, 2);
    assert_true(log_probability(other) == log_probability(lab));
    assert_true(lab_checkpoint_last(lab, &error));
    assert_true(lab_train(lab, &options, &result, &error));
}

TEST(so_many_checkpoints_are_taken)
{
    Lab *lab = lab_of(false);
    CheckpointList list;
    TrainOptions options = train_defaults();
    TrainResult result;
    train_with_checkpoints(lab, 4, 3);
    assert_true(lab_checkpoint_open(lab, 2, &error) && lab_checkpoint_last(lab, &error));
    options.steps = 3;
    options.checkpoints = -1;
    assert_false(lab_train(lab, &options, &result, &error));
    options.checkpoints = CHECKPOINTS_MOST + 1;
    assert_false(lab_train(lab, &options, &result, &error));
    options.checkpoints = 1;
    assert_true(lab_train(lab, &options, &result, &error));
    assert_true(lab_checkpoints(lab, &list, &error) && list.count == 1 && list.step[0] == 7); /* of the end */
    assert_true(lab_checkpoint_open(lab, 1, &error));
}

TEST(checkpoints_of_large_models_are_bounded)
{
    Lab *lab = copy_lab(2, 5, 6);
    TrainOptions options = train_defaults();
    TrainResult result;
    put_model(lab, NULL, (ModelConfiguration){.attention = &dot_score, .hidden = 1024, .seed = 1});
    options.checkpoints = 64;
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE, "too much memory");
}
