/* cutter.c: one way to go through tokens, whether rules or learned merges cut them. */
#include "text/cutter.h"

#include <string.h>

TokenCursor token_cursor(Cutter cutter, const char *text, size_t count, Buffer *prepared)
{
    TokenCursor cursor = {.kind = cutter.kind, .rest = text, .end = text + count};
    if (cutter.kind == TOKENS_SUBWORD) {
        byte_pairs_prepare(cutter.merges->hangul, text, count, prepared);
        cursor.subwords = subwords_begin(cutter.merges, prepared->text, prepared->length);
    }
    return cursor;
}

bool token_cursor_next(TokenCursor *cursor, TokenSpan *token)
{
    if (cursor->kind == TOKENS_SUBWORD)
        return subwords_next(&cursor->subwords, token);
    return tokens_next(cursor->kind, &cursor->rest, cursor->end, token);
}

int cutter_count(Cutter cutter, const Buffer *text, Buffer *prepared)
{
    int count = 0;
    TokenSpan token;
    for (TokenCursor cursor = token_cursor(cutter, text->text, text->length, prepared);
         token_cursor_next(&cursor, &token);)
        count++;
    return count;
}

void cutter_ids(Cutter cutter, const Vocabulary *vocabulary, const Buffer *text, Buffer *prepared, IntList *ids)
{
    TokenSpan token;
    for (TokenCursor cursor = token_cursor(cutter, text->text, text->length, prepared);
         token_cursor_next(&cursor, &token);)
        int_list_add(ids, vocabulary_find_bytes(vocabulary, token.start, token.count));
}

int cutter_new_ids(Cutter cutter, Vocabulary *vocabulary, const char *text, Buffer *prepared, IntList *ids)
{
    int before = ids->count;
    TokenSpan token;
    for (TokenCursor cursor = token_cursor(cutter, text, strlen(text), prepared); token_cursor_next(&cursor, &token);)
        int_list_add(ids, vocabulary_add_bytes(vocabulary, token.start, token.count));
    return ids->count - before;
}
