/* tape.c: the record of one step, and the walk back over it.
 *
 * Gradient memory is not zeroed when a tensor is made: most gradients are written once, by one matrix product,
 * and zeroing first would move every byte twice. Instead each piece of gradient memory has a GradientStore that
 * records whether it holds numbers yet. On the way back, an operation whose output's gradient was never written is
 * skipped, since the loss does not depend on it; at the end, gradients that were never written are zeroed.
 *
 * A tape that lends gradients gives a store memory only when the first operation writes to it, and takes it back when the
 * operation that made the tensor has read it: the next store of about that size gets it, still in the cache. */
#include "engine/tape.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/op.h"
#include "engine/packed_weights.h"

struct GradientStore {
    const Tensor *owner; /* the others that share it are views */
    real *memory;        /* NULL while nothing is lent */
    size_t count, room;  /* numbers in it, and that the memory has room for */
    bool written;        /* in this walk back */
    GradientStore *next; /* the one made before; of those with memory to lend, another one */
};

static real lent_later[1]; /* stands for gradients that will be lent memory; is never read or written */

/* The tensors made so far for one model's parameters, so that each is made once in a step. */
typedef struct ParameterTensors {
    const Parameters *parameters;
    Tensor **list; /* [count]; NULL until asked for */
    int count;
    struct ParameterTensors *next;
} ParameterTensors;

/* What is kept of one model's parameters as they were at a moment. */
typedef struct Packings {
    unsigned long moment;
    Packing *list; /* [count] */
    struct Packings *next;
} Packings;

struct Tape {
    Arena *arena;             /* one of those below */
    Arena *lasting, *turns[2]; /* turns: opened by the first tape_turn */
    Arena *packed;             /* packings; opened by the first parameter */
    Packings *packings;
    bool packings_used;        /* since tape_reset */
    size_t kept_most;          /* tape_keep_packed: of a recording tape */
    size_t packed_most;        /* bytes that may be kept packed since tape_reset */
    int turn;
    int shard;
    bool recording;
    bool lending;
    TapeNote *notes;
    int note_count, note_capacity;
    GradientStore *stores;
    GradientStore *free_stores; /* lending: stores whose memory is free again */
    ParameterTensors *parameter_tensors;
    bool bf16;                 /* products with parameters */
    bool seeded;
    Random random; /* if seeded */
    Error error;
};

Tape *tape_open(int shard)
{
    assert(shard < SHARDS_MOST);
    Tape *tape = memory_new(1, sizeof *tape);
    tape->arena = tape->lasting = arena_open();
    tape->shard = shard;
    return tape;
}

void tape_close(Tape *tape)
{
    if (tape == NULL)
        return;
    arena_close(tape->lasting);
    arena_close(tape->turns[0]);
    arena_close(tape->turns[1]);
    arena_close(tape->packed);
    free(tape->notes);
    free(tape);
}

void tape_reset(Tape *tape, bool recording)
{
    tape->arena = tape->lasting;
    arena_reset(tape->lasting);
    for (int i = 0; i < 2 && tape->turns[i] != NULL; i++)
        arena_reset(tape->turns[i]);
    tape->packings_used = false;
    tape->packed_most = recording ? tape->kept_most : SIZE_MAX;
    tape->recording = recording;
    tape->lending = false;
    tape->note_count = 0;
    tape->stores = tape->free_stores = NULL;
    tape->parameter_tensors = NULL;
    tape->seeded = false;
    tape->error.kind = ERROR_NONE;
}

void tape_lend_gradients(Tape *tape)
{
    assert(tape->stores == NULL && "before the first tensor");
    tape->lending = true;
}

void tape_keep_packed(Tape *tape, size_t most) { tape->kept_most = most; }

void tape_use_bf16(Tape *tape, bool bf16) { tape->bf16 = bf16; }
bool tape_lends_gradients(const Tape *tape) { return tape->lending; }

