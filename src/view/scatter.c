/* scatter.c: points with names in a plane. A row of a terminal is about as high as two of its columns are wide. */
#include "view/scatter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_MOST = 12 };

typedef struct Plane {
    const Scatter *scatter;
    Canvas *canvas;
    int top;
    double left, upper, unit; /* of a column */
} Plane;

static Plane plane_for(Canvas *canvas, const Scatter *scatter)
{
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    for (int i = 0; i < 2 * scatter->count; i++) {
        least[i % 2] = fmin(least[i % 2], scatter->places[i]);
        most[i % 2] = fmax(most[i % 2], scatter->places[i]);
    }
    Plane plane = {.scatter = scatter, .canvas = canvas, .top = canvas_rows(canvas), .left = least[0],
                   .upper = most[1]};
    int columns = at_least(canvas_columns(canvas) - LABEL_MOST - 2, 1), rows = at_least(scatter->rows - 1, 1);
    plane.unit = fmax((most[0] - least[0]) / columns, (most[1] - least[1]) / rows / 2);
    return plane;
}

static bool is_free(const Canvas *canvas, int row, int column, int width)
{
    for (int i = 0; i < width; i++)
        if (strcmp(canvas_cell(canvas, row, column + i)->text, " ") != 0)
            return false;
    return true;
}

static void draw_point(const Plane *plane, int point)
{
    double across = plane->scatter->places[2 * point] - plane->left,
           down = plane->upper - plane->scatter->places[2 * point + 1];
    int column = plane->unit > 0 ? (int)lround(across / plane->unit) : 0;
    int row = plane->top + (plane->unit > 0 ? (int)lround(down / plane->unit / 2) : 0);
    bool chosen = point == plane->scatter->chosen, unicode = canvas_screen(plane->canvas).unicode;
    char *label = glyph_cut(plane->scatter->labels[point], LABEL_MOST, unicode);
    if (chosen || is_free(plane->canvas, row, column, 1))
        canvas_write(plane->canvas, row, column, chosen ? STYLE_STRONG : STYLE_SOURCE,
                     chosen ? (unicode ? "◆" : "@") : (unicode ? "•" : "o"));
    if (is_free(plane->canvas, row, column + 1, glyph_width(label) + 1))
        canvas_write(plane->canvas, row, column + 1, chosen ? STYLE_STRONG : STYLE_PLAIN, label);
    free(label);
}

void scatter_draw(Canvas *canvas, const Scatter *scatter)
{
    if (scatter->count <= 0)
        return;
    Plane plane = plane_for(canvas, scatter);
    if (scatter->chosen >= 0 && scatter->chosen < scatter->count)
        draw_point(&plane, scatter->chosen); /* first, so that its label has room */
    for (int i = 0; i < scatter->count; i++)
        if (i != scatter->chosen)
            draw_point(&plane, i);
}
