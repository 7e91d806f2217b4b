/* test_lab_checkpoints.c: what a model was at steps of its training, opened again. */
#include <limits.h>
#include <sys/stat.h>

#include "model/safetensors.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

static double log_probability(Lab *lab) { return translated(lab, (Request){.text = "a b c"})->log_probability; }

static void train_with_checkpoints(Lab *lab, long steps, int checkpoints)
{
    train_by(lab, train_of("steps=%ld checkpoints=%d lr=0.01 decay=none", steps, checkpoints));
}

static CheckpointList listed(Lab *lab)
{
    CheckpointList list;
    assert_true(lab_checkpoints(lab, &list, &error));
    return list;
}

static void check_checkpoint(Lab *lab, Lab *straight, int i)
{
    assert_true(lab_checkpoint_open(lab, i + 1, &error));
    assert_true(log_probability(lab) == log_probability(straight));
    assert_int_equal(current_info(lab).steps, 10 * i);
    CheckpointList list = listed(lab);
    assert_true(list.open == i + 1 && list.trained_steps == 40);
}

/* Every checkpoint is the model that training for just so long makes; what was trained comes back and goes on. */
TEST(checkpoints_are_what_was_there)
{
    Lab *lab = lab_of(false), *straight = lab_of(false);
    train_with_checkpoints(lab, 40, 5);
    double trained = log_probability(lab);
    CheckpointList list = listed(lab);
    assert_true(list.count == 5 && list.open == 0 && list.trained_steps == 40 && isnan(list.loss[0]));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(list.step[i], 10 * i);
        if (i > 0)
            train_with_checkpoints(straight, 10, 0);
        check_checkpoint(lab, straight, i);
    }
    assert_true(lab_checkpoint_open_step(lab, 14, &error) && listed(lab).open == 2);
    assert_true(lab_checkpoint_open_step(lab, 1000000, &error) && listed(lab).open == 5);
    assert_true(lab_checkpoint_open_step(lab, LONG_MIN, &error) && listed(lab).open == 1);
    assert_true(lab_checkpoint_open_step(lab, LONG_MAX, &error) && listed(lab).open == 5);
    assert_true(lab_checkpoint_open(lab, 1, &error) && log_probability(lab) != trained);
    assert_true(lab_checkpoint_last(lab, &error) && lab_checkpoint_last(lab, &error));
    assert_true(log_probability(lab) == trained);
    assert_int_equal(current_info(lab).steps, 40);
    train_with_checkpoints(lab, 10, 0); /* the optimizer and the order go on as well */
    train_with_checkpoints(straight, 10, 0);
    assert_true(log_probability(lab) == log_probability(straight));
    assert_int_equal(listed(lab).count, 5); /* they stay */
    train_with_checkpoints(lab, 2, 2);
    list = listed(lab);
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
    TrainOptions options = train_of("steps=3");
    TrainResult result;
    train_with_checkpoints(lab, 4, 3);
    assert_true(lab_checkpoint_open(lab, 2, &error));
    assert_false(lab_train(lab, &options, &result, &error)); /* it would train on from the past */
    assert_says(ERROR_USAGE, "checkpoint last");
    assert_true(lab_save(lab, saved, &error)); /* that is what it was then */
    assert_true(lab_load(other, saved, NULL, &error));
    assert_int_equal(current_info(other).steps, 2);
    assert_true(log_probability(other) == log_probability(lab));
    assert_true(lab_checkpoint_last(lab, &error));
    assert_true(lab_train(lab, &options, &result, &error));
}

TEST(training_stays_unsaved_while_one_is_open)
{
    Lab *lab = lab_of(false);
    train_with_checkpoints(lab, 4, 3);
    assert_true(lab_checkpoint_open(lab, 1, &error));
    assert_int_equal(current_info(lab).steps, 0);
    assert_int_equal(current_info(lab).unsaved_steps, 4);
    assert_true(lab_checkpoint_last(lab, &error) && lab_save(lab, saved, &error));
    assert_true(lab_checkpoint_open(lab, 1, &error));
    assert_int_equal(current_info(lab).unsaved_steps, 0);
}

TEST(so_many_checkpoints_are_taken)
{
    Lab *lab = lab_of(false);
    TrainOptions options = train_of("steps=3");
    TrainResult result;
    train_with_checkpoints(lab, 4, 3);
    assert_true(lab_checkpoint_open(lab, 2, &error) && lab_checkpoint_last(lab, &error));
    options.checkpoints = -1;
    assert_false(lab_train(lab, &options, &result, &error));
    options.checkpoints = CHECKPOINTS_MOST + 1;
    assert_false(lab_train(lab, &options, &result, &error));
    options.checkpoints = 1;
    assert_true(lab_train(lab, &options, &result, &error));
    assert_true(listed(lab).count == 1 && listed(lab).step[0] == 7); /* of the end */
    assert_true(lab_checkpoint_open(lab, 1, &error));
}

TEST(checkpoints_of_large_models_are_bounded)
{
    Lab *lab = copy_lab(2, 5, 6);
    TrainOptions options = train_of("checkpoints=64");
    TrainResult result;
    put_model(lab, NULL, (ModelConfiguration){.attention = &dot_score, .hidden = 1024, .seed = 1});
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE, "too much memory");
}

/* ---- in a file ---- */

/* A model of 40 steps with 5 checkpoints, in the files `saved` and `changed`. */
static Lab *lab_in_files(void)
{
    Lab *lab = lab_of(false);
    train_with_checkpoints(lab, 40, 5);
    assert_true(lab_save(lab, saved, &error) && lab_checkpoints_save(lab, changed, &error));
    return lab;
}

