/* tape.c: the record of one step, and the walk back over it.
 *
 * Gradient memory is not zeroed when a tensor is made: most gradients are written once, by one matrix product,
 * and zeroing first would move every byte twice. Instead each piece of gradient memory has a GradientStore that
 * tells whether it holds numbers yet. On the way back, an operation whose output's gradient was never written is
 * passed over, since the loss does not depend on it; at the end, what was never written is zeroed. */
#include "engine/tape.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/op.h"

struct GradientStore {
    real *memory;
    size_t count;
    bool written;        /* in this walk back */
    GradientStore *next; /* the one made before */
};

/* The tensors made so far for one model's parameters, so that each is made once in a step. */
typedef struct ParameterTensors {
    const Parameters *parameters;
    Tensor **list; /* [count]; NULL until asked for */
    int count;
    struct ParameterTensors *next;
} ParameterTensors;

struct Tape {
    Arena *arena;
    int shard;
    bool recording;
    TapeNote *notes;
    int note_count, note_capacity;
    GradientStore *stores;
    ParameterTensors *parameter_tensors;
    bool seeded;
    Random random; /* where seeded */
    Error error;
};

Tape *tape_open(int shard)
{
    assert(shard < SHARDS_MOST);
    Tape *tape = memory_new(1, sizeof *tape);
    tape->arena = arena_open();
    tape->shard = shard;
    return tape;
}

void tape_close(Tape *tape)
{
    if (tape == NULL)
        return;
    arena_close(tape->arena);
    free(tape->notes);
    free(tape);
}

void tape_reset(Tape *tape, bool recording)
{
    arena_reset(tape->arena);
    tape->recording = recording;
    tape->note_count = 0;
    tape->stores = NULL;
    tape->parameter_tensors = NULL;
    tape->seeded = false;
    tape->error.kind = ERROR_NONE;
}

void tape_seed(Tape *tape, uint64_t seed)
{
    tape->seeded = true;
    random_seed(&tape->random, seed);
}

Random *tape_random(Tape *tape) { return tape->seeded ? &tape->random : NULL; }

Arena *tape_arena(Tape *tape) { return tape->arena; }
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

static Tensor *new_header(Tape *tape, int rank, const int *shape)
{
    assert(rank >= 1 && rank <= TENSOR_DIMENSIONS);
    Tensor *tensor = arena_alloc_zero(tape->arena, sizeof *tensor);
    tensor->rank = rank;
    for (int i = 0; i < TENSOR_DIMENSIONS; i++)
        tensor->shape[i] = i < rank ? shape[i] : 1;
    return tensor;
}

static void add_gradient(Tape *tape, Tensor *tensor)
{
    GradientStore *store = arena_alloc(tape->arena, sizeof *store);
    size_t count = tensor_count(tensor);
    tensor->gradient = arena_alloc(tape->arena, count * sizeof(real));
    *store = (GradientStore){.memory = tensor->gradient, .count = count, .next = tape->stores};
    tensor->store = tape->stores = store;
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
    if (tape->recording)
        add_gradient(tape, tensor);
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
    view->gradient = of->gradient != NULL ? of->gradient + offset : NULL;
    view->store = of->store;
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
        found = arena_alloc(tape->arena, sizeof *found);
        *found = (ParameterTensors){
            .parameters = parameters,
            .list = arena_alloc_zero(tape->arena, (size_t)parameters->count * sizeof(Tensor *)),
            .count = parameters->count,
            .next = tape->parameter_tensors,
        };
        tape->parameter_tensors = found;
    }
    return found;
}

Tensor *tape_parameter(Tape *tape, const Parameters *parameters, int index)
{
    ParameterTensors *tensors = tensors_of(tape, parameters);
    assert(index >= 0 && index < tensors->count);
    if (tensors->list[index] == NULL) {
        Tensor *tensor = arena_alloc(tape->arena, sizeof *tensor);
        *tensor = parameters_tensor(parameters, index, tape->recording ? tape->shard : -1);
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

static void zero_unwritten_inputs(const TapeNote *note)
{
    for (int i = 0; i < TAPE_INPUTS; i++) {
        const Tensor *input = note->inputs[i];
        if (input != NULL && input->store != NULL && !input->store->written)
            zero_store(input->store);
    }
}

static void note_backward(const TapeNote *note)
{
    const GradientStore *store = note->output->store;
    if (note->output->gradient == NULL || (store != NULL && !store->written))
        return; /* the loss does not depend on it */
    if (!note->operation->keeps)
        zero_unwritten_inputs(note);
    note->operation->backward(note);
}

void tape_backward(Tape *tape, Tensor *loss, real scale)
{
    assert(tape->recording && loss->gradient != NULL && tensor_count(loss) == 1);
    for (GradientStore *store = tape->stores; store != NULL; store = store->next)
        store->written = false;
    if (loss->store != NULL)
        zero_store(loss->store);
    loss->gradient[0] += scale;
    for (int i = tape->note_count - 1; i >= 0; i--)
        note_backward(&tape->notes[i]);
    for (GradientStore *store = tape->stores; store != NULL; store = store->next)
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
