/* commands_machine.c: `machine`: encoder, decoder and attention as a picture, one moment of a translation after the other. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/machine.h"

typedef struct MachineOptions {
    Request request;
    int step, token; /* 0: not given */
} MachineOptions;
static const Option machine_rows[] = {
    {"step", OPTION_WHOLE, OPTION_AT(MachineOptions, step), .least = 1, .most = 1000, .otherwise = {"1", "1"},
     .help = {"The step of the decoder to show.", "보여 줄 디코더 단계."}},
    {"token", OPTION_WHOLE, OPTION_AT(MachineOptions, token), .least = 1, .most = 501,
     .help = {"Show the encoder when it has read this many tokens, before the decoder begins.",
              "디코더가 시작하기 전, 인코더가 토큰을 이만큼 읽었을 때를 보여 줍니다."}},
    {0},
};
static const Options machine_options = {machine_rows, look_parts, sizeof(MachineOptions)};

/* ---- values ---- */

/* The states of one side: of its last layer of cells, or of a Transformer's whole stack. */
static const TraceArray *states_of(const Trace *trace, const char *side)
{
    const TraceArray *found = NULL, *array;
    TraceKey key = cells_at(side, 1);
    for (; (array = trace_find(trace, &key)) != NULL; key.layer++)
        found = array;
    return found != NULL ? found : trace_find(trace, &(TraceKey){.side = key.side, .quantity = &quantity_state});
}

static const TraceArray *contexts_of(const Trace *trace)
{
    const TraceArray *own = trace_find(trace, &(TraceKey){.side = TRACE_ATTENTION, .quantity = &quantity_context});
    return own != NULL
        ? own
        : trace_find(trace,
                     &(TraceKey){.side = TRACE_CONTEXT, .layer = 1, .part = TRACE_CELLS, .quantity = &quantity_handed_on});
}

static json_t *row_value(const TraceArray *array, int row, int most)
{
    json_t *numbers = json_array();
    for (int i = 0; array != NULL && i < array->columns && i < most; i++)
        json_array_append_new(numbers, json_finite((double)array->values[row * array->columns + i]));
    return numbers;
}

static json_t *rows_value(const TraceArray *array, int rows)
{
    json_t *list = json_array();
    for (int row = 0; row < rows; row++)
        json_array_append_new(list, row_value(array, row, array->columns));
    return list;
}

/* The most likely tokens of a step, by the logits. */
static json_t *words_value(Lab *lab, const MachineOptions *options, const Trace *trace, int step)
{
    enum { WORDS = 3 };
    const TraceArray *logits = trace_find(trace, &(TraceKey){.side = TRACE_OUTPUT, .quantity = &quantity_logits});
    const float *row = logits->values + (size_t)step * (size_t)logits->columns;
    json_t *list = json_array();
    double largest = -INFINITY, sum = 0, before = INFINITY;
    int taken = -1;
    for (int i = 0; i < logits->columns; i++)
        largest = fmax(largest, (double)row[i]);
    for (int i = 0; i < logits->columns; i++)
        sum += exp((double)row[i] - largest);
    for (int n = 0; n < WORDS && n < logits->columns; n++) {
        int best = -1;
        for (int i = 0; i < logits->columns; i++) {
            bool said = i != TOKEN_PAD && i != TOKEN_SOS; /* no answer has these */
            bool later = said && ((double)row[i] < before || ((double)row[i] == before && i > taken));
            best = later && (best < 0 || row[i] > row[best]) ? i : best;
        }
        if (best < 0)
            break;
        char *text = lab_target_text(lab, options->request.model, &best, 1);
        json_array_append_new(list,
                              json_pack("{s:s, s:o}", "token", best == TOKEN_EOS ? "<EOS>" : text, "probability",
                                        json_finite(exp((double)row[best] - largest) / sum)));
        free(text);
        before = (double)row[best];
        taken = best;
    }
    return list;
}

