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

static void layer_and_residual(GradientSetup *setup)
{
    int T = gate_size(setup, 1, 4), B = gate_size(setup, 1, 3), K = gate_size(setup, 1, 9), N = gate_size(setup, 1, 11);
    gate_input(setup, 3, T, B, K, 1);
    gate_input(setup, 2, K, N, 1, 1);
    gate_input(setup, 1, N, 1, 1, 1);
    gate_input(setup, 3, T, B, N, 1);
}

static void square_layer(GradientSetup *setup)
{
    int K = gate_size(setup, 1, 7);
    gate_input(setup, 2, gate_size(setup, 1, 4), K, 1, 1);
    gate_input(setup, 2, K, K, 1, 1);
}

static Tensor *relu(Tape *tape, const GradientSetup *s)
{
    return op_linear_relu(tape, s->inputs[0], s->inputs[1], s->inputs[2]);
}

static Tensor *residual(Tape *tape, const GradientSetup *s)
{
    return op_linear_add(tape, s->inputs[0], s->inputs[1], s->inputs[2], s->inputs[3]);
}

static Tensor *squashed(Tape *tape, const GradientSetup *s)
{
    return op_linear_tanh(tape, s->inputs[0], s->inputs[1], s->inputs[2], s->round % 2 == 0 ? s->inputs[3] : NULL);
}

static Tensor *own_residual(Tape *tape, const GradientSetup *s)
{
    return op_linear_add(tape, s->inputs[0], s->inputs[1], NULL, s->inputs[0]);
}

/* One matrix wherever a matrix is wanted, and its first row as bias. */
static Tensor *only(const GradientSetup *s) { return s->inputs[0]; }
static Tensor *bias_of(Tape *tape, const GradientSetup *s) { return op_step(tape, only(s), 0); }
static Tensor *linear_self(Tape *tape, const GradientSetup *s) { return op_linear(tape, only(s), only(s), bias_of(tape, s)); }
static Tensor *relu_self(Tape *tape, const GradientSetup *s) { return op_linear_relu(tape, only(s), only(s), bias_of(tape, s)); }
static Tensor *tanh_self(Tape *tape, const GradientSetup *s) { return op_linear_tanh(tape, only(s), only(s), bias_of(tape, s), only(s)); }
static Tensor *add_self(Tape *tape, const GradientSetup *s) { return op_linear_add(tape, only(s), only(s), bias_of(tape, s), only(s)); }

const GradientCase product_cases[] = {
    {"matmul", "two matrices", matrices, matmul},
    {"matmul", "by itself", square_matrix, matrix_square},
    {"linear", "with bias", layer, linear},
    {"linear", "without bias", layer, without_bias},
    {"linear_relu", "with bias", layer, relu},
    {"linear_tanh", "with and without what is added", layer_and_residual, squashed},
    {"linear_add", "with bias", layer_and_residual, residual},
    {"linear_add", "its own input, without bias", square_layer, own_residual},
    {"linear", "one matrix as all", square_matrix, linear_self},
    {"linear_relu", "one matrix as all", square_matrix, relu_self},
    {"linear_tanh", "one matrix as all", square_matrix, tanh_self},
    {"linear_add", "one matrix as all", square_matrix, add_self},
};
const int product_case_count = (int)(sizeof product_cases / sizeof product_cases[0]);
