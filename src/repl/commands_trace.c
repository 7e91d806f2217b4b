/* commands_trace.c: `trace`: every number of one translation by name; `trust`: how far its map can be trusted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/heatmap.h"
#include "view/short_text.h"
#include "view/table.h"

/* ---- trace: values ---- */

typedef struct TraceOptions {
    Request request;
    const char *name;
    int step;
    bool forced;
} TraceOptions;
static const Option trace_rows[] = {
    {"name", OPTION_TEXT, OPTION_AT(TraceOptions, name), .means = MEANS_TRACE, .help = {"Show the numbers of this value.", "숫자를 볼 값의 이름."}},
    {"step", OPTION_WHOLE, OPTION_AT(TraceOptions, step), .least = 1, .most = 1000, .applies = "name=...",
     .help = {"Show only this row, number by number.", "이 행의 숫자를 하나씩 보여 줍니다."}},
    {"forced", OPTION_YES_NO, OPTION_AT(TraceOptions, forced), .fallback = "no",
     .help = {"Compute with the values that `force` set.", "`force`로 바꾼 값을 넣어 계산합니다."}},
    {0},
};
static const Options trace_options = {trace_rows, look_parts, sizeof(TraceOptions)};

static json_t *array_value(const TraceArray *array)
{
    double least = HUGE_VAL, most = -HUGE_VAL, sum = 0;
    int count = 0;
    for (int i = 0; i < array->rows * array->columns; i++) {
        if (trace_masked(array, i / array->columns, i % array->columns))
            continue;
        least = fmin(least, (double)array->values[i]);
        most = fmax(most, (double)array->values[i]);
        sum += (double)array->values[i];
        count++;
    }
    char name[TRACE_NAME];
    return json_pack("{s:s, s:i, s:i, s:o, s:o, s:o}", "name", trace_name(&array->key, name), "rows", array->rows,
                     "columns", array->columns, "least", json_finite(least), "most", json_finite(most), "mean",
                     json_finite(count > 0 ? sum / count : (double)NAN));
}

static bool put_numbers(json_t *value, const Translation *translation, const char *name, int step, Error *error)
{
    const TraceArray *array = trace_find_named(translation->trace, name);
    if (array == NULL)
        return trace_name_unknown(translation->trace, name, error);
    if (step > array->rows)
        return error_set(error, ERROR_USAGE,
                         TEXT(array->rows == 1 ? "%s has only %d row: step=%d is past it"
                                               : "%s has only %d rows: step=%d is past them",
                              "%s: 행이 %d개이므로 step=%d인 행은 없습니다"),
                         name, array->rows, step);
    char full[TRACE_NAME];
    int masked = 0;
    for (int i = 0; i < array->rows * array->columns; i++)
        masked += trace_masked(array, i / array->columns, i % array->columns);
    json_t *column_labels = axis_tokens_value(translation, array->column_axis);
    json_put(value, "{s:s, s:o, s:o, s:i}", "name", trace_name(&array->key, full), "values", matrix_value(array),
             "row_labels", axis_tokens_value(translation, array->row_axis), "masked", masked);
    if (trace_causal(array))
        json_object_set_new(value, "causal", json_true());
    if (!json_is_null(column_labels))
        json_object_set(value, "column_labels", column_labels);
    json_decref(column_labels);
    if (step > 0)
        json_object_set_new(value, "step", json_integer(step));
    return true;
}

static bool run_trace(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const TraceOptions *options = arguments->options;
    Translation *translation = look_translate(repl, arguments, options->forced, error);
    if (translation == NULL)
        return false;
    json_t *value = translation_value(translation), *arrays = json_array();
    for (int i = 0; i < translation->trace->count; i++)
        json_array_append_new(arrays, array_value(&translation->trace->arrays[i]));
    json_object_set_new(value, "arrays", arrays);
    if (options->forced)
        json_object_set_new(value, "forced", json_true());
    result->value = value;
    bool sound = options->name == NULL || put_numbers(value, translation, options->name, options->step, error);
    translation_close(translation);
    return sound;
}

/* ---- trace: pictures ---- */

static void show_arrays(const json_t *arrays, Canvas *canvas)
{
    TableRows rows = {0};
    size_t i;
    json_t *one;
    json_array_foreach(arrays, i, one)
        table_rows_add(&rows, "%s\t%d x %d\t%.2f, %.2f\t%.3f", json_text(one, "name"), (int)json_double(one, "rows"),
                       (int)json_double(one, "columns"), json_double(one, "least"), json_double(one, "most"),
                       json_double(one, "mean"));
    table_rows_draw(&rows, canvas, TEXT("name\t>rows x columns\t>from, to\t>mean", "이름\t>행 x 열\t>최소, 최대\t>평균"));
}

