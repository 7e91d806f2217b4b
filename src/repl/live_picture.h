/* live_picture.h: the picture of work under way. */
#ifndef SEQLAB_REPL_LIVE_PICTURE_H
#define SEQLAB_REPL_LIVE_PICTURE_H

#include <jansson.h>

#include "lab/progress.h"
#include "view/curve.h"

/* Two rows, of which what does not fit whole is left out. Of training also the sample's three, and where `rows` are
 * enough for it, the losses and beside them where the model looks now. */
void live_draw(Canvas *canvas, const Progress *progress, bool paused, int rows);

/* The losses of a run of so many steps, for curve_draw; the curves must stay where they are until then. */
Curve live_losses(const LossCurve *losses, const LossCurve *validation, double steps);
/* A curve out of a result: "curve" of a training run. */
LossCurve live_losses_of(const json_t *list);

#endif
