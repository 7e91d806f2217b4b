/* scatter.h: points with names in a plane. */
#ifndef SEQLAB_VIEW_SCATTER_H
#define SEQLAB_VIEW_SCATTER_H

#include "view/canvas.h"

typedef struct Scatter {
    int count;
    const char *const *labels; /* [count] */
    const double *places;      /* [count, 2]: across, up; both axes have the same unit */
    int chosen;                /* marked; -1: none */
    int rows;                  /* of the picture */
} Scatter;

/* Draws below what is there. A label that would cover another is left out, and its point stays. */
void scatter_draw(Canvas *canvas, const Scatter *scatter);

#endif
