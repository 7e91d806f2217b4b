/* loss_value.c: the loss of a right answer, token by token, and the gradient of an output weight. */
#include "repl/explain_value.h"

#include <math.h>

#include "base/language.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/short_text.h"
#include "view/table.h"

/* ---- values ---- */

/* And the place of the largest, and their sum. */
static json_t *token_losses(const Explained *explained, int *largest, double *sum)
{
    const Trace *trace = explanation_trace(explained->explanation);
    const TraceArray *array = trace_log_probabilities(trace);
    json_t *list = json_array();
    *largest = 0;
    *sum = 0;
    for (int t = 0; t < trace->target_count; t++) {
        double log_probability = (double)array->values[t];
        json_array_append_new(list,
                              json_pack("{s:s, s:o, s:o}", "token",
                                        vocabulary_token(explained->vocabulary, trace->target[t]), "probability",
                                        json_finite(exp(log_probability)), "loss", json_finite(-log_probability)));
        *largest = array->values[t] < array->values[*largest] ? t : *largest;
        *sum -= log_probability;
    }
    return list;
}

/* Of an output weight: at each step its input, and how far the probability of its token is from right. */
static json_t *weight_value(const NumberGradient *gradient, const Explained *explained, int step)
{
    const Trace *trace = explanation_trace(explained->explanation);
    int token = trace->target[step], T = gradient->count;
    json_t *terms = json_array();
    for (int t = 0; t < T; t++)
        for (int i = 0; i < T; i++) {
            const GradientTerm *term = &gradient->terms[i];
            bool right = trace->target[t] == token;
            if (term->result.row == t)
                json_array_append_new(terms,
                                      json_pack("{s:s, s:o, s:o, s:b, s:o}", "left", term->factor.name, "left_value",
                                                json_finite(term->factor.value), "probability",
                                                json_finite(term->error * T + right), "right", right, "product",
                                                json_finite(term->product)));
        }
    return json_pack("{s:s, s:i, s:i, s:s, s:o, s:o, s:o}", "name", gradient->number.name, "row",
                     gradient->number.row + 1, "place", gradient->number.place + 1, "token",
                     vocabulary_token(explained->vocabulary, token), "terms", terms, "value",
                     json_finite(gradient->gradient), "recomputed", json_finite(gradient->again));
}

bool put_loss(json_t *value, const Explained *explained, int step, int unit, Error *error)
{
    const Trace *trace = explanation_trace(explained->explanation);
    int largest, at;
    double sum;
    json_t *losses = token_losses(explained, &largest, &sum);
    bool found = place_within("step", step, trace->target_count, largest, &at, error);
    const real *weight = found ? explanation_output_weight(explained->explanation, at, unit - 1) : NULL;
    if (weight != NULL) {
        NumberGradient gradient = explanation_gradient(explained->explanation, weight);
        double off = fabs(sum / trace->target_count - explained->loss);
        json_put(value, "{s:O, s:i, s:o, s:o, s:o}", "steps", losses, "step", at + 1, "loss",
                 json_finite(explained->loss), "gradient", weight_value(&gradient, explained, at), "largest_difference",
                 json_finite(fmax(off, fabs(gradient.gradient - gradient.again))));
        number_gradient_free(&gradient);
    } else if (found) {
        error_set(error, ERROR_USAGE, TEXT("the output layer has no unit=%d", "출력층에 unit=%d은 없습니다"), unit);
    }
    json_decref(losses);
    return weight != NULL;
}

/* ---- pictures ---- */

static void show_token_losses(const json_t *value, Canvas *canvas)
{
    const json_t *losses = json_object_get(value, "steps");
    TableRows rows = {0};
    double sum = 0;
    for (size_t i = 0; i < json_array_size(losses); i++) {
        const json_t *one = json_array_get(losses, i);
        table_rows_add(&rows, "%d\t%s\t%.3f\t%.3f", (int)i + 1, json_text(one, "token"),
                       json_double(one, "probability"), json_double(one, "loss"));
        sum += json_double(one, "loss");
    }
    table_rows_draw(&rows, canvas, TEXT(">step\tright token\t>p\t>-ln p", ">단계\t정답 토큰\t>p\t>-ln p"));
    prose_format(canvas, STYLE_PLAIN, 0,
                 TEXT("loss = %.3f / %d = %.3f nats per token", "손실 = %.3f / %d = 토큰당 %.3f nat"), sum,
                 (int)json_array_size(losses), json_double(value, "loss"));
}

static void show_weight(const json_t *gradient, Canvas *canvas)
{
    const json_t *terms = json_object_get(gradient, "terms");
    int count = (int)json_array_size(terms);
    TableRows rows = {0};
    prose_format(canvas, STYLE_STRONG, 0,
                 TEXT("Gradient of %s, row %d, column %d: from unit %d to \"%s\"",
                      "%s %d행 %d열(%d번 유닛에서 '%s')의 그래디언트"),
                 json_text(gradient, "name"), (int)json_double(gradient, "row"), (int)json_double(gradient, "place"),
                 (int)json_double(gradient, "row"), json_text(gradient, "token"));
    prose_format(canvas, STYLE_CODE, 2,
                 TEXT("dW = sum over steps of input * (p - right) / %d", "dW = 모든 단계의 합: 입력 * (p - 정답) / %d"),
                 count);
    for (int i = 0; i < count; i++) {
        const json_t *term = json_array_get(terms, (size_t)i);
        double product = json_double(term, "product");
        table_rows_add(&rows, "%d\t%.3f\t%.3f\t%d\t%+.4f", i + 1, json_double(term, "left_value"),
                       json_double(term, "probability"), json_is_true(json_object_get(term, "right")),
                       rounded(product, 4));
    }
    table_rows_draw(&rows, canvas,
                    TEXT(">step\t>input\t>p\t>right\t>product", ">단계\t>입력\t>p\t>정답\t>곱"));
    show_direction(json_double(gradient, "value"), canvas);
}

void show_loss(const json_t *value, Canvas *canvas)
{
    canvas_prose(canvas, STYLE_HEADING, 0,
                 TEXT("Cross-entropy of the right answer, which the decoder reads token by token",
                      "정답의 교차 엔트로피(디코더는 정답 토큰을 하나씩 읽습니다)"));
    canvas_prose(canvas, STYLE_TARGET, 2, json_text(value, "reference"));
    show_token_losses(value, canvas);
    canvas_blank(canvas);
    show_weight(json_object_get(value, "gradient"), canvas);
}
