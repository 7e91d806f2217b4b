/* test_engine_padding.c: padding never changes a result.
 *
 * Sentences of different lengths are computed twice: together in one padded batch, and each alone without padding.
 * Outputs and all gradients must agree. What stands at padding is large and random, so that reading it would show.
 * In float64, on random shapes. */
#include "base/batch.h"
#include "engine/cells.h"
#include "engine/ops.h"
#include "test.h"

enum { ROUNDS = 25, SENTENCES = 6, LONGEST = 7, INPUTS = 5, TOGETHER = 0, ALONE = 1 };
static const double tolerance = 1e-11;

/* A tensor of numbers for each sentence: [time,B,columns], or [B,columns] where time is 0. */
typedef struct Given {
    int time, columns;
    bool cut; /* by the sentence's length */
    real values[LONGEST * SENTENCES * 64];
} Given;

typedef struct Problem {
    Random random;
    const RecurrentCell *cell; /* of a layer */
    int T, B, S, E, H, D, V;
    bool backwards;
    int lengths[SENTENCES];
    int ids[LONGEST * SENTENCES];
    Parameters parameters; /* shard 0: together, shard 1: alone */
    int given_count;
    Given given[INPUTS];
    bool output_cut;       /* whether the output's time is the one that is padded */
} Problem;

/* What apply computes on: the whole batch, or one sentence of it. */
typedef struct Part {
    Tape *tape;
    const Problem *problem;
    Tensor *inputs[INPUTS];
    int T, B;
    const int *ids, *lengths;
} Part;

typedef struct Case {
    void (*prepare)(Problem *problem);
    Tensor *(*apply)(const Part *part);
} Case;

static int time_steps(const Given *given) { return given->time > 0 ? given->time : 1; }

static bool is_true(const Problem *problem, bool cut, int t, int b) { return !cut || t < problem->lengths[b]; }

static void give(Problem *problem, int time, int columns, bool cut)
{
    Given *given = &problem->given[problem->given_count++];
    given->time = time;
    given->columns = columns;
    given->cut = cut;
    for (int row = 0; row < time_steps(given) * problem->B; row++)
        for (int i = 0; i < columns; i++) {
            double size = is_true(problem, cut, row / problem->B, row % problem->B) ? 1 : 1e6;
            given->values[row * columns + i] = size * (2 * random_uniform(&problem->random) - 1);
        }
}

static void weight(Problem *problem, const char *name, int rows, int columns)
{
    int shape[] = {rows > 0 ? rows : columns, columns};
    parameters_add(&problem->parameters, name, rows > 0 ? 2 : 1, shape, START_UNIFORM, 1, &problem->random);
}

static Tensor *parameter(const Part *part, const char *name)
{
    return tape_parameter(part->tape, &part->problem->parameters,
                          parameters_find(&part->problem->parameters, name));
}

/* ---- the cases ---- */

static void cell_weights(Problem *p)
{
    int columns = cell_gates(p->cell) * p->H;
    weight(p, "W", p->E, columns);
    weight(p, "bW", 0, columns);
    weight(p, "U", p->H, columns);
    weight(p, "bU", 0, columns);
    give(p, 0, p->H, false);
    if (p->cell->keeps_cell_state)
        give(p, 0, p->H, false);
    p->output_cut = true;
}

static void prepare_vectors(Problem *p)
{
    cell_weights(p);
    give(p, p->T, p->E, true);
}

static void prepare_tokens(Problem *p)
{
    cell_weights(p);
    weight(p, "table", p->V, p->E);
}

/* States and cell states side by side. */
static Tensor *apply_layer(const Part *part, Sequence sequence)
{
    const RecurrentCell *cell = part->problem->cell;
    CellWeights weights = {parameter(part, "W"), parameter(part, "bW"), parameter(part, "U"), parameter(part, "bU")};
    sequence.lengths = part->lengths;
    sequence.backwards = part->problem->backwards;
    CellStates start = {part->inputs[0], cell->keeps_cell_state ? part->inputs[1] : NULL};
    CellStates states = op_recurrent(part->tape, cell, &sequence, &weights, start, NULL);
    return states.cell != NULL ? op_concat(part->tape, states.hidden, states.cell) : states.hidden;
}

