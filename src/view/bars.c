/* bars.c: shares of a whole as bars, and the bar of work in progress. */
#include "view/bars.h"

#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "view/items.h"
#include "view/short_text.h"

enum { BAR_MOST = 50, BAR_LEAST = 5, PROGRESS_MOST = 30 };

/* Which characters fill a bar; style and character both tell the two of a pair apart. */
typedef struct Fill {
    Style style;
    const char *full, *rest;
} Fill;

static Fill fill_of(const Canvas *canvas, bool second)
{
    bool unicode = canvas_screen(canvas).unicode;
    return (Fill){.style = second ? STYLE_SECOND : STYLE_FIRST,
                  .full = second ? (unicode ? "▒" : "=") : (unicode ? "█" : "#"),
                  .rest = unicode ? "·" : "-"};
}

static int cells_filled(double fraction, int width)
{
    if (!(fraction > 0))
        return 0;
    return fraction >= 1 ? width : (int)lround(fraction * width);
}

static int draw_bar(Canvas *canvas, int row, int x, int width, double fraction, Fill fill)
{
    int filled = cells_filled(fraction, width);
    canvas_repeat(canvas, row, x, fill.style, filled, fill.full);
    canvas_repeat(canvas, row, x + filled, STYLE_DIM, width - filled, fill.rest);
    return x + width;
}

static const char *mark_sign(const Canvas *canvas) { return canvas_screen(canvas).unicode ? "◆" : "X"; }

/* A row that has a mark and no value names the mark's place. */
static void draw_bar_row(Canvas *canvas, const char *label, int label_columns, double value, double mark, bool second)
{
    char number[VALUE_BYTES];
    int row = canvas_rows(canvas), width = canvas_columns(canvas) - label_columns - 8;
    width = width > BAR_MOST ? BAR_MOST : width < BAR_LEAST ? BAR_LEAST : width;
    if (label != NULL) {
        char *shown = glyph_cut(label, label_columns, canvas_screen(canvas).unicode);
        canvas_write(canvas, row, 0, STYLE_PLAIN, shown);
        free(shown);
    }
    int x = draw_bar(canvas, row, label_columns + 2, width, value, fill_of(canvas, second));
    if (isfinite(mark))
        canvas_write(canvas, row, label_columns + 2 + (int)lround(fmin(fmax(mark, 0), 1) * (width - 1)), STYLE_WARNING, mark_sign(canvas));
    bool marked_only = isfinite(mark) && !isfinite(value);
    canvas_write(canvas, row, x + 2, marked_only ? STYLE_WARNING : STYLE_PLAIN, value_text(marked_only ? mark : value, number));
}

static void draw_names(Canvas *canvas, const Bars *bars)
{
    Items items = items_begin(canvas, 0);
    Fill first = fill_of(canvas, false), second = fill_of(canvas, true);
    items_add(&items, first.style, first.full, bars->first_name != NULL ? bars->first_name : "1");
    if (bars->second != NULL)
        items_add(&items, second.style, second.full, bars->second_name != NULL ? bars->second_name : "2");
    if (bars->mark != NULL)
        items_add(&items, STYLE_WARNING, mark_sign(canvas), bars->mark_name);
}

void bars_draw(Canvas *canvas, const Bars *bars)
{
    if (bars->title != NULL)
        canvas_prose(canvas, STYLE_HEADING, 0, bars->title);
    if (bars->count <= 0) {
        canvas_prose(canvas, STYLE_DIM, 0, TEXT("(nothing to show)", "(보여 줄 값이 없습니다)"));
        return;
    }
    if (bars->second != NULL || bars->mark != NULL)
        draw_names(canvas, bars);
    int width = glyph_widest(bars->labels, bars->count, 0, canvas_columns(canvas) / 3);
    for (int i = 0; i < bars->count; i++) {
        double mark = bars->mark != NULL ? bars->mark[i] : (double)NAN;
        draw_bar_row(canvas, bars->labels[i], width, bars->first[i], bars->marks_second ? (double)NAN : mark, false);
        if (bars->second != NULL)
            draw_bar_row(canvas, NULL, width, bars->second[i], bars->marks_second ? mark : (double)NAN, true);
    }
}

void progress_draw(Canvas *canvas, double fraction, const char *note)
{
    int row = canvas_rows(canvas);
    int width = canvas_columns(canvas) - 10 - (note != NULL ? glyph_width(note) : 0);
    width = width > PROGRESS_MOST ? PROGRESS_MOST : width < BAR_LEAST ? BAR_LEAST : width;
    Fill fill = fill_of(canvas, false);
    fill.rest = canvas_screen(canvas).unicode ? "░" : "-";
    double share = fraction >= 1 ? 1 : fraction > 0 ? fraction : 0;
    canvas_write(canvas, row, 0, STYLE_PLAIN, "[");
    int x = draw_bar(canvas, row, 1, width, share, fill);
    x = canvas_format(canvas, row, x, STYLE_PLAIN, "] %3d%%", (int)(share * 100));
    if (note != NULL)
        canvas_write(canvas, row, x + 2, STYLE_PLAIN, note);
}
