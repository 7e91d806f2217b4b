/* explanation_origin.c: what a number was computed from, as an expression in symbols and in numbers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "model/explanation_graph.h"

typedef struct Writer {
    const Explanation *e;
    Origin *origin;
    char letter;      /* of the first sum */
    const Seen *root; /* what is explained; NULL: a number without a name */
    const real *start;
    int left; /* operations that still fit */
} Writer;

/* An expression in both forms, what it comes to, and how strongly its parts hold together. */
typedef enum { LOOSE, TIGHT, WHOLE } Binding;
typedef struct Written {
    Buffer symbols, numbers;
    double value;
    Binding binding;
} Written;

static Written write_number(Writer *w, const real *at);

static void add_number(Buffer *text, double value)
{
    buffer_format(text, value != 0 && fabs(value) < 0.0005 ? "%.1e" : fabs(value) >= 1e5 ? "%.4g" : "%.3f", value);
}

static Written constant(double value)
{
    Written written = {.value = value, .binding = WHOLE};
    buffer_format(&written.symbols, "%g", value);
    buffer_format(&written.numbers, "%g", value);
    return written;
}

static Written symbol(const char *name, double value)
{
    Written written = {.value = value, .binding = WHOLE};
    buffer_add(&written.symbols, name);
    add_number(&written.numbers, value);
    return written;
}

/* "z"; a number of the same array at another step has "_before" behind it, one of another Transformer layer has that
 * layer before it: "layer1.s". */
static Written named(const Writer *w, const NamedNumber *number)
{
    Written written = {.value = number->value, .binding = WHOLE};
    const Seen *seen = seen_at(w->e, number->at);
    const char *last = strrchr(number->name, '.');
    const char *symbol = seen != NULL ? seen->key.quantity->symbol : NULL;
    if (seen != NULL && seen->key.part == TRACE_SELF && (w->root == NULL || seen->key.layer != w->root->key.layer))
        buffer_format(&written.symbols, "layer%d.", seen->key.layer);
    buffer_add(&written.symbols, symbol != NULL ? symbol : last != NULL ? last + 1 : number->name);
    if (seen != NULL && w->root != NULL && seen->key.side == w->root->key.side && seen->step != w->root->step)
        buffer_add(&written.symbols, "_before");
    add_number(&written.numbers, number->value);
    return written;
}

static void put_bound(Buffer *out, const Buffer *part, bool brackets)
{
    buffer_format(out, brackets ? "(%s)" : "%s", buffer_text(part));
}

/* "a + b" with a sign for a negative number: "0.3 - 0.1". */
static void put_infix(Buffer *out, const char *sign, const Buffer *part, bool brackets)
{
    const char *text = buffer_text(part);
    bool turned = !brackets && text[0] == '-' && strchr("+-", sign[0]) != NULL;
    buffer_format(out, " %s ", turned ? (sign[0] == '+' ? "-" : "+") : sign);
    buffer_format(out, brackets ? "(%s)" : "%s", text + turned);
}

/* Joins the two, of which b is used up. */
static void join(Written *a, const char *sign, Written b)
{
    Binding binding = sign[0] == '*' || sign[0] == '/' ? TIGHT : LOOSE;
    Written out = {.binding = binding};
    bool inner = binding == TIGHT ? b.binding == LOOSE : sign[0] == '-' && b.binding == LOOSE;
    put_bound(&out.symbols, &a->symbols, a->binding < binding);
    put_bound(&out.numbers, &a->numbers, a->binding < binding);
    put_infix(&out.symbols, sign, &b.symbols, inner);
    put_infix(&out.numbers, sign, &b.numbers, inner);
    out.value = sign[0] == '+'   ? a->value + b.value
                : sign[0] == '-' ? a->value - b.value
                : sign[0] == '*' ? a->value * b.value
                                 : a->value / b.value;
    buffer_free(&a->symbols);
    buffer_free(&a->numbers);
    buffer_free(&b.symbols);
    buffer_free(&b.numbers);
    *a = out;
}

/* curve NULL: as it is. */
static Written through(const char *curve, Written a)
{
    if (curve == NULL)
        return a;
    Written out = {.binding = WHOLE};
    out.value = strcmp(curve, "tanh") == 0      ? tanh(a.value)
                : strcmp(curve, "sigmoid") == 0 ? 1 / (1 + exp(-a.value))
                                                : fmax(a.value, 0);
    buffer_format(&out.symbols, "%s(%s)", curve, buffer_text(&a.symbols));
    buffer_format(&out.numbers, "%s(%s)", curve, buffer_text(&a.numbers));
    buffer_free(&a.symbols);
    buffer_free(&a.numbers);
    return out;
}

/* ---- sums of products ---- */

static int by_size(const void *a, const void *b)
{
    double first = fabs(((const ProductTerm *)a)->product), second = fabs(((const ProductTerm *)b)->product);
    return first < second ? 1 : first > second ? -1 : 0;
}

