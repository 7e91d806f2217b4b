/* test_engine_cells.c: every cell in the list: its fused layer, over vectors, over tokens and step by step, against
 * its plain version, one operation for each sign in the formula: on random shapes, in both directions, with padding,
 * in float64. States, gates and all gradients. */
#include "base/batch.h"
#include "engine/cells.h"
#include "engine/op.h"
#include "engine/ops.h"
#include "test.h"

enum { ROUNDS = 40, SENTENCES = 6, LONGEST = 7, FUSED = 0, PLAIN = 1 };
static const double tolerance = 1e-11;

typedef struct Problem {
    const RecurrentCell *cell;
    int T, B, E, H, V;
    bool backwards, padded, started;
    int lengths[SENTENCES];
    int ids[LONGEST * SENTENCES];
    Parameters parameters; /* shard 0: fused, shard 1: plain */
} Problem;

/* What a layer computes. */
typedef struct Layer {
    CellStates states;
    Tensor *gates; /* NULL: the cell has none */
} Layer;

typedef Layer (*Apply)(Tape *tape, const Problem *problem);

static Tensor *p(Tape *tape, const Problem *problem, const char *name)
{
    return tape_parameter(tape, &problem->parameters, parameters_find(&problem->parameters, name));
}

static Tensor *embedded(Tape *tape, const Problem *n)
{
    return op_embedding(tape, p(tape, n, "table"), n->ids, n->T, n->B);
}

static CellWeights weights_of(Tape *tape, const Problem *n)
{
    return (CellWeights){p(tape, n, "W"), p(tape, n, "bW"), p(tape, n, "U"), p(tape, n, "bU")};
}

static CellStates start_of(Tape *tape, const Problem *n)
{
    return n->started ? (CellStates){p(tape, n, "hidden"), n->cell->keeps_cell_state ? p(tape, n, "cell") : NULL}
                      : (CellStates){0};
}

/* ---- four ways to the same numbers ---- */

static Layer layer_over(Tape *tape, const Problem *n, Sequence sequence)
{
    Layer layer;
    CellWeights weights = weights_of(tape, n);
    sequence.lengths = n->padded ? n->lengths : NULL;
    sequence.backwards = n->backwards;
    layer.states = op_recurrent(tape, n->cell, &sequence, &weights, start_of(tape, n), &layer.gates);
    return layer;
}

static Layer by_tokens(Tape *tape, const Problem *n)
{
    return layer_over(tape, n, (Sequence){.table = p(tape, n, "table"), .ids = n->ids, .T = n->T, .B = n->B});
}

static Layer by_vectors(Tape *tape, const Problem *n)
{
    return layer_over(tape, n, (Sequence){.x = embedded(tape, n)});
}

/* The steps of a layer, as they are made. */
typedef struct Steps {
    Tensor *hidden[LONGEST], *cell[LONGEST], *gates[LONGEST];
} Steps;

static Layer stacked(Tape *tape, const Problem *n, Steps *steps)
{
    Layer layer = {{op_stack(tape, steps->hidden, n->T), NULL}, NULL};
    if (n->cell->keeps_cell_state)
        layer.states.cell = op_stack(tape, steps->cell, n->T);
    if (n->cell->gates[0] != NULL)
        layer.gates = op_stack(tape, steps->gates, n->T);
    return layer;
}

/* Fused, but step by step; not for padding. */
static Layer by_steps(Tape *tape, const Problem *n)
{
    Steps steps;
    Tensor *x = embedded(tape, n);
    CellWeights weights = weights_of(tape, n);
    CellStates states = start_of(tape, n);
    for (int step = 0; step < n->T; step++) {
        int t = n->backwards ? n->T - 1 - step : step;
        states = op_recurrent_step(tape, n->cell, op_step(tape, x, t), &weights, states, &steps.gates[t]);
        steps.hidden[t] = states.hidden;
        steps.cell[t] = states.cell;
    }
    return stacked(tape, n, &steps);
}

/* [B,H]: 1 where position t is a true one of its sentence, else 0. */
static Tensor *true_rows(Tape *tape, const Problem *n, int t)
{
    Tensor *mask = tape_tensor_plain(tape, 2, (int[]){n->B, n->H});
    for (int i = 0; i < n->B * n->H; i++)
        mask->value[i] = !n->padded || t < n->lengths[i / n->H];
    return mask;
}

static Tensor *carried(Tape *tape, Tensor *mask, Tensor *after, Tensor *before)
{
    if (after == NULL)
        return NULL;
    return op_add(tape, op_multiply(tape, after, mask), op_multiply(tape, before, op_one_minus(tape, mask)));
}

