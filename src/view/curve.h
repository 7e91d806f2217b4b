/* curve.h: numbers over steps or lengths. */
#ifndef SEQLAB_VIEW_CURVE_H
#define SEQLAB_VIEW_CURVE_H

#include "view/canvas.h"

/* Curves in a box of the screen's width and `rows` high (title and labels counted), with axis labels. Values that are
 * not finite, and on a logarithmic axis those that are not above 0, are gaps. Unicode: Braille dots, in a pattern of
 * its own for each curve, and if asked for with a sign of its own at its end and here and there; ASCII: a sign for
 * each. */
enum { CURVE_LINES = 4 };
typedef struct Curve {
    const char *title;
    const char *x_label, *y_label;
    int count[CURVE_LINES];
    const double *x[CURVE_LINES], *y[CURVE_LINES];
    const char *name[CURVE_LINES]; /* legend; NULL where there is one curve */
    double mark;                   /* a place on the x axis, marked from bottom to top */
    const char *mark_name;         /* NULL: there is no mark; "": it is not in the legend */
    bool signs;
    double x_base, y_base;         /* of a logarithmic axis: whole powers of it have ticks; 0: it is not */
    double x_begin, x_end;         /* the x axis goes from here to there, whatever there is yet: as far as the first
                                      curve has come it is strong (without signs), and until then the y axis moves in
                                      large steps; x_end 0: the values decide */
} Curve;
void curve_draw(Canvas *canvas, const Curve *curve, int rows);
/* The names alone, where several boxes share them. */
void curve_draw_names(Canvas *canvas, const Curve *curve);
/* The sign of a curve, as the names have it: "●". */
const char *curve_sign(int which, bool unicode);

#endif
