/* heatmap.c: numbers as shades.
 *
 * How wide the columns are, and where their labels stand: the first of these that fits is taken:
 *
 *     all columns as wide as the longest label          나는    학교에    간다
 *     each as wide as its own label                     나는 학교에 간다
 *     as wide as a number, the labels written           학
 *     downwards (short ones),                           교
 *     or numbered and listed (long ones)                에
 *     narrow: shades alone                              1  2  3
 *
 * What needs several parts anyway has wide columns if that takes no more of them. Then the table is drawn in as many
 * parts as it takes. Cells touch. A cell that is wide enough holds its number, with the sign of the row's largest
 * before it; the brackets around the aligned token are its first and last column. */
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

enum {
    CELL_MOST = 11,
    CELL_NARROW = 3,     /* a Hangul syllable and a free column; a sign with brackets */
    UNIT_WIDE = 2,       /* of hidden units, where there is room */
    DOWNWARDS_SHORT = 6, /* glyphs of a label that reads well downwards */
    ROW_LABEL_MOST = 16,
    DOWNWARDS_MOST = 8,   /* glyphs of a label that is written downwards */
    DOWNWARDS_BARE = 3,
    ROWS_TO_SAY_MORE = 4 /* of a window: with fewer, each of them is a row of the map */
};
static const float LEAST_WITH_NUMBERS = 0.2F;

typedef enum { LABELS_ABOVE, LABELS_DOWNWARDS, LABELS_NUMBERED, LABELS_RULER } LabelPlace;

typedef struct HeatmapLayout {
    const Heatmap *map;
    Canvas *canvas;
    bool unicode, backgrounds;
    float low, high;
    LabelPlace place;
    int label_width; /* of the row labels */
    int left;        /* where the cells begin */
    int for_number;  /* columns that a number takes with its signs and a blank; 0: two digits would not tell */
    int *widths;     /* [columns] of the cells */
    int part;        /* columns in a part */
} HeatmapLayout;

/* ---- how wide the columns are ---- */

static bool is_masked(const Heatmap *map, int row, int column)
{
    return (map->causal && column > row) || (map->masked != NULL && map->masked[(size_t)row * map->columns + column]);
}

/* number: room for the number that stands for a label. */
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

static bool fits(const HeatmapLayout *layout)
{
    int end = layout->left;
    for (int column = 0; column < layout->map->columns; column++)
        end += layout->widths[column];
    return end <= canvas_columns(layout->canvas);
}

static void set_widths(HeatmapLayout *layout, int width)
{
    for (int column = 0; column < layout->map->columns; column++)
        layout->widths[column] = width;
}

/* The width of the longest label and a blank, within reason. */
static int even_width(const HeatmapLayout *layout)
{
    int longest = 0;
    for (int column = 0; column < layout->map->columns; column++)
        longest = at_least(longest, glyph_width(column_label(layout->map, column)) + 1);
    return at_least(at_most(longest, CELL_MOST), at_least(layout->for_number, CELL_NARROW));
}

/* Places the labels above the columns, all equally wide or each as its label; false when neither fits. */
static bool labels_above(HeatmapLayout *layout)
{
    const Heatmap *map = layout->map;
    layout->place = LABELS_ABOVE;
    set_widths(layout, even_width(layout));
    if (fits(layout))
        return true;
    for (int column = 0; column < map->columns; column++) {
        int own = at_most(glyph_width(column_label(map, column)) + 1, CELL_MOST);
        layout->widths[column] = at_least(own, at_least(layout->for_number, CELL_NARROW));
    }
    return fits(layout);
}

static int parts_needed(const HeatmapLayout *layout, int width)
{
    int columns = layout->map->columns;
    int most = at_least((canvas_columns(layout->canvas) - layout->left) / width, 1);
    return (columns + most - 1) / most;
}

/* Columns as wide as their numbers, or narrow ones; in parts wide ones where those take no more. */
static void make_narrow(HeatmapLayout *layout)
{
    const Heatmap *map = layout->map;
    int narrow = map->numbers ? at_least(layout->for_number, CELL_NARROW) : CELL_NARROW;
    int parts = parts_needed(layout, narrow), even = even_width(layout), long_labels = 0;
    for (int column = 0; column < map->columns; column++)
        long_labels += glyph_count(column_label(map, column)) > DOWNWARDS_SHORT;
    layout->place = long_labels * 4 > map->columns ? LABELS_NUMBERED : LABELS_DOWNWARDS;
    if (parts > 1 && parts_needed(layout, even) == parts) {
        layout->place = LABELS_ABOVE;
        set_widths(layout, even);
    } else {
        bool numbers = layout->for_number > 0 && parts_needed(layout, layout->for_number) == parts;
        set_widths(layout, numbers ? layout->for_number : narrow);
    }
}

