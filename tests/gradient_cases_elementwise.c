/* gradient_cases_elementwise.c: sums, products, curves. */
#include <math.h>

#include "gradient_gate.h"

static void one_tensor(GradientSetup *setup)
{
    gate_input(setup, 3, gate_size(setup, 1, 3), gate_size(setup, 1, 4), gate_size(setup, 1, 19), 1);
}

static void two_tensors(GradientSetup *setup)
{
    int rows = gate_size(setup, 1, 5), columns = gate_size(setup, 1, 18);
    gate_input(setup, 2, rows, columns, 1, 1);
    gate_input(setup, 2, rows, columns, 1, 1);
}

static void tensor_and_row(GradientSetup *setup)
{
    int columns = gate_size(setup, 1, 18);
    gate_input(setup, 3, gate_size(setup, 1, 3), gate_size(setup, 1, 4), columns, 1);
    gate_input(setup, 1, columns, 1, 1, 1);
}

/* relu has no gradient at 0: keep away from it. */
static void away_from_zero(GradientSetup *setup)
{
    one_tensor(setup);
    for (size_t i = 0; i < setup->parameters.total; i++) {
        real *value = &setup->parameters.value[i];
        *value = copysign(fabs(*value) + 0.1, *value);
    }
}

static void wide_range(GradientSetup *setup)
{
    one_tensor(setup);
    for (size_t i = 0; i < setup->parameters.total; i++)
        setup->parameters.value[i] *= 5;
}

static Tensor *add(Tape *tape, const GradientSetup *s) { return op_add(tape, s->inputs[0], s->inputs[1]); }
static Tensor *subtract(Tape *tape, const GradientSetup *s) { return op_subtract(tape, s->inputs[0], s->inputs[1]); }
static Tensor *multiply(Tape *tape, const GradientSetup *s) { return op_multiply(tape, s->inputs[0], s->inputs[1]); }
static Tensor *add_self(Tape *tape, const GradientSetup *s) { return op_add(tape, s->inputs[0], s->inputs[0]); }
static Tensor *minus_self(Tape *tape, const GradientSetup *s) { return op_subtract(tape, s->inputs[0], s->inputs[0]); }
static Tensor *square(Tape *tape, const GradientSetup *s) { return op_multiply(tape, s->inputs[0], s->inputs[0]); }
/* A row of a tensor with each of its rows: the row's gradient is a part of the whole's. */
static Tensor *row_of(Tape *tape, Tensor *a) { return op_step(tape, a, 0); }
static Tensor *add_row(Tape *tape, const GradientSetup *s) { return op_add(tape, s->inputs[0], row_of(tape, s->inputs[0])); }
static Tensor *minus_row(Tape *tape, const GradientSetup *s) { return op_subtract(tape, s->inputs[0], row_of(tape, s->inputs[0])); }
static Tensor *times_row(Tape *tape, const GradientSetup *s) { return op_multiply(tape, s->inputs[0], row_of(tape, s->inputs[0])); }
static Tensor *scale(Tape *tape, const GradientSetup *s) { return op_scale(tape, s->inputs[0], -1.75); }
static Tensor *one_minus(Tape *tape, const GradientSetup *s) { return op_one_minus(tape, s->inputs[0]); }
static Tensor *tangent(Tape *tape, const GradientSetup *s) { return op_tanh(tape, s->inputs[0]); }
static Tensor *sigmoid(Tape *tape, const GradientSetup *s) { return op_sigmoid(tape, s->inputs[0]); }
static Tensor *relu(Tape *tape, const GradientSetup *s) { return op_relu(tape, s->inputs[0]); }
static Tensor *softmax(Tape *tape, const GradientSetup *s) { return op_softmax(tape, s->inputs[0]); }
static Tensor *sum(Tape *tape, const GradientSetup *s) { return op_sum(tape, s->inputs[0]); }

const GradientCase elementwise_cases[] = {
    {"add", "two tensors", two_tensors, add},
    {"add", "a row", tensor_and_row, add},
    {"add", "to itself", one_tensor, add_self},
    {"add", "its first row", two_tensors, add_row},
    {"subtract", "two tensors", two_tensors, subtract},
    {"subtract", "a row", tensor_and_row, subtract},
    {"subtract", "from itself", one_tensor, minus_self},
    {"subtract", "its first row", two_tensors, minus_row},
    {"multiply", "two tensors", two_tensors, multiply},
    {"multiply", "a row", tensor_and_row, multiply},
    {"multiply", "by itself", one_tensor, square},
    {"multiply", "by its first row", two_tensors, times_row},
    {"scale", "by -1.75", one_tensor, scale},
    {"one_minus", "a tensor", one_tensor, one_minus},
    {"tanh", "-5 to 5", wide_range, tangent},
    {"sigmoid", "-5 to 5", wide_range, sigmoid},
    {"relu", "both sides of 0", away_from_zero, relu},
    {"softmax", "rows", wide_range, softmax},
    {"sum", "all", one_tensor, sum},
};
const int elementwise_case_count = (int)(sizeof elementwise_cases / sizeof elementwise_cases[0]);
