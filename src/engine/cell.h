/* cell.h: the descriptor of a recurrent cell.
 *
 * One file, cell_NAME.c, holds everything about a cell, from top to bottom: its formula, the same in plain operations,
 * the fused step with its backward, and a RecurrentCell at the end, which the list in cells.h names. No other code
 * depends on which cell it is. G is a cell's number of gates, which lie side by side in GH columns. */
#ifndef SEQLAB_ENGINE_CELL_H
#define SEQLAB_ENGINE_CELL_H

#include <string.h>

#include "base/language.h"
#include "engine/tape.h"

enum { CELL_GATES_MOST = 8, CELL_STATE = -1 };

/* The parameters of a layer: W [E,GH], bW [GH], U [H,GH], bU [GH]. */
typedef struct CellWeights {
    Tensor *W, *bW, *U, *bU;
} CellWeights;

/* h_t, and c_t of a cell with a cell state: [B,H] for one step, [T,B,H] for a sequence. As initial states, NULL means
 * zeros. */
typedef struct CellStates {
    Tensor *hidden, *cell;
} CellStates;

/* One step in plain operations. `tell` gets each gate before anything reads it, and may change it. */
typedef struct PlainStep {
    Tape *tape;
    Tensor *input, *product;                                /* [B,GH]: x W + bW and h_{t-1} U + bU */
    CellStates before;                                      /* no NULLs */
    void (*tell)(void *listener, int gate, Tensor *tensor); /* [B,H]; gate CELL_STATE: c_t. NULL: no listener */
    void *listener;
} PlainStep;

/* One fused step for all B sentences: it reads and writes each number once. The caller computes the products with U. */
typedef struct CellStep {
    int t, B, H;
    const int *lengths; /* [B], or NULL: no padding */
    const int *rows;    /* [B]: which row of inputs each sentence reads; unused if the cell `adds_up` */
    const real *inputs; /* [any,GH] x W + bW; likewise */
    real *gates; /* [B,GH]: before forward h_{t-1} U + bU, of a cell that adds up the whole sum; then the gates */
    real *kept;  /* [B,H], of a cell that keeps one more number */
    real *state, *cell_state;                   /* [B,H] after the step */
    const real *previous, *previous_cell_state; /* [B,H] before it */

    /* For backward. dstate and dcell_state [B,H] hold the gradients after the step, and then those before it, without
     * the part that flows through U. dproduct [B,GH], which may be the memory of gates, is written; dinputs [any,GH] is
     * added to, by a cell that does not add up. */
    real *dstate, *dcell_state, *dproduct, *dinputs;
} CellStep;

typedef struct RecurrentCell {
    const char *name, *title; /* "gru", as people type it and files keep it; "GRU" */
    Sentence summary;
    const char *gates[CELL_GATES_MOST]; /* their names in traces, in the order of their columns; none: the state is the gate */
    bool keeps_cell_state;
    bool adds_up;   /* reads x W + bW and h U + bU only as their sum: one gradient for both */
    bool keeps_one; /* from forward to backward, one more number for each unit */
    const char *formula, *gradient_formula;
    CellStates (*plain)(const PlainStep *step);
    void (*forward)(const CellStep *step);
    void (*backward)(const CellStep *step);
} RecurrentCell;

/* G */
static inline int cell_gates(const RecurrentCell *cell)
{
    int count = 0;
    while (count < CELL_GATES_MOST && cell->gates[count] != NULL)
        count++;
    return count > 0 ? count : 1;
}

/* One step of x [B,E] in plain operations; tape, before and tell are set in step. */
CellStates cell_plain_step(const RecurrentCell *cell, PlainStep *step, Tensor *x, const CellWeights *weights);

/* For plain steps: the columns of one gate in the input, in the product, and their sum; and telling a gate. */
Tensor *plain_input(const PlainStep *step, int gate);
Tensor *plain_product(const PlainStep *step, int gate);
Tensor *plain_sum(const PlainStep *step, int gate);
Tensor *plain_tell(const PlainStep *step, int gate, Tensor *tensor);

/* For fused steps: where row b of `columns` numbers begins. */
static inline real *cell_row(const real *rows, int b, int columns)
{
    return (real *)rows + (size_t)b * (size_t)columns;
}

/* If sentence b has ended, carries its state over, sets its G gates to 0, and returns true. */
static inline bool cell_carries_over(const CellStep *s, int b, int G)
{
    if (s->lengths == NULL || s->t < s->lengths[b])
        return false;
    size_t H = (size_t)s->H, one = (size_t)b * H;
    if (s->gates != s->state) /* an RNN's are one */
        memset(s->gates + (size_t)G * one, 0, (size_t)G * H * sizeof(real));
    memcpy(s->state + one, s->previous + one, H * sizeof(real));
    if (s->kept != NULL)
        memset(s->kept + one, 0, H * sizeof(real));
    if (s->cell_state != NULL)
        memcpy(s->cell_state + one, s->previous_cell_state + one, H * sizeof(real));
    return true;
}

/* The gradients stay where they are, and nothing flows into the products. */
static inline bool cell_carries_back(const CellStep *s, int b, int G)
{
    if (s->lengths == NULL || s->t < s->lengths[b])
        return false;
    size_t columns = (size_t)G * (size_t)s->H;
    memset(s->dproduct + (size_t)b * columns, 0, columns * sizeof(real));
    return true;
}

#endif
