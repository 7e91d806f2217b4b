/* test_model_training.c: steps of training: threads, shards, dropout, own tokens, smoothing, what goes wrong, memory. */
#include "allocation_count.h"
#include "base/language.h"
#include "model/custom.h"
#include "model_family.h"
#include "small_training.h"
#include "test.h"

/* ---- training ---- */

TEST(the_threads_do_not_change_a_bit)
{
    for (int member = 0; member < FAMILY; member++) {
        TrainingOptions options = usual;
        for (options.shards = 1; options.shards <= 4; options.shards++) {
            Model *one = family_model(member, WORDS, WORDS), *two = family_model(member, WORDS, WORDS);
            train_model(one, options, 1, 5);
            train_model(two, options, options.shards + 1, 5);
            if (!same_bits(one, two))
                fail_msg("%s: other numbers on %d threads", family[member].name, options.shards + 1);
            model_close(one);
            model_close(two);
        }
    }
}

/* The gradient of one step, at shards shards. */
static void gradient_of(const ScoreFunction *attention, bool both, int shards, Model **out)
{
    Sentences sentences;
    *out = small_model(attention, both);
    train_on_batch(*out, (TrainingOptions){.lr = 1e-9, .min_lr = 1, .teacher_forcing = 1, .shards = shards},
                   random_sentences(&sentences, 7, 1), 1);
}

TEST(the_shards_change_the_gradient_by_rounding_alone)
{
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

TEST(the_same_seed_gives_the_same_numbers)
{
    Model *a = trained(&dot_score, true, usual, 2, 10), *b = trained(&dot_score, true, usual, 2, 10);
    assert_true(same_bits(a, b));
    ModelConfiguration other = *model_configuration(a);
    other.seed++;
    Error error;
    Model *c = small_model(&dot_score, true), *d = model_open(&other, &error);
    assert_true(apart(c, d) > 0.1);
    assert_true(apart(a, c) > 0.01); /* training changed something */
    model_close(a);
    model_close(b);
    model_close(c);
    model_close(d);
}

/* Dropout changes what is learned, in the same way each time and with any number of threads; not what is answered. */
static Model *model_with_dropout(ModelKind kind, double dropout)
{
    Error error;
    ModelConfiguration c = {.kind = kind, .attention = &dot_score, .layers = 2, .dropout = dropout, .hidden = 12,
                            .source_vocabulary = WORDS, .target_vocabulary = WORDS, .seed = 5};
    Model *model = model_open(&c, &error);
    assert_non_null(model);
    return model;
}

static Model *trained_with_dropout(ModelKind kind, double dropout, uint64_t seed, int threads)
{
    TrainingOptions options = usual;
    options.seed = seed;
    Model *model = model_with_dropout(kind, dropout);
    train_model(model, options, threads, 5);
    return model;
}

static void check_dropout(ModelKind kind)
{
    Model *none = trained_with_dropout(kind, 0, 1, 1), *one = trained_with_dropout(kind, 0.3, 1, 1);
    Model *two = trained_with_dropout(kind, 0.3, 1, 2), *other = trained_with_dropout(kind, 0.3, 2, 1);
    assert_true(same_bits(one, two));
    assert_true(apart(none, one) > 1e-4);
    assert_true(apart(one, other) > 1e-4);
    Sentences sentences;
    const Batch *batch = random_sentences(&sentences, 5, 9);
    Tape *tape = tape_open(0);
    double losses[2];
    for (int i = 0; i < 2; i++) { /* a recording tape without a seed drops nothing */
        tape_reset(tape, i == 0);
        losses[i] = (double)model_loss(one, tape, batch, 0, 0)->value[0];
    }
    assert_true(losses[0] == losses[1]);
    tape_close(tape);
    model_close(none);
    model_close(one);
    model_close(two);
    model_close(other);
}

TEST(dropout_is_seeded_and_of_training_alone)
{
    for (ModelKind kind = KIND_RECURRENT; kind <= KIND_MASKED; kind++)
        check_dropout(kind);
}

/* The loss of step `step` (0: the first) of a run that learns nothing, with dropout; the batch has the same sentence once
 * for each shard. */
static double loss_of_copies(int shards, uint64_t seed, int step)
{
    TrainingOptions options = {.lr = 1e-30, .min_lr = 1, .teacher_forcing = 1, .shards = shards, .decay = DECAY_NONE, .seed = seed};
    Sentences sentences;
    Random random;
    random_sentences(&sentences, shards, 3);
    sentences.batch.source_length = sentences.batch.target_length = 6;
    for (int b = 0; b < shards; b++) {
        random_seed(&random, 4);
        sentences.lengths[b] = 6;
        put_sentence(&sentences, b, shards, &random);
    }
    Model *model = model_with_dropout(KIND_RECURRENT, 0.5);
    double loss = train_on_batch(model, options, &sentences.batch, step + 1).loss;
    model_close(model);
    return loss;
}

/* No two of seed, step and shard may draw the same numbers, however near they are to each other. */
TEST(neighbouring_seeds_share_nothing)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        double both = loss_of_copies(2, seed, 0), one = loss_of_copies(1, seed, 0), next = loss_of_copies(1, seed + 1, 0);
        assert_true(both == loss_of_copies(2, seed, 0));
        assert_true(fabs(both - one) > 1e-5); /* the shards differ from each other */
        assert_true(fabs(both - (one + next) / 2) > 1e-5);
        assert_true(fabs(loss_of_copies(1, seed, 1) - loss_of_copies(1, seed + SHARDS_MOST, 0)) > 1e-5);
    }
}

