/* runner.c: where the learner is, what their commands and answers mean there, what comes next.
 *
 * One lesson at most is active. Its functions are called with `inside` set, so that the commands which they call
 * themselves are not taken for the learner's. Whatever goes wrong in a lesson's script ends the lesson and nothing
 * else. */
#include "lesson/lessons_internal.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/folders.h"
#include "lesson/limits.h"
#include "lesson/log.h"
#include "lesson/progress.h"

static bool is_active(const Lessons *lessons, Error *error)
{
    return lessons->active != NULL ||
           error_set(error, ERROR_USAGE, "%s", TEXT("no lesson is open: 'lesson' lists them", "열린 수업이 없습니다. 'lesson'을 입력하면 목록이 나옵니다"));
}

/* ---- progress ---- */

static void store(Lessons *lessons)
{
    if (!lessons->trying)
        progress_store(lessons->repl, lessons->active->folder.key, lessons->entry);
}

void lessons_leave(Lessons *lessons)
{
    lesson_close(lessons->host, lessons->active);
    json_decref(lessons->entry);
    json_object_clear(lessons->trained);
    lesson_undo_clear(lessons);
    lessons->active = NULL;
    lessons->entry = NULL;
    lessons->trying = false;
    host_time_limit(lessons->host, 0);
}

/* A step with a task or a question that was skipped is not done, unless it was done before. */
static void mark_left(Lessons *lessons, bool skipped)
{
    const LessonStep *step = step_now(lessons);
    json_t *done = json_object_get(lessons->entry, "done"), *list = json_object_get(lessons->entry, "skipped");
    if (!skipped || (step->ask == ASK_NOTHING && step->check == LUA_NOREF)) {
        progress_add(lessons->entry, "done", step->id);
        json_array_remove(list, progress_place(list, step->id));
    } else if (progress_place(done, step->id) == json_array_size(done)) {
        progress_add(lessons->entry, "skipped", step->id);
    }
}

/* ---- going from step to step ---- */

/* Goes to a step and keeps that; false where its prepare failed. */
static bool enter(Lessons *lessons, int step, Error *error)
{
    lessons->step = step;
    lessons->tries = lessons->tried = 0;
    lessons->step_begun = false;
    if (!lesson_prepare(lessons, false, error) || !lesson_take_memory(lessons, error))
        return false;
    json_object_set_new(lessons->entry, "step", json_string(step_now(lessons)->id));
    store(lessons);
    return true;
}

/* What the lesson says to it into value.feedback. */
static void add_feedback(const Lessons *lessons, const char *feedback, bool passed, json_t *value)
{
    char *words = lesson_outcome(lessons, feedback, passed);
    if (*words != '\0')
        json_object_set_new(value, "feedback", json_string(words));
    free(words);
}

/* The step is passed: feedback and what comes next as a value. checked: there was something to pass. What a step
 * says when it is done would not be true of one that was skipped. */
static json_t *pass(Lessons *lessons, const char *feedback, bool checked, bool skipped, Error *error)
{
    json_t *value = json_object();
    add_feedback(lessons, feedback, !skipped, value);
    if (checked)
        json_object_set_new(value, "passed", json_true());
    if (!skipped)
        log_passed(lessons->entry, step_now(lessons)->id, feedback);
    mark_left(lessons, skipped);
    /* A disk that is full, or a model that a skipped step would have made, does not end the lesson. */
    Error trouble = {0};
    if (!lessons->trying && !lesson_models_keep(lessons, &trouble) && checked)
        repl_show_error(lessons->repl, &trouble);
    if (lessons->step + 1 == lessons->active->step_count) {
        /* The lesson's end: kept as finished, and closed. */
        int next = lesson_number_after(lessons->repl, lessons->active->folder.name);
        json_object_set_new(lessons->entry, "finished", json_true());
        json_object_del(lessons->entry, "step");
        lesson_models_forget_earlier(lessons);
        json_object_del(lessons->entry, "finished_run");
        store(lessons);
        json_object_set_new(value, "finished", json_string(lesson_title(lessons->active)));
        json_object_set_new(value, "skipped", lesson_skipped(lessons));
        free(lessons->finished);
        lessons->finished = memory_string(lessons->active->folder.word);
        lessons_leave(lessons);
        if (next > 0) {
            char *word = text_format("%d", next);
            json_object_set_new(value, "next", json_integer(next));
            lessons_enter_opens(lessons, word);
            free(word);
        }
        return value;
    }
    if (enter(lessons, lessons->step + 1, error)) {
        json_object_set_new(value, "step", lesson_step_value(lessons));
        return value;
    }
    json_decref(value);
    return NULL;
}

