/* test_model.c: training, answering and tracing of small models: what must be equal, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "allocation_count.h"
#include "base/language.h"
#include "model/custom.h"
#include "model/training.h"
#include "small_model.h"

#define EACH_MODEL(attention, both)                                                                                    \
    for (AttentionKind attention = ATTENTION_NONE; attention <= ATTENTION_ADDITIVE; attention++)                       \
        for (int both = 0; both < 2; both++)

static const TrainingOptions usual = {.rate = 0.01, .floor = 0.05, .clip = 1, .shards = 2};

/* ---- training ---- */

/* Trains for some steps on other sentences each; the values afterwards belong to the model. */
static Model *trained(AttentionKind attention, bool both, TrainingOptions options, int threads, int steps)
{
    Model *model = small_model(attention, both);
    Workers *workers = workers_open(threads);
    Training *training = training_open(model, workers, &options);
    Sentences sentences;
    Error error;
    for (int i = 0; i < steps; i++)
        assert_true(training_step(training, random_sentences(&sentences, SENTENCES_MOST - i % 3, (uint64_t)i),
                                  (double)i / steps, &error));
    assert_int_equal(training_state(training).step, steps);
    training_close(training);
    workers_close(workers);
    return model;
}

static double apart(Model *a, Model *b)
{
    const Parameters *p = model_parameters(a), *q = model_parameters(b);
    double most = 0;
    assert_int_equal(p->total, q->total);
    for (size_t i = 0; i < p->total; i++)
        most = fmax(most, fabs((double)p->value[i] - (double)q->value[i]));
    return most;
}

static bool same_bits(Model *a, Model *b)
{
    const Parameters *p = model_parameters(a), *q = model_parameters(b);
    return p->total == q->total && memcmp(p->value, q->value, p->total * sizeof *p->value) == 0;
}

static void the_threads_do_not_change_a_bit(void **state)
{
    (void)state;
    EACH_MODEL(attention, both)
    {
        TrainingOptions options = usual;
        for (options.shards = 1; options.shards <= 3; options.shards++) {
            Model *one = trained(attention, both, options, 1, 5), *two = trained(attention, both, options, 2, 5);
            assert_true(same_bits(one, two));
            model_close(one);
            model_close(two);
        }
    }
}

/* The gradient of one step, at shards shards. */
static void gradient_of(AttentionKind attention, bool both, int shards, Model **out)
{
    Model *model = small_model(attention, both);
    Workers *workers = workers_open(2);
    TrainingOptions options = {.rate = 1e-9, .floor = 1, .clip = 0, .shards = shards};
    Training *training = training_open(model, workers, &options);
    Sentences sentences;
    Error error;
    assert_true(training_step(training, random_sentences(&sentences, 7, 1), 0, &error));
    training_close(training);
    workers_close(workers);
    *out = model;
}

static void the_shards_change_the_gradient_by_rounding_alone(void **state)
{
    (void)state;
    EACH_MODEL(attention, both)
    {
        Model *one, *other;
        gradient_of(attention, both, 1, &one);
        const Parameters *p = model_parameters(one);
        for (int shards = 2; shards <= 9; shards += shards < 3 ? 1 : 6) { /* 9: more than there are sentences */
            gradient_of(attention, both, shards, &other);
            const Parameters *q = model_parameters(other);
            for (size_t i = 0; i < p->total; i++)
                assert_true(fabs((double)p->gradient[0][i] - (double)q->gradient[0][i]) < 2e-6);
            model_close(other);
        }
        model_close(one);
    }
}

static void the_same_seed_gives_the_same_numbers(void **state)
{
    (void)state;
    Model *a = trained(ATTENTION_DOT, true, usual, 2, 10), *b = trained(ATTENTION_DOT, true, usual, 2, 10);
    assert_true(same_bits(a, b));
    ModelConfiguration other = *model_configuration(a);
    other.seed++;
    Error error;
    Model *c = small_model(ATTENTION_DOT, true), *d = model_open(&other, &error);
    assert_true(apart(c, d) > 0.1);
    assert_true(apart(a, c) > 0.01); /* training changed something */
    model_close(a);
    model_close(b);
    model_close(c);
    model_close(d);
}

