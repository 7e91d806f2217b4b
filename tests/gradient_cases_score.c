/* gradient_cases_score.c: a query beside each key, and what follows from scores that somebody else made. */
#include "gradient_gate.h"

static void query(GradientSetup *setup)
{
    gate_input(setup, 2, gate_size(setup, 1, 4), gate_size(setup, 1, 5), 1, 1);
}

static void scores_and_values(GradientSetup *setup)
{
    int S = gate_size(setup, 1, 6), B = gate_size(setup, 1, 4);
    gate_lengths(setup, B, S);
    gate_input(setup, 2, S, B, 1, 1);
    gate_input(setup, 3, S, B, gate_size(setup, 1, 5), 1);
}

static Tensor *once(Tape *tape, const GradientSetup *s) { return op_repeat(tape, s->inputs[0], 1); }
static Tensor *often(Tape *tape, const GradientSetup *s) { return op_repeat(tape, s->inputs[0], 4); }
static Tensor *plain(Tape *tape, const GradientSetup *s) { return op_weigh(tape, s->inputs[0], s->inputs[1], NULL, NULL); }
static Tensor *padded(Tape *tape, const GradientSetup *s)
{
    return op_weigh(tape, s->inputs[0], s->inputs[1], s->lengths, NULL);
}

/* The scores are the values. */
static void one_column(GradientSetup *setup)
{
    int S = gate_size(setup, 1, 6), B = gate_size(setup, 1, 4);
    gate_lengths(setup, B, S);
    gate_input(setup, 2, S, B, 1, 1);
}

static Tensor *weigh_self(Tape *tape, const GradientSetup *s)
{
    Tensor *a = s->inputs[0];
    return op_weigh(tape, a, op_reshape(tape, a, 3, (int[]){a->shape[0], a->shape[1], 1}), s->lengths, NULL);
}

const GradientCase score_cases[] = {
    {"repeat", "once", query, once},
    {"repeat", "often", query, often},
    {"weigh", "no padding", scores_and_values, plain},
    {"weigh", "padded", scores_and_values, padded},
    {"weigh", "the scores are the values", one_column, weigh_self},
};
const int score_case_count = (int)(sizeof score_cases / sizeof score_cases[0]);
