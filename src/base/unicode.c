/* unicode.c: UTF-8 by utf8proc. */
#include "base/unicode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/memory.h"

uint32_t utf8_decode(const char *text, size_t count, size_t *bytes)
{
    if (count == 0) {
        *bytes = 0;
        return 0;
    }
    utf8proc_int32_t code;
    utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)count, &code);
    if (used <= 0) {
        *bytes = 1;
        return 0xFFFD;
    }
    *bytes = (size_t)used;
    return (uint32_t)code;
}

size_t utf8_encode(uint32_t code, char *out)
{
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code, (utf8proc_uint8_t *)out);
}

int utf8_code_points(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text++)
        count += (*text & 0xC0) != 0x80;
    return count;
}

ptrdiff_t utf8_first_invalid(const char *bytes, size_t count)
{
    for (size_t at = 0, used; at < count; at += used)
        if (utf8_decode(bytes + at, count - at, &used) == 0xFFFD && used == 1)
            return (ptrdiff_t)at;
    return -1;
}

char *utf8_normalised(const char *text)
{
    return (char *)utf8proc_NFC((const utf8proc_uint8_t *)text);
}

size_t utf8_cluster(const char *text, size_t count)
{
    if (count >= 2 && (unsigned char)text[0] < 0x80 && (unsigned char)text[1] < 0x80 && text[0] != '\r')
        return 1; /* quick: of two bytes of ASCII only CR LF is one cluster */
    size_t at;
    uint32_t code = utf8_decode(text, count, &at);
    utf8proc_int32_t state = 0;
    while (at > 0 && at < count) {
        size_t bytes;
        uint32_t next = utf8_decode(text + at, count - at, &bytes);
        if (next == 0xFFFD && bytes == 1)
            break;
        if (utf8proc_grapheme_break_stateful((utf8proc_int32_t)code, (utf8proc_int32_t)next, &state))
            break;
        at += bytes;
        code = next;
    }
    return at;
}

/* A cluster is as wide as its widest part; an emoji that is asked for (U+FE0F) takes two. Conjoining vowels and finals
 * (U+1160 to U+11FF) join the consonant before them, so their width is 0, whatever the tables give. */
static int cluster_width(const char *text, size_t count)
{
    int widest = 0;
    for (size_t at = 0, bytes; at < count; at += bytes) {
        uint32_t code = utf8_decode(text + at, count - at, &bytes);
        bool joins = code >= 0x1160 && code <= 0x11FF;
        int width = joins ? 0 : code == 0xFE0F && widest > 0 ? 2 : utf8proc_charwidth((utf8proc_int32_t)code);
        if (width > widest)
            widest = width;
    }
    return widest;
}

int utf8_width(const char *text)
{
    size_t count = strlen(text);
    int width = 0;
    for (size_t at = 0, bytes; at < count; at += bytes) {
        bytes = utf8_cluster(text + at, count - at);
        width += cluster_width(text + at, bytes);
    }
    return width;
}

size_t utf8_fit(const char *text, int columns)
{
    size_t count = strlen(text), at = 0;
    int width = 0;
    while (at < count) {
        size_t bytes = utf8_cluster(text + at, count - at);
        width += cluster_width(text + at, bytes);
        if (width > columns)
            break;
        at += bytes;
    }
    return at;
}

/* Of ASCII or of Latin-1's upper half: a terminal may obey either. */
bool utf8_has_control(const char *text)
{
    size_t length = strlen(text), bytes;
    for (size_t at = 0; at < length; at += bytes) {
        uint32_t code = utf8_decode(text + at, length - at, &bytes);
        if (code < 0x20 || (code >= 0x7f && code < 0xa0))
            return true;
    }
    return false;
}

bool unicode_is_invisible(uint32_t code)
{
    if (code == 0x200C || code == 0x200D)
        return false;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF || category == UTF8PROC_CATEGORY_CS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

bool unicode_is_space(uint32_t code)
{
    if (code == '\t' || code == '\n' || code == '\r' || code == '\v' || code == '\f')
        return true;
    if (code == 0x3164 || code == 0xFFA0) /* Hangul fillers: blanks, though the tables call them letters */
        return true;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

bool unicode_is_punctuation(uint32_t code)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_SO;
}

bool unicode_is_emoji(uint32_t code)
{
    return utf8proc_get_property((utf8proc_int32_t)code)->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool unicode_continues(uint32_t code)
{
    int class = utf8proc_get_property((utf8proc_int32_t)code)->boundclass;
    return class == UTF8PROC_BOUNDCLASS_EXTEND || class == UTF8PROC_BOUNDCLASS_ZWJ ||
           class == UTF8PROC_BOUNDCLASS_SPACINGMARK;
}

enum { SYLLABLE_FIRST = 0xAC00, SYLLABLE_LAST = 0xD7A3, VOWELS = 21, FINALS = 28 };

bool unicode_is_hangul_syllable(uint32_t code) { return code >= SYLLABLE_FIRST && code <= SYLLABLE_LAST; }

HangulLetters unicode_hangul_letters(uint32_t syllable)
{
    uint32_t place = syllable - SYLLABLE_FIRST;
    return (HangulLetters){place / (VOWELS * FINALS), place / FINALS % VOWELS, place % FINALS};
}

static const char *romanised(uint32_t code, char letters[12])
{
    static const char *const initials[] = {"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"};
    static const char *const vowels[] = {"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae",
                                         "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"};
    static const char *const finals[] = {"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l",
                                         "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"};
    static const struct { uint32_t code; const char *ascii; } marks[] = {
        {0x2018, "'"}, {0x2019, "'"}, {0x201C, "\""}, {0x201D, "\""}, {0x2013, "-"}, {0x2014, "-"}, {0x2026, "..."},
        {0x00A0, " "}, {0x00B7, "."}, {0x00D7, "x"}, {0x2192, "->"}, {0x2713, "v"}};
    if (unicode_is_hangul_syllable(code)) {
        HangulLetters of = unicode_hangul_letters(code);
        snprintf(letters, 12, "%s%s%s", initials[of.initial], vowels[of.vowel], finals[of.final]);
        return letters;
    }
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].code == code)
            return marks[i].ascii;
    return "?";
}

