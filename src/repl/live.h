/* live.h: what is shown while work runs: progress, rate, time left, the loss so far, and one sentence that is
 * translated again and again as the model learns. */
#ifndef SEQLAB_REPL_LIVE_H
#define SEQLAB_REPL_LIVE_H

#include "lab/lab.h"
#include "term/term.h"
#include "view/curve.h"

typedef struct Live {
    bool shown;
    double next_picture; /* seconds into the work at which a person gets the next picture */
    double next_line;    /* and a pipe its next line of progress */
} Live;

/* Draws now and then, takes the keys that are there, and says whether the work may go on. It does not wait. */
bool live_watch(Live *live, Terminal *terminal, bool quiet, const Progress *progress);
/* The picture alone: two rows, the sample's three, and the curve where the terminal has so many rows. What does not fit into
 * a row whole is left out. */
void live_draw(Canvas *canvas, const Progress *progress, int rows);
void live_end(Live *live, Terminal *terminal);

/* The losses of a run of so many steps, for curve_draw; the curves must stay where they are until then. */
Curve live_losses(const LossCurve *losses, const LossCurve *validation, double steps);

#endif
