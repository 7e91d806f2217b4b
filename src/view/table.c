/* table.c: rows and columns of text.
 *
 * Columns are two blanks apart and as wide as their widest cell. When that is too wide for the screen, the
 * widest column that is not of numbers is made narrower, again and again, and its cells are wrapped; of columns of
 * numbers the headings are. Columns for which there is no room even then are left out whole: half a number would be
 * another number. */
#include "view/table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BETWEEN = 2, COLUMN_LEAST = 7, TEXT_ENOUGH = 12 };

static const char *cell_text(const Table *table, int row, int column)
{
    const char *text = table->cells[(size_t)row * table->columns + column];
    return text != NULL ? text : "";
}

static bool is_numeric(const Table *table, int column) { return table->numeric != NULL && table->numeric[column]; }

static const char *heading_text(const Table *table, int column)
{
    return table->headings[column] != NULL ? table->headings[column] : "";
}

/* Of the widest cell, and at least so much. */
static int cells_width(const Table *table, int column, int least)
{
    for (int row = 0; row < table->rows; row++)
        least = at_least(least, glyph_width(cell_text(table, row, column)));
    return least;
}

/* The longest word of a heading, which is better not broken. */
static int word_width(const Table *table, int column)
{
    int width = 0;
    const char *at = table->headings != NULL ? heading_text(table, column) : "";
    for (; *at != '\0'; at += strspn(at, " ")) {
        char word[64];
        size_t length = strcspn(at, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        width = at_least(width, glyph_width(word));
        at += length;
    }
    return width;
}

/* The widest of the columns that may become narrower; -1: none. least: of text; of numbers, which stay whole, whether
 * the longest word of the heading does. */
static int widest_column(const Table *table, const int *widths, bool numbers, int least)
{
    int widest = -1;
    for (int column = 0; column < table->columns; column++) {
        int own = least != 0 && numbers ? at_least(word_width(table, column), 1) : 1;
        bool wide = widths[column] > (numbers ? cells_width(table, column, own) : least);
        if (wide && is_numeric(table, column) == numbers && (widest < 0 || widths[column] > widths[widest]))
            widest = column;
    }
    return widest;
}

/* The next column to give something away: long text first, then the headings of numbers between words, then what is
 * left of the text, then words of headings. Numbers themselves stay whole. */
static int column_to_narrow(const Table *table, const int *widths)
{
    int column = widest_column(table, widths, false, TEXT_ENOUGH);
    if (column < 0)
        column = widest_column(table, widths, true, 1);
    if (column < 0)
        column = widest_column(table, widths, false, COLUMN_LEAST);
    return column >= 0 ? column : widest_column(table, widths, true, 0);
}

static int *column_widths(const Table *table, int room)
{
    int *widths = memory_new(table->columns, sizeof *widths);
    int total = (table->columns - 1) * BETWEEN;
    for (int column = 0; column < table->columns; column++) {
        int width = cells_width(table, column, table->headings != NULL ? glyph_width(heading_text(table, column)) : 0);
        widths[column] = at_most(width, is_numeric(table, column) ? room : at_most(room, PROSE_COLUMNS));
        total += widths[column];
    }
    for (int narrow; total > room && (narrow = column_to_narrow(table, widths)) >= 0; total--)
        widths[narrow]--;
    return widths;
}

/* Draws one cell, wrapped to the width of its column, and gives the row below it. */
static int draw_cell(Canvas *canvas, int row, int x, int width, bool right, Style style, const char *text)
{
    int own = glyph_width(text);
    if (right && own <= width) {
        canvas_write(canvas, row, x + width - own, style, text);
        return row + 1;
    }
    Screen screen = canvas_screen(canvas);
    screen.columns = width;
    Canvas *wrapped = canvas_open(screen);
    canvas_prose(wrapped, style, 0, text);
    canvas_place(canvas, row, x, wrapped);
    int below = row + canvas_rows(wrapped);
    canvas_close(wrapped);
    return below;
}

static void draw_headings(Canvas *canvas, const Table *table, const int *widths, int shown)
{
    int row = canvas_rows(canvas), below = row + 1, x = 0;
    const char *line = canvas_screen(canvas).unicode ? "─" : "-";
    for (int column = 0; column < shown; column++) {
        int end = draw_cell(canvas, row, x, widths[column], is_numeric(table, column), STYLE_STRONG,
                            heading_text(table, column));
        below = at_least(below, end);
        x += widths[column] + BETWEEN;
    }
    x = 0;
    for (int column = 0; column < shown; column++) {
        canvas_repeat(canvas, below, x, STYLE_DIM, widths[column], line);
        x += widths[column] + BETWEEN;
    }
}

static void draw_table_row(Canvas *canvas, const Table *table, const int *widths, int shown, int index)
{
    int row = canvas_rows(canvas), x = 0;
    canvas_blank(canvas);
    for (int column = 0; column < shown; column++) {
        Style style = table->styles != NULL ? table->styles[column] : STYLE_PLAIN;
        draw_cell(canvas, row, x, widths[column], is_numeric(table, column), style, cell_text(table, index, column));
        x += widths[column] + BETWEEN;
    }
}

void table_draw(Canvas *canvas, const Table *table)
{
    if (table->columns <= 0)
        return;
    int *widths = column_widths(table, canvas_columns(canvas));
    /* How many columns stand whole within the room; the first does whatever it is. */
    int shown = 1;
    for (int end = widths[0]; shown < table->columns && end + BETWEEN + widths[shown] <= canvas_columns(canvas); shown++)
        end += BETWEEN + widths[shown];
    if (table->headings != NULL)
        draw_headings(canvas, table, widths, shown);
    for (int row = 0; row < table->rows; row++)
        draw_table_row(canvas, table, widths, shown, row);
    free(widths);
}

/* ---- rows as text ---- */

void table_rows_add(TableRows *rows, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&rows->cells, format, arguments);
    va_end(arguments);
    buffer_add_bytes(&rows->cells, "", 1);
    rows->count++;
}

/* Ends each cell of a line by NUL. Returns the next line. */
static char *cut_cells(char *line, const char **cells, int columns)
{
    char *next = line + strlen(line) + 1;
    for (int i = 0; i < columns; i++)
        cells[i] = line != NULL ? strsep(&line, "\t") : "";
    return next;
}

void table_rows_draw(TableRows *rows, Canvas *canvas, const char *headings)
{
    enum { COLUMNS_MOST = 16 };
    const char *heading[COLUMNS_MOST];
    bool numeric[COLUMNS_MOST];
    int columns = 1;
    for (const char *at = headings; (at = strchr(at, '\t')) != NULL; at++)
        columns++;
    assert(columns <= COLUMNS_MOST);
    char *names = memory_string(headings), *line = rows->cells.text;
    cut_cells(names, heading, columns);
    for (int i = 0; i < columns; i++) {
        numeric[i] = heading[i][0] == '>';
        heading[i] += numeric[i];
    }
    const char **cells = memory_new((size_t)rows->count * (size_t)columns + 1, sizeof *cells);
    for (int row = 0; row < rows->count; row++)
        line = cut_cells(line, cells + row * columns, columns);
    table_draw(canvas, &(Table){rows->count, columns, heading, cells, numeric, NULL});
    free(cells);
    free(names);
    buffer_free(&rows->cells);
    rows->count = 0;
}
