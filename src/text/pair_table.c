/* pair_table.c: a number for each of many pairs of numbers, found by hashing. */
#include "text/pair_table.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

enum { SLOTS_AT_FIRST = 64, FREE_SLOT = -1 };

static uint64_t key_of(int left, int right) { return (uint64_t)(uint32_t)left << 32 | (uint32_t)right; }

/* The finishing steps of splitmix64: neighbouring keys end far apart. */
static uint64_t mixed(uint64_t key)
{
    key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9u;
    key = (key ^ (key >> 27)) * 0x94D049BB133111EBu;
    return key ^ (key >> 31);
}

void pair_table_free(PairTable *table)
{
    free(table->key);
    free(table->value);
    *table = (PairTable){0};
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t slot_of(const PairTable *table, uint64_t key)
{
    size_t mask = (size_t)table->slots - 1, at = (size_t)mixed(key) & mask;
    while (table->value[at] != FREE_SLOT && table->key[at] != key)
        at = (at + 1) & mask;
    return at;
}

int pair_table_find(const PairTable *table, int left, int right)
{
    return table->slots == 0 ? -1 : table->value[slot_of(table, key_of(left, right))];
}

static void put(PairTable *table, uint64_t key, int value)
{
    size_t at = slot_of(table, key);
    assert(table->value[at] == FREE_SLOT);
    table->key[at] = key;
    table->value[at] = value;
}

static void grow(PairTable *table)
{
    PairTable old = *table;
    table->slots = old.slots > 0 ? old.slots * 2 : SLOTS_AT_FIRST;
    table->key = memory_new((size_t)table->slots, sizeof *table->key);
    table->value = memory_new((size_t)table->slots, sizeof *table->value);
    for (int i = 0; i < table->slots; i++)
        table->value[i] = FREE_SLOT;
    for (int i = 0; i < old.slots; i++)
        if (old.value[i] != FREE_SLOT)
            put(table, old.key[i], old.value[i]);
    free(old.key);
    free(old.value);
}

void pair_table_add(PairTable *table, int left, int right, int value)
{
    if (table->count * 2 >= table->slots)
        grow(table);
    table->count++;
    put(table, key_of(left, right), value);
}
