/* model_trace.c: one translation with every number kept.
 *
 * The answer is found first (greedy), then the whole computation is done once more with that answer given,
 * all steps at once, and its tensors are copied out by name. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/model_parts.h"

static void keep(Trace *trace, const char *name, const Tensor *tensor)
{
    if (tensor == NULL)
        return;
    TraceArray *array = trace_add(trace, name, tensor_rows(tensor), tensor_columns(tensor));
    for (size_t i = 0; i < tensor_count(tensor); i++)
        array->values[i] = (float)tensor->value[i];
}

/* gates [T,1,3H] holds reset, update and candidate side by side. */
static void keep_gates(Trace *trace, const char *where, const Tensor *gates, const Tensor *states)
{
    static const char *const names[] = {"reset", "update", "candidate"};
    if (gates == NULL)
        return;
    int rows = tensor_rows(gates), H = tensor_columns(gates) / 3;
    char name[64];
    for (int part = 0; part < 3; part++) {
        snprintf(name, sizeof name, "%s.%s", where, names[part]);
        TraceArray *array = trace_add(trace, name, rows, H);
        for (int row = 0; row < rows; row++)
            for (int i = 0; i < H; i++)
                array->values[row * H + i] = (float)gates->value[(row * 3 + part) * H + i];
    }
    snprintf(name, sizeof name, "%s.state", where);
    keep(trace, name, states);
}

static double dot(const real *a, const real *b, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

/* v . tanh(query + key) */
static double additive_score(const real *query, const real *key, const real *v, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (double)v[i] * tanh((double)query[i] + (double)key[i]);
    return sum;
}

/* The scores before the softmax. Additive attention asks with the state before the step. */
static void keep_scores(Trace *trace, Model *model, Tape *tape, const Encoded *encoded, const Decoded *decoded)
{
    int H = model->configuration.hidden, S = trace->source_count, T = trace->target_count;
    bool additive = model->configuration.attention == ATTENTION_ADDITIVE;
    TraceArray *scores = trace_add(trace, "attention.scores", T, S);
    const real *v = additive ? model_tensor(model, tape, model->score_vector)->value : NULL;
    for (int t = 0; t < T; t++) {
        Tensor *asking = !additive ? op_step(tape, decoded->states, t)
                         : t == 0  ? encoded->last
                                   : op_step(tape, decoded->states, t - 1);
        if (additive)
            asking = op_linear(tape, asking, model_tensor(model, tape, model->query_weight),
                               model_tensor(model, tape, model->query_bias));
        for (int s = 0; s < S; s++) {
            const real *key = encoded->keys->value + (size_t)s * H;
            scores->values[t * S + s] =
                (float)(additive ? additive_score(asking->value, key, v, H) : dot(asking->value, key, H));
        }
    }
}

/* log softmax(logits)[token] at each step. */
static void keep_log_probabilities(Trace *trace, const Tensor *logits)
{
    int V = tensor_columns(logits);
    TraceArray *array = trace_add(trace, "output.log_probability", trace->target_count, 1);
    for (int t = 0; t < trace->target_count; t++) {
        const real *row = logits->value + (size_t)t * V;
        double most = -HUGE_VAL, sum = 0;
        for (int i = 0; i < V; i++)
            most = fmax(most, (double)row[i]);
        for (int i = 0; i < V; i++)
            sum += exp((double)row[i] - most);
        array->values[t] = (float)((double)row[trace->target[t]] - most - log(sum));
    }
}

static void keep_all(Trace *trace, Model *model, Tape *tape, const Encoded *encoded, const Decoded *decoded)
{
    keep_gates(trace, "encoder.forward", encoded->forward_gates, encoded->forward_states);
    keep_gates(trace, "encoder.backward", encoded->backward_gates, encoded->backward_states);
    keep_gates(trace, "decoder", decoded->gates, decoded->states);
    keep(trace, "context", encoded->last);
    keep(trace, "attention.context", decoded->contexts);
    keep(trace, "attention.weights", decoded->weights);
    if (decoded->weights != NULL)
        keep_scores(trace, model, tape, encoded, decoded);
    keep_log_probabilities(trace, decoded->logits);
}

Trace *model_trace_forced(Model *model, const int *source, int source_count, const int *target, int target_count)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    int *target_in = arena_alloc(tape_arena(tape), (size_t)target_count * sizeof(int));
    target_in[0] = TOKEN_SOS;
    memcpy(target_in + 1, target, (size_t)(target_count - 1) * sizeof(int));
    Encoded encoded = encode(model, tape, source, &source_count, source_count, 1);
    Decoded decoded = decode(model, tape, &encoded, &source_count, target_in, &target_count, target_count, 1);
    assert(decoded.logits != NULL);
    Trace *trace = trace_open(source, source_count, target, target_count);
    keep_all(trace, model, tape, &encoded, &decoded);
    tape_close(tape);
    return trace;
}

Trace *model_trace(Model *model, const int *source, int source_count, int most)
{
    Batch batch = {.size = 1, .source_length = source_count, .source = source, .source_lengths = &source_count};
    Tape *tape = tape_open(0);
    int *answer = memory_new((size_t)most + 1, sizeof *answer), count;
    model_greedy(model, tape, &batch, most, answer, &count, NULL);
    if (count < most || most == 0)
        answer[count++] = TOKEN_EOS;
    tape_close(tape);
    Trace *trace = model_trace_forced(model, source, source_count, answer, count);
    free(answer);
    return trace;
}
