/* dataset.c: opening a data set and telling what it is. */
#include "text/dataset.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "text/dataset_parts.h"
#include "text/picture.h"

enum { SYMBOLS_BY_DEFAULT = 20 };

/* ---- options ---- */

static const char *const task_names[] = {"copy", "reverse", "sort", "dates", "picture", "question", "summary"};
static const Origin task_origins[] = {ORIGIN_SEQUENCES, ORIGIN_SEQUENCES, ORIGIN_SEQUENCES, ORIGIN_DATES,
                                      ORIGIN_PICTURE,   ORIGIN_STORY,     ORIGIN_STORY};
static const char *const grammar_names[] = {"ko-en", "en-ko"};
static const char *const language_names[] = {"en", "ko"};

#define COUNT(list) (sizeof list / sizeof list[0])

static int position_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return (int)i;
    return -1;
}

/* Which of the names it is, or -1 with a message that lists them. */
static int choose(const char *what, const char *name, const char *const *names, size_t count, Error *error)
{
    int position = position_of(name, names, count);
    if (position >= 0)
        return position;
    Buffer list = {0};
    for (size_t i = 0; i < count; i++)
        buffer_format(&list, "%s%s", i > 0 ? ", " : "", names[i]);
    const char *nearest = nearest_name(name, names, count);
    error_set(error, ERROR_USAGE,
              TEXT("there is no %s \"%s\": choose among %s", "알 수 없는 %s입니다: \"%s\". 고를 수 있는 이름: %s"), what,
              name, buffer_text(&list));
    if (nearest != NULL && error != NULL) {
        char listed[ERROR_LENGTH];
        memcpy(listed, error->message, sizeof listed);
        error_set(error, ERROR_USAGE, TEXT("%s (did you mean %s?)", "%s (혹시 %s입니까?)"), listed, nearest);
    }
    buffer_free(&list);
    return -1;
}

static void copy_options(DatasetOptions *copy, const DatasetOptions *options)
{
    *copy = *options;
    copy->file = memory_string(options->file);
    copy->task = memory_string(options->task);
    copy->grammar = memory_string(options->grammar);
    copy->language = memory_string(options->language);
}

static void free_options(DatasetOptions *options)
{
    free((char *)options->file);
    free((char *)options->task);
    free((char *)options->grammar);
    free((char *)options->language);
}

static bool check_one_origin(const DatasetOptions *options, Error *error)
{
    int given = (options->file != NULL) + (options->task != NULL) + (options->grammar != NULL);
    if (given == 1)
        return true;
    return error_set(error, ERROR_USAGE,
                     given == 0 ? TEXT("say where the pairs come from: a file, a task or a grammar",
                                       "문장 쌍을 어디서 얻을지 정하십시오: 파일, 과제, 문법 가운데 하나")
                                : TEXT("pairs come from one place only: a file, a task or a grammar",
                                       "문장 쌍은 파일, 과제, 문법 가운데 한 곳에서만 얻습니다"));
}

static bool check_lengths(const DatasetOptions *options, Error *error)
{
    int least = options->length_least, most = options->length_most;
    if (least < 0 || most < 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("a length is 1 or more, not %d", "길이는 1 이상이어야 합니다(입력: %d)"),
                         least < 0 ? least : most);
    if (most > 0 && least > most)
        return error_set(error, ERROR_USAGE,
                         TEXT("lengths go from the least to the most, not from %d to %d",
                              "길이 범위는 작은 수부터 적어야 합니다(입력: %d에서 %d까지)"),
                         least, most);
    return true;
}

static bool check_symbols(const DatasetOptions *options, Error *error)
{
    if (options->symbols >= TASK_SYMBOLS_LEAST && options->symbols <= TASK_SYMBOLS_MOST)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("the alphabet has %d to %d symbols, not %d",
                          "기호는 %d개 이상 %d개 이하여야 합니다(입력: %d)"),
                     TASK_SYMBOLS_LEAST, TASK_SYMBOLS_MOST, options->symbols);
}

