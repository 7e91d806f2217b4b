/* explanation_gradient.c: one gradient, as the products that the chain rule adds up.
 *
 * The gradient of a number is the sum, over all numbers computed from it, of their gradients times a local slope:
 * dL/dx = sum_j dL/dy_j * dy_j/dx. Each operation's slopes are written here a second time, by its gradient formula and
 * in float64, so that the sum checks what the engine added up. Copies are walked through: a copy's gradient is part of
 * its original's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/explanation_graph.h"

typedef struct Collecting {
    const Explanation *e;
    NumberGradient *gradient;
    int capacity;
} Collecting;

static void collect(Collecting *c, const real *at);

/* A note that reads the number, and as what. */
typedef struct Reader {
    const TapeNote *note;
    const Rule *rule;
    int input;
    size_t place; /* in the input */
} Reader;

/* ---- notes that read a number ---- */

/* Calls `use` for each note that reads the number, views aside. */
static void each_reader(const Explanation *e, const real *at, void (*use)(void *argument, const Reader *reader),
                        void *argument)
{
    for (int i = 0; i < tape_note_count(e->tape); i++) {
        const TapeNote *note = tape_note(e->tape, i);
        const Rule *rule = rule_of(note);
        int inputs = note->more != NULL ? note->more_count : TAPE_INPUTS;
        for (int k = 0; k < inputs && (rule == NULL || rule->reading != AS_VIEW); k++) {
            const Tensor *input = note->more != NULL ? note->more[k] : note->inputs[k];
            if (input != NULL && inside(at, input->value, tensor_count(input)))
                use(argument, &(Reader){note, rule, k, (size_t)(at - input->value)});
        }
    }
}

/* Where a copy has the number, the nth time; NULL: no more. */
static const real *copies_of(const Reader *reader, size_t nth)
{
    const TapeNote *note = reader->note;
    const Tensor *out = note->output, *a = note->inputs[0];
    const char *name = note->operation->name;
    size_t i = reader->place, columns = (size_t)tensor_columns(out);
    if (strcmp(name, "embedding") == 0) {
        const int *ids = note->saved;
        for (size_t row = 0; row < (size_t)tensor_rows(out); row++)
            if (ids[row] != TOKEN_PAD && (size_t)ids[row] == i / columns && nth-- == 0)
                return out->value + row * columns + i % columns;
        return NULL;
    }
    if (strcmp(name, "repeat") == 0)
        return nth < (size_t)out->shape[0] ? out->value + nth * tensor_count(a) + i : NULL;
    if (nth > 0)
        return NULL;
    if (strcmp(name, "stack") == 0)
        return out->value + (size_t)reader->input * tensor_count(a) + i;
    if (strcmp(name, "slice") == 0) {
        size_t all = (size_t)tensor_columns(a), from = (size_t) * (const int *)note->saved, column = i % all;
        return column >= from && column < from + columns ? out->value + i / all * columns + column - from : NULL;
    }
    size_t left = (size_t)tensor_columns(a), own = reader->input == 0 ? left : columns - left; /* concat */
    return out->value + i / own * columns + i % own + (reader->input == 0 ? 0 : left);
}

/* ---- names of results ---- */

typedef struct Naming {
    const Explanation *e;
    NamedNumber *number;
    bool before; /* past an operation that does more than copy */
} Naming;

static void name_onward(void *argument, const Reader *reader);

static void try_name(const Naming *naming, const real *at, bool before)
{
    NamedNumber named = name_of(naming->e, at);
    Naming onward = {naming->e, naming->number, before};
    if (naming->number->name[0] != '\0')
        return;
    if (named.name[0] == '\0')
        each_reader(naming->e, at, name_onward, &onward);
    else
        *naming->number = named;
    naming->number->before |= before && named.name[0] != '\0';
}

