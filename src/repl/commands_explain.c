/* commands_explain.c: `explain`: a number of an answer, back to its last product. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/score.h"
#include "repl/attention_choice.h"
#include "repl/builtin_commands.h"
#include "repl/explain_value.h"
#include "repl/look.h"
#include "repl/results.h"

typedef struct ExplainOptions {
    Request request;
    ExplainPlace place;
    int row, column, terms, levels; /* 0: not given */
    const char *target;             /* of `loss` and `gradient` */
} ExplainOptions;
enum { SIDE_BACKWARD = PARTS };
static const Option explain_rows[] = {
    {"step", OPTION_WHOLE, OPTION_AT(ExplainOptions, place.step), .least = 1, .most = 1000, .otherwise = {"1", "1"},
     .help = {"Decoder step; with a name: its row.", "디코더 단계. 이름을 줄 때는 그 값의 행."}},
    {"token", OPTION_WHOLE, OPTION_AT(ExplainOptions, place.token), .least = 1, .most = 1500,
     .otherwise = {"of attend the one with the largest weight, of gates 1",
                   "attend에서는 가중치가 가장 큰 토큰, gates에서는 1"},
     .help = {"Source token.", "소스 토큰."}},
    {"unit", OPTION_WHOLE, OPTION_AT(ExplainOptions, place.unit), .least = 1, .most = 1 << 20,
     .otherwise = {"the one with the largest value", "절댓값이 가장 큰 유닛"},
     .help = {"Hidden unit; with a name: which number of the row.", "은닉 유닛. 이름을 줄 때는 그 행의 몇 번째 값인지."}},
    {"row", OPTION_WHOLE, OPTION_AT(ExplainOptions, row), .least = 1, .most = 1 << 20,
     .otherwise = {"where the gradient is largest", "그래디언트가 가장 큰 행"},
     .help = {"Of a parameter's gradient: row. Elsewhere the same as step=.",
              "매개변수의 그래디언트에서: 행. 다른 데서는 step=과 같습니다."}},
    {"column", OPTION_WHOLE, OPTION_AT(ExplainOptions, column), .least = 1, .most = 1 << 20,
     .otherwise = {"where the gradient is largest", "그래디언트가 가장 큰 열"},
     .help = {"Of a parameter's gradient: column. Of attend: column of the map, the same as token=; elsewhere as unit=.",
              "매개변수의 그래디언트에서: 열. attend에서는 맵의 열(token=과 같음), 다른 데서는 unit=과 같습니다."}},
    {"side", OPTION_CHOICE, OPTION_AT(ExplainOptions, place.side), .absent = -1,
     .choices = "cross|encoder|decoder|backward",
     .otherwise = {"of gates encoder, of attend what links answer and source",
                   "gates에서는 encoder, attend에서는 답과 소스를 잇는 어텐션"},
     .help = {"Of gates: the encoder's, those of its backward direction, or the decoder's. Of a Transformer's attend: cross-attention, or "
              "the self-attention of the encoder or the decoder.",
              "gates에서: 인코더, 인코더의 역방향, 디코더. 트랜스포머의 attend에서: 크로스 어텐션, 또는 인코더나 디코더의 셀프 어텐션."}},
    {"layer", OPTION_WHOLE, OPTION_AT(ExplainOptions, place.layer), .least = 1, .most = LAYERS_MOST,
     .otherwise = {"of gates 1, of attend the last", "gates에서는 1, attend에서는 마지막 층"},
     .help = {"Layer.", "층 번호."}},
    {"head", OPTION_WHOLE, OPTION_AT(ExplainOptions, place.head), .least = 1, .most = HEADS_MOST,
     .otherwise = {"the one that looks most", "가장 크게 주목하는 헤드"},
     .help = {"Of a Transformer's attend: attention head.", "트랜스포머의 attend에서: 어텐션 헤드 번호."}},
    {"target", OPTION_TEXT, OPTION_AT(ExplainOptions, target), .otherwise = {"as the data have it", "데이터에 있는 정답"},
     .help = {"Of loss and gradient: the right answer to a typed sentence.", "loss와 gradient에서: 입력한 문장의 정답."}},
    {"terms", OPTION_WHOLE, OPTION_AT(ExplainOptions, terms), .fallback = "3", .least = 1, .most = 4096,
     .help = {"How many products of a sum to show, the largest first.", "합에서 보여 줄 곱의 수. 큰 것부터 보여 줍니다."}},
    {"levels", OPTION_WHOLE, OPTION_AT(ExplainOptions, levels), .fallback = "4", .least = 0, .most = 1000,
     .help = {"Of gradient: how many operations to follow it towards the loss.",
              "gradient에서: 손실 쪽으로 따라갈 연산의 수."}},
    {0},
};
static const Options explain_options = {explain_rows, look_parts, sizeof(ExplainOptions)};

