/* ops_recurrent.c: a layer of recurrent cells as one operation: over vectors, over tokens, and for one step.
 *
 * All three work alike. W projects some rows: each position's x, or each distinct token's embedding. Then, at each
 * step, every sentence looks up its projected row and updates its state. Looking up makes small vocabularies cheap: 64
 * sentences of 30 words are 1,920 positions, but may hold only 40 different words, and x W is the same for each.
 *
 * Backward walks the steps from the last to the first and stores each step's gradient before the gates; when all are
 * there, each weight's gradient is one product over all steps.
 *
 * A cell that reads x W and h U only as their sum has less to do: the looked-up rows lie where the sums will be, the
 * product is added to them there, and the sum's gradient is that of both. What is special to a cell is in its
 * cell_NAME.c. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "engine/cells.h"
#include "engine/distinct.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"
#include "engine/packed_weights.h"
#include "engine/token_rows.h"
#include "engine/vector_math.h"

/* From forward to backward. */
typedef struct Run {
    const RecurrentCell *cell;
    Arena *arena;
    int T, B, E, H, N; /* N = GH */
    bool backwards;
    int *lengths;                              /* [B], or NULL: no padding */
    int source_count;                          /* how many rows are projected */
    const real *sources;                       /* [source_count,E]: the rows that are projected */
    int *tokens;                               /* [source_count]: whose embeddings they are; NULL: they are x itself */
    const Tensor *table;                       /* with source_count 0: token_rows has the rows of all tokens */
    int *rows;                                 /* [T,B]: which of them each position reads */
    real *states, *cell_states;                /* [T,B,H] */
    real *gates;                               /* [T,B,GH]; the states, of a cell without gates */
    real *kept;                                /* [T,B,H] */
    const real *initial, *initial_cell_states; /* [B,H] */
    bool gates_used_up;                        /* backward may put each step's gradients where its gates are */
    bool from_zero;                            /* initial is all zero, so the first step needs no product */
} Run;

enum { INPUT_X, INPUT_W, INPUT_BW, INPUT_U, INPUT_BU, INPUT_INITIAL, INPUT_CELL_STATE };

/* The steps are numbered in the order in which the tokens are read. */
static int time_of(const Run *run, int step) { return run->backwards ? run->T - 1 - step : step; }

static real *part_at(const Run *run, real *whole, int t, int columns)
{
    return whole != NULL ? whole + row_at(t, run->B * columns) : NULL;
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
        .rows = run->rows + row_at(t, run->B),
        .gates = part_at(run, run->gates, t, run->N),
        .kept = part_at(run, run->kept, t, H),
        .state = part_at(run, run->states, t, H),
        .cell_state = part_at(run, run->cell_states, t, H),
        .previous = before(run, run->initial, run->states, step),
        .previous_cell_state = before(run, run->initial_cell_states, run->cell_states, step),
    };
}

/* ---- projections ---- */

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
    real *sources = arena_reals(run->arena, row_at(distinct.count, run->E));
    run->rows = distinct.numbers;
    run->tokens = distinct.tokens;
    run->source_count = distinct.count;
    embedding_forward(sources, table->value, run->tokens, run->source_count, run->E);
    run->sources = sources;
}

/* rows [source_count,N] = sources [source_count,E] W [E,N] + b [N] */
static void project(const Run *run, const Tensor *W, const real *b, real *rows)
{
    product_forward(run->arena, run->sources, run->source_count, W, (Addend){b, true}, rows);
}

/* ---- forward ---- */

/* inputs: the projected rows. A cell that adds up gets the sum where its gates will be; inputs NULL: each position's
 * own row lies there already. The others get the product there, and look their rows up themselves. */
static void steps_forward(const Run *run, const real *inputs, const Tensor *U, const Tensor *bU)
{
    int B = run->B, N = run->N;
    PackedWeights packed = pack_weights(run->arena, U, false, B, run->T);
    for (int i = 0; i < run->T; i++) {
        CellStep step = step_of(run, i);
        step.inputs = inputs;
        Addend addend = run->cell->adds_up ? (Addend){step.gates, false} : (Addend){bU->value, true};
        if (run->cell->adds_up && inputs != NULL)
            embedding_forward(step.gates, inputs, step.rows, B, N);
        if (i > 0 || !run->from_zero)
            packed_product(&packed, step.previous, B, addend, step.gates);
        else if (!run->cell->adds_up)
            bias_forward(step.gates, addend.rows, B, N);
        run->cell->forward(&step);
    }
}

