/* recurrent_decoder.c: one step, for answers, which an observer can watch; and all steps at once with teacher forcing,
 * for training.
 *
 * All at once is possible where no step needs what came out of the one before but its state: then whole layers are
 * single operations. A score function may have a decoder of one layer, whose cell reads what attention found, as one
 * operation; for the others, with input feeding and with attentions from outside, training goes step by step. */
#include <string.h>

#include "engine/distinct.h"
#include "engine/token_rows.h"
#include "model/recurrent_parts.h"

typedef struct State {
    Encoded encoded;
    CellStates layers[LAYERS_MOST];
    Tensor *feature; /* [B,H]: the previous step's attentional vector, with input feeding */
} State;

/* f = tanh([s; c] W_c + b_c), joined [..,2H] -> [..,H] */
static Tensor *feature_of(Model *model, Tape *tape, Tensor *joined)
{
    const RecurrentParts *parts = recurrent_parts(model);
    return op_linear_tanh(tape, joined, model_tensor(model, tape, parts->feature_weight),
                          model_tensor(model, tape, parts->feature_bias), NULL);
}

/* Rows from..from+count of a matrix [K,N]: a view. */
static Tensor *rows_of(Tape *tape, const Tensor *matrix, int from, int count)
{
    int N = matrix->shape[1];
    return tape_view(tape, matrix, (size_t)from * (size_t)N, 2, (int[]){count, N});
}

/* The same of the two side by side, which need not be joined: the first rows of W read the state. */
static Tensor *feature_of_both(Model *model, Tape *tape, Tensor *state, Tensor *context)
{
    const RecurrentParts *parts = recurrent_parts(model);
    const Tensor *W = model_tensor(model, tape, parts->feature_weight);
    int H = model->configuration.hidden;
    Tensor *of_state = op_linear(tape, state, rows_of(tape, W, 0, H), model_tensor(model, tape, parts->feature_bias));
    return op_linear_tanh(tape, context, rows_of(tape, W, H, H), NULL, of_state);
}

static Tensor *logits_of(Model *model, Tape *tape, Tensor *features)
{
    const RecurrentParts *parts = recurrent_parts(model);
    return op_linear(tape, features, model_tensor(model, tape, parts->output_weight),
                     model_tensor(model, tape, parts->output_bias));
}

static bool attends(const Model *model) { return configuration_attends(&model->configuration); }
static bool attends_before(const Model *model) { return configuration_context_first(&model->configuration); }

/* Whether each step has to wait for the one before to end. */
static bool goes_by_steps(const Model *model)
{
    const ModelConfiguration *c = &model->configuration;
    return attends_before(model) || c->input_feeding || c->custom_attention != NULL;
}

/* Whether the score function has this decoder as one operation. */
static bool is_fused(const Model *model)
{
    const ModelConfiguration *c = &model->configuration;
    return c->attention != NULL && c->attention->decoder != NULL && c->attention->decoder_cell == c->cell &&
           c->layers == 1 && !c->input_feeding;
}

static Source source_of(const Encoded *encoded, const int *lengths)
{
    return (Source){encoded->keys, encoded->states, lengths};
}

static void start_answer(State *state, const Model *model, Tape *tape, int B)
{
    for (int layer = 0; layer < model->configuration.layers; layer++)
        state->layers[layer] = state->encoded.last[layer];
    if (model->configuration.input_feeding)
        state->feature = tape_zeros(tape, 2, (int[]){B, model->configuration.hidden});
}

/* ---- the decoder as one operation ---- */

/* T steps from initial [B,H] -> [T,B,2H]: states and contexts joined. The cell's W is [W_x; C]: its first rows read
 * the embedding, the others the context. target: .ids, .T and .B. */
