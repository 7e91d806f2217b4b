/* heatmap_layout.c: the columns of a heat map. */
#include "view/heatmap_layout.h"

#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "view/short_text.h"

enum {
    CELL_MOST = 11,
    CELL_NARROW = 3,     /* a Hangul syllable and a free column; a sign with brackets */
    UNIT_WIDE = 2,       /* of hidden units, where there is room */
    DOWNWARDS_SHORT = 6, /* glyphs of a label that reads well downwards */
    ROW_LABEL_MOST = 16
};

static const float LEAST_WITH_NUMBERS = 0.2F;

bool heatmap_is_masked(const Heatmap *map, int row, int column)
{
    return (map->causal && column > row) || (map->masked != NULL && map->masked[(size_t)row * map->columns + column]);
}

const char *heatmap_row_label(const Heatmap *map, int row, char *number)
{
    if (map->row_labels != NULL)
        return map->row_labels[row] != NULL ? map->row_labels[row] : "";
    snprintf(number, VALUE_BYTES, "%d", row + 1);
    return number;
}

const char *heatmap_column_label(const Heatmap *map, int column)
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
        longest = at_least(longest, glyph_width(heatmap_column_label(layout->map, column)) + 1);
    return at_least(at_most(longest, CELL_MOST), at_least(layout->for_number, CELL_NARROW));
}

bool heatmap_labels_above(HeatmapLayout *layout)
{
    const Heatmap *map = layout->map;
    layout->place = LABELS_ABOVE;
    set_widths(layout, even_width(layout));
    if (fits(layout))
        return true;
    for (int column = 0; column < map->columns; column++) {
        int own = at_most(glyph_width(heatmap_column_label(map, column)) + 1, CELL_MOST);
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
        long_labels += glyph_count(heatmap_column_label(map, column)) > DOWNWARDS_SHORT;
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
        if (!heatmap_is_masked(map, i / map->columns, i % map->columns))
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

HeatmapLayout heatmap_layout(Canvas *canvas, const Heatmap *map)
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
        layout.label_width = at_least(layout.label_width, glyph_width(heatmap_row_label(map, row, number)));
    layout.label_width = at_most(layout.label_width, at_least(at_most(screen.columns / 4, ROW_LABEL_MOST), 1));
    layout.left = layout.label_width + 2;
    layout.for_number = width_for_number(&layout);
    layout.widths = memory_new(map->columns, sizeof *layout.widths);
    if (map->column_labels == NULL)
        set_unit_widths(&layout);
    else if (!heatmap_labels_above(&layout))
        make_narrow(&layout);
    /* Parts of about the same size, as few as possible. */
    int parts = fits(&layout) ? 1 : parts_needed(&layout, layout.widths[0]);
    layout.part = map->bare && parts > 1 ? at_least((screen.columns - layout.left) / layout.widths[0], 1)
                                         : (map->columns + parts - 1) / parts;
    return layout;
}
