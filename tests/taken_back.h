/* taken_back.h: one step that goes well and one whose loss is NaN, after which the model is as it was before both. */
#ifndef SEQLAB_TESTS_TAKEN_BACK_H
#define SEQLAB_TESTS_TAKEN_BACK_H

#include "base/memory.h"
#include "model/training.h"
#include "test.h"

/* fault: set for the second step; NULL: it fails by itself. */
static inline void expect_taken_back(Model *model, double lr, const Batch *batch, bool *fault)
{
    Workers *workers = workers_open(1);
    const TrainingOptions options = {.lr = lr, .min_lr = 1, .clip = 1, .teacher_forcing = 1, .shards = 1, .seed = 1};
    Training *training = training_open(model, workers, &options);
    Parameters *parameters = model_parameters(model);
    real *before = memory_copy(parameters->value, parameters->total * sizeof(real));
    Error error = {0};
    assert_true(training_step(training, batch, 0, &error) && parameters_finite(parameters));
    if (fault != NULL)
        *fault = true;
    assert_false(training_step(training, batch, 0, &error));
    if (fault != NULL)
        *fault = false;
    assert_non_null(strstr(error.message, "step 2: the loss"));
    assert_memory_equal(before, parameters->value, parameters->total * sizeof(real));
    assert_int_equal(training_state(training).step, 0);
    free(before);
    training_close(training);
    workers_close(workers);
}

#endif
