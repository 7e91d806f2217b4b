/* ops_product.c: matrix products: x W and x W + b, optionally fused with an activation or a residual. */
#include <string.h>

#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/packed_weights.h"
#include "engine/shapes.h"
#include "engine/vector_math.h"

enum { INPUT_X, INPUT_WEIGHT, INPUT_BIAS, INPUT_RESIDUAL };

static const Operation linear_relu, linear_tanh;

/* out [..,N] = x [..,K] weight [K,N] (+ bias [N]) (+ residual [..,N]) */
static Tensor *product(Tape *tape, const Operation *operation, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual)
{
    Tensor *out = checked_result(tape, operation, (Tensor *[]){x, weight, bias, residual});
    if (out == NULL)
        return NULL;
    int rows = tensor_rows(x), N = weight->shape[1];
    Addend addend = {0};
    if (residual != NULL && bias != NULL) {
        add_forward(out->value, residual->value, bias->value, rows, N);
        addend.rows = out->value;
    } else if (residual != NULL) {
        addend.rows = residual->value;
    } else if (bias != NULL) {
        addend = (Addend){bias->value, true};
    }
    product_forward(tape_arena(tape), x->value, rows, weight, addend, out->value);
    if (operation == &linear_relu)
        relu_forward(out->value, out->value, (int)tensor_count(out));
    if (operation == &linear_tanh)
        tanh_forward(out->value, out->value, (int)tensor_count(out));
    tape_record(tape, &(TapeNote){.operation = operation, .inputs = {x, weight, bias, residual}, .output = out,
                                  .saved = tape_arena(tape)});
    return out;
}

static void residual_backward(const Tensor *residual, const real *dsum)
{
    if (residual == NULL || residual->gradient == NULL)
        return;
    if (tape_gradient_keep(residual) == 0)
        memcpy(residual->gradient, dsum, tensor_count(residual) * sizeof *dsum);
    else
        vector_add(residual->gradient, dsum, tensor_count(residual));
}

/* From the gradient of the sum, dsum [rows,N]. */
static void sum_backward_from(const TapeNote *note, const real *dsum)
{
    Tensor *x = note->inputs[INPUT_X], *weight = note->inputs[INPUT_WEIGHT];
    int rows = tensor_rows(x), N = weight->shape[1];
    Arena *arena = note->saved;
    if (x->gradient != NULL)
        product_input_backward(arena, dsum, rows, weight, tape_gradient_keep(x) != 0, x->gradient);
    if (weight->gradient != NULL)
        product_weight_backward(arena, x->value, dsum, rows, weight_gradient(weight));
    real *dbias = gradient_to_add(note->inputs[INPUT_BIAS]);
    if (dbias != NULL)
        bias_backward(dbias, dsum, rows, N);
    residual_backward(note->inputs[INPUT_RESIDUAL], dsum);
}

static void product_backward(const TapeNote *note) { sum_backward_from(note, note->output->gradient); }

/* The curve's gradient is found from its output. */
static void through_curve(const TapeNote *note, void (*curve_backward)(real *, const real *, const real *, int))
{
    Arena *arena = note->saved;
    const Tensor *out = note->output;
    ArenaMark mark = arena_mark(arena);
    real *dsum = arena_zeros(arena, tensor_count(out));
    curve_backward(dsum, out->gradient, out->value, (int)tensor_count(out));
    sum_backward_from(note, dsum);
    arena_release(arena, mark);
}

static void linear_relu_backward(const TapeNote *note) { through_curve(note, relu_backward); }
static void linear_tanh_backward(const TapeNote *note) { through_curve(note, tanh_backward); }

static const Operation matmul = {
    .name = "matmul",
    .shapes = "a [..,K], b [K,N] -> [..,N]",
    .formula = "y = a b",
    .gradient_formula = "da = dy b^T;  db = a^T dy",
    .backward = product_backward,
    .keeps = true,
};

static const Operation linear = {
    .name = "linear",
    .shapes = "x [..,K], weight [K,N], bias [N] or none -> [..,N]",
    .formula = "y = x W + b",
    .gradient_formula = "dx = dy W^T;  dW = x^T dy;  db = sum over rows of dy",
    .backward = product_backward,
    .keeps = true,
};

static const Operation linear_relu = {
    .name = "linear_relu",
    .shapes = "x [..,K], weight [K,N], bias [N] or none -> [..,N]",
    .formula = "y = relu(x W + b)",
    .gradient_formula = "ds = dy where y > 0, else 0;  dx = ds W^T;  dW = x^T ds;  db = sum over rows of ds",
    .backward = linear_relu_backward,
    .keeps = true,
};

static const Operation linear_tanh = {
    .name = "linear_tanh",
    .shapes = "x [..,K], weight [K,N], bias [N] or none, residual [..,N] or none -> [..,N]",
    .formula = "y = tanh(residual + x W + b)",
    .gradient_formula = "ds = dy * (1 - y^2);  dresidual = ds;  dx = ds W^T;  dW = x^T ds;  db = sum over rows of ds",
    .backward = linear_tanh_backward,
    .keeps = true,
};

static const Operation linear_add = {
    .name = "linear_add",
    .shapes = "x [..,K], weight [K,N], bias [N] or none, residual [..,N] -> [..,N]",
    .formula = "y = residual + x W + b",
    .gradient_formula = "dresidual = dy;  dx = dy W^T;  dW = x^T dy;  db = sum over rows of dy",
    .backward = product_backward,
    .keeps = true,
};

Tensor *op_matmul(Tape *tape, Tensor *a, Tensor *b) { return product(tape, &matmul, a, b, NULL, NULL); }

Tensor *op_linear(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias)
{
    return product(tape, &linear, x, weight, bias, NULL);
}

Tensor *op_linear_relu(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias)
{
    return product(tape, &linear_relu, x, weight, bias, NULL);
}

Tensor *op_linear_tanh(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual)
{
    return product(tape, &linear_tanh, x, weight, bias, residual);
}

Tensor *op_linear_add(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual)
{
    return product(tape, &linear_add, x, weight, bias, residual);
}

const Operation *const product_operations[] = {&matmul, &linear, &linear_relu, &linear_tanh, &linear_add};
const int product_operation_count = OPERATION_COUNT(product_operations);
