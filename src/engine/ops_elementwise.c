/* ops_elementwise.c: elementwise sums, products and activations; softmax and sum. Cells and attentions written in Lua
 * use them. */
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/ops.h"
#include "engine/shapes.h"

static int count_of(const Tensor *tensor) { return (int)tensor_count(tensor); }

/* ---- two inputs: b has a's shape or is one row, used again for each row of a ---- */

/* How the kernels see a and b: all of both as one row, or b repeated over a's rows. */
typedef struct Layout { int rows, columns; } Layout;

static Layout layout_of(const Tensor *a, const Tensor *b)
{
    if (tensor_same_shape(a, b))
        return (Layout){1, count_of(a)};
    return (Layout){tensor_rows(a), tensor_columns(a)};
}

typedef void BinaryKernel(real *out, const real *a, const real *b, int rows, int columns);

static Tensor *binary(Tape *tape, const Operation *operation, BinaryKernel *kernel, Tensor *a, Tensor *b)
{
    Tensor *out = checked_result(tape, operation, (Tensor *[]){a, b});
    if (out == NULL)
        return NULL;
    Layout layout = layout_of(a, b);
    kernel(out->value, a->value, b->value, layout.rows, layout.columns);
    tape_record(tape, &(TapeNote){.operation = operation, .inputs = {a, b}, .output = out});
    return out;
}

static void signed_add_backward(const TapeNote *note, real sign)
{
    const Tensor *a = note->inputs[0], *b = note->inputs[1];
    Layout layout = layout_of(a, b);
    add_backward(a->gradient, b->gradient, note->output->gradient, sign, layout.rows, layout.columns);
}

static void add_note_backward(const TapeNote *note) { signed_add_backward(note, 1); }
static void subtract_note_backward(const TapeNote *note) { signed_add_backward(note, -1); }

static void multiply_note_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0], *b = note->inputs[1];
    Layout layout = layout_of(a, b);
    multiply_backward(a->gradient, b->gradient, note->output->gradient, a->value, b->value, layout.rows,
                      layout.columns);
}

static const Operation add = {
    .name = "add",
    .shapes = "a [..,N], b [..,N] or [N] -> [..,N]",
    .formula = "y = a + b",
    .gradient_formula = "da = dy;  db = dy, summed over the rows where b is one row",
    .backward = add_note_backward,
};

static const Operation subtract = {
    .name = "subtract",
    .shapes = "a [..,N], b [..,N] or [N] -> [..,N]",
    .formula = "y = a - b",
    .gradient_formula = "da = dy;  db = -dy, summed over the rows where b is one row",
    .backward = subtract_note_backward,
};

static const Operation multiply = {
    .name = "multiply",
    .shapes = "a [..,N], b [..,N] or [N] -> [..,N]",
    .formula = "y = a * b",
    .gradient_formula = "da = dy * b;  db = dy * a, summed over the rows where b is one row",
    .backward = multiply_note_backward,
};

Tensor *op_add(Tape *tape, Tensor *a, Tensor *b) { return binary(tape, &add, add_forward, a, b); }
Tensor *op_subtract(Tape *tape, Tensor *a, Tensor *b) { return binary(tape, &subtract, subtract_forward, a, b); }
Tensor *op_multiply(Tape *tape, Tensor *a, Tensor *b) { return binary(tape, &multiply, multiply_forward, a, b); }

/* ---- factor * a + offset: scale, and 1 - a ---- */

static Tensor *affine(Tape *tape, const Operation *operation, Tensor *a, real factor, real offset)
{
    Tensor *out = checked_result(tape, operation, &a);
    if (out == NULL)
        return NULL;
    affine_forward(out->value, a->value, factor, offset, count_of(a));
    real *saved = arena_alloc(tape_arena(tape), sizeof *saved);
    *saved = factor;
    tape_record(tape, &(TapeNote){.operation = operation, .inputs = {a}, .output = out, .saved = saved});
    return out;
}

static void affine_note_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0];
    const real *factor = note->saved;
    if (a->gradient != NULL)
        affine_backward(a->gradient, note->output->gradient, *factor, count_of(a));
}

static const Operation scale = {
    .name = "scale",
    .shapes = "a [..] -> [..]",
    .formula = "y = factor * a",
    .gradient_formula = "da = factor * dy",
    .backward = affine_note_backward,
};

static const Operation one_minus = {
    .name = "one_minus",
    .shapes = "a [..] -> [..]",
    .formula = "y = 1 - a",
    .gradient_formula = "da = -dy",
    .backward = affine_note_backward,
};

Tensor *op_scale(Tape *tape, Tensor *a, real factor) { return affine(tape, &scale, a, factor, 0); }
Tensor *op_one_minus(Tape *tape, Tensor *a) { return affine(tape, &one_minus, a, -1, 1); }

