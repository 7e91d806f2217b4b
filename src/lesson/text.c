/* text.c: a lesson's text, cut in sections at the headings of the second level. */
#include "lesson/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "lua/globals.h"
#include "lua/convert.h"

/* ---- cutting it ---- */

typedef struct Cutter {
    const char *lesson, *file;
    int line;
    bool in_code;       /* between ``` fences */
    bool misplaced;     /* text before the first section was seen: one fault is enough */
    LessonText *text;
    Buffer body, *faults;
} Cutter;

void lesson_fault(Buffer *faults, const char *lesson, const char *file, int line, const char *format, ...)
{
    va_list arguments;
    buffer_format(faults, "%s%s/%s:", faults->length > 0 ? "\n" : "", lesson, file);
    if (line > 0)
        buffer_format(faults, "%d:", line);
    buffer_add_char(faults, ' ');
    va_start(arguments, format);
    buffer_vformat(faults, format, arguments);
    va_end(arguments);
}

static void wrong_line(const Cutter *cutter, const char *what)
{
    lesson_fault(cutter->faults, cutter->lesson, cutter->file, cutter->line, "%s", what);
}

static const char *skip_blanks(const char *text) { return text + strspn(text, " \t"); }

char *lesson_trimmed(const char *text)
{
    text += strspn(text, " \t\n");
    char *copy = memory_string(text);
    size_t length = strlen(copy);
    while (length > 0 && strchr(" \t\n", copy[length - 1]) != NULL)
        copy[--length] = '\0';
    return copy;
}

static void end_section(Cutter *cutter)
{
    LessonText *text = cutter->text;
    if (text->count > 0)
        text->sections[text->count - 1].body = lesson_trimmed(buffer_text(&cutter->body));
    buffer_clear(&cutter->body);
}

/* heading: what follows "## ". */
static void begin_section(Cutter *cutter, const char *heading)
{
    heading = skip_blanks(heading);
    size_t length = strspn(heading, "abcdefghijklmnopqrstuvwxyz0123456789-");
    const char *rest = skip_blanks(heading + length);
    if (length == 0 || (*rest != ':' && *rest != '\0')) {
        wrong_line(cutter,
                   TEXT("a section begins with an id: '## id: Title' or '## id'",
                        "섹션은 id로 시작합니다: '## id: 제목' 또는 '## id'"));
        return;
    }
    if (utf8_has_control(rest)) {
        wrong_line(cutter, TEXT("a title has no control characters", "제목에는 제어 문자를 쓸 수 없습니다"));
        return;
    }
    char *id = memory_text(heading, length);
    if (lesson_text_find(cutter->text, id) != NULL)
        wrong_line(cutter, TEXT("this section is there already", "같은 섹션이 이미 있습니다"));
    end_section(cutter);
    LessonText *text = cutter->text;
    text->sections = memory_resize(text->sections, (size_t)text->count + 1, sizeof *text->sections);
    text->sections[text->count++] =
        (Section){.id = id, .title = lesson_trimmed(*rest == ':' ? rest + 1 : rest), .line = cutter->line};
}

static void take_line(Cutter *cutter, const char *line)
{
    LessonText *text = cutter->text;
    const char *begin = skip_blanks(line);
    bool fence = strncmp(begin, "```", 3) == 0, blank = *begin == '\0';
    if (!cutter->in_code && strncmp(line, "## ", 3) == 0) {
        begin_section(cutter, line + 3);
        return;
    }
    if (text->count == 0 && !blank && strncmp(line, "# ", 2) != 0) {
        if (!cutter->misplaced)
            wrong_line(cutter, TEXT("text before the first section", "첫 섹션보다 앞에 글이 있습니다"));
        cutter->misplaced = true;
    }
    if (text->count > 0 && !blank && text->sections[text->count - 1].body_line == 0)
        text->sections[text->count - 1].body_line = cutter->line;
    cutter->in_code = cutter->in_code != fence;
    buffer_format(&cutter->body, "%s\n", line);
}

static void cut(Cutter *cutter, char *all)
{
    char *rest = all, *line;
    while ((line = strsep(&rest, "\n")) != NULL) {
        size_t length = strlen(line);
        if (length > 0 && line[length - 1] == '\r')
            line[length - 1] = '\0';
        cutter->line++;
        take_line(cutter, line);
    }
    end_section(cutter);
    if (cutter->in_code)
        wrong_line(cutter, TEXT("a ``` fence is not closed", "```로 연 코드 블록이 닫히지 않았습니다"));
}

void lesson_text_read(const char *folder, const char *lesson, const char *file, LessonText *text, Buffer *faults)
{
    Buffer all = {0};
    Error error = {0};
    char *path = path_joined(folder, file);
    Cutter cutter = {.lesson = lesson, .file = file, .text = text, .faults = faults};
    *text = (LessonText){0};
    if (files_read_text(path, &all, &error)) {
        char *bytes = buffer_take(&all);
        cut(&cutter, bytes);
        free(bytes);
    } else {
        lesson_fault(faults, lesson, file, 0, "%s", error.message);
    }
    buffer_free(&all);
    free(path);
    buffer_free(&cutter.body);
}

void lesson_text_free(LessonText *text)
{
    for (int i = 0; i < text->count; i++) {
        free(text->sections[i].id);
        free(text->sections[i].title);
        free(text->sections[i].body);
    }
    free(text->sections);
    *text = (LessonText){0};
}

const Section *lesson_text_find(const LessonText *text, const char *id)
{
    for (int i = 0; i < text->count; i++)
        if (strcmp(text->sections[i].id, id) == 0)
            return &text->sections[i];
    return NULL;
}

