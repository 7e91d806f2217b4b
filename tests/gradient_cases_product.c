/* gradient_cases_product.c: matrix products. */
#include "gradient_gate.h"

static void matrices(GradientSetup *setup)
{
    int K = gate_size(setup, 1, 9);
    gate_input(setup, 2, gate_size(setup, 1, 7), K, 1, 1);
    gate_input(setup, 2, K, gate_size(setup, 1, 11), 1, 1);
}

static void square_matrix(GradientSetup *setup)
{
    int K = gate_size(setup, 1, 7);
    gate_input(setup, 2, K, K, 1, 1);
}

static void layer(GradientSetup *setup)
{
    int K = gate_size(setup, 1, 9), N = gate_size(setup, 1, 11);
    gate_input(setup, 3, gate_size(setup, 1, 4), gate_size(setup, 1, 3), K, 1);
    gate_input(setup, 2, K, N, 1, 1);
    gate_input(setup, 1, N, 1, 1, 1);
}

static Tensor *matmul(Tape *tape, const GradientSetup *s) { return op_matmul(tape, s->inputs[0], s->inputs[1]); }
static Tensor *matrix_square(Tape *tape, const GradientSetup *s) { return op_matmul(tape, s->inputs[0], s->inputs[0]); }
static Tensor *without_bias(Tape *tape, const GradientSetup *s) { return op_linear(tape, s->inputs[0], s->inputs[1], NULL); }

static Tensor *linear(Tape *tape, const GradientSetup *s)
{
    return op_linear(tape, s->inputs[0], s->inputs[1], s->inputs[2]);
}

const GradientCase product_cases[] = {
    {"matmul", "two matrices", matrices, matmul},
    {"matmul", "by itself", square_matrix, matrix_square},
    {"linear", "with bias", layer, linear},
    {"linear", "without bias", layer, without_bias},
};
const int product_case_count = (int)(sizeof product_cases / sizeof product_cases[0]);
