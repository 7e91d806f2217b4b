/* explanation.c: reads a recording tape from a number back to what it was computed from.
 *
 * A number is its place in memory: every operation writes to memory of its own, so that the place tells which operation
 * made it, whichever view it is seen through. */
#include "model/explanation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "engine/op.h"
#include "model/model_parts.h"

/* A row of the trace, where the computation has it. */
typedef struct Seen {
    TraceKey key; /* with a quantity on the tape's arena */
    int step, count;
    const real *values;
} Seen;

struct Explanation {
    Observer observer; /* first: see() gets a pointer to it */
    Model *model;
    Tape *tape;
    Trace *trace;
    Seen *seen;
    int seen_count, seen_capacity;
};

static const Quantity *copy_quantity(Arena *arena, const Quantity *quantity)
{
    size_t bytes = strlen(quantity->name) + 1;
    Quantity *copy = arena_alloc(arena, sizeof *copy + bytes);
    *copy = *quantity;
    copy->name = memcpy(copy + 1, quantity->name, bytes);
    return copy;
}

static void see(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count)
{
    Explanation *e = (Explanation *)observer;
    (void)steps;
    e->seen = memory_room(e->seen, e->seen_count, &e->seen_capacity, sizeof *e->seen);
    TraceKey own = trace_key_with(*key, copy_quantity(tape_arena(e->tape), key->quantity));
    e->seen[e->seen_count++] = (Seen){own, step, count, values};
}

Explanation *explanation_open(Model *model, const Trace *answer)
{
    Explanation *e = memory_new(1, sizeof *e);
    e->observer.see = see;
    e->model = model;
    e->tape = tape_open(0);
    tape_reset(e->tape, true);
    e->trace = model_trace_on(model, e->tape, &e->observer, answer);
    return e;
}

void explanation_close(Explanation *explanation)
{
    if (explanation == NULL)
        return;
    trace_close(explanation->trace);
    tape_close(explanation->tape);
    free(explanation->seen);
    free(explanation);
}

const Trace *explanation_trace(const Explanation *explanation) { return explanation->trace; }

/* ---- names ---- */

static bool inside(const real *at, const real *values, size_t count) { return at >= values && at < values + count; }

static const Seen *seen_at(const Explanation *e, const real *at)
{
    for (int i = 0; i < e->seen_count; i++)
        if (inside(at, e->seen[i].values, (size_t)e->seen[i].count))
            return &e->seen[i];
    return NULL;
}

static void name_seen(const Seen *seen, NamedNumber *number)
{
    char name[TRACE_NAME];
    snprintf(number->name, sizeof number->name, "%s", trace_name(&seen->key, name));
    number->row = seen->step;
    number->place = (int)(number->at - seen->values);
}

static void name_parameter(const Parameters *parameters, NamedNumber *number)
{
    size_t offset = (size_t)(number->at - parameters->value);
    int i = 0;
    while (offset >= parameters->list[i].offset + parameters->list[i].count)
        i++;
    const Parameter *one = &parameters->list[i];
    size_t columns = (size_t)one->shape[one->rank - 1], within = offset - one->offset;
    snprintf(number->name, sizeof number->name, "%s", one->name);
    number->learned = true;
    number->row = (int)(within / columns);
    number->place = (int)(within % columns);
}

static NamedNumber name_of(const Explanation *e, const real *at)
{
    NamedNumber number = {.at = at, .value = (double)*at};
    const Seen *seen = seen_at(e, at);
    const Parameters *parameters = &e->model->parameters;
    if (seen != NULL)
        name_seen(seen, &number);
    else if (inside(at, parameters->value, parameters->total))
        name_parameter(parameters, &number);
    return number;
}

bool explanation_find(const Explanation *explanation, const TraceKey *key, int step, int place, NamedNumber *number)
{
    for (int i = 0; i < explanation->seen_count; i++) {
        const Seen *seen = &explanation->seen[i];
        if (seen->step != step || place < 0 || place >= seen->count || !trace_key_equal(&seen->key, key))
            continue;
        *number = name_of(explanation, seen->values + place);
        return true;
    }
    return false;
}

