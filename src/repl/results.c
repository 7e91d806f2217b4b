/* results.c: small things that values are read and written with. */
#include "repl/results.h"

#include <math.h>
#include <stdarg.h>

#include "base/buffer.h"

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