/* Which cells of the values are masked: those that a causal row does not see, else those without a number. Where there
 * are more of these than cells were masked, numbers are missing that are not finite: then none is called masked. */
static bool *masked_cells(const json_t *value, int rows, int columns)
{
    const json_t *values = json_object_get(value, "values");
    bool *masked = memory_new((size_t)rows * (size_t)columns + 1, sizeof *masked);
    bool causal = json_is_true(json_object_get(value, "causal"));
    int count = 0;
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            bool missing = json_is_null(json_array_get(json_array_get(values, (size_t)row), (size_t)column));
            masked[row * columns + column] = causal ? column > row : missing;
            count += masked[row * columns + column];
        }
    if (count != (int)json_double(value, "masked"))
        memset(masked, 0, (size_t)rows * (size_t)columns * sizeof *masked);
    return masked;
}

/* One row, number by number: "1: 0.31  2: -0.02  3-5: masked". */
static void show_row(const json_t *value, Canvas *canvas)
{
    const json_t *values = json_object_get(value, "values");
    int row = (int)json_double(value, "step") - 1, columns = (int)json_array_size(json_array_get(values, (size_t)row));
    bool *all = masked_cells(value, (int)json_array_size(values), columns);
    const bool *masked = all + (size_t)row * (size_t)columns;
    Buffer text = {0};
    for (int i = 0, end; i < columns; i = end) {
        const json_t *number = json_array_get(json_array_get(values, (size_t)row), (size_t)i);
        for (end = i + 1; end < columns && masked[i] && masked[end];)
            end++;
        buffer_format(&text, "%s%d", i > 0 ? "  " : "", i + 1);
        if (end > i + 1)
            buffer_format(&text, "-%d", end);
        if (masked[i])
            buffer_format(&text, ":\xc2\xa0%s", TEXT("masked", "마스킹"));
        else if (json_is_number(number))
            buffer_format(&text, ":\xc2\xa0%.4f", json_number_value(number));
        else
            buffer_add(&text, ":\xc2\xa0?");
    }
    prose_take(canvas, STYLE_PLAIN, 0, &text);
    free(all);
}

/* NULL where there are not as many. */
static const char **labels_if(const json_t *list, int wanted, const Canvas *canvas)
{
    return json_array_size(list) == (size_t)wanted ? labels_of(list, canvas, NULL) : NULL;
}

static void say_masked(const json_t *value, int cells, Canvas *canvas)
{
    int masked = (int)json_double(value, "masked");
    char numbers[2][32];
    if (masked == 0)
        return;
    prose_format(canvas, STYLE_PLAIN, 0,
                 json_is_true(json_object_get(value, "causal"))
                     ? TEXT("%1$s of %2$s cells are masked: a token cannot see what comes after it. The range leaves them "
                            "out.",
                            "칸 %2$s개 가운데 %1$s개는 마스킹되어 있습니다. 토큰은 자기보다 뒤에 오는 것을 볼 수 없습니다. 범위에는 "
                            "마스킹된 칸이 들어가지 않습니다.")
                     : TEXT("%1$s of %2$s cells are masked: a token that is not hidden is certain, and a hidden one can "
                            "only be a word. The range leaves them out.",
                            "칸 %2$s개 가운데 %1$s개는 마스킹되어 있습니다. 가리지 않은 토큰은 정해져 있고, 가린 자리에는 단어만 올 수 "
                            "있습니다. 범위에는 마스킹된 칸이 들어가지 않습니다."),
                 grouped_text(masked, numbers[0]), grouped_text(cells, numbers[1]));
}

static void find_range(const float *numbers, const bool *masked, int count, float *least, float *most)
{
    *least = INFINITY;
    *most = -INFINITY;
    for (int i = 0; i < count; i++)
        if (!masked[i] && isfinite(numbers[i])) {
            *least = fminf(*least, numbers[i]);
            *most = fmaxf(*most, numbers[i]);
        }
    if (*least > *most)
        *least = *most = 0;
}

