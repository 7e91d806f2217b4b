/* commands_look.c: `translate`, `attend`, `gates`: an answer, where the model looked, what its gates did. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/results.h"
#include "view/heatmap.h"
#include "view/prose.h"
#include "view/strips.h"

#define WHICH_OPTIONS                                                                                                  \
    {"model", OPTION_TEXT, NULL, 0, 0, NULL, {"by this one, not the current", "현재 모델 대신 쓸 모델"}},                  \
    {"length", OPTION_INTEGER, NULL, 1, 500, NULL,                                                                     \
     {"without words: a held-out sentence of that many tokens", "문장을 주지 않을 때 고를 평가용 문장의 토큰 수"}},            \
    {"seed", OPTION_INTEGER, "1", 0, 1e15, NULL, {"which held-out sentence", "평가용 문장을 고르는 시드"}}

static const Option translate_options[] = {WHICH_OPTIONS, {0}};

static const Option attend_options[] = {
    WHICH_OPTIONS,
    {"weights", OPTION_YES_NO, "no", 0, 0, NULL, {"print the numbers too", "숫자도 함께 보여 줄지 여부"}},
    {0},
};

static const Option gates_options[] = {
    WHICH_OPTIONS,
    {"side", OPTION_CHOICE, "encoder", 0, 0, "encoder|backward|decoder",
     {"whose gates: the encoder's, its backward direction's, the decoder's", "게이트를 볼 쪽: 인코더, 인코더의 역방향, 디코더"}},
    {0},
};

/* ---- values ---- */

static Translation *translate(Repl *repl, const Arguments *arguments, Error *error)
{
    Lab *lab = repl_lab(repl);
    const char *model = arguments_text(arguments, "model", NULL);
    if (arguments->words[0] != '\0')
        return lab_translate_by(lab, model, arguments->words, error);
    return lab_translate_example(lab, model, (int)arguments_integer(arguments, "length", 0),
                                 (uint64_t)arguments_integer(arguments, "seed", 1), error);
}

static json_t *strings(char *const *list, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(array, json_string(list[i]));
    return array;
}

static json_t *matrix(const TraceArray *array)
{
    json_t *rows = json_array();
    for (int row = 0; row < array->rows; row++) {
        json_t *numbers = json_array();
        for (int column = 0; column < array->columns; column++)
            json_array_append_new(numbers, json_finite((double)array->values[row * array->columns + column]));
        json_array_append_new(rows, numbers);
    }
    return rows;
}

static json_t *translation_value(const Translation *translation)
{
    json_t *value = json_pack("{s:s, s:s, s:o, s:o, s:f, s:i}", "source", translation->source_text, "answer",
                              translation->text, "source_tokens",
                              strings(translation->source_tokens, translation->source_count), "target_tokens",
                              strings(translation->target_tokens, translation->target_count), "log_probability",
                              translation->log_probability, "unknown", translation->unknown);
    if (translation->reference != NULL)
        json_object_set_new(value, "reference", json_string(translation->reference));
    return value;
}

static bool run_translate(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Translation *translation = translate(repl, arguments, error);
    if (translation == NULL)
        return false;
    result->value = translation_value(translation);
    translation_close(translation);
    return true;
}

static json_t *partners_value(const Translation *translation)
{
    json_t *partners = json_array();
    for (int i = 0; i < translation->target_count; i++)
        json_array_append_new(partners, translation->partner[i] >= 0 ? json_integer(translation->partner[i]) : json_null());
    return partners;
}

static bool run_attend(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Translation *translation = translate(repl, arguments, error);
    if (translation == NULL)
        return false;
    const TraceArray *weights = trace_find(translation->trace, "attention.weights");
    if (weights == NULL) {
        translation_close(translation);
        return error_set(error, ERROR_USAGE,
                         TEXT("this model has no attention (attention=none): there is no map to show. "
                              "'model attention=dot' makes one that has; 'gates' looks into any",
                              "이 모델에는 어텐션이 없어(attention=none) 보여 줄 어텐션 맵이 없습니다. 'model "
                              "attention=dot'으로 어텐션이 있는 모델을 만들 수 있습니다. 'gates'로는 어느 모델이든 "
                              "들여다볼 수 있습니다"));
    }
    result->value = translation_value(translation);
    json_object_set_new(result->value, "weights", matrix(weights));
    json_object_set_new(result->value, "numbers", json_boolean(arguments_yes(arguments, "weights", false)));
    if (translation->partner != NULL)
        json_object_set_new(result->value, "partners", partners_value(translation));
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

static const TraceArray *gate_array(const Translation *translation, const char *side, const char *gate)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%s", strcmp(side, "encoder") == 0 ? "encoder.forward" : strcmp(side, "backward") == 0 ? "encoder.backward" : "decoder", gate);
    return trace_find(translation->trace, name);
}

/* What the decoder reads at each step: <SOS>, then what it said before. */
static json_t *decoder_inputs(const Translation *translation)
{
    json_t *array = json_array();
    for (int i = 0; i < translation->target_count; i++)
        json_array_append_new(array, json_string(i == 0 ? "<SOS>" : translation->target_tokens[i - 1]));
    return array;
}

