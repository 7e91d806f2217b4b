/* sweep_value.c: the runs of a sweep as a table. */
#include "repl/sweep_value.h"

#include <math.h>
#include <string.h>

#include "base/language.h"
#include "repl/results.h"
#include "view/table.h"

static void option_cell(const json_t *value, Buffer *out)
{
    if (json_is_string(value))
        buffer_add(out, json_string_value(value));
    else if (json_is_boolean(value))
        buffer_add(out, json_is_true(value) ? "yes" : "no");
    else if (json_is_number(value))
        buffer_format(out, "%.10g", json_number_value(value));
    else
        buffer_add(out, "-");
}

const char *sweep_row_name(const json_t *row, char out[SWEEP_NAME])
{
    const char *name;
    json_t *value;
    Buffer text = {0};
    json_object_foreach(json_object_get(row, "options"), name, value) {
        if (json_is_null(value))
            continue;
        buffer_format(&text, "%s%s=", text.length > 0 ? " " : "", name);
        option_cell(value, &text);
    }
    snprintf(out, SWEEP_NAME, "%s", text.length > 0 ? buffer_text(&text) : "model");
    buffer_free(&text);
    return out;
}

/* ---- means and spread ---- */

static const char *const figures[] = {"exact_match", "token_accuracy", "validation_loss", "loss", "seconds"};
enum { FIGURES = sizeof figures / sizeof *figures };

/* A figure that some run lacks has no mean: there is no validation loss without a validation set. */
static json_t *spread_of(const json_t *runs, const char *figure)
{
    json_t *values = json_array();
    for (size_t i = 0; i < json_array_size(runs); i++) {
        json_t *value = json_object_get(json_array_get(runs, i), figure);
        if (json_is_number(value))
            json_array_append(values, value);
    }
    return json_spread(values);
}

static double mean_of(const json_t *row, const char *figure)
{
    return json_double(json_object_get(row, figure), "mean");
}

/* By exact match, then token accuracy, then validation loss. A row without runs is the worst. */
static bool is_better(const json_t *row, const json_t *than)
{
    for (int i = 0; i < 3; i++) {
        double mine = mean_of(row, figures[i]), others = mean_of(than, figures[i]);
        double more = i < 2 ? mine - others : others - mine;
        if (isnan(mine) != isnan(others))
            return isnan(others);
        if (more != 0 && !isnan(more))
            return more > 0;
    }
    return false;
}

int sweep_summarize(json_t *rows)
{
    size_t i;
    int best = 0;
    json_t *row;
    json_array_foreach(rows, i, row) {
        const json_t *runs = json_object_get(row, "runs");
        json_object_set_new(row, "n", json_integer((json_int_t)json_array_size(runs)));
        for (int k = 0; k < FIGURES; k++)
            json_object_set_new(row, figures[k], spread_of(runs, figures[k]));
        json_object_set(row, "parameters", json_object_get(json_array_get(runs, 0), "parameters"));
        if (is_better(row, json_array_get(rows, (size_t)best)))
            best = (int)i;
    }
    json_array_foreach(rows, i, row)
        json_object_set_new(row, "best", json_boolean((int)i == best));
    return best;
}

/* ---- its picture ---- */

enum { VARIED_MOST = 8 };

/* A mean and its standard deviation, a cell each. */
static void add_cells(const json_t *row, const char *figure, double scale, int digits, const char *unit, Buffer *out)
{
    double mean = mean_of(row, figure), sd = json_double(json_object_get(row, figure), "sd");
    if (isnan(mean))
        buffer_add(out, "\t-");
    else
        buffer_format(out, "\t%.*f%s", digits, scale * mean, unit);
    if (isnan(sd))
        buffer_add(out, "\t-");
    else
        buffer_format(out, "\t%.*f", digits, scale * sd);
}

static void show_rows(const json_t *rows, Canvas *canvas)
{
    const json_t *options = json_object_get(json_array_get(rows, 0), "options");
    const char *deviation = canvas_screen(canvas).unicode ? "±" : "+-", *name;
    TableRows table = {0};
    Buffer headings = {0};
    json_t *value, *row;
    int columns = 0;
    json_object_foreach((json_t *)options, name, value) {
        if (columns++ == VARIED_MOST)
            break;
        buffer_format(&headings, "\t%s%s", json_is_number(value) ? ">" : "", name);
    }
    buffer_format(&headings,
                  TEXT("\t>exact match\t>%1$s\t>validation loss\t>%1$s\t>seconds\t>n",
                       "\t>완전 일치율\t>%1$s\t>검증 손실\t>%1$s\t>초\t>n"),
                  deviation);
    size_t i;
    json_array_foreach((json_t *)rows, i, row) {
        Buffer cells = {0};
        int shown = 0;
        buffer_add(&cells, json_is_true(json_object_get(row, "best")) && json_array_size(rows) > 1 ? "*" : "");
        json_object_foreach(json_object_get(row, "options"), name, value) {
            if (shown++ == VARIED_MOST)
                break;
            buffer_add_char(&cells, '\t');
            option_cell(value, &cells);
        }
        add_cells(row, "exact_match", 100, 1, "%", &cells);
        add_cells(row, "validation_loss", 1, 3, "", &cells);
        buffer_format(&cells, "\t%.1f\t%d", mean_of(row, "seconds"), json_whole(row, "n"));
        table_rows_add(&table, "%s", buffer_text(&cells));
        buffer_free(&cells);
    }
    table_rows_draw(&table, canvas, buffer_text(&headings));
    buffer_free(&headings);
}

