/* trace.c: the arrays that one translation left behind. */
#include "model/trace.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

Trace *trace_open(const int *source, int source_count, const int *target, int target_count)
{
    Trace *trace = memory_new(1, sizeof *trace);
    trace->source_count = source_count;
    trace->source = memory_copy(source, (size_t)source_count * sizeof *source);
    trace_set_target(trace, target, target_count);
    return trace;
}

void trace_set_target(Trace *trace, const int *target, int target_count)
{
    free(trace->target);
    trace->target = target_count > 0 ? memory_copy(target, (size_t)target_count * sizeof *target) : NULL;
    trace->target_count = target_count;
}

void trace_close(Trace *trace)
{
    if (trace == NULL)
        return;
    for (int i = 0; i < trace->count; i++) {
        free((Quantity *)trace->arrays[i].key.quantity);
        free(trace->arrays[i].values);
    }
    free(trace->arrays);
    free(trace->source);
    free(trace->target);
    free(trace);
}

/* A copy in one block of memory: the name of a custom cell's gate lives only during the call. */
static const Quantity *copy_quantity(const Quantity *quantity)
{
    size_t length = strlen(quantity->name);
    Quantity *copy = memory_new(sizeof *copy + length + 1, 1);
    char *name = (char *)(copy + 1);
    memcpy(name, quantity->name, length);
    *copy = *quantity;
    copy->name = name;
    return copy;
}

TraceArray *trace_add(Trace *trace, const TraceKey *key, int rows, int columns)
{
    trace->arrays = memory_resize(trace->arrays, (size_t)trace->count + 1, sizeof *trace->arrays);
    TraceArray *array = &trace->arrays[trace->count++];
    *array = (TraceArray){.key = trace_key_with(*key, copy_quantity(key->quantity))};
    array->row_axis = trace_row_axis(key, trace->joint);
    array->column_axis = trace_column_axis(key, trace->joint);
    array->rows = rows;
    array->columns = array->pitch = columns;
    array->values = memory_new((size_t)rows * (size_t)columns, sizeof *array->values);
    return array;
}

/* ---- while it grows ---- */

/* Rows are laid further apart, the last one first: twice as far as they were, so that an array which gets a column with
 * each step is not moved at each. */
static void widen(TraceArray *array, int columns)
{
    size_t had = (size_t)array->pitch, wanted = columns > 2 * array->pitch ? (size_t)columns : 2 * had;
    array->values = memory_resize(array->values, (size_t)array->rows * wanted, sizeof *array->values);
    for (size_t row = (size_t)array->rows; row-- > 0;) {
        memmove(array->values + row * wanted, array->values + row * had, had * sizeof *array->values);
        memset(array->values + row * wanted + had, 0, (wanted - had) * sizeof *array->values);
    }
    array->pitch = (int)wanted;
}

float *trace_row(Trace *trace, const TraceKey *key, int row, int rows, int columns)
{
    TraceArray *array = (TraceArray *)trace_find(trace, key);
    rows = rows > row ? rows : row + 1;
    if (array == NULL)
        array = trace_add(trace, key, rows, columns);
    if (columns > array->pitch)
        widen(array, columns);
    if (columns > array->columns)
        array->columns = columns;
    if (rows > array->rows) {
        size_t had = (size_t)array->rows * (size_t)array->pitch, wanted = (size_t)rows * (size_t)array->pitch;
        array->values = memory_resize(array->values, wanted, sizeof *array->values);
        memset(array->values + had, 0, (wanted - had) * sizeof *array->values);
        array->rows = rows;
    }
    return array->values + (size_t)row * (size_t)array->pitch;
}

void trace_pack(Trace *trace)
{
    for (int i = 0; i < trace->count; i++) {
        TraceArray *array = &trace->arrays[i];
        size_t columns = (size_t)array->columns, pitch = (size_t)array->pitch;
        if (pitch == columns)
            continue;
        for (size_t row = 1; row < (size_t)array->rows; row++)
            memmove(array->values + row * columns, array->values + row * pitch, columns * sizeof *array->values);
        array->values = memory_resize(array->values, (size_t)array->rows * columns, sizeof *array->values);
        array->pitch = array->columns;
    }
}

/* ---- finding ---- */

const TraceArray *trace_find(const Trace *trace, const TraceKey *key)
{
    for (int i = 0; i < trace->count; i++)
        if (trace_key_equal(&trace->arrays[i].key, key))
            return &trace->arrays[i];
    return NULL;
}

const TraceArray *trace_find_named(const Trace *trace, const char *name)
{
    TracePattern pattern;
    if (!trace_parse(name, &pattern) || !trace_pattern_is_name(&pattern))
        return NULL;
    for (int i = 0; i < trace->count; i++)
        if (trace_matches(&pattern, &trace->arrays[i].key))
            return &trace->arrays[i];
    return NULL;
}

const TraceArray *trace_map(const Trace *trace)
{
    return trace_find(trace, &(TraceKey){.side = TRACE_ATTENTION, .quantity = &quantity_weights});
}

const TraceArray *trace_log_probabilities(const Trace *trace)
{
    return trace_find(trace, &(TraceKey){.side = TRACE_OUTPUT, .quantity = &quantity_log_probability});
}

/* ---- masked cells ---- */

bool trace_causal(const TraceArray *array)
{
    QuantityKind kind = array->key.quantity->kind;
    return array->key.side == TRACE_DECODER && array->key.part == TRACE_SELF &&
           (kind == QUANTITY_SCORE || kind == QUANTITY_WEIGHT);
}

bool trace_masked(const TraceArray *array, int row, int column)
{
    if (trace_causal(array))
        return column > row;
    return array->key.side == TRACE_OUTPUT && array->key.quantity->kind == QUANTITY_LOGIT &&
           array->values[(size_t)row * (size_t)array->pitch + (size_t)column] <= LOGIT_NEVER;
}
