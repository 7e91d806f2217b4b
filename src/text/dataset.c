/* dataset.c: opening a data set, drawing its pairs, and queries. */
#include "text/dataset.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "text/data_sources.h"
#include "text/dataset_options.h"
#include "text/dataset_state.h"

/* ---- options ---- */

static bool check_lengths(const DatasetOptions *options, Error *error)
{
    int least = options->length_least, most = options->length_most;
    if (least < 0 || most < 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("a length must be at least 1, not %d", "길이는 1 이상이어야 합니다(입력: %d)"),
                         least < 0 ? least : most);
    if (most > 0 && least > most)
        return error_set(error, ERROR_USAGE,
                         TEXT("lengths go from the least to the most, not from %d to %d",
                              "길이 범위는 작은 수부터 적어야 합니다(입력: %d에서 %d까지)"),
                         least, most);
    return true;
}

static bool check_symbols_and_swap(const Dataset *dataset, Error *error)
{
    enum { SYMBOLS_LEAST = 2 };
    int symbols = dataset->options.symbols, most = dataset->source->symbols_most;
    if (most > 0 && (symbols < SYMBOLS_LEAST || symbols > most))
        return error_set(error, ERROR_USAGE,
                         TEXT("the alphabet of %s must have between %d and %d symbols, not %d",
                              "%s의 기호는 %d개 이상 %d개 이하여야 합니다(입력: %d)"),
                         dataset->name, SYMBOLS_LEAST, most, symbols);
    if (dataset->options.swap && !data_source_takes(dataset->source, "swap"))
        return error_set(error, ERROR_USAGE,
                         TEXT("only the columns of a file can be swapped; the grammar has the names ko-en and en-ko",
                              "두 열을 바꾸는 것은 파일에서만 됩니다. 문법에는 ko-en과 en-ko가 따로 있습니다"));
    return true;
}

static bool check_tokens(const DatasetOptions *options, const DataSource *source, Error *error)
{
    const TokenKind kinds[SIDES] = {options->source_tokens, options->target_tokens};
    const int merges[SIDES] = {options->source_merges, options->target_merges};
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        if (source->only_tokens.english != NULL && kinds[side] != source->tokens[side])
            return error_set(error, ERROR_USAGE, "%s", sentence_now(source->only_tokens));
        if (source->no_subwords && kinds[side] == TOKENS_SUBWORD)
            return error_set(error, ERROR_USAGE,
                             TEXT("subword tokens are learned from a file or a grammar, not from a task",
                                  "서브워드 토큰은 파일이나 문법에서만 학습합니다. 과제에는 쓸 수 없습니다"));
        if (merges[side] < 1 || merges[side] > MERGES_MOST)
            return error_set(error, ERROR_USAGE,
                             TEXT("the number of subword merges must be between 1 and %d, not %d",
                                  "서브워드 병합 횟수는 1 이상 %d 이하여야 합니다(입력: %d)"),
                             MERGES_MOST, merges[side]);
    }
    return true;
}

static DatasetOptions own_strings(const DatasetOptions *options)
{
    DatasetOptions own = *options;
    own.file = memory_string(options->file);
    own.with = memory_string(options->with);
    own.task = memory_string(options->task);
    own.tasks = memory_string(options->tasks);
    own.grammar = memory_string(options->grammar);
    own.language = memory_string(options->language);
    return own;
}

/* The options with defaults filled in, as dataset_options shows them. The strings are the copy's own. */
static DatasetOptions filled_options(const DatasetOptions *options, const DataSource *source)
{
    DatasetOptions filled = own_strings(options);
    if (data_source_takes(source, "language") && options->language == NULL)
        filled.language = memory_string(data_language_name(0));
    if (filled.symbols == 0)
        filled.symbols = source->symbols;
    if (filled.source_merges == 0)
        filled.source_merges = MERGES_BY_DEFAULT;
    if (filled.target_merges == 0)
        filled.target_merges = MERGES_BY_DEFAULT;
    if (!filled.tokens_given) {
        filled.source_tokens = source->tokens[SIDE_SOURCE];
        filled.target_tokens = source->tokens[SIDE_TARGET];
    }
    return filled;
}

/* ---- opening ---- */

static char *name_of(const DatasetOptions *options, const DataSource *source)
{
    Buffer name = {0};
    if (source->family == FROM_FILE) {
        const char *slash = strrchr(options->file, '/');
        buffer_add(&name, slash != NULL && slash[1] != '\0' ? slash + 1 : options->file);
    } else if (source->family == FROM_TASKS) {
        buffer_add(&name, options->tasks);
    } else if (source->family == FROM_GRAMMAR) {
        buffer_format(&name, "%s grammar", source->name);
    } else {
        buffer_add(&name, source->name);
        if (data_source_takes(source, "language"))
            buffer_format(&name, " %s", options->language);
    }
    return buffer_take(&name);
}

static Dataset *new_dataset(void)
{
    Dataset *dataset = memory_new(1, sizeof *dataset);
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        dataset->vocabulary[side] = vocabulary_open();
    return dataset;
}

