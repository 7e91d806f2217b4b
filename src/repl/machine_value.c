/* machine_value.c: one moment of a translation as a value, and as a picture. */
#include "repl/machine_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/glyph.h"
#include "view/machine.h"

/* ---- which arrays ---- */

/* The states of one side: of its last layer of cells, or of a Transformer's whole stack. */
static const TraceArray *states_of(const Trace *trace, const char *side)
{
    const TraceArray *found = NULL, *array;
    TraceKey key = cells_at(side, 1);
    for (; (array = trace_find(trace, &key)) != NULL; key.layer++)
        found = array;
    return found != NULL ? found : trace_find(trace, &(TraceKey){.side = key.side, .quantity = &quantity_state});
}

/* What the last layer of a Transformer takes from the source: by cross-attention, or its own where it has no other. */
static const TraceArray *layer_contexts(const Trace *trace)
{
    static const TracePart parts[] = {TRACE_CROSS, TRACE_SELF};
    const TraceArray *found = NULL, *array;
    for (int part = 0; part < 2 && found == NULL; part++)
        for (int side = TRACE_DECODER; side >= TRACE_ENCODER && found == NULL; side--) {
            TraceKey key = {.side = (TraceSide)side, .layer = 1, .part = parts[part], .quantity = &quantity_context};
            for (; (array = trace_find(trace, &key)) != NULL; key.layer++)
                found = array;
        }
    return found;
}

static const TraceArray *contexts_of(const Trace *trace)
{
    const TraceArray *own = trace_find(trace, &(TraceKey){.side = TRACE_ATTENTION, .quantity = &quantity_context});
    const TraceArray *handed_on = trace_find(
        trace, &(TraceKey){.side = TRACE_CONTEXT, .layer = 1, .part = TRACE_CELLS, .quantity = &quantity_handed_on});
    return own != NULL ? own : handed_on != NULL ? handed_on : layer_contexts(trace);
}

static float reach_of(const TraceArray *array, float reach)
{
    for (int i = 0; array != NULL && i < array->rows * array->columns; i++)
        reach = isfinite(array->values[i]) ? fmaxf(reach, fabsf(array->values[i])) : reach;
    return reach;
}

bool machine_parts(Lab *lab, const char *model, const Translation *translation, MachineParts *parts, Error *error)
{
    const Trace *trace = translation->trace;
    const TraceArray *encoder = states_of(trace, "encoder"), *decoder = states_of(trace, "decoder");
    *parts = (MachineParts){.lab = lab,
                            .model = model,
                            .translation = translation,
                            .states = trace->joint ? decoder : encoder,
                            .decoder = decoder != NULL ? decoder : encoder,
                            .contexts = contexts_of(trace),
                            .map = trace_map(trace),
                            .tokens = translation->source_count,
                            .steps = translation->target_count,
                            .first = trace->joint ? trace->source_count : 0};
    if (parts->states == NULL || parts->states->rows < parts->tokens || parts->steps == 0 ||
        parts->decoder->rows < parts->first + parts->steps)
        return error_set(
            error, ERROR_USAGE,
            TEXT("'machine' shows models that have a state for each source token: 'trace' lists this one's values",
                 "'machine'은 소스 토큰마다 상태가 있는 모델을 보여 줍니다. 이 모델의 값은 'trace'로 볼 수 있습니다"));
    parts->reads = parts->states->key.part == TRACE_WHOLE && !trace->joint ? 1 : parts->tokens;
    parts->reach = reach_of(parts->states, reach_of(parts->decoder, reach_of(parts->contexts, 1)));
    return true;
}

/* ---- values ---- */

static json_t *row_value(const TraceArray *array, int row)
{
    json_t *numbers = json_array();
    for (int i = 0; i < array->columns; i++)
        json_array_append_new(numbers, json_finite((double)array->values[row * array->columns + i]));
    return numbers;
}

/* The most likely tokens of a step, by the logits. */
static json_t *words_value(const MachineParts *parts, int step)
{
    enum { WORDS = 3 };
    const TraceArray *logits =
        trace_find(parts->translation->trace, &(TraceKey){.side = TRACE_OUTPUT, .quantity = &quantity_logits});
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
        char *text = lab_target_text(parts->lab, parts->model, &best, 1);
        json_array_append_new(list,
                              json_pack("{s:s, s:o}", "token", best == TOKEN_EOS ? "<EOS>" : text, "probability",
                                        json_finite(exp((double)row[best] - largest) / sum)));
        free(text);
        before = (double)row[best];
        taken = best;
    }
    return list;
}

