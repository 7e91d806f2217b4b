/* source_grammar.c: the pairs of the Korean-English grammar, in either direction.
 *
 * The grammar makes a sentence of exactly so many Korean words. Where source tokens are something else (English words,
 * or characters), sentences of every number of words are tried when the data set is opened; a source of one exact
 * length is then made by the number of words that gives it most often, again and again until it fits. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "text/byte_pairs.h"
#include "text/data_sources.h"
#include "text/dataset_state.h"
#include "text/grammar.h"

enum {
    WORDS_LEAST = 3, /* Korean words of a sentence by default */
    WORDS_MOST = 12,
    LENGTH_MOST = 800,
    SENTENCES_TRIED = 64,      /* of each number of words */
    FEW_SENTENCES = 1000,      /* fewer of a length get split_rule_of_few */
    FEW_SENTENCES_TRIED = 4000,
    SENTENCES_LEARNED = 4000 /* of subwords */
};

/* Whether a side is Korean; its words in a sentence are then GrammarPair's source. */
static bool is_korean(const Dataset *dataset, Side side)
{
    return (dataset->source->variant == LANGUAGE_KOREAN) == (side == SIDE_SOURCE);
}

/* One word is one source token: any length can be had at once. */
static bool counts_korean_words(const Dataset *dataset)
{
    return is_korean(dataset, SIDE_SOURCE) && dataset->options.source_tokens == TOKENS_WORD;
}

/* ---- vocabularies ---- */

static void fill_vocabulary(Dataset *dataset, Side side)
{
    Vocabulary *vocabulary = dataset->vocabulary[side];
    TokenKind kind = dataset_tokens(dataset, side);
    if (kind == TOKENS_SUBWORD)
        return; /* learned below, with the lengths */
    size_t count;
    const char *const *words = grammar_words(is_korean(dataset, side), &count);
    IntList ids = {0};
    if (kind == TOKENS_CHARACTER)
        vocabulary_add(vocabulary, " ");
    for (size_t i = 0; i < count; i++)
        cutter_new_ids((Cutter){.kind = kind}, vocabulary, words[i], NULL, &ids);
    free(ids.item);
}

/* ---- one sentence ---- */

