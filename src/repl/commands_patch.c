/* commands_patch.c: `patch`: what the model computed of another sentence, put into this one. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/patch.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/results.h"
#include "repl/whatif_value.h"
#include "view/heatmap.h"

/* ---- values ---- */

static const char *const sweep_names[] = {"no", "steps", "units", "heads"};

/* What was patched one after the other: tokens, or numbers. */
static json_t *items_value(const PatchOptions *options, const PatchResult *result)
{
    const Translation *before = result->compared.before;
    const TraceArray *array = trace_find_named(before->trace, options->name);
    json_t *tokens = options->sweep == SWEEP_STEPS ? axis_tokens_value(before, array->row_axis) : json_null(),
           *items = json_array();
    for (int i = 0; i < result->items; i++) {
        bool token = json_array_size(tokens) == (size_t)result->items;
        json_array_append_new(items,
                              token ? json_incref(json_array_get(tokens, (size_t)i)) : json_sprintf("%d", i + 1));
    }
    json_decref(tokens);
    return items;
}

static void put_sweep(json_t *value, const PatchOptions *options, const PatchResult *result)
{
    int T = result->compared.before->target_count;
    json_t *changes = json_array(), *answers = string_list_value(result->answers, result->items);
    for (int i = 0; i < result->items; i++)
        json_array_append_new(changes, number_list_value(result->change + i * T, T));
    json_put(value, "{s:s, s:o, s:o, s:o}", "sweep", sweep_names[options->sweep], "items", items_value(options, result),
             "changes", changes, "answers", answers);
}

static json_t *patch_value(const PatchOptions *options, const PatchResult *result)
{
    json_t *value = what_if_value(&result->compared);
    json_put(value, "{s:s, s:s*, s:o, s:i, s:o, s:o, s:o, s:I}", "name", options->name, "from", options->from, "other",
             result->other != NULL ? translation_value(result->other) : json_null(), "mean_of", result->mean_of, "step",
             options->step > 0 ? json_integer(options->step) : json_null(), "at",
             options->at > 0 ? json_integer(options->at) : json_null(), "unit",
             options->unit > 0 ? json_integer(options->unit) : json_null(), "replaced",
             (json_int_t)result->replaced);
    if (options->sweep != SWEEP_NONE)
        put_sweep(value, options, result);
    return value;
}

static bool run_patch(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    PatchOptions options = *(const PatchOptions *)arguments->options;
    PatchResult found;
    Arguments rest;
    char *name = look_subject(arguments, &rest);
    bool right =
        name[0] != '\0' ||
        error_set(
            error, ERROR_USAGE,
            TEXT("say which value: 'patch encoder.forward.state step=2 from=\"...\"'; 'trace' lists the names",
                 "어느 값인지 쓰십시오. 예: 'patch encoder.forward.state step=2 from=\"...\"'. 이름은 'trace'로 볼 수 있습니다"));
    options.name = name;
    Request other = {.text = options.from}; /* or a number of one */
    right = right && sentences_find(repl_sentences(repl), &other, error);
    options.from = other.text;
    right = right && look_request(repl, &rest, &options.request, error) &&
        lab_patch(repl_lab(repl), &options, &found, error);
    if (right) {
        result->value = patch_value(&options, &found);
        patch_result_free(&found);
    }
    free(name);
    return right;
}

/* ---- pictures ---- */

/* "encoder.forward.state, step 2, unit 5, from "..." (step 3)" */
static void show_what(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    const json_t *other = json_object_get(value, "other");
    int mean_of = json_whole(value, "mean_of");
    buffer_add(&text, json_text(value, "name"));
    if (json_is_integer(json_object_get(value, "step")))
        buffer_format(&text, TEXT(", step %d", ", %d단계"), (int)json_double(value, "step"));
    if (json_is_integer(json_object_get(value, "unit")))
        buffer_format(&text, TEXT(", unit %d", ", %d번 유닛"), (int)json_double(value, "unit"));
    if (json_is_object(other) && json_is_integer(json_object_get(value, "at")))
        buffer_format(&text, TEXT(": from \"%s\", its step %d", ": '%s'의 %d단계에서 가져옴"), json_text(other, "source"),
                      (int)json_double(value, "at"));
    else if (json_is_object(other))
        buffer_format(&text, TEXT(": from \"%s\"", ": '%s'에서 가져옴"), json_text(other, "source"));
    else if (mean_of > 0)
        buffer_format(&text,
                      TEXT(mean_of == 1 ? ": its value in %d sentence of the validation set"
                                        : ": the mean over %d sentences of the validation set",
                           ": 검증 데이터 문장 %d개의 평균"),
                      mean_of);
    else
        buffer_add(&text, " = 0");
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Patched", "바꾸어 넣은 값"));
    canvas_prose(canvas, STYLE_PLAIN, 2, buffer_text(&text));
    if (json_is_object(other))
        prose_format(canvas, STYLE_DIM, 2, TEXT("whose answer is: %s", "그 문장의 답: %s"), json_text(other, "answer"));
    buffer_free(&text);
}

