/* ops_attention.c: attention over a source sentence: dot products for all decoder steps at once, or additive
 * scores for one step.
 *
 * Time first means that sentence b's rows lie B rows apart: a product gets lda = B * H, and nothing is moved.
 * Each sentence has its own true length, and only that part is multiplied. */
#include <string.h>

#include "engine/gemm.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"

typedef struct Saved {
    Arena *arena;
    int *lengths;  /* [B], or NULL: all S long */
    real *weights; /* [T,B,S] */
    real scale;
    real *query_powers, *key_powers; /* [B,A], [S,B,A]: additive only */
} Saved;

static Saved *new_saved(Tape *tape, const Tensor *weights, const int *lengths, int B, real scale)
{
    Arena *arena = tape_arena(tape);
    Saved *saved = arena_alloc(arena, sizeof *saved);
    *saved = (Saved){arena, keep_ints(arena, lengths, B), weights->value, scale, NULL, NULL};
    return saved;
}

static int true_length(const int *lengths, int b, int S) { return lengths != NULL ? lengths[b] : S; }

/* ---- dot products ---- */

/* Dimensions of one call, and the start of sentence b in each tensor: all are read with a stride of B rows. */
typedef struct Shape {
    int T, B, S, H, D;
} Shape;

static Shape shape_of(const Tensor *query, const Tensor *keys, const Tensor *values)
{
    return (Shape){query->shape[0], query->shape[1], keys->shape[0], query->shape[2], values->shape[2]};
}

static void dot_forward(real *context, real *weights, const Tensor *query, const Tensor *keys,
                        const Tensor *values, const int *lengths, real scale)
{
    Shape n = shape_of(query, keys, values);
    if (n.T == 1) { /* a product for each sentence would be all overhead */
        query_scores_forward(weights, query->value, keys->value, scale, &(OneQuery){lengths, n.B, n.S, 1, n.H});
        attention_weights_forward(weights, weights, lengths, n.T, n.B, n.S);
        context_forward(context, weights, values->value, &(OneQuery){lengths, n.B, n.S, 1, n.D});
        return;
    }
    for (int b = 0; b < n.B; b++) /* scores [T,S] = scale * query [T,H] keys^T [H,S] */
        gemm(false, true, n.T, true_length(lengths, b, n.S), n.H, scale, query->value + row_at(b, n.H), n.B * n.H,
             keys->value + row_at(b, n.H), n.B * n.H, 0, weights + row_at(b, n.S), n.B * n.S);
    attention_weights_forward(weights, weights, lengths, n.T, n.B, n.S);
    for (int b = 0; b < n.B; b++) /* context [T,D] = weights [T,S] values [S,D] */
        gemm(false, false, n.T, n.D, true_length(lengths, b, n.S), 1, weights + row_at(b, n.S), n.B * n.S,
             values->value + row_at(b, n.D), n.B * n.D, 0, context + row_at(b, n.D), n.B * n.D);
}

static void attention_backward(const TapeNote *note)
{
    const Saved *saved = note->saved;
    Tensor *query = note->inputs[0], *keys = note->inputs[1], *values = note->inputs[2];
    Shape n = shape_of(query, keys, values);
    ArenaMark mark = arena_mark(saved->arena);
    real *dweights = arena_reals(saved->arena, row_at(n.T * n.B, n.S));
    /* dweights [T,S] = dcontext [T,D] values^T [D,S];  dvalues [S,D] += weights^T [S,T] dcontext [T,D] */
    for (int b = 0; b < n.B; b++) {
        int length = true_length(saved->lengths, b, n.S);
        gemm(false, true, n.T, length, n.D, 1, note->output->gradient + row_at(b, n.D), n.B * n.D,
             values->value + row_at(b, n.D), n.B * n.D, 0, dweights + row_at(b, n.S), n.B * n.S);
        if (values->gradient != NULL)
            gemm(true, false, length, n.D, n.T, 1, saved->weights + row_at(b, n.S), n.B * n.S,
                 note->output->gradient + row_at(b, n.D), n.B * n.D, 1, values->gradient + row_at(b, n.D), n.B * n.D);
    }
    attention_weights_backward(dweights, dweights, saved->weights, saved->lengths, n.T, n.B, n.S);
    /* dquery [T,H] += scale * dscores [T,S] keys [S,H];  dkeys [S,H] += scale * dscores^T [S,T] query [T,H] */
    int row = n.B * n.H;
    for (int b = 0; b < n.B; b++) {
        int length = true_length(saved->lengths, b, n.S);
        const real *de = dweights + row_at(b, n.S);
        if (query->gradient != NULL)
            gemm(false, false, n.T, n.H, length, saved->scale, de, n.B * n.S, keys->value + row_at(b, n.H), row, 1,
                 query->gradient + row_at(b, n.H), row);
        if (keys->gradient != NULL)
            gemm(true, false, length, n.H, n.T, saved->scale, de, n.B * n.S, query->value + row_at(b, n.H), row, 1,
                 keys->gradient + row_at(b, n.H), row);
    }
    arena_release(saved->arena, mark);
}

/* ---- additive, one step ---- */

static real *powers_of(Arena *arena, const Tensor *x)
{
    real *powers = arena_reals(arena, tensor_count(x));
    additive_powers_forward(powers, x->value, tensor_count(x));
    return powers;
}

