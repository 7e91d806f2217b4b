/* tape.h: the record of one step's operations.
 *
 * An operation (ops.h) computes its result at once and, on a recording tape, leaves a note; tape_backward
 * reads the notes from the last to the first. All memory comes from the tape's arena and lives until
 * tape_reset. A shape that does not fit sets the tape's error: the operation returns NULL, and every
 * operation on a NULL tensor returns NULL too, so that a model checks once, at its end. */
#ifndef SEQLAB_ENGINE_TAPE_H
#define SEQLAB_ENGINE_TAPE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/random.h"
#include "engine/parameter.h"
#include "engine/tensor.h"

typedef struct Tape Tape;
typedef struct Operation Operation; /* op.h: name, arity, shapes, forward, backward, formulas */

/* shard: which gradients of the parameters this tape adds to. */
Tape *tape_open(int shard);
void tape_close(Tape *tape);

/* Clears the last step. recording: whether backward will follow (training, gradient views). */
void tape_reset(Tape *tape, bool recording);

/* To be called after tape_reset: from now on the gradients of the tape's own tensors are lent memory while tape_backward
 * needs them, and hold nothing afterwards. For training, which only wants those of the parameters: it takes half the
 * memory, and most of it is in the cache. One walk back only. */
void tape_lend_gradients(Tape *tape);
/* How many bytes of packed weights the tape keeps, where it records, for the steps with the same parameters that follow;
 * from the next tape_reset on (0 at first). */
void tape_keep_packed(Tape *tape, size_t most);
/* To be called before the first tape_reset: products with parameters are made of bfloat16 (packed_weights.h). Only where
 * products_have_bf16 says yes. */
void tape_use_bf16(Tape *tape, bool bf16);
bool tape_lends_gradients(const Tape *tape); /* then backward may also overwrite forward's saved state */

/* Random numbers for this step's dropout and hidden tokens. Without a call after tape_reset there are none (tape_random is
 * NULL) and nothing is dropped: this is how a model answers and is evaluated. */
void tape_seed(Tape *tape, uint64_t seed);
Random *tape_random(Tape *tape);

/* Where tensors are made now. */
Arena *tape_arena(Tape *tape);
/* For answers, which go on step by step and look back one step: what is made from now on lives until the second call
 * after this one, and then its memory is used again. Tensors of parameters, and what was made before the first call,
 * stay until tape_reset, and so does what is taken from tape_lasting. Not on a recording tape. */
void tape_turn(Tape *tape);
Arena *tape_lasting(Tape *tape);
/* Bytes held now, and the most that were in use at once since tape_reset. */
size_t tape_capacity(const Tape *tape);
size_t tape_most(const Tape *tape);

int tape_shard(const Tape *tape);
bool tape_recording(const Tape *tape);
const Error *tape_error(const Tape *tape); /* NULL while all is well */
/* Moves the error to `error`, so that the next operations can fail with their own. False if there is none. */
bool tape_take_error(Tape *tape, Error *error);

/* A new tensor; values are not set. On a recording tape it has a gradient, whose numbers are there once
 * tape_backward was called (zero where the loss does not depend on it). */
Tensor *tape_tensor(Tape *tape, int rank, const int *shape);
Tensor *tape_zeros(Tape *tape, int rank, const int *shape);
/* A new tensor without gradient: weights and gates that are only looked at. Values are not set. */
Tensor *tape_tensor_plain(Tape *tape, int rank, const int *shape);
/* Part of another tensor's memory, value and gradient, from element `offset` on. */
Tensor *tape_view(Tape *tape, const Tensor *of, size_t offset, int rank, const int *shape);
/* A tensor over memory of the caller's that outlives the step; no gradient. */
Tensor *tape_constant(Tape *tape, int rank, const int *shape, const real *values);
/* Parameter number `index`, its gradient that of the tape's shard. The same tensor each time in a step. What products
 * make of it (packed_weights.h, token_rows.h) is kept past tape_reset, until parameters_changed or a step with other
 * parameters only. */
Tensor *tape_parameter(Tape *tape, const Parameters *parameters, int index);

/* Gradients of everything that loss depends on. loss has one element; scale is its own
 * gradient (1, or the shard's share of the batch). Parameters' gradients are added to; those of the tape's own
 * tensors start again from zero with each call. */
void tape_backward(Tape *tape, Tensor *loss, real scale);

/* For ops: records that `operation` made outputs from inputs with saved state. */
#define TAPE_INPUTS 12
typedef struct TapeNote {
    const Operation *operation;
    Tensor *inputs[TAPE_INPUTS];
    Tensor *output;
    void *saved;       /* for backward, in the arena */
    real *given;       /* NULL, or memory in the arena that a tape that lends takes for the gradient of inputs[0], unless
                        * that has memory already. The gradient may stand there before backward runs */
    Tensor **more;     /* all inputs, if they do not fit above; in the arena */
    int more_count;
} TapeNote;
void tape_record(Tape *tape, const TapeNote *note);
int tape_note_count(const Tape *tape);
const TapeNote *tape_note(const Tape *tape, int index);

/* For backward functions. tape_backward zeroes the gradients of a note's inputs before the first operation adds
 * to them, so a backward function only ever adds. One whose descriptor says `keeps` (op.h) does without the
 * zeroing and asks here instead: 0 means that the gradient holds nothing yet and every element has to be
 * written, 1 that it has to be added to. Ask once for each input, just before writing. */
real tape_gradient_keep(const Tensor *tensor);

/* For ops: sets the tape's error (the first one stays) and returns NULL. */
Tensor *tape_fail(Tape *tape, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
