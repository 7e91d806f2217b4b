/* heatmap.c: numbers as shades.
 *
 * First a layout is chosen: how wide the columns are and how a reader gets to know which word each is. The
 * first of these that fits the screen is taken:
 *
 *     all columns as wide as the longest label          나는    학교에    간다
 *     each as wide as its own label                     나는 학교에 간다
 *     narrow, the labels written downwards              학
 *     (short ones), or numbered and listed (long ones)  교      1  2  3
 *
 * What needs several parts anyway has its labels above the columns if that takes no more of them.
 * Then the table is drawn in as many parts as it takes. A cell has a free column on both sides, where the
 * brackets around the aligned token go. Tables of hidden units have no labels and no such columns. */
#include "view/heatmap.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "view/items.h"
#include "view/palette.h"
#include "view/short_text.h"

typedef enum { LABELS_ABOVE, LABELS_DOWNWARDS, LABELS_NUMBERED, LABELS_RULER } LabelPlace;

enum {
    CELL_LEAST = 3,      /* columns of a cell under its label */
    CELL_EVEN_LEAST = 4, /* the same where all are equal */
    CELL_MOST = 10,
    CELL_NARROW = 2,     /* a Hangul syllable */
    DOWNWARDS_SHORT = 6, /* glyphs of a label that reads well downwards */
    DOWNWARDS_MOST = 8,
    ROW_LABEL_MOST = 16
};

typedef struct Layout {
    const Heatmap *map;
    Canvas *canvas;
    bool unicode, backgrounds;
    float low, high;
    LabelPlace place;
    int label_width; /* of the row labels */
    int left;        /* where the cells begin, with the free column before the first */
    int gap;         /* free columns between cells: 1 or 0 */
    int *widths;     /* [columns] of the cells */
    int part;        /* columns in a part */
} Layout;

static bool is_masked(const Heatmap *map, int row, int column)
{
    return (map->causal && column > row) || (map->masked != NULL && map->masked[(size_t)row * map->columns + column]);
}

/* ---- layout ---- */

static const char *row_label(const Heatmap *map, int row, char *number)
{
    if (map->row_labels != NULL)
        return map->row_labels[row] != NULL ? map->row_labels[row] : "";
    snprintf(number, VALUE_BYTES, "%d", row + 1);
    return number;
}

static const char *column_label(const Heatmap *map, int column)
{
    return map->column_labels[column] != NULL ? map->column_labels[column] : "";
}

static int row_label_width(const Heatmap *map, int screen_columns)
{
    char number[VALUE_BYTES];
    int width = 1;
    for (int row = 0; row < map->rows; row++)
        width = at_least(width, glyph_width(row_label(map, row, number)));
    return at_most(width, at_least(at_most(screen_columns / 4, ROW_LABEL_MOST), 1));
}

static bool fits(const Layout *layout)
{
    int end = layout->left;
    for (int column = 0; column < layout->map->columns; column++)
        end += layout->widths[column] + layout->gap;
    return end <= canvas_columns(layout->canvas);
}

static void set_widths(Layout *layout, int width)
{
    for (int column = 0; column < layout->map->columns; column++)
        layout->widths[column] = width;
}

/* The width of the longest label, within reason. */
static int even_width(const Heatmap *map, int least)
{
    int longest = CELL_EVEN_LEAST;
    for (int column = 0; column < map->columns; column++)
        longest = at_least(longest, glyph_width(column_label(map, column)));
    return at_least(at_most(longest, CELL_MOST), least);
}

/* Labels above the columns, all equally wide or each as its label; false when neither fits. */
static bool labels_fit_above(Layout *layout, int least)
{
    const Heatmap *map = layout->map;
    layout->place = LABELS_ABOVE;
    set_widths(layout, even_width(map, least));
    if (fits(layout))
        return true;
    for (int column = 0; column < map->columns; column++) {
        int own = at_most(glyph_width(column_label(map, column)), CELL_MOST);
        layout->widths[column] = at_least(at_least(own, CELL_LEAST), least);
    }
    return fits(layout);
}

static void make_narrow(Layout *layout, int least)
{
    const Heatmap *map = layout->map;
    int long_labels = 0;
    for (int column = 0; column < map->columns; column++)
        long_labels += glyph_count(column_label(map, column)) > DOWNWARDS_SHORT;
    layout->place = long_labels * 4 > map->columns ? LABELS_NUMBERED : LABELS_DOWNWARDS;
    set_widths(layout, at_least(CELL_NARROW, least));
}

