/* tokenizer.h: text cut into tokens, and tokens joined into text.
 *
 * By character: grapheme clusters, so that a Hangul syllable is one token; spaces are tokens too (shown
 * as "▁", or "_" is for views to decide; the token itself is " ").
 * By word: at spaces, punctuation apart; joining puts no space before , . ? ! and the like. */
#ifndef SEQLAB_TEXT_TOKENIZER_H
#define SEQLAB_TEXT_TOKENIZER_H

#include "base/buffer.h"

typedef enum { TOKENS_WORD, TOKENS_CHARACTER } TokenKind;

/* A list of strings that it owns. All zero is empty. */
typedef struct TokenList {
    char **token;
    int count, capacity;
} TokenList;

void token_list_add(TokenList *list, const char *bytes, size_t count);
void token_list_clear(TokenList *list);
void token_list_free(TokenList *list);

/* Appends the tokens of text (valid UTF-8; it is normalised to NFC first). */
void tokens_split(TokenKind kind, const char *text, TokenList *out);
/* Appends the joined text to out. */
void tokens_join(TokenKind kind, const char *const *tokens, int count, Buffer *out);

#endif
