/* log.c: what a learner did in a lesson, and what came of it. */
#include "lesson/log.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/progress.h"
#include "lesson/text.h"
#include "repl/results.h"

enum { ROWS_MOST = 400, TEXT_MOST = 200 };

/* ---- what is noted of a result ---- */

/* A number or a text in a command's result, by its path there, and how people call it. */
typedef struct Figure {
    const char *path;
    Sentence name;
    bool share; /* 0 to 1 */
} Figure;

static const Figure figures[] = {
    {"answer", {"answer", "답"}, false},
    {"parameters", {"parameters", "매개변수"}, false},
    {"total_steps", {"steps", "훈련 단계"}, false},
    {"loss", {"loss", "손실"}, false},
    {"validation_loss", {"validation loss", "검증 손실"}, false},
    {"exact_match", {"exact match", "완전 일치율"}, true},
    {"token_accuracy", {"token accuracy", "토큰 정확도"}, true},
    {"alignment", {"alignment", "정렬 일치율"}, true},
    {"perplexity", {"perplexity", "퍼플렉시티"}, false},
    {"before.answer", {"answer before", "개입 전의 답"}, false},
    {"after.answer", {"answer after", "개입 후의 답"}, false},
    {"models.1.accuracy.exact_match", {"exact match of the first", "첫째 모델의 완전 일치율"}, true},
    {"models.1.accuracy.token_accuracy", {"token accuracy of the first", "첫째 모델의 토큰 정확도"}, true},
    {"models.2.accuracy.exact_match", {"exact match of the second", "둘째 모델의 완전 일치율"}, true},
    {"models.2.accuracy.token_accuracy", {"token accuracy of the second", "둘째 모델의 토큰 정확도"}, true},
    {"gradient_norm", {"gradient norm", "그래디언트 노름"}, false},
    {"left_out_rank", {"rank correlation with leaving out", "빼 보기와의 순위 상관"}, false},
    {"gradient_rank", {"rank correlation with the gradient", "그래디언트와의 순위 상관"}, false},
};
enum { FIGURES = sizeof figures / sizeof figures[0] };

/* What a path leads to in a value; a number in it is a place in a list, from 1. */
static const json_t *value_at(const json_t *value, const char *path)
{
    while (value != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        char *name = memory_text(path, length);
        value = json_is_array(value) ? json_array_get(value, (size_t)atoi(name) - 1) : json_object_get(value, name);
        free(name);
        path += length + (path[length] == '.');
    }
    return value;
}

static bool is_figure(const json_t *value)
{
    return json_is_number(value) || (json_is_string(value) && json_string_length(value) <= TEXT_MOST);
}

/* The rows by length: each with its length, so that a reader need not count. */
static void add_lengths(const json_t *found, json_t *list)
{
    static const char *const names[] = {"exact_match", "token_accuracy"};
    const json_t *rows = json_object_get(found, "by_length");
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i), *lengths = json_object_get(row, "lengths");
        int least = (int)json_integer_value(json_array_get(lengths, 0)),
            most = (int)json_integer_value(json_array_get(lengths, 1));
        for (int k = 0; k < 2; k++)
            if (is_figure(json_object_get(row, names[k])))
                json_array_append_new(list, json_pack("{s:o, s:O, s:o}", "path",
                                                      json_sprintf("by_length.%zu.%s", i + 1, names[k]), "value",
                                                      json_object_get(row, names[k]), "length",
                                                      json_sprintf(least == most ? "%d" : "%d-%d", least, most)));
    }
}

static json_t *figures_of(const json_t *found)
{
    json_t *list = json_array();
    for (int i = 0; i < FIGURES; i++) {
        const json_t *value = value_at(found, figures[i].path);
        if (is_figure(value))
            json_array_append_new(list, json_pack("{s:s, s:O}", "path", figures[i].path, "value", value));
    }
    add_lengths(found, list);
    return list;
}

/* ---- writing ---- */

json_t *log_data_signature(const json_t *found)
{
    static const char *const keys[] = {"name",          "lengths",      "source_vocabulary", "target_vocabulary",
                                       "source_tokens", "target_tokens"};
    json_t *signature = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        json_object_set(signature, keys[i], json_object_get(found, keys[i]));
    return signature;
}

static void add_row(json_t *entry, json_t *row)
{
    json_t *rows = progress_list(entry, "log");
    if (json_array_size(rows) < ROWS_MOST)
        json_array_append_new(rows, row);
    else
        json_decref(row);
}

