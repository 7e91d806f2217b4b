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
    Decoder *decoder;
    int rows;      /* of the decoder */
    int open;      /* rows without <EOS> so far */
    int *sentence; /* [rows] whose answer a row is */
    int *ended;    /* [rows] */
    int *tokens;   /* [rows] the last token of each */
    int *stay;     /* [rows] for leave */
} Answering;

static void begin(Answering *answering, Model *model, Tape *tape, const Batch *batch)
{
    int B = batch->size;
    int *numbers = arena_alloc(tape_arena(tape), 4 * (size_t)B * sizeof *numbers);
    answering->rows = answering->open = B;
    answering->sentence = numbers;
    answering->ended = numbers + B;
    answering->tokens = numbers + 2 * B;
    answering->stay = numbers + 3 * B;
    for (int b = 0; b < B; b++) {
        answering->sentence[b] = b;
        answering->ended[b] = 0;
        answering->tokens[b] = TOKEN_SOS;
        answering->out->counts[b] = 0;
    }
    answering->decoder = decoder_open(model, tape, batch, NULL, 0);
}

/* Takes a row's next token from its logits. */
static void take(Answering *answering, int row, const real *logits, int V, const real *weights, int S)
{
    const GreedyAnswers *out = answering->out;
    int token = most_likely_token(logits, V), b = answering->sentence[row];
    answering->tokens[row] = token;
    if (answering->ended[row])
        return;
    if (token == TOKEN_EOS) {
        answering->ended[row] = 1;
        answering->open--;
        return;
    }
    int at = b * out->most + out->counts[b]++;
    out->tokens[at] = token;
    if (out->looked_at != NULL)
        out->looked_at[at] = weights != NULL ? largest(weights, S) : -1;
}

/* Rows that have ended leave the decoder, once they are so many that copying the others costs less than they do. */
static void leave(Answering *answering)
{
    int open = 0;
    if (answering->open == 0 || 4 * answering->open > 3 * answering->rows)
        return;
    for (int row = 0; row < answering->rows; row++) {
        if (answering->ended[row])
            continue;
        answering->stay[open] = row;
        answering->sentence[open] = answering->sentence[row];
        answering->tokens[open] = answering->tokens[row];
        answering->ended[open++] = 0;
    }
    decoder_select(answering->decoder, answering->stay, open);
    answering->rows = open;
}

void model_greedy(Model *model, Tape *tape, const Batch *batch, const GreedyAnswers *out)
{
    Answering answering = {.out = out};
    int S = batch->source_length, V = model_answer_vocabulary(model);
    tape_reset(tape, false);
    begin(&answering, model, tape, batch);
    for (int t = 0; t < out->most && answering.open > 0 && model_goes_on(model, t, out->most); t++) {
        Tensor *weights, *scores = decoder_step(answering.decoder, answering.tokens, &weights);
        for (int row = 0; row < answering.rows; row++)
            take(&answering, row, scores->value + (size_t)row * (size_t)V, V,
                 weights != NULL ? weights->value + (size_t)row * (size_t)S : NULL,
                 batch->source_lengths[answering.sentence[row]]);
        leave(&answering);
    }
}