static void show_values(const json_t *value, Canvas *canvas)
{
    const json_t *values = json_object_get(value, "values");
    int rows = (int)json_array_size(values), columns = (int)json_array_size(json_array_get(values, 0));
    float *numbers = numbers_of(values, rows, columns), least, most;
    bool *masked = masked_cells(value, rows, columns);
    find_range(numbers, masked, rows * columns, &least, &most);
    const char **labels = labels_if(json_object_get(value, "row_labels"), rows, canvas);
    const char **column_labels = labels_if(json_object_get(value, "column_labels"), columns, canvas);
    Heatmap map = {.title = json_text(value, "name"), .rows = rows, .columns = columns, .row_labels = labels,
                   .column_labels = column_labels, .values = numbers, .masked = masked};
    /* Numbers that are all the same, such as equal weights, are seen against 0. */
    map.low = least < most ? least : fminf(least, 0);
    map.high = least < most ? most : fmaxf(most, 0);
    if (map.low == map.high)
        map.high = 1;
    heatmap_draw(canvas, &map);
    prose_format(canvas, STYLE_PLAIN, 0,
                 rows != 1 ? TEXT("%d rows of %d numbers, from %.3f to %.3f. step=N prints the numbers of a row.",
                                  "행 %1$d개에 숫자가 %2$d개씩 있으며, %3$.3f에서 %4$.3f까지입니다. step=N으로 한 행의 숫자를 볼 수 있습니다.")
                           : TEXT("%d row of %d numbers, from %.3f to %.3f. step=1 prints them.",
                                  "행 %1$d개에 숫자가 %2$d개 있으며, %3$.3f에서 %4$.3f까지입니다. step=1로 그 숫자를 볼 수 있습니다."),
                 rows, columns, (double)least, (double)most);
    say_masked(value, rows * columns, canvas);
    free(numbers);
    free(masked);
    free(labels);
    free(column_labels);
}

static void show_trace(const json_t *value, Canvas *canvas)
{
    canvas_prose(canvas, STYLE_SOURCE, 0, json_text(value, "source"));
    canvas_prose(canvas, STYLE_TARGET, 2, json_text(value, "answer"));
    if (json_is_true(json_object_get(value, "forced")))
        canvas_marked(canvas, 2, TEXT("Computed with the values that `force` set.", "`force`로 고정한 값을 넣어 계산했습니다."));
    canvas_blank(canvas);
    if (json_object_get(value, "name") == NULL) {
        show_arrays(json_object_get(value, "arrays"), canvas);
        canvas_marked(canvas, 0, TEXT("`trace SENTENCE name=decoder.state` shows one of them.",
                                      "`trace 문장 name=decoder.state`로 그중 하나를 볼 수 있습니다."));
    } else if (json_object_get(value, "step") != NULL) {
        prose_format(canvas, STYLE_HEADING, 0, TEXT("%s, row %d", "%s, %d번 행"), json_text(value, "name"),
                     (int)json_double(value, "step"));
        show_row(value, canvas);
    } else {
        show_values(value, canvas);
    }
}

/* ---- trust: values ---- */

static int largest(const double *values, int count)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        best = values[i] > values[best] ? i : best;
    return best;
}

static json_t *step_value(const Trust *trust, const Translation *translation, int t)
{
    int S = trust->source_count;
    const TraceArray *map = trace_map(translation->trace);
    int looked_at = largest_place(map, t, 0, map->columns); /* it may be <EOS>, which the other two measures lack */
    const double *weights = trust->weights + t * S;
    const double *left_out = trust->left_out + t * S, *gradient = trust->gradient + t * S;
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "token", translation->target_tokens[t],
                     "looked_at", translation->source_tokens[looked_at], "left_out_at",
                     translation->source_tokens[largest(left_out, S)], "gradient_at",
                     translation->source_tokens[largest(gradient, S)], "left_out_rank",
                     json_finite(trust->left_out_rank[t]), "gradient_rank", json_finite(trust->gradient_rank[t]),
                     "weights", number_list_value(weights, S), "left_out", number_list_value(left_out, S), "gradient",
                     number_list_value(gradient, S));
}

static bool run_trust(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Translation *translation;
    Request request;
    if (!look_request(repl, arguments, &request, error))
        return false;
    Trust *trust = lab_trust(repl_lab(repl), &request, &translation, error);
    if (trust == NULL)
        return false;
    json_t *steps = json_array();
    for (int t = 0; t < trust->target_count; t++)
        json_array_append_new(steps, step_value(trust, translation, t));
    result->value = translation_value(translation);
    json_put(result->value, "{s:o, s:o, s:o}", "steps", steps, "left_out_rank", json_finite(trust->left_out_mean),
             "gradient_rank", json_finite(trust->gradient_mean));
    translation_close(translation);
    trust_close(trust);
    return true;
}

/* ---- trust: pictures ---- */

static const char *rank_text(const json_t *object, const char *name, char *out)
{
    double rank = json_double(object, name);
    if (isfinite(rank))
        snprintf(out, 16, "%+.2f", rounded(rank, 2));
    else
        strcpy(out, "-");
    return out;
}

