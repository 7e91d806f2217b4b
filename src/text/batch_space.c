/* batch_space.c: sentences of different lengths laid out as one block of ids, time first.
 *
 * The block of a batch is one piece of memory that only grows, so that batches of the sizes seen before cost no
 * allocation. */
#include "text/batch_space.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

enum { RESERVED_MOST = 1 << 24 }; /* ids; grows only if a batch needs more */

struct BatchSpace {
    Batch batch;
    int *ids;
    size_t capacity;
};

BatchSpace *batch_space_open(void) { return memory_new(1, sizeof(BatchSpace)); }

void batch_space_close(BatchSpace *space)
{
    if (space == NULL)
        return;
    free(space->ids);
    free(space);
}

static int *reserve(BatchSpace *space, size_t count)
{
    if (count > space->capacity) {
        space->capacity = count + count / 2;
        free(space->ids);
        space->ids = memory_new(space->capacity, sizeof(int));
    }
    return space->ids;
}

void batch_space_reserve(BatchSpace *space, int size, int source_length, int target_length)
{
    size_t rows = (size_t)source_length + 2 * (size_t)target_length + 2;
    size_t count = rows * (size_t)size;
    if (count < RESERVED_MOST)
        reserve(space, count);
}

/* Ids of all sentences, [length, size]. */
typedef struct Block { int *ids; int size, length; } Block;

/* One sentence as column b: first if it is not negative, the ids, TOKEN_EOS if ends is true, then padding. */
static void fill_column(Block block, int b, int first, const int *ids, int count, bool ends)
{
    int row = 0, *column = block.ids + b;
    if (first >= 0)
        column[row++ * block.size] = first;
    for (int i = 0; i < count; i++)
        column[row++ * block.size] = ids[i];
    if (ends)
        column[row++ * block.size] = TOKEN_EOS;
    assert(row <= block.length);
    while (row < block.length)
        column[row++ * block.size] = TOKEN_PAD;
}

/* Sets the pointers of a batch into one block: source, target_in, target_out, and the two lengths. */
static int *lay_out(BatchSpace *space, int size, int source_length, int target_length)
{
    size_t source = (size_t)size * (size_t)source_length, target = (size_t)size * (size_t)target_length;
    int *ids = reserve(space, source + 2 * target + 2 * (size_t)size);
    space->batch = (Batch){.size = size,
                           .source_length = source_length,
                           .target_length = target_length,
                           .source = ids,
                           .target_in = ids + source,
                           .target_out = ids + source + target,
                           .source_lengths = ids + source + 2 * target,
                           .target_lengths = ids + source + 2 * target + size};
    return ids;
}

const Batch *batch_of_pairs(BatchSpace *space, const Pair *pairs, int count)
{
    assert(count > 0);
    int source_most = 0, target_most = 0;
    bool has_target = false;
    for (int b = 0; b < count; b++) {
        has_target |= pairs[b].target != NULL;
        source_most = pairs[b].source_count > source_most ? pairs[b].source_count : source_most;
        target_most = pairs[b].target_count > target_most ? pairs[b].target_count : target_most;
    }
    int source_length = source_most + 1, target_length = has_target ? target_most + 1 : 0;
    Block source = {lay_out(space, count, source_length, target_length), count, source_length};
    Block target_in = {source.ids + count * source_length, count, target_length};
    Block target_out = {target_in.ids + count * target_length, count, target_length};
    int *lengths = target_out.ids + count * target_length;
    for (int b = 0; b < count; b++) {
        const Pair *pair = &pairs[b];
        fill_column(source, b, -1, pair->source, pair->source_count, true);
        lengths[b] = pair->source_count + 1;
        lengths[count + b] = has_target ? pair->target_count + 1 : 0;
        if (!has_target)
            continue;
        fill_column(target_in, b, TOKEN_SOS, pair->target, pair->target_count, false);
        fill_column(target_out, b, -1, pair->target, pair->target_count, true);
    }
    return &space->batch;
}
