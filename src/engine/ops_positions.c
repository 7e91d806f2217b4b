/* ops_positions.c: positional encodings.
 *
 * Sinusoidal positions (Vaswani et al. 2017) depend on nothing but the width, so there is one table of them for each width
 * in the whole process. Tables are made when they are first asked for, are never changed and never freed: a longer one
 * is put before the shorter, so that a thread may go on reading the one it has. */
#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/memory.h"
#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"

typedef struct Table {
    int E, positions;
    const struct Table *next;
    real values[]; /* [positions,E] */
} Table;

static _Atomic(const Table *) tables;

static const Table *find_table(int E, int positions)
{
    const Table *table = atomic_load_explicit(&tables, memory_order_acquire);
    while (table != NULL && (table->E != E || table->positions < positions))
        table = table->next;
    return table;
}

static const Table *make_table(int E, int positions)
{
    int room = 64;
    while (room < positions)
        room *= 2;
    Table *table = memory_new(1, sizeof *table + (size_t)room * (size_t)E * sizeof(real));
    table->E = E;
    table->positions = room;
    /* Columns 2i and 2i + 1 are sine and cosine of one wave, from a length of 2 pi to one of 20000 pi. */
    for (int p = 0; p < table->positions; p++)
        for (int j = 0; j < table->E; j++) {
            double angle = p / pow(10000, (double)(j - j % 2) / table->E);
            table->values[(size_t)p * (size_t)table->E + (size_t)j] = (real)(j % 2 == 0 ? sin(angle) : cos(angle));
        }
    table->next = atomic_load_explicit(&tables, memory_order_relaxed);
    atomic_store_explicit(&tables, table, memory_order_release);
    return table;
}

static const Table *sinusoids(int E, int positions)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const Table *table = find_table(E, positions);
    if (table != NULL)
        return table;
    pthread_mutex_lock(&lock);
    table = find_table(E, positions); /* another thread may have made it meanwhile */
    if (table == NULL)
        table = make_table(E, positions);
    pthread_mutex_unlock(&lock);
    return table;
}

/* ---- the operation ---- */

static void backward(const TapeNote *note)
{
    const Tensor *x = note->inputs[0], *table = note->inputs[1];
    positions_backward(x->gradient, table != NULL ? table->gradient : NULL, note->output->gradient, note->saved,
                       x->shape[0], x->shape[1], table != NULL ? table->shape[0] : 1, x->shape[2]);
}

static const Operation positions = {
    .name = "positions",
    .shapes = "x [T,B,E], table [P,E] or none, the first step's position -> [T,B,E]",
    .formula = "y_t = x_t + table[min(from + t, P - 1)];  without a learned table "
               "table[p]_2i = sin(p / 10000^(2i / E)), table[p]_2i+1 = cos(p / 10000^(2i / E))",
    .gradient_formula = "dx = dy;  dtable[p] = sum of dy_t over sentences and steps at p",
    .backward = backward,
};

static int past_the_last(const int *from, int T, int B)
{
    int most = 0;
    for (int b = 0; from != NULL && b < B; b++) {
        assert(from[b] >= 0);
        most = from[b] > most ? from[b] : most;
    }
    return most + T;
}

Tensor *op_positions(Tape *tape, Tensor *x, Tensor *table, const int *from)
{
    Tensor *out = checked_result(tape, &positions, (Tensor *[]){x, table});
    if (out == NULL)
        return NULL;
    int T = x->shape[0], B = x->shape[1], E = x->shape[2], needed = past_the_last(from, T, B);
    int *kept = keep_ints(tape_arena(tape), from, B);
    if (table != NULL) {
        positions_forward(out->value, x->value, table->value, kept, T, B, table->shape[0], E);
    } else {
        const Table *waves = sinusoids(E, needed);
        positions_forward(out->value, x->value, waves->values, kept, T, B, waves->positions, E);
    }
    tape_record(tape, &(TapeNote){.operation = &positions, .inputs = {x, table}, .output = out, .saved = kept});
    return out;
}

const Operation *const positions_operations[] = {&positions};
const int positions_operation_count = OPERATION_COUNT(positions_operations);
