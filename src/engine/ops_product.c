/* ops_product.c: matrix products: x W and x W + b, and what is done to the sum while it is at hand: a curve, or what came
 * in added to it. */
#include <string.h>

#include "engine/gemm.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/vector_math.h"

enum { INPUT_X, INPUT_WEIGHT, INPUT_BIAS, INPUT_RESIDUAL };

static const Operation linear_relu, linear_tanh;

/* What the product is added to. */
static void begin(real *out, const Tensor *bias, const Tensor *residual, int rows, int N)
{
    if (residual != NULL && bias != NULL)
        add_forward(out, residual->value, bias->value, rows, N);
    else if (residual != NULL)
        memcpy(out, residual->value, tensor_count(residual) * sizeof *out);
    else if (bias != NULL)
        bias_forward(out, bias->value, rows, N);
}

/* out [..,N] = x [..,K] weight [K,N] (+ bias [N]) (+ residual [..,N]) */
static Tensor *product(Tape *tape, const Operation *operation, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual)
{
    int shape[TENSOR_DIMENSIONS];
    for (int i = 0; i < TENSOR_DIMENSIONS; i++)
        shape[i] = x->shape[i];
    shape[x->rank - 1] = weight->shape[1];
    Tensor *out = tape_tensor(tape, x->rank, shape);
    int rows = tensor_rows(x), K = tensor_columns(x), N = weight->shape[1];
    begin(out->value, bias, residual, rows, N);
    gemm(false, false, rows, N, K, 1, x->value, K, weight->value, N, bias != NULL || residual != NULL, out->value, N);
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
    int rows = tensor_rows(x), K = tensor_columns(x), N = weight->shape[1];
    if (x->gradient != NULL)
        gemm(false, true, rows, K, N, 1, dsum, N, weight->value, N, tape_gradient_keep(x), x->gradient, K);
    if (weight->gradient != NULL)
        gemm(true, false, K, N, rows, 1, x->value, K, dsum, N, tape_gradient_keep(weight), weight->gradient, N);
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
    .inputs = 2,
    .shapes = "a [..,K], b [K,N] -> [..,N]",
    .formula = "y = a b",
    .gradient_formula = "da = dy b^T;  db = a^T dy",
    .backward = product_backward,
    .keeps = true,
};

static const Operation linear = {
    .name = "linear",
    .inputs = 3,
    .shapes = "x [..,K], weight [K,N], bias [N] -> [..,N]",
    .formula = "y = x W + b",
    .gradient_formula = "dx = dy W^T;  dW = x^T dy;  db = sum over rows of dy",
    .backward = product_backward,
    .keeps = true,
};

static const Operation linear_relu = {
    .name = "linear_relu",
    .inputs = 3,
    .shapes = "x [..,K], weight [K,N], bias [N] -> [..,N]",
    .formula = "y = relu(x W + b)",
    .gradient_formula = "ds = dy where y > 0, else 0;  dx = ds W^T;  dW = x^T ds;  db = sum over rows of ds",
    .backward = linear_relu_backward,
    .keeps = true,
};

static const Operation linear_tanh = {
    .name = "linear_tanh",
    .inputs = 4,
    .shapes = "x [..,K], weight [K,N], bias [N], residual [..,N] -> [..,N]",
    .formula = "y = tanh(residual + x W + b)",
    .gradient_formula = "ds = dy * (1 - y^2);  dresidual = ds;  dx = ds W^T;  dW = x^T ds;  db = sum over rows of ds",
    .backward = linear_tanh_backward,
    .keeps = true,
};

static const Operation linear_add = {
    .name = "linear_add",
    .inputs = 4,
    .shapes = "x [..,K], weight [K,N], bias [N], residual [..,N] -> [..,N]",
    .formula = "y = residual + x W + b",
    .gradient_formula = "dresidual = dy;  dx = dy W^T;  dW = x^T dy;  db = sum over rows of dy",
    .backward = product_backward,
    .keeps = true,
};

