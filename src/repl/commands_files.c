/* commands_files.c: `save` and `open`: models in files, and models that a crashed session left behind. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/language.h"
#include "lab/autosave.h"
#include "repl/builtin_commands.h"
#include "repl/results.h"
#include "repl/written_file.h"
#include "view/table.h"

typedef struct SaveOptions { bool training, replace; } SaveOptions;
static const Option save_rows[] = {
    {"training", OPTION_YES_NO, OPTION_AT(SaveOptions, training), .fallback = "yes",
     .help = {"Also save the optimizer state, so that training can go on. Without it the file is a third as large.",
              "이어서 훈련할 수 있도록 옵티마이저 상태도 저장합니다. 저장하지 않으면 파일 크기가 3분의 1이 됩니다."}},
    {"replace", OPTION_YES_NO, OPTION_AT(SaveOptions, replace), .fallback = "no",
     .help = {"Replace another model in that file.", "그 파일에 있는 다른 모델을 덮어씁니다."}},
    {0},
};
static const Options save_options = {save_rows, .size = sizeof(SaveOptions)};

typedef struct OpenOptions {
    const char *name;
    int lost, discard; /* 0: none */
} OpenOptions;
static const Option open_rows[] = {
    {"name", OPTION_TEXT, OPTION_AT(OpenOptions, name), .otherwise = {"its name when it was saved", "저장할 때의 이름"},
     .help = {"Name of the model.", "모델의 이름."}},
    {"lost", OPTION_WHOLE, OPTION_AT(OpenOptions, lost), .least = 1, .most = LOST_MOST,
     .help = {"Instead of a file: number of a model that a crashed session left behind.", "파일 대신, 갑자기 끝난 세션이 남긴 모델의 번호."}},
    {"discard", OPTION_WHOLE, OPTION_AT(OpenOptions, discard), .least = 1, .most = LOST_MOST,
     .help = {"Delete the left-behind model of this number instead of opening it.",
              "남은 모델 가운데 이 번호를 열지 않고 완전히 삭제합니다."}},
    {0},
};
static const Options open_options = {open_rows, .size = sizeof(OpenOptions)};

static bool no_file(Error *error, const char *verb)
{
    return error_set(error, ERROR_USAGE, TEXT("%s needs a file: %s first.safetensors", "%s 명령에는 파일 이름이 필요합니다: %s first.safetensors"), verb, verb);
}

static json_t *file_value(Repl *repl, const char *path)
{
    ModelInfo info;
    if (!lab_current_info(repl_lab(repl), &info))
        return json_object();
    json_t *value = json_pack("{s:s, s:s, s:I, s:s}", "file", path, "model", info.name, "steps", (json_int_t)info.steps,
                              "data", info.data);
    if (info.data_lost != NULL)
        json_object_set_new(value, "data_lost", json_string(info.data_lost));
    return value;
}

static bool run_save(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const SaveOptions *options = arguments->options;
    if (arguments->words[0] == '\0')
        return no_file(error, "save");
    if ((repl_scripted(repl) && !script_may_write(arguments->words, error)) ||
        !model_may_replace(arguments->words, lab_file(repl_lab(repl)), options->replace, error))
        return false;
    if (!(options->training ? lab_save : lab_save_small)(repl_lab(repl), arguments->words, error))
        return false;
    lab_set_file(repl_lab(repl), arguments->words);
    result->value = file_value(repl, arguments->words);
    return true;
}

/* ---- models that a session left behind ---- */

static bool run_lost(Repl *repl, Result *result, Error *error)
{
    LostModel list[LOST_MOST];
    int count = lab_lost(repl_lab(repl), list);
    if (count == 0)
        return no_file(error, "open");
    json_t *lost = json_array();
    for (int i = 0; i < count; i++) {
        char when[32] = "";
        struct tm local;
        if (localtime_r(&list[i].saved, &local) != NULL)
            strftime(when, sizeof when, "%Y-%m-%d %H:%M", &local);
        json_array_append_new(lost,
                              json_pack("{s:i, s:s, s:s, s:I}", "number", i + 1, "model", list[i].name, "saved", when,
                                        "bytes", (json_int_t)list[i].bytes));
    }
    result->value = json_pack("{s:o}", "lost", lost);
    return true;
}

static bool run_discard(Repl *repl, int number, Result *result, Error *error)
{
    LostModel gone;
    if (repl_scripted(repl))
        return error_set(error, ERROR_USAGE, TEXT("scripts cannot delete files: type 'open discard=%d' yourself",
                         "스크립트는 파일을 지울 수 없습니다. 'open discard=%d'를 직접 입력하십시오"), number);
    if (!lab_discard_lost(repl_lab(repl), number, &gone, error))
        return false;
    result->value = json_pack("{s:s}", "discarded", gone.name);
    return true;
}

