/* cells.h: rows of cells, apart from the canvas they were drawn on. */
#ifndef SEQLAB_TERM_CELLS_H
#define SEQLAB_TERM_CELLS_H

#include "base/buffer.h"
#include "view/canvas.h"

/* A row of a canvas without the blanks at its end. */
typedef struct CellRow {
    Cell *cells;
    int count;
} CellRow;

CellRow cells_from_canvas(const Canvas *canvas, int row);
void cells_free(CellRow *row);

/* Appends text of one line in one style; a newline in it counts as a blank. */
void cells_add_text(CellRow *row, Style style, const char *text);

/* The cells as text with a newline, at most `columns` wide, with ANSI colours where colours is not 0. */
void cells_to_text(const Cell *cells, int count, int columns, int colours, Buffer *out);

/* The cell of one cluster; "?" for what cannot be shown. */
Cell cell_of(const char *cluster, size_t bytes, Style style);

#endif
