/* dataset_text.c: between what people read and what a model reads. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "text/dataset_parts.h"

void dataset_text_ids(TokenKind kind, const Vocabulary *vocabulary, const char *text, size_t count, IntList *ids)
{
    TokenSpan token;
    for (const char *rest = text; tokens_next(kind, &rest, text + count, &token);)
        int_list_add(ids, vocabulary_find_bytes(vocabulary, token.start, token.count));
}

static bool encode(TokenKind kind, const Vocabulary *vocabulary, const char *text, TokenList *tokens, int **ids,
                   Error *error)
{
    char *normalised = utf8_normalised(text);
    if (normalised == NULL)
        return error_set(error, ERROR_DATA,
                         TEXT("this text is not valid UTF-8", "올바른 UTF-8 텍스트가 아닙니다"));
    int first = tokens->count;
    tokens_split(kind, text_trimmed(normalised), tokens);
    free(normalised);
    if (tokens->count == first)
        return error_set(error, ERROR_USAGE,
                         TEXT("there is nothing to read: type at least one word",
                              "읽을 것이 없습니다. 단어를 하나 이상 입력하십시오"));
    *ids = memory_new((size_t)(tokens->count - first), sizeof(int));
    for (int i = first; i < tokens->count; i++)
        (*ids)[i - first] = vocabulary_find(vocabulary, tokens->token[i]);
    return true;
}

bool dataset_encode_source(const Dataset *dataset, const char *text, TokenList *tokens, int **ids, Error *error)
{
    return encode(dataset->options.source_tokens, dataset->source, text, tokens, ids, error);
}

bool dataset_encode_target(const Dataset *dataset, const char *text, TokenList *tokens, int **ids, Error *error)
{
    return encode(dataset->options.target_tokens, dataset->target, text, tokens, ids, error);
}

void dataset_decode_target(const Dataset *dataset, const int *ids, int count, Buffer *out)
{
    int used = 0;
    while (used < count && ids[used] != TOKEN_EOS)
        used++;
    const char **tokens = memory_new((size_t)used, sizeof *tokens);
    for (int i = 0; i < used; i++)
        tokens[i] = vocabulary_token(dataset->target, ids[i]);
    tokens_join(dataset->options.target_tokens, tokens, used, out);
    free(tokens);
}