static bool put_moment(Lab *lab, const MachineOptions *options, const Translation *translation, json_t *value,
                       Error *error)
{
    const Trace *trace = translation->trace;
    const TraceArray *encoder = states_of(trace, "encoder"), *decoder = states_of(trace, "decoder"),
                     *map = trace_map(trace);
    if (encoder == NULL || decoder == NULL || trace->joint)
        return error_set(
            error, ERROR_USAGE,
            TEXT("'machine' shows models with an encoder that reads token by token and a decoder: 'trace' lists this one's values",
                 "'machine'은 토큰을 하나씩 읽는 인코더와 디코더가 있는 모델을 보여 줍니다. 이 모델의 값은 'trace'로 볼 수 있습니다"));
    if (options->token > 0 && options->step > 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("give either token= or step=, not both", "token=과 step= 가운데 하나만 쓰십시오"));
    int step, token;
    if (!place_within("token", options->token, encoder->rows, 0, &token, error) ||
        !place_within("step", options->step, translation->target_count, 0, &step, error))
        return false;
    const TraceArray *contexts = contexts_of(trace);
    json_t *inputs = decoder_inputs_value(translation);
    json_object_set_new(value, "read", json_integer(options->token > 0 ? options->token : encoder->rows));
    json_object_set_new(value, "states", rows_value(encoder, encoder->rows));
    json_object_set_new(value, "step", options->token > 0 ? json_null() : json_integer(step + 1));
    json_object_set_new(value, "input", json_incref(json_array_get(inputs, (size_t)step)));
    json_object_set_new(value, "said", json_string(translation->target_tokens[step]));
    json_object_set_new(value, "state", row_value(decoder, step, decoder->columns));
    json_object_set_new(value, "context",
                        contexts != NULL ? row_value(contexts, contexts->rows > 1 ? step : 0, contexts->columns)
                                         : json_null());
    json_object_set_new(value, "weights", map != NULL ? row_value(map, step, map->columns) : json_null());
    json_object_set_new(value, "words", words_value(lab, options, trace, step));
    json_decref(inputs);
    return true;
}

static bool run_machine(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Translation *translation = look_translate(repl, arguments, false, error);
    if (translation == NULL)
        return false;
    json_t *value = translation_value(translation);
    bool right = put_moment(repl_lab(repl), arguments->options, translation, value, error);
    translation_close(translation);
    if (right)
        result->value = value;
    else
        json_decref(value);
    return right;
}

/* ---- pictures ---- */

static float *vector_of(const json_t *numbers, int units)
{
    float *values = memory_new((size_t)units + 1, sizeof *values);
    for (int i = 0; i < units; i++)
        values[i] = (float)json_number_value(json_array_get(numbers, (size_t)i));
    return values;
}

static size_t largest_weight(const json_t *weights)
{
    size_t best = 0;
    for (size_t i = 1; i < json_array_size(weights); i++)
        best =
            json_number_value(json_array_get(weights, i)) > json_number_value(json_array_get(weights, best)) ? i : best;
    return best;
}

/* The lines that show the moments after and before this one. */
static void say_neighbours(const json_t *value, const char *option, int now, int last, Canvas *canvas)
{
    const char *source = json_text(value, "source");
    Buffer text = {0};
    if (now < last)
        buffer_format(&text, TEXT("`machine %s %s=%d` goes on.", "다음: `machine %s %s=%d`"), source, option, now + 1);
    if (now > 1)
        buffer_format(&text, TEXT("%s`%s=%d` goes back.", "%s이전: `%s=%d`"), text.length > 0 ? " " : "", option,
                      now - 1);
    canvas_marked(canvas, 0, buffer_text(&text));
    buffer_free(&text);
}

