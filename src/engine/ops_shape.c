/* ops_shape.c: slicing, joining and reshaping. reshape and step are views: they copy nothing, and a view's gradient is
 * part of the whole tensor's gradient. */
#include <string.h>

#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/ops.h"
#include "engine/shapes.h"
#include "engine/vector_math.h"

/* ---- concat and slice: columns ---- */

static void concat_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0], *b = note->inputs[1], *out = note->output;
    int rows = tensor_rows(out), columns = tensor_columns(out), left = tensor_columns(a);
    if (a->gradient != NULL)
        for (int i = 0; i < rows; i++)
            vector_add(a->gradient + (size_t)i * (size_t)left, out->gradient + (size_t)i * (size_t)columns,
                       (size_t)left);
    int right = columns - left;
    if (b->gradient != NULL)
        for (int i = 0; i < rows; i++)
            vector_add(b->gradient + (size_t)i * (size_t)right,
                       out->gradient + (size_t)i * (size_t)columns + left, (size_t)right);
}

static const Operation concat = {
    .name = "concat",
    .shapes = "a [..,N], b [..,M] -> [..,N+M]",
    .formula = "y = [a; b]",
    .gradient_formula = "da = the first N columns of dy;  db = the last M",
    .backward = concat_backward,
};

/* Writes part [rows,count] into out [rows,columns] from column `from` on. */
static void place_columns(real *out, const real *part, int from, int count, int rows, int columns)
{
    for (int i = 0; i < rows; i++)
        memcpy(out + (size_t)i * (size_t)columns + from, part + (size_t)i * (size_t)count,
               (size_t)count * sizeof(real));
}

Tensor *op_concat(Tape *tape, Tensor *a, Tensor *b)
{
    Tensor *out = checked_result(tape, &concat, (Tensor *[]){a, b});
    if (out == NULL)
        return NULL;
    int rows = tensor_rows(a), left = tensor_columns(a), right = tensor_columns(b);
    place_columns(out->value, a->value, 0, left, rows, left + right);
    place_columns(out->value, b->value, left, right, rows, left + right);
    tape_record(tape, &(TapeNote){.operation = &concat, .inputs = {a, b}, .output = out});
    return out;
}

static void slice_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0], *out = note->output;
    const int *from = note->saved;
    if (a->gradient != NULL)
        columns_backward(a->gradient, out->gradient, *from, tensor_columns(out), tensor_rows(a),
                         tensor_columns(a));
}

static const Operation slice = {
    .name = "slice",
    .shapes = "a [..,N], from, count C -> [..,C]",
    .formula = "y = columns from .. from + count - 1 of a",
    .gradient_formula = "those columns of da = dy;  the others 0",
    .backward = slice_backward,
};

Tensor *op_slice(Tape *tape, Tensor *a, int from, int count)
{
    Extents n = {.of['C' - 'A'] = count};
    if (!shapes_fit(tape, &slice, &a, &n))
        return NULL;
    int columns = extent(&n, 'N');
    char text[TENSOR_TEXT];
    if (from < 0 || count < 1 || count > columns || from > columns - count)
        return tape_fail(tape,
                         TEXT("slice: cannot take %d columns from column %d on: %s has only %d",
                              "slice: 열 %1$d개를 %2$d번 열부터 잘라 낼 수 없습니다. %3$s에는 열이 %4$d개뿐입니다"),
                         count, from, tensor_shape_text(a, text), columns);
    Tensor *out = shapes_result(tape, &slice, &n);
    columns_forward(out->value, a->value, from, count, tensor_rows(a), columns);
    int *saved = arena_alloc(tape_arena(tape), sizeof *saved);
    *saved = from;
    tape_record(tape, &(TapeNote){.operation = &slice, .inputs = {a}, .output = out, .saved = saved});
    return out;
}

/* ---- views ---- */

static void view_backward(const TapeNote *note) { (void)note; }

static const Operation reshape = {
    .name = "reshape",
    .shapes = "a [..] -> any shape with as many elements",
    .formula = "y = a, read in the same order",
    .gradient_formula = "da = dy, read in the same order",
    .backward = view_backward,
    .keeps = true,
};

static size_t product_of(int rank, const int *shape)
{
    size_t count = 1;
    for (int i = 0; i < rank; i++)
        count *= shape[i] > 0 ? (size_t)shape[i] : 0;
    return count;
}