Tensor *op_matmul(Tape *tape, Tensor *a, Tensor *b)
{
    if (a == NULL || b == NULL)
        return NULL;
    char a_text[TENSOR_TEXT], b_text[TENSOR_TEXT];
    tensor_shape_text(a, a_text);
    tensor_shape_text(b, b_text);
    if (b->rank != 2)
        return tape_fail(tape,
                         TEXT("matmul: b %2$s has to be a matrix, with rows and columns, to multiply a %1$s by it",
                              "matmul: a %1$s, b %2$s: b는 행과 열이 있는 행렬이어야 합니다"),
                         a_text, b_text);
    if (tensor_columns(a) != b->shape[0])
        return tape_fail(tape,
                         TEXT("matmul: a %1$s does not fit b %2$s: %3$d columns need %3$d rows, b has %4$d",
                              "matmul: a %1$s, b %2$s: 모양이 서로 맞지 않습니다. a의 열이 %3$d개이면 b의 행도 %3$d개여야 "
                              "하는데 %4$d개입니다"),
                         a_text, b_text, tensor_columns(a), b->shape[0]);
    return product(tape, &matmul, a, b, NULL, NULL);
}

static bool linear_fits(Tape *tape, const Tensor *x, const Tensor *weight, const Tensor *bias)
{
    if (x == NULL || weight == NULL)
        return false;
    char x_text[TENSOR_TEXT], weight_text[TENSOR_TEXT], bias_text[TENSOR_TEXT];
    tensor_shape_text(x, x_text);
    tensor_shape_text(weight, weight_text);
    if (weight->rank != 2)
        return tape_fail(tape,
                         TEXT("linear: weight %2$s has to be a matrix, with rows and columns, to multiply x %1$s by it",
                              "linear: x %1$s, weight %2$s: weight는 행과 열이 있는 행렬이어야 합니다"),
                         x_text, weight_text) != NULL;
    if (tensor_columns(x) != weight->shape[0])
        return tape_fail(tape,
                         TEXT("linear: x %1$s does not fit weight %2$s: %3$d columns need %3$d rows, weight has %4$d",
                              "linear: x %1$s, weight %2$s: 모양이 서로 맞지 않습니다. x의 열이 %3$d개이면 weight의 행도 "
                              "%3$d개여야 하는데 %4$d개입니다"),
                         x_text, weight_text, tensor_columns(x), weight->shape[0]) != NULL;
    if (bias != NULL && (bias->rank != 1 || bias->shape[0] != weight->shape[1]))
        return tape_fail(tape,
                         TEXT("linear: bias %2$s does not fit weight %1$s: %3$d columns need a bias of %3$d numbers",
                              "linear: weight %1$s, bias %2$s: 모양이 서로 맞지 않습니다. weight의 열이 %3$d개이면 bias도 숫자 "
                              "%3$d개여야 합니다"),
                         weight_text, tensor_shape_text(bias, bias_text), weight->shape[1]) != NULL;
    return true;
}

Tensor *op_linear(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias)
{
    return linear_fits(tape, x, weight, bias) ? product(tape, &linear, x, weight, bias, NULL) : NULL;
}

Tensor *op_linear_relu(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias)
{
    return linear_fits(tape, x, weight, bias) ? product(tape, &linear_relu, x, weight, bias, NULL) : NULL;
}

static bool residual_fits(Tape *tape, const char *name, const Tensor *x, const Tensor *weight, const Tensor *residual)
{
    int shape[TENSOR_DIMENSIONS];
    for (int i = 0; i < TENSOR_DIMENSIONS; i++)
        shape[i] = x->shape[i];
    shape[x->rank - 1] = weight->shape[1];
    return shape_fits(tape, name, "residual", residual, x->rank, shape);
}

Tensor *op_linear_tanh(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual)
{
    if (!linear_fits(tape, x, weight, bias) ||
        (residual != NULL && !residual_fits(tape, "linear_tanh", x, weight, residual)))
        return NULL;
    return product(tape, &linear_tanh, x, weight, bias, residual);
}

Tensor *op_linear_add(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias, Tensor *residual)
{
    if (!linear_fits(tape, x, weight, bias) || !residual_fits(tape, "linear_add", x, weight, residual))
        return NULL;
    return product(tape, &linear_add, x, weight, bias, residual);
}

const Operation *const product_operations[] = {&matmul, &linear, &linear_relu, &linear_tanh, &linear_add};
const int product_operation_count = OPERATION_COUNT(product_operations);
