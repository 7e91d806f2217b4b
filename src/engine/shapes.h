/* shapes.h: checks the inputs of an operation against its shape string (op.h), the same that people read.
 *
 *     "x [..,K], weight [K,N], bias [N] or none -> [..,N]"
 *
 * Before the arrow stands each tensor, in the order of the record's inputs: a name and its extents. A letter stands
 * for one number wherever it occurs; "3H" is three times H, "N+M" a sum; ".." stands for any number of extents, the
 * same ones everywhere. "or" names another shape that will do, "or none" an input that may be NULL. Items without
 * brackets are numbers and ids that the operation takes besides. Not for use outside the engine and its tests. */
#ifndef SEQLAB_ENGINE_SHAPES_H
#define SEQLAB_ENGINE_SHAPES_H

#include "engine/op.h"

/* The values of a shape string's letters in one call. All zero: nothing is known yet. */
typedef struct Extents {
    int of['Z' - 'A' + 1]; /* 0: not known */
    bool rest_known;
    int rest_count, rest[TENSOR_DIMENSIONS]; /* ".." */
} Extents;

static inline int extent(const Extents *extents, char letter) { return extents->of[letter - 'A']; }

/* Whether the inputs fit the operation's string; extents may hold known letters, and learns the others.
 * If they do not, the tape's error names the first wrong one and both shapes. False without a message if an
 * operation before failed: the tape has an error, or an input that must not be NULL is. */
bool shapes_fit(Tape *tape, const Operation *operation, Tensor *const *inputs, Extents *extents);

/* A new tensor of the shape behind the arrow. */
Tensor *shapes_result(Tape *tape, const Operation *operation, const Extents *extents);

/* Both, for operations that need no more: NULL if the inputs do not fit. */
Tensor *checked_result(Tape *tape, const Operation *operation, Tensor *const *inputs);

/* Whether a record is as its operation's string says, its output too: for tests. */
bool shapes_hold(const TapeNote *note);

#endif
