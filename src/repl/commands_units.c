/* commands_units.c: `units`: what drives one number of a trace, over many sentences. */
#include <math.h>

#include "base/language.h"
#include "lab/units.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"
#include "view/short_text.h"
#include "view/table.h"

/* ---- values ---- */

static json_t *place_value(const UnitPlace *place)
{
    return json_pack("{s:s, s:s, s:i, s:o}", "token", place->token, "source", place->sentence, "position",
                     place->row + 1, "value", json_finite(place->value));
}

static json_t *token_value(const UnitToken *token)
{
    return json_pack("{s:s, s:i, s:o}", "token", token->token, "count", token->count, "mean", json_finite(token->mean));
}

static json_t *units_value(const UnitOptions *options, const UnitResult *result)
{
    json_t *most = json_array(), *least = json_array(), *tokens = json_array(), *lowest = json_array();
    for (int i = 0; i < options->most && i < result->place_count; i++) {
        json_array_append_new(most, place_value(&result->places[i]));
        json_array_append_new(least, place_value(&result->places[result->place_count - 1 - i]));
    }
    for (int i = 0; i < options->most && i < result->token_count; i++) {
        json_array_append_new(tokens, token_value(&result->tokens[i]));
        json_array_append_new(lowest, token_value(&result->tokens[result->token_count - 1 - i]));
    }
    return json_pack("{s:s, s:i, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", options->name, "unit",
                     options->unit, "sentences", result->sentences, "count", result->place_count, "mean",
                     json_finite(result->mean), "deviation", json_finite(result->deviation), "with_position",
                     json_finite(result->with_position), "with_length", json_finite(result->with_length), "by_token",
                     json_finite(result->by_token), "most", most, "least", least, "highest_tokens", tokens,
                     "lowest_tokens", lowest);
}

static bool run_units(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    UnitOptions options = *(const UnitOptions *)arguments->options;
    UnitResult found;
    if (arguments->words[0] == '\0')
        return error_set(
            error, ERROR_USAGE,
            TEXT("say which value: 'units encoder.forward.state unit=5'; 'trace' lists the names",
                 "어느 값인지 쓰십시오. 예: 'units encoder.forward.state unit=5'. 이름은 'trace'로 볼 수 있습니다"));
    options.name = arguments->words;
    if (!lab_units(repl_lab(repl), &options, &found, error))
        return false;
    result->value = units_value(&options, &found);
    unit_result_free(&found);
    return true;
}

/* ---- pictures ---- */

/* before: places listed above, whose sentences have the first numbers. */
static void show_places(const json_t *list, size_t before, const char *headings, Canvas *canvas)
{
    TableRows rows = {0};
    size_t i;
    const json_t *one;
    json_array_foreach(list, i, one)
        table_rows_add(&rows, "%.3f\t%s\t%d\t#%d\t%s", json_double(one, "value"), json_text(one, "token"),
                       (int)json_double(one, "position"), (int)(before + i) + 1, json_text(one, "source"));
    table_rows_draw(&rows, canvas, headings);
}

static void add_tokens(const json_t *list, Buffer *out)
{
    size_t i;
    const json_t *one;
    json_array_foreach(list, i, one)
        buffer_format(out, "%s%s\u00A0%.2f", i > 0 ? ", " : "", json_text(one, "token"), json_double(one, "mean"));
}

/* What it goes with most: the token, if that explains more than the square of either correlation. */
static const char *verdict(double position, double length, double token)
{
    double by_position = isfinite(position) ? position * position : 0, by_length = isfinite(length) ? length * length : 0;
    if (token > 0.5 && token >= fmax(by_position, by_length))
        return TEXT("It goes mostly with the token that was read.", "주로 읽은 토큰에 따라 달라집니다.");
    if (fmax(by_position, by_length) > 0.5)
        return by_position >= by_length
            ? TEXT("It goes mostly with the position: it counts.", "주로 위치에 따라 달라집니다. 자리를 세는 유닛입니다.")
            : TEXT("It goes mostly with the length of the sentence.", "주로 문장의 길이에 따라 달라집니다.");
    return TEXT("Neither token, position nor length alone explains it.",
                "토큰, 위치, 길이 가운데 어느 하나만으로는 설명되지 않습니다.");
}

static double or_zero(double value) { return isfinite(value) ? value : 0; }

static void say_tokens(const json_t *value, Canvas *canvas)
{
    Buffer high = {0}, low = {0};
    add_tokens(json_object_get(value, "highest_tokens"), &high);
    add_tokens(json_object_get(value, "lowest_tokens"), &low);
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("Tokens with the highest mean: %s. With the lowest: %s.", "평균이 가장 큰 토큰: %s. 가장 작은 토큰: %s."),
        buffer_text(&high), buffer_text(&low));
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("Correlation with the position %+.2f, with the source's length %+.2f; the token explains %.0f%% of the variance.",
             "위치와의 상관 %+.2f, 소스 길이와의 상관 %+.2f. 토큰이 분산의 %.0f%%를 설명합니다."),
        rounded(json_double(value, "with_position"), 2), rounded(or_zero(json_double(value, "with_length")), 2),
        whole_percent(or_zero(json_double(value, "by_token"))));
    buffer_free(&high);
    buffer_free(&low);
}

static void show_units(const json_t *value, Canvas *canvas)
{
    double position = json_double(value, "with_position"), length = json_double(value, "with_length"),
           token = json_double(value, "by_token");
    prose_format(canvas, STYLE_HEADING, 0,
                 TEXT("%s, unit %d, over %d test sentences: mean %.2f, standard deviation %.2f",
                      "%s, %d번 유닛, 평가 데이터 문장 %d개: 평균 %.2f, 표준편차 %.2f"),
                 json_text(value, "name"), (int)json_double(value, "unit"), (int)json_double(value, "sentences"),
                 json_double(value, "mean"), json_double(value, "deviation"));
    const json_t *most = json_object_get(value, "most");
    show_places(most, 0, TEXT(">highest\tat\t>position\t>\tof", ">가장 큼\t토큰\t>위치\t>\t문장"), canvas);
    show_places(json_object_get(value, "least"), json_array_size(most),
                TEXT(">lowest\tat\t>position\t>\tof", ">가장 작음\t토큰\t>위치\t>\t문장"), canvas);
    if (isfinite(position))
        say_tokens(value, canvas);
    else /* of a value with one row a sentence */
        prose_format(canvas, STYLE_PLAIN, 0, TEXT("Correlation with the source's length %+.2f.", "소스 길이와의 상관 %+.2f."),
                     rounded(or_zero(length), 2));
    canvas_prose(canvas, STYLE_STRONG, 0, verdict(position, length, token));
}

static const Command units_command = {
    .name = "units",
    .usage = {"units NAME unit=5", "units 이름 unit=5"},
    .summary = {"show what drives one hidden unit", "은닉 유닛 하나가 무엇에 반응하는지 봅니다"},
    .options = &unit_options,
    .words_wanted = true,
    .word_means = MEANS_TRACE,
    .sentences = "most|least",
    .run = run_units,
    .show = show_units,
};

const Command *const units_family[] = {&units_command, NULL};
