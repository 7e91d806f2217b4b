/* split.c: the limits between training, validation and test. */
#include "text/split.h"

#include <stdlib.h>

#include "base/random.h"

SplitRule split_rule(int test_share, int validation_share)
{
    uint64_t thousandth = UINT64_MAX / 1000;
    SplitRule rule = {.test_below = thousandth * (uint64_t)test_share,
                      .validation_below = thousandth * (uint64_t)(test_share + validation_share)};
    return rule;
}

static size_t count_below(const uint64_t *hashes, size_t count, uint64_t limit)
{
    size_t below = 0;
    while (below < count && hashes[below] < limit)
        below++;
    return below;
}

SplitRule split_rule_of_few(const uint64_t *hashes, size_t count, int test_share, int validation_share)
{
    if (count < 3)
        return (SplitRule){0, 0};
    SplitRule rule = split_rule(test_share, validation_share);
    size_t test = count_below(hashes, count, rule.test_below);
    if (test < 1)
        rule.test_below = hashes[test = 1];
    else if (test > count - 2)
        rule.test_below = hashes[test = count - 2];
    size_t both = count_below(hashes, count, rule.validation_below);
    if (both < test + 1)
        rule.validation_below = hashes[test + 1];
    else if (both > count - 1)
        rule.validation_below = hashes[count - 1];
    return rule;
}

Split split_of(SplitRule rule, uint64_t hash)
{
    if (hash < rule.test_below)
        return SPLIT_TEST;
    return hash < rule.validation_below ? SPLIT_VALIDATION : SPLIT_TRAINING;
}

size_t split_sort_hashes(uint64_t *hashes, size_t count)
{
    if (count > 0)
        qsort(hashes, count, sizeof *hashes, compare_hashes);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || hashes[i] != hashes[kept - 1])
            hashes[kept++] = hashes[i];
    return kept;
}
