/* recurrent_encoder.c: the source is read: layer over layer, in one direction or both; or counted, as a bag of words. */
#include <string.h>

#include "model/recurrent_parts.h"

/* ---- a bag of words ---- */

/* One vector for the whole sentence: tanh(counts W + b). Nothing of the order is left. */
static Encoded encode_bag(Model *model, Tape *tape, const Batch *batch, Observer *observer, Tensor **inputs)
{
    const ModelConfiguration *c = &model->configuration;
    const RecurrentParts *parts = recurrent_parts(model);
    Encoded encoded = {0};
    /* How often each token occurs in each sentence, [B,V]; <EOS>, which is in each, counts as well. */
    int B = batch->size, shape[] = {B, c->source_vocabulary};
    Tensor *counts = inputs != NULL ? tape_tensor(tape, 2, shape) : tape_tensor_plain(tape, 2, shape);
    memset(counts->value, 0, tensor_count(counts) * sizeof *counts->value);
    for (int b = 0; b < B; b++)
        for (int s = 0; s < batch->source_lengths[b]; s++)
            counts->value[(size_t)b * (size_t)c->source_vocabulary + (size_t)batch->source[s * B + b]]++;
    observe(observer, &(TraceKey){.side = TRACE_ENCODER, .quantity = &quantity_counts}, 0, 1, counts);
    if (inputs != NULL)
        *inputs = counts;
    for (int layer = 0; layer < c->layers; layer++) {
        Tensor *sum = op_linear(tape, counts, model_tensor(model, tape, parts->bag_weight[layer]),
                                model_tensor(model, tape, parts->bag_bias[layer]));
        encoded.last[layer] = cell_zeros(tape, c, batch->size, c->hidden);
        encoded.last[layer].hidden = op_tanh(tape, sum);
    }
    return encoded;
}

/* ---- layers ---- */

/* One direction of one layer, step by step, everything shown. */
static CellStates watched_layer(Model *model, Tape *tape, const CellParameters *cell, const Sequence *input,
                              bool backwards, int layer, Observer *observer)
{
    int T = input->T, H = cell->hidden;
    CellPlace place = {observer, recurrent_place(TRACE_ENCODER, layer, backwards ? TRACE_BACKWARD : TRACE_FORWARD), 0, T};
    Tensor **hidden = arena_alloc(tape_arena(tape), (size_t)T * sizeof(Tensor *));
    Tensor **memory = arena_alloc(tape_arena(tape), (size_t)T * sizeof(Tensor *));
    CellStates state = cell_zeros(tape, &model->configuration, input->B, H);
    for (int i = 0; i < T; i++) {
        int t = place.step = backwards ? T - 1 - i : i;
        state = cell_step(model, tape, cell, op_step(tape, input->x, t), state, &place);
        hidden[t] = state.hidden;
        memory[t] = state.cell;
    }
    return (CellStates){op_stack(tape, hidden, T), state.cell != NULL ? op_stack(tape, memory, T) : NULL};
}

static Tensor *join(Tape *tape, Tensor *forward, Tensor *backward)
{
    return backward == NULL ? forward : op_concat(tape, forward, backward);
}

static Tensor *ends(Tape *tape, Tensor *forward, Tensor *backward, int T)
{
    if (forward == NULL)
        return NULL;
    return join(tape, op_step(tape, forward, T - 1), backward != NULL ? op_step(tape, backward, 0) : NULL);
}

/* Reads the input in one or both directions; -> states [S,B,H]; *last is set. */
static Tensor *encode_layer(Model *model, Tape *tape, int layer, Sequence *input, CellStates *last, Observer *observer)
{
    const RecurrentParts *parts = recurrent_parts(model);
    int ways = model->configuration.bidirectional ? 2 : 1;
    CellStates runs[2] = {{0}};
    for (int way = 0; way < ways; way++) {
        const CellParameters *cell = &parts->encoder[layer][way];
        input->backwards = way == 1;
        runs[way] = observer != NULL
                        ? watched_layer(model, tape, cell, input, way == 1, layer, observer)
                        : cell_layer(model, tape, cell, input, (CellStates){0});
    }
    last->hidden = ends(tape, runs[0].hidden, runs[1].hidden, input->T);
    last->cell = ends(tape, runs[0].cell, runs[1].cell, input->T);
    return join(tape, runs[0].hidden, runs[1].hidden);
}

/* What the encoder hands to the decoder; an observer may change it there. These are copies, as the last state of one
 * direction is a part of the states, which attention goes on reading as they are. Without attention they are
 * copied to save memory: on the way back the gradient of a part needs room for that of all states, and needs it while
 * the decoder's own is still held. */
static void hand_on(const Model *model, Tape *tape, Encoded *encoded, Observer *observer)
{
    if (observer == NULL && configuration_attends(&model->configuration))
        return;
    for (int layer = 0; layer < model->configuration.layers; layer++) {
        TraceKey where = recurrent_place(TRACE_CONTEXT, layer, TRACE_ONE_WAY);
        TraceKey state = trace_key_with(where, &quantity_handed_on), cell_state = trace_key_with(where, &quantity_cell_state);
        CellStates *last = &encoded->last[layer];
        *last = (CellStates){op_scale(tape, last->hidden, 1), op_scale(tape, last->cell, 1)};
        observe(observer, &state, 0, 1, last->hidden);
        observe(observer, &cell_state, 0, 1, last->cell);
    }
}

Encoded recurrent_encode(Model *model, Tape *tape, const Batch *batch, Observer *observer, Tensor **inputs)
{
    const ModelConfiguration *c = &model->configuration;
    Encoded encoded = {0};
    if (c->input == INPUT_BAG) {
        encoded = encode_bag(model, tape, batch, observer, inputs);
    } else {
        int S = batch->source_length, B = batch->size;
        Sequence input = {.table = recurrent_table(model, tape, true), .ids = batch->source, .T = S, .B = B,
                          .lengths = batch->source_lengths};
        if (inputs != NULL || observer != NULL) /* vectors of their own, the same for both directions */
            input.x = op_embedding(tape, input.table, batch->source, S, B);
        if (inputs != NULL)
            *inputs = input.x;
        for (int s = 0; observer != NULL && s < S; s++)
            observe(observer, &(TraceKey){.side = TRACE_ENCODER, .quantity = &quantity_embedding}, s, S,
                    op_step(tape, input.x, s));
        for (int layer = 0; layer < c->layers; layer++) {
            encoded.states = encode_layer(model, tape, layer, &input, &encoded.last[layer], observer);
            input.x = model_dropout(model, tape, encoded.states);
        }
        encoded.keys = recurrent_keys(model, tape, encoded.states);
    }
    for (int layer = 0; c->decoder_start == DECODER_START_ZERO && layer < c->layers; layer++)
        encoded.last[layer] = cell_zeros(tape, c, batch->size, c->hidden);
    hand_on(model, tape, &encoded, observer);
    return encoded;
}
