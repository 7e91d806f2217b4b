/* model.c: the common part of all kinds of models: adding parameters, and queries. */
#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_parts.h"

/* ---- building ---- */

static int build(Builder *builder, const char *name, int rank, const int *shape, Start start)
{
    size_t count = 1;
    for (int i = 0; i < rank; i++)
        count *= (size_t)shape[i];
    builder->total += count;
    builder->failed = builder->failed || builder->total > MODEL_NUMBERS_MOST;
    if (builder->counting || builder->failed)
        return 0;
    if (parameters_find(&builder->model->parameters, name) >= 0) {
        builder->failed = true;
        error_set(builder->error, ERROR_USAGE,
                  TEXT("the model already has a parameter %s: rename the one of the cell or attention",
                       "모델에 %s 매개변수가 이미 있습니다. 셀이나 어텐션의 매개변수 이름을 바꾸십시오"), name);
        return 0;
    }
    return parameters_add(&builder->model->parameters, name, rank, shape, start, &builder->random);
}

int build_matrix(Builder *builder, const char *name, int rows, int columns, double scale)
{
    return build(builder, name, 2, (int[]){rows, columns}, (Start){START_UNIFORM, scale});
}

int build_row(Builder *builder, const char *name, int columns, double scale)
{
    return build(builder, name, 1, &columns, (Start){START_UNIFORM, scale});
}

int build_table(Builder *builder, const char *name, int rows, int columns, double deviation)
{
    return build(builder, name, 2, (int[]){rows, columns}, (Start){START_NORMAL, deviation});
}

int build_constant(Builder *builder, const char *name, int columns, bool one)
{
    return build(builder, name, 1, &columns, (Start){one ? START_ONE : START_ZERO, 0});
}

void model_close(Model *model)
{
    if (model == NULL)
        return;
    parameters_free(&model->parameters);
    free(model->parts);
    free(model);
}

int custom_build(Builder *builder, const char *prefix, const CustomParameter *list, int count, int *numbers)
{
    for (int i = 0; i < count; i++) {
        char name[PARAMETER_NAME];
        snprintf(name, sizeof name, "%s.%s", prefix, list[i].name);
        numbers[i] = list[i].rows > 0 ? build_matrix(builder, name, list[i].rows, list[i].columns, list[i].scale)
                                      : build_row(builder, name, list[i].columns, list[i].scale);
    }
    return count;
}

const ModelConfiguration *model_configuration(const Model *model) { return &model->configuration; }

Parameters *model_parameters(Model *model) { return &model->parameters; }

bool model_has_attention(const Model *model)
{
    return model->configuration.kind != KIND_RECURRENT || configuration_attends(&model->configuration);
}

bool model_has_custom_parts(const Model *model)
{
    return model->configuration.custom_cell != NULL || model->configuration.custom_attention != NULL;
}

bool model_take_failure(Model *model, Error *error)
{
    bool failed = model->failure.kind != ERROR_NONE;
    if (failed && error != NULL)
        *error = model->failure;
    model->failure.kind = ERROR_NONE;
    return failed;
}

void model_watch(Model *model, ModelWatch *watch, void *argument)
{
    model->watch = watch;
    model->watch_argument = argument;
}

Tensor *model_loss(Model *model, Tape *tape, const Batch *batch, real denominator, real smoothing)
{
    return model->architecture->loss(model, tape, batch, (LossScale){denominator, smoothing});
}

long model_loss_tokens(const Model *model, const Batch *batch)
{
    if (model->architecture->loss_tokens != NULL)
        return model->architecture->loss_tokens(batch);
    long tokens = 0;
    for (int b = 0; b < batch->size; b++)
        tokens += batch->target_lengths[b];
    return tokens;
}

bool model_fills(const Model *model) { return model->configuration.kind == KIND_MASKED; }

int model_answer_vocabulary(const Model *model)
{
    return model_fills(model) ? model->configuration.source_vocabulary : model->configuration.target_vocabulary;
}

Tensor *model_logits(Model *model, Tape *tape, const Batch *batch)
{
    return model->architecture->logits(model, tape, batch, NULL);
}

bool model_has_logits(const Model *model)
{
    return model->architecture->logits != NULL;
}

Tensor *model_dropout(const Model *model, Tape *tape, Tensor *x)
{
    Random *random = tape_random(tape);
    return random != NULL ? op_dropout(tape, x, (real)model->configuration.dropout, random) : x;
}

void observe(Observer *observer, const TraceKey *key, int step, int steps, Tensor *tensor)
{
    if (observer != NULL && tensor != NULL)
        observer->see(observer, key, step, steps, tensor->value, (int)tensor_count(tensor));
}

void custom_tell(const CustomTell *tell, const char *part, Tensor *tensor)
{
    Quantity gate = quantity_of_gate(part);
    TraceKey key = trace_key_with(tell->where, &gate);
    observe(tell->observer, &key, tell->step, tell->steps, tensor);
}
