/* pair.h: a source with its target, as texts and as token ids, and the memory in which such a pair is made. */
#ifndef SEQLAB_TEXT_PAIR_H
#define SEQLAB_TEXT_PAIR_H

#include <stdbool.h>

#include "base/buffer.h"

typedef enum { SIDE_SOURCE, SIDE_TARGET, SIDES } Side;

/* One pair. Valid until the next call with the same PairSpace, which owns it. */
typedef struct Pair {
    const char *source_text, *target_text;
    int source_count, target_count; /* tokens, without <SOS> and <EOS> */
    const int *source, *target;     /* ids */
    const int *alignment; /* [target_count] the source position that a target token comes from, or -1; or NULL */
} Pair;

/* A pair is made in two steps, because most are discarded: first its source text, then, if it is kept, its ids and its
 * target. */
typedef struct PairSpace {
    Buffer text[SIDES];
    IntList ids[SIDES], alignment;
    Buffer prepared; /* room for token_cursor */
    void *notes;     /* from the first step to the second: pair_space_notes */
} PairSpace;

PairSpace *pair_space_open(void);
void pair_space_close(PairSpace *space);
/* Memory from the first step for the second; each data set uses the same number of bytes every time. */
void *pair_space_notes(PairSpace *space, size_t bytes);
/* Reserves memory for the largest batch. */
void pair_space_reserve(PairSpace *space, int source_count, int target_count);
/* The pair that was made; aligned: its alignment is known. */
Pair pair_of_space(const PairSpace *space, bool aligned);

#endif
