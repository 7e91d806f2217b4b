/* explain_attend.c: an attention worked out in four steps, from the score to the output. */
#include "repl/explain_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/score.h"
#include "repl/attention_choice.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/table.h"

/* One attention at one of its rows. */
typedef struct Attention {
    Origins *origins;
    const Explained *explained;
    const Trace *trace;
    TraceKey where;  /* of its head, without a quantity */
    int row, step;   /* of its arrays; the step of the answer, -1: it is not of one */
    int token, unit; /* from 0 */
    int from, width; /* the units of its head */
    int visible;     /* the columns that the row may look at */
    bool of_map;     /* it is one of those that the map is the mean of */
    json_t *tokens;  /* of the columns */
} Attention;

static const TraceArray *array_of(const Attention *a, const Quantity *quantity)
{
    TraceKey key = trace_key_with(a->where, quantity);
    return trace_find(a->trace, &key);
}

static json_t *origin_of(const Attention *a, const Quantity *quantity, int row, int place)
{
    TraceKey key = trace_key_with(a->where, quantity);
    return origin_value(a->origins, &key, row, place);
}

/* ---- values ---- */

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

/* Of count scores of a row, the first at place `first`. *sum of all exponentials; each is of the score less *shift, 0
 * unless they would overflow. To be freed. */
typedef struct Scores {
    const TraceArray *array;
    int row, first, count;
} Scores;

static Share *shares_of(const Scores *scores, double *sum, double *shift)
{
    const float *values = scores->array->values + (size_t)scores->row * (size_t)scores->array->columns + scores->first;
    Share *shares = memory_new((size_t)scores->count, sizeof *shares);
    *shift = *sum = 0;
    for (int i = 0; i < scores->count; i++)
        *shift = (double)values[i] > 80 ? fmax(*shift, (double)values[i]) : *shift;
    for (int i = 0; i < scores->count; i++) {
        shares[i] = (Share){
            .place = scores->first + i, .score = (double)values[i], .exponential = exp((double)values[i] - *shift)};
        *sum += shares[i].exponential;
    }
    for (int i = 0; i < scores->count; i++)
        shares[i].share = shares[i].exponential / *sum;
    return shares;
}

/* tokens: of all places, or NULL: of the vocabulary. */
static json_t *shares_value(const Share *shares, int count, const json_t *tokens, const Vocabulary *vocabulary)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:o, s:o}", "token",
                                        tokens != NULL ? json_text_at(tokens, (size_t)shares[i].place)
                                                       : vocabulary_token(vocabulary, shares[i].place),
                                        "score", json_finite(shares[i].score), "exp",
                                        json_finite(shares[i].exponential), "share", json_finite(shares[i].share)));
    return list;
}

static void put_weights(const Attention *a, json_t *value)
{
    double sum, shift;
    Scores scores = {array_of(a, &quantity_scores), a->row, 0, a->visible};
    Share *shares = shares_of(&scores, &sum, &shift);
    json_put(value, "{s:o, s:o, s:o}", "shares", shares_value(shares, scores.count, a->tokens, NULL), "exp_sum",
             json_finite(sum), "exp_shift", json_finite(shift));
    free(shares);
}

/* The output's softmax: the most likely words, and the one that was said. */
static void put_words(const Attention *a, json_t *value)
{
    enum { WORDS = 4 };
    bool fills = a->explained->configuration->kind == KIND_MASKED; /* only words are filled in */
    TraceKey key = {.side = fills ? TRACE_ENCODER : TRACE_OUTPUT, .quantity = &quantity_logits};
    const TraceArray *logits = trace_find(a->trace, &key);
    int first = fills ? TOKEN_FIRST : 0, count = 0;
    double sum, shift;
    Share *shares = shares_of(&(Scores){logits, a->step, first, logits->columns - first}, &sum, &shift);
    qsort(shares, (size_t)(logits->columns - first), sizeof *shares, by_share);
    for (int i = 0; i < logits->columns - first && count < WORDS; i++)
        if (shares[i].place != TOKEN_PAD && shares[i].place != TOKEN_SOS) /* no answer has these */
            shares[count++] = shares[i];
    json_put(value, "{s:o, s:i, s:o, s:o, s:o*}", "words",
             shares_value(shares, count, NULL, a->explained->vocabulary), "vocabulary", logits->columns - first,
             "word_sum", json_finite(sum), "word_shift", json_finite(shift), "logit",
             origin_value(a->origins, &key, a->step, a->trace->target[a->step]));
    free(shares);
}

