/* cell.c: the list of cells, and helpers of all cells' plain steps. */
#include "engine/cells.h"

#include "engine/ops.h"

static Tensor *columns_of(const PlainStep *step, Tensor *rows, int gate)
{
    int H = tensor_columns(step->before.hidden);
    return op_slice(step->tape, rows, gate * H, H);
}

Tensor *plain_input(const PlainStep *step, int gate) { return columns_of(step, step->input, gate); }
Tensor *plain_product(const PlainStep *step, int gate) { return columns_of(step, step->product, gate); }

Tensor *plain_sum(const PlainStep *step, int gate)
{
    return op_add(step->tape, plain_input(step, gate), plain_product(step, gate));
}

Tensor *plain_tell(const PlainStep *step, int gate, Tensor *tensor)
{
    if (step->tell != NULL && tensor != NULL)
        step->tell(step->listener, gate, tensor);
    return tensor;
}

CellStates cell_plain_step(const RecurrentCell *cell, PlainStep *step, Tensor *x, const CellWeights *weights)
{
    step->input = op_linear(step->tape, x, weights->W, weights->bW);
    step->product = op_linear(step->tape, step->before.hidden, weights->U, weights->bU);
    return step->input != NULL && step->product != NULL ? cell->plain(step) : (CellStates){0};
}

/* ---- the list ---- */

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
