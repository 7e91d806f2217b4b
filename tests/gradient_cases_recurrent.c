/* gradient_cases_recurrent.c: layers of RNN, GRU and LSTM cells: both directions, with and without padding, on vectors
 * and on tokens. The cases are the same for the three; how many gates a setup has tells which cell it is. */
#include "gradient_gate.h"

typedef enum { SIZE_T, SIZE_B, SIZE_E, SIZE_H, SIZE_V, SIZE_GATES } Size;
enum { RNN = 1, GRU = 3, LSTM = 4 };

static void choose_sizes(GradientSetup *setup, int gates)
{
    setup->sizes[SIZE_GATES] = gates;
    setup->sizes[SIZE_T] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_B] = gate_size(setup, 1, 4);
    setup->sizes[SIZE_E] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_H] = gate_size(setup, 1, 6);
    setup->sizes[SIZE_V] = gate_size(setup, 3, 9);
    gate_lengths(setup, setup->sizes[SIZE_B], setup->sizes[SIZE_T]);
    gate_ids(setup, setup->sizes[SIZE_T] * setup->sizes[SIZE_B], setup->sizes[SIZE_V]);
}

/* W, bW, U, bU and the state before the first step: inputs 1 to 5; of an LSTM also the memory, input 6. */
static void weights(GradientSetup *setup)
{
    int B = setup->sizes[SIZE_B], E = setup->sizes[SIZE_E], H = setup->sizes[SIZE_H];
    int columns = setup->sizes[SIZE_GATES] * H;
    gate_input(setup, 2, E, columns, 1, 1);
    gate_input(setup, 1, columns, 1, 1, 1);
    gate_input(setup, 2, H, columns, 1, 1);
    gate_input(setup, 1, columns, 1, 1, 1);
    gate_input(setup, 2, B, H, 1, 1);
    if (setup->sizes[SIZE_GATES] == LSTM)
        gate_input(setup, 2, B, H, 1, 1);
}

static void sequence(GradientSetup *setup, int gates)
{
    choose_sizes(setup, gates);
    gate_input(setup, 3, setup->sizes[SIZE_T], setup->sizes[SIZE_B], setup->sizes[SIZE_E], 1);
    weights(setup);
}

/* What stands for <PAD> gets no gradient, by intent, but the difference quotient would find one. Where no token
 * is <PAD>, both agree. */
static void tokens(GradientSetup *setup, int gates)
{
    choose_sizes(setup, gates);
    gate_input(setup, 2, setup->sizes[SIZE_V], setup->sizes[SIZE_E], 1, 1);
    weights(setup);
    for (int i = 0; i < setup->sizes[SIZE_T] * setup->sizes[SIZE_B]; i++)
        if (setup->ids[i] == 0)
            setup->ids[i] = 1;
}

static void one_step(GradientSetup *setup, int gates)
{
    choose_sizes(setup, gates);
    gate_input(setup, 2, setup->sizes[SIZE_B], setup->sizes[SIZE_E], 1, 1);
    weights(setup);
}

static void rnn_sequence(GradientSetup *setup) { sequence(setup, RNN); }
static void gru_sequence(GradientSetup *setup) { sequence(setup, GRU); }
static void lstm_sequence(GradientSetup *setup) { sequence(setup, LSTM); }
static void rnn_ids(GradientSetup *setup) { tokens(setup, RNN); }
static void gru_ids(GradientSetup *setup) { tokens(setup, GRU); }
static void lstm_ids(GradientSetup *setup) { tokens(setup, LSTM); }
static void rnn_one(GradientSetup *setup) { one_step(setup, RNN); }
static void gru_one(GradientSetup *setup) { one_step(setup, GRU); }
static void lstm_one(GradientSetup *setup) { one_step(setup, LSTM); }

/* Of an LSTM both results side by side, so that both are weighed. */
static Tensor *over_vectors(Tape *tape, const GradientSetup *s, bool started, bool padded, bool backwards)
{
    Tensor *const *in = s->inputs, *initial = started ? in[5] : NULL, *memories;
    const int *lengths = padded ? s->lengths : NULL;
    if (s->sizes[SIZE_GATES] == RNN)
        return op_rnn(tape, in[0], in[1], in[2], in[3], in[4], initial, lengths, backwards);
    if (s->sizes[SIZE_GATES] == GRU)
        return op_gru(tape, in[0], in[1], in[2], in[3], in[4], initial, lengths, backwards, NULL);
    Tensor *states = op_lstm(tape, in[0], in[1], in[2], in[3], in[4], initial, started ? in[6] : NULL, lengths,
                             backwards, &memories, NULL);
    return op_concat(tape, states, memories);
}

