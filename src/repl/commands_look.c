/* commands_look.c: `translate`, `gates`: an answer, and what the gates did. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/accuracy_value.h"
#include "repl/builtin_commands.h"
#include "repl/explore_pictures.h"
#include "repl/look.h"
#include "repl/results.h"
#include "repl/written_file.h"
#include "view/prose.h"
#include "view/strips.h"

typedef struct GatesOptions {
    Request request;
    int side, layer;
} GatesOptions;
static const Option gates_rows[] = {
    {"side", OPTION_CHOICE, OPTION_AT(GatesOptions, side), .fallback = "encoder", .choices = "encoder|backward|decoder",
     .help = {"Whose gates: the encoder's, those of its backward direction, or the decoder's.",
              "게이트를 볼 쪽: 인코더, 인코더의 역방향, 디코더."}},
    {"layer", OPTION_WHOLE, OPTION_AT(GatesOptions, layer), .fallback = "1", .least = 1, .most = LAYERS_MOST, .help = {"Layer.", "층 번호."}},
    {0},
};
static const Options gates_options = {gates_rows, look_parts, sizeof(GatesOptions)};

typedef struct TranslateCall {
    Request request;
    const char *file, *out;
    bool replace;
    int beam;
    BeamOptions search; /* only its length penalty */
} TranslateCall;
#define AT(field) OPTION_AT(TranslateCall, field)
static const Option translate_rows[] = {
    {"file", OPTION_TEXT, AT(file), .means = MEANS_FILE,
     .help = {"Translate all lines of this file: sentences, or pairs separated by a tab.",
              "이 파일의 모든 줄을 번역합니다. 한 줄은 문장이거나 탭으로 나눈 쌍입니다."}},
    {"out", OPTION_TEXT, AT(out), .means = MEANS_OUTPUT, .applies = "file=...",
     .help = {"The file to write the answers to.", "답을 쓸 파일."}},
    {"replace", OPTION_YES_NO, AT(replace), .fallback = "no", .applies = "file=...",
     .help = {"Replace that file if it exists.", "그 파일이 이미 있으면 덮어씁니다."}},
    {"beam", OPTION_WHOLE, AT(beam), .fallback = "1", .least = 1, .most = BEAM_MOST, .applies = "file=...",
     .help = {"Width of a beam search. 1: greedy answers.", "빔 서치의 너비. 1이면 탐욕적 디코딩."}},
    {0},
};
#undef AT
static const OptionPart translate_parts[] = {
    {&beam_options, offsetof(TranslateCall, search), "length_penalty"}, {&request_options, 0, NULL}, {0}};
static const Options translate_options = {translate_rows, translate_parts, sizeof(TranslateCall)};

/* ---- values ---- */

static bool check_options(const Arguments *arguments, Error *error)
{
    const TranslateCall *call = arguments->options;
    const char *wrong = call->file == NULL && arguments_given(arguments, "length_penalty") ? "length_penalty"
        : call->file != NULL && arguments_given(arguments, "length")                       ? "length"
        : call->file != NULL && arguments_given(arguments, "seed")                         ? "seed"
                                                                                           : NULL;
    if (call->file != NULL && arguments->words[0] != '\0')
        return error_set(error, ERROR_USAGE, TEXT("give either a sentence or file=, not both",
                                                  "문장과 file= 가운데 하나만 쓰십시오"));
    if (call->file != NULL && call->out == NULL)
        return error_set(error, ERROR_USAGE, TEXT("out= is missing: translate file=%s out=answers.tsv",
                                                  "out= 옵션이 없습니다: translate file=%s out=answers.tsv"), call->file);
    return wrong == NULL || error_set(error, ERROR_USAGE, TEXT("%s= has no effect here", "여기서는 %s= 옵션이 효과가 없습니다"), wrong);
}

static json_t *file_value(const TranslateCall *call, const TranslatedFile *file)
{
    json_t *value = json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i}", "file", call->file, "out", call->out, "model",
                              file->scores.model, "lines", file->lines, "answers", file->answers, "unknown", file->unknown, "beam", call->beam);
    put_reading(value, &file->reading);
    json_object_set_new(value, "scores", file->references > 0 ? accuracy_scores_value(&file->scores) : json_null());
    return value;
}

static bool run_file(Repl *repl, const TranslateCall *call, Result *result, Error *error)
{
    char *own = repl_own_file(repl, call->file);
    TranslateFileOptions options = {own != NULL ? own : call->file, call->out, call->search};
    options.search.width = call->beam;
    TranslatedFile *file = memory_new(1, sizeof *file);
    bool done = text_may_be_written(call->out, repl_scripted(repl), call->replace, error) &&
        lab_translate_file(repl_lab(repl), call->request.model, &options, file, error);
    if (done)
        result->value = file_value(call, file);
    free(own);
    accuracy_result_free(&file->scores);
    free(file);
    return done;
}

