/* canvas_text.c: a canvas as lines of text, plain or with ANSI colors.
 *
 * A color is switched on where it begins and off where it ends, and never goes over the end of a line, so
 * that a line can be cut out of the output and still be right. */
#include "view/canvas.h"
#include "view/palette.h"

static const Paint plain = {COLOR_AS_IT_IS, COLOR_AS_IT_IS, false, false};

static void add_color(Buffer *out, int base, int color)
{
    if (color >= DIRECT_COLOR)
        buffer_format(out, ";%d;2;%d;%d;%d", base + 8, color_rgb(color) >> 16, color_rgb(color) >> 8 & 0xFF,
                      color_rgb(color) & 0xFF);
    else if (color >= 8)
        buffer_format(out, ";%d;5;%d", base + 8, color);
    else if (color >= 0)
        buffer_format(out, ";%d", base + color);
}

static void switch_paint(Buffer *out, Paint from, Paint to)
{
    if (paints_equal(from, to))
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

static void add_row(const Canvas *canvas, int row, Screen screen, Buffer *out)
{
    int end = columns_shown(canvas, row, screen);
    Paint now = plain;
    for (int column = 0; column < end; column++) {
        const Cell *cell = canvas_cell(canvas, row, column);
        if (cell->width == 0)
            continue;
        Paint next = style_paint(cell->style, cell->shade, screen);
        switch_paint(out, now, next);
        now = next;
        buffer_add(out, cell_shown(cell, screen));
    }
    switch_paint(out, now, plain);
    buffer_add_char(out, '\n');
}

void canvas_to_text(const Canvas *canvas, int colors, Buffer *out)
{
    Screen screen = canvas_screen(canvas);
    screen.colors = colors;
    for (int row = 0; row < canvas_rows(canvas); row++)
        add_row(canvas, row, screen, out);
}