/* What the attention leads to: the joined state of a recurrent decoder; the layer's and the stack's states. */
static void put_feature(const Attention *a, json_t *value)
{
    TraceKey key = a->where;
    int row = a->row, unit = a->unit;
    key.head = 0;
    if (a->explained->configuration->kind == KIND_RECURRENT) {
        json_object_set_new(value, "feature", origin_of(a, &quantity_feature, row, unit));
        return;
    }
    key.part = TRACE_SELF; /* a layer's state is of the whole layer */
    key.quantity = &quantity_state;
    json_object_set_new(value, "layer_state", origin_value(a->origins, &key, row, unit));
    if (a->step >= 0)
        json_object_set_new(
            value, "feature",
            origin_value(a->origins, &(TraceKey){.side = key.side, .quantity = &quantity_state}, row, unit));
}

/* The query of the largest product of the score. */
static void put_query(const Attention *a, json_t *value, const json_t *score)
{
    const json_t *term = json_array_get(json_object_get(json_array_get(json_object_get(score, "sums"), 0), "terms"), 0);
    TraceKey key = trace_key_with(a->where, &quantity_query);
    key.head = 0;
    if (a->explained->configuration->kind != KIND_RECURRENT && term != NULL)
        json_object_set_new(value, "query",
                            origin_value(a->origins, &key, a->row, (int)json_double(term, "right_place") - 1));
}

static void put_numbers(const Attention *a, json_t *value)
{
    const ScoreFunction *function = a->explained->configuration->attention;
    bool heads = a->explained->configuration->kind != KIND_RECURRENT;
    TraceKey context = trace_key_with(a->where, &quantity_context);
    static const TraceKey map = {.side = TRACE_ATTENTION, .quantity = &quantity_weights};
    context.head = 0;
    json_t *score = origin_of(a, &quantity_scores, a->row, a->token);
    json_object_set_new(value, "formula",
                        json_string(heads                  ? "e_ij = query_i . key_j / sqrt(d)"
                                        : function != NULL ? function->formula
                                                           : ""));
    put_query(a, value, score);
    json_object_set_new(value, "score", score);
    json_object_set_new(value, "weight", origin_of(a, &quantity_weights, a->row, a->token));
    put_weights(a, value);
    json_object_set_new(value, "context", origin_value(a->origins, &context, a->row, a->unit));
    if (heads && a->of_map && a->token < a->trace->source_count)
        json_object_set_new(value, "map", origin_value(a->origins, &map, a->step, a->token));
    put_feature(a, value);
    if (a->step >= 0)
        put_words(a, value);
}

/* ---- which ---- */

/* The row that `step` names, and the step of the answer there. */
static bool find_row(const AttentionChoice *choice, const ExplainPlace *place, Attention *a, int rows, Error *error)
{
    const Trace *trace = a->trace;
    int hidden = 0, before = choice->joint ? trace->source_count : 0;
    bool fills = a->explained->configuration->kind == KIND_MASKED,
         encodes = choice->heads > 0 && choice->part == PART_ENCODER;
    while (fills && hidden < trace->source_count - 1 && trace->source[hidden] != TOKEN_UNK)
        hidden++;
    if (!place_within("step", place->step, rows - before, fills && trace->source[hidden] == TOKEN_UNK ? hidden : 0,
                      &a->row, error))
        return false;
    a->row += before;
    a->step = trace->joint ? a->row - trace->source_count : a->row;
    if (encodes && !fills)
        a->step = -1;
    return true;
}

