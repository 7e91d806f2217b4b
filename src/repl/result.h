/* result.h: a command's result: a value, which its picture is drawn from.
 *
 * The value is a JSON tree (jansson): --json prints it, Lua gets it as a table, a lesson's check reads it, and
 * the command's own `show` draws it. The manual documents the keys; NaN and infinity are
 * null. */
#ifndef SEQLAB_REPL_RESULT_H
#define SEQLAB_REPL_RESULT_H

#include <jansson.h>

#include "view/canvas.h"

typedef struct Result {
    json_t *value;  /* an object, owned; NULL: no result (quit) */
} Result;

#endif
