/* decoder.h: a model's answer made token by token: what greedy answers, beams and samples have in common.
 *
 * A decoder has rows: one for each answer that is being written. It begins with a row for each sentence of the batch;
 * decoder_select lets rows go on from other rows, more often than once or not at all. */
#ifndef SEQLAB_MODEL_DECODER_H
#define SEQLAB_MODEL_DECODER_H

#include "model/model.h"
#include "model/observer.h"

typedef struct Decoder Decoder;

/* Reads the sources of the batch (its targets are not looked at). Everything lies on the tape, which was reset by the
 * caller, and is gone when it is reset again. observer: NULL, or told every value; then the batch has to be of one
 * sentence. steps: how many steps will be taken, where it is known, for the observer; else 0. */
Decoder *decoder_open(Model *model, Tape *tape, const Batch *batch, Observer *observer, int steps);

/* Reads one token for each row (TOKEN_SOS first) and returns the logits of the next ones, [rows,V].
 * weights, when not NULL, receives each row's attention over the source, [rows,S], or NULL without attention. Where a
 * part from outside (custom.h) failed the logits are zeros, and model_take_failure tells why. */
Tensor *decoder_step(Decoder *decoder, const int *tokens, Tensor **weights);

/* From now on there are `count` rows; row i goes on from what was row rows[i]. */
void decoder_select(Decoder *decoder, const int *rows, int count);

#endif
