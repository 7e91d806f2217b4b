/* test_engine_equalities.c: coarse operations against the same model put together from finer ones, on random
 * shapes, in float64: outputs and all gradients. The compositions here are the plain reference: slow, and easy to
 * compare with the formulas in a textbook. */
#include "base/batch.h"
#include "engine/cells.h"
#include "engine/ops.h"
#include "test.h"

enum { ROUNDS = 25, SENTENCES = 6, LONGEST = 7, COARSE = 0, FINE = 1 };
static const double tolerance = 1e-11;

typedef struct Problem {
    int T, B, S, E, H, A, D, V;
    bool causal, with_residual;
    int lengths[SENTENCES]; /* of the source */
    int ids[LONGEST * SENTENCES];
    Parameters parameters; /* shard 0: coarse, shard 1: fine */
} Problem;

typedef Tensor *(*Apply)(Tape *tape, const Problem *problem);

static Tensor *p(Tape *tape, const Problem *problem, const char *name)
{
    return tape_parameter(tape, &problem->parameters, parameters_find(&problem->parameters, name));
}

/* ---- the additive decoder ---- */

static AdditiveWeights additive_weights(Tape *tape, const Problem *n)
{
    return (AdditiveWeights){p(tape, n, "C"),  p(tape, n, "U"),  p(tape, n, "bU"),
                             p(tape, n, "Wq"), p(tape, n, "bq"), p(tape, n, "v")};
}

static Source source_of(Tape *tape, const Problem *n)
{
    return (Source){p(tape, n, "keys"), p(tape, n, "values"), n->lengths};
}

static Tensor *additive_decoder(Tape *tape, const Problem *n, Sequence sequence)
{
    AdditiveWeights weights = additive_weights(tape, n);
    Source source = source_of(tape, n);
    return op_gru_additive(tape, &sequence, &weights, p(tape, n, "initial"), &source, NULL);
}

static Tensor *by_one_operation(Tape *tape, const Problem *n)
{
    return additive_decoder(tape, n, (Sequence){.x = op_embedding(tape, p(tape, n, "projected"), n->ids, n->T, n->B)});
}

static Tensor *by_shared_rows(Tape *tape, const Problem *n)
{
    return additive_decoder(tape, n, (Sequence){.table = p(tape, n, "projected"), .ids = n->ids, .T = n->T, .B = n->B});
}

/* The same rows put in place one by one, for the operation that is given all positions. */
static Tensor *by_placed_rows(Tape *tape, const Problem *n)
{
    Tensor *rows = op_reshape(tape, p(tape, n, "projected"), 3, (int[]){n->V, 1, 3 * n->H});
    Tensor *positions[LONGEST * SENTENCES];
    for (int i = 0; i < n->T * n->B; i++)
        positions[i] = op_step(tape, rows, n->ids[i]);
    Tensor *x = op_reshape(tape, op_stack(tape, positions, n->T * n->B), 3, (int[]){n->T, n->B, 3 * n->H});
    return additive_decoder(tape, n, (Sequence){.x = x});
}

/* A step projects its input itself: here by the unit matrix, since x W + c C is given to it. */
static Tensor *unit_matrix(Tape *tape, int size)
{
    Tensor *unit = tape_zeros(tape, 2, (int[]){size, size});
    for (int i = 0; i < size; i++)
        unit->value[i * size + i] = 1;
    return unit;
}

static Tensor *by_attention_and_steps(Tape *tape, const Problem *n)
{
    Tensor *x = op_embedding(tape, p(tape, n, "projected"), n->ids, n->T, n->B);
    Tensor *unit = unit_matrix(tape, 3 * n->H), *zero = tape_zeros(tape, 1, (int[]){3 * n->H});
    Tensor *state = p(tape, n, "initial"), *rows[LONGEST];
    CellWeights weights = {unit, zero, p(tape, n, "U"), p(tape, n, "bU")};
    Source source = source_of(tape, n);
    for (int t = 0; t < n->T; t++) {
        Tensor *query = op_linear(tape, state, p(tape, n, "Wq"), p(tape, n, "bq"));
        Tensor *context = op_attention_additive(tape, query, &source, p(tape, n, "v"), NULL);
        Tensor *input = op_add(tape, op_step(tape, x, t), op_matmul(tape, context, p(tape, n, "C")));
        state = op_recurrent_step(tape, &gru_cell, input, &weights, (CellStates){state, NULL}, NULL).hidden;
        rows[t] = op_concat(tape, state, context);
    }
    return op_stack(tape, rows, n->T);
}

