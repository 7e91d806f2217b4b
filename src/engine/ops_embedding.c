/* ops_embedding.c: a row of numbers for each token. */
#include <assert.h>

#include "engine/kernels.h"
#include "engine/op_families.h"
#include "engine/op_support.h"
#include "engine/ops.h"
#include "engine/shapes.h"

static void backward(const TapeNote *note)
{
    Tensor *table = note->inputs[0];
    if (table->gradient != NULL)
        embedding_backward(table->gradient, note->output->gradient, note->saved, tensor_rows(note->output),
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
    int *kept = keep_ints(tape_arena(tape), ids, count); /* the caller's may be gone when backward runs */
    Tensor *out = shapes_result(tape, &embedding, &n);
    embedding_forward(out->value, table->value, kept, count, table->shape[1]);
    tape_record(tape, &(TapeNote){.operation = &embedding, .inputs = {table}, .output = out, .saved = kept});
    return out;
}

const Operation *const embedding_operations[] = {&embedding};
const int embedding_operation_count = OPERATION_COUNT(embedding_operations);