static ProductSum read_sum(const Explanation *e, const TapeNote *note, const real *at)
{
    const Tensor *x = note->inputs[0], *weight = note->inputs[1], *bias = note->inputs[2];
    int K = tensor_columns(x), N = tensor_columns(weight);
    size_t i = (size_t)(at - note->output->value), row = i / (size_t)N, column = i % (size_t)N;
    ProductSum sum = {.at = at, .formula = note->operation->formula, .count = K};
    sum.terms = memory_new((size_t)K, sizeof *sum.terms);
    if (bias != NULL)
        sum.bias = name_of(e, followed(e, bias->value + column));
    sum.value = bias != NULL ? sum.bias.value : 0;
    for (int k = 0; k < K; k++) {
        ProductTerm *term = &sum.terms[k];
        term->a = name_of(e, followed(e, x->value + row * (size_t)K + (size_t)k));
        term->b = name_of(e, followed(e, weight->value + (size_t)k * (size_t)N + column));
        term->product = term->a.value * term->b.value;
        sum.value += term->product;
    }
    qsort(sum.terms, (size_t)K, sizeof *sum.terms, by_size);
    return sum;
}

/* The letter of the sum, which the origin keeps. */
static Written write_sum(Writer *w, const TapeNote *note, const real *at)
{
    Origin *origin = w->origin;
    int i = 0;
    while (i < origin->sum_count && origin->sums[i].at != at)
        i++;
    if (i == ORIGIN_SUMS)
        return constant((double)*at);
    if (i == origin->sum_count)
        origin->sums[origin->sum_count++] = read_sum(w->e, note, at);
    return symbol((const char[]){(char)(w->letter + i), '\0'}, origin->sums[i].value);
}

static Written write_product(Writer *w, const TapeNote *note, const real *at, const char *curve)
{
    const Tensor *residual = note->inputs[3];
    if (residual == NULL)
        return through(curve, write_sum(w, note, at));
    Written whole = write_number(w, residual->value + (at - note->output->value));
    join(&whole, "+", write_sum(w, note, at));
    return through(curve, whole);
}

/* ---- the other operations ---- */

static Written write_share(const TapeNote *note, const real *at)
{
    const Tensor *scores = note->inputs[0];
    size_t i = (size_t)(at - note->output->value), columns = (size_t)tensor_columns(scores), row = i - i % columns;
    double largest = -INFINITY, sum = 0, own = (double)scores->value[i];
    for (size_t k = 0; k < columns; k++)
        largest = fmax(largest, (double)scores->value[row + k]);
    for (size_t k = 0; k < columns; k++)
        sum += exp((double)scores->value[row + k] - largest);
    Written written = {.value = exp(own - largest) / sum, .binding = TIGHT};
    buffer_add(&written.symbols, "exp(e_j) / sum_k exp(e_k)");
    buffer_add(&written.numbers, "exp(");
    add_number(&written.numbers, own);
    buffer_format(&written.numbers, ") / %.4g", sum * exp(largest));
    return written;
}

static Written write_infix(Writer *w, const TapeNote *note, size_t i, const char *sign)
{
    Written a = write_number(w, note->inputs[0]->value + i);
    join(&a, sign, write_number(w, note->inputs[1]->value + i % tensor_count(note->inputs[1])));
    return a;
}

static Written write_factor(Writer *w, const TapeNote *note, size_t i)
{
    double factor = (double)*(const real *)note->saved;
    if (factor == 1) /* a copy */
        return write_number(w, note->inputs[0]->value + i);
    Written out = constant(factor);
    join(&out, "*", write_number(w, note->inputs[0]->value + i));
    return out;
}

/* gain * (x - mean) / deviation + bias */
static Written write_norm(Writer *w, const TapeNote *note, size_t i)
{
    NormRow norm = norm_row(note, i);
    Written whole = write_number(w, note->inputs[1]->value + norm.column),
            x = write_number(w, note->inputs[0]->value + i);
    join(&x, "-", symbol("mean", norm.mean));
    join(&whole, "*", x);
    join(&whole, "/", symbol("deviation", norm.deviation));
    join(&whole, "+", write_number(w, note->inputs[2]->value + norm.column));
    return whole;
}

/* x and a position: a learned one, or a wave. */
static Written write_position(Writer *w, const TapeNote *note, size_t i)
{
    const Tensor *x = note->inputs[0], *table = note->inputs[1];
    int H = tensor_columns(x), column = (int)(i % (size_t)H), p = position_of(note, i);
    Written whole = write_number(w, x->value + i);
    if (table != NULL) {
        join(&whole, "+", write_number(w, table->value + (size_t)p * (size_t)H + (size_t)column));
        return whole;
    }
    double power = pow(10000, (double)(column - column % 2) / H);
    Written wave = {.value = column % 2 == 0 ? sin(p / power) : cos(p / power), .binding = WHOLE};
    const char *name = column % 2 == 0 ? "sin" : "cos";
    buffer_format(&wave.symbols, "%s(p / 10000^(%d/%d))", name, column - column % 2, H);
    buffer_format(&wave.numbers, "%s(%d / %.4g)", name, p, power);
    join(&whole, "+", wave);
    return whole;
}