static bool run_gates(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const char *side = arguments_text(arguments, "side", "encoder");
    Translation *translation = translate(repl, arguments, error);
    if (translation == NULL)
        return false;
    const TraceArray *update = gate_array(translation, side, "update"), *reset = gate_array(translation, side, "reset");
    bool there = update != NULL && reset != NULL;
    if (there) {
        result->value = translation_value(translation);
        json_object_set_new(result->value, "side", json_string(side));
        json_object_set_new(result->value, "tokens",
                            strcmp(side, "decoder") == 0 ? decoder_inputs(translation)
                                                         : strings(translation->source_tokens, translation->source_count));
        json_object_set_new(result->value, "update_mean", row_means(update));
        json_object_set_new(result->value, "reset_mean", row_means(reset));
        json_object_set_new(result->value, "update", matrix(update));
        json_object_set_new(result->value, "reset", matrix(reset));
    } else {
        error_set(error, ERROR_USAGE, TEXT("this model's encoder reads in one direction only: side=encoder or side=decoder", "이 모델의 인코더는 한 방향으로만 읽습니다. side=encoder나 side=decoder를 쓰십시오"));
    }
    translation_close(translation);
    return there;
}

/* ---- pictures ---- */

static void show_translate(const json_t *value, Canvas *canvas)
{
    canvas_prose(canvas, STYLE_SOURCE, 0, json_text(value, "source"));
    const char *answer = json_text(value, "answer"), *reference = json_text(value, "reference");
    canvas_prose(canvas, STYLE_TARGET, 2, answer[0] != '\0' ? answer : TEXT("(nothing: the model said <EOS> at once)", "(빈 답: 모델이 바로 <EOS>를 냈습니다)"));
    if (reference[0] != '\0' && strcmp(answer, reference) != 0)
        prose_format(canvas, STYLE_DIM, 2, TEXT("right would be: %s", "정답: %s"), reference);
    int unknown = (int)json_integer_value(json_object_get(value, "unknown"));
    if (unknown > 0) {
        Buffer text = {0};
        buffer_format(&text, TEXT("%d of its tokens are not in the model's vocabulary and were read as <UNK>.",
                                  "토큰 %d개는 모델의 어휘에 없어 <UNK>로 읽었습니다."), unknown);
        canvas_prose(canvas, STYLE_WARNING, 2, buffer_text(&text));
        buffer_free(&text);
    }
}

static const char **labels_of(const json_t *array, int *count)
{
    *count = (int)json_array_size(array);
    const char **labels = memory_new((size_t)*count + 1, sizeof *labels);
    for (int i = 0; i < *count; i++)
        labels[i] = json_string_value(json_array_get(array, (size_t)i));
    return labels;
}

static float *numbers_of(const json_t *rows, int row_count, int columns)
{
    float *values = memory_new((size_t)row_count * (size_t)columns + 1, sizeof *values);
    for (int row = 0; row < row_count; row++)
        for (int column = 0; column < columns; column++)
            values[row * columns + column] =
                (float)json_number_value(json_array_get(json_array_get(rows, (size_t)row), (size_t)column));
    return values;
}

static int *partners_of(const json_t *value, int count)
{
    const json_t *array = json_object_get(value, "partners");
    if (array == NULL)
        return NULL;
    int *partners = memory_new((size_t)count + 1, sizeof *partners);
    for (int i = 0; i < count; i++) {
        const json_t *partner = json_array_get(array, (size_t)i);
        partners[i] = json_is_integer(partner) ? (int)json_integer_value(partner) : -1;
    }
    return partners;
}

static void show_attend(const json_t *value, Canvas *canvas)
{
    int rows, columns;
    const char **row_labels = labels_of(json_object_get(value, "target_tokens"), &rows);
    const char **column_labels = labels_of(json_object_get(value, "source_tokens"), &columns);
    float *values = numbers_of(json_object_get(value, "weights"), rows, columns);
    int *partners = partners_of(value, rows);
    Heatmap map = {.rows = rows, .columns = columns, .row_labels = row_labels, .column_labels = column_labels,
                   .values = values, .partner = partners, .numbers = json_is_true(json_object_get(value, "numbers"))};
    Buffer text = {0};
    show_translate(value, canvas);
    canvas_blank(canvas);
    heatmap_draw(canvas, &map);
    attention_prose(&map, &text);
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
    free(row_labels);
    free(column_labels);
    free(values);
    free(partners);
}

