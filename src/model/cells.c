/* cells.c: the cells of recurrent layers: whole layers as one operation, and single steps gate by gate.
 *
 * The two compute the same numbers (a test compares them). The first is for training; the second is for looking: each
 * gate is a tensor of its own, shown to the observer before anything reads it. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/recurrent_parts.h"

static int gates_of(CellKind kind) { return kind == CELL_LSTM ? 4 : kind == CELL_GRU ? 3 : 1; }

static void build_custom(Builder *builder, const char *prefix, CellParameters *cell, int inputs)
{
    CustomParameter list[CUSTOM_PARAMETERS];
    int count = cell->custom->parameters(cell->custom->argument, inputs, cell->hidden, list, builder->error);
    builder->failed = builder->failed || count < 0;
    cell->custom_count = custom_build(builder, prefix, list, count < 0 ? 0 : count, cell->custom_parameters);
}

/* Values between -1/sqrt(H) and 1/sqrt(H): small enough that no gate starts closed. A one-hot vector brings one
 * number to each sum where an embedding brings E, so its weights may be as large as those sums are. */
CellParameters cell_build(Builder *builder, const char *prefix, int inputs, int hidden, bool one_hot)
{
    const ModelConfiguration *c = &builder->model->configuration;
    CellParameters cell = {.kind = c->cell, .custom = c->custom_cell, .hidden = hidden};
    if (c->cell == CELL_CUSTOM) {
        build_custom(builder, prefix, &cell, inputs);
        return cell;
    }
    static const char *const parts[] = {"input_weight", "input_bias", "recurrent_weight", "recurrent_bias"};
    char names[4][PARAMETER_NAME];
    for (int i = 0; i < 4; i++)
        snprintf(names[i], sizeof names[i], "%s.%s", prefix, parts[i]);
    double scale = 1 / sqrt(hidden);
    int columns = gates_of(c->cell) * hidden;
    cell.input_weight = build_matrix(builder, names[0], inputs, columns, one_hot ? 1 : scale);
    cell.input_bias = build_row(builder, names[1], columns, scale);
    cell.recurrent_weight = build_matrix(builder, names[2], hidden, columns, scale);
    cell.recurrent_bias = build_row(builder, names[3], columns, scale);
    return cell;
}

static Tensor *zeros(Tape *tape, int B, int H)
{
    return tape_zeros(tape, 2, (int[]){B, H});
}

/* Whether a layer keeps memories beside its states. */
static bool cell_has_memory(const ModelConfiguration *c)
{
    return c->cell == CELL_LSTM || (c->cell == CELL_CUSTOM && c->custom_cell->memory);
}

CellState cell_zeros(Tape *tape, const ModelConfiguration *configuration, int B, int H)
{
    return (CellState){zeros(tape, B, H), cell_has_memory(configuration) ? zeros(tape, B, H) : NULL};
}

/* ---- one step, gate by gate ---- */

/* A cell's four parameters as tensors. */
typedef struct Weights { Tensor *W, *bW, *U, *bU; } Weights;

static Weights weights_of(Model *model, Tape *tape, const CellParameters *cell)
{
    return (Weights){model_tensor(model, tape, cell->input_weight), model_tensor(model, tape, cell->input_bias),
                     model_tensor(model, tape, cell->recurrent_weight), model_tensor(model, tape, cell->recurrent_bias)};
}

static Tensor *shown(const CellPlace *place, const Quantity *quantity, Tensor *tensor)
{
    TraceKey key = trace_key_with(place->where, quantity);
    observe(place->observer, &key, place->step, place->steps, tensor);
    return tensor;
}

/* A gate, or the candidate. */
static Tensor *shown_gate(const CellPlace *place, const char *name, Tensor *gate)
{
    custom_tell(place, name, gate);
    return gate;
}

/* Gate number `gate` before its curve: its columns of both products. */
static Tensor *gate_sum(Tape *tape, Tensor *from_input, Tensor *from_state, int gate, int H)
{
    return op_add(tape, op_slice(tape, from_input, gate * H, H), op_slice(tape, from_state, gate * H, H));
}

static CellState rnn_gates(Tape *tape, Tensor *from_input, Tensor *from_state, const CellPlace *place)
{
    return (CellState){shown(place, &quantity_state, op_tanh(tape, op_add(tape, from_input, from_state))), NULL};
}

