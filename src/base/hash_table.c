/* hash_table.c: open addressing. A value goes into the slot that its hash names or, if that is taken, into the next
 * free one. At most half of the slots are taken, so a search soon meets a free one, which ends it. */
#include "base/hash_table.h"

#include <stdlib.h>

#include "base/memory.h"

enum { SLOTS_AT_FIRST = 64, FREE_SLOT = -1 };

static void put(HashTable *table, uint64_t hash, int value)
{
    size_t slot = (size_t)hash & (table->slots - 1);
    while (table->value[slot] != FREE_SLOT)
        slot = (slot + 1) & (table->slots - 1);
    table->hash[slot] = hash;
    table->value[slot] = value;
}

static void grow(HashTable *table)
{
    HashTable old = *table;
    table->slots = old.slots > 0 ? old.slots * 2 : SLOTS_AT_FIRST;
    table->hash = memory_new(table->slots, sizeof *table->hash);
    table->value = memory_new(table->slots, sizeof *table->value);
    for (size_t slot = 0; slot < table->slots; slot++)
        table->value[slot] = FREE_SLOT;
    for (size_t slot = 0; slot < old.slots; slot++)
        if (old.value[slot] != FREE_SLOT)
            put(table, old.hash[slot], old.value[slot]);
    hash_table_free(&old);
}

void hash_table_add(HashTable *table, uint64_t hash, int value)
{
    if (table->count * 2 >= table->slots)
        grow(table);
    table->count++;
    put(table, hash, value);
}

int hash_table_next(const HashTable *table, uint64_t hash, size_t *step)
{
    while (table->slots > 0) {
        size_t slot = ((size_t)hash + (*step)++) & (table->slots - 1);
        if (table->value[slot] == FREE_SLOT || table->hash[slot] == hash)
            return table->value[slot];
    }
    return -1;
}

void hash_table_free(HashTable *table)
{
    free(table->hash);
    free(table->value);
    *table = (HashTable){0};
}