static bool check_merges(int merges, Error *error)
{
    if (merges >= 1 && merges <= MERGES_MOST)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("subword tokens are learned by 1 to %d merges, not %d",
                          "서브워드의 병합 횟수는 1번에서 %d번까지 정할 수 있습니다(입력: %d)"),
                     MERGES_MOST, merges);
}

/* Symbols of a task are drawn without any order: nothing can be learned from which stand together. */
static bool check_subwords(const DatasetOptions *options, Origin origin, Error *error)
{
    bool wanted = options->source_tokens == TOKENS_SUBWORD || options->target_tokens == TOKENS_SUBWORD;
    if (wanted && origin == ORIGIN_SEQUENCES)
        return error_set(error, ERROR_USAGE,
                         TEXT("subword tokens are learned from a file or a grammar, not from a task",
                              "서브워드 토큰은 파일이나 문법에서만 학습합니다. 과제에는 쓸 수 없습니다"));
    return check_merges(options->source_merges, error) && check_merges(options->target_merges, error);
}

static bool check_swap(const DatasetOptions *options, Error *error)
{
    if (!options->swap || options->file != NULL)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("only the columns of a file can be swapped; the grammar has the names ko-en and en-ko",
                          "두 열을 바꾸는 것은 파일에서만 됩니다. 문법에는 ko-en과 en-ko가 따로 있습니다"));
}

bool dataset_settle_lengths(Dataset *dataset, int least, int most, int limit, Error *error)
{
    int asked_least = dataset->options.length_least, asked_most = dataset->options.length_most;
    if (asked_least > limit || asked_most > limit)
        return error_set(error, ERROR_USAGE,
                         TEXT("%s has lengths up to %d, not %d", "%s의 길이는 %d 이하여야 합니다(입력: %d)"),
                         dataset->name, limit, asked_least > limit ? asked_least : asked_most);
    dataset->least = asked_least > 0 ? asked_least : least;
    dataset->most = asked_most > 0 ? asked_most : most;
    if (dataset->least > dataset->most && asked_least > 0)
        dataset->most = dataset->least;
    else if (dataset->least > dataset->most)
        dataset->least = dataset->most;
    return true;
}

/* ---- opening ---- */

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

static char *name_of(const DatasetOptions *options, Origin origin)
{
    Buffer name = {0};
    if (origin == ORIGIN_FILE)
        buffer_add(&name, last_part(options->file));
    else if (origin == ORIGIN_GRAMMAR)
        buffer_format(&name, "%s grammar", options->grammar);
    else if (origin == ORIGIN_DATES || origin == ORIGIN_STORY)
        buffer_format(&name, "%s %s", options->task, options->language);
    else
        buffer_add(&name, options->task);
    return buffer_take(&name);
}

static bool choose_origin(const DatasetOptions *options, Origin *origin, TaskKind *task, Error *error)
{
    if (options->file != NULL) {
        *origin = ORIGIN_FILE;
        return true;
    }
    if (options->grammar != NULL) {
        *origin = ORIGIN_GRAMMAR;
        return choose(TEXT("grammar", "문법"), options->grammar, grammar_names, COUNT(grammar_names), error) >= 0;
    }
    int position = choose(TEXT("task", "과제"), options->task, task_names, COUNT(task_names), error);
    *task = (TaskKind)position;
    if (position >= 0)
        *origin = task_origins[position];
    return position >= 0;
}

/* What is not given gets its default, in the copy that dataset_options shows. */
static void fill_defaults(DatasetOptions *options, Origin origin)
{
    if (options->symbols == 0)
        options->symbols = origin == ORIGIN_PICTURE ? PICTURE_SYMBOLS : SYMBOLS_BY_DEFAULT;
    if ((origin == ORIGIN_DATES || origin == ORIGIN_STORY) && options->language == NULL)
        options->language = memory_string("en");
    if (options->source_merges == 0)
        options->source_merges = MERGES_BY_DEFAULT;
    if (options->target_merges == 0)
        options->target_merges = MERGES_BY_DEFAULT;
    if (!options->tokens_given)
        options->source_tokens = options->target_tokens = origin == ORIGIN_DATES ? TOKENS_CHARACTER : TOKENS_WORD;
    if (!options->tokens_given && origin == ORIGIN_PICTURE)
        options->target_tokens = TOKENS_CHARACTER;
}

