/* cutter.h: cuts the texts of a side into tokens of any kind. Texts are valid UTF-8 in NFC. */
#ifndef SEQLAB_TEXT_CUTTER_H
#define SEQLAB_TEXT_CUTTER_H

#include "text/byte_pairs.h"
#include "text/vocabulary.h"

typedef struct Cutter {
    TokenKind kind;
    const BytePairs *merges; /* of TOKENS_SUBWORD, else NULL */
} Cutter;

/* A text that is being cut. */
typedef struct TokenCursor {
    TokenKind kind;
    const char *rest, *end; /* of words and characters */
    SubwordCursor subwords;
} TokenCursor;

/* prepared: a buffer for the text prepared for subwords; it and the text must stay until the end. */
TokenCursor token_cursor(Cutter cutter, const char *text, size_t count, Buffer *prepared);
bool token_cursor_next(TokenCursor *cursor, TokenSpan *token);

int cutter_count(Cutter cutter, const Buffer *text, Buffer *prepared);
/* The ids of a text's tokens, appended. */
void cutter_ids(Cutter cutter, const Vocabulary *vocabulary, const Buffer *text, Buffer *prepared, IntList *ids);
/* The same with a vocabulary that grows: each token gets an id. Returns how many tokens there are. */
int cutter_new_ids(Cutter cutter, Vocabulary *vocabulary, const char *text, Buffer *prepared, IntList *ids);

#endif
