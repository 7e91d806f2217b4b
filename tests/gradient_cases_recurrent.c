/* gradient_cases_recurrent.c: layers of every cell in the list: both directions, with and without padding, on vectors
 * and on tokens, and single steps. The cases are the same for all cells; those that keep a cell state have some more. */
#include "gradient_gate.h"

enum { SIZE_T, SIZE_B, SIZE_E, SIZE_H, SIZE_V };
enum { X, W, BW, U, BU, HIDDEN, CELL }; /* the inputs; the first is x or a table */

static void choose_sizes(GradientSetup *setup)
{
    setup->sizes[SIZE_T] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_B] = gate_size(setup, 1, 4);
    setup->sizes[SIZE_E] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_H] = gate_size(setup, 1, 6);
    setup->sizes[SIZE_V] = gate_size(setup, 3, 9);
    int count = setup->sizes[SIZE_T] * setup->sizes[SIZE_B];
    gate_lengths(setup, setup->sizes[SIZE_B], setup->sizes[SIZE_T]);
    gate_ids(setup, count, setup->sizes[SIZE_V]);
    /* What stands for <PAD> gets no gradient, by intent, but the difference quotient would find one. Where no token is <PAD>,
     * both agree. */
    for (int i = 0; i < count; i++)
        setup->ids[i] = setup->ids[i] == 0 ? 1 : setup->ids[i];
}

static void weights(GradientSetup *setup)
{
    int B = setup->sizes[SIZE_B], E = setup->sizes[SIZE_E], H = setup->sizes[SIZE_H];
    int columns = cell_gates(setup->cell) * H;
    gate_input(setup, 2, E, columns, 1, 1);
    gate_input(setup, 1, columns, 1, 1, 1);
    gate_input(setup, 2, H, columns, 1, 1);
    gate_input(setup, 1, columns, 1, 1, 1);
    gate_input(setup, 2, B, H, 1, 1);
    if (setup->cell->keeps_cell_state)
        gate_input(setup, 2, B, H, 1, 1);
}

static void vectors(GradientSetup *setup)
{
    choose_sizes(setup);
    gate_input(setup, 3, setup->sizes[SIZE_T], setup->sizes[SIZE_B], setup->sizes[SIZE_E], 1);
    weights(setup);
}

static void tokens(GradientSetup *setup)
{
    choose_sizes(setup);
    gate_input(setup, 2, setup->sizes[SIZE_V], setup->sizes[SIZE_E], 1, 1);
    weights(setup);
}

static void one_step(GradientSetup *setup)
{
    choose_sizes(setup);
    gate_input(setup, 2, setup->sizes[SIZE_B], setup->sizes[SIZE_E], 1, 1);
    weights(setup);
}

static CellWeights weights_of(const GradientSetup *s)
{
    return (CellWeights){s->inputs[W], s->inputs[BW], s->inputs[U], s->inputs[BU]};
}

static CellStates start_of(const GradientSetup *s)
{
    return (CellStates){s->inputs[HIDDEN], s->cell->keeps_cell_state ? s->inputs[CELL] : NULL};
}

static Sequence vectors_of(const GradientSetup *s, bool padded, bool backwards)
{
    return (Sequence){.x = s->inputs[X], .lengths = padded ? s->lengths : NULL, .backwards = backwards};
}

static Sequence tokens_of(const GradientSetup *s, bool padded, bool backwards)
{
    return (Sequence){.table = s->inputs[X], .ids = s->ids, .T = s->sizes[SIZE_T], .B = s->sizes[SIZE_B],
                      .lengths = padded ? s->lengths : NULL, .backwards = backwards};
}

static CellStates run(Tape *tape, const GradientSetup *s, Sequence sequence, CellStates start)
{
    CellWeights learned = weights_of(s);
    return op_recurrent(tape, s->cell, &sequence, &learned, start, NULL);
}

/* States and cell states side by side, so that both are weighed. */
static Tensor *joined(Tape *tape, CellStates states)
{
    return states.cell != NULL ? op_concat(tape, states.hidden, states.cell) : states.hidden;
}

static Tensor *from_zero(Tape *tape, const GradientSetup *s, Sequence sequence)
{
    return joined(tape, run(tape, s, sequence, (CellStates){0}));
}

static Tensor *started(Tape *tape, const GradientSetup *s, Sequence sequence)
{
    return joined(tape, run(tape, s, sequence, start_of(s)));
}

static Tensor *plain(Tape *tape, const GradientSetup *s) { return from_zero(tape, s, vectors_of(s, false, false)); }
static Tensor *padded(Tape *tape, const GradientSetup *s) { return started(tape, s, vectors_of(s, true, false)); }
static Tensor *backwards(Tape *tape, const GradientSetup *s) { return from_zero(tape, s, vectors_of(s, false, true)); }
static Tensor *back_padded(Tape *tape, const GradientSetup *s) { return started(tape, s, vectors_of(s, true, true)); }
static Tensor *on_tokens(Tape *tape, const GradientSetup *s) { return started(tape, s, tokens_of(s, false, false)); }
static Tensor *tokens_back(Tape *tape, const GradientSetup *s) { return from_zero(tape, s, tokens_of(s, true, true)); }

