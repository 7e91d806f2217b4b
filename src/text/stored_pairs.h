/* stored_pairs.h: pairs as ids, all of them in memory, in three splits. */
#ifndef SEQLAB_TEXT_STORED_PAIRS_H
#define SEQLAB_TEXT_STORED_PAIRS_H

#include "base/random.h"
#include "text/pair.h"
#include "text/pairs_file.h"
#include "text/split.h"

typedef struct StoredPair {
    int number;       /* in texts */
    int count[SIDES]; /* tokens */
    size_t ids;       /* where its source ids begin; its target ids follow */
    Split split;
} StoredPair;

/* All zero is empty. */
typedef struct StoredPairs {
    PairsFile texts;
    int source_column; /* of texts */
    StoredPair *pair;
    int count;
    int passed_over;   /* texts that are not among the pairs */
    IntList ids;
    int *index[SPLITS];     /* pairs of each split, in the order of the file */
    int *by_length[SPLITS]; /* the same, by source length */
    int split_count[SPLITS];
} StoredPairs;

void stored_pairs_close(StoredPairs *stored);
const char *stored_pairs_text(const StoredPairs *stored, int number, Side side);
/* Makes index and by_length, once all pairs and their splits are there. */
void stored_pairs_index(StoredPairs *stored);

Pair stored_pair(const StoredPairs *stored, Split split, int index);
/* One of the pairs of exactly length tokens (any if length is 0), or false. */
bool stored_pairs_draw(const StoredPairs *stored, Split split, int length, Random *random, Pair *pair);

#endif
