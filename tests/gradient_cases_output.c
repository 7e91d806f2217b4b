/* gradient_cases_output.c: the output layer with its loss. */
#include "gradient_gate.h"

static void states_and_weights(GradientSetup *setup)
{
    int V = gate_size(setup, 2, 21), T = gate_size(setup, 1, 5), B = gate_size(setup, 1, 4), H = gate_size(setup, 1, 5);
    gate_ids(setup, T * B, V);
    gate_input(setup, 3, T, B, H, 1);
    gate_input(setup, 2, H, V, 1, 1);
    gate_input(setup, 1, V, 1, 1, 1);
}

static Tensor *mean(Tape *tape, const GradientSetup *s)
{
    return op_output_loss(tape, s->inputs[0], s->inputs[1], s->inputs[2], s->ids, (LossScale){0, 0});
}

static Tensor *smoothed_part(Tape *tape, const GradientSetup *s)
{
    return op_output_loss(tape, s->inputs[0], s->inputs[1], s->inputs[2], s->ids, (LossScale){37, (real)0.2});
}

/* One matrix as states and weights, its first row as bias. */
static void square_matrix(GradientSetup *setup)
{
    int V = gate_size(setup, 2, 9);
    gate_ids(setup, V, V);
    gate_input(setup, 2, V, V, 1, 1);
}

static Tensor *itself(Tape *tape, const GradientSetup *s)
{
    Tensor *a = s->inputs[0], *x = op_reshape(tape, a, 3, (int[]){a->shape[0], 1, a->shape[1]});
    return op_output_loss(tape, x, a, op_step(tape, a, 0), s->ids, (LossScale){0, (real)0.2});
}

const GradientCase output_cases[] = {
    {"output_loss", "mean", states_and_weights, mean},
    {"output_loss", "smoothed part of a batch", states_and_weights, smoothed_part},
    {"output_loss", "one matrix as all", square_matrix, itself},
};
const int output_case_count = (int)(sizeof output_cases / sizeof output_cases[0]);
