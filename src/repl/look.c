/* look.c: a translation as a value, for all commands that look into a model. */
#include "repl/look.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/korean_layout.h"
#include "repl/parse.h"
#include "repl/results.h"
#include "view/bitmap.h"
#include "view/short_text.h"

const OptionPart look_parts[] = {{&request_options, 0, NULL}, {0}};
const Options look_options = {.parts = look_parts, .size = sizeof(LookOptions)};

/* Keeps what is asked; again: without words, length= and seed= the sentence that was asked last of that model. */
static bool find_request(Repl *repl, const Arguments *arguments, bool again, Request *request, Error *error)
{
    Sentences *sentences = repl_sentences(repl);
    ModelInfo info;
    *request = *(const Request *)arguments->options;
    request->text = arguments->words[0] != '\0' ? arguments->words : NULL;
    if (request->text != NULL && request->length > 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("length= has no effect here; it applies only to a drawn sentence, without words",
                              "여기서는 length= 옵션이 효과가 없습니다. 평가 데이터에서 문장을 고를 때만 쓸 수 있습니다"));
    if (!sentences_find(sentences, request, error))
        return false;
    const char *model = request->model != NULL    ? request->model
        : lab_current_info(repl_lab(repl), &info) ? info.name
                                                  : "";
    if (again && request->text == NULL && request->length == 0 && !arguments_given(arguments, "seed"))
        sentences_ask_again(sentences, request, model);
    sentences_ask(sentences, request, model);
    request->text = sentences->text;
    request->reference = sentences->reference;
    return true;
}

bool look_request(Repl *repl, const Arguments *arguments, Request *request, Error *error)
{
    return find_request(repl, arguments, false, request, error);
}

bool look_request_again(Repl *repl, const Arguments *arguments, Request *request, Error *error)
{
    return find_request(repl, arguments, true, request, error);
}

char *look_subject(const Arguments *arguments, Arguments *rest)
{
    FirstWord word = first_word(arguments->words);
    char *subject = memory_string(word.text);
    subject[word.length] = '\0';
    *rest = *arguments;
    rest->words = (char *)word.rest;
    return subject;
}

Translation *look_translate(Repl *repl, const Arguments *arguments, bool forced, Error *error)
{
    Request request;
    if (!look_request(repl, arguments, &request, error))
        return NULL;
    request.forced = forced;
    return lab_translate(repl_lab(repl), &request, error);
}

json_t *string_list_value(char *const *list, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(array, json_string(list[i]));
    return array;
}

json_t *number_list_value(const double *numbers, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(array, json_finite(numbers[i]));
    return array;
}

json_t *matrix_value(const TraceArray *array)
{
    bool weights = array->key.quantity->kind == QUANTITY_WEIGHT;
    json_t *rows = json_array();
    for (int row = 0; row < array->rows; row++) {
        json_t *numbers = json_array();
        for (int i = 0; i < array->columns; i++)
            json_array_append_new(numbers, trace_masked(array, row, i) && !weights
                                               ? json_null()
                                               : json_finite((double)array->values[row * array->columns + i]));
        json_array_append_new(rows, numbers);
    }
    return rows;
}

json_t *picture_value(const int *dots, int count)
{
    json_t *rows = json_array();
    while (count > 0 && dots[count - 1] < 0)
        count--;
    for (int row = 0; row < BITMAP_ROWS; row++) {
        Buffer text = {0};
        for (int i = 0; i < count; i++)
            buffer_add_char(&text, dots[i] >= 0 && (dots[i] >> row & 1) != 0 ? '#' : '.');
        json_array_append_new(rows, json_string(buffer_text(&text)));
        buffer_free(&text);
    }
    return rows;
}

int *dots_of(const json_t *rows, int count)
{
    int *dots = memory_new((size_t)count + 1, sizeof *dots);
    for (int i = 0; i < count; i++)
        dots[i] = (size_t)i < json_string_length(json_array_get(rows, 0)) ? 0 : -1;
    for (int row = 0; row < BITMAP_ROWS; row++) {
        const char *text = json_string_value(json_array_get(rows, (size_t)row));
        for (int i = 0; i < count && text != NULL && text[i] != '\0'; i++)
            dots[i] |= (text[i] == '#') << row;
    }
    return dots;
}

static void show_picture(const json_t *rows, Canvas *canvas)
{
    int columns = (int)json_string_length(json_array_get(rows, 0));
    int *dots = dots_of(rows, columns);
    bitmap_draw(canvas, &(Bitmap){.columns = columns, .dots = dots});
    free(dots);
}

