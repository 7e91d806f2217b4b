/* gradient_value.c: the gradient of one number, by the chain rule back to the loss. */
#include "repl/explain_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "base/memory.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/table.h"

/* ---- values ---- */

/* The key of a part of a number: "row", of a factor (prefix "left") "left_row". Returns out. */
static const char *key_of(const char *prefix, const char *part, char out[32])
{
    snprintf(out, 32, prefix[0] != '\0' ? "%s_%s" : "%s%s", prefix, part);
    return out;
}

/* Its name, row and place, and whether it is what an operation makes on the way there. */
static void put_number(json_t *value, const char *prefix, const NamedNumber *number)
{
    char key[32];
    bool named = number->name[0] != '\0';
    json_object_set_new(value, prefix[0] != '\0' ? prefix : "name", named ? json_string(number->name) : json_null());
    json_object_set_new(value, key_of(prefix, "row", key), named ? json_integer(number->row + 1) : json_null());
    json_object_set_new(value, key_of(prefix, "place", key), named ? json_integer(number->place + 1) : json_null());
    json_object_set_new(value, key_of(prefix, "before", key), json_boolean(number->before));
}

static json_t *term_value(const GradientTerm *term)
{
    json_t *one = json_pack("{s:b, s:o, s:o, s:o}", "slope", term->factor.at == NULL, "left_value",
                            json_finite(term->factor.value), "error", json_finite(term->error), "product",
                            json_finite(term->product));
    put_number(one, "left", &term->factor);
    put_number(one, "result", &term->result);
    return one;
}

static json_t *gradient_json(const NumberGradient *gradient, int terms)
{
    json_t *list = json_array();
    double rest = 0;
    for (int i = 0; i < gradient->count; i++)
        if (i < terms)
            json_array_append_new(list, term_value(&gradient->terms[i]));
        else
            rest += gradient->terms[i].product;
    json_t *value = json_pack("{s:o, s:o, s:s, s:i, s:o, s:o, s:b}", "value", json_finite(gradient->gradient),
                              "recomputed", json_finite(gradient->again), "formula",
                              gradient->count > 0 ? gradient->terms[0].formula : "", "count", gradient->count, "terms",
                              list, "rest", json_finite(rest), "parameter", gradient->number.learned);
    put_number(value, "", &gradient->number);
    return value;
}

/* The gradients of the results with the largest products, one after the other, until the loss. */
static json_t *chain_value(const Explanation *explanation, const NumberGradient *first, const GradientAsked *asked,
                           double *difference)
{
    json_t *chain = json_array();
    const real *at = first->count > 0 ? first->terms[0].result.at : NULL;
    bool loss = at == NULL || strcmp(first->terms[0].result.name, "loss") == 0;
    for (int level = 0; level < asked->levels && !loss;) {
        NumberGradient gradient = explanation_gradient(explanation, at);
        bool passed_on = gradient.count == 1 && gradient.number.before && gradient.terms[0].factor.value == 1;
        if (!passed_on)
            json_array_append_new(chain, gradient_json(&gradient, asked->terms));
        level += !passed_on;
        *difference = fmax(*difference, fabs(gradient.gradient - gradient.again));
        loss = gradient.count == 0 || strcmp(gradient.terms[0].result.name, "loss") == 0;
        at = loss ? NULL : gradient.terms[0].result.at;
        number_gradient_free(&gradient);
    }
    return chain;
}

