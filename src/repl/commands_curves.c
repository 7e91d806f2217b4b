/* commands_curves.c: `curves`: the losses of several runs in one picture. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/results.h"
#include "repl/run_curves.h"
#include "view/short_text.h"
#include "view/table.h"

typedef struct CurvesOptions {
    int loss, axis;
    int steps[2];
} CurvesOptions;
static const Option curves_rows[] = {
    {"loss", OPTION_CHOICE, OPTION_AT(CurvesOptions, loss), .fallback = "both", .choices = "training|validation|both",
     .help = {"Which losses are drawn.", "그릴 손실."}},
    {"steps", OPTION_RANGE, OPTION_AT(CurvesOptions, steps), .least = 0, .most = 1e9,
     .otherwise = {"all", "전체"}, .help = {"Only these steps: 200..600.", "이 단계만: 200..600."}},
    {"axis", OPTION_CHOICE, OPTION_AT(CurvesOptions, axis), .fallback = "log", .choices = "log|linear",
     .help = {"Axis of the losses.", "손실 축의 눈금."}},
    {0},
};
static const Options curves_options = {curves_rows, .size = sizeof(CurvesOptions)};

/* ---- values ---- */

/* With its last point, even if that is not kept. */
static LossCurve to_its_end(const LossCurve *curve)
{
    LossCurve whole = *curve;
    bool kept = whole.count == 0 || whole.step[whole.count - 1] >= whole.last.step;
    whole.left_out = 0;
    if (!kept)
        loss_curve_add(&whole, whole.last.step, whole.last.value);
    return whole;
}

/* Both losses by step; null where one was not computed or is not kept. */
static json_t *points_value(const LossCurve *losses, const LossCurve *validation)
{
    json_t *points = json_array();
    for (int i = 0, k = 0; i < losses->count || k < validation->count;) {
        double step = i == losses->count       ? validation->step[k]
                      : k == validation->count ? losses->step[i]
                                               : fmin(losses->step[i], validation->step[k]);
        bool trained = i < losses->count && losses->step[i] <= step;
        bool validated = k < validation->count && validation->step[k] <= step;
        json_array_append_new(points,
                              json_pack("{s:I, s:o, s:o}", "step", (json_int_t)step, "loss",
                                        trained ? json_finite(losses->value[i]) : json_null(), "validation_loss",
                                        validated ? json_finite(validation->value[k]) : json_null()));
        i += trained;
        k += validated;
    }
    return points;
}

static json_t *run_value(const ModelInfo *info)
{
    const LossCurve whole[] = {to_its_end(info->losses), to_its_end(info->validation_losses)};
    const LossCurve *losses = &whole[0], *validation = &whole[1];
    bool validated = validation->offered > 0, best = validated && isfinite(validation->lowest.value);
    return json_pack("{s:s, s:s, s:o, s:s, s:I, s:o, s:o, s:o, s:o, s:o}", "model", info->name, "data", info->data,
                     "data_options", options_value(&dataset_table, info->data_options), "loss_of",
                     loss_of_kind(info->configuration->kind), "steps", (json_int_t)losses->last.step, "loss",
                     json_finite(losses->last.value), "validation_loss",
                     validated ? json_finite(validation->last.value) : json_null(), "best_loss",
                     best ? json_real(validation->lowest.value) : json_null(), "best_step",
                     best ? json_integer((json_int_t)validation->lowest.step) : json_null(), "points",
                     points_value(losses, validation));
}

static bool is_named(const json_t *runs, const char *name)
{
    for (size_t i = 0; i < json_array_size(runs); i++)
        if (strcmp(json_text(json_array_get(runs, i), "model"), name) == 0)
            return true;
    return false;
}

/* One of those that the line names. */
static bool add_named(Lab *lab, const char *name, json_t *runs, Error *error)
{
    ModelInfo info;
    if (!lab_named_info(lab, name, &info, error))
        return false;
    if (info.losses->offered == 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("'%s' has no curve: it has not been trained since it was made or opened",
                              "'%s' 모델에는 곡선이 없습니다. 만들거나 연 뒤로 훈련한 적이 없습니다"),
                         name);
    if (json_array_size(runs) == CURVE_LINES)
        return error_set(error, ERROR_USAGE,
                         TEXT("at most %d runs can be drawn together", "한 번에 %d개까지 그릴 수 있습니다"), CURVE_LINES);
    if (!is_named(runs, name))
        json_array_append_new(runs, run_value(&info));
    return true;
}

static bool add_all_named(Lab *lab, const char *words, json_t *runs, Error *error)
{
    bool right = true;
    char *names = memory_string(words), *rest = NULL;
    for (char *name = strtok_r(names, " ,", &rest); right && name != NULL; name = strtok_r(NULL, " ,", &rest))
        right = add_named(lab, name, runs, error);
    free(names);
    return right;
}

/* All that were trained; of too many the last ones. */
static bool add_trained(Lab *lab, json_t *runs, json_t *left_out, Error *error)
{
    int trained = 0;
    ModelInfo info;
    for (int i = 0; lab_model_info(lab, i, &info); i++)
        trained += info.losses->offered > 0;
    if (trained == 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("no model has been trained since it was made or opened: 'train' trains the current one",
                              "만들거나 연 뒤로 훈련한 모델이 없습니다. 'train'으로 현재 모델을 훈련하십시오"));
    for (int i = 0; lab_model_info(lab, i, &info); i++)
        if (info.losses->offered > 0) {
            if (trained-- > CURVE_LINES)
                json_array_append_new(left_out, json_string(info.name));
            else
                json_array_append_new(runs, run_value(&info));
        }
    return true;
}

