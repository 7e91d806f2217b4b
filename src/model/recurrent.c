/* recurrent.c: the parameters of a recurrent encoder and decoder. The computation is in recurrent_encoder.c,
 * recurrent_attention.c and recurrent_decoder.c; the formulas are in model.h. */
#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "model/recurrent_parts.h"

/* "encoder.forward", "decoder.layer2": the prefix of the names of a layer's parameters. */
static const char *prefix_of(TraceSide side, int layer, TraceDirection direction, char out[TRACE_NAME])
{
    TraceKey place = recurrent_place(side, layer, direction);
    return trace_name(&place, out);
}

static int input_size(const ModelConfiguration *c, int vocabulary)
{
    return c->input == INPUT_ONE_HOT ? vocabulary : c->embedding;
}

static void build_bag(Builder *builder, RecurrentParts *parts)
{
    const ModelConfiguration *c = &builder->model->configuration;
    for (int layer = 0; layer < c->layers; layer++) {
        char prefix[TRACE_NAME], name[PARAMETER_NAME];
        prefix_of(TRACE_ENCODER, layer, TRACE_ONE_WAY, prefix);
        snprintf(name, sizeof name, "%.40s.bag_weight", prefix);
        parts->bag_weight[layer] = build_matrix(builder, name, c->source_vocabulary, c->hidden, 1 / sqrt(c->hidden));
        snprintf(name, sizeof name, "%.40s.bag_bias", prefix);
        parts->bag_bias[layer] = build_row(builder, name, c->hidden, 1 / sqrt(c->hidden));
    }
}

static void build_encoder(Builder *builder, RecurrentParts *parts)
{
    const ModelConfiguration *c = &builder->model->configuration;
    if (c->input == INPUT_BAG) {
        build_bag(builder, parts);
        return;
    }
    if (c->input == INPUT_EMBEDDING)
        parts->source_embedding = build_table(builder, "encoder.embedding", c->source_vocabulary, c->embedding, 1);
    int ways = c->bidirectional ? 2 : 1, inputs = input_size(c, c->source_vocabulary);
    for (int layer = 0; layer < c->layers; layer++, inputs = c->hidden)
        for (int way = 0; way < ways; way++) {
            char prefix[TRACE_NAME];
            prefix_of(TRACE_ENCODER, layer, way == 0 ? TRACE_FORWARD : TRACE_BACKWARD, prefix);
            parts->encoder[layer][way] = cell_build(builder, prefix, inputs, c->hidden / ways,
                                                    c->input == INPUT_ONE_HOT && layer == 0);
        }
}

static void build_custom_attention(Builder *builder, RecurrentParts *parts)
{
    const CustomAttention *custom = builder->model->configuration.custom_attention;
    CustomParameter list[CUSTOM_PARAMETERS];
    int count = custom->parameters(custom->argument, builder->model->configuration.hidden, list, builder->error);
    builder->failed = builder->failed || count < 0;
    parts->attention_count = custom_build(builder, "attention", list, count < 0 ? 0 : count, parts->attention);
}

static void build_attention(Builder *builder, RecurrentParts *parts)
{
    const ModelConfiguration *c = &builder->model->configuration;
    int H = c->hidden, count = c->attention != NULL ? score_parameters(c->attention) : 0;
    for (int i = 0; i < count; i++) {
        const ScoreParameter *parameter = &c->attention->parameters[i];
        char name[PARAMETER_NAME];
        snprintf(name, sizeof name, "attention.%s", parameter->name);
        parts->attention[i] = parameter->rank == 2 ? build_matrix(builder, name, H, H, 1 / sqrt(H))
                                                   : build_row(builder, name, H, 1 / sqrt(H));
    }
    parts->attention_count = count;
    if (c->custom_attention != NULL)
        build_custom_attention(builder, parts);
    parts->feature_weight = build_matrix(builder, "attention.feature_weight", 2 * H, H, 1 / sqrt(2 * H));
    parts->feature_bias = build_row(builder, "attention.feature_bias", H, 1 / sqrt(2 * H));
}

static void build_decoder(Builder *builder, RecurrentParts *parts)
{
    const ModelConfiguration *c = &builder->model->configuration;
    int inputs = c->input == INPUT_ONE_HOT ? c->target_vocabulary : c->embedding;
    if (c->input != INPUT_ONE_HOT)
        parts->target_embedding = build_table(builder, "decoder.embedding", c->target_vocabulary, c->embedding, 1);
    inputs += (configuration_context_first(c) ? c->hidden : 0) + (c->input_feeding ? c->hidden : 0);
    for (int layer = 0; layer < c->layers; layer++, inputs = c->hidden) {
        char prefix[TRACE_NAME];
        prefix_of(TRACE_DECODER, layer, TRACE_ONE_WAY, prefix);
        parts->decoder[layer] = cell_build(builder, prefix, inputs, c->hidden, c->input == INPUT_ONE_HOT && layer == 0);
    }
    if (configuration_attends(c))
        build_attention(builder, parts);
    parts->output_weight =
        build_matrix(builder, "output.weight", c->hidden, c->target_vocabulary, 1 / sqrt(c->hidden));
    parts->output_bias = build_row(builder, "output.bias", c->target_vocabulary, 1 / sqrt(c->hidden));
}

static size_t square(int size) { return (size_t)size * (size_t)size; }

static void fill_identity(real *zeros, int size)
{
    for (int i = 0; i < size; i++)
        zeros[(size_t)i * (size_t)size + (size_t)i] = 1;
}

static void build(Builder *builder)
{
    const ModelConfiguration *c = &builder->model->configuration;
    bool one_hot = c->input == INPUT_ONE_HOT;
    size_t source = one_hot ? square(c->source_vocabulary) : 0, target = one_hot ? square(c->target_vocabulary) : 0;
    RecurrentParts *parts = memory_new(1, sizeof *parts + (source + target) * sizeof(real));
    builder->model->parts = parts;
    if (one_hot) {
        fill_identity(parts->identities, c->source_vocabulary);
        fill_identity(parts->identities + source, c->target_vocabulary);
    }
    build_encoder(builder, parts);
    build_decoder(builder, parts);
}

static Tensor *logits(Model *model, Tape *tape, const Batch *batch, Tensor **inputs)
{
    Encoded encoded = recurrent_encode(model, tape, batch, NULL, inputs);
    return recurrent_decode(model, tape, &encoded, batch);
}

static Tensor *loss(Model *model, Tape *tape, const Batch *batch, LossScale scale)
{
    const RecurrentParts *parts = recurrent_parts(model);
    Encoded encoded = recurrent_encode(model, tape, batch, NULL, NULL);
    return model_output_loss(model, tape, recurrent_features(model, tape, &encoded, batch),
                             (LinearParts){parts->output_weight, parts->output_bias}, batch->target_out, scale);
}

const Architecture recurrent_architecture = {
    .build = build,
    .loss = loss,
    .logits = logits,
    .open = recurrent_open,
    .step = recurrent_step,
    .select = recurrent_select,
};
