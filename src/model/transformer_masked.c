/* transformer_masked.c: encoder only (Devlin et al. 2019): a stack that sees a whole sentence and fills in its hidden
 * tokens.
 *
 * A hidden token is read as the last row of the embedding table, which no token uses. In training, tokens are hidden at
 * random and only they have a loss; in an answer, the source's <UNK>s are the hidden tokens. All are filled in at once,
 * independently of each other. Step by step, an answer repeats the sentence: tokens that are not hidden are certain. */
#include <string.h>

#include "base/memory.h"
#include "model/trace.h"
#include "model/transformer_parts.h"

enum { HIDDEN_PER_CENT = 15 };
static const real never = LOGIT_NEVER;

/* ---- hiding ---- */

static int hidden_of(int words)
{
    return words == 0 ? 0 : words * HIDDEN_PER_CENT < 150 ? 1 : (words * HIDDEN_PER_CENT + 50) / 100;
}

/* How many of a sentence's tokens could be hidden: its words. count tokens, stride apart. */
static int words_of(const int *ids, int count, int stride)
{
    int words = 0;
    for (int t = 0; t < count; t++)
        words += ids[t * stride] >= TOKEN_FIRST;
    return words;
}

/* Hides words, each choice of as many equally likely; what was there goes to hidden [..] where it is not NULL. */
static int hide(int *ids, int count, int stride, int as, int *hidden, Random *random)
{
    int left = words_of(ids, count, stride), wanted = hidden_of(left), made = wanted;
    for (int t = 0; t < count && wanted > 0; t++) {
        if (ids[t * stride] < TOKEN_FIRST || (int)random_below(random, (uint32_t)left--) >= wanted)
            continue;
        if (hidden != NULL)
            hidden[t * stride] = ids[t * stride];
        ids[t * stride] = as;
        wanted--;
    }
    return made;
}

int model_hide_tokens(int *source, int count, Random *random)
{
    return hide(source, count, 1, TOKEN_UNK, NULL, random);
}

/* ---- learning ---- */

static int mask_row(const Model *model) { return model->configuration.source_vocabulary; }

static void build(Builder *builder)
{
    const ModelConfiguration *c = &builder->model->configuration;
    TransformerParts *parts = memory_new(1, sizeof *parts);
    builder->model->parts = parts;
    build_stack(builder, &parts->encoder, TRACE_ENCODER, c->source_vocabulary + 1, false);
    parts->output = build_linear(builder, "output", c->hidden, c->source_vocabulary);
}

/* A sentence's hidden tokens depend on its words and on the seed, not on its neighbours. Validation has one seed (0),
 * so it hides the same each time; in training each piece of a batch has another. */
static Random random_of_sentence(Arena *arena, uint64_t seed, const Batch *batch, int b)
{
    int length = batch->source_lengths[b], *ids = arena_alloc(arena, (size_t)length * sizeof *ids);
    for (int t = 0; t < length; t++)
        ids[t] = batch->source[t * batch->size + b];
    Random random;
    random_seed_for(&random, hash_bytes(ids, (size_t)length * sizeof *ids, seed), "hidden tokens");
    return random;
}

Tensor *masked_loss(Model *model, Tape *tape, const Batch *batch, const int *ids, const int *hidden, LossScale scale)
{
    const TransformerParts *parts = transformer_parts(model);
    Pass pass = {model, tape, NULL};
    Tensor *x =
        stack_embed(&pass, &parts->encoder, &(Tokens){.ids = ids, .T = batch->source_length, .B = batch->size}, NULL);
    x = stack_run(&pass, &parts->encoder, x, &(Span){.lengths = batch->source_lengths}, NULL);
    return model_output_loss(model, tape, x, parts->output, hidden, scale);
}

static Tensor *loss(Model *model, Tape *tape, const Batch *batch, LossScale scale)
{
    int S = batch->source_length, B = batch->size;
    size_t bytes = (size_t)S * (size_t)B * sizeof(int);
    int *ids = arena_alloc(tape_arena(tape), bytes), *hidden = arena_alloc_zero(tape_arena(tape), bytes); /* <PAD> */
    memcpy(ids, batch->source, bytes);
    uint64_t seed = tape_random(tape) != NULL ? random_next(tape_random(tape)) : 0;
    for (int b = 0; b < B; b++) {
        Random random = random_of_sentence(tape_arena(tape), seed, batch, b);
        hide(ids + b, batch->source_lengths[b], B, mask_row(model), hidden + b, &random);
    }
    return masked_loss(model, tape, batch, ids, hidden, scale);
}

