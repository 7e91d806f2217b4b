/* token_label.h: a token as people see it in a picture. */
#ifndef SEQLAB_VIEW_TOKEN_LABEL_H
#define SEQLAB_VIEW_TOKEN_LABEL_H

#include <stdbool.h>

/* A space, which begins a word among subword tokens and parts words among characters, becomes "▁" (in ASCII "_");
 * conjoining jamo become syllables where they make some, else letters that can stand alone (U+3131 to U+3163). Into a
 * new string (free it). */
char *token_label(const char *token, bool unicode);

#endif
