/* bars.h: shares of a whole as bars, and the bar of work in progress. */
#ifndef SEQLAB_VIEW_BARS_H
#define SEQLAB_VIEW_BARS_H

#include "view/canvas.h"

/* Bars from 0 to 1, one a row: "30 words  ######----  .62"; "?" where the value is not a number. second, when not NULL,
 * draws pairs of bars to compare, with their names where there is room and apart by color; a blank row between
 * pairs. */
typedef struct Bars {
    const char *title;
    int count;
    const char *const *labels;
    const double *first, *second;
    const char *first_name, *second_name;
    const double *mark;    /* a place marked in each row, such as what somebody guessed; NaN: none. NULL: nowhere */
    bool marks_second;     /* in the second bar of a pair */
    const char *mark_name;
} Bars;
void bars_draw(Canvas *canvas, const Bars *bars);

/* A bar alone: `width` columns of a row; returns the column after it. Like all bars of values it is as long as
 * value_text says, so that the two agree. */
int bar_draw(Canvas *canvas, int row, int column, int width, double value, Style style);

/* One row: [#####-----] 52%  loss 1.234  12,300 tokens/s  0:14 left. fraction 0 to 1; note may be NULL. */
void progress_draw(Canvas *canvas, double fraction, const char *note);

#endif