void show_pair_source(const json_t *pair, int number, Canvas *canvas)
{
    int row = canvas_rows(canvas);
    if (json_object_get(pair, "picture") != NULL) {
        canvas_format(canvas, row, 0, STYLE_DIM, "#%d", number);
        show_picture(json_object_get(pair, "picture"), canvas);
        return;
    }
    canvas_prose(canvas, STYLE_SOURCE, 4, json_text(pair, "source"));
    canvas_format(canvas, row, 0, STYLE_DIM, "#%d", number);
}

void show_source(const json_t *value, Canvas *canvas)
{
    const char *source = json_text(value, "source");
    if (json_object_get(value, "picture") == NULL || strchr(source, ' ') == NULL)
        canvas_prose(canvas, STYLE_SOURCE, 0, source);
}

/* Of a sentence of which the model knows no token: what its keys would have written. Outside Korean only what it knows. */
static void show_korean_layout(const json_t *value, Canvas *canvas)
{
    const char *source = json_text(value, "source");
    bool likely = language_now() == LANGUAGE_KOREAN || json_is_true(json_object_get(value, "korean_keys"));
    char *meant = likely ? korean_layout_sentence(source) : NULL;
    int words = 0;
    for (FirstWord word = first_word(source); word.length > 0; word = first_word(word.rest))
        words++;
    if (meant != NULL && json_whole(value, "unknown") >= words)
        prose_format(canvas, STYLE_WARNING, 2, TEXT("Typed with the Korean layout: %s", "한글 자판으로 치면: %s"), meant);
    free(meant);
}

void show_beside_answer(const json_t *value, const char *answer, Canvas *canvas)
{
    const char *reference = json_text(value, "reference");
    int unknown = json_whole(value, "unknown");
    if (reference[0] != '\0' && (answer == NULL || strcmp(answer, reference) != 0))
        prose_format(canvas, STYLE_DIM, 2, TEXT("expected: %s", "정답: %s"), reference);
    if (unknown > 0 && json_is_true(json_object_get(value, "fills")))
        prose_format(canvas, STYLE_DIM, 2,
                     unknown == 1 ? TEXT("%d word was hidden; the model filled in the most likely one.",
                                         "단어 %d개를 가렸고, 모델이 확률이 가장 높은 것으로 채웠습니다.")
                                  : TEXT("%d words were hidden; the model filled in the most likely ones.",
                                         "단어 %d개를 가렸고, 모델이 확률이 가장 높은 것으로 채웠습니다."),
                     unknown);
    else if (unknown > 0)
        prose_format(canvas, STYLE_WARNING, 2,
                     unknown == 1 ? TEXT("%d token is not in the model's vocabulary and was read as <UNK>.",
                                         "토큰 %d개는 모델의 어휘에 없어 <UNK>로 읽었습니다.")
                                  : TEXT("%d tokens are not in the model's vocabulary and were read as <UNK>.",
                                         "토큰 %d개는 모델의 어휘에 없어 <UNK>로 읽었습니다."), unknown);
    show_korean_layout(value, canvas);
}

void show_answer(const json_t *value, Canvas *canvas)
{
    const char *answer = json_text(value, "answer");
    canvas_prose(canvas, STYLE_TARGET, 2,
                 answer[0] != '\0' ? answer
                                   : TEXT("(empty: the model's first output was <EOS>)", "(빈 답: 모델의 첫 출력이 <EOS>입니다)"));
    show_beside_answer(value, answer, canvas);
}

void show_source_read(const json_t *value, Canvas *canvas)
{
    show_source(value, canvas);
    if (json_object_get(value, "picture") != NULL)
        show_picture(json_object_get(value, "picture"), canvas);
}

void show_translation(const json_t *value, Canvas *canvas)
{
    show_source_read(value, canvas);
    show_answer(value, canvas);
}

json_t *translation_value(const Translation *translation)
{
    json_t *value =
        json_pack("{s:s, s:s, s:o, s:o, s:o, s:i}", "source", translation->source_text, "answer", translation->text,
                  "source_tokens", string_list_value(translation->source_tokens, translation->source_count),
                  "target_tokens", string_list_value(translation->target_tokens, translation->target_count),
                  "log_probability", json_finite(translation->log_probability), "unknown", translation->unknown);
    if (translation->reference != NULL)
        json_object_set_new(value, "reference", json_string(translation->reference));
    if (translation->korean_keys)
        json_object_set_new(value, "korean_keys", json_true());
    if (translation->fills)
        json_object_set_new(value, "fills", json_true());
    if (translation->dots != NULL)
        json_object_set_new(value, "picture", picture_value(translation->dots, translation->source_count));
    return value;
}

json_t *decoder_inputs_value(const Translation *translation)
{
    json_t *array = json_array();
    for (int i = 0; i < translation->target_count; i++)
        json_array_append_new(array, json_string(i == 0 ? "<SOS>" : translation->target_tokens[i - 1]));
    return array;
}

