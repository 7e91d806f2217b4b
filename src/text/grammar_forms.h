/* grammar_forms.h: the inflected words of the grammar, made once from the lexicon: every token has one string, which
 * all pairs share. Private to the grammar. */
#ifndef SEQLAB_TEXT_GRAMMAR_FORMS_H
#define SEQLAB_TEXT_GRAMMAR_FORMS_H

#include "text/grammar_words.h"

/* The ending of a clause, by its role in the sentence. */
typedef enum Ending {
    ENDING_STATEMENT, ENDING_QUESTION, ENDING_AND, ENDING_BUT, ENDING_SO, ENDING_IF, ENDING_COUNT
} Ending;

enum { GRAMMAR_LISTED_WORDS = 512 };

typedef struct WordList {
    size_t count;
    const char *words[GRAMMAR_LISTED_WORDS];
} WordList;

/* Korean tokens by the word that they are forms of. A form that no sentence uses is NULL. */
typedef struct WordForms {
    const char *subject[SUBJECT_COUNT];       /* with 은/는 or 께서는; weather with 이/가 */
    const char *cause_subject[SUBJECT_COUNT]; /* with 이/가 or 께서 */
    const char *object[OBJECT_COUNT];
    const char *companion[COMPANION_COUNT];
    const char *tool[TOOL_COUNT];
    const char *place_to[PLACE_COUNT];
    const char *place_at[PLACE_COUNT];
    const char *verb[2][VERB_COUNT][FORM_COUNT]; /* by SubjectEntry.honored */
    const char *denial[2][FORM_COUNT];    /* 않는다 .. by Stem.descriptive */
    const char *will_be[ENDING_COUNT];    /* 것이다, 거니, 것이고, 것이지만 */
    WordList korean;                      /* all tokens, once each */
    WordList english;
} WordForms;

/* The words, built on the first call. Never fails, may be called from any thread. */
const WordForms *grammar_forms(void);

/* The stem that a verb has with an ordinary or an honored subject. */
static inline const Stem *grammar_stem(VerbName verb, bool honored)
{
    return honored ? &grammar_verbs[verb].honorific : &grammar_verbs[verb].stem;
}

/* The words that questions ask with. */
#define KOREAN_WHAT "무엇을"
#define KOREAN_WHOM "누구를"
#define KOREAN_WHERE_TO "어디에"
#define KOREAN_WHERE_AT "어디에서"
#define KOREAN_WHEN "언제"
#define KOREAN_WHY "왜"

#endif
