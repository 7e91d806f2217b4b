/* commands_step.c: `step`: one training step on one sentence, made visible. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "lab/step.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/short_text.h"
#include "view/table.h"

/* ---- values ---- */

static json_t *arrays_value(const StepResult *result)
{
    json_t *list = json_array();
    for (int i = 0; i < result->array_count; i++) {
        double share = result->gradient_norm > 0 ? result->arrays[i].norm / result->gradient_norm : 0;
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:o, s:I}", "name", result->arrays[i].name, "norm",
                                        json_finite(result->arrays[i].norm), "share", json_finite(share * share),
                                        "parameters", (json_int_t)result->arrays[i].count));
    }
    return list;
}

static double mean_loss(const double *probability, int count)
{
    double sum = 0;
    for (int t = 0; t < count; t++)
        sum -= log(probability[t]);
    return sum / count;
}

static json_t *step_value(const StepResult *result)
{
    json_t *weight =
        json_pack("{s:s, s:i, s:i, s:o, s:o, s:o}", "name", result->weight_name, "row", result->weight_row + 1, "place",
                  result->weight_place + 1, "gradient", json_finite(result->weight_gradient), "before",
                  json_finite(result->weight_before), "after", json_finite(result->weight_after));
    json_t *value =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:o}", "model", result->model, "source",
                  result->source, "reference", result->reference, "answer_before", result->answer_before, "answer",
                  result->answer_after, "changed", strcmp(result->answer_before, result->answer_after) != 0,
                  "target_tokens", string_list_value(result->target_tokens, result->target_count), "probability_before",
                  number_list_value(result->probability_before, result->target_count), "probability_after",
                  number_list_value(result->probability_after, result->target_count), "weight", weight);
    json_put(value, "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "loss", json_finite(result->loss), "loss_before",
             json_finite(mean_loss(result->probability_before, result->target_count)), "loss_after",
             json_finite(mean_loss(result->probability_after, result->target_count)), "lr", json_finite(result->rate),
             "gradient_norm", json_finite(result->gradient_norm), "clip", json_finite(result->clip), "arrays",
             arrays_value(result), "total_steps", (json_int_t)result->total_steps);
    return value;
}

static bool run_undo(Repl *repl, const StepOptions *options, Result *result, Error *error)
{
    ModelInfo info;
    if (!lab_step_undo(repl_lab(repl), options->request.model, error))
        return false;
    result->value = json_pack("{s:b}", "undone", true);
    for (int i = 0; lab_model_info(repl_lab(repl), i, &info); i++)
        if (options->request.model != NULL ? strcmp(info.name, options->request.model) == 0 : info.current)
            json_put(result->value, "{s:s, s:I}", "model", info.name, "total_steps", (json_int_t)info.steps);
    return true;
}

static bool run_step(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    StepOptions options = *(const StepOptions *)arguments->options;
    StepResult done;
    if (strcmp(arguments->words, "undo") == 0)
        return run_undo(repl, &options, result, error);
    if (!look_request(repl, arguments, &options.request, error))
        return false;
    options.request.training = true;
    if (!lab_step(repl_lab(repl), &options, &done, error))
        return false;
    result->value = step_value(&done);
    step_result_free(&done);
    return true;
}

/* ---- pictures ---- */

static void say_step(const json_t *value, Canvas *canvas)
{
    double norm = json_double(value, "gradient_norm"), clip = json_double(value, "clip");
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("One step on this sentence: loss %.3f, learning rate %g, gradient norm %.3g%s.",
                      "이 문장으로 한 단계 훈련했습니다. 손실 %.3f, 학습률 %g, 그래디언트 노름 %.3g%s."),
                 json_double(value, "loss"), json_double(value, "lr"), norm,
                 clip > 0 && norm > clip ? TEXT(" (clipped)", "(클리핑함)") : "");
}

/* A bar of up to BAR cells, and no text: the table has the number. */
static const char *bar_text(double share, bool unicode, Buffer *out)
{
    enum { BAR = 16 }; /* beside the longest name of an array it fits 80 columns */
    buffer_clear(out);
    for (int i = 0; i < (int)lround(share * BAR); i++)
        buffer_add(out, unicode ? "█" : "#");
    return buffer_text(out);
}

