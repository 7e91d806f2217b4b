/* ops_additive.c: a whole decoder with additive attention (Bahdanau et al. 2015) in one operation.
 *
 * The context at step t depends on the state before it, and the state on the context: nothing can be made for all
 * steps at once on the way forward, except x W, which is given. On the way back, each step's gradients are
 * stored, and when all are there, each weight's gradient is one product over all steps; so are those of the
 * values, since context = weights x values is linear in them. */
#include <assert.h>
#include <string.h>

#include "engine/cells.h"
#include "engine/gemm.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"
#include "engine/packed_weights.h"
#include "engine/vector_math.h"

typedef enum {
    INPUT_X, INPUT_C, INPUT_U, INPUT_BU, INPUT_INITIAL, INPUT_WQ, INPUT_BQ, INPUT_V, INPUT_KEYS, INPUT_VALUES
} Input;

typedef struct Run {
    Arena *arena;
    int T, B, S, H, A, D;
    int *lengths;            /* [B], or NULL: all S long */
    int *rows;               /* [B]: 0, 1, 2 ...: each sentence reads its own row */
    int *sources;            /* [T,B]: which row of x W each position reads; NULL: its own */
    real *states;            /* [T+1,B,H]: the initial state, then that of each step */
    real *contexts;          /* [T,B,D] */
    real *query_powers;      /* [T,B,A] exp(2q): see kernels.h */
    real *key_powers;        /* [S,B,A] */
    real *weights;           /* [T,B,S] */
    real *gates;             /* [T,B,3H] r, z, h~ */
    real *kept;              /* [T,B,H]: see cell_gru.c */
    bool gates_used_up;      /* backward may put each step's gradients where its gates are */
} Run;

/* Gradients that are kept for all steps, until the products at the end. */
typedef struct Steps {
    real *dstate;    /* [B,H], of the step that backward has come to */
    real *dinputs;   /* [T,B,3H] */
    real *dproducts; /* [T,B,3H] */
    real *dcontexts; /* [T,B,D] */
    real *dqueries;  /* [T,B,A] */
    real *dweights;  /* [B,S], of one step */
    real *dkeys;     /* [S,B,A] */
    real *dv;        /* [A] */
} Steps;

/* The weights that each step multiplies with: C, U and Wq, or for the way back their transposes. */
typedef struct StepWeights { PackedWeights C, U, Wq; } StepWeights;

static StepWeights pack_all(const Run *run, Tensor *const *in, bool transposed)
{
    return (StepWeights){pack_weights(run->arena, in[INPUT_C], transposed, run->B, run->T),
                         pack_weights(run->arena, in[INPUT_U], transposed, run->B, run->T),
                         pack_weights(run->arena, in[INPUT_WQ], transposed, run->B, run->T)};
}

/* ---- forward ---- */

/* q = s W + b, for the B states before a step */
static void project(real *rows, const real *states, const PackedWeights *W, const Tensor *b, int B)
{
    packed_product(W, states, B, (Addend){b->value, true}, rows);
}

static void attend(const Run *run, const StepWeights *packed, Tensor *const *in, int t)
{
    int B = run->B, S = run->S, A = run->A, D = run->D;
    real *query = run->query_powers + row_at(t, B * A), *weights = run->weights + row_at(t, B * S);
    project(query, run->states + row_at(t, B * run->H), &packed->Wq, in[INPUT_BQ], B);
    additive_powers_forward(query, query, row_at(B, A));
    additive_scores_forward(weights, query, run->key_powers, in[INPUT_V]->value, run->lengths, B, S, A);
    attention_weights_forward(weights, weights, run->lengths, 1, B, S);
    context_forward(run->contexts + row_at(t, B * D), weights, in[INPUT_VALUES]->value,
                    &(OneQuery){run->lengths, B, S, 1, D});
}

/* The inputs of the B sentences at step t: [B,3H]. */
static void read_inputs(const Run *run, real *inputs, const real *x, int t)
{
    int B = run->B, columns = 3 * run->H;
    if (run->sources == NULL)
        memcpy(inputs, x + row_at(t, B * columns), row_at(B, columns) * sizeof *inputs);
    for (int b = 0; run->sources != NULL && b < B; b++)
        memcpy(inputs + row_at(b, columns), x + row_at(run->sources[t * B + b], columns), (size_t)columns * sizeof *inputs);
}

