/* dataset_grammar.c: the pairs of the Korean-English grammar, in either direction.
 *
 * The grammar makes a sentence of exactly so many Korean words. Where source tokens are something else (English
 * words, or characters), sentences of every number of words are tried when the data set is opened; a source of
 * one exact length is then made by the number of words that gives it most often, again and again until it fits. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "text/dataset_parts.h"
#include "text/grammar.h"

enum {
    WORDS_LEAST = 3, /* Korean words of a sentence by default */
    WORDS_MOST = 12,
    LENGTH_MOST = 800,
    SENTENCES_TRIED = 96,      /* of each number of words */
    FEW_SENTENCES = 1000,      /* fewer of a length get split_rule_of_few */
    FEW_SENTENCES_TRIED = 4000
};

static bool from_korean(const Dataset *dataset) { return dataset->language == LANGUAGE_KOREAN; }

/* One word is one source token: any length can be had at once. */
static bool counts_korean_words(const Dataset *dataset)
{
    return from_korean(dataset) && dataset->options.source_tokens == TOKENS_WORD;
}

/* ---- vocabularies ---- */

static void add_tokens(Vocabulary *vocabulary, TokenKind kind, const char *word)
{
    const char *end = word + strlen(word);
    TokenSpan token;
    while (tokens_next(kind, &word, end, &token))
        vocabulary_add_bytes(vocabulary, token.start, token.count);
}

static void fill_vocabulary(Vocabulary *vocabulary, TokenKind kind, bool korean)
{
    size_t count = grammar_words(korean, NULL, 0);
    const char **words = memory_new(count, sizeof *words);
    grammar_words(korean, words, count);
    if (kind == TOKENS_CHARACTER)
        vocabulary_add(vocabulary, " ");
    for (size_t i = 0; i < count; i++)
        add_tokens(vocabulary, kind, words[i]);
    free(words);
}

/* ---- one sentence ---- */

