/* bars.c: shares of a whole as bars, and the bar of work in progress. */
#include "view/bars.h"

#include <math.h>
#include <string.h>

#include "base/language.h"
#include "view/items.h"
#include "view/short_text.h"

enum { BAR_MOST = 50, BAR_LEAST = 5, BAR_ENOUGH = 16, NAME_MOST = 16, BESIDE_BAR = 8, PROGRESS_MOST = 30 };

/* Where the bars of a picture stand. The two of a pair have their names beside them; where there is no room
 * for those, by a list above and what fills them. */
typedef struct Layout {
    int label, name; /* columns; name 0: the names are listed */
    int bar;
} Layout;

typedef struct Fill {
    Style style;
    const char *full, *rest;
} Fill;

static Fill fill_of(const Canvas *canvas, bool second, bool listed)
{
    bool unicode = canvas_screen(canvas).unicode;
    return (Fill){.style = second ? STYLE_SECOND : STYLE_FIRST,
                  .full = second && listed ? (unicode ? "▒" : "=") : (unicode ? "█" : "#"),
                  .rest = unicode ? "·" : "-"};
}

/* Blocks end in one of so many eighths of a cell. */
static int draw_bar(Canvas *canvas, int row, int x, int width, double fraction, Fill fill)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    int parts = strcmp(fill.full, "█") == 0 ? 8 : 1;
    long filled = fraction > 0 ? lround(fmin(fraction, 1) * width * parts) : 0;
    int whole = (int)(filled / parts), end = x + width;
    canvas_repeat(canvas, row, x, fill.style, whole, fill.full);
    x += whole;
    if (filled % parts > 0)
        x = canvas_write(canvas, row, x, fill.style, eighths[filled % parts]);
    canvas_repeat(canvas, row, x, STYLE_DIM, end - x, fill.rest);
    return end;
}

/* The bar of a value in print (value_text): as long as its two digits say, and so full at "1.0" and empty at ".00". */
static int draw_value_bar(Canvas *canvas, int row, int x, int width, double value, Fill fill)
{
    return draw_bar(canvas, row, x, width, round(value * 100) / 100, fill);
}

int bar_draw(Canvas *canvas, int row, int x, int width, double value, Style style)
{
    Fill fill = fill_of(canvas, false, false);
    fill.style = style;
    return draw_value_bar(canvas, row, x, width, value, fill);
}

static const char *mark_sign(const Canvas *canvas) { return canvas_screen(canvas).unicode ? "◆" : "X"; }

/* A row that has a mark and no value names the mark's place. */
static void draw_bar_row(Canvas *canvas, const Layout *layout, double value, double mark, bool second)
{
    char number[VALUE_BYTES];
    int row = canvas_rows(canvas) - 1, x = layout->label + 2 + (layout->name > 0 ? layout->name + 2 : 0);
    int end = draw_value_bar(canvas, row, x, layout->bar, value, fill_of(canvas, second, layout->name == 0));
    if (isfinite(mark))
        canvas_write(canvas, row, x + (int)lround(fmin(fmax(mark, 0), 1) * (layout->bar - 1)), STYLE_WARNING,
                     mark_sign(canvas));
    bool marked_only = isfinite(mark) && !isfinite(value);
    canvas_write(canvas, row, end + 2, marked_only ? STYLE_WARNING : STYLE_PLAIN,
                 value_text(marked_only ? mark : value, number));
}

static const char *name_of(const Bars *bars, bool second)
{
    const char *name = second ? bars->second_name : bars->first_name;
    return name != NULL ? name : second ? "2" : "1";
}

static void list_names(Canvas *canvas, const Bars *bars, const Layout *layout)
{
    bool pair = bars->second != NULL && layout->name == 0;
    if (!pair && bars->mark == NULL)
        return;
    Items items = items_begin(canvas, 0);
    for (int second = 0; second < 2 && layout->name == 0 && (pair || second == 0); second++) {
        Fill fill = fill_of(canvas, second, true);
        items_add(&items, fill.style, fill.full, name_of(bars, second));
    }
    if (bars->mark != NULL)
        items_add(&items, STYLE_WARNING, mark_sign(canvas), bars->mark_name);
}

static Layout layout_for(const Canvas *canvas, const Bars *bars)
{
    int columns = canvas_columns(canvas);
    Layout layout = {.label = glyph_widest(bars->labels, bars->count, 0, columns / 3)};
    int room = columns - layout.label - BESIDE_BAR;
    const char *names[] = {name_of(bars, false), name_of(bars, true)};
    int name = glyph_widest(names, 2, 1, NAME_MOST);
    if (bars->second != NULL && room - name - 2 >= BAR_ENOUGH) {
        layout.name = name;
        room -= name + 2;
    }
    layout.bar = at_least(at_most(room, BAR_MOST), BAR_LEAST);
    return layout;
}

void bars_draw(Canvas *canvas, const Bars *bars)
{
    if (bars->title != NULL)
        canvas_prose(canvas, STYLE_HEADING, 0, bars->title);
    if (bars->count <= 0) {
        canvas_prose(canvas, STYLE_DIM, 0, TEXT("(nothing to show)", "(보여 줄 값이 없습니다)"));
        return;
    }
    Layout layout = layout_for(canvas, bars);
    list_names(canvas, bars, &layout);
    for (int i = 0; i < bars->count; i++) {
        double mark = bars->mark != NULL ? bars->mark[i] : (double)NAN;
        if (bars->second != NULL && i > 0)
            canvas_blank(canvas);
        for (int second = 0; second <= (bars->second != NULL); second++) {
            canvas_blank(canvas);
            if (!second)
                canvas_write_cut(canvas, canvas_rows(canvas) - 1, 0, layout.label, STYLE_PLAIN, bars->labels[i]);
            if (layout.name > 0)
                canvas_write_cut(canvas, canvas_rows(canvas) - 1, layout.label + 2, layout.name,
                                 fill_of(canvas, second, false).style, name_of(bars, second));
            draw_bar_row(canvas, &layout, second ? bars->second[i] : bars->first[i],
                         second == bars->marks_second ? mark : (double)NAN, second);
        }
    }
}

void progress_draw(Canvas *canvas, double fraction, const char *note)
{
    int row = canvas_rows(canvas);
    int width = canvas_columns(canvas) - 10 - (note != NULL ? glyph_width(note) : 0);
    width = at_least(at_most(width, PROGRESS_MOST), BAR_LEAST);
    Fill fill = fill_of(canvas, false, false);
    fill.rest = canvas_screen(canvas).unicode ? "░" : "-";
    double share = fraction >= 1 ? 1 : fraction > 0 ? fraction : 0;
    canvas_write(canvas, row, 0, STYLE_PLAIN, "[");
    int x = draw_bar(canvas, row, 1, width, share, fill);
    x = canvas_format(canvas, row, x, STYLE_PLAIN, "] %3d%%", (int)(share * 100));
    if (note != NULL)
        canvas_write(canvas, row, x + 2, STYLE_PLAIN, note);
}
