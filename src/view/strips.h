/* strips.h: vectors over time as strips of shades: one row a token, one cell a few hidden units. */
#ifndef SEQLAB_VIEW_STRIPS_H
#define SEQLAB_VIEW_STRIPS_H

#include "view/canvas.h"

/* Up to two strips side by side (update and reset gate), each with the row's mean in front. */
typedef struct Strips {
    int rows, units;
    const char *const *labels;      /* [rows] */
    const char *name[2];            /* NULL: no such strip */
    const float *values[2];         /* [rows, units], 0 to 1 */
} Strips;

/* Units are averaged over neighbours where the screen has fewer cells. */
void strips_draw(Canvas *canvas, const Strips *strips);

#endif
