/* sweep_value.h: the runs of a sweep as a table: means and spread of each combination, the best of them, its picture. */
#ifndef SEQLAB_REPL_SWEEP_VALUE_H
#define SEQLAB_REPL_SWEEP_VALUE_H

#include <jansson.h>

#include "view/canvas.h"

enum { SWEEP_NAME = 160 };
/* "hidden=16 attention=dot"; of a row whose options do not vary: "model". Returns out. */
const char *sweep_row_name(const json_t *row, char out[SWEEP_NAME]);

/* Adds "n" to each row, and means and spread of what its runs measured; the best row gets "best". Its place. */
int sweep_summarize(json_t *rows);

void sweep_show(const json_t *value, Canvas *canvas);

#endif