static bool run_translate(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const TranslateCall *call = arguments->options;
    if (!check_options(arguments, error))
        return false;
    if (call->file != NULL)
        return run_file(repl, call, result, error);
    Translation *translation = look_translate(repl, arguments, false, error);
    if (translation == NULL)
        return false;
    result->value = translation_value(translation);
    translation_close(translation);
    return true;
}

static json_t *row_means(const TraceArray *array)
{
    json_t *means = json_array();
    for (int row = 0; row < array->rows; row++) {
        double sum = 0;
        for (int i = 0; i < array->columns; i++)
            sum += (double)array->values[row * array->columns + i];
        json_array_append_new(means, json_finite(sum / array->columns));
    }
    return means;
}

/* The gates of a place, each as a matrix under its name and its row means under NAME_mean. */
static json_t *gates_value(const Translation *translation, const char *side, int layer)
{
    char mean[80];
    json_t *value = translation_value(translation), *names = json_array();
    TraceKey place = cells_at(side, layer);
    for (int i = 0; i < translation->trace->count; i++) {
        const TraceArray *array = &translation->trace->arrays[i];
        const char *name = array->key.quantity->name;
        TraceKey own = trace_key_with(place, array->key.quantity);
        if (array->key.quantity->kind != QUANTITY_GATE || !trace_key_equal(&own, &array->key))
            continue;
        snprintf(mean, sizeof mean, "%s_mean", name);
        json_array_append_new(names, json_string(name));
        json_object_set_new(value, name, matrix_value(array));
        json_object_set_new(value, mean, row_means(array));
    }
    json_object_set_new(value, "gates", names);
    json_object_set_new(value, "side", json_string(side));
    json_object_set_new(value, "layer", json_integer(layer));
    json_object_set_new(value, "tokens",
                        strcmp(side, "decoder") == 0
                            ? decoder_inputs_value(translation)
                            : string_list_value(translation->source_tokens, translation->source_count));
    return value;
}

/* Why there is nothing to see: no such layer or direction, or a cell without gates. */
static bool no_gates(const Translation *translation, const char *side, int layer, Error *error)
{
    char name[TRACE_NAME];
    const Trace *trace = translation->trace;
    TraceKey state = cells_at(side, layer);
    bool cells = false;
    for (int i = 0; i < trace->count; i++)
        cells = cells || trace->arrays[i].key.part == TRACE_CELLS;
    if (!cells)
        return error_set(error, ERROR_USAGE,
                         TEXT("this model has no recurrent cells, so it has no gates: 'trace' lists its values",
                              "이 모델에는 순환 셀이 없어 게이트도 없습니다. 'trace'로 어떤 값이 있는지 볼 수 있습니다"));
    if (trace_find(trace, &state) != NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("the cells of this model have no gates: 'trace name=%s' shows their states",
                              "이 모델의 셀에는 게이트가 없습니다. 'trace name=%s'로 은닉 상태를 볼 수 있습니다"),
                         trace_name(&state, name));
    for (state.layer = 2; trace_find(trace, &state) != NULL;)
        state.layer++;
    if (layer > 1)
        return error_set(error, ERROR_USAGE, TEXT("this model has no layer %d on that side: the last is layer=%d",
                              "이 모델의 그쪽에는 %d번 층이 없습니다. 마지막 층은 layer=%d입니다"),
                         layer, state.layer - 1);
    return error_set(error, ERROR_USAGE,
                     TEXT("this model's encoder does not read that way: side=decoder has gates",
                          "이 모델의 인코더는 그 방향으로 읽지 않습니다. side=decoder에는 게이트가 있습니다"));
}

static bool run_gates(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const GatesOptions *options = arguments->options;
    const char *side = cell_sides[options->side];
    int layer = options->layer;
    Translation *translation = look_translate(repl, arguments, false, error);
    if (translation == NULL)
        return false;
    result->value = gates_value(translation, side, layer);
    bool there = json_array_size(json_object_get(result->value, "gates")) > 0;
    if (!there) {
        json_decref(result->value);
        result->value = NULL;
        no_gates(translation, side, layer, error);
    }
    translation_close(translation);
    return there;
}

/* ---- pictures ---- */

static const char *gate_title(const char *name, char out[48])
{
    Quantity gate = quantity_of_gate(name);
    return quantity_title(&gate, out);
}

static float *means_of(const json_t *value, const char *gate, int rows)
{
    char name[80];
    snprintf(name, sizeof name, "%s_mean", gate);
    float *means = memory_new((size_t)rows + 1, sizeof *means);
    for (int i = 0; i < rows; i++)
        means[i] = (float)json_number_value(json_array_get(json_object_get(value, name), (size_t)i));
    return means;
}

