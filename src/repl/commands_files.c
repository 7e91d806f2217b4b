/* commands_files.c: `save` and `open`. */
#include <string.h>

#include "base/language.h"
#include "repl/results.h"

static const Option save_options[] = {
    {"training", OPTION_YES_NO, "yes", 0, 0, NULL,
     {"with what training needs to go on from here; without it the file is a third as large",
      "이어서 훈련하는 데 필요한 것도 저장할지 여부. 빼면 파일 크기가 3분의 1이 됨"}},
    {0},
};

static const Option open_options[] = {
    {"name", OPTION_TEXT, NULL, 0, 0, NULL, {"what to call it (as it was called)", "모델의 이름(기본은 저장할 때의 이름)"}},
    {0},
};

static bool file_named(const Arguments *arguments, const char *verb, Error *error)
{
    if (arguments->words[0] != '\0')
        return true;
    return error_set(error, ERROR_USAGE, TEXT("%s needs a file: %s first.safetensors", "%s 명령에는 파일 이름이 필요합니다: %s first.safetensors"), verb, verb);
}

static json_t *file_value(Repl *repl, const char *path)
{
    ModelInfo info;
    if (!lab_current_info(repl_lab(repl), &info))
        return json_object();
    return json_pack("{s:s, s:s, s:I, s:s}", "file", path, "model", info.name, "steps", (json_int_t)info.steps, "data", info.data);
}

static bool run_save(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    bool training = arguments_yes(arguments, "training", true);
    if (!file_named(arguments, "save", error) ||
        !(training ? lab_save : lab_save_small)(repl_lab(repl), arguments->words, error))
        return false;
    result->value = file_value(repl, arguments->words);
    return true;
}

static bool run_open(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    if (!file_named(arguments, "open", error) ||
        !lab_load(repl_lab(repl), arguments->words, arguments_text(arguments, "name", NULL), error))
        return false;
    result->value = file_value(repl, arguments->words);
    return true;
}

static void show_save(const json_t *value, Canvas *canvas)
{
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("The model %s is saved in %s.", "%s 모델을 %s에 저장했습니다."),
                  json_text(value, "model"), json_text(value, "file"));
}

static void show_open(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    buffer_format(&text, TEXT("The model %s (%ld steps, data: %s) is open and current.", "%s 모델(%ld단계, 데이터: %s)을 열었습니다. 이제 현재 모델입니다."),
                  json_text(value, "model"), (long)json_integer_value(json_object_get(value, "steps")), json_text(value, "data"));
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
}

static const Command save_command = {
    .name = "save",
    .usage = {"save FILE [training=yes]", "save 파일 [training=yes]"},
    .summary = {"save the current model", "현재 모델을 저장합니다"},
    .help = {"Saves the current model as safetensors: its numbers, its vocabularies, where its data come from, and what training "
             "needs to go on (the optimiser's memory, the place in the order of the batches): opened again, it learns on as if it "
             "had never stopped, to the last bit. `training=no` leaves that out. Snapshots are not saved. The file is replaced "
             "whole or not at all.\n\n- `save first.safetensors`",
             "현재 모델을 safetensors 형식으로 저장합니다. 모델의 값, 어휘, 데이터의 출처와 함께 이어서 훈련하는 데 필요한 것"
             "(옵티마이저의 기억, 배치 순서에서의 위치)도 저장하므로, 다시 열면 멈춘 적이 없는 것처럼 마지막 비트까지 똑같이 이어서 "
             "배웁니다. `training=no`는 그것을 뺍니다. 스냅숏은 저장하지 않습니다. 이미 있는 파일은 통째로 바뀌거나 전혀 바뀌지 "
             "않습니다.\n\n"
             "- `save first.safetensors`"},
    .options = save_options,
    .words_wanted = true,
    .run = run_save,
    .show = show_save,
};

static const Command open_command = {
    .name = "open",
    .usage = {"open FILE [name=NAME]", "open 파일 [name=이름]"},
    .summary = {"open a saved model", "저장한 모델을 엽니다"},
    .help = {"Opens a saved model; it becomes the current one. Its data come back too where they can be made again, and `train` goes on "
             "where it stopped; else it can translate but not train.\n\n- `open first.safetensors`",
             "저장한 모델을 엽니다. 연 모델이 현재 모델이 됩니다. 데이터를 다시 만들 수 있으면 데이터도 함께 열리고, "
             "`train`은 멈춘 곳에서 이어집니다. 그럴 수 없으면 번역은 할 수 있지만 훈련은 할 수 없습니다.\n\n"
             "- `open first.safetensors`"},
    .options = open_options,
    .words_wanted = true,
    .run = run_open,
    .show = show_open,
};

static const Command *const commands[] = {&save_command, &open_command, NULL};
const Command *const *const file_family = commands;
