/* grammar_hangul.h: Korean word forms: particles on nouns, endings on verbs. Works on Hangul code
 * points, not on sentences. Private to the grammar. */
#ifndef SEQLAB_TEXT_GRAMMAR_HANGUL_H
#define SEQLAB_TEXT_GRAMMAR_HANGUL_H

#include <stdbool.h>
#include <stddef.h>

typedef enum Particle {
    PARTICLE_NONE,
    PARTICLE_TOPIC,   /* 은/는 */
    PARTICLE_SUBJECT, /* 이/가 */
    PARTICLE_HONORED_TOPIC,   /* 께서는 */
    PARTICLE_HONORED_SUBJECT, /* 께서 */
    PARTICLE_OBJECT,  /* 을/를 */
    PARTICLE_WITH,    /* 과/와 */
    PARTICLE_BY,      /* 으로/로 */
    PARTICLE_TO,      /* 에 */
    PARTICLE_AT       /* 에서 */
} Particle;

/* The three shapes from which all forms of a verb follow, irregular ones too: 듣- 들으- 들어-, 춥- 추우- 추워-. */
typedef struct Stem {
    const char *plain;        /* before a consonant: 듣(는다) */
    const char *before_vowel; /* with its linking vowel: 들으(면) */
    const char *infinitive;   /* the -아/-어 form: 들어(서) */
    bool descriptive;         /* an adjective: 춥다, where a verb has -ㄴ다/-는다 */
} Stem;

typedef enum VerbForm {
    FORM_PRESENT,          /* 간다 */
    FORM_PAST,             /* 갔다 */
    FORM_PROSPECTIVE,      /* 갈 (것이다) */
    FORM_PRESENT_QUESTION, /* 가니 */
    FORM_PAST_QUESTION,    /* 갔니 */
    FORM_NEGATED,          /* 가지 (않는다) */
    FORM_PRESENT_AND,      /* 가고 */
    FORM_PAST_AND,         /* 갔고 */
    FORM_PRESENT_BUT,      /* 가지만 */
    FORM_PAST_BUT,         /* 갔지만 */
    FORM_SO,               /* 가서 */
    FORM_IF,               /* 가면 */
    FORM_COUNT
} VerbForm;

/* Writes `noun` with the shape of `particle` that its last syllable asks for. `noun` ends in a Hangul syllable;
 * `capacity` must hold the result, or an assertion fails. */
void grammar_attach_particle(char *word, size_t capacity, const char *noun, Particle particle);

/* Writes one form of a verb or adjective. Same terms. */
void grammar_conjugate(char *word, size_t capacity, const Stem *stem, VerbForm form);

#endif
