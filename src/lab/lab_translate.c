/* lab_translate.c: sentences in, answers out, with everything that was computed on the way. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "lab/job.h"

enum { SOURCE_MOST = 500 };

static char **copy_tokens(const Vocabulary *vocabulary, const int *ids, int count)
{
    char **tokens = memory_new((size_t)count + 1, sizeof *tokens);
    for (int i = 0; i < count; i++)
        tokens[i] = memory_string(vocabulary_token(vocabulary, ids[i]));
    return tokens;
}

static void free_tokens(char **tokens, int count)
{
    for (int i = 0; tokens != NULL && i < count; i++)
        free(tokens[i]);
    free(tokens);
}

void translation_close(Translation *translation)
{
    if (translation == NULL)
        return;
    free_tokens(translation->source_tokens, translation->source_count);
    free_tokens(translation->target_tokens, translation->target_count);
    free(translation->source_text);
    free(translation->text);
    free(translation->reference);
    free(translation->partner);
    free(translation->dots);
    trace_close(translation->trace);
    free(translation);
}

static double sum_log_probability(const Trace *trace)
{
    const TraceArray *array = trace_find(trace, "output.log_probability");
    double sum = 0;
    for (int i = 0; array != NULL && i < array->rows; i++)
        sum += (double)array->values[i];
    return sum;
}

int *lab_dots(const Dataset *dataset, const int *source, int count)
{
    if (!dataset_is_picture(dataset))
        return NULL;
    int *dots = memory_new((size_t)count + 1, sizeof *dots);
    for (int i = 0; i < count; i++)
        dots[i] = dataset_dots(dataset, source[i]);
    return dots;
}

static const char *kind_of_tokens(const Dataset *dataset, Side side)
{
    static const char *const kinds[] = {"word", "character", "subword"}; /* in the order of TokenKind */
    static const char *const sequences[] = {"copy", "reverse", "sort"};
    const char *task = dataset_options(dataset)->task;
    for (size_t i = 0; task != NULL && i < sizeof sequences / sizeof *sequences; i++)
        if (strcmp(task, sequences[i]) == 0)
            return "symbol";
    return dataset_is_picture(dataset) && side == SIDE_SOURCE ? "column" : kinds[dataset_tokens(dataset, side)];
}

/* Translates ids[count] (without <EOS>). The source's tokens are left for the caller to fill. */
static Translation *translate_ids(const LabModel *entry, const int *ids, int count, Interventions *interventions)
{
    int *source = memory_new((size_t)count + 1, sizeof *source);
    if (count > 0)
        memcpy(source, ids, (size_t)count * sizeof *source);
    source[count] = TOKEN_EOS;
    Translation *translation = memory_new(1, sizeof *translation);
    Trace *trace = model_trace_if(entry->model, source, count + 1, lab_longest_answer(entry, count), interventions);
    const Dataset *dataset = entry->data->dataset;
    Buffer text = {0};
    lab_answer_text(entry, trace->target, trace->target_count, &text);
    translation->text = buffer_take(&text);
    translation->target_tokens = copy_tokens(lab_answer_vocabulary(entry), trace->target, trace->target_count);
    translation->target_count = trace->target_count;
    translation->source_tokens = copy_tokens(dataset_source_vocabulary(dataset), source, count + 1);
    translation->source_count = count + 1;
    translation->source_kind = kind_of_tokens(dataset, SIDE_SOURCE);
    translation->target_kind = kind_of_tokens(dataset, model_fills(entry->model) ? SIDE_SOURCE : SIDE_TARGET);
    translation->fills = model_fills(entry->model);
    translation->log_probability = sum_log_probability(trace);
    translation->trace = trace;
    translation->dots = lab_dots(dataset, source, count + 1);
    free(source);
    return translation;
}

int lab_unknown_count(const TokenList *tokens, const int *ids)
{
    int count = 0;
    for (int i = 0; i < tokens->count; i++)
        count += ids[i] == TOKEN_UNK && strcmp(tokens->token[i], UNKNOWN_TOKEN) != 0;
    return count;
}

/* The words as they were typed, not <UNK>, so that a person finds them again in the picture. */
static void keep_typed(Translation *translation, const TokenList *tokens)
{
    for (int i = 0; i < tokens->count && i < translation->source_count; i++) {
        free(translation->source_tokens[i]);
        translation->source_tokens[i] = memory_string(tokens->token[i]);
    }
}

/* NULL with the message where a cell or an attention from outside failed. */
static Translation *unless_failed(const LabModel *entry, Translation *translation, Error *error)
{
    if (!model_take_failure(entry->model, error))
        return translation;
    translation_close(translation);
    return NULL;
}

bool lab_source_length_check(int count, Error *error)
{
    if (count <= SOURCE_MOST)
        return true;
    return error_set(error, ERROR_USAGE, TEXT("%d tokens are too many: up to %d can be translated", "토큰이 %d개입니다. 한 번에 %d개까지 번역할 수 있습니다"),
                     count, SOURCE_MOST);
}