static long loss_tokens(const Batch *batch)
{
    long tokens = 0;
    for (int b = 0; b < batch->size; b++)
        tokens += hidden_of(words_of(batch->source + b, batch->source_lengths[b], batch->size));
    return tokens;
}

/* ---- answering ---- */

typedef struct State {
    int B;             /* sentences */
    int *source;       /* [S,B] */
    Tensor *logits;    /* [S,B,V] */
    Tensor *weights;   /* [S,B,N,S], of the last layer */
} State;

static void *open(Decoder *decoder, const Batch *batch)
{
    const TransformerParts *parts = transformer_parts(decoder->model);
    Arena *arena = tape_arena(decoder->tape);
    int S = batch->source_length, B = batch->size;
    State *state = arena_alloc_zero(arena, sizeof *state);
    int *ids = arena_alloc(arena, (size_t)S * (size_t)B * sizeof *ids);
    for (int i = 0; i < S * B; i++)
        ids[i] = batch->source[i] == TOKEN_UNK ? mask_row(decoder->model) : batch->source[i];
    Pass pass = {decoder->model, decoder->tape, decoder->observer};
    Tensor *x = stack_embed(&pass, &parts->encoder, &(Tokens){.ids = ids, .T = S, .B = B, .steps = S}, NULL);
    x = stack_run(&pass, &parts->encoder, x,
                  &(Span){.lengths = batch->source_lengths, .steps = S, .map_columns = S, .map_steps = S},
                  &state->weights);
    state->B = B;
    state->source = arena_alloc(arena, (size_t)S * (size_t)B * sizeof *ids);
    memcpy(state->source, batch->source, (size_t)S * (size_t)B * sizeof *ids);
    state->logits = layer_linear(&pass, &parts->output, x);
    watch_rows(&pass, &(TraceKey){.side = TRACE_ENCODER, .quantity = &quantity_logits}, 0, S,
               state->logits); /* of tokens that are not hidden too: before `say` */
    return state;
}

/* Token t of sentence b: the token itself, or if it is hidden, any word. */
static void tell_token(const State *state, real *row, int V, int t, int b, int length)
{
    int token = t < length - 1 ? state->source[t * state->B + b] : TOKEN_EOS;
    if (token != TOKEN_UNK) {
        for (int i = 0; i < V; i++)
            row[i] = i == token ? 0 : never;
        return;
    }
    memcpy(row, state->logits->value + ((size_t)t * (size_t)state->B + (size_t)b) * (size_t)V, (size_t)V * sizeof *row);
    for (int i = 0; i < TOKEN_FIRST; i++)
        row[i] = never;
}

static Tensor *step(Decoder *decoder, const int *tokens, Tensor **weights)
{
    const State *state = decoder->state;
    int V = decoder->model->configuration.source_vocabulary;
    (void)tokens; /* earlier tokens change nothing */
    Tensor *logits = tape_tensor_plain(decoder->tape, 2, (int[]){decoder->rows, V});
    for (int i = 0; i < decoder->rows; i++)
        tell_token(state, logits->value + (size_t)i * (size_t)V, V, decoder->step, decoder->sentence[i],
                   decoder->source_lengths[i]);
    /* Each row's map: none past the sentence's end. */
    int S = decoder->source_length;
    Tensor *out = tape_zeros(decoder->tape, 2, (int[]){decoder->rows, S});
    int *lengths = arena_alloc(tape_arena(decoder->tape), (size_t)state->B * sizeof *lengths);
    for (int i = 0; i < state->B; i++)
        lengths[i] = S; /* weights past a length are 0 */
    Tensor *all = decoder->step < S ? map_of(decoder->tape, state->weights, decoder->step, lengths, S) : NULL;
    for (int i = 0; i < decoder->rows && all != NULL; i++)
        if (decoder->step < decoder->source_lengths[i])
            memcpy(out->value + (size_t)i * (size_t)S, all->value + (size_t)decoder->sentence[i] * (size_t)S,
                   (size_t)S * sizeof(real));
    *weights = out;
    return logits;
}

/* Everything is of sentences, and decoder.c knows which a row is of. */
static void select(Decoder *decoder, const int *rows, int count)
{
    (void)decoder;
    (void)rows;
    (void)count;
}

const Architecture masked_architecture = {
    .build = build,
    .loss = loss,
    .positions_at_once = true,
    .loss_tokens = loss_tokens,
    .open = open,
    .step = step,
    .select = select,
};
