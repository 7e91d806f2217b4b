/* origin_value.h: what a number was computed from, as a value and drawn: for `explain`. */
#ifndef SEQLAB_REPL_ORIGIN_VALUE_H
#define SEQLAB_REPL_ORIGIN_VALUE_H

#include <jansson.h>

#include "model/explanation.h"
#include "view/canvas.h"

/* What is worked out of one answer. */
typedef struct Origins {
    const Explanation *explanation;
    int terms;         /* products to show of each sum, the largest */
    double difference; /* the largest so far between a number and the same worked out */
} Origins;

/* A number of the trace with its origin, and in turn the origins of the factors of the largest products that have no
 * name. NULL if the trace has no such number. */
json_t *origin_value(Origins *origins, const TraceKey *key, int step, int place);

/* A formula, whose lines end between its parts. */
void show_formula(const char *formula, Canvas *canvas);
/* "r = sigmoid(a + b) = sigmoid(0.310 - 0.120) = 0.547", and a line or more for each sum, indented. */
void show_origin(const json_t *origin, Canvas *canvas, int indent);
/* Its first line alone, of a number that is called `name`. */
void show_expression(const json_t *origin, const char *name, Canvas *canvas, int indent);
/* The sums as a table, product by product. */
void show_products(const json_t *origin, Canvas *canvas);

#endif
