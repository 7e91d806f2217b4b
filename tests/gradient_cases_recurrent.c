/* gradient_cases_recurrent.c: GRU layers: both directions, with and without padding, on vectors and on tokens. */
#include "gradient_gate.h"

typedef enum { SIZE_T, SIZE_B, SIZE_E, SIZE_H, SIZE_V } Size;

static void choose_sizes(GradientSetup *setup)
{
    setup->sizes[SIZE_T] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_B] = gate_size(setup, 1, 4);
    setup->sizes[SIZE_E] = gate_size(setup, 1, 5);
    setup->sizes[SIZE_H] = gate_size(setup, 1, 6);
    setup->sizes[SIZE_V] = gate_size(setup, 3, 9);
    gate_lengths(setup, setup->sizes[SIZE_B], setup->sizes[SIZE_T]);
    gate_ids(setup, setup->sizes[SIZE_T] * setup->sizes[SIZE_B], setup->sizes[SIZE_V]);
}

/* W, bW, U, bU and the state before the first step: inputs 1 to 5. */
static void weights(GradientSetup *setup)
{
    int B = setup->sizes[SIZE_B], E = setup->sizes[SIZE_E], H = setup->sizes[SIZE_H];
    gate_input(setup, 2, E, 3 * H, 1, 1);
    gate_input(setup, 1, 3 * H, 1, 1, 1);
    gate_input(setup, 2, H, 3 * H, 1, 1);
    gate_input(setup, 1, 3 * H, 1, 1, 1);
    gate_input(setup, 2, B, H, 1, 1);
}

static void sequence(GradientSetup *setup)
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

static Tensor *over_vectors(Tape *tape, const GradientSetup *s, bool started, bool padded, bool backwards)
{
    Tensor *const *in = s->inputs;
    return op_gru(tape, in[0], in[1], in[2], in[3], in[4], started ? in[5] : NULL, padded ? s->lengths : NULL,
                  backwards, NULL);
}

static Tensor *over_tokens(Tape *tape, const GradientSetup *s, bool started, bool padded, bool backwards)
{
    Tensor *const *in = s->inputs;
    return op_gru_tokens(tape, in[0], s->ids, s->sizes[SIZE_T], s->sizes[SIZE_B], in[1], in[2], in[3], in[4],
                         started ? in[5] : NULL, padded ? s->lengths : NULL, backwards, NULL);
}

static Tensor *plain(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, false, false, false); }
static Tensor *padded(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, true, true, false); }
static Tensor *backwards(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, false, false, true); }
static Tensor *back_padded(Tape *tape, const GradientSetup *s) { return over_vectors(tape, s, true, true, true); }

static Tensor *step(Tape *tape, const GradientSetup *s)
{
    Tensor *const *in = s->inputs;
    return op_gru_step(tape, in[0], in[1], in[2], in[3], in[4], in[5], NULL);
}

/* Weights shared by two steps: what a decoder made of single steps does. */
static Tensor *two_steps(Tape *tape, const GradientSetup *s)
{
    Tensor *const *in = s->inputs;
    Tensor *state = op_gru_step(tape, in[0], in[1], in[2], in[3], in[4], in[5], NULL);
    return op_gru_step(tape, in[0], in[1], in[2], in[3], in[4], state, NULL);
}

/* What stands for <PAD> gets no gradient, by intent, but the difference quotient would find one. Where no token
 * is <PAD>, both agree. */
static void tokens_without_pad(GradientSetup *setup)
{
    tokens(setup);
    for (int i = 0; i < setup->sizes[SIZE_T] * setup->sizes[SIZE_B]; i++)
        if (setup->ids[i] == 0)
            setup->ids[i] = 1;
}

static Tensor *tokens_plain(Tape *tape, const GradientSetup *s) { return over_tokens(tape, s, true, false, false); }
static Tensor *tokens_padded(Tape *tape, const GradientSetup *s) { return over_tokens(tape, s, false, true, true); }

const GradientCase recurrent_cases[] = {
    {"gru", "from zero", sequence, plain},
    {"gru", "padded, from a state", sequence, padded},
    {"gru", "backwards", sequence, backwards},
    {"gru", "backwards, padded, from a state", sequence, back_padded},
    {"gru_tokens", "from a state", tokens_without_pad, tokens_plain},
    {"gru_tokens", "backwards, padded", tokens_without_pad, tokens_padded},
    {"gru_step", "one step", one_step, step},
    {"gru_step", "two steps", one_step, two_steps},
};
const int recurrent_case_count = (int)(sizeof recurrent_cases / sizeof recurrent_cases[0]);
