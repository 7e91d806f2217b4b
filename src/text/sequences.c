/* sequences.c: the tasks copy, reverse and sort, several of them by a prefix, and the code that all tasks over
 * sequences share.
 *
 * The source is made of random symbols, so that every length up to SEQUENCE_LENGTH_MOST can be had. */
#include "text/sequences.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

const DataSource tasks_by_prefix = {
    SEQUENCE_TASKS(FROM_TASKS),
    .help = {"one of several tasks, which the first token names", "첫 토큰이 알려 주는 과제 하나"},
    .only_tokens = {"with tasks= sources and targets are read and written by word", "tasks=는 단어 단위로만 읽고 씁니다"},
};

/* ---- symbols ---- */

/* The syllables are 14 plain consonants with 10 vowels: 가 나 다 ... 하, 거 너 더 ... Numbers count as Unicode does, where
 * the code of one is 0xAC00 + (consonant * 21 + vowel) * 28. */
void sequence_symbol(int index, char *out)
{
    static const uint32_t consonants[] = {0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 15, 16, 17, 18};
    static const uint32_t vowels[] = {0, 4, 8, 13, 18, 20, 1, 5, 2, 6};
    enum { CONSONANTS = sizeof consonants / sizeof consonants[0], BEFORE = 26 + 26 + 10 };
    assert(index >= 0 && index < SYMBOLS_MOST);
    uint32_t number = index < BEFORE ? 0 : (uint32_t)index - BEFORE;
    uint32_t syllable = consonants[number % CONSONANTS] * 21 + vowels[number / CONSONANTS];
    uint32_t code = index < 26       ? 'a' + (uint32_t)index
                    : index < 52     ? 'A' + (uint32_t)index - 26
                    : index < BEFORE ? '0' + (uint32_t)index - 52
                                     : 0xAC00 + syllable * 28;
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

/* ---- several tasks: the first token of a source is the name of its task ---- */

/* Task number i over sequences; NULL past the last. */
static const DataSource *sequence_task(int i)
{
    static const DataSource *const tasks[] = {&task_copy, &task_reverse, &task_sort};
    return i < (int)(sizeof tasks / sizeof *tasks) ? tasks[i] : NULL;
}

static const char *sequence_task_name(int i)
{
    const DataSource *task = sequence_task(i);
    return task != NULL ? task->name : NULL;
}

static bool add_task(Dataset *dataset, const char *name, Error *error)
{
    int found = data_find_name(TEXT("task over symbols", "기호열 과제"), name, sequence_task_name, error);
    if (found < 0)
        return false;
    for (int i = 0; i < dataset->task_count; i++)
        if (dataset->tasks[i] == sequence_task(found))
            return error_set(error, ERROR_USAGE, TEXT("tasks= names %s twice", "tasks=에 %s 과제가 두 번 있습니다"), name);
    assert(dataset->task_count < TASKS_MOST);
    dataset->tasks[dataset->task_count++] = sequence_task(found);
    return true;
}

/* The tasks that tasks= names, separated by commas; none without it. */
static bool settle_tasks(Dataset *dataset, Error *error)
{
    bool right = true;
    Buffer name = {0};
    for (const char *at = dataset->options.tasks; at != NULL && right; at = strchr(at, ',')) {
        at += *at == ',';
        buffer_clear(&name);
        buffer_add_bytes(&name, at, strcspn(at, ","));
        right = add_task(dataset, buffer_text(&name), error);
    }
    buffer_free(&name);
    return right;
}

/* How many tokens there are before the symbols. */
static int prefix_length(const Dataset *dataset) { return dataset->task_count > 0 ? 1 : 0; }

static int choices_at(const Dataset *dataset, int position)
{
    return position < prefix_length(dataset) ? dataset->task_count : dataset->options.symbols;
}

/* Names of tasks come after the symbols in the vocabulary. */
static int choice_at(const Dataset *dataset, int position, int choice)
{
    return position < prefix_length(dataset) ? dataset->options.symbols + choice : choice;
}

/* ---- pairs ---- */

Made sequence_draw(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    IntList *source = &space->ids[SIDE_SOURCE];
    if (length > SEQUENCE_LENGTH_MOST || length <= prefix_length(dataset))
        return MADE_NEVER;
    source->count = 0;
    for (int i = 0; i < length; i++)
        int_list_add(source, choice_at(dataset, i, (int)random_below(random, (uint32_t)choices_at(dataset, i))));
    put_symbols(dataset, SIDE_SOURCE, space);
    return MADE_PAIR;
}

void sequence_finish(const Dataset *dataset, PairSpace *space)
{
    IntList *source = &space->ids[SIDE_SOURCE], *target = &space->ids[SIDE_TARGET], *alignment = &space->alignment;
    int first = prefix_length(dataset);
    const DataSource *task = first > 0 ? dataset->tasks[source->item[0] - dataset->options.symbols] : dataset->source;
    int_list_reserve(alignment, source->count);
    alignment->count = task->align(source->item + first, source->count - first, alignment->item);
    assert(alignment->count <= source->count);
    target->count = 0;
    for (int i = 0; i < alignment->count; i++) {
        alignment->item[i] += first;
        int_list_add(target, source->item[alignment->item[i]]);
    }
    put_symbols(dataset, SIDE_TARGET, space);
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        for (int i = 0; i < space->ids[side].count; i++)
            space->ids[side].item[i] += TOKEN_FIRST;
}

/* How many sources of a length there are, or 0 if they are more than a few. */
static int few_sources(const Dataset *dataset, int length)
{
    int count = 1;
    for (int i = 0; i < length; i++)
        if ((count *= choices_at(dataset, i)) > FEW_SOURCES)
            return 0;
    return count;
}

/* Short sequences are few, so each is looked at and each split gets some of every length. */
static void open_few_rules(Dataset *dataset)
{
    PairSpace *space = pair_space_open();
    uint64_t *hashes = memory_new(FEW_SOURCES, sizeof *hashes);
    int count;
    for (int length = prefix_length(dataset) + 1; length < FEW_LENGTHS; length++) {
        if ((count = few_sources(dataset, length)) == 0)
            break;
        for (int number = 0; number < count; number++) {
            space->ids[SIDE_SOURCE].count = 0;
            for (int i = 0, left = number; i < length; left /= choices_at(dataset, i++))
                int_list_add(&space->ids[SIDE_SOURCE], choice_at(dataset, i, left % choices_at(dataset, i)));
            put_symbols(dataset, SIDE_SOURCE, space);
            hashes[number] = dataset_space_hash(dataset, space);
        }
        dataset_set_few_rule(dataset, length, hashes, (size_t)count);
    }
    free(hashes);
    pair_space_close(space);
}

static bool settle_sequence_lengths(Dataset *dataset, Error *error)
{
    int first = prefix_length(dataset);
    if (!dataset_settle_lengths(dataset, 3 + first, 10 + first, SEQUENCE_LENGTH_MOST, error))
        return false;
    if (dataset->least <= first)
        return error_set(error, ERROR_USAGE,
                         TEXT("with tasks= the name of the task counts as a token: lengths begin at 2, not %d",
                              "tasks=에서는 과제 이름도 토큰 하나로 셉니다. 길이는 2 이상이어야 합니다(입력: %d)"),
                         dataset->least);
    if (few_sources(dataset, dataset->least) == 2)
        return error_set(
            error, ERROR_USAGE,
            TEXT("two symbols make only two sequences of length %d: begin with length %d, or take more symbols",
                 "기호 두 개로 만들 수 있는 길이 %d의 시퀀스는 둘뿐입니다. 길이 %d부터 시작하거나 기호를 늘리십시오"),
            dataset->least, dataset->least + 1);
    dataset->target_most = dataset->most - first;
    return true;
}

bool sequence_open(Dataset *dataset, Error *error)
{
    char symbol[8];
    if (!settle_tasks(dataset, error))
        return false;
    for (int i = 0; i < dataset->options.symbols; i++) {
        sequence_symbol(i, symbol);
        vocabulary_add(dataset->vocabulary[SIDE_SOURCE], symbol);
        vocabulary_add(dataset->vocabulary[SIDE_TARGET], symbol);
    }
    for (int i = 0; i < dataset->task_count; i++)
        vocabulary_add(dataset->vocabulary[SIDE_SOURCE], dataset->tasks[i]->name);
    if (!settle_sequence_lengths(dataset, error))
        return false;
    open_few_rules(dataset);
    return true;
}