/* English words that stand beside the word that a Korean one means. */
static bool is_function_word(const char *word)
{
    static const char *const words[] = {"a",    "an",  "the",  "to",   "at",   "in",  "on",   "with", "by",   "from",
                                        "for",  "of",  "and",  "but",  "so",   "if",  "is",   "are",  "am",   "was",
                                        "were", "be",  "will", "not",  "do",   "does", "did", "it",   "his",  "her",
                                        "my",   "your", "our", "their", "because", "when"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

/* The English word that each Korean word comes from: of those that came from it, the last that is not there for
 * grammar alone ("library" of "to the library"), else the last. */
static void turn_partners(const GrammarPair *made, IntList *partner)
{
    int_list_reserve(partner, made->source_count);
    partner->count = made->source_count;
    for (int i = 0; i < made->source_count; i++)
        partner->item[i] = -1;
    for (int english = 0; english < made->target_count; english++) {
        int korean = made->partner[english];
        if (korean < 0)
            continue;
        int *chosen = &partner->item[korean];
        if (*chosen < 0 || !is_function_word(made->target[english]) || is_function_word(made->target[*chosen]))
            *chosen = english;
    }
}

/* The words as text and as ids. */
static void put_words(const Vocabulary *vocabulary, TokenKind kind, const char *const *words, int count,
                      Buffer *text, IntList *ids)
{
    buffer_clear(text);
    tokens_join(TOKENS_WORD, words, count, text);
    ids->count = 0;
    if (kind == TOKENS_CHARACTER)
        dataset_text_ids(kind, vocabulary, text->text, text->length, ids);
    else
        for (int i = 0; i < count; i++)
            int_list_add(ids, vocabulary_find(vocabulary, words[i]));
}

/* Fills space with the sentence, its target only where `whole` is true. */
static void put_sentence(const Dataset *dataset, const GrammarPair *made, bool whole, PairSpace *space)
{
    const DatasetOptions *options = &dataset->options;
    const char *const *source = from_korean(dataset) ? made->source : made->target;
    const char *const *target = from_korean(dataset) ? made->target : made->source;
    int source_count = from_korean(dataset) ? made->source_count : made->target_count;
    int target_count = from_korean(dataset) ? made->target_count : made->source_count;
    if (!whole) {
        put_words(dataset->source, options->source_tokens, source, source_count, &space->source_text, &space->source);
        return;
    }
    put_words(dataset->target, options->target_tokens, target, target_count, &space->target_text, &space->target);
    if (!dataset->has_partners)
        return;
    if (!from_korean(dataset)) {
        turn_partners(made, &space->partner);
        return;
    }
    int_list_reserve(&space->partner, target_count);
    memcpy(space->partner.item, made->partner, (size_t)target_count * sizeof(int));
}

Made dataset_make_sentence(const Dataset *dataset, int length, Random *random, PairSpace *space)
{
    GrammarPair made;
    int words = length;
    if (!counts_korean_words(dataset)) {
        if (length_table_times(dataset->ways, length) == 0)
            return MADE_NEVER;
        words = length_table_way(dataset->ways, length, random);
    }
    if (!grammar_pair(random, words, &made))
        return MADE_NEVER;
    put_sentence(dataset, &made, false, space);
    if (space->source.count != length)
        return MADE_OTHER;
    put_sentence(dataset, &made, true, space);
    return MADE_PAIR;
}

/* ---- opening ---- */

static void try_sentences(Dataset *dataset)
{
    GrammarPair made;
    PairSpace *space = pair_space_open();
    Random random;
    random_seed_for(&random, 0, "lengths of sentences");
    dataset->ways = length_table_open(GRAMMAR_MAX_WORDS + 1, LENGTH_MOST);
    for (int words = GRAMMAR_MIN_WORDS; words <= GRAMMAR_MAX_WORDS; words++)
        for (int i = 0; i < SENTENCES_TRIED; i++) {
            grammar_pair(&random, words, &made);
            put_sentence(dataset, &made, false, space);
            length_table_add(dataset->ways, words, space->source.count);
        }
    pair_space_close(space);
}

/* The shortest sources may be few. They are found by making many. */
static bool open_few_rule(Dataset *dataset, int length, uint64_t *hashes, PairSpace *space)
{
    size_t count = 0;
    Random random;
    random_seed_for(&random, 0, "few sentences");
    for (int i = 0; i < FEW_SENTENCES_TRIED; i++) {
        Made made = dataset_make(dataset, length, &random, space);
        if (made == MADE_NEVER)
            return true;
        if (made == MADE_PAIR)
            hashes[count++] = dataset_space_hash(dataset, space);
    }
    count = split_sort_hashes(hashes, count);
    if (count < FEW_SENTENCES)
        dataset_set_few_rule(dataset, length, hashes, count);
    return count < FEW_SENTENCES;
}

static void open_few_rules(Dataset *dataset)
{
    PairSpace *space = pair_space_open();
    uint64_t *hashes = memory_new(FEW_SENTENCES_TRIED, sizeof *hashes);
    for (int length = 1; length < FEW_LENGTHS; length++)
        if (!open_few_rule(dataset, length, hashes, space))
            break;
    free(hashes);
    pair_space_close(space);
}

static bool refuse_range(const Dataset *dataset, int least, int most, Error *error)
{
    return error_set(error, ERROR_USAGE,
                     TEXT("%s has sentences of %d to %d source tokens", "%s의 원문은 토큰 %d개에서 %d개 사이입니다"),
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

/* A bound on the length of the targets: what the most Korean words within reach can become. */
static int target_most(const Dataset *dataset)
{
    enum { LONGEST_WORD = 16 };
    int korean = counts_korean_words(dataset)
                     ? dataset->most
                     : length_table_last_way(dataset->ways, dataset->least, dataset->most);
    int words = from_korean(dataset) ? korean * (GRAMMAR_MAX_TARGET / GRAMMAR_MAX_WORDS) : korean;
    return dataset->options.target_tokens == TOKENS_WORD ? words : words * LONGEST_WORD;
}

bool dataset_open_grammar(Dataset *dataset, Error *error)
{
    const DatasetOptions *options = &dataset->options;
    dataset->language = strcmp(options->grammar, "ko-en") == 0 ? LANGUAGE_KOREAN : LANGUAGE_ENGLISH;
    dataset->has_partners = options->source_tokens == TOKENS_WORD && options->target_tokens == TOKENS_WORD;
    fill_vocabulary(dataset->source, options->source_tokens, from_korean(dataset));
    fill_vocabulary(dataset->target, options->target_tokens, !from_korean(dataset));
    bool settled = counts_korean_words(dataset) ? settle_korean_words(dataset, error)
                                                : settle_tried_lengths(dataset, error);
    if (!settled)
        return false;
    dataset->target_most = target_most(dataset);
    open_few_rules(dataset);
    return true;
}