static Translation *translate_words(const LabModel *entry, const char *text, Interventions *interventions, Error *error)
{
    TokenList tokens = {0};
    int *ids = NULL;
    Translation *translation = NULL;
    if (dataset_encode_source(entry->data->dataset, text, &tokens, &ids, error) &&
        lab_source_length_check(tokens.count, error)) {
        translation = translate_ids(entry, ids, tokens.count, interventions);
        translation->source_text = utf8_normalised(text);
        keep_typed(translation, &tokens);
        translation->unknown = lab_unknown_count(&tokens, ids);
        translation = unless_failed(entry, translation, error);
    }
    free(ids);
    token_list_free(&tokens);
    return translation;
}

/* True partners of the answer's tokens, as far as the answer is the reference's beginning. */
static int *answer_partners(const Translation *translation, const Pair *pair)
{
    if (pair->partner == NULL)
        return NULL;
    int *partner = memory_new((size_t)translation->target_count, sizeof *partner);
    bool same = true;
    for (int i = 0; i < translation->target_count; i++) {
        same = same && i < pair->target_count && translation->trace->target[i] == pair->target[i];
        partner[i] = same ? pair->partner[i] : -1;
    }
    return partner;
}

/* What is right is known. */
static Translation *translate_pair(const LabModel *entry, const Pair *pair, const char *text, Interventions *interventions,
                                   Error *error)
{
    Translation *translation = translate_ids(entry, pair->source, pair->source_count, interventions);
    translation->source_text = memory_string(text);
    translation->reference = memory_string(pair->target_text);
    translation->partner = answer_partners(translation, pair);
    return unless_failed(entry, translation, error);
}

/* A word that is drawn. */
static Translation *translate_drawing(const LabModel *entry, const char *word, Interventions *interventions, Error *error)
{
    PairSpace *space = pair_space_open();
    Pair pair;
    Translation *translation = NULL;
    if (dataset_draw_text(entry->data->dataset, word, space, &pair, error))
        translation = translate_pair(entry, &pair, word, interventions, error);
    pair_space_close(space);
    return translation;
}

static Translation *translate_text(const LabModel *entry, const char *text, Interventions *interventions, Error *error)
{
    if (!dataset_is_picture(entry->data->dataset) || utf8_first_invalid(text, strlen(text)) >= 0)
        return translate_words(entry, text, interventions, error);
    char *copy = memory_string(text);
    const char *word = text_trimmed(copy);
    Translation *translation = dataset_draws(entry->data->dataset, word)
                                   ? translate_drawing(entry, word, interventions, error)
                                   : translate_words(entry, word, interventions, error);
    free(copy);
    return translation;
}

bool lab_no_example(const LabModel *entry, int length, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    if (length > 0 && (dataset_endless(dataset) || dataset_count(dataset, SPLIT_TEST) > 0))
        error_set(error, ERROR_USAGE, TEXT("%s has no held-out sentence of %d tokens", "%s: 토큰이 %d개인 평가용 문장이 없습니다"),
                  dataset_name(dataset), length);
    else
        error_set(error, ERROR_USAGE,
                  TEXT("the data of model '%s' hold no sentence to draw here: type one after the command",
                       "'%s' 모델의 데이터에는 고를 문장이 없습니다. 명령 뒤에 문장을 직접 입력하십시오"),
                  entry->name);
    return false;
}

static Translation *translate_example(const LabModel *entry, int length, uint64_t seed, Interventions *interventions,
                                      Error *error)
{
    Random random;
    random_seed_for(&random, seed, "example");
    PairSpace *space = pair_space_open();
    Pair pair;
    Translation *translation = NULL;
    if (dataset_draw(entry->data->dataset, SPLIT_TEST, length, &random, space, &pair)) {
        Asked asked = lab_ask(entry, &pair, seed);
        translation = translate_pair(entry, &asked.pair, asked.pair.source_text, interventions, error);
        lab_asked_free(&asked);
    } else {
        lab_no_example(entry, length, error);
    }
    pair_space_close(space);
    return translation;
}

Translation *lab_translate_now(const Request *asked, Interventions *interventions, Error *error)
{
    return asked->text != NULL ? translate_text(asked->entry, asked->text, interventions, error)
                               : translate_example(asked->entry, asked->length, asked->seed, interventions, error);
}

typedef struct Answer {
    Request asked;
    Interventions *interventions;
    Translation *translation;
} Answer;

static void translate(void *argument, Error *error)
{
    Answer *answer = argument;
    answer->translation = lab_translate_now(&answer->asked, answer->interventions, error);
}

Translation *lab_translate_if(Lab *lab, const char *model, const char *text, int length, uint64_t seed,
                              Interventions *interventions, Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL)
        return NULL;
    Answer answer = {{entry, text, length, seed}, interventions, NULL};
    if (job_answer(lab, entry, "translate", translate, &answer, error))
        return answer.translation;
    translation_close(answer.translation);
    return NULL;
}

Translation *lab_translate_by(Lab *lab, const char *model, const char *text, Error *error)
{
    return lab_translate_if(lab, model, text, 0, 0, NULL, error);
}

Translation *lab_translate(Lab *lab, const char *text, Error *error)
{
    return lab_translate_by(lab, NULL, text, error);
}

Translation *lab_translate_example(Lab *lab, const char *model, int length, uint64_t seed, Error *error)
{
    return lab_translate_if(lab, model, NULL, length, seed, NULL, error);
}
