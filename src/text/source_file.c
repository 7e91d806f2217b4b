/* source_file.c: the pairs of a file, all of them held as ids.
 *
 * Every text is cut once, with a vocabulary of all tokens of the file. The vocabulary that models see is then made of
 * the training set alone, the most frequent token first (of equally frequent ones the earlier), and the ids are changed
 * to it: a word that is not in the training set becomes <UNK>, as it will when the model is used. The vocabulary of
 * subword tokens is all subwords that were learned; only unseen symbols are <UNK>. A file that is read for a model that
 * was opened gets that model's vocabularies instead.
 *
 * What is hashed for the split is the source as its words are written without needless blanks: sources that a model
 * cannot tell apart are always in the same set. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/byte_pairs.h"
#include "text/data_sources.h"
#include "text/dataset_state.h"

/* Shares of all sources, in thousandths. */
enum { TEST_SHARE = 100, VALIDATION_SHARE = 100 };

/* A file that is being opened. */
typedef struct Opening {
    Dataset *dataset;
    const Dataset *given;   /* the one that gives vocabularies and merges; NULL: they are made */
    StoredPairs *stored;
    uint64_t *hash;         /* of each text's source */
    bool *held_out;         /* of each text, once it was found to be outside the training set; NULL without subwords */
    Vocabulary *all[SIDES]; /* of the whole file */
    bool stopped;
    int learned[SIDES];     /* ids below it in all are subwords that the merges can leave; TOKEN_FIRST without merges */
} Opening;

/* How the work is shared out; merges are learned again when the split changes. */
static const struct { double reading, hashing, learning, cutting; } shares = {0.2, 0.1, 0.5, 0.2};

/* Each of the loops over all texts asks, and the parts made so far are useless then. */
static bool is_stopped(Opening *opening, LoadWatch watch, int done)
{
    opening->stopped = opening->stopped || !load_goes_on(&watch, done, opening->stored->texts.count);
    return opening->stopped;
}

static LoadWatch part_of(const Opening *opening, double from, double share)
{
    return load_part(opening->dataset->options.watch, from, share);
}

/* ---- splitting ---- */

static uint64_t hash_source(const StoredPairs *stored, int number, uint64_t seed)
{
    const char *text = stored_pairs_text(stored, number, SIDE_SOURCE), *end = text + strlen(text);
    TokenList words = {0};
    Buffer joined = {0};
    TokenSpan word;
    while (tokens_next(TOKENS_WORD, &text, end, &word))
        token_list_add(&words, word.start, word.count);
    tokens_join(TOKENS_WORD, (const char *const *)words.token, words.count, &joined);
    uint64_t hash = hash_bytes(joined.text, joined.length, seed);
    token_list_free(&words);
    buffer_free(&joined);
    return hash;
}

