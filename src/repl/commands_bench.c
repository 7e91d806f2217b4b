/* commands_bench.c: `bench`: how fast models train and answer on this machine. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/bench.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"
#include "view/curve.h"
#include "view/short_text.h"
#include "view/table.h"

enum { ROWS_MOST = 32 };

typedef enum { SET_NONE = -1, SET_SMALL, SET_MODELS, SET_SIZES } Set;
typedef struct BenchCall {
    BenchOptions bench;
    int set;   /* Set */
    int sweep; /* place in sweeps; -1: none */
} BenchCall;

static const char *sweep_name(int i)
{
    static const char *const names[] = {"hidden", "length", "batch", "vocab", NULL};
    return i >= 0 && i <= 4 ? names[i] : NULL;
}

static const Option bench_rows[] = {
    {"set", OPTION_CHOICE, OPTION_AT(BenchCall, set), .absent = SET_NONE, .choices = "small|models|sizes",
     .help = {"A ready-made set: five quick models, one of each kind, or hidden sizes from 64 to 512.",
              "미리 정한 묶음: 빠른 모델 다섯 개, 종류별로 하나씩, 은닉 상태 크기 64~512."}},
    {"sweep", OPTION_CHOICE, OPTION_AT(BenchCall, sweep), .absent = -1, .choice = sweep_name,
     .help = {"Double this option again and again, and measure each time.", "이 값을 두 배씩 늘리며 시간을 측정합니다."}},
    {0},
};
static const OptionPart bench_parts[] = {{&bench_options, offsetof(BenchCall, bench), NULL}, {0}};
static const Options bench_call = {bench_rows, bench_parts, sizeof(BenchCall)};

/* ---- what is measured ---- */

/* The options that a set fixes. */
static bool fits_set(const Arguments *arguments, Error *error)
{
    static const char *const brought[][8] = {
        [SET_SMALL] = {"attention"},
        [SET_MODELS] = {"kind", "cell", "attention", "hidden", "vocab", "batch", "length"},
        [SET_SIZES] = {"hidden", "vocab", "batch", "length"},
    };
    const BenchCall *call = arguments->options;
    for (int i = 0; call->set != SET_NONE && brought[call->set][i] != NULL; i++)
        if (arguments_given(arguments, brought[call->set][i]))
            return error_set(error, ERROR_USAGE,
                             TEXT("%s= has no effect here; it applies only to a bench without set=",
                                  "여기서는 %s= 옵션이 효과가 없습니다. set= 없이만 쓸 수 있습니다"),
                             brought[call->set][i]);
    return call->set == SET_NONE || call->sweep < 0 ||
           error_set(error, ERROR_USAGE, TEXT("give either set= or sweep=, not both", "set=과 sweep= 가운데 하나만 쓰십시오"));
}

static void sized(BenchOptions *o, int hidden, int vocabulary, int batch, int length)
{
    o->model.hidden = hidden;
    o->vocabulary = vocabulary;
    o->batch = batch;
    o->length = length;
}

/* Each returns the number of rows that it filled. */
static int fill_small(BenchOptions *list, BenchOptions base)
{
    int count = 0;
    for (; attention_summary(attention_name(count)) != NULL; count++) { /* the built-in ones */
        list[count] = base;
        configuration_choose(&list[count].model, "attention", attention_name(count), NULL);
    }
    return count;
}

static int fill_models(BenchOptions *list, BenchOptions base)
{
    static const struct { ModelKind kind; const char *cell, *attention; } kinds[] = {
        {KIND_RECURRENT, "gru", "none"},     {KIND_RECURRENT, "lstm", "none"},
        {KIND_RECURRENT, "rnn", "none"},     {KIND_RECURRENT, "gru", "general"},
        {KIND_RECURRENT, "gru", "additive"}, {KIND_TRANSFORMER, "gru", "none"},
    };
    for (int i = 0; i < 6; i++) {
        list[i] = base;
        list[i].model.kind = kinds[i].kind;
        configuration_choose(&list[i].model, "cell", kinds[i].cell, NULL);
        configuration_choose(&list[i].model, "attention", kinds[i].attention, NULL);
        sized(&list[i], 128, 64, 64, 30);
    }
    return 6;
}

static int fill_sizes(BenchOptions *list, BenchOptions base)
{
    static const int sizes[][4] = {{64, 64, 32, 10},  {128, 64, 32, 10}, {128, 64, 64, 30},
                                   {256, 64, 64, 30}, {512, 64, 64, 30}, {256, 4000, 64, 30}};
    for (int i = 0; i < 6; i++) {
        list[i] = base;
        sized(&list[i], sizes[i][0], sizes[i][1], sizes[i][2], sizes[i][3]);
    }
    return 6;
}

