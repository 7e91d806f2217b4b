/* sample.c: answers drawn token by token: all of them are rows of one decoder, each with random numbers of its own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/beam.h"
#include "model/model_parts.h"

static const Option option_rows[] = {
    {"temperature", OPTION_NUMBER, OPTION_AT(SampleOptions, temperature), .fallback = "1", .least = 0, .most = 100,
     .help = {"Above 1: flatter; below 1: sharper; 0: always the most likely token.",
              "1보다 크면 분포가 평평해지고 작으면 뾰족해집니다. 0이면 항상 확률이 가장 높은 토큰입니다."}},
    {"top_k", OPTION_WHOLE, OPTION_AT(SampleOptions, top_k), .fallback = "0", .least = 0, .most = 65536, .aliases = "top",
     .help = {"Draw from this many of the most likely tokens. 0: from all.",
              "확률이 높은 순으로 이만큼의 토큰에서만 뽑습니다. 0이면 모든 토큰에서 뽑습니다."}},
    {"top_p", OPTION_NUMBER, OPTION_AT(SampleOptions, top_p), .fallback = "1", .least = 0.001, .most = 1, .aliases = "nucleus",
     .help = {"Draw from the most likely tokens whose probabilities add up to this (nucleus sampling).",
              "확률이 높은 순으로 누적 확률이 이 값에 이를 때까지의 토큰에서만 뽑습니다."}},
    {"n", OPTION_WHOLE, OPTION_AT(SampleOptions, count), .fallback = "3", .least = 1, .most = SAMPLES_MOST, .help = {"Answers to draw.", "뽑을 답의 수."}},
    {0},
};
const Options sample_options = {option_rows, .size = sizeof(SampleOptions)};

/* A token and its probability, relative to that of the most likely one. */
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

static double sum_of(const Choice *choices, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += choices[i].share;
    return sum;
}

/* The number of most likely tokens whose probabilities add up to `nucleus`. */
static int cut_to_nucleus(const Choice *choices, int count, double nucleus)
{
    double rest = nucleus * sum_of(choices, count);
    int taken = 0;
    while (taken < count && rest > 0)
        rest -= choices[taken++].share;
    return taken;
}

/* Fills choices [V] with the candidates, the most likely first; returns how many. 0 if the logits are NaN, as a model
 * with huge weights or custom parts can make them. */
static int weigh_choices(Choice *choices, const real *logits, int V, const SampleOptions *options)
{
    int count = 0;
    double most = (double)logits[TOKEN_EOS];
    for (int i = TOKEN_EOS; i < V; i++)
        most = fmax(most, (double)logits[i]);
    for (int i = TOKEN_EOS; i < V && isfinite(most); i++)
        if (!isnan(logits[i]))
            choices[count++] = (Choice){i, exp(((double)logits[i] - most) / options->temperature)};
    bool top = options->top_k > 0 && options->top_k < count, nucleus = options->top_p > 0 && options->top_p < 1;
    if (top || nucleus)
        qsort(choices, (size_t)count, sizeof *choices, larger_first);
    if (top)
        count = options->top_k;
    return nucleus ? cut_to_nucleus(choices, count, options->top_p) : count;
}

static int draw_token(Choice *choices, const real *logits, int V, const SampleOptions *options, Random *random)
{
    if (options->temperature <= 0)
        return most_likely_token(logits, V);
    int count = weigh_choices(choices, logits, V, options);
    if (count == 0)
        return most_likely_token(logits, V);
    double at = random_uniform(random) * sum_of(choices, count);
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

/* Draws a token for each row of logits [rows,V]. */
static void take_step(Sample *samples, int *tokens, const Tensor *logits, Choice *choices, const SampleOptions *options,
                      Random *randoms)
{
    int V = logits->shape[1];
    for (int i = 0; i < options->count; i++) {
        const real *row = logits->value + (size_t)i * (size_t)V;
        tokens[i] = draw_token(choices, row, V, options, &randoms[i]);
        take(&samples[i], tokens[i], row, V);
    }
}

Sample *model_samples(Model *model, const int *source, int source_count, const SampleOptions *options)
{
    Batch batch = {.size = 1, .source_length = source_count, .source = source, .source_lengths = &source_count};
    int tokens[SAMPLES_MOST], rows[SAMPLES_MOST] = {0}, count = options->count;
    Random seeds, randoms[SAMPLES_MOST];
    Sample *samples = memory_new((size_t)count, sizeof *samples);
    Choice *choices = NULL;
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
    for (int t = 0; !answer_is_full(tape, t, options->most, options->memory) && !all_ended(samples, count) &&
                    model_goes_on(model, t, options->most);
         t++) {
        const Tensor *logits = decoder_step(decoder, tokens, NULL);
        if (choices == NULL)
            choices = memory_new((size_t)logits->shape[1], sizeof *choices);
        take_step(samples, tokens, logits, choices, options, randoms);
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
