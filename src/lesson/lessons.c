/* lessons.c: connects lessons and prompt: lessons check the commands that ran and take lines that are answers.
 *
 * Commands of a script of the learner's are looked at when the script has ended (`waiting`), so that a lesson does
 * not speak in the middle of it. */
#include "lesson/lessons.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/lessons_internal.h"
#include "lesson/limits.h"
#include "lesson/log.h"
#include "lua/globals.h"
#include "lua/lua_host.h"
#include "repl/results.h"

enum { WAITING_MOST = 64 };

/* ---- answers ---- */

/* Runs `answer` or `lesson` with these words and shows what it found. */
static bool run_own(Lessons *lessons, const char *command, const char *words, Error *error)
{
    json_t *value = repl_call(lessons->repl, command, words, NULL, 0, error);
    bool right = value != NULL;
    if (right)
        repl_show(lessons->repl, command, value);
    json_decref(value);
    return right;
}

/* How to answer the open question; NULL: no question is open. */
static const char *way_to_answer(const Lessons *lessons)
{
    switch (step_now(lessons)->ask) {
    case ASK_NOTHING: break;
    case ASK_INTEGER:
    case ASK_NUMBER: return TEXT("'answer 30', with your number in digits", "'answer 30'처럼 수를 숫자로 입력하십시오");
    case ASK_CHOICE: return TEXT("'answer 1', with the number of your choice", "'answer 1'처럼 고른 번호를 입력하십시오");
    case ASK_YES: return TEXT("'answer yes' or 'answer no'", "'answer 예' 또는 'answer 아니요'를 입력하십시오");
    case ASK_TEXT: return TEXT("'answer' and your words", "'answer' 다음에 답을 입력하십시오");
    case ASK_LUA: return TEXT("'answer' and your line", "'answer' 다음에 코드를 입력하십시오");
    }
    return NULL;
}

/* An assignment or a call: it stays Lua where words are wanted. */
static bool looks_like_lua(const char *line) { return strpbrk(line, "=({[\"") != NULL; }

/* A step may want only the words of one command; where it asks, words may be an answer, and only what has two digits, such
 * as a date, is none. */
static bool is_bare(const Lessons *lessons, const char *line)
{
    static const char digits[] = "0123456789";
    const LessonStep *step = step_now(lessons);
    const char *digit = strpbrk(line, digits);
    bool wanted = step->ask == ASK_NOTHING || (digit != NULL && strpbrk(digit + 1, digits) != NULL);
    return step->bare != NULL && wanted && (digit == line || !looks_like_lua(line));
}

static bool run_bare(Lessons *lessons, const char *line, Error *error)
{
    const char *bare = step_now(lessons)->bare;
    const Command *command = repl_find_command(lessons->repl, bare, strlen(bare));
    lessons->bare = true;
    json_t *value = repl_call(lessons->repl, bare, line, NULL, 0, error);
    lessons->bare = false;
    if (value == NULL)
        return false;
    repl_show(lessons->repl, command->name, value);
    lessons_look_at(lessons, command->name, value);
    json_decref(value);
    return true;
}