Tensor *op_reshape(Tape *tape, Tensor *a, int rank, const int *shape)
{
    if (!shapes_fit(tape, &reshape, &a, &(Extents){0}))
        return NULL;
    Tensor wanted = {.rank = rank < 1 ? 1 : rank > TENSOR_DIMENSIONS ? TENSOR_DIMENSIONS : rank};
    memcpy(wanted.shape, shape, (size_t)wanted.rank * sizeof *shape);
    char a_text[TENSOR_TEXT], wanted_text[TENSOR_TEXT];
    tensor_shape_text(a, a_text);
    tensor_shape_text(&wanted, wanted_text);
    if (rank != wanted.rank)
        return tape_fail(tape,
                         TEXT("reshape: cannot give %s %d dimensions; a tensor has 1 to 4",
                              "reshape: %s의 차원을 %d개로 바꿀 수 없습니다. 텐서는 1차원에서 4차원까지입니다"),
                         a_text, rank);
    if (product_of(rank, shape) != tensor_count(a))
        return tape_fail(tape,
                         TEXT("reshape: %s does not fit into %s: the number of elements must stay %zu",
                              "reshape: %s 모양을 %s 모양으로 바꿀 수 없습니다. 원소 수가 %zu개로 같아야 합니다"),
                         a_text, wanted_text, tensor_count(a));
    Tensor *out = tape_view(tape, a, 0, rank, shape);
    tape_record(tape, &(TapeNote){.operation = &reshape, .inputs = {a}, .output = out});
    return out;
}

static const Operation step = {
    .name = "step",
    .shapes = "sequence [T,N,..], t -> [N,..]",
    .formula = "y = sequence[t]",
    .gradient_formula = "dsequence[t] = dy;  the other steps 0",
    .backward = view_backward,
    .keeps = true,
};

Tensor *op_step(Tape *tape, Tensor *sequence, int t)
{
    if (!shapes_fit(tape, &step, &sequence, &(Extents){0}))
        return NULL;
    char text[TENSOR_TEXT];
    tensor_shape_text(sequence, text);
    if (t < 0 || t >= sequence->shape[0])
        return tape_fail(tape,
                         TEXT("step: %1$s has no step %2$d; its %3$d steps are counted from 0",
                              "step: %1$s에는 %2$d번 단계가 없습니다. 0부터 세어 모두 %3$d단계입니다"),
                         text, t, sequence->shape[0]);
    size_t size = tensor_count(sequence) / (size_t)sequence->shape[0];
    Tensor *out = tape_view(tape, sequence, (size_t)t * size, sequence->rank - 1, sequence->shape + 1);
    tape_record(tape, &(TapeNote){.operation = &step, .inputs = {sequence}, .output = out});
    return out;
}

/* ---- stack ---- */

static void stack_backward(const TapeNote *note)
{
    for (int t = 0; t < note->more_count; t++) {
        const Tensor *one = note->more[t];
        size_t size = tensor_count(one);
        const real *gradient = note->output->gradient + (size_t)t * size;
        if (one->gradient == NULL)
            continue;
        if (tape_gradient_keep(one) == 0)
            memcpy(one->gradient, gradient, size * sizeof(real));
        else
            vector_add(one->gradient, gradient, size);
    }
}

static const Operation stack = {
    .name = "stack",
    .shapes = "step [..], T of them -> [T,..]",
    .formula = "y[t] = step_t",
    .gradient_formula = "dstep_t = dy[t]",
    .backward = stack_backward,
    .keeps = true,
};

Tensor *op_stack(Tape *tape, Tensor *const *steps, int count)
{
    Extents n = {.of['T' - 'A'] = count};
    if (count < 1)
        return tape_fail(tape, TEXT("stack: there is nothing to stack", "stack: 쌓을 텐서가 없습니다"));
    for (int t = 0; t < count; t++)
        if (!shapes_fit(tape, &stack, &steps[t], &n))
            return NULL;
    Tensor *out = shapes_result(tape, &stack, &n);
    if (out == NULL)
        return NULL;
    size_t size = tensor_count(steps[0]);
    for (int t = 0; t < count; t++)
        memcpy(out->value + (size_t)t * size, steps[t]->value, size * sizeof(real));
    Tensor **kept = arena_alloc(tape_arena(tape), (size_t)count * sizeof *kept);
    memcpy(kept, steps, (size_t)count * sizeof *kept);
    TapeNote note = {.operation = &stack, .output = out, .more = kept, .more_count = count};
    for (int t = 0; t < count && t < TAPE_INPUTS; t++)
        note.inputs[t] = steps[t];
    tape_record(tape, &note);
    return out;
}

const Operation *const shape_operations[] = {&concat, &slice, &reshape, &step, &stack};
const int shape_operation_count = OPERATION_COUNT(shape_operations);
