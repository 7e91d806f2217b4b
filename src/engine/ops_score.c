/* ops_score.c: for attentions that compute their own scores: a query repeated beside each key, and the context from
 * given scores. */
#include <string.h>

#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"
#include "engine/vector_math.h"

/* ---- repeat ---- */

static void repeat_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0], *out = note->output;
    size_t size = tensor_count(a);
    for (int i = 0; a->gradient != NULL && i < out->shape[0]; i++)
        vector_add(a->gradient, out->gradient + (size_t)i * size, size);
}

static const Operation repeat = {
    .name = "repeat",
    .shapes = "a [B,H], how often N -> [N,B,H]",
    .formula = "y[i] = a, for each i",
    .gradient_formula = "da = sum over i of dy[i]",
    .backward = repeat_backward,
};

Tensor *op_repeat(Tape *tape, Tensor *a, int count)
{
    Extents n = {.of['N' - 'A'] = count};
    if (!shapes_fit(tape, &repeat, &a, &n))
        return NULL;
    if (count < 1)
        return tape_fail(tape, TEXT("repeat: the count is %d; it must be at least 1",
                                    "repeat: %d번 반복할 수 없습니다. 1번 이상이어야 합니다"),
                         count);
    Tensor *out = shapes_result(tape, &repeat, &n);
    size_t size = tensor_count(a);
    for (int i = 0; i < count; i++)
        memcpy(out->value + (size_t)i * size, a->value, size * sizeof(real));
    tape_record(tape, &(TapeNote){.operation = &repeat, .inputs = {a}, .output = out});
    return out;
}

/* ---- weigh ---- */

typedef struct Saved {
    Arena *arena;
    int *lengths;  /* [B], or NULL */
    real *weights; /* [B,S] */
} Saved;

/* out [columns,rows] = in [rows,columns] turned over. */
static void transpose(real *out, const real *in, int rows, int columns)
{
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
            out[column * rows + row] = in[row * columns + column];
}

static void weigh_backward(const TapeNote *note)
{
    const Saved *saved = note->saved;
    Tensor *scores = note->inputs[0], *values = note->inputs[1];
    const real *dcontext = note->output->gradient;
    int S = values->shape[0], B = values->shape[1], D = values->shape[2];
    ArenaMark mark = arena_mark(saved->arena);
    real *dweights = arena_zeros(saved->arena, (size_t)B * (size_t)S);
    real *turned = arena_reals(saved->arena, (size_t)B * (size_t)S);
    context_backward_weights(dweights, dcontext, values->value, saved->lengths, B, S, D);
    if (values->gradient != NULL)
        context_backward_values(values->gradient, dcontext, saved->weights, saved->lengths, B, S, D);
    attention_weights_backward(dweights, dweights, saved->weights, saved->lengths, 1, B, S);
    transpose(turned, dweights, B, S);
    if (scores->gradient != NULL)
        vector_add(scores->gradient, turned, (size_t)B * (size_t)S);
    arena_release(saved->arena, mark);
}

static const Operation weigh = {
    .name = "weigh",
    .shapes = "scores [S,B], values [S,B,D] -> [B,D]",
    .formula = "w = softmax(scores) over true positions;  c = sum_j w_j values_j",
    .gradient_formula = "dw_j = dc . values_j;  dvalues_j = w_j dc;  dscores_j = w_j (dw_j - sum_k w_k dw_k)",
    .backward = weigh_backward,
};

Tensor *op_weigh(Tape *tape, Tensor *scores, Tensor *values, const int *source_lengths, Tensor **weights)
{
    Extents n = {0};
    if (!shapes_fit(tape, &weigh, (Tensor *[]){scores, values}, &n))
        return NULL;
    int S = extent(&n, 'S'), B = extent(&n, 'B'), D = extent(&n, 'D');
    if (!lengths_fit(tape, weigh.name, source_lengths, B, S))
        return NULL;
    Tensor *kept = tape_tensor_plain(tape, 2, (int[]){B, S}), *context = shapes_result(tape, &weigh, &n);
    Saved *saved = arena_alloc(tape_arena(tape), sizeof *saved);
    *saved = (Saved){tape_arena(tape), keep_ints(tape_arena(tape), source_lengths, B), kept->value};
    transpose(kept->value, scores->value, S, B);
    attention_weights_forward(kept->value, kept->value, saved->lengths, 1, B, S);
    context_forward(context->value, kept->value, values->value, &(OneQuery){saved->lengths, B, S, 1, D});
    tape_record(tape, &(TapeNote){.operation = &weigh, .inputs = {scores, values}, .output = context, .saved = saved});
    if (weights != NULL)
        *weights = kept;
    return context;
}

const Operation *const score_operations[] = {&repeat, &weigh};
const int score_operation_count = OPERATION_COUNT(score_operations);
