/* byte_pairs.h: words cut into subwords that were learned from a text (byte-pair encoding, as in Sennrich, Haddow and
 * Birch 2016, "Neural Machine Translation of Rare Words with Subword Units").
 *
 * Learning starts from single symbols and repeatedly joins the most frequent pair of neighbours into one symbol: a
 * merge. A text is cut by the same merges in the same order, so that a frequent word is one subword, an unseen word is
 * several, and only an unseen symbol is unknown. byte_pairs_learn.c learns merges.
 *
 * A symbol is a grapheme cluster: a Hangul syllable, a letter with its accents. With HANGUL_JAMO, syllables are taken
 * apart into conjoining jamo (U+1100 to U+11FF) first, so that 간 can share a subword with 가.
 *
 * Subwords keep the boundaries between words: a word includes the space before it, and so the first word gets a space
 * too (" 나는", " 도서관", "에"). No merge crosses the end of a word or of a punctuation mark, which is a token of its own
 * as it is among words (tokenizer.h). The subwords of a text, joined without the first space, are that text to
 * the last byte. */
#ifndef SEQLAB_TEXT_BYTE_PAIRS_H
#define SEQLAB_TEXT_BYTE_PAIRS_H

#include "base/error.h"
#include "base/hash_table.h"
#include "text/load_watch.h"
#include "text/tokenizer.h"
#include "text/vocabulary.h"

typedef enum { HANGUL_SYLLABLE, HANGUL_JAMO } HangulUnit;

enum {
    MERGES_BY_DEFAULT = 500,
    MERGES_MOST = 20000,
    SUBWORD_BYTES = 255, /* no merge makes a longer subword */
    WORD_SYMBOLS = 64  /* a longer word is cut there, whatever was learned */
};

typedef struct Merge { int left, right, made; } Merge; /* ids in subwords */

/* Merges in their order. They never change, so that several threads may use them. */
typedef struct BytePairs {
    HangulUnit hangul;
    /* All possible subwords: the symbols of the training texts, in their order, then the results of the merges. (Of
     * merges from a file: the symbols that they mention.) */
    Vocabulary *subwords;
    Merge *merge; /* [count] */
    int count, capacity;
    HashTable by_pair; /* the merge of a left and a right subword */
} BytePairs;
BytePairs *byte_pairs_open(HangulUnit hangul, Vocabulary *subwords); /* takes the vocabulary over */
/* Adds a merge. The id of the subword that it makes, or -1 if that would be too long. */
int byte_pairs_add(BytePairs *pairs, int left, int right);
BytePairs *byte_pairs_copy(const BytePairs *pairs); /* NULL of NULL */
void byte_pairs_close(BytePairs *pairs); /* NULL is fine */
/* The two subwords that a merge joins, merge from 0 to count - 1. */
const char *byte_pairs_left(const BytePairs *pairs, int merge);
const char *byte_pairs_right(const BytePairs *pairs, int merge);
bool byte_pairs_same(const BytePairs *a, const BytePairs *b); /* the same merges */

/* Merges from a file, left and right by turns: part[2 * count]. Each part is checked: it must be a symbol or the result
 * of an earlier merge. side is for messages. */
BytePairs *byte_pairs_read(HangulUnit hangul, const char *const *part, int count, const char *side, Error *error);

/* ---- cutting and joining ---- */

/* Prepares a text (in NFC) for cutting, in out: a space in front, and jamo if `hangul` asks for them. */
void byte_pairs_prepare(HangulUnit hangul, const char *text, size_t count, Buffer *out);

/* A word, or a row of spaces, being cut: subword i goes from edge[i] to edge[i + 1]. */
typedef struct CutWord {
    const char *edge[WORD_SYMBOLS + 1];
    int symbol[WORD_SYMBOLS]; /* ids in subwords; TOKEN_UNK if it is none */
    int count;
} CutWord;

/* A position in a prepared text, which must stay until the end. */
typedef struct SubwordCursor {
    const BytePairs *pairs;
    const char *at, *word_end, *end;
    CutWord word;
    int next; /* subword of word */
} SubwordCursor;

SubwordCursor subwords_begin(const BytePairs *pairs, const char *prepared, size_t count);
/* The next subword; false after the last. Allocates nothing. */
bool subwords_next(SubwordCursor *cursor, TokenSpan *subword);

/* The next word of a prepared text, only its edges. *word_end is the cursor's: the end of the word at *at, or *at. */
bool cut_word(HangulUnit hangul, const char **at, const char **word_end, const char *end, CutWord *word);

/* The same step by step: the next word in single symbols (cursor->word) ... */
bool subwords_next_word(SubwordCursor *cursor);
/* ... and one merge, the earliest that applies, everywhere in the word; its number, or -1 if none does. */
int subwords_merge(const BytePairs *pairs, CutWord *word);

/* Appends the text that the subwords make, in NFC. */
void byte_pairs_join(const char *const *subwords, int count, Buffer *out);

/* ---- merges learned from counted words (byte_pairs_learn.c) ---- */

typedef struct BytePairLearner BytePairLearner;
BytePairLearner *byte_pair_learner_open(HangulUnit hangul);
void byte_pair_learner_close(BytePairLearner *learner);
/* Counts the words of a text (valid UTF-8 in NFC); without counts it only collects the symbols. Beyond about eight
 * million symbols in different words, new words are skipped. */
void byte_pair_learner_add(BytePairLearner *learner, const char *text, size_t count, bool counts);
/* Up to so many merges. Among equally frequent pairs the first in the order of the bytes is merged first, by its left
 * subword and then by its right one. A pair that occurs once is not merged. The learner can only be closed
 * afterwards. NULL if the watch ended it. */
BytePairs *byte_pair_learner_learn(BytePairLearner *learner, int merges, LoadWatch watch);

#endif
