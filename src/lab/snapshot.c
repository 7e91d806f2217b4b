/* snapshot.c: the workbench at a moment, to go back to.
 *
 * Training changes a model in place, so a snapshot holds copies of all values and training states; data sets never
 * change and are shared. A model that is still the same object gets its values back. One that was replaced by another
 * of its name is made again. */
#include "lab/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lab/checkpoints.h"
#include "lab/registry_internal.h"

enum { PARAMETERS_MOST = 16 << 20 }; /* of all models and their checkpoints: at most 200 MB */

/* A model as it was. */
typedef struct ModelBefore {
    LabModel *entry; /* without a model; its state, with values, is what was trained, and no checkpoint is open */
    ModelConfiguration configuration;
    int open;             /* the checkpoint that was open; 0: none */
    bool has_checkpoints; /* false: there was no room for them */
} ModelBefore;

struct Snapshot {
    ModelBefore *models;
    int model_count, current; /* current: its place; -1: none */
    LabData *data;
    Forced forced;
};

/* ---- taking ---- */

/* Here and below `to` is empty. */
static void copy_checkpoints(const Checkpoints *from, Checkpoints *to)
{
    for (; to->count < from->count; to->count++)
        model_state_copy(&to->list[to->count], &from->list[to->count]);
}

/* room: so many parameters more may be copied. */
static void take_model(const LabModel *entry, ModelBefore *before, size_t *room)
{
    LabModel *kept = before->entry = memory_new(1, sizeof *kept);
    *kept = (LabModel){.name = memory_string(entry->name),
                       .data = lab_data_hold(entry->data),
                       .serial = entry->serial,
                       .losses = entry->losses,
                       .validation_losses = entry->validation_losses,
                       .replaced = entry->replaced,
                       .mark = entry->mark,
                       .data_lost = memory_string(entry->data_lost),
                       .file = memory_string(entry->file),
                       .saved_steps = entry->saved_steps,
                       .unsaved_seconds = entry->unsaved_seconds,
                       .write_seconds = entry->write_seconds};
    before->configuration = *model_configuration(entry->model);
    before->open = entry->checkpoints.open;
    model_state_copy(&kept->state, lab_trained_state(entry));
    if (before->open == 0)
        model_state_take(&kept->state, entry->model);
    size_t wanted = model_parameters(entry->model)->total * (size_t)entry->checkpoints.count;
    before->has_checkpoints = wanted <= *room;
    if (before->has_checkpoints) {
        copy_checkpoints(&entry->checkpoints, &kept->checkpoints);
        *room -= wanted;
    }
}

static void copy_forced(const Forced *from, Forced *to)
{
    for (int i = 0; i < from->interventions.count; i++)
        interventions_add(&to->interventions, &from->interventions.list[i]);
    to->prefixes = memory_new((size_t)from->prefix_count + 1, sizeof *to->prefixes);
    for (; to->prefix_count < from->prefix_count; to->prefix_count++) {
        const ForcedPrefix *prefix = &from->prefixes[to->prefix_count];
        to->prefixes[to->prefix_count] = (ForcedPrefix){memory_string(prefix->text), prefix->after};
    }
}

Snapshot *snapshot_take(Lab *lab)
{
    size_t total = 0;
    for (int i = 0; i < lab->model_count; i++)
        total += model_parameters(lab->models[i]->model)->total;
    if (total > PARAMETERS_MOST)
        return NULL;
    Snapshot *snapshot = memory_new(1, sizeof *snapshot);
    snapshot->models = memory_new((size_t)lab->model_count + 1, sizeof *snapshot->models);
    snapshot->current = -1;
    size_t room = PARAMETERS_MOST - total;
    for (int i = 0; i < lab->model_count; i++) {
        take_model(lab->models[i], &snapshot->models[snapshot->model_count++], &room);
        if (lab->models[i] == lab->current)
            snapshot->current = i;
    }
    snapshot->data = lab->data != NULL ? lab_data_hold(lab->data) : NULL;
    copy_forced(&lab->forced, &snapshot->forced);
    return snapshot;
}

void snapshot_free(Snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    for (int i = 0; i < snapshot->model_count; i++)
        lab_model_free(snapshot->models[i].entry);
    lab_data_release(snapshot->data);
    forced_free(&snapshot->forced);
    free(snapshot->models);
    free(snapshot);
}

/* ---- going back ---- */

/* The lab's model that is still the same object; NULL: it was replaced or is gone. */
static LabModel *same_model(const Lab *lab, const ModelBefore *before)
{
    for (int i = 0; i < lab->model_count; i++)
        if (lab->models[i]->serial == before->entry->serial)
            return lab->models[i];
    return NULL;
}

