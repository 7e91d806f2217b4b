/* strips.c: strips of shades, as wide as the screen allows. */
#include "view/strips.h"

#include <math.h>

#include "base/language.h"
#include "base/unicode.h"

enum { LABEL_MOST = 16, MEAN_COLUMNS = 6, GAP = 3 };

static int label_columns(const Strips *strips)
{
    int most = 0;
    for (int i = 0; i < strips->rows; i++) {
        int width = utf8_width(strips->labels[i]);
        most = width > most ? width : most;
    }
    return most < LABEL_MOST ? most : LABEL_MOST;
}

static double mean(const float *values, int from, int to)
{
    double sum = 0;
    for (int i = from; i < to; i++)
        sum += (double)values[i];
    return to > from ? sum / (to - from) : 0;
}

/* The characters carry the value alone where there are no colours. */
static const char *shade_text(const Canvas *canvas, int shade)
{
    static const char *const blocks[] = {" ", "░", "▒", "▓", "█"};
    static const char *const letters[] = {" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"};
    Screen screen = canvas_screen(canvas);
    if (!screen.unicode)
        return letters[shade];
    return screen.colours >= 256 ? " " : blocks[shade * 5 / SHADES];
}

static void draw_strip(Canvas *canvas, int row, int column, int cells, const float *values, int units)
{
    for (int i = 0; i < cells; i++) {
        double value = mean(values, i * units / cells, (i + 1) * units / cells);
        int shade = value != value || value <= 0 ? 0 : value >= 1 ? SHADES - 1 : (int)(value * SHADES);
        canvas_shade(canvas, row, column + i, 1, shade, shade_text(canvas, shade));
    }
}

static int cells_for(const Canvas *canvas, const Strips *strips, int label, int parts)
{
    int room = (canvas_columns(canvas) - label - 1) / parts - MEAN_COLUMNS - GAP;
    int cells = room < strips->units ? room : strips->units;
    return cells > 4 ? cells : 4;
}

void strips_draw(Canvas *canvas, const Strips *strips)
{
    int parts = strips->name[1] != NULL ? 2 : 1, label = label_columns(strips);
    int cells = cells_for(canvas, strips, label, parts), step = cells + MEAN_COLUMNS + GAP;
    int top = canvas_rows(canvas);
    for (int part = 0; part < parts; part++)
        canvas_write(canvas, top, label + 2 + part * step, STYLE_HEADING, strips->name[part]);
    for (int i = 0; i < strips->rows; i++) {
        const char *text = strips->labels[i];
        char cut[128];
        size_t fit = utf8_fit(text, LABEL_MOST);
        if (fit >= sizeof cut)
            fit = 0;
        for (size_t k = 0; k < fit; k++)
            cut[k] = text[k];
        cut[fit] = '\0';
        canvas_write(canvas, top + 1 + i, 0, STYLE_SOURCE, cut);
        for (int part = 0; part < parts; part++) {
            const float *values = strips->values[part] + (long)i * strips->units;
            int column = label + 2 + part * step;
            canvas_format(canvas, top + 1 + i, column, STYLE_PLAIN, "%.2f", mean(values, 0, strips->units));
            draw_strip(canvas, top + 1 + i, column + MEAN_COLUMNS, cells, values, strips->units);
        }
    }
}