json_t *log_asked(const Arguments *arguments)
{
    OptionList list = options_list(arguments->command->options);
    json_t *options = json_array();
    for (int i = 0; i < list.count; i++) {
        Buffer text = {0};
        if (!(arguments->given >> i & 1))
            continue;
        option_text(&list.at[i], arguments->options, &text);
        json_array_append_new(options, json_pack("[s, s]", list.at[i].option->name, buffer_text(&text)));
        buffer_free(&text);
    }
    return json_pack("{s:s, s:s, s:o}", "name", arguments->command->name, "words", arguments->words, "options", options);
}

static bool is_in(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

bool log_changes(const char *command)
{
    static const char *const names[] = {"data", "model", "train", "open", "force", "checkpoint", "step", "compare"};
    return is_in(command, names, sizeof names / sizeof *names);
}

void log_command(json_t *entry, const char *step, const json_t *asked, bool own, const json_t *found)
{
    static const char *const session[] = {"lesson", "answer",   "next", "help", "lang",  "quit",
                                          "clear",  "glossary", "save", "demo", "bench", "claims", "reproduce"};
    const char *name = json_text(asked, "name");
    bool bare = *json_text(asked, "words") == '\0' && json_array_size(json_object_get(asked, "options")) == 0;
    /* What a learner did is noted unless it is about the session; what the lesson did, if it changed something. */
    if (own ? bare || !log_changes(name) : is_in(name, session, sizeof session / sizeof *session))
        return;
    json_t *row = json_copy((json_t *)asked);
    json_object_set_new(row, "step", json_string(step));
    if (own)
        json_object_set_new(row, "own", json_true());
    json_object_set_new(row, "figures", figures_of(found));
    if (strcmp(name, "data") == 0)
        json_object_set_new(row, "found", log_data_signature(found));
    add_row(entry, row);
}

void log_answer(json_t *entry, const char *step, const json_t *answer)
{
    add_row(entry, json_pack("{s:s, s:O}", "step", step, "answer", answer));
}

void log_passed(json_t *entry, const char *step, const char *feedback)
{
    add_row(entry,
            json_pack("{s:s, s:s}", "step", step, "passed",
                      feedback != NULL && strlen(feedback) <= TEXT_MOST ? feedback : ""));
}

const char *log_last_passed(const json_t *entry, const char *step)
{
    const json_t *log = json_object_get(entry, "log");
    for (size_t i = json_array_size(log); i-- > 0;) {
        const json_t *row = json_array_get(log, i);
        if (strcmp(json_text(row, "step"), step) == 0 && json_object_get(row, "passed") != NULL)
            return json_string_value(json_object_get(row, "passed"));
    }
    return NULL;
}

/* ---- a row in words ---- */

bool log_is_command(const json_t *row)
{
    const char *name = json_text(row, "name");
    return *name != '\0' && strspn(name, "abcdefghijklmnopqrstuvwxyz_") == strlen(name);
}

bool log_option(const json_t *row, size_t index, LogOption *option)
{
    const json_t *pair = json_array_get(json_object_get(row, "options"), index);
    option->name = json_string_value(json_array_get(pair, 0));
    option->value = json_string_value(json_array_get(pair, 1));
    return option->name != NULL && option->value != NULL;
}

void log_add_line(const json_t *row, Buffer *out)
{
    const char *words = json_text(row, "words");
    LogOption option;
    buffer_format(out, "%s%s%s", json_text(row, "name"), *words != '\0' ? " " : "", words);
    for (size_t i = 0; log_option(row, i, &option); i++) {
        const char *quote = strpbrk(option.value, " \t") == NULL ? "" : strchr(option.value, '"') == NULL ? "\"" : "'";
        buffer_format(out, " %s=%s%s%s", option.name, quote, option.value, quote);
    }
}

void log_add_figures(const json_t *row, Buffer *out)
{
    const json_t *list = json_object_get(row, "figures");
    const char *between = "";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *figure = json_array_get(list, i), *value = json_object_get(figure, "value");
        for (int k = 0; k < FIGURES; k++) {
            if (strcmp(figures[k].path, json_text(figure, "path")) != 0)
                continue;
            buffer_format(out, "%s%s ", between, sentence_now(figures[k].name));
            if (figures[k].share)
                buffer_format(out, "%.0f%%", whole_percent(json_number_value(value)));
            else
                lesson_text_value(value, out);
            between = ", ";
        }
    }
}
