/* batch_space.h: pairs laid out as a batch, in memory that is used again for the next. */
#ifndef SEQLAB_TEXT_BATCH_SPACE_H
#define SEQLAB_TEXT_BATCH_SPACE_H

#include "base/batch.h"
#include "text/pair.h"

typedef struct BatchSpace BatchSpace;
BatchSpace *batch_space_open(void);
void batch_space_close(BatchSpace *space);
/* Reserves memory for the largest batch. Lengths with <EOS>. */
void batch_space_reserve(BatchSpace *space, int size, int source_length, int target_length);
/* Targets may be absent: then target_length is 0. */
const Batch *batch_of_pairs(BatchSpace *space, const Pair *pairs, int count);

#endif