/* The verb of `lesson` that a word alone means while a lesson is open; NULL: none. */
static const char *verb_alone(const char *word)
{
    static const char *const words[][2] = {{"hint", "hint"},     {"skip", "skip"},     {"back", "back"},
                                           {"again", "again"},   {"undo", "undo"},     {"힌트", "hint"},
                                           {"다음", "next"},     {"건너뛰기", "skip"}, {"뒤로", "back"},
                                           {"되돌리기", "undo"}, {"다시", "again"},      {"notes", "notes"},
                                           {"노트", "notes"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasecmp(word, words[i][0]) == 0)
            return words[i][1];
    return NULL;
}

/* What to say to a line that is plainly meant for a question, but answers none; NULL: it is no such line. */
static const char *said_instead(const Lessons *lessons, const char *line)
{
    if (*line == '\0' && step_now(lessons)->ask != ASK_NOTHING)
        return TEXT("Answer the question ('lesson hint' helps, 'lesson skip' goes on).",
                    "질문에 답하십시오(모르면 'lesson hint', 건너뛰려면 'lesson skip').");
    if (lesson_does_not_know(line))
        return TEXT("'lesson hint' helps, and 'lesson skip' goes on.",
                    "모르면 'lesson hint', 건너뛰려면 'lesson skip'을 입력하십시오.");
    if (step_now(lessons)->ask == ASK_NOTHING && lesson_is_number_with_unit(line))
        return TEXT("There is no question to answer now. 'lesson again' shows the step.",
                    "지금은 답할 질문이 없습니다. 'lesson again'을 입력하면 단계를 다시 보여 줍니다.");
    return NULL;
}

/* Runs a line, without blanks at its ends, that is meant for the lesson. False where it is not. */
static bool run_for_lesson(Lessons *lessons, const char *line, bool *right, Error *error)
{
    const LessonStep *step = step_now(lessons);
    const char *verb = verb_alone(line), *said = said_instead(lessons, line);
    if (lesson_is_answer(step, line))
        *right = run_own(lessons, "answer", line, error);
    else if (verb != NULL)
        *right = run_own(lessons, "lesson", verb, error);
    else if (said != NULL && (!is_bare(lessons, line) || *line == '\0')) {
        repl_say(lessons->repl, STYLE_DIM, said);
        *right = true;
    } else if (*line == '\0')
        return false;
    else if (is_bare(lessons, line))
        *right = run_bare(lessons, line, error);
    else if (step->ask == ASK_TEXT && !looks_like_lua(line))
        *right = run_own(lessons, "answer", line, error);
    else
        return false;
    return true;
}

/* "33,280 of them": a number and words, which nobody means as Lua. */
static bool is_number_and_words(const char *line)
{
    return isdigit((unsigned char)*line) && strpbrk(line, "abcdfghijklmnopqrstuvwxyz") != NULL;
}

/* A line that is not a command. While a question is open, words that are not Lua either are taken as its answer. */
static bool evaluate(void *argument, const char *line, bool *complete, Error *error)
{
    Lessons *lessons = argument;
    bool open = lessons->active != NULL && !lessons->inside, meaningless, ran;
    char *text = lesson_trimmed(line);
    bool taken = open && run_for_lesson(lessons, text, &ran, error);
    free(text);
    if (taken) {
        *complete = true;
        return ran;
    }
    const char *way = open ? way_to_answer(lessons) : NULL;
    bool right = evaluate_line(lessons->host, line, complete, &meaningless, error);
    open = open && lessons->active != NULL; /* it may have finished the lesson, or broken it */
    if (open && step_now(lessons)->ask == ASK_LUA && (!right || !*complete)) { /* it has names that the lesson gives it */
        *complete = true;
        *error = (Error){0};
        return run_own(lessons, "answer", line, error);
    }
    bool usage = open && error->kind == ERROR_USAGE;
    bool wrong = meaningless || (usage && (step_now(lessons)->ask == ASK_TEXT || is_number_and_words(line)));
    if (!right && wrong && way != NULL)
        error_set(
            error, ERROR_USAGE,
            TEXT("this is not a command. To answer the lesson's question: %s. 'lesson hint' helps, 'lesson skip' goes on",
                 "명령이 아닙니다. 수업의 질문에 답하려면 %s. 모르면 lesson hint, 건너뛰려면 lesson skip"),
            way);
    return right;
}

bool lessons_take(void *argument, const char *line)
{
    const Lessons *lessons = argument;
    char *text = lesson_trimmed(line);
    bool takes = lessons->active != NULL && !lessons->inside &&
        (way_to_answer(lessons) != NULL || is_bare(lessons, text) || verb_alone(text) != NULL ||
         said_instead(lessons, text) != NULL);
    free(text);
    return takes;
}

/* ---- listening ---- */

static bool guard(void *argument, Arguments *arguments, Error *error)
{
    Lessons *lessons = argument;
    if (lessons->reading)
        return error_set(error, ERROR_SCRIPT, "%s",
                         TEXT("lesson.lua calls commands in its functions only, not while it is read",
                              "lesson.lua의 명령은 함수 안에서만 부를 수 있고, 파일을 읽는 동안에는 부를 수 없습니다"));
    if (lessons->measuring != NULL)
        return lesson_may_run(lessons->repl, lessons->measuring, arguments, error) &&
            lesson_has_room(lessons->repl, error);
    if (lessons->active == NULL)
        return true;
    if (!lessons->inside && !host_runs(lessons->host) && author_changed(lessons) && !author_reload(lessons) &&
        lessons->active == NULL)
        return true;
    const LessonFolder *folder = &lessons->active->folder;
    bool may = true;
    json_t *typed = log_asked(arguments);
    if (!lessons->inside && !lessons->restoring)
        lesson_undo_note(lessons, arguments->command->name);
    if (lessons->inside && !lessons->restoring)
        may = lesson_may_run(lessons->repl, folder, arguments, error) &&
            (!folder->own || lesson_has_room(lessons->repl, error));
    else if (folder->own)
        lesson_find_files(lessons->repl, folder, arguments);
    /* The files of a user's lesson are known by their whole paths. */
    json_t *asked = folder->own ? log_asked(arguments) : json_incref(typed);
    json_decref(typed);
    if (may)
        json_array_append_new(lessons->asked, asked);
    else
        json_decref(asked);
    return may;
}

static void note_trained(Lessons *lessons, const json_t *found)
{
    if (json_is_string(json_object_get(found, "model")))
        json_object_set_new(lessons->trained, json_text(found, "model"), json_true());
}

/* The innermost command of this name that runs, which has ended; NULL: none was noted. The caller's. */
static json_t *take_asked(Lessons *lessons, const char *name)
{
    size_t i = json_array_size(lessons->asked);
    while (i > 0 && strcmp(json_text(json_array_get(lessons->asked, i - 1), "name"), name) != 0)
        i--;
    json_t *asked = i > 0 ? json_incref(json_array_get(lessons->asked, i - 1)) : NULL;
    while (i > 0 && json_array_size(lessons->asked) >= i)
        json_array_remove(lessons->asked, json_array_size(lessons->asked) - 1);
    return asked;
}

static void log_found(Lessons *lessons, const char *name, const json_t *value)
{
    json_t *asked = take_asked(lessons, name);
    const char *outer = json_text(json_array_get(lessons->asked, json_array_size(lessons->asked) - 1), "name");
    bool meanwhile = strcmp(outer, "train") == 0 || strcmp(outer, "compare") == 0;
    bool counts = lessons->active != NULL && value != NULL && !lessons->restoring;
    if (counts && asked != NULL && !meanwhile) /* what a half-trained model said cannot be had again */
        log_command(lessons->entry, step_now(lessons)->id, asked, lessons->inside, value);
    if (counts && asked != NULL && (lessons->inside || lessons_expected(lessons, name, value) != NULL))
        lesson_models_note(lessons, asked);
    json_decref(asked);
    if (counts && (strcmp(name, "train") == 0 || strcmp(name, "step") == 0))
        note_trained(lessons, value);
    const json_t *models = counts && strcmp(name, "compare") == 0 ? json_object_get(value, "models") : NULL;
    for (size_t i = 0; i < json_array_size(models); i++)
        if (json_object_get(json_array_get(models, i), "train") != NULL)
            note_trained(lessons, json_array_get(models, i));
}

/* What a lesson keeps is no model of the learner's own files, and quit does not ask for it. */
static void say_models(const Lessons *lessons)
{
    Buffer names = {0};
    const char *key;
    json_t *value;
    json_object_foreach(lessons->models_here, key, value)
        buffer_format(&names, "%s%s", names.length > 0 ? ", " : "", key);
    char *said = text_format(
        TEXT("The lessons' models come back when you resume their lesson; 'open' reads them too, from %s/lessons: %s.",
             "수업의 모델은 그 수업을 이어서 할 때 다시 나옵니다. 'open'으로 열 수도 있습니다(%s/lessons 폴더): %s."),
        repl_options(lessons->repl)->state_folder, buffer_text(&names));
    if (terminal_capabilities(repl_terminal(lessons->repl)).interactive)
        repl_say(lessons->repl, STYLE_DIM, said);
    free(said);
    buffer_free(&names);
}

static void listen(void *argument, const char *name, const json_t *value)
{
    Lessons *lessons = argument;
    if (lessons->measuring != NULL)
        return;
    log_found(lessons, name, value);
    if (strcmp(name, "quit") == 0 && json_is_true(json_object_get(value, "leaves")) &&
        json_object_size(lessons->models_here) > 0)
        say_models(lessons);
    if (strcmp(name, "lesson") != 0 && json_object_get(value, "finished") == NULL)
        lessons_list_over(lessons); /* an empty line opens a lesson only right after the list, or a lesson's end */
    if (lessons->active == NULL || lessons->inside || lessons->bare)
        return;
    if (value == NULL) {
        lessons->tried = 0; /* a step's commands build on each other: from the first again */
        return;
    }
    if (!host_runs(lessons->host))
        lessons_look_at(lessons, name, value);
    else if (json_array_size(lessons->waiting) < WAITING_MOST)
        json_array_append_new(lessons->waiting, json_pack("[s, O]", name, value));
}

/* When a script has ended. */
static void settle(void *argument)
{
    Lessons *lessons = argument;
    while (json_array_size(lessons->waiting) > 0) {
        json_t *first = json_incref(json_array_get(lessons->waiting, 0));
        json_array_remove(lessons->waiting, 0);
        lessons_look_at(lessons, json_string_value(json_array_get(first, 0)), json_array_get(first, 1));
        json_decref(first);
    }
}

static char *offer(void *argument)
{
    return author_changed(argument) ? memory_string("lesson again") : lesson_offer(argument);
}

/* ---- open, close ---- */

/* The globals of scripts were made before these commands. */
static int put_verbs(lua_State *L)
{
    verbs_put_command(L, claims_command.name);
    verbs_put_command(L, published_command.name);
    return 0;
}

static bool add_commands(Repl *repl, Lessons *lessons, Error *error)
{
    const Command *const commands[] = {&lesson_command, &answer_command, &next_command, &claims_command,
                                       &published_command};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!repl_add_command(repl, commands[i], lessons, error))
            return false;
    return host_call(lessons->host, put_verbs, NULL, error);
}