/* Calls the check with a value. NULL in *value: it had nothing to say. False with an error of the script's. */
static bool check(Lessons *lessons, const json_t *found, bool answer, json_t **value, Error *error)
{
    Verdict verdict;
    repl_status(lessons->repl, TEXT("the lesson looks at the result", "수업이 결과를 확인하고 있습니다"));
    bool ran = lesson_check(lessons, found, &verdict, error) && lesson_take_memory(lessons, error);
    *value = NULL;
    if (ran && verdict.passed) {
        *value = pass(lessons, verdict.feedback, true, false, error);
        ran = *value != NULL;
    } else if (ran && (verdict.failed || answer)) {
        lessons->tries++;
        lessons->tried = 0;
        if (verdict.feedback != NULL || answer) {
            *value = json_pack("{s:b}", "passed", 0);
            add_feedback(lessons, verdict.feedback, false, *value);
        }
    }
    free(verdict.feedback);
    return ran;
}

/* An error of a lesson's script: it stays in the error, the lesson is left. */
static json_t *broken(Lessons *lessons, Error *error)
{
    size_t length = strlen(error->message);
    Error note = {0};
    error_set(&note, ERROR_SCRIPT,
              TEXT("\nThe lesson was left; 'lesson %s' resumes it.",
                   "\n수업에서 나왔습니다. 'lesson %s' 명령으로 이어서 할 수 있습니다."),
              lessons->active->folder.word);
    if (length + strlen(note.message) < sizeof error->message)
        strcat(error->message, note.message);
    lessons_leave(lessons);
    return NULL;
}

/* ---- what the learner types ---- */

static json_t *step_shown(Lessons *lessons) { return json_pack("{s:o}", "step", lesson_step_value(lessons)); }

/* Where a learner is who comes back: what is done and what was skipped. */
static json_t *resumed(Lessons *lessons)
{
    json_t *value = step_shown(lessons);
    json_object_set_new(value, "done",
                        json_integer((json_int_t)json_array_size(json_object_get(lessons->entry, "done"))));
    json_object_set_new(value, "skipped", lesson_skipped(lessons));
    json_object_set_new(value, "recap", lessons_recap(lessons));
    return value;
}

/* The last run that was finished, of which the notes and models stay until another one is; NULL: there is none. The
 * caller's. */
static json_t *finished_run(const Lessons *lessons)
{
    json_t *entry = lessons->entry, *run = json_object_get(entry, "finished_run");
    if (run != NULL || !json_is_true(json_object_get(entry, "finished")) || json_object_get(entry, "step") != NULL)
        return json_incref(run);
    return json_copy(entry);
}

/* A finished lesson starts from the beginning, without its models, and stays finished. */
static void begin_again(Lessons *lessons)
{
    bool finished = json_is_true(json_object_get(lessons->entry, "finished"));
    json_t *run = finished_run(lessons);
    if (run == NULL || json_object_get(lessons->entry, "step") != NULL)
        lesson_models_forget(lessons);
    json_object_clear(lessons->entry);
    if (finished)
        json_object_set_new(lessons->entry, "finished", json_true());
    if (run != NULL)
        json_object_set_new(lessons->entry, "finished_run", run);
}