static Tensor *fused_steps(Model *model, Tape *tape, const Source *source, const Sequence *target, Tensor *initial,
                           Tensor **weights)
{
    const CellParameters *cell = &recurrent_parts(model)->decoder[0];
    Tensor *W = model_tensor(model, tape, cell->input_weight), *table = recurrent_table(model, tape, false);
    int H = model->configuration.hidden, E = W->shape[0] - H, T = target->T, B = target->B;
    FusedDecoder decoder = {
        .projected = {.T = T, .B = B},
        .cell = {.W = rows_of(tape, W, E, H),
                 .U = model_tensor(model, tape, cell->recurrent_weight),
                 .bU = model_tensor(model, tape, cell->recurrent_bias)},
        .initial = initial,
    };
    Tensor *bias = model_tensor(model, tape, cell->input_bias);
    if (!tape_recording(tape) && token_rows_keep(table, W)) {
        const real *rows = token_rows(tape_arena(tape), &(TokenProjection){table, W, bias->value}, target->ids, T * B);
        decoder.projected.table = tape_constant(tape, 2, (int[]){table->shape[0], W->shape[1]}, rows);
        decoder.projected.ids = target->ids;
    } else {
        Distinct distinct = distinct_ids(tape_arena(tape), target->ids, T * B, table->shape[0]);
        Tensor *words = op_step(tape, op_embedding(tape, table, distinct.tokens, 1, distinct.count), 0);
        decoder.projected.table = op_linear(tape, words, rows_of(tape, W, 0, E), bias);
        decoder.projected.ids = distinct.numbers;
    }
    return recurrent_fused(model, tape, &decoder, source, weights);
}

/* ---- one step ---- */

/* Whether the first layer of a step reads its tokens alone, and nobody sees the vectors on their way. */
static bool reads_tokens(const Model *model, const Tape *tape, const Watch *watch)
{
    const ModelConfiguration *c = &model->configuration;
    return watch->observer == NULL && !tape_recording(tape) && c->custom_cell == NULL && !attends_before(model) &&
           !c->input_feeding;
}

/* That layer's step as a layer of one step, which may know the tokens' rows (token_rows.h). */
static CellStates read_tokens(Model *model, Tape *tape, CellStates before, const int *tokens, int B)
{
    Sequence input = {.table = recurrent_table(model, tape, false), .ids = tokens, .T = 1, .B = B};
    CellStates after = cell_layer(model, tape, &recurrent_parts(model)->decoder[0], &input, before);
    return (CellStates){op_step(tape, after.hidden, 0), op_step(tape, after.cell, 0)};
}

/* Reads the tokens [B] and updates the state; -> the output layer's input, [B,H]. */
static Tensor *advance(Model *model, Tape *tape, State *state, const int *lengths, const int *tokens, int B,
                       Tensor **weights, const Watch *watch)
{
    const ModelConfiguration *c = &model->configuration;
    Source source = source_of(&state->encoded, lengths);
    bool tokens_alone = reads_tokens(model, tape, watch);
    Tensor *x = NULL;
    if (!tokens_alone) {
        x = op_step(tape, op_embedding(tape, recurrent_table(model, tape, false), tokens, 1, B), 0);
        observe(watch->observer, &(TraceKey){.side = TRACE_DECODER, .quantity = &quantity_embedding}, watch->step,
                watch->steps, x);
    }
    Tensor *context = NULL, **top = &state->layers[c->layers - 1].hidden;
    if (attends_before(model)) {
        context = recurrent_attend_step(model, tape, *top, &source, weights, watch);
        x = op_concat(tape, x, context);
    }
    if (c->input_feeding)
        x = op_concat(tape, x, state->feature);
    for (int layer = 0; layer < c->layers; layer++) {
        CellStates *own = &state->layers[layer];
        CellPlace place = {watch->observer, recurrent_place(TRACE_DECODER, layer, TRACE_ONE_WAY), watch->step, watch->steps};
        if (layer == 0 && tokens_alone)
            *own = read_tokens(model, tape, *own, tokens, B);
        else
            *own = cell_step(model, tape, &recurrent_parts(model)->decoder[layer], x, *own, &place);
        x = state->layers[layer].hidden;
        if (layer + 1 < c->layers)
            x = model_dropout(model, tape, x);
    }
    if (!attends(model))
        return x;
    if (!attends_before(model))
        context = recurrent_attend_step(model, tape, *top, &source, weights, watch);
    state->feature = feature_of_both(model, tape, *top, context);
    observe(watch->observer, &(TraceKey){.side = TRACE_ATTENTION, .quantity = &quantity_feature}, watch->step, watch->steps,
            state->feature);
    return state->feature;
}

/* The same as advance, by the decoder as one operation. */
static Tensor *advance_fused(Model *model, Tape *tape, State *state, const int *lengths, const Sequence *target,
                             Tensor **weights)
{
    Source source = source_of(&state->encoded, lengths);
    Tensor *joined = fused_steps(model, tape, &source, target, state->layers[0].hidden, weights);
    if (joined == NULL)
        return NULL;
    joined = op_step(tape, joined, 0);
    *weights = op_step(tape, *weights, 0);
    state->layers[0].hidden = op_slice(tape, joined, 0, model->configuration.hidden);
    return feature_of(model, tape, joined);
}