static bool put_one(json_t *value, const Explained *explained, const real *at, const GradientAsked *asked, Error *error)
{
    NumberGradient gradient = explanation_gradient(explained->explanation, at);
    bool whole = gradient.whole;
    double difference = fabs(gradient.gradient - gradient.again);
    if (whole) {
        json_t *chain = chain_value(explained->explanation, &gradient, asked, &difference);
        json_put(value, "{s:o, s:o, s:o, s:o}", "gradient", gradient_json(&gradient, asked->terms), "chain", chain,
                 "loss", json_finite(explained->loss), "largest_difference", json_finite(difference));
    } else {
        error_set(
            error, ERROR_USAGE,
            TEXT("%s: its gradient is not worked out: it is given, or an operation reads it that 'explain' does not take apart",
                 "%s: 그래디언트를 풀어 쓸 수 없습니다. 주어진 값이거나 'explain'이 풀어 쓰지 않는 연산이 읽는 값입니다"),
            asked->name);
    }
    number_gradient_free(&gradient);
    return whole;
}

/* Neither a parameter nor a value of the trace. */
static bool unknown_name(const Explained *explained, const char *name, Error *error)
{
    const Parameters *parameters = explanation_parameters(explained->explanation);
    const char **names = memory_new((size_t)parameters->count + 1, sizeof *names);
    for (int i = 0; i < parameters->count; i++)
        names[i] = parameters->list[i].name;
    const char *near = nearest_name(name, names, (size_t)parameters->count);
    free(names);
    if (near == NULL)
        return trace_name_unknown(explanation_trace(explained->explanation), name, error);
    return error_set(error, ERROR_USAGE,
                     TEXT("this model has no parameter '%s': did you mean '%s'?",
                          "이 모델에는 '%s' 매개변수가 없습니다. '%s'입니까?"),
                     name, near);
}

static const real *parameter_at(const Explained *explained, const Parameter *parameter, const GradientAsked *asked,
                                Error *error)
{
    int columns = parameter->shape[parameter->rank - 1], rows = (int)(parameter->count / (size_t)columns), row, column;
    if (!place_within("row", asked->row, rows, -1, &row, error) ||
        !place_within("column", asked->column, columns, -1, &column, error))
        return NULL;
    return explanation_parameter_at(explained->explanation, parameter, row, column);
}

static const real *traced_at(const Explained *explained, const GradientAsked *asked, Error *error)
{
    const Trace *trace = explanation_trace(explained->explanation);
    const TraceArray *array = trace_find_named(trace, asked->name);
    NamedNumber number;
    int row, column;
    if (array == NULL) {
        unknown_name(explained, asked->name, error);
        return NULL;
    }
    if (!place_within("step", asked->row, array->rows, 0, &row, error) ||
        !place_within("unit", asked->column, array->columns, largest_place(array, row, 0, array->columns), &column, error))
        return NULL;
    if (explanation_find(explained->explanation, &array->key, row, column, &number))
        return number.at;
    error_set(error, ERROR_USAGE, TEXT("%s has no number at step=%d unit=%d", "%s: step=%d unit=%d 자리에 값이 없습니다"),
              asked->name, row + 1, column + 1);
    return NULL;
}

/* All parameters, with their gradient's norm. */
static void put_parameters(json_t *value, const Explained *explained)
{
    const Parameters *parameters = explanation_parameters(explained->explanation);
    json_t *list = json_array();
    for (int i = 0; i < parameters->count; i++) {
        const Parameter *one = &parameters->list[i];
        int columns = one->shape[one->rank - 1];
        double sum = 0;
        for (size_t k = 0; k < one->count; k++) {
            double gradient = (double)parameters->gradient[0][one->offset + k];
            sum += gradient * gradient;
        }
        json_array_append_new(list,
                              json_pack("{s:s, s:i, s:i, s:o}", "name", one->name, "rows",
                                        (int)(one->count / (size_t)columns), "columns", columns, "norm",
                                        json_finite(sqrt(sum))));
    }
    json_put(value, "{s:o, s:o}", "parameters", list, "loss", json_finite(explained->loss));
}

bool put_gradient(json_t *value, const Explained *explained, const GradientAsked *asked, Error *error)
{
    if (asked->name[0] == '\0') {
        put_parameters(value, explained);
        return true;
    }
    const Parameters *parameters = explanation_parameters(explained->explanation);
    int i = parameters_find(parameters, asked->name);
    const real *at =
        i >= 0 ? parameter_at(explained, &parameters->list[i], asked, error) : traced_at(explained, asked, error);
    return at != NULL && put_one(value, explained, at, asked, error);
}