Lessons *lessons_open(Repl *repl, LuaHost *host, Error *error)
{
    Lessons *lessons = memory_new(1, sizeof *lessons);
    lessons->host = host;
    lessons->repl = repl;
    lessons->waiting = json_array();
    lessons->models_here = json_object();
    lessons->models_made = json_object();
    lessons->asked = json_array();
    lessons->trained = json_object();
    if (!add_commands(repl, lessons, error)) {
        lessons_close(lessons);
        return NULL;
    }
    repl_hook(repl, (ReplHooks){lessons, guard, lessons_annotate, listen, offer});
    repl_evaluator(repl, evaluate, lessons);
    lab_when_replaced(repl_lab(repl), lesson_models_save_learners, lessons);
    host_when_idle(host, settle, lessons);
    return lessons;
}

void lessons_close(Lessons *lessons)
{
    if (lessons == NULL)
        return;
    host_when_idle(lessons->host, NULL, NULL);
    lab_when_replaced(repl_lab(lessons->repl), NULL, NULL);
    repl_evaluator(lessons->repl, NULL, NULL);
    repl_hook(lessons->repl, (ReplHooks){0});
    lessons_leave(lessons);
    json_decref(lessons->waiting);
    json_decref(lessons->asked);
    json_decref(lessons->trained);
    json_decref(lessons->models_here);
    json_decref(lessons->models_made);
    json_decref(lessons->data_now);
    free(lessons->finished);
    lessons_list_over(lessons);
    free(lessons);
}
