/* unicode.h: UTF-8 text: validity, width on a terminal, ends of characters. Built on utf8proc, which only unicode.c
 * includes. */
#ifndef SEQLAB_BASE_UNICODE_H
#define SEQLAB_BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Index of the first byte that is not valid UTF-8, or -1 if all are valid. */
ptrdiff_t utf8_first_invalid(const char *bytes, size_t count);

/* The text in normal form C, with newly allocated memory (free it); NULL when it is not valid UTF-8. */
char *utf8_normalised(const char *text);

/* Bytes of the grapheme cluster that text begins with (what a reader calls one character: a Hangul syllable, a letter
 * with its accents, a family emoji); 0 at the end. A byte that is not UTF-8 is one. */
size_t utf8_cluster(const char *text, size_t count);

/* Columns that text takes on a terminal. Control characters and conjoining vowels and finals are 0 wide. */
int utf8_width(const char *text);

/* Bytes of the longest prefix that is at most columns wide, cut between clusters. */
size_t utf8_fit(const char *text, int columns);

/* The code point at text and how many bytes it takes (0 at the end; U+FFFD and 1 for a wrong byte). */
uint32_t utf8_decode(const char *text, size_t count, size_t *bytes);
/* Writes a code point; out has room for 4 bytes. Returns the bytes written. */
size_t utf8_encode(uint32_t code, char *out);

/* How many code points there are in valid UTF-8. */
int utf8_code_points(const char *text);

bool unicode_is_space(uint32_t code);

bool utf8_has_control(const char *text);
/* A control character, or one that changes how a terminal shows text or has no glyph: bidi controls, line separators,
 * zero-width marks. The two joiners that emoji and Indic scripts need do not count. */
bool unicode_is_invisible(uint32_t code);
bool unicode_is_punctuation(uint32_t code); /* punctuation and symbols: tokens of their own */
bool unicode_is_emoji(uint32_t code);  /* or another picture; skin tones continue one */
bool unicode_continues(uint32_t code); /* belongs to the character before it: an accent, a vowel sign, a joiner */
bool unicode_is_hangul_syllable(uint32_t code);
/* The letters of a syllable, by their numbers in Unicode's order; final 0: none. */
typedef struct HangulLetters {
    uint32_t initial, vowel, final;
} HangulLetters;
HangulLetters unicode_hangul_letters(uint32_t syllable);

/* A text for a terminal that has ASCII alone (free it): Hangul in Roman letters, one syllable after the other (Revised
 * Romanization), quotation marks, dashes and dots as ASCII has them, ? for the rest. */
char *utf8_romanised(const char *text);

/* The form of a particle that goes with a word: korean_particle(word, "은", "는"), 이/가, 을/를, 과/와, 으로/로. The last sound of
 * Hangul and digits is exact; that of Latin words is guessed from the letters, as they are usually read. */
const char *korean_particle(const char *word, const char *after_consonant, const char *after_vowel);

#endif