static Tensor *over_tokens(Tape *tape, const GradientSetup *s, bool started, bool padded, bool backwards)
{
    Tensor *const *in = s->inputs, *initial = started ? in[5] : NULL, *memories;
    const int *lengths = padded ? s->lengths : NULL;
    int T = s->sizes[SIZE_T], B = s->sizes[SIZE_B];
    if (s->sizes[SIZE_GATES] == RNN)
        return op_rnn_tokens(tape, in[0], s->ids, T, B, in[1], in[2], in[3], in[4], initial, lengths, backwards);
    if (s->sizes[SIZE_GATES] == GRU)
        return op_gru_tokens(tape, in[0], s->ids, T, B, in[1], in[2], in[3], in[4], initial, lengths, backwards, NULL);
    Tensor *states = op_lstm_tokens(tape, in[0], s->ids, T, B, in[1], in[2], in[3], in[4], initial,
                                    started ? in[6] : NULL, lengths, backwards, &memories, NULL);
    return op_concat(tape, states, memories);
}

static Tensor *plain(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, false, false, false); }
static Tensor *padded(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, true, true, false); }
static Tensor *backwards(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, false, false, true); }
static Tensor *back_padded(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, true, true, true); }

static Tensor *tokens_plain(Tape *tape, const GradientSetup *s) { return over_tokens(tape, s, true, false, false); }
static Tensor *tokens_padded(Tape *tape, const GradientSetup *s) { return over_tokens(tape, s, false, true, true); }

/* count steps with the same weights: what a decoder made of single steps does. */
static Tensor *steps(Tape *tape, const GradientSetup *s, int count)
{
    Tensor *const *in = s->inputs, *state = in[5], *memory = in[6];
    for (int i = 0; i < count; i++)
        if (s->sizes[SIZE_GATES] == RNN)
            state = op_rnn_step(tape, in[0], in[1], in[2], in[3], in[4], state);
        else if (s->sizes[SIZE_GATES] == GRU)
            state = op_gru_step(tape, in[0], in[1], in[2], in[3], in[4], state, NULL);
        else
            state = op_lstm_step(tape, in[0], in[1], in[2], in[3], in[4], state, memory, &memory, NULL);
    return s->sizes[SIZE_GATES] == LSTM ? op_concat(tape, state, memory) : state;
}

static Tensor *step(Tape *tape, const GradientSetup *s) { return steps(tape, s, 1); }
static Tensor *two_steps(Tape *tape, const GradientSetup *s) { return steps(tape, s, 2); }

/* ---- what only an LSTM has ---- */

/* A loss that depends on the memories alone: nobody writes the states' gradient. */
static Tensor *memories_only(Tape *tape, const GradientSetup *s)
{
    Tensor *const *in = s->inputs, *memories;
    op_lstm(tape, in[0], in[1], in[2], in[3], in[4], in[5], in[6], s->lengths, false, &memories, NULL);
    return memories;
}

static Tensor *states_only(Tape *tape, const GradientSetup *s)
{
    Tensor *const *in = s->inputs;
    return op_lstm(tape, in[0], in[1], in[2], in[3], in[4], in[5], in[6], s->lengths, true, NULL, NULL);
}

/* Only one of the two before the first step is given. */
static Tensor *from_memory(Tape *tape, const GradientSetup *s)
{
    Tensor *const *in = s->inputs;
    return op_lstm(tape, in[0], in[1], in[2], in[3], in[4], NULL, in[6], NULL, false, NULL, NULL);
}

static Tensor *from_state(Tape *tape, const GradientSetup *s)
{
    Tensor *const *in = s->inputs;
    return op_lstm(tape, in[0], in[1], in[2], in[3], in[4], in[5], NULL, NULL, true, NULL, NULL);
}

/* An encoder and a decoder that begins with its last state and memory. */
static Tensor *second_layer(Tape *tape, const GradientSetup *s)
{
    Tensor *const *in = s->inputs, *memories;
    int last = s->sizes[SIZE_T] - 1;
    Tensor *states = op_lstm(tape, in[0], in[1], in[2], in[3], in[4], in[5], in[6], s->lengths, false, &memories, NULL);
    Tensor *again = op_lstm(tape, in[0], in[1], in[2], in[3], in[4], op_step(tape, states, last),
                            op_step(tape, memories, last), NULL, false, &memories, NULL);
    return op_concat(tape, again, memories);
}

/* ---- inputs given twice ---- */

/* E = H, so that W and U can be one matrix; the biases are one, and so are the state and an LSTM's memory before the
 * first step: those that the first position reads. */