/* ---- attention from scores ---- */

static Tensor *by_additive_attention(Tape *tape, const Problem *n)
{
    Tensor *query = op_linear(tape, p(tape, n, "initial"), p(tape, n, "Wq"), p(tape, n, "bq"));
    Source source = source_of(tape, n);
    return op_attention_additive(tape, query, &source, p(tape, n, "v"), NULL);
}

static Tensor *by_scores(Tape *tape, const Problem *n)
{
    Tensor *query = op_linear(tape, p(tape, n, "initial"), p(tape, n, "Wq"), p(tape, n, "bq"));
    Tensor *sum = op_tanh(tape, op_add(tape, op_repeat(tape, query, n->S), p(tape, n, "keys")));
    Tensor *scores = op_matmul(tape, sum, op_reshape(tape, p(tape, n, "v"), 2, (int[]){n->A, 1}));
    return op_weigh(tape, op_reshape(tape, scores, 2, (int[]){n->S, n->B}), p(tape, n, "values"), n->lengths, NULL);
}

/* ---- multi-head attention, from attention with one head and from one step alone ---- */

enum { HEADS = 3 };

/* Queries [T,B,HEADS * A] from ids, so that their gradients are compared as well. */
static Tensor *head_queries(Tape *tape, const Problem *n)
{
    return op_matmul(tape, op_embedding(tape, p(tape, n, "table"), n->ids, n->T, n->B), p(tape, n, "heads.query"));
}

static Tensor *by_heads(Tape *tape, const Problem *n)
{
    return op_multi_head_attention(tape, head_queries(tape, n),
                                   &(Source){p(tape, n, "heads.keys"), p(tape, n, "heads.values"), n->lengths}, HEADS,
                                   n->causal, NULL);
}

/* One step of one head that sees `count` keys. */
static Tensor *one_head_step(Tape *tape, const Problem *n, Tensor *query, Tensor *keys, Tensor *values, int t, int count)
{
    int lengths[SENTENCES];
    for (int b = 0; b < n->B; b++)
        lengths[b] = n->lengths[b] < count ? n->lengths[b] : count;
    Tensor *step = op_reshape(tape, op_step(tape, query, t), 3, (int[]){1, n->B, n->A});
    Source seen = {tape_view(tape, keys, 0, 3, (int[]){count, n->B, n->A}),
                   tape_view(tape, values, 0, 3, (int[]){count, n->B, n->A}), lengths};
    return op_step(tape, op_attention(tape, step, &seen, (real)(1 / sqrt(n->A)), NULL), 0);
}

static Tensor *by_single_heads(Tape *tape, const Problem *n)
{
    Tensor *query = head_queries(tape, n), *joined = NULL;
    for (int head = 0; head < HEADS; head++) {
        Tensor *q = op_slice(tape, query, head * n->A, n->A), *steps[LONGEST];
        Tensor *k = op_slice(tape, p(tape, n, "heads.keys"), head * n->A, n->A);
        Tensor *v = op_slice(tape, p(tape, n, "heads.values"), head * n->A, n->A);
        for (int t = 0; t < n->T; t++)
            steps[t] = one_head_step(tape, n, q, k, v, t, n->causal && t + 1 < n->S ? t + 1 : n->S);
        Tensor *context = op_stack(tape, steps, n->T);
        joined = joined != NULL ? op_concat(tape, joined, context) : context;
    }
    return joined;
}

/* ---- GELU from its formula, positions from rows of a table ---- */

static Tensor *by_gelu(Tape *tape, const Problem *n) { return op_gelu(tape, p(tape, n, "values")); }

static Tensor *by_gelu_formula(Tape *tape, const Problem *n)
{
    Tensor *a = p(tape, n, "values"), *cube = op_multiply(tape, a, op_multiply(tape, a, a));
    Tensor *inner = op_scale(tape, op_add(tape, a, op_scale(tape, cube, (real)0.044715)), sqrt(2 / 3.14159265358979323846));
    return op_scale(tape, op_add(tape, a, op_multiply(tape, a, op_tanh(tape, inner))), (real)0.5);
}