static int parts_needed(const Layout *layout)
{
    int columns = layout->map->columns, pitch = layout->widths[0] + layout->gap;
    int most = at_least((canvas_columns(layout->canvas) - layout->left) / pitch, 1);
    return fits(layout) ? 1 : (columns + most - 1) / most;
}

/* Columns in a part: parts of about the same size, as few as possible. */
static int columns_in_part(const Layout *layout)
{
    int columns = layout->map->columns, parts = parts_needed(layout);
    return (columns + parts - 1) / parts;
}

/* Narrow columns, or wide ones where those take no more parts. */
static void make_parts(Layout *layout, int least)
{
    make_narrow(layout, least);
    int parts = parts_needed(layout), even = even_width(layout->map, least);
    LabelPlace place = layout->place;
    int narrow = layout->widths[0];
    layout->place = LABELS_ABOVE;
    set_widths(layout, even);
    if (parts == 1 || parts_needed(layout) > parts) {
        layout->place = place;
        set_widths(layout, narrow);
    }
}

static Layout layout_for(Canvas *canvas, const Heatmap *map)
{
    Screen screen = canvas_screen(canvas);
    Layout layout = {.map = map, .canvas = canvas, .unicode = screen.unicode, .backgrounds = screen.colors >= 256};
    bool unit_range = map->low == 0 && map->high == 0;
    layout.low = map->low;
    layout.high = unit_range ? 1 : map->high;
    layout.label_width = row_label_width(map, screen.columns);
    layout.left = layout.label_width + 2;
    layout.gap = 1;
    layout.widths = memory_new(map->columns, sizeof *layout.widths);
    /* Columns that the widest number takes, and one beside it to show the shade in or a sign. */
    int width = 0;
    char text[VALUE_BYTES];
    for (int i = 0; map->numbers && i < map->rows * map->columns; i++)
        if (!is_masked(map, i / map->columns, i % map->columns))
            width = at_least(width, glyph_width(value_text((double)map->values[i], text)));
    int least = map->numbers ? width + 1 : 0;
    if (map->column_labels == NULL) {
        layout.place = LABELS_RULER;
        layout.gap = layout.map->partner != NULL || layout.map->numbers;
        set_widths(&layout, at_least(CELL_NARROW, least));
        if (!fits(&layout) && least == 0)
            set_widths(&layout, 1);
    } else if (!labels_fit_above(&layout, least))
        make_parts(&layout, least);
    layout.part = columns_in_part(&layout);
    return layout;
}

/* ---- labels above the columns ---- */

static void write_label(const Layout *layout, int row, int x, int width, const char *label)
{
    char *shown = glyph_cut(label, width, layout->unicode);
    canvas_write(layout->canvas, row, x + (width - glyph_width(shown)) / 2, STYLE_SOURCE, shown);
    free(shown);
}

/* Rows that a label takes: one where it fits across its column. */
static int rows_downwards(const char *label, int width)
{
    return glyph_width(label) <= width ? 1 : at_most(glyph_count(label), DOWNWARDS_MOST);
}

/* One glyph below the other, the last one just above the cells. */
static void write_downwards(const Layout *layout, int bottom, int x, int width, const char *label)
{
    int count = glyph_count(label), shown = rows_downwards(label, width);
    if (shown == 1) {
        write_label(layout, bottom, x, width, label);
        return;
    }
    Glyph glyph;
    for (int i = 0; i < shown; i++) {
        label += glyph_next(label, strlen(label), &glyph);
        bool cut = count > shown && i == shown - 1;
        const char *text = cut ? (layout->unicode ? "…" : "~") : glyph.text;
        canvas_write(layout->canvas, bottom - shown + 1 + i, x + (width - glyph_width(text)) / 2, STYLE_SOURCE, text);
    }
}

/* 1 above the first unit, then the tens, each above its column's first cell. */
static void write_ruler_number(const Layout *layout, int row, int x, int column)
{
    bool every = layout->widths[column] + layout->gap > 3;
    if (every || column == 0 || (column + 1) % 10 == 0)
        canvas_format(layout->canvas, row, x, STYLE_DIM, "%d", column + 1);
}