static void layer_forward(const Run *run, const CellWeights *weights)
{
    ArenaMark mark = arena_mark(run->arena);
    int N = run->N;
    real *bias = weights->bW->value;
    if (run->cell->adds_up) {
        bias = arena_reals(run->arena, (size_t)N);
        add_forward(bias, weights->bW->value, weights->bU->value, 1, N);
    }
    if (run->table != NULL) {
        TokenProjection projection = {run->table, weights->W, bias};
        steps_forward(run, token_rows(run->arena, &projection, run->rows, run->T * run->B), weights->U, weights->bU);
    } else {
        bool in_place = run->cell->adds_up && run->tokens == NULL;
        real *inputs = in_place ? run->gates : arena_reals(run->arena, row_at(run->source_count, N));
        project(run, weights->W, bias, inputs);
        steps_forward(run, in_place ? NULL : inputs, weights->U, weights->bU);
    }
    arena_release(run->arena, mark);
}

/* ---- backward ---- */

/* Fills dproducts [T,B,GH] and adds to dinputs [source_count,GH], unless they are one. Leaves the gradients of what is
 * before the first step in dstate and dcell_state [B,H]; dcell_state is NULL if the cell has none. */
static void steps_backward(const Run *run, real *dstate, real *dcell_state, real *dproducts, real *dinputs,
                           const TapeNote *note)
{
    int B = run->B, H = run->H, N = run->N;
    real *dstates = note->output->gradient, *dcell_states = dstates + row_at(run->T * B, H);
    ArenaMark mark = arena_mark(run->arena);
    PackedWeights packed = pack_weights(run->arena, note->inputs[INPUT_U], true, B, run->T);
    for (int i = run->T - 1; i >= 0; i--) {
        CellStep step = step_of(run, i);
        step.dstate = dstate;
        step.dcell_state = dcell_state;
        step.dproduct = part_at(run, dproducts, step.t, N);
        step.dinputs = dinputs;
        add_backward(dstate, NULL, part_at(run, dstates, step.t, H), 1, B, H);
        if (dcell_state != NULL)
            add_backward(dcell_state, NULL, part_at(run, dcell_states, step.t, H), 1, B, H);
        run->cell->backward(&step);
        if (run->cell->adds_up && dinputs != dproducts) {
            /* Several positions may have looked up one row. Padding has none: its gradient would only add zeros. */
            for (int b = 0; b < step.B; b++)
                if (step.lengths == NULL || step.t < step.lengths[b])
                    vector_add(step.dinputs + row_at(step.rows[b], N), step.dproduct + row_at(b, N), (size_t)N);
        }
        if (i > 0 || !run->from_zero)
            packed_product(&packed, step.dproduct, B, (Addend){dstate, false}, dstate);
    }
    arena_release(run->arena, mark);
}

/* dU = sum over steps of h_{t-1}^T dproduct: the states shifted by one step against the gradients, in one product;
 * the first step's state before it is not among them. */
static void product_backward(const Run *run, const Tensor *U, const real *dproducts)
{
    int B = run->B, H = run->H, N = run->N, rest = (run->T - 1) * B;
    size_t later = run->backwards ? 0 : (size_t)B; /* where the gradients of all steps but the first begin */
    const real *first = dproducts + row_at(time_of(run, 0), B * N);
    real *dU = gradient_to_add(U);
    if (dU != NULL && rest > 0)
        product_weight_backward(run->arena, run->states + ((size_t)B - later) * (size_t)H,
                                dproducts + later * (size_t)N, rest, (WeightGradient){dU, H, N, true, U->bf16});
    if (dU != NULL && !run->from_zero)
        product_weight_backward(run->arena, run->initial, first, B, (WeightGradient){dU, H, N, true, U->bf16});
}

static void source_backward(const Run *run, const Tensor *x, const Tensor *W, const real *dinputs)
{
    int count = run->source_count, E = run->E;
    if (x->gradient == NULL)
        return;
    if (run->tokens == NULL) {
        product_input_backward(run->arena, dinputs, count, W, tape_gradient_keep(x) != 0, x->gradient);
        return;
    }
    real *dsources = arena_reals(run->arena, row_at(count, E));
    product_input_backward(run->arena, dinputs, count, W, false, dsources);
    embedding_backward(gradient_to_add(x), dsources, run->tokens, count, E);
}

