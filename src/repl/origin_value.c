/* origin_value.c: what a number was computed from, as a value and drawn. */
#include "repl/origin_value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/language.h"
#include "repl/results.h"
#include "view/table.h"

/* ---- values ---- */

/* A factor without a name has its number alone. */
static void put_factor(json_t *term, const char *side, const NamedNumber *factor)
{
    char key[24];
    json_object_set_new(term, side, factor->name[0] != '\0' ? json_string(factor->name) : json_null());
    snprintf(key, sizeof key, "%s_place", side);
    json_object_set_new(term, key, factor->name[0] != '\0' ? json_integer(factor->place + 1) : json_null());
    snprintf(key, sizeof key, "%s_row", side);
    json_object_set_new(term, key, factor->name[0] != '\0' ? json_integer(factor->row + 1) : json_null());
    snprintf(key, sizeof key, "%s_learned", side);
    json_object_set_new(term, key, json_boolean(factor->learned));
    snprintf(key, sizeof key, "%s_value", side);
    json_object_set_new(term, key, json_finite(factor->value));
}

static json_t *sum_value(const ProductSum *sum, char letter, int terms)
{
    char name[2] = {letter, '\0'};
    json_t *list = json_array();
    double rest = 0;
    for (int k = 0; k < sum->count; k++) {
        const ProductTerm *term = &sum->terms[k];
        if (k >= terms) {
            rest += term->product;
            continue;
        }
        json_t *one = json_pack("{s:o}", "product", json_finite(term->product));
        put_factor(one, "left", &term->a);
        put_factor(one, "right", &term->b);
        json_array_append_new(list, one);
    }
    return json_pack("{s:s, s:s, s:i, s:o, s:o, s:o, s:o}", "letter", name, "formula", sum->formula, "count",
                     sum->count, "terms", list, "rest", json_finite(rest), "bias",
                     sum->bias.at != NULL ? json_finite(sum->bias.value) : json_null(), "value", json_finite(sum->value));
}

static json_t *value_of(const Origin *origin, char letter, int terms)
{
    json_t *sums = json_array();
    for (int i = 0; i < origin->sum_count; i++)
        json_array_append_new(sums, sum_value(&origin->sums[i], (char)(letter + i), terms));
    return json_pack("{s:o, s:o, s:s, s:s, s:s, s:o}", "value", json_finite(origin->value), "recomputed",
                     json_finite(origin->again), "formula", origin->formula, "expression", origin->symbols,
                     "with_numbers", origin->numbers, "sums", sums);
}

/* The first factor of a largest product that was computed on the way, such as a tanh; NULL: all have names. */
static const real *nameless_factor(const Origin *origin)
{
    for (int i = 0; i < origin->sum_count; i++) {
        const ProductTerm *term = origin->sums[i].count > 0 ? &origin->sums[i].terms[0] : NULL;
        if (term != NULL && (term->a.name[0] == '\0' || term->b.name[0] == '\0'))
            return term->a.name[0] == '\0' ? term->a.at : term->b.at;
    }
    return NULL;
}

/* Down to the first numbers that have names: of a query the layer norm before it, of a layer's state the relu. letter:
 * of the next sum. */
static void put_inside(json_t *value, Origins *origins, const Origin *origin, char letter)
{
    const real *at = nameless_factor(origin);
    if (at == NULL || letter + ORIGIN_SUMS > 'z')
        return;
    Origin inside = explanation_origin(origins->explanation, at, letter);
    if (inside.found) {
        json_t *one = value_of(&inside, letter, origins->terms);
        origins->difference = fmax(origins->difference, fabs(inside.again - inside.value));
        put_inside(one, origins, &inside, (char)(letter + inside.sum_count));
        json_object_set_new(value, "inside", one);
    }
    origin_free(&inside);
}

json_t *origin_value(Origins *origins, const TraceKey *key, int step, int place)
{
    NamedNumber number;
    if (!explanation_find(origins->explanation, key, step, place, &number))
        return NULL;
    char title[48];
    Origin origin = explanation_origin(origins->explanation, number.at, 'a');
    json_t *value = value_of(&origin, 'a', origins->terms);
    origins->difference = fmax(origins->difference, fabs(origin.again - origin.value));
    put_inside(value, origins, &origin, (char)('a' + origin.sum_count));
    json_put(value, "{s:s, s:s, s:i, s:i, s:b}", "name", number.name, "label",
             quantity_title(key->quantity, title)[0] != '\0' ? title : number.name, "step", step + 1, "unit", place + 1,
             "known", origin.found);
    origin_free(&origin);
    return value;
}

/* ---- pictures ---- */

void show_formula(const char *formula, Canvas *canvas)
{
    Buffer text = {0};
    for (const char *at = formula; *at != '\0'; at++)
        if (*at != ' ')
            buffer_add_char(&text, *at);
        else if (at[1] != ' ') /* two blanks part formulas: one of them is enough */
            buffer_add(&text, at > formula && at[-1] == ' ' ? " " : "\u00A0");
    if (text.length > 0)
        prose_take(canvas, STYLE_CODE, 2, &text);
}

static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL ? dot + 1 : name;
}

/* What tells a product from the others of its sum: "embedding 12"; of an average over the source, "token 3". */
static void add_label(const json_t *term, Buffer *out)
{
    const char *left = json_text(term, "left"), *right = json_text(term, "right");
    bool named = left[0] != '\0', computed = !named && json_is_true(json_object_get(term, "right_learned"));
    if (strcmp(last_part(left), "weights") == 0)
        buffer_format(out, TEXT("token\u00A0%d", "%d번\u00A0토큰"), (int)json_double(term, "left_place"));
    else if (computed) /* the place of a number without a name is the row of the weight; a vector is one row */
        buffer_format(out, TEXT("input\u00A0%d", "입력\u00A0%d"),
                      (int)json_double(term, strcmp(last_part(right), "score_vector") == 0 ? "right_place" : "right_row"));
    else if (named || right[0] != '\0')
        buffer_format(out, "%s\u00A0%d", last_part(named ? left : right),
                      (int)json_double(term, named ? "left_place" : "right_place"));
}

