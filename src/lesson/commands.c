/* commands.c: the commands `lesson`, `answer` and `next`. */
#include "lesson/lessons_internal.h"

#include <string.h>

#include "base/language.h"
#include "repl/parse.h"

static Lessons *lessons_of(Repl *repl) { return repl_command_argument(repl, "lesson"); }

/* ---- lesson ---- */

static json_t *go_next(Lessons *lessons, Error *error) { return lessons_next(lessons, false, error); }
static json_t *go_past(Lessons *lessons, Error *error) { return lessons_next(lessons, true, error); }

/* A verb stands alone, or takes the words behind it. */
static const struct {
    const char *name;
    json_t *(*alone)(Lessons *lessons, Error *error);
    json_t *(*with_words)(Lessons *lessons, const char *words, Error *error);
} verbs[] = {
    {"next", go_next, NULL},
    {"skip", go_past, NULL},
    {"back", lessons_back, NULL},
    {"again", lessons_again, NULL},
    {"hint", lessons_hint, NULL},
    {"undo", lessons_undo, NULL},
    {"stop", lessons_stop, NULL},
    {"restart", lessons_restart, NULL},
    {"check", NULL, lessons_check},
    {"new", NULL, lessons_new},
    {"try", NULL, lessons_try},
    {"notes", NULL, lessons_notes},
    {"search", NULL, lessons_search},
};

enum { VERBS = sizeof verbs / sizeof *verbs };

static const char *verb_name(int i) { return i < VERBS ? verbs[i].name : NULL; }

static json_t *call_verb(Lessons *lessons, const char *words, Error *error)
{
    FirstWord word = first_word(words);
    const char *names[VERBS];
    if (word.length == 0)
        return lessons_list(lessons);
    for (size_t i = 0; i < VERBS; i++) {
        names[i] = verbs[i].name;
        if (strncmp(word.text, names[i], word.length) != 0 || names[i][word.length] != '\0')
            continue;
        if (verbs[i].with_words != NULL)
            return verbs[i].with_words(lessons, word.rest, error);
        if (*word.rest == '\0')
            return verbs[i].alone(lessons, error);
    }
    json_t *value = lessons_start(lessons, words, error);
    const char *nearest = value == NULL && error->kind == ERROR_USAGE ? nearest_name(words, names, VERBS) : NULL;
    if (nearest != NULL)
        error_set(error, ERROR_USAGE,
                  TEXT("there is no lesson '%.40s': did you mean 'lesson %s'?",
                       "'%.40s' 수업은 없습니다. 혹시 'lesson %s'입니까?"),
                  words, nearest);
    return value;
}

typedef struct LessonOptions { bool replace; } LessonOptions;

static bool run_lesson(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
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

const Command lesson_command = {
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
    result->value = lessons_answer(lessons_of(repl), arguments->words, error);
    return result->value != NULL;
}

const Command answer_command = {
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
    result->value = lessons_next(lessons_of(repl), false, error);
    return result->value != NULL;
}

const Command next_command = {
    .name = "next",
    .usage = {"next", "next"},
    .summary = {"go to the lesson's next step", "수업의 다음 단계로 갑니다"},
    .role = ROLE_GUIDE,
    .run = run_next,
    .show = lesson_show,
    .pin = lesson_pin,
};
