/* model_state.c: models at moments, copied, taken and restored. */
#include "model/model_state.h"

#include <stdlib.h>
#include <string.h>

bool model_state_is_trained(const ModelState *state) { return state->learned.first != NULL; }

void model_state_free(ModelState *state)
{
    optimizer_state_free(&state->learned);
    *state = (ModelState){0};
}

void model_state_copy(ModelState *to, const ModelState *from)
{
    OptimizerState memory = to->learned;
    *to = *from;
    to->learned = memory;
    optimizer_state_copy(&to->learned, &from->learned);
}

void model_state_take(ModelState *state, Model *model)
{
    const Parameters *parameters = model_parameters(model);
    OptimizerState now = state->learned;
    now.total = parameters->total;
    now.value = parameters->value;
    optimizer_state_copy(&state->learned, &now);
}

void model_state_restore(const ModelState *state, Model *model)
{
    Parameters *parameters = model_parameters(model);
    memcpy(parameters->value, state->learned.value, state->learned.total * sizeof(real));
    parameters_changed(parameters);
}

void model_state_go_back(ModelState *kept, ModelState *now, Model *model)
{
    model_state_restore(kept, model);
    free(kept->learned.value);
    kept->learned.value = NULL; /* the model has them */
    model_state_free(now);
    *now = *kept;
    *kept = (ModelState){0};
}

void model_state_forget_training(ModelState *state)
{
    ModelState rest = {.learned = {.total = state->learned.total, .value = state->learned.value},
                       .steps = state->steps, .loss = state->loss};
    state->learned.value = NULL;
    model_state_free(state);
    *state = rest;
}
