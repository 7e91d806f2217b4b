/* checkpoint.c: a model's configuration and parameters to and from safetensors. */
#include "model/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_parts.h"
#include "model/safetensors.h"

struct Checkpoint {
    char *path;
    SafeTensors tensors;
};

static const char format_name[] = "seqlab 1";

/* ---- writing ---- */

static void put_number(json_t *texts, const char *name, uint64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    json_object_set_new(texts, name, json_string(text));
}

static json_t *metadata(Model *model, const CheckpointEntry *entries, int count)
{
    const ModelConfiguration *c = &model->configuration;
    json_t *texts = json_object();
    for (int i = 0; i < count; i++)
        json_object_set_new(texts, entries[i].name, json_string(entries[i].text));
    json_object_set_new(texts, "format", json_string(format_name));
    json_object_set_new(texts, "model.kind", json_string(kind_name(c->kind)));
    json_object_set_new(texts, "model.cell", json_string(configuration_cell_name(c)));
    json_object_set_new(texts, "model.attention", json_string(configuration_attention_name(c)));
    json_object_set_new(texts, "model.input", json_string(input_name(c->input)));
    json_object_set_new(texts, "model.positions", json_string(positions_name(c->positions)));
    put_number(texts, "model.feeding", c->feeding);
    put_number(texts, "model.heads", (uint64_t)c->heads);
    put_number(texts, "model.layers", (uint64_t)c->layers);
    put_number(texts, "model.dropout_per_mille", (uint64_t)lround(c->dropout * 1000));
    put_number(texts, "model.hidden", (uint64_t)c->hidden);
    put_number(texts, "model.embedding", (uint64_t)c->embedding);
    put_number(texts, "model.bidirectional", c->bidirectional);
    put_number(texts, "model.source_vocabulary", (uint64_t)c->source_vocabulary);
    put_number(texts, "model.target_vocabulary", (uint64_t)c->target_vocabulary);
    put_number(texts, "model.seed", c->seed);
    return texts;
}

static json_t *tensor_entry(const Parameter *parameter)
{
    json_t *entry = json_object(), *shape = json_array(), *places = json_array();
    for (int i = 0; i < parameter->rank; i++)
        json_array_append_new(shape, json_integer(parameter->shape[i]));
    json_array_append_new(places, json_integer((json_int_t)(parameter->offset * 4)));
    json_array_append_new(places, json_integer((json_int_t)((parameter->offset + parameter->count) * 4)));
    json_object_set_new(entry, "dtype", json_string("F32"));
    json_object_set_new(entry, "shape", shape);
    json_object_set_new(entry, "data_offsets", places);
    return entry;
}

static void put_float(unsigned char *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 4; i++)
        out[i] = (unsigned char)(bits >> (8 * i));
}

static float get_float(const unsigned char *in)
{
    uint32_t bits = (uint32_t)in[0] | (uint32_t)in[1] << 8 | (uint32_t)in[2] << 16 | (uint32_t)in[3] << 24;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool checkpoint_save(const char *path, Model *model, const CheckpointEntry *entries, int count, Error *error)
{
    const Parameters *parameters = &model->parameters;
    json_t *header = json_object();
    json_object_set_new(header, "__metadata__", metadata(model, entries, count));
    for (int i = 0; i < parameters->count; i++)
        json_object_set_new(header, parameters->list[i].name, tensor_entry(&parameters->list[i]));
    unsigned char *data = memory_new(parameters->total, 4);
    for (size_t i = 0; i < parameters->total; i++)
        put_float(data + 4 * i, (float)parameters->value[i]);
    bool saved = safetensors_write(path, header, data, parameters->total * 4, error);
    free(data);
    json_decref(header);
    return saved;
}

/* ---- reading ---- */

Checkpoint *checkpoint_open(const char *path, Error *error)
{
    SafeTensors tensors;
    if (!safetensors_read(path, &tensors, error))
        return NULL;
    const char *format = safetensors_text(&tensors, "format");
    if (format == NULL || strcmp(format, format_name) != 0) {
        error_set(error, ERROR_DATA,
                  TEXT("%s was not saved by this version of seqlab", "%s: 이 버전의 seqlab이 저장한 파일이 아닙니다"), path);
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

static bool missing_kind(Error *error)
{
    return error_set(error, ERROR_DATA, TEXT("the kind of model is missing", "모델의 종류가 빠져 있습니다"));
}

static bool read_kinds(const Checkpoint *checkpoint, ModelConfiguration *c, Error *error)
{
    const char *kind = checkpoint_entry(checkpoint, "model.kind"), *cell = checkpoint_entry(checkpoint, "model.cell");
    const char *attention = checkpoint_entry(checkpoint, "model.attention");
    const char *input = checkpoint_entry(checkpoint, "model.input");
    const char *positions = checkpoint_entry(checkpoint, "model.positions");
    if (kind == NULL || cell == NULL || attention == NULL || input == NULL || positions == NULL)
        return missing_kind(error);
    return kind_parse(kind, &c->kind, error) && configuration_parse_cell(c, cell, error) &&
           configuration_parse_attention(c, attention, error) && input_parse(input, &c->input, error) &&
           positions_parse(positions, &c->positions, error);
}

static bool read_configuration(const Checkpoint *checkpoint, ModelConfiguration *c, Error *error)
{
    int bidirectional, feeding, dropout;
    if (!read_kinds(checkpoint, c, error) || !get_size(checkpoint, "model.hidden", &c->hidden, error) ||
        !get_size(checkpoint, "model.embedding", &c->embedding, error) ||
        !get_size(checkpoint, "model.layers", &c->layers, error) ||
        !get_size(checkpoint, "model.heads", &c->heads, error) ||
        !get_size(checkpoint, "model.dropout_per_mille", &dropout, error) ||
        !get_size(checkpoint, "model.feeding", &feeding, error) ||
        !get_size(checkpoint, "model.bidirectional", &bidirectional, error) ||
        !get_size(checkpoint, "model.source_vocabulary", &c->source_vocabulary, error) ||
        !get_size(checkpoint, "model.target_vocabulary", &c->target_vocabulary, error) ||
        !get_number(checkpoint, "model.seed", UINT64_MAX, &c->seed, error))
        return false;
    c->bidirectional = bidirectional != 0;
    c->feeding = feeding != 0;
    c->dropout = dropout / 1000.0;
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
