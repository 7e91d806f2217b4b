/* transformer_watch.c: the same attention as op_multi_head_attention, for one sentence, number by number: whoever watches
 * is told each score and each weight before anything is made of it, and may change it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/vector_math.h"
#include "model/transformer_parts.h"

static void tell(const Pass *pass, const char *name, int step, int steps, real *values, int count)
{
    pass->observer->see(pass->observer, name, step, steps, values, count);
}

void watch_rows(const Pass *pass, const char *where, const char *part, int step, int steps, Tensor *x)
{
    if (pass->observer == NULL || x == NULL)
        return;
    char name[64];
    snprintf(name, sizeof name, "%s%s%s", where != NULL ? where : "", where != NULL ? "." : "", part);
    int rows = tensor_rows(x), columns = tensor_columns(x);
    for (int t = 0; t < rows; t++)
        tell(pass, name, step + t, steps, x->value + (size_t)t * (size_t)columns, columns);
}

/* The attention of one query. */
typedef struct Row {
    const Pass *pass;
    const char *where;
    const Span *span;
    int t;              /* of the queries given */
    int visible;        /* keys that it may look at */
    int N, P, width;    /* heads, keys, columns of a head */
    const real *query;  /* [H] */
    const Tensor *keys, *values;
    real *weights;      /* [N,P] */
} Row;

static const real *head_of(const Row *row, const Tensor *x, int position, int head)
{
    return x->value + (size_t)position * (size_t)(row->N * row->width) + (size_t)(head * row->width);
}

static void weigh(const Row *row, int head)
{
    char name[64];
    real *weights = row->weights + (size_t)head * (size_t)row->P, scale = (real)(1 / sqrt(row->width));
    int step = row->span->step + row->t, steps = row->span->steps;
    for (int s = 0; s < row->visible; s++)
        weights[s] = scale * vector_dot(row->query + (size_t)(head * row->width), head_of(row, row->keys, s, head),
                                        (size_t)row->width);
    snprintf(name, sizeof name, "%s.head%d.scores", row->where, head + 1);
    tell(row->pass, name, step, steps, weights, row->visible);
    vector_softmax(weights, weights, (size_t)row->visible);
    snprintf(name, sizeof name, "%s.head%d.weights", row->where, head + 1);
    tell(row->pass, name, step, steps, weights, row->visible);
}

/* The mean over the heads is told as the model's map of the source. Where it was changed, all heads look there and
 * nowhere else. */
static void tell_map(const Row *row)
{
    const Span *span = row->span;
    int S = span->map_columns;
    Tensor weights = {.rank = 4, .shape = {1, 1, row->N, row->P}, .value = row->weights};
    Tensor *map = map_of(row->pass->tape, &weights, 0, &S, S);
    real *before = arena_alloc(tape_arena(row->pass->tape), (size_t)S * sizeof *before);
    memcpy(before, map->value, (size_t)S * sizeof *before);
    tell(row->pass, "attention.weights", span->map_step + row->t, span->map_steps, map->value, S);
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
            vector_add_scaled(context + head * row->width, head_of(row, row->values, s, head),
                              row->weights[head * row->P + s], (size_t)row->width);
}

Tensor *watch_attention(const Pass *pass, const char *where, Tensor *query, Tensor *keys, Tensor *values, const Span *span,
                        bool causal, bool map, Tensor **weights)
{
    int T = query->shape[0], P = keys->shape[0], H = query->shape[2], N = pass->model->configuration.heads;
    Tensor *context = tape_tensor(pass->tape, 3, query->shape);
    *weights = tape_zeros(pass->tape, 4, (int[]){T, 1, N, P});
    for (int t = 0; t < T; t++) {
        Row row = {pass, where, span, t, causal ? t + 1 : P, N, P, H / N, query->value + (size_t)(t * H), keys, values,
                   (*weights)->value + (size_t)t * (size_t)(N * P)};
        for (int head = 0; head < N; head++)
            weigh(&row, head);
        if (map)
            tell_map(&row);
        sum_up(&row, context->value + (size_t)(t * H));
    }
    return context;
}
