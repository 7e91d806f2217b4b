/* short_text.c: numbers and tokens as short text. Numbers by whole numbers and not by printf's %f, so that no locale
 * turns the point into a comma. */
#include "view/short_text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/unicode.h"

/* ---- numbers ---- */

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

const char *hundredths_text(double value, char *out)
{
    long hundredths = lround(fabs(value) * 100);
    snprintf(out, HUNDREDTHS_BYTES, "%s%ld.%02ld", value < 0 && hundredths > 0 ? "-" : "", hundredths / 100,
             hundredths % 100);
    return out;
}

double rounded(double value, int digits)
{
    double scale = pow(10, digits);
    return round(value * scale) / scale + 0.0; /* -0 + 0 is 0 */
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

/* ---- tokens ---- */

enum { LEADS = 0x1100, VOWELS = 0x1161, TAILS = 0x11A8, LETTERS = 0x3131, LETTER_VOWELS = 0x314F };

/* Places of the leads and tails among the letters ㄱ ㄲ ㄳ ㄴ ... ㅎ. */
static const unsigned char lead_letters[] = {0,  1,  3,  6,  7,  8,  16, 17, 18, 20,
                                             21, 22, 23, 24, 25, 26, 27, 28, 29};
static const unsigned char tail_letters[] = {0,  1,  2,  3,  4,  5,  6,  8,  9,  10, 11, 12, 13, 14,
                                             15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29};

static uint32_t letter_of(uint32_t code)
{
    if (code >= LEADS && code < LEADS + sizeof lead_letters)
        return LETTERS + lead_letters[code - LEADS];
    if (code >= VOWELS && code < VOWELS + 21)
        return LETTER_VOWELS + (code - VOWELS);
    if (code >= TAILS && code < TAILS + sizeof tail_letters)
        return LETTERS + tail_letters[code - TAILS];
    return code;
}

char *token_label(const char *token, bool unicode)
{
    char *normalised = utf8_normalised(token);
    const char *text = normalised != NULL ? normalised : token;
    Buffer label = {0};
    for (size_t left = strlen(text), bytes; left > 0; text += bytes, left -= bytes) {
        uint32_t code = utf8_decode(text, left, &bytes), letter = letter_of(code);
        char letter_bytes[4];
        if (code == ' ')
            buffer_add(&label, unicode ? "▁" : "_");
        else if (letter != code)
            buffer_add_bytes(&label, letter_bytes, utf8_encode(letter, letter_bytes));
        else
            buffer_add_bytes(&label, text, bytes);
    }
    free(normalised);
    return buffer_take(&label);
}