/* ---- operations, as an expression has them ---- */

typedef enum {
    AS_VIEW,
    AS_COPY,
    AS_SUM,
    AS_DIFFERENCE,
    AS_MULTIPLE,
    AS_FACTOR,
    AS_REST,
    AS_CURVE,
    AS_SHARE,
    AS_PRODUCT
} Reading;

typedef struct Rule {
    const char *operation;
    Reading reading;
    const char *curve; /* what the result goes through; NULL: nothing */
} Rule;

static const Rule rules[] = {
    {"reshape", AS_VIEW, NULL},
    {"step", AS_VIEW, NULL},
    {"slice", AS_COPY, NULL},
    {"concat", AS_COPY, NULL},
    {"stack", AS_COPY, NULL},
    {"repeat", AS_COPY, NULL},
    {"add", AS_SUM, NULL},
    {"subtract", AS_DIFFERENCE, NULL},
    {"multiply", AS_MULTIPLE, NULL},
    {"scale", AS_FACTOR, NULL},
    {"one_minus", AS_REST, NULL},
    {"tanh", AS_CURVE, "tanh"},
    {"sigmoid", AS_CURVE, "sigmoid"},
    {"relu", AS_CURVE, "relu"},
    {"softmax", AS_SHARE, NULL},
    {"matmul", AS_PRODUCT, NULL},
    {"linear", AS_PRODUCT, NULL},
    {"linear_add", AS_PRODUCT, NULL},
    {"linear_tanh", AS_PRODUCT, "tanh"},
    {"linear_relu", AS_PRODUCT, "relu"},
};

static const Rule *rule_of(const TapeNote *note)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].operation, note->operation->name) == 0)
            return &rules[i];
    return NULL;
}

/* The operation that wrote it; NULL: none that can be read. */
static const TapeNote *note_at(const Explanation *e, const real *at)
{
    for (int i = tape_note_count(e->tape) - 1; i >= 0; i--) {
        const TapeNote *note = tape_note(e->tape, i);
        if (!inside(at, note->output->value, tensor_count(note->output)))
            continue;
        const Rule *rule = rule_of(note);
        if (rule == NULL || rule->reading != AS_VIEW)
            return rule != NULL ? note : NULL;
    }
    return NULL;
}

/* What a copy is of. */
static const real *copied_from(const TapeNote *note, const real *at)
{
    const Tensor *out = note->output, *a = note->inputs[0], *b = note->inputs[1];
    size_t i = (size_t)(at - out->value), columns = (size_t)tensor_columns(out);
    size_t row = i / columns, column = i % columns, left = (size_t)tensor_columns(a);
    const char *name = note->operation->name;
    if (strcmp(name, "slice") == 0)
        return a->value + row * left + (size_t) * (const int *)note->saved + column;
    if (strcmp(name, "stack") == 0)
        return note->more[i / tensor_count(note->more[0])]->value + i % tensor_count(note->more[0]);
    if (strcmp(name, "repeat") == 0)
        return a->value + i % tensor_count(a);
    return column < left ? a->value + row * left + column : b->value + row * (columns - left) + column - left;
}

/* Where a number comes from that was only handed on, until one that has a name. */
static const real *followed(const Explanation *e, const real *at)
{
    const TapeNote *note;
    while (seen_at(e, at) == NULL && (note = note_at(e, at)) != NULL && rule_of(note)->reading == AS_COPY)
        at = copied_from(note, at);
    return at;
}

/* ---- writing an expression ---- */

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

/* "z"; a number of the same array at another step has "_before" behind it. */
static Written named(const Writer *w, const NamedNumber *number)
{
    Written written = {.value = number->value, .binding = WHOLE};
    const Seen *seen = seen_at(w->e, number->at);
    const char *last = strrchr(number->name, '.');
    const char *symbol = seen != NULL ? seen->key.quantity->symbol : NULL;
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
    bool turned = !brackets && text[0] == '-' && sign[0] != '*';
    buffer_format(out, " %s ", turned ? (sign[0] == '+' ? "-" : "+") : sign);
    buffer_format(out, brackets ? "(%s)" : "%s", text + turned);
}