static void projection_backward(const Run *run, const Tensor *x, const Tensor *W, const real *dinputs)
{
    source_backward(run, x, W, dinputs);
    if (W->gradient != NULL)
        product_weight_backward(run->arena, run->sources, dinputs, run->source_count, weight_gradient(W));
}

static void biases_backward(const Run *run, const Tensor *bW, const Tensor *bU, const real *dinputs, const real *dproducts)
{
    if (!run->cell->adds_up) {
        gradient_add_rows(bU, dproducts, run->T * run->B);
        gradient_add_rows(bW, dinputs, run->source_count);
        return;
    }
    real *sum = arena_zeros(run->arena, (size_t)run->N);
    bias_backward(sum, dinputs, run->source_count, run->N);
    gradient_add(bU, sum);
    gradient_add(bW, sum);
}

static void layer_backward(const TapeNote *note)
{
    const Run *run = note->saved;
    Tensor *const *inputs = note->inputs;
    int B = run->B, H = run->H, N = run->N;
    ArenaMark mark = arena_mark(run->arena);
    real *dproducts = run->gates_used_up ? run->gates : arena_reals(run->arena, row_at(run->T * B, N));
    bool one = run->cell->adds_up && run->tokens == NULL;
    real *dinputs = one ? dproducts : arena_zeros(run->arena, row_at(run->source_count, N));
    real *dstate = arena_zeros(run->arena, row_at(B, H));
    real *dcell_state = run->cell->keeps_cell_state ? arena_zeros(run->arena, row_at(B, H)) : NULL;
    steps_backward(run, dstate, dcell_state, dproducts, dinputs, note);
    product_backward(run, inputs[INPUT_U], dproducts);
    projection_backward(run, inputs[INPUT_X], inputs[INPUT_W], dinputs);
    biases_backward(run, inputs[INPUT_BW], inputs[INPUT_BU], dinputs, dproducts);
    gradient_add(inputs[INPUT_INITIAL], dstate);
    gradient_add(inputs[INPUT_CELL_STATE], dcell_state);
    arena_release(run->arena, mark);
}

/* ---- an operation for each cell, described by it ---- */

#define ITS_OPERATION(name) name##_operation,
enum { CELLS(ITS_OPERATION) OPERATIONS };
#undef ITS_OPERATION
static Operation described[OPERATIONS];

#define ITS_PLACE(name) &described[name##_operation],
const Operation *const recurrent_operations[] = {CELLS(ITS_PLACE)};
const int recurrent_operation_count = OPERATION_COUNT(recurrent_operations);

/* Before main, so that threads find it done. "3H" for three gates, "H" for one. */
__attribute__((constructor)) static void describe(void)
{
    static char shapes[OPERATIONS][256];
    for (int i = 0; i < OPERATIONS; i++) {
        const RecurrentCell *cell = cells[i];
        char N[16] = "H";
        if (cell_gates(cell) > 1)
            snprintf(N, sizeof N, "%dH", cell_gates(cell));
        snprintf(shapes[i], sizeof shapes[i],
                 "x [T,B,E] or embeddings [V,E], W [E,%s], bW [%s], U [H,%s], bU [%s], initial [B,H] or none, %s", N, N,
                 N, N,
                 cell->keeps_cell_state ? "initial cell state [B,H] or none -> [2,T,B,H], states and cell states"
                                        : "token ids and lengths -> [T,B,H]");
        described[i] = (Operation){cell->name, shapes[i], cell->formula, cell->gradient_formula, layer_backward, true};
    }
}

/* ---- the operation ---- */

static const real *values_or_zeros(Arena *arena, const Tensor *tensor, int B, int H)
{
    return tensor != NULL ? tensor->value : arena_zeros(arena, row_at(B, H));
}