static CellState gru_gates(Tape *tape, Tensor *from_input, Tensor *from_state, CellState before, int H,
                           const CellPlace *place)
{
    Tensor *reset = shown_gate(place, "reset", op_sigmoid(tape, gate_sum(tape, from_input, from_state, 0, H)));
    Tensor *update = shown_gate(place, "update", op_sigmoid(tape, gate_sum(tape, from_input, from_state, 1, H)));
    Tensor *past = op_multiply(tape, reset, op_slice(tape, from_state, 2 * H, H));
    Tensor *candidate =
        shown_gate(place, "candidate", op_tanh(tape, op_add(tape, op_slice(tape, from_input, 2 * H, H), past)));
    Tensor *kept = op_multiply(tape, op_one_minus(tape, update), before.hidden);
    return (CellState){shown(place, &quantity_state, op_add(tape, kept, op_multiply(tape, update, candidate))), NULL};
}

static CellState lstm_gates(Tape *tape, Tensor *from_input, Tensor *from_state, CellState before, int H,
                            const CellPlace *place)
{
    Tensor *input = shown_gate(place, "input", op_sigmoid(tape, gate_sum(tape, from_input, from_state, 0, H)));
    Tensor *forget = shown_gate(place, "forget", op_sigmoid(tape, gate_sum(tape, from_input, from_state, 1, H)));
    Tensor *candidate = shown_gate(place, "candidate", op_tanh(tape, gate_sum(tape, from_input, from_state, 2, H)));
    Tensor *output = shown_gate(place, "output", op_sigmoid(tape, gate_sum(tape, from_input, from_state, 3, H)));
    Tensor *kept = op_multiply(tape, forget, before.memory);
    Tensor *memory = shown(place, &quantity_cell_state, op_add(tape, kept, op_multiply(tape, input, candidate)));
    return (CellState){shown(place, &quantity_state, op_multiply(tape, output, op_tanh(tape, memory))), memory};
}

/* Where a custom part fails, the tape has its message, and NULL goes through all that follows. */
static CellState custom_step(Model *model, Tape *tape, const CellParameters *cell, Tensor *x, CellState before,
                             const CellPlace *place)
{
    Tensor *parameters[CUSTOM_PARAMETERS];
    for (int i = 0; i < cell->custom_count; i++)
        parameters[i] = model_tensor(model, tape, cell->custom_parameters[i]);
    CellState state = before;
    if (x == NULL || state.hidden == NULL ||
        !cell->custom->step(cell->custom->argument, tape, parameters, x, &state.hidden, &state.memory, place))
        return (CellState){0};
    shown(place, &quantity_state, state.hidden);
    shown(place, &quantity_cell_state, state.memory);
    return state;
}

static CellState step_by_gates(Model *model, Tape *tape, const CellParameters *cell, Tensor *x, CellState before,
                               const CellPlace *place)
{
    Weights w = weights_of(model, tape, cell);
    Tensor *from_input = op_linear(tape, x, w.W, w.bW), *from_state = op_linear(tape, before.hidden, w.U, w.bU);
    int H = w.U->shape[0];
    switch (cell->kind) {
    case CELL_GRU: return gru_gates(tape, from_input, from_state, before, H, place);
    case CELL_LSTM: return lstm_gates(tape, from_input, from_state, before, H, place);
    case CELL_RNN:
    case CELL_CUSTOM: break;
    }
    return rnn_gates(tape, from_input, from_state, place);
}

CellState cell_step(Model *model, Tape *tape, const CellParameters *cell, Tensor *x, CellState before,
                    const CellPlace *place)
{
    if (cell->kind == CELL_CUSTOM)
        return custom_step(model, tape, cell, x, before, place);
    if (place->observer != NULL)
        return step_by_gates(model, tape, cell, x, before, place);
    Weights w = weights_of(model, tape, cell);
    CellState after = {0};
    if (cell->kind == CELL_GRU)
        after.hidden = op_gru_step(tape, x, w.W, w.bW, w.U, w.bU, before.hidden, NULL);
    else if (cell->kind == CELL_LSTM)
        after.hidden = op_lstm_step(tape, x, w.W, w.bW, w.U, w.bU, before.hidden, before.memory, &after.memory, NULL);
    else
        after.hidden = op_rnn_step(tape, x, w.W, w.bW, w.U, w.bU, before.hidden);
    return after;
}

/* ---- a whole layer ---- */

static Tensor *vectors_of(Tape *tape, const LayerInput *input)
{
    return input->x != NULL ? input->x : op_embedding(tape, input->table, input->ids, input->T, input->B);
}

