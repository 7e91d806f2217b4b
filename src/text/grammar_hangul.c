/* grammar_hangul.c: Korean word forms by arithmetic on Hangul syllables.
 *
 * Unicode lays the 11,172 syllables out as initial, vowel, final consonant, with the final counting fastest:
 *
 *     code point = 0xAC00 + (initial * 21 + vowel) * 28 + final
 *
 * so the final consonant is a remainder, and adding or dropping one is an addition. Nearly all of Korean
 * inflection that this grammar needs hangs on that consonant: which shape a particle takes (책은, 나는), and
 * where an ending merges into the last syllable (가 + ㄴ다 = 간다). The particles are base/unicode.h's business, the
 * endings are here.
 */
#include "text/grammar_hangul.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/unicode.h"

enum {
    SYLLABLE_BYTES = 3, /* each is three bytes of UTF-8 */
    FINAL_NONE = 0,
    FINAL_NIEUN = 4,
    FINAL_RIEUL = 8,
    FINAL_SSANGSIOS = 20
};

/* The last syllable of a word, as a code point. */
static uint32_t last_syllable(const char *word)
{
    size_t length = strlen(word), bytes;
    assert(length >= SYLLABLE_BYTES);
    uint32_t syllable = utf8_decode(word + length - SYLLABLE_BYTES, SYLLABLE_BYTES, &bytes);
    assert(unicode_is_hangul_syllable(syllable));
    return syllable;
}

static uint32_t final_consonant(const char *word) { return unicode_hangul_letters(last_syllable(word)).final; }

/* Gives the last syllable of `word` another final consonant, in place: the number of bytes stays the same. */
static void set_final(char *word, uint32_t final)
{
    utf8_encode(last_syllable(word) + final - final_consonant(word), word + strlen(word) - SYLLABLE_BYTES);
}

static void begin_word(char *word, size_t capacity, const char *text)
{
    assert(strlen(text) < capacity);
    strcpy(word, text);
}

static void add_ending(char *word, size_t capacity, const char *text)
{
    assert(strlen(word) + strlen(text) < capacity);
    strcat(word, text);
}

void grammar_attach_particle(char *word, size_t capacity, const char *noun, Particle particle)
{
    static const struct {
        const char *after_consonant;
        const char *after_vowel;
    } shapes[] = {
        [PARTICLE_NONE] = {"", ""},
        [PARTICLE_TOPIC] = {"은", "는"},
        [PARTICLE_SUBJECT] = {"이", "가"},
        [PARTICLE_HONORED_TOPIC] = {"께서는", "께서는"},
        [PARTICLE_HONORED_SUBJECT] = {"께서", "께서"},
        [PARTICLE_OBJECT] = {"을", "를"},
        [PARTICLE_WITH] = {"과", "와"},
        [PARTICLE_BY] = {"으로", "로"},
        [PARTICLE_TO] = {"에", "에"},
        [PARTICLE_AT] = {"에서", "에서"},
    };
    begin_word(word, capacity, noun);
    add_ending(word, capacity, korean_particle(noun, shapes[particle].after_consonant, shapes[particle].after_vowel));
}

/* 간다, 만든다 (ㄹ gives way to ㄴ), 먹는다; adjectives simply 춥다. */
static void conjugate_present(char *word, size_t capacity, const Stem *stem)
{
    uint32_t final = final_consonant(stem->plain);
    begin_word(word, capacity, stem->plain);
    if (!stem->descriptive && (final == FINAL_NONE || final == FINAL_RIEUL))
        set_final(word, FINAL_NIEUN);
    else if (!stem->descriptive)
        add_ending(word, capacity, "는");
    add_ending(word, capacity, "다");
}

/* The past is the infinitive closed with ㅆ: 가 갔-, 먹어 먹었-, 해 했-. */
static void conjugate_past(char *word, size_t capacity, const Stem *stem, const char *ending)
{
    begin_word(word, capacity, stem->infinitive);
    assert(final_consonant(word) == FINAL_NONE);
    set_final(word, FINAL_SSANGSIOS);
    add_ending(word, capacity, ending);
}

static void conjugate_plainly(char *word, size_t capacity, const char *shape, const char *ending)
{
    begin_word(word, capacity, shape);
    add_ending(word, capacity, ending);
}

void grammar_conjugate(char *word, size_t capacity, const Stem *stem, VerbForm form)
{
    switch (form) {
    case FORM_PRESENT: conjugate_present(word, capacity, stem); return;
    case FORM_PRESENT_QUESTION: /* 가니, 먹니; ㄹ falls before ㄴ: 만드니 */
        begin_word(word, capacity, stem->plain);
        if (final_consonant(word) == FINAL_RIEUL)
            set_final(word, FINAL_NONE);
        add_ending(word, capacity, "니");
        return;
    case FORM_PROSPECTIVE: /* 갈, 먹을, 들을, 추울; a stem in ㄹ stays as it is: 만들 */
        begin_word(word, capacity, stem->before_vowel);
        if (final_consonant(word) == FINAL_NONE)
            set_final(word, FINAL_RIEUL);
        return;
    case FORM_PAST: conjugate_past(word, capacity, stem, "다"); return;
    case FORM_PAST_QUESTION: conjugate_past(word, capacity, stem, "니"); return;
    case FORM_PAST_AND: conjugate_past(word, capacity, stem, "고"); return;
    case FORM_PAST_BUT: conjugate_past(word, capacity, stem, "지만"); return;
    case FORM_NEGATED: conjugate_plainly(word, capacity, stem->plain, "지"); return;
    case FORM_PRESENT_AND: conjugate_plainly(word, capacity, stem->plain, "고"); return;
    case FORM_PRESENT_BUT: conjugate_plainly(word, capacity, stem->plain, "지만"); return;
    case FORM_SO: conjugate_plainly(word, capacity, stem->infinitive, "서"); return;
    case FORM_IF: conjugate_plainly(word, capacity, stem->before_vowel, "면"); return;
    case FORM_COUNT: break;
    }
    assert(0 && "no such form of a verb");
}
