/* progress.c: a number over the steps of a run, thinned so that it stays small. */
#include "lab/progress.h"

#include <math.h>

/* What is true of a point whether it is kept or not. */
static void note(LossCurve *curve, double step, double value)
{
    bool first = curve->offered++ == 0;
    curve->last = (LossPoint){step, value};
    if (first)
        curve->lowest = (LossPoint){step, isfinite(value) ? value : (double)NAN};
    else if (isfinite(value) && !(curve->lowest.value <= value))
        curve->lowest = curve->last;
}

void loss_curve_add(LossCurve *curve, double step, double value)
{
    bool kept = curve->offered % (curve->left_out + 1) == 0;
    note(curve, step, value);
    if (!kept)
        return;
    if (curve->count == CURVE_POINTS) {
        curve->count /= 2;
        for (int i = 0; i < curve->count; i++) {
            curve->step[i] = curve->step[2 * i];
            curve->value[i] = curve->value[2 * i];
        }
        curve->left_out = 2 * curve->left_out + 1;
    }
    curve->step[curve->count] = step;
    curve->value[curve->count++] = value;
}

void loss_curve_go_back(LossCurve *curve, double step)
{
    if (curve->offered == 0 || curve->last.step <= step)
        return;
    LossCurve kept = {.left_out = curve->left_out};
    for (int i = 0; i < curve->count && curve->step[i] <= step; i++) {
        note(&kept, curve->step[i], curve->value[i]);
        kept.step[kept.count] = curve->step[i];
        kept.value[kept.count++] = curve->value[i];
    }
    kept.offered *= kept.left_out + 1; /* the next point is kept */
    *curve = kept;
}
