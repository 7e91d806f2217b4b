/* commands_explain.c: `explain`: a number of an answer, back to its last product. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/whatif.h"
#include "model/score.h"
#include "repl/builtin_commands.h"
#include "repl/look.h"
#include "repl/loss_value.h"
#include "repl/origin_value.h"
#include "repl/results.h"
#include "view/table.h"

typedef struct ExplainOptions {
    Request request;
    int side, layer, step, token, unit, terms; /* side and layer of `gates`; 0: not given */
    const char *target;                        /* of `loss` */
} ExplainOptions;
static const char *const side_names[] = {"encoder", "backward", "decoder"};
static const Option explain_rows[] = {
    {"step", OPTION_WHOLE, OPTION_AT(ExplainOptions, step), .least = 1, .most = 1000, .otherwise = {"1", "1"},
     .help = {"Decoder step; with a name: its row.", "디코더 단계. 이름을 줄 때는 그 값의 행."}},
    {"token", OPTION_WHOLE, OPTION_AT(ExplainOptions, token), .least = 1, .most = 501,
     .otherwise = {"of attend the one with the largest weight, of gates 1",
                   "attend에서는 가중치가 가장 큰 토큰, gates에서는 1"},
     .help = {"Source token.", "소스 토큰."}},
    {"unit", OPTION_WHOLE, OPTION_AT(ExplainOptions, unit), .least = 1, .most = 1 << 20,
     .otherwise = {"the one with the largest value", "절댓값이 가장 큰 유닛"},
     .help = {"Hidden unit; with a name: which number of the row.", "은닉 유닛. 이름을 줄 때는 그 행의 몇 번째 값인지."}},
    {"side", OPTION_CHOICE, OPTION_AT(ExplainOptions, side), .fallback = "encoder", .choices = "encoder|backward|decoder",
     .help = {"Of gates: the encoder's, those of its backward direction, or the decoder's.",
              "gates에서: 인코더, 인코더의 역방향, 디코더."}},
    {"layer", OPTION_WHOLE, OPTION_AT(ExplainOptions, layer), .fallback = "1", .least = 1, .most = LAYERS_MOST,
     .help = {"Of gates: layer.", "gates에서: 층 번호."}},
    {"target", OPTION_TEXT, OPTION_AT(ExplainOptions, target), .otherwise = {"as the data have it", "데이터에 있는 정답"},
     .help = {"Of loss: the right answer to a typed sentence.", "loss에서: 입력한 문장의 정답."}},
    {"terms", OPTION_WHOLE, OPTION_AT(ExplainOptions, terms), .fallback = "3", .least = 1, .most = 4096,
     .help = {"How many products of a sum to show, the largest first.", "합에서 보여 줄 곱의 수. 큰 것부터 보여 줍니다."}},
    {0},
};
static const Options explain_options = {explain_rows, look_parts, sizeof(ExplainOptions)};

/* What is asked of one answer. */
typedef struct Asking {
    const ExplainOptions *options;
    const Explained *explained;
    const Trace *trace;
    double *difference; /* the largest so far between a number and the same worked out */
} Asking;

static json_t *origin_at(const Asking *asking, const TraceKey *key, int step, int place)
{
    json_t *value = origin_value(asking->explained->explanation, key, step, place, asking->options->terms);
    if (value != NULL)
        *asking->difference =
            fmax(*asking->difference, fabs(json_double(value, "value") - json_double(value, "recomputed")));
    return value;
}

/* The place of the largest number of a row, by size. */
static int largest_place(const TraceArray *array, int row)
{
    const float *values = array->values + (size_t)row * (size_t)array->columns;
    int best = 0;
    for (int i = 1; i < array->columns; i++)
        best = fabsf(values[i]) > fabsf(values[best]) ? i : best;
    return best;
}

/* The place that an option names, from 0, or `usual` where it was not given; false if it is past the last. */
static bool place_within(const char *option, int given, int count, int usual, int *place, Error *error)
{
    *place = given > 0 ? given - 1 : usual;
    return given <= count ||
        error_set(error, ERROR_USAGE, TEXT("%s=%d: here the last is %s=%d", "%s=%d: 여기서 마지막은 %s=%d입니다"),
                  option, given, option, count);
}

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
            json_array_append_new(numbers, origin_at(asking, key, row, unit));
    }
    return numbers;
}

