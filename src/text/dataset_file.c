/* dataset_file.c: the pairs of a file as ids, in their three parts.
 *
 * Every text is cut once, against a vocabulary of all tokens of the file. The vocabulary that models see is then
 * made of the training part alone, the most frequent token first (of equally frequent ones the earlier), and the
 * ids are changed to it: a word that only held-out pairs have becomes <UNK>, as it will be when the model is
 * used. Of subword tokens the vocabulary is all pieces that were learned, and only unseen symbols are <UNK>. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "text/byte_pairs_learn.h"
#include "text/dataset_parts.h"
#include "text/pairs_file.h"

enum { SPLITS = SPLIT_TEST + 1 };

typedef struct StoredPair {
    int number;                     /* in texts */
    int source_count, target_count;
    size_t ids;                     /* where its source ids begin; its target ids follow */
    Split split;
} StoredPair;

struct FilePairs {
    PairsFile texts;
    int source_column;
    StoredPair *pair;
    int count, passed_over;
    IntList ids;
    int *index[SPLITS];     /* pairs of each split, in the order of the file */
    int *by_length[SPLITS]; /* the same, by source length */
    int split_count[SPLITS];
};

/* Ids of the whole file's vocabularies, while it is opened. */
typedef struct AllTokens {
    Vocabulary *side[SIDES];
    int learned[SIDES]; /* ids below are pieces that the merges can leave; TOKEN_FIRST where there are no merges */
} AllTokens;

static const char *source_text(const FilePairs *file, const StoredPair *pair)
{
    return pairs_file_text(&file->texts, pair->number, file->source_column);
}

static const char *target_text(const FilePairs *file, const StoredPair *pair)
{
    return pairs_file_text(&file->texts, pair->number, 1 - file->source_column);
}

/* ---- cutting ---- */

/* Appends a text's ids in a growing vocabulary; returns how many. */
static int add_ids(Cutter cutter, Vocabulary *all, const char *text, Buffer *prepared, IntList *ids)
{
    int before = ids->count;
    TokenSpan token;
    TokenCursor cursor = token_cursor(cutter, text, strlen(text), prepared);
    while (token_cursor_next(&cursor, &token))
        int_list_add(ids, vocabulary_add_bytes(all, token.start, token.count));
    return ids->count - before;
}

static bool is_wanted(const DatasetOptions *options, int length)
{
    return length >= options->length_least && (options->length_most == 0 || length <= options->length_most);
}

static void cut_texts(const Dataset *dataset, FilePairs *file, AllTokens *all)
{
    Cutter source = dataset_cutter(dataset, SIDE_SOURCE), target = dataset_cutter(dataset, SIDE_TARGET);
    Buffer prepared = {0};
    file->pair = memory_new((size_t)file->texts.count, sizeof *file->pair);
    for (int number = 0; number < file->texts.count; number++) {
        StoredPair *pair = &file->pair[file->count];
        pair->number = number;
        pair->ids = (size_t)file->ids.count;
        pair->source_count = add_ids(source, all->side[SIDE_SOURCE], source_text(file, pair), &prepared, &file->ids);
        pair->target_count = add_ids(target, all->side[SIDE_TARGET], target_text(file, pair), &prepared, &file->ids);
        if (is_wanted(&dataset->options, pair->source_count))
            file->count++;
        else
            file->ids.count = (int)pair->ids;
    }
    file->passed_over = file->texts.count - file->count;
    buffer_free(&prepared);
}

/* ---- splitting ---- */

