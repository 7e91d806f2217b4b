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

/* Builds, or counts; false with a message where a custom part failed or the model is too large. */
static bool built(Builder *builder, const Architecture *architecture)
{
    architecture->build(builder);
    return builder->total > MODEL_NUMBERS_MOST
               ? error_set(builder->error, ERROR_USAGE,
                           TEXT("such a model would learn %zu numbers, and %zu are the most: choose a smaller hidden= or fewer layers=",
                                "그런 모델의 매개변수는 %zu개이고, %zu개까지 쓸 수 있습니다. hidden=이나 layers=를 줄이십시오"),
                           builder->total, MODEL_NUMBERS_MOST)
               : !builder->failed;
}

Model *model_open(const ModelConfiguration *configuration, Error *error)
{
    ModelConfiguration given = *configuration;
    configuration_settle(&given);
    if (model_parameter_total(&given, error) == 0) /* a custom part may fail to say what it needs */
        return NULL;
    Model *model = memory_new(1, sizeof *model);
    model->configuration = given;
    model->architecture = architecture_of(given.kind);
    Builder builder = {.model = model, .error = error};
    random_seed_for(&builder.random, given.seed, "model");
    if (!built(&builder, model->architecture)) { /* a custom part may say otherwise than the first time */
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
