/* transformer_layers.c: a stack of layers: attention among the positions, attention to the source, and a layer on each
 * position separately; each reads the normalised sum of all before it and adds to it. The formulas are in model.h.
 *
 * Training and reading the source take all positions at once; answering takes one at a time, and keeps the keys and
 * values of those before it. */
#include <math.h>
#include <string.h>

#include "model/transformer_parts.h"

static Tensor *number(const Pass *pass, int index) { return model_tensor(pass->model, pass->tape, index); }

Tensor *layer_linear(const Pass *pass, const LinearParts *parts, Tensor *x)
{
    return op_linear(pass->tape, x, number(pass, parts->weight),
                     parts->bias != NO_BIAS ? number(pass, parts->bias) : NULL);
}

static Tensor *normalise(const Pass *pass, const NormParts *parts, Tensor *x)
{
    return op_layer_norm(pass->tape, x, number(pass, parts->gain), number(pass, parts->bias));
}

static Tensor *drop(const Pass *pass, Tensor *x) { return model_dropout(pass->model, pass->tape, x); }

/* residual + x W + b; with dropout of what is added. */
static Tensor *add_linear(const Pass *pass, const LinearParts *parts, Tensor *x, Tensor *residual)
{
    if (pass->model->configuration.dropout > 0)
        return op_add(pass->tape, residual, drop(pass, layer_linear(pass, parts, x)));
    return op_linear_add(pass->tape, x, number(pass, parts->weight), number(pass, parts->bias), residual);
}

Tensor *stack_embed(const Pass *pass, const StackParts *parts, const Tokens *tokens, Tensor **embedded)
{
    int step = tokens->step, steps = tokens->steps;
    const ModelConfiguration *c = &pass->model->configuration;
    Tensor *rows = op_embedding(pass->tape, number(pass, parts->embedding), tokens->ids, tokens->T, tokens->B);
    Tensor *x = op_scale(pass->tape, rows, (real)sqrt(c->hidden));
    watch_rows(pass, &(TraceKey){.side = parts->side, .quantity = &quantity_embedding}, step, steps, x);
    if (c->positions != POSITIONS_NONE)
        x = op_positions(pass->tape, x, c->positions == POSITIONS_LEARNED ? number(pass, parts->positions) : NULL,
                         tokens->before);
    watch_rows(pass, &(TraceKey){.side = parts->side, .quantity = &quantity_input}, step, steps, x);
    if (embedded != NULL)
        *embedded = rows;
    return drop(pass, x);
}

/* ---- cached keys and values ---- */

static size_t block(int positions, int B, int H) { return (size_t)positions * (size_t)B * (size_t)H; }

static void cache_reserve(Cache *cache, Tape *tape, int positions, int B, int H)
{
    if (positions <= cache->room)
        return;
    int room = positions > 2 * cache->room ? positions + 16 : 2 * cache->room;
    size_t had = block(cache->room, B, H), size = block(room, B, H);
    real *keys = arena_alloc(tape_lasting(tape), size * sizeof *keys);
    real *values = arena_alloc(tape_lasting(tape), size * sizeof *values);
    if (had > 0) {
        memcpy(keys, cache->keys, had * sizeof *keys);
        memcpy(values, cache->values, had * sizeof *values);
    }
    cache->keys = keys;
    cache->values = values;
    cache->size = size;
    cache->room = room;
}

static int largest_of(const int *numbers, int count)
{
    int most = 0;
    for (int i = 0; i < count; i++)
        most = numbers[i] > most ? numbers[i] : most;
    return most;
}

/* keys and values [T,B,H] become positions before[b] .. before[b] + T - 1 of sentence b. */
static void cache_append(Cache *cache, Tape *tape, const Tensor *keys, const Tensor *values, const int *before)
{
    int T = keys->shape[0], B = keys->shape[1], H = keys->shape[2];
    cache_reserve(cache, tape, largest_of(before, B) + T, B, H);
    for (int row = 0; row < T * B; row++) {
        size_t to = block(before[row % B] + row / B, B, H) + block(row % B, 1, H), from = block(row, 1, H);
        memcpy(cache->keys + to, keys->value + from, (size_t)H * sizeof(real));
        memcpy(cache->values + to, values->value + from, (size_t)H * sizeof(real));
    }
}

