/* tokenizer.h: text cut into tokens, and tokens joined into text.
 *
 * By character: grapheme clusters, so that a Hangul syllable is one token; spaces are tokens too (shown
 * as "▁", or "_" is for views to decide; the token itself is " ").
 * By word: at spaces, punctuation apart; joining puts no space before , . ? ! and the like. An apostrophe or a
 * hyphen inside a word belongs to it (don't, o'clock, ice-cream), and so do . : , between digits (3.5, 7:30,
 * 1,000), dots between single letters (p.m, U.N), the minus of -5, and underscores; dots or hyphens in a row are one
 * token (..., --).
 *
 * "<UNK>" is one token in both: a hidden word, for a masked model.
 *
 * Cutting the text from tokens_join gives the same tokens again. */
#ifndef SEQLAB_TEXT_TOKENIZER_H
#define SEQLAB_TEXT_TOKENIZER_H

#include <stdbool.h>

#include "base/buffer.h"

/* TOKENS_SUBWORD: byte_pairs.h cuts and joins them, the functions here do not. */
typedef enum { TOKENS_WORD, TOKENS_CHARACTER, TOKENS_SUBWORD, TOKEN_KINDS } TokenKind;
/* "word", "character", "subword"; NULL after the last. */
const char *token_kind_name(int kind);

#define UNKNOWN_TOKEN "<UNK>" /* TOKEN_UNK's text */

/* A list of strings that it owns. All zero is empty. */
typedef struct TokenList {
    char **token;
    int count, capacity;
} TokenList;

void token_list_add(TokenList *list, const char *bytes, size_t count);
void token_list_free(TokenList *list);

/* Appends the joined text to out. */
void tokens_join(TokenKind kind, const char *const *tokens, int count, Buffer *out);

/* A token where it stands in a text. */
typedef struct TokenSpan {
    const char *start;
    size_t count;
} TokenSpan;

/* The first token of the text from *rest to end (in NFC), without allocation; *rest moves behind it. False when
 * there is none left. */
bool tokens_next(TokenKind kind, const char **rest, const char *end, TokenSpan *token);

/* Cuts spaces off both ends of text, in place; returns where it now begins. */
char *text_trimmed(char *text);

#endif
