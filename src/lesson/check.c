/* check.c: a lesson's files read, and compared with each other: do texts and steps agree, are all commands right?
 *
 * Commands are parsed as if they had been typed, and not run. A {{value}} in one may be a number or a word. */
#include "lesson/claims.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/whole_file.h"
#include "lesson/limits.h"
#include "lua/globals.h"
#include "lua/own_part.h"
#include "repl/parse.h"

typedef struct Checking {
    Repl *repl;
    const Lesson *lesson;
    const char *source; /* of lesson.lua, for the lines; NULL: not readable */
    Buffer *faults;
} Checking;

#define FAULT(checking, file, line, ...)                                                                               \
    lesson_fault((checking)->faults, (checking)->lesson->folder.name, file, line, __VA_ARGS__)

/* ---- texts and steps ---- */

int lesson_step_of_section(const Lesson *lesson, const char *id)
{
    int found = -1;
    size_t longest = 0;
    for (int i = 0; i < lesson->step_count; i++) {
        size_t length = strlen(lesson->steps[i].id);
        if (length > longest && strncmp(id, lesson->steps[i].id, length) == 0 &&
            (id[length] == '\0' || id[length] == '-')) {
            found = i;
            longest = length;
        }
    }
    return found;
}

const char *lesson_text_file(int language) { return language == LANGUAGE_KOREAN ? "text.ko.md" : "text.en.md"; }

/* Where the section of a step belongs: the line of the last section of a step before it. */
static int line_before(const Lesson *lesson, const LessonText *text, int step)
{
    int line = 1;
    for (int i = 0; i < text->count; i++) {
        int its = lesson_step_of_section(lesson, text->sections[i].id);
        if (its >= 0 && its < step)
            line = text->sections[i].line;
    }
    return line;
}

static void compare_with_steps(const Checking *checking, int language)
{
    const Lesson *lesson = checking->lesson;
    const LessonText *text = &lesson->texts[language];
    const char *file = lesson_text_file(language);
    for (int i = 0; i < lesson->step_count; i++)
        if (lesson->steps[i].id[0] != '\0' && lesson_text_find(text, lesson->steps[i].id) == NULL)
            FAULT(checking, file, line_before(lesson, text, i),
                  TEXT("there is no section for the step %s", "%s 단계의 섹션이 없습니다"), lesson->steps[i].id);
    for (int i = 0; i < text->count; i++) {
        const Section *section = &text->sections[i];
        if (lesson_step_of_section(lesson, section->id) < 0)
            FAULT(checking, file, section->line,
                  TEXT("the section %s belongs to no step", "%s 섹션은 어느 단계에도 속하지 않습니다"), section->id);
        if (section->body[0] == '\0')
            FAULT(checking, file, section->line, TEXT("the section %s is empty", "%s 섹션이 비어 있습니다"), section->id);
    }
}

/* Of a lesson in both languages: the same sections in the same order. */
static void compare_languages(const Checking *checking)
{
    const LessonText *texts = checking->lesson->texts;
    bool same = texts[0].count == texts[1].count;
    for (int language = 0; language < 2; language++)
        for (int i = 0; i < texts[language].count; i++) {
            const Section *section = &texts[language].sections[i];
            if (lesson_text_find(&texts[1 - language], section->id) != NULL)
                continue;
            FAULT(checking, lesson_text_file(language), section->line,
                  TEXT("the section %s is in this language only", "%s 섹션이 이 언어에만 있습니다"), section->id);
            same = false;
        }
    for (int i = 0; same && i < texts[0].count; i++)
        if (strcmp(texts[0].sections[i].id, texts[1].sections[i].id) != 0) {
            FAULT(checking, lesson_text_file(1), texts[1].sections[i].line,
                  TEXT("the sections stand in another order from %s on", "%s부터 섹션의 순서가 서로 다릅니다"),
                  texts[1].sections[i].id);
            break;
        }
}

/* ---- commands ---- */

/* The line with each {{value}} replaced. */
static char *with_values(const char *line, const char *value)
{
    Buffer out = {0};
    while (*line != '\0') {
        const char *end = strncmp(line, "{{", 2) == 0 ? strstr(line, "}}") : NULL;
        if (end != NULL)
            buffer_add(&out, value);
        else
            buffer_add_char(&out, *line);
        line = end != NULL ? end + 2 : line + 1;
    }
    return buffer_take(&out);
}