static void pick_rows(real *out, const real *from, const int *rows, int count, int positions, int B, int H)
{
    for (int p = 0; p < positions; p++)
        for (int i = 0; i < count; i++)
            memcpy(out + block(p, count, H) + block(i, 1, H), from + block(p, B, H) + block(rows[i], 1, H),
                   (size_t)H * sizeof *out);
}

static void swap(real **a, real **b)
{
    real *kept = *a;
    *a = *b;
    *b = kept;
}

static bool all_stay(const int *rows, int count, int B)
{
    for (int i = 0; i < count; i++)
        if (rows[i] != i)
            return false;
    return count == B;
}

/* Two places in turn, so that a long beam search does not fill the arena. */
void cache_select(Cache *cache, Tape *tape, const int *rows, int count, int before, int H)
{
    if (cache->room == 0)
        return;
    int B = (int)(cache->size / block(cache->room, 1, H));
    if (all_stay(rows, count, B))
        return;
    size_t needed = block(cache->room, count, H);
    if (cache->spare_size < needed) {
        cache->spare_keys = arena_alloc(tape_lasting(tape), needed * sizeof(real));
        cache->spare_values = arena_alloc(tape_lasting(tape), needed * sizeof(real));
    }
    pick_rows(cache->spare_keys, cache->keys, rows, count, before, B, H);
    pick_rows(cache->spare_values, cache->values, rows, count, before, B, H);
    swap(&cache->keys, &cache->spare_keys);
    swap(&cache->values, &cache->spare_values);
    cache->spare_size = cache->size;
    cache->size = needed;
}

/* ---- attention ---- */

/* The contexts of sight's queries, [T,B,H]. */
static Tensor *attend(const Pass *pass, const Sight *sight, const Span *span, Tensor **weights)
{
    if (pass->observer == NULL)
        return op_multi_head_attention(pass->tape, sight->query, &(Source){sight->keys, sight->values, sight->lengths},
                                       pass->model->configuration.heads, sight->causal, weights);
    TraceKey key = trace_key_with(sight->where, &quantity_context);
    Tensor *context = watch_attention(pass, sight, span, weights);
    watch_rows(pass, &key, span->step, span->steps, context);
    return context;
}

/* x W + b, shown as `key` of that span. */
static Tensor *project(const Pass *pass, const LinearParts *parts, Tensor *x, const Span *span, TraceKey key)
{
    Tensor *projected = layer_linear(pass, parts, x);
    watch_rows(pass, &key, span->step, span->steps, projected);
    return projected;
}

/* On a recording tape the positions before are tensors, which can be followed back. */
static Tensor *joined(Tape *tape, Tensor *past, const Tensor *fresh)
{
    int before = past != NULL ? past->shape[0] : 0, count = before + fresh->shape[0], row[] = {1, fresh->shape[2]};
    Tensor **rows = arena_alloc(tape_arena(tape), (size_t)count * sizeof *rows);
    for (int i = 0; i < count; i++)
        rows[i] = i < before ? tape_view(tape, past, (size_t)i * (size_t)row[1], 2, row)
                             : tape_view(tape, fresh, (size_t)(i - before) * (size_t)row[1], 2, row);
    return op_stack(tape, rows, count);
}

static void see_recorded(const Pass *pass, Sight *sight, Cache *cache)
{
    cache->past_keys = sight->keys = joined(pass->tape, cache->past_keys, sight->keys);
    cache->past_values = sight->values = joined(pass->tape, cache->past_values, sight->values);
    sight->causal = sight->query->shape[0] > 1;
}

/* One position, with all before it out of the cache. */
static void see_cache(const Pass *pass, Sight *sight, const Span *span, const Cache *cache)
{
    int B = sight->query->shape[1], positions = largest_of(span->before, B) + 1;
    int *lengths = arena_alloc(tape_arena(pass->tape), (size_t)B * sizeof *lengths);
    for (int b = 0; b < B; b++)
        lengths[b] = span->before[b] + 1;
    int shape[] = {positions, B, sight->query->shape[2]};
    sight->lengths = lengths;
    sight->causal = false;
    sight->keys = tape_constant(pass->tape, 3, shape, cache->keys);
    sight->values = tape_constant(pass->tape, 3, shape, cache->values);
}