/* What is shown to who begins a lesson, which may have been finished before. */
static json_t *begun(Lessons *lessons)
{
    json_t *value = step_shown(lessons);
    if (json_object_get(lessons->entry, "finished_run") != NULL)
        json_object_set_new(value, "message",
                            json_string(TEXT("This lesson is finished: it begins again, and its notes stay until you "
                                             "finish it again.",
                                             "이미 마친 수업입니다. 처음부터 다시 시작하며, 다시 마칠 때까지 지난번 노트가 남아 있습니다.")));
    return value;
}

/* After the lesson's files were read: its memory, its models, its step. */
static json_t *take_up(Lessons *lessons, Error *error)
{
    Error trouble = {0};
    int step = lesson_step_index(lessons->active, json_string_value(json_object_get(lessons->entry, "step")));
    if (step < 0)
        begin_again(lessons);
    if (!lesson_models_open(lessons, &trouble))
        repl_show_error(lessons->repl, &trouble); /* the learner can train it again */
    lessons_restore(lessons);
    if (!lesson_begin(lessons, error) || !lesson_prepare(lessons, true, error) ||
        !enter(lessons, step < 0 ? 0 : step, error))
        return broken(lessons, error);
    return step > 0 && !lessons->trying ? resumed(lessons) : step < 0 ? begun(lessons) : step_shown(lessons);
}

json_t *lessons_begin(Lessons *lessons, Lesson *lesson, json_t *entry, bool trying, Error *error)
{
    if (lessons->active != NULL)
        store(lessons);
    lessons_leave(lessons);
    lessons->active = lesson;
    lessons->entry = entry;
    lessons->trying = trying;
    host_time_limit(lessons->host, lesson->folder.own ? LESSON_SECONDS : 0);
    lessons_list_over(lessons);
    return take_up(lessons, error);
}

json_t *lessons_start(Lessons *lessons, const char *name, Error *error)
{
    Lesson *lesson = lessons_find(lessons, name, error);
    if (lesson == NULL)
        return NULL;
    if (lessons->active != NULL)
        store(lessons); /* before it is read: it may be this lesson's */
    return lessons_begin(lessons, lesson, progress_of(lessons->repl, lesson->folder.key), false, error);
}

static json_t *message(const char *text) { return json_pack("{s:s}", "message", text); }

json_t *lessons_next(Lessons *lessons, bool skip, Error *error)
{
    if (!is_active(lessons, error))
        return NULL;
    const LessonStep *step = step_now(lessons);
    const json_t *done = json_object_get(lessons->entry, "done");
    /* Who went back need not do it again; who lacks what the step needs cannot do it. */
    skip = skip || progress_place(done, step->id) < json_array_size(done) || lesson_step_missed(lessons) != NULL;
    if (!skip && step->ask != ASK_NOTHING)
        return message(TEXT("There is a question to answer first ('lesson again' shows it, 'lesson skip' skips it).",
                            "먼저 질문에 답하십시오('lesson again'은 질문을 다시 보여 주고, 'lesson skip'은 건너뜁니다)."));
    if (!skip && step->check != LUA_NOREF)
        return message(TEXT("This step has a task ('lesson again' shows it, 'lesson hint' helps, 'lesson skip' skips "
                            "it).",
                            "먼저 이 단계의 과제를 해 보십시오('lesson again'은 다시 보여 주고, 'lesson hint'는 힌트를 주고, 'lesson skip'은 "
                            "건너뜁니다)."));
    json_t *value = pass(lessons, NULL, false, skip, error);
    return value != NULL ? value : broken(lessons, error);
}

json_t *lessons_back(Lessons *lessons, Error *error)
{
    if (!is_active(lessons, error))
        return NULL;
    if (lessons->step == 0)
        return message(TEXT("This is the first step.", "첫 단계입니다."));
    return enter(lessons, lessons->step - 1, error) ? step_shown(lessons) : broken(lessons, error);
}

