/* canvas_text.c: a canvas as lines of text, plain or with ANSI colours.
 *
 * A colour is switched on where it begins and off where it ends, and never goes over the end of a line, so
 * that a line can be cut out of the output and still be right. */
#include "view/canvas.h"

#include <string.h>

#include "view/look.h"

static bool same_look(Look a, Look b)
{
    return a.foreground == b.foreground && a.background == b.background && a.bold == b.bold && a.dim == b.dim;
}

static bool plain_look(Look look) { return same_look(look, style_look(STYLE_PLAIN, 0, 0)); }

static void add_colour(Buffer *out, int base, int colour)
{
    if (colour >= 8)
        buffer_format(out, ";%d;5;%d", base + 8, colour);
    else if (colour >= 0)
        buffer_format(out, ";%d", base + colour);
}

static void switch_look(Buffer *out, Look from, Look to)
{
    if (same_look(from, to))
        return;
    buffer_add(out, "\033[0");
    if (to.bold)
        buffer_add(out, ";1");
    if (to.dim)
        buffer_add(out, ";2");
    add_colour(out, 30, to.foreground);
    add_colour(out, 40, to.background);
    buffer_add_char(out, 'm');
}

/* A blank that was to be a background is shown by its character where there are no backgrounds. */
static const char *text_shown(const Canvas *canvas, const Cell *cell, int colours)
{
    if (cell->style == STYLE_SHADE && colours < 256 && strcmp(cell->text, " ") == 0)
        return shade_character(cell->shade, canvas_screen(canvas).unicode);
    return cell->text;
}

static bool shows_nothing(const Canvas *canvas, const Cell *cell, int colours)
{
    return strcmp(text_shown(canvas, cell, colours), " ") == 0 &&
           style_look(cell->style, cell->shade, colours).background < 0;
}

static void add_row(const Canvas *canvas, int row, int colours, Buffer *out)
{
    int end = canvas_columns(canvas);
    while (end > 0 && shows_nothing(canvas, canvas_cell(canvas, row, end - 1), colours))
        end--;
    Look plain = style_look(STYLE_PLAIN, 0, 0), now = plain;
    for (int column = 0; column < end; column++) {
        const Cell *cell = canvas_cell(canvas, row, column);
        if (cell->width == 0)
            continue;
        Look next = style_look(cell->style, cell->shade, colours);
        if (!same_look(now, next) && plain_look(next))
            buffer_add(out, "\033[0m");
        else
            switch_look(out, now, next);
        now = next;
        buffer_add(out, text_shown(canvas, cell, colours));
    }
    if (!plain_look(now))
        buffer_add(out, "\033[0m");
    buffer_add_char(out, '\n');
}

void canvas_to_text(const Canvas *canvas, int colours, Buffer *out)
{
    for (int row = 0; row < canvas_rows(canvas); row++)
        add_row(canvas, row, colours, out);
}
