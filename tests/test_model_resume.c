/* test_model_resume.c: training that goes on where it ended, to the last bit, and what cannot be gone on from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "small_training.h"

/* ---- going on ---- */

/* 12 steps at a constant rate, by so many runs. */
static Model *trained_in_parts(TrainingOptions options, int parts, double *loss)
{
    Model *model = small_model(ATTENTION_DOT, false);
    Workers *workers = workers_open(2);
    Resume resume = {0};
    Error error;
    options.decay = DECAY_NONE;
    for (int part = 0; part < parts; part++) {
        Training *training = training_open(model, workers, &options);
        assert_true(training_import(training, &resume, &error));
        take_steps(training, 12 * part / parts, 12 * (part + 1) / parts);
        training_export(training, &resume);
        *loss = training_state(training).smooth_loss;
        training_close(training);
    }
    uint64_t step;
    assert_true(resume_whole(&resume, "step", 100, &step) && step == 12);
    assert_true(resume_whole(&resume, "optimiser.step", 100, &step) && step == 12);
    resume_clear(&resume);
    workers_close(workers);
    return model;
}

static void runs_go_on_where_they_ended(void **state)
{
    (void)state;
    for (OptimiserKind kind = OPTIMISER_ADAM; kind <= OPTIMISER_SGD; kind++) {
        TrainingOptions options = usual;
        double whole_loss, parts_loss;
        options.own_tokens = kind == OPTIMISER_ADAM ? 0 : 0.5;
        options.optimiser = (OptimiserOptions){.kind = kind, .weight_decay = 0.1, .momentum = 0.9};
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

static Resume resume_of(Model *model, Workers *workers, OptimiserKind kind)
{
    TrainingOptions options = usual;
    Resume resume = {0};
    options.optimiser = (OptimiserOptions){.kind = kind, .momentum = 0.9};
    Training *training = training_open(model, workers, &options);
    take_steps(training, 0, 3);
    training_export(training, &resume);
    training_close(training);
    return resume;
}

/* How many steps its optimiser counts after taking up this. */
static uint64_t steps_taken_up(Model *model, Workers *workers, OptimiserKind kind, const Resume *resume)
{
    TrainingOptions options = usual;
    Resume out = {0};
    Error error;
    uint64_t step;
    options.optimiser.kind = kind;
    Training *training = training_open(model, workers, &options);
    assert_true(training_import(training, resume, &error));
    training_export(training, &out);
    training_close(training);
    assert_true(resume_whole(&out, "step", 100, &step) && step == 3);
    assert_true(resume_whole(&out, "optimiser.step", 100, &step));
    resume_clear(&out);
    return step;
}

static void optimisers_take_over_what_they_can_use(void **state)
{
    (void)state;
    Workers *workers = workers_open(1);
    Model *model = small_model(ATTENTION_NONE, false);
    for (OptimiserKind from = OPTIMISER_ADAM; from <= OPTIMISER_SGD; from++) {
        Resume resume = resume_of(model, workers, from);
        for (OptimiserKind to = OPTIMISER_ADAM; to <= OPTIMISER_SGD; to++)
            assert_int_equal(steps_taken_up(model, workers, to, &resume),
                             (from == OPTIMISER_SGD) == (to == OPTIMISER_SGD) ? 3 : 0);
        resume_clear(&resume);
    }
    model_close(model);
    workers_close(workers);
}

/* Spoils one thing of what is kept, as a file could. */
static void spoil(Resume *resume, int how)
{
    ResumeArray *first = &resume->arrays[0], *second = &resume->arrays[1];
    switch (how) {
    case 0: resume_put_text(resume, "optimiser", "adagrad"); break;
    case 1: resume_put_text(resume, "optimiser.step", "-1"); break;
    case 2: resume_put_text(resume, "optimiser.step", "99999999999999999999999"); break;
    case 3: resume_put_text(resume, "step", "12x"); break;
    case 4: resume_put_text(resume, "step", ""); break;
    case 5: resume_put_text(resume, "loss", "nan"); break;
    case 6: first->count--; break;
    case 7: first->values[3] = NAN; break;
    case 8: second->values[3] = -1; break;
    case 9: second->values[second->count - 1] = INFINITY; break;
    case 10: snprintf(second->name, sizeof second->name, "second"); break;
    default: resume->text_count = 0;
    }
}

static Resume copy_of(const Resume *resume)
{
    Resume copy = *resume;
    for (int i = 0; i < copy.array_count; i++)
        copy.arrays[i].values = memory_copy(resume->arrays[i].values, resume->arrays[i].count * sizeof(float));
    return copy;
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    Workers *workers = workers_open(1);
    Model *model = small_model(ATTENTION_NONE, false);
    Resume resume = resume_of(model, workers, OPTIMISER_ADAM);
    Error error = {0};
    assert_true(training_check(model, &resume, &error));
    for (int how = 0; how <= 11; how++) {
        Resume spoilt = copy_of(&resume);
        spoil(&spoilt, how);
        Training *training = training_open(model, workers, &usual);
        assert_false(training_import(training, &spoilt, &error));
        assert_int_equal(error.kind, ERROR_DATA);
        assert_non_null(strstr(error.message, "fresh=yes"));
        training_close(training);
        resume_clear(&spoilt);
    }
    resume_clear(&resume);
    model_close(model);
    workers_close(workers);
}

static void what_is_kept_is_bounded(void **state)
{
    (void)state;
    Resume full = {0};
    char name[RESUME_NAME + 8], long_text[RESUME_TEXT + 8];
    memset(long_text, 'x', sizeof long_text);
    long_text[RESUME_TEXT] = '\0';
    assert_false(resume_put_text(&full, "name", long_text));
    assert_false(resume_put_text(&full, long_text, "text"));
    for (int i = 0; i < RESUME_TEXTS; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_true(resume_put_text(&full, name, "text") && resume_put_text(&full, name, "again"));
    }
    assert_false(resume_put_text(&full, "one more", "text"));
    for (int i = 0; i < RESUME_ARRAYS; i++) {
        snprintf(name, sizeof name, "%d", i);
        assert_true(resume_put_array(&full, name, &(float){1}, 1) && resume_put_array(&full, name, &(float){2}, 1));
    }
    assert_false(resume_put_array(&full, "one more", &(float){1}, 1));
    resume_clear(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_go_on_where_they_ended),
        cmocka_unit_test(optimisers_take_over_what_they_can_use),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(what_is_kept_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