static void name_onward(void *argument, const Reader *reader)
{
    const Naming *naming = argument;
    const real *next;
    if (reader->rule == NULL)
        return;
    Reading reading = reader->rule->reading;
    for (size_t n = 0; reading == AS_COPY && (next = copies_of(reader, n)) != NULL; n++)
        try_name(naming, next, naming->before);
    /* An operation that works on each number by itself has this one's result in the same place. */
    const Tensor *out = reader->note->output;
    bool each = reading >= AS_SUM && reading <= AS_CURVE &&
                tensor_count(reader->note->inputs[reader->input]) == tensor_count(out);
    if (each || (reading == AS_PRODUCT && reader->input == 3))
        try_name(naming, out->value + reader->place, true);
}

/* A number without a name of its own has that of its copy, or of the number that it is on the way to. */
static NamedNumber known_as(const Explanation *e, const real *at)
{
    NamedNumber number = name_of(e, at);
    const TapeNote *note = note_at(e, at);
    if (note != NULL && rule_of(note)->reading == AS_LOSS)
        strcpy(number.name, "loss");
    else if (number.name[0] == '\0')
        each_reader(e, at, name_onward, &(Naming){e, &number, false});
    number.at = at;
    number.value = (double)*at;
    return number;
}

/* ---- the engine's gradients ---- */

/* NULL: it has none. */
static const real *gradient_at(const Explanation *e, const real *at)
{
    const Parameters *parameters = &e->model->parameters;
    if (inside(at, parameters->value, parameters->total))
        return parameters->gradient[0] + (at - parameters->value);
    const TapeNote *note = note_at(e, at);
    return note != NULL && note->output->gradient != NULL ? note->output->gradient + (at - note->output->value) : NULL;
}

/* Of the number before the curve that ends the operation: the gradient times the curve's slope. */
static double error_at(const Collecting *c, const Reader *reader, const real *result)
{
    const real *gradient = gradient_at(c->e, result);
    double dy = gradient != NULL ? (double)*gradient : 0, y = (double)*result;
    const char *curve = reader->rule->curve;
    if (curve == NULL || reader->rule->reading != AS_PRODUCT)
        return dy;
    return strcmp(curve, "tanh") == 0 ? dy * (1 - y * y) : y > 0 ? dy : 0;
}

/* ---- the slopes of each operation ---- */

/* factor NULL: the slope alone. */
static void add_term(Collecting *c, const Reader *reader, size_t j, const real *factor, double slope)
{
    NumberGradient *gradient = c->gradient;
    const real *result = reader->note->output->value + j;
    gradient->terms = memory_room(gradient->terms, gradient->count, &c->capacity, sizeof *gradient->terms);
    GradientTerm *term = &gradient->terms[gradient->count++];
    *term = (GradientTerm){.result = known_as(c->e, result),
                           .formula = reader->note->operation->gradient_formula,
                           .error = error_at(c, reader, result)};
    term->factor = factor != NULL ? name_of(c->e, followed(c->e, factor)) : (NamedNumber){.value = slope};
    term->product = term->factor.value * term->error;
}

static void add_slope(Collecting *c, const Reader *reader, size_t j, double slope)
{
    add_term(c, reader, j, NULL, slope);
}

/* Of a and b, which may be one row for all of a's. */
static void read_pair(Collecting *c, const Reader *reader)
{
    const Tensor *out = reader->note->output, *a = reader->note->inputs[0], *b = reader->note->inputs[1];
    bool multiplied = reader->rule->reading == AS_MULTIPLE;
    double slope = reader->rule->reading == AS_DIFFERENCE ? -1 : 1;
    if (reader->input == 0)
        add_term(c, reader, reader->place, multiplied ? b->value + reader->place % tensor_count(b) : NULL, 1);
    for (size_t j = reader->place; reader->input == 1 && j < tensor_count(out); j += tensor_count(b))
        add_term(c, reader, j, multiplied ? a->value + j : NULL, slope);
}

