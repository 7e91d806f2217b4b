/* transformer_watch.c: the same attention as op_multi_head_attention, for one sentence, in plain operations: an
 * observer sees each score and each weight before anything uses it, and may change it; a recording tape keeps how they
 * were made. */
#include <math.h>
#include <string.h>

#include "engine/ops.h"
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
    int t;                     /* of the queries given */
    int visible;               /* keys that it may look at */
    int N, width;              /* heads, columns of a head */
    Tensor *query;             /* [1,H] */
    Tensor *keys, *values;     /* [visible,H] */
    Tensor *heads[HEADS_MOST]; /* [1,visible] weights */
} Row;

static Row row_of_query(const Pass *pass, const Sight *sight, const Span *span, int t)
{
    int P = sight->keys->shape[0], H = sight->query->shape[2], N = pass->model->configuration.heads;
    int visible = sight->causal ? t + 1 : P, shape[] = {visible, H};
    return (Row){.pass = pass,
                 .sight = sight,
                 .span = span,
                 .t = t,
                 .visible = visible,
                 .N = N,
                 .width = H / N,
                 .query = tape_view(pass->tape, sight->query, (size_t)t * (size_t)H, 2, (int[]){1, H}),
                 .keys = tape_view(pass->tape, sight->keys, 0, 2, shape),
                 .values = tape_view(pass->tape, sight->values, 0, 2, shape)};
}

static Tensor *head_of(const Row *row, Tensor *x, int head)
{
    return op_slice(row->pass->tape, x, head * row->width, row->width);
}

static void show_head(const Row *row, int head, const Quantity *quantity, Tensor *numbers)
{
    TraceKey key = trace_key_with(row->sight->where, quantity);
    key.head = head + 1;
    observe(row->pass->observer, &key, row->span->step + row->t, row->span->steps, numbers);
}

/* e_j = query . key_j / sqrt(d), w = softmax(e) */
static void weigh(Row *row, int head)
{
    Tape *tape = row->pass->tape;
    Tensor *query = op_reshape(tape, head_of(row, row->query, head), 2, (int[]){row->width, 1});
    Tensor *products =
        op_reshape(tape, op_matmul(tape, head_of(row, row->keys, head), query), 2, (int[]){1, row->visible});
    Tensor *scores = op_scale(tape, products, (real)(1 / sqrt(row->width)));
    show_head(row, head, &quantity_scores, scores);
    row->heads[head] = op_softmax(tape, scores);
    show_head(row, head, &quantity_weights, row->heads[head]);
}

/* The mean over the heads is the model's map of the source. If it is changed, all heads look there and nowhere else.
 * weights [N,P]: of the heads. */
static void show_map(const Row *row, real *weights, int P)
{
    static const TraceKey key = {.side = TRACE_ATTENTION, .quantity = &quantity_weights};
    const Span *span = row->span;
    int S = span->map_columns;
    size_t bytes = (size_t)S * sizeof *weights;
    Tensor all = {.rank = 4, .shape = {1, 1, row->N, P}, .value = weights};
    Tensor *map = map_of(row->pass->tape, &all, 0, &S, S);
    real *before = arena_alloc(tape_arena(row->pass->tape), bytes);
    memcpy(before, map->value, bytes);
    observe(row->pass->observer, &key, span->map_step + row->t, span->map_steps, map);
    for (int head = 0; head < row->N && memcmp(before, map->value, bytes) != 0; head++) {
        memset(row->heads[head]->value, 0, (size_t)row->visible * sizeof *weights);
        memcpy(row->heads[head]->value, map->value, bytes);
    }
}

static void keep_weights(const Row *row, real *weights, int P)
{
    for (int head = 0; head < row->N; head++)
        memcpy(weights + (size_t)head * (size_t)P, row->heads[head]->value, (size_t)row->visible * sizeof *weights);
}

/* The heads' sums of values, side by side: [1,H]. */
static Tensor *sum_up(const Row *row)
{
    Tensor *context = NULL;
    for (int head = 0; head < row->N; head++) {
        Tensor *one = op_matmul(row->pass->tape, row->heads[head], head_of(row, row->values, head));
        context = head == 0 ? one : op_concat(row->pass->tape, context, one);
    }
    return context;
}

/* weights [N,P] are set. */
static Tensor *attend_row(Row *row, real *weights, int P)
{
    for (int head = 0; head < row->N; head++)
        weigh(row, head);
    keep_weights(row, weights, P);
    if (row->sight->map) {
        show_map(row, weights, P);
        keep_weights(row, weights, P);
    }
    return sum_up(row);
}

/* On a tape that does not record, the memory that a row took is given back. */
Tensor *watch_attention(const Pass *pass, const Sight *sight, const Span *span, Tensor **weights)
{
    int T = sight->query->shape[0], P = sight->keys->shape[0], H = sight->query->shape[2];
    int N = pass->model->configuration.heads;
    bool recording = tape_recording(pass->tape);
    Arena *arena = tape_arena(pass->tape);
    Tensor *context = tape_tensor_plain(pass->tape, 3, sight->query->shape);
    Tensor **rows = arena_alloc(arena, (size_t)T * sizeof *rows);
    *weights = tape_zeros(pass->tape, 4, (int[]){T, 1, N, P});
    for (int t = 0; t < T; t++) {
        ArenaMark mark = arena_mark(arena);
        Row row = row_of_query(pass, sight, span, t);
        rows[t] = attend_row(&row, (*weights)->value + (size_t)t * (size_t)(N * P), P);
        if (recording)
            continue;
        memcpy(context->value + (size_t)t * (size_t)H, rows[t]->value, (size_t)H * sizeof(real));
        arena_release(arena, mark);
    }
    return recording ? op_stack(pass->tape, rows, T) : context;
}
