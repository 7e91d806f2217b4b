/* curve.h: a number over the steps of a run, thinned so that it stays small. */
#ifndef SEQLAB_LAB_CURVE_H
#define SEQLAB_LAB_CURVE_H

enum { CURVE_POINTS = 256 };

/* All zero is empty. */
typedef struct LossCurve {
    int count;
    double step[CURVE_POINTS], value[CURVE_POINTS];
    long offered, left_out; /* points offered so far; how many are left out after each that is kept */
} LossCurve;

/* When the curve is full, drops every other point, and from then on keeps half as many. */
void loss_curve_add(LossCurve *curve, double step, double value);

#endif
