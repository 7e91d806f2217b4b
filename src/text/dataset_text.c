/* dataset_text.c: between the texts that people read and the ids that a model reads. */
#include <stdlib.h>
#include <string.h>

#include "base/korean_keys.h"
#include "base/memory.h"
#include "text/dataset.h"
#include "text/dataset_state.h"
#include "text/normal_text.h"

void dataset_cut(const Dataset *dataset, Side side, const char *text, TokenList *tokens)
{
    Buffer prepared = {0};
    TokenSpan token;
    TokenCursor cursor = token_cursor(dataset_cutter(dataset, side), text, strlen(text), &prepared);
    while (token_cursor_next(&cursor, &token))
        token_list_add(tokens, token.start, token.count);
    buffer_free(&prepared);
}

/* As one token: single letters and parts of words are known of any language. */
static bool knows_word(const Dataset *dataset, const char *word, size_t length)
{
    TokenList tokens = {0};
    char *text = memory_text(word, length);
    dataset_cut(dataset, SIDE_SOURCE, text, &tokens);
    bool known = tokens.count == 1 && vocabulary_find(dataset->vocabulary[SIDE_SOURCE], tokens.token[0]) != TOKEN_UNK;
    token_list_free(&tokens);
    free(text);
    return known;
}

bool dataset_knows_korean(const Dataset *dataset, const char *keys)
{
    enum { SYLLABLE_BYTES = 3 };
    char *text = korean_of_keys(keys);
    bool known = false;
    const char *word = text != NULL ? text : "";
    for (size_t length; !known && *word != '\0'; word += length + strspn(word + length, " ")) {
        length = strcspn(word, " ");
        known = length >= (size_t)2 * SYLLABLE_BYTES && knows_word(dataset, word, length);
    }
    free(text);
    return known;
}

/* The columns of a drawn word. */
static bool cut_drawing(const Dataset *dataset, const char *text, TokenList *tokens, Error *error)
{
    PairSpace *space = pair_space_open();
    Pair pair;
    bool drawn = dataset_draw_text(dataset, text, space, &pair, error);
    if (drawn)
        dataset_cut(dataset, SIDE_SOURCE, pair.source_text, tokens);
    pair_space_close(space);
    return drawn;
}

bool dataset_encode(const Dataset *dataset, Side side, const char *text, TokenList *tokens, int **ids, Error *error)
{
    char *normalised = text_normalised(text);
    if (normalised == NULL)
        return error_set(error, ERROR_DATA,
                         TEXT("this text is not valid UTF-8", "올바른 UTF-8 텍스트가 아닙니다"));
    int first = tokens->count;
    const char *trimmed = text_trimmed(normalised);
    bool drawn = true;
    if (side == SIDE_SOURCE && dataset_draws(dataset, trimmed))
        drawn = cut_drawing(dataset, trimmed, tokens, error);
    else if (trimmed[0] != '\0')
        dataset_cut(dataset, side, trimmed, tokens);
    free(normalised);
    if (!drawn)
        return false;
    if (tokens->count == first)
        return error_set(error, ERROR_USAGE,
                         TEXT("there is nothing to read: type at least one word",
                              "읽을 것이 없습니다. 단어를 하나 이상 입력하십시오"));
    *ids = memory_new((size_t)(tokens->count - first), sizeof(int));
    for (int i = first; i < tokens->count; i++)
        (*ids)[i - first] = vocabulary_find(dataset->vocabulary[side], tokens->token[i]);
    return true;
}

void dataset_decode(const Dataset *dataset, Side side, const int *ids, int count, Buffer *out)
{
    int used = 0;
    while (used < count && ids[used] != TOKEN_EOS)
        used++;
    const char **tokens = memory_new((size_t)used, sizeof *tokens);
    for (int i = 0; i < used; i++)
        tokens[i] = vocabulary_token(dataset->vocabulary[side], ids[i]);
    if (dataset_tokens(dataset, side) == TOKENS_SUBWORD)
        byte_pairs_join(tokens, used, out);
    else
        tokens_join(dataset_tokens(dataset, side), tokens, used, out);
    free(tokens);
}