/* ---- pictures ---- */

static void add_number(Buffer *out, double number)
{
    buffer_format(out, number != 0 && fabs(number) < 0.0005 ? "%.1e" : "%.4f", number);
}

/* "decoder.update[3][5]"; "before decoder.update[3][5]". */
static void add_name(Buffer *out, const json_t *value, const char *prefix)
{
    char key[32];
    const char *name = json_text(value, prefix[0] != '\0' ? prefix : "name");
    int row = json_whole(value, key_of(prefix, "row", key)), place = json_whole(value, key_of(prefix, "place", key));
    if (name[0] == '\0')
        buffer_add(out, TEXT("(on the way)", "(중간 값)"));
    else if (strcmp(name, "loss") == 0)
        buffer_add(out, TEXT("loss", "손실"));
    else
        buffer_format(out,
                      json_is_true(json_object_get(value, key_of(prefix, "before", key)))
                          ? TEXT("before\u00A0%s[%d][%d]", "%s[%d][%d]\u00A0계산\u00A0중")
                          : "%s[%d][%d]",
                      name, row, place);
}

static void add_row(TableRows *rows, const json_t *term)
{
    Buffer result = {0}, factor = {0}, numbers = {0};
    add_name(&result, term, "result");
    if (json_text(term, "left")[0] != '\0')
        add_name(&factor, term, "left");
    else
        buffer_add(&factor,
                   json_is_true(json_object_get(term, "slope")) ? TEXT("slope", "기울기")
                                                                : TEXT("computed", "계산한 값"));
    add_number(&numbers, json_double(term, "left_value"));
    buffer_add_char(&numbers, '\t');
    add_number(&numbers, json_double(term, "error"));
    buffer_add_char(&numbers, '\t');
    add_number(&numbers, json_double(term, "product"));
    table_rows_add(rows, "%s\t%s\t%s", buffer_text(&result), buffer_text(&factor), buffer_text(&numbers));
    buffer_free(&result);
    buffer_free(&factor);
    buffer_free(&numbers);
}

static void show_table(const json_t *gradient, Canvas *canvas)
{
    const json_t *terms = json_object_get(gradient, "terms"), *term;
    TableRows rows = {0};
    Buffer number = {0};
    size_t i;
    json_array_foreach(terms, i, term)
        add_row(&rows, term);
    int more = json_whole(gradient, "count") - (int)json_array_size(terms);
    add_number(&number, json_double(gradient, "rest"));
    if (more > 0)
        table_rows_add(&rows, TEXT("%d more, together\t\t\t\t%s", "나머지 %d개의 합\t\t\t\t%s"), more,
                       buffer_text(&number));
    buffer_clear(&number);
    add_number(&number, json_double(gradient, "value"));
    table_rows_add(&rows, TEXT("sum: the gradient\t\t\t\t%s", "합: 그래디언트\t\t\t\t%s"), buffer_text(&number));
    table_rows_draw(&rows, canvas,
                    TEXT("goes into\ttimes\t>\t>error there\t>product", "쓰이는 곳\t곱하는 값\t>\t>그곳의 오차\t>곱"));
    buffer_free(&number);
}

