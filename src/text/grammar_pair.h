/* grammar_pair.h: a sentence of the grammar in both languages. */
#ifndef SEQLAB_TEXT_GRAMMAR_PAIR_H
#define SEQLAB_TEXT_GRAMMAR_PAIR_H

enum {
    GRAMMAR_MIN_WORDS = 2,
    GRAMMAR_MAX_WORDS = 60,
    /* No eojeol becomes more than three English words, so this is always enough. */
    GRAMMAR_MAX_TARGET = 3 * GRAMMAR_MAX_WORDS
};

/* One sentence in both languages. The strings are the grammar's own: they live as long as the program, are shared by
 * all pairs and must be neither changed nor freed. A pair can be copied by assignment. */
typedef struct GrammarPair {
    int source_count; /* Korean tokens */
    int target_count; /* English tokens */
    const char *source[GRAMMAR_MAX_WORDS];
    const char *target[GRAMMAR_MAX_TARGET];
    int alignment[GRAMMAR_MAX_TARGET]; /* target token -> index of its source token, or -1 for none */
} GrammarPair;

#endif
