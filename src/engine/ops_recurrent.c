/* ops_recurrent.c: a GRU over whole sequences, over tokens, and for one step.
 *
 * All three are one thing. Some rows are projected by W: each position's x, or each distinct token's embedding.
 * Then, step by step, every sentence looks its projected row up and the state goes on. Looking up is what makes
 * small vocabularies cheap: 64 sentences of 30 words are 1,920 positions, but may hold only 40 different words,
 * and x W is the same for the same word.
 *
 * Backward walks the steps from the last to the first and stores each step's gradient before the gates; when all
 * are there, each weight's gradient is one product over all steps. */
#include <assert.h>
#include <string.h>

#include "engine/gemm.h"
#include "engine/kernels.h"
#include "engine/kernels_recurrent.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"

/* What forward leaves for backward. */
typedef struct Run {
    Arena *arena;
    int T, B, E, H;
    bool backwards;
    int *lengths;            /* [B], or NULL: no padding */
    int source_count;        /* how many rows are projected */
    const real *sources;     /* [source_count,E]: the rows that are projected */
    int *tokens;             /* [source_count]: whose embeddings they are; NULL: they are x itself */
    int *rows;               /* [T,B]: which of them each position reads */
    real *gates;             /* [T,B,3H] r, z, h~ */
    real *candidate_product; /* [T,B,H] n_h */
    const real *initial;     /* [B,H] */
    bool from_zero;          /* initial is all zero, so the first step needs no product */
} Run;

typedef enum { INPUT_X, INPUT_W, INPUT_BW, INPUT_U, INPUT_BU, INPUT_INITIAL } Input;

static size_t at(int row, int columns) { return (size_t)row * (size_t)columns; }

/* The steps are numbered in the order in which the tokens are read. */
static int time_of(const Run *run, int step) { return run->backwards ? run->T - 1 - step : step; }

