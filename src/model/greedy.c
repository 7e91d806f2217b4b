/* greedy.c: greedy decoding, always the most likely token, of many sentences at once. */
#include <math.h>

#include "model/model_parts.h"

int largest(const real *values, int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        if (values[i] > values[best])
            best = i;
    return best;
}

int most_likely_token(const real *row, int V)
{
    return TOKEN_EOS + largest(row + TOKEN_EOS, V - TOKEN_EOS);
}

/* Stable for large logits. */
double log_sum(const real *logits, int V)
{
    double most = -HUGE_VAL, sum = 0;
    for (int i = 0; i < V; i++)
        most = fmax(most, (double)logits[i]);
    for (int i = 0; i < V; i++)
        sum += exp((double)logits[i] - most);
    return most + log(sum);
}

double log_probability(const real *logits, int V, int token) { return (double)logits[token] - log_sum(logits, V); }

typedef struct Answering {
    const GreedyAnswers *out;
    int open;      /* sentences without <EOS> so far */
    int *ended;    /* [B] */
    int *tokens;   /* [B] the last token of each */
} Answering;

/* Takes sentence b's next token from its row of logits. */
static void take(Answering *answering, int b, const real *row, int V, const real *weights, int S)
{
    const GreedyAnswers *out = answering->out;
    int token = most_likely_token(row, V);
    answering->tokens[b] = token;
    if (answering->ended[b])
        return;
    if (token == TOKEN_EOS) {
        answering->ended[b] = 1;
        answering->open--;
        return;
    }
    int at = b * out->most + out->counts[b]++;
    out->tokens[at] = token;
    if (out->looked_at != NULL)
        out->looked_at[at] = weights != NULL ? largest(weights, S) : -1;
}

void model_greedy(Model *model, Tape *tape, const Batch *batch, const GreedyAnswers *out)
{
    int B = batch->size, S = batch->source_length, V = model_answer_vocabulary(model);
    tape_reset(tape, false);
    Answering answering = {.out = out,
                           .open = B,
                           .ended = arena_alloc_zero(tape_arena(tape), (size_t)B * sizeof(int)),
                           .tokens = arena_alloc(tape_arena(tape), (size_t)B * sizeof(int))};
    for (int b = 0; b < B; b++) {
        answering.tokens[b] = TOKEN_SOS;
        out->counts[b] = 0;
    }
    Decoder *decoder = decoder_open(model, tape, batch, NULL, 0);
    for (int t = 0; t < out->most && answering.open > 0 && model_goes_on(model, t, out->most); t++) {
        Tensor *weights, *scores = decoder_step(decoder, answering.tokens, &weights);
        for (int b = 0; b < B; b++)
            take(&answering, b, scores->value + (size_t)b * V, V,
                 weights != NULL ? weights->value + (size_t)b * S : NULL, batch->source_lengths[b]);
    }
}
