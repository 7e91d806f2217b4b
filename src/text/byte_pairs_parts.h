/* byte_pairs_parts.h: what merges are made of, for byte_pairs.c and byte_pairs_learn.c. */
#ifndef SEQLAB_TEXT_BYTE_PAIRS_PARTS_H
#define SEQLAB_TEXT_BYTE_PAIRS_PARTS_H

#include "text/byte_pairs.h"
#include "text/pair_table.h"

struct BytePairs {
    HangulUnit hangul;
    Vocabulary *pieces;
    int *left, *right, *made; /* [count] ids in pieces */
    int count, capacity;
    PairTable merge;          /* of left and right */
};

BytePairs *byte_pairs_open(HangulUnit hangul, Vocabulary *pieces); /* takes the vocabulary over */
/* The piece that two pieces make is added, and the merge. The id of the piece, or -1 where it would be too long. */
int byte_pairs_add(BytePairs *pairs, int left, int right);

/* The next word of a prepared text, edges alone. *word_end is the cursor's: where the word at *at ends, or *at. */
bool piece_word_cut(HangulUnit hangul, const char **at, const char **word_end, const char *end, PieceWord *word);

#endif