static void draw_gradients(const json_t *arrays, Canvas *canvas)
{
    enum { MOST = 6 };
    TableRows rows = {0};
    Buffer bar = {0};
    int count = (int)json_array_size(arrays) < MOST ? (int)json_array_size(arrays) : MOST;
    for (int i = 0; i < count; i++) {
        const json_t *one = json_array_get(arrays, (size_t)i);
        double share = json_double(one, "share");
        table_rows_add(&rows, "%s\t%.3f\t%.0f%%\t%s", json_text(one, "name"), json_double(one, "norm"), whole_percent(share),
                       bar_text(share, canvas_screen(canvas).unicode, &bar));
    }
    table_rows_draw(&rows, canvas,
                    TEXT("array\t>gradient norm\t>of the square\t", "배열\t>그래디언트 노름\t>제곱의 비율\t"));
    buffer_free(&bar);
    if ((int)json_array_size(arrays) > count)
        prose_format(canvas, STYLE_DIM, 0,
                     TEXT("The %d largest of %d arrays; their squares add up to the square of the whole norm.",
                          "배열 %2$d개 가운데 큰 것 %1$d개입니다. 제곱을 모두 더하면 전체 노름의 제곱입니다."),
                     count, (int)json_array_size(arrays));
}

static void draw_probabilities(const json_t *value, Canvas *canvas)
{
    const json_t *before = json_object_get(value, "probability_before"),
                 *after = json_object_get(value, "probability_after");
    TableRows rows = {0};
    int count;
    const char **labels = labels_of(json_object_get(value, "target_tokens"), canvas, &count);
    for (int t = 0; t < count; t++) {
        double first = json_number_value(json_array_get(before, (size_t)t)),
               second = json_number_value(json_array_get(after, (size_t)t));
        table_rows_add(&rows, "%s\t%.3f\t%.3f\t%+.3f", labels[t], first, second, rounded(second - first, 3));
    }
    table_rows_draw(&rows, canvas,
                    TEXT("right token\t>probability before\t>after\t>change", "정답 토큰\t>이전 확률\t>이후 확률\t>변화"));
    free(labels);
}

static void say_answers(const json_t *value, Canvas *canvas)
{
    prose_format(canvas, STYLE_FIRST, 2, TEXT("before: %s", "이전: %s"), json_answer(value, "answer_before"));
    prose_format(canvas, STYLE_SECOND, 2, TEXT("after:  %s", "이후: %s"), json_answer(value, "answer"));
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("The loss of this sentence goes from %.3f to %.3f nats per token. %s",
                      "이 문장의 손실은 토큰당 %.3f nat에서 %.3f nat으로 바뀝니다. %s"),
                 json_double(value, "loss_before"), json_double(value, "loss_after"),
                 json_is_true(json_object_get(value, "changed"))
                     ? TEXT("The answer changes.", "답이 달라집니다.")
                     : TEXT("The answer stays the same.", "답은 그대로입니다."));
}

static void show_step(const json_t *value, Canvas *canvas)
{
    int steps = json_whole(value, "total_steps");
    if (json_is_true(json_object_get(value, "undone"))) {
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT(steps == 1 ? "%s is as it was before the step: %d step."
                                     : "%s is as it was before the step: %d steps.",
                          "%s 모델을 그 단계 이전으로 되돌렸습니다(%d단계)."),
                     json_text(value, "model"), steps);
        return;
    }
    show_source(value, canvas);
    prose_format(canvas, STYLE_DIM, 2, TEXT("expected: %s", "정답: %s"), json_text(value, "reference"));
    say_step(value, canvas);
    canvas_blank(canvas);
    draw_gradients(json_object_get(value, "arrays"), canvas);
    const json_t *weight = json_object_get(value, "weight");
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("Largest change: %s, row %d, column %d, from %.5f to %.5f (gradient %.3g).",
                      "가장 많이 바뀐 값: %s, %d행 %d열, %.5f → %.5f(그래디언트 %.3g)."),
                 json_text(weight, "name"), json_whole(weight, "row"), json_whole(weight, "place"),
                 json_double(weight, "before"), json_double(weight, "after"), json_double(weight, "gradient"));
    canvas_blank(canvas);
    draw_probabilities(value, canvas);
    say_answers(value, canvas);
    marked_format(canvas, 0,
                  TEXT(steps == 1 ? "**The model has changed**: %s has %d step now. `step undo` takes this one back."
                                  : "**The model has changed**: %s has %d steps now. `step undo` takes this one back.",
                       "**모델이 바뀌었습니다**: %s의 훈련 단계는 이제 %d단계입니다. `step undo`로 이 단계를 되돌립니다."),
                  json_text(value, "model"), steps);
}

static const Command step_command = {
    .name = "step",
    .usage = {"step | step WORDS... target=\"...\" | step undo", "step | step 문장 target=\"...\" | step undo"},
    .summary = {"train by one step on one sentence, and look", "문장 하나로 한 단계 훈련하고 들여다봅니다"},
    .options = &step_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .word_choices = "undo",
    .run = run_step,
    .show = show_step,
};

const Command *const step_family[] = {&step_command, NULL};
