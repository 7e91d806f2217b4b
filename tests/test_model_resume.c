/* test_model_resume.c: training that goes on where it ended, to the last bit, and states that are copied and restored. */
#include "same_state.h"
#include "small_training.h"
#include "test.h"

/* ---- going on ---- */

/* 12 steps at a constant rate, by so many runs. */
static Model *trained_in_parts(TrainingOptions options, int parts, double *loss)
{
    Model *model = small_model(&dot_score, false);
    Workers *workers = workers_open(2);
    ModelState state = {0};
    options.decay = DECAY_NONE;
    for (int part = 0; part < parts; part++) {
        Training *training = training_open(model, workers, &options);
        training_import(training, &state);
        take_steps(training, 12 * part / parts, 12 * (part + 1) / parts);
        training_export(training, &state);
        *loss = training_state(training).smooth_loss;
        training_close(training);
    }
    assert_int_equal(state.training_steps, 12);
    assert_int_equal(state.learned.step, 12);
    model_state_free(&state);
    workers_close(workers);
    return model;
}

TEST(runs_go_on_where_they_ended)
{
    for (OptimizerKind kind = OPTIMIZER_ADAM; kind <= OPTIMIZER_SGD; kind++) {
        TrainingOptions options = usual;
        double whole_loss, parts_loss;
        options.teacher_forcing = kind == OPTIMIZER_ADAM ? 1 : 0.5;
        options.optimizer = (OptimizerOptions){.kind = kind, .weight_decay = 0.1, .momentum = 0.9};
        Model *whole = trained_in_parts(options, 1, &whole_loss);
        for (int parts = 2; parts <= 4; parts++) {
            Model *model = trained_in_parts(options, parts, &parts_loss);
            assert_true(same_bits(whole, model));
            assert_true(whole_loss == parts_loss);
            model_close(model);
        }
        model_close(whole);
    }
}

static ModelState state_of(Model *model, Workers *workers, OptimizerKind kind)
{
    TrainingOptions options = usual;
    ModelState state = {0};
    options.optimizer = (OptimizerOptions){.kind = kind, .momentum = 0.9};
    Training *training = training_open(model, workers, &options);
    take_steps(training, 0, 3);
    training_export(training, &state);
    training_close(training);
    return state;
}

/* How many steps its optimizer counts after taking up this. */
static long steps_taken_up(Model *model, Workers *workers, OptimizerKind kind, const ModelState *state)
{
    TrainingOptions options = usual;
    ModelState out = {0};
    options.optimizer.kind = kind;
    Training *training = training_open(model, workers, &options);
    training_import(training, state);
    training_export(training, &out);
    training_close(training);
    assert_int_equal(out.training_steps, 3);
    assert_int_equal(out.learned.kind, kind);
    long step = out.learned.step;
    model_state_free(&out);
    return step;
}

TEST(optimizers_take_over_what_they_can_use)
{
    Workers *workers = workers_open(1);
    Model *model = small_model(NULL, false);
    for (OptimizerKind from = OPTIMIZER_ADAM; from <= OPTIMIZER_SGD; from++) {
        ModelState kept = state_of(model, workers, from);
        for (OptimizerKind to = OPTIMIZER_ADAM; to <= OPTIMIZER_SGD; to++)
            assert_int_equal(steps_taken_up(model, workers, to, &kept),
                             (from == OPTIMIZER_SGD) == (to == OPTIMIZER_SGD) ? 3 : 0);
        model_state_free(&kept);
    }
    model_close(model);
    workers_close(workers);
}

TEST(a_state_comes_back_whole)
{
    Workers *workers = workers_open(1);
    Model *model = small_model(&dot_score, false);
    ModelState then = state_of(model, workers, OPTIMIZER_ADAM), copy = {0}, again = {0};
    model_state_take(&then, model);
    model_state_copy(&copy, &then);
    assert_true(model_state_same(&copy, &then));
    ModelState other = state_of(model, workers, OPTIMIZER_SGD);
    model_state_take(&other, model);
    assert_false(model_state_same(&copy, &other));
    model_state_copy(&again, &other); /* what sgd lacks is taken away, and comes back */
    model_state_copy(&again, &then);
    assert_true(model_state_same(&again, &then));
    model_state_restore(&then, model);
    model_state_take(&other, model);
    assert_memory_equal(other.learned.value, then.learned.value, then.learned.total * sizeof(real));
    model_state_forget_training(&copy);
    assert_false(model_state_is_trained(&copy));
    assert_memory_equal(copy.learned.value, then.learned.value, then.learned.total * sizeof(real));
    model_state_free(&then);
    model_state_free(&copy);
    model_state_free(&again);
    model_state_free(&other);
    model_close(model);
    workers_close(workers);
}
