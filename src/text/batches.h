/* batches.h: the order of the training pairs, batch by batch. */
#ifndef SEQLAB_TEXT_BATCHES_H
#define SEQLAB_TEXT_BATCHES_H

#include "base/batch.h"
#include "text/dataset.h"

/* A shuffled order of a split, in batches of near lengths. All memory is its own; a steady state allocates nothing.
 * Several may be open on one dataset, on several threads. NULL if a file's split has no pairs. */
typedef struct Batches Batches;
Batches *batches_open(const Dataset *dataset, Split split, int batch_size, uint64_t seed);
void batches_close(Batches *batches);
/* The next batch, valid until the next call. An endless dataset gives one source length a batch, drawn evenly over its
 * range (or the lengths its options name; dates: as often as dates have it). A file begins again, newly shuffled, at
 * its end; its last batch may be smaller. */
const Batch *batches_next(Batches *batches);
/* Where in this order it is: after batches_go the batches that batches_place had before it come next. */
BatchPlace batches_place(const Batches *batches);
/* False, with nothing changed, if the place is invalid. */
bool batches_go(Batches *batches, const BatchPlace *place);

#endif
