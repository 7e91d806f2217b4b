/* test_engine_allocation.c: a training step in its steady state asks the system for no memory. */
#include "allocation_count.h"
#include "base/memory.h"
#include "engine/cells.h"
#include "engine/optimizer.h"
#include "small_network.h"
#include "test.h"

typedef Tensor *(*Loss)(Tape *tape, const Parameters *parameters, int shard);

static long calls_in_step(Tape *tape, Parameters *parameters, Optimizer *optimizer, Loss loss)
{
    double norm;
    long before = allocation_count();
    tape_reset(tape, true);
    parameters_zero_gradients(parameters);
    tape_backward(tape, loss(tape, parameters, 0), 1);
    parameters_sum_gradients(parameters);
    optimizer_step(optimizer, parameters, 0.01, 1, &norm);
    return allocation_count() - before;
}

static void assert_no_calls(Parameters *parameters, OptimizerKind kind, Loss loss)
{
    Optimizer optimizer;
    optimizer_open(&optimizer, parameters, &(OptimizerOptions){.kind = kind, .momentum = 0.9});
    Tape *tape = tape_open(0);
    assert_true(calls_in_step(tape, parameters, &optimizer, loss) > 0); /* the first one does: the count works */
    for (int i = 0; i < 20; i++)
        assert_int_equal(calls_in_step(tape, parameters, &optimizer, loss), 0);
    tape_close(tape);
    optimizer_close(&optimizer);
}

TEST(a_steady_step_asks_for_no_memory)
{
    for (OptimizerKind kind = OPTIMIZER_ADAM; kind <= OPTIMIZER_SGD; kind++) {
        Parameters parameters;
        network_open(&parameters, 2);
        assert_no_calls(&parameters, kind, network_loss);
        parameters_free(&parameters);
    }
}

/* ---- layers of cells: the gates of each tell which it is ---- */

enum { LAYER_T = 6, LAYER_B = 3, LAYER_E = 5, LAYER_H = 7, LAYER_V = 9 };

static void layers_open(Parameters *parameters, int gates)
{
    Random random = seeded(8);
    *parameters = (Parameters){0};
    int N = gates * LAYER_H;
    parameters_add(parameters, "table", 2, (int[]){LAYER_V, LAYER_E}, (Start){START_NORMAL, 0.5}, &random);
    parameters_add(parameters, "W", 2, (int[]){LAYER_E, N}, (Start){START_UNIFORM, 0.4}, &random);
    parameters_add(parameters, "bW", 1, (int[]){N}, (Start){START_ZERO, 0}, &random);
    parameters_add(parameters, "U", 2, (int[]){LAYER_H, N}, (Start){START_UNIFORM, 0.4}, &random);
    parameters_add(parameters, "bU", 1, (int[]){N}, (Start){START_ZERO, 0}, &random);
    parameters_allocate(parameters, 1);
}

static const RecurrentCell *layers_cell; /* which one layers_loss uses */

static CellStates step_of(Tape *tape, CellStates states, int t)
{
    return (CellStates){op_step(tape, states.hidden, t), states.cell != NULL ? op_step(tape, states.cell, t) : NULL};
}

/* Over tokens, over vectors from there, and one step more. */
static Tensor *layers_loss(Tape *tape, const Parameters *parameters, int shard)
{
    (void)shard;
    const int lengths[LAYER_B] = {6, 2, 4};
    int ids[LAYER_T * LAYER_B];
    for (int i = 0; i < LAYER_T * LAYER_B; i++)
        ids[i] = i * 5 % LAYER_V;
    Tensor *p[5];
    for (int i = 0; i < 5; i++)
        p[i] = tape_parameter(tape, parameters, i);
    CellWeights weights = {p[1], p[2], p[3], p[4]};
    Tensor *x = op_embedding(tape, p[0], ids, LAYER_T, LAYER_B), *one = op_step(tape, x, 0);
    Sequence tokens = {.table = p[0], .ids = ids, .T = LAYER_T, .B = LAYER_B, .lengths = lengths};
    Sequence vectors = {.x = x, .lengths = lengths, .backwards = true};
    CellStates s = op_recurrent(tape, layers_cell, &tokens, &weights, (CellStates){0}, NULL);
    s = op_recurrent(tape, layers_cell, &vectors, &weights, step_of(tape, s, LAYER_T - 1), NULL);
    Tensor *h = op_recurrent_step(tape, layers_cell, one, &weights, step_of(tape, s, 0), NULL).hidden;
    return op_sum(tape, op_multiply(tape, h, h));
}

TEST(layers_of_cells_ask_for_no_memory)
{
    for (int i = 0; i < cell_count; i++) {
        Parameters parameters;
        layers_cell = cells[i];
        layers_open(&parameters, cell_gates(cells[i]));
        assert_no_calls(&parameters, OPTIMIZER_ADAM, layers_loss);
        parameters_free(&parameters);
    }
}

TEST(a_planted_allocation_is_counted)
{
    long before = allocation_count();
    void *memory = memory_new(1, 8);
    assert_int_equal(allocation_count() - before, 1);
    memory = memory_resize(memory, 2, 8);
    assert_int_equal(allocation_count() - before, 2);
    free(memory);
    assert_int_equal(allocation_count() - before, 3);
}