/* The same in words. */
static void say_encoder(const json_t *value, Canvas *canvas)
{
    const json_t *tokens = json_object_get(value, "source_tokens");
    int read = (int)json_double(value, "read"), all = (int)json_array_size(tokens);
    prose_format(
        canvas, STYLE_PLAIN, 0,
        TEXT("The encoder has read %d of %d tokens, the last \"%s\", and has a state for each.",
             "인코더가 토큰 %2$d개 가운데 %1$d개를 읽었습니다. 마지막은 '%3$s'이며, 토큰마다 상태가 하나씩 있습니다."),
        read, all, json_text_at(tokens, (size_t)read - 1));
    say_neighbours(value, "token", read, all, canvas);
}

static void say_decoder(const json_t *value, Canvas *canvas)
{
    const json_t *weights = json_object_get(value, "weights"), *tokens = json_object_get(value, "source_tokens");
    int step = (int)json_double(value, "step");
    size_t best = largest_weight(weights);
    if (json_is_array(weights))
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("Step %d: the decoder reads \"%s\", looks most at \"%s\" (%.2f) and says \"%s\".",
                          "%d단계: 디코더가 읽는 토큰은 '%s', 가장 주목하는 토큰은 '%s'(%.2f), 출력은 '%s'입니다."),
                     step, json_text(value, "input"), json_text_at(tokens, best),
                     json_number_value(json_array_get(weights, best)), json_text(value, "said"));
    else
        prose_format(
            canvas, STYLE_PLAIN, 0,
            TEXT("Step %d: the decoder reads \"%s\" and says \"%s\"; of the source it has only the encoder's last state.",
                 "%d단계: 디코더가 읽는 토큰은 '%s', 출력은 '%s'입니다. 소스에 대해 아는 것은 인코더의 마지막 상태뿐입니다."),
            step, json_text(value, "input"), json_text(value, "said"));
    say_neighbours(value, "step", step, (int)json_array_size(json_object_get(value, "target_tokens")), canvas);
}

static void show_machine(const json_t *value, Canvas *canvas)
{
    const json_t *states = json_object_get(value, "states"), *words = json_object_get(value, "words"),
                 *context = json_object_get(value, "context");
    int count, units = (int)json_array_size(json_array_get(states, 0)), word_count = (int)json_array_size(words);
    bool decoding = json_is_integer(json_object_get(value, "step"));
    const char **labels = labels_of(json_object_get(value, "source_tokens"), canvas, &count), *texts[8];
    double probabilities[8];
    for (int i = 0; i < word_count && i < 8; i++) {
        texts[i] = json_text(json_array_get(words, (size_t)i), "token");
        probabilities[i] = json_double(json_array_get(words, (size_t)i), "probability");
    }
    float *all = numbers_of(states, count, units), *state = vector_of(json_object_get(value, "state"), units),
          *average = vector_of(context, units);
    float *weights = vector_of(json_object_get(value, "weights"), count);
    show_source(value, canvas);
    show_answer(value, canvas);
    canvas_blank(canvas);
    machine_draw(canvas,
                 &(Machine){.source_count = count,
                            .read = (int)json_double(value, "read"),
                            .source = labels,
                            .units = units,
                            .states = all,
                            .weights = json_is_array(json_object_get(value, "weights")) ? weights : NULL,
                            .decoding = decoding,
                            .input = json_text(value, "input"),
                            .state = state,
                            .context = json_is_array(context) ? average : NULL,
                            .word_count = word_count,
                            .words = texts,
                            .probabilities = probabilities});
    decoding ? say_decoder(value, canvas) : say_encoder(value, canvas);
    free(all);
    free(state);
    free(average);
    free(weights);
    free(labels);
}

static const Command machine_command = {
    .name = "machine",
    .usage = {"machine WORDS... [step=4] [token=2]", "machine 문장 [step=4] [token=2]"},
    .summary = {"draw encoder, decoder and attention at work", "인코더, 디코더, 어텐션이 일하는 모습을 그립니다"},
    .options = &machine_options,
    .words_wanted = true,
    .word_means = MEANS_SENTENCE,
    .run = run_machine,
    .show = show_machine,
};

static const Command *const commands[] = {&machine_command, NULL};
const Command *const *const machine_family = commands;
