/* commands_run.c: `pause`, `resume`, `stop`, `lr` and `queue`: what can be done with a run while it trains.
 *
 * The run rests while they are carried out, as for every line that is typed then (live.h). */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/live.h"
#include "repl/look.h"
#include "repl/meant.h"
#include "repl/results.h"

/* NULL with a message while no model trains. */
static json_t *run_value(Repl *repl, Error *error)
{
    RunInfo info;
    if (!lab_run_info(repl_lab(repl), &info, error))
        return NULL;
    return json_pack("{s:s, s:I, s:o, s:f}", "model", info.model, "step", (json_int_t)info.step, "steps",
                     info.steps > 0 ? json_integer(info.steps) : json_null(), "lr", info.lr);
}

/* ---- pause, resume, stop ---- */

/* Steps to take before it pauses again. */
typedef struct ResumeOptions { long steps; } ResumeOptions;
static const Option resume_rows[] = {
    {"steps", OPTION_WHOLE, OPTION_AT(ResumeOptions, steps), .least = 1, .most = RUN_STEPS_MOST,
     .otherwise = {"all", "끝까지"}, .help = {"Take so many steps, then pause again.", "이만큼만 훈련하고 다시 멈춥니다."}},
    {0},
};
static const Options resume_options = {resume_rows, .size = sizeof(ResumeOptions)};

static bool run_pause(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Live *live = repl_live(repl);
    (void)arguments;
    result->value = run_value(repl, error);
    if (result->value != NULL) {
        live->paused = true;
        live->steps = 0;
    }
    return result->value != NULL;
}

static void show_pause(const json_t *value, Canvas *canvas)
{
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("%s pauses after step %d. 'resume' goes on, 'resume steps=1' takes one step.",
                      "%s 모델의 훈련을 %d단계에서 일시 정지했습니다. 'resume'은 계속하고, 'resume steps=1'은 한 단계만 나아갑니다."),
                 json_text(value, "model"), json_whole(value, "step"));
}

static bool run_resume(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Live *live = repl_live(repl);
    long steps = ((const ResumeOptions *)arguments->options)->steps;
    result->value = run_value(repl, error);
    if (result->value != NULL) {
        live->paused = steps > 0;
        live->steps = steps;
    }
    return result->value != NULL;
}

static bool run_stop(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    (void)arguments;
    result->value = run_value(repl, error);
    repl_live(repl)->stopped = result->value != NULL;
    return result->value != NULL;
}

/* ---- lr ---- */

static bool run_lr(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    char *end;
    json_t *value = run_value(repl, error);
    if (value == NULL)
        return meant_by_word(repl_commands(repl), "lr", error) && false; /* before a run it is an option */
    result->value = value;
    json_object_set_new(value, "lr_before", json_real(json_double(value, "lr")));
    if (arguments->words[0] != '\0') {
        double lr = strtod(arguments->words, &end);
        if (*end != '\0')
            return error_set(error, ERROR_USAGE, TEXT("a learning rate is a number: lr 0.001, not '%.40s'",
                                                      "학습률은 숫자로 씁니다. 예: lr 0.001 (입력: '%.40s')"),
                             arguments->words);
        if (!lab_run_lr(repl_lab(repl), lr, error))
            return false;
        json_object_set_new(value, "lr", json_real(lr));
    }
    return true;
}

static void show_lr(const json_t *value, Canvas *canvas)
{
    double lr = json_double(value, "lr"), before = json_double(value, "lr_before");
    if (lr == before)
        prose_format(canvas, STYLE_PLAIN, 0, TEXT("%s trains with lr=%g.", "%s 모델의 학습률은 lr=%g입니다."),
                     json_text(value, "model"), lr);
    else
        prose_format(
            canvas, STYLE_PLAIN, 0,
            TEXT("%s trains with lr=%g from step %d on; before it was %g. Warmup and decay scale it as before.",
                 "%1$s 모델의 학습률을 %3$d단계부터 %4$g에서 %2$g로 바꾸었습니다. 워밍업과 감쇠의 비율은 그대로 적용됩니다."),
            json_text(value, "model"), lr, json_whole(value, "step") + 1, before);
}

/* ---- queue ---- */

static bool run_queue(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Live *live = repl_live(repl);
    const char *line = arguments->words;
    if (!repl_may_queue(repl, error))
        return false;
    if (strcmp(line, "clear") == 0)
        live_queue_clear(live);
    else if (line[0] != '\0' && !live_queue(live, line))
        return error_set(
            error, ERROR_USAGE,
            TEXT("the queue is full: it holds %d commands", "대기열이 가득 찼습니다. %d개까지 담을 수 있습니다"),
            QUEUE_MOST);
    result->value = json_pack("{s:o}", "queue", string_list_value(live->queue, live->queued));
    return true;
}

static void show_queue(const json_t *value, Canvas *canvas)
{
    const json_t *queue = json_object_get(value, "queue");
    if (json_array_size(queue) == 0)
        canvas_marked(canvas, 0, TEXT("Nothing waits. `queue train steps=600` trains after the run under way.",
                                      "대기 중인 명령이 없습니다. `queue train steps=600`은 지금 훈련이 끝난 뒤에 훈련합니다."));
    for (size_t i = 0; i < json_array_size(queue); i++)
        canvas_format(canvas, canvas_rows(canvas), 0, STYLE_CODE, "%3zu  %s", i + 1, json_text_at(queue, i));
}

/* ---- the table ---- */

static const Command pause_command = {
    .name = "pause",
    .role = ROLE_ASIDE,
    .usage = {"pause", "pause"},
    .summary = {"pause the run under way (also Ctrl-P)", "훈련을 일시 정지합니다(Ctrl-P도 됩니다)"},
    .run = run_pause,
    .show = show_pause,
};

static const Command resume_command = {
    .name = "resume",
    .role = ROLE_ASIDE,
    .usage = {"resume | resume steps=1", "resume | resume steps=1"},
    .summary = {"go on with a paused run", "일시 정지한 훈련을 계속합니다"},
    .options = &resume_options,
    .run = run_resume,
};

static const Command stop_command = {
    .name = "stop",
    .role = ROLE_ASIDE,
    .usage = {"stop", "stop"},
    .summary = {"end the run under way (also Ctrl-C)", "훈련을 끝냅니다(Ctrl-C도 됩니다)"},
    .run = run_stop,
};

static const Command lr_command = {
    .name = "lr",
    .role = ROLE_ASIDE,
    .usage = {"lr 0.001 | lr", "lr 0.001 | lr"},
    .summary = {"change the learning rate of the run under way", "훈련 도중에 학습률을 바꿉니다"},
    .words_wanted = true,
    .run = run_lr,
    .show = show_lr,
};

static const Command queue_command = {
    .name = "queue",
    .role = ROLE_ASIDE,
    .usage = {"queue train steps=600 | queue | queue clear", "queue train steps=600 | queue | queue clear"},
    .summary = {"run a command after the run under way", "지금 훈련이 끝난 뒤에 실행할 명령을 담아 둡니다"},
    .words_wanted = true,
    .word_choices = "clear",
    .raw = true,
    .run = run_queue,
    .show = show_queue,
};

const Command *const run_family[] = {&pause_command, &resume_command, &stop_command, &lr_command, &queue_command, NULL};
