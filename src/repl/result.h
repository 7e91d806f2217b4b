/* result.h: what a command found, as a value before it is a picture.
 *
 * The value is a JSON tree (jansson): --json prints it, Lua gets it as a table, a lesson's check reads it, and
 * the command's own `show` draws it. Keys are in the field's words and stand in the manual; numbers that are
 * not finite are null. */
#ifndef SEQLAB_REPL_RESULT_H
#define SEQLAB_REPL_RESULT_H

#include <jansson.h>

#include "view/canvas.h"

typedef struct Result {
    json_t *value;  /* an object, owned; NULL: nothing to tell (quit) */
} Result;

#endif
