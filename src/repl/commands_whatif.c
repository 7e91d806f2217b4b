/* commands_whatif.c: `force` and `whatif`: numbers of a computation replaced, and what follows from that. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/results.h"
#include "repl/whatif_value.h"

enum { ROW_MOST = 4096, VALUE_MOST = 1000000 };

/* ---- force ---- */

typedef struct ForceOptions {
    double value; /* NaN: not given */
    const char *values;
    int look, step, unit;
} ForceOptions;
static const Option force_rows[] = {
    {"value", OPTION_NUMBER, OPTION_AT(ForceOptions, value), .absent = NAN, .least = -VALUE_MOST, .most = VALUE_MOST,
     .help = {"The new value.", "숫자를 대신할 값."}},
    {"values", OPTION_TEXT, OPTION_AT(ForceOptions, values),
     .help = {"The whole row, separated by commas.", "행 전체의 값(쉼표로 구분)."}},
    {"look", OPTION_WHOLE, OPTION_AT(ForceOptions, look), .least = 1, .most = 500, .aliases = "column",
     .wanted = {"the number of a source token, 1 for the first ('attend numbers=yes' shows them)",
                "소스 토큰의 번호(첫 토큰은 1, 'attend numbers=yes'로 볼 수 있음)"},
     .help = {"1 at this position of the row, 0 at all others; column= is the same.",
              "행의 이 자리만 1, 나머지는 0. column=으로 써도 됩니다."}},
    {"step", OPTION_WHOLE, OPTION_AT(ForceOptions, step), .least = 1, .most = 1000, .otherwise = {"all", "모든 단계"},
     .help = {"Only at this step.", "이 단계에서만."}},
    {"unit", OPTION_WHOLE, OPTION_AT(ForceOptions, unit), .least = 1, .most = 1 << 20, .otherwise = {"all", "모두"},
     .help = {"Only this number of the row.", "행의 이 숫자만."}},
    {0},
};
static const Options force_options = {force_rows, .size = sizeof(ForceOptions)};

/* "0.5,0.5,0" into a new list; NULL with a message. */
static double *read_row(const char *text, int *count, Error *error)
{
    double *row = memory_new(ROW_MOST, sizeof *row);
    *count = 0;
    for (const char *rest = text; *count < ROW_MOST; rest++) {
        char *end;
        row[*count] = strtod(rest, &end);
        if (end == rest || !(fabs(row[*count]) <= VALUE_MOST) || (*end != ',' && *end != '\0'))
            break;
        ++*count;
        if (*end == '\0')
            return row;
        rest = end;
    }
    free(row);
    error_set(error, ERROR_USAGE, TEXT("values=%.80s: write numbers from -1e6 to 1e6 with commas between, such as values=0.5,0.5,0",
                                       "values=%.80s: -1e6에서 1e6까지의 숫자를 values=0.5,0.5,0처럼 쉼표로 이어 쓰십시오"), text);
    return NULL;
}

static bool add_forced(Lab *lab, const Arguments *arguments, Error *error)
{
    const ForceOptions *options = arguments->options;
    Intervention one = {
        .step = options->step - 1, .place = options->unit - 1, .value = isnan(options->value) ? 0 : options->value};
    const char *name = arguments->words, *values = options->values;
    int given = !isnan(options->value) + (values != NULL) + (options->look > 0);
    if (given != 1)
        return error_set(error, ERROR_USAGE,
                         TEXT("say what %s becomes with one of value=0, values=0.5,0.5,0 and look=2",
                              "%s: 무엇으로 바꿀지 value=0, values=0.5,0.5,0, look=2 가운데 하나로 지정하십시오"),
                         name);
    if (!trace_parse(name, &one.pattern))
        return error_set(error, ERROR_USAGE,
                         TEXT("'%s' is not the name of a value: 'trace' lists the names", "'%s': 그런 이름의 값은 없습니다. 'trace'로 이름을 볼 수 있습니다"),
                         name);
    if (options->look > 0) {
        one.alone = true;
        one.place = options->look - 1;
        one.value = 1;
    }
    if (values != NULL && (one.row = read_row(values, &one.count, error)) == NULL)
        return false;
    interventions_add(lab_interventions(lab), &one);
    free(one.row);
    return true;
}

static json_t *forced_value(const Intervention *one)
{
    char name[TRACE_NAME];
    json_t *value = json_pack("{s:s}", "name", trace_pattern_text(&one->pattern, name));
    if (one->step >= 0)
        json_object_set_new(value, "step", json_integer(one->step + 1));
    if (one->row != NULL) {
        json_object_set_new(value, "values", number_list_value(one->row, one->count));
    } else if (one->alone) {
        json_object_set_new(value, "look", json_integer(one->place + 1));
    } else {
        if (one->place >= 0)
            json_object_set_new(value, "unit", json_integer(one->place + 1));
        json_object_set_new(value, "value", json_finite(one->value));
    }
    return value;
}