static const TraceArray *cells_asked(const Asking *asking, Error *error)
{
    const ExplainOptions *options = asking->options;
    TraceKey state = cells_at(side_names[options->side], options->layer);
    const TraceArray *array = trace_find(asking->trace, &state);
    if (array == NULL && asking->explained->configuration->kind != KIND_RECURRENT)
        error_set(error, ERROR_USAGE,
                  TEXT("this model has no recurrent cells, so it has no gates: 'trace' lists its values",
                       "이 모델에는 순환 셀이 없어 게이트도 없습니다. 'trace'로 어떤 값이 있는지 볼 수 있습니다"));
    else if (array == NULL)
        error_set(error, ERROR_USAGE,
                  TEXT("this model has no cells at side=%s layer=%d: 'trace' lists its values",
                       "이 모델의 side=%s layer=%d에는 셀이 없습니다. 'trace'로 어떤 값이 있는지 볼 수 있습니다"),
                  side_names[options->side], options->layer);
    return array;
}

static bool put_gates(const Asking *asking, json_t *value, Error *error)
{
    const ExplainOptions *options = asking->options;
    const ModelConfiguration *configuration = asking->explained->configuration;
    const RecurrentCell *cell = configuration->cell; /* NULL: the user's own */
    const TraceArray *states = cells_asked(asking, error);
    int row, unit;
    if (states == NULL)
        return false;
    if (options->token > 0 && options->step > 0)
        return error_set(error, ERROR_USAGE,
                         TEXT("give either token= or step=, not both", "token=과 step= 가운데 하나만 쓰십시오"));
    const char *which = options->step > 0 ? "step" : "token";
    if (!place_within(which, options->step > 0 ? options->step : options->token, states->rows, 0, &row, error) ||
        !place_within("unit", options->unit, states->columns, largest_place(states, row), &unit, error))
        return false;
    bool decoder = options->side == 2;
    json_t *tokens = decoder ? decoder_inputs_value(asking->explained->translation)
                             : json_incref(json_object_get(value, "source_tokens"));
    json_object_set_new(value, "side", json_string(side_names[options->side]));
    json_object_set_new(value, "layer", json_integer(options->layer));
    json_object_set_new(value, "token", json_integer(row + 1));
    json_object_set_new(value, "token_text", json_incref(json_array_get(tokens, (size_t)row)));
    json_object_set_new(value, "unit", json_integer(unit + 1));
    json_object_set_new(value, "cell", json_string(cell != NULL ? cell->title : configuration->custom_cell->name));
    json_object_set_new(value, "formula", json_string(cell != NULL ? cell->formula : ""));
    json_object_set_new(value, "numbers", cell_numbers(asking, &states->key, row, unit));
    json_decref(tokens);
    return true;
}

/* ---- attend ---- */

static const TraceArray *of_attention(const Trace *trace, const Quantity *quantity)
{
    return trace_find(trace, &(TraceKey){.side = TRACE_ATTENTION, .quantity = quantity});
}

/* Each candidate with its score, the exponential of that and its share: a softmax, the largest `most` first if they are
 * sorted. */
typedef struct Share {
    int place;
    double score, exponential, share;
} Share;

static int by_share(const void *a, const void *b)
{
    double first = ((const Share *)a)->score, second = ((const Share *)b)->score;
    return first < second ? 1 : first > second ? -1 : ((const Share *)a)->place - ((const Share *)b)->place;
}

/* *sum of all exponentials; each is of the score less *shift, 0 unless they would overflow. To be freed. */
static Share *shares_of(const TraceArray *scores, int row, double *sum, double *shift)
{
    const float *values = scores->values + (size_t)row * (size_t)scores->columns;
    Share *shares = memory_new((size_t)scores->columns, sizeof *shares);
    *shift = *sum = 0;
    for (int i = 0; i < scores->columns; i++)
        *shift = (double)values[i] > 80 ? fmax(*shift, (double)values[i]) : *shift;
    for (int i = 0; i < scores->columns; i++) {
        shares[i] = (Share){.place = i, .score = (double)values[i], .exponential = exp((double)values[i] - *shift)};
        *sum += shares[i].exponential;
    }
    for (int i = 0; i < scores->columns; i++)
        shares[i].share = shares[i].exponential / *sum;
    return shares;
}

static json_t *shares_value(const Share *shares, int count, char *const *tokens)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:o, s:o}", "token", tokens[i], "score",
                                        json_finite(shares[i].score), "exp", json_finite(shares[i].exponential),
                                        "share", json_finite(shares[i].share)));
    return list;
}

