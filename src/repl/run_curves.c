/* run_curves.c: the losses of several runs side by side. */
#include "repl/run_curves.h"

#include <math.h>
#include <string.h>

#include "base/language.h"
#include "repl/results.h"

enum { COLUMNS_FOR_TWO = 64, BETWEEN = 3, BOX_LEAST = 5 };

double run_curves_end(const RunCurves *runs)
{
    double last = 0;
    for (int which = 0; which < RUN_LOSSES; which++)
        for (int i = 0; i < runs->count; i++)
            last = fmax(last, runs->losses[which][i].last.step);
    return last;
}

static void read_points(const json_t *points, const char *key, LossCurve *curve)
{
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        if (json_is_number(json_object_get(point, key)))
            loss_curve_add(curve, json_double(point, "step"), json_double(point, key));
    }
}

void run_curves_read(const json_t *value, RunCurves *runs, RunCurvesLook *look)
{
    const json_t *list = json_object_get(value, "runs"), *steps = json_object_get(value, "steps");
    const char *loss = json_text(value, "loss");
    *runs = (RunCurves){.count = at_most((int)json_array_size(list), CURVE_LINES)};
    for (int i = 0; i < runs->count; i++) {
        const json_t *run = json_array_get(list, (size_t)i), *points = json_object_get(run, "points");
        runs->name[i] = json_text(run, "model");
        read_points(points, "loss", &runs->losses[RUN_TRAINING][i]);
        read_points(points, "validation_loss", &runs->losses[RUN_VALIDATION][i]);
    }
    look->loss = strcmp(loss, "training") == 0     ? RUN_TRAINING
                 : strcmp(loss, "validation") == 0 ? RUN_VALIDATION
                                                   : RUN_BOTH;
    look->linear = strcmp(json_text(value, "axis"), "linear") == 0;
    look->from = json_number_value(json_array_get(steps, 0));
    look->to = json_number_value(json_array_get(steps, 1));
    if (look->to <= 0 && look->from > 0)
        look->to = run_curves_end(runs);
}

/* The points among the steps that are shown. */
static LossCurve points_within(const LossCurve *all, const RunCurvesLook *look)
{
    LossCurve within = {0};
    for (int i = 0; i < all->count; i++)
        if (look->to <= 0 || (all->step[i] >= look->from && all->step[i] <= look->to)) {
            within.step[within.count] = all->step[i];
            within.value[within.count++] = all->value[i];
        }
    return within;
}

static void draw_box(Canvas *canvas, const RunCurves *runs, const RunCurvesLook *look, int which, bool named, int rows)
{
    static const Sentence labels[RUN_LOSSES][2] = {{{"training loss (log)", "훈련 손실(로그)"}, {"training loss", "훈련 손실"}},
                                                   {{"validation loss (log)", "검증 손실(로그)"}, {"validation loss", "검증 손실"}}};
    LossCurve shown[CURVE_LINES];
    Curve curve = {.x_label = TEXT("step", "단계"),
                   .y_label = sentence_now(labels[which][look->linear]),
                   .y_base = look->linear ? 0 : 10,
                   .x_begin = look->to > 0 ? look->from : 0,
                   .x_end = look->to > 0 ? look->to : run_curves_end(runs),
                   .mark = look->mark,
                   .mark_name = look->marked ? "" : NULL,
                   .signs = true};
    for (int i = 0; i < runs->count; i++) {
        shown[i] = points_within(&runs->losses[which][i], look);
        curve.count[i] = shown[i].count;
        curve.x[i] = shown[i].step;
        curve.y[i] = shown[i].value;
        curve.name[i] = named ? runs->name[i] : NULL;
    }
    curve_draw(canvas, &curve, rows);
}

static void draw_names(Canvas *canvas, const RunCurves *runs)
{
    Curve names = {.signs = true};
    for (int i = 0; i < runs->count; i++) {
        names.name[i] = runs->name[i];
        names.count[i] = 1;
    }
    curve_draw_names(canvas, &names);
}

static void draw_beside(Canvas *canvas, const RunCurves *runs, const RunCurvesLook *look, int rows)
{
    Screen screen = canvas_screen(canvas);
    int top = canvas_rows(canvas), columns = screen.columns;
    screen.columns = (columns - BETWEEN) / 2;
    for (int which = 0; which < RUN_LOSSES; which++) {
        Canvas *box = canvas_open(screen);
        draw_box(box, runs, look, which, false, rows);
        canvas_place(canvas, top, which * (columns - screen.columns), box);
        canvas_close(box);
    }
}

void run_curves_draw(Canvas *canvas, const RunCurves *runs, const RunCurvesLook *look)
{
    int begin = canvas_rows(canvas), rows = look->rows;
    bool beside = canvas_columns(canvas) >= COLUMNS_FOR_TWO, validated = false;
    for (int i = 0; i < runs->count; i++)
        validated = validated || runs->losses[RUN_VALIDATION][i].count > 1;
    if (look->loss != RUN_BOTH || !validated || (!beside && rows < 2 * BOX_LEAST + 1)) {
        draw_box(canvas, runs, look, look->loss == RUN_VALIDATION ? RUN_VALIDATION : RUN_TRAINING, true, rows);
        return;
    }
    draw_names(canvas, runs);
    rows -= canvas_rows(canvas) - begin;
    if (beside) {
        draw_beside(canvas, runs, look, rows);
    } else {
        draw_box(canvas, runs, look, RUN_TRAINING, false, rows - rows / 2);
        draw_box(canvas, runs, look, RUN_VALIDATION, false, rows / 2);
    }
}
