/* frame.c: one whole picture of the screen. */
#include "term/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void frame_begin(Frame *frame, int rows, int columns)
{
    if (rows != frame->rows || columns != frame->columns) {
        frame->cells = memory_resize(frame->cells, (size_t)rows * (size_t)columns + 1, sizeof(Cell));
        frame->rows = rows;
        frame->columns = columns;
    }
    for (int i = 0; i < rows * columns; i++)
        frame->cells[i] = (Cell){.text = " ", .width = 1};
    frame->cursor_row = frame->cursor_column = 0;
}

void frame_free(Frame *frame)
{
    free(frame->cells);
    *frame = (Frame){0};
}

const Cell *frame_cell(const Frame *frame, int row, int column)
{
    return &frame->cells[row * frame->columns + column];
}

void frame_put(Frame *frame, int row, int column, const Cell *cell)
{
    if (row < 0 || row >= frame->rows || column < 0 || cell->width == 0 || column + cell->width > frame->columns)
        return;
    Cell *place = &frame->cells[row * frame->columns + column];
    if (place[0].width == 0)
        place[-1] = (Cell){.text = " ", .width = 1}; /* half of a wide glyph is nothing */
    place[0] = *cell;
    if (cell->width == 2)
        place[1] = (Cell){.style = cell->style, .shade = cell->shade};
}

int frame_text(Frame *frame, int row, int column, int end, Style style, const char *text)
{
    size_t count = strlen(text), bytes;
    Cell cell;
    for (size_t at = 0; (bytes = cell_next(text + at, count - at, style, &cell)) > 0; at += bytes) {
        if (column + cell.width > end)
            break;
        frame_put(frame, row, column, &cell);
        column += cell.width;
    }
    return column;
}