/* English function words beside the word that a Korean one means; not "not" and "will", which 않다 and 것이다 mean. */
static bool is_function_word(const char *word)
{
    static const char *const words[] = {"a",  "an",   "the", "to", "at",  "in",  "on",  "with", "by",  "from", "for",
                                        "of", "and",  "but", "so", "if",  "is",  "are", "am",   "was", "were", "be",
                                        "do", "does", "did", "it", "his", "her", "my",  "your", "our", "their"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* The English word that each Korean word comes from: of those that came from it, the last that is not a function word
 * ("library" of "to the library"), else the last. */
static void turn_alignment(const GrammarPair *made, IntList *alignment)
{
    alignment->count = 0;
    for (int i = 0; i < made->source_count; i++)
        int_list_add(alignment, -1);
    for (int english = 0; english < made->target_count; english++) {
        int korean = made->alignment[english];
        if (korean < 0)
            continue;
        int *chosen = &alignment->item[korean];
        if (*chosen < 0 || !is_function_word(made->target[english]) || is_function_word(made->target[*chosen]))
            *chosen = english;
    }
}

static int count_words(const Dataset *dataset, Side side, const GrammarPair *sentence)
{
    return is_korean(dataset, side) ? sentence->source_count : sentence->target_count;
}

static const char *const *words_of(const Dataset *dataset, Side side, const GrammarPair *sentence)
{
    return is_korean(dataset, side) ? sentence->source : sentence->target;
}

static void put_text(const Dataset *dataset, Side side, const GrammarPair *sentence, Buffer *text)
{
    buffer_clear(text);
    tokens_join(TOKENS_WORD, words_of(dataset, side, sentence), count_words(dataset, side, sentence), text);
}

/* Source tokens of a sentence, whose source text is put into the space if they are not words. The grammar's words are
 * in NFC, so that each of their code points is a character. */
static int count_source(const Dataset *dataset, const GrammarPair *sentence, PairSpace *space)
{
    TokenKind kind = dataset->options.source_tokens;
    if (kind == TOKENS_WORD)
        return count_words(dataset, SIDE_SOURCE, sentence);
    const Buffer *text = &space->text[SIDE_SOURCE];
    put_text(dataset, SIDE_SOURCE, sentence, &space->text[SIDE_SOURCE]);
    if (kind == TOKENS_SUBWORD)
        return cutter_count(dataset_cutter(dataset, SIDE_SOURCE), text, &space->prepared);
    return utf8_code_points(buffer_text(text));
}

static Made draw_sentence(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    GrammarPair *sentence = pair_space_notes(space, sizeof *sentence);
    int words = length;
    if (dataset->ways != NULL) {
        if (length_table_times(dataset->ways, length) == 0)
            return MADE_NEVER;
        words = length_table_way(dataset->ways, length, random);
    }
    if (!grammar_pair(random, words, sentence))
        return MADE_NEVER;
    if (count_source(dataset, sentence, space) != length)
        return MADE_OTHER;
    put_text(dataset, SIDE_SOURCE, sentence, &space->text[SIDE_SOURCE]);
    return MADE_PAIR;
}

static void finish_sentence(const Dataset *dataset, PairSpace *space)
{
    const GrammarPair *sentence = pair_space_notes(space, sizeof *sentence);
    put_text(dataset, SIDE_TARGET, sentence, &space->text[SIDE_TARGET]);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        Cutter cutter = dataset_cutter(dataset, side);
        IntList *ids = &space->ids[side];
        const char *const *words = words_of(dataset, side, sentence);
        ids->count = 0;
        if (cutter.kind != TOKENS_WORD)
            cutter_ids(cutter, dataset->vocabulary[side], &space->text[side], &space->prepared, ids);
        else
            for (int i = 0; i < count_words(dataset, side, sentence); i++)
                int_list_add(ids, vocabulary_find(dataset->vocabulary[side], words[i]));
    }
    if (!dataset->aligned)
        return;
    if (!is_korean(dataset, SIDE_SOURCE)) {
        turn_alignment(sentence, &space->alignment);
        return;
    }
    space->alignment.count = 0;
    for (int i = 0; i < sentence->target_count; i++)
        int_list_add(&space->alignment, sentence->alignment[i]);
}

/* ---- opening ---- */

static void try_sentences(Dataset *dataset)
{
    PairSpace *space = pair_space_open();
    GrammarPair *sentence = pair_space_notes(space, sizeof *sentence);
    Random random;
    random_seed_for(&random, 0, "lengths of sentences");
    length_table_close(dataset->ways);
    dataset->ways = length_table_open(GRAMMAR_MAX_WORDS + 1, LENGTH_MOST);
    for (int words = GRAMMAR_MIN_WORDS; words <= GRAMMAR_MAX_WORDS; words++)
        for (int i = 0; i < SENTENCES_TRIED; i++) {
            grammar_pair(&random, words, sentence);
            length_table_add(dataset->ways, words, count_source(dataset, sentence, space));
        }
    pair_space_close(space);
}

/* The shortest sources may be few. They are found by making many, from the shortest on until there are enough. */
static void open_few_rules(Dataset *dataset)
{
    PairSpace *space = pair_space_open();
    uint64_t *hashes = memory_new(FEW_SENTENCES_TRIED, sizeof *hashes);
    bool few = true;
    for (int length = 1; few && length < FEW_LENGTHS; length++) {
        size_t count = 0;
        Random random;
        Made made = MADE_OTHER;
        random_seed_for(&random, 0, "few sentences");
        for (int i = 0; made != MADE_NEVER && i < FEW_SENTENCES_TRIED; i++) {
            made = draw_sentence(dataset, length, &random, space);
            if (made == MADE_PAIR)
                hashes[count++] = dataset_space_hash(dataset, space);
        }
        count = split_sort_hashes(hashes, count);
        few = count < FEW_SENTENCES;
        if (few && made != MADE_NEVER)
            dataset_set_few_rule(dataset, length, hashes, count);
    }
    free(hashes);
    pair_space_close(space);
}

static bool refuse_range(const Dataset *dataset, int least, int most, Error *error)
{
    return error_set(error, ERROR_USAGE,
                     TEXT("%s has sentences of %d to %d source tokens", "%s의 소스는 토큰 %d개에서 %d개 사이입니다"),
                     dataset->name, least, most);
}

static bool settle_korean_words(Dataset *dataset, Error *error)
{
    if (!dataset_settle_lengths(dataset, WORDS_LEAST, WORDS_MOST, GRAMMAR_MAX_WORDS, error))
        return false;
    if (dataset->most < GRAMMAR_MIN_WORDS)
        return refuse_range(dataset, GRAMMAR_MIN_WORDS, GRAMMAR_MAX_WORDS, error);
    if (dataset->least < GRAMMAR_MIN_WORDS)
        dataset->least = GRAMMAR_MIN_WORDS;
    return true;
}

static bool settle_tried_lengths(Dataset *dataset, Error *error)
{
    int first = 1, last = LENGTH_MOST;
    try_sentences(dataset);
    length_table_narrow(dataset->ways, &first, &last);
    int least = length_table_mean(dataset->ways, WORDS_LEAST), most = length_table_mean(dataset->ways, WORDS_MOST);
    if (!dataset_settle_lengths(dataset, least, most, last, error))
        return false;
    if (!length_table_narrow(dataset->ways, &dataset->least, &dataset->most))
        return refuse_range(dataset, first, last, error);
    return true;
}

/* An upper bound on the target length: the most English words that the longest Korean sentence can give. */
static int target_most(const Dataset *dataset)
{
    enum { LONGEST_WORD = 16 };
    int korean = counts_korean_words(dataset)
                     ? dataset->most
                     : length_table_last_way(dataset->ways, dataset->least, dataset->most);
    int words = is_korean(dataset, SIDE_SOURCE) ? korean * (GRAMMAR_MAX_TARGET / GRAMMAR_MAX_WORDS) : korean;
    return dataset->options.target_tokens == TOKENS_WORD ? words : words * LONGEST_WORD;
}

static bool settle(Dataset *dataset, Error *error)
{
    bool settled = counts_korean_words(dataset) ? settle_korean_words(dataset, error)
                                                : settle_tried_lengths(dataset, error);
    if (!settled)
        return false;
    dataset->target_most = target_most(dataset);
    open_few_rules(dataset);
    return true;
}

/* ---- subwords ---- */

/* Sentences for learning merges, the same each time; those outside the training set are skipped. */
typedef struct Samples {
    GrammarPair *sentence;
    bool *held_out;
    int count;
} Samples;

static Samples open_samples(void)
{
    Random random;
    random_seed_for(&random, 0, "sentences to learn subwords from");
    Samples samples = {memory_new(SENTENCES_LEARNED, sizeof(GrammarPair)), memory_new(SENTENCES_LEARNED, sizeof(bool)),
                       SENTENCES_LEARNED};
    for (int i = 0; i < samples.count; i++)
        grammar_pair(&random, random_between(&random, GRAMMAR_MIN_WORDS, WORDS_MOST), &samples.sentence[i]);
    return samples;
}

static BytePairs *learn_side(const Dataset *dataset, const Samples *samples, Side side)
{
    size_t count;
    const char *const *words = grammar_words(is_korean(dataset, side), &count);
    BytePairLearner *learner = byte_pair_learner_open(dataset->options.hangul);
    for (size_t i = 0; i < count; i++)
        byte_pair_learner_add(learner, words[i], strlen(words[i]), false);
    Buffer text = {0};
    for (int i = 0; i < samples->count; i++) {
        if (samples->held_out[i])
            continue;
        put_text(dataset, side, &samples->sentence[i], &text);
        byte_pair_learner_add(learner, text.text, text.length, true);
    }
    buffer_free(&text);
    BytePairs *merges = byte_pair_learner_learn(learner, dataset_merge_count(dataset, side), (LoadWatch){0});
    byte_pair_learner_close(learner);
    return merges;
}

/* Marks the samples that the rules hold out; whether one was not marked before. Before anything was learned, the rule
 * of long sentences must do. */
static bool mark_held_out(const Dataset *dataset, bool learned, Samples *samples)
{
    bool found = false;
    PairSpace *space = pair_space_open();
    for (int i = 0; i < samples->count; i++) {
        const GrammarPair *sentence = &samples->sentence[i];
        int length = learned ? count_source(dataset, sentence, space) : FEW_LENGTHS;
        put_text(dataset, SIDE_SOURCE, sentence, &space->text[SIDE_SOURCE]);
        bool held_out = dataset_space_split(dataset, length, space) != SPLIT_TRAINING;
        found |= held_out && !samples->held_out[i];
        samples->held_out[i] |= held_out;
    }
    pair_space_close(space);
    return found;
}

/* Short sentences are few and have limits of their own (open_few_rules), but how short one is depends on what was
 * learned. So sentences that then fall outside the training set are removed, and the merges are learned again, until no
 * sentence falls outside. */
static bool settle_subwords(Dataset *dataset, Error *error)
{
    Samples samples = open_samples();
    mark_held_out(dataset, false, &samples);
    bool settled;
    do {
        for (Side side = SIDE_SOURCE; side < SIDES; side++) {
            if (dataset_tokens(dataset, side) != TOKENS_SUBWORD)
                continue;
            dataset_take_merges(dataset, side, learn_side(dataset, &samples, side));
            vocabulary_close(dataset->vocabulary[side]);
            dataset->vocabulary[side] = vocabulary_open();
            vocabulary_add_all(dataset->vocabulary[side], dataset->merges[side]->subwords);
        }
        memset(dataset->has_few_rule, 0, sizeof dataset->has_few_rule);
        settled = settle(dataset, error);
    } while (settled && mark_held_out(dataset, true, &samples));
    free(samples.sentence);
    free(samples.held_out);
    return settled;
}

static bool open_grammar(Dataset *dataset, Error *error)
{
    dataset->aligned = dataset->options.source_tokens == TOKENS_WORD && dataset->options.target_tokens == TOKENS_WORD;
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        fill_vocabulary(dataset, side);
    return dataset_has_subwords(dataset) ? settle_subwords(dataset, error) : settle(dataset, error);
}

#define GRAMMAR                                                                                                        \
    .family = FROM_GRAMMAR, .takes = "merges|hangul", .open = open_grammar, .draw = draw_sentence,                     \
    .finish = finish_sentence

const DataSource grammar_ko_en = {
    GRAMMAR,
    .name = "ko-en",
    .help = {"Korean sentences with their English translation", "한국어 문장과 그 영어 번역"},
    .variant = LANGUAGE_KOREAN,
};

const DataSource grammar_en_ko = {
    GRAMMAR,
    .name = "en-ko",
    .help = {"English sentences with their Korean translation", "영어 문장과 그 한국어 번역"},
    .variant = LANGUAGE_ENGLISH,
};