/* Of the decoder's step, from 0. */
static void put_step(json_t *value, const MachineParts *parts, int step)
{
    const Translation *translation = parts->translation;
    const TraceArray *contexts = parts->contexts;
    json_t *inputs =
        translation->fills ? json_incref(json_object_get(value, "source_tokens")) : decoder_inputs_value(translation);
    int row = contexts == NULL || contexts->rows == 1 ? 0
        : contexts->key.side == TRACE_ATTENTION       ? step
                                                      : parts->first + step;
    json_put(value, "{s:O*, s:s, s:o, s:o, s:o, s:o, s:o}", "input", json_array_get(inputs, (size_t)step), "said",
             translation->target_tokens[step], "said_before", string_list_value(translation->target_tokens, step),
             "state", row_value(parts->decoder, parts->first + step), "context",
             contexts != NULL ? row_value(contexts, row) : json_null(), "weights",
             parts->map != NULL ? row_value(parts->map, step) : json_null(), "words", words_value(parts, step));
    json_decref(inputs);
}

void put_moment(json_t *value, const MachineParts *parts, int moment)
{
    int step = moment - parts->reads;
    bool at_once = parts->reads < parts->tokens;
    json_t *states = json_array();
    for (int row = 0; row < parts->tokens; row++)
        json_array_append_new(states, row_value(parts->states, row));
    json_put(value, "{s:i, s:i, s:s, s:o, s:i, s:b, s:o, s:o}", "moment", moment, "moments", machine_moments(parts),
             "kind", parts->translation->fills ? "masked" : parts->translation->trace->joint ? "causal" : "both",
             "reach", json_finite((double)parts->reach), "read", step > 0 || at_once ? parts->tokens : moment,
             "at_once", at_once, "states", states, "step", step > 0 ? json_integer(step) : json_null());
    put_step(value, parts, step > 0 ? step - 1 : 0);
}

/* ---- pictures ---- */

static float *vector_of(const json_t *numbers, int units)
{
    float *values = memory_new((size_t)units + 1, sizeof *values);
    for (int i = 0; i < units; i++)
        values[i] = (float)json_number_value(json_array_get(numbers, (size_t)i));
    return values;
}

/* The last tokens of the answer before, as many as have room. */
static void add_said_before(const json_t *value, Buffer *out)
{
    enum { ROOM = 18 };
    const json_t *said = json_object_get(value, "said_before");
    size_t count = json_array_size(said), from = count;
    for (int width = 0; from > 0 && width + glyph_width(json_text_at(said, from - 1)) + 1 <= ROOM; from--)
        width += glyph_width(json_text_at(said, from - 1)) + 1;
    buffer_add(out, from > 0 && count > 0 ? "... " : "");
    for (size_t i = from; i < count; i++)
        buffer_format(out, "%s%s", i > from ? " " : "", json_text_at(said, i));
}

static void say_encoder(const json_t *value, Canvas *canvas)
{
    const json_t *tokens = json_object_get(value, "source_tokens");
    int read = json_whole(value, "read"), all = (int)json_array_size(tokens);
    bool both = strcmp(json_text(value, "kind"), "both") == 0;
    if (json_is_true(json_object_get(value, "at_once"))) {
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT(all == 1 ? "The %d token is read, and its state has seen it."
                                   : "All %d tokens are read at once, and each state has seen all of them.",
                          "토큰 %d개를 한꺼번에 읽으며, 상태마다 모든 토큰을 본 결과가 담깁니다."),
                     all);
        return;
    }
    prose_format(
        canvas, STYLE_PLAIN, 0,
        both
            ? TEXT("The encoder has read %d of %d tokens, the last \"%s\", and has a state for each.",
                   "인코더가 토큰 %2$d개 가운데 %1$d개를 읽었습니다. 마지막은 '%3$s'이며, 토큰마다 상태가 하나씩 있습니다.")
            : TEXT("The model has read %d of %d source tokens, the last \"%s\", and has a state for each.",
                   "모델이 소스 토큰 %2$d개 가운데 %1$d개를 읽었습니다. 마지막은 '%3$s'이며, 토큰마다 상태가 하나씩 있습니다."),
        read, all, json_text_at(tokens, (size_t)read - 1));
}

