/* strips.c: strips of shades, as wide as the screen allows. */
#include "view/strips.h"

#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "view/items.h"
#include "view/palette.h"
#include "view/short_text.h"

enum { LABEL_MOST = 16, MEAN_COLUMNS = 5, BETWEEN = 3, CELLS_LEAST = 4, CELLS_BESIDE_LEAST = 16 };

static float mean(const float *values, int from, int to)
{
    double sum = 0;
    for (int i = from; i < to; i++)
        sum += (double)values[i];
    return to > from ? (float)(sum / (to - from)) : 0;
}

/* Cells of a strip when `parts` of them stand side by side. */
static int cells_for(const Canvas *canvas, const Strips *strips, int label, int parts)
{
    int room = (canvas_columns(canvas) - label - 2 - (parts - 1) * BETWEEN) / parts - MEAN_COLUMNS;
    return at_least(at_most(room, strips->units), CELLS_LEAST);
}

void strip_cell(Canvas *canvas, int row, int column, float value, float low)
{
    Screen screen = canvas_screen(canvas);
    int shade = shade_of(value, low, 1);
    if (!isfinite(value))
        canvas_write(canvas, row, column, STYLE_WARNING, "?");
    else if (abs(shade) < SHADE_LEAST && screen.colors < 256 && screen.unicode)
        canvas_write(canvas, row, column, STYLE_DIM, LEAST_SIGN);
    else
        canvas_shade(canvas, row, column, 1, shade, " ");
}

void strips_legend(Canvas *canvas, float low)
{
    Items items = items_begin(canvas, 0);
    items_add_scale(&items, low, 1, false);
    if (canvas_screen(canvas).colors < 256 && canvas_screen(canvas).unicode)
        items_add_least(&items, LEAST_SIGN, low, 1);
}

/* A unit and its mean over all rows. */
typedef struct Unit {
    int number;
    float mean;
} Unit;

static int by_mean(const void *one, const void *other)
{
    const Unit *a = one, *b = other;
    return a->mean != b->mean ? (a->mean < b->mean) - (a->mean > b->mean) : a->number - b->number;
}

/* The values with their columns in another order: the largest on the whole first. Side by side, units that behave alike
 * make a picture; in their own order, which means nothing, they look like noise. */
static float *in_order(const Strips *strips, int part)
{
    int rows = strips->rows, units = strips->units;
    const float *values = strips->values[part];
    float *ordered = memory_new((size_t)rows * (size_t)units, sizeof *ordered);
    Unit *order = memory_new((size_t)units, sizeof *order);
    for (int unit = 0; unit < units; unit++) {
        order[unit].number = unit;
        for (int row = 0; row < rows; row++)
            order[unit].mean += isfinite(values[row * units + unit]) ? values[row * units + unit] / (float)rows : 0;
    }
    qsort(order, (size_t)units, sizeof *order, by_mean);
    for (int i = 0; i < rows * units; i++)
        ordered[i] = values[i / units * units + order[i % units].number];
    free(order);
    return ordered;
}

static void draw_values(Canvas *canvas, int row, int column, int cells, const float *values, int units)
{
    char text[VALUE_BYTES];
    canvas_write(canvas, row, column, STYLE_PLAIN, value_text((double)mean(values, 0, units), text));
    for (int i = 0; i < cells; i++) {
        int from = (int)((long)i * units / cells), to = (int)((long)(i + 1) * units / cells);
        strip_cell(canvas, row, column + MEAN_COLUMNS + i, mean(values, from, to), 0);
    }
}

/* The strips numbered from `from` to `to`, side by side. */
static void draw_beside(Canvas *canvas, const Strips *strips, int from, int to, int cells, int label)
{
    int top = canvas_rows(canvas), step = MEAN_COLUMNS + cells + BETWEEN;
    for (int part = from; part < to; part++) {
        int column = label + 2 + (part - from) * step;
        float *values = in_order(strips, part);
        canvas_write(canvas, top, column, STYLE_STRONG, strips->name[part]);
        for (int row = 0; row < strips->rows; row++) {
            const char *name = strips->labels != NULL && strips->labels[row] != NULL ? strips->labels[row] : "";
            canvas_label(canvas, top + 1 + row, 0, label, STYLE_SOURCE, name);
            draw_values(canvas, top + 1 + row, column, cells, values + (size_t)row * strips->units, strips->units);
        }
        free(values);
    }
}

void strips_draw(Canvas *canvas, const Strips *strips)
{
    int parts = strips->name[1] != NULL ? 2 : 1, label = glyph_widest(strips->labels, strips->rows, 1, LABEL_MOST);
    if (strips->rows <= 0 || strips->units <= 0) {
        canvas_prose(canvas, STYLE_DIM, 0, TEXT("(nothing to show)", "(보여 줄 값이 없습니다)"));
        return;
    }
    int cells = cells_for(canvas, strips, label, parts);
    if (parts == 2 && cells < CELLS_BESIDE_LEAST && cells < strips->units) {
        cells = cells_for(canvas, strips, label, 1);
        draw_beside(canvas, strips, 0, 1, cells, label);
        draw_beside(canvas, strips, 1, 2, cells, label);
    } else {
        draw_beside(canvas, strips, 0, parts, cells, label);
    }
    strips_legend(canvas, 0);
    /* What a row begins with and what a cell is. */
    Buffer text = {0};
    buffer_add(&text, TEXT("Each row: the mean, then ", "행마다 평균을 먼저 쓰고, "));
    if (cells >= strips->units)
        buffer_add(&text, TEXT("one cell a hidden unit, in the order of their means.",
                               "은닉 유닛 하나를 한 칸으로, 평균이 큰 것부터 나타냈습니다."));
    else
        buffer_format(&text,
                      TEXT("%d hidden units in the order of their means, averaged into %d cells.",
                           "은닉 유닛 %d개를 평균이 큰 것부터 늘어놓고 이웃끼리 평균하여 %d칸으로 나타냈습니다."),
                      strips->units, cells);
    canvas_prose(canvas, STYLE_DIM, 0, buffer_text(&text));
    buffer_free(&text);
}