/* x + heads(n, n) W_o + b_o, n = norm(x) */
static Tensor *attend_itself(const Pass *pass, const AttentionParts *parts, Sight sight, const Span *span, Tensor *x,
                             Tensor **weights)
{
    Tensor *n = normalise(pass, &parts->norm, x);
    Cache *cache = span->caches != NULL ? &span->caches[sight.where.layer - 1] : NULL;
    sight.query = project(pass, &parts->query, n, span, trace_key_with(sight.where, &quantity_query));
    sight.keys = project(pass, &parts->key, n, span, trace_key_with(sight.where, &quantity_key));
    sight.values = project(pass, &parts->value, n, span, trace_key_with(sight.where, &quantity_value));
    if (cache != NULL && tape_recording(pass->tape)) {
        see_recorded(pass, &sight, cache);
    } else if (cache != NULL) {
        cache_append(cache, pass->tape, sight.keys, sight.values, span->before);
        if (x->shape[0] == 1)
            see_cache(pass, &sight, span, cache);
    }
    return add_linear(pass, &parts->output, attend(pass, &sight, span, weights), x);
}

/* x + heads(norm(x), the encoder's states) W_o + b_o */
static Tensor *attend_source(const Pass *pass, const AttentionParts *parts, Sight sight, const Span *span, Tensor *x,
                             Tensor **weights)
{
    Tensor *n = normalise(pass, &parts->norm, x);
    sight.query = project(pass, &parts->query, n, span, trace_key_with(sight.where, &quantity_query));
    sight.keys = span->crossing->keys[sight.where.layer - 1];
    sight.values = span->crossing->values[sight.where.layer - 1];
    return add_linear(pass, &parts->output, attend(pass, &sight, span, weights), x);
}

Crossing stack_cross(const Pass *pass, const StackParts *parts, Tensor *states, const int *lengths)
{
    Crossing crossing = {.lengths = lengths};
    Span source = {.steps = states->shape[0]};
    for (int layer = 0; layer < pass->model->configuration.layers; layer++) {
        const AttentionParts *cross = &parts->layers[layer].cross;
        TraceKey where = {.side = parts->side, .layer = layer + 1, .part = TRACE_CROSS};
        crossing.keys[layer] = project(pass, &cross->key, states, &source, trace_key_with(where, &quantity_key));
        crossing.values[layer] = project(pass, &cross->value, states, &source, trace_key_with(where, &quantity_value));
    }
    return crossing;
}

/* ---- a stack ---- */

/* x + relu(norm(x) W_1 + b_1) W_2 + b_2 */
static Tensor *feed(const Pass *pass, const FeedParts *parts, Tensor *x)
{
    Tensor *inner = op_linear_relu(pass->tape, normalise(pass, &parts->norm, x), number(pass, parts->inner.weight),
                                   number(pass, parts->inner.bias));
    return add_linear(pass, &parts->outer, inner, x);
}

static Tensor *run_layer(const Pass *pass, const StackParts *parts, int layer, Tensor *x, const Span *span,
                         Tensor **weights)
{
    const LayerParts *own = &parts->layers[layer];
    bool map = layer == pass->model->configuration.layers - 1 && span->map_columns > 0;
    TraceKey where = {.side = parts->side, .layer = layer + 1, .part = TRACE_SELF};
    Sight sight = {.where = where, .lengths = span->lengths, .causal = span->causal, .map = map && !parts->crossing};
    x = attend_itself(pass, &own->self, sight, span, x, weights);
    if (parts->crossing) {
        sight = (Sight){.where = where, .lengths = span->crossing->lengths, .map = map};
        sight.where.part = TRACE_CROSS;
        x = attend_source(pass, &own->cross, sight, span, x, weights);
    }
    x = feed(pass, &own->feed, x);
    where.quantity = &quantity_state;
    watch_rows(pass, &where, span->step, span->steps, x);
    return x;
}

Tensor *stack_run(const Pass *pass, const StackParts *parts, Tensor *x, const Span *span, Tensor **weights)
{
    Tensor *unused;
    bool reads = x->shape[0] > 1;
    int layers = pass->model->configuration.layers;
    for (int layer = 0; layer < layers && (!reads || model_goes_on(pass->model, 0, 0)); layer++)
        x = run_layer(pass, parts, layer, x, span, weights != NULL ? weights : &unused);
    x = normalise(pass, &parts->norm, x);
    watch_rows(pass, &(TraceKey){.side = parts->side, .quantity = &quantity_state}, span->step, span->steps, x);
    return x;
}
