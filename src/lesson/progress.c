/* progress.c: how far a learner is, in STATE/progress.json.
 *
 *     { "version": 1, "lessons": { "07-bottleneck": { "step": "train", "done": ["why"], "memory": {...}, ... } } }
 *
 * The file is read again for each change and replaced whole (base/whole_file.h). A file that cannot be understood is
 * set aside as progress.json.broken, never overwritten in place and never fatal. */
#include "lesson/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/whole_file.h"
#include "repl/results.h"

enum { PROGRESS_VERSION = 1, FILE_MOST = 4 << 20 };

static char *progress_path(Repl *repl, const char *end)
{
    return text_format("%s/progress.json%s", repl_options(repl)->state_folder, end);
}

static void warn(Repl *repl, const char *text) { repl_say(repl, STYLE_WARNING, text); }

/* ---- reading ---- */

static void set_aside(Repl *repl, const char *path, const char *why)
{
    char *aside = progress_path(repl, ".broken");
    Buffer text = {0};
    bool moved = rename(path, aside) == 0;
    buffer_format(&text, TEXT("The progress of the lessons could not be read (%s). ", "수업의 진도를 읽을 수 없습니다(%s). "), why);
    if (moved)
        buffer_format(&text, TEXT("The file is now %s; the lessons start from the beginning.",
                                  "그 파일은 %s에 따로 두었습니다. 수업은 처음부터 시작합니다."), aside);
    warn(repl, buffer_text(&text));
    buffer_free(&text);
    free(aside);
}

static bool is_sound(const json_t *all)
{
    const char *name;
    json_t *entry;
    if (json_integer_value(json_object_get(all, "version")) != PROGRESS_VERSION || !json_is_object(json_object_get(all, "lessons")))
        return false;
    json_object_foreach(json_object_get(all, "lessons"), name, entry)
        if (!json_is_object(entry))
            return false;
    return true;
}

static json_t *empty_progress(void) { return json_pack("{s:i, s:{}}", "version", PROGRESS_VERSION, "lessons"); }

/* All of it. NULL if the file cannot be read now: it is neither set aside nor replaced. */
static json_t *read_all(Repl *repl, Error *error)
{
    char *path = progress_path(repl, "");
    Buffer text = {0};
    json_t *all = NULL;
    if (access(path, F_OK) != 0) {
        all = empty_progress();
    } else if (whole_file_read(path, FILE_MOST, &text, error)) {
        all = json_loadb(buffer_text(&text), text.length, JSON_REJECT_DUPLICATES, NULL);
        if (!is_sound(all)) {
            set_aside(repl, path, all != NULL ? TEXT("another version", "다른 버전") : TEXT("not JSON", "JSON이 아님"));
            json_decref(all);
            all = empty_progress();
        }
        buffer_free(&text);
    }
    free(path);
    return all;
}

/* A lesson that was given another number keeps its progress and its models: it is known by the name after "NN-". */
static void follow_number(Repl *repl, json_t *all, const char *name)
{
    json_t *lessons = json_object_get(all, "lessons"), *entry;
    const char *earlier;
    if (lessons == NULL || strspn(name, "0123456789") != 2 || json_object_get(lessons, name) != NULL)
        return;
    json_object_foreach(lessons, earlier, entry) {
        if (strspn(earlier, "0123456789") != 2 || strcmp(earlier + 2, name + 2) != 0)
            continue;
        char *from = text_format("%s/lessons/%s", repl_options(repl)->state_folder, earlier);
        char *to = text_format("%s/lessons/%s", repl_options(repl)->state_folder, name);
        rename(from, to); /* without it the learner is asked to train again */
        free(from);
        free(to);
        json_object_set(lessons, name, entry);
        json_object_del(lessons, earlier);
        return;
    }
}

json_t *progress_of(Repl *repl, const char *name)
{
    Error error = {0};
    json_t *all = read_all(repl, &error);
    if (all == NULL)
        warn(repl, error.message);
    follow_number(repl, all, name);
    json_t *entry = json_object_get(json_object_get(all, "lessons"), name);
    json_t *copy = entry != NULL ? json_deep_copy(entry) : json_object();
    json_decref(all);
    return copy;
}

/* ---- writing ---- */

void progress_store(Repl *repl, const char *name, const json_t *entry)
{
    Error error = {0};
    json_t *all = read_all(repl, &error);
    follow_number(repl, all, name);
    json_t *lessons = json_object_get(all, "lessons");
    if (entry != NULL)
        json_object_set_new(lessons, name, json_deep_copy(entry));
    else
        json_object_del(lessons, name);
    char *text = all != NULL ? json_dumps(all, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;
    char *path = progress_path(repl, "");
    folders_make(repl_options(repl)->state_folder);
    if (text == NULL || !whole_file_write(path, 0600, &(FilePart){text, strlen(text)}, 1, &error)) {
        error_prefix(&error, TEXT("The progress could not be saved: ", "진도를 저장할 수 없습니다. "));
        warn(repl, error.message);
    }
    free(path);
    free(text);
    json_decref(all);
}

/* ---- lists in it ---- */

json_t *progress_list(json_t *entry, const char *name)
{
    json_t *list = json_object_get(entry, name);
    if (json_is_array(list))
        return list;
    list = json_array();
    json_object_set_new(entry, name, list);
    return list;
}

size_t progress_place(const json_t *list, const char *text)
{
    size_t i = 0;
    while (i < json_array_size(list) && strcmp(json_text_at(list, i), text) != 0)
        i++;
    return i;
}

void progress_add(json_t *entry, const char *name, const char *text)
{
    json_t *list = progress_list(entry, name);
    if (progress_place(list, text) == json_array_size(list))
        json_array_append_new(list, json_string(text));
}
