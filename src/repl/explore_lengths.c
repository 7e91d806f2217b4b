/* explore_lengths.c: tables by length or distance to move about in: a row is a length, a column a score or a model. */
#include "repl/explore_pictures.h"

#include <math.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"
#include "repl/score_table.h"

static void put_rows(const json_t *rows, const Canvas *canvas, MapCells *cells)
{
    json_t *texts = json_array(), *row;
    char label[SCORE_CELL];
    size_t i;
    json_array_foreach(rows, i, row)
        json_array_append_new(texts, json_string(score_length_label(row, label)));
    cells->row_labels = labels_of(texts, canvas, NULL);
    json_decref(texts);
}

/* ---- accuracy of one model ---- */

static const struct { const char *name; double whole; } scores[] = {
    {"exact_match", 1}, {"token_accuracy", 1}, {"alignment", 1}, {"bleu", 100}, {"chrf", 100},
};
enum { SCORES = sizeof scores / sizeof *scores };

static const json_t *lengths_of(const Explorer *explorer)
{
    return json_object_get(explorer_value(explorer), "by_length");
}

static void accuracy_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    const json_t *rows = lengths_of(explorer);
    int count = (int)json_array_size(rows);
    json_t *names = json_array();
    for (int i = 0; i < SCORES; i++)
        json_array_append_new(names, json_string(score_label(scores[i].name)));
    put_rows(rows, canvas, cells);
    cells->column_labels = labels_of(names, canvas, NULL);
    json_decref(names);
    cells->values = memory_new((size_t)count * SCORES + 1, sizeof *cells->values);
    cells->masked = memory_new((size_t)count * SCORES + 1, sizeof *cells->masked);
    for (int i = 0; i < count * SCORES; i++) {
        double score =
            json_double(json_array_get(rows, (size_t)(i / SCORES)), scores[i % SCORES].name) / scores[i % SCORES].whole;
        cells->values[i] = (float)score;
        cells->masked[i] = isnan(score);
    }
    cells->map = (Heatmap){.rows = count, .columns = SCORES};
}

static void say_scores(const json_t *row, Canvas *panel)
{
    for (int i = 0; i < SCORES; i++) {
        double score = json_double(row, scores[i].name);
        if (isfinite(score))
            prose_format(panel, STYLE_PLAIN, 0, scores[i].whole > 1 ? "%s %.1f" : "%s %.3f",
                         score_label(scores[i].name), score);
    }
}

static void say_accuracy(Explorer *explorer, Canvas *panel)
{
    const json_t *value = explorer_value(explorer),
                 *row = json_array_get(lengths_of(explorer), (size_t)explorer_row(explorer));
    char label[SCORE_CELL];
    int count = json_whole(row, "count");
    prose_format(panel, STYLE_STRONG, 0,
                 TEXT(count == 1 ? "source length %s: %d sentence" : "source length %s: %d sentences",
                      "소스 길이 %s: 문장 %d개"),
                 score_length_label(row, label), count);
    say_scores(row, panel);
    canvas_blank(panel);
    int all = json_whole(value, "count");
    prose_format(panel, STYLE_PLAIN, 0,
                 TEXT(all == 1 ? "of the %d sentence:" : "of all %d sentences:", "문장 %d개 전체:"), all);
    say_scores(value, panel);
}

/* A map of a sentence of that length; only models with attention have one. */
static void open_length(Explorer *explorer, const json_t *rows, const char *model)
{
    Buffer line = {0};
    buffer_format(&line, "attend length=%d",
                  at_least(score_first_length(json_array_get(rows, (size_t)explorer_row(explorer))), 1));
    if (model != NULL && model[0] != '\0')
        buffer_format(&line, " model=%s", model);
    explorer_show_line(explorer, buffer_text(&line));
    buffer_free(&line);
}

static void open_sentence(Explorer *explorer)
{
    open_length(explorer, lengths_of(explorer), explorer_option(explorer, "model"));
}

static const ExplorerAction accuracy_actions[] = {
    {'\r', {"a sentence of this length", "이 길이의 문장"}, open_sentence, NULL},
    {0},
};

const ExplorerPicture accuracy_picture = {
    .name = {"Accuracy by length", "길이별 정확도"},
    .cells = accuracy_cells,
    .say = say_accuracy,
    .actions = accuracy_actions,
    .costly = true,
    .instead = {"'accuracy lengths=5,10,20' prints the scores, 'attend length=10' shows a sentence of that length",
                "'accuracy lengths=5,10,20'은 점수를, 'attend length=10'은 그 길이의 문장을 보여 줍니다"},
};

/* ---- two models ---- */

static const json_t *model_of(const Explorer *explorer, int number)
{
    return json_array_get(json_object_get(explorer_value(explorer), "models"), (size_t)number);
}

static const json_t *model_rows(const Explorer *explorer, int number)
{
    return json_object_get(json_object_get(model_of(explorer, number), "accuracy"), "by_length");
}

static void compare_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    enum { MODELS = 2 };
    const json_t *rows = model_rows(explorer, 0);
    int count = (int)json_array_size(rows);
    json_t *names =
        json_pack("[s, s]", json_text(model_of(explorer, 0), "model"), json_text(model_of(explorer, 1), "model"));
    put_rows(rows, canvas, cells);
    cells->column_labels = labels_of(names, canvas, NULL);
    json_decref(names);
    cells->values = memory_new((size_t)count * MODELS + 1, sizeof *cells->values);
    for (int i = 0; i < count * MODELS; i++)
        cells->values[i] =
            (float)json_double(json_array_get(model_rows(explorer, i % MODELS), (size_t)(i / MODELS)), "exact_match");
    cells->map = (Heatmap){.rows = count, .columns = MODELS};
}

