/* model_file_save.c: a model's configuration, parameters and training to safetensors. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "model/model_file.h"
#include "model/model_parts.h"
#include "model/safetensors.h"

/* ---- texts ---- */

static void put_number(json_t *texts, const char *name, uint64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64, value);
    json_object_set_new(texts, name, json_string(text));
}

static void put_text(json_t *texts, const char *name, const char *text)
{
    json_object_set_new(texts, name, json_string(text));
}

static void put_configuration(json_t *texts, const ModelConfiguration *c)
{
    OptionList list = options_list(&model_options);
    for (int i = 0; i < list.count; i++) {
        Buffer name = {0}, text = {0};
        buffer_format(&name, "model.%s", list.at[i].option->name);
        option_text(&list.at[i], c, &text);
        if (option_applies(&list, i, c))
            put_text(texts, buffer_text(&name), buffer_text(&text));
        buffer_free(&name);
        buffer_free(&text);
    }
    put_number(texts, "model.source_vocabulary", (uint64_t)c->source_vocabulary);
    put_number(texts, "model.target_vocabulary", (uint64_t)c->target_vocabulary);
}

static void put_training(json_t *texts, const ModelState *state)
{
    char number[32], random[80];
    const uint64_t *r = state->place.random.state;
    put_text(texts, MODEL_FILE_RESUME "optimiser", optimizer_name(state->learned.kind));
    put_number(texts, MODEL_FILE_RESUME "optimiser.step", (uint64_t)state->learned.step);
    put_number(texts, MODEL_FILE_RESUME "step", (uint64_t)state->training_steps);
    snprintf(number, sizeof number, "%.17g", state->loss); /* which comes back to the last bit */
    if (isfinite(state->loss))
        put_text(texts, MODEL_FILE_RESUME "loss", number);
    if (!state->has_place)
        return;
    snprintf(random, sizeof random, "%016" PRIx64 " %016" PRIx64 " %016" PRIx64 " %016" PRIx64, r[0], r[1], r[2], r[3]);
    put_text(texts, MODEL_FILE_RESUME "batches.random", random);
    put_number(texts, MODEL_FILE_RESUME "batches.seed", state->batch_seed);
    put_number(texts, MODEL_FILE_RESUME "batches.size", (uint64_t)state->place.size);
    put_number(texts, MODEL_FILE_RESUME "batches.next", (uint64_t)state->place.next);
}

static json_t *metadata(const Model *model, const ModelFileEntry *entries, int count, const ModelState *training)
{
    json_t *texts = json_object();
    for (int i = 0; i < count; i++)
        put_text(texts, entries[i].name, entries[i].text);
    put_text(texts, "format", MODEL_FILE_FORMAT);
    put_text(texts, "seqlab", MODEL_FILE_VERSION);
    put_configuration(texts, &model->configuration);
    if (training != NULL)
        put_training(texts, training);
    return texts;
}

/* ---- numbers ---- */

/* Where the next tensor goes. */
typedef struct Numbers {
    json_t *header;
    unsigned char *data;
    size_t bytes; /* so far */
} Numbers;

static void put_tensor(Numbers *numbers, const char *name, json_t *shape, size_t count)
{
    json_t *entry = json_pack("{s:s, s:o, s:[I, I]}", "dtype", "F32", "shape", shape, "data_offsets",
                              (json_int_t)numbers->bytes, (json_int_t)(numbers->bytes + 4 * count));
    json_object_set_new(numbers->header, name, entry);
    numbers->bytes += 4 * count;
}

static void put_parameter(Numbers *numbers, const Parameters *parameters, int index)
{
    const Parameter *parameter = &parameters->list[index];
    json_t *shape = json_array();
    for (int i = 0; i < parameter->rank; i++)
        json_array_append_new(shape, json_integer(parameter->shape[i]));
    safetensors_put(numbers->data + numbers->bytes, parameters->value + parameter->offset, parameter->count);
    put_tensor(numbers, parameter->name, shape, parameter->count);
}

static void put_array(Numbers *numbers, const char *name, const real *values, size_t count)
{
    safetensors_put(numbers->data + numbers->bytes, values, count);
    put_tensor(numbers, name, json_pack("[I]", (json_int_t)count), count);
}

static bool too_large(const char *path, size_t bytes, bool resumes, Error *error)
{
    error_set(error, ERROR_DATA,
              TEXT("%s: the model has %zu MiB of numbers; seqlab opens files of up to %d MiB",
                   "%s: 모델의 숫자가 %zuMiB인데, 다시 열 수 있는 파일은 %dMiB까지입니다"),
              path, bytes >> 20, MODEL_FILE_MIB);
    if (resumes && error != NULL) {
        Error shorter = {0};
        error_set(&shorter, ERROR_DATA,
                  TEXT("%s; training=no leaves out the training state", "%s. training=no를 쓰면 훈련 상태를 빼고 저장합니다"),
                  error->message);
        *error = shorter;
    }
    return false;
}

bool model_file_save(const char *path, Model *model, const ModelFileEntry *entries, int count,
                     const ModelState *training, Error *error)
{
    const Parameters *parameters = &model->parameters;
    size_t total = parameters->total;
    if (training != NULL && !model_state_is_trained(training))
        training = NULL;
    if (training != NULL)
        total *= training->learned.second != NULL ? 3 : 2;
    if (total > (size_t)MODEL_FILE_MIB << 18)
        return too_large(path, total * 4, training != NULL, error);
    Numbers numbers = {.header = json_object(), .data = memory_new(total, 4)};
    json_object_set_new(numbers.header, "__metadata__", metadata(model, entries, count, training));
    for (int i = 0; i < parameters->count; i++)
        put_parameter(&numbers, parameters, i);
    if (training != NULL)
        put_array(&numbers, MODEL_FILE_RESUME "optimiser.first", training->learned.first, parameters->total);
    if (training != NULL && training->learned.second != NULL)
        put_array(&numbers, MODEL_FILE_RESUME "optimiser.second", training->learned.second, parameters->total);
    bool saved = safetensors_write(path, numbers.header, numbers.data, numbers.bytes, error);
    free(numbers.data);
    json_decref(numbers.header);
    return saved;
}