static Tensor *apply_vectors(const Part *part)
{
    return apply_layer(part, (Sequence){.x = part->inputs[part->problem->cell->keeps_cell_state ? 2 : 1]});
}

static Tensor *apply_tokens(const Part *part)
{
    return apply_layer(part, (Sequence){.table = parameter(part, "table"), .ids = part->ids, .T = part->T, .B = part->B});
}

static void prepare_attention(Problem *p)
{
    give(p, p->S, p->H, false);
    give(p, p->T, p->H, true);
    give(p, p->T, p->D, true);
}

static Tensor *apply_attention(const Part *part)
{
    return op_attention(part->tape, part->inputs[0], &(Source){part->inputs[1], part->inputs[2], part->lengths}, (real)0.6,
                        NULL);
}

static void prepare_additive(Problem *p)
{
    give(p, 0, p->H, false);
    give(p, p->T, p->H, true);
    give(p, p->T, p->D, true);
    weight(p, "v", 0, p->H);
}

static Tensor *apply_additive(const Part *part)
{
    return op_attention_additive(part->tape, part->inputs[0], &(Source){part->inputs[1], part->inputs[2], part->lengths},
                                 parameter(part, "v"), NULL);
}

static void prepare_gru_additive(Problem *p)
{
    give(p, p->S, 3 * p->H, false);
    give(p, 0, p->H, false);
    give(p, p->T, p->E, true); /* keys; the query has E columns here */
    give(p, p->T, p->D, true);
    weight(p, "C", p->D, 3 * p->H);
    weight(p, "U", p->H, 3 * p->H);
    weight(p, "bU", 0, 3 * p->H);
    weight(p, "Wq", p->H, p->E);
    weight(p, "bq", 0, p->E);
    weight(p, "v", 0, p->E);
}

static Tensor *apply_gru_additive(const Part *part)
{
    AdditiveWeights weights = {parameter(part, "C"),  parameter(part, "U"),  parameter(part, "bU"),
                               parameter(part, "Wq"), parameter(part, "bq"), parameter(part, "v")};
    return op_gru_additive(part->tape, &(Sequence){.x = part->inputs[0]}, &weights, part->inputs[1],
                           &(Source){part->inputs[2], part->inputs[3], part->lengths}, NULL);
}

static void prepare_heads(Problem *p)
{
    give(p, p->S, 2 * p->H, false);
    give(p, p->T, 2 * p->H, true);
    give(p, p->T, 2 * p->H, true);
}

static Tensor *apply_heads(const Part *part)
{
    return op_multi_head_attention(part->tape, part->inputs[0], &(Source){part->inputs[1], part->inputs[2], part->lengths}, 2,
                                   false, NULL);
}

static void prepare_heads_itself(Problem *p)
{
    give(p, p->T, 3 * p->H, true);
    p->output_cut = true;
}

static Tensor *apply_heads_itself(const Part *part)
{
    Tensor *x = part->inputs[0];
    return op_multi_head_attention(part->tape, x, &(Source){x, x, part->lengths}, 3, part->problem->backwards, NULL);
}

/* ---- together and alone ---- */

/* How much output number i of sentence b at step t counts in the loss: nothing at padding. */
static real share(const Problem *problem, int t, int b, int i)
{
    return is_true(problem, problem->output_cut, t, b) ? sin(1 + t * 7.3 + b * 3.1 + i * 1.7) : 0;
}

/* Backward from the weighed sum of out, which holds sentences first .. first + B - 1. */
static void backward_from(const Part *part, Tensor *out, int first)
{
    Tape *tape = part->tape;
    int columns = tensor_columns(out), rows = tensor_rows(out);
    real *shares = arena_alloc(tape_arena(tape), tensor_count(out) * sizeof *shares);
    for (int row = 0; row < rows; row++)
        for (int i = 0; i < columns; i++)
            shares[row * columns + i] = share(part->problem, row / part->B, first + row % part->B, i);
    Tensor *weighed = op_multiply(tape, out, tape_constant(tape, out->rank, out->shape, shares));
    tape_backward(tape, op_sum(tape, weighed), 1);
}

static Tensor *make_input(Tape *tape, const Given *given, int time, int B)
{
    return given->time > 0 ? tape_tensor(tape, 3, (int[]){time, B, given->columns})
                           : tape_tensor(tape, 2, (int[]){B, given->columns});
}

