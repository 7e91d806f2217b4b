/* ops_heads.c: multi-head attention (Vaswani et al. 2017).
 *
 * A head is a slice of the columns: head n of sentence b begins at column (b N + n) d of a row of [B * H] numbers, where
 * d = H / N, and its next position lies B * H numbers further on. A product gets this as lda, and nothing is moved. */
#include <math.h>

#include "engine/gemm.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"

typedef struct Saved {
    Arena *arena;
    int *lengths;  /* [B], or NULL: all S long */
    real *weights; /* [T,B,N,S] */
    bool causal;
    int T, B, S, H, N;
} Saved;

/* One head of one sentence: where it begins in [.,B,H] and in [T,B,N,S], and how long the sentence is. */
typedef struct Slice {
    size_t columns, weights;
    int length, width; /* d */
    real scale;
    int row, weights_row; /* numbers from one position to the next */
} Slice;

static Slice slice_of(const Saved *n, int b, int head)
{
    int width = n->H / n->N;
    return (Slice){.columns = row_at(b, n->H) + row_at(head, width),
                   .weights = row_at(b * n->N + head, n->S),
                   .length = n->lengths != NULL ? n->lengths[b] : n->S,
                   .width = width,
                   .scale = (real)(1 / sqrt(width)),
                   .row = n->B * n->H,
                   .weights_row = n->B * n->N * n->S};
}

/* Of one position for each sentence, whose slices are too small for products. */
static void forward_once(real *context, const Saved *n, const real *query, const real *keys, const real *values)
{
    OneQuery one = {n->lengths, n->B, n->S, n->N, n->H / n->N};
    query_scores_forward(n->weights, query, keys, (real)(1 / sqrt(one.width)), &one);
    head_weights_forward(n->weights, n->weights, n->lengths, n->causal, 1, n->B, n->N, n->S);
    context_forward(context, n->weights, values, &one);
}

static void forward(real *context, const Saved *n, const real *query, const real *keys, const real *values)
{
    if (n->T == 1) {
        forward_once(context, n, query, keys, values);
        return;
    }
    for (int i = 0; i < n->B * n->N; i++) { /* scores [T,S] = scale * query [T,d] keys^T [d,S] */
        Slice s = slice_of(n, i / n->N, i % n->N);
        gemm(false, true, n->T, s.length, s.width, s.scale, query + s.columns, s.row, keys + s.columns, s.row, 0,
             n->weights + s.weights, s.weights_row);
    }
    head_weights_forward(n->weights, n->weights, n->lengths, n->causal, n->T, n->B, n->N, n->S);
    for (int i = 0; i < n->B * n->N; i++) { /* context [T,d] = weights [T,S] values [S,d] */
        Slice s = slice_of(n, i / n->N, i % n->N);
        gemm(false, false, n->T, s.width, s.length, 1, n->weights + s.weights, s.weights_row, values + s.columns, s.row,
             0, context + s.columns, s.row);
    }
}

static void note_backward(const TapeNote *note)
{
    const Saved *n = note->saved;
    const Tensor *query = note->inputs[0], *keys = note->inputs[1], *values = note->inputs[2];
    ArenaMark mark = arena_mark(n->arena);
    real *dweights = arena_reals(n->arena, row_at(n->T * n->B * n->N, n->S));
    /* dweights [T,S] = dcontext [T,d] values^T [d,S];  dvalues [S,d] += weights^T [S,T] dcontext [T,d] */
    for (int i = 0; i < n->B * n->N; i++) {
        Slice s = slice_of(n, i / n->N, i % n->N);
        gemm(false, true, n->T, s.length, s.width, 1, note->output->gradient + s.columns, s.row,
             values->value + s.columns, s.row, 0, dweights + s.weights, s.weights_row);
        if (values->gradient != NULL)
            gemm(true, false, s.length, s.width, n->T, 1, n->weights + s.weights, s.weights_row,
                 note->output->gradient + s.columns, s.row, 1, values->gradient + s.columns, s.row);
    }
    head_weights_backward(dweights, dweights, n->weights, n->lengths, n->causal, n->T, n->B, n->N, n->S);
    /* dquery [T,d] += scale * dscores [T,S] keys [S,d];  dkeys [S,d] += scale * dscores^T [S,T] query [T,d] */
    for (int i = 0; i < n->B * n->N; i++) {
        Slice s = slice_of(n, i / n->N, i % n->N);
        if (query->gradient != NULL)
            gemm(false, false, n->T, s.width, s.length, s.scale, dweights + s.weights, s.weights_row,
                 keys->value + s.columns, s.row, 1, query->gradient + s.columns, s.row);
        if (keys->gradient != NULL)
            gemm(true, false, s.length, s.width, n->T, s.scale, dweights + s.weights, s.weights_row,
                 query->value + s.columns, s.row, 1, keys->gradient + s.columns, s.row);
    }
    arena_release(n->arena, mark);
}

static const Operation multi_head_attention = {
    .name = "multi_head_attention",
    .shapes = "query [T,B,H], keys [S,B,H], values [S,B,H], N heads of d = H / N columns -> [T,B,H]",
    .formula = "for each head:  e_tj = query_t . keys_j / sqrt(d);  w_t = softmax(e_t) over true positions, if causal "
               "those up to t;  c_t = sum_j w_tj values_j",
    .gradient_formula = "for each head:  dw_tj = dc_t . values_j;  dvalues_j = sum over t of w_tj dc_t;  "
                        "de_tj = w_tj * (dw_tj - sum_k w_tk dw_tk);  dquery_t = sum_j de_tj keys_j / sqrt(d);  "
                        "dkeys_j = sum over t of de_tj query_t / sqrt(d)",
    .backward = note_backward,
};

static bool heads_fit(Tape *tape, int H, int heads)
{
    if (heads >= 1 && H % heads == 0)
        return true;
    tape_fail(tape,
              TEXT("multi_head_attention: %d columns cannot be cut into %d equal heads",
                   "multi_head_attention: 열 %d개를 같은 크기의 헤드 %d개로 나눌 수 없습니다"),
              H, heads);
    return false;
}

Tensor *op_multi_head_attention(Tape *tape, Tensor *query, const Source *source, int heads, bool causal, Tensor **weights)
{
    Tensor *keys = source->keys, *values = source->values;
    Extents n = {0};
    if (!shapes_fit(tape, &multi_head_attention, (Tensor *[]){query, keys, values}, &n))
        return NULL;
    int T = extent(&n, 'T'), B = extent(&n, 'B'), S = extent(&n, 'S'), H = extent(&n, 'H');
    if (!heads_fit(tape, H, heads) || !lengths_fit(tape, multi_head_attention.name, source->lengths, B, S))
        return NULL;
    Tensor *context = shapes_result(tape, &multi_head_attention, &n);
    Tensor *kept = tape_tensor_plain(tape, 4, (int[]){T, B, heads, S});
    Arena *arena = tape_arena(tape);
    Saved *saved = arena_alloc(arena, sizeof *saved);
    *saved = (Saved){arena, keep_ints(arena, source->lengths, B), kept->value, causal, T, B, S, H, heads};
    forward(context->value, saved, query->value, keys->value, values->value);
    tape_record(tape, &(TapeNote){.operation = &multi_head_attention,
                                  .inputs = {query, keys, values},
                                  .output = context,
                                  .saved = saved});
    if (weights != NULL)
        *weights = kept;
    return context;
}

const Operation *const heads_operations[] = {&multi_head_attention};
const int heads_operation_count = OPERATION_COUNT(heads_operations);