Dataset *dataset_open(const DatasetOptions *given, Error *error)
{
    const DataSource *source = data_source_of(given, error);
    if (source == NULL)
        return NULL;
    Dataset *dataset = new_dataset();
    const DatasetOptions *options = &dataset->options;
    dataset->options = filled_options(given, source);
    dataset->source = source;
    dataset->aligned = source->aligned;
    dataset->name = name_of(options, source);
    if (check_lengths(options, error) && check_symbols_and_swap(dataset, error) &&
        check_tokens(options, source, error) &&
        (!data_source_takes(source, "language") || data_set_language(dataset, options->language, error)) &&
        source->open(dataset, error)) {
        dataset->options.watch = (LoadWatch){0};
        dataset->options.vocabularies_of = NULL;
        return dataset;
    }
    dataset_close(dataset);
    return NULL;
}

void dataset_close(Dataset *dataset)
{
    if (dataset == NULL)
        return;
    stored_pairs_close(dataset->stored);
    length_table_close(dataset->ways);
    for (Side side = SIDE_SOURCE; side < SIDES; side++) {
        vocabulary_close(dataset->vocabulary[side]);
        byte_pairs_close(dataset->merges[side]);
    }
    const DatasetOptions *options = &dataset->options;
    const char *const texts[] = {options->file,  options->with,    options->task,
                                 options->tasks, options->grammar, options->language};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        free((char *)texts[i]);
    free(dataset->name);
    free(dataset);
}

/* ---- only vocabularies ---- */

/* The list must be what vocabulary_token gave for each id: the special tokens first, then each token once. */
static bool fill_vocabulary(Vocabulary *vocabulary, const char *side, TokenNames list, Error *error)
{
    for (int id = 0; id < TOKEN_FIRST; id++)
        if (id >= list.count || list.token[id] == NULL || strcmp(list.token[id], vocabulary_token(vocabulary, id)) != 0)
            return error_set(error, ERROR_DATA,
                             TEXT("%s vocabulary: token %d must be %s", "%s 어휘: %d번은 %s 토큰이어야 합니다"), side,
                             id, vocabulary_token(vocabulary, id));
    for (int id = TOKEN_FIRST; id < list.count; id++) {
        const char *token = list.token[id];
        if (token == NULL || token[0] == '\0')
            return error_set(error, ERROR_DATA,
                             TEXT("%s vocabulary: token %d is empty", "%s 어휘: %d번 토큰이 비어 있습니다"), side, id);
        if (utf8_first_invalid(token, strlen(token)) >= 0)
            return error_set(error, ERROR_DATA,
                             TEXT("%s vocabulary: token %d is not valid UTF-8",
                                  "%s 어휘: %d번 토큰이 올바른 UTF-8이 아닙니다"),
                             side, id);
        int first = vocabulary_add(vocabulary, token);
        if (first != id)
            return error_set(error, ERROR_DATA,
                             TEXT("%s vocabulary: tokens %d and %d are both \"%s\"",
                                  "%s 어휘: %d번과 %d번 토큰이 모두 \"%s\"입니다"),
                             side, first, id, token);
    }
    return true;
}

Dataset *dataset_from_vocabularies(const char *name, const DatasetOptions *options, DataMark mark,
                                   const TokenNames tokens[SIDES], Error *error)
{
    Dataset *dataset = new_dataset();
    dataset->name = memory_string(name);
    dataset->options = own_strings(options);
    dataset->mark = mark;
    if (fill_vocabulary(dataset->vocabulary[SIDE_SOURCE], TEXT("source", "소스"), tokens[SIDE_SOURCE], error) &&
        fill_vocabulary(dataset->vocabulary[SIDE_TARGET], TEXT("target", "타깃"), tokens[SIDE_TARGET], error))
        return dataset;
    dataset_close(dataset);
    return NULL;
}

/* ---- pairs ---- */

int dataset_batch_length(const Dataset *dataset, Random *random)
{
    if (dataset->source->draw_length != NULL)
        return dataset->source->draw_length(dataset, random);
    if (dataset->ways != NULL)
        return length_table_draw_evenly(dataset->ways, dataset->least, dataset->most, random);
    return random_between(random, dataset->least, dataset->most);
}

/* A source is made at random, whatever split it may belong to; if that is not the one asked for, the next one is made.
 * After TRIES_MOST attempts the split has nothing of this length. */
static bool draw_endless(const Dataset *dataset, Split split, int length, Random *random, PairSpace *space)
{
    enum { TRIES_MOST = 20000 };
    const DataSource *source = dataset->source;
    for (int tries = 0; tries < TRIES_MOST; tries++) {
        int wanted = length > 0 ? length : dataset_batch_length(dataset, random);
        Made made = source->draw(dataset, wanted, random, space);
        if (made == MADE_NEVER)
            return false;
        if (made == MADE_OTHER || dataset_space_split(dataset, wanted, space) != split)
            continue;
        if (source->finish != NULL)
            source->finish(dataset, space);
        return true;
    }
    return false;
}