/* What is asked of one answer. */
typedef struct Asking {
    const ExplainOptions *options;
    const Explained *explained;
    const Trace *trace;
    Origins *origins;
} Asking;

/* ---- gates ---- */

static bool is_of_cell(const Quantity *quantity)
{
    switch (quantity->kind) {
    case QUANTITY_GATE:
    case QUANTITY_CANDIDATE:
    case QUANTITY_STATE:
    case QUANTITY_CELL_STATE: return true;
    default: return false;
    }
}

/* What the cell computed of a unit at a step, in the order in which it did. */
static json_t *cell_numbers(const Asking *asking, const TraceKey *state, int row, int unit)
{
    json_t *numbers = json_array();
    for (int i = 0; i < asking->trace->count; i++) {
        const TraceKey *key = &asking->trace->arrays[i].key;
        TraceKey own = trace_key_with(*state, key->quantity);
        if (is_of_cell(key->quantity) && trace_key_equal(&own, key))
            json_array_append_new(numbers, origin_value(asking->origins, key, row, unit));
    }
    return numbers;
}

static const char *gates_side(const ExplainPlace *place)
{
    return place->side < 0 ? "encoder" : place->side == SIDE_BACKWARD ? "backward" : attention_part_names[place->side];
}

static const TraceArray *cells_asked(const Asking *asking, Error *error)
{
    const ExplainPlace *place = &asking->options->place;
    TraceKey state = cells_at(gates_side(place), place->layer > 0 ? place->layer : 1);
    const TraceArray *array = trace_find(asking->trace, &state);
    if (array == NULL && asking->explained->configuration->kind != KIND_RECURRENT)
        error_set(error, ERROR_USAGE,
                  TEXT("this model has no recurrent cells, so it has no gates: 'trace' lists its values",
                       "이 모델에는 순환 셀이 없어 게이트도 없습니다. 'trace'로 어떤 값이 있는지 볼 수 있습니다"));
    else if (array == NULL)
        error_set(error, ERROR_USAGE,
                  TEXT("this model has no cells at side=%s layer=%d: 'trace' lists its values",
                       "이 모델의 side=%s layer=%d에는 셀이 없습니다. 'trace'로 어떤 값이 있는지 볼 수 있습니다"),
                  gates_side(place), place->layer > 0 ? place->layer : 1);
    return array;
}

static bool put_gates(const Asking *asking, json_t *value, Error *error)
{
    const ExplainPlace *place = &asking->options->place;
    const ModelConfiguration *configuration = asking->explained->configuration;
    const RecurrentCell *cell = configuration->cell; /* NULL: the user's own */
    const TraceArray *states = cells_asked(asking, error);
    int row, unit;
    if (states == NULL)
        return false;
    if (place->token > 0 && place->step > 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("give either token= or step=, not both", "token=과 step= 가운데 하나만 쓰십시오"));
    const char *which = place->step > 0 ? "step" : "token";
    if (!place_within(which, place->step > 0 ? place->step : place->token, states->rows, 0, &row, error) ||
        !place_within("unit", place->unit, states->columns, largest_place(states, row, 0, states->columns), &unit, error))
        return false;
    bool decoder = place->side == PART_DECODER;
    json_t *tokens = decoder ? decoder_inputs_value(asking->explained->translation)
                             : json_incref(json_object_get(value, "source_tokens"));
    json_put(value, "{s:s, s:i, s:i, s:O*, s:i, s:s, s:s, s:o}", "side", gates_side(place), "layer", states->key.layer,
             "token", row + 1, "token_text", json_array_get(tokens, (size_t)row), "unit", unit + 1, "cell",
             cell != NULL ? cell->title : configuration->custom_cell->name, "formula",
             cell != NULL ? cell->formula : "", "numbers", cell_numbers(asking, &states->key, row, unit));
    json_decref(tokens);
    return true;
}

