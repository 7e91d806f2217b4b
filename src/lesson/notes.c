/* notes.c: `lesson notes`: what a learner did, measured and answered, to read (Markdown) and to do again (Lua).
 *
 * Both are made of the log alone: the same log gives the same bytes. The script runs each command with its seed and
 * compares every figure with the notes. The first line of a file has a sum over the rest, so that notes which nobody
 * has changed since are known, and may be replaced. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/whole_file.h"
#include "lesson/claims.h"
#include "lesson/lessons_internal.h"
#include "lesson/log.h"
#include "repl/results.h"

enum { FILE_MOST = 8 << 20 };

typedef struct Notes {
    LuaHost *host;
    const Lesson *lesson;
    const json_t *entry, *log;
    Buffer *out;
} Notes;

static const Section *section_of(const Notes *notes, const char *step, const char *end)
{
    char *id = text_format("%s%s", step, end);
    const Section *section = lesson_text_find(lesson_text_now(notes->lesson), id);
    free(id);
    return section;
}

static const char *heading_of(const Notes *notes, const char *step)
{
    const Section *section = section_of(notes, step, "");
    return section != NULL && section->title[0] != '\0' ? section->title : section != NULL ? step : "";
}

/* ---- Markdown ---- */

static void add_words(const Notes *notes, const char *words)
{
    char *filled = lesson_text_filled(words, json_object_get(notes->entry, "memory"));
    char *told = lesson_measured_filled(notes->host, notes->lesson, filled);
    if (*told != '\0')
        buffer_format(notes->out, "%s\n\n", told);
    free(told);
    free(filled);
}

/* The question and what could be chosen. */
static void add_question(const Notes *notes, const LessonStep *step)
{
    const Section *section = section_of(notes, step->id, "");
    add_words(notes, section != NULL ? section->body : "");
    for (int i = 0; i < step->choice_count; i++)
        buffer_format(notes->out, "- %s\n", TEXT(step->choices[i].english, step->choices[i].korean));
    buffer_add(notes->out, step->choice_count > 0 ? "\n" : "");
}

/* Whether the answer in the row at i was right: the step was passed next, but for what its check ran. */
static bool was_right(const Notes *notes, size_t i)
{
    const char *step = json_text(json_array_get(notes->log, i), "step");
    const json_t *row = json_array_get(notes->log, ++i);
    while (json_is_true(json_object_get(row, "own")))
        row = json_array_get(notes->log, ++i);
    return json_object_get(row, "passed") != NULL && strcmp(json_text(row, "step"), step) == 0;
}

static void add_answer(const Notes *notes, size_t place, bool asked)
{
    const json_t *row = json_array_get(notes->log, place);
    int index = lesson_step_index(notes->lesson, json_text(row, "step"));
    if (index >= 0 && !asked)
        add_question(notes, &notes->lesson->steps[index]);
    buffer_format(notes->out, "%s **", TEXT("Your answer:", "내 답:"));
    lesson_add_answer(notes->lesson, row, notes->out);
    buffer_add(notes->out, "**");
    if (!was_right(notes, place))
        buffer_add(notes->out, TEXT(" (not right)", " (틀린 답)"));
    buffer_add(notes->out, "\n\n");
}

/* The figures by length as a table. */
static void add_lengths(const Notes *notes, const json_t *row)
{
    const json_t *list = json_object_get(row, "figures");
    const char *length = "";
    bool any = false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *figure = json_array_get(list, i);
        const char *its = json_string_value(json_object_get(figure, "length"));
        if (its == NULL)
            continue;
        if (!any)
            buffer_add(notes->out,
                       TEXT("| length | exact match | token accuracy |\n|---|---|---|",
                            "| 길이 | 완전 일치율 | 토큰 정확도 |\n|---|---|---|"));
        if (strcmp(its, length) != 0)
            buffer_format(notes->out, "\n| %s |", its);
        buffer_format(notes->out, " %.0f%% |", whole_percent(json_number_value(json_object_get(figure, "value"))));
        length = its;
        any = true;
    }
    buffer_add(notes->out, any ? "\n\n" : "");
}

static void add_command(const Notes *notes, const json_t *row)
{
    Buffer *out = notes->out;
    if (json_is_true(json_object_get(row, "own")))
        return; /* the script has it */
    Buffer figures = {0};
    buffer_add(out, "- `");
    log_add_line(row, out);
    buffer_add(out, "`");
    log_add_figures(row, &figures);
    if (figures.length > 0)
        buffer_format(out, ": %s", buffer_text(&figures));
    buffer_free(&figures);
    buffer_add(out, "\n\n");
    add_lengths(notes, row);
}

/* What the lesson said to it. */
static void add_passed(const Notes *notes, const json_t *row)
{
    const Section *said = lesson_text_find(lesson_text_now(notes->lesson), json_text(row, "passed"));
    const Section *done = section_of(notes, json_text(row, "step"), "-done");
    add_words(notes, said != NULL ? said->body : json_text(row, "passed"));
    if (done != NULL && done != said)
        add_words(notes, done->body);
}

