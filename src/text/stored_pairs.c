/* stored_pairs.c: pairs found by split and by source length. */
#include "text/stored_pairs.h"

#include <stdlib.h>

#include "base/memory.h"

void stored_pairs_close(StoredPairs *stored)
{
    if (stored == NULL)
        return;
    pairs_file_free(&stored->texts);
    free(stored->pair);
    free(stored->ids.item);
    for (int split = 0; split < SPLITS; split++) {
        free(stored->index[split]);
        free(stored->by_length[split]);
    }
    free(stored);
}

const char *stored_pairs_text(const StoredPairs *stored, int number, Side side)
{
    return pairs_file_text(&stored->texts, number,
                           side == SIDE_SOURCE ? stored->source_column : 1 - stored->source_column);
}

static int source_length(const StoredPairs *stored, int pair) { return stored->pair[pair].count[SIDE_SOURCE]; }

/* Counting sort of a split's pairs by source length, for drawing a length. */
static void list_by_length(StoredPairs *stored, Split split, int longest)
{
    int count = stored->split_count[split];
    int *place = memory_new((size_t)longest + 2, sizeof(int));
    stored->by_length[split] = memory_new((size_t)count, sizeof(int));
    for (int i = 0; i < count; i++)
        place[source_length(stored, stored->index[split][i]) + 1]++;
    for (int length = 0; length <= longest; length++)
        place[length + 1] += place[length];
    for (int i = 0; i < count; i++) {
        int pair = stored->index[split][i];
        stored->by_length[split][place[source_length(stored, pair)]++] = pair;
    }
    free(place);
}

void stored_pairs_index(StoredPairs *stored)
{
    int next[SPLITS] = {0}, longest = 0;
    for (int split = 0; split < SPLITS; split++)
        stored->index[split] = memory_new((size_t)stored->split_count[split], sizeof(int));
    for (int i = 0; i < stored->count; i++) {
        Split split = stored->pair[i].split;
        stored->index[split][next[split]++] = i;
        longest = source_length(stored, i) > longest ? source_length(stored, i) : longest;
    }
    for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++)
        list_by_length(stored, split, longest);
}

static Pair pair_at(const StoredPairs *stored, int place)
{
    const StoredPair *pair = &stored->pair[place];
    const int *ids = stored->ids.item + pair->ids;
    return (Pair){.source_text = stored_pairs_text(stored, pair->number, SIDE_SOURCE),
                  .target_text = stored_pairs_text(stored, pair->number, SIDE_TARGET),
                  .source_count = pair->count[SIDE_SOURCE],
                  .target_count = pair->count[SIDE_TARGET],
                  .source = ids,
                  .target = ids + pair->count[SIDE_SOURCE]};
}

Pair stored_pair(const StoredPairs *stored, Split split, int index)
{
    return pair_at(stored, stored->index[split][index]);
}

/* How many pairs of a split have sources shorter than length. */
static int count_shorter(const StoredPairs *stored, Split split, int length)
{
    int low = 0, high = stored->split_count[split];
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (source_length(stored, stored->by_length[split][middle]) < length)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool stored_pairs_draw(const StoredPairs *stored, Split split, int length, Random *random, Pair *pair)
{
    int first = length > 0 ? count_shorter(stored, split, length) : 0;
    int behind = length > 0 ? count_shorter(stored, split, length + 1) : stored->split_count[split];
    if (first == behind)
        return false;
    *pair = pair_at(stored, stored->by_length[split][random_between(random, first, behind - 1)]);
    return true;
}
