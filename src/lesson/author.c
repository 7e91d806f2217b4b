/* author.c: for authors of lessons: a new one that runs as it is, and one that is tried while it is written. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lesson/lessons_internal.h"
#include "repl/parse.h"

enum { FILE_MOST = 1 << 20, FILES = 2 };

/* ---- new ---- */

/* A file of the program's lessons/template into the new folder. */
static bool copy_file(Lessons *lessons, const char *folder, const char *file, Error *error)
{
    Buffer text = {0};
    char *from = text_format("%s/lessons/template/%s", repl_options(lessons->repl)->data_folder, file);
    char *to = path_joined(folder, file);
    bool copied = whole_file_read(from, FILE_MOST, &text, error) &&
        whole_file_write(to, 0666, &(FilePart){buffer_text(&text), text.length}, 1, error);
    buffer_free(&text);
    free(from);
    free(to);
    return copied;
}

/* The folder must be new: nothing is ever overwritten. */
static bool make_folder(const char *folder, Error *error)
{
    char *above = memory_text(folder, (size_t)(strrchr(folder, '/') - folder));
    if (*above != '\0')
        folders_make(above);
    free(above);
    if (mkdir(folder, 0777) == 0)
        return true;
    return errno == EEXIST
        ? error_set(error, ERROR_USAGE,
                    TEXT("%s exists already: choose another name", "%s 폴더가 이미 있습니다. 다른 이름을 쓰십시오"),
                    folder)
        : error_set(error, ERROR_SYSTEM, "%s: %s", folder, system_reason(errno));
}

static void remove_folder(const char *folder, const char *const files[FILES])
{
    for (int i = 0; i < FILES; i++) {
        char *path = path_joined(folder, files[i]);
        unlink(path);
        free(path);
    }
    rmdir(folder);
}

json_t *lessons_new(Lessons *lessons, const char *name, Error *error)
{
    const char *const files[FILES] = {"lesson.lua", lesson_text_file(language_now())};
    char *folder = lesson_new_folder(lessons->repl, name, error);
    json_t *value = NULL;
    if (folder != NULL && make_folder(folder, error)) {
        if (copy_file(lessons, folder, files[0], error) && copy_file(lessons, folder, files[1], error))
            value = json_pack("{s:s, s:s, s:[s, s]}", "made", folder, "word", name, "files", files[0], files[1]);
        else
            remove_folder(folder, files);
    }
    free(folder);
    return value;
}

/* ---- try ---- */

/* Changes whenever one of the lesson's files does. */
static unsigned long stamp_of(const Lesson *lesson)
{
    const char *const files[] = {"lesson.lua", lesson_text_file(LANGUAGE_ENGLISH), lesson_text_file(LANGUAGE_KOREAN)};
    unsigned long stamp = 1;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct stat status;
        char *path = path_joined(lesson->folder.path, files[i]);
        if (stat(path, &status) == 0)
            stamp = 31 * (31 * (31 * stamp + (unsigned long)status.st_mtim.tv_sec) +
                          (unsigned long)status.st_mtim.tv_nsec) + (unsigned long)status.st_size;
        stamp *= 31;
        free(path);
    }
    return stamp;
}

bool author_changed(const Lessons *lessons)
{
    return lessons->active != NULL && lessons->trying && stamp_of(lessons->active) != lessons->stamp;
}

/* The id of a step that is called by its id or number; NULL with an error. */
static const char *step_called(const Lesson *lesson, const char *name, Error *error)
{
    int number = strspn(name, "0123456789") == strlen(name) && strlen(name) < 4 ? atoi(name)
                                                                                : lesson_step_index(lesson, name) + 1;
    if (number >= 1 && number <= lesson->step_count)
        return lesson->steps[number - 1].id;
    error_set(error, ERROR_USAGE,
              TEXT("the lesson has no step '%.40s': 1 to %d, or a step's id",
                   "'%.40s' 단계가 없습니다. 1에서 %d까지의 번호나 단계의 id를 쓰십시오"),
              name, lesson->step_count);
    return NULL;
}

json_t *lessons_try(Lessons *lessons, const char *words, Error *error)
{
    FirstWord word = first_word(words);
    char *name = memory_text(word.text, word.length);
    LessonFolder folder;
    Buffer faults = {0};
    bool found = lesson_folder(lessons->repl, name, &folder, error);
    Lesson *lesson = found ? lessons_read(lessons, folder, &faults) : NULL;
    free(name);
    if (found && lesson == NULL)
        lessons_show_faults(lessons, &faults, error);
    buffer_free(&faults);
    if (lesson == NULL)
        return NULL;
    const char *id = *word.rest != '\0' ? step_called(lesson, word.rest, error) : lesson->steps[0].id;
    if (id == NULL) {
        lesson_close(lessons->host, lesson);
        return NULL;
    }
    json_t *value = lessons_begin(lessons, lesson, json_pack("{s:s}", "step", id), true, error);
    lessons->stamp = lessons->active != NULL ? stamp_of(lessons->active) : 0;
    return value;
}

bool author_reload(Lessons *lessons)
{
    Error error = {0};
    Buffer faults = {0};
    const LessonFolder *now = &lessons->active->folder;
    LessonFolder folder = {memory_string(now->name), memory_string(now->path), memory_string(now->word),
                           memory_string(now->key), .own = now->own};
    lessons->stamp = stamp_of(lessons->active); /* faults are shown once */
    Lesson *lesson = lessons_read(lessons, folder, &faults);
    if (lesson == NULL) {
        lessons_show_faults(lessons, &faults, &error);
        buffer_free(&faults);
        repl_show_error(lessons->repl, &error);
        return false;
    }
    json_t *entry = json_deep_copy(lessons->entry);
    if (lesson_step_index(lesson, step_now(lessons)->id) < 0) { /* its id was changed, or it is gone */
        int same_place = lessons->step < lesson->step_count ? lessons->step : lesson->step_count - 1;
        json_object_set_new(entry, "step", json_string(lesson->steps[same_place].id));
    }
    unsigned long stamp = lessons->stamp;
    json_t *value = lessons_begin(lessons, lesson, entry, true, &error);
    lessons->stamp = stamp;
    if (value == NULL)
        repl_show_error(lessons->repl, &error);
    json_decref(value);
    return value != NULL;
}