/* Dropout changes what is learned, in the same way each time and with any number of threads; not what is answered. */
static Model *trained_with_dropout(double dropout, uint64_t seed, int threads)
{
    ModelConfiguration configuration = {.attention = ATTENTION_DOT, .layers = 2, .dropout = dropout, .hidden = 12,
                                        .source_vocabulary = WORDS, .target_vocabulary = WORDS, .seed = 5};
    TrainingOptions options = usual;
    options.seed = seed;
    Error error;
    Model *model = model_open(&configuration, &error);
    Workers *workers = workers_open(threads);
    Training *training = training_open(model, workers, &options);
    Sentences sentences;
    for (int i = 0; i < 5; i++)
        assert_true(training_step(training, random_sentences(&sentences, SENTENCES_MOST, (uint64_t)i), 0, &error));
    training_close(training);
    workers_close(workers);
    return model;
}

static void dropout_is_seeded_and_of_training_alone(void **state)
{
    (void)state;
    Model *none = trained_with_dropout(0, 1, 1), *one = trained_with_dropout(0.3, 1, 1), *two = trained_with_dropout(0.3, 1, 2),
          *other = trained_with_dropout(0.3, 2, 1);
    assert_true(same_bits(one, two));
    assert_true(apart(none, one) > 1e-4);
    assert_true(apart(one, other) > 1e-4);
    Sentences sentences;
    const Batch *batch = random_sentences(&sentences, 5, 9);
    Tape *tape = tape_open(0);
    double losses[2];
    for (int i = 0; i < 2; i++) { /* a recording tape without a seed drops nothing */
        tape_reset(tape, i == 0);
        losses[i] = (double)model_loss(one, tape, batch, 0)->value[0];
    }
    assert_true(losses[0] == losses[1]);
    tape_close(tape);
    model_close(none);
    model_close(one);
    model_close(two);
    model_close(other);
}

static double loss_of(Model *model, const Batch *batch)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    double loss = (double)model_loss(model, tape, batch, 0)->value[0];
    tape_close(tape);
    return loss;
}

static void training_learns(void **state)
{
    (void)state;
    Sentences sentences;
    const Batch *batch = random_sentences(&sentences, 8, 77);
    EACH_MODEL(attention, both)
    {
        Model *fresh = small_model(attention, both), *taught = trained(attention, both, usual, 2, 150);
        assert_true(loss_of(taught, batch) < 0.8 * loss_of(fresh, batch));
        model_close(fresh);
        model_close(taught);
    }
}

/* ---- going on ---- */

static void take_steps(Training *training, int from, int to)
{
    Sentences sentences;
    Error error;
    for (int i = from; i < to; i++)
        assert_true(training_step(training, random_sentences(&sentences, 6, (uint64_t)i), 0, &error));
}

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

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    Workers *workers = workers_open(1);
    Model *model = small_model(ATTENTION_NONE, false);
    Resume resume = resume_of(model, workers, OPTIMISER_ADAM);
    Error error = {0};
    assert_true(training_check(model, &resume, &error));
    for (int how = 0; how <= 11; how++) {
        Resume spoilt = resume_copy(&resume);
        spoil(&spoilt, how);
        Training *training = training_open(model, workers, &usual);
        assert_false(training_import(training, &spoilt, &error));
        assert_int_equal(error.kind, ERROR_DATA);
        assert_non_null(strstr(error.message, "fresh=yes"));
        training_close(training);
        resume_clear(&spoilt);
    }
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
    resume_clear(&resume);
    model_close(model);
    workers_close(workers);
}

/* ---- own tokens ---- */

/* The loss of a first step that reads own tokens with this probability. */
static double loss_with_own_tokens(AttentionKind attention, double own_tokens, uint64_t seed, const Batch *batch)
{
    TrainingOptions options = {.rate = 1e-9, .clip = 0, .shards = 1, .decay = DECAY_NONE, .own_tokens = own_tokens, .seed = seed};
    Model *model = trained(attention, false, usual, 1, 40);
    Workers *workers = workers_open(1);
    Training *training = training_open(model, workers, &options);
    Error error;
    assert_true(training_step(training, batch, 0, &error));
    double loss = training_state(training).loss;
    training_close(training);
    workers_close(workers);
    model_close(model);
    return loss;
}