/* Losses by the same tokens of the same data. */
static bool are_comparable(const json_t *runs)
{
    const json_t *first = json_array_get(runs, 0);
    bool same = true;
    for (size_t i = 1; i < json_array_size(runs); i++) {
        const json_t *run = json_array_get(runs, i);
        same = same && json_equal(json_object_get(first, "data_options"), json_object_get(run, "data_options")) &&
               strcmp(json_text(first, "loss_of"), json_text(run, "loss_of")) == 0;
    }
    return same;
}

static bool run_curves(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    json_t *runs = json_array(), *left_out = json_array();
    bool right = arguments->words[0] != '\0' ? add_all_named(repl_lab(repl), arguments->words, runs, error)
                                             : add_trained(repl_lab(repl), runs, left_out, error);
    if (right)
        result->value = json_pack("{s:o, s:o, s:o, s:b, s:O, s:O}", "loss", argument_value(arguments, "loss"), "axis",
                                  argument_value(arguments, "axis"), "steps", argument_value(arguments, "steps"),
                                  "comparable", are_comparable(runs), "left_out", left_out, "runs", runs);
    json_decref(runs);
    json_decref(left_out);
    return right;
}

/* ---- pictures ---- */

static const char *loss_text(const json_t *run, const char *key, char out[24])
{
    double loss = json_double(run, key);
    snprintf(out, 24, isfinite(loss) ? "%.3f" : "-", loss);
    return out;
}

static void draw_table(const json_t *runs, Canvas *canvas)
{
    TableRows rows = {0};
    for (int i = 0; i < (int)json_array_size(runs) && i < CURVE_LINES; i++) {
        const json_t *run = json_array_get(runs, (size_t)i);
        char number[2][32], loss[3][24];
        table_rows_add(&rows, "%s %s\t%s\t%s\t%s\t%s\t%s", curve_sign(i, canvas_screen(canvas).unicode),
                       json_text(run, "model"), grouped_text(json_whole(run, "steps"), number[0]),
                       loss_text(run, "loss", loss[0]), loss_text(run, "validation_loss", loss[1]),
                       loss_text(run, "best_loss", loss[2]),
                       json_is_number(json_object_get(run, "best_step"))
                           ? grouped_text(json_whole(run, "best_step"), number[1])
                           : "-");
    }
    table_rows_draw(&rows, canvas,
                    TEXT("run\t>steps\t>training\t>validation\t>lowest validation\t>at step",
                         "모델\t>단계\t>훈련\t>검증\t>검증 최저\t>최저 단계"));
}

/* Which run came lowest, by the validation loss where it is known. */
static void say_lowest(const json_t *runs, Canvas *canvas)
{
    const json_t *lowest = NULL;
    char number[32];
    for (size_t i = 0; i < json_array_size(runs); i++) {
        const json_t *run = json_array_get(runs, i);
        double loss = json_double(run, "best_loss");
        if (isfinite(loss) && (lowest == NULL || loss < json_double(lowest, "best_loss")))
            lowest = run;
    }
    if (lowest != NULL)
        prose_format(canvas, STYLE_PLAIN, 0,
                     json_array_size(runs) > 1
                         ? TEXT("%s has the lowest validation loss: %.3f, at step %s.",
                                "검증 손실이 가장 낮은 모델: %1$s(%3$s단계, %2$.3f).")
                         : TEXT("The validation loss of %1$s was lowest at step %3$s: %2$.3f.",
                                "%1$s 모델의 검증 손실은 %3$s단계에서 가장 낮았습니다(%2$.3f)."),
                     json_text(lowest, "model"), json_double(lowest, "best_loss"),
                     grouped_text(json_whole(lowest, "best_step"), number));
}

static void show_curves(const json_t *value, Canvas *canvas)
{
    enum { ROWS_BESIDE = 12, ROWS_BELOW = 17 };
    const json_t *runs = json_object_get(value, "runs");
    RunCurves *curves = memory_new(1, sizeof *curves);
    RunCurvesLook look = {.rows = canvas_columns(canvas) < 64 ? ROWS_BELOW : ROWS_BESIDE};
    run_curves_read(value, curves, &look);
    run_curves_draw(canvas, curves, &look);
    free(curves);
    canvas_blank(canvas);
    draw_table(runs, canvas);
    canvas_blank(canvas);
    if (json_is_false(json_object_get(value, "comparable")))
        canvas_prose(canvas, STYLE_WARNING, 0,
                     TEXT("The runs learned different data or count different tokens, so their losses are not comparable.",
                          "배운 데이터나 손실을 재는 토큰이 모델마다 다르므로, 이 손실들은 비교할 수 없습니다."));
    else
        say_lowest(runs, canvas);
    show_joined(json_object_get(value, "left_out"), STYLE_DIM,
               TEXT("Not drawn: %s. 'curves NAME NAME' draws the runs that you name.",
                    "그리지 않은 모델: %s. 'curves 이름 이름'은 지정한 모델을 그립니다."), canvas);
}

static const Command curves_command = {
    .name = "curves",
    .usage = {"curves [NAMES...] [steps=200..600]", "curves [이름...] [steps=200..600]"},
    .summary = {"draw the losses of several runs together", "여러 훈련의 손실 곡선을 함께 그립니다"},
    .options = &curves_options,
    .words_wanted = true,
    .word_means = MEANS_MODEL,
    .run = run_curves,
    .show = show_curves,
    .picture = &curves_picture,
};

const Command *const curves_family[] = {&curves_command, NULL};
