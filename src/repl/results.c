/* results.c: JSON helpers. */
#include "repl/results.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "view/table.h"

json_t *json_finite(double value) { return isfinite(value) ? json_real(value) : json_null(); }

void json_put(json_t *object, const char *format, ...)
{
    va_list members;
    va_start(members, format);
    json_t *made = json_vpack_ex(NULL, 0, format, members);
    va_end(members);
    assert(made != NULL);
    json_object_update_new(object, made);
}

json_t *json_spread(json_t *values)
{
    json_t *spread = json_pack("{s:o}", "values", values);
    int count = (int)json_array_size(values);
    double mean = 0, squares = 0, least = INFINITY, most = -INFINITY;
    size_t i;
    json_t *value;
    json_array_foreach(values, i, value)
        mean += json_number_value(value);
    mean /= count;
    json_array_foreach(values, i, value) {
        double number = json_number_value(value);
        squares += (number - mean) * (number - mean);
        least = fmin(least, number);
        most = fmax(most, number);
    }
    if (count > 0)
        json_object_update_new(spread, json_pack("{s:o, s:o, s:o, s:o}", "mean", json_finite(mean), "sd",
                                                 json_finite(count > 1 ? sqrt(squares / (count - 1)) : (double)NAN),
                                                 "least", json_finite(least), "most", json_finite(most)));
    return spread;
}

static json_t *wholes_value(const int *values, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, json_integer(values[i]));
    return list;
}

static json_t *option_value(const OptionPlace *place, const void *base)
{
    const void *field = (const char *)base + place->offset + place->option->offset;
    const Wholes *wholes = field;
    int64_t whole;
    Buffer text = {0};
    switch (place->option->type) {
    case OPTION_WHOLE:
        if (place->option->size == sizeof(int))
            return json_integer(*(const int *)field);
        memcpy(&whole, field, sizeof whole);
        return json_integer((json_int_t)whole);
    case OPTION_NUMBER: return json_finite(*(const double *)field);
    case OPTION_YES_NO: return json_boolean(*(const bool *)field);
    case OPTION_RANGE: return wholes_value(field, 2);
    case OPTION_WHOLES: return wholes_value(wholes->value, wholes->count);
    case OPTION_TEXT:
    case OPTION_CHOICE: break;
    }
    option_text(place, base, &text);
    json_t *value = text.length > 0 ? json_string(buffer_text(&text)) : json_null();
    buffer_free(&text);
    return value;
}

json_t *argument_value(const Arguments *arguments, const char *name)
{
    OptionList list = options_list(arguments->command->options);
    return option_value(&list.at[options_find(&list, name)], arguments->options);
}

json_t *options_value(const Options *options, const void *base)
{
    json_t *value = json_object();
    OptionList list = options_list(options);
    for (int i = 0; i < list.count; i++)
        if (option_applies(&list, i, base))
            json_object_set_new(value, list.at[i].option->name, option_value(&list.at[i], base));
    return value;
}

const char *json_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

const char *json_text_at(const json_t *array, size_t index)
{
    const char *text = json_string_value(json_array_get(array, index));
    return text != NULL ? text : "";
}

const char *json_answer(const json_t *object, const char *name)
{
    const char *answer = json_text(object, name);
    return answer[0] != '\0' ? answer : TEXT("(nothing)", "(빈 답)");
}

