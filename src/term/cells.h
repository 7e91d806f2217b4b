/* cells.h: rows of cells, apart from the canvas they were drawn on, and frames of them: pictures of the screen. */
#ifndef SEQLAB_TERM_CELLS_H
#define SEQLAB_TERM_CELLS_H

#include "base/buffer.h"
#include "view/canvas.h"

/* A row of a canvas without the blanks at its end. */
typedef struct CellRow {
    Cell *cells;
    int count;
} CellRow;

CellRow cells_from_canvas(const Canvas *canvas, int row, bool romanise);
void cells_free(CellRow *row);

/* Puts ASCII in place of all else (utf8_romanised); the row may grow. */
void cells_romanise(CellRow *row);

/* Appends text of one line in one style. */
void cells_add_text(CellRow *row, Style style, const char *text);

/* The cells as text with a newline, cut at the screen's width, with ANSI colors if it has any. */
void cells_to_text(const Cell *cells, int count, Screen screen, Buffer *out);

/* The cell of the first character of a text; returns the bytes that it took, 0 at the end. */
size_t cell_next(const char *text, size_t count, Style style, Cell *cell);

/* ---- frames ---- */

typedef struct Frame {
    int rows, columns;
    Cell *cells;
    int cursor_row, cursor_column;
} Frame;

/* Makes it this large and blank. */
void frame_begin(Frame *frame, int rows, int columns);
void frame_free(Frame *frame);

const Cell *frame_cell(const Frame *frame, int row, int column);
/* Skips a cell that does not fit, and the right half of a wide one. */
void frame_put(Frame *frame, int row, int column, const Cell *cell);
void frame_cells(Frame *frame, int row, int column, const Cell *cells, int count);
/* Text of one row, cut before the column `end`; returns the column after it. */
int frame_text(Frame *frame, int row, int column, int end, Style style, const char *text);

#endif
