/* recurrent_attention.c: a decoder's state looks at the encoder's states, in four steps: scores, softmax, context, and
 * (in recurrent_decoder.c) the output made of state and context. */
#include "model/recurrent_parts.h"

/* The parameters of the attention, built in or from outside. */
static Tensor **parameters_of(Model *model, Tape *tape, Tensor **list)
{
    const RecurrentParts *parts = recurrent_parts(model);
    for (int i = 0; i < parts->attention_count; i++)
        list[i] = model_tensor(model, tape, parts->attention[i]);
    return list;
}

Tensor *recurrent_keys(Model *model, Tape *tape, Tensor *states)
{
    const ScoreFunction *score = model->configuration.attention;
    Tensor *list[CUSTOM_PARAMETERS];
    return score != NULL && score->keys != NULL ? score->keys(tape, parameters_of(model, tape, list), states) : states;
}

Tensor *recurrent_attend(Model *model, Tape *tape, Tensor *queries, const Source *source, Tensor **weights)
{
    Tensor *list[CUSTOM_PARAMETERS];
    return model->configuration.attention->attend(tape, parameters_of(model, tape, list), queries, source, weights);
}

Tensor *recurrent_fused(Model *model, Tape *tape, const FusedDecoder *decoder, const Source *source, Tensor **weights)
{
    Tensor *list[CUSTOM_PARAMETERS];
    return model->configuration.attention->decoder(tape, parameters_of(model, tape, list), decoder, source, weights);
}

/* [S,B] */
static Tensor *custom_scores(Model *model, Tape *tape, const Source *source, Tensor *query)
{
    const CustomAttention *custom = model->configuration.custom_attention;
    Tensor *list[CUSTOM_PARAMETERS];
    if (query == NULL || source->keys == NULL)
        return NULL;
    return custom->scores(custom->argument, tape, parameters_of(model, tape, list), query, source->keys);
}

/* Scores [1,S] of one sentence: query [1,H], keys [S,1,H]. */
static Tensor *scores_of(Model *model, Tape *tape, const Source *source, Tensor *query)
{
    int S = source->keys->shape[0], H = source->keys->shape[2];
    Tensor *list[CUSTOM_PARAMETERS], *found;
    if (model->configuration.custom_attention != NULL)
        found = custom_scores(model, tape, source, query);
    else
        found = model->configuration.attention->plain(tape, parameters_of(model, tape, list), query,
                                                      op_reshape(tape, source->keys, 2, (int[]){S, H}));
    return op_reshape(tape, found, 2, (int[]){1, S});
}

/* Each of the steps as a tensor of its own, shown before the next one reads it. */
static Tensor *attend_watched(Model *model, Tape *tape, Tensor *query, const Source *source, Tensor **weights,
                              const Watch *watch)
{
    static const TraceKey scores_key = {.side = TRACE_ATTENTION, .quantity = &quantity_scores};
    static const TraceKey weights_key = {.side = TRACE_ATTENTION, .quantity = &quantity_weights};
    static const TraceKey context_key = {.side = TRACE_ATTENTION, .quantity = &quantity_context};
    int S = source->values->shape[0], H = source->values->shape[2];
    Tensor *found = scores_of(model, tape, source, query);
    observe(watch->observer, &scores_key, watch->step, watch->steps, found);
    *weights = op_softmax(tape, found);
    observe(watch->observer, &weights_key, watch->step, watch->steps, *weights);
    Tensor *context = op_matmul(tape, *weights, op_reshape(tape, source->values, 2, (int[]){S, H}));
    observe(watch->observer, &context_key, watch->step, watch->steps, context);
    return context;
}

Tensor *recurrent_attend_step(Model *model, Tape *tape, Tensor *query, const Source *source, Tensor **weights,
                              const Watch *watch)
{
    if (query == NULL || source->values == NULL) /* a custom part failed */
        return NULL;
    int B = query->shape[0], H = query->shape[1], S = source->values->shape[0];
    if (watch->observer != NULL)
        return attend_watched(model, tape, query, source, weights, watch);
    if (model->configuration.custom_attention != NULL)
        return op_weigh(tape, custom_scores(model, tape, source, query), source->values, source->lengths, weights);
    Tensor *context = recurrent_attend(model, tape, op_reshape(tape, query, 3, (int[]){1, B, H}), source, weights);
    if (context == NULL)
        return NULL;
    *weights = op_reshape(tape, *weights, 2, (int[]){B, S});
    return op_reshape(tape, context, 2, (int[]){B, H});
}
