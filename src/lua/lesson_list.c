/* lesson_list.c: the folders of lessons: finding, listing, checking them. */
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/lesson_parts.h"

enum { LESSONS_MOST = 100 };

/* ---- folders ---- */

/* NN-name */
static int is_lesson(const struct dirent *entry)
{
    const char *name = entry->d_name;
    return isdigit((unsigned char)name[0]) && isdigit((unsigned char)name[1]) && name[2] == '-' && name[3] != '\0';
}

typedef struct Folders {
    char *root;
    char *names[LESSONS_MOST];
    int count;
} Folders;

static Folders open_folders(LuaHost *host)
{
    Folders folders = {0};
    Buffer root = {0};
    struct dirent **entries;
    buffer_format(&root, "%s/lessons", repl_options(host->repl)->data_folder);
    folders.root = buffer_take(&root);
    int found = scandir(folders.root, &entries, is_lesson, alphasort);
    for (int i = 0; i < found; i++) {
        if (folders.count < LESSONS_MOST)
            folders.names[folders.count++] = memory_string(entries[i]->d_name);
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return folders;
}

static void close_folders(Folders *folders)
{
    for (int i = 0; i < folders->count; i++)
        free(folders->names[i]);
    free(folders->root);
}

static char *folder_path(const Folders *folders, int index)
{
    Buffer path = {0};
    buffer_format(&path, "%s/%s", folders->root, folders->names[index]);
    return buffer_take(&path);
}

int lesson_number(const char *name) { return (name[0] - '0') * 10 + name[1] - '0'; }

/* ---- by name ---- */

static bool is_called(const char *folder, const char *name)
{
    bool number = *name != '\0' && strspn(name, "0123456789") == strlen(name) && strlen(name) <= 2;
    return strcmp(folder, name) == 0 || strcmp(folder + 3, name) == 0 || (number && atoi(name) == lesson_number(folder));
}

static void no_such_lesson(const Folders *folders, const char *name, Error *error)
{
    const char *names[LESSONS_MOST];
    for (int i = 0; i < folders->count; i++)
        names[i] = folders->names[i] + 3;
    const char *nearest = nearest_name(name, names, (size_t)folders->count);
    if (nearest != NULL)
        error_set(error, ERROR_USAGE, TEXT("there is no lesson '%.40s': did you mean 'lesson %s'?", "'%.40s' 수업은 없습니다. 혹시 'lesson %s'입니까?"), name, nearest);
    else
        error_set(error, ERROR_USAGE, TEXT("there is no lesson '%.40s': 'lesson' lists them", "'%.40s' 수업은 없습니다. 'lesson'을 입력하면 목록이 나옵니다"), name);
}

char *lesson_folder(LuaHost *host, const char *name, Error *error)
{
    Folders folders = open_folders(host);
    char *path = NULL;
    for (int i = 0; i < folders.count && path == NULL; i++)
        if (is_called(folders.names[i], name))
            path = folder_path(&folders, i);
    if (path == NULL)
        no_such_lesson(&folders, name, error);
    close_folders(&folders);
    return path;
}

int lesson_number_after(LuaHost *host, const char *name)
{
    Folders folders = open_folders(host);
    int number = 0;
    for (int i = 0; i + 1 < folders.count; i++)
        if (strcmp(folders.names[i], name) == 0)
            number = lesson_number(folders.names[i + 1]);
    close_folders(&folders);
    return number;
}

/* ---- all of them ---- */

/* How far the learner is, into the lesson's row. */
static void add_progress(Lessons *lessons, const Lesson *lesson, json_t *row)
{
    json_t *entry = progress_of(lessons->host->repl, lesson->name);
    const char *step = json_string_value(json_object_get(entry, "step"));
    int index = lesson_step_index(lesson, step);
    bool active = lessons->active != NULL && strcmp(lessons->active->name, lesson->name) == 0;
    json_object_set_new(row, "finished", json_boolean(json_is_true(json_object_get(entry, "finished"))));
    json_object_set_new(row, "active", json_boolean(active));
    if (index >= 0)
        json_object_set_new(row, "step", json_integer(index + 1));
    json_decref(entry);
}

static json_t *lesson_row(Lessons *lessons, const Folders *folders, int index)
{
    Error error = {0};
    char *path = folder_path(folders, index);
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

json_t *lessons_list(Lessons *lessons)
{
    Folders folders = open_folders(lessons->host);
    json_t *list = json_array();
    for (int i = 0; i < folders.count; i++)
        json_array_append_new(list, lesson_row(lessons, &folders, i));
    close_folders(&folders);
    return json_pack("{s:o}", "lessons", list);
}

json_t *lessons_check(Lessons *lessons, Error *error)
{
    Folders folders = open_folders(lessons->host);
    Buffer faults = {0};
    for (int i = 0; i < folders.count; i++) {
        Error fault = {0};
        char *path = folder_path(&folders, i);
        if (!lesson_check_files(lessons->host, path, &fault))
            buffer_format(&faults, "%s%s", faults.length > 0 ? "\n" : "", fault.message);
        free(path);
    }
    bool right = faults.length == 0;
    if (!right)
        error_set(error, ERROR_DATA, "%s", buffer_text(&faults));
    buffer_free(&faults);
    int count = folders.count;
    close_folders(&folders);
    return right ? json_pack("{s:i}", "checked", count) : NULL;
}
