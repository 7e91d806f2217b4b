/* list.c: all lessons: which there are, what is done of them, what is wrong with their files. */
#include "lesson/lessons_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "lesson/claims.h"
#include "lesson/folders.h"
#include "lesson/limits.h"
#include "lesson/progress.h"
#include "repl/results.h"

void lessons_time_limit(const Lessons *lessons)
{
    host_time_limit(lessons->host, lessons->active != NULL && lessons->active->folder.own ? LESSON_SECONDS : 0);
}

Lesson *lessons_read(Lessons *lessons, LessonFolder folder, Buffer *faults)
{
    lessons->reading = true;
    host_time_limit(lessons->host, folder.own ? READING_SECONDS : 0);
    Lesson *lesson = lesson_read(lessons->host, folder, faults);
    lessons_time_limit(lessons);
    lessons->reading = false;
    return lesson;
}

static void unknown_claim(Lessons *lessons, Ledger ledger, const char *name, Error *error)
{
    NameList all = claims_names(lessons->repl, ledger);
    const char *nearest = nearest_name(name, (const char *const *)all.names, (size_t)all.count);
    const char *what = ledger == LEDGER_CLAIMS ? TEXT("claim", "주장은") : TEXT("published experiment", "실험은");
    error_set(error, ERROR_USAGE,
              nearest != NULL ? TEXT("there is no %2$s '%1$.40s': did you mean '%3$s'?", "'%.40s' %s 없습니다. 혹시 '%s'입니까?")
                              : TEXT("there is no %2$s '%1$.40s': '%3$s' lists them",
                                     "'%.40s' %s 없습니다. '%s'를 입력하면 목록이 나옵니다"),
              name, what, nearest != NULL ? nearest : ledger == LEDGER_CLAIMS ? "claims" : "reproduce");
    name_list_free(&all);
}

Claim *lessons_claim(Lessons *lessons, Ledger ledger, const char *name, Error *error)
{
    Buffer faults = {0};
    lessons->reading = true;
    Claim *claim = claim_read(lessons->host, ledger, name, &faults);
    lessons->reading = false;
    lessons_time_limit(lessons);
    if (faults.length > 0)
        error_set(error, ERROR_DATA, "%s", buffer_text(&faults));
    else if (claim == NULL)
        unknown_claim(lessons, ledger, name, error);
    buffer_free(&faults);
    return claim;
}

Lesson *lessons_find(Lessons *lessons, const char *name, Error *error)
{
    LessonFolder folder;
    Buffer faults = {0};
    if (!lesson_folder(lessons->repl, name, &folder, error))
        return NULL;
    Lesson *lesson = lessons_read(lessons, folder, &faults);
    if (lesson == NULL)
        error_set(error, ERROR_DATA, "%s", buffer_text(&faults));
    buffer_free(&faults);
    return lesson;
}

/* How far the learner is, into the lesson's row. */
static void add_progress(Lessons *lessons, const Lesson *lesson, json_t *row)
{
    json_t *entry = progress_of(lessons->repl, lesson->folder.key);
    int index = lesson_step_index(lesson, json_string_value(json_object_get(entry, "step")));
    json_object_set_new(row, "finished", json_boolean(json_is_true(json_object_get(entry, "finished"))));
    json_object_set_new(row, "active", json_boolean(lesson_is_open(lessons, lesson)));
    if (index >= 0)
        json_object_set_new(row, "step", json_integer(index + 1));
    json_object_set_new(row, "skipped", json_integer((json_int_t)json_array_size(json_object_get(entry, "skipped"))));
    json_decref(entry);
}

/* The folder is taken over. */
static json_t *lesson_row(Lessons *lessons, LessonFolder *folder)
{
    Buffer faults = {0};
    json_t *row = json_pack("{s:s, s:s, s:b}", "name", folder->name, "word", folder->word, "own", folder->own);
    if (!folder->own)
        json_object_set_new(row, "number", json_integer(lesson_number(folder->name)));
    if (folder->fault != NULL) {
        json_object_set_new(row, "broken", json_string(folder->fault));
        return row;
    }
    Lesson *lesson = lessons_read(lessons, *folder, &faults);
    *folder = (LessonFolder){0};
    if (lesson != NULL) {
        json_object_set_new(row, "title", json_string(lesson_title(lesson)));
        json_object_set_new(row, "minutes", json_integer(lesson_minutes(lesson)));
        json_object_set_new(row, "steps", json_integer(lesson->step_count));
        add_progress(lessons, lesson, row);
    } else {
        json_object_set_new(row, "broken", json_string(buffer_text(&faults)));
    }
    lesson_close(lessons->host, lesson);
    buffer_free(&faults);
    return row;
}