static void show_steps(const json_t *steps, Canvas *canvas)
{
    TableRows rows = {0};
    char left_out[16], gradient[16];
    size_t i;
    json_t *step;
    json_array_foreach(steps, i, step)
        table_rows_add(&rows, "%s\t%s\t%s\t%s\t%s\t%s", json_text(step, "token"), json_text(step, "looked_at"),
                       json_text(step, "left_out_at"), rank_text(step, "left_out_rank", left_out),
                       json_text(step, "gradient_at"), rank_text(step, "gradient_rank", gradient));
    table_rows_draw(&rows, canvas,
                    TEXT("output\tlooked most at\tleft out: most\t>corr.\tgradient: most\t>corr.",
                         "출력 토큰\t가장 많이 본 곳\t제거 시 영향 최대\t>상관\t그래디언트 최대\t>상관"));
}

static const char *verdict(double left_out, double gradient)
{
    double least = fmin(left_out, gradient), most = fmax(left_out, gradient);
    if (!isfinite(left_out) || !isfinite(gradient))
        return TEXT("A correlation is '-' when every token matters alike: there is no order to compare with.",
                    "모든 토큰이 똑같이 중요하면 비교할 순위가 없어 상관을 '-'로 적습니다.");
    if (least >= 0.7)
        return TEXT("Here the map agrees with both other measures: it shows what mattered.",
                    "이 문장에서는 맵이 다른 두 측정과 일치합니다. 맵이 무엇이 중요했는지 보여 줍니다.");
    if (least >= 0.3)
        return TEXT("Here the map agrees with the other measures in part: trust its strongest weights, not the faint "
                    "ones.",
                    "이 문장에서는 맵이 다른 두 측정과 일부만 일치합니다. 큰 가중치만 믿고 작은 가중치는 믿지 마십시오.");
    if (most < 0.3)
        return TEXT("The map disagrees with both other measures: it shows where the model looked, not what the answer "
                    "depended on.",
                    "맵이 다른 두 측정과 모두 어긋납니다. 맵은 모델이 본 곳을 보여 줄 뿐, 답이 무엇에 달려 있었는지는 "
                    "보여 주지 않습니다.");
    return left_out > gradient
               ? TEXT("Here the map agrees with leaving tokens out, but not with the gradient: what mattered depends on "
                      "how it is measured.",
                      "이 문장에서는 맵이 토큰 제거와는 일치하고 그래디언트와는 어긋납니다. 무엇이 중요했는지는 재는 방법에 "
                      "따라 다릅니다.")
               : TEXT("Here the map agrees with the gradient, but not with leaving tokens out: what mattered depends on "
                      "how it is measured.",
                      "이 문장에서는 맵이 그래디언트와는 일치하고 토큰 제거와는 어긋납니다. 무엇이 중요했는지는 재는 방법에 "
                      "따라 다릅니다.");
}

static void show_trust(const json_t *value, Canvas *canvas)
{
    char first[16], second[16];
    canvas_prose(canvas, STYLE_SOURCE, 0, json_text(value, "source"));
    canvas_prose(canvas, STYLE_TARGET, 2, json_text(value, "answer"));
    canvas_blank(canvas);
    show_steps(json_object_get(value, "steps"), canvas);
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("Mean rank correlation (1 the same order, 0 none, -1 reversed): %s with leaving tokens out, %s with "
                      "the gradient times the input.",
                      "순위 상관의 평균(1 같은 순서, 0 무관, -1 반대 순서). 토큰 제거: %s, 그래디언트×입력: %s."),
                 rank_text(value, "left_out_rank", first), rank_text(value, "gradient_rank", second));
    canvas_prose(canvas, STYLE_DIM, 0,
                 TEXT("The correlations rank every source token but <EOS>: no sentence can be read without its end.",
                      "상관은 <EOS>를 뺀 소스 토큰의 순위로 계산합니다. 끝이 없는 문장은 읽을 수 없기 때문입니다."));
    canvas_prose(canvas, STYLE_STRONG, 0,
                 verdict(json_double(value, "left_out_rank"), json_double(value, "gradient_rank")));
}

/* ---- the table ---- */

static const Command trace_command = {
    .name = "trace",
    .usage = {"trace WORDS... [name=decoder.state]", "trace 문장 [name=decoder.state]"},
    .summary = {"show every number of one translation, by name", "번역 한 번의 모든 값을 이름으로 봅니다"},
    .options = &trace_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_trace,
    .show = show_trace,
};

static const Command trust_command = {
    .name = "trust",
    .usage = {"trust WORDS...", "trust 문장"},
    .summary = {"measure how faithful the attention map is", "어텐션 맵의 신뢰도를 측정합니다"},
    .options = &look_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_trust,
    .show = show_trust,
};

const Command *const trace_family[] = {&trace_command, &trust_command, NULL};