void tape_seed(Tape *tape, uint64_t seed)
{
    tape->seeded = true;
    random_seed(&tape->random, seed);
}

Random *tape_random(Tape *tape) { return tape->seeded ? &tape->random : NULL; }

Arena *tape_arena(Tape *tape) { return tape->arena; }
Arena *tape_lasting(Tape *tape) { return tape->lasting; }

void tape_turn(Tape *tape)
{
    assert(!tape->recording && "the walk back needs every step");
    for (int i = 0; i < 2 && tape->turns[i] == NULL; i++)
        tape->turns[i] = arena_open();
    tape->turn = !tape->turn;
    tape->arena = tape->turns[tape->turn];
    arena_reset(tape->arena);
}

/* The sum of what `size` says of each arena. */
static size_t of_all_arenas(const Tape *tape, size_t (*size)(const Arena *arena))
{
    const Arena *arenas[] = {tape->lasting, tape->turns[0], tape->turns[1], tape->packed};
    size_t bytes = 0;
    for (size_t i = 0; i < sizeof arenas / sizeof *arenas; i++)
        bytes += arenas[i] != NULL ? size(arenas[i]) : 0;
    return bytes;
}

size_t tape_capacity(const Tape *tape) { return of_all_arenas(tape, arena_capacity); }
size_t tape_most(const Tape *tape) { return of_all_arenas(tape, arena_most); }

int tape_shard(const Tape *tape) { return tape->shard; }
bool tape_recording(const Tape *tape) { return tape->recording; }
int tape_note_count(const Tape *tape) { return tape->note_count; }

const Error *tape_error(const Tape *tape) { return tape->error.kind != ERROR_NONE ? &tape->error : NULL; }

bool tape_take_error(Tape *tape, Error *error)
{
    bool failed = tape_error(tape) != NULL;
    if (failed)
        *error = tape->error;
    tape->error.kind = ERROR_NONE;
    return failed;
}

const TapeNote *tape_note(const Tape *tape, int index)
{
    assert(index >= 0 && index < tape->note_count);
    return &tape->notes[index];
}

/* ---- tensors ---- */

/* Step by step, so that no product is too large for a size_t. */
static bool fits(const Tensor *tensor)
{
    size_t count = 1;
    for (int i = 0; i < tensor->rank; i++) {
        if (tensor->shape[i] < 0)
            return false;
        count *= (size_t)tensor->shape[i];
        if (count > TENSOR_MOST)
            return false;
    }
    return true;
}

static Tensor *new_header(Tape *tape, int rank, const int *shape)
{
    assert(rank >= 1 && rank <= TENSOR_DIMENSIONS);
    Tensor *tensor = arena_alloc_zero(tape->arena, sizeof *tensor);
    tensor->rank = rank;
    for (int i = 0; i < TENSOR_DIMENSIONS; i++)
        tensor->shape[i] = i < rank ? shape[i] : 1;
    assert(fits(tensor));
    return tensor;
}

Tensor *tape_tensor_plain(Tape *tape, int rank, const int *shape)
{
    Tensor *tensor = new_header(tape, rank, shape);
    tensor->value = arena_alloc(tape->arena, tensor_count(tensor) * sizeof(real));
    return tensor;
}

Tensor *tape_tensor(Tape *tape, int rank, const int *shape)
{
    Tensor *tensor = tape_tensor_plain(tape, rank, shape);
    if (tape->recording) {
        GradientStore *store = arena_alloc(tape->arena, sizeof *store);
        size_t count = tensor_count(tensor);
        *store = (GradientStore){.owner = tensor, .count = count, .room = count, .next = tape->stores};
        if (!tape->lending)
            store->memory = arena_alloc(tape->arena, count * sizeof(real));
        tensor->gradient = tape->lending ? lent_later : store->memory;
        tensor->store = tape->stores = store;
    }
    return tensor;
}