static void put_text(char **to, const char *text)
{
    free(*to);
    *to = memory_string(text);
}

/* Without a copy of them: those that are still part of the model's history. */
static void put_checkpoints(LabModel *entry, const ModelBefore *before)
{
    if (!before->has_checkpoints) {
        lab_drop_checkpoints_after(entry, before->entry->state.steps);
        return;
    }
    lab_drop_checkpoints(entry);
    copy_checkpoints(&before->entry->checkpoints, &entry->checkpoints);
}

/* The model gets its values, its training and what the lab knew of it. */
static void put_back(Lab *lab, LabModel *entry, const ModelBefore *before)
{
    const LabModel *was = before->entry;
    ModelState state = was->state;
    lab_checkpoint_close(entry);
    put_checkpoints(entry, before);
    model_state_restore(&state, entry->model);
    state.learned.value = NULL; /* the model has them */
    model_state_copy(&entry->state, &state);
    model_state_free(&entry->before_step);
    lab->current = entry;
    if (before->open > 0 && before->open <= entry->checkpoints.count)
        lab_checkpoint_open(lab, before->open, NULL);
    if (entry->data != was->data) {
        lab_data_release(entry->data);
        entry->data = lab_data_hold(was->data);
    }
    bool saved_since = entry->saved_steps != was->saved_steps; /* the file holds what is gone */
    entry->saved_steps = saved_since ? 0 : was->saved_steps;
    entry->unsaved_seconds = was->unsaved_seconds;
    entry->write_seconds = was->write_seconds;
    entry->losses = was->losses;
    entry->validation_losses = was->validation_losses;
    entry->replaced = was->replaced;
    entry->mark = was->mark;
    put_text(&entry->data_lost, was->data_lost);
    put_text(&entry->file, was->file);
}

/* Removes what was made since, and what took another's name. */
static void remove_newer(Lab *lab, const Snapshot *snapshot)
{
    int kept = 0;
    for (int i = 0; i < lab->model_count; i++) {
        bool was_there = false;
        for (int k = 0; k < snapshot->model_count && !was_there; k++) {
            was_there = snapshot->models[k].entry->serial == lab->models[i]->serial;
            if (was_there) /* one that was set aside gets its name back */
                put_text(&lab->models[i]->name, snapshot->models[k].entry->name);
        }
        if (was_there)
            lab->models[kept++] = lab->models[i];
        else
            lab_model_free(lab->models[i]);
    }
    lab->model_count = kept;
    lab->current = NULL;
}

static bool restore_model(Lab *lab, const ModelBefore *before, Error *error)
{
    LabModel *entry = same_model(lab, before);
    if (entry == NULL) {
        Model *model = model_open(&before->configuration, error);
        if (model == NULL)
            return false;
        entry = lab_put(lab, before->entry->name, model, before->entry->data);
        entry->serial = before->entry->serial; /* an earlier snapshot knows it too */
        entry->saved_steps = before->entry->saved_steps;
    }
    put_back(lab, entry, before);
    return true;
}

/* In the order in which they stood, which `model` lists. */
static void order_models(Lab *lab, const Snapshot *snapshot)
{
    int place = 0;
    for (int k = 0; k < snapshot->model_count; k++) {
        LabModel *entry = same_model(lab, &snapshot->models[k]);
        for (int i = place; entry != NULL && i < lab->model_count; i++)
            if (lab->models[i] == entry) {
                memmove(&lab->models[place + 1], &lab->models[place], (size_t)(i - place) * sizeof *lab->models);
                lab->models[place++] = entry;
                break;
            }
    }
}

bool snapshot_restore(Lab *lab, const Snapshot *snapshot, Error *error)
{
    static const Snapshot nothing = {.current = -1};
    bool whole = true;
    snapshot = snapshot != NULL ? snapshot : &nothing;
    remove_newer(lab, snapshot);
    for (int i = 0; i < snapshot->model_count; i++)
        whole = restore_model(lab, &snapshot->models[i], error) && whole;
    order_models(lab, snapshot);
    lab->current = snapshot->current >= 0 ? same_model(lab, &snapshot->models[snapshot->current]) : NULL;
    LabData *data = snapshot->data != NULL ? lab_data_hold(snapshot->data) : NULL;
    lab_data_release(lab->data);
    lab->data = data;
    forced_free(&lab->forced);
    copy_forced(&snapshot->forced, &lab->forced);
    return whole;
}
