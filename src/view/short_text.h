/* short_text.h: numbers and tokens as short text. */
#ifndef SEQLAB_VIEW_SHORT_TEXT_H
#define SEQLAB_VIEW_SHORT_TEXT_H

#include <stdbool.h>

/* ".83", "-.20", "1.0", "12": two digits of a value between 0 and 1, at most 6 columns of any. Into out, which
 * has room for VALUE_BYTES; returns out. */
enum { VALUE_BYTES = 16 };
const char *value_text(double value, char *out);

/* "0.83", for sentences. Into out, which has room for HUNDREDTHS_BYTES; returns out. */
enum { HUNDREDTHS_BYTES = 48 };
const char *hundredths_text(double value, char *out);

/* To so many digits, and never -0, which printf would write as -0.00. */
double rounded(double value, int digits);

/* "0:14", "2:05:09", "?" when it is not known (NaN, negative); into out, which has room for 24 bytes; returns out. */
const char *duration_text(double seconds, char *out);
/* "12,300": digits grouped by commas; out has room for 32 bytes. */
const char *grouped_text(long number, char *out);

/* A token as people see it in a picture. A space, which begins a word among subword tokens and parts words among
 * characters, becomes "▁" (in ASCII "_"); conjoining jamo become syllables where they make some, else letters that can
 * stand alone (U+3131 to U+3163). Into a new string (free it). */
char *token_label(const char *token, bool unicode);

#endif
