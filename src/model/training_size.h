/* training_size.h: the memory of a training step, estimated before it is allocated. */
#ifndef SEQLAB_MODEL_TRAINING_SIZE_H
#define SEQLAB_MODEL_TRAINING_SIZE_H

#include "model/model.h"

typedef struct StepSize {
    double largest; /* numbers in the largest tensor; see TENSOR_MOST */
    double all;     /* at least so many are held at once */
} StepSize;

/* Of a pass over B sentences of up to S source and T target tokens, <EOS> counted, in one piece. logits: whether
 * those of all positions are there at once (own tokens). Training cuts a batch into shards, and the validation loss
 * does not. Of custom parts (custom.h) only a lower bound is known. */
StepSize training_size(const ModelConfiguration *configuration, int B, int S, int T, bool logits);

/* Whether such a step can be taken on this machine; false with a message that says how large it would be. */
bool training_fits(const ModelConfiguration *configuration, int B, int S, int T, bool logits, Error *error);

#endif