static bool run_open(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const OpenOptions *options = arguments->options;
    const char *name = options->name;
    int lost = options->lost, discarded = options->discard;
    if (discarded != 0 && (arguments->words[0] != '\0' || lost != 0 || name != NULL))
        return error_set(error, ERROR_USAGE, TEXT("discard=%d only deletes a model: use it without a file or other "
                                                  "options",
                         "discard=%d 옵션은 모델을 지우기만 합니다. 파일이나 다른 옵션과 함께 쓸 수 없습니다"), discarded);
    if (discarded != 0)
        return run_discard(repl, discarded, result, error);
    if (arguments->words[0] == '\0' && lost == 0)
        return run_lost(repl, result, error);
    if (arguments->words[0] != '\0' && lost != 0)
        return error_set(error, ERROR_USAGE, TEXT("give either a file or lost=%d, not both",
                                                  "파일과 lost=%d 가운데 하나만 쓰십시오"), lost);
    char *own = repl_own_file(repl, arguments->words);
    bool opened = lost != 0 ? lab_open_lost(repl_lab(repl), lost, name, error)
                            : lab_load(repl_lab(repl), own != NULL ? own : arguments->words, name, error);
    free(own);
    if (!opened)
        return false;
    result->value = file_value(repl, arguments->words);
    if (lost != 0)
        json_object_set_new(result->value, "file", json_null());
    return true;
}

static void show_save(const json_t *value, Canvas *canvas)
{
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("The model %s is saved in %s.", "%s 모델을 %s에 저장했습니다."),
                  json_text(value, "model"), json_text(value, "file"));
}

static void show_lost(const json_t *lost, Canvas *canvas)
{
    TableRows rows = {0};
    for (size_t i = 0; i < json_array_size(lost); i++) {
        const json_t *one = json_array_get(lost, i);
        table_rows_add(&rows, "%d\t%s\t%s", (int)json_double(one, "number"), json_text(one, "model"),
                       json_text(one, "saved"));
    }
    canvas_prose(canvas, STYLE_PLAIN, 0, TEXT("Models that a session did not save before it ended:",
                                              "저장하지 않은 채 세션이 끝난 모델:"));
    table_rows_draw(&rows, canvas, TEXT(">number\tmodel\tsaved at", ">번호\t모델\t저장 시각"));
    canvas_marked(canvas, 0,
                  TEXT("`open lost=1` opens the first. `save` it, or leave by `quit keep`: else it is lost. `open "
                       "discard=1` deletes the first without opening it.",
                       "`open lost=1`은 첫째 모델을 엽니다. `save`로 저장하거나 `quit keep`으로 끝내지 않으면 사라집니다. "
                       "`open discard=1`은 첫째 모델을 열지 않고 삭제합니다."));
}

static void show_open(const json_t *value, Canvas *canvas)
{
    if (json_object_get(value, "lost") != NULL) {
        show_lost(json_object_get(value, "lost"), canvas);
        return;
    }
    if (json_object_get(value, "discarded") != NULL) {
        prose_format(canvas, STYLE_PLAIN, 0, TEXT("Deleted the model %s that a session left behind.",
                                                  "세션이 남긴 %s 모델을 삭제했습니다."),
                     json_text(value, "discarded"));
        return;
    }
    long steps = (long)json_integer_value(json_object_get(value, "steps"));
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT(steps == 1 ? "The model %s (%ld step, data: %s) is open and current."
                                 : "The model %s (%ld steps, data: %s) is open and current.",
                      "%s 모델(%ld단계, 데이터: %s)을 열었습니다. 이제 현재 모델입니다."),
                 json_text(value, "model"), steps, json_text(value, "data"));
    if (json_object_get(value, "data_lost") != NULL)
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("Its data are not loaded: %s. The model can translate. To train or measure it, give it its data "
                          "with 'data file=...'.",
                          "이 모델의 데이터를 불러오지 못했습니다(%s). 번역은 할 수 있습니다. 훈련하거나 측정하려면 'data file=...'로 "
                          "데이터를 다시 불러오십시오."),
                     json_text(value, "data_lost"));
    if (json_is_null(json_object_get(value, "file")))
        canvas_marked(canvas, 0, TEXT("It is not saved yet: use `save FILE`.", "아직 저장하지 않은 모델입니다. `save 파일`로 저장하십시오."));
}

static const Command save_command = {
    .name = "save",
    .role = ROLE_ASIDE,
    .usage = {"save FILE [training=yes] [replace=no]", "save 파일 [training=yes] [replace=no]"},
    .summary = {"save the current model", "현재 모델을 저장합니다"},
    .options = &save_options,
    .word_means = MEANS_FILE,
    .words_wanted = true,
    .run = run_save,
    .show = show_save,
};

static const Command open_command = {
    .name = "open",
    .usage = {"open FILE [name=NAME] | open | open lost=1 | open discard=1",
              "open 파일 [name=이름] | open | open lost=1 | open discard=1"},
    .summary = {"open a saved model", "저장한 모델을 엽니다"},
    .options = &open_options,
    .word_means = MEANS_FILE,
    .words_wanted = true,
    .run = run_open,
    .show = show_open,
};

const Command *const file_family[] = {&save_command, &open_command, NULL};
