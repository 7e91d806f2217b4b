/* lesson_commands.c: the commands `lesson`, `answer` and `next`. */
#include <string.h>

#include "base/language.h"
#include "lua/lesson_parts.h"

static Lessons *lessons_of(Repl *repl) { return repl_command_argument(repl, "lesson"); }

/* ---- lesson ---- */

typedef json_t *LessonVerb(Lessons *lessons, Error *error);

static json_t *verb_next(Lessons *lessons, Error *error) { return lessons_next(lessons, false, error); }
static json_t *verb_skip(Lessons *lessons, Error *error) { return lessons_next(lessons, true, error); }

static const struct {
    const char *name;
    LessonVerb *run;
} verbs[] = {
    {"next", verb_next},      {"skip", verb_skip},    {"back", lessons_back},       {"again", lessons_again},
    {"hint", lessons_hint},   {"stop", lessons_stop}, {"restart", lessons_restart}, {"check", lessons_check},
};

static json_t *call_verb(Lessons *lessons, const char *words, Error *error)
{
    if (*words == '\0')
        return lessons_list(lessons);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(words, verbs[i].name) == 0)
            return verbs[i].run(lessons, error);
    return lessons_start(lessons, words, error);
}

/* A lesson's own functions may not lead the learner about. */
static bool is_inside(const Lessons *lessons, Error *error)
{
    return lessons->inside && !error_set(error, ERROR_SCRIPT, "%s", TEXT("a lesson's script cannot call this", "수업 스크립트에서는 쓸 수 없는 명령입니다"));
}

static bool run_lesson(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    if (is_inside(lessons_of(repl), error))
        return false;
    result->value = call_verb(lessons_of(repl), arguments->words, error);
    return result->value != NULL;
}

static const Command lesson_command = {
    .name = "lesson",
    .usage = {"lesson | lesson 1 | lesson next|back|hint|again|skip|stop|restart",
              "lesson | lesson 1 | lesson next|back|hint|again|skip|stop|restart"},
    .summary = {"list the lessons, or go through one", "수업의 목록을 보거나 수업을 합니다"},
    .help = {"`lesson` lists the lessons and how far you are; `lesson 1` starts the first, or goes on where you stopped, also on "
             "another day.\n\n"
             "- `lesson next` (or `next`) goes on where there is only something to read. What a step asks you to do or to answer "
             "takes you on by itself.\n"
             "- `lesson hint` helps, `lesson again` shows the step once more, `lesson back` the one before, `lesson skip` leaves it out.\n"
             "- `lesson stop` leaves; `lesson restart` begins the lesson anew.\n"
             "- `lesson check` is for those who write lessons: it tells what is wrong with the files.\n\n"
             "All commands work during a lesson: try things out.",
             "`lesson`은 수업의 목록과 진도를 보여 줍니다. `lesson 1`은 첫 수업을 시작하거나, 멈춘 곳에서 이어서 "
             "합니다. 다른 날에 이어서 해도 됩니다.\n\n"
             "- `lesson next`(또는 `next`)는 읽기만 하는 단계에서 다음으로 넘어갑니다. 해 보거나 답할 것이 있는 "
             "단계에서는, 그것을 하면 저절로 넘어갑니다.\n"
             "- `lesson hint`는 힌트를 주고, `lesson again`은 단계를 다시 보여 주며, `lesson back`은 앞 단계로 가고, "
             "`lesson skip`은 단계를 건너뜁니다.\n"
             "- `lesson stop`은 수업에서 나가고, `lesson restart`는 수업을 처음부터 다시 시작합니다.\n"
             "- `lesson check`는 수업을 쓰는 사람을 위한 것으로, 파일의 잘못을 알려 줍니다.\n\n"
             "수업 중에도 모든 명령을 쓸 수 있으니 이것저것 해 보십시오."},
    .words_wanted = true,
    .run = run_lesson,
    .show = lesson_show,
};

/* ---- answer ---- */

static bool run_answer(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    if (is_inside(lessons_of(repl), error))
        return false;
    result->value = lessons_answer(lessons_of(repl), arguments->words, error);
    return result->value != NULL;
}

static const Command answer_command = {
    .name = "answer",
    .usage = {"answer 30 | answer WORDS", "answer 30 | answer 답"},
    .summary = {"answer a lesson's question", "수업의 질문에 답합니다"},
    .help = {"Answers the question that a lesson puts: `answer 30`. A number, a choice, yes or no may be typed alone: `30`.",
             "수업의 질문에 답합니다: `answer 30`. 수, 번호, 예나 아니요는 그것만 입력해도 됩니다: `30`."},
    .words_wanted = true,
    .raw = true,
    .run = run_answer,
    .show = lesson_show,
};

/* ---- next ---- */

static bool run_next(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    (void)arguments;
    if (is_inside(lessons_of(repl), error))
        return false;
    result->value = lessons_next(lessons_of(repl), false, error);
    return result->value != NULL;
}

static const Command next_command = {
    .name = "next",
    .usage = {"next", "next"},
    .summary = {"go to the lesson's next step", "수업의 다음 단계로 갑니다"},
    .help = {"The same as `lesson next`: goes on to the next step of the lesson where there is only something to read.",
             "`lesson next`와 같습니다. 읽기만 하는 단계에서 수업의 다음 단계로 갑니다."},
    .run = run_next,
    .show = lesson_show,
};

bool lesson_commands_add(Repl *repl, Lessons *lessons, Error *error)
{
    return repl_add_command(repl, &lesson_command, lessons, error) && repl_add_command(repl, &answer_command, lessons, error) &&
           repl_add_command(repl, &next_command, lessons, error);
}
