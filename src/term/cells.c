/* cells.c: rows of cells, apart from the canvas they were drawn on. */
#include "term/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"

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

Cell cell_of(const char *cluster, size_t bytes, Style style)
{
    Cell cell = {.width = 1, .style = (unsigned char)style, .text = "?"};
    int width = utf8_width_bytes(cluster, bytes);
    unsigned char first = (unsigned char)cluster[0];
    if (bytes == 1 && (first == '\n' || first == '\t'))
        cell.text[0] = ' ';
    else if (width >= 1 && first >= ' ' && utf8_first_invalid(cluster, bytes) < 0) {
        /* A cluster longer than a cell (a chain of joined emoji) keeps its first character. */
        if (bytes >= CELL_BYTES)
            utf8_decode(cluster, bytes, &bytes);
        memcpy(cell.text, cluster, bytes);
        cell.text[bytes] = '\0';
        cell.width = (unsigned char)(width > 2 ? 2 : width);
    }
    return cell;
}

void cells_add_text(CellRow *row, Style style, const char *text)
{
    size_t count = strlen(text);
    for (size_t at = 0, bytes; at < count; at += bytes) {
        bytes = utf8_cluster(text + at, count - at);
        Cell cell = cell_of(text + at, bytes, style);
        row->cells = memory_resize(row->cells, (size_t)row->count + 2, sizeof(Cell));
        row->cells[row->count++] = cell;
        if (cell.width == 2)
            row->cells[row->count++] = (Cell){.style = cell.style};
    }
}

void cells_to_text(const Cell *cells, int count, int columns, int colours, Buffer *out)
{
    Canvas *canvas = canvas_open((Screen){.columns = columns < 20 ? 20 : columns, .unicode = true,
                                          .colours = colours});
    for (int column = 0; column < count && column + cells[column].width <= columns; column++) {
        const Cell *cell = &cells[column];
        if (cell->style == STYLE_SHADE)
            canvas_shade(canvas, 0, column, 1, cell->shade, cell->text);
        else if (cell->width > 0)
            canvas_write(canvas, 0, column, (Style)cell->style, cell->text);
    }
    if (canvas_rows(canvas) == 0)
        buffer_add_char(out, '\n');
    canvas_to_text(canvas, colours, out);
    canvas_close(canvas);
}
