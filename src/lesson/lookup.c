/* lookup.c: what a learner asks of lessons that need not be open: notes of what they did, and where a word stands. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/lessons_internal.h"
#include "lesson/progress.h"
#include "repl/parse.h"

/* ---- notes ---- */

static bool is_file(const char *words) { return strchr(words, '.') != NULL; }

/* What the notes are made of: a finished lesson that was begun again keeps its notes until it is finished again. */
static const json_t *noted_run(const json_t *entry)
{
    const json_t *run = json_object_get(entry, "finished_run");
    return json_array_size(json_object_get(run, "log")) > 0 ? run : entry;
}

static json_t *notes_of(Lessons *lessons, const char *name, const char *file, Error *error)
{
    json_t *value = NULL;
    Lesson *lesson = lessons_find(lessons, name, error);
    if (lesson == NULL)
        return NULL;
    json_t *entry = lesson_is_open(lessons, lesson) ? json_incref(lessons->entry)
                                                    : progress_of(lessons->repl, lesson->folder.key);
    const json_t *run = noted_run(entry);
    if (json_array_size(json_object_get(run, "log")) > 0)
        value = notes_write(lessons, lesson, run, file, error);
    else
        error_set(error, ERROR_USAGE, TEXT("you have done nothing in lesson %s yet", "수업 %s에서 아직 한 것이 없습니다"),
                  lesson->folder.word);
    json_decref(entry);
    lesson_close(lessons->host, lesson);
    return value;
}

/* "7 my notes.md", "7", "my notes.md" or nothing: then it is the lesson that is open, or was finished last. */
json_t *lessons_notes(Lessons *lessons, const char *words, Error *error)
{
    FirstWord word = first_word(words);
    char *first = memory_text(word.text, word.length);
    const char *file = is_file(first) ? words : word.rest;
    const char *name = !is_file(first) && *first != '\0' ? first
        : lessons->active != NULL                        ? lessons->active->folder.word
                                                         : lessons->finished;
    json_t *value = NULL;
    if (name != NULL)
        value = notes_of(lessons, name, file, error);
    else
        error_set(error, ERROR_USAGE, "%s",
                  TEXT("of which lesson? 'lesson notes 7' writes those of lesson 7",
                       "어느 수업의 노트입니까? 'lesson notes 7'은 수업 7의 노트를 씁니다"));
    free(first);
    return value;
}

/* ---- search ---- */

enum { FOUND_MOST = 30 };

/* The end of a value that is a learner's own, {{name}} or {measured NAME}, if one begins here; else NULL. */
static const char *own_value_end(const char *at)
{
    const char *end = strncmp(at, "{{", 2) == 0 ? strstr(at, "}}") : NULL;
    if (end != NULL)
        return end + 2;
    end = strncmp(at, "{measured ", strlen("{measured ")) == 0 ? strchr(at, '}') : NULL;
    return end != NULL ? end + 1 : NULL;
}

/* Where `word` (so many bytes) stands in the text, in small letters or large; NULL: nowhere. Nobody reads the names of
 * values. */
static const char *find_word(const char *text, const char *word, size_t length)
{
    while (*text != '\0') {
        const char *end = own_value_end(text);
        if (end == NULL && strncasecmp(text, word, length) == 0)
            return text;
        text = end != NULL ? end : text + 1;
    }
    return NULL;
}

static bool has_all(const char *text, const char *words)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (find_word(text, words, length) == NULL)
            return false;
        words += length + strspn(words + length, " ");
    }
    return true;
}

/* Whether a sentence, a paragraph or an item of a list ends before `at`. */
static bool is_boundary(const char *text, const char *at)
{
    if (at == text)
        return true;
    bool line = at[-1] == '\n' && (at[0] == '\n' || strncmp(at, "- ", 2) == 0 || (at - text > 1 && at[-2] == '\n'));
    return line || (at - text > 1 && strchr(" \n", at[-1]) != NULL && strchr(".?!:", at[-2]) != NULL);
}

/* The sentence of the text that holds the first word; values are a learner's own, and left out. */
static char *sentence_with(const char *text, const char *words)
{
    const char *begin = find_word(text, words, strcspn(words, " "));
    Buffer line = {0};
    while (!is_boundary(text, begin))
        begin--;
    for (const char *at = begin; *at != '\0' && (at == begin || !is_boundary(text, at)); at++) {
        const char *end = own_value_end(at);
        bool blank = strchr(" \n", *at) != NULL;
        if (end != NULL)
            buffer_add(&line, at[2] == '?' ? "" : "...");
        else if (!blank || at == begin || strchr(" \n", at[-1]) == NULL)
            buffer_add_char(&line, blank ? ' ' : *at);
        at = end != NULL ? end - 1 : at;
    }
    char *trimmed = lesson_trimmed(buffer_text(&line));
    buffer_free(&line);
    return trimmed;
}

/* "train-other" says what the step requires, to those alone who bring something else. */
static bool is_requirement(const char *id)
{
    size_t length = strlen(id), ending = strlen("-other");
    return length > ending && strcmp(id + length - ending, "-other") == 0;
}

/* What a learner reads in a step: its text, what the lesson says there, and the headings. */
static char *text_of_step(const Lesson *lesson, int step)
{
    const LessonText *text = lesson_text_now(lesson);
    Buffer all = {0}, headings = {0};
    for (int i = 0; i < text->count; i++) {
        if (lesson_step_of_section(lesson, text->sections[i].id) != step || is_requirement(text->sections[i].id))
            continue;
        buffer_format(&all, "%s\n\n", text->sections[i].body);
        buffer_format(&headings, "%s\n\n", text->sections[i].title);
    }
    buffer_add(&all, buffer_text(&headings));
    buffer_free(&headings);
    return buffer_take(&all);
}

static void search_lesson(const Lesson *lesson, const char *words, json_t *found)
{
    for (int i = 0; i < lesson->step_count && json_array_size(found) < FOUND_MOST; i++) {
        char *text = text_of_step(lesson, i);
        const Section *section = lesson_text_find(lesson_text_now(lesson), lesson->steps[i].id);
        if (has_all(text, words) || (i == 0 && has_all(lesson_title(lesson), words))) {
            char *line =
                find_word(text, words, strcspn(words, " ")) != NULL ? sentence_with(text, words) : memory_string("");
            json_array_append_new(found,
                                  json_pack("{s:s, s:s, s:s, s:i, s:s, s:s}", "word", lesson->folder.word, "title",
                                            lesson_title(lesson), "step", lesson->steps[i].id, "index", i + 1,
                                            "heading", section != NULL ? section->title : "", "sentence", line));
            free(line);
        }
        free(text);
    }
}

json_t *lessons_search(Lessons *lessons, const char *words, Error *error)
{
    if (*words == '\0') {
        error_set(error, ERROR_USAGE, "%s",
                  TEXT("search for what? 'lesson search context vector'",
                       "무엇을 찾습니까? 'lesson search 컨텍스트 벡터'처럼 입력하십시오"));
        return NULL;
    }
    Folders folders = folders_open(lessons->repl);
    json_t *found = json_array();
    for (int i = 0; i < folders.count; i++) {
        Buffer faults = {0};
        if (folders.list[i].fault != NULL)
            continue;
        Lesson *lesson = lessons_read(lessons, folders.list[i], &faults);
        folders.list[i] = (LessonFolder){0}; /* taken over */
        if (lesson != NULL)
            search_lesson(lesson, words, found);
        lesson_close(lessons->host, lesson);
        buffer_free(&faults);
    }
    folders_close(&folders);
    return json_pack("{s:s, s:o}", "asked", words, "found", found);
}