/* Replaces every input but the first by what the model finds likeliest after the right tokens. */
static void put_own_tokens(AttentionKind attention, Sentences *sentences)
{
    Model *model = trained(attention, false, usual, 1, 40);
    Tape *tape = tape_open(0);
    int B = sentences->batch.size, changed = 0;
    tape_reset(tape, false);
    const Tensor *logits = model_logits(model, tape, &sentences->batch);
    for (int b = 0; b < B; b++)
        for (int t = 1; t < sentences->lengths[b]; t++) {
            const real *row = logits->value + ((t - 1) * B + b) * WORDS;
            int best = TOKEN_EOS;
            for (int i = TOKEN_EOS; i < WORDS; i++)
                best = row[i] > row[best] ? i : best;
            changed += sentences->target_in[t * B + b] != best;
            sentences->target_in[t * B + b] = best;
        }
    assert_true(changed > 0);
    tape_close(tape);
    model_close(model);
}

static void own_tokens_are_the_likeliest_ones(void **state)
{
    (void)state;
    for (AttentionKind attention = ATTENTION_NONE; attention <= ATTENTION_ADDITIVE; attention++) {
        Sentences sentences, own;
        random_sentences(&sentences, 7, 5);
        random_sentences(&own, 7, 5);
        put_own_tokens(attention, &own);
        double given = loss_with_own_tokens(attention, 0, 1, &sentences.batch);
        double all = loss_with_own_tokens(attention, 1, 1, &sentences.batch);
        double half = loss_with_own_tokens(attention, 0.5, 1, &sentences.batch);
        assert_true(all == loss_with_own_tokens(attention, 0, 1, &own.batch));
        assert_true(all == loss_with_own_tokens(attention, 1, 2, &sentences.batch));
        assert_true(half != given && half != all);
        assert_true(half == loss_with_own_tokens(attention, 0.5, 1, &sentences.batch));
        assert_true(half != loss_with_own_tokens(attention, 0.5, 2, &sentences.batch));
        assert_true(fabs(loss_with_own_tokens(attention, 1e-12, 1, &sentences.batch) - given) == 0);
    }
}

/* ---- label smoothing ---- */

/* The mean over all true targets of -(1 - smoothing) log p[target] - smoothing * mean of log p. */
static double smoothed_loss(Model *model, const Sentences *sentences, double smoothing)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    const Batch *batch = &sentences->batch;
    const Tensor *logits = model_logits(model, tape, batch);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < batch->target_length * batch->size; i++) {
        const real *row = logits->value + i * WORDS;
        double whole = 0, mean = 0;
        for (int k = 0; k < WORDS; k++) {
            whole += exp((double)row[k]);
            mean += (double)row[k] / WORDS;
        }
        if (sentences->target_out[i] == TOKEN_PAD)
            continue;
        sum += log(whole) - (1 - smoothing) * (double)row[sentences->target_out[i]] - smoothing * mean;
        count++;
    }
    tape_close(tape);
    return sum / count;
}

static void smoothing_spreads_what_is_wanted(void **state)
{
    (void)state;
    EACH_MODEL(attention, both)
    {
        TrainingOptions options = {.rate = 1e-9, .shards = 2, .decay = DECAY_NONE, .smoothing = 0.2};
        Model *model = trained(attention, both, usual, 1, 40);
        Workers *workers = workers_open(2);
        Training *training = training_open(model, workers, &options);
        Sentences sentences;
        Error error;
        random_sentences(&sentences, 7, 5);
        double expected = smoothed_loss(model, &sentences, 0.2);
        assert_true(expected > smoothed_loss(model, &sentences, 0) + 0.05);
        assert_true(training_step(training, &sentences.batch, 0, &error));
        assert_true(fabs(training_state(training).loss - expected) < 1e-5);
        training_close(training);
        workers_close(workers);
        model_close(model);
    }
}

/* ---- what goes wrong ---- */

