/* recurrent_layer.c: a layer of recurrent cells over whole sequences, over tokens, and for one step.
 *
 * All three are one thing. Some rows are projected by W: each position's x, or each distinct token's embedding.
 * Then, step by step, every sentence looks its projected row up and the state goes on. Looking up is what makes
 * small vocabularies cheap: 64 sentences of 30 words are 1,920 positions, but may hold only 40 different words,
 * and x W is the same for the same word.
 *
 * Backward walks the steps from the last to the first and stores each step's gradient before the gates; when all
 * are there, each weight's gradient is one product over all steps.
 *
 * A cell that reads x W and h U only as their sum has less to do: the looked-up rows lie where the sums will be, the
 * product is added to them there, and the sum's gradient is that of both. */
#include "engine/recurrent_layer_internal.h"

#include <string.h>

#include "engine/distinct.h"
#include "engine/gemm.h"
#include "engine/kernels.h"
#include "engine/op_support.h"
#include "engine/shared_weights.h"
#include "engine/vector_math.h"

/* What forward leaves for backward. */
typedef struct Run {
    const RecurrentCell *cell;
    Arena *arena;
    int T, B, E, H, N; /* N = GH */
    bool backwards;
    int *lengths;                         /* [B], or NULL: no padding */
    int source_count;                     /* how many rows are projected */
    const real *sources;                  /* [source_count,E]: the rows that are projected */
    int *tokens;                          /* [source_count]: whose embeddings they are; NULL: they are x itself */
    int *rows;                            /* [T,B]: which of them each position reads */
    real *states, *memories;              /* [T,B,H] */
    real *gates;                          /* [T,B,GH] */
    real *extra;                          /* [T,B,H] */
    const real *initial, *initial_memory; /* [B,H] */
    bool gates_used_up;                   /* backward may put each step's gradients where its gates are */
    bool from_zero;                       /* initial is all zero, so the first step needs no product */
} Run;

typedef enum { INPUT_X, INPUT_W, INPUT_BW, INPUT_U, INPUT_BU, INPUT_INITIAL, INPUT_MEMORY } Input;

static size_t at(int row, int columns) { return (size_t)row * (size_t)columns; }

/* The steps are numbered in the order in which the tokens are read. */
static int time_of(const Run *run, int step) { return run->backwards ? run->T - 1 - step : step; }

static real *part_at(const Run *run, real *whole, int t, int columns)
{
    return whole != NULL ? whole + at(t, run->B * columns) : NULL;
}

static const real *before(const Run *run, const real *initial, real *whole, int step)
{
    return step == 0 ? initial : part_at(run, whole, time_of(run, step - 1), run->H);
}

static CellStep step_of(const Run *run, int step)
{
    int t = time_of(run, step), H = run->H;
    return (CellStep){
        .t = t,
        .B = run->B,
        .H = H,
        .lengths = run->lengths,
        .rows = run->rows + at(t, run->B),
        .gates = part_at(run, run->gates, t, run->N),
        .extra = part_at(run, run->extra, t, H),
        .state = part_at(run, run->states, t, H),
        .memory = part_at(run, run->memories, t, H),
        .previous = before(run, run->initial, run->states, step),
        .previous_memory = before(run, run->initial_memory, run->memories, step),
    };
}

/* ---- what is projected ---- */

static void read_positions(Run *run, const Tensor *x)
{
    int count = run->T * run->B;
    run->sources = x->value;
    run->source_count = count;
    run->rows = arena_alloc(run->arena, (size_t)count * sizeof *run->rows);
    for (int i = 0; i < count; i++)
        run->rows[i] = i;
}

/* One that appears once is projected once, as if there were no looking up. */
static void read_tokens(Run *run, const Tensor *table, const int *ids)
{
    Distinct distinct = distinct_ids(run->arena, ids, run->T * run->B, table->shape[0]);
    real *sources = arena_reals(run->arena, at(distinct.count, run->E));
    run->rows = distinct.numbers;
    run->tokens = distinct.tokens;
    run->source_count = distinct.count;
    embedding_forward(sources, table->value, run->tokens, run->source_count, run->E);
    run->sources = sources;
}

/* rows [count,N] = x [count,K] W [K,N] + b [N] */
static void project(real *rows, const real *x, const Tensor *W, const real *b, int count)
{
    int K = W->shape[0], N = W->shape[1];
    bias_forward(rows, b, count, N);
    gemm(false, false, count, N, K, 1, x, K, W->value, N, 1, rows, N);
}

/* ---- forward ---- */

static SharedWeights share(const Run *run, bool transposed, const Tensor *U)
{
    int K = transposed ? run->N : run->H, N = transposed ? run->H : run->N;
    return shared_weights(run->arena, transposed, U->value, K, N, run->B, run->T);
}

