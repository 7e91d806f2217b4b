/* byte_pairs.h: words cut into pieces that were learned from a text (byte-pair encoding, as in Sennrich, Haddow and
 * Birch 2016, "Neural Machine Translation of Rare Words with Subword Units").
 *
 * Learning begins with single symbols. Again and again the pair of neighbours that is most frequent becomes one
 * symbol: a merge. A text is cut by the same merges in the same order, so that frequent words are one piece,
 * words never seen are several, and nothing but an unseen symbol is unknown.
 *
 * A symbol is a grapheme cluster: a Hangul syllable, a letter with its accents. With HANGUL_JAMO, syllables are taken
 * apart into conjoining jamo (U+1100 to U+11FF) first, so that 간 can share a piece with 가.
 *
 * The boundary between words is kept in the pieces: a word takes the one space before it along, and so the first word
 * gets a space too (" 나는", " 도서관", "에"). A merge never reaches over the end of a word, nor of a punctuation
 * mark, which stands apart as it does among words (tokenizer.h). Pieces put one behind the other, without the first
 * space, are the text again, to the last byte. */
#ifndef SEQLAB_TEXT_BYTE_PAIRS_H
#define SEQLAB_TEXT_BYTE_PAIRS_H

#include "base/error.h"
#include "text/tokenizer.h"
#include "text/vocabulary.h"

typedef enum { HANGUL_SYLLABLE, HANGUL_JAMO } HangulUnit;

enum {
    MERGES_BY_DEFAULT = 500,
    MERGES_MOST = 20000,
    PIECE_BYTES = 255, /* no merge makes a longer piece */
    WORD_SYMBOLS = 64  /* a longer word is cut there, whatever was learned */
};

/* Merges in their order. Does not change once it is there: several threads may use it. */
typedef struct BytePairs BytePairs;
void byte_pairs_close(BytePairs *pairs); /* NULL is fine */
HangulUnit byte_pairs_hangul(const BytePairs *pairs);
int byte_pairs_count(const BytePairs *pairs);
/* The two pieces that a merge joins, merge from 0 to count - 1. */
const char *byte_pairs_left(const BytePairs *pairs, int merge);
const char *byte_pairs_right(const BytePairs *pairs, int merge);
/* All pieces there can be: the symbols of what was learned from, in their order, then what the merges made. (Of merges
 * that were read: the symbols that they mention.) */
const Vocabulary *byte_pairs_pieces(const BytePairs *pairs);
bool byte_pairs_same(const BytePairs *a, const BytePairs *b); /* the same merges */

/* Merges from outside, left and right by turns: part[2 * count]. Nothing is trusted: each part must be a symbol or
 * what an earlier merge made. side is for messages. */
BytePairs *byte_pairs_read(HangulUnit hangul, const char *const *part, int count, const char *side, Error *error);

/* ---- learning ---- */

/* Counts words; then learns. Of equally frequent pairs the one whose left piece comes first in the order of its bytes
 * is merged first, then the right. A pair that occurs once is not merged. Beyond some eight million symbols in
 * different words, words not seen before are passed over. */
typedef struct BytePairLearner BytePairLearner;
BytePairLearner *byte_pair_learner_open(HangulUnit hangul);
void byte_pair_learner_close(BytePairLearner *learner);
void byte_pair_learner_add(BytePairLearner *learner, const char *text, size_t count); /* text: valid UTF-8 in NFC */
void byte_pair_learner_know(BytePairLearner *learner, const char *text, size_t count);/* its symbols alone */
/* Up to so many merges. Uses the learner up: close it then. */
BytePairs *byte_pair_learner_learn(BytePairLearner *learner, int merges);

/* ---- cutting and joining ---- */

/* The form of a text (in NFC) that is cut, put into out: a space in front, jamo where they are wanted. */
void byte_pairs_prepare(HangulUnit hangul, const char *text, size_t count, Buffer *out);

/* A word, or a row of spaces: piece i goes from edge[i] to edge[i + 1]. */
typedef struct PieceWord {
    const char *edge[WORD_SYMBOLS + 1];
    int symbol[WORD_SYMBOLS]; /* ids in byte_pairs_pieces; TOKEN_UNK where nothing is known of it */
    int count;
} PieceWord;

/* Where one is in a prepared text, which must stay until the end. */
typedef struct PieceCursor {
    const BytePairs *pairs;
    const char *at, *word_end, *end;
    PieceWord word;
    int next; /* piece of word */
} PieceCursor;

PieceCursor pieces_begin(const BytePairs *pairs, const char *prepared, size_t count);
/* The next piece; false when there is none left. Allocates nothing. */
bool pieces_next(PieceCursor *cursor, TokenSpan *piece);

/* The same step by step: the next word in single symbols (cursor->word) ... */
bool pieces_next_word(PieceCursor *cursor);
/* ... and one merge, the earliest that fits, wherever it fits in the word; its number, or -1 when none does. */
int pieces_merge(const BytePairs *pairs, PieceWord *word);

/* Appends the text that the pieces make, in NFC. */
void byte_pairs_join(const char *const *pieces, int count, Buffer *out);

#endif
