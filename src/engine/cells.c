/* cells.c: the list of cells. */
#include "engine/cells.h"

#define IN_LIST(name) &name##_cell,
const RecurrentCell *const cells[] = {CELLS(IN_LIST) NULL};
const int cell_count = (int)(sizeof cells / sizeof *cells) - 1;

const RecurrentCell *cell_find(const char *name)
{
    for (int i = 0; i < cell_count; i++)
        if (strcmp(cells[i]->name, name) == 0)
            return cells[i];
    return NULL;
}