static void read_product(Collecting *c, const Reader *reader)
{
    const Tensor *x = reader->note->inputs[0], *weight = reader->note->inputs[1];
    size_t K = (size_t)tensor_columns(x), N = (size_t)tensor_columns(weight), rows = (size_t)tensor_rows(x);
    size_t i = reader->place;
    switch (reader->input) {
    case 0:
        for (size_t n = 0; n < N; n++)
            add_term(c, reader, i / K * N + n, weight->value + i % K * N + n, 0);
        break;
    case 1:
        for (size_t row = 0; row < rows; row++)
            add_term(c, reader, row * N + i % N, x->value + row * K + i / N, 0);
        break;
    case 2:
        for (size_t row = 0; row < rows; row++)
            add_slope(c, reader, row * N + i, 1);
        break;
    default: add_slope(c, reader, i, 1); break;
    }
}

static void read_curve(Collecting *c, const Reader *reader)
{
    double y = (double)reader->note->output->value[reader->place];
    const char *curve = reader->rule->curve;
    double slope = strcmp(curve, "tanh") == 0 ? 1 - y * y : strcmp(curve, "sigmoid") == 0 ? y * (1 - y) : y > 0;
    add_slope(c, reader, reader->place, slope);
}

static void read_share(Collecting *c, const Reader *reader)
{
    const Tensor *out = reader->note->output;
    size_t columns = (size_t)tensor_columns(out), i = reader->place, row = i - i % columns;
    for (size_t j = row; j < row + columns; j++)
        add_slope(c, reader, j, (double)out->value[j] * ((j == i) - (double)out->value[i]));
}

static void read_norm(Collecting *c, const Reader *reader)
{
    const Tensor *x = reader->note->inputs[0], *gain = reader->note->inputs[1];
    size_t i = reader->place, H = (size_t)tensor_columns(x);
    if (reader->input == 0) {
        NormRow norm = norm_row(reader->note, i);
        double own = ((double)x->value[i] - norm.mean) / norm.deviation;
        for (size_t k = 0; k < H; k++) {
            size_t j = norm.row * H + k;
            double n = ((double)x->value[j] - norm.mean) / norm.deviation;
            add_slope(c, reader, j,
                      (double)gain->value[k] / norm.deviation * ((j == i) - 1.0 / norm.H - own * n / norm.H));
        }
        return;
    }
    for (size_t j = i; j < tensor_count(x); j += H) {
        NormRow norm = norm_row(reader->note, j);
        add_slope(c, reader, j, reader->input == 1 ? ((double)x->value[j] - norm.mean) / norm.deviation : 1);
    }
}

static void read_positions(Collecting *c, const Reader *reader)
{
    const Tensor *x = reader->note->inputs[0];
    size_t H = (size_t)tensor_columns(x);
    for (size_t j = reader->input == 0 ? reader->place : reader->place % H; j < tensor_count(x); j += H) {
        if (reader->input == 1 && (size_t)position_of(reader->note, j) == reader->place / H)
            add_slope(c, reader, j, 1);
        if (reader->input == 0) {
            add_slope(c, reader, j, 1);
            return;
        }
    }
}

/* (p - right) / T */
static void read_loss(Collecting *c, const Reader *reader)
{
    const Tensor *logits = reader->note->inputs[0];
    int V = tensor_columns(logits), T = tensor_rows(logits), row = (int)(reader->place / (size_t)V),
        token = (int)(reader->place % (size_t)V);
    double p = exp(log_probability(logits->value + (size_t)row * (size_t)V, V, token));
    add_slope(c, reader, 0, (p - (c->e->trace->target[row] == token)) / T);
}

