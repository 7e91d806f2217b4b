/* progress.c: a number over the steps of a run, thinned so that it stays small. */
#include "lab/progress.h"

void loss_curve_add(LossCurve *curve, double step, double value)
{
    if (curve->offered++ % (curve->left_out + 1) != 0)
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