/* The head that looks most, at the token that was given if there is one. */
static int busiest_head(const AttentionChoice *choice, int row, int token)
{
    int best = 1;
    float most = -1;
    for (int head = 1; head <= choice->heads; head++) {
        const TraceArray *own = attention_weights_of(choice->trace, choice->part, choice->layer, head);
        int at = token >= 0 && token < own->columns ? token : largest_place(own, row, 0, own->columns);
        float weight = own->values[row * own->columns + at];
        if (weight > most) {
            most = weight;
            best = head;
        }
    }
    return best;
}

/* The head, and where it and its context are. */
static bool find_head(const AttentionChoice *choice, const ExplainPlace *place, Attention *a, Error *error)
{
    int hidden = a->explained->configuration->hidden, head = choice->head;
    a->where = (TraceKey){.side = TRACE_ATTENTION};
    a->width = hidden;
    if (choice->heads == 0)
        return true;
    a->width = hidden / choice->heads;
    if (head == 0 && place->unit > 0 && place->unit <= hidden)
        head = (place->unit - 1) / a->width + 1;
    else if (head == 0)
        head = busiest_head(choice, a->row, place->token - 1);
    a->where = attention_weights_of(choice->trace, choice->part, choice->layer, head)->key;
    a->from = (head - 1) * a->width;
    return place->unit == 0 || place->unit > hidden || (place->unit > a->from && place->unit <= a->from + a->width) ||
        error_set(error, ERROR_USAGE,
                  TEXT("unit=%d is not of head %d, whose units are %d to %d",
                       "unit=%d은 %d번 헤드의 유닛이 아닙니다. 이 헤드의 유닛은 %d번부터 %d번까지입니다"),
                  place->unit, head, a->from + 1, a->from + a->width);
}

static bool find_attention(const AttentionChoice *choice, const ExplainPlace *place, Attention *a, Error *error)
{
    const TraceArray *any =
        choice->heads > 0 ? attention_weights_of(a->trace, choice->part, choice->layer, 1) : trace_map(a->trace);
    if (!find_row(choice, place, a, any->rows, error) || !find_head(choice, place, a, error))
        return false;
    const TraceArray *weights = array_of(a, &quantity_weights);
    TraceKey key = trace_key_with(a->where, &quantity_context);
    key.head = 0;
    const TraceArray *contexts = trace_find(a->trace, &key);
    while (a->visible < weights->columns && !trace_masked(weights, a->row, a->visible))
        a->visible++;
    return place_within("token", place->token, a->visible, largest_place(weights, a->row, 0, a->visible), &a->token,
                        error) &&
        place_within("unit", place->unit, contexts->columns, largest_place(contexts, a->row, a->from, a->width),
                     &a->unit, error);
}

static void put_where(const AttentionChoice *choice, const Attention *a, json_t *value)
{
    const Translation *translation = a->explained->translation;
    const TraceArray *weights = array_of(a, &quantity_weights);
    json_t *rows = axis_tokens_value(translation, trace_row_axis(&weights->key, a->trace->joint));
    if (choice->heads > 0)
        json_put(value, "{s:s, s:i, s:i, s:i, s:s}", "side", attention_part_names[choice->part], "layer", choice->layer,
                 "head", a->where.head, "heads", choice->heads, "row_text", json_text_at(rows, (size_t)a->row));
    json_put(value, "{s:i, s:s?, s:i, s:s, s:i}", "step",
             a->row + 1 - (choice->joint ? a->trace->source_count : 0), "said",
             a->step >= 0 ? translation->target_tokens[a->step] : NULL, "token", a->token + 1, "token_text",
             json_text_at(a->tokens, (size_t)a->token), "unit", a->unit + 1);
    json_decref(rows);
}