static void assign_splits(const DatasetOptions *options, FilePairs *file)
{
    size_t count = (size_t)file->count;
    uint64_t *hashes = memory_new(count, sizeof *hashes), *sorted;
    for (size_t i = 0; i < count; i++) {
        const char *text = source_text(file, &file->pair[i]);
        hashes[i] = split_hash(text, strlen(text), options->seed);
    }
    sorted = memory_copy(hashes, count * sizeof *hashes);
    size_t distinct = split_sort_hashes(sorted, count);
    SplitRule rule = split_rule_of_few(sorted, distinct, FILE_TEST_SHARE, FILE_VALIDATION_SHARE);
    for (size_t i = 0; i < count; i++) {
        file->pair[i].split = split_of(rule, hashes[i]);
        file->split_count[file->pair[i].split]++;
    }
    free(hashes);
    free(sorted);
}

static void list_splits(FilePairs *file)
{
    int next[SPLITS] = {0};
    for (int split = 0; split < SPLITS; split++)
        file->index[split] = memory_new((size_t)file->split_count[split], sizeof(int));
    for (int i = 0; i < file->count; i++) {
        Split split = file->pair[i].split;
        file->index[split][next[split]++] = i;
    }
}

/* Counting sort of a split's pairs by source length, for drawing a length. */
static void list_by_length(FilePairs *file, Split split, int longest)
{
    int count = file->split_count[split];
    int *place = memory_new((size_t)longest + 2, sizeof(int));
    file->by_length[split] = memory_new((size_t)count, sizeof(int));
    for (int i = 0; i < count; i++)
        place[file->pair[file->index[split][i]].source_count + 1]++;
    for (int length = 0; length <= longest; length++)
        place[length + 1] += place[length];
    for (int i = 0; i < count; i++) {
        int pair = file->index[split][i];
        file->by_length[split][place[file->pair[pair].source_count]++] = pair;
    }
    free(place);
}

/* ---- vocabularies ---- */

typedef struct Frequency { int id, times; } Frequency;

static int compare_frequency(const void *left, const void *right)
{
    const Frequency *a = left, *b = right;
    if (a->times != b->times)
        return a->times < b->times ? 1 : -1;
    return a->id - b->id;
}

/* Counts the ids of one side over the training part. Ids of the whole file count up by first appearance, so that
 * they decide between equally frequent tokens. */
static void count_tokens(const FilePairs *file, Side side, Frequency *frequency)
{
    for (int i = 0; i < file->count; i++) {
        const StoredPair *pair = &file->pair[i];
        if (pair->split != SPLIT_TRAINING)
            continue;
        const int *ids = file->ids.item + pair->ids + (side == SIDE_SOURCE ? 0 : pair->source_count);
        int count = side == SIDE_SOURCE ? pair->source_count : pair->target_count;
        for (int t = 0; t < count; t++)
            frequency[ids[t]].times++;
    }
}

/* Fills the vocabulary of one side; returns for each id of the whole file the id in it (free it). */
static int *choose_tokens(const FilePairs *file, Side side, const AllTokens *tokens, Vocabulary *vocabulary)
{
    const Vocabulary *all = tokens->side[side];
    int size = vocabulary_size(all);
    Frequency *frequency = memory_new((size_t)size, sizeof *frequency);
    int *chosen = memory_new((size_t)size, sizeof *chosen);
    for (int id = 0; id < size; id++)
        frequency[id].id = id;
    count_tokens(file, side, frequency);
    qsort(frequency, (size_t)size, sizeof *frequency, compare_frequency);
    for (int i = 0; i < size; i++) {
        int id = frequency[i].id;
        bool known = frequency[i].times > 0 || (id >= TOKEN_FIRST && id < tokens->learned[side]);
        chosen[id] = known ? vocabulary_add(vocabulary, vocabulary_token(all, id)) : TOKEN_UNK;
    }
    free(frequency);
    return chosen;
}

static void change_ids(FilePairs *file, const int *source, const int *target)
{
    for (int i = 0; i < file->count; i++) {
        const StoredPair *pair = &file->pair[i];
        int *ids = file->ids.item + pair->ids;
        for (int t = 0; t < pair->source_count; t++)
            ids[t] = source[ids[t]];
        for (int t = 0; t < pair->target_count; t++)
            ids[pair->source_count + t] = target[ids[pair->source_count + t]];
    }
}