/* 1 where position t is a true one of its sentence, else 0: [B,H]. */
static Tensor *true_rows(Tape *tape, const int *lengths, int t, int B, int H)
{
    Tensor *mask = tape_tensor_plain(tape, 2, (int[]){B, H});
    for (int b = 0; b < B; b++)
        for (int i = 0; i < H; i++)
            mask->value[b * H + i] = t < lengths[b];
    return mask;
}

static Tensor *carry(Tape *tape, Tensor *mask, Tensor *after, Tensor *before)
{
    if (after == NULL || before == NULL)
        return NULL;
    return op_add(tape, op_multiply(tape, after, mask), op_multiply(tape, before, op_one_minus(tape, mask)));
}

static bool padded(const int *lengths, int t, int B)
{
    for (int b = 0; lengths != NULL && b < B; b++)
        if (t >= lengths[b])
            return true;
    return false;
}

/* Step by step: for cells that are no single operation. At padding the state is carried over. */
static LayerRun layer_by_steps(Model *model, Tape *tape, const CellParameters *cell, const LayerInput *input,
                               CellState state, const int *lengths, bool backwards)
{
    int T = input->T, B = input->B, H = cell->hidden;
    Tensor *x = vectors_of(tape, input);
    Tensor **hidden = arena_alloc(tape_arena(tape), (size_t)T * sizeof(Tensor *));
    Tensor **memory = arena_alloc(tape_arena(tape), (size_t)T * sizeof(Tensor *));
    if (state.hidden == NULL)
        state = cell_zeros(tape, &model->configuration, B, H);
    for (int i = 0; i < T; i++) {
        int t = backwards ? T - 1 - i : i;
        CellState after = cell_step(model, tape, cell, op_step(tape, x, t), state, &(CellPlace){0});
        if (padded(lengths, t, B)) {
            Tensor *mask = true_rows(tape, lengths, t, B, H);
            after = (CellState){carry(tape, mask, after.hidden, state.hidden),
                                carry(tape, mask, after.memory, state.memory)};
        }
        state = after;
        hidden[t] = state.hidden;
        memory[t] = state.memory;
    }
    return (LayerRun){op_stack(tape, hidden, T), state.memory != NULL ? op_stack(tape, memory, T) : NULL};
}

/* The layer's states over vectors; an LSTM's memories too. */
static LayerRun layer_of_vectors(const CellParameters *cell, Tape *tape, const Weights *w, const LayerInput *input,
                                 CellState initial, const int *lengths, bool backwards)
{
    LayerRun run = {0};
    if (cell->kind == CELL_GRU)
        run.states = op_gru(tape, input->x, w->W, w->bW, w->U, w->bU, initial.hidden, lengths, backwards, NULL);
    else if (cell->kind == CELL_LSTM)
        run.states = op_lstm(tape, input->x, w->W, w->bW, w->U, w->bU, initial.hidden, initial.memory, lengths,
                             backwards, &run.memories, NULL);
    else
        run.states = op_rnn(tape, input->x, w->W, w->bW, w->U, w->bU, initial.hidden, lengths, backwards);
    return run;
}

static LayerRun layer_of_tokens(const CellParameters *cell, Tape *tape, const Weights *w, const LayerInput *input,
                                CellState initial, const int *lengths, bool backwards)
{
    LayerRun run = {0};
    int T = input->T, B = input->B;
    if (cell->kind == CELL_GRU)
        run.states = op_gru_tokens(tape, input->table, input->ids, T, B, w->W, w->bW, w->U, w->bU, initial.hidden,
                                   lengths, backwards, NULL);
    else if (cell->kind == CELL_LSTM)
        run.states = op_lstm_tokens(tape, input->table, input->ids, T, B, w->W, w->bW, w->U, w->bU, initial.hidden,
                                    initial.memory, lengths, backwards, &run.memories, NULL);
    else
        run.states = op_rnn_tokens(tape, input->table, input->ids, T, B, w->W, w->bW, w->U, w->bU, initial.hidden,
                                   lengths, backwards);
    return run;
}

LayerRun cell_layer(Model *model, Tape *tape, const CellParameters *cell, const LayerInput *input, CellState initial,
                    const int *lengths, bool backwards)
{
    if (cell->kind == CELL_CUSTOM)
        return layer_by_steps(model, tape, cell, input, initial, lengths, backwards);
    Weights w = weights_of(model, tape, cell);
    return input->x != NULL ? layer_of_vectors(cell, tape, &w, input, initial, lengths, backwards)
                            : layer_of_tokens(cell, tape, &w, input, initial, lengths, backwards);
}
