/* registry.c: the workbench's data sets and models, and which of them are current. */
#include "lab/registry_internal.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"

/* Without memory jansson would hand out NULL where no caller expects it. */
static void *json_memory(size_t bytes) { return memory_new(1, bytes); }

Lab *lab_open(int threads)
{
    json_set_alloc_funcs(json_memory, free);
    Lab *lab = memory_new(1, sizeof *lab);
    lab->workers = workers_open(threads);
    lab->autosaves.lock = -1;
    return lab;
}

void lab_drop_checkpoints(LabModel *entry)
{
    Checkpoints *checkpoints = &entry->checkpoints;
    for (int i = 0; i < checkpoints->count; i++)
        model_state_free(&checkpoints->list[i]);
    model_state_free(&checkpoints->trained);
    *checkpoints = (Checkpoints){0};
}

void autosaves_free(Autosaves *autosaves)
{
    if (autosaves->lock >= 0)
        close(autosaves->lock);
    free(autosaves->folder);
    free(autosaves->session);
    *autosaves = (Autosaves){.lock = -1};
}

void forced_free(Forced *forced)
{
    interventions_clear(&forced->interventions);
    for (int i = 0; i < forced->prefix_count; i++)
        free(forced->prefixes[i].text);
    free(forced->prefixes);
    *forced = (Forced){0};
}

const ModelState *lab_trained_state(const LabModel *entry)
{
    return entry->checkpoints.open > 0 ? &entry->checkpoints.trained : &entry->state;
}

long lab_unsaved_steps(const LabModel *entry)
{
    long steps = lab_trained_state(entry)->steps;
    return steps > entry->saved_steps ? steps - entry->saved_steps : 0;
}

void lab_model_free(LabModel *entry)
{
    model_close(entry->model);
    lab_drop_checkpoints(entry);
    model_state_free(&entry->state);
    model_state_free(&entry->before_step);
    lab_data_release(entry->data);
    free(entry->file);
    free(entry->data_lost);
    free(entry->name);
    free(entry);
}

void lab_close(Lab *lab)
{
    if (lab == NULL)
        return;
    forced_free(&lab->forced);
    for (int i = 0; i < lab->model_count; i++)
        lab_model_free(lab->models[i]);
    free(lab->models);
    lab_data_release(lab->data);
    autosaves_free(&lab->autosaves);
    workers_close(lab->workers);
    free(lab);
}

void lab_watch(Lab *lab, Watch *watch, void *argument)
{
    lab->watch = watch;
    lab->watch_argument = argument;
}

void lab_interrupt_check(Lab *lab, bool (*interrupted)(void)) { lab->interrupted = interrupted; }

bool lab_interrupted(const Lab *lab) { return lab->interrupted != NULL && lab->interrupted(); }

/* ---- data ---- */

LabData *lab_data_hold(LabData *data)
{
    data->users++;
    return data;
}

void lab_data_release(LabData *data)
{
    if (data == NULL || --data->users > 0)
        return;
    dataset_close(data->dataset);
    free(data);
}

Dataset *lab_dataset(const Lab *lab) { return lab->data != NULL ? lab->data->dataset : NULL; }

/* ---- models ---- */

static int index_of(const Lab *lab, const char *name)
{
    for (int i = 0; i < lab->model_count; i++)
        if (strcmp(lab->models[i]->name, name) == 0)
            return i;
    return -1;
}

void lab_when_replaced(Lab *lab, void (*function)(void *argument, const char *name), void *argument)
{
    lab->replaces = function;
    lab->replaces_argument = argument;
}

LabModel *lab_put(Lab *lab, const char *name, Model *model, LabData *data)
{
    int index = index_of(lab, name);
    if (index >= 0 && lab->replaces != NULL && lab_trained_state(lab->models[index])->steps > 0) {
        lab->replaces(lab->replaces_argument, name);
        index = index_of(lab, name);
    }
    LabModel *entry = memory_new(1, sizeof *entry);
    *entry = (LabModel){.name = memory_string(name),
                        .serial = ++lab->serials,
                        .model = model,
                        .data = lab_data_hold(data),
                        .state = {.loss = (double)NAN}};
    if (index >= 0) {
        entry->replaced = lab->models[index]->state.steps;
        lab_model_free(lab->models[index]);
    } else {
        index = lab->model_count++;
        lab->models = memory_resize(lab->models, (size_t)lab->model_count, sizeof *lab->models);
    }
    lab->models[index] = entry;
    lab->current = entry;
    return entry;
}

bool lab_name_check(const char *name, Error *error)
{
    size_t length = strlen(name);
    if (utf8_first_invalid(name, length) >= 0 || utf8_has_control(name))
        return error_set(error, ERROR_USAGE,
                         TEXT("a model's name is UTF-8 text without control characters",
                              "모델 이름은 UTF-8 글이어야 하고 제어 문자를 쓸 수 없습니다"));
    if (length > 0 && length < 64 && strpbrk(name, " =,/") == NULL)
        return true;
    return error_set(error, ERROR_USAGE,
                     TEXT("a model's name has 1 to 63 bytes and no space, comma, slash or equals sign: '%.80s'",
                          "모델 이름은 1~63바이트이고 공백, 쉼표, 빗금, 등호를 쓸 수 없습니다: '%.80s'"),
                     name);
}

/* "gru-dot"; "causal". */
static void usual_name(const ModelConfiguration *configuration, char name[MODEL_NAME_MOST])
{
    if (configuration->kind == KIND_RECURRENT)
        snprintf(name, MODEL_NAME_MOST, "%s-%s", configuration_cell_name(configuration),
                 configuration_attention_name(configuration));
    else
        snprintf(name, MODEL_NAME_MOST, "%s", kind_name(configuration->kind));
}

