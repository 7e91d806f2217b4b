/* lookup.c: what a learner asks of lessons that need not be open: notes of what they did, and where a word stands. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/lessons_internal.h"
#include "lesson/log.h"
#include "lesson/notes.h"
#include "lesson/progress.h"

/* ---- notes ---- */

static bool is_file(const char *words) { return strchr(words, '.') != NULL; }

static json_t *notes_of(Lessons *lessons, const char *name, const char *file, Error *error)
{
    LessonFolder folder;
    Buffer faults = {0};
    if (!lesson_folder(lessons->repl, name, &folder, error))
        return NULL;
    Lesson *lesson = lessons_read(lessons, folder, &faults);
    if (lesson == NULL) {
        error_set(error, ERROR_DATA, "%s", buffer_text(&faults));
        buffer_free(&faults);
        return NULL;
    }
    bool active = lessons->active != NULL && strcmp(lessons->active->folder.key, lesson->folder.key) == 0;
    json_t *entry = active ? json_incref(lessons->entry) : progress_of(lessons->repl, lesson->folder.key), *value = NULL;
    if (log_size(entry) > 0)
        value = notes_write(lesson, entry, file, lessons->replace, error);
    else
        error_set(error, ERROR_USAGE, TEXT("you have done nothing in lesson %s yet", "수업 %s에서 아직 한 것이 없습니다"), lesson->folder.word);
    json_decref(entry);
    lesson_close(lessons->host, lesson);
    return value;
}

/* "7 my notes.md", "7", "my notes.md" or nothing: then it is the lesson that is open, or was finished last. */
json_t *lessons_notes(Lessons *lessons, const char *words, Error *error)
{
    size_t length = strcspn(words, " ");
    char *first = memory_text(words, length);
    const char *file = is_file(first) ? words : words + length + strspn(words + length, " ");
    const char *name = !is_file(first) && *first != '\0' ? first : lessons->active != NULL ? lessons->active->folder.word : lessons->finished;
    json_t *value = NULL;
    if (name != NULL)
        value = notes_of(lessons, name, file, error);
    else
        error_set(error, ERROR_USAGE, "%s", TEXT("of which lesson? 'lesson notes 7' writes those of lesson 7", "어느 수업의 노트입니까? 'lesson notes 7'은 수업 7의 노트를 씁니다"));
    free(first);
    return value;
}
