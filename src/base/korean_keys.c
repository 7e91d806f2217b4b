/* korean_keys.c: Hangul taken apart into the keys of the two-set layout.
 *
 * The letters that stand alone, U+3131 to U+3163, are the consonants and then the vowels, in the order of the
 * dictionary. Compound letters take two keys. */
#include "base/korean_keys.h"

#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/unicode.h"

enum { LETTERS = 0x3131, FIRST_VOWEL = 30, LETTER_COUNT = 51 };

static const char *const letters[LETTER_COUNT] = {
    "r", "R", "rt", "s", "sw", "sg", "e", "E", "f", "fr", "fa", "fq", "ft", "fx", "fv",
    "fg", "a", "q", "Q", "qt", "t", "T", "d", "w", "W", "c", "z", "x", "v", "g",
    /* vowels: */
    "k", "o", "i", "O", "j", "p", "u", "P", "h", "hk", "ho", "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l",
};
static const char initials[] = "rRseEfaqQtTdwWczxvg";
static const char *const finals[] = {"", "r", "R", "rt", "s", "sw", "sg", "e", "f", "fr", "fa", "fq", "ft", "fx",
                                     "fv", "fg", "a", "q", "qt", "t", "T", "d", "w", "c", "z", "x", "v", "g"};

static bool is_letter(uint32_t code) { return code >= LETTERS && code < LETTERS + LETTER_COUNT; }

char *korean_keys(const char *text)
{
    Buffer keys = {0};
    size_t count = strlen(text);
    for (size_t at = 0, bytes; at < count; at += bytes) {
        uint32_t code = utf8_decode(text + at, count - at, &bytes);
        if (is_letter(code)) {
            buffer_add(&keys, letters[code - LETTERS]);
        } else if (unicode_is_hangul_syllable(code)) {
            HangulLetters of = unicode_hangul_letters(code);
            buffer_add_char(&keys, initials[of.initial]);
            buffer_add(&keys, letters[FIRST_VOWEL + of.vowel]);
            buffer_add(&keys, finals[of.final]);
        } else {
            buffer_add_bytes(&keys, text + at, bytes);
        }
    }
    return buffer_take(&keys);
}

bool korean_has_lone_letter(const char *text)
{
    size_t count = strlen(text), bytes;
    for (size_t at = 0; at < count; at += bytes)
        if (is_letter(utf8_decode(text + at, count - at, &bytes)))
            return true;
    return false;
}