/* Only numbers that are shown count. Two digits tell nothing of a range that is smaller than they are. */
static int width_for_number(const HeatmapLayout *layout)
{
    const Heatmap *map = layout->map;
    int width = 0;
    char text[VALUE_BYTES];
    if (!map->numbers && fmaxf(fabsf(layout->low), fabsf(layout->high)) < LEAST_WITH_NUMBERS)
        return 0;
    for (int i = 0; i < map->rows * map->columns; i++)
        if (!is_masked(map, i / map->columns, i % map->columns))
            width = at_least(width, glyph_width(value_text((double)map->values[i], text)));
    return width + (map->partner != NULL ? 3 : 2);
}

/* Hidden units have no labels, and numbers on request only. */
static void set_unit_widths(HeatmapLayout *layout)
{
    const Heatmap *map = layout->map;
    layout->place = LABELS_RULER;
    set_widths(layout, map->numbers ? layout->for_number : map->partner != NULL ? CELL_NARROW : UNIT_WIDE);
    if (!fits(layout) && !map->numbers)
        set_widths(layout, map->partner != NULL ? CELL_NARROW : 1);
}

/* Its widths are to be freed. */
static HeatmapLayout lay_out(Canvas *canvas, const Heatmap *map)
{
    Screen screen = canvas_screen(canvas);
    HeatmapLayout layout = {.map = map, .canvas = canvas, .unicode = screen.unicode,
                            .backgrounds = screen.colors >= 256};
    bool unit_range = map->low == 0 && map->high == 0;
    layout.low = map->low;
    layout.high = unit_range ? 1 : map->high;
    layout.label_width = 1;
    char number[VALUE_BYTES];
    for (int row = 0; row < map->rows; row++)
        layout.label_width = at_least(layout.label_width, glyph_width(row_label(map, row, number)));
    layout.label_width = at_most(layout.label_width, at_least(at_most(screen.columns / 4, ROW_LABEL_MOST), 1));
    layout.left = layout.label_width + 2;
    layout.for_number = width_for_number(&layout);
    layout.widths = memory_new(map->columns, sizeof *layout.widths);
    if (map->column_labels == NULL)
        set_unit_widths(&layout);
    else if (!labels_above(&layout))
        make_narrow(&layout);
    /* Parts of about the same size, as few as possible. */
    int parts = fits(&layout) ? 1 : parts_needed(&layout, layout.widths[0]);
    layout.part = map->bare && parts > 1 ? at_least((screen.columns - layout.left) / layout.widths[0], 1)
                                         : (map->columns + parts - 1) / parts;
    return layout;
}

/* ---- labels above the columns ---- */

static Style column_style(const HeatmapLayout *layout)
{
    return layout->map->columns_of_target ? STYLE_TARGET : STYLE_SOURCE;
}

static void write_label(const HeatmapLayout *layout, int row, int x, int width, const char *label)
{
    char *shown = glyph_cut(label, width, layout->unicode);
    canvas_write(layout->canvas, row, x + (width - glyph_width(shown)) / 2, column_style(layout), shown);
    free(shown);
}

static int most_downwards(const HeatmapLayout *layout) { return layout->map->bare ? DOWNWARDS_BARE : DOWNWARDS_MOST; }

/* Rows that a label takes: one where it leaves two blanks across its column, so that it is not read together with the last
 * letters of its neighbors. */
static int rows_downwards(const char *label, int width, int most)
{
    return glyph_width(label) + 2 <= width ? 1 : at_most(glyph_count(label), most);
}

/* One glyph below the other, the last one just above the cells. */
static void write_downwards(const HeatmapLayout *layout, int bottom, int x, int width, const char *label)
{
    int count = glyph_count(label), shown = rows_downwards(label, width, most_downwards(layout));
    if (shown == 1) {
        write_label(layout, bottom, x, width, label);
        return;
    }
    Glyph glyph;
    for (int i = 0; i < shown; i++) {
        label += glyph_next(label, strlen(label), &glyph);
        bool cut = count > shown && i == shown - 1;
        const char *text = cut ? (layout->unicode ? "…" : "~") : glyph.text;
        canvas_write(layout->canvas, bottom - shown + 1 + i, x + (width - glyph_width(text)) / 2, column_style(layout),
                     text);
    }
}

