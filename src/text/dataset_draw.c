/* dataset_draw.c: pairs without end.
 *
 * A source is made at random, whatever part it may belong to; when its hash says that it belongs to another part
 * than the one asked for, the next one is made. A length for which a part holds nothing is met by
 * giving up after TRIES_MOST attempts. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/dataset_parts.h"

enum { TRIES_MOST = 20000 };

/* ---- space ---- */

PairSpace *pair_space_open(void) { return memory_new(1, sizeof(PairSpace)); }

void pair_space_close(PairSpace *space)
{
    if (space == NULL)
        return;
    buffer_free(&space->source_text);
    buffer_free(&space->target_text);
    buffer_free(&space->prepared);
    free(space->source.item);
    free(space->target.item);
    free(space->partner.item);
    free(space);
}

static void reserve_text(Buffer *text, int tokens)
{
    enum { BYTES_OF_TOKEN = 32 };
    while (text->capacity < (size_t)tokens * BYTES_OF_TOKEN)
        buffer_add(text, "................................");
    buffer_clear(text);
}

void pair_space_reserve(PairSpace *space, int source_count, int target_count)
{
    int_list_reserve(&space->source, source_count);
    int_list_reserve(&space->target, target_count);
    int_list_reserve(&space->partner, target_count);
    reserve_text(&space->source_text, source_count);
    reserve_text(&space->target_text, target_count);
    reserve_text(&space->prepared, source_count > target_count ? source_count : target_count);
}

void dataset_pair_of_space(const Dataset *dataset, const PairSpace *space, Pair *pair)
{
    *pair = (Pair){.source_text = buffer_text(&space->source_text),
                   .target_text = buffer_text(&space->target_text),
                   .source_count = space->source.count,
                   .target_count = space->target.count,
                   .source = space->source.item,
                   .target = space->target.item,
                   .partner = dataset->has_partners ? space->partner.item : NULL};
}

/* ---- splits ---- */

uint64_t dataset_space_hash(const Dataset *dataset, const PairSpace *space)
{
    const Buffer *text = dataset->origin == ORIGIN_PICTURE ? &space->target_text : &space->source_text;
    return split_hash(text->text, text->length, dataset->options.seed);
}

void dataset_set_few_rule(Dataset *dataset, int length, uint64_t *hashes, size_t count)
{
    size_t distinct = split_sort_hashes(hashes, count);
    dataset->few_rule[length] =
        split_rule_of_few(hashes, distinct, ENDLESS_TEST_SHARE, ENDLESS_VALIDATION_SHARE);
    dataset->has_few_rule[length] = true;
}

static SplitRule rule_for(const Dataset *dataset, int length)
{
    bool few = length < FEW_LENGTHS && dataset->has_few_rule[length];
    return few ? dataset->few_rule[length] : dataset->rule;
}

Split dataset_space_split(const Dataset *dataset, int length, const PairSpace *space)
{
    return split_of(rule_for(dataset, length), dataset_space_hash(dataset, space));
}

/* ---- any origin ---- */

bool dataset_open_endless(Dataset *dataset, Error *error)
{
    dataset->rule = split_rule(ENDLESS_TEST_SHARE, ENDLESS_VALIDATION_SHARE);
    switch (dataset->origin) {
    case ORIGIN_DATES: return dataset_open_dates(dataset, error);
    case ORIGIN_GRAMMAR: return dataset_open_grammar(dataset, error);
    case ORIGIN_PICTURE: return dataset_open_picture(dataset, error);
    case ORIGIN_STORY: return dataset_open_story(dataset, error);
    default: return dataset_open_sequences(dataset, error);
    }
}

Made dataset_begin_pair(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    switch (dataset->origin) {
    case ORIGIN_DATES: return dataset_begin_date(dataset, length, random, space);
    case ORIGIN_GRAMMAR: return dataset_begin_sentence(dataset, length, random, space);
    case ORIGIN_PICTURE: return dataset_begin_picture(dataset, length, random, space);
    case ORIGIN_STORY: return dataset_begin_story(dataset, length, random, space);
    default: return dataset_begin_sequence(dataset, length, random, space);
    }
}

static void finish_pair(const Dataset *dataset, PairSpace *space)
{
    switch (dataset->origin) {
    case ORIGIN_DATES: dataset_finish_date(dataset, space); break;
    case ORIGIN_GRAMMAR: dataset_finish_sentence(dataset, space); break;
    case ORIGIN_PICTURE:
    case ORIGIN_STORY: break;
    default: dataset_finish_sequence(dataset, space); break;
    }
}

/* Dates keep their natural lengths, of which the outermost are rare; all else has every length as often. */
int dataset_batch_length(const Dataset *dataset, Random *random)
{
    if (dataset->origin == ORIGIN_DATES)
        return length_table_draw(dataset->ways, dataset->least, dataset->most, random);
    if (dataset->ways != NULL)
        return length_table_draw_evenly(dataset->ways, dataset->least, dataset->most, random);
    return random_between(random, dataset->least, dataset->most);
}

bool dataset_draw_endless(const Dataset *dataset, Split split, int length, Random *random, PairSpace *space,
                          Pair *pair)
{
    for (int tries = 0; tries < TRIES_MOST; tries++) {
        int wanted = length > 0 ? length : dataset_batch_length(dataset, random);
        Made made = dataset_begin_pair(dataset, wanted, random, space);
        if (made == MADE_NEVER)
            return false;
        if (made == MADE_OTHER || dataset_space_split(dataset, wanted, space) != split)
            continue;
        finish_pair(dataset, space);
        dataset_pair_of_space(dataset, space, pair);
        return true;
    }
    return false;
}

bool dataset_draw(Dataset *dataset, Split split, int length, Random *random, PairSpace *space, Pair *pair)
{
    if (dataset->origin == ORIGIN_VOCABULARIES)
        return false;
    if (dataset->origin == ORIGIN_FILE)
        return dataset_file_draw(dataset->file, split, length, random, pair);
    return dataset_draw_endless(dataset, split, length, random, space, pair);
}

bool dataset_pair(Dataset *dataset, Split split, int index, PairSpace *space, Pair *pair)
{
    (void)space;
    if (dataset->origin != ORIGIN_FILE || index < 0 || index >= dataset_file_count(dataset->file, split))
        return false;
    dataset_file_pair(dataset->file, split, index, pair);
    return true;
}