static Written write_operation(Writer *w, const TapeNote *note, const real *at)
{
    const Rule *rule = rule_of(note);
    size_t i = (size_t)(at - note->output->value);
    Written one;
    switch (rule->reading) {
    case AS_SUM: return write_infix(w, note, i, "+");
    case AS_DIFFERENCE: return write_infix(w, note, i, "-");
    case AS_MULTIPLE: return write_infix(w, note, i, "*");
    case AS_FACTOR: return write_factor(w, note, i);
    case AS_CURVE: return through(rule->curve, write_number(w, note->inputs[0]->value + i));
    case AS_SHARE: return write_share(note, at);
    case AS_PRODUCT: return write_product(w, note, at, rule->curve);
    case AS_NORM: return write_norm(w, note, i);
    case AS_POSITION: return write_position(w, note, i);
    case AS_REST:
        one = constant(1);
        join(&one, "-", write_number(w, note->inputs[0]->value + i));
        return one;
    case AS_LOSS:
    case AS_VIEW:
    case AS_COPY: break;
    }
    return constant((double)*at);
}

/* "encoder.embedding[7][3]", counted from 1 as people count them */
static Written looked_up(const Explanation *e, const real *at)
{
    NamedNumber number = name_of(e, at);
    char name[PARAMETER_NAME + 32];
    snprintf(name, sizeof name, "%s[%d][%d]", number.name, number.row + 1, number.place + 1);
    return symbol(name, number.value);
}

static Written write_number(Writer *w, const real *at)
{
    at = at == w->start ? at : followed(w->e, at);
    NamedNumber number = name_of(w->e, at);
    if (number.name[0] != '\0' && at != w->start)
        return named(w, &number);
    const TapeNote *note = note_at(w->e, at);
    if (note == NULL || w->left-- <= 0)
        return constant((double)*at);
    if (rule_of(note)->reading == AS_COPY) {
        w->start = NULL; /* what was copied may have a name */
        const real *from = copied_from(note, at);
        return strcmp(note->operation->name, "embedding") == 0 ? looked_up(w->e, from) : write_number(w, from);
    }
    return write_operation(w, note, at);
}

/* ---- the mean over the heads ---- */

/* The last attention of a Transformer's heads, at a step of the map. */
static TraceKey heads_of_map(const Explanation *e, int *step)
{
    const ModelConfiguration *c = &e->model->configuration;
    TraceKey key = {.side = c->kind == KIND_MASKED ? TRACE_ENCODER : TRACE_DECODER,
                    .layer = c->layers,
                    .part = c->kind == KIND_TRANSFORMER ? TRACE_CROSS : TRACE_SELF,
                    .quantity = &quantity_weights};
    *step += c->kind == KIND_CAUSAL ? e->trace->source_count : 0; /* the source comes first there */
    return key;
}

/* (w_1 + w_2) / 2; where a head sees more than the source, divided by what the source has of that instead. */
static Written write_map(const Explanation *e, const Seen *map, size_t token)
{
    int heads = e->model->configuration.heads, step = map->step;
    TraceKey key = heads_of_map(e, &step);
    double part = 0, whole = 0;
    bool more = false; /* than the source */
    Written written = {.binding = LOOSE};
    for (key.head = 1; key.head <= heads; key.head++) {
        const Seen *head = seen_of(e, &key, step);
        more = head->count > map->count;
        part += (double)head->values[token];
        for (int s = 0; s < map->count; s++)
            whole += (double)head->values[s];
        buffer_format(&written.symbols, "%sw_%d", key.head > 1 ? " + " : "", key.head);
        buffer_add(&written.numbers, key.head > 1 ? " + " : "");
        add_number(&written.numbers, (double)head->values[token]);
    }
    written.value = part;
    join(&written, "/", more ? symbol("all_of_source", whole) : constant(heads));
    return written;
}

Origin explanation_origin(const Explanation *explanation, const real *at, char letter)
{
    enum { OPERATIONS_MOST = 40 };
    const TapeNote *note = note_at(explanation, at);
    const Seen *seen = seen_at(explanation, at);
    bool map = seen != NULL && seen->key.side == TRACE_ATTENTION && seen->key.quantity->kind == QUANTITY_WEIGHT;
    bool mean = note == NULL && map && explanation->model->configuration.kind != KIND_RECURRENT;
    Origin origin = {.found = note != NULL || mean,
                     .value = (double)*at,
                     .formula = note != NULL ? note->operation->formula
                         : mean              ? "w_j = mean over heads of w_hj"
                                             : ""};
    Writer writer = {explanation, &origin, letter, seen, at, OPERATIONS_MOST};
    Written written = mean ? write_map(explanation, seen, (size_t)(at - seen->values)) : write_number(&writer, at);
    origin.again = written.value;
    origin.symbols = buffer_take(&written.symbols);
    origin.numbers = buffer_take(&written.numbers);
    return origin;
}

void origin_free(Origin *origin)
{
    for (int i = 0; i < origin->sum_count; i++)
        free(origin->sums[i].terms);
    free(origin->symbols);
    free(origin->numbers);
    *origin = (Origin){0};
}