static void draw_column_labels(const HeatmapLayout *layout, int from, int to)
{
    if (layout->place == LABELS_NUMBERED) {
        Items items = items_begin(layout->canvas, 0);
        char number[VALUE_BYTES];
        for (int column = from; column < to; column++) {
            snprintf(number, sizeof number, "%d", column + 1);
            items_add(&items, column_style(layout), number, column_label(layout->map, column));
        }
    }
    int x = layout->left, rows = 1;
    for (int column = from; layout->place == LABELS_DOWNWARDS && column < to; column++)
        rows = at_least(rows, rows_downwards(column_label(layout->map, column), layout->widths[column],
                                             most_downwards(layout)));
    int bottom = canvas_rows(layout->canvas) + rows - 1;
    for (int column = from; column < to; column++) {
        int width = layout->widths[column];
        char number[VALUE_BYTES];
        snprintf(number, sizeof number, "%d", column + 1);
        switch (layout->place) {
        case LABELS_ABOVE: write_label(layout, bottom, x, width, column_label(layout->map, column)); break;
        case LABELS_DOWNWARDS:
            write_downwards(layout, bottom, x, width, column_label(layout->map, column));
            break;
        case LABELS_NUMBERED: write_label(layout, bottom, x, width, number); break;
        case LABELS_RULER: /* 1 above the first unit, then the tens, each above its column's first cell */
            if (width > 3 || column == 0 || (column + 1) % 10 == 0)
                canvas_write(layout->canvas, bottom, x, STYLE_DIM, number);
            break;
        }
        if (layout->map->numbered && (layout->place == LABELS_ABOVE || layout->place == LABELS_DOWNWARDS))
            write_label(layout, bottom + 1, x, width, number);
        x += width;
    }
}

/* ---- cells ---- */

/* The column of a row's largest value, the first of several; or -1 where two digits tell none of the row's values from
 * another, or its cell is empty. */
static int largest_in_row(const HeatmapLayout *layout, int row)
{
    const Heatmap *map = layout->map;
    const float *values = &map->values[(size_t)row * map->columns];
    float largest = -INFINITY, least = INFINITY;
    int place = -1, count = 0;
    for (int column = 0; column < map->columns; column++) {
        if (!isfinite(values[column]) || is_masked(map, row, column))
            continue;
        if (values[column] > largest) {
            largest = values[column];
            place = column;
        }
        least = fminf(least, values[column]);
        count++;
    }
    bool stands_out = count == 1 || largest - least >= 0.005F * (layout->high - layout->low);
    bool seen = map->numbers || layout->low < 0 || shade_of(largest, layout->low, layout->high) >= SHADE_LEAST;
    return stands_out && seen && layout->place != LABELS_RULER ? place : -1;
}

static const char *largest_sign(const HeatmapLayout *layout) { return layout->unicode ? "▸" : ">"; }
static const char *masked_sign(const HeatmapLayout *layout) { return layout->unicode ? "×" : "x"; }

/* A cell of the row being drawn. */
typedef struct Place {
    int row, x, width;
    int shade;
    bool largest;
} Place;

static void put(const HeatmapLayout *layout, const Place *place, int x, const char *text)
{
    Glyph glyph;
    for (size_t left = strlen(text), used; (used = glyph_next(text, left, &glyph)) > 0; left -= used, text += used) {
        canvas_put(layout->canvas, place->row, x, &glyph, place->largest ? STYLE_PEAK : STYLE_SHADE, place->shade);
        x += glyph.width;
    }
}

static void put_number(const HeatmapLayout *layout, const Place *place, float value)
{
    char text[VALUE_BYTES];
    int length = glyph_width(value_text((double)value, text)), x = place->x + (place->width - length + 1) / 2;
    if (!layout->backgrounds)
        canvas_shade(layout->canvas, place->row, place->x, place->width, place->shade >= 0 ? place->shade : 0,
                     layout->unicode ? " " : shade_beside_number(place->shade, false));
    put(layout, place, x, text);
    if (place->largest)
        put(layout, place, x - 1, largest_sign(layout));
}

static bool has_numbers(const HeatmapLayout *layout)
{
    return layout->for_number > 0 && layout->widths[0] >= layout->for_number;
}

