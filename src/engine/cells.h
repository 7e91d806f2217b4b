/* cells.h: the list of recurrent cells. To add one, write cell_NAME.c and name it here. */
#ifndef SEQLAB_ENGINE_CELLS_H
#define SEQLAB_ENGINE_CELLS_H

#include "engine/cell.h"

/* The first is the default. */
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