static void put_weights(const Asking *asking, json_t *value, int step)
{
    double sum, shift;
    const TraceArray *scores = of_attention(asking->trace, &quantity_scores);
    Share *shares = shares_of(scores, step, &sum, &shift);
    json_object_set_new(value, "shares",
                        shares_value(shares, scores->columns, asking->explained->translation->source_tokens));
    json_object_set_new(value, "exp_sum", json_finite(sum));
    json_object_set_new(value, "exp_shift", json_finite(shift));
    free(shares);
}

/* The output's softmax: the most likely words, and the one that was said. */
static void put_words(const Asking *asking, json_t *value, int step)
{
    enum { WORDS = 4 };
    static const TraceKey key = {.side = TRACE_OUTPUT, .quantity = &quantity_logits};
    double sum, shift;
    const TraceArray *logits = trace_find(asking->trace, &key);
    Share *shares = shares_of(logits, step, &sum, &shift);
    int count = 0;
    char *tokens[WORDS];
    qsort(shares, (size_t)logits->columns, sizeof *shares, by_share);
    for (int i = 0; i < logits->columns && count < WORDS; i++)
        if (shares[i].place != TOKEN_PAD && shares[i].place != TOKEN_SOS) { /* no answer has these */
            tokens[count] = (char *)vocabulary_token(asking->explained->vocabulary, shares[i].place);
            shares[count++] = shares[i];
        }
    json_object_set_new(value, "words", shares_value(shares, count, tokens));
    json_object_set_new(value, "vocabulary", json_integer(logits->columns));
    json_object_set_new(value, "word_sum", json_finite(sum));
    json_object_set_new(value, "word_shift", json_finite(shift));
    json_object_set_new(value, "logit", origin_at(asking, &key, step, asking->trace->target[step]));
    free(shares);
}

static const TraceArray *attention_asked(const Asking *asking, Error *error)
{
    const TraceArray *weights = trace_map(asking->trace);
    if (weights == NULL)
        error_set(error, ERROR_USAGE,
                  TEXT("this model has no attention (attention=none): 'explain gates' explains its cells",
                       "이 모델에는 어텐션이 없습니다(attention=none). 'explain gates'로 셀을 볼 수 있습니다"));
    else if (asking->explained->configuration->kind != KIND_RECURRENT)
        error_set(error, ERROR_USAGE,
                  TEXT("'explain attend' works only for recurrent models (kind=recurrent): 'trace' shows the "
                       "scores and weights of this model's heads",
                       "'explain attend'는 순환 모델(kind=recurrent)에만 쓸 수 있습니다. 이 모델의 헤드별 스코어와 가중치는 "
                       "'trace'로 볼 수 있습니다"));
    else
        return weights;
    return NULL;
}

static bool put_attend(const Asking *asking, json_t *value, Error *error)
{
    const ExplainOptions *options = asking->options;
    const Translation *translation = asking->explained->translation;
    const ScoreFunction *score = asking->explained->configuration->attention;
    const TraceArray *weights = attention_asked(asking, error);
    int step, token, unit;
    if (weights == NULL)
        return false;
    const TraceArray *contexts = of_attention(asking->trace, &quantity_context);
    const TraceArray *features = of_attention(asking->trace, &quantity_feature);
    if (!place_within("step", options->step, weights->rows, 0, &step, error) ||
        !place_within("token", options->token, weights->columns, largest_place(weights, step), &token, error) ||
        !place_within("unit", options->unit, contexts->columns, largest_place(contexts, step), &unit, error))
        return false;
    json_object_set_new(value, "step", json_integer(step + 1));
    json_object_set_new(value, "said", json_string(translation->target_tokens[step]));
    json_object_set_new(value, "token", json_integer(token + 1));
    json_object_set_new(value, "token_text", json_string(translation->source_tokens[token]));
    json_object_set_new(value, "unit", json_integer(unit + 1));
    json_object_set_new(value, "formula", json_string(score != NULL ? score->formula : ""));
    json_object_set_new(value, "score",
                        origin_at(asking, &of_attention(asking->trace, &quantity_scores)->key, step, token));
    json_object_set_new(value, "weight", origin_at(asking, &weights->key, step, token));
    put_weights(asking, value, step);
    json_object_set_new(value, "context", origin_at(asking, &contexts->key, step, unit));
    json_object_set_new(value, "feature", origin_at(asking, &features->key, step, unit));
    put_words(asking, value, step);
    return true;
}

