/* model_file.c: a model's configuration, parameters and training from safetensors; model_file_save.c writes them. */
#include "model/model_file.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "model/model_parts.h"
#include "model/safetensors.h"
#include "model/training.h"

struct ModelFile {
    char *path;
    SafeTensors tensors;
};

/* ---- opening ---- */

static bool is_ours(const SafeTensors *tensors, const char *path, Error *error)
{
    const char *format = safetensors_text(tensors, "format"), *version = safetensors_text(tensors, "seqlab");
    if (version != NULL ? strcmp(version, MODEL_FILE_VERSION) == 0
                        : format != NULL && strcmp(format, MODEL_FILE_FORMAT_OF_OLD) == 0)
        return true;
    return error_set(error, ERROR_DATA,
                     version != NULL ? TEXT("%s was saved by another version of seqlab, which this one cannot read",
                                            "%s: 이 버전이 읽을 수 없는, 다른 버전의 seqlab이 저장한 파일입니다")
                                     : TEXT("%s is a safetensors file that seqlab did not save", "%s: seqlab이 저장하지 않은 safetensors 파일입니다"),
                     path);
}

ModelFile *model_file_open(const char *path, Error *error)
{
    SafeTensors tensors;
    if (!safetensors_read(path, &tensors, error))
        return NULL;
    if (!is_ours(&tensors, path, error)) {
        safetensors_free(&tensors);
        return NULL;
    }
    ModelFile *model_file = memory_new(1, sizeof *model_file);
    model_file->path = memory_string(path);
    model_file->tensors = tensors;
    return model_file;
}

void model_file_close(ModelFile *model_file)
{
    if (model_file == NULL)
        return;
    safetensors_free(&model_file->tensors);
    free(model_file->path);
    free(model_file);
}

const char *model_file_entry(const ModelFile *model_file, const char *name)
{
    return safetensors_text(&model_file->tensors, name);
}

enum { SETTING_NAME = 64 };

static bool wrong_setting(const char *name, Error *error)
{
    return error_set(error, ERROR_DATA, TEXT("the setting %s is missing or wrong", "%s 설정이 없거나 잘못되었습니다"), name);
}

static bool get_number(const ModelFile *model_file, const char *name, uint64_t most, uint64_t *value, Error *error)
{
    const char *text = model_file_entry(model_file, name);
    char *end = NULL;
    errno = 0;
    if (text != NULL && text[0] >= '0' && text[0] <= '9')
        *value = strtoull(text, &end, 10);
    return (end != NULL && *end == '\0' && errno == 0 && *value <= most) || wrong_setting(name, error);
}

static bool get_size(const ModelFile *model_file, const char *name, int *value, Error *error)
{
    uint64_t number;
    if (!get_number(model_file, name, 1 << 24, &number, error))
        return false;
    *value = (int)number;
    return true;
}

/* The text of an option, which an older file may have under an alias; NULL if it has none. */
static const char *setting(const ModelFile *model_file, const Option *option, char name[SETTING_NAME])
{
    const char *text, *at = option->aliases;
    snprintf(name, SETTING_NAME, "model.%s", option->name);
    text = model_file_entry(model_file, name);
    for (size_t length; text == NULL && at != NULL && *at != '\0'; at += length + (at[length] == '|')) {
        char other[SETTING_NAME];
        length = strcspn(at, "|");
        snprintf(other, sizeof other, "model.%.*s", (int)length, at);
        text = model_file_entry(model_file, other);
    }
    return text;
}

