/* intervention.c: the list of interventions. model_trace.c applies it to each value. */
#include "model/intervention.h"

#include <stdlib.h>

#include "base/memory.h"

void interventions_add(Interventions *interventions, const Intervention *one)
{
    size_t count = (size_t)interventions->count + 1;
    interventions->list = memory_resize(interventions->list, count, sizeof *interventions->list);
    Intervention *copy = &interventions->list[interventions->count++];
    *copy = *one;
    copy->applied = 0;
    if (one->row != NULL)
        copy->row = memory_copy(one->row, (size_t)one->count * sizeof *one->row);
}

bool interventions_undo(Interventions *interventions)
{
    if (interventions->count == 0)
        return false;
    free(interventions->list[--interventions->count].row);
    return true;
}

void interventions_prefix(Interventions *interventions, const int *tokens, int count)
{
    free(interventions->prefix);
    interventions->prefix = count > 0 ? memory_copy(tokens, (size_t)count * sizeof *tokens) : NULL;
    interventions->prefix_count = count;
}

void interventions_clear(Interventions *interventions)
{
    while (interventions_undo(interventions))
        ;
    free(interventions->list);
    free(interventions->prefix);
    *interventions = (Interventions){0};
}

void interventions_begin(Interventions *interventions)
{
    for (int i = 0; i < interventions->count; i++)
        interventions->list[i].applied = 0;
}

static void apply(Intervention *one, real *values, int count)
{
    if (one->row != NULL && one->count != count)
        return;
    if (one->alone && one->place < count)
        for (int i = 0; i < count; i++)
            values[i] = 0;
    int from = one->place < 0 ? 0 : one->place, to = one->place < 0 ? count : one->place + 1;
    for (int i = from; i < to && i < count; i++) {
        values[i] = (real)(one->row != NULL ? one->row[i] : one->value);
        one->applied++;
    }
}

void interventions_apply(Interventions *interventions, const TraceKey *key, int step, real *values, int count)
{
    for (int i = 0; interventions != NULL && i < interventions->count; i++) {
        Intervention *one = &interventions->list[i];
        if ((one->step < 0 || one->step == step) && trace_matches(&one->pattern, key))
            apply(one, values, count);
    }
}
