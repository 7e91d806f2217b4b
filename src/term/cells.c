/* cells.c: rows of cells, apart from the canvas they were drawn on. */
#include "term/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "view/glyph.h"

static bool is_blank(const Cell *cell)
{
    return strcmp(cell->text, " ") == 0 && cell->style != STYLE_SHADE;
}

CellRow cells_from_canvas(const Canvas *canvas, int row)
{
    int count = canvas_columns(canvas);
    while (count > 0 && is_blank(canvas_cell(canvas, row, count - 1)))
        count--;
    CellRow copy = {.cells = memory_new((size_t)count + 1, sizeof(Cell)), .count = count};
    for (int column = 0; column < count; column++)
        copy.cells[column] = *canvas_cell(canvas, row, column);
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

void cells_add_text(CellRow *row, Style style, const char *text)
{
    size_t count = strlen(text), bytes;
    Cell cell;
    row->cells = memory_resize(row->cells, (size_t)row->count + count + 1, sizeof(Cell)); /* no glyph has fewer bytes than columns */
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
        if (cell->style == STYLE_SHADE)
            canvas_shade(canvas, 0, column, 1, cell->shade, cell->text);
        else if (cell->width > 0)
            canvas_write(canvas, 0, column, (Style)cell->style, cell->text);
    }
    canvas_to_text(canvas, screen.colours, out);
    canvas_close(canvas);
}
