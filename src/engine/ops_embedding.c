/* ops_embedding.c: a row of numbers for each token. */
#include <assert.h>

#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"

/* The ids are copied: the caller's may be gone when backward runs. */
typedef struct Saved {
    int count;
    int *ids; /* [count] */
} Saved;

static void backward(const TapeNote *note)
{
    const Saved *saved = note->saved;
    Tensor *table = note->inputs[0];
    if (table->gradient != NULL)
        embedding_backward(table->gradient, note->output->gradient, saved->ids, saved->count,
                           tensor_columns(table));
}

static const Operation embedding = {
    .name = "embedding",
    .shapes = "table [V,E], T x B token ids -> [T,B,E]",
    .formula = "y_i = table[id_i]",
    .gradient_formula = "dtable[id_i] = dtable[id_i] + dy_i, but nothing for <PAD>",
    .backward = backward,
};

Tensor *op_embedding(Tape *tape, Tensor *table, const int *ids, int T, int B)
{
    Extents n = {.of['T' - 'A'] = T, .of['B' - 'A'] = B};
    if (!shapes_fit(tape, &embedding, &table, &n))
        return NULL;
    int count = T * B;
    for (int i = 0; i < count; i++)
        assert(ids[i] >= 0 && ids[i] < table->shape[0]);
    Saved *saved = arena_alloc(tape_arena(tape), sizeof *saved);
    *saved = (Saved){count, keep_ints(tape_arena(tape), ids, count)};
    Tensor *out = shapes_result(tape, &embedding, &n);
    embedding_forward(out->value, table->value, saved->ids, count, table->shape[1]);
    tape_record(tape, &(TapeNote){.operation = &embedding, .inputs = {table}, .output = out, .saved = saved});
    return out;
}

const Operation *const embedding_operations[] = {&embedding};
const int embedding_operation_count = OPERATION_COUNT(embedding_operations);