static int fill_sweep(BenchOptions *list, BenchOptions base, const char *what)
{
    static const int hidden[] = {16, 32, 64, 128, 256}, length[] = {5, 10, 20, 40, 80}, batch[] = {8, 16, 32, 64, 128},
                     vocabulary[] = {32, 128, 512, 2048, 8192};
    for (int i = 0; i < 5; i++) {
        list[i] = base;
        if (strcmp(what, "hidden") == 0)
            list[i].model.hidden = hidden[i];
        else if (strcmp(what, "length") == 0)
            list[i].length = length[i];
        else if (strcmp(what, "batch") == 0)
            list[i].batch = batch[i];
        else
            list[i].vocabulary = vocabulary[i];
    }
    return 5;
}

static int fill(BenchOptions *list, const BenchCall *call)
{
    if (call->sweep >= 0)
        return fill_sweep(list, call->bench, sweep_name(call->sweep));
    switch (call->set) {
    case SET_SMALL: return fill_small(list, call->bench);
    case SET_MODELS: return fill_models(list, call->bench);
    case SET_SIZES: return fill_sizes(list, call->bench);
    }
    list[0] = call->bench;
    return 1;
}

/* ---- values ---- */

static json_t *row_value(const BenchResult *r)
{
    const BenchOptions *o = &r->options;
    char name[96];
    if (o->model.kind == KIND_RECURRENT)
        snprintf(name, sizeof name, "%s-%s", configuration_cell_name(&o->model), configuration_attention_name(&o->model));
    else
        snprintf(name, sizeof name, "%s", kind_name(o->model.kind));
    return json_pack("{s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:f, s:f, s:f, s:f, s:f, s:f, s:I, s:I, s:f, s:f, s:I, s:I}",
                     "model", name, "layers", r->layers, "hidden", o->model.hidden, "vocab", o->vocabulary, "batch",
                     o->batch, "length", o->length, "threads", o->threads, "step_ms", 1e3 * r->step_seconds, "fastest_ms",
                     1e3 * r->fastest, "slowest_ms", 1e3 * r->slowest, "tokens_per_second", r->tokens_per_second,
                     "gemm_share", r->gemm_share, "gflop", 1e-9 * r->operations, "products", (json_int_t)r->products,
                     "bf16_products", (json_int_t)r->bf16_products, "greedy_ms", 1e3 * r->greedy_seconds, "batch_answer_ms",
                     1e3 * r->batch_answer_seconds, "peak_bytes", (json_int_t)r->peak_bytes, "parameters", (json_int_t)r->parameters);
}

static bool run_bench(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const BenchCall *call = arguments->options;
    BenchOptions list[ROWS_MOST];
    BenchResult *results = memory_new(ROWS_MOST, sizeof *results);
    int done = 0;
    bool right = fits_set(arguments, error);
    int count = right ? fill(list, call) : 0;
    right = right && lab_bench(repl_lab(repl), list, count, results, &done, error);
    if (right) {
        json_t *rows = json_array();
        for (int i = 0; i < done; i++)
            json_array_append_new(rows, row_value(&results[i]));
        result->value = json_pack("{s:o, s:o, s:b}", "rows", rows, "precision", argument_value(arguments, "precision"),
                                  "stopped", done < count);
        if (call->sweep >= 0)
            json_object_set_new(result->value, "sweep", argument_value(arguments, "sweep"));
    }
    free(results);
    return right;
}

/* ---- pictures ---- */

static void show_rows(const json_t *rows, Canvas *canvas)
{
    TableRows table = {0};
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        char speed[32];
        table_rows_add(&table, "%s\t%d\t%d\t%d\t%d\t%.3f\t%s\t%.0f%%\t%.2f\t%.2f\t%.2f", json_text(row, "model"),
                       (int)json_double(row, "hidden"), (int)json_double(row, "vocab"), (int)json_double(row, "batch"),
                       (int)json_double(row, "length"), json_double(row, "step_ms"),
                       grouped_text(lround(json_double(row, "tokens_per_second")), speed),
                       whole_percent(json_double(row, "gemm_share")), json_double(row, "step_ms") / json_double(row, "gflop"),
                       json_double(row, "greedy_ms"), json_double(row, "batch_answer_ms"));
    }
    table_rows_draw(&table, canvas,
                    TEXT("model\t>H\t>V\t>B\t>L\t>step ms\t>tokens/s\t>GEMM\t>ms/GFLOP\t>ans. ms\t>of B",
                         "모델\t>H\t>V\t>B\t>L\t>단계 ms\t>토큰/초\t>GEMM\t>ms/GFLOP\t>답 ms\t>B개 중"));
}

/* The swept option's name for the curve's axis and the sentence. */
static const char *sweep_title(const char *sweep)
{
    return strcmp(sweep, "hidden") == 0   ? TEXT("hidden", "은닉 상태 크기")
           : strcmp(sweep, "length") == 0 ? TEXT("length", "문장 길이")
           : strcmp(sweep, "batch") == 0  ? TEXT("batch", "배치 크기")
                                          : TEXT("vocab", "어휘 크기");
}