static void assign_splits(const Opening *opening)
{
    StoredPairs *stored = opening->stored;
    size_t count = (size_t)stored->count;
    uint64_t *sorted = memory_new(count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = opening->hash[stored->pair[i].number];
    size_t distinct = split_sort_hashes(sorted, count);
    SplitRule rule = split_rule_of_few(sorted, distinct, TEST_SHARE, VALIDATION_SHARE);
    for (size_t i = 0; i < count; i++) {
        StoredPair *pair = &stored->pair[i];
        pair->split = split_of(rule, opening->hash[pair->number]);
        stored->split_count[pair->split]++;
    }
    free(sorted);
}

/* ---- cutting ---- */

static void cut_texts(Opening *opening)
{
    StoredPairs *stored = opening->stored;
    Buffer prepared = {0};
    free(stored->pair);
    stored->pair = memory_new((size_t)stored->texts.count, sizeof *stored->pair);
    stored->count = stored->ids.count = 0;
    memset(stored->split_count, 0, sizeof stored->split_count);
    LoadWatch watch = part_of(opening, 1 - shares.cutting, shares.cutting);
    for (int number = 0; number < stored->texts.count && !is_stopped(opening, watch, number); number++) {
        StoredPair *pair = &stored->pair[stored->count];
        *pair = (StoredPair){.number = number, .ids = (size_t)stored->ids.count};
        for (Side side = SIDE_SOURCE; side < SIDES; side++)
            pair->count[side] = cutter_new_ids(dataset_cutter(opening->dataset, side), opening->all[side],
                                               stored_pairs_text(stored, number, side), &prepared, &stored->ids);
        if (dataset_wants_length(opening->dataset, pair->count[SIDE_SOURCE]))
            stored->count++;
        else
            stored->ids.count = (int)pair->ids;
    }
    stored->passed_over = stored->texts.count - stored->count;
    buffer_free(&prepared);
}

/* ---- subwords ---- */

static BytePairs *learn_side(Opening *opening, Side side)
{
    const Dataset *dataset = opening->dataset;
    BytePairLearner *learner = byte_pair_learner_open(dataset->options.hangul);
    double learned = side == SIDE_SOURCE ? 0 : shares.learning / 2;
    LoadWatch watch = part_of(opening, shares.reading + shares.hashing + learned, shares.learning / 2);
    LoadWatch counting = load_part(watch, 0, 0.3);
    for (int number = 0; number < opening->stored->texts.count && !is_stopped(opening, counting, number); number++) {
        const char *text = stored_pairs_text(opening->stored, number, side);
        if (!opening->held_out[number])
            byte_pair_learner_add(learner, text, strlen(text), true);
    }
    BytePairs *merges =
        byte_pair_learner_learn(learner, dataset_merge_count(dataset, side), load_part(watch, 0.3, 0.7));
    opening->stopped |= merges == NULL;
    byte_pair_learner_close(learner);
    return merges;
}

/* Begins the vocabularies of the whole file with the subwords that are learned. */
static void learn(Opening *opening)
{
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        vocabulary_close(opening->all[side]);
        opening->all[side] = vocabulary_open();
        if (opening->given == NULL && dataset_tokens(opening->dataset, side) == TOKENS_SUBWORD) {
            BytePairs *merges = learn_side(opening, side);
            if (merges == NULL)
                return;
            dataset_take_merges(opening->dataset, side, merges);
            vocabulary_add_all(opening->all[side], merges->subwords);
        }
        opening->learned[side] = vocabulary_size(opening->all[side]);
    }
}

/* Marks the pairs that are outside the training set; whether one was not marked before. */
static bool mark_held_out(const Opening *opening)
{
    bool found = false;
    for (int i = 0; i < opening->stored->count; i++) {
        const StoredPair *pair = &opening->stored->pair[i];
        bool *mark = &opening->held_out[pair->number];
        found |= pair->split != SPLIT_TRAINING && !*mark;
        *mark |= pair->split != SPLIT_TRAINING;
    }
    return found;
}

/* With few pairs, the split depends on which pairs have the requested lengths, the lengths depend on the merges, and
 * the merges are learned from the training set. So when a pair used for the merges falls outside the training set,
 * learn the merges again without it, until there is no such pair. The first pass uses the rule for many pairs. */
static void cut_and_split(Opening *opening)
{
    int count = opening->stored->texts.count;
    opening->hash = memory_new((size_t)count, sizeof *opening->hash);
    LoadWatch watch = part_of(opening, shares.reading, shares.hashing);
    for (int number = 0; number < count && !is_stopped(opening, watch, number); number++)
        opening->hash[number] = hash_source(opening->stored, number, opening->dataset->options.seed);
    if (dataset_has_subwords(opening->dataset) && opening->given == NULL) {
        SplitRule rule = split_rule(TEST_SHARE, VALIDATION_SHARE);
        opening->held_out = memory_new((size_t)count, sizeof *opening->held_out);
        for (int number = 0; number < count; number++)
            opening->held_out[number] = split_of(rule, opening->hash[number]) != SPLIT_TRAINING;
    }
    do {
        learn(opening);
        if (!opening->stopped)
            cut_texts(opening);
        if (opening->stored->count > 0)
            assign_splits(opening);
    } while (opening->held_out != NULL && !opening->stopped && mark_held_out(opening));
}

/* ---- fingerprint ---- */

/* Of the tokens of all pairs, while the ids are those of the whole file. A token is never empty, so that an empty one
 * ends a side. */