/* Whether the learner did anything in the step of the row at i, before another step came. */
static bool is_worth_a_heading(const Notes *notes, size_t i)
{
    const char *step = json_text(json_array_get(notes->log, i), "step");
    for (; i < json_array_size(notes->log); i++) {
        const json_t *row = json_array_get(notes->log, i);
        if (strcmp(json_text(row, "step"), step) != 0)
            return false;
        if (json_object_get(row, "answer") != NULL ||
            (log_is_command(row) && !json_is_true(json_object_get(row, "own"))) || *json_text(row, "passed") != '\0')
            return true;
    }
    return false;
}

static void write_markdown(const Notes *notes)
{
    const char *step = "", *asked = "";
    bool shown = false;
    for (size_t i = 0; i < json_array_size(notes->log); i++) {
        const json_t *row = json_array_get(notes->log, i);
        if (strcmp(json_text(row, "step"), step) != 0) {
            step = json_text(row, "step");
            shown = is_worth_a_heading(notes, i);
            if (shown)
                buffer_format(notes->out, "## %s\n\n", heading_of(notes, step));
        }
        if (!shown)
            continue;
        if (json_object_get(row, "answer") != NULL)
            add_answer(notes, i, strcmp(asked, step) == 0);
        else if (log_is_command(row))
            add_command(notes, row);
        else
            add_passed(notes, row);
        asked = json_object_get(row, "answer") != NULL ? step : asked;
    }
    const json_t *skipped = json_object_get(notes->entry, "skipped");
    for (size_t i = 0; i < json_array_size(skipped); i++)
        buffer_format(notes->out, "%s%s", i > 0 ? "; " : TEXT("Skipped: ", "건너뛴 단계: "),
                      heading_of(notes, json_text_at(skipped, i)));
    buffer_add(notes->out, json_array_size(skipped) > 0 ? "\n" : "");
}

/* ---- Lua ---- */

static const char script_begin[] =
    "local compared, other = 0, 0\n"
    "local function same(what, now, noted)\n"
    "  compared = compared + 1\n"
    "  if type(now) == \"number\" and math.abs(now - noted) <= 1e-9 * math.abs(noted) or now == noted then return end\n"
    "  other = other + 1\n"
    "  print(what .. \": \" .. tostring(now) .. \", \" .. tostring(noted))\n"
    "end\n"
    "local result\n";

static void quote_lua(const char *text, Buffer *out)
{
    buffer_add_char(out, '"');
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\')
            buffer_format(out, "\\%c", *text);
        else if ((unsigned char)*text < ' ')
            buffer_format(out, "\\%03d", *text);
        else
            buffer_add_char(out, *text);
    buffer_add_char(out, '"');
}

/* Whether a name out of the progress file can be nothing else in Lua: anybody may have written that file. */
static bool is_name(const char *text)
{
    return *text != '\0' && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.")] == '\0';
}

/* train{steps = "600"} */
static void add_call(const json_t *row, Buffer *out)
{
    const char *between = "";
    LogOption option;
    buffer_format(out, "%s{", json_text(row, "name"));
    if (*json_text(row, "words") != '\0') {
        quote_lua(json_text(row, "words"), out);
        between = ", ";
    }
    for (size_t i = 0; log_option(row, i, &option); i++) {
        if (!is_name(option.name))
            continue;
        buffer_format(out, "%s%s = ", between, option.name);
        quote_lua(option.value, out);
        between = ", ";
    }
    buffer_add_char(out, '}');
}

/* models.1.loss as result.models[1].loss */
static void add_place(const char *path, Buffer *out)
{
    buffer_add(out, "result");
    while (*path != '\0') {
        size_t length = strcspn(path, ".");
        bool number = strspn(path, "0123456789") == length;
        buffer_format(out, number ? "[%.*s]" : ".%.*s", (int)length, path);
        path += length + (path[length] == '.');
    }
}

static void add_comparison(const json_t *line, const json_t *figure, Buffer *out)
{
    const json_t *value = json_object_get(figure, "value");
    Buffer what = {0};
    log_add_line(line, &what);
    buffer_format(&what, ": %s", json_text(figure, "path"));
    buffer_add(out, "same(");
    quote_lua(buffer_text(&what), out);
    buffer_add(out, ", ");
    add_place(json_text(figure, "path"), out);
    if (json_is_string(value)) {
        buffer_add(out, ", ");
        quote_lua(json_string_value(value), out);
    } else {
        buffer_format(out, ", %.17g", json_number_value(value));
    }
    buffer_add(out, ")\n");
    buffer_free(&what);
}