static void steps_forward(const Run *run, const real *inputs, const Tensor *U, const Tensor *bU)
{
    int B = run->B, N = run->N;
    SharedWeights shared = share(run, false, U);
    for (int i = 0; i < run->T; i++) {
        CellStep step = step_of(run, i);
        step.inputs = inputs;
        bias_forward(step.gates, bU->value, B, N);
        if (i > 0 || !run->from_zero)
            shared_product(&shared, step.previous, B, true, step.gates);
        run->cell->forward(&step);
    }
}

/* inputs NULL: each position's own row lies at its place already. */
static void steps_forward_adding_up(const Run *run, const real *inputs, const Tensor *U)
{
    int B = run->B, N = run->N;
    SharedWeights shared = share(run, false, U);
    for (int i = 0; i < run->T; i++) {
        CellStep step = step_of(run, i);
        if (inputs != NULL)
            embedding_forward(step.gates, inputs, step.rows, B, N);
        if (i > 0 || !run->from_zero)
            shared_product(&shared, step.previous, B, true, step.gates);
        run->cell->forward(&step);
    }
}

static void layer_forward(const Run *run, const LayerWeights *weights)
{
    ArenaMark mark = arena_mark(run->arena);
    int count = run->source_count, N = run->N;
    if (!run->cell->adds_up) {
        real *inputs = arena_reals(run->arena, at(count, N));
        project(inputs, run->sources, weights->W, weights->bW->value, count);
        steps_forward(run, inputs, weights->U, weights->bU);
    } else {
        bool looked_up = run->tokens != NULL;
        real *inputs = looked_up ? arena_reals(run->arena, at(count, N)) : run->gates;
        real *bias = arena_reals(run->arena, (size_t)N);
        add_forward(bias, weights->bW->value, weights->bU->value, 1, N);
        project(inputs, run->sources, weights->W, bias, count);
        steps_forward_adding_up(run, looked_up ? inputs : NULL, weights->U);
    }
    arena_release(run->arena, mark);
}

/* ---- backward ---- */

/* Several positions may have looked up one row. Padding has none: its gradient would only add zeros. */
static void look_up_backward(const CellStep *step, int N)
{
    for (int b = 0; b < step->B; b++)
        if (step->lengths == NULL || step->t < step->lengths[b])
            vector_add(step->dinputs + at(step->rows[b], N), step->dproduct + at(b, N), (size_t)N);
}

/* Fills dproducts [T,B,GH] and adds to dinputs [source_count,GH], unless they are one. Leaves the gradients of what is
 * before the first step in dstate and dmemory [B,H]; dmemory is NULL where the cell has none. */
static void steps_backward(const Run *run, real *dstate, real *dmemory, real *dproducts, real *dinputs,
                           const Tensor *out, const Tensor *U)
{
    int B = run->B, H = run->H, N = run->N;
    real *dmemories = out->gradient + at(run->T * B, H);
    SharedWeights shared = share(run, true, U);
    for (int i = run->T - 1; i >= 0; i--) {
        CellStep step = step_of(run, i);
        step.dstate = dstate;
        step.dmemory = dmemory;
        step.dproduct = part_at(run, dproducts, step.t, N);
        step.dinputs = dinputs;
        add_backward(dstate, NULL, part_at(run, out->gradient, step.t, H), 1, B, H);
        if (dmemory != NULL)
            add_backward(dmemory, NULL, part_at(run, dmemories, step.t, H), 1, B, H);
        run->cell->backward(&step);
        if (run->cell->adds_up && dinputs != dproducts)
            look_up_backward(&step, N);
        if (i > 0 || !run->from_zero)
            shared_product(&shared, step.dproduct, B, true, dstate);
    }
}

/* dU = sum over steps of h_{t-1}^T dproduct: the states shifted by one step against the gradients, in one product;
 * the first step's state before it is not among them. */
static void recurrent_backward(const Run *run, const Tensor *U, const real *dproducts)
{
    int B = run->B, H = run->H, N = run->N, rest = (run->T - 1) * B;
    size_t later = run->backwards ? 0 : (size_t)B; /* where the gradients of all steps but the first begin */
    const real *first = dproducts + at(time_of(run, 0), B * N);
    real *dU = gradient_to_add(U);
    if (dU != NULL && rest > 0)
        gemm(true, false, H, N, rest, 1, run->states + ((size_t)B - later) * (size_t)H, H,
             dproducts + later * (size_t)N, N, 1, dU, N);
    if (dU != NULL && !run->from_zero)
        gemm(true, false, H, N, B, 1, run->initial, H, first, N, 1, dU, N);
}

