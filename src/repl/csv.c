/* csv.c: a result's numbers as a table. */
#include "repl/csv.h"

#include <string.h>

#include "base/line_file.h"
#include "base/memory.h"

static bool is_plain(const json_t *value) { return !json_is_object(value) && !json_is_array(value); }

static bool is_list_of(const json_t *list, bool (*is)(const json_t *))
{
    size_t i;
    const json_t *item;
    json_array_foreach((json_t *)list, i, item) {
        if (!is(item))
            return false;
    }
    return json_array_size(list) > 0;
}

static bool is_object(const json_t *value) { return json_is_object(value); }
static bool is_row(const json_t *value) { return json_is_array(value) && is_list_of(value, is_plain); }

static void add_value(Buffer *out, const json_t *value)
{
    if (json_is_string(value)) {
        csv_add_field(out, json_string_value(value));
    } else if (json_is_array(value)) { /* of plain values: lengths 5 to 8 are "5 8" */
        Buffer text = {0};
        for (size_t i = 0; i < json_array_size(value); i++) {
            buffer_add(&text, i > 0 ? " " : "");
            add_value(&text, json_array_get(value, i));
        }
        csv_add_field(out, buffer_text(&text));
        buffer_free(&text);
    } else if (!json_is_null(value)) {
        char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
        buffer_add(out, text != NULL ? text : "");
        free(text);
    }
}

/* ---- lists of objects ---- */

/* The columns so far: an object of names, in their order. `values` has the row that is being made. */
typedef struct Rows {
    json_t *columns;
    json_t *list; /* of finished rows */
} Rows;

static void take_plain(const json_t *object, const char *before, json_t *row)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        char name[128];
        snprintf(name, sizeof name, "%s%s", before, key);
        if (is_plain(value) || is_row(value))
            json_object_set(row, name, value);
        else if (json_is_object(value)) {
            size_t length = strlen(name);
            snprintf(name + length, sizeof name - length, ".");
            take_plain(value, name, row);
        }
    }
}

/* The first list of objects in this object or in one that is a part of it. */
static const json_t *first_list(const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value) {
        if (is_list_of(value, is_object))
            return value;
        const json_t *inner = json_is_object(value) ? first_list(value) : NULL;
        if (inner != NULL)
            return inner;
    }
    return NULL;
}

/* A row for each object of the list, or for each of a list inside it. What was known before a row is repeated. */
static void add_rows(Rows *rows, const json_t *list, const json_t *known)
{
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)list, i, item) {
        json_t *row = json_copy((json_t *)known);
        const json_t *inner = first_list(item);
        take_plain(item, "", row);
        if (inner != NULL) {
            add_rows(rows, inner, row);
        } else {
            json_object_update_missing(rows->columns, row);
            json_array_append(rows->list, row);
        }
        json_decref(row);
    }
}

static void write_rows(const Rows *rows, Buffer *out)
{
    const char *key;
    json_t *unused, *row;
    size_t i;
    const char *comma = "";
    json_object_foreach(rows->columns, key, unused) {
        buffer_add(out, comma);
        csv_add_field(out, key);
        comma = ",";
    }
    buffer_add(out, "\n");
    json_array_foreach(rows->list, i, row) {
        comma = "";
        json_object_foreach(rows->columns, key, unused) {
            buffer_add(out, comma);
            add_value(out, json_object_get(row, key));
            comma = ",";
        }
        buffer_add(out, "\n");
    }
}

/* ---- matrices ---- */

/* A list of texts of this length, which labels the rows or columns of a matrix; NULL: none. */
static const json_t *labels_of(const json_t *value, const char *const *names, size_t length)
{
    for (; *names != NULL; names++) {
        const json_t *labels = json_object_get(value, *names);
        if (labels != NULL && json_array_size(labels) == length)
            return labels;
    }
    return NULL;
}

static void add_label(Buffer *out, const json_t *labels, size_t number)
{
    if (labels != NULL)
        add_value(out, json_array_get(labels, number));
    else
        buffer_format(out, "%zu", number + 1);
}

static bool write_matrices(const json_t *value, Buffer *out)
{
    static const char *const row_names[] = {"row_tokens", "target_tokens", "source_tokens", "tokens", NULL};
    static const char *const column_names[] = {"column_tokens", "source_tokens", NULL};
    const char *key;
    json_t *matrix, *row;
    size_t i, columns = 0;
    json_object_foreach((json_t *)value, key, matrix) {
        if (is_list_of(matrix, is_row) && json_array_size(json_array_get(matrix, 0)) > columns)
            columns = json_array_size(json_array_get(matrix, 0));
    }
    if (columns == 0)
        return false;
    buffer_add(out, "quantity,row");
    const json_t *labels = labels_of(value, column_names, columns);
    for (i = 0; i < columns; i++) {
        buffer_add_char(out, ',');
        add_label(out, labels, i);
    }
    buffer_add_char(out, '\n');
    json_object_foreach((json_t *)value, key, matrix) {
        labels = labels_of(value, row_names, json_array_size(matrix));
        for (i = 0; is_list_of(matrix, is_row) && i < json_array_size(matrix); i++) {
            row = json_array_get(matrix, i);
            csv_add_field(out, key);
            buffer_add_char(out, ',');
            add_label(out, labels, i);
            for (size_t k = 0; k < json_array_size(row); k++) {
                buffer_add_char(out, ',');
                add_value(out, json_array_get(row, k));
            }
            buffer_add_char(out, '\n');
        }
    }
    return true;
}

bool csv_from_json(const json_t *value, Buffer *out)
{
    const json_t *list = first_list(value);
    if (list == NULL)
        return write_matrices(value, out);
    Rows rows = {json_object(), json_array()};
    json_t *known = json_object();
    add_rows(&rows, list, known);
    write_rows(&rows, out);
    json_decref(known);
    json_decref(rows.columns);
    json_decref(rows.list);
    return true;
}
