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

typedef struct Answers {
    int most;
    int *answers, *counts, *looked_at;
    int open;      /* sentences without <EOS> so far */
    int *ended;    /* [B] */
    int *tokens;   /* [B] the last token of each */
} Answers;

/* Takes sentence b's next token from its row of logits. */
static void take(Answers *answers, int b, const real *row, int V, const real *weights, int S)
{
    int token = most_likely_token(row, V);
    answers->tokens[b] = token;
    if (answers->ended[b])
        return;
    if (token == TOKEN_EOS) {
        answers->ended[b] = 1;
        answers->open--;
        return;
    }
    int at = b * answers->most + answers->counts[b]++;
    answers->answers[at] = token;
    if (answers->looked_at != NULL)
        answers->looked_at[at] = weights != NULL ? largest(weights, S) : -1;
}

static Answers begin(Tape *tape, int B, int most, int *out, int *counts, int *looked_at)
{
    Answers answers = {most, out, counts, looked_at, B, NULL, NULL};
    answers.ended = arena_alloc_zero(tape_arena(tape), (size_t)B * sizeof(int));
    answers.tokens = arena_alloc(tape_arena(tape), (size_t)B * sizeof(int));
    for (int b = 0; b < B; b++) {
        answers.tokens[b] = TOKEN_SOS;
        counts[b] = 0;
    }
    return answers;
}

void model_greedy(Model *model, Tape *tape, const Batch *batch, int most, int *out, int *counts, int *looked_at)
{
    int B = batch->size, S = batch->source_length, V = model_answer_vocabulary(model);
    tape_reset(tape, false);
    Answers answers = begin(tape, B, most, out, counts, looked_at);
    Decoder *decoder = decoder_open(model, tape, batch, NULL, 0);
    for (int t = 0; t < most && answers.open > 0 && model_goes_on(model, t, most); t++) {
        Tensor *weights, *scores = decoder_step(decoder, answers.tokens, &weights);
        for (int b = 0; b < B; b++)
            take(&answers, b, scores->value + (size_t)b * V, V, weights != NULL ? weights->value + (size_t)b * S : NULL,
                 batch->source_lengths[b]);
    }
}