/* ---- a value by its name ---- */

static bool put_named(const Asking *asking, const char *name, json_t *value, Error *error)
{
    const TraceArray *array = trace_find_named(asking->trace, name);
    int row, place;
    if (array == NULL)
        return trace_name_unknown(asking->trace, name, error);
    if (!place_within("step", asking->options->place.step, array->rows, 0, &row, error) ||
        !place_within("unit", asking->options->place.unit, array->columns, largest_place(array, row, 0, array->columns),
                      &place, error))
        return false;
    json_t *number = origin_value(asking->origins, &array->key, row, place);
    if (number == NULL || !json_is_true(json_object_get(number, "known"))) {
        json_decref(number);
        return error_set(
            error, ERROR_USAGE,
            TEXT("%s is not worked out: it is looked up, or computed by an operation that 'explain' does not take "
                 "apart; 'trace' shows it",
                 "%s: 찾아 읽은 값이거나 'explain'이 풀어 쓰지 않는 연산의 값이라 계산 과정을 보여 줄 수 없습니다. 값은 "
                 "'trace'로 볼 수 있습니다"),
            name);
    }
    json_object_set_new(value, "number", number);
    return true;
}

/* ---- the command ---- */

static bool is_gradient(const char *of) { return strcmp(of, "gradient") == 0; }
static bool is_loss(const char *of) { return strcmp(of, "loss") == 0; }

/* The word after `gradient`, to be freed: a name has a dot within, a sentence does not begin with one. */
static char *gradient_name(Arguments *rest)
{
    Arguments after;
    char *word = look_subject(rest, &after), *dot = strchr(word, '.');
    if (dot != NULL && dot > word && dot[1] != '\0')
        *rest = after;
    else
        word[0] = '\0';
    return word;
}

/* Of all but a gradient a row is a step, and a column is a token or a unit. */
static ExplainOptions options_of(const Arguments *arguments, const char *of)
{
    ExplainOptions options = *(const ExplainOptions *)arguments->options;
    ExplainPlace *place = &options.place;
    int *column = strcmp(of, "attend") == 0 ? &place->token : &place->unit;
    place->step = place->step > 0 ? place->step : is_gradient(of) ? 0 : options.row;
    *column = *column > 0 ? *column : is_gradient(of) ? 0 : options.column;
    options.row = options.row > 0 ? options.row : place->step;
    options.column = options.column > 0 ? options.column : place->unit;
    return options;
}

static bool put_asked(const Asking *asking, const char *of, const char *name, json_t *value, Error *error)
{
    const ExplainOptions *options = asking->options;
    GradientAsked gradient = {name, options->row, options->column, options->terms, options->levels};
    if (strcmp(of, "attend") == 0)
        return put_attend(value, asking->explained, &options->place, asking->origins, error);
    if (is_loss(of))
        return put_loss(value, asking->explained, options->place.step, options->place.unit, error);
    if (is_gradient(of))
        return put_gradient(value, asking->explained, &gradient, error);
    return strcmp(of, "gates") == 0 ? put_gates(asking, value, error) : put_named(asking, of, value, error);
}

