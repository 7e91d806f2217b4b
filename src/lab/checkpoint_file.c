/* checkpoint_file.c: a model's checkpoints in a file beside the model's own, so that they outlive the session.
 *
 * A safetensors file. Its tensor "values" has a row of values for each checkpoint, and one more for the trained model:
 * a file whose last row is not this model's is of another. "checkpoints" in its metadata has the steps and the loss of
 * each. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/checkpoints.h"
#include "lab/model_file.h"
#include "lab/registry_internal.h"
#include "model/safetensors.h"

enum { BYTES_MOST = 64 << 20 };
static const char values_name[] = "values", list_name[] = "checkpoints";

/* ---- writing ---- */

static char *list_text(const Checkpoints *checkpoints)
{
    json_t *list = json_array();
    for (int i = 0; i < checkpoints->count; i++) {
        const ModelState *state = &checkpoints->list[i];
        json_array_append_new(list, json_pack("{s:I, s:o}", "step", (json_int_t)state->steps, "loss",
                                              isfinite(state->loss) ? json_real(state->loss) : json_null()));
    }
    return lab_json_text(list);
}

bool lab_checkpoints_save(Lab *lab, const char *path, Error *error)
{
    const LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL || !lab_checkpoint_closed(entry, error))
        return false;
    const Checkpoints *checkpoints = &entry->checkpoints;
    const Parameters *parameters = model_parameters(entry->model);
    size_t row = 4 * parameters->total, count = (size_t)checkpoints->count, bytes = row * (count + 1);
    if (count == 0 || bytes > BYTES_MOST) {
        unlink(path);
        return true;
    }
    unsigned char *data = memory_new(bytes, 1);
    for (size_t i = 0; i < count; i++)
        safetensors_put(data + i * row, checkpoints->list[i].learned.value, parameters->total);
    safetensors_put(data + count * row, parameters->value, parameters->total);
    char *list = list_text(checkpoints);
    json_t *header = json_pack("{s:{s:s}, s:{s:s, s:[I, I], s:[i, I]}}", "__metadata__", list_name, list, values_name,
                               "dtype", "F32", "shape", (json_int_t)count + 1, (json_int_t)parameters->total,
                               "data_offsets", 0, (json_int_t)bytes);
    bool saved = safetensors_write(path, header, data, bytes, error);
    json_decref(header);
    free(list);
    free(data);
    return saved;
}

/* ---- reading ---- */

/* Steps and loss of each, in the order of the run, none after the model's last step. */
static bool read_list(const char *text, long last, Checkpoints *checkpoints)
{
    json_t *list = text != NULL ? json_loads(text, JSON_REJECT_DUPLICATES, NULL) : NULL;
    size_t count = json_array_size(list);
    bool sound = count >= 1 && count <= CHECKPOINTS_MOST;
    json_int_t before = -1;
    for (size_t i = 0; i < count && sound; i++) {
        const json_t *point = json_array_get(list, i), *step = json_object_get(point, "step");
        const json_t *loss = json_object_get(point, "loss");
        json_int_t steps = json_integer_value(step);
        sound = json_is_integer(step) && steps > before && steps <= last &&
                (json_is_null(loss) || json_is_number(loss));
        before = steps;
        checkpoints->list[checkpoints->count++] =
            (ModelState){.steps = (long)steps, .loss = json_is_number(loss) ? json_number_value(loss) : (double)NAN};
    }
    json_decref(list);
    return sound;
}

static bool read_values(const SafeTensors *tensors, const Parameters *parameters, Checkpoints *checkpoints)
{
    size_t total = parameters->total;
    const int shape[] = {checkpoints->count + 1, (int)total};
    const unsigned char *data = safetensors_find(tensors, values_name, 2, shape, NULL);
    bool sound = data != NULL;
    for (int i = 0; i < checkpoints->count && sound; i++, data += 4 * total) {
        OptimizerState *learned = &checkpoints->list[i].learned;
        *learned = (OptimizerState){.total = total, .value = memory_new(total, sizeof(real))};
        sound = safetensors_get(learned->value, data, total);
    }
    real *trained = memory_new(total, sizeof *trained);
    sound = sound && safetensors_get(trained, data, total) &&
            memcmp(trained, parameters->value, total * sizeof *trained) == 0;
    free(trained);
    return sound;
}

bool lab_checkpoints_load(Lab *lab, const char *path, Error *error)
{
    LabModel *entry = lab_find(lab, NULL, error);
    SafeTensors tensors;
    if (entry == NULL || !lab_may_change(lab, error) || !lab_checkpoint_closed(entry, error) ||
        !safetensors_read(path, &tensors, error))
        return false;
    lab_drop_checkpoints(entry);
    bool sound = read_list(safetensors_text(&tensors, list_name), entry->state.steps, &entry->checkpoints) &&
                 read_values(&tensors, model_parameters(entry->model), &entry->checkpoints);
    safetensors_free(&tensors);
    if (!sound)
        lab_drop_checkpoints(entry);
    return sound || error_set(error, ERROR_DATA, TEXT("%s: these are not the checkpoints of model '%s'",
                                                      "%s: '%s' 모델의 체크포인트가 아닙니다"), path, entry->name);
}
