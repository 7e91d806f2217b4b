/* sample.c: answers drawn token by token: all of them are rows of one decoder, each with random numbers of its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/beam.h"
#include "model/model_parts.h"

/* A token and how likely it is, relative to the likeliest. */
typedef struct Choice {
    int token;
    double share;
} Choice;

static int larger_first(const void *a, const void *b)
{
    const Choice *x = a, *y = b;
    if (x->share != y->share)
        return x->share < y->share ? 1 : -1;
    return x->token - y->token;
}

/* Fills choices [V] with what can be said, the likeliest first; returns how many. */
static int weigh_choices(Choice *choices, const real *logits, int V, const SampleOptions *options)
{
    int count = 0;
    double most = (double)logits[TOKEN_EOS];
    for (int i = TOKEN_EOS; i < V; i++)
        most = fmax(most, (double)logits[i]);
    for (int i = TOKEN_EOS; i < V; i++)
        choices[count++] = (Choice){i, exp(((double)logits[i] - most) / options->temperature)};
    if (options->top > 0 && options->top < count) {
        qsort(choices, (size_t)count, sizeof *choices, larger_first);
        count = options->top;
    }
    return count;
}

static int draw(Choice *choices, const real *logits, int V, const SampleOptions *options, Random *random)
{
    if (options->temperature <= 0)
        return likeliest(logits, V);
    int count = weigh_choices(choices, logits, V, options);
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += choices[i].share;
    double at = random_uniform(random) * sum;
    for (int i = 0; i < count - 1; i++) {
        at -= choices[i].share;
        if (at < 0)
            return choices[i].token;
    }
    return choices[count - 1].token;
}

static void take(Sample *sample, int token, const real *logits, int V)
{
    if (sample->ended)
        return;
    sample->log_probability += log_probability(logits, V, token);
    sample->ended = token == TOKEN_EOS;
    if (!sample->ended)
        sample->tokens[sample->count++] = token;
}

static bool all_ended(const Sample *samples, int count)
{
    for (int i = 0; i < count; i++)
        if (!samples[i].ended)
            return false;
    return true;
}

Sample *model_samples(Model *model, const int *source, int source_count, const SampleOptions *options)
{
    Batch batch = {.size = 1, .source_length = source_count, .source = source, .source_lengths = &source_count};
    int V = model->configuration.target_vocabulary, count = options->count;
    int tokens[SAMPLES_MOST], rows[SAMPLES_MOST] = {0};
    Random seeds, randoms[SAMPLES_MOST];
    Choice *choices = memory_new((size_t)V, sizeof *choices);
    Sample *samples = memory_new((size_t)count, sizeof *samples);
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(model, tape, &batch, NULL, 0);
    decoder_select(decoder, rows, count);
    random_seed_for(&seeds, options->seed, "sample");
    for (int i = 0; i < count; i++) {
        samples[i].tokens = memory_new((size_t)options->most + 1, sizeof(int));
        tokens[i] = TOKEN_SOS;
        random_seed(&randoms[i], random_next(&seeds)); /* its own, however many others there are */
    }
    for (int t = 0; t < options->most && !all_ended(samples, count); t++) {
        const Tensor *logits = decoder_step(decoder, tokens, NULL);
        for (int i = 0; i < count; i++) {
            const real *row = logits->value + (size_t)i * (size_t)V;
            tokens[i] = draw(choices, row, V, options, &randoms[i]);
            take(&samples[i], tokens[i], row, V);
        }
    }
    tape_close(tape);
    free(choices);
    return samples;
}

void samples_free(Sample *samples, int count)
{
    for (int i = 0; samples != NULL && i < count; i++)
        free(samples[i].tokens);
    free(samples);
}