static void say_decoder(const json_t *value, Canvas *canvas)
{
    const json_t *weights = json_object_get(value, "weights"), *tokens = json_object_get(value, "source_tokens");
    const char *input = json_text(value, "input"), *said = json_text(value, "said");
    int step = json_whole(value, "step");
    size_t best = json_largest(weights);
    bool both = strcmp(json_text(value, "kind"), "both") == 0;
    if (json_is_array(weights))
        prose_format(
            canvas, STYLE_PLAIN, 0,
            both ? TEXT("Step %d: the decoder reads \"%s\", looks most at \"%s\" (%.2f) and says \"%s\".",
                        "%d단계: 디코더가 읽는 토큰은 '%s', 가장 주목하는 토큰은 '%s'(%.2f), 출력은 '%s'입니다.")
                 : TEXT("Step %d: the model reads \"%s\", looks most at \"%s\" of the source (%.2f) and says \"%s\".",
                        "%d단계: 모델이 읽는 토큰은 '%s', 소스에서 가장 주목하는 토큰은 '%s'(%.2f), 출력은 '%s'입니다."),
            step, input, json_text_at(tokens, best), json_number_value(json_array_get(weights, best)), said);
    else
        prose_format(
            canvas, STYLE_PLAIN, 0,
            TEXT("Step %d: the decoder reads \"%s\" and says \"%s\"; of the source it has only the encoder's last state.",
                 "%d단계: 디코더가 읽는 토큰은 '%s', 출력은 '%s'입니다. 소스에 대해 아는 것은 인코더의 마지막 상태뿐입니다."),
            step, input, said);
}

static void say_moment(const json_t *value, Canvas *canvas)
{
    if (json_is_integer(json_object_get(value, "step")))
        say_decoder(value, canvas);
    else
        say_encoder(value, canvas);
}

void show_moment(const json_t *value, int rows, Canvas *canvas)
{
    enum { WORDS_MOST = 8 };
    const json_t *states = json_object_get(value, "states"), *words = json_object_get(value, "words"),
                 *context = json_object_get(value, "context");
    int count, units = (int)json_array_size(json_array_get(states, 0)), word_count = (int)json_array_size(words);
    const char **labels = labels_of(json_object_get(value, "source_tokens"), canvas, &count), *texts[WORDS_MOST];
    double probabilities[WORDS_MOST];
    for (int i = 0; i < word_count && i < WORDS_MOST; i++) {
        texts[i] = json_text(json_array_get(words, (size_t)i), "token");
        probabilities[i] = json_double(json_array_get(words, (size_t)i), "probability");
    }
    float *all = numbers_of(states, count, units), *state = vector_of(json_object_get(value, "state"), units),
          *average = vector_of(context, units), *weights = vector_of(json_object_get(value, "weights"), count);
    Buffer before = {0};
    add_said_before(value, &before);
    machine_draw(canvas,
                 &(Machine){.source_count = count,
                            .read = json_whole(value, "read"),
                            .source = labels,
                            .rows = rows,
                            .units = units,
                            .reach = (float)json_double(value, "reach"),
                            .states = all,
                            .weights = json_is_array(json_object_get(value, "weights")) ? weights : NULL,
                            .two_sides = strcmp(json_text(value, "kind"), "both") == 0,
                            .decoding = json_is_integer(json_object_get(value, "step")),
                            .said = buffer_text(&before),
                            .input = json_text(value, "input"),
                            .state = state,
                            .context = json_is_array(context) ? average : NULL,
                            .word_count = word_count,
                            .words = texts,
                            .probabilities = probabilities});
    say_moment(value, canvas);
    buffer_free(&before);
    free(all);
    free(state);
    free(average);
    free(weights);
    free(labels);
}

void show_story(const json_t *value, Canvas *canvas)
{
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(value, "story"), i, one)
        say_moment(one, canvas);
}
