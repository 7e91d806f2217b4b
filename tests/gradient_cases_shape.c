/* gradient_cases_shape.c: taking apart and putting together, among it views that share a gradient with the whole. */
#include "gradient_gate.h"

static void two_widths(GradientSetup *setup)
{
    int T = gate_size(setup, 1, 3), B = gate_size(setup, 1, 4);
    gate_input(setup, 3, T, B, gate_size(setup, 1, 9), 1);
    gate_input(setup, 3, T, B, gate_size(setup, 1, 17), 1);
}

static void sequence(GradientSetup *setup)
{
    gate_input(setup, 3, gate_size(setup, 1, 5), gate_size(setup, 1, 4), gate_size(setup, 3, 9), 1);
}

static void three_steps(GradientSetup *setup)
{
    int B = gate_size(setup, 1, 4), H = gate_size(setup, 1, 9);
    for (int t = 0; t < 3; t++)
        gate_input(setup, 2, B, H, 1, 1);
}

static Tensor *concat(Tape *tape, const GradientSetup *s) { return op_concat(tape, s->inputs[0], s->inputs[1]); }
static Tensor *concat_self(Tape *tape, const GradientSetup *s) { return op_concat(tape, s->inputs[0], s->inputs[0]); }

static Tensor *slice(Tape *tape, const GradientSetup *s)
{
    return op_slice(tape, s->inputs[0], 1, tensor_columns(s->inputs[0]) - 1);
}

static Tensor *as_rows(Tape *tape, Tensor *a)
{
    return op_reshape(tape, a, 2, (int[]){tensor_rows(a), tensor_columns(a)});
}

static Tensor *reshape(Tape *tape, const GradientSetup *s) { return as_rows(tape, s->inputs[0]); }

/* The whole and its view both go on: their gradients meet in one place. */
static Tensor *reshape_and_whole(Tape *tape, const GradientSetup *s)
{
    Tensor *a = s->inputs[0];
    Tensor *view = op_tanh(tape, as_rows(tape, a));
    return op_concat(tape, view, as_rows(tape, op_sigmoid(tape, a)));
}

static Tensor *first_step(Tape *tape, const GradientSetup *s) { return op_step(tape, s->inputs[0], 0); }

/* The last step twice, and through matmul, which writes into gradients that hold nothing yet. */
static Tensor *steps_of_a_sequence(Tape *tape, const GradientSetup *s)
{
    Tensor *a = s->inputs[0];
    Tensor *last = op_step(tape, a, a->shape[0] - 1), *first = op_step(tape, a, 0);
    Tensor *across = op_matmul(tape, first, op_reshape(tape, last, 2, (int[]){last->shape[1], last->shape[0]}));
    return op_concat(tape, op_multiply(tape, last, first), across);
}

/* A view and the whole as inputs of one operation. */
static Tensor *concat_step(Tape *tape, const GradientSetup *s)
{
    Tensor *last = op_step(tape, s->inputs[0], s->inputs[0]->shape[0] - 1);
    return op_concat(tape, last, op_step(tape, s->inputs[0], 0));
}

static Tensor *stack_views(Tape *tape, const GradientSetup *s)
{
    Tensor *first = op_step(tape, s->inputs[0], 0), *last = op_step(tape, s->inputs[0], s->inputs[0]->shape[0] - 1);
    return op_stack(tape, (Tensor *[]){last, first, last, first}, 4);
}

static Tensor *stack(Tape *tape, const GradientSetup *s) { return op_stack(tape, s->inputs, 3); }

/* More steps than a note has room for, each input several times. */
static Tensor *stack_many(Tape *tape, const GradientSetup *s)
{
    Tensor *steps[3 * TAPE_INPUTS];
    for (int t = 0; t < 3 * TAPE_INPUTS; t++)
        steps[t] = s->inputs[t % 3];
    return op_stack(tape, steps, 3 * TAPE_INPUTS);
}

/* Steps that are the tape's own, beyond what a note has room for. */
static Tensor *stack_results(Tape *tape, const GradientSetup *s)
{
    Tensor *steps[2 * TAPE_INPUTS];
    for (int t = 0; t < 2 * TAPE_INPUTS; t++)
        steps[t] = op_tanh(tape, s->inputs[t % 3]);
    return op_stack(tape, steps, 2 * TAPE_INPUTS);
}

const GradientCase shape_cases[] = {
    {"concat", "two widths", two_widths, concat},
    {"concat", "with itself", sequence, concat_self},
    {"concat", "its first and last step", sequence, concat_step},
    {"slice", "all but the first", sequence, slice},
    {"reshape", "rows", sequence, reshape},
    {"reshape", "beside the whole", sequence, reshape_and_whole},
    {"step", "the first", sequence, first_step},
    {"step", "several", sequence, steps_of_a_sequence},
    {"stack", "three", three_steps, stack},
    {"stack", "many", three_steps, stack_many},
    {"stack", "many results", three_steps, stack_results},
    {"stack", "its first and last step again", sequence, stack_views},
};
const int shape_case_count = (int)(sizeof shape_cases / sizeof shape_cases[0]);