int json_whole(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

double json_double(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

double whole_percent(double share) { return floor(100 * share + 0.5 + 1e-9); }

double json_cell(const json_t *rows, int row, int column)
{
    const json_t *value = json_array_get(json_array_get(rows, (size_t)row), (size_t)column);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

size_t json_largest(const json_t *numbers)
{
    size_t best = 0;
    for (size_t i = 1; i < json_array_size(numbers); i++)
        if (json_number_value(json_array_get(numbers, i)) > json_number_value(json_array_get(numbers, best)))
            best = i;
    return best;
}

void prose_format(Canvas *canvas, Style style, int indent, const char *format, ...)
{
    Buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    prose_take(canvas, style, indent, &text);
}

void prose_take(Canvas *canvas, Style style, int indent, Buffer *text)
{
    canvas_prose(canvas, style, indent, buffer_text(text));
    buffer_free(text);
}

void marked_format(Canvas *canvas, int indent, const char *format, ...)
{
    Buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    canvas_marked(canvas, indent, buffer_text(&text));
    buffer_free(&text);
}

void show_joined(const json_t *names, Style style, const char *format, Canvas *canvas)
{
    Buffer text = {0};
    for (size_t i = 0; i < json_array_size(names); i++)
        buffer_format(&text, "%s%s", i > 0 ? ", " : "", json_text_at(names, i));
    if (text.length > 0)
        prose_format(canvas, style, 0, format, buffer_text(&text));
    buffer_free(&text);
}

void show_meanings(const json_t *list, const char *name, const char *meaning, Canvas *canvas)
{
    enum { INDENT = 2, COLUMNS = 2 };
    static const Style styles[COLUMNS] = {STYLE_CODE, STYLE_PLAIN};
    size_t count = json_array_size(list);
    const char **cells = memory_new(count * COLUMNS + 1, sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        cells[i * COLUMNS] = json_text(json_array_get(list, i), name);
        cells[i * COLUMNS + 1] = json_text(json_array_get(list, i), meaning);
    }
    Screen screen = canvas_screen(canvas);
    screen.columns -= INDENT;
    Canvas *table = canvas_open(screen);
    table_draw(table, &(Table){.rows = (int)count, .columns = COLUMNS, .cells = cells, .styles = styles});
    canvas_append(canvas, table, INDENT);
    canvas_close(table);
    free(cells);
}

void command_draw(const Command *command, const json_t *value, Canvas *canvas)
{
    if (command->show != NULL) {
        command->show(value, canvas);
    } else if (command->tell != NULL) {
        char *text = command->tell(value);
        if (*text != '\0')
            canvas_prose(canvas, STYLE_PLAIN, 0, text);
        free(text);
    }
    if (canvas_rows(canvas) > 0)
        canvas_blank(canvas);
}

typedef struct Shown {
    const Command *command;
    json_t *value;
} Shown;

static void draw_shown(const void *subject, Canvas *canvas)
{
    const Shown *shown = subject;
    command_draw(shown->command, shown->value, canvas);
}

static void release_shown(void *subject)
{
    json_decref(((Shown *)subject)->value);
    free(subject);
}

/* Of a command of the user's: once, since Lua may be closed, or at work, when the picture is drawn again. */
static Picture picture_of_told(const Command *command, const json_t *value)
{
    char *told = command->tell(value), *text = text_format("%s%s", told, *told != '\0' ? "\n\n" : "");
    Picture picture = picture_of_text(STYLE_PLAIN, text);
    free(text);
    free(told);
    return picture;
}

Picture picture_of_result(const Command *command, const json_t *value)
{
    if (command->show == NULL)
        return picture_of_told(command, value);
    Shown *shown = memory_new(1, sizeof *shown);
    *shown = (Shown){command, json_incref((json_t *)value)};
    return (Picture){draw_shown, release_shown, shown};
}

void put_reading(json_t *value, const PairsReading *reading)
{
    Buffer text = {0};
    pairs_reading_text(reading, &text);
    json_object_set_new(value, "encoding", json_string(reading->encoding));
    json_object_set_new(value, "left_out", json_integer(reading->bad));
    if (text.length > 0)
        json_object_set_new(value, "reading", json_string(text.text));
    buffer_free(&text);
}

/* jansson escapes the control characters of ASCII; a terminal obeys others as well. */
void json_print_line(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_REAL_PRECISION(9));
    size_t count = text != NULL ? strlen(text) : 0;
    Buffer line = {0};
    for (size_t at = 0, bytes; at < count; at += bytes) {
        uint32_t code = utf8_decode(text + at, count - at, &bytes);
        if (!unicode_is_invisible(code))
            buffer_add_bytes(&line, text + at, bytes);
        else if (code <= 0xFFFF)
            buffer_format(&line, "\\u%04x", (unsigned)code);
        else
            buffer_format(&line, "\\u%04x\\u%04x", (unsigned)(0xD7C0 + (code >> 10)),
                          (unsigned)(0xDC00 | (code & 0x3FF)));
    }
    if (text != NULL) {
        puts(buffer_text(&line));
        fflush(stdout);
    }
    buffer_free(&line);
    free(text);
}
