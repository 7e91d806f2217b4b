/* explanation_graph.c: which number is where in memory: its name, the operation that made it. */
#include "model/explanation_graph.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* ---- by address ---- */

static int by_address(const void *a, const void *b)
{
    const Extent *first = a, *second = b;
    return first->from != second->from ? (first->from < second->from ? -1 : 1) : first->index - second->index;
}

static void index_add(ExtentIndex *index, Extent extent)
{
    index->list = memory_room(index->list, index->count, &index->capacity, sizeof *index->list);
    index->list[index->count++] = extent;
}

/* The first that holds it, or -1. */
static int index_find(const ExtentIndex *index, const real *at)
{
    int low = 0, high = index->count; /* the last that begins at or before it is below high */
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (index->list[middle].from <= at)
            low = middle + 1;
        else
            high = middle;
    }
    int i = low - 1;
    while (i > 0 && index->list[i - 1].from == index->list[i].from)
        i--;
    return i >= 0 && inside(at, index->list[i].from, index->list[i].count) ? index->list[i].index : -1;
}

void graph_index(Explanation *e)
{
    e->seen_index.count = e->note_index.count = 0;
    for (int i = 0; i < e->seen_count; i++)
        index_add(&e->seen_index, (Extent){e->seen[i].values, (size_t)e->seen[i].count, i});
    for (int i = 0; i < tape_note_count(e->tape); i++) {
        const TapeNote *note = tape_note(e->tape, i);
        const Rule *rule = rule_of(note);
        if (rule == NULL || rule->reading != AS_VIEW)
            index_add(&e->note_index, (Extent){note->output->value, tensor_count(note->output), i});
    }
    qsort(e->seen_index.list, (size_t)e->seen_index.count, sizeof(Extent), by_address);
    qsort(e->note_index.list, (size_t)e->note_index.count, sizeof(Extent), by_address);
}

/* ---- names ---- */

const Seen *seen_at(const Explanation *e, const real *at)
{
    int i = index_find(&e->seen_index, at);
    return i >= 0 ? &e->seen[i] : NULL;
}

const Seen *seen_of(const Explanation *e, const TraceKey *key, int step)
{
    for (int i = 0; i < e->seen_count; i++)
        if (e->seen[i].step == step && trace_key_equal(&e->seen[i].key, key))
            return &e->seen[i];
    return NULL;
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

NamedNumber name_of(const Explanation *e, const real *at)
{
    NamedNumber number = {.at = at, .value = (double)*at};
    const Seen *seen = seen_at(e, at);
    const Parameters *parameters = &e->model->parameters;
    if (seen != NULL) {
        char name[TRACE_NAME];
        snprintf(number.name, sizeof number.name, "%s", trace_name(&seen->key, name));
        number.row = seen->step;
        number.place = (int)(at - seen->values);
    } else if (inside(at, parameters->value, parameters->total)) {
        name_parameter(parameters, &number);
    }
    return number;
}

/* ---- operations ---- */

static const Rule rules[] = {
    {"reshape", AS_VIEW, NULL},
    {"step", AS_VIEW, NULL},
    {"slice", AS_COPY, NULL},
    {"concat", AS_COPY, NULL},
    {"stack", AS_COPY, NULL},
    {"repeat", AS_COPY, NULL},
    {"embedding", AS_COPY, NULL},
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
    {"layer_norm", AS_NORM, NULL},
    {"positions", AS_POSITION, NULL},
    {"cross_entropy", AS_LOSS, NULL},
};

const Rule *rule_of(const TapeNote *note)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(rules[i].operation, note->operation->name) == 0)
            return &rules[i];
    return NULL;
}

const TapeNote *note_at(const Explanation *e, const real *at)
{
    int i = index_find(&e->note_index, at);
    const TapeNote *note = i >= 0 ? tape_note(e->tape, i) : NULL;
    return note != NULL && rule_of(note) != NULL ? note : NULL;
}

const real *copied_from(const TapeNote *note, const real *at)
{
    const Tensor *out = note->output, *a = note->inputs[0], *b = note->inputs[1];
    size_t i = (size_t)(at - out->value), columns = (size_t)tensor_columns(out);
    size_t row = i / columns, column = i % columns, left = (size_t)tensor_columns(a);
    const char *name = note->operation->name;
    if (strcmp(name, "slice") == 0)
        return a->value + row * left + (size_t) * (const int *)note->saved + column;
    if (strcmp(name, "stack") == 0)
        return note->more[i / tensor_count(note->more[0])]->value + i % tensor_count(note->more[0]);
    if (strcmp(name, "embedding") == 0)
        return a->value + (size_t)((const int *)note->saved)[row] * columns + column;
    if (strcmp(name, "repeat") == 0)
        return a->value + i % tensor_count(a);
    return column < left ? a->value + row * left + column : b->value + row * (columns - left) + column - left;
}

const real *followed(const Explanation *e, const real *at)
{
    const TapeNote *note;
    while (seen_at(e, at) == NULL && (note = note_at(e, at)) != NULL && rule_of(note)->reading == AS_COPY)
        at = copied_from(note, at);
    return at;
}

NormRow norm_row(const TapeNote *note, size_t i)
{
    const Tensor *x = note->inputs[0];
    int H = tensor_columns(x);
    NormRow norm = {.row = i / (size_t)H, .column = i % (size_t)H, .H = H};
    const real *values = x->value + norm.row * (size_t)H;
    double variance = 0;
    for (int k = 0; k < H; k++)
        norm.mean += (double)values[k] / H;
    for (int k = 0; k < H; k++)
        variance += ((double)values[k] - norm.mean) * ((double)values[k] - norm.mean) / H;
    norm.deviation = sqrt(variance + 1e-5);
    return norm;
}

int position_of(const TapeNote *note, size_t i)
{
    const Tensor *x = note->inputs[0], *table = note->inputs[1];
    const int *from = note->saved;
    size_t row = i / (size_t)tensor_columns(x);
    int B = x->shape[1], position = (int)row / B + (from != NULL ? from[(int)row % B] : 0);
    return table != NULL && position >= table->shape[0] ? table->shape[0] - 1 : position;
}
