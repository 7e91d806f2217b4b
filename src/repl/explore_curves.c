/* explore_curves.c: the losses of several runs to move about in: a row is a run, a column a step that one of them has a
 * loss of. */
#include "repl/explore_pictures.h"

#include <math.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"
#include "repl/run_curves.h"
#include "view/short_text.h"

/* ---- the steps ---- */

static const json_t *runs_of(const Explorer *explorer) { return json_object_get(explorer_value(explorer), "runs"); }

static int by_size(const void *a, const void *b)
{
    int first = *(const int *)a, second = *(const int *)b;
    return (first > second) - (first < second);
}

/* Those of all runs within the range that is shown, in order; to be freed. */
static int *steps_of(const Explorer *explorer, int *count)
{
    const json_t *runs = runs_of(explorer), *range = json_object_get(explorer_value(explorer), "steps"), *run, *point;
    double from = json_number_value(json_array_get(range, 0)), to = json_number_value(json_array_get(range, 1));
    size_t i, k, most = 0;
    json_array_foreach(runs, i, run)
        most += json_array_size(json_object_get(run, "points"));
    int *steps = memory_new(most + 1, sizeof *steps), kept = 0;
    *count = 0;
    json_array_foreach(runs, i, run)
        json_array_foreach(json_object_get(run, "points"), k, point) {
            int step = json_whole(point, "step");
            if (step >= from && (to <= 0 || step <= to))
                steps[(*count)++] = step;
        }
    qsort(steps, (size_t)*count, sizeof *steps, by_size);
    for (int n = 0; n < *count; n++)
        if (kept == 0 || steps[n] != steps[kept - 1])
            steps[kept++] = steps[n];
    *count = kept;
    return steps;
}

/* Of the cursor; 0 where there are no steps. */
static int step_now(const Explorer *explorer)
{
    int count, *steps = steps_of(explorer, &count), column = explorer_column(explorer);
    int step = count > 0 ? steps[at_least(at_most(column, count - 1), 0)] : 0;
    free(steps);
    return step;
}

/* The cursor on the step nearest to this one. */
static void move_to_step(Explorer *explorer, int step)
{
    int count, *steps = steps_of(explorer, &count), best = 0;
    for (int i = 1; i < count; i++)
        best = abs(steps[i] - step) < abs(steps[best] - step) ? i : best;
    free(steps);
    explorer_move_to(explorer, explorer_row(explorer), best);
}

/* ---- the picture ---- */

static void curves_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    (void)canvas;
    int *steps = steps_of(explorer, &cells->map.columns);
    free(steps);
    cells->map.rows = at_most((int)json_array_size(runs_of(explorer)), CURVE_LINES);
}

static void draw_curves(Explorer *explorer, Canvas *canvas, const Heatmap *map, HeatmapWindow *window)
{
    enum { PAGES = 10 };
    RunCurves *runs = memory_new(1, sizeof *runs);
    RunCurvesLook look = {.rows = window->height, .mark = step_now(explorer), .marked = true};
    run_curves_read(explorer_value(explorer), runs, &look);
    run_curves_draw(canvas, runs, &look);
    free(runs);
    window->row_count = map->rows;
    window->column_count = at_least(map->columns / PAGES, 1);
    window->cursor_row = window->cursor_column = 0;
}

/* ---- what the cursor says ---- */

/* The last point up to a step that has this loss; NULL: none. */
static const json_t *point_at(const json_t *run, const char *loss, int step)
{
    const json_t *points = json_object_get(run, "points"), *point, *found = NULL;
    size_t i;
    json_array_foreach(points, i, point) {
        if (json_whole(point, "step") > step)
            break;
        if (json_is_number(json_object_get(point, loss)))
            found = point;
    }
    return found;
}

/* "0.2120", with its step where that is an earlier one: "0.2120 (380)". */
static void add_loss(const json_t *run, const char *loss, int step, Buffer *out)
{
    const json_t *point = point_at(run, loss, step);
    if (point == NULL)
        buffer_add(out, "-");
    else
        buffer_format(out, "%.4f", json_double(point, loss));
    if (point != NULL && json_whole(point, "step") != step)
        buffer_format(out, " (%d)", json_whole(point, "step"));
}

/* Its name and both losses, in one row if they fit; then the losses of all runs begin in one column. */
static void say_run(const json_t *run, int number, bool chosen, int step, int name_width, Canvas *panel)
{
    static const Style styles[CURVE_LINES] = {STYLE_FIRST, STYLE_SECOND, STYLE_THIRD, STYLE_FOURTH};
    int row = canvas_rows(panel);
    bool unicode = canvas_screen(panel).unicode;
    Buffer losses = {0};
    add_loss(run, "loss", step, &losses);
    buffer_add(&losses, "  ");
    add_loss(run, "validation_loss", step, &losses);
    int end = canvas_format(panel, row, 0, styles[number], "%s%s %s", !chosen ? " " : unicode ? "›" : ">",
                            curve_sign(number, unicode), json_text(run, "model"));
    int width = glyph_width(buffer_text(&losses)), column = at_least(end, 3 + name_width) + 2;
    column = column + width <= canvas_columns(panel) ? column : end + 2;
    bool fits = column + width <= canvas_columns(panel);
    canvas_write(panel, fits ? row : row + 1, fits ? column : 3, STYLE_PLAIN, buffer_text(&losses));
    buffer_free(&losses);
}