typedef struct Ear {
    Tape *tape;
    Tensor *gates; /* side by side, as they are told */
    Tensor *cell;
} Ear;

static void hear(void *listener, int gate, Tensor *tensor)
{
    Ear *ear = listener;
    if (gate == CELL_STATE)
        ear->cell = tensor;
    else
        ear->gates = ear->gates != NULL ? op_concat(ear->tape, ear->gates, tensor) : tensor;
}

static Layer by_plain_steps(Tape *tape, const Problem *n)
{
    Steps steps;
    Tensor *x = embedded(tape, n);
    CellWeights weights = weights_of(tape, n);
    CellStates states = start_of(tape, n);
    if (states.hidden == NULL)
        states.hidden = tape_zeros(tape, 2, (int[]){n->B, n->H});
    if (states.cell == NULL && n->cell->keeps_cell_state)
        states.cell = tape_zeros(tape, 2, (int[]){n->B, n->H});
    for (int step = 0; step < n->T; step++) {
        int t = n->backwards ? n->T - 1 - step : step;
        Ear ear = {.tape = tape};
        PlainStep plain = {.tape = tape, .before = states, .tell = hear, .listener = &ear};
        CellStates after = cell_plain_step(n->cell, &plain, op_step(tape, x, t), &weights);
        assert_ptr_equal(after.cell, ear.cell);
        Tensor *mask = true_rows(tape, n, t);
        states =
            (CellStates){carried(tape, mask, after.hidden, states.hidden), carried(tape, mask, after.cell, states.cell)};
        steps.hidden[t] = states.hidden;
        steps.cell[t] = states.cell;
        steps.gates[t] = ear.gates;
    }
    return stacked(tape, n, &steps);
}

/* ---- comparing ---- */

static void add(Problem *n, const char *name, int rank, int a, int b, Random *random)
{
    parameters_add(&n->parameters, name, rank, (int[]){a, b}, (Start){START_UNIFORM, 1}, random);
}

/* All eight of forward or backwards, with or without padding and a start, take turns. */
static void prepare(Problem *n, const RecurrentCell *cell, int round)
{
    Random random = seeded((uint64_t)round);
    *n = (Problem){.cell = cell, .backwards = round & 1, .padded = round & 2, .started = round & 4};
    n->T = random_between(&random, 1, LONGEST);
    n->B = random_between(&random, 1, SENTENCES);
    n->E = random_between(&random, 1, 20);
    n->H = random_between(&random, 1, 20);
    n->V = random_between(&random, TOKEN_FIRST + 1, 30);
    for (int b = 0; b < n->B; b++)
        n->lengths[b] = random_between(&random, 1, n->T);
    for (int i = 0; i < n->T * n->B; i++)
        n->ids[i] = random_between(&random, TOKEN_PAD, n->V - 1);
    int columns = cell_gates(cell) * n->H;
    add(n, "table", 2, n->V, n->E, &random);
    add(n, "W", 2, n->E, columns, &random);
    add(n, "bW", 1, columns, 1, &random);
    add(n, "U", 2, n->H, columns, &random);
    add(n, "bU", 1, columns, 1, &random);
    add(n, "hidden", 2, n->B, n->H, &random);
    add(n, "cell", 2, n->B, n->H, &random);
    parameters_allocate(&n->parameters, 2);
}

static Tensor *squares(Tape *tape, Tensor *a) { return op_sum(tape, op_multiply(tape, a, a)); }

static Layer run(Tape *tape, const Problem *n, Apply apply)
{
    tape_reset(tape, true);
    Layer layer = apply(tape, n);
    assert_non_null(layer.states.hidden);
    Tensor *loss = squares(tape, layer.states.hidden);
    if (layer.states.cell != NULL)
        loss = op_add(tape, loss, op_scale(tape, squares(tape, layer.states.cell), (real)0.3));
    tape_backward(tape, loss, 1);
    return layer;
}

static void assert_near(const Problem *n, real fused, real plain)
{
    if (!(fabs(fused - plain) <= tolerance * fmax(1, fmax(fabs(fused), fabs(plain)))))
        fail_msg("%s: %.17g fused, %.17g plain", n->cell->name, fused, plain);
}

static void assert_values(const Problem *n, const Tensor *a, const Tensor *b)
{
    assert_true((a == NULL) == (b == NULL));
    for (size_t i = 0; a != NULL && i < tensor_count(a); i++)
        assert_near(n, a->value[i], b->value[i]);
    assert_true(a == NULL || tensor_same_shape(a, b));
}