bool lab_number_name(const Lab *lab, char name[MODEL_NAME_MOST])
{
    size_t length = strlen(name);
    for (int number = 2; index_of(lab, name) >= 0; number++)
        snprintf(name + length, MODEL_NAME_MOST - length, "-%d", number);
    return name[length] == '\0';
}

bool lab_free_name(const Lab *lab, const ModelConfiguration *configuration, char name[MODEL_NAME_MOST])
{
    usual_name(configuration, name);
    return lab_number_name(lab, name);
}

bool lab_model(Lab *lab, const char *name, const ModelConfiguration *configuration, Error *error)
{
    char usual[MODEL_NAME_MOST];
    if (!lab_may_change(lab, error))
        return false;
    if (lab->data == NULL)
        return error_set(
            error, ERROR_USAGE,
            TEXT("a model needs data first: try 'data grammar=ko-en' or 'data task=copy'",
                 "모델을 만들려면 먼저 데이터가 있어야 합니다. 'data grammar=ko-en'이나 'data task=copy'를 입력해 보십시오"));
    ModelConfiguration filled = *configuration;
    filled.source_vocabulary = vocabulary_size(dataset_vocabulary(lab->data->dataset, SIDE_SOURCE));
    filled.target_vocabulary = vocabulary_size(dataset_vocabulary(lab->data->dataset, SIDE_TARGET));
    if (name == NULL) {
        usual_name(&filled, usual);
        name = usual;
    }
    if (!lab_name_check(name, error))
        return false;
    Model *model = model_open(&filled, error);
    if (model == NULL)
        return false;
    lab_put(lab, name, model, lab->data);
    return true;
}

int lab_model_count(const Lab *lab) { return lab->model_count; }

static void fill_info(const Lab *lab, const LabModel *entry, ModelInfo *info)
{
    *info = (ModelInfo){
        .name = entry->name,
        .serial = entry->serial,
        .configuration = model_configuration(entry->model),
        .parameters = (long)model_parameters(entry->model)->total,
        .steps = entry->state.steps,
        .unsaved_steps = lab_unsaved_steps(entry),
        .loss = entry->state.loss,
        .losses = &entry->losses,
        .validation_losses = &entry->validation_losses,
        .data = dataset_name(entry->data->dataset),
        .data_options = dataset_options(entry->data->dataset),
        .other_data = entry->data != lab->data,
        .data_lost = entry->data_lost,
        .pairs_saved = entry->mark.pairs,
        .same_pairs = entry->mark.fingerprint == dataset_mark(entry->data->dataset).fingerprint,
        .replaced = entry->replaced,
        .current = entry == lab->current,
    };
}

bool lab_model_info(const Lab *lab, int index, ModelInfo *info)
{
    if (index < 0 || index >= lab->model_count)
        return false;
    fill_info(lab, lab->models[index], info);
    return true;
}

bool lab_current_info(const Lab *lab, ModelInfo *info)
{
    if (lab->current == NULL)
        return false;
    fill_info(lab, lab->current, info);
    return true;
}

static LabModel *unknown_name(const Lab *lab, const char *name, Error *error)
{
    const char **names = memory_new((size_t)lab->model_count + 1, sizeof *names);
    for (int i = 0; i < lab->model_count; i++)
        names[i] = lab->models[i]->name;
    const char *nearest = nearest_name(name, names, (size_t)lab->model_count);
    if (nearest != NULL)
        error_set(error, ERROR_USAGE,
                  TEXT("there is no model '%.64s': did you mean '%s'?", "'%.64s' 모델은 없습니다. 혹시 '%s'입니까?"),
                  name, nearest);
    else
        error_set(error, ERROR_USAGE,
                  TEXT("there is no model '%.64s': plain 'model' lists them",
                       "'%.64s' 모델은 없습니다. 'model'만 입력하면 목록이 나옵니다"),
                  name);
    free(names);
    return NULL;
}

LabModel *lab_find(Lab *lab, const char *name, Error *error)
{
    if (name != NULL) {
        int index = index_of(lab, name);
        return index >= 0 ? lab->models[index] : unknown_name(lab, name, error);
    }
    if (lab->current == NULL)
        error_set(
            error, ERROR_USAGE,
            TEXT("there is no model yet: make one with 'model attention=none' or 'model attention=dot', or 'open FILE'",
                 "아직 모델이 없습니다. 'model attention=none'이나 'model attention=dot'으로 만들거나 'open 파일'로 여십시오"));
    return lab->current;
}

bool lab_named_info(Lab *lab, const char *name, ModelInfo *info, Error *error)
{
    const LabModel *entry = lab_find(lab, name, error);
    if (entry != NULL)
        fill_info(lab, entry, info);
    return entry != NULL;
}

bool lab_may_change(const Lab *lab, Error *error)
{
    return lab->run == NULL ||
           error_set(error, ERROR_USAGE,
                     TEXT("'%s' is training, so models and data stay as they are. 'queue COMMAND' runs a command after "
                          "it, 'lr 0.001' changes its learning rate, 'stop' ends it",
                          "'%s' 모델을 훈련하는 중이라 모델과 데이터를 바꿀 수 없습니다. 'queue 명령'은 훈련이 끝난 뒤에 명령을 "
                          "실행하고, 'lr 0.001'은 학습률을 바꾸고, 'stop'은 훈련을 끝냅니다"),
                     lab->current->name);
}

bool lab_use(Lab *lab, const char *name, Error *error)
{
    LabModel *entry = lab_find(lab, name, error);
    if (entry == NULL || (entry != lab->current && !lab_may_change(lab, error)))
        return false;
    lab->current = entry;
    return true;
}
