/* strips.h: vectors over time as strips of shades: one row a token, one cell a few hidden units. */
#ifndef SEQLAB_VIEW_STRIPS_H
#define SEQLAB_VIEW_STRIPS_H

#include "view/canvas.h"

/* One or two strips (update and reset gate), each with the row's mean in front. */
typedef struct Strips {
    int rows, units;
    const char *const *labels;      /* [rows] */
    const char *name[2];            /* NULL: no such strip */
    const float *values[2];         /* [rows, units], 0 to 1 */
} Strips;

/* Side by side where the screen is wide enough, else one below the other. Units stand in the order of
 * their means, and are averaged over neighbours where the screen has fewer cells; a line says so. */
void strips_draw(Canvas *canvas, const Strips *strips);
/* One cell of a strip: a value from low (0 or -1) to 1 as a shade; and what the shades stand for. */
void strip_cell(Canvas *canvas, int row, int column, float value, float low);
void strips_legend(Canvas *canvas, float low);

#endif