static int label_rows(const Layout *layout, int from, int to)
{
    int rows = 1;
    for (int column = from; layout->place == LABELS_DOWNWARDS && column < to; column++)
        rows = at_least(rows, rows_downwards(column_label(layout->map, column), layout->widths[column]));
    return rows;
}

static void draw_column_labels(const Layout *layout, int from, int to)
{
    if (layout->place == LABELS_NUMBERED) {
        Items items = items_begin(layout->canvas, 0);
        char number[VALUE_BYTES];
        for (int column = from; column < to; column++) {
            snprintf(number, sizeof number, "%d", column + 1);
            items_add(&items, STYLE_SOURCE, number, column_label(layout->map, column));
        }
    }
    int x = layout->left, bottom = canvas_rows(layout->canvas) + label_rows(layout, from, to) - 1;
    for (int column = from; column < to; column++) {
        int width = layout->widths[column];
        char number[VALUE_BYTES];
        snprintf(number, sizeof number, "%d", column + 1);
        switch (layout->place) {
        case LABELS_ABOVE: write_label(layout, bottom, x, width, column_label(layout->map, column)); break;
        case LABELS_DOWNWARDS: write_downwards(layout, bottom, x, width, column_label(layout->map, column)); break;
        case LABELS_NUMBERED: write_label(layout, bottom, x, width, number); break;
        case LABELS_RULER: write_ruler_number(layout, bottom, x, column); break;
        }
        x += width + layout->gap;
    }
}

/* ---- cells ---- */

/* The column of a row's largest value, or -1 where two digits do not tell it from the next. */
static int largest_in_row(const Layout *layout, int row)
{
    const Heatmap *map = layout->map;
    const float *values = &map->values[(size_t)row * map->columns];
    float largest = -INFINITY, second = -INFINITY;
    int place = -1;
    for (int column = 0; column < map->columns; column++) {
        if (!isfinite(values[column]) || is_masked(map, row, column))
            continue;
        if (values[column] > largest) {
            second = largest;
            largest = values[column];
            place = column;
        } else if (values[column] > second) {
            second = values[column];
        }
    }
    bool stands_out = largest - second >= 0.005F * (layout->high - layout->low);
    return stands_out && layout->place != LABELS_RULER ? place : -1;
}

static const char *largest_sign(const Layout *layout) { return layout->unicode ? "●" : "!"; }
static const char *masked_sign(const Layout *layout) { return layout->unicode ? "×" : "x"; }

static void draw_cell(const Layout *layout, int row, int x, int width, float value, bool largest)
{
    if (!isfinite(value)) {
        canvas_write(layout->canvas, row, x + (width - 1) / 2, STYLE_WARNING, "?");
        return;
    }
    int shade = shade_of(value, layout->low, layout->high), sign = x + width / 2;
    if (layout->map->numbers) {
        char text[VALUE_BYTES];
        int length = glyph_width(value_text((double)value, text));
        const char *fill = layout->backgrounds ? " " : shade_character(shade, layout->unicode);
        canvas_shade(layout->canvas, row, x, width, shade, fill);
        x += (width - length) / 2;
        canvas_shade(layout->canvas, row, x, length, shade, text);
        sign = x + length;
    } else {
        const char *fill = layout->backgrounds ? " " : shade_character(shade, layout->unicode);
        canvas_shade(layout->canvas, row, x, width, shade, fill);
        if (shade == 0 && !layout->backgrounds && layout->unicode) /* something to follow the columns by */
            canvas_write(layout->canvas, row, x + (width - 1) / 2, STYLE_DIM, LEAST_SIGN);
    }
    if (largest)
        canvas_shade(layout->canvas, row, sign, 1, shade, largest_sign(layout));
}

static void draw_row(const Layout *layout, int index, int from, int to)
{
    const Heatmap *map = layout->map;
    char number[VALUE_BYTES];
    int row = canvas_rows(layout->canvas), x = layout->left, largest = largest_in_row(layout, index);
    canvas_label(layout->canvas, row, 0, layout->label_width, STYLE_TARGET, row_label(map, index, number));
    for (int column = from; column < to; column++) {
        int width = layout->widths[column];
        float value = map->values[(size_t)index * map->columns + column];
        if (is_masked(map, index, column))
            canvas_write(layout->canvas, row, x + (width - 1) / 2, STYLE_DIM, masked_sign(layout));
        else
            draw_cell(layout, row, x, width, value, column == largest);
        if (map->partner != NULL && map->partner[index] == column) {
            canvas_write(layout->canvas, row, x - 1, STYLE_STRONG, "[");
            canvas_write(layout->canvas, row, x + width, STYLE_STRONG, "]");
        }
        x += width + layout->gap;
    }
}

