/* cells.h: the recurrent cells there are. A new one is a file cell_NAME.c and a line here; all else follows. */
#ifndef SEQLAB_ENGINE_CELLS_H
#define SEQLAB_ENGINE_CELLS_H

#include "engine/cell.h"

/* The first is the one that a model has where nobody chose. */
#define CELLS(CELL) \
    CELL(gru)       \
    CELL(lstm)      \
    CELL(rnn)

#define DECLARE_CELL(name) extern const RecurrentCell name##_cell;
CELLS(DECLARE_CELL)
#undef DECLARE_CELL

extern const RecurrentCell *const cells[]; /* NULL follows the last */
extern const int cell_count;
const RecurrentCell *cell_find(const char *name); /* NULL when there is none */

#endif