static float largest_change(const json_t *row)
{
    float largest = 0;
    for (size_t i = 0; i < json_array_size(row); i++)
        largest = fmaxf(largest, (float)fabs(json_number_value(json_array_get(row, i))));
    return largest;
}

static size_t largest_item(const json_t *changes)
{
    size_t best = 0;
    for (size_t i = 1; i < json_array_size(changes); i++)
        if (largest_change(json_array_get(changes, i)) > largest_change(json_array_get(changes, best)))
            best = i;
    return best;
}

/* "step 3 (도서관에)", "unit 5", "head 2". */
static void add_item(const json_t *value, size_t item, Buffer *out)
{
    const char *sweep = json_text(value, "sweep"), *name = json_text_at(json_object_get(value, "items"), item);
    int number = (int)item + 1;
    if (strcmp(sweep, "units") == 0)
        buffer_format(out, TEXT("unit %d", "%d번 유닛"), number);
    else if (strcmp(sweep, "heads") == 0)
        buffer_format(out, TEXT("head %d", "%d번 헤드"), number);
    else
        buffer_format(out, TEXT("step %d (%s)", "%d단계(%s)"), number, name);
}

/* Which of them matters most, and how many change the answer. */
static void say_sweep(const json_t *value, Canvas *canvas)
{
    const json_t *changes = json_object_get(value, "changes"), *answers = json_object_get(value, "answers");
    const char *before = json_text(json_object_get(value, "before"), "answer");
    size_t best = largest_item(changes), count = json_array_size(changes), changed = 0;
    Buffer item = {0};
    for (size_t i = 0; i < count; i++)
        changed += strcmp(json_text_at(answers, i), before) != 0;
    add_item(value, best, &item);
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("Patched one at a time, %1$zu of %2$zu change the answer. The largest effect: %3$s, where a probability changes "
             "by %4$.2f.",
             "하나씩 바꾸어 넣으면 %2$zu개 가운데 %1$zu개에서 답이 달라집니다. 효과가 가장 큰 것은 %3$s이며, 확률 하나가 %4$.2f만큼 "
             "바뀝니다."),
        changed, count, buffer_text(&item), (double)largest_change(json_array_get(changes, best)));
    buffer_free(&item);
}

/* A row each; units are many, and lie close together as columns. */
static void show_sweep(const json_t *value, Canvas *canvas)
{
    const json_t *changes = json_object_get(value, "changes");
    int items, tokens;
    const char **item_labels = labels_of(json_object_get(value, "items"), canvas, &items);
    const char **token_labels =
        labels_of(json_object_get(json_object_get(value, "before"), "target_tokens"), canvas, &tokens);
    bool turned = strcmp(json_text(value, "sweep"), "units") == 0;
    float *numbers = numbers_of(changes, items, tokens),
          *values = memory_new((size_t)items * (size_t)tokens + 1, sizeof *values);
    for (int i = 0; i < items; i++)
        for (int t = 0; t < tokens; t++)
            values[turned ? t * items + i : i * tokens + t] = fabsf(numbers[i * tokens + t]);
    Heatmap map = {.title = TEXT("How much the probability of each token of the answer changes",
                                 "답의 토큰마다 확률이 바뀌는 정도"),
                   .rows = turned ? tokens : items,
                   .columns = turned ? items : tokens,
                   .row_labels = turned ? token_labels : item_labels,
                   .column_labels = turned ? NULL : token_labels,
                   .columns_of_target = true,
                   .values = values};
    if (turned)
        map.high = fmaxf(largest_change(json_array_get(changes, largest_item(changes))), 0.01f);
    canvas_blank(canvas);
    heatmap_draw(canvas, &map);
    say_sweep(value, canvas);
    free(numbers);
    free(values);
    free(item_labels);
    free(token_labels);
}

static void show_patch(const json_t *value, Canvas *canvas)
{
    show_before_and_now(value, canvas);
    show_what(value, canvas);
    if (json_object_get(value, "sweep") != NULL) {
        show_sweep(value, canvas);
        return;
    }
    show_answer_before(value, canvas);
    show_whether_changed(value, canvas);
}

static const Command patch_command = {
    .name = "patch",
    .usage = {"patch NAME from=\"...\" [step=2] [WORDS...]", "patch 이름 from=\"...\" [step=2] [문장]"},
    .summary = {"put a value of another sentence into this one", "다른 문장의 값을 이 문장의 계산에 넣습니다"},
    .options = &patch_options,
    .words_wanted = true,
    .word_means = MEANS_TRACE,
    .run = run_patch,
    .show = show_patch,
};

const Command *const patch_family[] = {&patch_command, NULL};
