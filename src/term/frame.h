/* frame.h: one whole picture of the screen, put together before any of it is shown. */
#ifndef SEQLAB_TERM_FRAME_H
#define SEQLAB_TERM_FRAME_H

#include "term/cells.h"

typedef struct Frame {
    int rows, columns;
    Cell *cells;
    int cursor_row, cursor_column;
} Frame;

/* Makes it this large and blank. */
void frame_begin(Frame *frame, int rows, int columns);
void frame_free(Frame *frame);

const Cell *frame_cell(const Frame *frame, int row, int column);
/* A cell that does not fit, and the right half of a wide one, are passed over. */
void frame_put(Frame *frame, int row, int column, const Cell *cell);
/* Text of one row, cut before the column `end`; returns the column after it. */
int frame_text(Frame *frame, int row, int column, int end, Style style, const char *text);

#endif