enum { FIRST_POSITION = 2 };

static Tensor *by_positions(Tape *tape, const Problem *n)
{
    int from[SENTENCES];
    for (int b = 0; b < n->B; b++)
        from[b] = FIRST_POSITION;
    return op_positions(tape, p(tape, n, "values"), p(tape, n, "positions"), from);
}

static Tensor *by_rows(Tape *tape, const Problem *n)
{
    Tensor *steps[LONGEST];
    for (int t = 0; t < n->S; t++) {
        Tensor *row = tape_view(tape, p(tape, n, "positions"), (size_t)((FIRST_POSITION + t) * n->D), 1, &n->D);
        steps[t] = op_add(tape, op_step(tape, p(tape, n, "values"), t), row);
    }
    return op_stack(tape, steps, n->S);
}

/* ---- a layer, its relu, and what is added to it ---- */

static Tensor *layer(Tape *tape, const Problem *n)
{
    return op_linear(tape, p(tape, n, "values"), p(tape, n, "C"), p(tape, n, "bW"));
}

static Tensor *by_linear_relu(Tape *tape, const Problem *n)
{
    return op_linear_relu(tape, p(tape, n, "values"), p(tape, n, "C"), p(tape, n, "bW"));
}

static Tensor *by_relu(Tape *tape, const Problem *n) { return op_relu(tape, layer(tape, n)); }

static Tensor *residual(Tape *tape, const Problem *n)
{
    return op_tanh(tape, op_linear(tape, p(tape, n, "values"), p(tape, n, "C"), p(tape, n, "bU")));
}

static Tensor *by_linear_add(Tape *tape, const Problem *n)
{
    return op_linear_add(tape, p(tape, n, "values"), p(tape, n, "C"), p(tape, n, "bW"), residual(tape, n));
}

static Tensor *by_linear_tanh(Tape *tape, const Problem *n)
{
    Tensor *rest = n->with_residual ? residual(tape, n) : NULL;
    return op_linear_tanh(tape, p(tape, n, "values"), p(tape, n, "C"), p(tape, n, "bW"), rest);
}

static Tensor *by_tanh(Tape *tape, const Problem *n)
{
    Tensor *sum = layer(tape, n);
    return op_tanh(tape, n->with_residual ? op_add(tape, residual(tape, n), sum) : sum);
}

static Tensor *by_sum(Tape *tape, const Problem *n) { return op_add(tape, residual(tape, n), layer(tape, n)); }

/* ---- comparing ---- */

static void add(Problem *n, const char *name, int rank, int a, int b, int c, Random *random)
{
    parameters_add(&n->parameters, name, rank, (int[]){a, b, c}, (Start){START_UNIFORM, 1}, random);
}

static void prepare(Problem *n, int round)
{
    Random random = seeded((uint64_t)round);
    *n = (Problem){.causal = round % 2 == 1, .with_residual = round % 2 == 1};
    int *sizes[] = {&n->T, &n->S, &n->E, &n->H, &n->A, &n->D, &n->V};
    const int most[] = {LONGEST, LONGEST, 20, 20, 40, 20, 60};
    for (int i = 0; i < 7; i++)
        *sizes[i] = random_between(&random, i == 6 ? TOKEN_FIRST + 1 : 1, most[i]);
    n->B = random_between(&random, 1, SENTENCES);
    for (int b = 0; b < n->B; b++)
        n->lengths[b] = random_between(&random, 1, n->S);
    for (int i = 0; i < n->T * n->B; i++)
        n->ids[i] = random_between(&random, TOKEN_PAD, n->V - 1);
    add(n, "table", 2, n->V, n->E, 1, &random);
    add(n, "projected", 2, n->V, 3 * n->H, 1, &random);
    add(n, "bW", 1, 3 * n->H, 1, 1, &random);
    add(n, "U", 2, n->H, 3 * n->H, 1, &random);
    add(n, "bU", 1, 3 * n->H, 1, 1, &random);
    add(n, "C", 2, n->D, 3 * n->H, 1, &random);
    add(n, "Wq", 2, n->H, n->A, 1, &random);
    add(n, "bq", 1, n->A, 1, 1, &random);
    add(n, "v", 1, n->A, 1, 1, &random);
    add(n, "initial", 2, n->B, n->H, 1, &random);
    add(n, "keys", 3, n->S, n->B, n->A, &random);
    add(n, "values", 3, n->S, n->B, n->D, &random);
    add(n, "heads.query", 2, n->E, HEADS * n->A, 1, &random);
    add(n, "heads.keys", 3, n->S, n->B, HEADS * n->A, &random);
    add(n, "heads.values", 3, n->S, n->B, HEADS * n->A, &random);
    add(n, "positions", 2, FIRST_POSITION + n->S, n->D, 1, &random);
    parameters_allocate(&n->parameters, 2);
}