/* ---- own tokens ---- */

/* The loss of a first step that reads own tokens with this probability. */
static double loss_with_own_tokens(const ScoreFunction *attention, double own_tokens, uint64_t seed, const Batch *batch)
{
    TrainingOptions options = {.lr = 1e-9, .clip = 0, .shards = 1, .decay = DECAY_NONE, .teacher_forcing = 1 - own_tokens, .seed = seed};
    Model *model = trained(attention, false, usual, 1, 40);
    double loss = train_on_batch(model, options, batch, 1).loss;
    model_close(model);
    return loss;
}

/* Replaces every input but the first by what the model finds likeliest after the right tokens. */
static void put_own_tokens(const ScoreFunction *attention, Sentences *sentences)
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

TEST(own_tokens_are_the_likeliest_ones)
{
    EACH_ATTENTION(attention) {
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

TEST(smoothing_spreads_what_is_wanted)
{
    EACH_MODEL(attention, both)
    {
        TrainingOptions options = {.lr = 1e-9, .teacher_forcing = 1, .shards = 2, .decay = DECAY_NONE, .label_smoothing = 0.2};
        Model *model = trained(attention, both, usual, 1, 40);
        Sentences sentences;
        random_sentences(&sentences, 7, 5);
        double expected = smoothed_loss(model, &sentences, 0.2);
        assert_true(expected > smoothed_loss(model, &sentences, 0) + 0.05);
        assert_true(fabs(train_on_batch(model, options, &sentences.batch, 1).loss - expected) < 1e-5);
        model_close(model);
    }
}

/* The loss of the next step. */
static double step_loss(Model *model, double smoothing)
{
    TrainingOptions options = {.lr = 1e-9, .teacher_forcing = 1, .shards = 2, .decay = DECAY_NONE, .label_smoothing = smoothing, .seed = 1};
    Sentences sentences;
    return train_on_batch(model, options, random_sentences(&sentences, 7, 5), 1).loss;
}

/* Smoothing may not change which tokens are learned, in whichever vocabulary: a hair of it changes nothing, twice as much changes
 * twice as much, and where all tokens are as likely it is ln V however much there is. */
TEST(smoothing_is_of_the_tokens_that_are_learned)
{
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, WORDS, WORDS);
        Parameters *parameters = model_parameters(model);
        double none = step_loss(model, 0), once = step_loss(model, 0.2), twice = step_loss(model, 0.4);
        assert_true(fabs(step_loss(model, 1e-6) - none) < 1e-4);
        assert_true(fabs(twice - none - 2 * (once - none)) < 1e-4);
        const Parameter *bias = &parameters->list[parameters_find(parameters, "output.bias")];
        memset(parameters->value, 0, parameters->total * sizeof(real));
        if (fabs(step_loss(model, 0.4) - log((double)bias->count)) > 1e-4)
            fail_msg("%s: a loss of %g with %zu tokens", family[member].name, step_loss(model, 0.4), bias->count);
        model_close(model);
    }
}