/* Milliseconds per step for each value of the swept option: measured, and if only the arithmetic counted. */
static void show_sweep(const json_t *rows, const char *sweep, Canvas *canvas)
{
    double x[ROWS_MOST], measured[ROWS_MOST], expected[ROWS_MOST];
    int count = (int)json_array_size(rows);
    const json_t *last = json_array_get(rows, (size_t)count - 1);
    double rate = json_double(last, "step_ms") / json_double(last, "gflop");
    for (int i = 0; i < count; i++) {
        const json_t *row = json_array_get(rows, (size_t)i);
        x[i] = json_double(row, sweep);
        measured[i] = json_double(row, "step_ms");
        expected[i] = json_double(row, "gflop") * rate;
    }
    curve_draw(canvas, &(Curve){.title = TEXT("milliseconds per step (both axes logarithmic)", "단계당 밀리초(두 축 모두 로그 눈금)"),
                                .x_base = 2, .y_base = 2,
                                .x_label = sweep_title(sweep), .y_label = "ms", .count = {count, count}, .x = {x, x},
                                .y = {measured, expected},
                                .name = {TEXT("measured", "측정"), TEXT("arithmetic only", "연산량 비례")}},
               12);
    const json_t *first = json_array_get(rows, 0);
    double grown = json_double(last, "step_ms") / json_double(first, "step_ms");
    double arithmetic = json_double(last, "gflop") / json_double(first, "gflop");
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("From %s=%d to %d a step takes %.1f times as long, and its matrix products have %.1f times as much "
                      "arithmetic.",
                      "%s가 %d에서 %d까지 커지는 동안 한 단계는 %.1f배 걸리고, 행렬 곱의 연산량은 %.1f배가 됩니다."),
                 sweep_title(sweep), (int)json_double(first, sweep), (int)json_double(last, sweep), grown, arithmetic);
    if (strstr(json_text(first, "model"), "additive") != NULL)
        prose_format(canvas, STYLE_PLAIN, 0, "%s",
                     TEXT("The scores of additive attention are not matrix products and not counted there: they take "
                          "a tanh per unit for each pair of source and target tokens.",
                          "바흐다나우 어텐션의 스코어는 행렬 곱이 아니므로 이 연산량에 들어 있지 않습니다. 소스 토큰과 타깃 토큰의 쌍마다 "
                          "유닛 수만큼 tanh를 계산합니다."));
}

static void show_bench(const json_t *value, Canvas *canvas)
{
    const json_t *rows = json_object_get(value, "rows"), *first = json_array_get(rows, 0);
    const json_t *last = json_array_get(rows, json_array_size(rows) - 1);
    char peak[32];
    show_rows(rows, canvas);
    canvas_prose(canvas, STYLE_DIM, 0,
                 TEXT("H: hidden size; V: tokens in each vocabulary; B: pairs in a batch; L: tokens in a sentence. A step is one "
                      "batch learned, an answer one sentence translated; of B: if B of them are translated at once. GEMM: the matrix products' share of a step.",
                      "H 은닉 상태의 크기, V 어휘 각각의 토큰 수, B 배치 하나의 쌍 수, L 문장의 토큰 수. 단계는 배치 하나의 훈련, 답은 문장 "
                      "하나의 번역에 걸린 시간이고, B개 중은 B개를 한꺼번에 번역할 때 그 한 문장에 걸린 시간입니다. GEMM은 단계에서 행렬 곱이 차지하는 비율입니다."));
    if (json_text(value, "sweep")[0] != '\0' && json_array_size(rows) > 1)
        show_sweep(rows, json_text(value, "sweep"), canvas);
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("Threads: %d. Matrix products take %.0f%% of %s step. Peak memory: %s MiB.",
                      "스레드 %1$d개. %3$s 한 단계에서 행렬 곱이 %2$.0f%%를 차지합니다. 최대 메모리는 %4$sMiB입니다."),
                 (int)json_double(first, "threads"), whole_percent(json_double(first, "gemm_share")),
                 json_array_size(rows) > 1 ? TEXT("the first model's", "첫째 모델의") : TEXT("its", "이 모델의"),
                 grouped_text(((long)json_double(last, "peak_bytes") + (1 << 19)) >> 20, peak));
    if (strcmp(json_text(value, "precision"), "bf16") == 0)
        canvas_prose(canvas, STYLE_PLAIN, 0,
                     TEXT("Steps multiply with weights in bfloat16, answers in float32.",
                          "가중치 곱은 훈련 단계에서는 bfloat16으로, 답할 때는 float32로 계산했습니다."));
    if (json_is_true(json_object_get(value, "stopped")))
        canvas_prose(canvas, STYLE_WARNING, 0, TEXT("Interrupted: the rest was not measured.",
                                                    "중단했습니다. 나머지는 측정하지 않았습니다."));
}

static const Command bench_command = {
    .name = "bench",
    .usage = {"bench cell=gru attention=dot hidden=64 | bench set=small | bench sweep=hidden",
              "bench cell=gru attention=dot hidden=64 | bench set=small | bench sweep=hidden"},
    .summary = {"measure how fast models train and answer here", "이 컴퓨터에서 모델이 얼마나 빨리 훈련되고 답하는지 측정합니다"},
    .options = &bench_call,
    .run = run_bench,
    .show = show_bench,
};

const Command *const bench_family[] = {&bench_command, NULL};
