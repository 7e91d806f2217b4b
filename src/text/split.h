/* split.h: whether a pair belongs to the training, the validation or the test set.
 *
 * A hash of the source text and the seed decides: the lowest hashes are the test set, the next ones the validation set,
 * all others the training set. So a pair stays in its set when other pairs come or go, and equal sources are always in
 * the same one. If there are few sources, chance could leave a set empty: then the limits are moved to the hashes
 * themselves (split_rule_of_few). */
#ifndef SEQLAB_TEXT_SPLIT_H
#define SEQLAB_TEXT_SPLIT_H

#include <stddef.h>
#include <stdint.h>

typedef enum { SPLIT_TRAINING, SPLIT_VALIDATION, SPLIT_TEST } Split;
enum { SPLITS = SPLIT_TEST + 1 };

typedef struct SplitRule {
    uint64_t test_below;       /* hashes below are test */
    uint64_t validation_below; /* hashes below, and not test, are validation */
} SplitRule;

/* Shares in thousandths of all sources. */
SplitRule split_rule(int test_share, int validation_share);

/* The rule for known sources: as split_rule, but with at least one source in each set if there are three or more, and
 * all in the training set if there are fewer. hashes: distinct, in rising order. */
SplitRule split_rule_of_few(const uint64_t *hashes, size_t count, int test_share, int validation_share);

Split split_of(SplitRule rule, uint64_t hash);

/* Sorts hashes into rising order and drops repeated ones; returns how many are left. */
size_t split_sort_hashes(uint64_t *hashes, size_t count);

#endif