bool dataset_draw(const Dataset *dataset, Split split, int length, Random *random, PairSpace *space, Pair *pair)
{
    if (dataset->stored != NULL)
        return stored_pairs_draw(dataset->stored, split, length, random, pair);
    if (dataset->source == NULL || !draw_endless(dataset, split, length, random, space))
        return false;
    *pair = pair_of_space(space, dataset->aligned);
    return true;
}

bool dataset_pair(const Dataset *dataset, Split split, int index, Pair *pair)
{
    if (index < 0 || index >= dataset_count(dataset, split))
        return false;
    *pair = stored_pair(dataset->stored, split, index);
    return true;
}

/* ---- queries ---- */

bool dataset_has_pairs(const Dataset *dataset) { return dataset->source != NULL; }
DataMark dataset_mark(const Dataset *dataset) { return dataset->mark; }

static bool same_vocabulary(const Vocabulary *a, const Vocabulary *b)
{
    if (vocabulary_size(a) != vocabulary_size(b))
        return false;
    for (int i = 0; i < vocabulary_size(a); i++)
        if (strcmp(vocabulary_token(a, i), vocabulary_token(b, i)) != 0)
            return false;
    return true;
}

bool dataset_same_vocabularies(const Dataset *a, const Dataset *b)
{
    for (Side side = SIDE_SOURCE; side < SIDES; side++)
        if (dataset_tokens(a, side) != dataset_tokens(b, side) ||
            !same_vocabulary(a->vocabulary[side], b->vocabulary[side]) ||
            !byte_pairs_same(a->merges[side], b->merges[side]))
            return false;
    return true;
}

bool dataset_same(const Dataset *a, const Dataset *b)
{
    OptionList list = options_list(&dataset_table);
    bool same = a->source != NULL && a->source == b->source && a->mark.fingerprint == b->mark.fingerprint && dataset_same_vocabularies(a, b);
    for (int i = 0; i < list.count && same; i++) {
        Buffer of_a = {0}, of_b = {0};
        option_text(&list.at[i], &a->options, &of_a);
        option_text(&list.at[i], &b->options, &of_b);
        same = strcmp(buffer_text(&of_a), buffer_text(&of_b)) == 0;
        buffer_free(&of_a);
        buffer_free(&of_b);
    }
    return same;
}

const PairsReading *dataset_reading(const Dataset *dataset)
{
    const StoredPairs *stored = dataset->stored;
    return stored != NULL && stored->texts.reading.encoding != NULL ? &stored->texts.reading : NULL;
}

const DatasetOptions *dataset_options(const Dataset *dataset) { return &dataset->options; }
const char *dataset_name(const Dataset *dataset) { return dataset->name; }
const Vocabulary *dataset_vocabulary(const Dataset *dataset, Side side) { return dataset->vocabulary[side]; }
const BytePairs *dataset_merges(const Dataset *dataset, Side side) { return dataset->merges[side]; }
bool dataset_aligned(const Dataset *dataset) { return dataset->aligned; }
int dataset_reach(const Dataset *dataset) { return dataset->source != NULL ? dataset->source->reach : 0; }
int dataset_target_most(const Dataset *dataset) { return dataset->target_most; }
bool dataset_endless(const Dataset *dataset) { return dataset->source != NULL && dataset->stored == NULL; }

const char *dataset_unit(const Dataset *dataset, Side side)
{
    const char *unit = dataset->source != NULL ? dataset->source->unit[side] : NULL;
    return unit != NULL ? unit : token_kind_name(dataset_tokens(dataset, side));
}

int dataset_count(const Dataset *dataset, Split split)
{
    return dataset->stored != NULL ? dataset->stored->split_count[split] : 0;
}

int dataset_passed_over(const Dataset *dataset) { return dataset->stored != NULL ? dataset->stored->passed_over : 0; }

void dataset_length_range(const Dataset *dataset, int *least, int *most)
{
    *least = dataset->least;
    *most = dataset->most;
}

/* ---- pictures ---- */

bool dataset_has_pictures(const Dataset *dataset) { return dataset->source != NULL && dataset->source->dots != NULL; }

int *dataset_picture(const Dataset *dataset, const int *ids, int count)
{
    if (!dataset_has_pictures(dataset))
        return NULL;
    int *dots = memory_new((size_t)count + 1, sizeof *dots);
    for (int i = 0; i < count; i++)
        dots[i] = dataset->source->dots(ids[i]);
    return dots;
}

bool dataset_draws(const Dataset *dataset, const char *text)
{
    return dataset->source != NULL && dataset->source->draws != NULL && dataset->source->draws(text);
}

bool dataset_draw_text(const Dataset *dataset, const char *text, PairSpace *space, Pair *pair, Error *error)
{
    if (!dataset->source->draw_text(dataset, text, space, error))
        return false;
    *pair = pair_of_space(space, dataset->aligned);
    return true;
}
