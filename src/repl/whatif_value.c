/* whatif_value.c: an answer before and after numbers were replaced, as a value and drawn. */
#include "repl/whatif_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/short_text.h"
#include "view/table.h"

static double sum_of(const double *values, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    return sum;
}

json_t *what_if_value(const WhatIf *found)
{
    int count = found->before->target_count;
    double before = sum_of(found->log_probability_before, count), after = sum_of(found->log_probability_after, count);
    json_t *value = json_pack("{s:s, s:o, s:o, s:b, s:o, s:o, s:o}", "source", found->before->source_text, "before",
                              translation_value(found->before), "after", translation_value(found->after), "changed",
                              strcmp(found->before->text, found->after->text) != 0, "log_probability_before",
                              number_list_value(found->log_probability_before, count), "log_probability_after",
                              number_list_value(found->log_probability_after, count), "log_probability_difference",
                              json_finite(after - before));
    return value;
}

/* ---- pictures ---- */

void show_before_and_now(const json_t *value, Canvas *canvas)
{
    canvas_prose(canvas, STYLE_SOURCE, 0, json_text(value, "source"));
    prose_format(canvas, STYLE_FIRST, 2, TEXT("before: %s", "원래: %s"), json_answer(json_object_get(value, "before"), "answer"));
    prose_format(canvas, STYLE_SECOND, 2, TEXT("now:    %s", "지금: %s"), json_answer(json_object_get(value, "after"), "answer"));
    canvas_blank(canvas);
}

static double number_of(const json_t *value, const char *name, size_t i)
{
    return json_number_value(json_array_get(json_object_get(value, name), i));
}

static void show_tokens(const json_t *value, Canvas *canvas)
{
    TableRows rows = {0};
    int count;
    const char **labels = labels_of(json_object_get(json_object_get(value, "before"), "target_tokens"), canvas, &count);
    for (int i = 0; i < count; i++) {
        double before = number_of(value, "log_probability_before", (size_t)i);
        double after = number_of(value, "log_probability_after", (size_t)i);
        table_rows_add(&rows, "%s\t%.2f\t%.2f\t%+.2f", labels[i], rounded(before, 2), rounded(after, 2),
                       rounded(after - before, 2));
    }
    table_rows_draw(&rows, canvas,
                    TEXT("answer before\t>log P before\t>now\t>change", "원래 답\t>원래 log P\t>지금\t>변화"));
    free(labels);
}

void show_answer_before(const json_t *value, Canvas *canvas)
{
    double change = rounded(json_double(value, "log_probability_difference"), 2);
    canvas_blank(canvas);
    show_tokens(value, canvas);
    if (change == 0) {
        canvas_prose(canvas, STYLE_PLAIN, 0,
                     TEXT("The log-probability of the answer before changes by less than 0.01 nats.",
                          "원래 답의 로그 확률은 0.01 nat도 달라지지 않습니다."));
        return;
    }
    prose_format(canvas, STYLE_PLAIN, 0,
                 change < 0 ? TEXT("The log-probability of the answer before falls by %.2f nats.",
                                   "원래 답의 로그 확률이 %.2f nat 낮아집니다.")
                            : TEXT("The log-probability of the answer before rises by %.2f nats.",
                                   "원래 답의 로그 확률이 %.2f nat 높아집니다."),
                 fabs(change));
}

void show_whether_changed(const json_t *value, Canvas *canvas)
{
    if (json_is_true(json_object_get(value, "changed")))
        canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("The answer changes.", "답이 달라집니다."));
    else
        canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("The answer stays the same.", "답은 그대로입니다."));
}