static void tell_failures(const json_t *rows, Canvas *canvas)
{
    size_t i;
    json_t *row;
    char name[SWEEP_NAME];
    json_array_foreach((json_t *)rows, i, row) {
        if (json_whole(row, "failed") > 0)
            prose_format(canvas, STYLE_WARNING, 0, TEXT("%s: %d failed: %s", "%s: 실패한 훈련 %d회: %s"),
                         sweep_row_name(row, name), json_whole(row, "failed"), json_text(row, "error"));
    }
}

/* What the figures were measured on. */
static void tell_measure(const json_t *value, const json_t *first, Canvas *canvas)
{
    const char *on = json_text(value, "measured_on");
    int count = json_whole(json_array_get(json_object_get(first, "runs"), 0), "count");
    const char *set = strcmp(on, "file") == 0 ? TEXT(count == 1 ? "sentence of the file" : "sentences of the file", "파일의 문장")
        : strcmp(on, "test") == 0             ? TEXT(count == 1 ? "test sentence" : "test sentences", "평가 문장")
                                              : TEXT(count == 1 ? "validation sentence" : "validation sentences", "검증 문장");
    prose_format(canvas, STYLE_DIM, 0,
                 TEXT("Means over n seeds with their standard deviations, on the same %d %s in every run.",
                      "시드 n개의 평균과 표준편차이며, 모든 훈련을 같은 %2$s %1$d개로 측정했습니다."),
                 count, set);
}

/* The best row, and whether its lead says anything. */
static void tell_best(const json_t *value, const json_t *rows, Canvas *canvas)
{
    const json_t *made_by = json_object_get(json_object_get(value, "best"), "made_by");
    const json_t *best = json_array_get(rows, (size_t)json_whole(json_object_get(value, "best"), "row") - 1),
                 *second = NULL;
    char name[SWEEP_NAME], other[SWEEP_NAME];
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        if (row != best && json_whole(row, "n") > 0 && (second == NULL || is_better(row, second)))
            second = row;
    }
    if (second != NULL) {
        double lead = 100 * (mean_of(best, "exact_match") - mean_of(second, "exact_match"));
        double spread = 100 *
            fmax(json_double(json_object_get(best, "exact_match"), "sd"),
                 json_double(json_object_get(second, "exact_match"), "sd"));
        if (lead > 0)
            prose_format(
                canvas, STYLE_PLAIN, 0,
                TEXT("* Best: %s, ahead of %s by %.1f points.", "* 가장 좋은 조합: %s(다음인 %s보다 %.1f포인트 높음)."),
                sweep_row_name(best, name), sweep_row_name(second, other), lead);
        else
            prose_format(canvas, STYLE_PLAIN, 0,
                         TEXT("* Best: %s. %s has the same exact match; token accuracy, then validation loss decides.",
                              "* 가장 좋은 조합: %s(%s도 완전 일치율이 같아 토큰 정확도, 검증 손실의 순서로 정함)."),
                         sweep_row_name(best, name), sweep_row_name(second, other));
        if (isnan(spread))
            canvas_prose(
                canvas, STYLE_PLAIN, 0,
                TEXT("One run has no spread: several seeds show whether the lead is more than chance.",
                     "한 번씩만 훈련해서는 편차를 알 수 없습니다. 시드를 여럿 쓰면 우연한 차이인지 알 수 있습니다."));
        else if (lead < spread)
            prose_format(
                canvas, STYLE_PLAIN, 0,
                TEXT("That is less than the spread over seeds (%.1f points), so other seeds may change the order.",
                     "이 차이는 시드에 따른 편차(%.1f포인트)보다 작으므로, 시드를 바꾸면 순서가 바뀔 수 있습니다."),
                spread);
    }
    if (json_array_size(made_by) == 0)
        canvas_prose(canvas, STYLE_PLAIN, 0,
                     TEXT("The models were not kept. The clock ended the runs (seconds=): the same line makes others.",
                          "훈련한 모델은 남기지 않았습니다. 시간으로 훈련을 끝냈으므로(seconds=) 같은 명령도 다른 모델을 만듭니다."));
    else
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("The models were not kept. To make this one again: '%s', then '%s'.",
                          "훈련한 모델은 남기지 않았습니다. 같은 모델을 다시 만드는 명령: '%s', '%s'."),
                     json_text_at(made_by, 0), json_text_at(made_by, 1));
}

void sweep_show(const json_t *value, Canvas *canvas)
{
    const json_t *rows = json_object_get(value, "rows");
    const json_t *best = json_array_get(rows, (size_t)json_whole(json_object_get(value, "best"), "row") - 1);
    show_rows(rows, canvas);
    tell_measure(value, best, canvas);
    canvas_blank(canvas);
    tell_failures(rows, canvas);
    tell_best(value, rows, canvas);
    int runs = json_whole(value, "runs");
    if (json_is_true(json_object_get(value, "stopped")))
        prose_format(
            canvas, STYLE_WARNING, 0,
            TEXT(runs == 1 ? "Interrupted: %d of %d runs is measured." : "Interrupted: %d of %d runs are measured.",
                 "중단했습니다. 훈련 %2$d회 가운데 %1$d회를 측정했습니다."),
            runs, json_whole(value, "runs_wanted"));
    if (json_object_get(value, "out_error") != NULL)
        canvas_prose(canvas, STYLE_WARNING, 0, json_text(value, "out_error"));
}
