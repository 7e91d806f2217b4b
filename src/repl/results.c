/* results.c: small things that values are read and written with. */
#include "repl/results.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "view/table.h"

json_t *json_finite(double value) { return isfinite(value) ? json_real(value) : json_null(); }

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

double json_double(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

void prose_format(Canvas *canvas, Style style, int indent, const char *format, ...)
{
    Buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vformat(&text, format, arguments);
    va_end(arguments);
    canvas_prose(canvas, style, indent, buffer_text(&text));
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
