/* test_engine_recurrent.c: layers of RNN and LSTM cells against the same put together from finer operations, one for each
 * sign in the formulas: on random shapes, in both directions, with padding, in float64. Outputs and all gradients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/batch.h"
#include "engine/ops.h"

enum { ROUNDS = 40, SENTENCES = 6, LONGEST = 7, COARSE = 0, FINE = 1, RNN = 1, LSTM = 4 };
static const double tolerance = 1e-11;

typedef struct Problem {
    int T, B, E, H, V, gates; /* gates: RNN or LSTM */
    bool backwards, padded, started;
    int lengths[SENTENCES];
    int ids[LONGEST * SENTENCES];
    Parameters parameters; /* shard 0: coarse, shard 1: fine */
} Problem;

/* What a layer computes. memories: NULL in an RNN. */
typedef struct Layer {
    Tensor *states, *memories, *gates;
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

/* ---- three ways to the same numbers ---- */

/* What a layer is called with, besides its tokens or vectors. */
typedef struct Given {
    Tensor *W, *bW, *U, *bU, *initial, *memory;
    const int *lengths;
} Given;

static Given given(Tape *tape, const Problem *n)
{
    Given g = {.W = p(tape, n, "W"), .bW = p(tape, n, "bW"), .U = p(tape, n, "U"), .bU = p(tape, n, "bU")};
    g.initial = n->started ? p(tape, n, "initial") : NULL;
    g.memory = n->started ? p(tape, n, "memory") : NULL;
    g.lengths = n->padded ? n->lengths : NULL;
    return g;
}

static Layer by_tokens(Tape *tape, const Problem *n)
{
    Given g = given(tape, n);
    Layer layer = {0};
    if (n->gates == RNN)
        layer.states = op_rnn_tokens(tape, p(tape, n, "table"), n->ids, n->T, n->B, g.W, g.bW, g.U, g.bU, g.initial,
                                     g.lengths, n->backwards);
    else
        layer.states = op_lstm_tokens(tape, p(tape, n, "table"), n->ids, n->T, n->B, g.W, g.bW, g.U, g.bU, g.initial,
                                      g.memory, g.lengths, n->backwards, &layer.memories, &layer.gates);
    return layer;
}

static Layer by_vectors(Tape *tape, const Problem *n)
{
    Given g = given(tape, n);
    Layer layer = {0};
    if (n->gates == RNN)
        layer.states = op_rnn(tape, embedded(tape, n), g.W, g.bW, g.U, g.bU, g.initial, g.lengths, n->backwards);
    else
        layer.states = op_lstm(tape, embedded(tape, n), g.W, g.bW, g.U, g.bU, g.initial, g.memory, g.lengths,
                               n->backwards, &layer.memories, &layer.gates);
    return layer;
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
    return op_add(tape, op_multiply(tape, after, mask), op_multiply(tape, before, op_one_minus(tape, mask)));
}

/* One step of the formulas; *h and *c go on. Returns i, f, g and o side by side. */
static Tensor *lstm_by_formulas(Tape *tape, Tensor *sum, Tensor **h, Tensor **c, int H)
{
    Tensor *i = op_sigmoid(tape, op_slice(tape, sum, 0, H)), *f = op_sigmoid(tape, op_slice(tape, sum, H, H));
    Tensor *g = op_tanh(tape, op_slice(tape, sum, 2 * H, H)), *o = op_sigmoid(tape, op_slice(tape, sum, 3 * H, H));
    *c = op_add(tape, op_multiply(tape, f, *c), op_multiply(tape, i, g));
    *h = op_multiply(tape, o, op_tanh(tape, *c));
    return op_concat(tape, op_concat(tape, i, f), op_concat(tape, g, o));
}

static Layer by_formulas(Tape *tape, const Problem *n)
{
    Tensor *x = embedded(tape, n), *states[LONGEST], *memories[LONGEST], *gates[LONGEST];
    Tensor *h = n->started ? p(tape, n, "initial") : tape_zeros(tape, 2, (int[]){n->B, n->H});
    Tensor *c = n->started ? p(tape, n, "memory") : tape_zeros(tape, 2, (int[]){n->B, n->H});
    for (int step = 0; step < n->T; step++) {
        int t = n->backwards ? n->T - 1 - step : step;
        Tensor *of_x = op_linear(tape, op_step(tape, x, t), p(tape, n, "W"), p(tape, n, "bW"));
        Tensor *of_h = op_linear(tape, h, p(tape, n, "U"), p(tape, n, "bU"));
        Tensor *sum = op_add(tape, of_x, of_h), *mask = true_rows(tape, n, t), *next_h = h, *next_c = c;
        if (n->gates == RNN)
            next_h = op_tanh(tape, sum);
        else
            gates[t] = lstm_by_formulas(tape, sum, &next_h, &next_c, n->H);
        h = states[t] = carried(tape, mask, next_h, h);
        c = memories[t] = carried(tape, mask, next_c, c);
    }
    if (n->gates == RNN)
        return (Layer){.states = op_stack(tape, states, n->T)};
    return (Layer){op_stack(tape, states, n->T), op_stack(tape, memories, n->T), op_stack(tape, gates, n->T)};
}

/* Vectors, but step by step; not for padding. */
static Layer by_steps(Tape *tape, const Problem *n)
{
    Tensor *x = embedded(tape, n), *states[LONGEST], *memories[LONGEST], *gates[LONGEST];
    Given g = given(tape, n);
    Tensor *h = g.initial, *c = g.memory;
    for (int step = 0; step < n->T; step++) {
        int t = n->backwards ? n->T - 1 - step : step;
        if (n->gates == RNN)
            h = op_rnn_step(tape, op_step(tape, x, t), g.W, g.bW, g.U, g.bU, h);
        else
            h = op_lstm_step(tape, op_step(tape, x, t), g.W, g.bW, g.U, g.bU, h, c, &c, &gates[t]);
        states[t] = h;
        memories[t] = c;
    }
    if (n->gates == RNN)
        return (Layer){.states = op_stack(tape, states, n->T)};
    return (Layer){op_stack(tape, states, n->T), op_stack(tape, memories, n->T), op_stack(tape, gates, n->T)};
}

/* ---- comparing ---- */

static void add(Problem *n, const char *name, int rank, int a, int b, Random *random)
{
    parameters_add(&n->parameters, name, rank, (int[]){a, b}, START_UNIFORM, 1, random);
}

/* All eight of forward or backwards, with or without padding and a start, take turns. */
static void prepare(Problem *n, int gates, int round)
{
    Random random;
    random_seed(&random, (uint64_t)round);
    *n = (Problem){.gates = gates, .backwards = round & 1, .padded = round & 2, .started = round & 4};
    n->T = random_between(&random, 1, LONGEST);
    n->B = random_between(&random, 1, SENTENCES);
    n->E = random_between(&random, 1, 20);
    n->H = random_between(&random, 1, 20);
    n->V = random_between(&random, TOKEN_FIRST + 1, 30);
    for (int b = 0; b < n->B; b++)
        n->lengths[b] = random_between(&random, 1, n->T);
    for (int i = 0; i < n->T * n->B; i++)
        n->ids[i] = random_between(&random, TOKEN_PAD, n->V - 1);
    add(n, "table", 2, n->V, n->E, &random);
    add(n, "W", 2, n->E, gates * n->H, &random);
    add(n, "bW", 1, gates * n->H, 1, &random);
    add(n, "U", 2, n->H, gates * n->H, &random);
    add(n, "bU", 1, gates * n->H, 1, &random);
    add(n, "initial", 2, n->B, n->H, &random);
    add(n, "memory", 2, n->B, n->H, &random);
    parameters_allocate(&n->parameters, 2);
}

static Tensor *squares(Tape *tape, Tensor *a) { return op_sum(tape, op_multiply(tape, a, a)); }

static Layer run(Tape *tape, const Problem *n, Apply apply)
{
    tape_reset(tape, true);
    Layer layer = apply(tape, n);
    assert_non_null(layer.states);
    Tensor *loss = squares(tape, layer.states);
    if (layer.memories != NULL)
        loss = op_add(tape, loss, op_scale(tape, squares(tape, layer.memories), (real)0.3));
    tape_backward(tape, loss, 1);
    return layer;
}

static void assert_near(real coarse, real fine)
{
    if (!(fabs(coarse - fine) <= tolerance * fmax(1, fmax(fabs(coarse), fabs(fine)))))
        fail_msg("%.17g in one operation, %.17g put together", coarse, fine);
}

static void assert_values(const Tensor *a, const Tensor *b)
{
    assert_true((a == NULL) == (b == NULL));
    for (size_t i = 0; a != NULL && i < tensor_count(a); i++)
        assert_near(a->value[i], b->value[i]);
    assert_true(a == NULL || tensor_same_shape(a, b));
}

/* Gates of true positions as given, those at padding 0. */
static void assert_gates(const Problem *n, const Tensor *coarse, const Tensor *fine)
{
    int columns = n->gates * n->H;
    for (int i = 0; coarse != NULL && i < n->T * n->B * columns; i++) {
        int row = i / columns;
        bool is_true = !n->padded || row / n->B < n->lengths[row % n->B];
        assert_near(coarse->value[i], is_true ? fine->value[i] : 0);
    }
}

static void compare(const Problem *n, Apply coarse, Apply fine)
{
    Tape *tapes[] = {tape_open(COARSE), tape_open(FINE)};
    Layer a = run(tapes[COARSE], n, coarse), b = run(tapes[FINE], n, fine);
    assert_values(a.states, b.states);
    assert_values(a.memories, b.memories);
    assert_gates(n, a.gates, b.gates);
    for (size_t i = 0; i < n->parameters.total; i++)
        assert_near(n->parameters.gradient[COARSE][i], n->parameters.gradient[FINE][i]);
    tape_close(tapes[COARSE]);
    tape_close(tapes[FINE]);
}

static void assert_equal(Apply coarse, Apply fine, bool with_padding)
{
    for (int gates = RNN; gates <= LSTM; gates += LSTM - RNN)
        for (int round = 0; round < ROUNDS; round++) {
            Problem problem;
            prepare(&problem, gates, round);
            problem.padded = problem.padded && with_padding;
            compare(&problem, coarse, fine);
            parameters_free(&problem.parameters);
        }
}

static void tokens_are_their_formulas(void **state) { (void)state; assert_equal(by_tokens, by_formulas, true); }
static void vectors_are_their_formulas(void **state) { (void)state; assert_equal(by_vectors, by_formulas, true); }
static void steps_are_their_formulas(void **state) { (void)state; assert_equal(by_steps, by_formulas, false); }

/* ---- what does not fit ---- */

static void assert_named(Tape *tape, const char *operation, const char *name, const Tensor *tensor, const char *wanted)
{
    char expected[2 * TENSOR_TEXT + 64], shape[TENSOR_TEXT];
    snprintf(expected, sizeof expected, "%s: %s has the shape %s; it has to be %s", operation, name,
             tensor_shape_text(tensor, shape), wanted);
    assert_non_null(tape_error(tape));
    assert_string_equal(tape_error(tape)->message, expected);
}

static Tensor *zeros(Tape *tape, int rank, int a, int b, int c) { return tape_zeros(tape, rank, (int[]){a, b, c}); }

static void a_wrong_shape_is_named(void **state)
{
    (void)state;
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    Tensor *x = zeros(tape, 3, 2, 3, 5), *W = zeros(tape, 2, 5, 16, 1), *U = zeros(tape, 2, 4, 16, 1);
    Tensor *b = zeros(tape, 1, 16, 1, 1), *h = zeros(tape, 2, 3, 4, 1), *wrong = zeros(tape, 2, 4, 3, 1);
    Tensor *memories = x, *gates = x;
    assert_null(op_lstm(tape, x, W, b, U, b, h, wrong, NULL, false, &memories, &gates));
    assert_named(tape, "lstm", "initial_memory", wrong, "[3, 4]");
    assert_null(memories); /* so that what is made of them fails too */
    assert_null(gates);
    tape_reset(tape, true);
    x = zeros(tape, 3, 2, 3, 5), W = zeros(tape, 2, 5, 12, 1), U = zeros(tape, 2, 4, 4, 1), b = zeros(tape, 1, 4, 1, 1);
    assert_null(op_rnn(tape, x, W, b, U, b, NULL, NULL, false));
    assert_named(tape, "rnn", "W", W, "[5, 4]");
    tape_close(tape);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens_are_their_formulas),
        cmocka_unit_test(vectors_are_their_formulas),
        cmocka_unit_test(steps_are_their_formulas),
        cmocka_unit_test(a_wrong_shape_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