static Tensor *run_together(const Case *one, Problem *problem, Part *part)
{
    part->T = problem->T;
    part->B = problem->B;
    part->ids = problem->ids;
    part->lengths = problem->lengths;
    for (int k = 0; k < problem->given_count; k++) {
        const Given *given = &problem->given[k];
        part->inputs[k] = make_input(part->tape, given, given->time, problem->B);
        memcpy(part->inputs[k]->value, given->values, tensor_count(part->inputs[k]) * sizeof(real));
    }
    Tensor *out = one->apply(part);
    assert_non_null(out);
    backward_from(part, out, 0);
    return out;
}

static Tensor *run_alone(const Case *one, const Problem *problem, Part *part, int b)
{
    static int ids[LONGEST];
    part->T = problem->lengths[b];
    part->B = 1;
    part->ids = ids;
    part->lengths = NULL;
    for (int t = 0; t < part->T; t++)
        ids[t] = problem->ids[t * problem->B + b];
    for (int k = 0; k < problem->given_count; k++) {
        const Given *given = &problem->given[k];
        int time = given->cut ? part->T : given->time, columns = given->columns;
        part->inputs[k] = make_input(part->tape, given, time, 1);
        for (int t = 0; t < (time > 0 ? time : 1); t++)
            memcpy(part->inputs[k]->value + t * columns, given->values + (t * problem->B + b) * columns,
                   (size_t)columns * sizeof(real));
    }
    Tensor *out = one->apply(part);
    assert_non_null(out);
    backward_from(part, out, b);
    return out;
}

static void assert_near(real a, real b)
{
    if (!(fabs(a - b) <= tolerance * fmax(1, fmax(fabs(a), fabs(b)))))
        fail_msg("%.17g in the batch, %.17g alone", a, b);
}

/* Sentence b of a batch's rows against the rows of the sentence alone; the others have to be 0. */
static void compare(const Problem *problem, const real *batch, const Tensor *alone, const real *rows, int b, int time)
{
    int columns = tensor_columns(alone), alone_time = tensor_rows(alone);
    for (int t = 0; t < time; t++)
        for (int i = 0; i < columns; i++)
            assert_near(batch[(t * problem->B + b) * columns + i],
                        t < alone_time ? rows[t * columns + i] : 0);
}

static void check(const Case *one, Problem *problem)
{
    Tape *tapes[] = {tape_open(TOGETHER), tape_open(ALONE)};
    Part together = {.tape = tapes[TOGETHER], .problem = problem};
    tape_reset(tapes[TOGETHER], true);
    Tensor *out = run_together(one, problem, &together);
    for (int b = 0; b < problem->B; b++) {
        Part alone = {.tape = tapes[ALONE], .problem = problem};
        tape_reset(tapes[ALONE], true);
        Tensor *out_alone = run_alone(one, problem, &alone, b);
        compare(problem, out->value, out_alone, out_alone->value, b, tensor_rows(out_alone));
        for (int k = 0; k < problem->given_count; k++)
            compare(problem, together.inputs[k]->gradient, alone.inputs[k], alone.inputs[k]->gradient, b,
                    time_steps(&problem->given[k]));
    }
    for (size_t i = 0; i < problem->parameters.total; i++)
        assert_near(problem->parameters.gradient[TOGETHER][i], problem->parameters.gradient[ALONE][i]);
    tape_close(tapes[TOGETHER]);
    tape_close(tapes[ALONE]);
}

static void check_with(const Case *one, const RecurrentCell *cell)
{
    for (int round = 0; round < ROUNDS; round++) {
        static Problem problem;
        problem = (Problem){.cell = cell, .backwards = round % 2 == 1};
        Random *random = &problem.random;
        random_seed(random, (uint64_t)round);
        problem.T = random_between(random, 1, LONGEST);
        problem.B = random_between(random, 1, SENTENCES);
        problem.S = random_between(random, 1, LONGEST);
        problem.E = random_between(random, 1, 20);
        problem.H = random_between(random, 1, 20);
        problem.D = random_between(random, 1, 20);
        problem.V = random_between(random, 5, 30);
        for (int b = 0; b < problem.B; b++)
            problem.lengths[b] = random_between(random, 1, problem.T);
        for (int i = 0; i < problem.T * problem.B; i++)
            problem.ids[i] = i / problem.B < problem.lengths[i % problem.B]
                                 ? random_between(random, TOKEN_PAD, problem.V - 1)
                                 : TOKEN_PAD;
        one->prepare(&problem);
        parameters_allocate(&problem.parameters, 2);
        check(one, &problem);
        parameters_free(&problem.parameters);
    }
}