/* The GRU's step t, which reads row b of inputs [B,3H] for sentence b. */
static CellStep step_of(const Run *run, int t)
{
    int B = run->B, H = run->H;
    return (CellStep){.t = t, .B = B, .H = H, .rows = run->rows, .gates = run->gates + row_at(t, B * 3 * H),
                      .kept = run->kept + row_at(t, B * H), .state = run->states + row_at(t + 1, B * H),
                      .previous = run->states + row_at(t, B * H)};
}

/* inputs [B,3H] is memory to work in. */
static void advance(const Run *run, const StepWeights *packed, Tensor *const *in, int t, real *inputs)
{
    int B = run->B;
    CellStep step = step_of(run, t);
    read_inputs(run, inputs, in[INPUT_X]->value, t);
    packed_product(&packed->C, run->contexts + row_at(t, B * run->D), B, (Addend){inputs, false}, inputs);
    project(step.gates, step.previous, &packed->U, in[INPUT_BU], B);
    step.inputs = inputs;
    gru_cell.forward(&step);
}

/* Each row of out: a state and beside it the context that it was made with. */
static void join(const Run *run, real *out)
{
    int H = run->H, D = run->D;
    const real *states = run->states + row_at(run->B, H);
    for (int i = 0; i < run->T * run->B; i++) {
        memcpy(out + row_at(i, H + D), states + row_at(i, H), (size_t)H * sizeof *out);
        memcpy(out + row_at(i, H + D) + H, run->contexts + row_at(i, D), (size_t)D * sizeof *out);
    }
}

/* ---- backward ---- */

/* Adds columns from .. from + count - 1 of B rows of the result's gradient at step t to sum [B,count]. */
static void add_columns(real *sum, const Run *run, const Tensor *out, int t, int from, int count)
{
    int columns = run->H + run->D;
    for (int b = 0; b < run->B; b++)
        vector_add(sum + row_at(b, count), out->gradient + row_at(t * run->B + b, columns) + from, (size_t)count);
}

static void advance_backward(const Run *run, const StepWeights *packed, Steps *steps, const Tensor *out, int t)
{
    int B = run->B, H = run->H, D = run->D;
    real *dinputs = steps->dinputs + row_at(t, B * 3 * H), *dcontext = steps->dcontexts + row_at(t, B * D);
    add_columns(steps->dstate, run, out, t, 0, H);
    CellStep step = step_of(run, t);
    step.dstate = steps->dstate;
    step.dproduct = steps->dproducts + row_at(t, B * 3 * H);
    step.dinputs = dinputs;
    gru_cell.backward(&step);
    packed_product(&packed->C, dinputs, B, (Addend){0}, dcontext);
    add_columns(dcontext, run, out, t, H, D);
}

static void attend_backward(const Run *run, Steps *steps, Tensor *const *in, int t)
{
    int B = run->B, S = run->S, A = run->A, D = run->D;
    const real *weights = run->weights + row_at(t, B * S);
    context_backward_weights(steps->dweights, steps->dcontexts + row_at(t, B * D), in[INPUT_VALUES]->value,
                             run->lengths, B, S, D);
    attention_weights_backward(steps->dweights, steps->dweights, weights, run->lengths, 1, B, S);
    additive_scores_backward(steps->dqueries + row_at(t, B * A), steps->dkeys, steps->dv, steps->dweights,
                             run->query_powers + row_at(t, B * A), run->key_powers, in[INPUT_V]->value,
                             run->lengths, B, S, A);
}

/* dW [K,N] += x^T dy over all T x B rows, and db [N] += their sum; b may be NULL. */
static void weight_backward(const Run *run, const Tensor *W, const Tensor *b, const real *x, const real *dy)
{
    int rows = run->T * run->B;
    if (W->gradient != NULL)
        product_weight_backward(run->arena, x, dy, rows, weight_gradient(W));
    gradient_add_rows(b, dy, rows);
}

/* dvalues [S,D] += weights^T [S,T] dcontexts [T,D], for each sentence. */
static void values_backward(const Run *run, const Steps *steps, const Tensor *values)
{
    int T = run->T, B = run->B, S = run->S, D = run->D;
    real *dvalues = gradient_to_add(values);
    for (int b = 0; dvalues != NULL && b < B; b++)
        gemm(true, false, run->lengths != NULL ? run->lengths[b] : S, D, T, 1, run->weights + row_at(b, S), B * S,
             steps->dcontexts + row_at(b, D), B * D, 1, dvalues + row_at(b, D), B * D);
}

