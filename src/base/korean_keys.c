/* korean_keys.c: Hangul taken apart into the keys of the two-set layout, and put together again.
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

/* ---- put together ---- */

enum { VOWELS = LETTER_COUNT - FIRST_VOWEL, FINALS = sizeof finals / sizeof *finals, FIRST_SYLLABLE = 0xAC00 };
static const char between[] = " .,?!";

/* Which of the list these first keys are; -1: none. */
static int place_of(const char *const *list, int count, const char *keys, size_t length)
{
    for (int i = 0; i < count; i++)
        if (strlen(list[i]) == length && strncmp(list[i], keys, length) == 0)
            return i;
    return -1;
}

static bool begins_syllable(const char *keys)
{
    return *keys != '\0' && strchr(initials, *keys) != NULL &&
           place_of(letters + FIRST_VOWEL, VOWELS, keys + 1, 1) >= 0;
}

/* The first syllable, and how many keys it takes; 0: none. A consonant before a vowel belongs to what follows. */
static size_t take_syllable(const char *keys, uint32_t *syllable)
{
    if (!begins_syllable(keys))
        return 0;
    size_t used = place_of(letters + FIRST_VOWEL, VOWELS, keys + 1, 2) >= 0 ? 3 : 2;
    int initial = (int)(strchr(initials, *keys) - initials);
    int vowel = place_of(letters + FIRST_VOWEL, VOWELS, keys + 1, used - 1);
    for (size_t length = 3; length-- > 0;) {
        int final = place_of(finals, FINALS, keys + used, length);
        const char *next = keys + used + length;
        if (final < 0 || (*next != '\0' && strchr(between, *next) == NULL && !begins_syllable(next)))
            continue;
        *syllable = (uint32_t)(FIRST_SYLLABLE + (initial * VOWELS + vowel) * FINALS + final);
        return used + length;
    }
    return 0;
}

char *korean_of_keys(const char *keys)
{
    Buffer text = {0};
    while (*keys != '\0') {
        char bytes[4];
        uint32_t syllable;
        size_t blanks = strspn(keys, between), used = take_syllable(keys + blanks, &syllable);
        buffer_add_bytes(&text, keys, blanks);
        keys += blanks + used;
        if (used > 0) {
            buffer_add_bytes(&text, bytes, utf8_encode(syllable, bytes));
        } else if (*keys != '\0') {
            buffer_free(&text);
            return NULL;
        }
    }
    return buffer_take(&text);
}
