/* snapshot.c: the workbench at a moment, to go back to.
 *
 * Training changes a model in place, so a snapshot holds copies of all values and training states; data sets never
 * change and are shared. A model that is still the same object gets its values back; another took the name of one
 * that was replaced, which is then made again. */
#include "lab/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lab/checkpoints.h"
#include "lab/force.h"
#include "lab/registry_internal.h"

enum { PARAMETERS_MOST = 16 << 20 }; /* of all models and their checkpoints: at most 200 MB */

/* A model as it was. Values and state are those that were trained, also where a checkpoint was open. */
typedef struct ModelBefore {
    LabModel entry; /* its plain fields; texts and data are the snapshot's */
    ModelConfiguration configuration;
    ModelState state;
    int open; /* the checkpoint that was open; 0: none */
    ModelState checkpoints[CHECKPOINTS_MOST];
    int checkpoint_count; /* -1: there was no room for them */
} ModelBefore;

struct Snapshot {
    ModelBefore *models;
    int model_count, current; /* current: its place; -1: none */
    LabData *data;
    Interventions interventions;
    ForcedPrefix *prefixes;
    int prefix_count;
};

/* ---- taking ---- */

static void take_model(const LabModel *entry, ModelBefore *before)
{
    bool open = entry->checkpoints.open > 0;
    before->entry = (LabModel){.name = memory_string(entry->name),
                               .data = lab_data_hold(entry->data),
                               .serial = entry->serial,
                               .replaced = entry->replaced,
                               .mark = entry->mark,
                               .data_lost = memory_string(entry->data_lost),
                               .file = memory_string(entry->file),
                               .saved_steps = entry->saved_steps,
                               .unsaved_seconds = entry->unsaved_seconds,
                               .write_seconds = entry->write_seconds};
    before->configuration = *model_configuration(entry->model);
    before->open = entry->checkpoints.open;
    model_state_copy(&before->state, open ? &entry->checkpoints.trained : &entry->state);
    if (!open)
        model_state_take(&before->state, entry->model);
}

static void copy_states(const ModelState *from, int count, ModelState *to)
{
    for (int i = 0; i < count; i++)
        model_state_copy(&to[i], &from[i]);
}

/* room: so many parameters more may be copied. */
static void take_checkpoints(const LabModel *entry, ModelBefore *before, size_t *room)
{
    size_t wanted = model_parameters(entry->model)->total * (size_t)entry->checkpoints.count;
    before->checkpoint_count = wanted <= *room ? entry->checkpoints.count : -1;
    copy_states(entry->checkpoints.list, before->checkpoint_count, before->checkpoints);
    *room -= wanted <= *room ? wanted : 0;
}

static void copy_prefixes(const ForcedPrefix *from, int count, ForcedPrefix **to)
{
    *to = count > 0 ? memory_new((size_t)count, sizeof **to) : NULL;
    for (int i = 0; i < count; i++)
        (*to)[i] = (ForcedPrefix){memory_string(from[i].text), from[i].after};
}

static void copy_interventions(const Interventions *from, Interventions *to)
{
    for (int i = 0; i < from->count; i++)
        interventions_add(to, &from->list[i]);
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
        take_model(lab->models[i], &snapshot->models[snapshot->model_count]);
        take_checkpoints(lab->models[i], &snapshot->models[snapshot->model_count++], &room);
        if (lab->models[i] == lab->current)
            snapshot->current = i;
    }
    snapshot->data = lab->data != NULL ? lab_data_hold(lab->data) : NULL;
    copy_interventions(&lab->interventions, &snapshot->interventions);
    copy_prefixes(lab->prefixes, lab->prefix_count, &snapshot->prefixes);
    snapshot->prefix_count = lab->prefix_count;
    return snapshot;
}

