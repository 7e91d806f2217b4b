/* byte_pairs_learn.c: merges learned from counted words.
 *
 * Different words are kept once, with how often they come. For each pair of neighbours there is its frequency and a
 * list of the words it is or was in. A merge visits only those words, and changes the frequencies of what it takes
 * away and makes. A word holds at most WORD_SYMBOLS, and each visit that finds its pair makes the word shorter, so the
 * whole work grows with the text and not with the text times the merges.
 *
 * The most frequent pair is on top of a heap. A frequency that fell is not looked for in the heap: its place there is
 * then too high, which is noticed, and put right, when it comes to the top. */
#include "text/byte_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash_table.h"
#include "base/memory.h"
#include "base/random.h"

enum { SYMBOLS_KEPT = 1 << 23, NOWHERE = -1 };

typedef struct CountedWord {
    int first, count; /* its symbols */
    int times;
} CountedWord;

/* A place in the list of the words of a pair. */
typedef struct Place { int word, next; } Place;

typedef struct Neighbours {
    int left, right;
    long times;
    int places;  /* first of the list, or NOWHERE */
    bool done;   /* merged, or never will be */
    bool waits;  /* for a place in the heap */
} Neighbours;

/* An earlier frequency and its pair. */
typedef struct Candidate { long times; int neighbours; } Candidate;

struct BytePairLearner {
    HangulUnit hangul;
    Vocabulary *subwords, *words; /* words: id - TOKEN_FIRST is the place in word */
    Buffer prepared;
    CountedWord *word;
    int word_capacity;
    IntList symbols;
    BytePairs *pairs;           /* while learning, all of the following */
    HashTable by_pair;          /* of neighbours */
    Neighbours *neighbours;
    int neighbour_count, neighbour_capacity;
    Place *place;
    int place_count, place_capacity;
    Candidate *heap;
    int heap_count, heap_capacity;
    IntList waiting;           /* neighbours whose frequency rose */
};

/* ---- counting words ---- */

BytePairLearner *byte_pair_learner_open(HangulUnit hangul)
{
    BytePairLearner *learner = memory_new(1, sizeof *learner);
    learner->hangul = hangul;
    learner->subwords = vocabulary_open();
    learner->words = vocabulary_open();
    return learner;
}

void byte_pair_learner_close(BytePairLearner *learner)
{
    if (learner == NULL)
        return;
    vocabulary_close(learner->subwords);
    vocabulary_close(learner->words);
    byte_pairs_close(learner->pairs);
    buffer_free(&learner->prepared);
    hash_table_free(&learner->by_pair);
    free(learner->word);
    free(learner->symbols.item);
    free(learner->neighbours);
    free(learner->place);
    free(learner->heap);
    free(learner->waiting.item);
    free(learner);
}

static int symbol_id(BytePairLearner *learner, const CutWord *word, int i)
{
    return vocabulary_add_bytes(learner->subwords, word->edge[i], (size_t)(word->edge[i + 1] - word->edge[i]));
}

static void count_word(BytePairLearner *learner, const CutWord *word)
{
    const char *start = word->edge[0];
    size_t bytes = (size_t)(word->edge[word->count] - start);
    int id = vocabulary_find_bytes(learner->words, start, bytes), size = vocabulary_size(learner->words);
    if (id >= TOKEN_FIRST) {
        learner->word[id - TOKEN_FIRST].times++;
        return;
    }
    if (learner->symbols.count < SYMBOLS_KEPT && vocabulary_add_bytes(learner->words, start, bytes) == size) {
        int place = size - TOKEN_FIRST;
        learner->word = memory_room(learner->word, place, &learner->word_capacity, sizeof *learner->word);
        learner->word[place] = (CountedWord){.first = learner->symbols.count, .count = word->count, .times = 1};
        for (int i = 0; i < word->count; i++)
            int_list_add(&learner->symbols, symbol_id(learner, word, i));
    }
}

void byte_pair_learner_add(BytePairLearner *learner, const char *text, size_t count, bool counts)
{
    byte_pairs_prepare(learner->hangul, text, count, &learner->prepared);
    const char *at = learner->prepared.text, *word_end = at, *end = at + learner->prepared.length;
    CutWord word;
    while (cut_word(learner->hangul, &at, &word_end, end, &word)) {
        if (counts)
            count_word(learner, &word);
        for (int i = 0; i < word.count && !counts; i++)
            symbol_id(learner, &word, i);
    }
}

/* ---- the heap ---- */

/* Whether a goes before b: more frequent, or as frequent and earlier in the order of the bytes. */
static bool goes_before(const BytePairLearner *learner, Candidate a, Candidate b)
{
    if (a.times != b.times || a.neighbours == b.neighbours)
        return a.times > b.times;
    const Neighbours *one = &learner->neighbours[a.neighbours], *other = &learner->neighbours[b.neighbours];
    const Vocabulary *subwords = learner->pairs->subwords;
    int order = one->left == other->left
                    ? 0
                    : strcmp(vocabulary_token(subwords, one->left), vocabulary_token(subwords, other->left));
    if (order == 0)
        order = strcmp(vocabulary_token(subwords, one->right), vocabulary_token(subwords, other->right));
    return order < 0;
}

static void heap_add(BytePairLearner *learner, Candidate candidate)
{
    learner->heap = memory_room(learner->heap, learner->heap_count, &learner->heap_capacity, sizeof *learner->heap);
    Candidate *heap = learner->heap;
    int at = learner->heap_count++;
    for (int parent; at > 0 && goes_before(learner, candidate, heap[parent = (at - 1) / 2]); at = parent)
        heap[at] = heap[parent];
    heap[at] = candidate;
}