/* One step of a model in which one number was spoilt; the error's text is left in error. */
static void refuse_step(AttentionKind attention, real spoilt, Error *error)
{
    Model *model = trained(attention, false, usual, 1, 2);
    Workers *workers = workers_open(2);
    Training *training = training_open(model, workers, &usual);
    Parameters *parameters = model_parameters(model);
    Sentences sentences;
    const Batch *batch = random_sentences(&sentences, 6, 9);
    real *before = memory_copy(parameters->value, parameters->total * sizeof(real));
    assert_true(training_step(training, batch, 0, error));
    parameters->value[parameters->total - 1] = spoilt; /* as if the step had made it so: of the output's bias */
    *error = (Error){0};
    assert_false(training_step(training, batch, 0, error));
    assert_int_equal(error->kind, ERROR_NUMBER);
    assert_memory_equal(before, parameters->value, parameters->total * sizeof(real));
    assert_int_equal(training_state(training).step, 0); /* the step is taken back, and it goes on */
    assert_true(training_step(training, batch, 0, error));
    assert_true(parameters_finite(parameters));
    free(before);
    training_close(training);
    workers_close(workers);
    model_close(model);
}

static void a_loss_that_is_no_number_is_refused(void **state)
{
    (void)state;
    Error error;
    for (AttentionKind attention = ATTENTION_NONE; attention <= ATTENTION_ADDITIVE; attention++) {
        refuse_step(attention, (real)NAN, &error);
        assert_non_null(strstr(error.message, "step 2"));
        assert_non_null(strstr(error.message, "0.01"));
        refuse_step(attention, (real)INFINITY, &error);
    }
    language_set(LANGUAGE_KOREAN);
    refuse_step(ATTENTION_DOT, (real)NAN, &error);
    assert_non_null(strstr(error.message, "학습률(0.01)"));
    language_set(LANGUAGE_ENGLISH);
}

/* Adam's steps are bounded by the rate, so that a rate far too large ends in a large loss, not in NaN: the numbers
 * stay finite, and so the model can be looked at. */
static void a_rate_far_too_large_leaves_finite_numbers(void **state)
{
    (void)state;
    TrainingOptions wild = {.rate = 100, .floor = 1, .clip = 1, .shards = 2};
    Sentences sentences;
    for (AttentionKind attention = ATTENTION_NONE; attention <= ATTENTION_ADDITIVE; attention++) {
        Model *model = trained(attention, false, wild, 2, 50);
        double loss = loss_of(model, random_sentences(&sentences, 8, 3));
        assert_true(isfinite(loss) && loss > 10);
        assert_true(parameters_finite(model_parameters(model)));
        model_close(model);
    }
}

/* With sgd a rate beyond all measure throws the values out of the floats at once. */
static void an_update_that_is_no_number_is_refused(void **state)
{
    (void)state;
    TrainingOptions wild = {.rate = 1e38, .clip = 0, .shards = 2, .decay = DECAY_NONE, .optimiser = {.kind = OPTIMISER_SGD}};
    wild.optimiser.weight_decay = 1;
    Model *model = small_model(ATTENTION_DOT, false);
    Workers *workers = workers_open(1);
    Training *training = training_open(model, workers, &wild);
    Parameters *parameters = model_parameters(model);
    Sentences sentences;
    Error error = {0};
    bool right = true;
    real *before = memory_copy(parameters->value, parameters->total * sizeof(real));
    for (int i = 0; i < 5 && right; i++) {
        memcpy(before, parameters->value, parameters->total * sizeof(real));
        right = training_step(training, random_sentences(&sentences, 6, 9), 0, &error);
    }
    assert_false(right);
    assert_int_equal(error.kind, ERROR_NUMBER);
    assert_non_null(strstr(error.message, "clip=1"));
    assert_true(parameters_finite(parameters));
    assert_memory_equal(before, parameters->value, parameters->total * sizeof(real));
    free(before);
    training_close(training);
    workers_close(workers);
    model_close(model);
}

static int breaks_after;

static int no_parameters(void *argument, int H, CustomParameter *list, Error *error)
{
    (void)argument;
    (void)H;
    (void)list;
    (void)error;
    return 0;
}

static Tensor *break_at_last(void *argument, Tape *tape, Tensor *const *parameters, Tensor *query, Tensor *keys)
{
    (void)argument;
    (void)parameters;
    (void)query;
    if (breaks_after-- == 0)
        return tape_fail(tape, "the scores broke");
    return tape_zeros(tape, 2, (int[]){keys->shape[0], keys->shape[1]});
}

