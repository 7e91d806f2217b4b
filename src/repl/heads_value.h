/* heads_value.h: the value of `heads`, as view/ draws it. */
#ifndef SEQLAB_REPL_HEADS_VALUE_H
#define SEQLAB_REPL_HEADS_VALUE_H

#include <jansson.h>

#include "view/small_maps.h"

/* The maps with all that they point to. */
typedef struct HeadMaps {
    SmallMaps maps;
    char (*labels)[32];
    const char **down_labels, **across_labels;
    float *values;
} HeadMaps;
HeadMaps head_maps(const json_t *value);
void head_maps_free(HeadMaps *maps);

/* A number of a head (from 0), "sharpness" or "on_alignment"; NaN: none. */
double head_number(const json_t *value, const char *name, int layer, int head);

#endif
