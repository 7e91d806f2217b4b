/* explanation.c: an answer computed again on a recording tape, and its loss. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "model/explanation_graph.h"

static void see(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count)
{
    Explanation *e = (Explanation *)observer;
    (void)steps;
    e->seen = memory_room(e->seen, e->seen_count, &e->seen_capacity, sizeof *e->seen);
    e->seen[e->seen_count++] = (Seen){*key, step, count, values};
}

Explanation *explanation_open(Model *model, const Trace *answer)
{
    Explanation *e = memory_new(1, sizeof *e);
    e->observer.see = see;
    e->model = model;
    e->tape = tape_open(0);
    tape_reset(e->tape, true);
    e->trace = model_trace_on(model, e->tape, &e->observer, answer);
    graph_index(e);
    return e;
}

void explanation_close(Explanation *explanation)
{
    if (explanation == NULL)
        return;
    trace_close(explanation->trace);
    tape_close(explanation->tape);
    free(explanation->seen);
    free(explanation->seen_index.list);
    free(explanation->note_index.list);
    free(explanation);
}

const Trace *explanation_trace(const Explanation *explanation) { return explanation->trace; }

bool explanation_find(const Explanation *explanation, const TraceKey *key, int step, int place, NamedNumber *number)
{
    const Seen *seen = seen_of(explanation, key, step);
    if (seen == NULL || place < 0 || place >= seen->count)
        return false;
    *number = name_of(explanation, seen->values + place);
    return true;
}

const Parameters *explanation_parameters(const Explanation *explanation) { return &explanation->model->parameters; }

/* ---- the loss ---- */

double explanation_loss(Explanation *explanation)
{
    static const TraceKey key = {.side = TRACE_OUTPUT, .quantity = &quantity_logits};
    Explanation *e = explanation;
    int T = e->trace->target_count;
    Tensor **rows = arena_alloc(tape_arena(e->tape), (size_t)T * sizeof *rows);
    for (int t = 0; t < T; t++) {
        const Seen *logits = seen_of(e, &key, t);
        const TapeNote *note = logits != NULL ? note_at(e, logits->values) : NULL;
        if (note == NULL)
            return (double)NAN;
        rows[t] = tape_view(e->tape, note->output, (size_t)(logits->values - note->output->value), 2, (int[]){1, logits->count});
    }
    parameters_zero_gradient(&e->model->parameters, 0);
    Tensor *loss = op_cross_entropy(e->tape, op_stack(e->tape, rows, T), e->trace->target, (LossScale){0});
    tape_backward(e->tape, loss, 1);
    graph_index(e);
    return (double)loss->value[0];
}
