/* resume.c: a lesson that goes on in a new session: what is put back, and what the learner is reminded of.
 *
 * Memory, place and models are in files (progress.c, models.c). Data and interventions are made again by the
 * commands that made them, which the log has. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "lesson/lessons_internal.h"
#include "lesson/log.h"
#include "lesson/progress.h"

enum { RECAP_MOST = 4 };

/* words NULL: any. */
static bool is_row(const json_t *row, const char *name, const char *words)
{
    const char *its = json_string_value(json_object_get(row, "words"));
    return log_is_command(row) && strcmp(json_string_value(json_object_get(row, "name")), name) == 0 &&
        (words == NULL || (its != NULL && strcmp(its, words) == 0));
}

/* Runs the row's command again; its value is the caller's. NULL where it failed: the lesson's step says what is
 * missing. */
static json_t *run_again(Lessons *lessons, const json_t *row)
{
    GivenOption given[OPTIONS_MOST];
    LogOption option;
    Error error = {0};
    int count = 0;
    for (size_t i = 0; log_option(row, i, &option) && count < OPTIONS_MOST; i++)
        given[count++] = (GivenOption){option.name, {.type = GIVEN_TEXT, .text = option.value}};
    return repl_call(lessons->repl, json_string_value(json_object_get(row, "name")),
                     json_string_value(json_object_get(row, "words")), given, count, &error);
}

static void restore_data(Lessons *lessons, const json_t *log)
{
    size_t i = json_array_size(log);
    while (i > 0 && !is_row(json_array_get(log, i - 1), "data", NULL))
        i--;
    if (i == 0)
        return;
    const json_t *row = json_array_get(log, i - 1);
    json_t *now =
        lab_dataset(repl_lab(lessons->repl)) != NULL ? repl_call(lessons->repl, "data", "", NULL, 0, NULL) : NULL;
    json_t *signature = log_data_signature(now);
    if (!json_equal(signature, json_object_get(row, "found"))) {
        json_decref(now);
        json_decref(signature);
        now = run_again(lessons, row);
        signature = log_data_signature(now);
    }
    json_decref(lessons->data_now);
    lessons->data_now = signature;
    json_decref(now);
}

static void restore_forced(Lessons *lessons, const json_t *log)
{
    Lab *lab = repl_lab(lessons->repl);
    if (lab_interventions(lab)->count > 0 || *lab_prefix(lab) != '\0')
        return;
    size_t begin = 0;
    for (size_t i = 0; i < json_array_size(log); i++)
        if (is_row(json_array_get(log, i), "force", "clear"))
            begin = i + 1;
    for (size_t i = begin; i < json_array_size(log); i++)
        if (is_row(json_array_get(log, i), "force", NULL))
            json_decref(run_again(lessons, json_array_get(log, i)));
}

void lessons_restore(Lessons *lessons)
{
    const json_t *log = json_object_get(lessons->entry, "log");
    lessons->inside = lessons->restoring = true;
    restore_data(lessons, log);
    restore_forced(lessons, log);
    lessons->inside = lessons->restoring = false;
}

/* ---- the reminder ---- */

/* "`train steps=600`: loss 0.8, steps 600", "Your answer: 20"; nothing for what the lesson did, or what found no
 * figure. */
static void add_row_words(const Lesson *lesson, const json_t *row, Buffer *out)
{
    Buffer figures = {0};
    if (json_object_get(row, "answer") != NULL) {
        buffer_add(out, TEXT("Your answer: ", "내 답: "));
        lesson_add_answer(lesson, row, out);
    }
    if (log_is_command(row) && !json_is_true(json_object_get(row, "own")))
        log_add_figures(row, &figures);
    if (figures.length > 0) {
        buffer_add(out, "`");
        log_add_line(row, out);
        buffer_format(out, "`: %s", buffer_text(&figures));
    }
    buffer_free(&figures);
}

json_t *lessons_recap(const Lessons *lessons)
{
    const json_t *log = json_object_get(lessons->entry, "log");
    json_t *list = json_array();
    for (size_t i = json_array_size(log); i > 0 && json_array_size(list) < RECAP_MOST; i--) {
        Buffer text = {0};
        add_row_words(lessons->active, json_array_get(log, i - 1), &text);
        /* A command that ran twice, with something forced in between, may have found the same both times. */
        if (text.length > 0 && progress_place(list, buffer_text(&text)) == json_array_size(list))
            json_array_insert_new(list, 0, json_string(buffer_text(&text)));
        buffer_free(&text);
    }
    return list;
}
