/* request.c: which sentence a request means. */
#include "lab/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "lab/answer.h"
#include "text/normal_text.h"

static const Option option_rows[] = {
    {"model", OPTION_TEXT, OPTION_AT(Request, model), .means = MEANS_MODEL,
     .otherwise = {"the current one", "현재 모델"}, .help = {"The model to use.", "사용할 모델."}},
    {"length", OPTION_WHOLE, OPTION_AT(Request, length), .least = 1, .most = 500, .unit = {"tokens", "토큰"},
     .help = {"Without words: length of the sentence that is drawn from the test set.",
              "문장을 주지 않을 때, 평가 데이터에서 고를 문장의 길이."}},
    {"seed", OPTION_WHOLE, OPTION_AT(Request, seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed that draws it.", "그 문장을 고르는 시드."}},
    {0},
};
const Options request_options = {option_rows, .size = sizeof(Request)};

enum { SOURCE_MOST = 500 };

static void put_ids(const LabModel *entry, SourceSentence *source, const int *ids, int count)
{
    const Vocabulary *vocabulary = dataset_vocabulary(entry->data->dataset, SIDE_SOURCE);
    source->count = count + 1;
    source->ids = memory_new((size_t)source->count, sizeof *source->ids);
    source->tokens = memory_new((size_t)source->count, sizeof *source->tokens);
    for (int i = 0; i <= count; i++) {
        source->ids[i] = i < count ? ids[i] : TOKEN_EOS;
        source->tokens[i] = memory_string(vocabulary_token(vocabulary, source->ids[i]));
    }
    source->dots = dataset_picture(entry->data->dataset, source->ids, source->count);
}

/* A sentence of the data, with its reference. */
static void put_pair(const LabModel *entry, SourceSentence *source, const Pair *pair, const char *text)
{
    put_ids(entry, source, pair->source, pair->source_count);
    source->text = memory_string(text);
    source->reference = memory_string(pair->target_text);
    source->target_count = pair->target_count;
    source->target = memory_copy(pair->target, (size_t)pair->target_count * sizeof *source->target);
    if (pair->alignment != NULL)
        source->partner = memory_copy(pair->alignment, (size_t)pair->target_count * sizeof *source->partner);
}

void source_of_pair(const LabModel *entry, const Pair *pair, uint64_t seed, SourceSentence *source)
{
    Asked asked = lab_ask(entry, pair, seed);
    put_pair(entry, source, &asked.pair, asked.pair.source_text);
    for (int i = 0; i < pair->source_count; i++) /* what is hidden on purpose is not counted */
        source->unknown += pair->source[i] == TOKEN_UNK;
    lab_asked_free(&asked);
}

static bool is_short(const TokenList *tokens, Error *error)
{
    return tokens->count <= SOURCE_MOST ||
        error_set(error, ERROR_USAGE,
                  TEXT("the sentence has %d tokens; a model reads at most %d at once",
                       "문장의 토큰이 %d개입니다. 한 번에 %d개까지 입력할 수 있습니다"),
                  tokens->count, SOURCE_MOST);
}

static bool typed_words(const LabModel *entry, const char *text, SourceSentence *source, Error *error)
{
    TokenList tokens = {0};
    int *ids = NULL;
    bool right = dataset_encode(entry->data->dataset, SIDE_SOURCE, text, &tokens, &ids, error) && is_short(&tokens, error);
    if (right) {
        put_ids(entry, source, ids, tokens.count);
        source->text = text_normalised(text);
    }
    for (int i = 0; right && i < tokens.count; i++) {
        source->unknown += ids[i] == TOKEN_UNK && strcmp(tokens.token[i], UNKNOWN_TOKEN) != 0;
        free(source->tokens[i]);
        source->tokens[i] = memory_string(tokens.token[i]);
    }
    source->korean_keys =
        right && source->unknown == tokens.count && dataset_knows_korean(entry->data->dataset, source->text);
    free(ids);
    token_list_free(&tokens);
    return right;
}

/* If the data are pictures, a word is drawn; names of columns are not. */
static bool typed_source(const LabModel *entry, const char *text, SourceSentence *source, Error *error)
{
    Dataset *dataset = entry->data->dataset;
    if (!dataset_has_pictures(dataset) || utf8_first_invalid(text, strlen(text)) >= 0)
        return typed_words(entry, text, source, error);
    char *copy = memory_string(text);
    const char *word = text_trimmed(copy);
    PairSpace *space = pair_space_open();
    Pair pair;
    bool drawn = dataset_draws(dataset, word), right = drawn ? dataset_draw_text(dataset, word, space, &pair, error)
                                                             : typed_words(entry, word, source, error);
    if (drawn && right)
        put_pair(entry, source, &pair, word);
    pair_space_close(space);
    free(copy);
    return right;
}

static bool no_example(const LabModel *entry, int length, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    if (length > 0 && (dataset_endless(dataset) || dataset_count(dataset, SPLIT_TEST) > 0))
        return lab_no_length(dataset, length, error);
    return error_set(error, ERROR_USAGE,
                     TEXT("the data of model '%s' have no sentence to draw: type one after the command",
                          "'%s' 모델의 데이터에는 고를 문장이 없습니다. 명령 뒤에 문장을 직접 입력하십시오"),
                     entry->name);
}

static bool drawn_source(const LabModel *entry, const Request *request, SourceSentence *source, Error *error)
{
    Random random;
    Pair pair;
    PairSpace *space = pair_space_open();
    random_seed_for(&random, request->seed, "example");
    bool right = dataset_draw(entry->data->dataset, request->training ? SPLIT_TRAINING : SPLIT_TEST, request->length,
                              &random, space, &pair) ||
        no_example(entry, request->length, error);
    if (right)
        source_of_pair(entry, &pair, request->seed, source);
    pair_space_close(space);
    return right;
}

bool lab_source(Lab *lab, const Request *request, SourceSentence *source, Error *error)
{
    *source = (SourceSentence){0};
    const LabModel *entry = lab_find(lab, request->model, error);
    if (entry == NULL)
        return false;
    if (request->text == NULL)
        return drawn_source(entry, request, source, error);
    bool known = request->reference != NULL && !model_fills(entry->model); /* that one's answer is the source */
    bool right = typed_source(entry, request->text, source, error);
    if (!right || !known || lab_target(entry, request->reference, source, error))
        return right;
    source_sentence_free(source);
    return false;
}

bool lab_target(const LabModel *entry, const char *text, SourceSentence *source, Error *error)
{
    TokenList tokens = {0};
    if (text == NULL)
        return source->target != NULL ||
               error_set(error, ERROR_USAGE,
                         TEXT("the right answer to this sentence is not known: add target=\"...\", or leave the sentence out to "
                              "draw one of the data",
                              "이 문장의 정답을 알 수 없습니다. target=\"...\"으로 정답을 주거나, 문장 없이 입력해 데이터의 문장을 쓰십시오"));
    free(source->target);
    free(source->reference);
    source->target = NULL;
    source->reference = memory_string(text);
    bool right =
        dataset_encode(entry->data->dataset, SIDE_TARGET, text, &tokens, &source->target, error) && is_short(&tokens, error);
    source->target_count = tokens.count;
    token_list_free(&tokens);
    return right;
}

void source_sentence_free(SourceSentence *source)
{
    for (int i = 0; i < source->count; i++)
        free(source->tokens[i]);
    free(source->tokens);
    free(source->ids);
    free(source->dots);
    free(source->text);
    free(source->reference);
    free(source->target);
    free(source->partner);
    *source = (SourceSentence){0};
}
