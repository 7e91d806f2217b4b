/* split.h: which part of a data set a pair belongs to.
 *
 * A hash of the source text and the seed decides: the lowest hashes are the test part, the next ones the
 * validation part, all others are for training. So a pair stays in its part when other pairs come or go, and
 * equal sources are never on two sides. Where there are few sources, chance could leave a part empty: then the
 * limits are moved to the hashes themselves (split_rule_of_few). */
#ifndef SEQLAB_TEXT_SPLIT_H
#define SEQLAB_TEXT_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "text/dataset.h"

typedef struct SplitRule {
    uint64_t test_below;       /* hashes below are test */
    uint64_t validation_below; /* hashes below, and not test, are validation */
} SplitRule;

/* Shares in thousandths of all sources. */
SplitRule split_rule(int test_share, int validation_share);

/* The rule for known sources: as split_rule, but with at least one source in each part where there are three
 * or more, and everything for training where there are fewer. hashes: distinct, in rising order. */
SplitRule split_rule_of_few(const uint64_t *hashes, size_t count, int test_share, int validation_share);

uint64_t split_hash(const char *source, size_t count, uint64_t seed);
Split split_of(SplitRule rule, uint64_t hash);

/* Sorts hashes into rising order and drops repeated ones; returns how many are left. */
size_t split_sort_hashes(uint64_t *hashes, size_t count);

#endif
