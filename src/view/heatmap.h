/* heatmap.h: a table of numbers from 0 to 1 as shades: attention maps, gate values. */
#ifndef SEQLAB_VIEW_HEATMAP_H
#define SEQLAB_VIEW_HEATMAP_H

#include "view/canvas.h"

typedef struct Heatmap {
    const char *title;          /* may be NULL */
    int rows, columns;
    const char *const *row_labels;    /* the target's tokens */
    const char *const *column_labels; /* the source's tokens */
    const float *values;        /* [rows, columns] */
    const int *partner;         /* [rows] the true column of a row, or -1; NULL when not known: marked in the map */
    float low, high;            /* what the lightest and the darkest shade stand for; both 0: 0 and 1 */
    bool numbers;               /* print the values too (two digits: ".83") */
} Heatmap;

/* Draws below what is there. A table too wide for the screen is cut into parts one below the other, each
 * with its labels. In ASCII the shades are characters ( .:-=+*#%@). A scale line says what they stand for. */
void heatmap_draw(Canvas *canvas, const Heatmap *map);

#endif
