/* gradient_value.h: the gradient of one number, by the chain rule back to the loss: for `explain gradient`. */
#ifndef SEQLAB_REPL_GRADIENT_VALUE_H
#define SEQLAB_REPL_GRADIENT_VALUE_H

#include <jansson.h>

#include "lab/whatif.h"
#include "view/canvas.h"

typedef struct GradientAsked {
    const char *name;  /* of a parameter or of an array of the trace; "": list the parameters */
    int row, column; /* from 1; 0: where a parameter's gradient is largest; of the trace row 1 and its largest number */
    int terms, levels; /* products to show of each sum; operations to follow towards the loss */
} GradientAsked;

/* After lab_explain_loss. False with a message if there is no such number. */
bool put_gradient(json_t *value, const Explained *explained, const GradientAsked *asked, Error *error);
/* Which way gradient descent moves a weight with this gradient. */
void show_direction(double gradient, Canvas *canvas);
void show_gradient(const json_t *value, Canvas *canvas);

#endif