static Run *new_run(Tape *tape, const RecurrentCell *cell, const Extents *n, const Sequence *sequence, const Tensor *W,
                    CellStates start)
{
    Arena *arena = tape_arena(tape);
    int T = extent(n, 'T'), B = extent(n, 'B'), H = extent(n, 'H');
    Run *run = arena_alloc(arena, sizeof *run);
    *run = (Run){
        .cell = cell,
        .arena = arena,
        .T = T,
        .B = B,
        .E = extent(n, 'E'),
        .H = H,
        .N = cell_gates(cell) * H,
        .backwards = sequence->backwards,
        .lengths = keep_ints(arena, sequence->lengths, B),
        .kept = cell->keeps_one ? arena_reals(arena, row_at(T * B, H)) : NULL,
        .initial = values_or_zeros(arena, start.hidden, B, H),
        .initial_cell_states = cell->keeps_cell_state ? values_or_zeros(arena, start.cell, B, H) : NULL,
        .from_zero = start.hidden == NULL,
    };
    if (sequence->x != NULL) {
        read_positions(run, sequence->x);
    } else if (!tape_recording(tape) && token_rows_keep(sequence->table, W)) {
        run->table = sequence->table;
        run->rows = keep_ints(arena, sequence->ids, T * B);
    } else {
        read_tokens(run, sequence->table, sequence->ids);
    }
    return run;
}

/* States and cell states are one tensor in the record; callers get the two as views. */
static CellStates results_of(Tape *tape, const Run *run, Tensor *out)
{
    int shape[] = {run->T, run->B, run->H};
    if (!run->cell->keeps_cell_state)
        return (CellStates){out, NULL};
    return (CellStates){tape_view(tape, out, 0, 3, shape), tape_view(tape, out, tensor_count(out) / 2, 3, shape)};
}

CellStates op_recurrent(Tape *tape, const RecurrentCell *cell, const Sequence *sequence, const CellWeights *weights,
                        CellStates start, Tensor **gates)
{
    bool vectors = sequence->x != NULL;
    assert(!vectors || sequence->x->rank == 3);
    int i = 0;
    while (cells[i] != cell)
        i++;
    const Operation *operation = &described[i];
    TapeNote note = {.operation = operation,
                     .inputs = {vectors ? sequence->x : sequence->table, weights->W, weights->bW, weights->U,
                                weights->bU, start.hidden, start.cell}};
    Extents n = {0};
    n.of['T' - 'A'] = vectors ? 0 : sequence->T;
    n.of['B' - 'A'] = vectors ? 0 : sequence->B;
    if (gates != NULL)
        *gates = NULL; /* if an operation fails, so does what is made of its other results */
    if (!shapes_fit(tape, operation, note.inputs, &n) ||
        !lengths_fit(tape, operation->name, sequence->lengths, extent(&n, 'B'), extent(&n, 'T')))
        return (CellStates){0};
    Run *run = new_run(tape, cell, &n, sequence, weights->W, start);
    Tensor *out = note.output = shapes_result(tape, operation, &n), *all_gates = NULL;
    if (cell->gates[0] != NULL)
        all_gates = tape_tensor_plain(tape, 3, (int[]){run->T, run->B, run->N});
    run->states = out->value;
    run->cell_states = cell->keeps_cell_state ? out->value + row_at(run->T * run->B, run->H) : NULL;
    run->gates = all_gates != NULL ? all_gates->value : run->states;
    run->gates_used_up = all_gates != NULL && gates == NULL && tape_lends_gradients(tape);
    layer_forward(run, weights);
    note.saved = run;
    tape_record(tape, &note);
    if (gates != NULL)
        *gates = all_gates;
    return results_of(tape, run, out);
}

/* [B,N] as [1,B,N], or the other way round. */
static Tensor *reshaped(Tape *tape, Tensor *tensor, int rank)
{
    int B, N = tensor != NULL ? tensor_columns(tensor) : 0;
    if (tensor == NULL)
        return NULL;
    B = tensor_rows(tensor);
    return rank == 3 ? tape_view(tape, tensor, 0, 3, (int[]){1, B, N}) : tape_view(tape, tensor, 0, 2, (int[]){B, N});
}

CellStates op_recurrent_step(Tape *tape, const RecurrentCell *cell, Tensor *x, const CellWeights *weights,
                             CellStates before, Tensor **gates)
{
    Sequence one = {.x = reshaped(tape, x, 3)};
    CellStates after = op_recurrent(tape, cell, &one, weights, before, gates);
    if (gates != NULL)
        *gates = reshaped(tape, *gates, 2);
    return (CellStates){reshaped(tape, after.hidden, 2), reshaped(tape, after.cell, 2)};
}
