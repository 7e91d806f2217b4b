/* sequences.c: the tasks copy, reverse and sort, and the code that all tasks over sequences share.
 *
 * The source is made of random symbols, so that every length up to SEQUENCE_LENGTH_MOST can be had. */
#include "text/sequences.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "text/data_sources.h"
#include "text/dataset_state.h"

/* Up to this many sources of a length, the split is made from all of them, one by one. */
enum { FEW_SOURCES = 4096 };

/* ---- the tasks ---- */

static int align_copy(const int *source, int length, int *alignment)
{
    (void)source;
    for (int i = 0; i < length; i++)
        alignment[i] = i;
    return length;
}

static int align_reverse(const int *source, int length, int *alignment)
{
    (void)source;
    for (int i = 0; i < length; i++)
        alignment[i] = length - 1 - i;
    return length;
}

/* By counting: the first of each symbol goes behind all smaller ones. Equal symbols keep their order. */
static int align_sort(const int *source, int length, int *alignment)
{
    int place[SYMBOLS_MOST + 1] = {0};
    for (int i = 0; i < length; i++)
        place[source[i] + 1]++;
    for (int symbol = 0; symbol < SYMBOLS_MOST; symbol++)
        place[symbol + 1] += place[symbol];
    for (int i = 0; i < length; i++)
        alignment[place[source[i]]++] = i;
    return length;
}

const DataSource task_copy = {
    SEQUENCE_TASK,
    .name = "copy",
    .help = {"the same symbols again", "기호를 그대로 다시 쓰기"},
    .align = align_copy,
};

const DataSource task_reverse = {
    SEQUENCE_TASK,
    .name = "reverse",
    .help = {"the symbols from last to first", "기호를 거꾸로 쓰기"},
    .align = align_reverse,
};

const DataSource task_sort = {
    SEQUENCE_TASK,
    .name = "sort",
    .help = {"the symbols in their order", "기호를 순서대로 쓰기"},
    .align = align_sort,
};

/* ---- symbols ---- */

/* 14 plain consonants with 10 vowels: 가 나 다 ... 하, 거 너 더 ... Numbers count as Unicode does, where the code of a
 * syllable is 0xAC00 + (consonant * 21 + vowel) * 28. */
static uint32_t syllable(int index)
{
    static const int consonants[] = {0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 15, 16, 17, 18};
    static const int vowels[] = {0, 4, 8, 13, 18, 20, 1, 5, 2, 6};
    enum { CONSONANTS = sizeof consonants / sizeof consonants[0] };
    return 0xAC00 + (uint32_t)(consonants[index % CONSONANTS] * 21 + vowels[index / CONSONANTS]) * 28;
}

void sequence_symbol(int index, char *out)
{
    assert(index >= 0 && index < SYMBOLS_MOST);
    uint32_t code = index < 26   ? 'a' + (uint32_t)index
                    : index < 52 ? 'A' + (uint32_t)index - 26
                    : index < 62 ? '0' + (uint32_t)index - 52
                                 : syllable(index - 62);
    out[utf8_encode(code, out)] = '\0';
}

/* By word there are spaces between symbols, by character there are none. */
static void put_symbols(const Dataset *dataset, Side side, PairSpace *space)
{
    const IntList *symbols = &space->ids[side];
    Buffer *text = &space->text[side];
    buffer_clear(text);
    for (int i = 0; i < symbols->count; i++) {
        if (i > 0 && dataset_tokens(dataset, side) == TOKENS_WORD)
            buffer_add_char(text, ' ');
        buffer_add(text, vocabulary_token(dataset->vocabulary[side], TOKEN_FIRST + symbols->item[i]));
    }
}

/* ---- pairs ---- */

Made sequence_draw(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    IntList *source = &space->ids[SIDE_SOURCE];
    if (length > SEQUENCE_LENGTH_MOST)
        return MADE_NEVER;
    source->count = 0;
    for (int i = 0; i < length; i++)
        int_list_add(source, (int)random_below(random, (uint32_t)dataset->options.symbols));
    put_symbols(dataset, SIDE_SOURCE, space);
    return MADE_PAIR;
}

void sequence_finish(const Dataset *dataset, PairSpace *space)
{
    IntList *source = &space->ids[SIDE_SOURCE], *target = &space->ids[SIDE_TARGET], *alignment = &space->alignment;
    int_list_reserve(alignment, source->count);
    alignment->count = dataset->source->align(source->item, source->count, alignment->item);
    assert(alignment->count <= source->count);
    target->count = 0;
    for (int i = 0; i < alignment->count; i++)
        int_list_add(target, source->item[alignment->item[i]]);
    put_symbols(dataset, SIDE_TARGET, space);
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        for (int i = 0; i < space->ids[side].count; i++)
            space->ids[side].item[i] += TOKEN_FIRST;
}

/* How many sources of a length there are, or 0 if they are more than a few. */
static int few_sources(int symbols, int length)
{
    int count = 1;
    for (int i = 0; i < length; i++)
        if ((count *= symbols) > FEW_SOURCES)
            return 0;
    return count;
}

/* Short sequences are few, so each is looked at and each split gets some of every length. */
static void open_few_rules(Dataset *dataset)
{
    PairSpace *space = pair_space_open();
    uint64_t *hashes = memory_new(FEW_SOURCES, sizeof *hashes);
    int symbols = dataset->options.symbols, count;
    for (int length = 1; length < FEW_LENGTHS && (count = few_sources(symbols, length)) > 0; length++) {
        for (int number = 0; number < count; number++) {
            space->ids[SIDE_SOURCE].count = 0;
            for (int i = 0, left = number; i < length; i++, left /= symbols)
                int_list_add(&space->ids[SIDE_SOURCE], left % symbols);
            put_symbols(dataset, SIDE_SOURCE, space);
            hashes[number] = dataset_space_hash(dataset, space);
        }
        dataset_set_few_rule(dataset, length, hashes, (size_t)count);
    }
    free(hashes);
    pair_space_close(space);
}

bool sequence_open(Dataset *dataset, Error *error)
{
    char symbol[8];
    for (int i = 0; i < dataset->options.symbols; i++) {
        sequence_symbol(i, symbol);
        vocabulary_add(dataset->vocabulary[SIDE_SOURCE], symbol);
        vocabulary_add(dataset->vocabulary[SIDE_TARGET], symbol);
    }
    if (!dataset_settle_lengths(dataset, 3, 10, SEQUENCE_LENGTH_MOST, error))
        return false;
    if (dataset->options.symbols == 2 && dataset->least == 1)
        return error_set(
            error, ERROR_USAGE,
            TEXT("two symbols make only two sequences of length 1: begin with length 2, or take more symbols",
                 "기호 두 개로 만들 수 있는 길이 1의 시퀀스는 둘뿐입니다. 길이 2부터 시작하거나 기호를 늘리십시오"));
    dataset->target_most = dataset->most;
    open_few_rules(dataset);
    return true;
}
