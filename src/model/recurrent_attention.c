/* recurrent_attention.c: a decoder's state looks at the encoder's states, in four steps: scores, softmax, context, and
 * (in recurrent_decoder.c) the output made of state and context. */
#include <math.h>

#include "model/recurrent_parts.h"

static real scale_of(const Model *model)
{
    return model->configuration.attention == ATTENTION_SCALED ? (real)(1 / sqrt(model->configuration.hidden)) : 1;
}

Tensor *recurrent_attend(Model *model, Tape *tape, const Encoded *encoded, const int *lengths, Tensor *queries,
                         Tensor **weights)
{
    return op_attention(tape, queries, &(Source){encoded->keys, encoded->states, lengths}, scale_of(model), weights);
}

static Tensor *additive_query(Model *model, Tape *tape, Tensor *state)
{
    const RecurrentParts *parts = recurrent_parts(model);
    return op_linear(tape, state, model_tensor(model, tape, parts->query_weight),
                     model_tensor(model, tape, parts->query_bias));
}

/* [S,B] */
static Tensor *custom_scores(Model *model, Tape *tape, const Encoded *encoded, Tensor *query)
{
    const RecurrentParts *parts = recurrent_parts(model);
    const CustomAttention *custom = model->configuration.custom_attention;
    Tensor *parameters[CUSTOM_PARAMETERS];
    for (int i = 0; i < parts->custom_count; i++)
        parameters[i] = model_tensor(model, tape, parts->custom_parameters[i]);
    if (query == NULL || encoded->keys == NULL)
        return NULL;
    return custom->scores(custom->argument, tape, parameters, query, encoded->keys);
}

/* Scores [1,S] of one sentence: query [1,H], keys [S,1,H]. */
static Tensor *scores_of(Model *model, Tape *tape, const Encoded *encoded, Tensor *query)
{
    int S = encoded->keys->shape[0], H = encoded->keys->shape[2];
    Tensor *keys = op_reshape(tape, encoded->keys, 2, (int[]){S, H});
    Tensor *against;
    if (model->configuration.attention == ATTENTION_CUSTOM)
        return op_reshape(tape, custom_scores(model, tape, encoded, query), 2, (int[]){1, S});
    if (model->configuration.attention == ATTENTION_ADDITIVE) {
        keys = op_tanh(tape, op_add(tape, keys, op_reshape(tape, additive_query(model, tape, query), 1, (int[]){H})));
        against = op_reshape(tape, model_tensor(model, tape, recurrent_parts(model)->score_vector), 2, (int[]){H, 1});
    } else {
        against = op_reshape(tape, op_scale(tape, query, scale_of(model)), 2, (int[]){H, 1});
    }
    return op_reshape(tape, op_matmul(tape, keys, against), 2, (int[]){1, S});
}

/* Each of the steps as a tensor of its own, shown before the next one reads it. */
static Tensor *attend_watched(Model *model, Tape *tape, const Encoded *encoded, Tensor *query, Tensor **weights,
                              Observer *observer, int step, int steps)
{
    int S = encoded->states->shape[0], H = encoded->states->shape[2];
    Tensor *scores = scores_of(model, tape, encoded, query);
    observe(observer, &(TraceKey){.side = TRACE_ATTENTION, .quantity = &quantity_scores}, step, steps, scores);
    *weights = op_softmax(tape, scores);
    observe(observer, &(TraceKey){.side = TRACE_ATTENTION, .quantity = &quantity_weights}, step, steps, *weights);
    Tensor *context = op_matmul(tape, *weights, op_reshape(tape, encoded->states, 2, (int[]){S, H}));
    observe(observer, &(TraceKey){.side = TRACE_ATTENTION, .quantity = &quantity_context}, step, steps, context);
    return context;
}

Tensor *recurrent_attend_step(Model *model, Tape *tape, const Encoded *encoded, const int *lengths, Tensor *query,
                              Tensor **weights, Observer *observer, int step, int steps)
{
    if (query == NULL || encoded->states == NULL) /* a custom part failed */
        return NULL;
    int B = query->shape[0], H = query->shape[1], S = encoded->states->shape[0];
    if (observer != NULL)
        return attend_watched(model, tape, encoded, query, weights, observer, step, steps);
    Tensor *context;
    if (model->configuration.attention == ATTENTION_CUSTOM)
        return op_weigh(tape, custom_scores(model, tape, encoded, query), encoded->states, lengths, weights);
    if (model->configuration.attention == ATTENTION_ADDITIVE)
        context = op_attention_additive(tape, additive_query(model, tape, query),
                                        &(Source){encoded->keys, encoded->states, lengths},
                                        model_tensor(model, tape, recurrent_parts(model)->score_vector), weights);
    else
        context = recurrent_attend(model, tape, encoded, lengths, op_reshape(tape, query, 3, (int[]){1, B, H}), weights);
    if (context == NULL)
        return NULL;
    *weights = op_reshape(tape, *weights, 2, (int[]){B, S});
    return op_reshape(tape, context, 2, (int[]){B, H});
}