/* Narrow cells that are too weak for a shade have something to follow the columns by; hidden units only where a shade
 * is no background. */
static bool has_dots(const HeatmapLayout *layout)
{
    return layout->unicode && !has_numbers(layout) && (layout->place != LABELS_RULER || !layout->backgrounds);
}

static void draw_cell(const HeatmapLayout *layout, const Place *place, float value)
{
    int middle = place->x + (place->width - 1) / 2;
    if (!isfinite(value)) {
        canvas_write(layout->canvas, place->row, middle, STYLE_WARNING, "?");
        return;
    }
    bool weak = abs(place->shade) < SHADE_LEAST;
    canvas_shade(layout->canvas, place->row, place->x, place->width, place->shade, " ");
    if (has_numbers(layout) && (!weak || layout->map->numbers))
        put_number(layout, place, value);
    else if (place->largest)
        put(layout, place, middle, largest_sign(layout));
    else if (weak && has_dots(layout)) /* something to follow the columns by */
        canvas_write(layout->canvas, place->row, middle, STYLE_DIM, LEAST_SIGN);
}

static void draw_row(const HeatmapLayout *layout, int index, int from, int to)
{
    const Heatmap *map = layout->map;
    char number[VALUE_BYTES];
    Place place = {.row = canvas_rows(layout->canvas), .x = layout->left};
    int largest = largest_in_row(layout, index);
    canvas_label(layout->canvas, place.row, 0, layout->label_width, map->rows_of_source ? STYLE_SOURCE : STYLE_TARGET,
                 row_label(map, index, number));
    for (int column = from; column < to; column++) {
        float value = map->values[(size_t)index * map->columns + column];
        place.width = layout->widths[column];
        place.largest = column == largest;
        place.shade = shade_of(value, layout->low, layout->high);
        if (is_masked(map, index, column))
            canvas_write(layout->canvas, place.row, place.x + (place.width - 1) / 2, STYLE_DIM, masked_sign(layout));
        else
            draw_cell(layout, &place, value);
        if (map->partner != NULL && map->partner[index] == column) {
            put(layout, &place, place.x, "[");
            put(layout, &place, place.x + place.width - 1, "]");
        }
        place.x += place.width;
    }
}

/* ---- what the shades and signs stand for ---- */

