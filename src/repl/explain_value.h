/* explain_value.h: what `explain attend`, `explain loss` and `explain gradient` work out, each as a value and drawn. */
#ifndef SEQLAB_REPL_EXPLAIN_VALUE_H
#define SEQLAB_REPL_EXPLAIN_VALUE_H

#include "lab/whatif.h"
#include "repl/origin_value.h"

/* ---- attend: an attention, from the score to the output ---- */

/* Which number of an answer is meant. */
typedef struct ExplainPlace {
    int side;                           /* as in attention_choice.h, or backward; -1: not given */
    int layer, head, step, token, unit; /* from 1; 0: not given */
} ExplainPlace;

/* False with a message if the model has no such attention, row or unit. */
bool put_attend(json_t *value, const Explained *explained, const ExplainPlace *place, Origins *origins, Error *error);
void show_attention(const json_t *value, Canvas *canvas);

/* ---- loss: that of a right answer, token by token, and one gradient ---- */

/* step and unit from 1; 0: the step with the largest loss, and the unit with the largest gradient there. False with a
 * message if the answer has no such step, or the layer no such unit. */
bool put_loss(json_t *value, const Explained *explained, int step, int unit, Error *error);
void show_loss(const json_t *value, Canvas *canvas);

/* ---- gradient: that of one number, by the chain rule back to the loss ---- */

typedef struct GradientAsked {
    const char *name;  /* of a parameter or of an array of the trace; "": list the parameters */
    int row, column;   /* from 1; 0: where a parameter's gradient is largest; of the trace row 1 and its largest number */
    int terms, levels; /* products to show of each sum; operations to follow towards the loss */
} GradientAsked;

/* After lab_explain_loss. False with a message if there is no such number. */
bool put_gradient(json_t *value, const Explained *explained, const GradientAsked *asked, Error *error);
/* Which way gradient descent moves a weight with this gradient. */
void show_direction(double gradient, Canvas *canvas);
void show_gradient(const json_t *value, Canvas *canvas);

#endif
