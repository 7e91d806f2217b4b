/* checkpoint.c: a model's configuration, parameters and training from safetensors; checkpoint_save.c writes them. */
#include "model/checkpoint.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "model/model_parts.h"
#include "model/safetensors.h"

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

static bool get_number(const Checkpoint *checkpoint, const char *name, uint64_t most, uint64_t *value, Error *error)
{
    const char *text = checkpoint_entry(checkpoint, name);
    char *end = NULL;
    errno = 0;
    if (text != NULL && text[0] >= '0' && text[0] <= '9')
        *value = strtoull(text, &end, 10);
    if (end != NULL && *end == '\0' && errno == 0 && *value <= most)
        return true;
    return error_set(error, ERROR_DATA, TEXT("the setting %s is missing or wrong", "%s 설정이 없거나 잘못되었습니다"), name);
}

static bool get_size(const Checkpoint *checkpoint, const char *name, int *value, Error *error)
{
    uint64_t number;
    if (!get_number(checkpoint, name, 1 << 24, &number, error))
        return false;
    *value = (int)number;
    return true;
}

static bool get_dropout(const Checkpoint *checkpoint, double *value, Error *error)
{
    const char *text = checkpoint_entry(checkpoint, "model.dropout");
    char *end = NULL;
    if (text != NULL && text[0] >= '0' && text[0] <= '9')
        *value = strtod(text, &end);
    if (end != NULL && *end == '\0' && *value >= 0 && *value < 1)
        return true;
    return error_set(error, ERROR_DATA, TEXT("the setting %s is missing or wrong", "%s 설정이 없거나 잘못되었습니다"), "model.dropout");
}

static bool missing_kind(Error *error)
{
    return error_set(error, ERROR_DATA, TEXT("the kind of model is missing", "모델의 종류가 빠져 있습니다"));
}

/* A name that can be quoted in a message, or NULL. */
static const char *name_entry(const Checkpoint *checkpoint, const char *name)
{
    const char *text = checkpoint_entry(checkpoint, name);
    return text != NULL && !utf8_has_control(text) ? text : NULL;
}

static bool read_kinds(const Checkpoint *checkpoint, ModelConfiguration *c, Error *error)
{
    const char *kind = name_entry(checkpoint, "model.kind"), *cell = name_entry(checkpoint, "model.cell");
    const char *attention = name_entry(checkpoint, "model.attention");
    const char *input = name_entry(checkpoint, "model.input");
    const char *positions = name_entry(checkpoint, "model.positions");
    if (kind == NULL || cell == NULL || attention == NULL || input == NULL || positions == NULL)
        return missing_kind(error);
    return kind_parse(kind, &c->kind, error) && configuration_parse_cell(c, cell, error) &&
           configuration_parse_attention(c, attention, error) && input_parse(input, &c->input, error) &&
           positions_parse(positions, &c->positions, error);
}

static bool read_configuration(const Checkpoint *checkpoint, ModelConfiguration *c, Error *error)
{
    int bidirectional, feeding;
    if (!read_kinds(checkpoint, c, error) || !get_size(checkpoint, "model.hidden", &c->hidden, error) ||
        !get_size(checkpoint, "model.embedding", &c->embedding, error) ||
        !get_size(checkpoint, "model.layers", &c->layers, error) ||
        !get_size(checkpoint, "model.heads", &c->heads, error) ||
        !get_dropout(checkpoint, &c->dropout, error) ||
        !get_size(checkpoint, "model.feeding", &feeding, error) ||
        !get_size(checkpoint, "model.bidirectional", &bidirectional, error) ||
        !get_size(checkpoint, "model.source_vocabulary", &c->source_vocabulary, error) ||
        !get_size(checkpoint, "model.target_vocabulary", &c->target_vocabulary, error) ||
        !get_number(checkpoint, "model.seed", UINT64_MAX, &c->seed, error))
        return false;
    c->bidirectional = bidirectional != 0;
    c->feeding = feeding != 0;
    return true;
}

/* A lying header must not make us ask for memory that the file could never fill: what the configuration needs is
 * compared with what the file has before a model is made. */
static bool sizes_fit(const Checkpoint *checkpoint, const ModelConfiguration *c, Error *error)
{
    size_t wanted = model_parameter_total(c, error), bytes = checkpoint->tensors.size;
    if (wanted == 0)
        return false;
    return wanted <= bytes / 4 ||
           error_set(error, ERROR_DATA,
                     TEXT("its settings ask for %zu numbers, and it has %zu bytes of them",
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
        return error_set(error, ERROR_DATA, TEXT("some of its numbers are not finite", "유한하지 않은 수가 들어 있습니다"));
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

static bool is_resume(const char *name) { return strncmp(name, CHECKPOINT_RESUME, strlen(CHECKPOINT_RESUME)) == 0; }

static bool read_text(const char *name, const json_t *value, Resume *resume, Error *error)
{
    if (resume_put_text(resume, name + strlen(CHECKPOINT_RESUME), json_string_value(value)))
        return true;
    return error_set(error, ERROR_DATA, TEXT("the text %.80s is too long, or one too many",
                                             "%.80s 항목이 너무 길거나, 너무 많습니다"), name);
}

static bool read_array(const Checkpoint *checkpoint, const char *name, int count, Resume *resume, Error *error)
{
    const unsigned char *data = safetensors_find(&checkpoint->tensors, name, 1, &count, error);
    if (data == NULL)
        return false;
    float *values = memory_new((size_t)count, sizeof *values);
    bool finite = true;
    for (int k = 0; k < count; k++) {
        values[k] = get_float(data + 4 * (size_t)k);
        finite = finite && isfinite(values[k]);
    }
    bool put = finite && resume_put_array(resume, name + strlen(CHECKPOINT_RESUME), values, (size_t)count);
    free(values);
    if (!finite)
        return error_set(error, ERROR_DATA, TEXT("numbers of %.80s are not finite", "%.80s에 유한하지 않은 수가 들어 있습니다"), name);
    return put || error_set(error, ERROR_DATA, TEXT("the name %.80s is too long, or there are too many like it",
                                                    "%.80s: 이름이 너무 길거나, 그런 텐서가 너무 많습니다"), name);
}

static bool read_resume(const Checkpoint *checkpoint, int count, Resume *resume, Error *error)
{
    const char *name;
    json_t *value, *texts = json_object_get(checkpoint->tensors.header, "__metadata__");
    json_object_foreach(texts, name, value)
        if (is_resume(name) && !read_text(name, value, resume, error))
            return false;
    json_object_foreach(checkpoint->tensors.header, name, value)
        if (is_resume(name) && !read_array(checkpoint, name, count, resume, error))
            return false;
    return true;
}

bool checkpoint_resume(const Checkpoint *checkpoint, Model *model, Resume *resume, Error *error)
{
    *resume = (Resume){0};
    if (read_resume(checkpoint, (int)model->parameters.total, resume, error))
        return true;
    resume_clear(resume);
    return error_prefix(error, "%s: ", checkpoint->path);
}