/* Steps with the same weights: what a decoder made of single steps does. */
static Tensor *two_steps(Tape *tape, const GradientSetup *s)
{
    CellWeights learned = weights_of(s);
    CellStates states = start_of(s);
    for (int i = 0; i < 2; i++)
        states = op_recurrent_step(tape, s->cell, s->inputs[X], &learned, states, NULL);
    return joined(tape, states);
}

/* ---- inputs given twice ---- */

/* E = H, so that W and U can be one matrix; the biases are one, and so are the states before the first step: those
 * that the first position reads. */
static void same_sizes(GradientSetup *setup)
{
    choose_sizes(setup);
    int H = setup->sizes[SIZE_H], columns = cell_gates(setup->cell) * H;
    gate_input(setup, 3, setup->sizes[SIZE_T], setup->sizes[SIZE_B], H, 1);
    gate_input(setup, 2, H, columns, 1, 1);
    gate_input(setup, 1, columns, 1, 1, 1);
    gate_input(setup, 2, setup->sizes[SIZE_V], H, 1, 1);
}

static Tensor *repeat(Tape *tape, const GradientSetup *s, Sequence sequence)
{
    Tensor *first = op_step(tape, s->inputs[0], 0);
    CellWeights learned = {s->inputs[1], s->inputs[2], s->inputs[1], s->inputs[2]};
    CellStates start = {first, s->cell->keeps_cell_state ? first : NULL};
    return joined(tape, op_recurrent(tape, s->cell, &sequence, &learned, start, NULL));
}

static Tensor *repeated(Tape *tape, const GradientSetup *s) { return repeat(tape, s, vectors_of(s, true, false)); }

static Tensor *tokens_repeated(Tape *tape, const GradientSetup *s)
{
    Sequence sequence = tokens_of(s, true, true);
    sequence.table = s->inputs[3];
    return repeat(tape, s, sequence);
}

static Tensor *step_repeated(Tape *tape, const GradientSetup *s)
{
    Tensor *x = op_step(tape, s->inputs[0], 0);
    CellWeights learned = {s->inputs[1], s->inputs[2], s->inputs[1], s->inputs[2]};
    CellStates before = {x, s->cell->keeps_cell_state ? x : NULL};
    return joined(tape, op_recurrent_step(tape, s->cell, x, &learned, before, NULL));
}

/* ---- what only a cell with a cell state has ---- */

/* A loss that depends on the cell states alone: nobody writes the states' gradient. */
static Tensor *cell_states_only(Tape *tape, const GradientSetup *s)
{
    return run(tape, s, vectors_of(s, true, false), start_of(s)).cell;
}

static Tensor *states_only(Tape *tape, const GradientSetup *s)
{
    return run(tape, s, vectors_of(s, true, true), start_of(s)).hidden;
}

/* Only one of the two before the first step is given. */
static Tensor *from_cell_state(Tape *tape, const GradientSetup *s)
{
    return run(tape, s, vectors_of(s, false, false), (CellStates){NULL, s->inputs[CELL]}).hidden;
}

static Tensor *from_state(Tape *tape, const GradientSetup *s)
{
    return run(tape, s, vectors_of(s, false, true), (CellStates){s->inputs[HIDDEN], NULL}).hidden;
}

/* An encoder, and a decoder that begins with its last states. */
static Tensor *second_layer(Tape *tape, const GradientSetup *s)
{
    int last = s->sizes[SIZE_T] - 1;
    CellStates first = run(tape, s, vectors_of(s, true, false), start_of(s));
    CellStates between = {op_step(tape, first.hidden, last), op_step(tape, first.cell, last)};
    return joined(tape, run(tape, s, vectors_of(s, false, false), between));
}

static const GradientCase of_all[] = {
    {NULL, "from zero", vectors, plain},
    {NULL, "padded, from a state", vectors, padded},
    {NULL, "backwards", vectors, backwards},
    {NULL, "backwards, padded, from a state", vectors, back_padded},
    {NULL, "tokens, from a state", tokens, on_tokens},
    {NULL, "tokens, backwards, padded", tokens, tokens_back},
    {NULL, "two steps", one_step, two_steps},
    {NULL, "one tensor for each shape", same_sizes, repeated},
    {NULL, "tokens, one tensor for each shape", same_sizes, tokens_repeated},
    {NULL, "a step, one tensor for each shape", same_sizes, step_repeated},
};

static const GradientCase of_cell_states[] = {
    {NULL, "cell states only, padded", vectors, cell_states_only},
    {NULL, "states only, backwards, padded", vectors, states_only},
    {NULL, "from a cell state only", vectors, from_cell_state},
    {NULL, "from a state only", vectors, from_state},
    {NULL, "a second layer from the last", vectors, second_layer},
};

static int add_cases(const RecurrentCell *cell, const GradientCase *cases, int added, GradientCase *all, int count)
{
    for (int i = 0; i < added; i++) {
        all[count] = cases[i];
        all[count++].operation = cell->name;
    }
    return count;
}

int recurrent_cases(GradientCase *all)
{
    int count = 0;
    for (int i = 0; i < cell_count; i++) {
        count = add_cases(cells[i], of_all, (int)(sizeof of_all / sizeof *of_all), all, count);
        if (cells[i]->keeps_cell_state)
            count =
                add_cases(cells[i], of_cell_states, (int)(sizeof of_cell_states / sizeof *of_cell_states), all, count);
    }
    return count;
}
