/* number_text.c: numbers as short text. By whole numbers and not by printf's %f, so that no locale turns the
 * point into a comma. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/canvas_parts.h"
#include "view/curve.h"

const char *value_text(double value, char *out)
{
    if (!isfinite(value)) {
        strcpy(out, "?");
        return out;
    }
    const char *minus = value < 0 ? "-" : "";
    double size = fabs(value);
    if (size < 0.995)
        snprintf(out, VALUE_BYTES, "%s.%02d", lround(size * 100) == 0 ? "" : minus, (int)lround(size * 100));
    else if (size < 9.95)
        snprintf(out, VALUE_BYTES, "%s%d.%d", minus, (int)(lround(size * 10) / 10), (int)(lround(size * 10) % 10));
    else if (size < 9999.5)
        snprintf(out, VALUE_BYTES, "%s%d", minus, (int)lround(size));
    else
        snprintf(out, VALUE_BYTES, "%.0e", value);
    return out;
}

const char *duration_text(double seconds, char *out)
{
    if (!(seconds >= 0) || seconds > 3.6e8) { /* not known, or longer than anybody waits */
        strcpy(out, "?");
        return out;
    }
    int whole = (int)lround(seconds), hours = whole / 3600, minutes = whole / 60 % 60, rest = whole % 60;
    if (hours > 0)
        snprintf(out, 24, "%d:%02d:%02d", hours, minutes, rest);
    else
        snprintf(out, 24, "%d:%02d", minutes, rest);
    return out;
}

const char *grouped_text(long number, char *out)
{
    char digits[32];
    int count = snprintf(digits, sizeof digits, "%ld", number), written = 0;
    for (int i = 0; i < count; i++) {
        bool after_digit = i > 0 && digits[i - 1] != '-';
        if (after_digit && (count - i) % 3 == 0)
            out[written++] = ',';
        out[written++] = digits[i];
    }
    out[written] = '\0';
    return out;
}