/* Gates of true positions as given, those at padding 0. */
static void assert_gates(const Problem *n, const Tensor *fused, const Tensor *plain)
{
    int columns = cell_gates(n->cell) * n->H;
    assert_true((fused == NULL) == (plain == NULL));
    for (int i = 0; fused != NULL && i < n->T * n->B * columns; i++) {
        int row = i / columns;
        bool is_true = !n->padded || row / n->B < n->lengths[row % n->B];
        assert_near(n, fused->value[i], is_true ? plain->value[i] : 0);
    }
}

static void compare(const Problem *n, Apply fused)
{
    Tape *tapes[] = {tape_open(FUSED), tape_open(PLAIN)};
    Layer a = run(tapes[FUSED], n, fused), b = run(tapes[PLAIN], n, by_plain_steps);
    assert_values(n, a.states.hidden, b.states.hidden);
    assert_values(n, a.states.cell, b.states.cell);
    assert_gates(n, a.gates, b.gates);
    for (size_t i = 0; i < n->parameters.total; i++)
        assert_near(n, n->parameters.gradient[FUSED][i], n->parameters.gradient[PLAIN][i]);
    tape_close(tapes[FUSED]);
    tape_close(tapes[PLAIN]);
}

static void assert_plain(Apply fused, bool with_padding)
{
    for (int i = 0; i < cell_count; i++)
        for (int round = 0; round < ROUNDS; round++) {
            Problem problem;
            prepare(&problem, cells[i], round);
            problem.padded = problem.padded && with_padding;
            compare(&problem, fused);
            parameters_free(&problem.parameters);
        }
}

TEST(tokens_are_plain_steps) { assert_plain(by_tokens, true); }
TEST(vectors_are_plain_steps) { assert_plain(by_vectors, true); }
TEST(steps_are_plain_steps) { assert_plain(by_steps, false); }

/* ---- what is known of them ---- */

TEST(every_cell_is_described)
{
    assert_true(cell_count > 0);
    assert_null(cells[cell_count]);
    for (int i = 0; i < cell_count; i++) {
        const Operation *operation = operation_find(cells[i]->name);
        assert_ptr_equal(cell_find(cells[i]->name), cells[i]); /* no name twice */
        assert_non_null(operation);
        assert_string_equal(operation->formula, cells[i]->formula);
        assert_true(cells[i]->title != NULL && cells[i]->summary.english != NULL && cells[i]->summary.korean != NULL);
        if (!cells[i]->adds_up)
            assert_int_equal(cells[i]->gates[0] != NULL, 1); /* an RNN's gradients have no room of their own */
    }
    assert_null(cell_find("none"));
    assert_string_equal(operation_find("gru")->shapes,
                        "x [T,B,E] or embeddings [V,E], W [E,3H], bW [3H], U [H,3H], bU [3H], initial [B,H] or none, "
                        "token ids and lengths -> [T,B,H]");
}

/* ---- what does not fit ---- */

static Tensor *zeros(Tape *tape, int rank, int a, int b, int c) { return tape_zeros(tape, rank, (int[]){a, b, c}); }

TEST(a_wrong_shape_is_named)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    Tensor *b = zeros(tape, 1, 16, 1, 1), *wrong = zeros(tape, 2, 4, 3, 1);
    CellWeights weights = {zeros(tape, 2, 5, 16, 1), b, zeros(tape, 2, 4, 16, 1), b};
    Sequence sequence = {.x = zeros(tape, 3, 2, 3, 5)};
    CellStates start = {zeros(tape, 2, 3, 4, 1), wrong};
    Tensor *gates = b;
    CellStates states = op_recurrent(tape, &lstm_cell, &sequence, &weights, start, &gates);
    assert_string_equal(tape_error(tape)->message,
                        "lstm: initial cell state has the shape [4, 3]; it has to be [3, 4] to fit x [2, 3, 5]");
    assert_null(states.hidden);
    assert_null(states.cell); /* so that what is made of them fails too */
    assert_null(gates);
    tape_reset(tape, true);
    b = zeros(tape, 1, 4, 1, 1);
    weights = (CellWeights){zeros(tape, 2, 5, 12, 1), b, zeros(tape, 2, 4, 4, 1), b};
    sequence.x = zeros(tape, 3, 2, 3, 5);
    assert_null(op_recurrent(tape, &rnn_cell, &sequence, &weights, (CellStates){0}, NULL).hidden);
    assert_string_equal(tape_error(tape)->message, "rnn: bW has the shape [4]; it has to be [12] to fit W [5, 12]");
    assert_null(op_attention(tape, NULL, &(Source){NULL, NULL, NULL}, 1, NULL)); /* the first error stays */
    assert_non_null(strstr(tape_error(tape)->message, "rnn: bW"));
    tape_close(tape);
}