static const real *state_before(const Run *run, const real *states, int step)
{
    return step == 0 ? run->initial : states + at(time_of(run, step - 1), run->B * run->H);
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

/* Numbers the distinct tokens in the order in which they appear. There are never more of them than positions, nor
 * than rows in the table: one that appears once is projected once, as if there were no looking up. */
static void read_tokens(Run *run, const Tensor *table, const int *ids)
{
    int count = run->T * run->B, V = table->shape[0], most = count < V ? count : V;
    run->rows = arena_alloc(run->arena, (size_t)count * sizeof *run->rows);
    run->tokens = arena_alloc(run->arena, (size_t)most * sizeof *run->tokens);
    real *sources = arena_reals(run->arena, at(most, run->E));
    ArenaMark mark = arena_mark(run->arena);
    int *number = arena_alloc_zero(run->arena, (size_t)V * sizeof *number); /* 0: not seen yet */
    for (int i = 0; i < count; i++) {
        assert(ids[i] >= 0 && ids[i] < V);
        if (number[ids[i]] == 0) {
            run->tokens[run->source_count++] = ids[i];
            number[ids[i]] = run->source_count;
        }
        run->rows[i] = number[ids[i]] - 1;
    }
    arena_release(run->arena, mark);
    embedding_forward(sources, table->value, run->tokens, run->source_count, run->E);
    run->sources = sources;
}

/* rows [count,N] = x [count,K] W [K,N] + b [N] */
static void project(real *rows, const real *x, const Tensor *W, const Tensor *b, int count)
{
    int K = W->shape[0], N = W->shape[1];
    bias_forward(rows, b->value, count, N);
    gemm(false, false, count, N, K, 1, x, K, W->value, N, 1, rows, N);
}

/* ---- forward ---- */

static void steps_forward(const Run *run, real *states, const real *inputs, const Tensor *U, const Tensor *bU)
{
    int B = run->B, H = run->H;
    for (int step = 0; step < run->T; step++) {
        int t = time_of(run, step);
        const real *previous = state_before(run, states, step);
        real *gates = run->gates + at(t, B * 3 * H); /* the product first, then the gates made from it */
        if (step == 0 && run->from_zero)
            bias_forward(gates, bU->value, B, 3 * H);
        else
            project(gates, previous, U, bU, B);
        gru_step_forward(states + at(t, B * H), gates, run->candidate_product + at(t, B * H), inputs,
                         run->rows + at(t, B), gates, previous, run->lengths, t, B, H);
    }
}

/* ---- backward ---- */

/* Fills dproducts [T,B,3H], adds to dinputs [source_count,3H], leaves dinitial [B,H]. */
static void steps_backward(const Run *run, real *dinitial, real *dproducts, real *dinputs, const Tensor *out,
                           const Tensor *U)
{
    int B = run->B, H = run->H;
    real *dstate = dinitial; /* walks back from the last step to before the first */
    for (int step = run->T - 1; step >= 0; step--) {
        int t = time_of(run, step);
        real *dproduct = dproducts + at(t, B * 3 * H);
        add_backward(dstate, NULL, out->gradient + at(t, B * H), 1, B, H);
        gru_step_backward(dstate, dproduct, dinputs, dstate, run->gates + at(t, B * 3 * H),
                          run->candidate_product + at(t, B * H), state_before(run, out->value, step),
                          run->rows + at(t, B), run->lengths, t, B, H);
        if (step > 0 || !run->from_zero)
            gemm(false, true, B, H, 3 * H, 1, dproduct, 3 * H, U->value, 3 * H, 1, dstate, H);
    }
}

/* dU = sum over steps of h_{t-1}^T dproduct: the states shifted by one step against the gradients, in one product;
 * the first step's state before it is not among them. */
static void recurrent_backward(const Run *run, const Tensor *U, const Tensor *bU, const real *states,
                               const real *dproducts)
{
    int B = run->B, H = run->H, rest = (run->T - 1) * B;
    size_t later = run->backwards ? 0 : (size_t)B; /* where the gradients of all steps but the first begin */
    const real *first = dproducts + at(time_of(run, 0), B * 3 * H);
    real *dU = gradient_to_add(U), *dbU = gradient_to_add(bU);
    if (dU != NULL && rest > 0)
        gemm(true, false, H, 3 * H, rest, 1, states + ((size_t)B - later) * (size_t)H, H,
             dproducts + later * (size_t)(3 * H), 3 * H, 1, dU, 3 * H);
    if (dU != NULL && !run->from_zero)
        gemm(true, false, H, 3 * H, B, 1, run->initial, H, first, 3 * H, 1, dU, 3 * H);
    if (dbU != NULL)
        bias_backward(dbU, dproducts, run->T * B, 3 * H);
}

static void source_backward(const Run *run, const Tensor *x, const Tensor *W, const real *dinputs)
{
    int count = run->source_count, E = run->E, N = 3 * run->H;
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

static void projection_backward(const Run *run, const Tensor *x, const Tensor *W, const Tensor *bW,
                                const real *dinputs)
{
    int count = run->source_count, E = run->E, N = 3 * run->H;
    source_backward(run, x, W, dinputs);
    if (W->gradient != NULL)
        gemm(true, false, E, N, count, 1, run->sources, E, dinputs, N, tape_gradient_keep(W), W->gradient, N);
    real *dbW = gradient_to_add(bW);
    if (dbW != NULL)
        bias_backward(dbW, dinputs, count, N);
}

static void gru_backward(const TapeNote *note)
{
    const Run *run = note->saved;
    Tensor *const *inputs = note->inputs;
    int B = run->B, H = run->H;
    ArenaMark mark = arena_mark(run->arena);
    real *dinputs = arena_zeros(run->arena, at(run->source_count, 3 * H));
    real *dproducts = arena_reals(run->arena, at(run->T * B, 3 * H));
    real *dinitial = arena_zeros(run->arena, at(B, H));
    steps_backward(run, dinitial, dproducts, dinputs, note->output, inputs[INPUT_U]);
    recurrent_backward(run, inputs[INPUT_U], inputs[INPUT_BU], note->output->value, dproducts);
    projection_backward(run, inputs[INPUT_X], inputs[INPUT_W], inputs[INPUT_BW], dinputs);
    real *dgiven = gradient_to_add(inputs[INPUT_INITIAL]);
    if (dgiven != NULL)
        add_backward(dgiven, NULL, dinitial, 1, B, H);
    arena_release(run->arena, mark);
}

/* ---- what is known of them ---- */

#define GRU_FORMULA                                                     \
    "[r z n]_x = x_t W + bW;  [r z n]_h = h_{t-1} U + bU;  "           \
    "r = sigmoid(r_x + r_h);  z = sigmoid(z_x + z_h);  "               \
    "h~ = tanh(n_x + r * n_h);  h_t = (1 - z) * h_{t-1} + z * h~"
#define GRU_GRADIENT                                                    \
    "dn = dh_t * z * (1 - h~^2);  "                                    \
    "dz = dh_t * (h~ - h_{t-1}) * z * (1 - z);  "                      \
    "dr = dn * n_h * r * (1 - r);  "                                   \
    "dh_{t-1} = dh_{t-1} + dh_t * (1 - z) + [dr dz dn*r] U^T;  "       \
    "dU = sum over t of h_{t-1}^T [dr dz dn*r];  "                     \
    "dW = sum over t of x_t^T [dr dz dn];  dx_t = [dr dz dn] W^T;  "   \
    "dbU, dbW = sums of [dr dz dn*r] and [dr dz dn]"

static const Operation gru = {
    .name = "gru",
    .inputs = 6,
    .shapes = "x [T,B,E], W [E,3H], bW [3H], U [H,3H], bU [3H], initial [B,H] -> [T,B,H]",
    .formula = GRU_FORMULA,
    .gradient_formula = GRU_GRADIENT,
    .backward = gru_backward,
    .keeps = true,
};

static const Operation gru_tokens = {
    .name = "gru_tokens",
    .inputs = 6,
    .shapes = "table [V,E], T x B token ids, W [E,3H], bW [3H], U [H,3H], bU [3H], initial [B,H] -> [T,B,H]",
    .formula = "x_t = table[id_t];  " GRU_FORMULA,
    .gradient_formula = GRU_GRADIENT ";  dtable[id_t] = dtable[id_t] + dx_t, but nothing for <PAD>",
    .backward = gru_backward,
    .keeps = true,
};

static const Operation gru_step = {
    .name = "gru_step",
    .inputs = 6,
    .shapes = "x [B,E], W [E,3H], bW [3H], U [H,3H], bU [3H], state [B,H] -> [B,H]",
    .formula = GRU_FORMULA,
    .gradient_formula = GRU_GRADIENT,
    .backward = gru_backward,
    .keeps = true,
};

/* ---- the operations ---- */

typedef struct Weights {
    Tensor *W, *bW, *U, *bU, *initial; /* initial may be NULL */
} Weights;

static bool weights_fit(Tape *tape, const char *name, const Weights *weights, int E, int B)
{
    if (!shape_fits(tape, name, "U", weights->U, 2, (int[]){0, 0}))
        return false;
    int H = weights->U->shape[0];
    return shape_fits(tape, name, "U", weights->U, 2, (int[]){H, 3 * H}) &&
           shape_fits(tape, name, "W", weights->W, 2, (int[]){E, 3 * H}) &&
           shape_fits(tape, name, "bW", weights->bW, 1, (int[]){3 * H}) &&
           shape_fits(tape, name, "bU", weights->bU, 1, (int[]){3 * H}) &&
           (weights->initial == NULL ||
            shape_fits(tape, name, "initial", weights->initial, 2, (int[]){B, H}));
}

static Run *new_run(Tape *tape, int T, int B, const Weights *weights, const int *lengths, bool backwards)
{
    Arena *arena = tape_arena(tape);
    int H = weights->U->shape[0];
    const Tensor *initial = weights->initial;
    Run *run = arena_alloc(arena, sizeof *run);
    *run = (Run){
        .arena = arena, .T = T, .B = B, .E = weights->W->shape[0], .H = H,
        .backwards = backwards,
        .lengths = keep_lengths(arena, lengths, B),
        .candidate_product = arena_reals(arena, at(T * B, H)),
        .initial = initial != NULL ? initial->value : arena_zeros(arena, at(B, H)),
        .from_zero = initial == NULL,
    };
    return run;
}

/* rank 3: states [T,B,H]; rank 2, for one step: [B,H]. */
static Tensor *finish(Tape *tape, const Operation *operation, Run *run, Tensor *x, const Weights *weights,
                      int rank, Tensor **gates)
{
    int H = run->H, shape[] = {run->T, run->B, H}, gates_shape[] = {run->T, run->B, 3 * H}, skip = 3 - rank;
    Tensor *states = tape_tensor(tape, rank, shape + skip);
    Tensor *kept = tape_tensor_plain(tape, rank, gates_shape + skip);
    run->gates = kept->value;
    ArenaMark mark = arena_mark(run->arena);
    real *inputs = arena_reals(run->arena, at(run->source_count, 3 * H));
    project(inputs, run->sources, weights->W, weights->bW, run->source_count);
    steps_forward(run, states->value, inputs, weights->U, weights->bU);
    arena_release(run->arena, mark);
    tape_record(tape, &(TapeNote){
                          .operation = operation,
                          .inputs = {x, weights->W, weights->bW, weights->U, weights->bU, weights->initial},
                          .output = states,
                          .saved = run,
                      });
    if (gates != NULL)
        *gates = kept;
    return states;
}

Tensor *op_gru(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *initial,
               const int *lengths, bool backwards, Tensor **gates)
{
    Weights weights = {W, bW, U, bU, initial};
    if (tape_error(tape) != NULL || !shape_fits(tape, "gru", "x", x, 3, (int[]){0, 0, 0}))
        return NULL;
    int T = x->shape[0], B = x->shape[1];
    if (!weights_fit(tape, "gru", &weights, x->shape[2], B) || !lengths_fit(tape, "gru", lengths, B, T))
        return NULL;
    Run *run = new_run(tape, T, B, &weights, lengths, backwards);
    read_positions(run, x);
    return finish(tape, &gru, run, x, &weights, 3, gates);
}

Tensor *op_gru_tokens(Tape *tape, Tensor *table, const int *ids, int T, int B, Tensor *W, Tensor *bW,
                      Tensor *U, Tensor *bU, Tensor *initial, const int *lengths, bool backwards,
                      Tensor **gates)
{
    Weights weights = {W, bW, U, bU, initial};
    if (tape_error(tape) != NULL || !shape_fits(tape, "gru_tokens", "table", table, 2, (int[]){0, 0}) ||
        !weights_fit(tape, "gru_tokens", &weights, table->shape[1], B) ||
        !lengths_fit(tape, "gru_tokens", lengths, B, T))
        return NULL;
    Run *run = new_run(tape, T, B, &weights, lengths, backwards);
    read_tokens(run, table, ids);
    return finish(tape, &gru_tokens, run, table, &weights, 3, gates);
}

Tensor *op_gru_step(Tape *tape, Tensor *x, Tensor *W, Tensor *bW, Tensor *U, Tensor *bU, Tensor *state,
                    Tensor **gates)
{
    Weights weights = {W, bW, U, bU, state};
    if (tape_error(tape) != NULL || !shape_fits(tape, "gru_step", "x", x, 2, (int[]){0, 0}) ||
        !weights_fit(tape, "gru_step", &weights, x->shape[1], x->shape[0]))
        return NULL;
    Run *run = new_run(tape, 1, x->shape[0], &weights, NULL, false);
    read_positions(run, x);
    return finish(tape, &gru_step, run, x, &weights, 2, gates);
}

const Operation *const recurrent_operations[] = {&gru, &gru_tokens, &gru_step};
const int recurrent_operation_count = OPERATION_COUNT(recurrent_operations);
