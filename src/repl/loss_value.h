/* loss_value.h: the loss of a right answer, token by token, and one gradient worked out: for `explain loss`. */
#ifndef SEQLAB_REPL_LOSS_VALUE_H
#define SEQLAB_REPL_LOSS_VALUE_H

#include <jansson.h>

#include "lab/whatif.h"
#include "view/canvas.h"

/* step and unit from 1; 0: the step with the largest loss, and the unit with the largest gradient there. False with a
 * message if the answer has no such step, or the layer no such unit. */
bool put_loss(json_t *value, const Explained *explained, int step, int unit, Error *error);
void show_loss(const json_t *value, Canvas *canvas);

#endif