/* Enter goes on where it was: what the step has had trained is not trained again. An author's step may be another. */
json_t *lessons_again(Lessons *lessons, Error *error)
{
    if (!is_active(lessons, error))
        return NULL;
    if (lessons->trying)
        lessons->tries = lessons->tried = 0;
    return step_shown(lessons);
}

json_t *lessons_undo(Lessons *lessons, Error *error)
{
    Error trouble = {0};
    Buffer removed = {0}, said = {0};
    int step;
    if (!is_active(lessons, error) || !lab_may_change(repl_lab(lessons->repl), error))
        return NULL;
    if (!lesson_undo_last(lessons, &step, &removed, &trouble))
        return message(TEXT(
            "There is nothing to undo: the last steps changed no model and no data, or the models are too "
            "large to be kept for it.",
            "되돌릴 것이 없습니다. 최근 단계에서 모델이나 데이터가 바뀌지 않았거나, 모델이 너무 커서 되돌릴 수 없습니다."));
    buffer_format(&said, TEXT("Undone. Models, data and memory are as they were before the commands of step %d.",
                              "되돌렸습니다. 모델, 데이터, 기억한 값이 %d단계의 명령을 실행하기 전과 같습니다."), step + 1);
    if (removed.length > 0)
        buffer_format(&said, TEXT(" Removed: %s.", " 지운 모델: %s."), buffer_text(&removed));
    bool right = lesson_begin(lessons, error) && enter(lessons, step, error);
    json_t *value = right ? step_shown(lessons) : broken(lessons, error);
    if (right)
        json_object_set_new(value, "message", json_string(buffer_text(&said)));
    buffer_free(&removed);
    buffer_free(&said);
    return value;
}

json_t *lessons_hint(Lessons *lessons, Error *error)
{
    if (!is_active(lessons, error))
        return NULL;
    if (lesson_step_missed(lessons) != NULL)
        return step_shown(lessons);
    char *id = text_format("%s-hint", step_now(lessons)->id);
    bool has_hint = lesson_text_find(lesson_text_now(lessons->active), id) != NULL;
    char *words = has_hint ? lesson_words(lessons, id) : NULL;
    json_t *value = has_hint ? json_pack("{s:s}", "feedback", words)
                             : message(TEXT("There is no hint for this step ('lesson again' shows it once more).",
                                            "이 단계에는 힌트가 없습니다('lesson again'은 단계를 다시 보여 줍니다)."));
    free(words);
    free(id);
    return value;
}

json_t *lessons_stop(Lessons *lessons, Error *error)
{
    if (!is_active(lessons, error))
        return NULL;
    const char *word = lessons->active->folder.word;
    json_t *value = lessons->trying
        ? message(TEXT("You left the lesson that you were trying; nothing of it was saved.",
                       "시험하던 수업에서 나왔습니다. 저장한 것은 없습니다."))
        : json_pack("{s:o}", "message",
                    json_sprintf(TEXT("Saved the progress of lesson %s; 'lesson %s' resumes it.",
                                      "수업 %s의 진도를 저장했습니다. 'lesson %s' 명령으로 이어서 할 수 있습니다."), word, word));
    store(lessons);
    lessons_leave(lessons);
    return value;
}

json_t *lessons_restart(Lessons *lessons, Error *error)
{
    if (lessons->active == NULL && lessons->finished != NULL)
        return lessons_start(lessons, lessons->finished, error); /* a finished lesson starts from the beginning */
    if (!is_active(lessons, error))
        return NULL;
    begin_again(lessons);
    char *name = memory_string(lessons->active->folder.word);
    json_t *value = lessons_start(lessons, name, error); /* which keeps the entry and reads it again */
    free(name);
    return value;
}