static void write_script(const Notes *notes)
{
    const char *step = "";
    Buffer *out = notes->out;
    buffer_add(out, script_begin);
    for (size_t i = 0; i < json_array_size(notes->log); i++) {
        const json_t *row = json_array_get(notes->log, i), *list = json_object_get(row, "figures");
        if (!log_is_command(row) || !is_name(json_text(row, "name")))
            continue;
        if (strcmp(json_text(row, "step"), step) != 0)
            buffer_format(out, "\n-- %s\n", heading_of(notes, json_text(row, "step")));
        step = json_text(row, "step");
        buffer_add(out, json_array_size(list) > 0 ? "result = " : "");
        add_call(row, out);
        buffer_add_char(out, '\n');
        for (size_t k = 0; k < json_array_size(list); k++)
            if (is_name(json_text(json_array_get(list, k), "path")))
                add_comparison(row, json_array_get(list, k), out);
    }
    buffer_format(out, "\nif other > 0 then error(other .. %s) end\nprint(compared .. %s)\n",
                  TEXT("\" of \" .. compared .. \" figures are not those of the notes\"",
                       "\"개의 값이 노트와 다릅니다(모두 \" .. compared .. \"개)\""),
                  TEXT("\" figures, all as in the notes\"", "\"개의 값이 모두 노트와 같습니다\""));
}

/* ---- files ---- */

/* The first line of a file with this text. */
static char *mark_of(const Lesson *lesson, bool script, const char *text)
{
    return text_format(script ? "-- seqlab notes %s %016" PRIx64 "\n" : "<!-- seqlab notes %s %016" PRIx64 " -->\n",
                       lesson->folder.key, hash_bytes(text, strlen(text), 0));
}

/* Whether the file is missing, empty, or notes of this lesson as they were written. */
static bool is_ours(const Lesson *lesson, const char *path)
{
    struct stat status;
    Buffer text = {0};
    if (stat(path, &status) != 0 || status.st_size == 0 || !S_ISREG(status.st_mode))
        return true; /* what is no file the writer refuses */
    bool ours = whole_file_read(path, FILE_MOST, &text, NULL);
    const char *rest = ours ? strchr(buffer_text(&text), '\n') : NULL;
    char *mark = rest != NULL ? mark_of(lesson, path_ends(path, ".lua"), rest + 1) : NULL;
    ours = mark != NULL && strncmp(buffer_text(&text), mark, strlen(mark)) == 0;
    free(mark);
    buffer_free(&text);
    return ours;
}

static bool write_one(const Notes *kind, const char *path, Error *error)
{
    Buffer text = {0};
    Notes notes = *kind;
    bool script = path_ends(path, ".lua");
    const Lesson *lesson = notes.lesson;
    notes.out = &text;
    buffer_format(&text, TEXT("%s Lesson %s: %s\n\n", "%s 수업 %s: %s\n\n"), script ? "--" : "#",
                  lesson->folder.own ? lesson->folder.name : lesson->folder.word, lesson_title(lesson));
    (script ? write_script : write_markdown)(&notes);
    char *mark = mark_of(lesson, script, buffer_text(&text));
    FilePart parts[] = {{mark, strlen(mark)}, {buffer_text(&text), text.length}};
    bool written = whole_file_write(path, 0666, parts, 2, error);
    free(mark);
    buffer_free(&text);
    return written;
}

/* The names of the files: both, or the one that was asked for. */
static json_t *files_wanted(const Lesson *lesson, const char *file, Error *error)
{
    static const char *const ends[] = {".md", ".lua"};
    json_t *files = json_array();
    char *one = path_expanded(file);
    for (int i = 0; i < 2; i++)
        if (*file == '\0')
            json_array_append_new(files, json_sprintf("lesson-%s%s", lesson->folder.name, ends[i]));
        else if (path_ends(one, ends[i]))
            json_array_append_new(files, json_string(one));
    free(one);
    if (json_array_size(files) > 0)
        return files;
    json_decref(files);
    error_set(error, ERROR_USAGE,
              TEXT("%s: notes end in .md, to read them, or in .lua, to do it again",
                   "%s: 노트 파일의 이름은 .md(읽을 것)나 .lua(다시 실행할 것)로 끝나야 합니다"),
              file);
    return NULL;
}

json_t *notes_write(const Lessons *lessons, const Lesson *lesson, const json_t *entry, const char *file, Error *error)
{
    Notes notes = {.host = lessons->host, .lesson = lesson, .entry = entry, .log = json_object_get(entry, "log")};
    json_t *files = files_wanted(lesson, file, error);
    bool right = files != NULL;
    for (size_t i = 0; right && i < json_array_size(files); i++) {
        const char *path = json_text_at(files, i);
        right = lessons->replace || is_ours(lesson, path) ||
            error_set(error, ERROR_USAGE,
                      TEXT("%s exists and holds something else, or notes that were changed since: choose another name, "
                           "or add replace=yes",
                           "%s 파일이 이미 있고, 다른 내용이거나 노트를 쓴 뒤에 바뀌었습니다. 다른 이름을 쓰거나 "
                           "replace=yes를 덧붙이십시오"),
                      path);
    }
    for (size_t i = 0; right && i < json_array_size(files); i++)
        right = write_one(&notes, json_text_at(files, i), error);
    if (right)
        return json_pack("{s:o}", "notes", files);
    json_decref(files);
    return NULL;
}
