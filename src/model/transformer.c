/* transformer.c: the parameters of the Transformer family, and the encoder-decoder kind. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "model/transformer_parts.h"

/* ---- building ---- */

static void join(char *out, const char *prefix, const char *name)
{
    snprintf(out, PARAMETER_NAME, "%.40s.%s", prefix, name);
}

/* Glorot and Bengio (2010): keeps the size of activations and of gradients from layer to layer. */
static double spread(int in, int out) { return sqrt(6.0 / (in + out)); }

LinearParts build_linear(Builder *builder, const char *name, int in, int out)
{
    char weight[PARAMETER_NAME], bias[PARAMETER_NAME];
    bool output = strcmp(name, "output") == 0; /* "output.weight", but "encoder.layer1.query_weight" */
    snprintf(weight, sizeof weight, "%s%sweight", name, output ? "." : "_");
    snprintf(bias, sizeof bias, "%s%sbias", name, output ? "." : "_");
    LinearParts parts = {.weight = build_matrix(builder, weight, in, out, spread(in, out))};
    parts.bias = build_constant(builder, bias, out, false);
    return parts;
}

static LinearParts build_part(Builder *builder, const char *prefix, const char *name, int in, int out)
{
    char full[PARAMETER_NAME];
    join(full, prefix, name);
    return build_linear(builder, full, in, out);
}

static int build_matrix_of(Builder *builder, const char *prefix, const char *name, int in, int out)
{
    char full[PARAMETER_NAME];
    join(full, prefix, name);
    return build_matrix(builder, full, in, out, spread(in, out));
}

static NormParts build_norm(Builder *builder, const char *prefix)
{
    char gain[PARAMETER_NAME], bias[PARAMETER_NAME];
    int H = builder->model->configuration.hidden;
    join(gain, prefix, "norm_gain");
    join(bias, prefix, "norm_bias");
    NormParts parts = {.gain = build_constant(builder, gain, H, true)};
    parts.bias = build_constant(builder, bias, H, false);
    return parts;
}

static AttentionParts build_attention(Builder *builder, const char *prefix)
{
    int H = builder->model->configuration.hidden;
    AttentionParts parts = {.norm = build_norm(builder, prefix)};
    parts.query = build_part(builder, prefix, "query", H, H);
    parts.key = (LinearParts){build_matrix_of(builder, prefix, "key_weight", H, H), NO_BIAS};
    parts.value = build_part(builder, prefix, "value", H, H);
    parts.output = build_part(builder, prefix, "output", H, H);
    return parts;
}

static FeedParts build_feed(Builder *builder, const char *prefix)
{
    int H = builder->model->configuration.hidden;
    FeedParts parts = {.norm = build_norm(builder, prefix)};
    parts.inner = build_part(builder, prefix, "inner", H, 4 * H);
    parts.outer = build_part(builder, prefix, "outer", 4 * H, H);
    return parts;
}

void build_stack(Builder *builder, StackParts *parts, TraceSide side, int vocabulary, bool crossing)
{
    const ModelConfiguration *c = &builder->model->configuration;
    char full[PARAMETER_NAME], name[TRACE_NAME], prefix[TRACE_NAME];
    trace_name(&(TraceKey){.side = side}, name);
    *parts = (StackParts){.side = side, .crossing = crossing};
    join(full, name, "embedding");
    /* is scaled by sqrt(H) */
    parts->embedding = build_table(builder, full, vocabulary, c->hidden, 1 / sqrt(c->hidden));
    join(full, name, "positions");
    if (c->positions == POSITIONS_LEARNED)
        parts->positions = build_table(builder, full, POSITIONS_MOST, c->hidden, sqrt(0.5)); /* as large as sinusoids */
    for (int layer = 0; layer < c->layers; layer++) {
        TraceKey place = {.side = side, .layer = layer + 1, .part = TRACE_SELF};
        parts->layers[layer].self = build_attention(builder, trace_name(&place, prefix));
        place.part = TRACE_CROSS;
        if (crossing)
            parts->layers[layer].cross = build_attention(builder, trace_name(&place, prefix));
        place.part = TRACE_SELF;
        join(full, trace_name(&place, prefix), "feed");
        parts->layers[layer].feed = build_feed(builder, full);
    }
    parts->norm = build_norm(builder, name);
}

static void build(Builder *builder)
{
    const ModelConfiguration *c = &builder->model->configuration;
    TransformerParts *parts = memory_new(1, sizeof *parts);
    builder->model->parts = parts;
    build_stack(builder, &parts->encoder, TRACE_ENCODER, c->source_vocabulary, false);
    build_stack(builder, &parts->decoder, TRACE_DECODER, c->target_vocabulary, true);
    parts->output = build_linear(builder, "output", c->hidden, c->target_vocabulary);
}