static void put_forced(json_t *value, Lab *lab)
{
    const Interventions *interventions = lab_interventions(lab);
    json_t *list = json_array();
    for (int i = 0; i < interventions->count; i++)
        json_array_append_new(list, forced_value(&interventions->list[i]));
    json_object_set_new(value, "forced", list);
    if (lab_prefix(lab)[0] != '\0')
        json_object_set_new(value, "prefix", json_string(lab_prefix(lab)));
}

static bool force_prefix(Lab *lab, const char *words, const Arguments *arguments, Error *error)
{
    if (words[0] == '\0' || arguments->given != 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("say with which words the answer begins: 'force prefix I go'",
                              "답을 시작할 단어를 쓰십시오. 예: 'force prefix I go'"));
    lab_force_prefix(lab, words);
    return true;
}

static bool force(Lab *lab, const Arguments *arguments, Error *error)
{
    const char *words = arguments->words;
    if (strcmp(words, "undo") == 0)
        return lab_force_undo(lab) ||
            error_set(error, ERROR_USAGE, TEXT("there is nothing to undo", "되돌릴 것이 없습니다"));
    static const char *const nothing[] = {"clear", "none", "nothing", "off", "reset"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        if (strcmp(words, nothing[i]) != 0)
            continue;
        lab_force_clear(lab);
        return true;
    }
    if (strncmp(words, "prefix", 6) == 0 && (words[6] == '\0' || words[6] == ' '))
        return force_prefix(lab, words + strspn(words + 6, " ") + 6, arguments, error);
    if (words[0] == '\0')
        return arguments->given == 0 ||
               error_set(error, ERROR_USAGE, TEXT("say what: 'force z value=0'", "무엇을 바꿀지 함께 쓰십시오. 예: 'force z value=0'"));
    return add_forced(lab, arguments, error);
}

static bool run_force(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    if (!force(repl_lab(repl), arguments, error))
        return false;
    result->value = json_object();
    put_forced(result->value, repl_lab(repl));
    return true;
}

/* "at step 2, ": where and what, as a person would say it. */
static void say_forced(const json_t *one, Buffer *text)
{
    const json_t *look = json_object_get(one, "look"), *values = json_object_get(one, "values");
    int count = (int)json_array_size(values);
    buffer_add(text, json_text(one, "name"));
    if (json_object_get(one, "unit") != NULL)
        buffer_format(text, TEXT(", unit %d", ", %d번 유닛"), (int)json_double(one, "unit"));
    if (json_object_get(one, "step") != NULL)
        buffer_format(text, TEXT(", step %d", ", %d단계"), (int)json_double(one, "step"));
    if (look != NULL)
        buffer_format(text, TEXT(": all on place %d", ": 모두 %d번 자리에"), (int)json_integer_value(look));
    else if (values != NULL)
        buffer_format(text, TEXT(count == 1 ? ": a row of %d number" : ": a row of %d numbers", ": 숫자 %d개의 행"),
                      count);
    else
        buffer_format(text, " = %g", json_double(one, "value"));
}

static void show_forced(const json_t *value, Canvas *canvas)
{
    const json_t *list = json_object_get(value, "forced"), *one;
    size_t i;
    json_array_foreach(list, i, one) {
        Buffer text = {0};
        buffer_format(&text, "%zu. ", i + 1);
        say_forced(one, &text);
        prose_take(canvas, STYLE_PLAIN, 2, &text);
    }
    if (json_text(value, "prefix")[0] != '\0')
        prose_format(canvas, STYLE_PLAIN, 2, TEXT("The answer begins with: %s", "답의 시작: %s"),
                     json_text(value, "prefix"));
}

static void show_force(const json_t *value, Canvas *canvas)
{
    if (json_array_size(json_object_get(value, "forced")) == 0 && json_text(value, "prefix")[0] == '\0') {
        canvas_marked(canvas, 0, TEXT("Nothing is forced. `force NAME value=0` holds a value at 0; `trace` lists the names.",
                                      "고정한 값이 없습니다. `force 이름 value=0`은 값을 0으로 고정합니다. 이름은 `trace`로 봅니다."));
        return;
    }
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Forced", "고정한 값"));
    show_forced(value, canvas);
    canvas_marked(canvas, 0, TEXT("`whatif SENTENCE` shows the effect; `force undo` removes the last one.",
                                  "`whatif 문장`으로 결과를 보고, `force undo`로 마지막 것을 되돌립니다."));
}