static Candidate heap_take(BytePairLearner *learner)
{
    Candidate *heap = learner->heap, top = heap[0], last = heap[--learner->heap_count];
    int count = learner->heap_count, at = 0;
    for (int child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && goes_before(learner, heap[child + 1], heap[child]))
            child++;
        if (!goes_before(learner, heap[child], last))
            break;
        heap[at] = heap[child];
    }
    if (count > 0)
        heap[at] = last;
    return top;
}

/* ---- frequencies ---- */

static int neighbours_of(BytePairLearner *learner, int left, int right)
{
    size_t step = 0;
    int found = hash_table_next(&learner->by_pair, hash_pair(left, right), &step);
    if (found >= 0)
        return found;
    int count = learner->neighbour_count;
    learner->neighbours =
        memory_room(learner->neighbours, count, &learner->neighbour_capacity, sizeof *learner->neighbours);
    learner->neighbours[count] = (Neighbours){.left = left, .right = right, .places = NOWHERE};
    hash_table_add(&learner->by_pair, hash_pair(left, right), count);
    return learner->neighbour_count++;
}

static void add_place(BytePairLearner *learner, Neighbours *neighbours, int word)
{
    if (neighbours->places != NOWHERE && learner->place[neighbours->places].word == word)
        return;
    learner->place =
        memory_room(learner->place, learner->place_count, &learner->place_capacity, sizeof *learner->place);
    learner->place[learner->place_count] = (Place){.word = word, .next = neighbours->places};
    neighbours->places = learner->place_count++;
}

/* Adds or removes the pairs of a word. made: only pairs with it are new to the word (-1: all are). */
static void count_pairs(BytePairLearner *learner, int word, bool in, int made)
{
    const CountedWord *counted = &learner->word[word];
    const int *symbol = learner->symbols.item + counted->first;
    for (int i = 0; i + 1 < counted->count; i++) {
        int number = neighbours_of(learner, symbol[i], symbol[i + 1]);
        Neighbours *neighbours = &learner->neighbours[number];
        neighbours->times += in ? counted->times : -counted->times;
        if (!in || (made >= 0 && symbol[i] != made && symbol[i + 1] != made))
            continue;
        add_place(learner, neighbours, word);
        if (!neighbours->waits)
            int_list_add(&learner->waiting, number);
        neighbours->waits = true;
    }
}

static void put_waiting(BytePairLearner *learner)
{
    for (int i = 0; i < learner->waiting.count; i++) {
        int number = learner->waiting.item[i];
        Neighbours *neighbours = &learner->neighbours[number];
        neighbours->waits = false;
        if (neighbours->times > 1)
            heap_add(learner, (Candidate){neighbours->times, number});
    }
    learner->waiting.count = 0;
}

/* ---- merging ---- */

/* The most frequent pair left, or -1. */
static int take_most_frequent(BytePairLearner *learner)
{
    while (learner->heap_count > 0) {
        Candidate top = heap_take(learner);
        const Neighbours *neighbours = &learner->neighbours[top.neighbours];
        if (neighbours->done)
            continue;
        if (neighbours->times == top.times)
            return top.neighbours;
        if (neighbours->times > 1 && neighbours->times < top.times)
            heap_add(learner, (Candidate){neighbours->times, top.neighbours});
    }
    return -1;
}

static bool has_pair(const BytePairLearner *learner, const CountedWord *word, int left, int right)
{
    const int *symbol = learner->symbols.item + word->first;
    for (int i = 0; i + 1 < word->count; i++)
        if (symbol[i] == left && symbol[i + 1] == right)
            return true;
    return false;
}

static void merge_word(BytePairLearner *learner, int number, int left, int right, int made)
{
    CountedWord *word = &learner->word[number];
    if (!has_pair(learner, word, left, right))
        return;
    count_pairs(learner, number, false, made);
    int *symbol = learner->symbols.item + word->first, kept = 0;
    for (int i = 0; i < word->count; i++) {
        bool fits = i + 1 < word->count && symbol[i] == left && symbol[i + 1] == right;
        symbol[kept++] = fits ? made : symbol[i];
        i += fits;
    }
    word->count = kept;
    count_pairs(learner, number, true, made);
}

static bool learn_one(BytePairLearner *learner)
{
    int number = take_most_frequent(learner);
    if (number < 0)
        return false;
    Neighbours merged = learner->neighbours[number];
    learner->neighbours[number].done = true;
    int made = byte_pairs_add(learner->pairs, merged.left, merged.right);
    for (int place = merged.places; made >= 0 && place != NOWHERE; place = learner->place[place].next)
        merge_word(learner, learner->place[place].word, merged.left, merged.right, made);
    put_waiting(learner);
    return true;
}

BytePairs *byte_pair_learner_learn(BytePairLearner *learner, int merges, LoadWatch watch)
{
    LoadWatch counting = load_part(watch, 0, 0.3), merging = load_part(watch, 0.3, 0.7);
    learner->pairs = byte_pairs_open(learner->hangul, learner->subwords);
    learner->subwords = NULL;
    int words = vocabulary_size(learner->words) - TOKEN_FIRST;
    bool goes_on = true;
    for (int word = 0; word < words && goes_on; word++) {
        goes_on = load_goes_on(&counting, word, words);
        count_pairs(learner, word, true, -1);
    }
    put_waiting(learner);
    do
        goes_on = goes_on && load_goes_on(&merging, learner->pairs->count, merges);
    while (goes_on && learner->pairs->count < merges && learn_one(learner));
    if (!goes_on)
        return NULL;
    BytePairs *pairs = learner->pairs;
    learner->pairs = NULL;
    return pairs;
}
