/* small_training.h: small models of all attentions, trained for some steps, for tests of models. */
#ifndef SEQLAB_TESTS_SMALL_TRAINING_H
#define SEQLAB_TESTS_SMALL_TRAINING_H

#include "model/training.h"
#include "small_model.h"
#include "test.h"

#define EACH_MODEL(attention, both)                                                                                    \
    EACH_ATTENTION(attention)                                                                                          \
        for (int both = 0; both < 2; both++)

static const TrainingOptions usual = {.lr = 0.01, .min_lr = 0.05, .clip = 1, .teacher_forcing = 1, .shards = 2};

/* Trains for some steps on other sentences each. */
static inline void train_model(Model *model, TrainingOptions options, int threads, int steps)
{
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
}

static inline Model *trained(const ScoreFunction *attention, bool both, TrainingOptions options, int threads, int steps)
{
    Model *model = small_model(attention, both);
    train_model(model, options, threads, steps);
    return model;
}

/* After some steps on the same batch. */
static inline TrainingState train_on_batch(Model *model, TrainingOptions options, const Batch *batch, int steps)
{
    Workers *workers = workers_open(2);
    Training *training = training_open(model, workers, &options);
    Error error;
    for (int i = 0; i < steps; i++)
        assert_true(training_step(training, batch, 0, &error));
    TrainingState state = training_state(training);
    training_close(training);
    workers_close(workers);
    return state;
}

static inline double apart(Model *a, Model *b)
{
    const Parameters *p = model_parameters(a), *q = model_parameters(b);
    double most = 0;
    assert_int_equal(p->total, q->total);
    for (size_t i = 0; i < p->total; i++)
        most = fmax(most, fabs((double)p->value[i] - (double)q->value[i]));
    return most;
}

static inline bool same_bits(Model *a, Model *b)
{
    const Parameters *p = model_parameters(a), *q = model_parameters(b);
    return p->total == q->total && memcmp(p->value, q->value, p->total * sizeof *p->value) == 0;
}

static inline double loss_of(Model *model, const Batch *batch)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    double loss = (double)model_loss(model, tape, batch, 0, 0)->value[0];
    tape_close(tape);
    return loss;
}

static inline void take_steps(Training *training, int from, int to)
{
    Sentences sentences;
    Error error;
    for (int i = from; i < to; i++)
        assert_true(training_step(training, random_sentences(&sentences, 6, (uint64_t)i), 0, &error));
}

#endif
