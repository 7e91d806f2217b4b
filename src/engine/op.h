/* op.h: the descriptor of each operation: one table for the engine, its tests, and the pages that show
 * formulas. To add an operation, write it in its family's file and name it in that file's list. */
#ifndef SEQLAB_ENGINE_OP_H
#define SEQLAB_ENGINE_OP_H

#include "engine/tape.h"

struct Operation {
    const char *name;              /* "gru" */
    const char *shapes;            /* "a [..,K], b [K,N] -> [..,N]": shown to people, and checked as it stands (shapes.h) */
    const char *formula;           /* "h_t = (1 - z) * h_{t-1} + z * h~" */
    const char *gradient_formula;
    void (*backward)(const TapeNote *note);
    bool keeps;                    /* backward asks tape_gradient_keep for each input that has a gradient */
};

/* All operations, in a fixed order; *count is set. */
const Operation *const *operations(int *count);
const Operation *operation_find(const char *name); /* NULL when there is none */

#endif