static Tensor *run(Tape *tape, const Problem *n, Apply apply)
{
    tape_reset(tape, true);
    Tensor *out = apply(tape, n);
    assert_non_null(out);
    tape_backward(tape, op_sum(tape, op_multiply(tape, out, out)), 1);
    return out;
}

static void assert_near(real coarse, real fine)
{
    if (!(fabs(coarse - fine) <= tolerance * fmax(1, fmax(fabs(coarse), fabs(fine)))))
        fail_msg("%.17g in one operation, %.17g put together", coarse, fine);
}

static void assert_equal(Apply coarse, Apply fine)
{
    for (int round = 0; round < ROUNDS; round++) {
        Problem problem;
        prepare(&problem, round);
        Tape *tapes[] = {tape_open(COARSE), tape_open(FINE)};
        Tensor *a = run(tapes[COARSE], &problem, coarse), *b = run(tapes[FINE], &problem, fine);
        assert_true(tensor_same_shape(a, b));
        for (size_t i = 0; i < tensor_count(a); i++)
            assert_near(a->value[i], b->value[i]);
        for (size_t i = 0; i < problem.parameters.total; i++)
            assert_near(problem.parameters.gradient[COARSE][i], problem.parameters.gradient[FINE][i]);
        tape_close(tapes[COARSE]);
        tape_close(tapes[FINE]);
        parameters_free(&problem.parameters);
    }
}

TEST(rows_are_looked_up) { assert_equal(by_shared_rows, by_placed_rows); }
TEST(decoder_is_its_parts) { assert_equal(by_one_operation, by_attention_and_steps); }

TEST(attention_is_its_scores) { assert_equal(by_additive_attention, by_scores); }

TEST(heads_are_attentions) { assert_equal(by_heads, by_single_heads); }
TEST(a_layer_is_cut_off) { assert_equal(by_linear_relu, by_relu); }
TEST(a_layer_is_squashed) { assert_equal(by_linear_tanh, by_tanh); }
TEST(a_layer_is_added) { assert_equal(by_linear_add, by_sum); }
TEST(gelu_is_its_formula) { assert_equal(by_gelu, by_gelu_formula); }
TEST(positions_are_rows) { assert_equal(by_positions, by_rows); }

/* Sine and cosine of the formula, at every position up to one past the first table that is made. */
TEST(positions_are_waves)
{
    enum { T = 70, E = 7, FROM = 5 };
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Tensor *x = tape_zeros(tape, 3, (int[]){T, 2, E}), *short_one = tape_zeros(tape, 3, (int[]){3, 2, E});
    const Tensor *y = op_positions(tape, x, NULL, (int[]){FROM, FROM}), *first = op_positions(tape, short_one, NULL, NULL);
    for (int t = 0; t < T; t++)
        for (int j = 0; j < E; j++) {
            double angle = (FROM + t) / pow(10000, (double)(j / 2 * 2) / E);
            assert_near(y->value[(t * 2 + 1) * E + j], j % 2 == 0 ? sin(angle) : cos(angle));
        }
    assert_near(first->value[2 * 2 * E], sin(2));
    tape_close(tape);
}

/* About as many are left out as are asked for, the others grow, and evaluation leaves none out. */
TEST(dropout_keeps_the_sum)
{
    enum { COUNT = 40000 };
    Random random = seeded(1);
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    Tensor *x = tape_tensor(tape, 1, (int[]){COUNT});
    for (int i = 0; i < COUNT; i++)
        x->value[i] = 1;
    assert_ptr_equal(op_dropout(tape, x, 0, &random), x);
    const Tensor *y = op_dropout(tape, x, (real)0.2, &random);
    int zeros = 0;
    for (int i = 0; i < COUNT; i++) {
        assert_true(y->value[i] == 0 || fabs(y->value[i] - 1.25) < 1e-12);
        zeros += y->value[i] == 0;
    }
    assert_true(abs(zeros - COUNT / 5) < COUNT / 50); /* ten standard deviations */
    tape_reset(tape, false);
    x = tape_tensor(tape, 1, (int[]){COUNT});
    assert_ptr_equal(op_dropout(tape, x, (real)0.2, &random), x);
    tape_close(tape);
}