/* Each position's gradient goes to the row that it read. */
static void inputs_backward(const Run *run, const Steps *steps, const Tensor *x)
{
    int columns = 3 * run->H;
    real *dx = run->sources != NULL ? gradient_to_add(x) : NULL;
    if (run->sources == NULL)
        gradient_add(x, steps->dinputs);
    for (int i = 0; dx != NULL && i < run->T * run->B; i++)
        vector_add(dx + row_at(run->sources[i], columns), steps->dinputs + row_at(i, columns), (size_t)columns);
}

static Steps new_steps(const Run *run, Tensor *const *in)
{
    Arena *arena = run->arena;
    int rows = run->T * run->B, H = run->H;
    return (Steps){
        .dstate = arena_zeros(arena, row_at(run->B, H)),
        .dinputs = arena_zeros(arena, row_at(rows, 3 * H)),
        .dproducts = run->gates_used_up ? run->gates : arena_reals(arena, row_at(rows, 3 * H)),
        .dcontexts = arena_reals(arena, row_at(rows, run->D)),
        .dqueries = arena_zeros(arena, row_at(rows, run->A)),
        .dweights = arena_reals(arena, row_at(run->B, run->S)),
        .dkeys = gradient_or_scratch(arena, in[INPUT_KEYS]),
        .dv = gradient_or_scratch(arena, in[INPUT_V]),
    };
}

static void additive_backward(const TapeNote *note)
{
    const Run *run = note->saved;
    Tensor *const *in = note->inputs;
    ArenaMark mark = arena_mark(run->arena);
    Steps steps = new_steps(run, in);
    StepWeights packed = pack_all(run, in, true);
    for (int t = run->T - 1; t >= 0; t--) {
        advance_backward(run, &packed, &steps, note->output, t);
        attend_backward(run, &steps, in, t);
        /* The gradient of the state before step t, through U and through Wq. */
        int B = run->B;
        Addend sum = {steps.dstate, false};
        packed_product(&packed.U, steps.dproducts + row_at(t, B * 3 * run->H), B, sum, steps.dstate);
        packed_product(&packed.Wq, steps.dqueries + row_at(t, B * run->A), B, sum, steps.dstate);
    }
    weight_backward(run, in[INPUT_U], in[INPUT_BU], run->states, steps.dproducts);
    weight_backward(run, in[INPUT_WQ], in[INPUT_BQ], run->states, steps.dqueries);
    weight_backward(run, in[INPUT_C], NULL, run->contexts, steps.dinputs);
    values_backward(run, &steps, in[INPUT_VALUES]);
    inputs_backward(run, &steps, in[INPUT_X]);
    gradient_add(in[INPUT_INITIAL], steps.dstate);
    arena_release(run->arena, mark);
}

/* ---- its descriptor ---- */

static const Operation gru_additive = {
    .name = "gru_additive",
    .shapes = "x_projected [T,B,3H] or its rows [R,3H], C [D,3H], U [H,3H], bU [3H], initial [B,H], Wq [H,A], bq [A], "
              "v [A], keys [S,B,A], values [S,B,D], row numbers and lengths -> [T,B,H+D]",
    .formula = "q = s_{t-1} Wq + bq;  u_j = tanh(q + keys_j);  e_j = v . u_j;  "
               "w = softmax(e) over true positions;  c_t = sum_j w_j values_j;  "
               "[r z n]_x = x_projected_t + c_t C;  [r z n]_h = s_{t-1} U + bU;  "
               "r = sigmoid(r_x + r_h);  z = sigmoid(z_x + z_h);  h~ = tanh(n_x + r * n_h);  "
               "s_t = (1 - z) * s_{t-1} + z * h~;  y_t = [s_t c_t]",
    .gradient_formula =
        "dn = ds_t * z * (1 - h~^2);  dz = ds_t * (h~ - s_{t-1}) * z * (1 - z);  dr = dn * n_h * r * (1 - r);  "
        "dx_projected_t = [dr dz dn];  dc_t = dc_t + [dr dz dn] C^T;  dw_j = dc_t . values_j;  "
        "de_j = w_j * (dw_j - sum_k w_k dw_k);  du_j = de_j * v * (1 - u_j^2);  dq = sum_j du_j;  "
        "ds_{t-1} = ds_{t-1} + ds_t * (1 - z) + [dr dz dn*r] U^T + dq Wq^T;  "
        "dkeys_j = sum over t of du_j;  dv = sum over t and j of de_j u_j;  "
        "dvalues_j = sum over t of w_j dc_t;  dU = sum over t of s_{t-1}^T [dr dz dn*r];  "
        "dWq = sum over t of s_{t-1}^T dq;  dC = sum over t of c_t^T [dr dz dn];  "
        "dbU, dbq = sums of [dr dz dn*r] and dq",
    .backward = additive_backward,
    .keeps = true,
};