char *utf8_romanised(const char *text)
{
    size_t count = strlen(text), length = 0;
    char *out = memory_new(3 * count + 1, 1), letters[12]; /* three bytes are seven letters at most */
    for (size_t at = 0, bytes; at < count; at += bytes) {
        uint32_t code = utf8_decode(text + at, count - at, &bytes);
        const char *ascii = code <= 0x7F ? NULL : unicode_continues(code) ? "" : romanised(code, letters);
        if (ascii == NULL)
            out[length++] = (char)code;
        else
            length += strlen(strcpy(out + length, ascii));
    }
    return out;
}

/* ---- Korean particles ---- */

typedef enum { FINAL_NONE, FINAL_RIEUL, FINAL_OTHER } Final;

/* 영 일 이 삼 사 오 육 칠 팔 구 */
static const Final digit_finals[10] = {FINAL_OTHER, FINAL_RIEUL, FINAL_NONE,  FINAL_OTHER, FINAL_NONE,
                                       FINAL_NONE,  FINAL_OTHER, FINAL_RIEUL, FINAL_RIEUL, FINAL_NONE};

/* The last letters of a Latin word, the last one at [0]; NUL if the word is shorter. */
typedef struct Letters { char last[3]; } Letters;

static bool is_letter(uint32_t code) { return (code | 0x20) >= 'a' && (code | 0x20) <= 'z'; }
static bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }
static bool is_vowel(char letter) { return letter != '\0' && strchr("aeiou", letter) != NULL; }

/* As loan words are written: 모델, 토큰, 트레이닝, 라인; a stop after one vowel closes the syllable (셋, 스텝, 웹), and so
 * do 북, 슬립, 백 and 빅, but not 루트, 시트 and 태그. */
static Final letters_final(Letters letters)
{
    char last = letters.last[0], before = letters.last[1], first = letters.last[2];
    if (last == 'r' && first == '\0' && !is_vowel(before)) /* 알: r, lr */
        return FINAL_RIEUL;
    if ((last == 'k' && before == 'o' && first == 'o') || (last == 'p' && before == 'e' && first == 'e') ||
        (last == 'g' && (before == 'a' || before == 'i') && first == 'b'))
        return FINAL_OTHER;
    /* A letter read by its name: 엘, 엠, 엔, 알. */
    if (is_upper(last) && (before == '\0' || is_upper(before)))
        return last == 'L' || last == 'R' ? FINAL_RIEUL : last == 'M' || last == 'N' ? FINAL_OTHER : FINAL_NONE;
    if (last == 'e' && first != '\0' && before != '\0' && strchr("lmn", before) != NULL)
        last = before; /* file, name, line */
    if (last == 'l')
        return FINAL_RIEUL;
    if (last == 'm' || last == 'n' || (last == 'g' && before == 'n') || (last == 'k' && before == 'c'))
        return FINAL_OTHER;
    bool stop = strchr("ptkcb", last) != NULL;
    return stop && is_vowel(before) && !is_vowel(first) ? FINAL_OTHER : FINAL_NONE;
}

static Final word_final(const char *word)
{
    Final final = FINAL_NONE;
    Letters letters = {{0}};
    for (size_t left = strlen(word), bytes; left > 0; word += bytes, left -= bytes) {
        uint32_t code = utf8_decode(word, left, &bytes);
        if (is_letter(code)) {
            letters = (Letters){{(char)code, letters.last[0], letters.last[1]}};
            final = letters_final(letters);
            continue;
        }
        if (unicode_is_punctuation(code))
            continue;
        letters = (Letters){{0}};
        uint32_t closing = unicode_is_hangul_syllable(code) ? unicode_hangul_letters(code).final : 0;
        final = code >= '0' && code <= '9' ? digit_finals[code - '0']
                : closing == 0             ? FINAL_NONE
                : closing == 8             ? FINAL_RIEUL
                                           : FINAL_OTHER;
    }
    return final;
}

const char *korean_particle(const char *word, const char *after_consonant, const char *after_vowel)
{
    Final final = word_final(word);
    bool open = final == FINAL_NONE || (final == FINAL_RIEUL && strcmp(after_vowel, "로") == 0);
    return open ? after_vowel : after_consonant;
}