static void additive_forward(real *context, Saved *saved, const Tensor *query, const Tensor *keys,
                             const Tensor *values, const Tensor *v)
{
    int S = keys->shape[0], B = keys->shape[1], A = keys->shape[2];
    saved->query_powers = powers_of(saved->arena, query);
    saved->key_powers = powers_of(saved->arena, keys);
    additive_scores_forward(saved->weights, saved->query_powers, saved->key_powers, v->value, saved->lengths, B, S,
                            A);
    attention_weights_forward(saved->weights, saved->weights, saved->lengths, 1, B, S);
    context_forward(context, saved->weights, values->value, &(OneQuery){saved->lengths, B, S, 1, values->shape[2]});
}

static void additive_backward(const TapeNote *note)
{
    const Saved *saved = note->saved;
    Tensor *query = note->inputs[0], *keys = note->inputs[1], *values = note->inputs[2], *v = note->inputs[3];
    const real *dcontext = note->output->gradient;
    int S = keys->shape[0], B = keys->shape[1], A = keys->shape[2], D = values->shape[2];
    ArenaMark mark = arena_mark(saved->arena);
    real *dweights = arena_reals(saved->arena, row_at(B, S));
    real *dvalues = gradient_to_add(values);
    context_backward_weights(dweights, dcontext, values->value, saved->lengths, B, S, D);
    if (dvalues != NULL)
        context_backward_values(dvalues, dcontext, saved->weights, saved->lengths, B, S, D);
    attention_weights_backward(dweights, dweights, saved->weights, saved->lengths, 1, B, S);
    additive_scores_backward(gradient_or_scratch(saved->arena, query), gradient_or_scratch(saved->arena, keys),
                             gradient_or_scratch(saved->arena, v), dweights, saved->query_powers,
                             saved->key_powers, v->value, saved->lengths, B, S, A);
    arena_release(saved->arena, mark);
}

/* ---- descriptors ---- */

static const Operation attention = {
    .name = "attention",
    .shapes = "query [T,B,H], keys [S,B,H], values [S,B,D] -> [T,B,D]",
    .formula = "e_j = scale * query . keys_j;  w = softmax(e) over true positions;  c = sum_j w_j values_j",
    .gradient_formula = "dw_j = dc . values_j;  dvalues_j = sum over t of w_j dc;  "
                        "de_j = w_j * (dw_j - sum_k w_k dw_k);  dquery = scale * sum_j de_j keys_j;  "
                        "dkeys_j = scale * sum over t of de_j query",
    .backward = attention_backward,
};

static const Operation attention_additive = {
    .name = "attention_additive",
    .shapes = "query [B,A], keys [S,B,A], values [S,B,D], v [A] -> [B,D]",
    .formula = "u_j = tanh(query + keys_j);  e_j = v . u_j;  w = softmax(e) over true positions;  "
               "c = sum_j w_j values_j",
    .gradient_formula = "dw_j = dc . values_j;  dvalues_j = w_j dc;  de_j = w_j * (dw_j - sum_k w_k dw_k);  "
                        "dkeys_j = de_j * v * (1 - u_j^2);  dquery = sum_j dkeys_j;  dv = sum_j de_j u_j",
    .backward = additive_backward,
};

/* ---- the operations ---- */

Tensor *op_attention(Tape *tape, Tensor *query, const Source *source, real scale, Tensor **weights)
{
    Tensor *keys = source->keys, *values = source->values;
    Extents n = {0};
    if (!shapes_fit(tape, &attention, (Tensor *[]){query, keys, values}, &n))
        return NULL;
    int T = extent(&n, 'T'), B = extent(&n, 'B'), S = extent(&n, 'S');
    if (!lengths_fit(tape, attention.name, source->lengths, B, S))
        return NULL;
    Tensor *context = shapes_result(tape, &attention, &n);
    Tensor *kept = tape_tensor_plain(tape, 3, (int[]){T, B, S});
    Saved *saved = new_saved(tape, kept, source->lengths, B, scale);
    dot_forward(context->value, kept->value, query, keys, values, source->lengths, scale);
    tape_record(tape, &(TapeNote){.operation = &attention,
                                  .inputs = {query, keys, values},
                                  .output = context,
                                  .saved = saved});
    if (weights != NULL)
        *weights = kept;
    return context;
}

Tensor *op_attention_additive(Tape *tape, Tensor *query, const Source *source, Tensor *v, Tensor **weights)
{
    Tensor *keys = source->keys, *values = source->values;
    Extents n = {0};
    if (!shapes_fit(tape, &attention_additive, (Tensor *[]){query, keys, values, v}, &n))
        return NULL;
    int S = extent(&n, 'S'), B = extent(&n, 'B');
    if (!lengths_fit(tape, attention_additive.name, source->lengths, B, S))
        return NULL;
    Tensor *context = shapes_result(tape, &attention_additive, &n);
    Tensor *kept = tape_tensor_plain(tape, 2, (int[]){B, S});
    Saved *saved = new_saved(tape, kept, source->lengths, B, 1);
    additive_forward(context->value, saved, query, keys, values, v);
    tape_record(tape, &(TapeNote){.operation = &attention_additive,
                                  .inputs = {query, keys, values, v},
                                  .output = context,
                                  .saved = saved});
    if (weights != NULL)
        *weights = kept;
    return context;
}

const Operation *const attention_operations[] = {&attention, &attention_additive};
const int attention_operation_count = OPERATION_COUNT(attention_operations);