/* The loss of one step on a target of one word beside one of three, with two shards; the padding as it is used. */
static double loss_beside_padding(Model *model, const Batch *batch, PaddingUse padding)
{
    TrainingOptions options = usual;
    options.padding = padding;
    Model *copy = small_model(&dot_score, false);
    assert_true(same_bits(model, copy));
    double loss = train_on_batch(copy, options, batch, 1).loss;
    model_close(copy);
    return loss;
}

/* Learned padding is a target that goes on with <EOS>: the loss is that of such a batch, and of no other. */
TEST(padding_is_learned_only_on_demand)
{
    enum { B = 2, S = 2, T = 4 };
    static const int source[] = {4, 5, 2, 2}, in[] = {1, 1, 4, 5, 0, 6, 0, 4}, out[] = {4, 5, 2, 6, 0, 4, 0, 2};
    static const int padded_in[] = {1, 1, 4, 5, 2, 6, 2, 4}, padded_out[] = {4, 5, 2, 6, 2, 4, 2, 2};
    static const int source_lengths[] = {2, 2}, lengths[] = {2, 4}, full[] = {4, 4};
    const Batch batch = {B, S, T, source, in, out, source_lengths, lengths};
    const Batch padded = {B, S, T, source, padded_in, padded_out, source_lengths, full};
    Model *model = small_model(&dot_score, false);
    double ignored = loss_of(model, &batch), learned = loss_of(model, &padded);
    assert_true(fabs(ignored - learned) > 1e-3);
    assert_true(fabs(loss_beside_padding(model, &batch, PADDING_IGNORED) - ignored) < 1e-5);
    assert_true(fabs(loss_beside_padding(model, &batch, PADDING_LEARNED) - learned) < 1e-5);
    model_close(model);
}

/* ---- what goes wrong ---- */