/* offered: the lesson has it run, so it must also be one that lessons may run. */
static bool is_command(const Checking *checking, const char *line, bool offered, Error *error)
{
    static const char *const values[] = {"1", "a"};
    bool right = false;
    for (int i = 0; i < 2 && !right; i++) {
        char *filled = with_values(line, values[i]);
        Arguments arguments;
        right = repl_read(checking->repl, filled, &arguments, error);
        if (right && offered)
            right = lesson_may_run(checking->repl, &checking->lesson->folder, &arguments, error);
        arguments_free(&arguments);
        free(filled);
    }
    return right;
}

static void check_step_commands(const Checking *checking, const LessonStep *step)
{
    for (int i = 0; i < step->try_lines.count; i++) {
        const char *line = step->try_lines.names[i];
        Error error = {0};
        if (is_command(checking, line, true, &error))
            continue;
        int at = checking->source != NULL ? lesson_line_of(checking->source, line, step->line) : 0;
        FAULT(checking, "lesson.lua", at > 0 ? at : step->line,
              TEXT("step %s: '%s' is no command: %s", "%s 단계: '%s'은(는) 올바른 명령이 아닙니다: %s"), step->id, line,
              error.message);
    }
    char *bare = step->bare != NULL ? text_format("%s {{words}}", step->bare) : NULL;
    Error error = {0};
    if (bare != NULL && !is_command(checking, bare, true, &error))
        FAULT(checking, "lesson.lua", step->line, TEXT("step %s: bare: %s", "%s 단계: bare: %s"), step->id,
              error.message);
    free(bare);
    for (int i = 0; step->after_given && i < step->after.count; i++) {
        const char *name = step->after.names[i];
        if (repl_find_command(checking->repl, name, strlen(name)) == NULL)
            FAULT(checking, "lesson.lua", step->line,
                  TEXT("step %s: after: there is no command '%.40s'", "%s 단계: after: '%.40s' 명령은 없습니다"), step->id,
                  name);
    }
}

/* What stands in `code` with a command's name and an option, as in `train steps=600`, must be right. */
static void check_span(const Checking *checking, const char *file, int line, const char *span, size_t length)
{
    char *code = memory_text(span, length);
    Error error = {0};
    size_t name = strcspn(code, " ");
    bool typed = repl_find_command(checking->repl, code, name) != NULL && strchr(code, '=') != NULL &&
        strstr(code, "=...") == NULL;
    if (typed && !is_command(checking, code, false, &error))
        FAULT(checking, file, line, TEXT("`%s` is no command: %s", "`%s`은(는) 올바른 명령이 아닙니다: %s"), code,
              error.message);
    free(code);
}

static void check_text_commands(const Checking *checking, int language)
{
    const LessonText *text = &checking->lesson->texts[language];
    for (int i = 0; i < text->count; i++) {
        int line = text->sections[i].body_line;
        const char *at = text->sections[i].body, *end;
        for (; *at != '\0'; at++) {
            line += *at == '\n';
            if (*at != '`')
                continue;
            size_t length = strcspn(at + 1, "`\n");
            end = at + 1 + length;
            if (*end == '`')
                check_span(checking, lesson_text_file(language), line, at + 1, length);
            at = *end == '`' ? end : end - 1;
        }
    }
}

/* {{name|one|many}} has two words. */
static void check_values(const Checking *checking, int language)
{
    const LessonText *text = &checking->lesson->texts[language];
    for (int i = 0; i < text->count; i++) {
        int line = text->sections[i].body_line;
        const char *at = text->sections[i].body, *wrong;
        for (size_t length; (wrong = lesson_text_wrong_value(at, &length)) != NULL; at = wrong + length) {
            for (; at < wrong; at++)
                line += *at == '\n';
            size_t shown = strcspn(wrong, "\n");
            FAULT(checking, lesson_text_file(language), line,
                  TEXT("%.*s: write {{name|one|many}}, with two words and on one line",
                       "%.*s: {{이름|단수|복수}}처럼 낱말 두 개를 한 줄에 쓰십시오"),
                  (int)(shown < length ? shown : length), wrong);
        }
    }
}

/* ---- claims ---- */

static void put_claims(const Lesson *lesson, char **text, int language)
{
    char *filled = lesson_claims_filled(lesson, *text, language);
    free(*text);
    *text = filled;
}