static void check_case(const Case *one) { check_with(one, NULL); }

TEST(layers)
{
    for (int i = 0; i < cell_count; i++) {
        check_with(&(Case){prepare_vectors, apply_vectors}, cells[i]);
        check_with(&(Case){prepare_tokens, apply_tokens}, cells[i]);
    }
}

TEST(attention) { check_case(&(Case){prepare_attention, apply_attention}); }
TEST(additive) { check_case(&(Case){prepare_additive, apply_additive}); }
TEST(heads) { check_case(&(Case){prepare_heads, apply_heads}); }
/* In every second round it is causal. */
TEST(heads_itself) { check_case(&(Case){prepare_heads_itself, apply_heads_itself}); }
TEST(decoder) { check_case(&(Case){prepare_gru_additive, apply_gru_additive}); }

/* The state after the last true token stands at the end of the batch (forward) or at its beginning. */
enum { PLACES_T = 5, PLACES_B = 3, PLACES_H = 4 };
static const int places_lengths[PLACES_B] = {5, 2, 3};

static void assert_places(const Tensor *forward, const Tensor *backward)
{
    const int T = PLACES_T, B = PLACES_B, H = PLACES_H;
    for (int b = 0; b < B; b++)
        for (int i = 0; i < H; i++) {
            int length = places_lengths[b];
            assert_true(forward->value[((T - 1) * B + b) * H + i] == forward->value[((length - 1) * B + b) * H + i]);
            for (int t = length; t < T; t++)
                assert_true(backward->value[(t * B + b) * H + i] == 0);
        }
}

static void assert_no_gates_at_padding(const Tensor *gates)
{
    int columns = tensor_columns(gates);
    for (int t = 0; t < PLACES_T; t++)
        for (int b = 0; b < PLACES_B; b++)
            for (int i = 0; t >= places_lengths[b] && i < columns; i++)
                assert_true(gates->value[(t * PLACES_B + b) * columns + i] == 0);
}

/* x, W, bW, U, bU */
static void places_inputs(Tape *tape, int gates, Tensor **in)
{
    int N = gates * PLACES_H;
    in[0] = tape_tensor(tape, 3, (int[]){PLACES_T, PLACES_B, PLACES_H});
    in[1] = tape_tensor(tape, 2, (int[]){PLACES_H, N});
    in[2] = tape_tensor(tape, 1, (int[]){N});
    in[3] = tape_tensor(tape, 2, (int[]){PLACES_H, N});
    in[4] = tape_tensor(tape, 1, (int[]){N});
    Random random;
    random_seed(&random, 3);
    for (int k = 0; k < 5; k++)
        for (size_t i = 0; i < tensor_count(in[k]); i++)
            in[k]->value[i] = random_normal(&random);
}

TEST(final_states_are_where_they_are_promised)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    for (int i = 0; i < cell_count; i++) {
        Tensor *in[5], *gates;
        places_inputs(tape, cell_gates(cells[i]), in);
        Sequence sequence = {.x = in[0], .lengths = places_lengths};
        CellWeights weights = {in[1], in[2], in[3], in[4]};
        CellStates forward = op_recurrent(tape, cells[i], &sequence, &weights, (CellStates){0}, &gates);
        sequence.backwards = true;
        CellStates backward = op_recurrent(tape, cells[i], &sequence, &weights, (CellStates){0}, NULL);
        assert_places(forward.hidden, backward.hidden);
        assert_true((forward.cell != NULL) == cells[i]->keeps_cell_state);
        if (forward.cell != NULL)
            assert_places(forward.cell, backward.cell);
        assert_true((gates != NULL) == (cells[i]->gates[0] != NULL));
        if (gates != NULL)
            assert_no_gates_at_padding(gates);
    }
    tape_close(tape);
}
