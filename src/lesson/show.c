/* show.c: what the commands of lessons show: the list, feedback, a step. */
#include "lesson/lessons_internal.h"

#include <string.h>

#include "base/language.h"
#include "repl/results.h"
#include "view/markdown.h"

/* A blank row, but none at the top. */
static void part(Canvas *canvas)
{
    if (canvas_rows(canvas) > 0)
        canvas_blank(canvas);
}

static void write_line(Canvas *canvas, Style style, int indent, Buffer *text)
{
    canvas_prose(canvas, style, indent, buffer_text(text));
    buffer_clear(text);
}

/* ---- the list ---- */

static const char *mark_of(const json_t *row, bool unicode)
{
    if (json_is_true(json_object_get(row, "finished")))
        return unicode ? "✓ " : "[x]";
    if (json_object_get(row, "step") != NULL)
        return unicode ? "… " : "[.]";
    return unicode ? "  " : "[ ]";
}

static void show_row(const json_t *row, Canvas *canvas)
{
    Buffer text = {0};
    bool active = json_is_true(json_object_get(row, "active")), broken = json_object_get(row, "broken") != NULL;
    buffer_format(&text, "%s %2s  ", mark_of(row, canvas_screen(canvas).unicode), json_text(row, "word"));
    if (broken)
        buffer_format(&text, TEXT("cannot be read: %.*s", "읽을 수 없습니다: %.*s"),
                      (int)strcspn(json_text(row, "broken"), "\n"), json_text(row, "broken"));
    if (broken && strchr(json_text(row, "broken"), '\n') != NULL)
        buffer_format(&text, TEXT(" (`lesson check %s` says more)", " (`lesson check %s` 명령이 더 알려 줍니다)"),
                      json_text(row, "word"));
    if (!broken)
        buffer_add(&text, json_text(row, "title"));
    if (json_whole(row, "minutes") > 0)
        buffer_format(&text, TEXT(" (%d minutes)", "(%d분)"), json_whole(row, "minutes"));
    if (json_object_get(row, "step") != NULL && (active || !json_is_true(json_object_get(row, "finished"))))
        buffer_format(&text, TEXT(", at step %d of %d", ", %d/%d단계"), json_whole(row, "step"),
                      json_whole(row, "steps"));
    if (json_whole(row, "skipped") > 0)
        buffer_format(&text, TEXT(", %d skipped", ", %d단계 건너뜀"), json_whole(row, "skipped"));
    write_line(canvas, broken ? STYLE_ERROR : active ? STYLE_STRONG : STYLE_PLAIN, 2, &text);
    buffer_free(&text);
}

static void show_enter(const json_t *list, const char *word, Canvas *canvas)
{
    bool begun = false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        begun = begun || (strcmp(json_text(row, "word"), word) == 0 && json_object_get(row, "step") != NULL);
    }
    Buffer text = {0};
    buffer_format(&text, begun ? TEXT("**Enter resumes lesson %s.** ", "**Enter를 누르면 이어서 합니다**(수업 %s). ")
                               : TEXT("**Enter opens lesson %s.** ", "**Enter를 누르면 시작합니다**(수업 %s). "), word);
    buffer_add(&text, TEXT("Type `lesson` and a number to choose another.", "다른 수업은 `lesson`과 번호를 입력하십시오."));
    markdown_draw(canvas, buffer_text(&text));
    buffer_free(&text);
}

/* enter: the lesson that Enter opens; NULL: none. */
static void show_list(const json_t *list, const json_t *enter, Canvas *canvas)
{
    canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Lessons", "수업"));
    if (json_array_size(list) == 0)
        canvas_prose(canvas, STYLE_PLAIN, 2, TEXT("There are no lessons.", "수업이 없습니다."));
    bool ours = true;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        if (ours && json_is_true(json_object_get(row, "own"))) {
            canvas_blank(canvas);
            canvas_prose(canvas, STYLE_HEADING, 0, TEXT("Your own lessons", "직접 만든 수업"));
        }
        ours = !json_is_true(json_object_get(row, "own"));
        show_row(row, canvas);
    }
    canvas_blank(canvas);
    if (enter != NULL)
        show_enter(list, json_string_value(enter), canvas);
    else
        canvas_marked(canvas, 0, TEXT("Type `lesson` and a number to start or resume one.", "`lesson`과 번호를 입력하면 그 수업을 시작하거나 이어서 합니다."));
}

/* ---- a step ---- */

static void show_choices(const json_t *list, Canvas *canvas)
{
    if (json_array_size(list) > 0)
        canvas_blank(canvas);
    for (size_t i = 0; i < json_array_size(list); i++) {
        int row = canvas_rows(canvas);
        canvas_prose(canvas, STYLE_PLAIN, 5, json_text(json_array_get(list, i), "text"));
        canvas_format(canvas, row, 2, STYLE_PLAIN, "%zu", i + 1);
    }
}

