/* batches.c: the order in which pairs are learned from.
 *
 * Endless data: each batch gets one source length and as many new pairs of it as it holds.
 *
 * A file: all pairs are shuffled; windows of WINDOW_BATCHES batches are sorted by length, so that little of a batch is
 * padding; the batches cut from them are shuffled again, for short sentences should not always come before long ones.
 * The last batch of a round may be smaller. */
#include "text/batches.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/batch_space.h"
#include "text/dataset_state.h"

enum { WINDOW_BATCHES = 32, FAILURES_MOST = 1000, LENGTH_BITS = 16, LENGTH_TOP = (1 << LENGTH_BITS) - 1 };

struct Batches {
    const Dataset *dataset;
    Split split;
    int size;
    Random random;
    Random round;        /* as it was when the round of the file began */
    BatchSpace *space;
    Pair *pair;          /* [size] */
    PairSpace **pairs;   /* [size] where endless pairs live */
    int count;           /* pairs of the file's split */
    int *order;          /* [count] */
    uint64_t *key;       /* [WINDOW_BATCHES * size or count], to sort a window */
    int *window;         /* as long as key */
    int *batch_order;    /* [batch_count] */
    int batch_count, next_batch;
};

static void open_file(Batches *batches)
{
    size_t count = (size_t)batches->count, size = (size_t)batches->size;
    batches->batch_count = (int)((count + size - 1) / size);
    batches->order = memory_new(count, sizeof(int));
    batches->batch_order = memory_new((size_t)batches->batch_count, sizeof(int));
    size_t window = count < WINDOW_BATCHES * size ? count : WINDOW_BATCHES * size;
    batches->key = memory_new(window, sizeof(uint64_t));
    batches->window = memory_new(window, sizeof(int));
    batches->next_batch = batches->batch_count;
}

Batches *batches_open(const Dataset *dataset, Split split, int batch_size, uint64_t seed)
{
    assert(dataset->source != NULL && batch_size > 0);
    if (!dataset_endless(dataset) && dataset_count(dataset, split) == 0)
        return NULL;
    Batches *batches = memory_new(1, sizeof *batches);
    batches->dataset = dataset;
    batches->split = split;
    batches->size = batch_size;
    random_seed_for(&batches->random, seed, "batches");
    batches->space = batch_space_open();
    batches->count = dataset_count(dataset, split);
    if (dataset_endless(dataset)) {
        batches->pairs = memory_new((size_t)batches->size, sizeof *batches->pairs);
        for (int i = 0; i < batches->size; i++) {
            batches->pairs[i] = pair_space_open();
            pair_space_reserve(batches->pairs[i], batches->dataset->most, batches->dataset->target_most);
        }
    } else {
        batches->size = batch_size < batches->count ? batch_size : batches->count;
        open_file(batches);
    }
    batches->pair = memory_new((size_t)batches->size, sizeof *batches->pair);
    batch_space_reserve(batches->space, batches->size, dataset->most + 1, dataset->target_most + 1);
    return batches;
}

void batches_close(Batches *batches)
{
    if (batches == NULL)
        return;
    for (int i = 0; batches->pairs != NULL && i < batches->size; i++)
        pair_space_close(batches->pairs[i]);
    batch_space_close(batches->space);
    free(batches->pairs);
    free(batches->pair);
    free(batches->order);
    free(batches->batch_order);
    free(batches->key);
    free(batches->window);
    free(batches);
}

/* ---- endless ---- */

/* A length of which there are too few pairs is given up for another. */
static const Batch *next_endless(Batches *batches)
{
    int drawn = 0;
    for (int failures = 0; drawn < batches->size; failures++) {
        assert(failures < FAILURES_MOST);
        int length = dataset_batch_length(batches->dataset, &batches->random);
        for (drawn = 0; drawn < batches->size; drawn++)
            if (!dataset_draw(batches->dataset, batches->split, length, &batches->random, batches->pairs[drawn],
                              &batches->pair[drawn]))
                break;
    }
    return batch_of_pairs(batches->space, batches->pair, batches->size);
}

