/* pair_table.h: a number for each of many pairs of numbers, found by hashing. */
#ifndef SEQLAB_TEXT_PAIR_TABLE_H
#define SEQLAB_TEXT_PAIR_TABLE_H

#include <stdint.h>

/* Open addressing, never more than half full; all zero is empty. Pairs and values are 0 or more. */
typedef struct PairTable {
    uint64_t *key; /* left and right, 32 bits each */
    int *value;    /* -1 in a free slot */
    int slots;     /* a power of two, or 0 */
    int count;
} PairTable;

void pair_table_free(PairTable *table);
int pair_table_find(const PairTable *table, int left, int right); /* -1 where there is none */
/* The pair must not be there yet. */
void pair_table_add(PairTable *table, int left, int right, int value);

#endif
