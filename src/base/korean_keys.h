/* korean_keys.h: which keys somebody pressed who had the Korean layout on: "ㅗ디ㅔ" is "help". */
#ifndef SEQLAB_BASE_KOREAN_KEYS_H
#define SEQLAB_BASE_KOREAN_KEYS_H

#include <stdbool.h>

/* The text with the letters of the two-set layout's keys in place of Hangul, as a new string. */
char *korean_keys(const char *text);
/* Whether a letter stands alone, as in no Korean word. */
bool korean_has_lone_letter(const char *text);

#endif