/* The row to go on with: what follows the lesson that was finished just now, else the last lesson that was begun,
 * else the first that is not finished; NULL: all are. */
static const json_t *row_to_open(const json_t *list, const char *finished)
{
    const json_t *begun = NULL, *fresh = NULL, *before = NULL;
    for (size_t i = 0; i < json_array_size(list); before = json_array_get(list, i++)) {
        const json_t *row = json_array_get(list, i);
        if (!json_is_false(json_object_get(row, "finished")))
            continue;
        if (finished != NULL && strcmp(json_text(before, "word"), finished) == 0)
            return row;
        if (json_object_get(row, "step") != NULL)
            begun = row;
        else if (fresh == NULL)
            fresh = row;
    }
    return begun != NULL ? begun : fresh;
}

void lessons_enter_opens(Lessons *lessons, const char *word)
{
    lessons_list_over(lessons);
    lessons->listed = text_format("lesson %s", word);
}

void lessons_list_over(Lessons *lessons)
{
    free(lessons->listed);
    lessons->listed = NULL;
}

json_t *lessons_list(Lessons *lessons)
{
    Folders folders = folders_open(lessons->repl);
    json_t *list = json_array();
    for (int i = 0; i < folders.count; i++)
        json_array_append_new(list, lesson_row(lessons, &folders.list[i]));
    folders_close(&folders);
    json_t *value = json_pack("{s:o}", "lessons", list);
    const json_t *next = lessons->active == NULL ? row_to_open(list, lessons->finished) : NULL;
    lessons_list_over(lessons);
    if (next != NULL) {
        lessons_enter_opens(lessons, json_string_value(json_object_get(next, "word")));
        json_object_set(value, "enter", json_object_get(next, "word"));
    }
    return value;
}

void lessons_names(void *argument, TextMeaning meaning, CompletionAdd *add, void *context)
{
    Lessons *lessons = argument;
    if (meaning == MEANS_CLAIM || meaning == MEANS_EXPERIMENT) {
        NameList names = claims_names(lessons->repl, meaning == MEANS_CLAIM ? LEDGER_CLAIMS : LEDGER_PUBLISHED);
        for (int i = 0; i < names.count; i++)
            add(context, names.names[i]);
        name_list_free(&names);
        return;
    }
    Folders folders = folders_open(lessons->repl);
    for (int i = 0; i < folders.count; i++) {
        const LessonFolder *folder = &folders.list[i];
        add(context, folder->word);
        if (!folder->own && strchr(folder->name, '-') != NULL)
            add(context, strchr(folder->name, '-') + 1);
    }
    folders_close(&folders);
}

/* ---- what is wrong with them ---- */

/* The folder is taken over. */
static void check_one(Lessons *lessons, LessonFolder *folder, Buffer *faults)
{
    if (folder->fault != NULL) {
        buffer_format(faults, "%s%s: %s", faults->length > 0 ? "\n" : "", folder->path, folder->fault);
        return;
    }
    lesson_close(lessons->host, lessons_read(lessons, *folder, faults));
    *folder = (LessonFolder){0};
}

void lessons_show_faults(Lessons *lessons, const Buffer *faults, Error *error)
{
    int count = 1;
    for (size_t i = 0; i < faults->length; i++)
        count += faults->text[i] == '\n';
    repl_print(lessons->repl, buffer_text(faults));
    error_set(error, ERROR_DATA, TEXT("faults: %d", "오류 %d개"), count);
}

json_t *lessons_check(Lessons *lessons, const char *name, Error *error)
{
    Buffer faults = {0};
    LessonFolder folder;
    int checked = 1;
    if (*name == '\0') {
        Folders folders = folders_open(lessons->repl);
        checked = folders.count;
        for (int i = 0; i < checked; i++)
            check_one(lessons, &folders.list[i], &faults);
        folders_close(&folders);
    } else if (lesson_folder(lessons->repl, name, &folder, error))
        check_one(lessons, &folder, &faults);
    else
        return NULL;
    bool right = faults.length == 0;
    if (!right)
        lessons_show_faults(lessons, &faults, error);
    buffer_free(&faults);
    return right ? json_pack("{s:i}", "checked", checked) : NULL;
}
