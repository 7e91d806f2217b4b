/* model_trace.c: one translation with every number kept: the decoder runs step by step, and an observer copies each
 * value into arrays, after the interventions in force have changed it. */
#include <stdlib.h>

#include "base/memory.h"
#include "model/intervention.h"
#include "model/model_parts.h"

typedef struct Keeper {
    Observer observer; /* first: see() gets a pointer to it */
    Trace *trace;
    Interventions *interventions; /* NULL: none */
    Observer *also;               /* sees everything after it, under the trace's own keys; NULL: nobody */
} Keeper;

/* An array grows with the answer, whose length is not known before its end. */
static void keep(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count)
{
    Keeper *keeper = (Keeper *)observer;
    interventions_apply(keeper->interventions, key, step, values, count);
    float *row = trace_row(keeper->trace, key, step, steps, count);
    for (int i = 0; i < count; i++)
        row[i] = (float)values[i];
    if (keeper->also != NULL)
        keeper->also->see(keeper->also, &trace_find(keeper->trace, key)->key, step, steps, values, count);
}

/* An answer under way. */
typedef struct Answering {
    Tape *tape; /* the caller's, or NULL before begin, and then closed at the end */
    bool own_tape;
    Decoder *decoder;
    Keeper keeper;
    double *log_probabilities;
} Answering;

/* The keeper's interventions and further observer are set. */
static void begin(Answering *answering, Model *model, const int *source, int source_count, int most, int steps)
{
    Batch batch = {.size = 1, .source_length = source_count, .source = source, .source_lengths = &source_count};
    answering->own_tape = answering->tape == NULL;
    if (answering->own_tape) {
        answering->tape = tape_open(0);
        tape_reset(answering->tape, false);
    }
    answering->keeper.observer.see = keep;
    answering->keeper.trace = trace_open(source, source_count, NULL, 0);
    answering->keeper.trace->joint = model->configuration.kind == KIND_CAUSAL;
    answering->decoder = decoder_open(model, answering->tape, &batch, &answering->keeper.observer, steps);
    answering->log_probabilities = memory_new((size_t)most + 1, sizeof *answering->log_probabilities);
}

static Trace *finish(Answering *answering, const int *target, int target_count)
{
    Trace *trace = answering->keeper.trace;
    trace_set_target(trace, target, target_count);
    trace_pack(trace);
    TraceKey key = {.side = TRACE_OUTPUT, .quantity = &quantity_log_probability};
    TraceArray *array = trace_add(trace, &key, target_count, 1);
    for (int t = 0; t < target_count; t++)
        array->values[t] = (float)answering->log_probabilities[t];
    free(answering->log_probabilities);
    if (answering->own_tape)
        tape_close(answering->tape);
    return trace;
}

static Trace *go_through(Answering *answering, Model *model, const Trace *answer)
{
    const int *target = answer->target;
    int count = answer->target_count;
    begin(answering, model, answer->source, answer->source_count, count, count);
    for (int t = 0; t < count && model_goes_on(model, t, count); t++) {
        const Tensor *logits = decoder_step(answering->decoder, t == 0 ? &(int){TOKEN_SOS} : &target[t - 1], NULL);
        answering->log_probabilities[t] = log_probability(logits->value, tensor_columns(logits), target[t]);
    }
    return finish(answering, target, count);
}

Trace *model_trace_given_if(Model *model, const int *source, int source_count, const int *target, int target_count,
                             Interventions *interventions)
{
    Answering answering = {.keeper.interventions = interventions};
    Trace answer = {.source = (int *)source, .source_count = source_count, .target = (int *)target, .target_count = target_count};
    return go_through(&answering, model, &answer);
}

Trace *model_trace_on(Model *model, Tape *tape, Observer *also, const Trace *answer)
{
    Answering answering = {.tape = tape, .keeper.also = also};
    return go_through(&answering, model, answer);
}

Trace *model_trace_if(Model *model, const int *source, int source_count, int most, Interventions *interventions)
{
    Answering answering = {.keeper.interventions = interventions};
    int limit = most > 0 ? most : 1, count = 0, token = TOKEN_SOS;
    int *target = memory_new((size_t)limit, sizeof *target);
    begin(&answering, model, source, source_count, limit, 0);
    while (count < limit && token != TOKEN_EOS && model_goes_on(model, count, limit)) {
        const Tensor *logits = decoder_step(answering.decoder, &token, NULL);
        bool forced = interventions != NULL && count < interventions->prefix_count;
        token = most <= 0 ? TOKEN_EOS
                : forced  ? interventions->prefix[count]
                          : most_likely_token(logits->value, tensor_columns(logits));
        answering.log_probabilities[count] = log_probability(logits->value, tensor_columns(logits), token);
        target[count++] = token;
    }
    Trace *trace = finish(&answering, target, count);
    free(target);
    return trace;
}

Trace *model_trace_given(Model *model, const int *source, int source_count, const int *target, int target_count)
{
    return model_trace_given_if(model, source, source_count, target, target_count, NULL);
}

Trace *model_trace(Model *model, const int *source, int source_count, int most)
{
    return model_trace_if(model, source, source_count, most, NULL);
}

Trace *model_trace_names(const ModelConfiguration *configuration)
{
    ModelConfiguration small = *configuration;
    if (small.custom_cell != NULL || small.custom_attention != NULL)
        return NULL;
    small.hidden = 4 * (small.heads > 0 ? small.heads : 4);
    small.embedding = 0;
    small.source_vocabulary = small.target_vocabulary = TOKEN_FIRST + 1;
    Error error = {0};
    Model *model = model_open(&small, &error);
    Trace *trace = model != NULL ? model_trace(model, (const int[]){TOKEN_FIRST, TOKEN_EOS}, 2, 1) : NULL;
    model_close(model);
    return trace;
}