/* ---- whatif ---- */

static bool run_whatif(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lab *lab = repl_lab(repl);
    if (lab_interventions(lab)->count == 0 && lab_prefix(lab)[0] == '\0')
        return error_set(error, ERROR_USAGE,
                         TEXT("nothing is forced yet: say first what, such as 'force z value=0' or 'force attention "
                              "step=1 look=2'",
                              "바꾼 값이 없습니다. 'force z value=0'이나 'force attention step=1 look=2'처럼 먼저 값을 "
                              "바꾸십시오"));
    WhatIf found;
    Request request;
    if (!look_request(repl, arguments, &request, error) || !lab_what_if(lab, &request, &found, error))
        return false;
    result->value = what_if_value(&found);
    put_forced(result->value, lab);
    /* Those that replaced nothing: a name that this model does not have, a step that was not reached. */
    const Interventions *interventions = lab_interventions(lab);
    json_t *list = json_array();
    for (int i = 0; i < interventions->count; i++)
        if (interventions->list[i].applied == 0)
            json_array_append_new(list, json_integer(i + 1));
    json_object_set_new(result->value, "without_effect", list);
    if (found.prefix_unknown > 0)
        json_object_set_new(result->value, "prefix_unknown", json_integer(found.prefix_unknown));
    if (found.prefix_unused)
        json_object_set_new(result->value, "prefix_unused", json_true());
    what_if_free(&found);
    return true;
}

static void warn_idle(const json_t *value, Canvas *canvas)
{
    const json_t *list = json_object_get(value, "without_effect"), *one;
    size_t i;
    json_array_foreach(list, i, one)
        prose_format(canvas, STYLE_WARNING, 2,
                     TEXT("Number %d had no effect: this model has no such value, or no such place in it. 'trace' lists "
                          "the names.",
                          "%d번은 효과가 없었습니다. 이 모델에는 그런 값이나 그런 자리가 없습니다. 'trace'로 이름을 볼 수 있습니다."),
                     (int)json_integer_value(one));
    if (json_object_get(value, "prefix_unknown") != NULL)
        prose_format(canvas, STYLE_WARNING, 2,
                     TEXT("Forced words that are not in the model's vocabulary, read as <UNK>: %d.",
                          "정해 준 단어 가운데 모델의 어휘에 없어 <UNK>로 읽은 것: %d개."),
                     json_whole(value, "prefix_unknown"));
    if (json_is_true(json_object_get(value, "prefix_unused")))
        canvas_prose(canvas, STYLE_WARNING, 2,
                     TEXT("This model fills in hidden words: its answer has no beginning to force.",
                          "이 모델은 가려진 단어를 채우므로, 답의 시작을 정할 수 없습니다."));
}

static void show_answers(const json_t *value, Canvas *canvas)
{
    if (json_is_true(json_object_get(value, "changed")))
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("The answer before has a log-probability of %.2f nats, the one now %.2f nats, with its forced "
                          "words.",
                          "로그 확률은 원래 답이 %.2f nat, 정해 준 단어를 포함한 지금 답이 %.2f nat입니다."),
                     json_double(json_object_get(value, "before"), "log_probability"),
                     json_double(json_object_get(value, "after"), "log_probability"));
}

static void show_whatif(const json_t *value, Canvas *canvas)
{
    show_before_and_now(value, canvas);
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Forced", "고정한 값"));
    show_forced(value, canvas);
    warn_idle(value, canvas);
    /* A beginning alone changes no number that the answer before goes through. */
    if (json_array_size(json_object_get(value, "forced")) > 0)
        show_answer_before(value, canvas);
    if (json_text(value, "prefix")[0] != '\0')
        show_answers(value, canvas);
    show_whether_changed(value, canvas);
}

/* ---- the table ---- */

static const Command force_command = {
    .name = "force",
    .usage = {"force NAME value=0 | force prefix WORDS | force undo | force clear",
              "force 이름 value=0 | force prefix 단어 | force undo | force clear"},
    .summary = {"replace numbers inside the model, for whatif", "모델 안의 값을 바꿉니다(whatif에서 씀)"},
    .options = &force_options,
    .word_means = MEANS_TRACE,
    .word_choices = "prefix|undo|clear|attention|weights|scores|z|r",
    .words_wanted = true,
    .run = run_force,
    .show = show_force,
};

static const Command whatif_command = {
    .name = "whatif",
    .usage = {"whatif WORDS...", "whatif 문장"},
    .summary = {"translate with what is forced, and compare", "바꾼 값으로 번역해 원래와 비교합니다"},
    .options = &look_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_whatif,
    .show = show_whatif,
};

const Command *const whatif_family[] = {&force_command, &whatif_command, NULL};