/* ---- filling in ---- */

/* Numbers as people say them: at most three digits after the point. */
void lesson_text_value(const json_t *value, Buffer *out)
{
    if (json_is_string(value)) {
        buffer_add(out, json_string_value(value));
    } else if (json_is_integer(value)) {
        buffer_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else if (json_is_real(value)) {
        double number = json_real_value(value), scale = number < 10 && number > -10 ? 1000 : 10;
        bool small = number < 1e12 && number > -1e12;
        readable_number(small ? (double)(long long)(number * scale + (number < 0 ? -0.5 : 0.5)) / scale : number, out);
    } else if (json_is_boolean(value)) {
        buffer_add(out, json_is_true(value) ? TEXT("yes", "예") : TEXT("no", "아니요"));
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        buffer_add(out, i > 0 ? ", " : "");
        lesson_text_value(json_array_get(value, i), out);
    }
}

/* Bytes of "{{name}}", "{{?name}}" or "{{name|one|many}}" at text, with the name in *name; 0 if there is none. */
static size_t braced_name(const char *text, char name[64])
{
    const char *begin = text + 2 + (text[2] == '?');
    size_t length = strspn(begin, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    const char *end = begin + length;
    int words = 0;
    for (size_t word = 1; word > 0 && *end == '|'; words++) {
        word = strcspn(end + 1, "|{}\n");
        end += 1 + word;
    }
    if ((words != 0 && words != 2) || end[-1] == '|' || length == 0 || length >= 64 || strncmp(end, "}}", 2) != 0)
        return 0;
    memcpy(name, begin, length);
    name[length] = '\0';
    return (size_t)(end - text) + 2;
}

const char *lesson_text_wrong_value(const char *body, size_t *length)
{
    char name[64];
    for (const char *at = strstr(body, "{{"); at != NULL; at = strstr(at + 1, "{{")) {
        *length = strcspn(at + 2, "{}") + 2;
        if (strncmp(at + *length, "}}", 2) != 0 || memchr(at, '|', *length) == NULL || braced_name(at, name) > 0)
            continue;
        *length += 2;
        return at;
    }
    return NULL;
}

/* "{{name|one|many}}" at text: the first of the two words behind a value of 1, else the second. */
static void add_counted(const char *text, const json_t *value, Buffer *out)
{
    Buffer number = {0};
    const char *one = text + strcspn(text, "|") + 1, *many = one + strcspn(one, "|}");
    lesson_text_value(value, &number);
    if (strcmp(buffer_text(&number), "1") == 0)
        buffer_add_bytes(out, one, (size_t)(many - one));
    else
        buffer_add_bytes(out, many + 1, strcspn(many + 1, "}"));
    buffer_free(&number);
}

/* Where what leads a line ends: newlines and the marker of a list's item ("- ", "12. ") or of a quotation ("> "). */
static const char *past_lead(const char *text)
{
    text += strspn(text, "\n");
    const char *at = text + strspn(text, " ");
    size_t digits = strspn(at, "0123456789");
    if (strchr("-*>", *at) != NULL && *at != '\0' && at[1] == ' ')
        return at + 2;
    return digits > 0 && strncmp(at + digits, ". ", 2) == 0 ? at + digits + 2 : text;
}

/* Where the sentence ends, with the blank behind it: after its mark and what closes with it, or where the paragraph or
 * the item of a list ends. */
static const char *sentence_end(const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        const char *closing = at + 1 + strspn(at + 1, ")*\"'`");
        if (*at == '\n' && past_lead(at + 1) != at + 1)
            return at;
        if (strchr(".?!", *at) != NULL && (*closing == ' ' || (*closing == '\n' && past_lead(closing + 1) == closing + 1)))
            return closing + 1;
    }
    return text + strlen(text);
}

/* Adds the sentence, filled in; false, and nothing is added, where memory lacks one of its values. "{{?name}}" wants the
 * value too, and shows nothing; "{{name|one|many}}" shows a word that fits the number. */
static bool fill_sentence(const char *text, const char *end, const json_t *memory, Buffer *out)
{
    Buffer filled = {0};
    char name[64];
    bool complete = true;
    while (text < end && complete) {
        size_t length = strncmp(text, "{{", 2) == 0 ? braced_name(text, name) : 0;
        const json_t *value = length > 0 ? json_object_get(memory, name) : NULL;
        complete = length == 0 || value != NULL;
        if (value == NULL)
            buffer_add_char(&filled, *text);
        else if (memchr(text, '|', length) != NULL)
            add_counted(text, value, &filled);
        else if (text[2] != '?')
            lesson_text_value(value, &filled);
        text += length > 0 ? length : 1;
    }
    if (complete)
        buffer_add(out, buffer_text(&filled));
    buffer_free(&filled);
    return complete;
}

/* What leads a line waits for the first sentence of its part that is complete. */
char *lesson_text_filled(const char *body, const json_t *memory)
{
    Buffer out = {0}, sentence = {0};
    const char *lead = body, *lead_end = body;
    while (*body != '\0') {
        const char *begin = past_lead(body), *end = sentence_end(begin);
        if (begin > body) {
            lead = out.length > 0 ? body : body + strspn(body, "\n");
            lead_end = begin;
        }
        if (fill_sentence(begin, end, memory, &sentence)) {
            buffer_add_bytes(&out, lead, (size_t)(lead_end - lead));
            buffer_add(&out, buffer_text(&sentence));
            buffer_clear(&sentence);
            lead = lead_end;
        }
        body = end;
    }
    buffer_free(&sentence);
    return buffer_take(&out);
}
