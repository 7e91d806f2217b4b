/* dataset_draw.c: pairs without end.
 *
 * A pair is made at random, whatever part it may belong to; when its source's hash says that it belongs to
 * another part than the one asked for, the next one is made. A length for which a part holds nothing is met by
 * giving up after TRIES_MOST attempts. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
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
    free(space->source.item);
    free(space->target.item);
    free(space->partner.item);
    free(space);
}

void int_list_reserve(IntList *list, int capacity)
{
    if (capacity <= list->capacity)
        return;
    list->capacity = capacity + capacity / 2 + 16;
    list->item = memory_resize(list->item, (size_t)list->capacity, sizeof(int));
}

void int_list_add(IntList *list, int item)
{
    int_list_reserve(list, list->count + 1);
    list->item[list->count++] = item;
}

static void pair_from_space(const PairSpace *space, bool has_partners, Pair *pair)
{
    *pair = (Pair){.source_text = buffer_text(&space->source_text),
                   .target_text = buffer_text(&space->target_text),
                   .source_count = space->source.count,
                   .target_count = space->target.count,
                   .source = space->source.item,
                   .target = space->target.item,
                   .partner = has_partners ? space->partner.item : NULL};
}

/* ---- sequences ---- */

/* Symbols by word stand apart, by character they follow each other without a space. */
static void sequence_text(const Vocabulary *vocabulary, TokenKind kind, const IntList *ids, Buffer *text)
{
    buffer_clear(text);
    for (int i = 0; i < ids->count; i++) {
        if (i > 0 && kind == TOKENS_WORD)
            buffer_add_char(text, ' ');
        buffer_add(text, vocabulary_token(vocabulary, ids->item[i]));
    }
}

static void to_ids(IntList *symbols)
{
    for (int i = 0; i < symbols->count; i++)
        symbols->item[i] += TOKEN_FIRST;
}

/* The pair whose source symbols are already in space. */
static void finish_sequence(const Dataset *dataset, PairSpace *space)
{
    int length = space->source.count;
    int_list_reserve(&space->target, length);
    int_list_reserve(&space->partner, length);
    space->target.count = space->partner.count = length;
    task_answer(dataset->task, space->source.item, length, space->target.item, space->partner.item);
    to_ids(&space->source);
    to_ids(&space->target);
    sequence_text(dataset->source, dataset->options.source_tokens, &space->source, &space->source_text);
    sequence_text(dataset->target, dataset->options.target_tokens, &space->target, &space->target_text);
}

static bool make_sequence(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    if (length > TASK_LENGTH_MOST)
        return false;
    int_list_reserve(&space->source, length);
    space->source.count = length;
    task_source(dataset->options.symbols, length, random, space->source.item);
    finish_sequence(dataset, space);
    return true;
}

/* How many sources of a length there are, or 0 when they are more than a few. */
static int few_sources(int symbols, int length)
{
    int count = 1;
    for (int i = 0; i < length; i++)
        if ((count *= symbols) > FEW_SOURCES)
            return 0;
    return count;
}

static void make_numbered_sequence(const Dataset *dataset, int number, int length, PairSpace *space)
{
    space->source.count = 0;
    for (int i = 0; i < length; i++, number /= dataset->options.symbols)
        int_list_add(&space->source, number % dataset->options.symbols);
    finish_sequence(dataset, space);
}

static uint64_t space_hash(const Dataset *dataset, const PairSpace *space)
{
    return split_hash(space->source_text.text, space->source_text.length, dataset->options.seed);
}

/* Short sequences are few: all are looked at, so that each part gets some of every length. */
static void open_few_rules(Dataset *dataset)
{
    PairSpace *space = pair_space_open();
    uint64_t *hashes = memory_new(FEW_SOURCES, sizeof *hashes);
    for (int length = 1; length < FEW_LENGTHS; length++) {
        int count = few_sources(dataset->options.symbols, length);
        if (count == 0)
            break;
        for (int number = 0; number < count; number++) {
            make_numbered_sequence(dataset, number, length, space);
            hashes[number] = space_hash(dataset, space);
        }
        size_t distinct = split_sort_hashes(hashes, (size_t)count);
        dataset->few_rule[length] =
            split_rule_of_few(hashes, distinct, ENDLESS_TEST_SHARE, ENDLESS_VALIDATION_SHARE);
        dataset->has_few_rule[length] = true;
    }
    free(hashes);
    pair_space_close(space);
}

static bool open_sequences(Dataset *dataset, Error *error)
{
    char symbol[8];
    for (int i = 0; i < dataset->options.symbols; i++) {
        task_symbol(i, symbol);
        vocabulary_add(dataset->source, symbol);
        vocabulary_add(dataset->target, symbol);
    }
    if (!dataset_settle_lengths(dataset, 3, 10, TASK_LENGTH_MOST, error))
        return false;
    if (dataset->options.symbols == 2 && dataset->least == 1)
        return error_set(error, ERROR_USAGE,
                         TEXT("two symbols make only two sequences of length 1: begin with length 2, or take "
                              "more symbols",
                              "기호 두 개로 만들 수 있는 길이 1의 수열은 둘뿐입니다. 길이 2부터 시작하거나 "
                              "기호를 늘리십시오"));
    dataset->target_most = dataset->most;
    dataset->has_partners = true;
    open_few_rules(dataset);
    return true;
}

/* ---- any origin ---- */

bool dataset_open_endless(Dataset *dataset, Error *error)
{
    dataset->rule = split_rule(ENDLESS_TEST_SHARE, ENDLESS_VALIDATION_SHARE);
    if (dataset->origin != ORIGIN_SEQUENCES)
        return error_set(error, ERROR_USAGE, TEXT("%s is not there yet", "%s은(는) 아직 없습니다"), dataset->name);
    return open_sequences(dataset, error);
}

static bool make_pair(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    return make_sequence(dataset, length, random, space);
}

static SplitRule rule_for(const Dataset *dataset, int length)
{
    bool few = length < FEW_LENGTHS && dataset->has_few_rule[length];
    return few ? dataset->few_rule[length] : dataset->rule;
}

int dataset_batch_length(const Dataset *dataset, Random *random)
{
    return random_between(random, dataset->least, dataset->most);
}

bool dataset_draw_endless(const Dataset *dataset, Split split, int length, Random *random, PairSpace *space,
                          Pair *pair)
{
    for (int tries = 0; tries < TRIES_MOST; tries++) {
        int wanted = length > 0 ? length : dataset_batch_length(dataset, random);
        if (!make_pair(dataset, wanted, random, space))
            return false;
        if (split_of(rule_for(dataset, wanted), space_hash(dataset, space)) != split)
            continue;
        pair_from_space(space, dataset->has_partners, pair);
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
