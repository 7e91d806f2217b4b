/* parameter.c: named numbers in one block, and their gradients, a block for each shard.
 *
 * Blocks begin at a line of cache: a vector of 64 bytes that straddles two lines costs two reads. */
#include "engine/parameter.h"

#include <assert.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/vector_math.h"

enum { CACHE_LINE = 64 };

static real *new_block(size_t total)
{
    size_t bytes = (total * sizeof(real) + CACHE_LINE) / CACHE_LINE * CACHE_LINE;
    real *block = aligned_alloc(CACHE_LINE, bytes);
    if (block == NULL)
        memory_exhausted(bytes);
    memset(block, 0, bytes);
    return block;
}

static double draw(Start start, Random *random)
{
    switch (start.kind) {
    case START_ONE: return 1;
    case START_NORMAL: return start.scale * random_normal(random);
    case START_UNIFORM: return start.scale * (2 * random_uniform(random) - 1);
    case START_ZERO: break;
    }
    return 0;
}

int parameters_add(Parameters *parameters, const char *name, int rank, const int *shape, Start start, Random *random)
{
    assert(parameters->shards == 0 && "add all parameters before allocating");
    assert(rank >= 1 && rank <= TENSOR_DIMENSIONS && strlen(name) < PARAMETER_NAME);
    assert(parameters_find(parameters, name) < 0);
    Parameter added = {.rank = rank, .offset = parameters->total, .count = 1};
    snprintf(added.name, sizeof added.name, "%s", name);
    for (int i = 0; i < TENSOR_DIMENSIONS; i++) {
        added.shape[i] = i < rank ? shape[i] : 1;
        added.count *= (size_t)added.shape[i];
    }
    parameters->total += added.count;
    parameters->value = memory_resize(parameters->value, parameters->total, sizeof(real));
    for (size_t i = 0; i < added.count; i++)
        parameters->value[added.offset + i] = (real)draw(start, random);
    parameters->list = memory_resize(parameters->list, (size_t)parameters->count + 1, sizeof(Parameter));
    parameters->list[parameters->count] = added;
    return parameters->count++;
}

void parameters_allocate(Parameters *parameters, int shards)
{
    assert(parameters->shards == 0);
    real *value = new_block(parameters->total);
    if (parameters->total > 0)
        memcpy(value, parameters->value, parameters->total * sizeof(real));
    free(parameters->value);
    parameters->value = value;
    parameters_set_shards(parameters, shards);
    parameters_changed(parameters);
}

void parameters_changed(Parameters *parameters)
{
    static atomic_ulong moments;
    parameters->moment = atomic_fetch_add(&moments, 1) + 1;
}

void parameters_set_shards(Parameters *parameters, int shards)
{
    assert(shards >= 1 && shards <= SHARDS_MOST);
    for (int i = 0; i < SHARDS_MOST; i++) {
        if (i < shards && parameters->gradient[i] == NULL) {
            parameters->gradient[i] = new_block(parameters->total);
        } else if (i >= shards) {
            free(parameters->gradient[i]);
            parameters->gradient[i] = NULL;
        }
    }
    parameters->shards = shards;
}

void parameters_free(Parameters *parameters)
{
    free(parameters->list);
    free(parameters->value);
    for (int i = 0; i < SHARDS_MOST; i++)
        free(parameters->gradient[i]);
    *parameters = (Parameters){0};
}

int parameters_find(const Parameters *parameters, const char *name)
{
    for (int i = 0; i < parameters->count; i++)
        if (strcmp(parameters->list[i].name, name) == 0)
            return i;
    return -1;
}

Tensor parameters_tensor(const Parameters *parameters, int index, int shard)
{
    assert(index >= 0 && index < parameters->count && shard < parameters->shards);
    const Parameter *parameter = &parameters->list[index];
    Tensor tensor = {.rank = parameter->rank, .value = parameters->value + parameter->offset};
    memcpy(tensor.shape, parameter->shape, sizeof tensor.shape);
    if (shard >= 0)
        tensor.gradient = parameters->gradient[shard] + parameter->offset;
    return tensor;
}

/* ---- all numbers, in pieces ---- */

enum { PIECE_ALIGNMENT = 64, WORTH_SHARING = 100000 };

typedef struct Pieces {
    size_t total, size;
    PieceWork *work;
    void *argument;
} Pieces;

static void work_on_piece(int piece, void *argument)
{
    const Pieces *pieces = argument;
    size_t from = (size_t)piece * pieces->size;
    if (from < pieces->total)
        pieces->work(pieces->argument, piece, from,
                     pieces->total - from < pieces->size ? pieces->total - from : pieces->size);
}

void parameters_each_piece(const Parameters *parameters, Workers *workers, PieceWork *work, void *argument)
{
    size_t size = parameters->total / PARAMETER_PIECES + 1;
    size = (size + PIECE_ALIGNMENT - 1) / PIECE_ALIGNMENT * PIECE_ALIGNMENT;
    Pieces pieces = {parameters->total, size, work, argument};
    if (workers != NULL && parameters->total >= WORTH_SHARING)
        workers_run(workers, PARAMETER_PIECES, work_on_piece, &pieces);
    else
        for (int piece = 0; piece < PARAMETER_PIECES; piece++)
            work_on_piece(piece, &pieces);
}

/* ---- gradients ---- */

void parameters_zero_gradient(Parameters *parameters, int shard)
{
    memset(parameters->gradient[shard], 0, parameters->total * sizeof(real));
}

void parameters_zero_gradients(Parameters *parameters)
{
    for (int i = 0; i < parameters->shards; i++)
        parameters_zero_gradient(parameters, i);
}

typedef struct Gather {
    Parameters *parameters;
    int shards;
    double squares[PARAMETER_PIECES];
} Gather;

/* In parts that stay in the nearest cache while the shards are added one after another. */
static void add_shards(const Parameters *parameters, int shards, size_t from, size_t count)
{
    enum { PART = 2048 };
    for (size_t at = from; at < from + count; at += PART) {
        size_t left = from + count - at;
        for (int i = 1; i < shards; i++)
            vector_add(parameters->gradient[0] + at, parameters->gradient[i] + at, left < PART ? left : PART);
    }
}

static void gather_piece(void *argument, int piece, size_t from, size_t count)
{
    Gather *gather = argument;
    add_shards(gather->parameters, gather->shards, from, count);
    gather->squares[piece] = vector_square_sum(gather->parameters->gradient[0] + from, count);
}

double parameters_gather_gradients(Parameters *parameters, int shards, Workers *workers)
{
    Gather gather = {.parameters = parameters, .shards = shards};
    parameters_each_piece(parameters, workers, gather_piece, &gather);
    double sum = 0;
    for (int piece = 0; piece < PARAMETER_PIECES; piece++)
        sum += gather.squares[piece];
    return sqrt(sum);
}

void parameters_sum_gradients(Parameters *parameters) { add_shards(parameters, parameters->shards, 0, parameters->total); }

double parameters_gradient_norm(const Parameters *parameters)
{
    return sqrt(vector_square_sum(parameters->gradient[0], parameters->total));
}

bool parameters_finite(const Parameters *parameters)
{
    for (size_t i = 0; i < parameters->total; i++)
        if (!isfinite(parameters->value[i]))
            return false;
    return true;
}
