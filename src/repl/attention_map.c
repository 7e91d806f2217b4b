/* attention_map.c: the map in the value of `attend`, as view/ draws it. */
#include "repl/attention_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repl/look.h"
#include "repl/results.h"

static int *partners_of(const json_t *value, int count)
{
    const json_t *array = json_object_get(value, "alignment");
    if (array == NULL)
        return NULL;
    int *partners = memory_new((size_t)count + 1, sizeof *partners);
    for (int i = 0; i < count; i++) {
        const json_t *partner = json_array_get(array, (size_t)i);
        partners[i] = json_is_integer(partner) ? (int)json_integer_value(partner) : -1;
    }
    return partners;
}

static LabelKind kind_of(const json_t *value, const char *name)
{
    /* in the order of LabelKind */
    static const char *const names[] = {"word", "character", "subword", "symbol", "column"};
    LabelKind kind = LABEL_WORD;
    while (kind < LABEL_TOKEN && strcmp(json_text(value, name), names[kind]) != 0)
        kind++;
    return kind;
}

bool attention_over_itself(const json_t *value) { return strcmp(json_text(value, "over"), "itself") == 0; }

AttentionMap attention_map(const json_t *value, const Canvas *canvas)
{
    AttentionMap map;
    int rows, columns;
    bool itself = attention_over_itself(value);
    map.row_labels = labels_of(json_object_get(value, "row_tokens"), canvas, &rows);
    map.column_labels = labels_of(json_object_get(value, "column_tokens"), canvas, &columns);
    map.values = numbers_of(json_object_get(value, "weights"), rows, columns);
    map.partner = partners_of(value, rows);
    map.map = (Heatmap){.rows = rows, .columns = columns, .row_labels = map.row_labels, .column_labels = map.column_labels,
                        .values = map.values, .partner = map.partner, .row_kind = kind_of(value, "row_kind"),
                        .column_kind = kind_of(value, "column_kind"), .itself = itself,
                        .causal = itself && strcmp(json_text(value, "side"), "decoder") == 0,
                        .numbers = json_is_true(json_object_get(value, "numbers"))};
    return map;
}

void attention_map_free(AttentionMap *map)
{
    free(map->row_labels);
    free(map->column_labels);
    free(map->values);
    free(map->partner);
}