/* ---- places in a trace ---- */

const char *const cell_sides[] = {"encoder", "backward", "decoder"};

TraceKey cells_at(const char *side, int layer)
{
    bool decoder = strcmp(side, "decoder") == 0;
    return (TraceKey){.side = decoder ? TRACE_DECODER : TRACE_ENCODER, .layer = layer, .part = TRACE_CELLS,
                      .direction = decoder                            ? TRACE_ONE_WAY
                                   : strcmp(side, "backward") == 0 ? TRACE_BACKWARD
                                                                      : TRACE_FORWARD,
                      .quantity = &quantity_state};
}

bool place_within(const char *option, int given, int count, int usual, int *place, Error *error)
{
    *place = given > 0 ? given - 1 : usual;
    return given <= count ||
           error_set(error, ERROR_USAGE, TEXT("%s=%d: here the last is %s=%d", "%s=%d: 여기서 마지막은 %s=%d입니다"), option,
                     given, option, count);
}

int largest_place(const TraceArray *array, int row, int from, int count)
{
    const float *values = array->values + (size_t)row * (size_t)array->columns;
    int best = from;
    for (int i = from + 1; i < from + count; i++)
        best = fabsf(values[i]) > fabsf(values[best]) ? i : best;
    return best;
}

bool trace_name_unknown(const Trace *trace, const char *name, Error *error)
{
    char(*texts)[TRACE_NAME] = memory_new((size_t)trace->count + 1, sizeof *texts);
    const char **names = memory_new((size_t)trace->count + 1, sizeof *names);
    for (int i = 0; i < trace->count; i++)
        names[i] = trace_name(&trace->arrays[i].key, texts[i]);
    const char *near = nearest_name(name, names, (size_t)trace->count);
    if (near != NULL)
        error_set(error, ERROR_USAGE, TEXT("there is no value '%s' in this model: did you mean '%s'?",
                                           "이 모델에는 '%s' 값이 없습니다. '%s'입니까?"), name, near);
    else
        error_set(error, ERROR_USAGE, TEXT("there is no value '%s' in this model: 'trace' lists them",
                                           "이 모델에는 '%s' 값이 없습니다. 'trace'로 이름을 볼 수 있습니다"), name);
    free(names);
    free(texts);
    return false;
}

json_t *axis_tokens_value(const Translation *translation, TraceAxis axis)
{
    json_t *all, *inputs;
    switch (axis) {
    case AXIS_SOURCE: return string_list_value(translation->source_tokens, translation->source_count);
    case AXIS_SAID: return string_list_value(translation->target_tokens, translation->target_count);
    case AXIS_READ: return decoder_inputs_value(translation);
    case AXIS_JOINT:
        all = string_list_value(translation->source_tokens, translation->source_count);
        inputs = decoder_inputs_value(translation);
        json_array_extend(all, inputs);
        json_decref(inputs);
        return all;
    default: return json_null();
    }
}

/* ---- for pictures ---- */

/* The pointers, followed in the same allocation by the texts that they point to. */
const char **labels_of(const json_t *array, const Canvas *canvas, int *count)
{
    Buffer texts = {0};
    size_t size = json_array_size(array), pointers = size + 1;
    for (size_t i = 0; i < size; i++) {
        char *label = token_label(json_text_at(array, i), canvas_screen(canvas).unicode);
        buffer_add_bytes(&texts, label, strlen(label) + 1);
        free(label);
    }
    const char **labels = memory_new(pointers * sizeof *labels + texts.length + 1, 1);
    char *text = (char *)(labels + pointers);
    if (texts.length > 0)
        memcpy(text, texts.text, texts.length);
    for (size_t i = 0; i < size; i++, text += strlen(text) + 1)
        labels[i] = text;
    if (count != NULL)
        *count = (int)size;
    buffer_free(&texts);
    return labels;
}

float *numbers_of(const json_t *rows, int row_count, int columns)
{
    float *values = memory_new((size_t)row_count * (size_t)columns + 1, sizeof *values);
    for (int row = 0; row < row_count; row++)
        for (int column = 0; column < columns; column++)
            values[row * columns + column] = (float)json_cell(rows, row, column);
    return values;
}

void map_cells_point(MapCells *cells)
{
    cells->map.row_labels = cells->row_labels;
    cells->map.column_labels = cells->column_labels;
    cells->map.values = cells->values;
    cells->map.partner = cells->partner;
    cells->map.masked = cells->masked;
}

void map_cells_free(MapCells *cells)
{
    free(cells->row_labels);
    free(cells->column_labels);
    free(cells->values);
    free(cells->partner);
    free(cells->masked);
}