static bool check_language(const DatasetOptions *options, Error *error)
{
    return choose(TEXT("language of a task", "과제의 언어"), options->language, language_names, COUNT(language_names), error) >= 0;
}

static bool check_story(const DatasetOptions *options, Error *error)
{
    if (options->source_tokens != TOKENS_WORD || options->target_tokens != TOKENS_WORD)
        return error_set(error, ERROR_USAGE,
                         TEXT("questions and summaries are read and written by word", "질문과 요약은 단어 단위로만 읽고 씁니다"));
    return check_language(options, error);
}

static bool check_picture(const DatasetOptions *options, Error *error)
{
    if (options->source_tokens != TOKENS_WORD || options->target_tokens != TOKENS_CHARACTER)
        return error_set(error, ERROR_USAGE,
                         TEXT("pictures are read by column and answered by character",
                              "그림은 열 단위로 읽고 글자 단위로 답합니다"));
    if (options->noise >= 0 && options->noise <= NOISE_MOST)
        return true;
    return error_set(error, ERROR_USAGE, TEXT("noise is a share of dots from 0 to %g, not %g", "noise는 점의 비율로 0에서 %g까지입니다(입력: %g)"),
                     NOISE_MOST, options->noise);
}

static bool check_options(const DatasetOptions *options, Origin origin, Error *error)
{
    if (!check_lengths(options, error) || !check_symbols(options, error) || !check_swap(options, error))
        return false;
    if (origin == ORIGIN_PICTURE)
        return check_picture(options, error);
    if (origin == ORIGIN_STORY)
        return check_story(options, error);
    if (origin != ORIGIN_DATES)
        return check_subwords(options, origin, error);
    if (options->source_tokens != TOKENS_CHARACTER || options->target_tokens != TOKENS_CHARACTER)
        return error_set(error, ERROR_USAGE,
                         TEXT("dates are read and written by character", "날짜는 글자 단위로만 읽고 씁니다"));
    return check_language(options, error);
}

static Dataset *new_dataset(void)
{
    Dataset *dataset = memory_new(1, sizeof *dataset);
    dataset->source = vocabulary_open();
    dataset->target = vocabulary_open();
    return dataset;
}

Dataset *dataset_open(const DatasetOptions *options, Error *error)
{
    Origin origin = ORIGIN_FILE;
    TaskKind task = TASK_COPY;
    if (!check_one_origin(options, error) || !choose_origin(options, &origin, &task, error))
        return NULL;
    Dataset *dataset = new_dataset();
    copy_options(&dataset->options, options);
    fill_defaults(&dataset->options, origin);
    dataset->origin = origin;
    dataset->task = task;
    dataset->name = name_of(&dataset->options, origin);
    bool opened = check_options(&dataset->options, origin, error);
    if (opened)
        opened = origin == ORIGIN_FILE ? dataset_open_file(dataset, error) : dataset_open_endless(dataset, error);
    if (opened)
        return dataset;
    dataset_close(dataset);
    return NULL;
}

void dataset_close(Dataset *dataset)
{
    if (dataset == NULL)
        return;
    dataset_close_file(dataset->file);
    length_table_close(dataset->ways);
    vocabulary_close(dataset->source);
    vocabulary_close(dataset->target);
    byte_pairs_close(dataset->merges[SIDE_SOURCE]);
    byte_pairs_close(dataset->merges[SIDE_TARGET]);
    free_options(&dataset->options);
    free(dataset->name);
    free(dataset);
}

/* ---- vocabularies alone ---- */