/* ---- a value by its name ---- */

static bool put_named(const Asking *asking, const char *name, json_t *value, Error *error)
{
    const TraceArray *array = trace_find_named(asking->trace, name);
    int row, place;
    if (array == NULL)
        return trace_name_unknown(asking->trace, name, error);
    if (!place_within("step", asking->options->step, array->rows, 0, &row, error) ||
        !place_within("unit", asking->options->unit, array->columns, largest_place(array, row), &place, error))
        return false;
    json_t *number = origin_at(asking, &array->key, row, place);
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

static bool no_subject(Error *error)
{
    return error_set(
        error, ERROR_USAGE,
        TEXT("say what to explain: 'explain attend step=1', 'explain gates token=2' or the name of a value",
             "무엇을 설명할지 쓰십시오. 예: 'explain attend step=1', 'explain gates token=2', 또는 값의 이름"));
}

static bool is_loss(const char *of) { return strcmp(of, "loss") == 0; }

static bool put_asked(const Asking *asking, const char *of, json_t *value, Error *error)
{
    if (strcmp(of, "attend") == 0)
        return put_attend(asking, value, error);
    if (is_loss(of))
        return put_loss(value, asking->explained, asking->options->step, asking->options->unit, error);
    return strcmp(of, "gates") == 0 ? put_gates(asking, value, error) : put_named(asking, of, value, error);
}

static bool explain_it(Lab *lab, const char *of, const ExplainOptions *options, const Request *request,
                       Explained *explained, Error *error)
{
    return is_loss(of) ? lab_explain_loss(lab, request, options->target, explained, error)
                       : lab_explain(lab, request, explained, error);
}

static bool run_explain(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    Arguments rest;
    Request request;
    Explained explained;
    char *of = look_subject(arguments, &rest);
    bool right = of[0] != '\0' || no_subject(error);
    right = right && look_request(&rest, &request, error) &&
        explain_it(repl_lab(repl), of, arguments->options, &request, &explained, error);
    if (right) {
        double difference = 0;
        Asking asking = {arguments->options, &explained, explanation_trace(explained.explanation), &difference};
        json_t *value = translation_value(explained.translation);
        json_object_set_new(value, "of", json_string(of));
        right = put_asked(&asking, of, value, error);
        if (!is_loss(of))
            json_object_set_new(value, "largest_difference", json_finite(difference));
        explained_free(&explained);
        result->value = right ? value : NULL;
        if (!right)
            json_decref(value);
    }
    free(of);
    return right;
}

/* ---- pictures ---- */

/* A formula, whose lines end between its parts. */
static void show_formula(const char *formula, Canvas *canvas)
{
    Buffer text = {0};
    for (const char *at = formula; *at != '\0'; at++)
        if (*at != ' ')
            buffer_add_char(&text, *at);
        else if (at[1] != ' ') /* two blanks part formulas: one of them is enough */
            buffer_add(&text, at > formula && at[-1] == ' ' ? " " : "\u00A0");
    if (text.length > 0)
        canvas_prose(canvas, STYLE_CODE, 2, buffer_text(&text));
    buffer_free(&text);
}

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

static void show_shares(const json_t *list, double shift, double sum, const char *share, Canvas *canvas)
{
    enum { COLUMNS = 4 };
    const char *const headings[COLUMNS] = {TEXT("token", "토큰"), TEXT("score", "스코어"),
                                           shift > 0 ? "exp(score - max)" : "exp(score)", share};
    TableRows rows = {.columns = COLUMNS};
    size_t i;
    const json_t *one;
    json_array_foreach(list, i, one)
        table_rows_add(&rows, "%s\t%.3f\t%.4g\t%.3f", json_text(one, "token"), json_double(one, "score"),
                       json_double(one, "exp"), json_double(one, "share"));
    table_rows_add(&rows, TEXT("sum\t\t%.4g\t", "합\t\t%.4g\t"), sum);
    table_rows_draw(&rows, canvas, headings, (const bool[COLUMNS]){false, true, true, true});
}

static void show_step(Canvas *canvas, int number, const char *title, const char *formula)
{
    prose_format(canvas, STYLE_STRONG, 0, "%d %s", number, title);
    show_formula(formula, canvas);
}

static void show_output(const json_t *value, Canvas *canvas)
{
    const json_t *words = json_object_get(value, "words");
    show_step(canvas, 4,
              TEXT("Output: state and context joined, then one score a word",
                   "출력: 상태와 컨텍스트를 이어 단어마다 점수를 계산"),
              json_text(json_object_get(value, "feature"), "formula"));
    show_origin(json_object_get(value, "feature"), canvas, 0);
    show_origin(json_object_get(value, "logit"), canvas, 0);
    show_shares(words, json_double(value, "word_shift"), json_double(value, "word_sum"), TEXT("probability", "확률"),
                canvas);
    prose_format(canvas, STYLE_DIM, 0,
                 TEXT("The %zu most likely of %d words; the sum is over all.",
                      "단어 %2$d개 가운데 확률이 높은 %1$zu개입니다. 합은 모든 단어의 합입니다."),
                 json_array_size(words), json_whole(value, "vocabulary"));
}

static double said_probability(const json_t *value)
{
    const json_t *one;
    size_t i;
    json_array_foreach(json_object_get(value, "words"), i, one)
        if (strcmp(json_text(one, "token"), json_text(value, "said")) == 0)
            return json_double(one, "share");
    return (double)NAN;
}

static const json_t *largest_share(const json_t *value)
{
    const json_t *one, *best = NULL;
    size_t i;
    json_array_foreach(json_object_get(value, "shares"), i, one)
        best = best == NULL || json_double(one, "share") > json_double(best, "share") ? one : best;
    return best;
}

static void show_attention(const json_t *value, Canvas *canvas)
{
    const char *token = json_text(value, "token_text"), *said = json_text(value, "said");
    const json_t *weight = json_object_get(value, "weight"), *context = json_object_get(value, "context");
    prose_format(canvas, STYLE_HEADING, 0,
                 TEXT("How step %d of the answer comes to \"%s\"", "답의 %d단계에서 나온 토큰 '%s'"),
                 json_whole(value, "step"), said);
    show_step(canvas, 1, TEXT("Score: decoder state against encoder state", "스코어: 디코더 상태와 인코더 상태를 견줌"),
              json_text(value, "formula"));
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("For \"%s\" (token %d):", "'%s'(%d번 토큰)의 스코어:"), token,
                 json_whole(value, "token"));
    show_products(json_object_get(value, "score"), canvas);
    show_step(canvas, 2, TEXT("Softmax: the weights add up to 1", "소프트맥스: 가중치의 합은 1"),
              json_text(weight, "formula"));
    show_shares(json_object_get(value, "shares"), json_double(value, "exp_shift"), json_double(value, "exp_sum"),
                TEXT("weight", "가중치"), canvas);
    show_step(canvas, 3, TEXT("Context: the weighted average of the encoder states", "컨텍스트: 인코더 상태의 가중 평균"),
              "c_i = sum_j a_ij h_j");
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("Unit %d:", "%d번 유닛:"), json_whole(value, "unit"));
    show_origin(context, canvas, 0);
    show_output(value, canvas);
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("The decoder looks most at \"%s\" (weight %.2f) and says \"%s\" (probability %.2f).",
                      "디코더는 '%s'에 가장 주목하고(가중치 %.2f), 답은 '%s'입니다(확률 %.2f)."),
                 json_text(largest_share(value), "token"), json_double(largest_share(value), "share"), said,
                 said_probability(value));
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
    else
        show_origin(json_object_get(value, "number"), canvas, 0);
    prose_format(canvas, STYLE_DIM, 0,
                 TEXT("Computed again from these numbers, every result agrees with the model's to within %.0e.",
                      "이 값들로 다시 계산한 결과는 모두 모델의 값과 %.0e 이내로 일치합니다."),
                 fmax(json_double(value, "largest_difference"), 1e-9));
}

static const Command explain_command = {
    .name = "explain",
    .usage = {"explain attend step=3 | explain gates token=2 unit=5 | explain loss | explain NAME [WORDS...]",
              "explain attend step=3 | explain gates token=2 unit=5 | explain loss | explain 이름 [문장]"},
    .summary = {"work a number out, to its last product", "숫자 하나를 마지막 곱까지 풀어 보여 줍니다"},
    .options = &explain_options,
    .words_wanted = true,
    .word_means = MEANS_TRACE,
    .word_choices = "attend|gates|loss",
    .run = run_explain,
    .show = show_explain,
};

static const Command *const commands[] = {&explain_command, NULL};
const Command *const *const explain_family = commands;
