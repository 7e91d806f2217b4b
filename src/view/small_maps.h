/* small_maps.h: many maps of the same rows and columns side by side, to compare their shapes: the heads of a layer. */
#ifndef SEQLAB_VIEW_SMALL_MAPS_H
#define SEQLAB_VIEW_SMALL_MAPS_H

#include "view/canvas.h"

typedef struct SmallMaps {
    int down, across;                  /* how many maps: layers, heads */
    const char *const *down_labels;    /* [down] */
    const char *const *across_labels;  /* [across] */
    int rows, columns;                 /* of each map */
    const float *values;               /* [down, across, rows, columns], 0 to 1; NaN: none */
    int first_down, first_across;      /* shown from here on */
    int chosen_down, chosen_across;    /* marked; -1: none */
    int height;                        /* rows of the canvas to use; 0: as many as it takes */
} SmallMaps;

typedef struct SmallMapsShown { int down, across; } SmallMapsShown;

/* Draws as many maps as have room below what is there, and says how many. A map that is too large is drawn smaller:
 * each cell is then the largest of several. */
SmallMapsShown small_maps_draw(Canvas *canvas, const SmallMaps *maps);

#endif
