/* show.c: what the commands of lessons show: the list, feedback, a step. */
#include "lesson/lessons_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/whole_file.h"
#include "repl/results.h"
#include "view/markdown.h"

/* A blank row, but none at the top. */
static void part(Canvas *canvas)
{
    if (canvas_rows(canvas) > 0)
        canvas_blank(canvas);
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
    int minutes = json_whole(row, "minutes");
    if (minutes > 0)
        buffer_format(&text, TEXT(minutes == 1 ? " (%d minute)" : " (%d minutes)", "(%d분)"), minutes);
    if (json_object_get(row, "step") != NULL && (active || !json_is_true(json_object_get(row, "finished"))))
        buffer_format(&text, TEXT(", at step %d of %d", ", %d/%d단계"), json_whole(row, "step"),
                      json_whole(row, "steps"));
    if (json_whole(row, "skipped") > 0)
        buffer_format(&text, TEXT(", %d skipped", ", %d단계 건너뜀"), json_whole(row, "skipped"));
    canvas_prose(canvas, broken ? STYLE_ERROR : active ? STYLE_STRONG : STYLE_PLAIN, 2, buffer_text(&text));
    buffer_free(&text);
}

static void show_enter(const json_t *list, const char *word, Canvas *canvas)
{
    bool begun = false;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        begun = begun || (strcmp(json_text(row, "word"), word) == 0 && json_object_get(row, "step") != NULL);
    }
    char *text = text_format(begun ? TEXT("**Enter resumes lesson %s.** %s", "**Enter를 누르면 이어서 합니다**(수업 %s). %s")
                                   : TEXT("**Enter opens lesson %s.** %s", "**Enter를 누르면 시작합니다**(수업 %s). %s"),
                             word, TEXT("Type `lesson` and a number to choose another.",
                                        "다른 수업은 `lesson`과 번호를 입력하십시오."));
    markdown_draw(canvas, text);
    free(text);
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

/* What to do to go on: by the step's "on", or for an answer by what it asks for. */
static const struct {
    const char *on;
    Sentence text;
} ways_on[] = {
    {"next", {"Press Enter to go on (`next`).", "Enter를 누르면 다음으로 넘어갑니다(`next`)."}},
    {"finish", {"Press Enter to finish the lesson (`next`).", "Enter를 누르면 수업이 끝납니다(`next`)."}},
    {"skip", {"Press Enter to skip this step (`lesson skip`).", "Enter를 누르면 이 단계를 건너뜁니다(`lesson skip`)."}},
    {"commands", {"Press Enter to run the next command, or type one yourself.",
                  "Enter를 누르면 다음 명령을 실행합니다. 직접 입력해도 됩니다."}},
    {"text", {"Type your answer in words.", "답을 글로 입력하십시오."}},
    {"lua", {"Type a line of Lua.", "Lua 코드를 한 줄 입력하십시오."}},
    {"choice", {"Type the number of your answer.", "답의 번호를 입력하십시오."}},
    {"yes", {"Type `yes` or `no`.", "`예` 또는 `아니요`를 입력하십시오."}},
    {"integer", {"Type a number.", "수를 입력하십시오."}},
    {"number", {"Type a number.", "수를 입력하십시오."}},
};

static void show_step(const json_t *step, Canvas *canvas)
{
    part(canvas);
    if (*json_text(step, "title") != '\0')
        prose_format(canvas, STYLE_DIM, 0, TEXT("Lesson %s: %s (%d of %d)", "수업 %s: %s (%d/%d)"),
                     json_text(step, "word"), json_text(step, "title"), json_whole(step, "index"),
                     json_whole(step, "count"));
    if (*json_text(step, "heading") != '\0')
        canvas_prose(canvas, STYLE_HEADING, 0, json_text(step, "heading"));
    canvas_blank(canvas);
    markdown_draw(canvas, json_text(step, "text"));
    show_choices(json_object_get(step, "choices"), canvas);
    const json_t *list = json_object_get(step, "type");
    if (json_array_size(list) > 0)
        canvas_blank(canvas);
    for (size_t i = 0; i < json_array_size(list); i++)
        canvas_prose(canvas, STYLE_CODE, 2, json_text_at(list, i));
    if (*json_text(step, "outcome") != '\0') {
        canvas_blank(canvas);
        canvas_prose(canvas, STYLE_HEADING, 0, TEXT("What came of it", "이 단계의 결과"));
        markdown_draw(canvas, json_text(step, "outcome"));
    }
    const char *on = json_text(step, json_object_get(step, "ask") != NULL ? "ask" : "on");
    for (size_t i = 0; i < sizeof ways_on / sizeof *ways_on; i++)
        if (strcmp(ways_on[i].on, on) == 0) {
            canvas_blank(canvas);
            canvas_marked(canvas, 0, sentence_now(ways_on[i].text));
        }
}

/* ---- feedback, the end ---- */

