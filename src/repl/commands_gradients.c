/* commands_gradients.c: `gradients`: how far back in the sentence the loss is felt. */
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/results.h"
#include "view/curve.h"
#include "view/table.h"

typedef struct GradientsCall {
    GradientOptions gradients;
    Request request; /* its model alone */
} GradientsCall;
static const OptionPart gradients_parts[] = {{&gradient_options, offsetof(GradientsCall, gradients), NULL},
                                             {&request_options, offsetof(GradientsCall, request), "model"}, {0}};
static const Options gradients_call = {.parts = gradients_parts, .size = sizeof(GradientsCall)};

static json_t *rows_value(const GradientResult *result)
{
    json_t *rows = json_array();
    double largest = 0;
    for (int k = 0; k < result->distances; k++)
        largest = fmax(largest, result->norm[k]);
    for (int k = 0; k < result->distances; k++)
        json_array_append_new(rows,
                              json_pack("{s:i, s:o, s:o}", "distance", k, "norm", json_finite(result->norm[k]), "share",
                                        json_finite(result->norm[k] / largest)));
    return rows;
}

static bool run_gradients(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const GradientsCall *call = arguments->options;
    GradientResult found;
    if (!lab_gradients(repl_lab(repl), call->request.model, &call->gradients, &found, error))
        return false;
    result->value = json_pack("{s:s, s:i, s:i, s:i, s:b, s:s, s:o}", "model", found.model, "length", found.length,
                              "count", found.count, "position", found.position, "attention", found.attention, "of",
                              found.embeddings ? "embedding" : "state", "rows", rows_value(&found));
    return true;
}

/* ---- drawing ---- */

static double row_number(const json_t *rows, size_t k, const char *key)
{
    return json_double(json_array_get(rows, k), key);
}

static void draw_curve(const json_t *rows, Canvas *canvas)
{
    double steps[GRADIENT_DISTANCES], norms[GRADIENT_DISTANCES];
    int count = (int)json_array_size(rows) < GRADIENT_DISTANCES ? (int)json_array_size(rows) : GRADIENT_DISTANCES;
    for (int k = 0; k < count; k++) {
        steps[k] = row_number(rows, (size_t)k, "distance");
        norms[k] = row_number(rows, (size_t)k, "norm");
    }
    Curve curve = {.x_label = TEXT("steps back", "단계 전"), /* short: beside it the last tick needs its room */
                   .y_label = TEXT("gradient norm, on a logarithmic scale", "그래디언트 노름(로그 눈금)"),
                   .y_base = 10,
                   .count = {count, 0},
                   .x = {steps, NULL},
                   .y = {norms, NULL}};
    curve_draw(canvas, &curve, 10);
}

/* Some of the distances: near ones, far ones further apart, and the last. */
static int choose_rows(int count, int *chosen, int most)
{
    static const int marks[] = {0, 1, 2, 5, 10, 20, 50, 100, 200};
    int number = 0;
    for (size_t i = 0; i < sizeof marks / sizeof *marks && number < most - 1; i++)
        if (marks[i] < count - 1)
            chosen[number++] = marks[i];
    chosen[number++] = count - 1;
    return number;
}

static void draw_rows(const json_t *rows, Canvas *canvas)
{
    enum { ROWS = 10 };
    TableRows table = {0};
    int chosen[ROWS], count = choose_rows((int)json_array_size(rows), chosen, ROWS);
    for (int i = 0; i < count; i++)
        table_rows_add(&table, "%d\t%.3g\t%.2g", chosen[i], row_number(rows, (size_t)chosen[i], "norm"),
                       row_number(rows, (size_t)chosen[i], "share"));
    table_rows_draw(&table, canvas,
                    TEXT(">steps back\t>norm\t>of the largest", ">거슬러 간 단계\t>노름\t>최댓값에 대한 비"));
}

static void show_gradients(const json_t *value, Canvas *canvas)
{
    const json_t *rows = json_object_get(value, "rows");
    size_t last = json_array_size(rows) - 1;
    if (json_array_size(rows) == 0)
        return;
    prose_format(canvas, STYLE_HEADING, 0, TEXT("How far back the gradient reaches in %s", "%s: 그래디언트가 얼마나 멀리까지 닿는가"),
                 json_text(value, "model"));
    bool zero = true;
    for (size_t i = 0; i <= last; i++)
        zero = zero && row_number(rows, i, "norm") == 0;
    if (zero) {
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("0 at every state: the loss of target token %d does not depend on the source.",
                          "모든 상태에서 0입니다. 타깃 토큰(%d번)의 손실은 소스에 전혀 달려 있지 않습니다."),
                     json_whole(value, "position"));
        return;
    }
    draw_curve(rows, canvas);
    draw_rows(rows, canvas);
    bool states = strcmp(json_text(value, "of"), "state") == 0;
    prose_format(
        canvas, STYLE_PLAIN, 0,
        states ? TEXT("Gradient of the loss of target token %d at the encoder's states, averaged over %d of "
                      "the test sentences of length %d: norm %.2g at the last state, %.2g at the first.",
                      "타깃 토큰(%d번)의 손실을 인코더의 은닉 상태로 미분한 그래디언트입니다(평가용 문장 %d개의 평균, 토큰 "
                      "%d개). 노름은 마지막 상태에서 %.2g, 첫 상태에서 %.2g입니다.")
               : TEXT("Gradient of the loss of target token %d at the source's embeddings, averaged over %d of "
                      "the test sentences of length %d: norm %.2g at the last token, <EOS>, %.2g at the first.",
                      "타깃 토큰(%d번)의 손실을 소스의 임베딩으로 미분한 그래디언트입니다(평가용 문장 %d개의 평균, 토큰 "
                      "%d개). 노름은 마지막 토큰 <EOS>에서 %.2g, 첫 토큰에서 %.2g입니다."),
        json_whole(value, "position"), json_whole(value, "count"), json_whole(value, "length"),
        row_number(rows, 0, "norm"), row_number(rows, last, "norm"));
    canvas_prose(canvas, STYLE_DIM, 0,
                 !states ? TEXT("There is no chain of states here: attention brings the gradient to every token through "
                                "the same number of layers, near or far.",
                                "여기에는 차례로 이어지는 상태가 없습니다. 멀리 있는 토큰이든 가까이 있는 토큰이든 그래디언트는 같은 수의 "
                                "층을 거칩니다.")
                 : json_is_true(json_object_get(value, "attention"))
                     ? TEXT("With attention the gradient also reaches each encoder state directly.",
                            "어텐션이 있으면 그래디언트가 인코더의 상태마다 직접 닿는 길도 있습니다.")
                     : TEXT("Without attention the gradient must pass through every state in between, and each "
                            "multiplies it.",
                            "어텐션이 없으면 그래디언트가 사이의 상태를 모두 거쳐야 하며, 거칠 때마다 곱해집니다."));
}

static const Command gradients_command = {
    .name = "gradients",
    .usage = {"gradients length=30", "gradients length=30"},
    .summary = {"show how far back the gradient reaches", "그래디언트가 얼마나 멀리까지 닿는지 봅니다"},
    .options = &gradients_call,
    .run = run_gradients,
    .show = show_gradients,
    .picture = &gradients_picture,
};

const Command *const gradients_family[] = {&gradients_command, NULL};