bool put_attend(json_t *value, const Explained *explained, const ExplainPlace *place, Origins *origins, Error *error)
{
    Attention a = {.origins = origins, .explained = explained, .trace = explanation_trace(origins->explanation)};
    AttentionWanted wanted = {place->side, place->layer, place->head};
    AttentionChoice choice;
    if (trace_map(a.trace) == NULL)
        return error_set(error, ERROR_USAGE,
                         TEXT("this model has no attention (attention=none): 'explain gates' explains its cells",
                              "이 모델에는 어텐션이 없습니다(attention=none). 'explain gates'로 셀을 볼 수 있습니다"));
    if (!attention_choose(&wanted, a.trace, &choice, error) || !find_attention(&choice, place, &a, error))
        return false;
    a.tokens = axis_tokens_value(explained->translation,
                                 trace_column_axis(&array_of(&a, &quantity_weights)->key, a.trace->joint));
    a.of_map = choice.heads > 0 && place->side < 0 && choice.layer == choice.layers;
    put_where(&choice, &a, value);
    put_numbers(&a, value);
    json_decref(a.tokens);
    return true;
}

/* ---- pictures ---- */

static void show_shares(const json_t *list, double shift, double sum, const char *share, Canvas *canvas)
{
    char *headings = text_format(TEXT("token\t>score\t>%s\t>%s", "토큰\t>스코어\t>%s\t>%s"),
                                 shift > 0 ? "exp(score - max)" : "exp(score)", share);
    TableRows rows = {0};
    size_t i;
    const json_t *one;
    json_array_foreach(list, i, one)
        table_rows_add(&rows, "%s\t%.3f\t%.4g\t%.3f", json_text(one, "token"), json_double(one, "score"),
                       json_double(one, "exp"), json_double(one, "share"));
    table_rows_add(&rows, TEXT("sum\t\t%.4g\t", "합\t\t%.4g\t"), sum);
    table_rows_draw(&rows, canvas, headings);
    free(headings);
}

static void show_step(Canvas *canvas, int number, const char *title, const char *formula)
{
    prose_format(canvas, STYLE_STRONG, 0, "%d %s", number, title);
    show_formula(formula, canvas);
}