Tensor *tape_zeros(Tape *tape, int rank, const int *shape)
{
    Tensor *tensor = tape_tensor(tape, rank, shape);
    memset(tensor->value, 0, tensor_count(tensor) * sizeof(real));
    return tensor;
}

Tensor *tape_view(Tape *tape, const Tensor *of, size_t offset, int rank, const int *shape)
{
    Tensor *view = new_header(tape, rank, shape);
    assert(offset + tensor_count(view) <= tensor_count(of));
    view->value = of->value + offset;
    view->store = of->store;
    view->store_offset = of->store_offset + offset;
    view->bf16 = of->bf16;
    if (of->gradient != NULL)
        view->gradient = of->gradient == lent_later ? lent_later : of->gradient + offset;
    return view;
}

Tensor *tape_constant(Tape *tape, int rank, const int *shape, const real *values)
{
    Tensor *tensor = new_header(tape, rank, shape);
    tensor->value = (real *)values; /* no operation writes to its inputs' values */
    return tensor;
}

static ParameterTensors *tensors_of(Tape *tape, const Parameters *parameters)
{
    ParameterTensors *found = tape->parameter_tensors;
    while (found != NULL && found->parameters != parameters)
        found = found->next;
    if (found == NULL) {
        found = arena_alloc(tape->lasting, sizeof *found);
        *found = (ParameterTensors){
            .parameters = parameters,
            .list = arena_alloc_zero(tape->lasting, (size_t)parameters->count * sizeof(Tensor *)),
            .count = parameters->count,
            .next = tape->parameter_tensors,
        };
        tape->parameter_tensors = found;
    }
    return found;
}

/* Those of earlier steps go when a step begins with other parameters, or when these have changed. */
static Packing *packing_of(Tape *tape, const Parameters *parameters, int index)
{
    Packings *found = tape->packings;
    while (found != NULL && found->moment != parameters->moment)
        found = found->next;
    if (found == NULL) {
        if (tape->packed == NULL)
            tape->packed = arena_open();
        if (!tape->packings_used) {
            arena_reset(tape->packed);
            tape->packings = NULL;
        }
        size_t count = (size_t)parameters->count;
        found = arena_alloc(tape->packed, sizeof *found);
        *found = (Packings){parameters->moment, arena_alloc_zero(tape->packed, count * sizeof(Packing)), tape->packings};
        for (size_t i = 0; i < count; i++) {
            found->list[i].arena = tape->packed;
            found->list[i].most = &tape->packed_most;
        }
        tape->packings = found;
    }
    tape->packings_used = true;
    return &found->list[index];
}

Tensor *tape_parameter(Tape *tape, const Parameters *parameters, int index)
{
    ParameterTensors *tensors = tensors_of(tape, parameters);
    assert(index >= 0 && index < tensors->count);
    if (tensors->list[index] == NULL) {
        Tensor *tensor = arena_alloc(tape->lasting, sizeof *tensor);
        *tensor = parameters_tensor(parameters, index, tape->recording ? tape->shard : -1);
        tensor->packing = packing_of(tape, parameters, index);
        tensor->bf16 = tape->bf16;
        tensors->list[index] = tensor;
    }
    return tensors->list[index];
}

/* ---- recording and walking back ---- */

void tape_record(Tape *tape, const TapeNote *note)
{
    if (!tape->recording)
        return;
    if (tape->note_count == tape->note_capacity) {
        tape->note_capacity = tape->note_capacity > 0 ? 2 * tape->note_capacity : 64;
        tape->notes = memory_resize(tape->notes, (size_t)tape->note_capacity, sizeof *tape->notes);
    }
    tape->notes[tape->note_count++] = *note;
}

static void zero_store(GradientStore *store)
{
    memset(store->memory, 0, store->count * sizeof(real));
    store->written = true;
}

real tape_gradient_keep(const Tensor *tensor)
{
    GradientStore *store = tensor->store;
    if (store == NULL || store->written)
        return 1;
    if (tensor_count(tensor) < store->count) { /* a view of a part: the rest would stay unset */
        zero_store(store);
        return 1;
    }
    store->written = true;
    return 0;
}