static void show_feedback(const json_t *value, Canvas *canvas)
{
    const json_t *passed = json_object_get(value, "passed");
    const char *feedback = json_text(value, "feedback");
    if (json_is_true(passed))
        prose_format(canvas, STYLE_GOOD, 0, "%s %s", canvas_screen(canvas).unicode ? "✓" : "[x]",
                     TEXT("Done.", "완료했습니다."));
    if (json_is_false(passed) && *feedback == '\0')
        canvas_marked(canvas, 0, TEXT("Not quite. Try again; `lesson hint` may help.",
                                      "아직 아닙니다. 다시 해 보십시오. `lesson hint`로 힌트를 볼 수 있습니다."));
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
        buffer_format(&text, "%s%s", i > 0 ? "; " : TEXT("Skipped: ", "건너뛴 단계: "), json_text_at(list, i));
    if (text.length > 0)
        canvas_prose(canvas, STYLE_WARNING, 0, buffer_text(&text));
    buffer_free(&text);
}

static void show_resumed(const json_t *value, Canvas *canvas)
{
    const json_t *step = json_object_get(value, "step");
    int done = json_whole(value, "done");
    prose_format(canvas, STYLE_DIM, 0,
                 TEXT(done == 1 ? "Welcome back: %d of %d steps is done." : "Welcome back: %d of %d steps are done.",
                      "이어서 합니다. %2$d단계 가운데 %1$d단계를 마쳤습니다."),
                 done, json_whole(step, "count"));
    show_skipped(json_object_get(value, "skipped"), canvas);
    const json_t *recap = json_object_get(value, "recap");
    for (size_t i = 0; i < json_array_size(recap); i++)
        canvas_marked(canvas, 2, json_text_at(recap, i));
}

static void show_end(const json_t *value, Canvas *canvas)
{
    part(canvas);
    show_skipped(json_object_get(value, "skipped"), canvas);
    prose_format(canvas, STYLE_GOOD, 0, TEXT("The lesson \"%s\" is finished.", "'%s' 수업을 마쳤습니다."),
                 json_text(value, "finished"));
    if (json_object_get(value, "next") != NULL)
        marked_format(canvas, 0,
                      TEXT("Press Enter to begin the next one (`lesson %d`).",
                           "Enter를 누르면 다음 수업을 시작합니다(`lesson %d`)."),
                      json_whole(value, "next"));
}

static void show_made(const json_t *value, Canvas *canvas)
{
    const char *word = json_text(value, "word");
    const json_t *files = json_object_get(value, "files");
    marked_format(canvas, 0,
                  TEXT("The lesson is in `%s`: %s and %s.", "수업을 `%s` 폴더에 만들었습니다. 파일은 %s와 %s입니다."),
                  json_text(value, "made"), json_text_at(files, 0), json_text_at(files, 1));
    marked_format(
        canvas, 0,
        TEXT("`lesson try %s` opens it. Change a file, and Enter shows the change. `lesson check %s` finds what is wrong. "
             "`man seqlab-lessons` describes the format.",
             "`lesson try %s`로 엽니다. 파일을 고치고 Enter를 누르면 고친 것이 보입니다. `lesson check %s`는 잘못된 곳을 찾아 줍니다. 형식은 `man "
             "seqlab-lessons`에 있습니다."),
        word, word);
}

/* Steps, with the line of each that has the word. */
static void show_found(const json_t *value, Canvas *canvas)
{
    const json_t *list = json_object_get(value, "found");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *heading = json_text(one, "heading"), *word = json_text(one, "word");
        int step = json_whole(one, "index");
        marked_format(
            canvas, 0,
            TEXT("**Lesson %s, step %d: %s** (`lesson try %s %d`)", "**수업 %s, %d단계: %s** (`lesson try %s %d`)"),
            word, step, *heading != '\0' ? heading : json_text(one, "title"), word, step);
        canvas_marked(canvas, 4, json_text(one, "sentence"));
    }
    if (json_array_size(list) > 0)
        marked_format(
            canvas, 0,
            TEXT("`lesson try` opens a lesson at a step. What you do there is not kept, and your place in "
                 "the lessons stays as it is.",
                 "`lesson try`로 수업의 그 단계를 열어 봅니다. 거기서 한 일은 남지 않고, 수업의 진도도 그대로입니다."));
    if (json_array_size(list) == 0)
        prose_format(canvas, STYLE_PLAIN, 0, TEXT("No step of a lesson has '%s'.", "나오는 단계가 없습니다: %s"),
                     json_text(value, "asked"));
}

static void show_notes(const json_t *files, Canvas *canvas)
{
    for (size_t i = 0; i < json_array_size(files); i++) {
        const char *file = json_text_at(files, i);
        if (path_ends(file, ".lua"))
            marked_format(canvas, 0,
                          TEXT("`%s` runs it all again and compares the figures: `seqlab %s`",
                               "`%s` 스크립트는 똑같이 다시 실행하고 값을 비교합니다: `seqlab %s`"),
                          file, file);
        else
            marked_format(canvas, 0, TEXT("`%s` holds the notes.", "`%s` 파일에 노트를 썼습니다."), file);
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