static void show_output(const json_t *value, Canvas *canvas)
{
    const json_t *words = json_object_get(value, "words");
    bool layered = json_object_get(value, "layer_state") != NULL;
    show_step(canvas, layered ? 5 : 4,
              layered ? TEXT("Output: the last layer's state normalized, then one score a word",
                             "출력: 마지막 층의 상태를 정규화하고 단어마다 점수를 계산")
                      : TEXT("Output: state and context joined, then one score a word",
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

static void show_heading(const json_t *value, Canvas *canvas)
{
    const char *said = json_text(value, "said"), *side = json_text(value, "side");
    if (said[0] != '\0')
        prose_format(canvas, STYLE_HEADING, 0,
                     TEXT("How step %d of the answer comes to \"%s\"", "답의 %d단계에서 나온 토큰 '%s'"),
                     json_whole(value, "step"), said);
    else
        prose_format(canvas, STYLE_HEADING, 0,
                     TEXT("How position %d, \"%s\", sees the others", "%d번 위치 '%s'에서 다른 위치를 보는 과정"),
                     json_whole(value, "step"), json_text(value, "row_text"));
    if (side[0] != '\0')
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("%1$s, layer %2$d, head %3$d of %4$d:", "%1$s, %2$d번째 층, %4$d개 가운데 %3$d번 헤드:"),
                     attention_part_title(side), json_whole(value, "layer"), json_whole(value, "head"),
                     json_whole(value, "heads"));
}

static void show_score(const json_t *value, Canvas *canvas)
{
    const json_t *score = json_object_get(value, "score"), *query = json_object_get(value, "query");
    show_step(canvas, 1,
              query != NULL
                  ? TEXT("Score: query against key", "스코어: 쿼리와 키를 견줌")
                  : TEXT("Score: decoder state against encoder state", "스코어: 디코더 상태와 인코더 상태를 견줌"),
              json_text(value, "formula"));
    if (query != NULL)
        show_origin(query, canvas, 0);
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("For \"%s\" (token %d):", "'%s'(%d번 토큰)의 스코어:"),
                 json_text(value, "token_text"), json_whole(value, "token"));
    show_products(score, canvas);
    if (query != NULL) /* divided by sqrt(d) */
        show_expression(score, json_text(score, "label"), canvas, 0);
}

/* What the row looks at, and what comes of it. */
static void show_summary(const json_t *value, Canvas *canvas)
{
    const json_t *most = largest_share(value);
    const char *said = json_text(value, "said"), *token = json_text(most, "token");
    if (json_text(value, "side")[0] == '\0')
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("The decoder looks most at \"%s\" (weight %.2f) and says \"%s\" (probability %.2f).",
                          "디코더는 '%s'에 가장 주목하고(가중치 %.2f), 답은 '%s'입니다(확률 %.2f)."),
                     token, json_double(most, "share"), said, said_probability(value));
    else if (said[0] != '\0')
        prose_format(canvas, STYLE_PLAIN, 0,
                     TEXT("This head looks most at \"%s\" (weight %.2f); the model says \"%s\" (probability %.2f).",
                          "이 헤드는 '%s'에 가장 주목하고(가중치 %.2f), 모델의 답은 '%s'입니다(확률 %.2f)."),
                     token, json_double(most, "share"), said, said_probability(value));
    else
        prose_format(
            canvas, STYLE_PLAIN, 0,
            TEXT("This head looks most at \"%s\" (weight %.2f).", "이 헤드는 '%s'에 가장 주목합니다(가중치 %.2f)."),
            token, json_double(most, "share"));
}

void show_attention(const json_t *value, Canvas *canvas)
{
    bool layered = json_object_get(value, "layer_state") != NULL;
    show_heading(value, canvas);
    show_score(value, canvas);
    show_step(canvas, 2, TEXT("Softmax: the weights add up to 1", "소프트맥스: 가중치의 합은 1"),
              json_text(json_object_get(value, "weight"), "formula"));
    show_shares(json_object_get(value, "shares"), json_double(value, "exp_shift"), json_double(value, "exp_sum"),
                TEXT("weight", "가중치"), canvas);
    if (json_object_get(value, "map") != NULL && json_whole(value, "heads") != 1)
        show_expression(json_object_get(value, "map"), TEXT("in the map", "어텐션 맵의 값"), canvas, 0);
    show_step(canvas, 3,
              layered ? TEXT("Context: the weighted average of the values", "컨텍스트: 밸류의 가중 평균")
                      : TEXT("Context: the weighted average of the encoder states", "컨텍스트: 인코더 상태의 가중 평균"),
              layered ? "c_i = sum_j w_ij value_j" : "c_i = sum_j a_ij h_j");
    prose_format(canvas, STYLE_PLAIN, 0, TEXT("Unit %d:", "%d번 유닛:"), json_whole(value, "unit"));
    show_origin(json_object_get(value, "context"), canvas, 0);
    if (layered) { /* through the rest of the layer first */
        show_step(canvas, 4,
                  TEXT("Layer: the context is added to what the layer read, and the feed-forward part to that",
                       "층: 층의 입력에 컨텍스트를 더하고, 거기에 피드포워드의 결과를 더함"),
                  "x = x + heads W_o + b_o;  x = x + relu(norm(x) W_1 + b_1) W_2 + b_2");
        show_origin(json_object_get(value, "layer_state"), canvas, 0);
    }
    if (json_object_get(value, "words") != NULL)
        show_output(value, canvas);
    show_summary(value, canvas);
}