/* ---- a file ---- */

static void shuffle(Random *random, int *items, int count)
{
    for (int i = count - 1; i > 0; i--) {
        int other = (int)random_below(random, (uint32_t)i + 1);
        int item = items[i];
        items[i] = items[other];
        items[other] = item;
    }
}

static void sift(uint64_t *keys, int root, int count)
{
    uint64_t key = keys[root];
    for (int child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && keys[child + 1] > keys[child])
            child++;
        if (keys[child] <= key)
            break;
        keys[root] = keys[child];
    }
    keys[root] = key;
}

/* Heap sort: qsort may allocate, and a steady state must not. */
static void sort_keys(uint64_t *keys, int count)
{
    for (int root = count / 2 - 1; root >= 0; root--)
        sift(keys, root, count);
    for (int last = count - 1; last > 0; last--) {
        uint64_t top = keys[0];
        keys[0] = keys[last];
        keys[last] = top;
        sift(keys, 0, last);
    }
}

static uint64_t bounded(int length) { return (uint64_t)(length < LENGTH_TOP ? length : LENGTH_TOP); }

/* By source length, then target length; pairs of equal lengths stay shuffled. */
static void sort_window(Batches *batches, int *order, int count)
{
    memcpy(batches->window, order, (size_t)count * sizeof *order);
    for (int i = 0; i < count; i++) {
        Pair pair = stored_pair(batches->dataset->stored, batches->split, order[i]);
        batches->key[i] =
            bounded(pair.source_count) << (32 + LENGTH_BITS) | bounded(pair.target_count) << 32 | (uint32_t)i;
    }
    sort_keys(batches->key, count);
    for (int i = 0; i < count; i++)
        order[i] = batches->window[(uint32_t)batches->key[i]];
}

/* Depends only on the random numbers, not on the last epoch, so that a few numbers describe a place. */
static void begin_round(Batches *batches)
{
    batches->round = batches->random;
    for (int i = 0; i < batches->count; i++)
        batches->order[i] = i;
    shuffle(&batches->random, batches->order, batches->count);
    int window = WINDOW_BATCHES * batches->size;
    for (int first = 0; first < batches->count; first += window) {
        int left = batches->count - first;
        sort_window(batches, batches->order + first, left < window ? left : window);
    }
    for (int i = 0; i < batches->batch_count; i++)
        batches->batch_order[i] = i;
    shuffle(&batches->random, batches->batch_order, batches->batch_count);
    batches->next_batch = 0;
}

static const Batch *next_of_file(Batches *batches)
{
    if (batches->next_batch == batches->batch_count)
        begin_round(batches);
    int first = batches->batch_order[batches->next_batch++] * batches->size;
    int left = batches->count - first, count = left < batches->size ? left : batches->size;
    for (int i = 0; i < count; i++)
        batches->pair[i] = stored_pair(batches->dataset->stored, batches->split, batches->order[first + i]);
    return batch_of_pairs(batches->space, batches->pair, count);
}

const Batch *batches_next(Batches *batches)
{
    return batches->pairs != NULL ? next_endless(batches) : next_of_file(batches);
}

/* ---- places ---- */

BatchPlace batches_place(const Batches *batches)
{
    if (batches->pairs != NULL || batches->next_batch == batches->batch_count)
        return (BatchPlace){.random = batches->random, .size = batches->size};
    return (BatchPlace){.random = batches->round, .size = batches->size, .next = batches->next_batch};
}

bool batches_go(Batches *batches, const BatchPlace *place)
{
    const uint64_t *state = place->random.state;
    bool generates = (state[0] | state[1] | state[2] | state[3]) != 0; /* all zeros only make zeros */
    if (!generates || place->size < 1 || place->next < 0)
        return false;
    batches->random = place->random;
    batches->next_batch = batches->batch_count;
    if (batches->pairs != NULL || place->next == 0)
        return true;
    begin_round(batches);
    batches->next_batch = place->size == batches->size && place->next < batches->batch_count ? place->next
                                                                                           : batches->batch_count;
    return true;
}