static DataMark mark_of(const Opening *opening)
{
    const StoredPairs *stored = opening->stored;
    DataMark mark = {.pairs = stored->count};
    for (int i = 0; i < stored->count; i++) {
        const int *id = stored->ids.item + stored->pair[i].ids;
        for (Side side = SIDE_SOURCE; side < SIDES; side++) {
            for (int t = 0; t < stored->pair[i].count[side]; t++) {
                const char *token = vocabulary_token(opening->all[side], *id++);
                mark.fingerprint = hash_bytes(token, strlen(token) + 1, mark.fingerprint);
            }
            mark.fingerprint = hash_bytes("", 1, mark.fingerprint);
        }
    }
    return mark;
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

static int *ids_of(const StoredPairs *stored, const StoredPair *pair, Side side)
{
    return stored->ids.item + pair->ids + (side == SIDE_SOURCE ? 0 : pair->count[SIDE_SOURCE]);
}

/* Fills the vocabulary of one side with the tokens of the training set. Ids of the whole file count up by first
 * appearance: they decide between equally frequent tokens. chosen: their ids in that vocabulary. */
static void fill_vocabulary(const Opening *opening, Side side, int *chosen)
{
    const StoredPairs *stored = opening->stored;
    const Vocabulary *all = opening->all[side];
    int size = vocabulary_size(all);
    Frequency *frequency = memory_new((size_t)size, sizeof *frequency);
    for (int id = 0; id < size; id++)
        frequency[id].id = id;
    for (int i = 0; i < stored->count; i++)
        for (int t = 0; stored->pair[i].split == SPLIT_TRAINING && t < stored->pair[i].count[side]; t++)
            frequency[ids_of(stored, &stored->pair[i], side)[t]].times++;
    qsort(frequency, (size_t)size, sizeof *frequency, compare_frequency);
    for (int i = 0; i < size; i++) {
        int id = frequency[i].id;
        bool known = frequency[i].times > 0 || (id >= TOKEN_FIRST && id < opening->learned[side]);
        chosen[id] = known ? vocabulary_add(opening->dataset->vocabulary[side], vocabulary_token(all, id)) : TOKEN_UNK;
    }
    free(frequency);
}

/* Chooses the vocabulary of one side, and changes the ids to it. */
static void choose_tokens(const Opening *opening, Side side)
{
    const StoredPairs *stored = opening->stored;
    const Vocabulary *all = opening->all[side];
    Vocabulary *own = opening->dataset->vocabulary[side];
    int size = vocabulary_size(all), *chosen = memory_new((size_t)size, sizeof *chosen);
    if (opening->given != NULL) {
        vocabulary_add_all(own, opening->given->vocabulary[side]);
        for (int id = 0; id < size; id++)
            chosen[id] = vocabulary_find(own, vocabulary_token(all, id));
    } else {
        fill_vocabulary(opening, side, chosen);
    }
    for (int i = 0; i < stored->count; i++) {
        int *ids = ids_of(stored, &stored->pair[i], side);
        for (int t = 0; t < stored->pair[i].count[side]; t++)
            ids[t] = chosen[ids[t]];
    }
    free(chosen);
}

/* ---- opening ---- */

static bool open_file(Dataset *dataset, Error *error)
{
    StoredPairs *stored = dataset->stored = memory_new(1, sizeof *stored);
    Opening opening = {.dataset = dataset, .given = dataset->options.vocabularies_of, .stored = stored};
    if (!pairs_file_read(dataset->options.file, dataset->options.with, part_of(&opening, 0, shares.reading),
                         &stored->texts, error))
        return false;
    stored->source_column = dataset->options.swap ? 1 : 0;
    for (Side side = SIDE_SOURCE; opening.given != NULL && side < SIDES; side++)
        if (opening.given->merges[side] != NULL)
            dataset_take_merges(dataset, side, byte_pairs_copy(opening.given->merges[side]));
    cut_and_split(&opening);
    bool found = opening.stopped ? pairs_file_stopped(dataset->options.file, error)
                                 : dataset_index_stored(dataset, error);
    if (found)
        dataset->mark = mark_of(&opening);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        if (found)
            choose_tokens(&opening, side);
        vocabulary_close(opening.all[side]);
    }
    free(opening.hash);
    free(opening.held_out);
    return found;
}

const DataSource file_source = {
    .family = FROM_FILE,
    .help = {"pairs of a file, a line each: source, tab, target", "파일의 문장 쌍. 한 줄에 소스, 탭, 타깃"},
    .takes = "with|swap|merges|hangul",
    .open = open_file,
};