/* A part from outside that fails is told in its own words, and nothing is learned. */
static void a_part_that_fails_ends_the_step(void **state)
{
    (void)state;
    static const CustomAttention breaking = {"breaking", NULL, no_parameters, break_at_last};
    Error error = {0};
    ModelConfiguration configuration = {.hidden = 8, .source_vocabulary = WORDS, .target_vocabulary = WORDS, .seed = 1};
    assert_true(custom_attention_register(&breaking, &error));
    assert_true(configuration_parse_attention(&configuration, "breaking", &error));
    Model *model = model_open(&configuration, &error);
    Workers *workers = workers_open(1);
    Training *training = training_open(model, workers, &usual);
    Sentences sentences;
    breaks_after = 1000;
    assert_true(training_step(training, random_sentences(&sentences, 4, 1), 0, &error));
    real *before = memory_copy(model_parameters(model)->value, model_parameters(model)->total * sizeof(real));
    breaks_after = 3;
    assert_false(training_step(training, &sentences.batch, 0, &error));
    assert_non_null(strstr(error.message, "step 2: the scores broke"));
    assert_memory_equal(before, model_parameters(model)->value, model_parameters(model)->total * sizeof(real));
    free(before);
    training_close(training);
    workers_close(workers);
    model_close(model);
    custom_forget_all();
}

static long above_guessing(double rate)
{
    TrainingOptions options = {.rate = rate, .clip = 1, .shards = 2, .decay = DECAY_NONE};
    Model *model = small_model(ATTENTION_DOT, false);
    Workers *workers = workers_open(1);
    Training *training = training_open(model, workers, &options);
    take_steps(training, 0, 60);
    long above = training_state(training).above_guessing;
    training_close(training);
    workers_close(workers);
    model_close(model);
    return above;
}

static void a_loss_far_above_guessing_is_counted(void **state)
{
    (void)state;
    assert_int_equal(above_guessing(0.01), 0);
    assert_in_range(above_guessing(30), 40, 60);
}

/* The decay begins where the warmup ends, here after a third of the run. */
static void the_rate_rises_then_falls(void **state)
{
    (void)state;
    TrainingOptions options = {.rate = 0.01, .floor = 0.1, .clip = 1, .shards = 1, .decay = DECAY_LINEAR, .warmup = 10};
    Model *model = small_model(ATTENTION_NONE, false);
    Workers *workers = workers_open(1);
    Training *training = training_open(model, workers, &options);
    Sentences sentences;
    Error error;
    for (int step = 0; step < 30; step++) {
        assert_true(training_step(training, random_sentences(&sentences, 3, 1), step / 30.0, &error));
        double expected = step < 10 ? (step + 1) / 10.0 : 1 - 0.9 * (step - 10) / 20.0;
        assert_true(fabs(training_state(training).rate - 0.01 * expected) < 1e-9);
    }
    training_close(training);
    workers_close(workers);
    model_close(model);
}