static void say_compare(Explorer *explorer, Canvas *panel)
{
    const json_t *row = json_array_get(model_rows(explorer, 0), (size_t)explorer_row(explorer));
    char label[SCORE_CELL];
    int count = json_whole(row, "count");
    prose_format(panel, STYLE_STRONG, 0,
                 TEXT(count == 1 ? "source length %s: %d sentence" : "source length %s: %d sentences",
                      "소스 길이 %s: 문장 %d개"),
                 score_length_label(row, label), count);
    for (int i = 0; i < 2; i++) {
        canvas_prose(panel, i == 0 ? STYLE_FIRST : STYLE_SECOND, 0, json_text(model_of(explorer, i), "model"));
        say_scores(json_array_get(model_rows(explorer, i), (size_t)explorer_row(explorer)), panel);
    }
    canvas_prose(panel, STYLE_DIM, 0, TEXT("The cells show the exact match.", "칸은 완전 일치율입니다."));
}

static void open_compared(Explorer *explorer)
{
    open_length(explorer, model_rows(explorer, 0), json_text(model_of(explorer, explorer_column(explorer)), "model"));
}

static const ExplorerAction compare_actions[] = {
    {'\r', {"a sentence of this length", "이 길이의 문장"}, open_compared, NULL},
    {0},
};

const ExplorerPicture compare_picture = {
    .name = {"Two models by length", "길이별 두 모델"},
    .cells = compare_cells,
    .say = say_compare,
    .actions = compare_actions,
    .costly = true,
    .several = true,
    .instead = {"'compare A B lengths=5,10,20' prints the scores, 'attend length=10 model=A' shows a sentence of that length",
                "'compare A B lengths=5,10,20'은 점수를, 'attend length=10 model=A'는 그 길이의 문장을 보여 줍니다"},
};

/* ---- gradients by distance ---- */

static void gradients_cells(const Explorer *explorer, const Canvas *canvas, MapCells *cells)
{
    const json_t *rows = json_object_get(explorer_value(explorer), "rows"), *row;
    int count = (int)json_array_size(rows);
    json_t *texts = json_array(), *names = json_pack("[s]", TEXT("share", "비율"));
    size_t i;
    cells->values = memory_new((size_t)count + 1, sizeof *cells->values);
    json_array_foreach(rows, i, row) {
        char text[24];
        snprintf(text, sizeof text, "%d", json_whole(row, "distance"));
        json_array_append_new(texts, json_string(text));
        cells->values[i] = (float)json_double(row, "share");
    }
    cells->row_labels = labels_of(texts, canvas, NULL);
    cells->column_labels = labels_of(names, canvas, NULL);
    json_decref(texts);
    json_decref(names);
    cells->map = (Heatmap){.rows = count, .columns = 1};
}

static void say_gradient(Explorer *explorer, Canvas *panel)
{
    const json_t *row = json_array_get(json_object_get(explorer_value(explorer), "rows"), (size_t)explorer_row(explorer));
    int distance = json_whole(row, "distance");
    prose_format(panel, STYLE_STRONG, 0,
                 TEXT(distance == 1 ? "%d token before the end" : "%d tokens before the end", "끝에서 토큰 %d개 앞"),
                 distance);
    prose_format(panel, STYLE_PLAIN, 0, TEXT("gradient norm %.3g, %.1f%% of the largest", "그래디언트 노름 %.3g, 최댓값의 %.1f%%"),
                 json_double(row, "norm"), 100 * json_double(row, "share"));
    canvas_prose(panel, STYLE_PLAIN, 0,
                 json_is_true(json_object_get(explorer_value(explorer), "attention"))
                     ? TEXT("The model has attention: gradients also reach the source past the recurrence.",
                            "이 모델에는 어텐션이 있어, 그래디언트가 순환을 거치지 않고도 소스에 닿습니다.")
                     : TEXT("Without attention every gradient comes through the recurrence, step by step.",
                            "어텐션이 없으면 그래디언트는 모두 순환을 한 단계씩 거쳐 옵니다."));
}

static void change_length(Explorer *explorer, int by)
{
    char text[16];
    snprintf(text, sizeof text, "%d", at_least(json_whole(explorer_value(explorer), "length") + by, 2));
    explorer_show_with(explorer, "length", text);
}

static void lengthen(Explorer *explorer) { change_length(explorer, 5); }
static void shorten(Explorer *explorer) { change_length(explorer, -5); }

static const ExplorerAction gradients_actions[] = {
    {'+', {"longer sentences", "더 긴 문장"}, lengthen, NULL},
    {'-', {"shorter", "더 짧은 문장"}, shorten, NULL},
    {0},
};

const ExplorerPicture gradients_picture = {
    .name = {"Gradient by distance", "거리별 그래디언트"},
    .cells = gradients_cells,
    .say = say_gradient,
    .actions = gradients_actions,
    .instead = {"'gradients length=20' prints the norms", "'gradients length=20'은 노름을 보여 줍니다"},
};
