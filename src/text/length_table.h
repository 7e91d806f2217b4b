/* length_table.h: the lengths that each way of making a text gives.
 *
 * A date in one pattern, or a sentence of a given number of Korean words, has one of several lengths. To make a text of
 * an exact length, a way is drawn in proportion to how often it gave that length in trials, and then repeated until it
 * gives it again: this takes few tries and favors no way. */
#ifndef SEQLAB_TEXT_LENGTH_TABLE_H
#define SEQLAB_TEXT_LENGTH_TABLE_H

#include <stdbool.h>

#include "base/random.h"

typedef struct LengthTable LengthTable;

LengthTable *length_table_open(int ways, int length_most);
void length_table_close(LengthTable *table);

/* A way gave a length. Lengths above length_most are forgotten. */
void length_table_add(LengthTable *table, int way, int length);

/* How often all ways together gave a length; 0 for lengths outside the table. */
int length_table_times(const LengthTable *table, int length);
/* The mean length of one way, rounded. */
int length_table_mean(const LengthTable *table, int way);
/* The last way that gave a length from least to most, or -1. */
int length_table_last_way(const LengthTable *table, int least, int most);
/* Moves *least up and *most down to lengths that were given. False when there is none from *least to *most. */
bool length_table_narrow(const LengthTable *table, int *least, int *most);

/* A way for a length that was given at least once. */
int length_table_way(const LengthTable *table, int length, Random *random);
/* A length from least to most: as often as it was given, or all evenly that were given at all. At least one must have
 * been given. */
int length_table_draw(const LengthTable *table, int least, int most, Random *random);
int length_table_draw_evenly(const LengthTable *table, int least, int most, Random *random);

#endif
