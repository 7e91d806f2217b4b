/* canvas.c: the cells of a picture.
 *
 * The rows lie one behind the other in one block that grows. One invariant holds at all times: a cell of
 * width 2 is followed by a cell of width 0 in the same row, and a cell of width 0 follows one of width 2. So
 * whoever writes over half of a wide glyph turns the other half into a blank. */
#include "view/canvas.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct Canvas {
    Screen screen;
    int rows, capacity; /* drawn, and room for */
    Cell *cells;        /* [capacity, screen.columns] */
};

static const Cell blank_cell = {.text = " ", .width = 1};

Canvas *canvas_open(Screen screen)
{
    Canvas *canvas = memory_new(1, sizeof *canvas);
    canvas->screen = screen;
    if (canvas->screen.columns < 1)
        canvas->screen.columns = 1;
    return canvas;
}

void canvas_close(Canvas *canvas)
{
    if (canvas == NULL)
        return;
    free(canvas->cells);
    free(canvas);
}

Screen canvas_screen(const Canvas *canvas) { return canvas->screen; }

int canvas_rows(const Canvas *canvas) { return canvas->rows; }

int canvas_columns(const Canvas *canvas) { return canvas->screen.columns; }

const Cell *canvas_cell(const Canvas *canvas, int row, int column)
{
    if (row < 0 || row >= canvas->rows || column < 0 || column >= canvas->screen.columns)
        return &blank_cell;
    return &canvas->cells[(size_t)row * canvas->screen.columns + column];
}

static void add_rows_up_to(Canvas *canvas, int row)
{
    if (row < canvas->rows)
        return;
    size_t columns = canvas->screen.columns;
    if (row >= canvas->capacity) {
        int capacity = canvas->capacity > 0 ? canvas->capacity : 16;
        while (capacity <= row)
            capacity *= 2;
        canvas->cells = memory_resize(canvas->cells, (size_t)capacity * columns, sizeof(Cell));
        canvas->capacity = capacity;
    }
    for (size_t i = canvas->rows * columns; i < ((size_t)row + 1) * columns; i++)
        canvas->cells[i] = blank_cell;
    canvas->rows = row + 1;
}

void canvas_put(Canvas *canvas, int row, int column, const Glyph *glyph, Style style, int shade)
{
    if (row < 0 || column < 0 || column + glyph->width > canvas->screen.columns)
        return;
    add_rows_up_to(canvas, row);
    Cell *cell = &canvas->cells[(size_t)row * canvas->screen.columns + column];
    /* A wide glyph that reaches in from the left or out to the right loses its other half. */
    if (cell->width == 0)
        cell[-1] = blank_cell;
    if (column + glyph->width < canvas->screen.columns && cell[glyph->width].width == 0)
        cell[glyph->width] = blank_cell;
    memcpy(cell->text, glyph->text, CELL_BYTES);
    if (strcmp(cell->text, "\xC2\xA0") == 0) /* a blank that keeps words together: they are placed now */
        strcpy(cell->text, " ");
    cell->width = (unsigned char)glyph->width;
    cell->style = (unsigned char)style;
    cell->shade = (signed char)at_least(at_most(shade, SHADE_MOST), -SHADE_MOST);
    if (glyph->width == 2) {
        cell[1] = *cell;
        cell[1].text[0] = '\0';
        cell[1].width = 0;
    }
}

int canvas_write(Canvas *canvas, int row, int column, Style style, const char *text)
{
    if (row < 0)
        return column;
    add_rows_up_to(canvas, row);
    Glyph glyph;
    for (size_t left = strlen(text), used; (used = glyph_next(text, left, &glyph)) > 0; left -= used) {
        if (column + glyph.width > canvas->screen.columns)
            break;
        canvas_put(canvas, row, column, &glyph, style, 0);
        column += glyph.width;
        text += used;
    }
    return column;
}

int canvas_write_cut(Canvas *canvas, int row, int column, int columns, Style style, const char *label)
{
    char *shown = glyph_cut(label, columns, canvas->screen.unicode);
    int end = canvas_write(canvas, row, column, style, shown);
    free(shown);
    return end;
}

void canvas_label(Canvas *canvas, int row, int column, int columns, Style style, const char *label)
{
    char *shown = glyph_cut(label, columns, canvas->screen.unicode);
    canvas_write(canvas, row, column + columns - glyph_width(shown), style, shown);
    free(shown);
}

int canvas_format(Canvas *canvas, int row, int column, Style style, const char *format, ...)
{
    Buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    column = canvas_write(canvas, row, column, style, buffer_text(&text));
    buffer_free(&text);
    return column;
}

void canvas_shade(Canvas *canvas, int row, int column, int count, int shade, const char *text)
{
    const Glyph blank = {" ", 1};
    int end = column + count;
    const char *at = text;
    while (column < end) {
        Glyph glyph;
        size_t used = glyph_next(at, strlen(at), &glyph);
        if (used == 0 || column + glyph.width > end) {
            glyph = blank;
            used = 0;
        }
        canvas_put(canvas, row, column, &glyph, STYLE_SHADE, shade);
        column += glyph.width;
        at = at[used] != '\0' ? at + used : text;
    }
}

void canvas_repeat(Canvas *canvas, int row, int column, Style style, int count, const char *text)
{
    for (int end = column + count; column < end; column += glyph_width(text))
        canvas_write(canvas, row, column, style, text);
}

void canvas_blank(Canvas *canvas) { add_rows_up_to(canvas, canvas->rows); }

void canvas_cut(Canvas *canvas, int rows) { canvas->rows = at_most(canvas->rows, at_least(rows, 0)); }

void canvas_place(Canvas *canvas, int row, int column, const Canvas *other)
{
    if (other->rows > 0)
        add_rows_up_to(canvas, row + other->rows - 1);
    for (int r = 0; r < other->rows; r++)
        for (int c = 0; c < other->screen.columns; c++) {
            const Cell *cell = canvas_cell(other, r, c);
            Glyph glyph = {.width = cell->width};
            memcpy(glyph.text, cell->text, CELL_BYTES);
            if (cell->width > 0)
                canvas_put(canvas, row + r, column + c, &glyph, cell->style, cell->shade);
        }
}

void canvas_append(Canvas *canvas, const Canvas *other, int indent)
{
    canvas_place(canvas, canvas->rows, indent, other);
}
