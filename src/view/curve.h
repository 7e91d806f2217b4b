/* curve.h: numbers over steps or lengths. */
#ifndef SEQLAB_VIEW_CURVE_H
#define SEQLAB_VIEW_CURVE_H

#include "view/canvas.h"

/* Curves in a box of the screen's width and `rows` high (title and labels counted), with axis labels. Values that are
 * not finite, and on a logarithmic axis those that are not above 0, are gaps. Unicode: Braille dots, in a pattern of
 * its own for each curve; ASCII: a sign for each. */
enum { CURVE_LINES = 4 };
typedef struct Curve {
    const char *title;
    const char *x_label, *y_label;
    int count[CURVE_LINES];
    const double *x[CURVE_LINES], *y[CURVE_LINES];
    const char *name[CURVE_LINES]; /* legend; NULL where there is one curve */
    double mark;                   /* a place on the x axis, marked from bottom to top */
    const char *mark_name;         /* NULL: none */
    double x_base, y_base;         /* of a logarithmic axis: whole powers of it have ticks; 0: it is not */
    double x_end;                  /* the x axis goes from 0 to here, whatever there is yet: as far as the first curve
                                      has come it is strong, and until then the y axis moves in large steps; 0: the
                                      values decide */
} Curve;
void curve_draw(Canvas *canvas, const Curve *curve, int rows);

#endif
