/* bench_engine.c: how long a training step takes, and how much of it matrix products are. Not installed, not a test.
 *
 *     tests/bench_engine                          the models and sizes below
 *     tests/bench_engine additive 128 64 64 30    one model: H, V, B, length
 *
 * A step is forward with teacher forcing, cross-entropy, backward, clipping at 1.0, Adam; E = H, one layer, one
 * shard, source as long as target, no padding: what scripts/peers measure of others. Medians of several windows. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <math.h>

#include "base/batch.h"
#include "base/memory.h"
#include "engine/gemm.h"
#include "engine/cells.h"
#include "engine/ops.h"
#include "engine/optimizer.h"

enum { BATCHES = 8, WINDOWS = 7 };
static const double window_seconds = 0.5;

/* The first three are of GRU cells, the others of their own cells without attention. */
typedef enum { NONE, DOT, ADDITIVE, RNN, LSTM, KINDS } Kind;
static const char *const kind_names[KINDS] = {"none", "dot", "additive", "rnn", "lstm"};

typedef struct Bench {
    Kind kind;
    int H, V, B, length;
    Parameters parameters;
    Optimizer optimizer;
    Tape *tape;
    int *source[BATCHES], *target[BATCHES]; /* [length,B] and [length + 1,B] */
} Bench;

/* ---- the model ---- */

static void add(Bench *n, const char *name, int rows, int columns, Random *random)
{
    int shape[] = {rows > 0 ? rows : columns, columns};
    parameters_add(&n->parameters, name, rows > 0 ? 2 : 1, shape, START_UNIFORM, 1 / sqrt((double)n->H), random);
}

static void add_cell(Bench *n, const char *W, const char *bW, const char *U, const char *bU, Random *random)
{
    int columns = n->H * (n->kind == RNN ? 1 : n->kind == LSTM ? 4 : 3);
    add(n, W, n->H, columns, random);
    add(n, bW, 0, columns, random);
    add(n, U, n->H, columns, random);
    add(n, bU, 0, columns, random);
}

static void add_parameters(Bench *n, Random *random)
{
    int H = n->H;
    add(n, "source", n->V, H, random);
    add(n, "target", n->V, H, random);
    add_cell(n, "encoder.W", "encoder.bW", "encoder.U", "encoder.bU", random);
    add_cell(n, "decoder.W", "decoder.bW", "decoder.U", "decoder.bU", random);
    if (n->kind == DOT) {
        add(n, "key.W", H, H, random);
        add(n, "combine.W", 2 * H, H, random);
        add(n, "combine.b", 0, H, random);
    }
    if (n->kind == ADDITIVE) {
        add(n, "decoder.C", H, 3 * H, random);
        add(n, "key.W", H, H, random);
        add(n, "query.W", H, H, random);
        add(n, "query.b", 0, H, random);
        add(n, "v", 0, H, random);
    }
    add(n, "output.W", n->kind == ADDITIVE ? 2 * H : H, n->V, random);
    add(n, "output.b", 0, n->V, random);
}

static Tensor *p(const Bench *n, const char *name)
{
    return tape_parameter(n->tape, &n->parameters, parameters_find(&n->parameters, name));
}

static CellStates layer(const Bench *n, const char *table, const int *ids, CellStates start)
{
    bool encoder = strcmp(table, "source") == 0;
    Sequence sequence = {.table = p(n, table), .ids = ids, .T = n->length, .B = n->B};
    CellWeights weights = {p(n, encoder ? "encoder.W" : "decoder.W"), p(n, encoder ? "encoder.bW" : "decoder.bW"),
                           p(n, encoder ? "encoder.U" : "decoder.U"), p(n, encoder ? "encoder.bU" : "decoder.bU")};
    const RecurrentCell *cell = n->kind == RNN ? &rnn_cell : n->kind == LSTM ? &lstm_cell : &gru_cell;
    return op_recurrent(n->tape, cell, &sequence, &weights, start, NULL);
}

static Tensor *attend_dot(const Bench *n, Tensor *states, Tensor *memory)
{
    Tensor *keys = op_linear(n->tape, memory, p(n, "key.W"), NULL);
    Tensor *context = op_attention(n->tape, states, &(Source){keys, memory, NULL}, 1, NULL);
    Tensor *joined = op_concat(n->tape, context, states);
    return op_tanh(n->tape, op_linear(n->tape, joined, p(n, "combine.W"), p(n, "combine.b")));
}

static Tensor *decode_additive(const Bench *n, const int *ids, Tensor *initial, Tensor *memory)
{
    /* x W + b once for each row of the table, and looked up */
    Tensor *projected = op_linear(n->tape, p(n, "target"), p(n, "decoder.W"), p(n, "decoder.bW"));
    Tensor *x = op_embedding(n->tape, projected, ids, n->length, n->B);
    Tensor *keys = op_linear(n->tape, memory, p(n, "key.W"), NULL);
    AdditiveWeights weights = {p(n, "decoder.C"), p(n, "decoder.U"), p(n, "decoder.bU"),
                               p(n, "query.W"),   p(n, "query.b"),   p(n, "v")};
    return op_gru_additive(n->tape, &(Sequence){.x = x}, &weights, initial, &(Source){keys, memory, NULL}, NULL);
}

