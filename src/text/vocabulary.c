/* vocabulary.c: tokens in the order of their ids, and a hash table that finds the id of a token.
 *
 * The table has open addressing: a slot holds an id, or -1 when it is free, and a search goes on to the next
 * slot until it meets its token or a free one. It is never more than half full, so searches are short. The
 * hash of each token is kept, so that growing the table need not read the tokens again. */
#include "text/vocabulary.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/batch.h"
#include "base/memory.h"
#include "base/random.h"
#include "text/tokenizer.h"

enum { FREE_SLOT = -1, SLOTS_AT_FIRST = 64 };

struct Vocabulary {
    char **token;
    uint64_t *hash; /* [count] of the tokens */
    int count, capacity;
    int *slot;      /* [slots] ids */
    int slots;      /* a power of two */
};

static const char *const special_tokens[TOKEN_FIRST] = {
    [TOKEN_PAD] = "<PAD>", [TOKEN_SOS] = "<SOS>", [TOKEN_EOS] = "<EOS>", [TOKEN_UNK] = UNKNOWN_TOKEN};

static void set_slots(Vocabulary *vocabulary, int slots)
{
    vocabulary->slot = memory_resize(vocabulary->slot, (size_t)slots, sizeof(int));
    vocabulary->slots = slots;
    for (int i = 0; i < slots; i++)
        vocabulary->slot[i] = FREE_SLOT;
}

Vocabulary *vocabulary_open(void)
{
    Vocabulary *vocabulary = memory_new(1, sizeof *vocabulary);
    set_slots(vocabulary, SLOTS_AT_FIRST);
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
    free(vocabulary->hash);
    free(vocabulary->slot);
    free(vocabulary);
}

int vocabulary_size(const Vocabulary *vocabulary) { return vocabulary->count; }

const char *vocabulary_token(const Vocabulary *vocabulary, int id)
{
    assert(id >= 0 && id < vocabulary->count);
    return vocabulary->token[id];
}

static bool is_token(const Vocabulary *vocabulary, int id, const char *bytes, size_t count, uint64_t hash)
{
    const char *token = vocabulary->token[id];
    return vocabulary->hash[id] == hash && strncmp(token, bytes, count) == 0 && token[count] == '\0';
}

/* The slot that holds the token, or the free one where it belongs. */
static int *find_slot(const Vocabulary *vocabulary, const char *bytes, size_t count, uint64_t hash)
{
    size_t mask = (size_t)vocabulary->slots - 1;
    size_t at = (size_t)hash & mask;
    while (vocabulary->slot[at] != FREE_SLOT &&
           !is_token(vocabulary, vocabulary->slot[at], bytes, count, hash))
        at = (at + 1) & mask;
    return &vocabulary->slot[at];
}

int vocabulary_find_bytes(const Vocabulary *vocabulary, const char *bytes, size_t count)
{
    int id = *find_slot(vocabulary, bytes, count, hash_bytes(bytes, count, 0));
    return id == FREE_SLOT ? TOKEN_UNK : id;
}

int vocabulary_find(const Vocabulary *vocabulary, const char *token)
{
    return vocabulary_find_bytes(vocabulary, token, strlen(token));
}

static void put_again(Vocabulary *vocabulary, int id)
{
    size_t mask = (size_t)vocabulary->slots - 1;
    size_t at = (size_t)vocabulary->hash[id] & mask;
    while (vocabulary->slot[at] != FREE_SLOT)
        at = (at + 1) & mask;
    vocabulary->slot[at] = id;
}

static void make_room(Vocabulary *vocabulary)
{
    if (vocabulary->count == vocabulary->capacity) {
        vocabulary->capacity = vocabulary->capacity * 2 + 32;
        size_t capacity = (size_t)vocabulary->capacity;
        vocabulary->token = memory_resize(vocabulary->token, capacity, sizeof(char *));
        vocabulary->hash = memory_resize(vocabulary->hash, capacity, sizeof(uint64_t));
    }
    if (vocabulary->count * 2 >= vocabulary->slots) {
        set_slots(vocabulary, vocabulary->slots * 2);
        for (int id = 0; id < vocabulary->count; id++)
            put_again(vocabulary, id);
    }
}

int vocabulary_add_bytes(Vocabulary *vocabulary, const char *bytes, size_t count)
{
    uint64_t hash = hash_bytes(bytes, count, 0);
    int *slot = find_slot(vocabulary, bytes, count, hash);
    if (*slot != FREE_SLOT)
        return *slot;
    make_room(vocabulary);
    int id = vocabulary->count++;
    char *token = memory_new(count + 1, 1);
    memcpy(token, bytes, count);
    vocabulary->token[id] = token;
    vocabulary->hash[id] = hash;
    put_again(vocabulary, id);
    return id;
}

int vocabulary_add(Vocabulary *vocabulary, const char *token)
{
    return vocabulary_add_bytes(vocabulary, token, strlen(token));
}
