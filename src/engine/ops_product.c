/* ops_product.c: matrix products: x W and x W + b. */
#include "engine/gemm.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/ops.h"

/* out [..,N] = x [..,K] weight [K,N] (+ bias [N]) */
static Tensor *product(Tape *tape, const Operation *operation, Tensor *x, Tensor *weight, Tensor *bias)
{
    int shape[TENSOR_DIMENSIONS];
    for (int i = 0; i < TENSOR_DIMENSIONS; i++)
        shape[i] = x->shape[i];
    shape[x->rank - 1] = weight->shape[1];
    Tensor *out = tape_tensor(tape, x->rank, shape);
    int rows = tensor_rows(x), K = tensor_columns(x), N = weight->shape[1];
    if (bias != NULL)
        bias_forward(out->value, bias->value, rows, N);
    gemm(false, false, rows, N, K, 1, x->value, K, weight->value, N, bias != NULL, out->value, N);
    tape_record(tape, &(TapeNote){.operation = operation, .inputs = {x, weight, bias}, .output = out});
    return out;
}

static void product_backward(const TapeNote *note)
{
    Tensor *x = note->inputs[0], *weight = note->inputs[1], *bias = note->inputs[2];
    const Tensor *out = note->output;
    int rows = tensor_rows(x), K = tensor_columns(x), N = weight->shape[1];
    if (x->gradient != NULL)
        gemm(false, true, rows, K, N, 1, out->gradient, N, weight->value, N, tape_gradient_keep(x), x->gradient, K);
    if (weight->gradient != NULL)
        gemm(true, false, K, N, rows, 1, x->value, K, out->gradient, N, tape_gradient_keep(weight),
             weight->gradient, N);
    if (bias == NULL || bias->gradient == NULL)
        return;
    if (tape_gradient_keep(bias) == 0)
        for (int i = 0; i < N; i++)
            bias->gradient[i] = 0;
    bias_backward(bias->gradient, out->gradient, rows, N);
}

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
    return product(tape, &matmul, a, b, NULL);
}

Tensor *op_linear(Tape *tape, Tensor *x, Tensor *weight, Tensor *bias)
{
    if (x == NULL || weight == NULL)
        return NULL;
    char x_text[TENSOR_TEXT], weight_text[TENSOR_TEXT], bias_text[TENSOR_TEXT];
    tensor_shape_text(x, x_text);
    tensor_shape_text(weight, weight_text);
    if (weight->rank != 2)
        return tape_fail(tape,
                         TEXT("linear: weight %2$s has to be a matrix, with rows and columns, to multiply x %1$s by it",
                              "linear: x %1$s, weight %2$s: weight는 행과 열이 있는 행렬이어야 합니다"),
                         x_text, weight_text);
    if (tensor_columns(x) != weight->shape[0])
        return tape_fail(tape,
                         TEXT("linear: x %1$s does not fit weight %2$s: %3$d columns need %3$d rows, weight has %4$d",
                              "linear: x %1$s, weight %2$s: 모양이 서로 맞지 않습니다. x의 열이 %3$d개이면 weight의 행도 "
                              "%3$d개여야 하는데 %4$d개입니다"),
                         x_text, weight_text, tensor_columns(x), weight->shape[0]);
    if (bias != NULL && (bias->rank != 1 || bias->shape[0] != weight->shape[1]))
        return tape_fail(tape,
                         TEXT("linear: bias %2$s does not fit weight %1$s: %3$d columns need a bias of %3$d numbers",
                              "linear: weight %1$s, bias %2$s: 모양이 서로 맞지 않습니다. weight의 열이 %3$d개이면 bias도 숫자 "
                              "%3$d개여야 합니다"),
                         weight_text, tensor_shape_text(bias, bias_text), weight->shape[1]);
    return product(tape, &linear, x, weight, bias);
}

const Operation *const product_operations[] = {&matmul, &linear};
const int product_operation_count = OPERATION_COUNT(product_operations);