/* The run that is lowest at the step. */
static const json_t *lowest_run(const json_t *runs, const char *loss, int step)
{
    const json_t *run, *best = NULL;
    double least = INFINITY;
    size_t i;
    json_array_foreach(runs, i, run) {
        double value = json_double(point_at(run, loss, step), loss);
        if (value < least) {
            least = value;
            best = run;
        }
    }
    return best;
}

static void say_lowest(const json_t *runs, const char *loss, const char *name, int step, Canvas *panel)
{
    const json_t *run = lowest_run(runs, loss, step);
    if (run != NULL && json_array_size(runs) > 1)
        prose_format(panel, STYLE_PLAIN, 0, "%s: %s", name, json_text(run, "model"));
}

static void say_step(Explorer *explorer, Canvas *panel)
{
    const json_t *runs = runs_of(explorer);
    int step = step_now(explorer), name_width = 0;
    char number[32];
    for (size_t i = 0; i < json_array_size(runs); i++)
        name_width = at_least(name_width, glyph_width(json_text(json_array_get(runs, i), "model")));
    prose_format(panel, STYLE_STRONG, 0, TEXT("step %s: training, validation", "%s단계: 훈련, 검증"),
                 grouped_text(step, number));
    for (int i = 0; i < (int)json_array_size(runs) && i < CURVE_LINES; i++)
        say_run(json_array_get(runs, (size_t)i), i, i == explorer_row(explorer), step, name_width, panel);
    if (json_is_false(json_object_get(explorer_value(explorer), "comparable"))) {
        canvas_prose(panel, STYLE_PLAIN, 0, TEXT("Their losses are not comparable: the data differ.",
                                                 "데이터가 서로 달라 손실을 비교할 수 없습니다."));
        return;
    }
    say_lowest(runs, "loss", TEXT("lowest training loss", "훈련 손실 최저"), step, panel);
    say_lowest(runs, "validation_loss", TEXT("lowest validation loss", "검증 손실 최저"), step, panel);
}

/* ---- keys ---- */

static void next_loss(Explorer *explorer)
{
    explorer_show_next(explorer, "loss", (const char *const[]){"both", "training", "validation", NULL});
}

static void next_axis(Explorer *explorer)
{
    explorer_show_next(explorer, "axis", (const char *const[]){"log", "linear", NULL});
}

/* So many times as many steps around the cursor, but at least a few. */
static void zoom(Explorer *explorer, double times)
{
    enum { STEPS_LEAST = 8 };
    int step = step_now(explorer);
    RunCurves *runs = memory_new(1, sizeof *runs);
    RunCurvesLook look;
    char text[40];
    run_curves_read(explorer_value(explorer), runs, &look);
    double end = run_curves_end(runs), from = look.to > 0 ? look.from : 0, to = look.to > 0 ? look.to : end;
    double wide = fmax((to - from) * times, STEPS_LEAST);
    from = fmin(fmax(round(step - wide / 2), 0), fmax(end - wide, 0));
    snprintf(text, sizeof text, "%.0f..%.0f", from, fmin(ceil(from + wide), 1e9));
    explorer_show_with(explorer, "steps", wide < end ? text : NULL);
    move_to_step(explorer, step);
    free(runs);
}

static void zoom_in(Explorer *explorer) { zoom(explorer, 0.5); }
static void zoom_out(Explorer *explorer) { zoom(explorer, 2); }

static void go_to_lowest(Explorer *explorer)
{
    const json_t *run = json_array_get(runs_of(explorer), (size_t)explorer_row(explorer));
    if (json_is_number(json_object_get(run, "best_step")))
        move_to_step(explorer, json_whole(run, "best_step"));
    else
        explorer_note(explorer, TEXT("%s has no validation loss", "%s 모델에는 검증 손실이 없습니다"), json_text(run, "model"));
}

static const ExplorerAction curves_actions[] = {
    {'b', {"lowest validation", "검증 최저"}, go_to_lowest, NULL},
    {'v', {"training, validation", "훈련/검증"}, next_loss, NULL},
    {'a', {"axis", "눈금"}, next_axis, NULL},
    {'+', {"fewer steps", "확대"}, zoom_in, NULL},
    {'-', {"more", "축소"}, zoom_out, NULL},
    {0},
};

const ExplorerPicture curves_picture = {
    .name = {"Losses of runs", "훈련별 손실"},
    .cells = curves_cells,
    .draw = draw_curves,
    .say = say_step,
    .actions = curves_actions,
    .costly = true,
    .several = true,
    .across = true,
    .instead = {"'curves steps=200..600' draws these steps and prints the last and lowest losses",
                "'curves steps=200..600'은 그 단계의 곡선을 그리고 마지막 손실과 최저 손실을 보여 줍니다"},
};