/* ---- the output layer with its loss ---- */

/* Rows enough for several blocks: x [ROWS,1,H], V so large that a block has its least number of rows. */
TEST(the_loss_needs_no_logits)
{
    enum { ROWS = 150, H = 3, WIDE = 9000 };
    Parameters parameters = {0};
    int targets[ROWS];
    Random random = seeded(9);
    parameters_add(&parameters, "x", 3, (int[]){ROWS, 1, H}, (Start){START_UNIFORM, 1}, &random);
    parameters_add(&parameters, "W", 2, (int[]){H, WIDE}, (Start){START_UNIFORM, 2}, &random);
    parameters_add(&parameters, "b", 1, (int[]){WIDE}, (Start){START_UNIFORM, 1}, &random);
    parameters_allocate(&parameters, 2);
    for (int i = 0; i < ROWS; i++)
        targets[i] = i % 7 == 0 ? TOKEN_PAD : random_between(&random, 1, WIDE - 1);
    Tape *tapes[] = {tape_open(COARSE), tape_open(FINE)};
    Tensor *losses[2];
    for (int i = 0; i < 2; i++) {
        Tape *tape = tapes[i];
        tape_reset(tape, true);
        Tensor *x = tape_parameter(tape, &parameters, 0), *W = tape_parameter(tape, &parameters, 1), *b = tape_parameter(tape, &parameters, 2);
        losses[i] = i == COARSE ? op_output_loss(tape, x, W, b, targets, (LossScale){0, (real)0.1})
                                : op_cross_entropy(tape, op_linear(tape, x, W, b), targets, (LossScale){0, (real)0.1});
        tape_backward(tape, losses[i], (real)1.5);
    }
    assert_near(losses[COARSE]->value[0], losses[FINE]->value[0]);
    for (size_t i = 0; i < parameters.total; i++)
        assert_near(parameters.gradient[COARSE][i], parameters.gradient[FINE][i]);
    tape_close(tapes[0]);
    tape_close(tapes[1]);
    parameters_free(&parameters);
}

/* ---- scores at the ends of tanh ---- */

/* One sentence of S keys with one number each: the weights are softmax(tanh(q + k_s)). */
static void assert_scores(Tape *tape, real q, const real *keys, int S)
{
    Tensor *query = tape_tensor(tape, 2, (int[]){1, 1}), *v = tape_tensor(tape, 1, (int[]){1}), *weights;
    query->value[0] = q;
    v->value[0] = 1;
    Tensor *memory = tape_constant(tape, 3, (int[]){S, 1, 1}, keys);
    assert_non_null(op_attention_additive(tape, query, &(Source){memory, memory, NULL}, v, &weights));
    real sum = 0;
    for (int s = 0; s < S; s++)
        sum += exp(tanh(q + keys[s]));
    for (int s = 0; s < S; s++)
        assert_near(weights->value[s], exp(tanh(q + keys[s])) / sum);
}

TEST(large_scores_are_right)
{
    const real moderate[] = {-40, -39, -1, -1e-9, 0, 1e-3, 2, 38, 40}, large[] = {-1e300, -800, -50, 60, 1e6};
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    for (int i = 0; i < 9; i++)
        assert_scores(tape, moderate[i], moderate, 9);
    assert_scores(tape, 2, large, 5);
    for (int i = 0; i < 5; i++)
        assert_scores(tape, large[i], moderate + 2, 5);
    Tensor *query = tape_tensor(tape, 2, (int[]){1, 1}), *v = tape_tensor(tape, 1, (int[]){1}), *weights;
    query->value[0] = NAN;
    v->value[0] = 1;
    Tensor *memory = tape_constant(tape, 3, (int[]){5, 1, 1}, moderate);
    assert_non_null(op_attention_additive(tape, query, &(Source){memory, memory, NULL}, v, &weights));
    assert_true(isnan(weights->value[0]));
    tape_close(tape);
}