static void make_vocabularies(Dataset *dataset, FilePairs *file, const AllTokens *all)
{
    int *source = choose_tokens(file, SIDE_SOURCE, all, dataset->source);
    int *target = choose_tokens(file, SIDE_TARGET, all, dataset->target);
    change_ids(file, source, target);
    free(source);
    free(target);
}

/* ---- subwords ---- */

static BytePairs *learn_side(const Dataset *dataset, const FilePairs *file, const bool *held_out, Side side)
{
    BytePairLearner *learner = byte_pair_learner_open(dataset->options.hangul);
    int column = side == SIDE_SOURCE ? file->source_column : 1 - file->source_column;
    for (int number = 0; number < file->texts.count; number++) {
        const char *text = pairs_file_text(&file->texts, number, column);
        if (!held_out[number])
            byte_pair_learner_add(learner, text, strlen(text), true);
    }
    BytePairs *merges = byte_pair_learner_learn(
        learner, side == SIDE_SOURCE ? dataset->options.source_merges : dataset->options.target_merges);
    byte_pair_learner_close(learner);
    return merges;
}

static void learn(Dataset *dataset, const FilePairs *file, const bool *held_out, AllTokens *all)
{
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        all->learned[side] = TOKEN_FIRST;
        if (dataset_tokens(dataset, side) != TOKENS_SUBWORD)
            continue;
        BytePairs *merges = learn_side(dataset, file, held_out, side);
        const Vocabulary *pieces = merges->subwords;
        dataset_take_merges(dataset, side, merges);
        for (int id = TOKEN_FIRST; id < vocabulary_size(pieces); id++)
            vocabulary_add(all->side[side], vocabulary_token(pieces, id));
        all->learned[side] = vocabulary_size(all->side[side]);
    }
}

/* By the rule for many pairs: what the file's own rule holds out besides is found when it is cut. */
static bool *first_held_out(const Dataset *dataset, const FilePairs *file)
{
    SplitRule rule = split_rule(FILE_TEST_SHARE, FILE_VALIDATION_SHARE);
    bool *held_out = memory_new((size_t)file->texts.count, sizeof *held_out);
    for (int number = 0; number < file->texts.count; number++) {
        const char *text = pairs_file_text(&file->texts, number, file->source_column);
        held_out[number] = split_of(rule, split_hash(text, strlen(text), dataset->options.seed)) != SPLIT_TRAINING;
    }
    return held_out;
}

/* Marks the pairs that are held out; whether one was not marked before. */
static bool mark_held_out(const FilePairs *file, bool *held_out)
{
    bool found = false;
    for (int i = 0; i < file->count; i++) {
        bool *mark = &held_out[file->pair[i].number];
        found |= file->pair[i].split != SPLIT_TRAINING && !*mark;
        *mark |= file->pair[i].split != SPLIT_TRAINING;
    }
    return found;
}

static void begin_anew(FilePairs *file, AllTokens *all)
{
    free(file->pair);
    file->count = file->ids.count = 0;
    memset(file->split_count, 0, sizeof file->split_count);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        vocabulary_close(all->side[side]);
        all->side[side] = vocabulary_open();
    }
}

/* Cuts and splits. Which pairs are held out depends, where they are few, on which are within the lengths asked for,
 * and that on what was learned. So when a pair that was learned from turns out to be held out, it is left out and
 * all is done anew, until there is none. */
static void cut_and_split(Dataset *dataset, FilePairs *file, AllTokens *all)
{
    bool subwords = dataset_tokens(dataset, SIDE_SOURCE) == TOKENS_SUBWORD ||
                    dataset_tokens(dataset, SIDE_TARGET) == TOKENS_SUBWORD;
    bool *held_out = subwords ? first_held_out(dataset, file) : NULL;
    for (;;) {
        learn(dataset, file, held_out, all);
        cut_texts(dataset, file, all);
        if (file->count > 0)
            assign_splits(&dataset->options, file);
        if (!subwords || !mark_held_out(file, held_out))
            break;
        begin_anew(file, all);
    }
    free(held_out);
}

