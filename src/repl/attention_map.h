/* attention_map.h: a map of a translation as the value of `attend`, and the map in such a value as view/ draws it. */
#ifndef SEQLAB_REPL_ATTENTION_MAP_H
#define SEQLAB_REPL_ATTENTION_MAP_H

#include <jansson.h>

#include "lab/translate.h"
#include "repl/attention_choice.h"
#include "repl/look.h"

json_t *attention_value(const Translation *translation, const AttentionChoice *choice);
/* Its weights alone; of a choice with several heads. */
json_t *attention_weights_value(const AttentionChoice *choice);

MapCells attention_map(const json_t *value, const Canvas *canvas); /* canvas: for which the labels are */

/* Whether a place of an axis ("row" or "column") is a column of a picture: it has a number, and no name. */
bool attention_of_picture(const json_t *value, const char *axis, int place);
/* The names of an axis, for labels: a new list. */
json_t *attention_names(const json_t *value, const char *axis);

/* Whether its rows and columns are places of one text. */
bool attention_over_itself(const json_t *value);

#endif
