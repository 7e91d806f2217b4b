/* canvas_markup.c: runs of cells that look alike become one element each.
 *
 * A font need not have the columns of a terminal: so in SVG each run says how long it is, and in HTML each wide
 * glyph how wide, and Hangul keeps its place. */
#include "view/canvas.h"

#include <string.h>

#include "base/language.h"
#include "view/palette.h"

enum { CELL_WIDTH = 9, CELL_HEIGHT = 19, BASELINE = 14, FONT_SIZE = 15, MARGIN = 12 }; /* px */

#define FONTS "ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Mono CJK KR', D2Coding, Menlo, Consolas, monospace"

/* Cells of one row that are painted alike and are equally wide. */
typedef struct Run {
    int row, start, end;
    bool wide;
    Paint paint;
} Run;

static int letters_rgb(Screen screen) { return is_dark(screen.background) ? 0xD6D6D6 : 0x202020; }

static Paint paint_at(const Canvas *canvas, int row, int column)
{
    const Cell *cell = canvas_cell(canvas, row, column);
    return style_paint(cell->style, cell->shade, canvas_screen(canvas));
}

/* The run that begins at a column. */
static Run run_at(const Canvas *canvas, int row, int start, int end)
{
    Run run = {.row = row, .start = start, .wide = canvas_cell(canvas, row, start)->width == 2,
               .paint = paint_at(canvas, row, start)};
    int column = start;
    do {
        column += run.wide ? 2 : 1;
    } while (column < end && (canvas_cell(canvas, row, column)->width == 2) == run.wide &&
             paints_equal(paint_at(canvas, row, column), run.paint));
    run.end = column;
    return run;
}

/* XML forbids U+FFFE and U+FFFF; a canvas holds no control characters. */
static void add_escaped(Buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strncmp(text, "\xEF\xBF\xBE", 3) == 0 || strncmp(text, "\xEF\xBF\xBF", 3) == 0) {
            buffer_add(out, "\xEF\xBF\xBD");
            text += 2;
        } else if (*text == '&') {
            buffer_add(out, "&amp;");
        } else if (*text == '<') {
            buffer_add(out, "&lt;");
        } else if (*text == '>') {
            buffer_add(out, "&gt;");
        } else {
            buffer_add_char(out, *text);
        }
    }
}

static void add_cells(const Canvas *canvas, const Run *run, Buffer *out)
{
    for (int column = run->start; column < run->end; column++)
        if (canvas_cell(canvas, run->row, column)->width > 0)
            add_escaped(out, cell_shown(canvas_cell(canvas, run->row, column), canvas_screen(canvas)));
}

static void each_run(const Canvas *canvas, int row, void (*add)(const Canvas *, const Run *, Buffer *), Buffer *out)
{
    int end = columns_shown(canvas, row, canvas_screen(canvas));
    for (int column = 0; column < end;) {
        Run run = run_at(canvas, row, column, end);
        add(canvas, &run, out);
        column = run.end;
    }
}

/* ---- SVG ---- */

static void add_svg_run(const Canvas *canvas, const Run *run, Buffer *out)
{
    int x = MARGIN + run->start * CELL_WIDTH, y = MARGIN + run->row * CELL_HEIGHT;
    int width = (run->end - run->start) * CELL_WIDTH;
    if (run->paint.background != COLOR_AS_IT_IS)
        buffer_format(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#%06x\"/>\n", x, y, width,
                      CELL_HEIGHT, (unsigned)color_rgb(run->paint.background));
    bool blank = true;
    for (int column = run->start; column < run->end; column++)
        blank = blank && strcmp(canvas_cell(canvas, run->row, column)->text, " ") == 0;
    if (blank)
        return;
    buffer_format(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\"", x, y + BASELINE, width);
    if (run->paint.foreground != COLOR_AS_IT_IS)
        buffer_format(out, " fill=\"#%06x\"", (unsigned)color_rgb(run->paint.foreground));
    buffer_add(out, run->paint.bold ? " font-weight=\"bold\">" : ">");
    add_cells(canvas, run, out);
    buffer_add(out, "</text>\n");
}

void canvas_to_svg(const Canvas *canvas, const char *title, Buffer *out)
{
    Screen screen = canvas_screen(canvas);
    int width = 2 * MARGIN + canvas_columns(canvas) * CELL_WIDTH;
    int height = 2 * MARGIN + canvas_rows(canvas) * CELL_HEIGHT;
    buffer_format(out,
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                  "role=\"img\" shape-rendering=\"crispEdges\" xml:space=\"preserve\" "
                  "font-family=\"" FONTS "\" font-size=\"%d\" fill=\"#%06x\">\n<title>",
                  width, height, width, height, FONT_SIZE, (unsigned)letters_rgb(screen));
    add_escaped(out, title);
    buffer_format(out, "</title>\n<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#%06x\"/>\n",
                  width, height, (unsigned)screen.background);
    for (int row = 0; row < canvas_rows(canvas); row++)
        each_run(canvas, row, add_svg_run, out);
    buffer_add(out, "</svg>\n");
}

/* ---- HTML ---- */

static void add_html_run(const Canvas *canvas, const Run *run, Buffer *out)
{
    Paint paint = run->paint;
    bool plain = paint.foreground == COLOR_AS_IT_IS && paint.background == COLOR_AS_IT_IS && !paint.bold;
    if (!plain) {
        buffer_add(out, "<span style=\"");
        if (paint.foreground != COLOR_AS_IT_IS)
            buffer_format(out, "color:#%06x;", (unsigned)color_rgb(paint.foreground));
        if (paint.background != COLOR_AS_IT_IS)
            buffer_format(out, "background:#%06x;", (unsigned)color_rgb(paint.background));
        buffer_add(out, paint.bold ? "font-weight:bold\">" : "\">");
    }
    for (int column = run->start; run->wide && column < run->end; column += 2) {
        buffer_add(out, "<i>");
        add_escaped(out, canvas_cell(canvas, run->row, column)->text);
        buffer_add(out, "</i>");
    }
    if (!run->wide)
        add_cells(canvas, run, out);
    if (!plain)
        buffer_add(out, "</span>");
}

void canvas_to_html(const Canvas *canvas, const char *title, Buffer *out)
{
    Screen screen = canvas_screen(canvas);
    buffer_format(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
                  language_code(language_now()));
    add_escaped(out, title);
    buffer_format(out,
                  "</title>\n<style>\nbody { background: #%06x; color: #%06x; margin: 1.5em; }\n"
                  "pre { font: 15px/1.27 " FONTS "; }\n"
                  "i { font-style: normal; display: inline-block; width: 2ch; }\n</style>\n</head>\n<body>\n<pre>\n",
                  (unsigned)screen.background, (unsigned)letters_rgb(screen));
    for (int row = 0; row < canvas_rows(canvas); row++) {
        each_run(canvas, row, add_html_run, out);
        buffer_add_char(out, '\n');
    }
    buffer_add(out, "</pre>\n</body>\n</html>\n");
}
