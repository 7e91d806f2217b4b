/* attention_map.c: a map of a translation as a value, and the map in such a value as view/ draws it. */
#include "repl/attention_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repl/look.h"
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
    for (int i = 0; i < translation->target_count; i++) {
        int partner = translation->partner[i];
        json_array_append_new(partners, partner >= 0 ? json_integer(partner) : json_null());
    }
    return partners;
}

/* Rows and columns are tokens that were said and tokens of the source. */
static void put_source_map(json_t *value, const Translation *translation)
{
    json_object_set_new(value, "over", json_string("source"));
    json_object_set(value, "row_tokens", json_object_get(value, "target_tokens"));
    json_object_set(value, "column_tokens", json_object_get(value, "source_tokens"));
    json_object_set_new(value, "row_kind", json_string(translation->target_kind));
    json_object_set_new(value, "column_kind", json_string(translation->source_kind));
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
    json_object_set_new(value, "over", json_string("itself"));
    json_object_set_new(value, "row_tokens", rows);
    json_object_set_new(value, "column_tokens", columns);
    json_object_set_new(value, "row_kind", json_string(kind));
    json_object_set_new(value, "column_kind", json_string(kind));
}

/* Of a model with several maps. */
static json_t *choice_value(const Translation *translation, const AttentionChoice *choice)
{
    json_t *value = translation_value(translation);
    json_object_set_new(value, "weights", attention_weights_value(choice));
    json_object_set_new(value, "side", json_string(attention_part_names[choice->part]));
    json_object_set_new(value, "layer", json_integer(choice->layer));
    json_object_set_new(value, "layers", json_integer(choice->layers));
    json_object_set_new(value, "head", choice->head > 0 ? json_integer(choice->head) : json_null());
    json_object_set_new(value, "heads", json_integer(choice->heads));
    choice->part == PART_CROSS || choice->joint ? put_source_map(value, translation)
                                                : put_own_map(value, translation, choice);
    return value;
}

static json_t *only_value(const Translation *translation)
{
    json_t *value = translation_value(translation);
    json_object_set_new(value, "weights", matrix_value(trace_map(translation->trace)));
    json_object_set_new(value, "heads", json_integer(1));
    put_source_map(value, translation);
    return value;
}

json_t *attention_value(const Translation *translation, const AttentionChoice *choice)
{
    return choice->heads > 0 ? choice_value(translation, choice) : only_value(translation);
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
    map.map = (Heatmap){.rows = rows,
                        .columns = columns,
                        .row_labels = map.row_labels,
                        .column_labels = map.column_labels,
                        .values = map.values,
                        .partner = map.partner,
                        .row_kind = kind_of(value, "row_kind"),
                        .column_kind = kind_of(value, "column_kind"),
                        .itself = itself,
                        .causal = itself && strcmp(json_text(value, "side"), "decoder") == 0,
                        .rows_of_source = itself && strcmp(json_text(value, "side"), "encoder") == 0,
                        .columns_of_target = itself && strcmp(json_text(value, "side"), "decoder") == 0,
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
