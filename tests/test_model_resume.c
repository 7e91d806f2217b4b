/* test_model_resume.c: states of training that are taken up, copied and restored. That training goes on where it ended,
 * to the last bit, is in test_lab_train.c and test_lab_resume.c. */
#include "same_state.h"
#include "small_training.h"
#include "test.h"

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
