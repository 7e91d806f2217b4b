/* commands_checkpoint.c: `checkpoint`: checkpoints of the current model. */
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"
#include "view/table.h"

typedef struct CheckpointOptions { long step; } CheckpointOptions;
static const Option checkpoint_rows[] = {
    {"step", OPTION_WHOLE, OPTION_AT(CheckpointOptions, step), .absent = -1, .least = 0, .most = TRAINING_STEPS_MOST,
     .help = {"The checkpoint nearest to this step.", "이 단계에 가장 가까운 체크포인트."}},
    {0},
};
static const Options checkpoint_options = {checkpoint_rows, .size = sizeof(CheckpointOptions)};

static bool open_by_words(Lab *lab, const char *words, Error *error)
{
    char *end;
    if (strcmp(words, "last") == 0)
        return lab_checkpoint_last(lab, error);
    long number = strtol(words, &end, 10);
    if (*end == '\0')
        return lab_checkpoint_open(lab, number < 0 ? 0 : number > INT_MAX ? INT_MAX : (int)number, error);
    return error_set(error, ERROR_USAGE,
                     TEXT("there is no checkpoint '%.40s': 'checkpoint 3' opens one by its number, 'checkpoint last' goes "
                          "back",
                          "'%.40s' 체크포인트는 없습니다. 'checkpoint 3'처럼 번호로 열고, 'checkpoint last'로 돌아갑니다"),
                     words);
}

static bool open_what_is_asked(Lab *lab, const Arguments *arguments, Error *error)
{
    const CheckpointOptions *options = arguments->options;
    bool word = arguments->words[0] != '\0', step = options->step >= 0;
    if (word && step)
        return error_set(error, ERROR_USAGE, TEXT("give either a number or step=, not both", "번호와 step= 가운데 하나만 쓰십시오"));
    if (word)
        return open_by_words(lab, arguments->words, error);
    return !step || lab_checkpoint_open_step(lab, options->step, error);
}

static bool run_checkpoint(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Lab *lab = repl_lab(repl);
    CheckpointList list;
    if (!open_what_is_asked(lab, arguments, error) || !lab_checkpoints(lab, &list, error))
        return false;
    json_t *checkpoints = json_array();
    for (int i = 0; i < list.count; i++)
        json_array_append_new(checkpoints,
                              json_pack("{s:i, s:I, s:o}", "number", i + 1, "step", (json_int_t)list.step[i], "loss",
                                        json_finite(list.loss[i])));
    result->value = json_pack("{s:s, s:o, s:o, s:I, s:o}", "model", list.model, "checkpoints", checkpoints, "open",
                              list.open > 0 ? json_integer(list.open) : json_null(), "trained_steps",
                              (json_int_t)list.trained_steps, "loss", json_finite(list.trained_loss));
    return true;
}

/* ---- drawing ---- */

static void add_row(TableRows *rows, const char *name, bool open, const json_t *object, const char *step)
{
    char loss[32] = "-";
    if (!isnan(json_double(object, "loss")))
        snprintf(loss, sizeof loss, "%.3f", json_double(object, "loss"));
    table_rows_add(rows, "%s%s\t%" JSON_INTEGER_FORMAT "\t%s", open ? "* " : "  ", name,
                   json_integer_value(json_object_get(object, step)), loss);
}

static void draw_list(const json_t *value, Canvas *canvas)
{
    const json_t *checkpoints = json_object_get(value, "checkpoints");
    TableRows rows = {0};
    for (size_t i = 0; i < json_array_size(checkpoints); i++) {
        char name[24];
        snprintf(name, sizeof name, "%zu", i + 1);
        add_row(&rows, name, (int)i + 1 == json_whole(value, "open"), json_array_get(checkpoints, i), "step");
    }
    add_row(&rows, "last", json_whole(value, "open") == 0, value, "trained_steps");
    table_rows_draw(&rows, canvas, TEXT("checkpoint\t>step\t>loss", "체크포인트\t>단계\t>손실"));
}

static void show_checkpoint(const json_t *value, Canvas *canvas)
{
    long open = (long)json_integer_value(json_object_get(value, "open"));
    draw_list(value, canvas);
    if (open > 0)
        marked_format(canvas, 0,
                      TEXT("%s now has the parameters of checkpoint %ld; `translate`, `attend`, `gates` and "
                           "`accuracy` use them. `checkpoint last` goes back to the trained model.",
                           "%s 모델의 매개변수는 지금 체크포인트 %ld번의 값입니다. `translate`, `attend`, `gates`, `accuracy`도 이 값을 "
                           "씁니다. `checkpoint last`는 훈련을 마친 모델로 돌아갑니다."),
                      json_text(value, "model"), open);
    else
        marked_format(canvas, 0,
                      TEXT("%s has its trained parameters. `checkpoint 1` opens the first checkpoint.",
                           "%s 모델의 매개변수는 훈련을 마친 값입니다. `checkpoint 1`은 첫째 체크포인트를 엽니다."),
                      json_text(value, "model"));
}

static const Command checkpoint_command = {
    .name = "checkpoint",
    .alias = "snapshot",
    .usage = {"checkpoint | checkpoint 3 | checkpoint step=200 | checkpoint last",
              "checkpoint | checkpoint 3 | checkpoint step=200 | checkpoint last"},
    .summary = {"open a checkpoint of the current model", "현재 모델의 체크포인트를 엽니다"},
    .options = &checkpoint_options,
    .word_choices = "last",
    .words_wanted = true,
    .word_means = MEANS_CHECKPOINT,
    .run = run_checkpoint,
    .show = show_checkpoint,
};

const Command *const checkpoint_family[] = {&checkpoint_command, NULL};
