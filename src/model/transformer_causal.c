/* transformer_causal.c: decoder only (Radford et al. 2018): a stack that sees only earlier positions. Source and target
 * are one sequence:
 *
 *     나는 학교에 간다 <EOS> <SOS> I go to school <EOS>
 *
 * Its vocabulary is the target's, with the source's words (not its special tokens, which are the same) behind them. It
 * learns to predict each next token of the whole sequence; it answers by continuing after <SOS>. */
#include <string.h>

#include "base/memory.h"
#include "model/transformer_parts.h"

static int joint_vocabulary(const ModelConfiguration *c)
{
    return c->target_vocabulary + c->source_vocabulary - TOKEN_FIRST;
}

/* A source token in the joint vocabulary. */
static int joint_id(const ModelConfiguration *c, int source_id)
{
    return source_id < TOKEN_FIRST ? source_id : c->target_vocabulary + source_id - TOKEN_FIRST;
}

static void build(Builder *builder)
{
    const ModelConfiguration *c = &builder->model->configuration;
    TransformerParts *parts = memory_new(1, sizeof *parts);
    builder->model->parts = parts;
    build_stack(builder, &parts->decoder, TRACE_DECODER, joint_vocabulary(c), false);
    parts->output = build_linear(builder, "output", c->hidden, joint_vocabulary(c));
}

/* ---- all of the text at once ---- */

/* Pairs as one text each, [length,B]; the target follows the source at once, whatever the source's length, and what is
 * past its end is <PAD>. */
typedef struct Text {
    int length;
    int *ids, *next; /* next: the target after each */
} Text;

static int longest_source(const Batch *batch)
{
    int most = 0;
    for (int b = 0; b < batch->size; b++)
        most = batch->source_lengths[b] > most ? batch->source_lengths[b] : most;
    return most;
}

static Text join_pairs(const ModelConfiguration *c, Tape *tape, const Batch *batch)
{
    Text text = {.length = longest_source(batch) + batch->target_length};
    size_t bytes = (size_t)text.length * (size_t)batch->size * sizeof(int);
    text.ids = arena_alloc_zero(tape_arena(tape), bytes); /* <PAD> */
    text.next = arena_alloc_zero(tape_arena(tape), bytes);
    for (int b = 0; b < batch->size; b++) {
        int B = batch->size, S = batch->source_lengths[b];
        for (int t = 0; t < S; t++) {
            text.ids[t * B + b] = joint_id(c, batch->source[t * B + b]);
            text.next[t * B + b] = t + 1 < S ? joint_id(c, batch->source[(t + 1) * B + b]) : TOKEN_SOS;
        }
        for (int t = 0; t < batch->target_length; t++) {
            text.ids[(S + t) * B + b] = batch->target_in[t * B + b];
            text.next[(S + t) * B + b] = batch->target_out[t * B + b];
        }
    }
    return text;
}

/* No lengths: what is past a text's end comes after it, and so is not seen. */
static Tensor *states_of(const Pass *pass, const Text *text, int B, Tensor **embedded)
{
    const StackParts *stack = &transformer_parts(pass->model)->decoder;
    Tensor *x = stack_embed(pass, stack, &(Tokens){.ids = text->ids, .T = text->length, .B = B}, embedded);
    return stack_run(pass, stack, x, &(Span){.causal = true}, NULL);
}

static Tensor *loss(Model *model, Tape *tape, const Batch *batch, LossScale scale)
{
    Pass pass = {model, tape, NULL};
    Text text = join_pairs(&model->configuration, tape, batch);
    Tensor *states = states_of(&pass, &text, batch->size, NULL);
    const LinearParts *output = &transformer_parts(model)->output;
    return model_output_loss(model, tape, states, *output, text.next, scale);
}

static long loss_tokens(const Batch *batch)
{
    long tokens = 0;
    for (int b = 0; b < batch->size; b++)
        tokens += batch->source_lengths[b] + batch->target_lengths[b];
    return tokens;
}

