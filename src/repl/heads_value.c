/* heads_value.c: the value of `heads`, as view/ draws it. */
#include "repl/heads_value.h"

#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"

double head_number(const json_t *value, const char *name, int layer, int head)
{
    return json_cell(json_object_get(value, name), layer, head);
}

static void fill(HeadMaps *heads, const json_t *maps)
{
    const SmallMaps *small = &heads->maps;
    float *out = heads->values;
    for (int layer = 0; layer < small->down; layer++)
        for (int head = 0; head < small->across; head++) {
            const json_t *map = json_array_get(json_array_get(maps, (size_t)layer), (size_t)head);
            for (int row = 0; row < small->rows; row++)
                for (int column = 0; column < small->columns; column++)
                    *out++ = (float)json_cell(map, row, column);
        }
}

HeadMaps head_maps(const json_t *value)
{
    HeadMaps heads = {0};
    SmallMaps *small = &heads.maps;
    small->down = json_whole(value, "layers");
    small->across = json_whole(value, "heads");
    small->rows = (int)json_array_size(json_object_get(value, "row_tokens"));
    small->columns = (int)json_array_size(json_object_get(value, "column_tokens"));
    small->chosen_down = small->chosen_across = -1;
    heads.labels = memory_new((size_t)(small->down + small->across) + 1, sizeof *heads.labels);
    heads.down_labels = memory_new((size_t)small->down + 1, sizeof *heads.down_labels);
    heads.across_labels = memory_new((size_t)small->across + 1, sizeof *heads.across_labels);
    for (int i = 0; i < small->down; i++) {
        snprintf(heads.labels[i], sizeof heads.labels[i], TEXT("layer %d", "%d층"), i + 1);
        heads.down_labels[i] = heads.labels[i];
    }
    for (int i = 0; i < small->across; i++) {
        char *label = heads.labels[small->down + i];
        snprintf(label, sizeof heads.labels[i], TEXT("head %d", "헤드 %d"), i + 1);
        heads.across_labels[i] = label;
    }
    heads.values = memory_new((size_t)(small->down * small->across) * (size_t)(small->rows * small->columns) + 1,
                              sizeof *heads.values);
    fill(&heads, json_object_get(value, "maps"));
    small->down_labels = heads.down_labels;
    small->across_labels = heads.across_labels;
    small->values = heads.values;
    return heads;
}

void head_maps_free(HeadMaps *heads)
{
    free(heads->labels);
    free(heads->down_labels);
    free(heads->across_labels);
    free(heads->values);
}
