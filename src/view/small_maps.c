/* small_maps.c: many maps side by side. */
#include "view/small_maps.h"

#include <math.h>

#include "view/strips.h"

enum { LABEL_MOST = 10, ROWS_MOST = 12, COLUMNS_MOST = 24, ROWS_LEAST = 3, BETWEEN = 2 };

typedef struct Frame {
    const SmallMaps *maps;
    Canvas *canvas;
    int label;              /* columns of the labels at the left */
    int rows, columns;      /* cells of a map as drawn */
    int wide;               /* columns of a cell */
    int pitch;              /* from one map to the next */
} Frame;

static float largest_within(const Frame *frame, const float *map, int row, int column)
{
    int rows = frame->maps->rows, columns = frame->maps->columns;
    int top = row * rows / frame->rows, bottom = at_least((row + 1) * rows / frame->rows, top + 1);
    int left = column * columns / frame->columns, right = at_least((column + 1) * columns / frame->columns, left + 1);
    float largest = NAN;
    for (int r = top; r < bottom; r++)
        for (int c = left; c < right; c++)
            largest = fmaxf(largest, map[r * columns + c]);
    return largest;
}

static void draw_map(const Frame *frame, int down, int across, int top, int left)
{
    const SmallMaps *maps = frame->maps;
    const float *map =
        maps->values + ((size_t)down * (size_t)maps->across + (size_t)across) * (size_t)(maps->rows * maps->columns);
    bool chosen = down == maps->chosen_down && across == maps->chosen_across;
    const char *side = canvas_screen(frame->canvas).unicode ? "┃" : "|";
    for (int row = 0; row < frame->rows; row++) {
        for (int column = 0; column < frame->columns; column++)
            for (int i = 0; i < frame->wide; i++) {
                float value = largest_within(frame, map, row, column);
                if (!isnan(value))
                    strip_cell(frame->canvas, top + row, left + column * frame->wide + i, value, 0);
            }
        if (chosen) {
            canvas_write(frame->canvas, top + row, left - 1, STYLE_STRONG, side);
            canvas_write(frame->canvas, top + row, left + frame->columns * frame->wide, STYLE_STRONG, side);
        }
    }
}

/* The labels of the maps in a row above them, and the maps. */
static void draw_row(const Frame *frame, int down, int across_count)
{
    const SmallMaps *maps = frame->maps;
    int top = canvas_rows(frame->canvas);
    canvas_label(frame->canvas, top + 1 + (frame->rows - 1) / 2, 0, frame->label, STYLE_PLAIN, maps->down_labels[down]);
    for (int i = 0; i < across_count; i++) {
        int across = maps->first_across + i, left = frame->label + BETWEEN + i * frame->pitch;
        bool chosen = down == maps->chosen_down && across == maps->chosen_across;
        canvas_write_cut(frame->canvas, top, left, frame->pitch - 1, chosen ? STYLE_STRONG : STYLE_DIM,
                         maps->across_labels[across]);
        draw_map(frame, down, across, top + 1, left);
    }
}

static Frame frame_for(Canvas *canvas, const SmallMaps *maps)
{
    Frame frame = {.maps = maps, .canvas = canvas, .label = glyph_widest(maps->down_labels, maps->down, 1, LABEL_MOST)};
    int room = canvas_columns(canvas) - frame.label - BETWEEN, all = at_least(maps->across, 1);
    frame.columns = at_most(maps->columns, COLUMNS_MOST);
    if (all * (frame.columns + BETWEEN) > room)
        frame.columns = at_least(at_most(frame.columns, room / all - BETWEEN), at_most(maps->columns, 6));
    frame.wide = all * (2 * frame.columns + BETWEEN) <= room ? 2 : 1;
    frame.pitch = at_least(frame.columns * frame.wide + BETWEEN,
                           glyph_widest(maps->across_labels, maps->across, 0, LABEL_MOST) + 1);
    frame.rows = at_most(maps->rows, ROWS_MOST);
    if (maps->height > 0)
        frame.rows =
            at_least(at_most(frame.rows, maps->height / at_least(maps->down, 1) - 1), at_most(maps->rows, ROWS_LEAST));
    return frame;
}

SmallMapsShown small_maps_draw(Canvas *canvas, const SmallMaps *maps)
{
    SmallMapsShown shown = {0};
    if (maps->rows <= 0 || maps->columns <= 0)
        return shown;
    Frame frame = frame_for(canvas, maps);
    int room = canvas_columns(canvas) - frame.label - BETWEEN;
    shown.across = at_most(at_least(room / frame.pitch, 1), maps->across - maps->first_across);
    shown.down = maps->down - maps->first_down;
    if (maps->height > 0)
        shown.down = at_most(at_least(maps->height / (frame.rows + 1), 1), shown.down);
    for (int i = 0; i < shown.down; i++)
        draw_row(&frame, maps->first_down + i, shown.across);
    return shown;
}