/* The states at the targets' tokens, [T,B,H]: they begin at another step in each text. */
static Tensor *states_of_targets(Tape *tape, Tensor *states, const Batch *batch)
{
    int T = batch->target_length, B = batch->size, H = tensor_columns(states);
    int *rows = arena_alloc(tape_arena(tape), (size_t)T * (size_t)B * sizeof *rows);
    for (int i = 0; i < T * B; i++)
        rows[i] = (batch->source_lengths[i % B] + i / B) * B + i % B; /* never row 0, which would get no gradient */
    return op_embedding(tape, op_reshape(tape, states, 2, (int[]){tensor_rows(states), H}), rows, T, B);
}

/* Only target tokens are answers. */
static Tensor *target_logits(const Pass *pass, Tensor *states)
{
    Tensor *all = layer_linear(pass, &transformer_parts(pass->model)->output, states);
    return op_slice(pass->tape, all, 0, pass->model->configuration.target_vocabulary);
}

static Tensor *logits(Model *model, Tape *tape, const Batch *batch, Tensor **inputs)
{
    Pass pass = {model, tape, NULL};
    Text text = join_pairs(&model->configuration, tape, batch);
    Tensor *embedded, *states = states_of(&pass, &text, batch->size, &embedded);
    if (inputs != NULL)
        *inputs =
            tape_view(tape, embedded, 0, 3, (int[]){longest_source(batch), batch->size, model->configuration.hidden});
    return target_logits(&pass, states_of_targets(tape, states, batch));
}

/* ---- step by step ---- */

typedef struct State {
    Pass pass;
    Cache caches[LAYERS_MOST];
} State;

/* Reads the sources. */
static void *open(Decoder *decoder, const Batch *batch)
{
    const ModelConfiguration *c = &decoder->model->configuration;
    const StackParts *stack = &transformer_parts(decoder->model)->decoder;
    Arena *arena = tape_arena(decoder->tape);
    State *state = arena_alloc_zero(arena, sizeof *state);
    int S = batch->source_length, B = batch->size, steps = decoder->steps > 0 ? S + decoder->steps : 0;
    int *ids = arena_alloc(arena, (size_t)S * (size_t)B * sizeof *ids);
    int *before = arena_alloc_zero(arena, (size_t)B * sizeof *before);
    for (int i = 0; i < S * B; i++)
        ids[i] = joint_id(c, batch->source[i]);
    state->pass = (Pass){decoder->model, decoder->tape, decoder->observer};
    Tensor *x = stack_embed(&state->pass, stack, &(Tokens){.ids = ids, .T = S, .B = B, .steps = steps}, NULL);
    stack_run(&state->pass, stack, x,
              &(Span){.lengths = batch->source_lengths, .causal = true, .caches = state->caches, .before = before,
                      .steps = steps},
              NULL);
    return state;
}

static Tensor *step(Decoder *decoder, const int *tokens, Tensor **weights)
{
    const StackParts *stack = &transformer_parts(decoder->model)->decoder;
    State *state = decoder->state;
    int S = decoder->source_length, rows = decoder->rows, steps = decoder->steps > 0 ? S + decoder->steps : 0;
    int *before = arena_alloc(tape_arena(decoder->tape), (size_t)rows * sizeof *before);
    for (int i = 0; i < rows; i++)
        before[i] = decoder->source_lengths[i] + decoder->step;
    Tokens read = {.ids = tokens, .T = 1, .B = rows, .before = before, .step = S + decoder->step, .steps = steps};
    Tensor *all, *x = stack_embed(&state->pass, stack, &read, NULL);
    x = stack_run(&state->pass, stack, x,
                  &(Span){.caches = state->caches, .before = before, .step = S + decoder->step, .steps = steps,
                          .map_columns = S, .map_step = decoder->step, .map_steps = decoder->steps},
                  &all);
    *weights = map_of(decoder->tape, all, 0, decoder->source_lengths, S);
    return target_logits(&state->pass, op_step(decoder->tape, x, 0));
}

static void select(Decoder *decoder, const int *rows, int count)
{
    State *state = decoder->state;
    const ModelConfiguration *c = &decoder->model->configuration;
    for (int layer = 0; layer < c->layers; layer++)
        cache_select(&state->caches[layer], decoder->tape, rows, count, decoder->source_length + decoder->step,
                     c->hidden);
}

const Architecture causal_architecture = {
    .build = build,
    .loss = loss,
    .positions_at_once = true,
    .loss_tokens = loss_tokens,
    .logits = logits,
    .open = open,
    .step = step,
    .select = select,
};