json_t *lessons_answer(Lessons *lessons, const char *words, Error *error)
{
    if (!is_active(lessons, error))
        return NULL;
    if (lesson_step_missed(lessons) != NULL)
        return step_shown(lessons);
    const LessonStep *step = step_now(lessons);
    json_t *answer = lesson_read_answer(step, words, error), *value = NULL;
    if (answer == NULL)
        return NULL;
    const char *name = step->remember != NULL ? step->remember : step->id;
    log_answer(lessons->entry, step->id, answer);
    bool ran = lesson_remember(lessons, name, answer, error) && check(lessons, answer, true, &value, error);
    json_decref(answer);
    return ran ? value : broken(lessons, error);
}

/* ---- listening ---- */

static bool listens_to(const Lessons *lessons, const char *name)
{
    const LessonStep *step = step_now(lessons);
    const Command *command = repl_find_command(lessons->repl, name, strlen(name));
    if (lesson_step_missed(lessons) != NULL || step->ask != ASK_NOTHING || step->check == LUA_NOREF ||
        (command != NULL && command->role == ROLE_GUIDE))
        return false;
    return step->after.count == 0 || name_list_has(&step->after, name);
}

const char *lessons_expected(const Lessons *lessons, const char *name, const json_t *found)
{
    const NameList *lines = &step_now(lessons)->try_lines;
    const char *next = lines->count > 0 ? lines->names[lessons->tried % lines->count] : "";
    size_t length = strlen(name);
    if (strncmp(next, name, length) != 0 || (next[length] != ' ' && next[length] != '\0'))
        return NULL;
    /* `force clear` is not the `force` that a step wants, nor the other way round. */
    bool clears = json_array_size(json_object_get(found, "forced")) == 0 && json_object_get(found, "prefix") == NULL;
    bool wants_clear = strcmp(next, "force clear") == 0;
    return strcmp(name, "force") == 0 && clears != wants_clear ? NULL : next;
}

void lessons_annotate(void *argument, const char *name, json_t *found)
{
    Lessons *lessons = argument;
    Error error = {0};
    json_t *guess = NULL;
    if (lessons->active == NULL || lessons->inside || lessons->bare || host_runs(lessons->host))
        return;
    if (strcmp(name, "model") == 0) /* the lesson's own, which it makes again and again under one name */
        json_object_del(found, "replaced");
    if (!listens_to(lessons, name))
        return;
    bool ran = lesson_guess(lessons, found, &guess, &error);
    if (guess != NULL)
        json_object_set_new(found, "guess", guess);
    if (!ran) {
        broken(lessons, &error);
        repl_show_error(lessons->repl, &error);
    }
}

void lessons_look_at(Lessons *lessons, const char *name, const json_t *found)
{
    Repl *repl = lessons->repl;
    Error error = {0};
    json_t *value = NULL;
    if (lessons->active == NULL)
        return;
    const char *line = lessons_expected(lessons, name, found);
    if (strcmp(name, "data") == 0) {
        json_decref(lessons->data_now);
        lessons->data_now = log_data_signature(found);
    }
    /* Which data the lesson chose, and by which line: Enter can go back to them after others were tried. */
    if (strcmp(name, "data") == 0 && line != NULL)
        json_object_set_new(lessons->entry, "data", json_pack("{s:s, s:O}", "line", line, "found", lessons->data_now));
    if (line != NULL)
        lessons->tried = lessons->tried % step_now(lessons)->try_lines.count + 1;
    if (strcmp(name, "lang") == 0) /* the step once more, in the new language */
        value = step_shown(lessons);
    else if (listens_to(lessons, name) && !check(lessons, found, false, &value, &error)) {
        broken(lessons, &error);
        repl_show_error(repl, &error);
    }
    if (value != NULL) {
        json_object_set_new(value, "command", json_string("lesson"));
        repl_show(repl, "lesson", value);
    }
    json_decref(value);
}