static void source_backward(const Run *run, const Tensor *x, const Tensor *W, const real *dinputs)
{
    int count = run->source_count, E = run->E, N = run->N;
    if (x->gradient == NULL)
        return;
    if (run->tokens == NULL) {
        gemm(false, true, count, E, N, 1, dinputs, N, W->value, N, tape_gradient_keep(x), x->gradient, E);
        return;
    }
    real *dsources = arena_reals(run->arena, at(count, E));
    gemm(false, true, count, E, N, 1, dinputs, N, W->value, N, 0, dsources, E);
    embedding_backward(gradient_to_add(x), dsources, run->tokens, count, E);
}

static void projection_backward(const Run *run, const Tensor *x, const Tensor *W, const real *dinputs)
{
    int count = run->source_count, E = run->E, N = run->N;
    source_backward(run, x, W, dinputs);
    if (W->gradient != NULL)
        gemm(true, false, E, N, count, 1, run->sources, E, dinputs, N, tape_gradient_keep(W), W->gradient, N);
}

/* db += the sum of rows [count,N] */
static void add_rows(const Tensor *b, const real *rows, int count, int N)
{
    real *db = gradient_to_add(b);
    if (db != NULL)
        bias_backward(db, rows, count, N);
}

static void add_to(const Tensor *tensor, const real *gradient)
{
    real *sum = gradient_to_add(tensor);
    if (sum != NULL)
        vector_add(sum, gradient, tensor_count(tensor));
}

static void biases_backward(const Run *run, const Tensor *bW, const Tensor *bU, const real *dinputs, const real *dproducts)
{
    if (!run->cell->adds_up) {
        add_rows(bU, dproducts, run->T * run->B, run->N);
        add_rows(bW, dinputs, run->source_count, run->N);
        return;
    }
    real *sum = arena_zeros(run->arena, (size_t)run->N);
    bias_backward(sum, dinputs, run->source_count, run->N);
    add_to(bU, sum);
    add_to(bW, sum);
}

void layer_backward(const TapeNote *note)
{
    const Run *run = note->saved;
    Tensor *const *inputs = note->inputs;
    int B = run->B, H = run->H, N = run->N;
    ArenaMark mark = arena_mark(run->arena);
    real *dproducts = run->gates_used_up ? run->gates : arena_reals(run->arena, at(run->T * B, N));
    bool one = run->cell->adds_up && run->tokens == NULL;
    real *dinputs = one ? dproducts : arena_zeros(run->arena, at(run->source_count, N));
    real *dstate = arena_zeros(run->arena, at(B, H));
    real *dmemory = run->cell->memory ? arena_zeros(run->arena, at(B, H)) : NULL;
    steps_backward(run, dstate, dmemory, dproducts, dinputs, note->output, inputs[INPUT_U]);
    recurrent_backward(run, inputs[INPUT_U], dproducts);
    projection_backward(run, inputs[INPUT_X], inputs[INPUT_W], dinputs);
    biases_backward(run, inputs[INPUT_BW], inputs[INPUT_BU], dinputs, dproducts);
    add_to(inputs[INPUT_INITIAL], dstate);
    add_to(inputs[INPUT_MEMORY], dmemory);
    arena_release(run->arena, mark);
}

/* ---- the operation ---- */

static bool weights_fit(Tape *tape, const char *name, const RecurrentCell *cell, const LayerWeights *weights, int E, int B)
{
    if (!shape_fits(tape, name, "U", weights->U, 2, (int[]){0, 0}))
        return false;
    int H = weights->U->shape[0], N = cell->gates * H;
    return shape_fits(tape, name, "U", weights->U, 2, (int[]){H, N}) &&
        shape_fits(tape, name, "W", weights->W, 2, (int[]){E, N}) &&
        shape_fits(tape, name, "bW", weights->bW, 1, (int[]){N}) &&
        shape_fits(tape, name, "bU", weights->bU, 1, (int[]){N}) &&
        (weights->initial == NULL || shape_fits(tape, name, "initial", weights->initial, 2, (int[]){B, H})) &&
        (weights->memory == NULL || shape_fits(tape, name, "initial_memory", weights->memory, 2, (int[]){B, H}));
}

static const real *values_or_zeros(Arena *arena, const Tensor *tensor, int B, int H)
{
    return tensor != NULL ? tensor->value : arena_zeros(arena, at(B, H));
}

static Run *new_run(Tape *tape, const RecurrentCell *cell, int T, int B, const LayerWeights *weights,
                    const int *lengths, bool backwards)
{
    Arena *arena = tape_arena(tape);
    int H = weights->U->shape[0];
    Run *run = arena_alloc(arena, sizeof *run);
    *run = (Run){
        .cell = cell,
        .arena = arena,
        .T = T,
        .B = B,
        .E = weights->W->shape[0],
        .H = H,
        .N = cell->gates * H,
        .backwards = backwards,
        .lengths = keep_lengths(arena, lengths, B),
        .extra = cell->extra ? arena_reals(arena, at(T * B, H)) : NULL,
        .initial = values_or_zeros(arena, weights->initial, B, H),
        .initial_memory = cell->memory ? values_or_zeros(arena, weights->memory, B, H) : NULL,
        .from_zero = weights->initial == NULL,
    };
    return run;
}

