/* list.c: all lessons: which there are, what is done of them, what is wrong with their files. */
#include "lesson/lessons_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "lesson/folders.h"
#include "lesson/progress.h"

/* How far the learner is, into the lesson's row. */
static void add_progress(Lessons *lessons, const Lesson *lesson, json_t *row)
{
    json_t *entry = progress_of(lessons->repl, lesson->name);
    const char *step = json_string_value(json_object_get(entry, "step"));
    int index = lesson_step_index(lesson, step);
    bool active = lessons->active != NULL && strcmp(lessons->active->name, lesson->name) == 0;
    json_object_set_new(row, "finished", json_boolean(json_is_true(json_object_get(entry, "finished"))));
    json_object_set_new(row, "active", json_boolean(active));
    if (index >= 0)
        json_object_set_new(row, "step", json_integer(index + 1));
    json_object_set_new(row, "skipped", json_integer((json_int_t)json_array_size(json_object_get(entry, "skipped"))));
    json_decref(entry);
}

static json_t *lesson_row(Lessons *lessons, const Folders *folders, int index)
{
    Error error = {0};
    char *path = folders_path(folders, index);
    Lesson *lesson = lesson_read(lessons->host, path, &error);
    json_t *row = json_pack("{s:i, s:s}", "number", lesson_number(folders->names[index]), "name", folders->names[index]);
    if (lesson != NULL) {
        json_object_set_new(row, "title", json_string(lesson_title(lesson)));
        json_object_set_new(row, "minutes", json_integer(lesson->minutes));
        json_object_set_new(row, "steps", json_integer(lesson->step_count));
        add_progress(lessons, lesson, row);
    } else {
        json_object_set_new(row, "broken", json_string(error.message));
    }
    lesson_close(lessons->host, lesson);
    free(path);
    return row;
}

/* The row to go on with: the last lesson that was begun, else the first that is not finished; NULL: all are. */
static const json_t *row_to_open(const json_t *list)
{
    const json_t *begun = NULL, *fresh = NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        if (!json_is_false(json_object_get(row, "finished")))
            continue;
        if (json_object_get(row, "step") != NULL)
            begun = row;
        else if (fresh == NULL)
            fresh = row;
    }
    return begun != NULL ? begun : fresh;
}

json_t *lessons_list(Lessons *lessons)
{
    Folders folders = folders_open(lessons->repl);
    json_t *list = json_array();
    for (int i = 0; i < folders.count; i++)
        json_array_append_new(list, lesson_row(lessons, &folders, i));
    folders_close(&folders);
    json_t *value = json_pack("{s:o}", "lessons", list);
    const json_t *next = lessons->active == NULL ? row_to_open(list) : NULL;
    lessons->listed = next != NULL ? (int)json_integer_value(json_object_get(next, "number")) + 1 : 0;
    if (next != NULL)
        json_object_set(value, "enter", json_object_get(next, "number"));
    return value;
}

json_t *lessons_check(Lessons *lessons, Error *error)
{
    Folders folders = folders_open(lessons->repl);
    Buffer faults = {0};
    for (int i = 0; i < folders.count; i++) {
        Error fault = {0};
        char *path = folders_path(&folders, i);
        Lesson *lesson = lesson_read(lessons->host, path, &fault);
        if (lesson == NULL)
            buffer_format(&faults, "%s%s", faults.length > 0 ? "\n" : "", fault.message);
        lesson_close(lessons->host, lesson);
        free(path);
    }
    bool right = faults.length == 0;
    if (!right)
        error_set(error, ERROR_DATA, "%s", buffer_text(&faults));
    buffer_free(&faults);
    int count = folders.count;
    folders_close(&folders);
    return right ? json_pack("{s:i}", "checked", count) : NULL;
}
