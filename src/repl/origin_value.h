/* origin_value.h: what a number was computed from, as a value and drawn: for `explain`. */
#ifndef SEQLAB_REPL_ORIGIN_VALUE_H
#define SEQLAB_REPL_ORIGIN_VALUE_H

#include <jansson.h>

#include "model/explanation.h"
#include "view/canvas.h"

/* A number of the trace with its origin, the largest `terms` products of each sum, and in turn the origin of a factor of the
 * largest one that has no name. NULL if the trace has no such number. */
json_t *origin_value(const Explanation *explanation, const TraceKey *key, int step, int place, int terms);

/* "r = sigmoid(a + b) = sigmoid(0.310 - 0.120) = 0.547", and a line or more for each sum, indented. */
void show_origin(const json_t *origin, Canvas *canvas, int indent);
/* The sums as a table, product by product. */
void show_products(const json_t *origin, Canvas *canvas);

#endif