static void show_gates(const json_t *value, Canvas *canvas)
{
    int rows;
    const char **labels = labels_of(json_object_get(value, "tokens"), &rows);
    const json_t *update = json_object_get(value, "update");
    int units = (int)json_array_size(json_array_get(update, 0));
    float *updates = numbers_of(update, rows, units), *resets = numbers_of(json_object_get(value, "reset"), rows, units);
    float *means[2] = {memory_new((size_t)rows + 1, sizeof(float)), memory_new((size_t)rows + 1, sizeof(float))};
    for (int i = 0; i < rows; i++) {
        means[0][i] = (float)json_number_value(json_array_get(json_object_get(value, "update_mean"), (size_t)i));
        means[1][i] = (float)json_number_value(json_array_get(json_object_get(value, "reset_mean"), (size_t)i));
    }
    Strips strips = {.rows = rows, .units = units, .labels = labels,
                     .name = {TEXT("update gate z", "업데이트 게이트 z"), TEXT("reset gate r", "리셋 게이트 r")}, .values = {updates, resets}};
    Buffer text = {0};
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Gates of the %s, token by token: %s", "%s의 토큰별 게이트 값: %s"),
                  strcmp(json_text(value, "side"), "decoder") == 0 ? TEXT("decoder", "디코더") : TEXT("encoder", "인코더"), json_text(value, "source"));
    strips_draw(canvas, &strips);
    gates_prose(rows, labels, means[0], means[1], &text);
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
    free(labels);
    free(updates);
    free(resets);
    free(means[0]);
    free(means[1]);
}

/* ---- the table ---- */

static const Command translate_command = {
    .name = "translate",
    .usage = {"translate WORDS...", "translate 문장"},
    .summary = {"translate a sentence", "문장을 번역합니다"},
    .help = {"Translates the sentence with the current model, greedily: the likeliest token at each step. Without words, a held-out "
             "sentence is taken from the data and the right answer is shown beside the model's.\n\n"
             "- `translate 나는 어제 도서관에 갔다`\n- `translate length=30 seed=2`",
             "현재 모델로 문장을 번역합니다. 단계마다 확률이 가장 높은 토큰을 고릅니다(탐욕적 디코딩). 문장을 주지 "
             "않으면 데이터에서 평가용 문장을 골라 모델의 답을 정답과 함께 보여 줍니다.\n\n"
             "- `translate 나는 어제 도서관에 갔다`\n"
             "- `translate length=30 seed=2`"},
    .options = translate_options,
    .words_wanted = true,
    .run = run_translate,
    .show = show_translate,
};

static const Command attend_command = {
    .name = "attend",
    .usage = {"attend WORDS... [weights=yes]", "attend 문장 [weights=yes]"},
    .summary = {"show where the model looked (the attention map)", "모델이 본 곳(어텐션 맵)을 보여 줍니다"},
    .help = {"Translates the sentence and shows the attention weights: a row for each token the model said, a column for each source "
             "token; a row adds up to 1. Without words a held-out sentence is taken; where the true partner of a word is known it is "
             "marked.\n\n- `attend 나는 어제 도서관에 갔다`\n- `attend weights=yes length=8`\n\n"
             "A map shows where the model looked, which is not always where a person would.",
             "문장을 번역하고 어텐션 가중치를 보여 줍니다. 행은 모델이 낸 토큰, 열은 원문의 토큰이며 한 행의 합은 "
             "1입니다. 문장을 주지 않으면 평가용 문장을 고르고, 단어의 실제 짝을 알면 함께 표시합니다.\n\n"
             "- `attend 나는 어제 도서관에 갔다`\n"
             "- `attend weights=yes length=8`\n\n"
             "어텐션 맵은 모델이 본 곳을 보여 주며, 그곳이 사람이 볼 곳과 늘 같지는 않습니다."},
    .options = attend_options,
    .words_wanted = true,
    .run = run_attend,
    .show = show_attend,
};

static const Command gates_command = {
    .name = "gates",
    .usage = {"gates WORDS... [side=encoder]", "gates 문장 [side=encoder]"},
    .summary = {"show the update and reset gates at each token", "토큰마다 업데이트 게이트와 리셋 게이트를 보여 줍니다"},
    .help = {"Shows the values of the GRU's gates at each token: the mean over the hidden units, and the units as shades. The convention "
             "is `h_t = (1 - z) * h_{t-1} + z * h~`: **z near 0 keeps the past**, z near 1 takes in the new. r near 0 ignores the past "
             "when the candidate h~ is made.\n\n- `gates 나는 어제 도서관에 갔다`\n- `gates side=decoder 나는 어제 도서관에 갔다`",
             "토큰마다 GRU 게이트의 값을 보여 줍니다. 은닉 유닛의 평균을 적고, 유닛 하나하나의 값을 명암으로 "
             "나타냅니다. 식은 `h_t = (1 - z) * h_{t-1} + z * h~`이므로 **z가 0에 가까우면 과거를 유지하고**, 1에 "
             "가까우면 새 정보를 받아들입니다. r이 0에 가까우면 후보 은닉 상태 h~를 만들 때 과거를 무시합니다.\n\n"
             "- `gates 나는 어제 도서관에 갔다`\n"
             "- `gates side=decoder 나는 어제 도서관에 갔다`"},
    .options = gates_options,
    .words_wanted = true,
    .run = run_gates,
    .show = show_gates,
};

static const Command *const commands[] = {&translate_command, &attend_command, &gates_command, NULL};
const Command *const *const look_family = commands;
