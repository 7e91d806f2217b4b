/* curve.h: numbers over steps or lengths. */
#ifndef SEQLAB_VIEW_CURVE_H
#define SEQLAB_VIEW_CURVE_H

#include "view/canvas.h"

/* One or two curves in a box of the screen's width and `rows` high (title and labels counted), with axis
 * labels. Values that are not finite are gaps. Unicode: Braille dots, the second curve dashed; ASCII: * and o. */
typedef struct Curve {
    const char *title;
    const char *x_label, *y_label;
    int count[2];
    const double *x[2], *y[2];
    const char *name[2];   /* legend; NULL where there is one curve */
    double mark;           /* a place on the x axis, marked from bottom to top */
    const char *mark_name; /* NULL: none */
    double x_base, y_base; /* of a logarithmic axis: the values are exponents, and base^value is written; 0: none */
} Curve;
void curve_draw(Canvas *canvas, const Curve *curve, int rows);

#endif