/* "error at decoder.state[3][5] = 0.31 * 0.0021 (output.logits[3][7]) + 40 more = 0.0050" */
static void show_link(const json_t *gradient, Canvas *canvas)
{
    Buffer text = {0};
    size_t i;
    const json_t *term;
    add_name(&text, gradient, "");
    buffer_add(&text, ": ");
    json_array_foreach(json_object_get(gradient, "terms"), i, term) {
        buffer_add(&text, i > 0 ? " + " : "");
        add_number(&text, json_double(term, "left_value"));
        buffer_add(&text, "\u00A0*\u00A0");
        add_number(&text, json_double(term, "error"));
        buffer_add(&text, "\u00A0(");
        add_name(&text, term, "result");
        buffer_add(&text, ")");
    }
    int more = json_whole(gradient, "count") - (int)json_array_size(json_object_get(gradient, "terms"));
    if (more > 0) {
        buffer_add(&text, " + ");
        add_number(&text, json_double(gradient, "rest"));
        buffer_format(&text, TEXT("\u00A0(%d\u00A0more)", "\u00A0(나머지\u00A0%d개)"), more);
    }
    buffer_add(&text, " = ");
    add_number(&text, json_double(gradient, "value"));
    prose_take(canvas, STYLE_DIM, 2, &text);
}

static void show_chain(const json_t *value, Canvas *canvas)
{
    const json_t *chain = json_object_get(value, "chain"), *link;
    size_t i;
    if (json_array_size(chain) == 0)
        return;
    canvas_prose(canvas, STYLE_PLAIN, 0,
                 TEXT("The error of the first line, followed towards the loss (errors are gradients too):",
                      "첫 줄의 오차를 손실 쪽으로 따라간 것(오차도 그래디언트입니다):"));
    json_array_foreach(chain, i, link)
        show_link(link, canvas);
}

static void show_parameters(const json_t *value, Canvas *canvas)
{
    TableRows rows = {0};
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(value, "parameters"), i, one)
        table_rows_add(&rows, "%s\t%d x %d\t%.4f", json_text(one, "name"), json_whole(one, "rows"),
                       json_whole(one, "columns"), json_double(one, "norm"));
    prose_format(canvas, STYLE_HEADING, 0,
                 TEXT("Gradients of the loss (%.3f) on this sentence", "이 문장의 손실(%.3f)의 그래디언트"),
                 json_double(value, "loss"));
    table_rows_draw(&rows, canvas, TEXT("parameter\t>shape\t>gradient norm", "매개변수\t>모양\t>그래디언트 노름"));
    canvas_marked(canvas, 0,
                  TEXT("`explain gradient NAME row=2 column=3` works one out.",
                       "`explain gradient 이름 row=2 column=3`으로 하나를 풀어 볼 수 있습니다."));
}

void show_direction(double gradient, Canvas *canvas)
{
    if (gradient == 0)
        canvas_prose(canvas, STYLE_PLAIN, 0,
                     TEXT("dW = 0: gradient descent leaves this weight as it is.",
                          "dW = 0. 경사 하강법은 이 가중치를 바꾸지 않습니다."));
    else
        prose_format(canvas, STYLE_PLAIN, 0,
                     gradient < 0 ? TEXT("dW = %+.4f: below 0, so gradient descent makes this weight larger.",
                                         "dW = %+.4f. 0보다 작으므로 경사 하강법은 이 가중치를 키웁니다.")
                                  : TEXT("dW = %+.4f: above 0, so gradient descent makes this weight smaller.",
                                         "dW = %+.4f. 0보다 크므로 경사 하강법은 이 가중치를 줄입니다."),
                     gradient);
}

void show_gradient(const json_t *value, Canvas *canvas)
{
    const json_t *gradient = json_object_get(value, "gradient");
    Buffer name = {0};
    if (gradient == NULL) {
        show_parameters(value, canvas);
        return;
    }
    add_name(&name, gradient, "");
    prose_format(canvas, STYLE_HEADING, 0, TEXT("Gradient of the loss (%.3f) by %s", "손실(%.3f)의 그래디언트: %s"),
                 json_double(value, "loss"), buffer_text(&name));
    show_formula(json_text(gradient, "formula"), canvas);
    show_table(gradient, canvas);
    show_chain(value, canvas);
    if (json_is_true(json_object_get(gradient, "parameter")))
        show_direction(json_double(gradient, "value"), canvas);
    buffer_free(&name);
}