/* What to do to go on. */
static const char *way_on(const char *how, const char *ask)
{
    if (strcmp(how, "next") == 0)
        return TEXT("Press Enter to go on (`next`).", "Enter를 누르면 다음으로 넘어갑니다(`next`).");
    if (strcmp(how, "finish") == 0)
        return TEXT("Press Enter to finish the lesson (`next`).", "Enter를 누르면 수업이 끝납니다(`next`).");
    if (strcmp(how, "commands") == 0)
        return TEXT("Press Enter to run the next command, or type one yourself.", "Enter를 누르면 다음 명령을 실행합니다. 직접 입력해도 됩니다.");
    if (strcmp(ask, "text") == 0)
        return TEXT("Type your answer in words.", "답을 글로 입력하십시오.");
    if (strcmp(ask, "lua") == 0)
        return TEXT("Type a line of Lua.", "Lua 코드를 한 줄 입력하십시오.");
    if (strcmp(ask, "choice") == 0)
        return TEXT("Type the number of your answer.", "답의 번호를 입력하십시오.");
    if (strcmp(ask, "yes") == 0)
        return TEXT("Type `yes` or `no`.", "`예` 또는 `아니요`를 입력하십시오.");
    if (*ask != '\0')
        return TEXT("Type a number.", "수를 입력하십시오.");
    return "";
}

static void show_step(const json_t *step, Canvas *canvas)
{
    Buffer text = {0};
    part(canvas);
    if (*json_text(step, "title") != '\0') {
        buffer_format(&text, TEXT("Lesson %s: %s (%d of %d)", "수업 %s: %s (%d/%d)"), json_text(step, "word"),
                      json_text(step, "title"), json_whole(step, "index"), json_whole(step, "count"));
        write_line(canvas, STYLE_DIM, 0, &text);
    }
    buffer_free(&text);
    if (*json_text(step, "heading") != '\0')
        canvas_prose(canvas, STYLE_HEADING, 0, json_text(step, "heading"));
    canvas_blank(canvas);
    markdown_draw(canvas, json_text(step, "text"));
    show_choices(json_object_get(step, "choices"), canvas);
    const json_t *list = json_object_get(step, "type");
    if (json_array_size(list) > 0)
        canvas_blank(canvas);
    for (size_t i = 0; i < json_array_size(list); i++)
        canvas_prose(canvas, STYLE_CODE, 2, json_string_value(json_array_get(list, i)));
    if (*json_text(step, "outcome") != '\0') {
        canvas_blank(canvas);
        canvas_prose(canvas, STYLE_HEADING, 0, TEXT("What came of it", "이 단계의 결과"));
        markdown_draw(canvas, json_text(step, "outcome"));
    }
    const char *on = way_on(json_text(step, "on"), json_text(step, "ask"));
    if (*on != '\0') {
        canvas_blank(canvas);
        canvas_marked(canvas, 0, on);
    }
}

/* ---- feedback, the end ---- */

static void show_feedback(const json_t *value, Canvas *canvas)
{
    const json_t *passed = json_object_get(value, "passed");
    const char *feedback = json_text(value, "feedback");
    if (json_is_true(passed))
        canvas_prose(canvas, STYLE_GOOD, 0, canvas_screen(canvas).unicode ? TEXT("✓ Done.", "✓ 완료했습니다.") : TEXT("[x] "
                                                                                 "Done.",
                                                                                                                "[x] "
                                                                                                                "완료했습니다."));
    if (json_is_false(passed) && *feedback == '\0')
        canvas_marked(canvas, 0, TEXT("Not quite. Try again; `lesson hint` may help.", "아직 아닙니다. 다시 해 보십시오. `lesson hint`로 힌트를 볼 수 "
                                                                                       "있습니다."));
    if (*feedback != '\0') {
        part(canvas);
        markdown_draw(canvas, feedback);
    }
}

/* "Skipped: Measure it; Your guess": where what follows may lack a number. */
static void show_skipped(const json_t *list, Canvas *canvas)
{
    Buffer text = {0};
    for (size_t i = 0; i < json_array_size(list); i++)
        buffer_format(&text, "%s%s", i > 0 ? "; " : TEXT("Skipped: ", "건너뛴 단계: "),
                      json_string_value(json_array_get(list, i)));
    if (text.length > 0)
        write_line(canvas, STYLE_WARNING, 0, &text);
    buffer_free(&text);
}

static void show_resumed(const json_t *value, Canvas *canvas)
{
    const json_t *step = json_object_get(value, "step");
    prose_format(canvas, STYLE_DIM, 0,
                 TEXT("Welcome back: %d of %d steps are done.", "다시 오셨습니다. %2$d단계 가운데 %1$d단계를 마쳤습니다."),
                 json_whole(value, "done"), json_whole(step, "count"));
    show_skipped(json_object_get(value, "skipped"), canvas);
    const json_t *recap = json_object_get(value, "recap");
    for (size_t i = 0; i < json_array_size(recap); i++)
        canvas_marked(canvas, 2, json_string_value(json_array_get(recap, i)));
}