/* ---- what the shades and signs stand for ---- */

static bool any_partner(const Heatmap *map)
{
    for (int row = 0; map->partner != NULL && row < map->rows; row++)
        if (map->partner[row] >= 0 && map->partner[row] < map->columns)
            return true;
    return false;
}

static bool any_masked(const Heatmap *map)
{
    for (int row = 0; row < map->rows; row++)
        for (int column = 0; column < map->columns; column++)
            if (is_masked(map, row, column))
                return true;
    return false;
}

static bool any_largest(const Layout *layout)
{
    for (int row = 0; row < layout->map->rows; row++)
        if (largest_in_row(layout, row) >= 0)
            return true;
    return false;
}

static void draw_legend(const Layout *layout)
{
    int columns = canvas_columns(layout->canvas);
    Items items = items_begin(layout->canvas, columns < 30 ? 0 : at_most(layout->left, columns / 4));
    items_add_scale(&items, layout->low, layout->high);
    if (any_largest(layout))
        items_add(&items, STYLE_PLAIN, largest_sign(layout), TEXT("largest in its row", "행에서 가장 큰 값"));
    if (any_masked(layout->map))
        items_add(&items, STYLE_DIM, masked_sign(layout), TEXT("masked", "마스킹된 칸"));
    if (any_partner(layout->map))
        items_add(&items, STYLE_STRONG, "[ ]", TEXT("alignment", "정답 정렬"));
}

/* ---- the whole ---- */

static bool all_masked(const Heatmap *map, int row, int from, int to)
{
    for (int column = from; column < to; column++)
        if (!is_masked(map, row, column))
            return false;
    return true;
}

/* Of a part of a wide map those rows that have nothing there; 0 where that would be all. */
static int rows_left_out(const Heatmap *map, int from, int to)
{
    int count = 0;
    for (int row = 0; row < map->rows; row++)
        count += all_masked(map, row, from, to);
    return count < map->rows ? count : 0;
}

static void prose_of_part(const Layout *layout, int from, int to, int left_out)
{
    char text[160];
    int columns = layout->map->columns;
    if (left_out > 0)
        snprintf(text, sizeof text,
                 TEXT("columns %d to %d of %d, without %d rows that are all masked there",
                      "%3$d열 가운데 %1$d~%2$d열(모두 마스킹된 %4$d행은 뺌)"),
                 from + 1, to, columns, left_out);
    else
        snprintf(text, sizeof text, TEXT("columns %d to %d of %d", "%3$d열 가운데 %1$d~%2$d열"), from + 1, to, columns);
    canvas_prose(layout->canvas, STYLE_DIM, 0, text);
}

static void draw_part(const Layout *layout, int from, int to)
{
    bool whole = layout->part >= layout->map->columns;
    int left_out = whole ? 0 : rows_left_out(layout->map, from, to);
    if (!whole) {
        if (from > 0)
            canvas_blank(layout->canvas);
        prose_of_part(layout, from, to, left_out);
    }
    draw_column_labels(layout, from, to);
    for (int row = 0; row < layout->map->rows; row++)
        if (left_out == 0 || !all_masked(layout->map, row, from, to))
            draw_row(layout, row, from, to);
}

void heatmap_draw(Canvas *canvas, const Heatmap *map)
{
    if (map->title != NULL)
        canvas_prose(canvas, STYLE_HEADING, 0, map->title);
    if (map->rows <= 0 || map->columns <= 0) {
        canvas_prose(canvas, STYLE_DIM, 0, TEXT("(nothing to show)", "(보여 줄 값이 없습니다)"));
        return;
    }
    Layout layout = layout_for(canvas, map);
    for (int from = 0; from < map->columns; from += layout.part)
        draw_part(&layout, from, at_most(from + layout.part, map->columns));
    draw_legend(&layout);
    free(layout.widths);
}