/* ---- all steps ---- */

static Tensor *features_by_steps(Model *model, Tape *tape, const Encoded *encoded, const Batch *batch)
{
    int T = batch->target_length, B = batch->size;
    State state = {.encoded = *encoded};
    start_answer(&state, model, tape, B);
    Tensor **features = arena_alloc(tape_arena(tape), (size_t)T * sizeof *features), *weights;
    for (int t = 0; t < T; t++)
        features[t] = advance(model, tape, &state, batch->source_lengths, batch->target_in + (size_t)t * (size_t)B, B,
                              &weights, &(Watch){0});
    return op_stack(tape, features, T);
}

static Tensor *features_by_layers(Model *model, Tape *tape, const Encoded *encoded, const Batch *batch)
{
    Sequence input = {.table = recurrent_table(model, tape, false),
                        .ids = batch->target_in,
                        .T = batch->target_length,
                        .B = batch->size,
                        .lengths = batch->target_lengths};
    for (int layer = 0; layer < model->configuration.layers; layer++) {
        Tensor *states =
            cell_layer(model, tape, &recurrent_parts(model)->decoder[layer], &input, encoded->last[layer]).hidden;
        input.x = layer + 1 < model->configuration.layers ? model_dropout(model, tape, states) : states;
    }
    if (!attends(model))
        return input.x;
    Source source = source_of(encoded, batch->source_lengths);
    Tensor *contexts = recurrent_attend(model, tape, input.x, &source, NULL);
    return feature_of_both(model, tape, input.x, contexts);
}

Tensor *recurrent_features(Model *model, Tape *tape, const Encoded *encoded, const Batch *batch)
{
    Source source = source_of(encoded, batch->source_lengths);
    Sequence target = {.ids = batch->target_in, .T = batch->target_length, .B = batch->size};
    Tensor *features;
    if (is_fused(model))
        features = feature_of(model, tape, fused_steps(model, tape, &source, &target, encoded->last[0].hidden, NULL));
    else if (goes_by_steps(model))
        features = features_by_steps(model, tape, encoded, batch);
    else
        features = features_by_layers(model, tape, encoded, batch);
    return model_dropout(model, tape, features);
}

Tensor *recurrent_decode(Model *model, Tape *tape, const Encoded *encoded, const Batch *batch)
{
    return logits_of(model, tape, recurrent_features(model, tape, encoded, batch));
}

/* ---- decoder.h ---- */

void *recurrent_open(Decoder *decoder, const Batch *batch)
{
    State *state = arena_alloc_zero(tape_arena(decoder->tape), sizeof *state);
    state->encoded = recurrent_encode(decoder->model, decoder->tape, batch, decoder->observer, NULL);
    start_answer(state, decoder->model, decoder->tape, batch->size);
    return state;
}

Tensor *recurrent_step(Decoder *decoder, const int *tokens, Tensor **weights)
{
    Model *model = decoder->model;
    State *state = decoder->state;
    Tensor *feature;
    Sequence target = {.ids = tokens, .T = 1, .B = decoder->rows};
    if (decoder->observer == NULL && is_fused(model))
        feature = advance_fused(model, decoder->tape, state, decoder->source_lengths, &target, weights);
    else
        feature = advance(model, decoder->tape, state, decoder->source_lengths, tokens, decoder->rows, weights,
                          &(Watch){decoder->observer, decoder->step, decoder->steps});
    return logits_of(model, decoder->tape, feature);
}

void recurrent_select(Decoder *decoder, const int *rows, int count)
{
    State *state = decoder->state;
    Arena *step = tape_arena(decoder->tape), *lasting = tape_lasting(decoder->tape);
    for (int layer = 0; layer < decoder->model->configuration.layers; layer++) {
        CellStates *cell = &state->layers[layer];
        *cell = (CellStates){decoder_pick(step, cell->hidden, rows, count),
                             decoder_pick(step, cell->cell, rows, count)};
    }
    state->feature = decoder_pick(step, state->feature, rows, count);
    if (decoder_same_sentences(decoder, rows, count))
        return;
    Encoded *encoded = &state->encoded;
    bool own_keys = encoded->keys != encoded->states;
    encoded->states = decoder_pick(lasting, encoded->states, rows, count);
    encoded->keys = own_keys ? decoder_pick(lasting, encoded->keys, rows, count) : encoded->states;
}
