/* whatif_value.h: an answer before and after numbers were replaced, as a value and drawn: for `whatif` and `patch`. */
#ifndef SEQLAB_REPL_WHATIF_VALUE_H
#define SEQLAB_REPL_WHATIF_VALUE_H

#include <jansson.h>

#include "lab/whatif.h"
#include "view/canvas.h"

json_t *what_if_value(const WhatIf *found);
/* The source, the two answers, and a blank. */
void show_before_and_now(const json_t *value, Canvas *canvas);
/* What follows for the answer before, token by token. */
void show_answer_before(const json_t *value, Canvas *canvas);
void show_whether_changed(const json_t *value, Canvas *canvas);

#endif
