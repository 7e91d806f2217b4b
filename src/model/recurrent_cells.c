/* recurrent_cells.c: the cells of recurrent layers: whole layers as one operation, and single steps gate by gate.
 *
 * The two compute the same numbers (a test compares them). The first is for training; the second is for looking: each
 * gate is a tensor of its own, shown to the observer before anything reads it. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/cells.h"
#include "model/recurrent_parts.h"

Tensor *recurrent_table(Model *model, Tape *tape, bool source)
{
    const ModelConfiguration *c = &model->configuration;
    const RecurrentParts *parts = recurrent_parts(model);
    if (c->input != INPUT_ONE_HOT)
        return model_tensor(model, tape, source ? parts->source_embedding : parts->target_embedding);
    int V = source ? c->source_vocabulary : c->target_vocabulary;
    size_t target_begins = (size_t)c->source_vocabulary * (size_t)c->source_vocabulary;
    return tape_constant(tape, 2, (int[]){V, V}, parts->identities + (source ? 0 : target_begins));
}

/* Values between -1/sqrt(H) and 1/sqrt(H): small enough that no gate starts closed. A one-hot vector brings one
 * number to each sum where an embedding brings E, so its weights may be as large as those sums are. */
CellParameters cell_build(Builder *builder, const char *prefix, int inputs, int hidden, bool one_hot)
{
    const ModelConfiguration *c = &builder->model->configuration;
    CellParameters cell = {.cell = c->cell, .custom = c->custom_cell, .hidden = hidden};
    if (cell.custom != NULL) {
        CustomParameter list[CUSTOM_PARAMETERS];
        int count = cell.custom->parameters(cell.custom->argument, inputs, cell.hidden, list, builder->error);
        builder->failed = builder->failed || count < 0;
        cell.custom_count = custom_build(builder, prefix, list, count < 0 ? 0 : count, cell.custom_parameters);
        return cell;
    }
    static const char *const parts[] = {"input_weight", "input_bias", "recurrent_weight", "recurrent_bias"};
    char names[4][PARAMETER_NAME];
    for (int i = 0; i < 4; i++)
        snprintf(names[i], sizeof names[i], "%s.%s", prefix, parts[i]);
    double scale = 1 / sqrt(hidden);
    int columns = cell_gates(cell.cell) * hidden;
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

CellStates cell_zeros(Tape *tape, const ModelConfiguration *configuration, int B, int H)
{
    const CustomCell *custom = configuration->custom_cell;
    bool keeps = custom != NULL ? custom->memory : configuration->cell->keeps_cell_state;
    return (CellStates){zeros(tape, B, H), keeps ? zeros(tape, B, H) : NULL};
}

/* ---- one step, gate by gate ---- */

static CellWeights weights_of(Model *model, Tape *tape, const CellParameters *cell)
{
    return (CellWeights){model_tensor(model, tape, cell->input_weight), model_tensor(model, tape, cell->input_bias),
                         model_tensor(model, tape, cell->recurrent_weight), model_tensor(model, tape, cell->recurrent_bias)};
}

static Tensor *shown(const CellPlace *place, const Quantity *quantity, Tensor *tensor)
{
    TraceKey key = trace_key_with(place->where, quantity);
    observe(place->observer, &key, place->step, place->steps, tensor);
    return tensor;
}

typedef struct Listener {
    const RecurrentCell *cell;
    const CellPlace *place;
} Listener;

static void tell_gate(void *argument, int gate, Tensor *tensor)
{
    const Listener *listener = argument;
    if (gate == CELL_STATE)
        shown(listener->place, &quantity_cell_state, tensor);
    else
        custom_tell(listener->place, listener->cell->gates[gate], tensor);
}

/* If a custom part fails, the tape has its message, and NULL goes through all later operations. */
static CellStates custom_step(Model *model, Tape *tape, const CellParameters *cell, Tensor *x, CellStates before,
                             const CellPlace *place)
{
    Tensor *parameters[CUSTOM_PARAMETERS];
    for (int i = 0; i < cell->custom_count; i++)
        parameters[i] = model_tensor(model, tape, cell->custom_parameters[i]);
    CellStates state = before;
    if (x == NULL || state.hidden == NULL ||
        !cell->custom->step(cell->custom->argument, tape, parameters, x, &state.hidden, &state.cell, place))
        return (CellStates){0};
    if (place->observer != NULL) /* copies: a cell may return its input state */
        state = (CellStates){op_scale(tape, state.hidden, 1), op_scale(tape, state.cell, 1)};
    shown(place, &quantity_state, state.hidden);
    shown(place, &quantity_cell_state, state.cell);
    return state;
}

CellStates cell_step(Model *model, Tape *tape, const CellParameters *cell, Tensor *x, CellStates before,
                     const CellPlace *place)
{
    if (cell->custom != NULL)
        return custom_step(model, tape, cell, x, before, place);
    CellWeights weights = weights_of(model, tape, cell);
    if (place->observer == NULL)
        return op_recurrent_step(tape, cell->cell, x, &weights, before, NULL);
    PlainStep step = {.tape = tape, .before = before, .tell = tell_gate, .listener = &(Listener){cell->cell, place}};
    CellStates after = cell_plain_step(cell->cell, &step, x, &weights);
    shown(place, &quantity_state, after.hidden);
    return after;
}

/* ---- a whole layer ---- */

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

/* Step by step, for cells without a fused operation. At padding the state is carried over, unless the cell reads it. */
static CellStates layer_by_steps(Model *model, Tape *tape, const CellParameters *cell, const Sequence *input,
                                 CellStates state)
{
    Tensor *x = input->x != NULL ? input->x : op_embedding(tape, input->table, input->ids, input->T, input->B);
    int T = input->T, B = input->B, H = cell->hidden;
    Tensor **hidden = arena_alloc(tape_arena(tape), (size_t)T * sizeof(Tensor *));
    Tensor **cell_states = arena_alloc(tape_arena(tape), (size_t)T * sizeof(Tensor *));
    if (state.hidden == NULL)
        state = cell_zeros(tape, &model->configuration, B, H);
    for (int i = 0; i < T; i++) {
        int t = input->backwards ? T - 1 - i : i;
        CellStates after = cell_step(model, tape, cell, op_step(tape, x, t), state, &(CellPlace){0});
        if (!cell->custom->reads_padding && padded(input->lengths, t, B)) {
            Tensor *mask = true_rows(tape, input->lengths, t, B, H);
            after = (CellStates){carry(tape, mask, after.hidden, state.hidden), carry(tape, mask, after.cell, state.cell)};
        }
        state = after;
        hidden[t] = state.hidden;
        cell_states[t] = state.cell;
    }
    return (CellStates){op_stack(tape, hidden, T), state.cell != NULL ? op_stack(tape, cell_states, T) : NULL};
}

CellStates cell_layer(Model *model, Tape *tape, const CellParameters *cell, const Sequence *input, CellStates initial)
{
    if (cell->custom != NULL)
        return layer_by_steps(model, tape, cell, input, initial);
    CellWeights weights = weights_of(model, tape, cell);
    return op_recurrent(tape, cell->cell, input, &weights, initial, NULL);
}