static void same_sizes(GradientSetup *setup, int gates)
{
    choose_sizes(setup, gates);
    int H = setup->sizes[SIZE_H], columns = gates * H;
    gate_input(setup, 3, setup->sizes[SIZE_T], setup->sizes[SIZE_B], H, 1);
    gate_input(setup, 2, H, columns, 1, 1);
    gate_input(setup, 1, columns, 1, 1, 1);
    gate_input(setup, 2, setup->sizes[SIZE_V], H, 1, 1);
    for (int i = 0; i < setup->sizes[SIZE_T] * setup->sizes[SIZE_B]; i++)
        if (setup->ids[i] == 0)
            setup->ids[i] = 1;
}

static void rnn_same(GradientSetup *setup) { same_sizes(setup, RNN); }
static void gru_same(GradientSetup *setup) { same_sizes(setup, GRU); }
static void lstm_same(GradientSetup *setup) { same_sizes(setup, LSTM); }

static Tensor *repeated(Tape *tape, const GradientSetup *s)
{
    Tensor *x = s->inputs[0], *W = s->inputs[1], *b = s->inputs[2], *first = op_step(tape, x, 0), *memories;
    if (s->sizes[SIZE_GATES] == RNN)
        return op_rnn(tape, x, W, b, W, b, first, s->lengths, false);
    if (s->sizes[SIZE_GATES] == GRU)
        return op_gru(tape, x, W, b, W, b, first, s->lengths, false, NULL);
    Tensor *states = op_lstm(tape, x, W, b, W, b, first, first, s->lengths, false, &memories, NULL);
    return op_concat(tape, states, memories);
}

static Tensor *tokens_repeated(Tape *tape, const GradientSetup *s)
{
    Tensor *table = s->inputs[3], *W = s->inputs[1], *b = s->inputs[2], *first = op_step(tape, s->inputs[0], 0), *memories;
    int T = s->sizes[SIZE_T], B = s->sizes[SIZE_B];
    if (s->sizes[SIZE_GATES] == RNN)
        return op_rnn_tokens(tape, table, s->ids, T, B, W, b, W, b, first, s->lengths, true);
    if (s->sizes[SIZE_GATES] == GRU)
        return op_gru_tokens(tape, table, s->ids, T, B, W, b, W, b, first, s->lengths, true, NULL);
    Tensor *states = op_lstm_tokens(tape, table, s->ids, T, B, W, b, W, b, first, first, s->lengths, true, &memories, NULL);
    return op_concat(tape, states, memories);
}

static Tensor *step_repeated(Tape *tape, const GradientSetup *s)
{
    Tensor *x = op_step(tape, s->inputs[0], 0), *W = s->inputs[1], *b = s->inputs[2], *memory;
    if (s->sizes[SIZE_GATES] == RNN)
        return op_rnn_step(tape, x, W, b, W, b, x);
    if (s->sizes[SIZE_GATES] == GRU)
        return op_gru_step(tape, x, W, b, W, b, x, NULL);
    Tensor *state = op_lstm_step(tape, x, W, b, W, b, x, x, &memory, NULL);
    return op_concat(tape, state, memory);
}

#define CASES_OF(cell)                                                          \
    {#cell, "from zero", cell##_sequence, plain},                               \
    {#cell, "padded, from a state", cell##_sequence, padded},                   \
    {#cell, "backwards", cell##_sequence, backwards},                           \
    {#cell, "backwards, padded, from a state", cell##_sequence, back_padded},   \
    {#cell "_tokens", "from a state", cell##_ids, tokens_plain},                \
    {#cell "_tokens", "backwards, padded", cell##_ids, tokens_padded},          \
    {#cell "_step", "one step", cell##_one, step},                              \
    {#cell "_step", "two steps", cell##_one, two_steps},                                \
    {#cell, "one tensor for each shape", cell##_same, repeated},                \
    {#cell "_tokens", "one tensor for each shape", cell##_same, tokens_repeated}, \
    {#cell "_step", "one tensor for each shape", cell##_same, step_repeated}

const GradientCase recurrent_cases[] = {
    CASES_OF(rnn),
    CASES_OF(gru),
    CASES_OF(lstm),
    {"lstm", "memories only, padded", lstm_sequence, memories_only},
    {"lstm", "states only, backwards, padded", lstm_sequence, states_only},
    {"lstm", "from a memory only", lstm_sequence, from_memory},
    {"lstm", "from a state only", lstm_sequence, from_state},
    {"lstm", "a second layer from the last", lstm_sequence, second_layer},
};
const int recurrent_case_count = (int)(sizeof recurrent_cases / sizeof recurrent_cases[0]);