static bool check_token(const char *side, int id, const char *token, Error *error)
{
    if (token == NULL || token[0] == '\0')
        return error_set(error, ERROR_DATA,
                         TEXT("%s vocabulary: token %d is empty", "%s 어휘: %d번 토큰이 비어 있습니다"), side, id);
    if (utf8_first_invalid(token, strlen(token)) >= 0)
        return error_set(error, ERROR_DATA,
                         TEXT("%s vocabulary: token %d is not valid UTF-8",
                              "%s 어휘: %d번 토큰이 올바른 UTF-8이 아닙니다"),
                         side, id);
    return true;
}

/* The list must be what vocabulary_token gave for each id: the special tokens first, then each token once. */
static bool fill_vocabulary(Vocabulary *vocabulary, const char *side, char **list, int count, Error *error)
{
    for (int id = 0; id < TOKEN_FIRST; id++)
        if (id >= count || list[id] == NULL || strcmp(list[id], vocabulary_token(vocabulary, id)) != 0)
            return error_set(error, ERROR_DATA,
                             TEXT("%s vocabulary: token %d must be %s", "%s 어휘: %d번은 %s 토큰의 자리입니다"), side,
                             id, vocabulary_token(vocabulary, id));
    for (int id = TOKEN_FIRST; id < count; id++) {
        if (!check_token(side, id, list[id], error))
            return false;
        int first = vocabulary_add(vocabulary, list[id]);
        if (first != id)
            return error_set(error, ERROR_DATA,
                             TEXT("%s vocabulary: tokens %d and %d are both \"%s\"",
                                  "%s 어휘: %d번과 %d번 토큰이 모두 \"%s\"입니다"),
                             side, first, id, list[id]);
    }
    return true;
}

Dataset *dataset_from_vocabularies(const char *name, TokenKind source_tokens, TokenKind target_tokens,
                                   char **source_list, int source_count, char **target_list, int target_count,
                                   Error *error)
{
    Dataset *dataset = new_dataset();
    dataset->origin = ORIGIN_VOCABULARIES;
    dataset->name = memory_string(name);
    dataset->options.source_tokens = source_tokens;
    dataset->options.target_tokens = target_tokens;
    dataset->options.tokens_given = true;
    if (fill_vocabulary(dataset->source, TEXT("source", "원문"), source_list, source_count, error) &&
        fill_vocabulary(dataset->target, TEXT("target", "번역문"), target_list, target_count, error))
        return dataset;
    dataset_close(dataset);
    return NULL;
}

void dataset_take_merges(Dataset *dataset, Side side, BytePairs *merges)
{
    byte_pairs_close(dataset->merges[side]);
    dataset->merges[side] = merges;
    dataset->options.hangul = merges->hangul;
}

/* ---- what it is ---- */

const DatasetOptions *dataset_options(const Dataset *dataset) { return &dataset->options; }
const char *dataset_name(const Dataset *dataset) { return dataset->name; }
const Vocabulary *dataset_source_vocabulary(const Dataset *dataset) { return dataset->source; }
const Vocabulary *dataset_target_vocabulary(const Dataset *dataset) { return dataset->target; }
const BytePairs *dataset_merges(const Dataset *dataset, Side side) { return dataset->merges[side]; }
bool dataset_has_partners(const Dataset *dataset) { return dataset->has_partners; }
int dataset_target_most(const Dataset *dataset) { return dataset->target_most; }

TokenKind dataset_tokens(const Dataset *dataset, Side side)
{
    return side == SIDE_SOURCE ? dataset->options.source_tokens : dataset->options.target_tokens;
}

bool dataset_endless(const Dataset *dataset)
{
    return dataset->origin != ORIGIN_FILE && dataset->origin != ORIGIN_VOCABULARIES;
}

int dataset_count(const Dataset *dataset, Split split)
{
    return dataset->origin == ORIGIN_FILE ? dataset_file_count(dataset->file, split) : 0;
}

int dataset_passed_over(const Dataset *dataset)
{
    return dataset->origin == ORIGIN_FILE ? dataset_file_passed_over(dataset->file) : 0;
}

void dataset_length_range(const Dataset *dataset, int *least, int *most)
{
    *least = dataset->least;
    *most = dataset->most;
}
