/* hash_table.h: numbers filed under hashes.
 *
 * The table stores only hashes. Its owner knows what the numbers mean, and compares entries with the same hash:
 *
 *     size_t step = 0;
 *     for (int id; (id = hash_table_next(&table, hash, &step)) >= 0;)
 *         if (strcmp(name, names[id]) == 0)
 *             return id;
 *     return -1; */
#ifndef SEQLAB_BASE_HASH_TABLE_H
#define SEQLAB_BASE_HASH_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* All zero is empty. */
typedef struct HashTable {
    uint64_t *hash; /* [slots] */
    int *value;     /* [slots], -1 in a free slot */
    size_t slots;   /* a power of two, or 0 */
    size_t count;
} HashTable;

/* value: 0 or more. */
void hash_table_add(HashTable *table, uint64_t hash, int value);
/* The next value under this hash, in the order in which they were added; -1 after the last. *step is 0 at first. */
int hash_table_next(const HashTable *table, uint64_t hash, size_t *step);
void hash_table_free(HashTable *table);

#endif