/* One step of a model in which one number was spoilt; the error's text is left in error. */
static void refuse_step(const ScoreFunction *attention, real spoilt, Error *error)
{
    Model *model = trained(attention, false, usual, 1, 2);
    Workers *workers = workers_open(2);
    Training *training = training_open(model, workers, &usual);
    Parameters *parameters = model_parameters(model);
    Sentences sentences;
    const Batch *batch = random_sentences(&sentences, 6, 9);
    real *last = &parameters->value[parameters->total - 1]; /* of the output's bias */
    *last = -OPTIMIZER_LARGE;                               /* such a step keeps what was before it */
    parameters_changed(parameters);
    real *before = memory_copy(parameters->value, parameters->total * sizeof(real));
    assert_true(training_step(training, batch, 0, error));
    *last = spoilt; /* as if the step had made it so */
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

TEST(a_loss_that_is_no_number_is_refused)
{
    Error error;
    EACH_ATTENTION(attention) {
        refuse_step(attention, (real)NAN, &error);
        assert_non_null(strstr(error.message, "step 2"));
        assert_non_null(strstr(error.message, "0.01"));
        refuse_step(attention, (real)INFINITY, &error);
    }
    language_set(LANGUAGE_KOREAN);
    refuse_step(&dot_score, (real)NAN, &error);
    assert_non_null(strstr(error.message, "학습률(0.01)"));
    language_set(LANGUAGE_ENGLISH);
}

/* Adam's steps are bounded by the rate, so that a rate far too large ends in a large loss, not in NaN: the numbers
 * stay finite, and so the model can be looked at. */
TEST(a_rate_far_too_large_leaves_finite_numbers)
{
    TrainingOptions wild = {.lr = 100, .min_lr = 1, .clip = 1, .teacher_forcing = 1, .shards = 2};
    Sentences sentences;
    EACH_ATTENTION(attention) {
        Model *model = trained(attention, false, wild, 2, 50);
        double loss = loss_of(model, random_sentences(&sentences, 8, 3));
        assert_true(isfinite(loss) && loss > 10);
        assert_true(parameters_finite(model_parameters(model)));
        model_close(model);
    }
}

/* With sgd a rate beyond all measure throws the values out of the floats at once. */
TEST(an_update_that_is_no_number_is_refused)
{
    TrainingOptions wild = {.lr = 1e38, .clip = 0, .teacher_forcing = 1, .shards = 2, .decay = DECAY_NONE, .optimizer = {.kind = OPTIMIZER_SGD}};
    wild.optimizer.weight_decay = 1;
    Model *model = small_model(&dot_score, false);
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
TEST(a_part_that_fails_ends_the_step)
{
    static const CustomAttention breaking = {.name = "breaking", .parameters = no_parameters, .scores = break_at_last};
    Error error = {0};
    ModelConfiguration configuration = {.hidden = 8, .source_vocabulary = WORDS, .target_vocabulary = WORDS, .seed = 1};
    assert_true(custom_attention_register(&breaking, NULL, &error));
    assert_true(configuration_choose(&configuration, "attention", "breaking", &error));
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
    TrainingOptions options = {.lr = rate, .clip = 1, .teacher_forcing = 1, .shards = 2, .decay = DECAY_NONE};
    Model *model = small_model(&dot_score, false);
    Workers *workers = workers_open(1);
    Training *training = training_open(model, workers, &options);
    take_steps(training, 0, 60);
    long above = training_state(training).above_guessing;
    training_close(training);
    workers_close(workers);
    model_close(model);
    return above;
}

TEST(a_loss_far_above_guessing_is_counted)
{
    assert_int_equal(above_guessing(0.01), 0);
    assert_in_range(above_guessing(30), 40, 60);
}

/* The decay begins where the warmup ends, here after a third of the run. */
TEST(the_rate_rises_then_falls)
{
    TrainingOptions options = {.lr = 0.01, .min_lr = 0.1, .clip = 1, .teacher_forcing = 1, .shards = 1, .decay = DECAY_LINEAR, .warmup = 10};
    Model *model = small_model(NULL, false);
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

/* ---- memory ---- */

static void expect_steady_steps(Model *model, Workers *workers, const TrainingOptions *options, const char *name)
{
    Sentences sentences[4];
    Error error;
    for (int i = 0; i < 4; i++)
        random_sentences(&sentences[i], SENTENCES_MOST - i, (uint64_t)i);
    Training *training = training_open(model, workers, options);
    long before = allocation_count();
    for (int i = 0; i < 4; i++)
        assert_true(training_step(training, &sentences[i].batch, 0, &error));
    assert_true(allocation_count() > before); /* the first round does: the count works */
    before = allocation_count();
    for (int i = 0; i < 20; i++)
        assert_true(training_step(training, &sentences[i % 4].batch, 0, &error));
    if (allocation_count() != before)
        fail_msg("%s: %ld calls in twenty steps", name, allocation_count() - before);
    training_close(training);
    model_close(model);
}

/* Of every kind of model, of each optimizer, and of every cell in the list: over tokens, over vectors, both ways. */
TEST(a_steady_step_asks_for_no_memory)
{
    Workers *workers = workers_open(2);
    Error error;
    for (int member = 0; member < FAMILY; member++) {
        TrainingOptions options = usual;
        options.label_smoothing = member % 2 == 0 ? 0.5 : 0;
        options.teacher_forcing = family_speaks(member) ? 1 - options.label_smoothing : 1;
        options.optimizer = (OptimizerOptions){.kind = (OptimizerKind)(member % 3), .momentum = 0.9};
        expect_steady_steps(family_model(member, WORDS, WORDS), workers, &options, family[member].name);
    }
    for (int i = 0; i < cell_count; i++) {
        ModelConfiguration configuration = {.cell = cells[i], .layers = 2, .bidirectional = true, .hidden = 8,
                                            .source_vocabulary = WORDS, .target_vocabulary = WORDS, .seed = 1};
        expect_steady_steps(model_open(&configuration, &error), workers, &usual, cells[i]->name);
    }
    workers_close(workers);
}

TEST(a_planted_allocation_is_counted)
{
    long before = allocation_count();
    void *memory = memory_new(1, 8);
    assert_int_equal(allocation_count() - before, 1);
    memory = memory_resize(memory, 2, 8);
    assert_int_equal(allocation_count() - before, 2);
    free(memory);
    assert_int_equal(allocation_count() - before, 3);
}
