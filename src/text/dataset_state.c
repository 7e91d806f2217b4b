/* dataset_state.c: helpers with which sources fill in a data set. */
#include "text/dataset_state.h"

#include <assert.h>
#include <string.h>

#include "base/random.h"

/* Shares of all sources without end, in thousandths. */
enum { TEST_SHARE = 100, VALIDATION_SHARE = 50 };

int data_find_name(const char *what, const char *name, const char *(*name_of)(int i), Error *error)
{
    enum { NAMES_MOST = 32 };
    const char *names[NAMES_MOST + 1];
    int count = 0;
    Buffer list = {0};
    for (; (names[count] = name_of(count)) != NULL; count++) {
        assert(count < NAMES_MOST);
        if (strcmp(name, names[count]) == 0) {
            buffer_free(&list);
            return count;
        }
        buffer_format(&list, "%s%s", count > 0 ? ", " : "", names[count]);
    }
    const char *nearest = nearest_name(name, names, (size_t)count);
    if (nearest != NULL)
        buffer_format(&list, TEXT(" (did you mean %s?)", " (혹시 %s입니까?)"), nearest);
    error_set(error, ERROR_USAGE,
              TEXT("there is no %s \"%s\": choose among %s", "알 수 없는 %s입니다: \"%s\". 고를 수 있는 이름: %s"), what,
              name, buffer_text(&list));
    buffer_free(&list);
    return -1;
}

bool dataset_settle_lengths(Dataset *dataset, int least, int most, int limit, Error *error)
{
    int asked_least = dataset->options.length_least, asked_most = dataset->options.length_most;
    if (asked_least > limit || asked_most > limit)
        return error_set(error, ERROR_USAGE,
                         TEXT("the lengths of %s must be at most %d, not %d", "%s의 길이는 %d 이하여야 합니다(입력: %d)"),
                         dataset->name, limit, asked_least > limit ? asked_least : asked_most);
    dataset->least = asked_least > 0 ? asked_least : least;
    dataset->most = asked_most > 0 ? asked_most : most;
    if (dataset->least > dataset->most && asked_least > 0)
        dataset->most = dataset->least;
    else if (dataset->least > dataset->most)
        dataset->least = dataset->most;
    return true;
}

/* ---- pairs that are all stored ---- */

bool dataset_wants_length(const Dataset *dataset, int length)
{
    const DatasetOptions *options = &dataset->options;
    return length >= options->length_least && (options->length_most == 0 || length <= options->length_most);
}

bool dataset_index_stored(Dataset *dataset, Error *error)
{
    const DatasetOptions *options = &dataset->options;
    StoredPairs *stored = dataset->stored;
    if (stored->count == 0)
        return error_set(error, ERROR_DATA,
                         TEXT(stored->texts.count == 1 ? "%s: its %d pair has no source of %d to %d tokens"
                                                       : "%s: none of its %d pairs has a source of %d to %d tokens",
                              "%s: 문장 쌍 %d개 가운데 소스가 토큰 %d~%d개인 것이 없습니다"),
                         options->file != NULL ? options->file : dataset->name, stored->texts.count,
                         options->length_least > 0 ? options->length_least : 1,
                         options->length_most > 0 ? options->length_most : PAIRS_LINE_BYTES);
    dataset->least = dataset->most = stored->pair[0].count[SIDE_SOURCE];
    for (int i = 0; i < stored->count; i++) {
        int source = stored->pair[i].count[SIDE_SOURCE], target = stored->pair[i].count[SIDE_TARGET];
        dataset->least = source < dataset->least ? source : dataset->least;
        dataset->most = source > dataset->most ? source : dataset->most;
        dataset->target_most = target > dataset->target_most ? target : dataset->target_most;
    }
    stored_pairs_index(stored);
    return true;
}

/* ---- tokens ---- */

TokenKind dataset_tokens(const Dataset *dataset, Side side)
{
    return side == SIDE_SOURCE ? dataset->options.source_tokens : dataset->options.target_tokens;
}

Cutter dataset_cutter(const Dataset *dataset, Side side)
{
    return (Cutter){dataset_tokens(dataset, side), dataset->merges[side]};
}

bool dataset_has_subwords(const Dataset *dataset)
{
    return dataset_tokens(dataset, SIDE_SOURCE) == TOKENS_SUBWORD ||
        dataset_tokens(dataset, SIDE_TARGET) == TOKENS_SUBWORD;
}

void dataset_take_merges(Dataset *dataset, Side side, BytePairs *merges)
{
    byte_pairs_close(dataset->merges[side]);
    dataset->merges[side] = merges;
    dataset->options.hangul = merges->hangul;
}

int dataset_merge_count(const Dataset *dataset, Side side)
{
    return side == SIDE_SOURCE ? dataset->options.source_merges : dataset->options.target_merges;
}

/* ---- splits of pairs without end ---- */

uint64_t dataset_space_hash(const Dataset *dataset, const PairSpace *space)
{
    const Buffer *text = &space->text[dataset->source->split_by_target ? SIDE_TARGET : SIDE_SOURCE];
    return hash_bytes(text->text, text->length, dataset->options.seed);
}

Split dataset_space_split(const Dataset *dataset, int length, const PairSpace *space)
{
    bool few = length < FEW_LENGTHS && dataset->has_few_rule[length];
    SplitRule rule = few ? dataset->few_rule[length] : split_rule(TEST_SHARE, VALIDATION_SHARE);
    return split_of(rule, dataset_space_hash(dataset, space));
}

void dataset_set_few_rule(Dataset *dataset, int length, uint64_t *hashes, size_t count)
{
    size_t distinct = split_sort_hashes(hashes, count);
    dataset->few_rule[length] = split_rule_of_few(hashes, distinct, TEST_SHARE, VALIDATION_SHARE);
    dataset->has_few_rule[length] = true;
}