/* Options that do not apply are not read: the kind and the input, which decide it, come before the others. */
static bool read_configuration(const ModelFile *model_file, ModelConfiguration *c, Error *error)
{
    OptionList list = options_list(&model_options);
    options_defaults(&model_options, c);
    for (int i = 0; i < list.count; i++) {
        char name[SETTING_NAME];
        const OptionValue value = {.type = GIVEN_TEXT, .text = setting(model_file, list.at[i].option, name)};
        if (!option_applies(&list, i, c) || (value.text == NULL && list.at[i].option->newer))
            continue;
        if (value.text == NULL || utf8_has_control(value.text)) /* it is quoted in messages */
            return wrong_setting(name, error);
        if (!option_put(&list.at[i], c, &value, error)) {
            error_prefix(error, "model.");
            return false;
        }
    }
    return get_size(model_file, "model.source_vocabulary", &c->source_vocabulary, error) &&
           get_size(model_file, "model.target_vocabulary", &c->target_vocabulary, error);
}

/* A false header must not make seqlab allocate memory that the file could never fill: compares the configuration's
 * needs with the file's size before a model is made. */
static bool sizes_fit(const ModelFile *model_file, const ModelConfiguration *c, Error *error)
{
    size_t wanted = model_parameter_total(c, error), bytes = model_file->tensors.size;
    if (wanted == 0)
        return false;
    return wanted <= bytes / 4 ||
           error_set(error, ERROR_DATA,
                     TEXT("its settings need %zu numbers, but it has only %zu bytes of them",
                          "설정대로라면 숫자가 %zu개 있어야 하는데, 숫자 부분이 %zu바이트뿐입니다"),
                     wanted, bytes);
}

static bool read_parameters(const ModelFile *model_file, Parameters *parameters, Error *error)
{
    for (int i = 0; i < parameters->count; i++) {
        const Parameter *parameter = &parameters->list[i];
        const unsigned char *data =
            safetensors_find(&model_file->tensors, parameter->name, parameter->rank, parameter->shape, error);
        if (data == NULL)
            return false;
        if (!safetensors_get(parameters->value + parameter->offset, data, parameter->count))
            return error_set(error, ERROR_DATA, TEXT("some of its numbers are NaN or infinite", "NaN이나 무한대가 들어 있습니다"));
    }
    parameters_changed(parameters);
    return true;
}

Model *model_file_model(const ModelFile *model_file, Error *error)
{
    ModelConfiguration configuration = {0};
    Model *model = NULL;
    if (read_configuration(model_file, &configuration, error) && sizes_fit(model_file, &configuration, error))
        model = model_open(&configuration, error);
    if (model != NULL && !read_parameters(model_file, &model->parameters, error)) {
        model_close(model);
        model = NULL;
    }
    if (model == NULL)
        error_prefix(error, "%s: ", model_file->path);
    return model;
}

/* ---- training ---- */

#define RESUME(name) MODEL_FILE_RESUME name

static bool is_count(const ModelFile *model_file, const char *name, uint64_t most, uint64_t *value)
{
    return get_number(model_file, name, most, value, NULL);
}

/* One of the optimizer's means; NULL if it is missing or impossible. */
static real *read_means(const ModelFile *model_file, const char *name, size_t total, bool negative)
{
    int count = (int)total;
    const unsigned char *data = safetensors_find(&model_file->tensors, name, 1, &count, NULL);
    real *values = memory_new(total, sizeof *values);
    bool sound = data != NULL && safetensors_get(values, data, total);
    for (size_t k = 0; k < total && sound; k++)
        sound = negative || values[k] >= 0;
    if (sound)
        return values;
    free(values);
    return NULL;
}