/* The GRU's two gates are described together; for other gates, the extremes. */
static void say_gates(const json_t *value, const char **labels, int rows, Canvas *canvas)
{
    const json_t *names = json_object_get(value, "gates");
    Buffer text = {0};
    if (json_object_get(value, "update") != NULL && json_object_get(value, "reset") != NULL) {
        float *update = means_of(value, "update", rows), *reset = means_of(value, "reset", rows);
        gates_prose(rows, labels, update, reset, &text);
        free(update);
        free(reset);
    }
    for (size_t i = 0; text.length == 0 && i < json_array_size(names); i++) {
        char title[48];
        const char *name = json_text_at(names, i);
        float *means = means_of(value, name, rows);
        int low = 0, high = 0;
        for (int row = 1; row < rows; row++) {
            low = means[row] < means[low] ? row : low;
            high = means[row] > means[high] ? row : high;
        }
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("%s: most open at \"%s\" (%.2f), most closed at \"%s\" (%.2f).",
                          "%s: '%s'에서 가장 많이 열리고(%.2f), '%s'에서 가장 많이 닫힙니다(%.2f)."),
                     gate_title(name, title), labels[high], (double)means[high], labels[low], (double)means[low]);
        free(means);
    }
    prose_take(canvas, STYLE_PLAIN, 0, &text);
}

static void show_gates(const json_t *value, Canvas *canvas)
{
    int rows;
    const char **labels = labels_of(json_object_get(value, "tokens"), canvas, &rows);
    const json_t *names = json_object_get(value, "gates");
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Gates of the %s, token by token: %s", "%s의 토큰별 게이트 값: %s"),
                 strcmp(json_text(value, "side"), "decoder") == 0 ? TEXT("decoder", "디코더") : TEXT("encoder", "인코더"),
                 json_text(value, "source"));
    for (size_t i = 0; i < json_array_size(names); i += 2) {
        Strips strips = {.rows = rows, .labels = labels};
        float *values[2] = {NULL, NULL};
        char titles[2][48];
        for (size_t k = 0; k < 2 && i + k < json_array_size(names); k++) {
            const json_t *matrix = json_object_get(value, json_text_at(names, i + k));
            strips.units = k == 0 ? (int)json_array_size(json_array_get(matrix, 0)) : strips.units; /* of both */
            values[k] = numbers_of(matrix, rows, strips.units);
            strips.name[k] = gate_title(json_text_at(names, i + k), titles[k]);
            strips.values[k] = values[k];
        }
        strips_draw(canvas, &strips);
        free(values[0]);
        free(values[1]);
    }
    say_gates(value, labels, rows, canvas);
    free(labels);
}

static void show_file(const json_t *value, Canvas *canvas)
{
    Buffer text = {0};
    int unknown = json_whole(value, "unknown"), lines = json_whole(value, "answers");
    buffer_format(&text,
                  TEXT(lines == 1 ? "Translated %d line of %s; the answer is in %s."
                                  : "Translated %d lines of %s; the answers are in %s.",
                       "%2$s 파일의 %1$d줄을 번역해 %3$s 파일에 썼습니다."),
                  lines, json_text(value, "file"), json_text(value, "out"));
    if (json_object_get(value, "reading") != NULL)
        buffer_format(&text, " %s", json_text(value, "reading"));
    if (unknown > 0)
        buffer_format(&text,
                      TEXT(unknown == 1 ? " %d source token is not in the vocabulary."
                                        : " %d source tokens are not in the vocabulary.",
                           " 소스 토큰 %d개가 어휘에 없습니다."),
                      unknown);
    accuracy_tell_beam(value, &text);
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_clear(&text);
    if (json_is_object(json_object_get(value, "scores")))
        accuracy_tell(json_object_get(value, "scores"), &text);
    prose_take(canvas, STYLE_PLAIN, 0, &text);
}

static void show_translate(const json_t *value, Canvas *canvas)
{
    if (json_object_get(value, "file") != NULL)
        show_file(value, canvas);
    else
        show_translation(value, canvas);
}

/* ---- the table ---- */

static const Command translate_command = {
    .name = "translate",
    .usage = {"translate WORDS... | translate file=IN out=OUT", "translate 문장 | translate file=입력 out=출력"},
    .summary = {"translate a sentence, or all lines of a file", "문장이나 파일의 모든 줄을 번역합니다"},
    .options = &translate_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_translate,
    .show = show_translate,
};

static const Command gates_command = {
    .name = "gates",
    .usage = {"gates WORDS... [side=encoder]", "gates 문장 [side=encoder]"},
    .summary = {"show the gates at each token", "토큰마다 게이트의 값을 보여 줍니다"},
    .options = &gates_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_gates,
    .show = show_gates,
    .picture = &gates_picture,
};

const Command *const look_family[] = {&translate_command, &gates_command, NULL};
