/* value.c: the step that the learner is in, as a value: what --json prints and lesson_show draws. */
#include "lesson/claims.h"
#include "lesson/lessons_internal.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "lesson/limits.h"
#include "lesson/log.h"
#include "repl/parse.h"

char *lesson_words(const Lessons *lessons, const char *id_or_text)
{
    const Section *section = lesson_text_find(lesson_text_now(lessons->active), id_or_text);
    char *text = section != NULL ? memory_string(section->body)
                                 : lesson_claims_filled(lessons->active, id_or_text, language_now());
    char *filled = lesson_text_filled(text, json_object_get(lessons->entry, "memory"));
    char *told = lesson_measured_filled(lessons->host, lessons->active, filled);
    free(text);
    free(filled);
    return told;
}

/* NULL: there is no such step. */
static const char *heading_of(const Lessons *lessons, const char *id)
{
    const Section *section = id != NULL ? lesson_text_find(lesson_text_now(lessons->active), id) : NULL;
    return section != NULL && section->title[0] == '\0' ? id : section != NULL ? section->title : NULL;
}

json_t *lesson_skipped(const Lessons *lessons)
{
    const json_t *skipped = json_object_get(lessons->entry, "skipped");
    json_t *list = json_array();
    for (size_t i = 0; i < json_array_size(skipped); i++) {
        const char *heading = heading_of(lessons, json_string_value(json_array_get(skipped, i)));
        if (heading != NULL)
            json_array_append_new(list, json_string(heading));
    }
    return list;
}

const LessonStep *lesson_step_missed(const Lessons *lessons)
{
    const NameList *needs = &step_now(lessons)->needs;
    if (needs->count == 0 || json_object_get(json_object_get(lessons->entry, "memory"), needs->names[0]) != NULL)
        return NULL;
    return &lessons->active->steps[lesson_step_index(lessons->active, needs->names[1])];
}

/* Which step it is, and how to get there: in the place of a text that would be about nothing. */
static char *missed_words(const Lessons *lessons, const LessonStep *missed)
{
    int index = (int)(missed - lessons->active->steps), back = lessons->step - index;
    const char *heading = heading_of(lessons, missed->id);
    if (back == 1)
        return text_format(TEXT("This step uses what the one before it (*%s*) found, and that is not there yet: `lesson "
                                "back` leads there.",
                                "이 단계는 바로 앞 단계(*%s*)의 결과를 쓰는데, 그 결과가 아직 없습니다. `lesson back`을 입력하면 앞 "
                                "단계로 돌아갑니다."),
                           heading);
    return text_format(TEXT("This step uses what step %1$d (*%2$s*) found, and that is not there yet: `lesson back`, "
                            "typed %3$d times, leads there.",
                            "이 단계는 %1$d단계(*%2$s*)의 결과를 쓰는데, 그 결과가 아직 없습니다. `lesson back`을 %3$d번 입력하면 그 "
                            "단계로 돌아갑니다."),
                       index + 1, heading, back);
}

/* The commands of try that the text itself does not hold. */
static json_t *untold_commands(const Lessons *lessons, const LessonStep *step, const char *text)
{
    json_t *list = json_array();
    for (int i = 0; i < step->try_lines.count; i++) {
        char *line = lesson_words(lessons, step->try_lines.names[i]), *quoted = text_format("`%s`", line);
        if (strstr(text, quoted) == NULL) /* `model` may also be a word of the text */
            json_array_append_new(list, json_string(line));
        free(quoted);
        free(line);
    }
    return list;
}

static bool begins(const char *line, const char *name) { return strncmp(line, name, strlen(name)) == 0; }

/* The line that chooses the lesson's data, if the step makes a model of them and others were chosen meanwhile; NULL:
 * all is as it should be. */
static const char *line_back(const Lessons *lessons, const LessonStep *step)
{
    const json_t *data = json_object_get(lessons->entry, "data");
    const char *line = json_string_value(json_object_get(data, "line"));
    bool makes = false;
    for (int i = 0; i < step->try_lines.count; i++) {
        if (begins(step->try_lines.names[i], "data "))
            return NULL;
        makes = makes || (begins(step->try_lines.names[i], "model ") && strchr(step->try_lines.names[i], '=') != NULL);
    }
    bool other = !json_equal(json_object_get(data, "found"), lessons->data_now);
    return makes && lessons->tried == 0 && other ? line : NULL;
}

/* A value may have made another command of it than the one that was checked. */
static bool may_offer(const Lessons *lessons, const char *line)
{
    Arguments arguments;
    Error error = {0};
    bool may = !lessons->active->folder.own ||
        (repl_read(lessons->repl, line, &arguments, &error) &&
         lesson_may_run(lessons->repl, &lessons->active->folder, &arguments, &error));
    if (lessons->active->folder.own)
        arguments_free(&arguments);
    return may;
}