/* Joins the two, of which b is used up. */
static void join(Written *a, const char *sign, Written b)
{
    Binding binding = sign[0] == '*' ? TIGHT : LOOSE;
    Written out = {.binding = binding};
    bool inner = binding == TIGHT ? b.binding == LOOSE : sign[0] == '-' && b.binding == LOOSE;
    put_bound(&out.symbols, &a->symbols, a->binding < binding);
    put_bound(&out.numbers, &a->numbers, a->binding < binding);
    put_infix(&out.symbols, sign, &b.symbols, inner);
    put_infix(&out.numbers, sign, &b.numbers, inner);
    out.value = sign[0] == '+' ? a->value + b.value : sign[0] == '-' ? a->value - b.value : a->value * b.value;
    buffer_free(&a->symbols);
    buffer_free(&a->numbers);
    buffer_free(&b.symbols);
    buffer_free(&b.numbers);
    *a = out;
}

static double curve_value(const char *curve, double x)
{
    if (strcmp(curve, "tanh") == 0)
        return tanh(x);
    return strcmp(curve, "sigmoid") == 0 ? 1 / (1 + exp(-x)) : fmax(x, 0);
}

/* curve NULL: as it is. */
static Written through(const char *curve, Written a)
{
    if (curve == NULL)
        return a;
    Written out = {.value = curve_value(curve, a.value), .binding = WHOLE};
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

static void sum_up(ProductSum *sum)
{
    sum->value = sum->bias.at != NULL ? sum->bias.value : 0;
    for (int k = 0; k < sum->count; k++) {
        sum->terms[k].product = sum->terms[k].a.value * sum->terms[k].b.value;
        sum->value += sum->terms[k].product;
    }
    qsort(sum->terms, (size_t)sum->count, sizeof *sum->terms, by_size);
}

static ProductSum read_sum(const Explanation *e, const TapeNote *note, const real *at)
{
    const Tensor *x = note->inputs[0], *weight = note->inputs[1], *bias = note->inputs[2];
    int K = tensor_columns(x), N = tensor_columns(weight);
    size_t i = (size_t)(at - note->output->value), row = i / (size_t)N, column = i % (size_t)N;
    ProductSum sum = {.at = at, .formula = note->operation->formula, .count = K};
    sum.terms = memory_new((size_t)K, sizeof *sum.terms);
    for (int k = 0; k < K; k++) {
        sum.terms[k].a = name_of(e, followed(e, x->value + row * (size_t)K + (size_t)k));
        sum.terms[k].b = name_of(e, followed(e, weight->value + (size_t)k * (size_t)N + column));
    }
    if (bias != NULL)
        sum.bias = name_of(e, followed(e, bias->value + column));
    sum_up(&sum);
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
    Written written = {.value = origin->sums[i].value, .binding = WHOLE};
    buffer_add_char(&written.symbols, (char)(w->letter + i));
    add_number(&written.numbers, written.value);
    return written;
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
    Written out = constant(factor);
    if (factor == 1) { /* a copy */
        buffer_free(&out.symbols);
        buffer_free(&out.numbers);
        return write_number(w, note->inputs[0]->value + i);
    }
    join(&out, "*", write_number(w, note->inputs[0]->value + i));
    return out;
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
    case AS_REST:
        one = constant(1);
        join(&one, "-", write_number(w, note->inputs[0]->value + i));
        return one;
    case AS_VIEW:
    case AS_COPY: break;
    }
    return constant((double)*at);
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
        return write_number(w, copied_from(note, at));
    }
    return write_operation(w, note, at);
}