static json_t *explained_value(const ExplainOptions *options, Explained *explained, const char *of, const char *name,
                               Error *error)
{
    Origins origins = {explained->explanation, options->terms, 0};
    Asking asking = {options, explained, explanation_trace(explained->explanation), &origins};
    json_t *value = translation_value(explained->translation);
    json_object_set_new(value, "of", json_string(of));
    if (!put_asked(&asking, of, name, value, error)) {
        json_decref(value);
        return NULL;
    }
    if (json_object_get(value, "loss") == NULL)
        json_object_set_new(value, "largest_difference", json_finite(origins.difference));
    return value;
}

static bool run_explain(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Arguments rest;
    Request request;
    Explained explained;
    char *of = look_subject(arguments, &rest), *name = is_gradient(of) ? gradient_name(&rest) : memory_string("");
    ExplainOptions options = options_of(arguments, of);
    bool loss = is_loss(of) || is_gradient(of);
    bool asked = of[0] != '\0' ||
        error_set(
            error, ERROR_USAGE,
            TEXT("say what to explain: 'explain attend step=1', 'explain gates token=2', 'explain gradient' or the "
                 "name of a value",
                 "무엇을 설명할지 쓰십시오. 예: 'explain attend step=1', 'explain gates token=2', 'explain gradient', 또는 값의 이름"));
    if (asked && look_request_again(repl, &rest, &request, error) &&
        (loss ? lab_explain_loss(repl_lab(repl), &request, options.target, &explained, error)
              : lab_explain(repl_lab(repl), &request, &explained, error))) {
        result->value = explained_value(&options, &explained, of, name, error);
        explained_free(&explained);
    }
    free(of);
    free(name);
    return result->value != NULL;
}

/* ---- pictures ---- */

static void show_cell(const json_t *value, Canvas *canvas)
{
    size_t i;
    const json_t *number;
    prose_format(canvas, STYLE_HEADING, 0,
                 TEXT("%s at \"%s\" (%s, token %d), unit %d", "%s, '%s'에서(%s, %d번 토큰), %d번 유닛"),
                 json_text(value, "cell"), json_text(value, "token_text"), json_text(value, "side"),
                 json_whole(value, "token"), json_whole(value, "unit"));
    show_formula(json_text(value, "formula"), canvas);
    json_array_foreach(json_object_get(value, "numbers"), i, number)
        show_origin(number, canvas, 0);
}

static void show_explain(const json_t *value, Canvas *canvas)
{
    const char *of = json_text(value, "of");
    show_source(value, canvas);
    show_answer(value, canvas);
    canvas_blank(canvas);
    if (is_loss(of))
        show_loss(value, canvas);
    else if (strcmp(of, "attend") == 0)
        show_attention(value, canvas);
    else if (strcmp(of, "gates") == 0)
        show_cell(value, canvas);
    else if (is_gradient(of))
        show_gradient(value, canvas);
    else
        show_origin(json_object_get(value, "number"), canvas, 0);
    if (json_object_get(value, "largest_difference") == NULL) /* a list of parameters */
        return;
    prose_format(canvas, STYLE_DIM, 0,
                 TEXT("Computed again from these numbers, every result agrees with the model's to within %.0e.",
                      "이 값들로 다시 계산한 결과는 모두 모델의 값과 %.0e 이내로 일치합니다."),
                 fmax(json_double(value, "largest_difference"), 1e-9));
}

static const Command explain_command = {
    .name = "explain",
    .usage =
        {"explain attend step=3 | explain gates token=2 unit=5 | explain loss | explain gradient NAME | explain NAME [WORDS...]",
         "explain attend step=3 | explain gates token=2 unit=5 | explain loss | explain gradient 이름 | explain 이름 [문장]"},
    .summary = {"work a number out, to its last product", "숫자 하나를 마지막 곱까지 풀어 보여 줍니다"},
    .options = &explain_options,
    .words_wanted = true,
    .word_means = MEANS_TRACE,
    .word_choices = "attend|gates|loss|gradient",
    .run = run_explain,
    .show = show_explain,
};

const Command *const explain_family[] = {&explain_command, NULL};
