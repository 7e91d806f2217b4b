/* attention_map.h: the map in the value of `attend`, as view/ draws it. */
#ifndef SEQLAB_REPL_ATTENTION_MAP_H
#define SEQLAB_REPL_ATTENTION_MAP_H

#include <jansson.h>

#include "view/heatmap.h"

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