/* The optimizer, the steps and the loss; the name of the first wrong entry, or NULL. */
static const char *read_learned(const ModelFile *model_file, size_t total, ModelState *state)
{
    OptimizerState *learned = &state->learned;
    const char *kind = model_file_entry(model_file, RESUME("optimiser"));
    const char *loss = model_file_entry(model_file, RESUME("loss"));
    char *end;
    uint64_t step, training_steps;
    if (kind == NULL || !optimizer_named(kind, &learned->kind))
        return RESUME("optimiser");
    if (!is_count(model_file, RESUME("optimiser.step"), TRAINING_STEPS_MOST, &step))
        return RESUME("optimiser.step");
    if (!is_count(model_file, RESUME("step"), TRAINING_STEPS_MOST, &training_steps))
        return RESUME("step");
    if (loss != NULL)
        state->loss = strtod(loss, &end);
    if (loss != NULL && (end == loss || *end != '\0' || !isfinite(state->loss) || strlen(loss) >= 32))
        return RESUME("loss");
    learned->step = (long)step;
    state->training_steps = (long)training_steps;
    learned->total = total;
    learned->first = read_means(model_file, RESUME("optimiser.first"), total, true);
    if (learned->first == NULL)
        return RESUME("optimiser.first");
    if (learned->kind != OPTIMIZER_SGD)
        learned->second = read_means(model_file, RESUME("optimiser.second"), total, false);
    return learned->kind == OPTIMIZER_SGD || learned->second != NULL ? NULL : RESUME("optimiser.second");
}

/* The place in the order of the batches, if there is one. */
static const char *read_place(const ModelFile *model_file, ModelState *state)
{
    const char *random = model_file_entry(model_file, RESUME("batches.random"));
    uint64_t *r = state->place.random.state, size, next;
    int end = 0;
    if (model_file_entry(model_file, RESUME("batches.seed")) == NULL)
        return NULL;
    if (!is_count(model_file, RESUME("batches.seed"), UINT64_MAX, &state->batch_seed))
        return RESUME("batches.seed");
    if (random == NULL || sscanf(random, "%16" SCNx64 " %16" SCNx64 " %16" SCNx64 " %16" SCNx64 "%n", &r[0], &r[1], &r[2],
                                 &r[3], &end) != 4 || random[end] != '\0')
        return RESUME("batches.random");
    if (!is_count(model_file, RESUME("batches.size"), INT_MAX, &size))
        return RESUME("batches.size");
    if (!is_count(model_file, RESUME("batches.next"), INT_MAX, &next))
        return RESUME("batches.next");
    state->place.size = (int)size;
    state->place.next = (int)next;
    state->has_place = true;
    return NULL;
}

/* Searches the names for those of a training state: whether there are any, and an unknown one. */
static void find_training(json_t *object, bool *any, const char **unknown)
{
    static const char *const known[] = {
        RESUME("optimiser"), RESUME("optimiser.step"), RESUME("optimiser.first"), RESUME("optimiser.second"),
        RESUME("step"), RESUME("loss"), RESUME("batches.random"), RESUME("batches.seed"), RESUME("batches.size"),
        RESUME("batches.next")};
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        bool found = strncmp(name, MODEL_FILE_RESUME, strlen(MODEL_FILE_RESUME)) != 0;
        *any = *any || !found;
        for (size_t i = 0; i < sizeof known / sizeof *known && !found; i++)
            found = strcmp(name, known[i]) == 0;
        if (!found)
            *unknown = name;
    }
}

bool model_file_training(const ModelFile *model_file, Model *model, ModelState *state, Error *error)
{
    ModelState read = {.steps = state->steps, .loss = state->loss};
    const char *unknown = NULL, *wrong;
    bool any = false;
    find_training(json_object_get(model_file->tensors.header, "__metadata__"), &any, &unknown);
    find_training(model_file->tensors.header, &any, &unknown);
    if (!any)
        return true;
    if (unknown != NULL)
        return error_set(error, ERROR_DATA, TEXT("%s: its training state has an unknown entry, %.80s",
                                                 "%s: 훈련 상태에 알 수 없는 항목이 있습니다: %.80s"),
                         model_file->path, unknown);
    wrong = read_learned(model_file, model->parameters.total, &read);
    if (wrong == NULL)
        wrong = read_place(model_file, &read);
    if (wrong == NULL) {
        *state = read;
        return true;
    }
    model_state_free(&read);
    return error_set(error, ERROR_DATA,
                     TEXT("%s: its training state does not fit the model: %s is missing or wrong",
                          "%s: 훈련 상태가 모델과 맞지 않습니다. %s 항목이 없거나 잘못되었습니다"),
                     model_file->path, wrong);
}