void snapshot_free(Snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    for (int i = 0; i < snapshot->model_count; i++) {
        ModelBefore *before = &snapshot->models[i];
        model_state_free(&before->state);
        for (int k = 0; k < before->checkpoint_count; k++)
            model_state_free(&before->checkpoints[k]);
        lab_data_release(before->entry.data);
        free(before->entry.name);
        free(before->entry.data_lost);
        free(before->entry.file);
    }
    for (int i = 0; i < snapshot->prefix_count; i++)
        free(snapshot->prefixes[i].text);
    lab_data_release(snapshot->data);
    interventions_clear(&snapshot->interventions);
    free(snapshot->prefixes);
    free(snapshot->models);
    free(snapshot);
}

/* ---- going back ---- */

/* The lab's model that is still the same object; NULL: it was replaced or is gone. */
static LabModel *same_model(const Lab *lab, const ModelBefore *before)
{
    for (int i = 0; i < lab->model_count; i++)
        if (lab->models[i]->serial == before->entry.serial)
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
    if (before->checkpoint_count < 0) {
        lab_drop_checkpoints_after(entry, before->state.steps);
        return;
    }
    lab_drop_checkpoints(entry);
    copy_states(before->checkpoints, before->checkpoint_count, entry->checkpoints.list);
    entry->checkpoints.count = before->checkpoint_count;
}

/* The model gets its values, its training and what the lab knew of it. */
static void put_back(Lab *lab, LabModel *entry, const ModelBefore *before)
{
    lab->current = entry;
    lab_checkpoint_last(lab, NULL);
    put_checkpoints(entry, before);
    ModelState state = {0};
    model_state_copy(&state, &before->state);
    model_state_restore(&state, entry->model);
    free(state.learned.value);
    state.learned.value = NULL;
    model_state_free(&entry->state);
    model_state_free(&entry->before_step);
    entry->state = state;
    if (before->open > 0 && before->open <= entry->checkpoints.count)
        lab_checkpoint_open(lab, before->open, NULL);
    if (entry->data != before->entry.data) {
        lab_data_release(entry->data);
        entry->data = lab_data_hold(before->entry.data);
    }
    bool saved_since = entry->saved_steps != before->entry.saved_steps; /* the file holds what is gone */
    entry->saved_steps = saved_since ? 0 : before->entry.saved_steps;
    entry->unsaved_seconds = before->entry.unsaved_seconds;
    entry->write_seconds = before->entry.write_seconds;
    entry->replaced = before->entry.replaced;
    entry->mark = before->entry.mark;
    put_text(&entry->data_lost, before->entry.data_lost);
    put_text(&entry->file, before->entry.file);
}

/* Removes what was made since, and what took another's name. */
static void remove_newer(Lab *lab, const Snapshot *snapshot)
{
    int kept = 0;
    for (int i = 0; i < lab->model_count; i++) {
        bool was_there = false;
        for (int k = 0; k < snapshot->model_count; k++)
            was_there = was_there || snapshot->models[k].entry.serial == lab->models[i]->serial;
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
        entry = lab_put(lab, before->entry.name, model, before->entry.data);
        entry->serial = before->entry.serial; /* an earlier snapshot knows it too */
        entry->saved_steps = before->entry.saved_steps;
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
    bool whole = true;
    remove_newer(lab, snapshot);
    for (int i = 0; i < snapshot->model_count; i++)
        whole = restore_model(lab, &snapshot->models[i], error) && whole;
    order_models(lab, snapshot);
    lab->current = snapshot->current >= 0 ? same_model(lab, &snapshot->models[snapshot->current]) : NULL;
    LabData *data = snapshot->data != NULL ? lab_data_hold(snapshot->data) : NULL;
    lab_data_release(lab->data);
    lab->data = data;
    lab_force_clear(lab);
    copy_interventions(&snapshot->interventions, &lab->interventions);
    copy_prefixes(snapshot->prefixes, snapshot->prefix_count, &lab->prefixes);
    lab->prefix_count = snapshot->prefix_count;
    return whole;
}