/* ---- activations: for most the gradient needs only the output ---- */

typedef void CurveKernel(real *out, const real *a, int count);
typedef void CurveGradient(real *da, const real *dout, const real *out, int count);

static Tensor *curve(Tape *tape, const Operation *operation, CurveKernel *kernel, Tensor *a)
{
    Tensor *out = checked_result(tape, operation, &a);
    if (out == NULL)
        return NULL;
    kernel(out->value, a->value, count_of(a));
    tape_record(tape, &(TapeNote){.operation = operation, .inputs = {a}, .output = out});
    return out;
}

static void curve_backward(const TapeNote *note, CurveGradient *kernel)
{
    const Tensor *a = note->inputs[0], *out = note->output;
    if (a->gradient != NULL)
        kernel(a->gradient, out->gradient, out->value, count_of(a));
}

static void tanh_note_backward(const TapeNote *note) { curve_backward(note, tanh_backward); }
static void sigmoid_note_backward(const TapeNote *note) { curve_backward(note, sigmoid_backward); }
static void relu_note_backward(const TapeNote *note) { curve_backward(note, relu_backward); }

static const Operation hyperbolic_tangent = {
    .name = "tanh",
    .shapes = "a [..] -> [..]",
    .formula = "y = tanh(a)",
    .gradient_formula = "da = dy * (1 - y * y)",
    .backward = tanh_note_backward,
};

static const Operation sigmoid = {
    .name = "sigmoid",
    .shapes = "a [..] -> [..]",
    .formula = "y = 1 / (1 + exp(-a))",
    .gradient_formula = "da = dy * y * (1 - y)",
    .backward = sigmoid_note_backward,
};

static const Operation relu = {
    .name = "relu",
    .shapes = "a [..] -> [..]",
    .formula = "y = max(a, 0)",
    .gradient_formula = "da = dy where y > 0, else 0",
    .backward = relu_note_backward,
};

/* Its gradient needs the input. */
static void gelu_note_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0];
    if (a->gradient != NULL)
        gelu_backward(a->gradient, note->output->gradient, a->value, count_of(a));
}

static const Operation gelu = {
    .name = "gelu",
    .shapes = "a [..] -> [..]",
    .formula = "t = tanh(sqrt(2 / pi) * (a + 0.044715 a^3));  y = a / 2 * (1 + t)",
    .gradient_formula = "da = dy / 2 * (1 + t + a * (1 - t * t) * sqrt(2 / pi) * (1 + 0.134145 a^2))",
    .backward = gelu_note_backward,
};

Tensor *op_tanh(Tape *tape, Tensor *a) { return curve(tape, &hyperbolic_tangent, tanh_forward, a); }
Tensor *op_sigmoid(Tape *tape, Tensor *a) { return curve(tape, &sigmoid, sigmoid_forward, a); }
Tensor *op_relu(Tape *tape, Tensor *a) { return curve(tape, &relu, relu_forward, a); }
Tensor *op_gelu(Tape *tape, Tensor *a) { return curve(tape, &gelu, gelu_forward, a); }

/* ---- softmax and sum ---- */

static void softmax_note_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0], *out = note->output;
    if (a->gradient != NULL)
        softmax_backward(a->gradient, out->gradient, out->value, tensor_rows(a), tensor_columns(a));
}

static const Operation softmax = {
    .name = "softmax",
    .shapes = "a [..,N] -> [..,N]",
    .formula = "y_j = exp(a_j) / sum_k exp(a_k)",
    .gradient_formula = "da_j = y_j * (dy_j - sum_k dy_k * y_k)",
    .backward = softmax_note_backward,
};

Tensor *op_softmax(Tape *tape, Tensor *a)
{
    Tensor *out = checked_result(tape, &softmax, &a);
    if (out == NULL)
        return NULL;
    softmax_forward(out->value, a->value, tensor_rows(a), tensor_columns(a));
    tape_record(tape, &(TapeNote){.operation = &softmax, .inputs = {a}, .output = out});
    return out;
}

static void sum_note_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0];
    if (a->gradient != NULL)
        sum_backward(a->gradient, note->output->gradient, count_of(a));
}

static const Operation sum = {
    .name = "sum",
    .shapes = "a [..] -> [1]",
    .formula = "y = sum over all of a",
    .gradient_formula = "da = dy, for every element",
    .backward = sum_note_backward,
};

Tensor *op_sum(Tape *tape, Tensor *a) { return curve(tape, &sum, sum_forward, a); }

const Operation *const elementwise_operations[] = {
    &add,     &subtract, &multiply, &scale,   &one_minus,
    &hyperbolic_tangent, &sigmoid,  &relu,    &gelu,    &softmax, &sum,
};
const int elementwise_operation_count = OPERATION_COUNT(elementwise_operations);
