/* decoder.h: decoding token by token, shared by greedy answers, beams and samples.
 *
 * A decoder has rows: one for each answer that is being written. It begins with a row for each sentence of the batch;
 * decoder_select copies, reorders and drops rows. */
#ifndef SEQLAB_MODEL_DECODER_H
#define SEQLAB_MODEL_DECODER_H

#include "engine/tensor.h"
#include "model/model.h"
#include "model/trace_key.h"

/* The computation step by step shows an observer each value as soon as it is there, with its key, before anything else
 * reads it: a trace copies it, an intervention writes other numbers into it and the computation goes on with those. */
typedef struct Observer Observer;
struct Observer {
    /* values: count numbers of step `step` of `steps` (steps 0: not known yet, the answer is being made). They may be
     * changed in place. The key, and its quantity, live only during the call. */
    void (*see)(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count);
};

typedef struct Decoder Decoder;

/* Reads the sources of the batch (its targets are ignored). Everything lies on the tape, which the caller has reset,
 * and is gone when it is reset again. observer: NULL, or an observer that sees every value; then the batch must have
 * one sentence. steps: the number of steps, for the observer; 0: not known. */
Decoder *decoder_open(Model *model, Tape *tape, const Batch *batch, Observer *observer, int steps);

/* Reads one token for each row (TOKEN_SOS first) and returns the logits of the next ones, [rows,V], which live until
 * the step after the next, unless the tape records.
 * weights, when not NULL, receives each row's attention over the source, [rows,S], or NULL without attention. If a
 * custom part (custom.h) failed, the logits are zeros, and model_take_failure has the reason. */
Tensor *decoder_step(Decoder *decoder, const int *tokens, Tensor **weights);

/* From now on there are `count` rows; row i continues the old row rows[i]. */
void decoder_select(Decoder *decoder, const int *rows, int count);

#endif
