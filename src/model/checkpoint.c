/* checkpoint.c: a model's configuration, parameters and training from safetensors; checkpoint_save.c writes them. */
#include "model/checkpoint.h"

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

struct Checkpoint {
    char *path;
    SafeTensors tensors;
};

static float get_float(const unsigned char *in)
{
    uint32_t bits = (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* ---- opening ---- */

static bool is_ours(const SafeTensors *tensors, const char *path, Error *error)
{
    const char *format = safetensors_text(tensors, "format"), *version = safetensors_text(tensors, "seqlab");
    if (version != NULL ? strcmp(version, CHECKPOINT_VERSION) == 0
                        : format != NULL && strcmp(format, CHECKPOINT_FORMAT_OF_OLD) == 0)
        return true;
    return error_set(error, ERROR_DATA,
                     version != NULL ? TEXT("%s was saved by another version of seqlab, which this one cannot read",
                                            "%s: 이 버전이 읽을 수 없는, 다른 버전의 seqlab이 저장한 파일입니다")
                                     : TEXT("%s is a safetensors file that seqlab did not save", "%s: seqlab이 저장하지 않은 safetensors 파일입니다"),
                     path);
}

Checkpoint *checkpoint_open(const char *path, Error *error)
{
    SafeTensors tensors;
    if (!safetensors_read(path, &tensors, error))
        return NULL;
    if (!is_ours(&tensors, path, error)) {
        safetensors_free(&tensors);
        return NULL;
    }
    Checkpoint *checkpoint = memory_new(1, sizeof *checkpoint);
    checkpoint->path = memory_string(path);
    checkpoint->tensors = tensors;
    return checkpoint;
}

void checkpoint_close(Checkpoint *checkpoint)
{
    if (checkpoint == NULL)
        return;
    safetensors_free(&checkpoint->tensors);
    free(checkpoint->path);
    free(checkpoint);
}

const char *checkpoint_entry(const Checkpoint *checkpoint, const char *name)
{
    return safetensors_text(&checkpoint->tensors, name);
}

enum { SETTING_NAME = 64 };

static bool wrong_setting(const char *name, Error *error)
{
    return error_set(error, ERROR_DATA, TEXT("the setting %s is missing or wrong", "%s 설정이 없거나 잘못되었습니다"), name);
}

static bool get_number(const Checkpoint *checkpoint, const char *name, uint64_t most, uint64_t *value, Error *error)
{
    const char *text = checkpoint_entry(checkpoint, name);
    char *end = NULL;
    errno = 0;
    if (text != NULL && text[0] >= '0' && text[0] <= '9')
        *value = strtoull(text, &end, 10);
    return (end != NULL && *end == '\0' && errno == 0 && *value <= most) || wrong_setting(name, error);
}

static bool get_size(const Checkpoint *checkpoint, const char *name, int *value, Error *error)
{
    uint64_t number;
    if (!get_number(checkpoint, name, 1 << 24, &number, error))
        return false;
    *value = (int)number;
    return true;
}

/* The text of an option, which an older file may have under an alias; NULL if it has none. */
static const char *setting(const Checkpoint *checkpoint, const Option *option, char name[SETTING_NAME])
{
    const char *text, *at = option->aliases;
    snprintf(name, SETTING_NAME, "model.%s", option->name);
    text = checkpoint_entry(checkpoint, name);
    for (size_t length; text == NULL && at != NULL && *at != '\0'; at += length + (at[length] == '|')) {
        char other[SETTING_NAME];
        length = strcspn(at, "|");
        snprintf(other, sizeof other, "model.%.*s", (int)length, at);
        text = checkpoint_entry(checkpoint, other);
    }
    return text;
}

/* Options that do not apply are not read: the kind and the input, which decide it, come before the others. */
static bool read_configuration(const Checkpoint *checkpoint, ModelConfiguration *c, Error *error)
{
    OptionList list = options_list(&model_options);
    options_defaults(&model_options, c);
    for (int i = 0; i < list.count; i++) {
        char name[SETTING_NAME];
        const OptionValue value = {.type = GIVEN_TEXT, .text = setting(checkpoint, list.at[i].option, name)};
        if (!option_applies(&list, i, c) || (value.text == NULL && list.at[i].option->newer))
            continue;
        if (value.text == NULL || utf8_has_control(value.text)) /* it is quoted in messages */
            return wrong_setting(name, error);
        if (!option_put(&list.at[i], c, &value, error)) {
            error_prefix(error, "model.");
            return false;
        }
    }
    return get_size(checkpoint, "model.source_vocabulary", &c->source_vocabulary, error) &&
           get_size(checkpoint, "model.target_vocabulary", &c->target_vocabulary, error);
}

/* A false header must not make seqlab allocate memory that the file could never fill: compares the configuration's
 * needs with the file's size before a model is made. */
static bool sizes_fit(const Checkpoint *checkpoint, const ModelConfiguration *c, Error *error)
{
    size_t wanted = model_parameter_total(c, error), bytes = checkpoint->tensors.size;
    if (wanted == 0)
        return false;
    return wanted <= bytes / 4 ||
           error_set(error, ERROR_DATA,
                     TEXT("its settings need %zu numbers, but it has only %zu bytes of them",
                          "설정대로라면 숫자가 %zu개 있어야 하는데, 숫자 부분이 %zu바이트뿐입니다"),
                     wanted, bytes);
}

static bool read_parameters(const Checkpoint *checkpoint, Parameters *parameters, Error *error)
{
    for (int i = 0; i < parameters->count; i++) {
        const Parameter *parameter = &parameters->list[i];
        const unsigned char *data =
            safetensors_find(&checkpoint->tensors, parameter->name, parameter->rank, parameter->shape, error);
        if (data == NULL)
            return false;
        for (size_t k = 0; k < parameter->count; k++)
            parameters->value[parameter->offset + k] = get_float(data + 4 * k);
    }
    if (!parameters_finite(parameters))
        return error_set(error, ERROR_DATA, TEXT("some of its numbers are NaN or infinite", "NaN이나 무한대가 들어 있습니다"));
    return true;
}

Model *checkpoint_model(const Checkpoint *checkpoint, Error *error)
{
    ModelConfiguration configuration = {0};
    Model *model = NULL;
    if (read_configuration(checkpoint, &configuration, error) && sizes_fit(checkpoint, &configuration, error))
        model = model_open(&configuration, error);
    if (model != NULL && !read_parameters(checkpoint, &model->parameters, error)) {
        model_close(model);
        model = NULL;
    }
    if (model == NULL)
        error_prefix(error, "%s: ", checkpoint->path);
    return model;
}

/* ---- training ---- */

#define RESUME(name) CHECKPOINT_RESUME name

static bool is_count(const Checkpoint *checkpoint, const char *name, uint64_t most, uint64_t *value)
{
    return get_number(checkpoint, name, most, value, NULL);
}

static bool is_loss(const char *text, double *loss)
{
    char *end;
    *loss = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*loss) && strlen(text) < 32;
}

/* One of the optimizer's means; NULL if it is missing or impossible. */
static real *read_means(const Checkpoint *checkpoint, const char *name, size_t total, bool negative)
{
    int count = (int)total;
    const unsigned char *data = safetensors_find(&checkpoint->tensors, name, 1, &count, NULL);
    real *values = memory_new(total, sizeof *values);
    bool sound = data != NULL;
    for (size_t k = 0; k < total && sound; k++) {
        values[k] = get_float(data + 4 * k);
        sound = isfinite(values[k]) && (negative || values[k] >= 0);
    }
    if (sound)
        return values;
    free(values);
    return NULL;
}

/* The optimizer, the steps and the loss; the name of the first wrong entry, or NULL. */
static const char *read_learned(const Checkpoint *checkpoint, size_t total, ModelState *state)
{
    OptimiserState *learned = &state->learned;
    const char *kind = checkpoint_entry(checkpoint, RESUME("optimiser"));
    const char *loss = checkpoint_entry(checkpoint, RESUME("loss"));
    uint64_t step, training_steps;
    if (kind == NULL || !optimiser_named(kind, &learned->kind))
        return RESUME("optimiser");
    if (!is_count(checkpoint, RESUME("optimiser.step"), TRAINING_STEPS_MOST, &step))
        return RESUME("optimiser.step");
    if (!is_count(checkpoint, RESUME("step"), TRAINING_STEPS_MOST, &training_steps))
        return RESUME("step");
    if (loss != NULL && !is_loss(loss, &state->loss))
        return RESUME("loss");
    learned->step = (long)step;
    state->training_steps = (long)training_steps;
    learned->total = total;
    learned->first = read_means(checkpoint, RESUME("optimiser.first"), total, true);
    if (learned->first == NULL)
        return RESUME("optimiser.first");
    if (learned->kind != OPTIMISER_SGD)
        learned->second = read_means(checkpoint, RESUME("optimiser.second"), total, false);
    return learned->kind == OPTIMISER_SGD || learned->second != NULL ? NULL : RESUME("optimiser.second");
}

/* The place in the order of the batches, if there is one. */
static const char *read_place(const Checkpoint *checkpoint, ModelState *state)
{
    const char *random = checkpoint_entry(checkpoint, RESUME("batches.random"));
    uint64_t *r = state->place.random.state, size, next;
    int end = 0;
    if (checkpoint_entry(checkpoint, RESUME("batches.seed")) == NULL)
        return NULL;
    if (!is_count(checkpoint, RESUME("batches.seed"), UINT64_MAX, &state->batch_seed))
        return RESUME("batches.seed");
    if (random == NULL || sscanf(random, "%16" SCNx64 " %16" SCNx64 " %16" SCNx64 " %16" SCNx64 "%n", &r[0], &r[1], &r[2],
                                 &r[3], &end) != 4 || random[end] != '\0')
        return RESUME("batches.random");
    if (!is_count(checkpoint, RESUME("batches.size"), INT_MAX, &size))
        return RESUME("batches.size");
    if (!is_count(checkpoint, RESUME("batches.next"), INT_MAX, &next))
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
        bool found = strncmp(name, CHECKPOINT_RESUME, strlen(CHECKPOINT_RESUME)) != 0;
        *any = *any || !found;
        for (size_t i = 0; i < sizeof known / sizeof *known && !found; i++)
            found = strcmp(name, known[i]) == 0;
        if (!found)
            *unknown = name;
    }
}

bool checkpoint_training(const Checkpoint *checkpoint, Model *model, ModelState *state, Error *error)
{
    ModelState read = {.steps = state->steps, .loss = state->loss};
    const char *unknown = NULL, *wrong;
    bool any = false;
    find_training(json_object_get(checkpoint->tensors.header, "__metadata__"), &any, &unknown);
    find_training(checkpoint->tensors.header, &any, &unknown);
    if (!any)
        return true;
    if (unknown != NULL)
        return error_set(error, ERROR_DATA, TEXT("%s: its training state has an unknown entry, %.80s",
                                                 "%s: 훈련 상태에 알 수 없는 항목이 있습니다: %.80s"),
                         checkpoint->path, unknown);
    wrong = read_learned(checkpoint, model->parameters.total, &read);
    if (wrong == NULL)
        wrong = read_place(checkpoint, &read);
    if (wrong == NULL) {
        *state = read;
        return true;
    }
    model_state_free(&read);
    return error_set(error, ERROR_DATA,
                     TEXT("%s: its training state does not fit the model: %s is missing or wrong",
                          "%s: 훈련 상태가 모델과 맞지 않습니다. %s 항목이 없거나 잘못되었습니다"),
                     checkpoint->path, wrong);
}
