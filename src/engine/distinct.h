/* distinct.h: the distinct tokens of a batch, so that work that is the same for each occurrence is done once. */
#ifndef SEQLAB_ENGINE_DISTINCT_H
#define SEQLAB_ENGINE_DISTINCT_H

#include "base/arena.h"

typedef struct Distinct {
    int count;     /* how many different ones */
    int *tokens;   /* [count], in the order in which they first appear */
    int *numbers;  /* [the ids' count]: which of them each position holds */
} Distinct;

/* ids [count], each from 0 to V - 1 (assert). There are never more of them than positions, nor than V. Memory of the
 * arena. */
Distinct distinct_ids(Arena *arena, const int *ids, int count, int V);

#endif