/* " + 0.310", " - 0.100"; the first has a sign only if it is negative. */
static void add_signed(Buffer *out, double value, bool first)
{
    if (first)
        buffer_format(out, "%.3f", value);
    else
        buffer_format(out, " %c %.3f", value < 0 ? '-' : '+', fabs(value));
}

static void add_sum(const json_t *sum, Buffer *out)
{
    const json_t *terms = json_object_get(sum, "terms"), *term;
    size_t i;
    int rest = (int)json_double(sum, "count") - (int)json_array_size(terms);
    bool zero = json_double(json_array_get(terms, 0), "product") == 0; /* of a state before the first token */
    buffer_format(out, "%s = ", json_text(sum, "letter"));
    if (zero)
        buffer_format(out, TEXT("0\u00A0(%d\u00A0products, all 0)", "0\u00A0(곱\u00A0%d개가 모두 0)"), (int)json_double(sum, "count"));
    for (i = 0; !zero && (term = json_array_get(terms, i)) != NULL; i++) {
        Buffer label = {0};
        add_label(term, &label);
        add_signed(out, json_double(term, "left_value"), i == 0);
        buffer_format(out, "\u00A0*\u00A0%.3f", json_double(term, "right_value"));
        if (label.length > 0)
            buffer_format(out, "\u00A0(%s)", buffer_text(&label));
        buffer_free(&label);
    }
    if (rest > 0 && !zero) {
        add_signed(out, json_double(sum, "rest"), false);
        buffer_format(out, TEXT("\u00A0(%d\u00A0more)", "\u00A0(나머지\u00A0%d개)"), rest);
    }
    if (json_is_number(json_object_get(sum, "bias"))) {
        add_signed(out, json_double(sum, "bias"), false);
        buffer_add(out, TEXT("\u00A0(bias)", "\u00A0(편향)"));
    }
    buffer_format(out, " = %.3f", json_double(sum, "value"));
}

/* A lone letter or name has no numbers of its own. */
void show_expression(const json_t *origin, const char *name, Canvas *canvas, int indent)
{
    const char *symbols = json_text(origin, "expression"), *numbers = json_text(origin, "with_numbers");
    Buffer text = {0};
    buffer_format(&text, "%s = %s", name, symbols);
    if (strpbrk(symbols, " (") != NULL)
        buffer_format(&text, " = %s", numbers);
    buffer_format(&text, " = %.3f", json_double(origin, "value"));
    prose_take(canvas, STYLE_PLAIN, indent, &text);
}

static void show_sums(const json_t *origin, Canvas *canvas, int indent)
{
    size_t i;
    const json_t *sum;
    json_array_foreach(json_object_get(origin, "sums"), i, sum)
    {
        Buffer text = {0};
        add_sum(sum, &text);
        prose_take(canvas, STYLE_DIM, indent, &text);
    }
}

static void show_inside(const json_t *origin, Canvas *canvas, int indent)
{
    const json_t *inside = json_object_get(origin, "inside");
    if (inside == NULL)
        return;
    show_expression(inside, TEXT("first factor", "첫 인수"), canvas, indent);
    show_sums(inside, canvas, indent + 2);
    show_inside(inside, canvas, indent + 2);
}

void show_origin(const json_t *origin, Canvas *canvas, int indent)
{
    show_expression(origin, json_text(origin, "label"), canvas, indent);
    show_sums(origin, canvas, indent + 2);
    show_inside(origin, canvas, indent + 2);
}

static void show_product_table(const json_t *sum, Canvas *canvas)
{
    const json_t *terms = json_object_get(sum, "terms"), *term;
    const json_t *first = json_array_get(terms, 0);
    const char *left = json_text(first, "left"), *right = json_text(first, "right");
    char *headings = text_format(TEXT("%s\t>%s\t>%s\t>product", "%s\t>%s\t>%s\t>곱"), json_text(sum, "letter"),
                                 left[0] != '\0' ? left : TEXT("computed", "계산한 값"),
                                 right[0] != '\0' ? right : TEXT("computed", "계산한 값"));
    TableRows rows = {0};
    size_t i;
    int rest = (int)json_double(sum, "count") - (int)json_array_size(terms);
    json_array_foreach(terms, i, term) {
        Buffer label = {0};
        add_label(term, &label);
        table_rows_add(&rows, "%s\t%.3f\t%.3f\t%.3f", buffer_text(&label), json_double(term, "left_value"),
                       json_double(term, "right_value"), json_double(term, "product"));
        buffer_free(&label);
    }
    if (rest > 0)
        table_rows_add(&rows, TEXT("%d more, together\t\t\t%.3f", "나머지 %d개의 합\t\t\t%.3f"), rest,
                       json_double(sum, "rest"));
    if (json_is_number(json_object_get(sum, "bias")))
        table_rows_add(&rows, TEXT("bias\t\t\t%.3f", "편향\t\t\t%.3f"), json_double(sum, "bias"));
    table_rows_add(&rows, TEXT("sum\t\t\t%.3f", "합\t\t\t%.3f"), json_double(sum, "value"));
    table_rows_draw(&rows, canvas, headings);
    free(headings);
}

void show_products(const json_t *origin, Canvas *canvas)
{
    size_t i;
    const json_t *sum;
    json_array_foreach(json_object_get(origin, "sums"), i, sum) show_product_table(sum, canvas);
    show_inside(origin, canvas, 0);
}
