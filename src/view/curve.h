/* curve.h: numbers over steps or lengths: curves, bars, progress. */
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
    double x_base, y_base; /* of a logarithmic axis: the values are exponents, and base^value is written; 0: none */
} Curve;
void curve_draw(Canvas *canvas, const Curve *curve, int rows);

/* Bars from 0 to 1, one a row: "30 words  ######----  .62"; "?" where the value is not a number. second, when
 * not NULL, draws a pair of bars to compare, marked apart by character as well as by colour. */
typedef struct Bars {
    const char *title;
    int count;
    const char *const *labels;
    const double *first, *second;
    const char *first_name, *second_name;
} Bars;
void bars_draw(Canvas *canvas, const Bars *bars);

/* One row: [#####-----] 52 %  loss 1.234  12,300 tokens/s  0:14 left. fraction 0 to 1; note may be NULL. */
void progress_draw(Canvas *canvas, double fraction, const char *note);

/* "0:14", "2:05:09", "?" when it is not known (not a number, negative); into out, which has room for 24 bytes;
 * returns out. */
const char *duration_text(double seconds, char *out);
/* "12,300", "1.2 million" is for prose to say; digits grouped by commas; out has room for 32 bytes. */
const char *grouped_text(long number, char *out);

#endif
