/* checkpoints.c: a model at several points of its training, to see how it learned.
 *
 * While a checkpoint is open the model has its values, and the trained state (values, steps, loss and training state)
 * is kept beside it. A file saved then holds only the checkpoint. */
#include "lab/checkpoints.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/model_file.h"
#include "lab/registry_internal.h"
#include "model/safetensors.h"

static const size_t bytes_most = (size_t)1 << 30;

void lab_drop_checkpoints_after(LabModel *entry, long step)
{
    Checkpoints *checkpoints = &entry->checkpoints;
    while (checkpoints->count > 0 && checkpoints->list[checkpoints->count - 1].steps > step)
        model_state_free(&checkpoints->list[--checkpoints->count]);
}

bool lab_checkpoints_fit(const LabModel *entry, int count, Error *error)
{
    size_t bytes = model_parameters(entry->model)->total * sizeof(real);
    if ((size_t)count * bytes > bytes_most)
        return error_set(error, ERROR_USAGE,
                         TEXT("checkpoints=%d takes too much memory for a model of this size: use at most %d",
                              "checkpoints=%d: 이 크기의 모델에는 메모리가 부족합니다. %d까지 쓸 수 있습니다"),
                         count, (int)(bytes_most / bytes));
    return true;
}

bool lab_checkpoint_closed(const LabModel *entry, Error *error)
{
    int open = entry->checkpoints.open;
    return open == 0 ||
           error_set(error, ERROR_USAGE,
                     TEXT("checkpoint %d of model '%s' is open: go back to the trained model with 'checkpoint last', "
                          "then train it",
                          "%2$s 모델의 체크포인트 %1$d번이 열려 있습니다. 'checkpoint last'로 훈련된 모델로 돌아간 뒤 이어서 훈련하십시오"),
                     open, entry->name);
}

void lab_take_checkpoint(LabModel *entry, long step, double loss)
{
    Checkpoints *checkpoints = &entry->checkpoints;
    if (checkpoints->count == CHECKPOINTS_MOST)
        return;
    ModelState *state = &checkpoints->list[checkpoints->count++];
    *state = (ModelState){.steps = step, .loss = loss};
    model_state_take(state, entry->model);
}

/* ---- opening ---- */

static bool none_there(const LabModel *entry, Error *error)
{
    return error_set(error, ERROR_USAGE,
                     TEXT("model '%s' has no checkpoints: 'train checkpoints=8' keeps some",
                          "'%s' 모델에는 체크포인트가 없습니다. 'train checkpoints=8'로 훈련하면 남습니다"),
                     entry->name);
}

bool lab_checkpoint_open(Lab *lab, int number, Error *error)
{
    LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL || !lab_may_change(lab, error))
        return false;
    Checkpoints *checkpoints = &entry->checkpoints;
    if (checkpoints->count == 0)
        return none_there(entry, error);
    if (number < 1 || number > checkpoints->count)
        return error_set(error, ERROR_USAGE,
                         TEXT("there is no checkpoint %d: 'checkpoint' lists numbers 1 to %d",
                              "체크포인트 %d번은 없습니다. 번호는 1에서 %d까지입니다"),
                         number, checkpoints->count);
    const ModelState *state = &checkpoints->list[number - 1];
    if (checkpoints->open == 0) {
        checkpoints->trained = entry->state;
        model_state_take(&checkpoints->trained, entry->model);
    }
    checkpoints->open = number;
    model_state_restore(state, entry->model);
    entry->state = (ModelState){.steps = state->steps, .loss = state->loss};
    return true;
}

/* step may be any number, so that the difference may be too large for a long. */
static unsigned long distance(const ModelState *state, long step)
{
    unsigned long a = (unsigned long)state->steps, b = (unsigned long)step;
    return state->steps > step ? a - b : b - a;
}

bool lab_checkpoint_open_step(Lab *lab, long step, Error *error)
{
    const LabModel *entry = lab_find(lab, NULL, error);
    int nearest = 0;
    for (int i = 1; entry != NULL && i < entry->checkpoints.count; i++)
        if (distance(&entry->checkpoints.list[i], step) < distance(&entry->checkpoints.list[nearest], step))
            nearest = i;
    return entry != NULL && lab_checkpoint_open(lab, nearest + 1, error);
}

void lab_checkpoint_close(LabModel *entry)
{
    Checkpoints *checkpoints = &entry->checkpoints;
    if (checkpoints->open == 0)
        return;
    model_state_go_back(&checkpoints->trained, &entry->state, entry->model);
    checkpoints->open = 0;
}

bool lab_checkpoint_last(Lab *lab, Error *error)
{
    LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL)
        return false;
    lab_checkpoint_close(entry);
    return true;
}

bool lab_checkpoints(Lab *lab, CheckpointList *list, Error *error)
{
    const LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL)
        return false;
    const Checkpoints *checkpoints = &entry->checkpoints;
    if (checkpoints->count == 0)
        return none_there(entry, error);
    *list = (CheckpointList){.count = checkpoints->count,
                           .open = checkpoints->open,
                           .trained_steps = lab_trained_state(entry)->steps,
                           .trained_loss = lab_trained_state(entry)->loss};
    snprintf(list->model, sizeof list->model, "%s", entry->name);
    for (int i = 0; i < list->count; i++) {
        list->step[i] = checkpoints->list[i].steps;
        list->loss[i] = checkpoints->list[i].loss;
    }
    return true;
}

/* ---- in a file beside the model's own, so that they outlive the session ---- */

/* A safetensors file. Its tensor "values" has a row of values for each checkpoint, and one more for the trained model:
 * a file whose last row is not this model's is of another. "checkpoints" in its metadata has the steps and the loss of
 * each. */
enum { FILE_BYTES_MOST = 64 << 20 };
static const char values_name[] = "values", list_name[] = "checkpoints";

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
    if (count == 0 || bytes > FILE_BYTES_MOST) {
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
