/* attention_map.c: a map of a translation as a value, and the map in such a value as view/ draws it. */
#include "repl/attention_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repl/results.h"

/* ---- the value ---- */

static void add_head(const AttentionChoice *choice, int head, int from, TraceArray *map)
{
    const TraceArray *own = attention_weights_of(choice->trace, choice->part, choice->layer, head);
    for (int row = 0; own != NULL && row < map->rows && from + row < own->rows; row++)
        for (int column = 0; column < map->columns && column < own->columns; column++)
            map->values[row * map->columns + column] +=
                own->values[(from + row) * own->columns + column] / (choice->head == 0 ? (float)choice->heads : 1);
}

/* A share of the weights, each row brought to the sum 1. */
static void bring_to_one(TraceArray *map)
{
    for (int row = 0; row < map->rows; row++) {
        float *values = map->values + (size_t)row * (size_t)map->columns;
        double sum = 0;
        for (int i = 0; i < map->columns; i++)
            sum += (double)values[i];
        for (int i = 0; sum > 0 && i < map->columns; i++)
            values[i] = (float)((double)values[i] / sum);
    }
}

/* The caller frees the values. */
static TraceArray chosen_map(const AttentionChoice *choice)
{
    const TraceArray *own = attention_weights_of(choice->trace, choice->part, choice->layer, 1);
    int S = choice->trace->source_count;
    TraceArray map = {.key = own->key, .rows = own->rows, .columns = own->columns, .pitch = own->columns};
    if (choice->joint) {
        map.rows = choice->trace->target_count;
        map.columns = S;
    }
    map.values = memory_new((size_t)map.rows * (size_t)map.columns + 1, sizeof *map.values);
    for (int head = 1; head <= choice->heads; head++)
        if (choice->head == 0 || choice->head == head)
            add_head(choice, head, choice->joint ? S : 0, &map);
    if (choice->joint)
        bring_to_one(&map);
    return map;
}

json_t *attention_weights_value(const AttentionChoice *choice)
{
    TraceArray map = chosen_map(choice);
    json_t *weights = matrix_value(&map);
    free(map.values);
    return weights;
}

static json_t *partners_value(const Translation *translation)
{
    json_t *partners = json_array();
    for (int i = 0; i < translation->target_count; i++)
        json_array_append_new(partners,
                              translation->partner[i] < 0 ? json_null() : json_integer(translation->partner[i]));
    return partners;
}

/* Rows and columns are tokens that were said and tokens of the source. */
static void put_source_map(json_t *value, const Translation *translation)
{
    json_put(value, "{s:s, s:O, s:O, s:s, s:s}", "over", "source", "row_tokens",
             json_object_get(value, "target_tokens"), "column_tokens", json_object_get(value, "source_tokens"),
             "row_kind", translation->target_kind, "column_kind", translation->source_kind);
    if (translation->partner != NULL)
        json_object_set_new(value, "alignment", partners_value(translation));
}

/* Rows and columns are positions of one text; an encoder that fills in is described by its output at each position. */
static void put_own_map(json_t *value, const Translation *translation, const AttentionChoice *choice)
{
    const char *kind = choice->part == PART_ENCODER ? translation->source_kind : translation->target_kind;
    json_t *rows = choice->part == PART_DECODER           ? decoder_inputs_value(translation)
        : attention_has_part(choice->trace, PART_DECODER) ? json_incref(json_object_get(value, "source_tokens"))
                                                          : json_incref(json_object_get(value, "target_tokens"));
    json_t *columns =
        choice->part == PART_ENCODER ? json_incref(json_object_get(value, "source_tokens")) : json_incref(rows);
    if (choice->part == PART_DECODER && choice->trace->joint) {
        json_t *all = json_copy(json_object_get(value, "source_tokens"));
        json_array_extend(all, rows);
        json_decref(rows);
        json_decref(columns);
        rows = all;
        columns = json_incref(all);
        kind = strcmp(translation->source_kind, translation->target_kind) == 0 ? kind : "token";
    }
    json_put(value, "{s:s, s:o, s:o, s:s, s:s}", "over", "itself", "row_tokens", rows, "column_tokens", columns,
             "row_kind", kind, "column_kind", kind);
}

json_t *attention_value(const Translation *translation, const AttentionChoice *choice)
{
    json_t *value = translation_value(translation);
    if (choice->heads > 0)
        json_put(value, "{s:o, s:s, s:i, s:i, s:o, s:i}", "weights", attention_weights_value(choice), "side",
                 attention_part_names[choice->part], "layer", choice->layer, "layers", choice->layers, "head",
                 choice->head > 0 ? json_integer(choice->head) : json_null(), "heads", choice->heads);
    else
        json_put(value, "{s:o, s:i}", "weights", matrix_value(trace_map(translation->trace)), "heads", 1);
    if (choice->heads == 0 || choice->part == PART_CROSS || choice->joint)
        put_source_map(value, translation);
    else
        put_own_map(value, translation, choice);
    return value;
}

/* ---- the map in it ---- */

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

/* A text in which source and target are joined, of tokens of both, begins with the source. */
bool attention_of_picture(const json_t *value, const char *axis, int place)
{
    size_t columns = json_string_length(json_array_get(json_object_get(value, "picture"), 0));
    char *name = text_format("%s_kind", axis);
    LabelKind kind = kind_of(value, name);
    free(name);
    return (size_t)place < columns && (kind == LABEL_COLUMN || kind == LABEL_TOKEN);
}

json_t *attention_names(const json_t *value, const char *axis)
{
    char *name = text_format("%s_tokens", axis);
    const json_t *tokens = json_object_get(value, name);
    json_t *names = json_array(), *token;
    size_t i;
    json_array_foreach(tokens, i, token)
        json_array_append_new(names, attention_of_picture(value, axis, (int)i) ? json_sprintf("%zu", i + 1)
                                                                              : json_incref(token));
    free(name);
    return names;
}

bool attention_over_itself(const json_t *value) { return strcmp(json_text(value, "over"), "itself") == 0; }

MapCells attention_map(const json_t *value, const Canvas *canvas)
{
    MapCells cells = {.partner = NULL};
    Heatmap *map = &cells.map;
    const char *side = json_text(value, "side");
    json_t *rows = attention_names(value, "row"), *columns = attention_names(value, "column");
    cells.row_labels = labels_of(rows, canvas, &map->rows);
    cells.column_labels = labels_of(columns, canvas, &map->columns);
    json_decref(rows);
    json_decref(columns);
    cells.values = numbers_of(json_object_get(value, "weights"), map->rows, map->columns);
    cells.partner = partners_of(value, map->rows);
    map->row_kind = kind_of(value, "row_kind");
    map->column_kind = kind_of(value, "column_kind");
    map->itself = attention_over_itself(value);
    map->causal = map->columns_of_target = map->itself && strcmp(side, "decoder") == 0;
    map->rows_of_source = map->itself && strcmp(side, "encoder") == 0;
    map->numbers = json_is_true(json_object_get(value, "numbers"));
    map_cells_point(&cells);
    return cells;
}