/* ---- the operation ---- */

static Run *new_run(Tape *tape, Tensor *const *in, const Extents *n, const int *lengths)
{
    Arena *arena = tape_arena(tape);
    int T = extent(n, 'T'), B = extent(n, 'B'), S = extent(n, 'S'), H = extent(n, 'H'), A = extent(n, 'A');
    Run *run = arena_alloc(arena, sizeof *run);
    *run = (Run){
        .arena = arena, .T = T, .B = B, .S = S, .H = H, .A = A, .D = extent(n, 'D'),
        .lengths = keep_ints(arena, lengths, B),
        .rows = arena_alloc(arena, (size_t)B * sizeof *run->rows),
        .states = arena_reals(arena, row_at((T + 1) * B, H)),
        .contexts = arena_reals(arena, row_at(T * B, extent(n, 'D'))),
        .query_powers = arena_reals(arena, row_at(T * B, A)),
        .key_powers = arena_reals(arena, row_at(S * B, A)),
        .kept = arena_reals(arena, row_at(T * B, H)),
        .gates = arena_reals(arena, row_at(T * B, 3 * H)),
    };
    for (int b = 0; b < B; b++)
        run->rows[b] = b;
    memcpy(run->states, in[INPUT_INITIAL]->value, row_at(B, H) * sizeof(real));
    additive_powers_forward(run->key_powers, in[INPUT_KEYS]->value, row_at(S * B, A));
    return run;
}

static void decoder_forward(const Run *run, Tensor *const *in, real *out)
{
    ArenaMark mark = arena_mark(run->arena);
    real *inputs = arena_reals(run->arena, row_at(run->B, 3 * run->H));
    StepWeights packed = pack_all(run, in, false);
    for (int t = 0; t < run->T; t++) {
        attend(run, &packed, in, t);
        advance(run, &packed, in, t, inputs);
    }
    arena_release(run->arena, mark);
    join(run, out);
}

Tensor *op_gru_additive(Tape *tape, const Sequence *projected, const AdditiveWeights *w, Tensor *initial, const Source *source,
                        Tensor **weights)
{
    bool positions = projected->x != NULL;
    assert(!positions || projected->x->rank == 3);
    TapeNote note = {.operation = &gru_additive,
                     .inputs = {positions ? projected->x : projected->table, w->C, w->U, w->bU, initial, w->Wq, w->bq, w->v,
                                source->keys, source->values}};
    Extents n = {0};
    n.of['T' - 'A'] = positions ? 0 : projected->T;
    n.of['B' - 'A'] = positions ? 0 : projected->B;
    if (!shapes_fit(tape, &gru_additive, note.inputs, &n) ||
        !lengths_fit(tape, gru_additive.name, source->lengths, extent(&n, 'B'), extent(&n, 'S')))
        return NULL;
    Run *run = new_run(tape, note.inputs, &n, source->lengths);
    if (!positions)
        run->sources = keep_ints(run->arena, projected->ids, run->T * run->B);
    for (int i = 0; !positions && i < run->T * run->B; i++)
        assert(run->sources[i] >= 0 && run->sources[i] < projected->table->shape[0]);
    Tensor *kept = tape_tensor_plain(tape, 3, (int[]){run->T, run->B, run->S});
    run->weights = kept->value;
    run->gates_used_up = tape_lends_gradients(tape);
    note.output = shapes_result(tape, &gru_additive, &n);
    note.saved = run;
    decoder_forward(run, note.inputs, note.output->value);
    tape_record(tape, &note);
    if (weights != NULL)
        *weights = kept;
    return note.output;
}

const Operation *const additive_operations[] = {&gru_additive};
const int additive_operation_count = OPERATION_COUNT(additive_operations);
