/* commands.c: the commands `lesson`, `answer` and `next`. */
#include "lesson/lessons_internal.h"

#include <string.h>

#include "base/language.h"

static Lessons *lessons_of(Repl *repl) { return repl_command_argument(repl, "lesson"); }

/* ---- lesson ---- */

/* rest: the words behind the verb; "" for one that takes none. */
typedef json_t *LessonVerb(Lessons *lessons, const char *rest, Error *error);

static json_t *verb_next(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_next(lessons, false, error); }
static json_t *verb_skip(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_next(lessons, true, error); }
static json_t *verb_back(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_back(lessons, error); }
static json_t *verb_again(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_again(lessons, error); }
static json_t *verb_hint(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_hint(lessons, error); }
static json_t *verb_undo(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_undo(lessons, error); }
static json_t *verb_stop(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_stop(lessons, error); }
static json_t *verb_restart(Lessons *lessons, const char *rest, Error *error) { return (void)rest, lessons_restart(lessons, error); }

static const struct {
    const char *name;
    LessonVerb *run;
    bool takes_words;
} verbs[] = {
    {"next", verb_next, false}, {"skip", verb_skip, false},       {"back", verb_back, false},    {"again", verb_again, false},
    {"hint", verb_hint, false}, {"undo", verb_undo, false}, {"stop", verb_stop, false},       {"restart", verb_restart, false}, {"check", lessons_check, true},
    {"new", lessons_new, true}, {"try", lessons_try, true}, {"notes", lessons_notes, true}, {"search", lessons_search, true},
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static const char *verb_name(int i) { return i < VERBS ? verbs[i].name : NULL; }

static bool unknown_verb(const char *words, Error *error)
{
    const char *names[VERBS];
    for (size_t i = 0; i < VERBS; i++)
        names[i] = verbs[i].name;
    const char *nearest = nearest_name(words, names, VERBS);
    return nearest != NULL &&
        !error_set(error, ERROR_USAGE,
                   TEXT("there is no lesson '%.40s': did you mean 'lesson %s'?",
                        "'%.40s' 수업은 없습니다. 혹시 'lesson %s'입니까?"),
                   words, nearest);
}

static json_t *call_verb(Lessons *lessons, const char *words, Error *error)
{
    size_t length = strcspn(words, " ");
    const char *rest = words + length + strspn(words + length, " ");
    if (*words == '\0')
        return lessons_list(lessons);
    for (size_t i = 0; i < VERBS; i++)
        if (strncmp(words, verbs[i].name, length) == 0 && verbs[i].name[length] == '\0' && (verbs[i].takes_words || *rest == '\0'))
            return verbs[i].run(lessons, rest, error);
    json_t *value = lessons_start(lessons, words, error);
    if (value == NULL && error->kind == ERROR_USAGE)
        unknown_verb(words, error);
    return value;
}

/* A lesson's own functions may not move the learner to another step. */
static bool is_inside(const Lessons *lessons, Error *error)
{
    return lessons->inside && !error_set(error, ERROR_SCRIPT, "%s", TEXT("a lesson's script cannot call this", "수업 스크립트에서는 쓸 수 없는 명령입니다"));
}

typedef struct LessonOptions { bool replace; } LessonOptions;

static bool run_lesson(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    if (is_inside(lessons_of(repl), error))
        return false;
    lessons_of(repl)->replace = ((const LessonOptions *)arguments->options)->replace;
    result->value = call_verb(lessons_of(repl), arguments->words, error);
    return result->value != NULL;
}

static const Option lesson_rows[] = {
    {"replace", OPTION_YES_NO, OPTION_AT(LessonOptions, replace), .fallback = "no",
     .help = {"For `lesson notes`: replace a file that holds something else.", "`lesson notes`가 다른 내용이 든 파일을 덮어씁니다."}},
    {0},
};
static const Options lesson_options = {lesson_rows, .size = sizeof(LessonOptions)};

static const Command lesson_command = {
    .name = "lesson",
    .usage =
        {"lesson | lesson 1 | lesson next|back|hint|again|undo|skip|stop|restart | lesson search WORDS | lesson notes [FILE] | lesson new|check|try NAME",
         "lesson | lesson 1 | lesson next|back|hint|again|undo|skip|stop|restart | lesson search 단어 | lesson notes [파일] | lesson new|check|try 이름"},
    .options = &lesson_options,
    .summary = {"list the lessons, or go through one", "수업의 목록을 보거나 수업을 합니다"},
    .words_wanted = true,
    .word_means = MEANS_LESSON,
    .word_choice = verb_name,
    .role = ROLE_GUIDE,
    .run = run_lesson,
    .show = lesson_show,
    .pin = lesson_pin,
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
    .words_wanted = true,
    .raw = true,
    .role = ROLE_GUIDE,
    .run = run_answer,
    .show = lesson_show,
    .pin = lesson_pin,
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
    .role = ROLE_GUIDE,
    .run = run_next,
    .show = lesson_show,
    .pin = lesson_pin,
};

bool lesson_commands_add(Repl *repl, Lessons *lessons, Error *error)
{
    return repl_add_command(repl, &lesson_command, lessons, error) && repl_add_command(repl, &answer_command, lessons, error) &&
           repl_add_command(repl, &next_command, lessons, error);
}
