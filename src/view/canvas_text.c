/* canvas_text.c: a canvas as lines of text, plain or with ANSI colors.
 *
 * A color is switched on where it begins and off where it ends, and never goes over the end of a line, so
 * that a line can be cut out of the output and still be right. */
#include "view/canvas.h"
#include "view/palette.h"

#include <string.h>

static bool same_paint(Paint a, Paint b)
{
    return a.foreground == b.foreground && a.background == b.background && a.bold == b.bold && a.dim == b.dim;
}

static bool plain_paint(Paint paint) { return same_paint(paint, style_paint(STYLE_PLAIN, 0, 0)); }

static void add_color(Buffer *out, int base, int color)
{
    if (color >= 8)
        buffer_format(out, ";%d;5;%d", base + 8, color);
    else if (color >= 0)
        buffer_format(out, ";%d", base + color);
}

static void switch_paint(Buffer *out, Paint from, Paint to)
{
    if (same_paint(from, to))
        return;
    buffer_add(out, "\033[0");
    if (to.bold)
        buffer_add(out, ";1");
    if (to.dim)
        buffer_add(out, ";2");
    add_color(out, 30, to.foreground);
    add_color(out, 40, to.background);
    buffer_add_char(out, 'm');
}

/* A blank that was to be a background is shown by its character where there are no backgrounds. */
static const char *text_shown(const Canvas *canvas, const Cell *cell, int colors)
{
    if (cell->style == STYLE_SHADE && colors < 256 && strcmp(cell->text, " ") == 0)
        return shade_character(cell->shade, canvas_screen(canvas).unicode);
    return cell->text;
}

static bool shows_nothing(const Canvas *canvas, const Cell *cell, int colors)
{
    return strcmp(text_shown(canvas, cell, colors), " ") == 0 &&
           style_paint(cell->style, cell->shade, colors).background < 0;
}

static void add_row(const Canvas *canvas, int row, int colors, Buffer *out)
{
    int end = canvas_columns(canvas);
    while (end > 0 && shows_nothing(canvas, canvas_cell(canvas, row, end - 1), colors))
        end--;
    Paint plain = style_paint(STYLE_PLAIN, 0, 0), now = plain;
    for (int column = 0; column < end; column++) {
        const Cell *cell = canvas_cell(canvas, row, column);
        if (cell->width == 0)
            continue;
        Paint next = style_paint(cell->style, cell->shade, colors);
        if (!same_paint(now, next) && plain_paint(next))
            buffer_add(out, "\033[0m");
        else
            switch_paint(out, now, next);
        now = next;
        buffer_add(out, text_shown(canvas, cell, colors));
    }
    if (!plain_paint(now))
        buffer_add(out, "\033[0m");
    buffer_add_char(out, '\n');
}

void canvas_to_text(const Canvas *canvas, int colors, Buffer *out)
{
    for (int row = 0; row < canvas_rows(canvas); row++)
        add_row(canvas, row, colors, out);
}
