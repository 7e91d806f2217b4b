/* attention_map.h: a map of a translation as the value of `attend`, and the map in such a value as view/ draws it. */
#ifndef SEQLAB_REPL_ATTENTION_MAP_H
#define SEQLAB_REPL_ATTENTION_MAP_H

#include <jansson.h>

#include "lab/translate.h"
#include "repl/attention_choice.h"
#include "view/heatmap.h"

json_t *attention_value(const Translation *translation, const AttentionChoice *choice);
/* Its weights alone; of a choice with several heads. */
json_t *attention_weights_value(const AttentionChoice *choice);

/* The map with all that it points to. */
typedef struct AttentionMap {
    Heatmap map;
    const char **row_labels, **column_labels;
    float *values;
    int *partner;
} AttentionMap;

/* canvas: for which the labels are. */
AttentionMap attention_map(const json_t *value, const Canvas *canvas);
void attention_map_free(AttentionMap *map);

/* Whether its rows and columns are places of one text. */
bool attention_over_itself(const json_t *value);

#endif