static void read_one(void *argument, const Reader *reader)
{
    Collecting *c = argument;
    const real *copy;
    switch (reader->rule != NULL ? reader->rule->reading : AS_VIEW) {
    case AS_COPY:
        for (size_t n = 0; (copy = copies_of(reader, n)) != NULL; n++)
            collect(c, copy);
        break;
    case AS_SUM:
    case AS_DIFFERENCE:
    case AS_MULTIPLE: read_pair(c, reader); break;
    case AS_FACTOR: add_slope(c, reader, reader->place, (double)*(const real *)reader->note->saved); break;
    case AS_REST: add_slope(c, reader, reader->place, -1); break;
    case AS_CURVE: read_curve(c, reader); break;
    case AS_SHARE: read_share(c, reader); break;
    case AS_PRODUCT: read_product(c, reader); break;
    case AS_NORM: read_norm(c, reader); break;
    case AS_POSITION: read_positions(c, reader); break;
    case AS_LOSS: read_loss(c, reader); break;
    case AS_VIEW: c->gradient->whole = false; break; /* no rule */
    }
}

static void collect(Collecting *c, const real *at) { each_reader(c->e, at, read_one, c); }

/* ---- explanation.h ---- */

static int by_size(const void *a, const void *b)
{
    double first = fabs(((const GradientTerm *)a)->product), second = fabs(((const GradientTerm *)b)->product);
    return first < second ? 1 : first > second ? -1 : 0;
}

NumberGradient explanation_gradient(const Explanation *explanation, const real *at)
{
    const real *engine = gradient_at(explanation, at);
    NumberGradient gradient = {
        .number = known_as(explanation, at), .gradient = engine != NULL ? (double)*engine : 0, .whole = engine != NULL};
    collect(&(Collecting){.e = explanation, .gradient = &gradient}, at);
    for (int i = 0; i < gradient.count; i++)
        gradient.again += gradient.terms[i].product;
    if (gradient.count > 0) /* qsort takes no null pointer, even of nothing */
        qsort(gradient.terms, (size_t)gradient.count, sizeof *gradient.terms, by_size);
    return gradient;
}

void number_gradient_free(NumberGradient *gradient)
{
    free(gradient->terms);
    *gradient = (NumberGradient){0};
}

const real *explanation_parameter_at(const Explanation *explanation, const Parameter *parameter, int row, int column)
{
    const Parameters *parameters = &explanation->model->parameters;
    const real *gradient = parameters->gradient[0] + parameter->offset;
    size_t columns = (size_t)parameter->shape[parameter->rank - 1], best = parameter->count;
    for (size_t i = 0; i < parameter->count; i++) {
        bool asked = (row < 0 || i / columns == (size_t)row) && (column < 0 || i % columns == (size_t)column);
        if (asked && (best == parameter->count || fabs((double)gradient[i]) > fabs((double)gradient[best])))
            best = i;
    }
    return best < parameter->count ? parameters->value + parameter->offset + best : NULL;
}

/* The output layer's weight: what the logits, or what they are a slice of, are a product with. */
const real *explanation_output_weight(const Explanation *explanation, int step, int unit)
{
    static const TraceKey key = {.side = TRACE_OUTPUT, .quantity = &quantity_logits};
    const Explanation *e = explanation;
    const Seen *logits = step < e->trace->target_count ? seen_of(e, &key, step) : NULL;
    if (logits == NULL)
        return NULL;
    const real *at = logits->values + e->trace->target[step];
    const TapeNote *note;
    while ((note = note_at(e, at)) != NULL && rule_of(note)->reading == AS_COPY)
        at = copied_from(note, at);
    const Tensor *weight = note != NULL && rule_of(note)->reading == AS_PRODUCT ? note->inputs[1] : NULL;
    if (weight == NULL || weight->gradient == NULL || unit >= weight->shape[0])
        return NULL;
    size_t columns = (size_t)tensor_columns(weight), token = (size_t)(at - note->output->value) % columns;
    const real *gradient = weight->gradient + token;
    size_t best = unit < 0 ? 0 : (size_t)unit;
    for (size_t k = 1; unit < 0 && k < (size_t)weight->shape[0]; k++)
        if (fabs((double)gradient[k * columns]) > fabs((double)gradient[best * columns]))
            best = k;
    return weight->value + best * columns + token;
}