/* ---- opening ---- */

static void measure_lengths(Dataset *dataset, const FilePairs *file)
{
    dataset->least = dataset->most = file->pair[0].source_count;
    dataset->target_most = 0;
    for (int i = 0; i < file->count; i++) {
        int source = file->pair[i].source_count, target = file->pair[i].target_count;
        dataset->least = source < dataset->least ? source : dataset->least;
        dataset->most = source > dataset->most ? source : dataset->most;
        dataset->target_most = target > dataset->target_most ? target : dataset->target_most;
    }
}

static bool refuse_empty(const Dataset *dataset, Error *error)
{
    int least = dataset->options.length_least, most = dataset->options.length_most;
    return error_set(error, ERROR_DATA,
                     TEXT("%s: none of its %d pairs has a source of %d to %d tokens",
                          "%s: 문장 쌍 %d개 가운데 원문이 토큰 %d~%d개인 것이 없습니다"),
                     dataset->options.file, dataset->file->texts.count, least > 0 ? least : 1,
                     most > 0 ? most : PAIRS_LINE_BYTES);
}

bool dataset_open_file(Dataset *dataset, Error *error)
{
    FilePairs *file = dataset->file = memory_new(1, sizeof *file);
    if (!pairs_file_read(dataset->options.file, &file->texts, error))
        return false;
    file->source_column = dataset->options.swap ? 1 : 0;
    AllTokens all = {.side = {vocabulary_open(), vocabulary_open()}};
    cut_and_split(dataset, file, &all);
    if (file->count > 0) {
        measure_lengths(dataset, file);
        list_splits(file);
        for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++)
            list_by_length(file, split, dataset->most);
        make_vocabularies(dataset, file, &all);
    }
    vocabulary_close(all.side[SIDE_SOURCE]);
    vocabulary_close(all.side[SIDE_TARGET]);
    return file->count > 0 || refuse_empty(dataset, error);
}

void dataset_close_file(FilePairs *file)
{
    if (file == NULL)
        return;
    pairs_file_free(&file->texts);
    free(file->pair);
    free(file->ids.item);
    for (int split = 0; split < SPLITS; split++) {
        free(file->index[split]);
        free(file->by_length[split]);
    }
    free(file);
}

/* ---- pairs ---- */

int dataset_file_count(const FilePairs *file, Split split) { return file->split_count[split]; }
int dataset_file_passed_over(const FilePairs *file) { return file->passed_over; }

static void get_pair(const FilePairs *file, int index, Pair *pair)
{
    const StoredPair *stored = &file->pair[index];
    const int *ids = file->ids.item + stored->ids;
    *pair = (Pair){.source_text = source_text(file, stored),
                   .target_text = target_text(file, stored),
                   .source_count = stored->source_count,
                   .target_count = stored->target_count,
                   .source = ids,
                   .target = ids + stored->source_count};
}

void dataset_file_pair(const FilePairs *file, Split split, int index, Pair *pair)
{
    get_pair(file, file->index[split][index], pair);
}

/* How many pairs of a split have sources shorter than length. */
static int count_shorter(const FilePairs *file, Split split, int length)
{
    int low = 0, high = file->split_count[split];
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (file->pair[file->by_length[split][middle]].source_count < length)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool dataset_file_draw(const FilePairs *file, Split split, int length, Random *random, Pair *pair)
{
    int first = 0, behind = file->split_count[split];
    if (length > 0) {
        first = count_shorter(file, split, length);
        behind = count_shorter(file, split, length + 1);
    }
    if (first == behind)
        return false;
    get_pair(file, file->by_length[split][random_between(random, first, behind - 1)], pair);
    return true;
}
