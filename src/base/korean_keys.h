/* korean_keys.h: which keys somebody pressed who had the Korean layout on: "ㅗ디ㅔ" is "help"; and what somebody meant who
 * had it off: "rksek" is "간다". */
#ifndef SEQLAB_BASE_KOREAN_KEYS_H
#define SEQLAB_BASE_KOREAN_KEYS_H

#include <stdbool.h>

/* The text with the letters of the two-set layout's keys in place of Hangul, as a new string. */
char *korean_keys(const char *text);
/* The other way round: words of whole syllables, as a new string; NULL where some key makes no syllable. */
char *korean_of_keys(const char *keys);
/* Whether a letter stands alone, as in no Korean word. */
bool korean_has_lone_letter(const char *text);

#endif
