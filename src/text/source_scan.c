/* source_scan.c: the task scan: commands such as "jump around left twice and walk", and the actions that they mean
 * (Lake and Baroni 2018, "Generalization without systematicity").
 *
 *     command  ->  phrase | phrase "and" phrase | phrase "after" phrase
 *     phrase   ->  move | move "twice" | move "thrice"
 *     move     ->  verb | verb way | verb "opposite" way | verb "around" way, where "turn" never stands without a way
 *
 *     [walk] = WALK    [walk left] = LTURN WALK    [walk opposite left] = LTURN LTURN WALK
 *     [walk around left] = LTURN WALK, four times         "turn" itself adds no action to its turns
 *     [a and b] = [a] [b]                          [a after b] = [b] [a]
 *
 * These are 34 moves, 102 phrases and 20,910 commands, and the task has no others: all are made at once, and split= says
 * which of the paper's three experiments puts them into the training set. None of them has a validation set. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/data_sources.h"
#include "text/dataset_state.h"

typedef enum { JUMP, WALK, RUN, LOOK, TURN, VERBS } Verb;
typedef enum { ALONE, SIMPLY, OPPOSITE, AROUND, MANNERS } Manner;
typedef enum { LEFT, RIGHT, WAYS } Way;
typedef struct Move {
    Verb verb;
    Manner manner;
    Way way;
} Move;

enum { MOVES = 34, TIMES = 3, PHRASES = MOVES * TIMES, COMMANDS = PHRASES + 2 * PHRASES * PHRASES };
/* What the paper's experiments hold back: a fifth of all commands; those of more actions; and the share that the word
 * "jump" alone then has in the training set, in repetitions. */
enum { SIMPLE_TEST = 4182, TRAINED_ACTIONS = 22, JUMP_TIMES = 1467 };

static const char *const verbs[] = {"jump", "walk", "run", "look", "turn"};
static const char *const actions[] = {"JUMP", "WALK", "RUN", "LOOK"};
static const char *const manners[] = {"", "", "opposite", "around"};
static const char *const ways[] = {"left", "right"};
static const char *const turns[] = {"LTURN", "RTURN"};
static const char *const times[] = {"", "twice", "thrice"};

/* ---- commands and what they mean ---- */

static void list_moves(Move moves[MOVES])
{
    int count = 0;
    for (Verb verb = JUMP; verb < VERBS; verb++)
        for (Manner manner = ALONE; manner < MANNERS; manner++)
            for (Way way = LEFT; way < (manner == ALONE ? RIGHT : WAYS); way++)
                if (verb != TURN || manner != ALONE)
                    moves[count++] = (Move){verb, manner, way};
}

static void add_word(Buffer *text, const char *word)
{
    if (*word != '\0' && text->length > 0)
        buffer_add_char(text, ' ');
    buffer_add(text, word);
}

static void add_actions(Buffer *text, Move move)
{
    int rounds = move.manner == AROUND ? 4 : 1;
    int turned = move.manner == ALONE ? 0 : move.manner == OPPOSITE ? 2 : 1;
    for (int round = 0; round < rounds; round++) {
        for (int turn = 0; turn < turned; turn++)
            add_word(text, turns[move.way]);
        if (move.verb != TURN)
            add_word(text, actions[move.verb]);
    }
}

typedef struct Phrase {
    Buffer text[SIDES];
    bool jumps;
} Phrase;

static void make_phrases(Phrase phrases[PHRASES])
{
    Move moves[MOVES];
    list_moves(moves);
    for (int i = 0; i < PHRASES; i++) {
        Phrase *phrase = &phrases[i];
        Move move = moves[i / TIMES];
        phrase->jumps = move.verb == JUMP;
        add_word(&phrase->text[SIDE_SOURCE], verbs[move.verb]);
        add_word(&phrase->text[SIDE_SOURCE], manners[move.manner]);
        if (move.manner != ALONE)
            add_word(&phrase->text[SIDE_SOURCE], ways[move.way]);
        add_word(&phrase->text[SIDE_SOURCE], times[i % TIMES]);
        for (int time = 0; time <= i % TIMES; time++)
            add_actions(&phrase->text[SIDE_TARGET], move);
    }
}

/* Command number i: first all phrases, then those with "and", then those with "after". Whether it jumps. */
static bool make_command(const Phrase *phrases, int i, Buffer text[SIDES])
{
    bool joined = i >= PHRASES, after = i >= PHRASES + PHRASES * PHRASES;
    int pair = (i - PHRASES) % (PHRASES * PHRASES);
    const Phrase *first = &phrases[joined ? pair / PHRASES : i], *second = joined ? &phrases[pair % PHRASES] : NULL;
    buffer_clear(&text[SIDE_SOURCE]);
    buffer_clear(&text[SIDE_TARGET]);
    add_word(&text[SIDE_SOURCE], buffer_text(&first->text[SIDE_SOURCE]));
    add_word(&text[SIDE_TARGET], buffer_text(&(after ? second : first)->text[SIDE_TARGET]));
    if (!joined)
        return first->jumps;
    add_word(&text[SIDE_SOURCE], after ? "after" : "and");
    add_word(&text[SIDE_SOURCE], buffer_text(&second->text[SIDE_SOURCE]));
    add_word(&text[SIDE_TARGET], buffer_text(&(after ? first : second)->text[SIDE_TARGET]));
    return first->jumps || second->jumps;
}

