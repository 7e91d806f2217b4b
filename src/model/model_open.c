/* model_open.c: a new model of any kind: the list of kinds, above the files of each. */
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_parts.h"

static const Architecture *architecture_of(ModelKind kind)
{
    static const Architecture *const architectures[] = {&recurrent_architecture, &transformer_architecture,
                                                        &causal_architecture, &masked_architecture};
    return architectures[kind];
}

/* Builds, or counts; false with a message if a custom part failed or the model is too large. */
static bool built(Builder *builder, const Architecture *architecture)
{
    architecture->build(builder);
    return builder->total > MODEL_NUMBERS_MOST
               ? error_set(builder->error, ERROR_USAGE,
                           TEXT("this model would have %zu parameters; the limit is %zu: choose a smaller hidden= or "
                                "layers=",
                                "이 모델의 매개변수는 %zu개가 됩니다. %zu개까지 쓸 수 있으니 hidden=이나 layers=를 줄이십시오"),
                           builder->total, MODEL_NUMBERS_MOST)
               : !builder->failed;
}

Model *model_open(const ModelConfiguration *configuration, Error *error)
{
    ModelConfiguration given = *configuration;
    configuration_settle(&given);
    if (model_parameter_total(&given, error) == 0) /* a custom part may fail to list its parameters */
        return NULL;
    Model *model = memory_new(1, sizeof *model);
    model->configuration = given;
    model->architecture = architecture_of(given.kind);
    Builder builder = {.model = model, .error = error};
    random_seed_for(&builder.random, given.seed, "model");
    if (!built(&builder, model->architecture)) { /* a custom part may list others than the first time */
        model_close(model);
        return NULL;
    }
    parameters_allocate(&model->parameters, 1);
    return model;
}

size_t model_parameter_total(const ModelConfiguration *configuration, Error *error)
{
    Model model = {.configuration = *configuration};
    configuration_settle(&model.configuration);
    if (!configuration_check(&model.configuration, error))
        return 0;
    Builder builder = {.model = &model, .counting = true, .error = error};
    bool sound = built(&builder, architecture_of(model.configuration.kind));
    free(model.parts);
    return sound ? builder.total : 0;
}