static void show_end(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    part(canvas);
    show_skipped(json_object_get(value, "skipped"), canvas);
    buffer_format(&text, TEXT("The lesson \"%s\" is finished.", "'%s' 수업을 마쳤습니다."), json_text(value, "finished"));
    write_line(canvas, STYLE_GOOD, 0, &text);
    if (json_object_get(value, "next") != NULL)
        buffer_format(&text,
                      TEXT("Press Enter to begin the next one (`lesson %d`).",
                           "Enter를 누르면 다음 수업을 시작합니다(`lesson %d`)."),
                      json_whole(value, "next"));
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_free(&text);
}

static void show_made(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    const char *word = json_text(value, "word");
    const json_t *files = json_object_get(value, "files");
    buffer_format(&text,
                  TEXT("The lesson is in `%s`: %s and %s.", "수업을 `%s` 폴더에 만들었습니다. 파일은 %s와 %s입니다."),
                  json_text(value, "made"), json_string_value(json_array_get(files, 0)),
                  json_string_value(json_array_get(files, 1)));
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_clear(&text);
    buffer_format(
        &text,
        TEXT("`lesson try %s` opens it. Change a file, and Enter shows the change. `lesson check %s` finds what is wrong. "
             "`man seqlab-lessons` describes the format.",
             "`lesson try %s`로 엽니다. 파일을 고치고 Enter를 누르면 고친 것이 보입니다. `lesson check %s`는 잘못된 곳을 찾아 줍니다. 형식은 `man "
             "seqlab-lessons`에 있습니다."),
        word, word);
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_free(&text);
}

/* Steps, with the line of each that has the word. */
static void show_found(const json_t *value, Canvas *canvas)
{
    const json_t *list = json_object_get(value, "found");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *heading = json_text(one, "heading");
        Buffer text = {0};
        buffer_format(&text, TEXT("Lesson %s, step %d: %s", "수업 %s, %d단계: %s"), json_text(one, "word"),
                      json_whole(one, "index"), *heading != '\0' ? heading : json_text(one, "title"));
        write_line(canvas, STYLE_STRONG, 0, &text);
        canvas_marked(canvas, 4, json_text(one, "sentence"));
        buffer_free(&text);
    }
    if (json_array_size(list) == 0)
        prose_format(canvas, STYLE_PLAIN, 0, TEXT("No step of a lesson has '%s'.", "나오는 단계가 없습니다: %s"),
                     json_text(value, "asked"));
}

static void show_notes(const json_t *files, Canvas *canvas)
{
    for (size_t i = 0; i < json_array_size(files); i++) {
        const char *file = json_string_value(json_array_get(files, i));
        size_t length = strlen(file);
        bool script = length > 4 && strcmp(file + length - 4, ".lua") == 0;
        Buffer text = {0};
        buffer_format(&text,
                      script ? TEXT("`%s` runs it all again and compares the figures: `seqlab %s`",
                                    "`%s` 스크립트는 똑같이 다시 실행하고 값을 비교합니다: `seqlab %s`")
                             : TEXT("`%s` holds the notes.", "`%s` 파일에 노트를 썼습니다."),
                      file, file);
        canvas_marked(canvas, 0, buffer_text(&text));
        buffer_free(&text);
    }
}

void lesson_show(const json_t *value, Canvas *canvas)
{
    const json_t *checked = json_object_get(value, "checked");
    if (json_object_get(value, "lessons") != NULL)
        show_list(json_object_get(value, "lessons"), json_object_get(value, "enter"), canvas);
    if (checked != NULL)
        canvas_format(canvas, 0, 0, STYLE_GOOD,
                      json_integer_value(checked) == 1 ? TEXT("%d lesson: no faults.", "수업 %d개: 오류가 없습니다.")
                                                       : TEXT("%d lessons: no faults.", "수업 %d개: 오류가 없습니다."),
                      (int)json_integer_value(checked));
    if (json_object_get(value, "made") != NULL)
        show_made(value, canvas);
    if (json_object_get(value, "found") != NULL)
        show_found(value, canvas);
    if (json_object_get(value, "notes") != NULL)
        show_notes(json_object_get(value, "notes"), canvas);
    if (*json_text(value, "message") != '\0')
        canvas_marked(canvas, 0, json_text(value, "message"));
    show_feedback(value, canvas);
    if (json_object_get(value, "done") != NULL)
        show_resumed(value, canvas);
    if (json_object_get(value, "finished") != NULL)
        show_end(value, canvas);
    if (json_object_get(value, "step") != NULL)
        show_step(json_object_get(value, "step"), canvas);
}