char *lesson_offer(const Lessons *lessons)
{
    if (lessons->active == NULL)
        return memory_string(lessons->listed);
    if (lesson_step_missed(lessons) != NULL)
        return memory_string("lesson skip");
    if (step_now(lessons)->ask != ASK_NOTHING)
        return NULL;
    const LessonStep *step = step_now(lessons);
    if (lessons->tried >= step->try_lines.count && step->check == LUA_NOREF)
        return memory_string("next");
    if (step->try_lines.count == 0)
        return NULL;
    const char *back = line_back(lessons, step);
    char *line =
        lesson_words(lessons, back != NULL ? back : step->try_lines.names[lessons->tried % step->try_lines.count]);
    line[strcspn(line, "\r\n")] = '\0'; /* a value with two lines would be a second command */
    if (*line != '\0' && may_offer(lessons, line))
        return line;
    free(line); /* of a value that a skipped step would have made */
    return NULL;
}

static const char *way_on(const Lessons *lessons, const LessonStep *step)
{
    if (lesson_step_missed(lessons) != NULL)
        return "skip";
    if (step->ask != ASK_NOTHING)
        return "answer";
    if (step->check != LUA_NOREF || lessons->tried < step->try_lines.count)
        return "commands";
    return lessons->step + 1 < lessons->active->step_count ? "next" : "finish";
}

static void add_words(const Lessons *lessons, const char *id_or_text, Buffer *out)
{
    char *words = lesson_words(lessons, id_or_text);
    buffer_format(out, "%s%s", out->length > 0 ? "\n\n" : "", words);
    free(words);
}

char *lesson_outcome(const Lessons *lessons, const char *feedback, bool passed)
{
    Buffer words = {0};
    char *id = text_format("%s-done", step_now(lessons)->id);
    bool has_done = lesson_text_find(lesson_text_now(lessons->active), id) != NULL;
    if (feedback != NULL && *feedback != '\0')
        add_words(lessons, feedback, &words);
    if (passed && has_done && (feedback == NULL || strcmp(feedback, id) != 0))
        add_words(lessons, id, &words);
    free(id);
    return buffer_take(&words);
}

/* The question and what came of it when the step was passed before, for who goes back to it. */
static void add_question(const Lessons *lessons, const LessonStep *step, json_t *value)
{
    if (step->ask != ASK_NOTHING)
        json_object_set_new(value, "ask", json_string(ask_names[step->ask]));
    if (step->ask == ASK_CHOICE)
        json_object_set_new(value, "choices", json_array());
    for (int i = 0; i < step->choice_count; i++)
        json_array_append_new(json_object_get(value, "choices"),
                              json_pack("{s:s, s:s}", "id", step->choices[i].id, "text",
                                        TEXT(step->choices[i].english, step->choices[i].korean)));
    const char *feedback = log_last_passed(lessons->entry, step->id);
    char *outcome = feedback != NULL ? lesson_outcome(lessons, feedback, true) : NULL;
    if (outcome != NULL && *outcome != '\0')
        json_object_set_new(value, "outcome", json_string(outcome));
    free(outcome);
}

json_t *lesson_step_value(const Lessons *lessons)
{
    const Lesson *lesson = lessons->active;
    const LessonStep *step = step_now(lessons), *missed = lesson_step_missed(lessons);
    const char *heading = heading_of(lessons, step->id);
    char *text = missed != NULL ? missed_words(lessons, missed) : lesson_words(lessons, step->id);
    json_t *value = json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:s, s:s, s:o}", "lesson", lesson->folder.name,
                              "word", lesson->folder.own ? lesson->folder.name : lesson->folder.word, "title",
                              lesson_title(lesson), "step", step->id, "index", lessons->step + 1, "count",
                              lesson->step_count, "heading", heading != step->id && heading != NULL ? heading : "", "text",
                              text, "on", way_on(lessons, step), "type",
                              missed != NULL ? json_array() : untold_commands(lessons, step, text));
    if (missed == NULL)
        add_question(lessons, step, value);
    free(text);
    return value;
}

bool lesson_pin(Repl *repl, const json_t *value, Pinned *pinned)
{
    const Lessons *lessons = repl_command_argument(repl, "lesson");
    const Lesson *lesson = lessons->active;
    const json_t *finished = json_object_get(value, "finished");
    bool pins = json_object_get(value, "feedback") != NULL || json_object_get(value, "passed") != NULL ||
                json_object_get(value, "step") != NULL || finished != NULL;
    if (lesson == NULL && finished == NULL)
        return false;
    /* "7 The bottleneck", of a lesson that is there no more only its title */
    pinned->title = lesson == NULL ? memory_string(json_string_value(finished))
        : lesson->folder.own       ? memory_string(lesson_title(lesson))
                                   : text_format("%s %s", lesson->folder.word, lesson_title(lesson));
    if (!pins)
        return false;
    pinned->value = json_copy((json_t *)value);
    if (lesson != NULL) {
        json_t *step = lesson_step_value(lessons);
        json_object_del(step, "title"); /* it stands above the pane */
        json_object_set_new(pinned->value, "step", step);
        pinned->step = lessons->step + 1;
        pinned->steps = lesson->step_count;
    }
    return true;
}
