/* dataset_sequences.c: the pairs of the tasks copy, reverse and sort.
 *
 * The source is made of random symbols, so that every length up to TASK_LENGTH_MOST can be had. */
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "text/dataset_parts.h"
#include "text/tasks.h"

/* Up to this many sources of a length, the split is made from all of them, one by one. */
enum { FEW_SOURCES = 4096 };

/* Symbols by word stand apart, by character they follow each other without a space. */
static void put_symbols(const Vocabulary *vocabulary, TokenKind kind, const IntList *symbols, Buffer *text)
{
    buffer_clear(text);
    for (int i = 0; i < symbols->count; i++) {
        if (i > 0 && kind == TOKENS_WORD)
            buffer_add_char(text, ' ');
        buffer_add(text, vocabulary_token(vocabulary, TOKEN_FIRST + symbols->item[i]));
    }
}

static void to_ids(IntList *symbols)
{
    for (int i = 0; i < symbols->count; i++)
        symbols->item[i] += TOKEN_FIRST;
}

Made dataset_begin_sequence(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    if (length > TASK_LENGTH_MOST)
        return MADE_NEVER;
    int_list_reserve(&space->source, length);
    space->source.count = length;
    task_source(dataset->options.symbols, length, random, space->source.item);
    put_symbols(dataset->source, dataset->options.source_tokens, &space->source, &space->source_text);
    return MADE_PAIR;
}

void dataset_finish_sequence(const Dataset *dataset, PairSpace *space)
{
    int length = space->source.count;
    int_list_reserve(&space->target, length);
    int_list_reserve(&space->partner, length);
    space->target.count = space->partner.count = length;
    task_answer(dataset->task, space->source.item, length, space->target.item, space->partner.item);
    put_symbols(dataset->target, dataset->options.target_tokens, &space->target, &space->target_text);
    to_ids(&space->source);
    to_ids(&space->target);
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

static void put_numbered_sequence(const Dataset *dataset, int number, int length, PairSpace *space)
{
    space->source.count = 0;
    for (int i = 0; i < length; i++, number /= dataset->options.symbols)
        int_list_add(&space->source, number % dataset->options.symbols);
    put_symbols(dataset->source, dataset->options.source_tokens, &space->source, &space->source_text);
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
            put_numbered_sequence(dataset, number, length, space);
            hashes[number] = dataset_space_hash(dataset, space);
        }
        dataset_set_few_rule(dataset, length, hashes, (size_t)count);
    }
    free(hashes);
    pair_space_close(space);
}

bool dataset_open_sequences(Dataset *dataset, Error *error)
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
                              "기호 두 개로 만들 수 있는 길이 1의 시퀀스는 둘뿐입니다. 길이 2부터 시작하거나 기호를 "
                              "늘리십시오"));
    dataset->target_most = dataset->most;
    dataset->has_partners = true;
    open_few_rules(dataset);
    return true;
}
