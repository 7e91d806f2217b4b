/* run_curves.h: the losses of several runs side by side: for `curves` and its explorer, and for `compare`. */
#ifndef SEQLAB_REPL_RUN_CURVES_H
#define SEQLAB_REPL_RUN_CURVES_H

#include <jansson.h>

#include "lab/progress.h"
#include "view/curve.h"

/* Whose losses; both where one of the two may be chosen. */
enum { RUN_TRAINING, RUN_VALIDATION, RUN_LOSSES, RUN_BOTH = RUN_LOSSES };

typedef struct RunCurves {
    int count; /* at most CURVE_LINES */
    const char *name[CURVE_LINES];
    LossCurve losses[RUN_LOSSES][CURVE_LINES];
} RunCurves;

typedef struct RunCurvesLook {
    int rows;             /* all together */
    int loss;              /* RUN_BOTH, or the one that has the room for itself */
    bool linear;           /* the axis of the losses; else it is logarithmic */
    double from, to;       /* the steps; to 0: all */
    bool marked;           /* at this step: */
    double mark;
} RunCurvesLook;

/* Reads a value of `curves`, whose strings the names are then, and how it is to be drawn: all but the rows and the
 * mark. */
void run_curves_read(const json_t *value, RunCurves *runs, RunCurvesLook *look);

double run_curves_end(const RunCurves *runs); /* the last step of all */

/* A box for the training losses and one for the validation losses, if a run has some: beside each other, or where the
 * screen is narrow below each other; the names above. */
void run_curves_draw(Canvas *canvas, const RunCurves *runs, const RunCurvesLook *look);

#endif