static void open_refuses_sizes_out_of_bounds(void **state)
{
    (void)state;
    static const ModelConfiguration wrong[] = {
        {.hidden = 3, .source_vocabulary = 9, .target_vocabulary = 9},
        {.hidden = 1025, .source_vocabulary = 9, .target_vocabulary = 9},
        {.hidden = 8, .embedding = -1, .source_vocabulary = 9, .target_vocabulary = 9},
        {.hidden = 8, .source_vocabulary = 3, .target_vocabulary = 9},
        {.hidden = 8, .source_vocabulary = 9, .target_vocabulary = 1 << 21},
        {.hidden = 9, .bidirectional = true, .source_vocabulary = 9, .target_vocabulary = 9},
        {.hidden = 8, .attention = (AttentionKind)5, .source_vocabulary = 9, .target_vocabulary = 9},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Error error = {0};
        assert_null(model_open(&wrong[i], &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_true(error.message[0] != '\0');
    }
    CellKind cell;
    AttentionKind attention;
    Error error;
    assert_false(cell_parse("lstn", &cell, &error));
    assert_non_null(strstr(error.message, "gru"));
    assert_false(attention_parse("bahdanau", &attention, &error));
    assert_non_null(strstr(error.message, "additive"));
}

/* ---- answering ---- */

enum { MOST = 14 };

typedef struct Answers {
    int ids[SENTENCES_MOST * MOST], counts[SENTENCES_MOST], looked_at[SENTENCES_MOST * MOST];
} Answers;

/* Sentence b by itself. */
static void cut_sentence(Sentences *one, const Sentences *all, int b)
{
    int length = all->lengths[b];
    one->lengths[0] = length;
    for (int t = 0; t < length; t++) {
        one->source[t] = all->source[t * all->batch.size + b];
        one->target_in[t] = all->target_in[t * all->batch.size + b];
        one->target_out[t] = all->target_out[t * all->batch.size + b];
    }
    one->batch = (Batch){1, length, length, one->source, one->target_in, one->target_out, one->lengths, one->lengths};
}

static void check_answers(const Answers *all, const Answers *one, int b, bool attention)
{
    assert_int_equal(all->counts[b], one->counts[0]);
    for (int i = 0; i < one->counts[0]; i++) {
        assert_int_equal(all->ids[b * MOST + i], one->ids[i]);
        assert_int_equal(all->looked_at[b * MOST + i], one->looked_at[i]);
        assert_true(attention ? one->looked_at[i] >= 0 : one->looked_at[i] == -1);
    }
}

static void a_batch_is_answered_as_one_by_one(void **state)
{
    (void)state;
    Tape *tape = tape_open(0);
    Sentences all, one;
    Answers answers, alone;
    EACH_MODEL(attention, both)
    {
        Model *model = trained(attention, both, usual, 2, 60);
        const Batch *batch = random_sentences(&all, SENTENCES_MOST, 123);
        model_greedy(model, tape, batch, MOST, answers.ids, answers.counts, answers.looked_at);
        for (int b = 0; b < SENTENCES_MOST; b++) {
            cut_sentence(&one, &all, b);
            model_greedy(model, tape, &one.batch, MOST, alone.ids, alone.counts, alone.looked_at);
            check_answers(&answers, &alone, b, attention != ATTENTION_NONE);
        }
        model_close(model);
    }
    tape_close(tape);
}

/* ---- traces ---- */

static void rows_are_softmax_of_scores(const Trace *trace)
{
    const TraceArray *weights = trace_find(trace, "attention.weights"), *scores = trace_find(trace, "attention.scores");
    assert_int_equal(weights->rows, trace->target_count);
    assert_int_equal(weights->columns, trace->source_count);
    assert_int_equal(scores->rows * scores->columns, weights->rows * weights->columns);
    for (int t = 0; t < weights->rows; t++) {
        const float *w = weights->values + t * weights->columns, *e = scores->values + t * weights->columns;
        double sum = 0, whole = 0;
        for (int s = 0; s < weights->columns; s++) {
            sum += (double)w[s];
            whole += exp((double)e[s]);
        }
        assert_true(fabs(sum - 1) < 1e-5);
        for (int s = 0; s < weights->columns; s++)
            assert_true(fabs(exp((double)e[s]) / whole - (double)w[s]) < 1e-5);
    }
}

static double sum_of(const TraceArray *array)
{
    double sum = 0;
    for (int i = 0; i < array->rows * array->columns; i++)
        sum += (double)array->values[i];
    return sum;
}

/* h = (1 - z) * h_before + z * candidate, from the trace's own numbers; first: the state before the first step. */
static void check_states(const Trace *trace, const char *where, const float *first)
{
    char name[4][64];
    static const char *const parts[] = {"update", "candidate", "state", "reset"};
    const TraceArray *array[4];
    for (int i = 0; i < 4; i++) {
        snprintf(name[i], sizeof name[i], "%s.%s", where, parts[i]);
        array[i] = trace_find(trace, name[i]);
        assert_non_null(array[i]);
    }
    int H = array[2]->columns;
    for (int i = 0; i < array[2]->rows * H; i++) {
        double before = i >= H ? (double)array[2]->values[i - H] : first != NULL ? (double)first[i] : 0;
        double z = (double)array[0]->values[i], state = (1 - z) * before + z * (double)array[1]->values[i];
        assert_true(z >= 0 && z <= 1 && array[3]->values[i] >= 0 && array[3]->values[i] <= 1);
        assert_true(fabs(state - (double)array[2]->values[i]) < 1e-5);
    }
}

static void check_trace(Model *model, const Sentences *one, bool both)
{
    int length = one->lengths[0];
    Trace *trace = model_trace_forced(model, one->source, length, one->target_out, length);
    if (model_has_attention(model))
        rows_are_softmax_of_scores(trace);
    else
        assert_null(trace_find(trace, "attention.weights"));
    double total = sum_of(trace_find(trace, "output.log_probability"));
    assert_true(fabs(total + loss_of(model, &one->batch) * length) < 1e-4);
    check_states(trace, "encoder.forward", NULL);
    check_states(trace, "decoder", trace_find(trace, "context")->values);
    assert_int_equal(trace_find(trace, "encoder.backward.state") != NULL, both);
    assert_null(trace_find(trace, "no.such.array"));
    trace_close(trace);
}

static void a_trace_agrees_with_the_model(void **state)
{
    (void)state;
    Sentences all, one;
    EACH_MODEL(attention, both)
    {
        Model *model = trained(attention, both, usual, 2, 30);
        random_sentences(&all, SENTENCES_MOST, 321);
        for (int b = 0; b < SENTENCES_MOST; b++) {
            cut_sentence(&one, &all, b);
            check_trace(model, &one, both);
        }
        model_close(model);
    }
}

static void a_trace_tells_the_greedy_answer(void **state)
{
    (void)state;
    Sentences one, all;
    Answers answers;
    Tape *tape = tape_open(0);
    random_sentences(&all, SENTENCES_MOST, 55);
    EACH_MODEL(attention, both)
    {
        Model *model = trained(attention, both, usual, 2, 60);
        for (int b = 0; b < SENTENCES_MOST; b++) {
            cut_sentence(&one, &all, b);
            for (int most = 0; most <= MOST; most += MOST / 2) {
                model_greedy(model, tape, &one.batch, most, answers.ids, answers.counts, NULL);
                Trace *trace = model_trace(model, one.source, one.lengths[0], most);
                int count = answers.counts[0], whole = count < most || most == 0;
                assert_int_equal(trace->target_count, count + whole);
                assert_memory_equal(trace->target, answers.ids, (size_t)count * sizeof(int));
                assert_true(!whole || trace->target[count] == TOKEN_EOS);
                trace_close(trace);
            }
        }
        model_close(model);
    }
    tape_close(tape);
}

/* ---- memory ---- */

static void a_steady_step_asks_for_no_memory(void **state)
{
    (void)state;
    Workers *workers = workers_open(2);
    Sentences sentences[4];
    Error error;
    for (int i = 0; i < 4; i++)
        random_sentences(&sentences[i], SENTENCES_MOST - i, (uint64_t)i);
    EACH_MODEL(attention, both)
    {
        Model *model = small_model(attention, both);
        TrainingOptions options = usual;
        options.own_tokens = options.smoothing = both ? 0.5 : 0;
        Training *training = training_open(model, workers, &options);
        long before = allocation_count();
        for (int i = 0; i < 4; i++)
            assert_true(training_step(training, &sentences[i].batch, 0, &error));
        assert_true(allocation_count() > before); /* the first round does: the count works */
        before = allocation_count();
        for (int i = 0; i < 20; i++)
            assert_true(training_step(training, &sentences[i % 4].batch, 0, &error));
        assert_int_equal(allocation_count() - before, 0);
        training_close(training);
        model_close(model);
    }
    workers_close(workers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_threads_do_not_change_a_bit),
        cmocka_unit_test(the_shards_change_the_gradient_by_rounding_alone),
        cmocka_unit_test(the_same_seed_gives_the_same_numbers),
        cmocka_unit_test(training_learns),
        cmocka_unit_test(runs_go_on_where_they_ended),
        cmocka_unit_test(optimisers_take_over_what_they_can_use),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(own_tokens_are_the_likeliest_ones),
        cmocka_unit_test(smoothing_spreads_what_is_wanted),
        cmocka_unit_test(a_loss_that_is_no_number_is_refused),
        cmocka_unit_test(an_update_that_is_no_number_is_refused),
        cmocka_unit_test(a_part_that_fails_ends_the_step),
        cmocka_unit_test(a_loss_far_above_guessing_is_counted),
        cmocka_unit_test(the_rate_rises_then_falls),
        cmocka_unit_test(a_rate_far_too_large_leaves_finite_numbers),
        cmocka_unit_test(dropout_is_seeded_and_of_training_alone),
        cmocka_unit_test(open_refuses_sizes_out_of_bounds),
        cmocka_unit_test(a_batch_is_answered_as_one_by_one),
        cmocka_unit_test(a_trace_agrees_with_the_model),
        cmocka_unit_test(a_trace_tells_the_greedy_answer),
        cmocka_unit_test(a_steady_step_asks_for_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
