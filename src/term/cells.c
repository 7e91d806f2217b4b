/* cells.c: rows of cells, apart from the canvas they were drawn on, and frames of them. */
#include "term/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "view/glyph.h"

static bool is_blank(const Cell *cell)
{
    return strcmp(cell->text, " ") == 0 && !is_shade(cell->style);
}

CellRow cells_from_canvas(const Canvas *canvas, int row, bool romanise)
{
    int count = canvas_columns(canvas);
    while (count > 0 && is_blank(canvas_cell(canvas, row, count - 1)))
        count--;
    CellRow copy = {.cells = memory_new((size_t)count + 1, sizeof(Cell)), .count = count};
    for (int column = 0; column < count; column++)
        copy.cells[column] = *canvas_cell(canvas, row, column);
    if (romanise)
        cells_romanise(&copy);
    return copy;
}

void cells_free(CellRow *row)
{
    free(row->cells);
    *row = (CellRow){0};
}

size_t cell_next(const char *text, size_t count, Style style, Cell *cell)
{
    Glyph glyph;
    size_t bytes = glyph_next(text, count, &glyph);
    if (bytes == 0)
        return 0;
    *cell = (Cell){.width = (unsigned char)glyph.width, .style = (unsigned char)style};
    memcpy(cell->text, glyph.text, sizeof cell->text);
    return bytes;
}

void cells_romanise(CellRow *row)
{
    CellRow ascii = {0};
    int room = 0;
    for (int i = 0; i < row->count; i++) {
        char *text = utf8_romanised(row->cells[i].text); /* nothing of the right half of a wide one */
        for (const char *letter = text; *letter != '\0'; letter++) {
            ascii.cells = memory_room(ascii.cells, ascii.count, &room, sizeof(Cell));
            ascii.cells[ascii.count++] = (Cell){{*letter}, 1, row->cells[i].style, row->cells[i].shade};
        }
        free(text);
    }
    cells_free(row);
    *row = ascii;
}

void cells_add_text(CellRow *row, Style style, const char *text)
{
    size_t count = strlen(text), bytes;
    Cell cell;
    /* No glyph has fewer bytes than columns. */
    row->cells = memory_resize(row->cells, (size_t)row->count + count + 1, sizeof(Cell));
    for (size_t at = 0; (bytes = cell_next(text + at, count - at, style, &cell)) > 0; at += bytes) {
        row->cells[row->count++] = cell;
        if (cell.width == 2)
            row->cells[row->count++] = (Cell){.style = cell.style};
    }
}

void cells_to_text(const Cell *cells, int count, Screen screen, Buffer *out)
{
    Canvas *canvas = canvas_open(screen);
    canvas_blank(canvas);
    for (int column = 0; column < count; column++) {
        const Cell *cell = &cells[column];
        Glyph glyph = {.width = cell->width};
        memcpy(glyph.text, cell->text, CELL_BYTES);
        if (cell->width > 0)
            canvas_put(canvas, 0, column, &glyph, (Style)cell->style, cell->shade);
    }
    canvas_to_text(canvas, screen.colors, out);
    canvas_close(canvas);
}

/* ---- frames ---- */

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

void frame_cells(Frame *frame, int row, int column, const Cell *cells, int count)
{
    for (int i = 0; i < count; i++)
        frame_put(frame, row, column + i, &cells[i]);
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
