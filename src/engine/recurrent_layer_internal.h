/* recurrent_layer_internal.h: what layers of recurrent cells have in common, and what a cell brings of its own.
 *
 * The driver (recurrent_layer.c) projects what a layer reads, goes from step to step, and makes the gradients of
 * the weights. A cell is a RecurrentCell: how many gates, and one step forward and backward. In what follows G is
 * the cell's number of gates. Not for use outside the engine. */
#ifndef SEQLAB_ENGINE_RECURRENT_LAYER_INTERNAL_H
#define SEQLAB_ENGINE_RECURRENT_LAYER_INTERNAL_H

#include "engine/op.h"

/* One step, as the driver gives it to a cell: what a step's kernel reads and writes (kernels_recurrent.h). */
typedef struct CellStep {
    int t, B, H;
    const int *lengths;   /* [B], or NULL: no padding */
    const int *rows;      /* [B]: which row of inputs each sentence reads; a cell that adds up has no use for it */
    const real *inputs;   /* [any,GH] x W + b_W; likewise */
    real *gates;          /* [B,GH]: before forward the product h_{t-1} U + b_U, of a cell that adds up the sum */
    real *extra;          /* [B,H], of a cell with .extra */
    real *state, *memory; /* [B,H] after the step */
    const real *previous, *previous_memory; /* [B,H] before it */

    /* For backward. dstate and dmemory [B,H] hold the gradients after the step, and are left holding those before it,
     * without what flows through U. dproduct [B,GH] is written, dinputs [any,GH] added to by a cell that does not
     * add up. */
    real *dstate, *dmemory, *dproduct, *dinputs;
} CellStep;

typedef struct RecurrentCell {
    int gates;          /* G */
    bool adds_up;       /* reads x W + b_W and h U + b_U only as their sum: one gradient for both */
    bool state_is_gate; /* its one gate is the state: no other memory is given to gates */
    bool memory;        /* keeps a memory beside the state */
    bool extra;         /* keeps one more number for each unit, from forward to backward */
    void (*forward)(const CellStep *step);
    void (*backward)(const CellStep *step);
} RecurrentCell;

/* W [E,GH], bW [GH], U [H,GH], bU [GH]; initial and memory [B,H], or NULL for zeros. */
typedef struct LayerWeights {
    Tensor *W, *bW, *U, *bU, *initial, *memory;
} LayerWeights;

/* Where results beside the states go; NULL where not wanted. memories: as the states; gates [..,GH], no gradient. */
typedef struct LayerLooks {
    Tensor **memories, **gates;
} LayerLooks;

/* x [T,B,E] -> states [T,B,H]. operation: whose name stands in errors, and whose backward is layer_backward. */
Tensor *layer_over_vectors(Tape *tape, const Operation *operation, const RecurrentCell *cell, Tensor *x,
                           const LayerWeights *weights, const int *lengths, bool backwards, const LayerLooks *looks);
/* The same over the rows of table [V,E] at ids [T,B]. */
Tensor *layer_over_tokens(Tape *tape, const Operation *operation, const RecurrentCell *cell, Tensor *table,
                          const int *ids, int T, int B, const LayerWeights *weights, const int *lengths, bool backwards,
                          const LayerLooks *looks);
/* One step: x [B,E] -> state [B,H]. */
Tensor *layer_one_step(Tape *tape, const Operation *operation, const RecurrentCell *cell, Tensor *x,
                       const LayerWeights *weights, const LayerLooks *looks);
void layer_backward(const TapeNote *note);

#endif