/* The claims that the lesson's files quote. What its functions say is filled in when it is said. */
static void read_claims(LuaHost *host, Lesson *lesson, const char *source, Buffer *faults)
{
    for (int language = 0; language < 2; language++)
        for (int i = 0; i < lesson->texts[language].count; i++) {
            Section *section = &lesson->texts[language].sections[i];
            const FilePlace place = {lesson_text_file(language), section->body, section->body_line};
            lesson_claims_note(host, lesson, &place, faults);
            put_claims(lesson, &section->body, language);
        }
    lesson_claims_note(host, lesson, &(FilePlace){"lesson.lua", source, 1}, faults);
    for (int i = 0; i < lesson->step_count; i++)
        for (int k = 0; k < lesson->steps[i].choice_count; k++) {
            put_claims(lesson, &lesson->steps[i].choices[k].english, LANGUAGE_ENGLISH);
            put_claims(lesson, &lesson->steps[i].choices[k].korean, LANGUAGE_KOREAN);
        }
}

/* ---- all of it ---- */

/* Whether it is there, and no link that leads out of a user's folder. */
static bool has_file(const Lesson *lesson, const char *file, Buffer *faults)
{
    char *path = path_joined(lesson->folder.path, file);
    bool has = access(path, F_OK) == 0,
         below = !has || !lesson->folder.own || path_is_below(path, lesson->folder.path);
    if (!below)
        lesson_fault(faults, lesson->folder.name, file, 0, "%s",
                     TEXT("a link that leads out of the lesson's folder", "수업 폴더 밖으로 이어지는 링크입니다"));
    free(path);
    return has && below;
}

/* The program's lessons need both languages, the user's one. */
static void read_texts(Lesson *lesson, Buffer *faults)
{
    for (int language = 0; language < 2; language++)
        lesson->has_text[language] = has_file(lesson, lesson_text_file(language), faults) || !lesson->folder.own;
    if (!lesson->has_text[0] && !lesson->has_text[1])
        lesson_fault(faults, lesson->folder.name, lesson_text_file(language_now()), 0, "%s",
                     TEXT("the lesson has no text", "수업에 글이 없습니다"));
    for (int language = 0; language < 2; language++)
        if (lesson->has_text[language])
            lesson_text_read(lesson->folder.path, lesson->folder.name, lesson_text_file(language),
                             &lesson->texts[language], faults);
}

static void check_lesson(LuaHost *host, Lesson *lesson, Buffer *faults)
{
    Buffer source = {0};
    char *path = path_joined(lesson->folder.path, "lesson.lua");
    bool read = files_read_text(path, &source, NULL);
    Checking checking = {host_repl(host), lesson, read ? buffer_text(&source) : NULL, faults};
    read_claims(host, lesson, buffer_text(&source), faults);
    for (int language = 0; language < 2; language++)
        if (lesson->has_text[language] && lesson->texts[language].count > 0) {
            compare_with_steps(&checking, language);
            check_text_commands(&checking, language);
            check_values(&checking, language);
        }
    if (lesson->texts[0].count > 0 && lesson->texts[1].count > 0)
        compare_languages(&checking);
    for (int i = 0; i < lesson->step_count; i++)
        check_step_commands(&checking, &lesson->steps[i]);
    buffer_free(&source);
    free(path);
}

Lesson *lesson_read(LuaHost *host, LessonFolder folder, Buffer *faults)
{
    Lesson *lesson = memory_new(1, sizeof *lesson);
    size_t before = faults->length;
    lesson->folder = folder;
    lesson->prepare = lesson->self = LUA_NOREF;
    read_texts(lesson, faults);
    if (has_file(lesson, "lesson.lua", faults) || faults->length == before)
        lesson_script_read(host, lesson, faults);
    if (lesson->step_count > 0)
        check_lesson(host, lesson, faults);
    if (faults->length == before)
        return lesson;
    lesson_close(host, lesson);
    return NULL;
}

void lesson_close(LuaHost *host, Lesson *lesson)
{
    if (lesson == NULL)
        return;
    host_close_parts(host, lesson, lesson->self != LUA_NOREF);
    lesson_script_free(host_state(host), lesson);
    lesson_text_free(&lesson->texts[0]);
    lesson_text_free(&lesson->texts[1]);
    lesson_claims_free(host, lesson);
    lesson_folder_free(&lesson->folder);
    free(lesson);
}

const LessonText *lesson_text_now(const Lesson *lesson)
{
    Language language = language_now();
    return &lesson->texts[lesson->has_text[language] ? language : 1 - language];
}
