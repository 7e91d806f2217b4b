/* units.c: one number of a trace, collected over sentences of the test set. */
#include "lab/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/job.h"
#include "lab/registry_internal.h"

#define AT(field) OPTION_AT(UnitOptions, field)

static const Option option_rows[] = {
    {"unit", OPTION_WHOLE, AT(unit), .fallback = "1", .least = 1, .most = 1 << 20,
     .help = {"Which number of a row.", "행의 몇 번째 값인지."}},
    {"count", OPTION_WHOLE, AT(count), .fallback = "50", .least = 2, .most = 1000,
     .help = {"Test sentences.", "평가 데이터 문장의 수."}},
    {"most", OPTION_WHOLE, AT(most), .fallback = "5", .least = 1, .most = 100,
     .help = {"How many places and tokens to show.", "보여 줄 자리와 토큰의 수."}},
    {0},
};
static const OptionPart option_parts[] = {{&request_options, offsetof(UnitOptions, request), "model|seed"}, {0}};
const Options unit_options = {option_rows, option_parts, sizeof(UnitOptions)};

typedef struct Collecting {
    Lab *lab;
    LabModel *entry;
    const UnitOptions *options;
    UnitResult *result;
    int capacity;
} Collecting;

/* ---- collecting ---- */

/* The token that a row belongs to; "" if it belongs to none. */
static const char *token_at(const Translation *translation, TraceAxis axis, int row)
{
    int source = axis == AXIS_JOINT ? translation->source_count : 0;
    switch (axis) {
    case AXIS_SOURCE: return translation->source_tokens[row];
    case AXIS_SAID: return translation->target_tokens[row];
    case AXIS_JOINT:
        if (row < source)
            return translation->source_tokens[row];
        row -= source;
        return row == 0 ? "<SOS>" : translation->target_tokens[row - 1];
    case AXIS_READ: return row == 0 ? "<SOS>" : translation->target_tokens[row - 1];
    default: return "";
    }
}

static bool add_sentence(Collecting *c, const Translation *translation, Error *error)
{
    UnitResult *result = c->result;
    const char *name = c->options->name;
    const TraceArray *array = traced_value(translation, name, error);
    if (array == NULL)
        return false;
    if (array->column_axis != AXIS_UNITS)
        return error_set(error, ERROR_USAGE,
                         TEXT("a row of %s is not over units; 'units' takes a value that is, such as a hidden state or a gate",
                              "%s: 행의 숫자가 유닛의 값이 아닙니다. 'units'에는 은닉 상태나 게이트처럼 유닛마다 값이 있는 이름을 쓰십시오"),
                         name);
    if (!has_unit(array, name, c->options->unit, error))
        return false;
    char *text = result->texts[result->sentences++] = memory_string(translation->source_text);
    for (int row = 0; row < array->rows; row++) {
        result->places = memory_room(result->places, result->place_count, &c->capacity, sizeof *result->places);
        result->places[result->place_count++] =
            (UnitPlace){.value = (double)array->values[row * array->columns + c->options->unit - 1],
                        .row = row,
                        .length = translation->source_count,
                        .token = memory_string(token_at(translation, array->row_axis, row)),
                        .sentence = text};
    }
    return true;
}

static void collect(void *argument, Error *error)
{
    Collecting *c = argument;
    Request request = c->options->request;
    bool right = true;
    for (int i = 0; right && i < c->options->count; i++) {
        SourceSentence source;
        right = lab_source(c->lab, &request, &source, error);
        Translation *translation = right ? translate_source(c->entry, &source, NULL, error) : NULL;
        right = translation != NULL && translation->target_count > 0 && add_sentence(c, translation, error);
        translation_close(translation);
        source_sentence_free(&source);
        request.seed++;
    }
}

/* ---- what it goes with ---- */

/* Of the value with the length of its source, or with its own place in the sentence. */
static double correlation(const UnitResult *result, bool with_length)
{
    double n = result->place_count, sum = 0, squares = 0, products = 0;
    for (int i = 0; i < result->place_count; i++) {
        double x = with_length ? result->places[i].length : result->places[i].row;
        sum += x;
        squares += x * x;
        products += x * (result->places[i].value - result->mean);
    }
    double deviation = sqrt(squares / n - (sum / n) * (sum / n));
    return products / n / (deviation * result->deviation);
}

static void measure_mean(UnitResult *result)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < result->place_count; i++)
        sum += result->places[i].value;
    result->mean = sum / result->place_count;
    for (int i = 0; i < result->place_count; i++)
        squares += (result->places[i].value - result->mean) * (result->places[i].value - result->mean);
    result->deviation = sqrt(squares / result->place_count);
}

static int by_value(const void *a, const void *b)
{
    double first = ((const UnitPlace *)a)->value, second = ((const UnitPlace *)b)->value;
    return first < second ? 1 : first > second ? -1 : 0;
}

static int by_mean(const void *a, const void *b)
{
    double first = ((const UnitToken *)a)->mean, second = ((const UnitToken *)b)->mean;
    return first < second ? 1 : first > second ? -1 : 0;
}

/* Each token's mean, and how much of the variance lies between them: adjusted for their number, since rare tokens would explain
 * their own values whatever these are. */
static void measure_tokens(UnitResult *result)
{
    double between = 0;
    result->tokens = memory_new((size_t)result->place_count, sizeof *result->tokens);
    for (int i = 0; i < result->place_count; i++) {
        int t = 0;
        while (t < result->token_count && strcmp(result->tokens[t].token, result->places[i].token) != 0)
            t++;
        if (t == result->token_count)
            result->tokens[result->token_count++] = (UnitToken){.token = result->places[i].token};
        result->tokens[t].mean += result->places[i].value;
        result->tokens[t].count++;
    }
    for (int i = 0; i < result->token_count; i++) {
        UnitToken *token = &result->tokens[i];
        token->mean /= token->count;
        between += token->count * (token->mean - result->mean) * (token->mean - result->mean);
    }
    double n = result->place_count, k = result->token_count, variance = result->deviation * result->deviation;
    double share = fmin(1, between / n / variance);
    result->by_token = n > k && variance > 0 ? fmax(0, 1 - (1 - share) * (n - 1) / (n - k)) : (double)NAN;
    qsort(result->tokens, (size_t)result->token_count, sizeof *result->tokens, by_mean);
}

bool lab_units(Lab *lab, const UnitOptions *options, UnitResult *result, Error *error)
{
    *result = (UnitResult){0};
    Collecting collecting = {
        .lab = lab, .entry = lab_find(lab, options->request.model, error), .options = options, .result = result};
    if (collecting.entry == NULL)
        return false;
    result->texts = memory_new((size_t)options->count, sizeof *result->texts);
    if (!job_answer(lab, collecting.entry, "units", collect, &collecting, error)) {
        unit_result_free(result);
        return false;
    }
    measure_mean(result);
    result->with_position = correlation(result, false);
    result->with_length = correlation(result, true);
    measure_tokens(result);
    qsort(result->places, (size_t)result->place_count, sizeof *result->places, by_value);
    return true;
}

void unit_result_free(UnitResult *result)
{
    for (int i = 0; i < result->place_count; i++)
        free(result->places[i].token);
    for (int i = 0; i < result->sentences; i++)
        free(result->texts[i]);
    free(result->places);
    free(result->texts);
    free(result->tokens);
    *result = (UnitResult){0};
}