static Lab *lab_opened(void)
{
    lab_in_files();
    Lab *lab = open_lab(2);
    assert_true(lab_load(lab, saved, NULL, &error));
    return lab;
}

TEST(checkpoints_come_back_from_a_file)
{
    Lab *lab = lab_in_files(), *other = lab_opened(); /* which writes them once more, the same */
    double trained = log_probability(lab);
    assert_true(lab_checkpoints_load(other, changed, &error));
    CheckpointList before = listed(lab), after = listed(other);
    assert_true(after.count == 5 && after.open == 0 && after.trained_steps == 40);
    for (int i = 0; i < 5; i++) {
        assert_true(after.step[i] == before.step[i]);
        assert_true(after.loss[i] == before.loss[i] || (isnan(after.loss[i]) && isnan(before.loss[i])));
        assert_true(lab_checkpoint_open(lab, i + 1, &error) && lab_checkpoint_open(other, i + 1, &error));
        assert_true(log_probability(other) == log_probability(lab));
    }
    assert_false(lab_checkpoints_save(other, changed, &error)); /* the last row would not be what was trained */
    assert_says(ERROR_USAGE, "checkpoint last");
    assert_true(lab_checkpoint_last(other, &error) && log_probability(other) == trained);
}

TEST(only_what_there_is_is_in_a_file)
{
    struct stat status;
    Lab *lab = lab_in_files();
    train_with_checkpoints(lab, 1, 0);
    assert_true(lab_checkpoints_save(lab, changed, &error) && stat(changed, &status) == 0);
    add_model(lab, &dot_score, "fresh");
    assert_true(lab_checkpoints_save(lab, changed, &error) && stat(changed, &status) != 0);
    put_model(lab, "large", (ModelConfiguration){.attention = &dot_score, .hidden = 512, .seed = 1});
    train_with_checkpoints(lab, 5, 6);
    assert_true(current_info(lab).parameters * 4 * 7 > 64 << 20);
    write_file(changed, "old", 3);
    assert_true(lab_checkpoints_save(lab, changed, &error) && stat(changed, &status) != 0);
}

/* The last rows of a sound file under another list, as a tensor of rows times columns. */
static void plant(const SafeTensors *sound, const char *list, int rows, int columns)
{
    size_t bytes = 4 * (size_t)rows * (size_t)columns;
    json_t *header = json_pack("{s:{s:s}, s:{s:s, s:[i, i], s:[i, I]}}", "__metadata__", "checkpoints", list, "values",
                               "dtype", "F32", "shape", rows, columns, "data_offsets", 0, (json_int_t)bytes);
    assert_true(bytes <= sound->size);
    assert_true(safetensors_write(changed, header, sound->data + sound->size - bytes, bytes, &error));
    json_decref(header);
}

static void none_come(Lab *lab)
{
    CheckpointList list;
    assert_refused(lab_checkpoints_load(lab, changed, &error), ERROR_DATA, "not the checkpoints of model");
    assert_refused(lab_checkpoints(lab, &list, &error), ERROR_USAGE, "no checkpoints");
}

#define ONE "[{\"step\":40,\"loss\":1}]"

/* Each breaks one rule; the same rows under a list that keeps all of them come back. */
TEST(a_file_of_checkpoints_is_not_trusted)
{
    static const char *const lists[] = {
        "", "{}", "[]", "[", "[1]", "[{}]", "[{\"step\":1}]", "[{\"step\":\"1\",\"loss\":null}]",
        "[{\"step\":-1,\"loss\":null}]", "[{\"step\":41,\"loss\":null}]", "[{\"step\":9223372036854775807,\"loss\":1}]",
        "[{\"step\":1,\"loss\":\"x\"}]", "[{\"step\":1,\"loss\":1e999}]", "[{\"step\":1.5,\"loss\":1}]"};
    Lab *lab = lab_opened();
    SafeTensors sound;
    double trained = log_probability(lab);
    assert_true(safetensors_read(changed, &sound, &error));
    int total = (int)current_info(lab).parameters;
    plant(&sound, ONE, 2, total);
    assert_true(lab_checkpoints_load(lab, changed, &error));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        plant(&sound, lists[i], 2, total);
        none_come(lab);
    }
    plant(&sound, "[{\"step\":2,\"loss\":1},{\"step\":2,\"loss\":1}]", 3, total);
    none_come(lab);
    plant(&sound, ONE, 1, total);
    none_come(lab);
    plant(&sound, ONE, 3, total);
    none_come(lab);
    plant(&sound, ONE, total, 2);
    none_come(lab);
    safetensors_put((unsigned char *)sound.file.text + sound.file.length - 8 * (size_t)total, &(real){(real)NAN}, 1);
    plant(&sound, ONE, 2, total);
    none_come(lab);
    assert_true(log_probability(lab) == trained);
    safetensors_free(&sound);
}

TEST(more_checkpoints_than_there_may_be_do_not_come)
{
    Lab *lab = lab_opened();
    SafeTensors sound;
    Buffer list = {0};
    train_with_checkpoints(lab, 60, 0);
    assert_true(safetensors_read(changed, &sound, &error));
    for (int i = 0; i <= CHECKPOINTS_MOST; i++)
        buffer_format(&list, "%s{\"step\":%d,\"loss\":1}", i > 0 ? "," : "[", i);
    buffer_add(&list, "]");
    plant(&sound, buffer_text(&list), CHECKPOINTS_MOST + 2, 1);
    none_come(lab);
    buffer_free(&list);
    safetensors_free(&sound);
}

/* Trained on, the model is not the one that the file was written with. */
TEST(checkpoints_of_another_training_do_not_come)
{
    Lab *lab = lab_opened();
    train_with_checkpoints(lab, 1, 0);
    none_come(lab);
}