/* ---- lending ---- */

/* The smallest piece of memory given back that is large enough, unless it is far too large; else new memory. */
static void lend_memory(Tape *tape, GradientStore *store)
{
    GradientStore **best = NULL;
    for (GradientStore **place = &tape->free_stores; *place != NULL; place = &(*place)->next)
        if ((*place)->room >= store->count && (*place)->room / 2 <= store->count &&
            (best == NULL || (*place)->room < (*best)->room))
            best = place;
    if (best == NULL) {
        store->memory = arena_alloc(tape->arena, store->count * sizeof(real));
        return;
    }
    store->memory = (*best)->memory;
    store->room = (*best)->room;
    *best = (*best)->next;
}

static void take_memory_back(Tape *tape, const Tensor *output)
{
    GradientStore *store = output->store;
    if (!tape->lending || store == NULL || store->owner != output || store->memory == NULL)
        return;
    GradientStore *given = arena_alloc(tape->arena, sizeof *given);
    *given = (GradientStore){.memory = store->memory, .room = store->room, .next = tape->free_stores};
    tape->free_stores = given;
}

/* given: memory of its own for the whole store, or NULL. */
static void lend_to(Tape *tape, Tensor *tensor, real *given)
{
    if (!tape->lending || tensor == NULL || tensor->store == NULL)
        return;
    if (tensor->store->memory == NULL && given != NULL && tensor_count(tensor) == tensor->store->count) {
        tensor->store->memory = given;
        tensor->store->room = tensor->store->count;
    } else if (tensor->store->memory == NULL) {
        lend_memory(tape, tensor->store);
    }
    tensor->gradient = tensor->store->memory + tensor->store_offset;
}

/* ---- a note ---- */

static int input_count(const TapeNote *note) { return note->more != NULL ? note->more_count : TAPE_INPUTS; }
static Tensor *input_at(const TapeNote *note, int i) { return note->more != NULL ? note->more[i] : note->inputs[i]; }

static void zero_unwritten_inputs(const TapeNote *note)
{
    for (int i = 0; i < input_count(note); i++) {
        const Tensor *input = input_at(note, i);
        if (input != NULL && input->store != NULL && !input->store->written)
            zero_store(input->store);
    }
}

static void note_backward(Tape *tape, const TapeNote *note)
{
    const GradientStore *store = note->output->store;
    bool reached = note->output->gradient != NULL && (store == NULL || store->written);
    if (reached) { /* otherwise the loss does not depend on it */
        lend_to(tape, note->output, NULL); /* a view may see it for the first time */
        for (int i = 0; i < input_count(note); i++)
            lend_to(tape, input_at(note, i), i == 0 ? note->given : NULL);
        assert(note->given == NULL || note->operation->keeps);
        if (!note->operation->keeps)
            zero_unwritten_inputs(note);
        note->operation->backward(note);
    }
    take_memory_back(tape, note->output);
}

void tape_backward(Tape *tape, Tensor *loss, real scale)
{
    assert(tape->recording && loss->gradient != NULL && tensor_count(loss) == 1);
    for (GradientStore *store = tape->stores; store != NULL; store = store->next)
        store->written = false;
    lend_to(tape, loss, NULL);
    if (loss->store != NULL)
        zero_store(loss->store);
    loss->gradient[0] += scale;
    for (int i = tape->note_count - 1; i >= 0; i--)
        note_backward(tape, &tape->notes[i]);
    for (GradientStore *store = tape->stores; store != NULL && !tape->lending; store = store->next)
        if (!store->written)
            zero_store(store);
}

Tensor *tape_fail(Tape *tape, const char *format, ...)
{
    if (tape->error.kind != ERROR_NONE)
        return NULL;
    char message[ERROR_LENGTH];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    error_set(&tape->error, ERROR_SHAPE, "%s", message);
    return NULL;
}