static void draw_legend(const HeatmapLayout *layout)
{
    const Heatmap *map = layout->map;
    bool largest = false, masked = false, partner = false;
    for (int row = 0; row < map->rows; row++) {
        largest = largest || largest_in_row(layout, row) >= 0;
        partner = partner || (map->partner != NULL && map->partner[row] >= 0 && map->partner[row] < map->columns);
        for (int column = 0; column < map->columns && !masked; column++)
            masked = is_masked(map, row, column);
    }
    int columns = canvas_columns(layout->canvas);
    Items items = items_begin(layout->canvas, columns < 30 ? 0 : at_most(layout->left, columns / 4));
    items_add_scale(&items, layout->low, layout->high, has_numbers(layout));
    if (has_dots(layout))
        items_add_least(&items, LEAST_SIGN, layout->low, layout->high);
    else if (!map->numbers)
        items_add_least(&items, TEXT("empty:", "빈칸:"), layout->low, layout->high);
    if (largest)
        items_add(&items, STYLE_STRONG, largest_sign(layout), TEXT("largest in its row", "행에서 가장 큰 값"));
    if (masked)
        items_add(&items, STYLE_DIM, masked_sign(layout), TEXT("masked", "마스킹된 칸"));
    if (partner)
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

static void prose_of_part(const HeatmapLayout *layout, int from, int to, int left_out)
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

static void draw_part(const HeatmapLayout *layout, int from, int to)
{
    bool whole = layout->part >= layout->map->columns;
    int left_out = 0; /* of a part of a wide map those rows that have nothing there; 0 where that would be all */
    for (int row = 0; row < layout->map->rows && !whole; row++)
        left_out += all_masked(layout->map, row, from, to);
    left_out = left_out < layout->map->rows ? left_out : 0;
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
    HeatmapLayout layout = lay_out(canvas, map);
    for (int from = 0; from < map->columns && (from == 0 || !map->bare); from += layout.part)
        draw_part(&layout, from, at_most(from + layout.part, map->columns));
    if (!map->bare)
        draw_legend(&layout);
    free(layout.widths);
}

/* ---- a window on it ---- */

/* Columns from one on that have room. */
static int columns_from(const HeatmapLayout *layout, int from)
{
    int end = layout->left, column = from;
    for (; column < layout->map->columns; column++) {
        end += layout->widths[column];
        if (end > canvas_columns(layout->canvas) && column > from)
            break;
    }
    return column - from;
}

/* The columns move until the cursor's is whole in view. */
static void choose_columns(const HeatmapLayout *layout, HeatmapWindow *window)
{
    window->first_column = at_least(at_most(window->first_column, window->column), 0);
    while (window->first_column > 0 &&
           columns_from(layout, window->first_column - 1) > layout->map->columns - window->first_column)
        window->first_column--; /* the window has become wider */
    while (window->column >= window->first_column + columns_from(layout, window->first_column))
        window->first_column++;
    window->column_count = columns_from(layout, window->first_column);
}

/* Signs at both sides of the cell, and behind the row's label. */
static void mark_cursor(const HeatmapLayout *layout, const HeatmapWindow *window)
{
    float value = layout->map->values[(size_t)window->row * layout->map->columns + window->column];
    Place place = {.row = window->cursor_row, .x = window->cursor_column, .width = layout->widths[window->column],
                   .shade = isfinite(value) ? shade_of(value, layout->low, layout->high) : 0};
    const char *side = layout->unicode ? "┃" : "|";
    put(layout, &place, place.x, side);
    put(layout, &place, place.x + place.width - 1, side);
    canvas_write(layout->canvas, place.row, layout->label_width, STYLE_STRONG, layout->unicode ? "›" : ">");
}

/* " more columns: ← 1 → 2": what is before the window and behind it; what is all in view is not named. */
static void add_outside(Buffer *out, const char *name, int before, int behind, const char *const signs[2])
{
    if (before + behind > 0)
        buffer_format(out, "%s%s:", out->length > 0 ? "  " : "", name);
    if (before > 0)
        buffer_format(out, " %s %d", signs[0], before);
    if (behind > 0)
        buffer_format(out, " %s %d", signs[1], behind);
}

static void say_outside(const HeatmapLayout *layout, const HeatmapWindow *window)
{
    static const char *const arrows[] = {"←", "→", "↑", "↓"}, *const plain[] = {"<", ">", "^", "v"};
    const char *const *signs = layout->unicode ? arrows : plain;
    const Heatmap *map = layout->map;
    Buffer text = {0};
    add_outside(&text, TEXT("more columns", "열 더 있음"), window->first_column,
                map->columns - window->first_column - window->column_count, signs);
    add_outside(&text, TEXT("more rows", "행 더 있음"), window->first_row,
                map->rows - window->first_row - window->row_count, signs + 2);
    canvas_write(layout->canvas, canvas_rows(layout->canvas), 0, STYLE_DIM, buffer_text(&text));
    buffer_free(&text);
}

void heatmap_draw_window(Canvas *canvas, const Heatmap *map, HeatmapWindow *window)
{
    if (map->rows <= 0 || map->columns <= 0)
        return;
    HeatmapLayout layout = lay_out(canvas, map);
    if (layout.place != LABELS_RULER && layout.place != LABELS_ABOVE) /* what moves need not be narrow to fit */
        labels_above(&layout);
    window->row = at_least(at_most(window->row, map->rows - 1), 0);
    window->column = at_least(at_most(window->column, map->columns - 1), 0);
    choose_columns(&layout, window);
    int from = window->first_column, top = canvas_rows(canvas);
    draw_column_labels(&layout, from, from + window->column_count);
    int room = window->height - (canvas_rows(canvas) - top);
    bool cut = room >= ROWS_TO_SAY_MORE && (window->column_count < map->columns || room < map->rows);
    window->row_count = at_most(at_least(room - cut, 1), map->rows);
    /* So that the cursor is among the rows shown. */
    window->first_row = at_least(at_most(window->first_row, window->row), window->row - window->row_count + 1);
    window->first_row = at_least(at_most(window->first_row, map->rows - window->row_count), 0);
    window->cursor_row = canvas_rows(canvas) + window->row - window->first_row;
    window->cursor_column = layout.left;
    for (int column = from; column < window->column; column++)
        window->cursor_column += layout.widths[column];
    for (int row = 0; row < window->row_count; row++)
        draw_row(&layout, window->first_row + row, from, from + window->column_count);
    mark_cursor(&layout, window);
    if (cut)
        say_outside(&layout, window);
    free(layout.widths);
}