/* What is recorded: the states, or states and memories as one tensor, so that each of the two can be a view. */
static Tensor *new_output(Tape *tape, Run *run, int rank, const int *shape)
{
    int both[TENSOR_DIMENSIONS] = {2};
    memcpy(both + 1, shape, (size_t)rank * sizeof *shape);
    bool memory = run->cell->memory;
    Tensor *out = memory ? tape_tensor(tape, rank + 1, both) : tape_tensor(tape, rank, shape);
    run->states = out->value;
    run->memories = memory ? out->value + at(run->T * run->B, run->H) : NULL;
    return out;
}

/* rank 3: states [T,B,H]; rank 2, for one step: [B,H]. */
static Tensor *finish(Tape *tape, const Operation *operation, Run *run, Tensor *x, const LayerWeights *weights,
                      int rank, const LayerLooks *looks)
{
    int shapes[] = {run->T, run->B, run->H}, gates_shapes[] = {run->T, run->B, run->N}, skip = 3 - rank;
    const int *shape = shapes + skip;
    Tensor *out = new_output(tape, run, rank, shape), *gates = NULL;
    if (!run->cell->state_is_gate)
        gates = tape_tensor_plain(tape, rank, gates_shapes + skip);
    run->gates = gates != NULL ? gates->value : run->states;
    run->gates_used_up = gates != NULL && looks->gates == NULL && tape_lends_gradients(tape);
    layer_forward(run, weights);
    tape_record(tape,
                &(TapeNote){
                    .operation = operation,
                    .inputs = {x, weights->W, weights->bW, weights->U, weights->bU, weights->initial, weights->memory},
                    .output = out,
                    .saved = run,
                });
    if (looks->gates != NULL)
        *looks->gates = gates;
    if (looks->memories != NULL)
        *looks->memories = tape_view(tape, out, at(run->T * run->B, run->H), rank, shape);
    return run->cell->memory ? tape_view(tape, out, 0, rank, shape) : out;
}

/* Where an operation fails, so does what is made of its other results. */
static bool may_begin(const Tape *tape, const LayerLooks *looks)
{
    if (looks->memories != NULL)
        *looks->memories = NULL;
    if (looks->gates != NULL)
        *looks->gates = NULL;
    return tape_error(tape) == NULL;
}

Tensor *layer_over_vectors(Tape *tape, const Operation *operation, const RecurrentCell *cell, Tensor *x,
                           const LayerWeights *weights, const int *lengths, bool backwards, const LayerLooks *looks)
{
    const char *name = operation->name;
    if (!may_begin(tape, looks) || !shape_fits(tape, name, "x", x, 3, (int[]){0, 0, 0}))
        return NULL;
    int T = x->shape[0], B = x->shape[1];
    if (!weights_fit(tape, name, cell, weights, x->shape[2], B) || !lengths_fit(tape, name, lengths, B, T))
        return NULL;
    Run *run = new_run(tape, cell, T, B, weights, lengths, backwards);
    read_positions(run, x);
    return finish(tape, operation, run, x, weights, 3, looks);
}

Tensor *layer_over_tokens(Tape *tape, const Operation *operation, const RecurrentCell *cell, Tensor *table,
                          const int *ids, int T, int B, const LayerWeights *weights, const int *lengths, bool backwards,
                          const LayerLooks *looks)
{
    const char *name = operation->name;
    if (!may_begin(tape, looks) || !shape_fits(tape, name, "table", table, 2, (int[]){0, 0}) ||
        !weights_fit(tape, name, cell, weights, table->shape[1], B) || !lengths_fit(tape, name, lengths, B, T))
        return NULL;
    Run *run = new_run(tape, cell, T, B, weights, lengths, backwards);
    read_tokens(run, table, ids);
    return finish(tape, operation, run, table, weights, 3, looks);
}

Tensor *layer_one_step(Tape *tape, const Operation *operation, const RecurrentCell *cell, Tensor *x,
                       const LayerWeights *weights, const LayerLooks *looks)
{
    const char *name = operation->name;
    if (!may_begin(tape, looks) || !shape_fits(tape, name, "x", x, 2, (int[]){0, 0}) ||
        !weights_fit(tape, name, cell, weights, x->shape[1], x->shape[0]))
        return NULL;
    Run *run = new_run(tape, cell, 1, x->shape[0], weights, NULL, false);
    read_positions(run, x);
    return finish(tape, operation, run, x, weights, 2, looks);
}