Origin explanation_origin(const Explanation *explanation, const real *at, char letter)
{
    enum { OPERATIONS_MOST = 40 };
    const TapeNote *note = note_at(explanation, at);
    Origin origin = {.found = note != NULL, .value = (double)*at, .formula = note != NULL ? note->operation->formula : ""};
    Writer writer = {explanation, &origin, letter, seen_at(explanation, at), at, OPERATIONS_MOST};
    Written written = write_number(&writer, at);
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

/* ---- the loss, and one gradient ---- */

static const Seen *logits_at(const Explanation *e, int step)
{
    static const TraceKey key = {.side = TRACE_OUTPUT, .quantity = &quantity_logits};
    for (int i = 0; i < e->seen_count; i++)
        if (e->seen[i].step == step && trace_key_equal(&e->seen[i].key, &key))
            return &e->seen[i];
    return NULL;
}

double explanation_loss(Explanation *explanation)
{
    Explanation *e = explanation;
    int T = e->trace->target_count;
    Tensor **rows = arena_alloc(tape_arena(e->tape), (size_t)T * sizeof *rows);
    for (int t = 0; t < T; t++) {
        const Seen *logits = logits_at(e, t);
        const TapeNote *note = logits != NULL ? note_at(e, logits->values) : NULL;
        if (note == NULL)
            return (double)NAN;
        rows[t] = tape_view(e->tape, note->output, (size_t)(logits->values - note->output->value), 2, (int[]){1, logits->count});
    }
    parameters_zero_gradient(&e->model->parameters, 0);
    Tensor *loss = op_cross_entropy(e->tape, op_stack(e->tape, rows, T), e->trace->target, (LossScale){0});
    tape_backward(e->tape, loss, 1);
    return (double)loss->value[0];
}

static double probability_of(const Seen *logits, int token)
{
    return exp(log_probability(logits->values, logits->count, token));
}

/* The product that the logit of a token at step t is, or is a copy of; NULL: another operation. *at: the number in it. */
static const TapeNote *output_product(const Explanation *e, int t, int token, const real **at)
{
    const Seen *logits = logits_at(e, t);
    const TapeNote *note = NULL;
    if (logits == NULL)
        return NULL;
    *at = logits->values + token;
    while ((note = note_at(e, *at)) != NULL && rule_of(note)->reading == AS_COPY)
        *at = copied_from(note, *at);
    return note != NULL && rule_of(note)->reading == AS_PRODUCT ? note : NULL;
}

static GradientTerm term_at(const Explanation *e, int t, int unit, int token)
{
    const real *at;
    const TapeNote *note = output_product(e, t, token, &at);
    const Tensor *x = note->inputs[0];
    size_t row = (size_t)(at - note->output->value) / (size_t)tensor_columns(note->output);
    GradientTerm term = {.input = name_of(e, followed(e, x->value + row * (size_t)tensor_columns(x) + (size_t)unit)),
                         .probability = probability_of(logits_at(e, t), token),
                         .right = e->trace->target[t] == token};
    term.product = term.input.value * (term.probability - term.right) / e->trace->target_count;
    return term;
}

static int largest_gradient(const Tensor *weight, int token)
{
    int best = 0, columns = tensor_columns(weight);
    for (int k = 1; k < weight->shape[0]; k++)
        if (fabs((double)weight->gradient[k * columns + token]) > fabs((double)weight->gradient[best * columns + token]))
            best = k;
    return best;
}

bool explanation_gradient(const Explanation *explanation, int step, int unit, WeightGradient *gradient)
{
    const Explanation *e = explanation;
    if (step >= e->trace->target_count)
        return false;
    int token = e->trace->target[step];
    const real *at;
    const TapeNote *note = output_product(e, step, token, &at);
    const Tensor *weight = note != NULL ? note->inputs[1] : NULL;
    if (weight == NULL || weight->gradient == NULL || unit >= weight->shape[0])
        return false;
    unit = unit < 0 ? largest_gradient(weight, token) : unit;
    size_t place = (size_t)unit * (size_t)tensor_columns(weight) + (size_t)token;
    *gradient = (WeightGradient){.weight = name_of(e, weight->value + place),
                                 .gradient = (double)weight->gradient[place],
                                 .count = e->trace->target_count};
    gradient->terms = memory_new((size_t)gradient->count, sizeof *gradient->terms);
    for (int t = 0; t < gradient->count; t++) {
        gradient->terms[t] = term_at(e, t, unit, token);
        gradient->again += gradient->terms[t].product;
    }
    return true;
}