static Tensor *loss_of(const Bench *n, int batch)
{
    const int *target = n->target[batch];
    CellStates encoded = layer(n, "source", n->source[batch], (CellStates){0});
    Tensor *memory = encoded.hidden;
    int end = n->length - 1;
    CellStates last = {op_step(n->tape, memory, end), encoded.cell != NULL ? op_step(n->tape, encoded.cell, end) : NULL};
    Tensor *decoded =
        n->kind == ADDITIVE ? decode_additive(n, target, last.hidden, memory) : layer(n, "target", target, last).hidden;
    if (n->kind == DOT)
        decoded = attend_dot(n, decoded, memory);
    Tensor *logits = op_linear(n->tape, decoded, p(n, "output.W"), p(n, "output.b"));
    return op_cross_entropy(n->tape, logits, target + n->B, 0);
}

/* ---- measuring ---- */

static void step(Bench *n, int i)
{
    double norm;
    tape_reset(n->tape, true);
    parameters_zero_gradients(&n->parameters);
    tape_backward(n->tape, loss_of(n, i % BATCHES), 1);
    optimizer_step(&n->optimizer, &n->parameters, 1e-3, 1.0, &norm);
}

static double seconds_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double seconds_of(Bench *n, int steps)
{
    double begin = seconds_now();
    for (int i = 0; i < steps; i++)
        step(n, i);
    return (seconds_now() - begin) / steps;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(Bench *n)
{
    double windows[WINDOWS];
    int steps = 1 + (int)(window_seconds / (seconds_of(n, 10) + 1e-9));
    for (int i = 0; i < WINDOWS; i++)
        windows[i] = seconds_of(n, steps);
    qsort(windows, WINDOWS, sizeof *windows, by_size);
    double median = windows[WINDOWS / 2];
    gemm_counts_reset(true);
    double timed = seconds_of(n, steps);
    GemmCounts counts = gemm_counts();
    gemm_counts_reset(false);
    printf("%-9s %4d %5d %4d %4d  %8.3f ms (%.3f to %.3f)  products %4.1f %%, %5.1f GFLOP/s in them, %lu calls  "
           "%zu KiB\n",
           kind_names[n->kind], n->H, n->V, n->B, n->length, 1e3 * median, 1e3 * windows[0],
           1e3 * windows[WINDOWS - 1], 100 * counts.seconds / (timed * steps),
           1e-9 * counts.operations / counts.seconds, counts.calls / (unsigned long)steps,
           arena_capacity(tape_arena(n->tape)) / 1024);
}

static int *random_ids(int count, int V, Random *random)
{
    int *ids = memory_new((size_t)count, sizeof *ids);
    for (int i = 0; i < count; i++)
        ids[i] = random_between(random, TOKEN_EOS, V - 1);
    return ids;
}

static void bench(Kind kind, int H, int V, int B, int length)
{
    Bench n = {.kind = kind, .H = H, .V = V, .B = B, .length = length, .tape = tape_open(0)};
    Random random;
    random_seed(&random, 1);
    add_parameters(&n, &random);
    parameters_allocate(&n.parameters, 1);
    optimizer_open(&n.optimizer, &n.parameters, &(OptimizerOptions){0});
    for (int i = 0; i < BATCHES; i++) {
        n.source[i] = random_ids(length * B, V, &random);
        n.target[i] = random_ids((length + 1) * B, V, &random);
    }
    measure(&n);
    for (int i = 0; i < BATCHES; i++) {
        free(n.source[i]);
        free(n.target[i]);
    }
    optimizer_close(&n.optimizer);
    parameters_free(&n.parameters);
    tape_close(n.tape);
}

static Kind kind_named(const char *name)
{
    for (int i = 0; i < KINDS; i++)
        if (strcmp(name, kind_names[i]) == 0)
            return (Kind)i;
    return KINDS;
}

int main(int count, char **words)
{
    if (count == 6 && kind_named(words[1]) != KINDS) {
        bench(kind_named(words[1]), atoi(words[2]), atoi(words[3]), atoi(words[4]), atoi(words[5]));
        return 0;
    }
    if (count != 1) {
        fprintf(stderr, "usage: bench_engine [none|dot|additive|rnn|lstm H V B LENGTH]\n");
        return 2;
    }
    for (int kind = 0; kind < KINDS; kind++)
        bench((Kind)kind, 64, 64, 32, 10);
    for (int kind = 0; kind < KINDS; kind++)
        bench((Kind)kind, 128, 64, 64, 30);
    return 0;
}