/* ---- all steps at once ---- */

static Tensor *encode(const Pass *pass, const Batch *batch, Tensor **inputs)
{
    const StackParts *encoder = &transformer_parts(pass->model)->encoder;
    int S = batch->source_length;
    Tensor *x = stack_embed(pass, encoder, &(Tokens){.ids = batch->source, .T = S, .B = batch->size, .steps = S}, inputs);
    return stack_run(pass, encoder, x, &(Span){.lengths = batch->source_lengths, .steps = S}, NULL);
}

/* The output layer's input, [T,B,H], with teacher forcing. */
static Tensor *features(const Pass *pass, const Batch *batch, Tensor **inputs)
{
    const StackParts *decoder = &transformer_parts(pass->model)->decoder;
    Tensor *states = encode(pass, batch, inputs);
    Crossing crossing = stack_cross(pass, decoder, states, batch->source_lengths);
    Tensor *x = stack_embed(pass, decoder,
                            &(Tokens){.ids = batch->target_in, .T = batch->target_length, .B = batch->size}, NULL);
    return stack_run(pass, decoder, x, &(Span){.causal = true, .crossing = &crossing}, NULL);
}

static Tensor *logits(Model *model, Tape *tape, const Batch *batch, Tensor **inputs)
{
    Pass pass = {model, tape, NULL};
    return layer_linear(&pass, &transformer_parts(model)->output, features(&pass, batch, inputs));
}

static Tensor *loss(Model *model, Tape *tape, const Batch *batch, LossScale scale)
{
    Pass pass = {model, tape, NULL};
    const LinearParts *output = &transformer_parts(model)->output;
    return model_output_loss(model, tape, features(&pass, batch, NULL), *output, batch->target_out, scale);
}

/* ---- step by step ---- */

typedef struct State {
    Pass pass;
    Crossing crossing;
    Cache caches[LAYERS_MOST];
    int *before; /* [rows], all the same: steps taken */
} State;

static int *all_alike(Tape *tape, int count, int number)
{
    int *list = arena_alloc(tape_arena(tape), (size_t)count * sizeof *list);
    for (int i = 0; i < count; i++)
        list[i] = number;
    return list;
}

static void *open(Decoder *decoder, const Batch *batch)
{
    const TransformerParts *parts = transformer_parts(decoder->model);
    State *state = arena_alloc_zero(tape_arena(decoder->tape), sizeof *state);
    state->pass = (Pass){decoder->model, decoder->tape, decoder->observer};
    Tensor *states = encode(&state->pass, batch, NULL);
    state->crossing = stack_cross(&state->pass, &parts->decoder, states, NULL);
    return state;
}

static Tensor *step(Decoder *decoder, const int *tokens, Tensor **weights)
{
    const TransformerParts *parts = transformer_parts(decoder->model);
    State *state = decoder->state;
    int S = decoder->source_length, *before = all_alike(decoder->tape, decoder->rows, decoder->step);
    state->crossing.lengths = decoder->source_lengths;
    Tokens read = {.ids = tokens, .T = 1, .B = decoder->rows, .before = before, .step = decoder->step,
                   .steps = decoder->steps};
    Tensor *all, *x = stack_embed(&state->pass, &parts->decoder, &read, NULL);
    x = stack_run(&state->pass, &parts->decoder, x,
                  &(Span){.crossing = &state->crossing,
                          .caches = state->caches,
                          .before = before,
                          .step = decoder->step,
                          .steps = decoder->steps,
                          .map_columns = S,
                          .map_step = decoder->step,
                          .map_steps = decoder->steps},
                  &all);
    *weights = map_of(decoder->tape, all, 0, decoder->source_lengths, S);
    return layer_linear(&state->pass, &parts->output, op_step(decoder->tape, x, 0));
}

static void select(Decoder *decoder, const int *rows, int count)
{
    State *state = decoder->state;
    const ModelConfiguration *c = &decoder->model->configuration;
    Arena *lasting = tape_lasting(decoder->tape);
    bool same = decoder_same_sentences(decoder, rows, count);
    for (int layer = 0; layer < c->layers; layer++) {
        cache_select(&state->caches[layer], decoder->tape, rows, count, decoder->step, c->hidden);
        if (same)
            continue;
        Tensor **keys = &state->crossing.keys[layer], **values = &state->crossing.values[layer];
        *keys = decoder_pick(lasting, *keys, rows, count);
        *values = decoder_pick(lasting, *values, rows, count);
    }
}

const Architecture transformer_architecture = {
    .build = build,
    .loss = loss,
    .positions_at_once = true,
    .logits = logits,
    .open = open,
    .step = step,
    .select = select,
};
