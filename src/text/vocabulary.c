/* vocabulary.c: tokens in the order of their ids, and a hash table that finds the id of a token. */
#include "text/vocabulary.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash_table.h"
#include "base/memory.h"
#include "base/random.h"
#include "text/tokenizer.h"

struct Vocabulary {
    char **token;
    int count, capacity;
    HashTable ids;
};

Vocabulary *vocabulary_open(void)
{
    static const char *const special_tokens[TOKEN_FIRST] = {
        [TOKEN_PAD] = "<PAD>", [TOKEN_SOS] = "<SOS>", [TOKEN_EOS] = "<EOS>", [TOKEN_UNK] = UNKNOWN_TOKEN};
    Vocabulary *vocabulary = memory_new(1, sizeof *vocabulary);
    for (int id = 0; id < TOKEN_FIRST; id++)
        vocabulary_add(vocabulary, special_tokens[id]);
    return vocabulary;
}

void vocabulary_close(Vocabulary *vocabulary)
{
    if (vocabulary == NULL)
        return;
    for (int id = 0; id < vocabulary->count; id++)
        free(vocabulary->token[id]);
    free(vocabulary->token);
    hash_table_free(&vocabulary->ids);
    free(vocabulary);
}

int vocabulary_size(const Vocabulary *vocabulary) { return vocabulary->count; }

const char *vocabulary_token(const Vocabulary *vocabulary, int id)
{
    assert(id >= 0 && id < vocabulary->count);
    return vocabulary->token[id];
}

/* The id of a token whose hash is known, or -1. */
static int find_hashed(const Vocabulary *vocabulary, const char *bytes, size_t count, uint64_t hash)
{
    size_t step = 0;
    for (int id; (id = hash_table_next(&vocabulary->ids, hash, &step)) >= 0;)
        if (strncmp(vocabulary->token[id], bytes, count) == 0 && vocabulary->token[id][count] == '\0')
            return id;
    return -1;
}

int vocabulary_find_bytes(const Vocabulary *vocabulary, const char *bytes, size_t count)
{
    int id = find_hashed(vocabulary, bytes, count, hash_bytes(bytes, count, 0));
    return id < 0 ? TOKEN_UNK : id;
}

int vocabulary_find(const Vocabulary *vocabulary, const char *token)
{
    return vocabulary_find_bytes(vocabulary, token, strlen(token));
}

int vocabulary_add_bytes(Vocabulary *vocabulary, const char *bytes, size_t count)
{
    uint64_t hash = hash_bytes(bytes, count, 0);
    int known = find_hashed(vocabulary, bytes, count, hash), id = vocabulary->count;
    if (known >= 0)
        return known;
    vocabulary->token = memory_room(vocabulary->token, id, &vocabulary->capacity, sizeof(char *));
    vocabulary->token[vocabulary->count++] = memory_text(bytes, count);
    hash_table_add(&vocabulary->ids, hash, id);
    return id;
}

int vocabulary_add(Vocabulary *vocabulary, const char *token)
{
    return vocabulary_add_bytes(vocabulary, token, strlen(token));
}

void vocabulary_add_all(Vocabulary *vocabulary, const Vocabulary *from)
{
    for (int id = TOKEN_FIRST; id < from->count; id++)
        vocabulary_add(vocabulary, from->token[id]);
}