/* ---- the pairs of a data set ---- */

static void add_vocabulary(Dataset *dataset, Side side, const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        vocabulary_add(dataset->vocabulary[side], words[i]);
}

static void fill_vocabularies(Dataset *dataset)
{
    static const char *const joints[] = {"and", "after"};
    add_vocabulary(dataset, SIDE_SOURCE, verbs, VERBS);
    add_vocabulary(dataset, SIDE_SOURCE, ways, WAYS);
    add_vocabulary(dataset, SIDE_SOURCE, manners + OPPOSITE, MANNERS - OPPOSITE);
    add_vocabulary(dataset, SIDE_SOURCE, times + 1, TIMES - 1);
    add_vocabulary(dataset, SIDE_SOURCE, joints, 2);
    add_vocabulary(dataset, SIDE_TARGET, turns, WAYS);
    add_vocabulary(dataset, SIDE_TARGET, actions, TURN);
}

/* Keeps the texts as pair number `number`, and adds it `copies` times to its split. */
static void store_pair(Dataset *dataset, const Buffer text[SIDES], int number, Split split, int copies)
{
    StoredPairs *stored = dataset->stored;
    StoredPair pair = {.number = number, .ids = (size_t)stored->ids.count, .split = split};
    Buffer prepared = {0};
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        stored->texts.pair[number].column[side] = stored->texts.text.length;
        buffer_add_bytes(&stored->texts.text, buffer_text(&text[side]), text[side].length + 1);
        pair.count[side] = cutter_new_ids(dataset_cutter(dataset, side), dataset->vocabulary[side],
                                          buffer_text(&text[side]), &prepared, &stored->ids);
    }
    buffer_free(&prepared);
    if (!dataset_wants_length(dataset, pair.count[SIDE_SOURCE])) {
        stored->ids.count = (int)pair.ids;
        stored->passed_over++;
        return;
    }
    for (int i = 0; i < copies; i++)
        stored->pair[stored->count++] = pair;
    stored->split_count[split] += copies;
}

/* The test set of split=simple: commands whose hash is below this. */
static uint64_t simple_limit(const Phrase *phrases, uint64_t seed)
{
    uint64_t *hashes = memory_new(COMMANDS, sizeof *hashes);
    Buffer text[SIDES] = {{0}, {0}};
    for (int i = 0; i < COMMANDS; i++) {
        make_command(phrases, i, text);
        hashes[i] = hash_bytes(text[SIDE_SOURCE].text, text[SIDE_SOURCE].length, seed);
    }
    split_sort_hashes(hashes, COMMANDS);
    uint64_t limit = hashes[SIMPLE_TEST];
    free(hashes);
    buffer_free(&text[SIDE_SOURCE]);
    buffer_free(&text[SIDE_TARGET]);
    return limit;
}

static void store_commands(Dataset *dataset, const Phrase *phrases)
{
    ScanSplit by = dataset->options.split;
    uint64_t seed = dataset->options.seed, limit = by == SCAN_SIMPLE ? simple_limit(phrases, seed) : 0;
    Buffer text[SIDES] = {{0}, {0}};
    for (int i = 0; i < COMMANDS; i++) {
        bool jumps = make_command(phrases, i, text), alone = i == 0;
        const Buffer *source = &text[SIDE_SOURCE];
        int blanks = 0;
        for (const char *at = text[SIDE_TARGET].text; (at = strchr(at, ' ')) != NULL; at++)
            blanks++;
        bool test = by == SCAN_SIMPLE ? hash_bytes(source->text, source->length, seed) < limit
                    : by == SCAN_LENGTH ? blanks + 1 > TRAINED_ACTIONS
                                        : jumps && !alone;
        store_pair(dataset, text, i, test ? SPLIT_TEST : SPLIT_TRAINING, by == SCAN_ADD_JUMP && alone ? JUMP_TIMES : 1);
    }
    buffer_free(&text[SIDE_SOURCE]);
    buffer_free(&text[SIDE_TARGET]);
}

static bool open_scan(Dataset *dataset, Error *error)
{
    Phrase *phrases = memory_new(PHRASES, sizeof *phrases);
    StoredPairs *stored = dataset->stored = memory_new(1, sizeof *stored);
    stored->texts.pair = memory_new(COMMANDS, sizeof *stored->texts.pair);
    stored->texts.count = stored->texts.capacity = COMMANDS;
    stored->pair = memory_new(COMMANDS + JUMP_TIMES, sizeof *stored->pair);
    fill_vocabularies(dataset);
    make_phrases(phrases);
    store_commands(dataset, phrases);
    for (int i = 0; i < PHRASES; i++)
        for (Side side = SIDE_SOURCE; side < SIDES; side++)
            buffer_free(&phrases[i].text[side]);
    free(phrases);
    return dataset_index_stored(dataset, error);
}

const DataSource task_scan = {
    .name = "scan",
    .family = FROM_TASK,
    .help = {"commands such as 'jump left twice', and their actions (Lake and Baroni 2018)",
             "'jump left twice' 같은 명령과 그 행동(Lake와 Baroni 2018)"},
    .takes = "split",
    .only_tokens = {"commands are read and written by word", "명령은 단어 단위로만 읽고 씁니다"},
    .open = open_scan,
};
