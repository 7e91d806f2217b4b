/* transformer_watch.c: the same attention as op_multi_head_attention, for one sentence, in steps: an observer sees each
 * score and each weight before anything uses it, and may change it. */
#include <math.h>
#include <string.h>

#include "engine/vector_math.h"
#include "model/transformer_parts.h"

Tensor *map_of(Tape *tape, const Tensor *weights, int t, const int *lengths, int S)
{
    int B = weights->shape[1], N = weights->shape[2], P = weights->shape[3];
    Tensor *map = tape_zeros(tape, 2, (int[]){B, S});
    for (int b = 0; b < B; b++) {
        real *row = map->value + (size_t)b * (size_t)S, whole = P > S ? 0 : (real)N;
        const real *heads = weights->value + ((size_t)t * (size_t)B + (size_t)b) * (size_t)(N * P);
        for (int i = 0; i < N * P; i++)
            if (i % P < lengths[b])
                row[i % P] += heads[i];
        for (int s = 0; s < S && P > S; s++)
            whole += row[s];
        for (int s = 0; s < S && whole > 0; s++)
            row[s] /= whole;
    }
    return map;
}

void watch_rows(const Pass *pass, const TraceKey *key, int step, int steps, Tensor *x)
{
    if (pass->observer == NULL || x == NULL)
        return;
    int rows = tensor_rows(x), columns = tensor_columns(x);
    for (int t = 0; t < rows; t++)
        pass->observer->see(pass->observer, key, step + t, steps, x->value + (size_t)t * (size_t)columns, columns);
}

/* The attention of one query. */
typedef struct Row {
    const Pass *pass;
    const Sight *sight;
    const Span *span;
    int t;              /* of the queries given */
    int visible;        /* keys that it may look at */
    int N, P, width;    /* heads, keys, columns of a head */
    real *weights;      /* [N,P] */
} Row;

static const real *head_of(const Row *row, const Tensor *x, int position, int head)
{
    return x->value + (size_t)position * (size_t)(row->N * row->width) + (size_t)(head * row->width);
}

static void show_weights(const Row *row, int head, const Quantity *quantity, real *weights)
{
    TraceKey key = trace_key_with(row->sight->where, quantity);
    key.head = head + 1;
    row->pass->observer->see(row->pass->observer, &key, row->span->step + row->t, row->span->steps, weights,
                             row->visible);
}

static void weigh(const Row *row, int head)
{
    real *weights = row->weights + (size_t)head * (size_t)row->P, scale = (real)(1 / sqrt(row->width));
    const real *query = head_of(row, row->sight->query, row->t, head);
    for (int s = 0; s < row->visible; s++)
        weights[s] = scale * vector_dot(query, head_of(row, row->sight->keys, s, head), (size_t)row->width);
    show_weights(row, head, &quantity_scores, weights);
    vector_softmax(weights, weights, (size_t)row->visible);
    show_weights(row, head, &quantity_weights, weights);
}

/* The mean over the heads is the model's map of the source. If it is changed, all heads look there and nowhere else. */
static void show_map(const Row *row)
{
    static const TraceKey key = {.side = TRACE_ATTENTION, .quantity = &quantity_weights};
    const Span *span = row->span;
    int S = span->map_columns;
    Tensor weights = {.rank = 4, .shape = {1, 1, row->N, row->P}, .value = row->weights};
    Tensor *map = map_of(row->pass->tape, &weights, 0, &S, S);
    real *before = arena_alloc(tape_arena(row->pass->tape), (size_t)S * sizeof *before);
    memcpy(before, map->value, (size_t)S * sizeof *before);
    row->pass->observer->see(row->pass->observer, &key, span->map_step + row->t, span->map_steps, map->value, S);
    if (memcmp(before, map->value, (size_t)S * sizeof *before) == 0)
        return;
    memset(row->weights, 0, (size_t)(row->N * row->P) * sizeof *row->weights);
    for (int head = 0; head < row->N; head++)
        memcpy(row->weights + (size_t)(head * row->P), map->value, (size_t)S * sizeof *before);
}

static void sum_up(const Row *row, real *context)
{
    memset(context, 0, (size_t)(row->N * row->width) * sizeof *context);
    for (int head = 0; head < row->N; head++)
        for (int s = 0; s < row->visible; s++)
            vector_add_scaled(context + head * row->width, head_of(row, row->sight->values, s, head),
                              row->weights[head * row->P + s], (size_t)row->width);
}

Tensor *watch_attention(const Pass *pass, const Sight *sight, const Span *span, Tensor **weights)
{
    int T = sight->query->shape[0], P = sight->keys->shape[0], H = sight->query->shape[2];
    int N = pass->model->configuration.heads;
    Tensor *context = tape_tensor(pass->tape, 3, sight->query->shape);
    *weights = tape_zeros(pass->tape, 4, (int[]){T, 1, N, P});
    for (int t = 0; t < T; t++) {
        Row row = {pass, sight, span, t, sight->causal ? t + 1 : P, N, P, H / N,
                   (*weights)->value + (size_t)t * (size_t)(N * P)};
        for (int head = 0; head < N; head++)
            weigh(&row, head);
        if (sight->map)
            show_map(&row);
        sum_up(&row, context->value + (size_t)(t * H));
    }
    return context;
}
