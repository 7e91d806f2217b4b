/* load_data.c: data sets opened as jobs. A large file takes seconds, and learning its subwords more. */
#include "lab/load_data.h"

#include <stdlib.h>

#include "base/memory.h"
#include "lab/job.h"
#include "lab/registry_internal.h"

typedef struct Loading {
    DatasetOptions options;
    Dataset *dataset;
    Error error;
} Loading;

static void load(Job *job, void *argument)
{
    Loading *loading = argument;
    loading->options.watch = (LoadWatch){.goes_on = job_goes_on, .argument = job};
    loading->dataset = dataset_open(&loading->options, &loading->error);
}

Dataset *lab_load_data(Lab *lab, const DatasetOptions *options, Error *error)
{
    Job job;
    Loading loading = {.options = *options};
    job_run(lab, &job, "data", options->file, load, &loading);
    if (loading.dataset == NULL && error != NULL)
        *error = loading.error;
    return loading.dataset;
}

DatasetOptions lab_data_again(const Lab *lab, const DatasetOptions *options)
{
    if (lab->current == NULL || dataset_has_pairs(lab->current->data->dataset))
        return *options;
    DatasetOptions own = *dataset_options(lab->current->data->dataset);
    own.file = options->file;
    own.with = options->with;
    own.task = own.tasks = own.grammar = NULL;
    own.vocabularies_of = lab->current->data->dataset;
    return own;
}

/* Gives the current data to the models that lack theirs. */
static void attach(Lab *lab)
{
    for (int i = 0; i < lab->model_count; i++) {
        LabModel *entry = lab->models[i];
        const Dataset *old = entry->data->dataset;
        if (dataset_has_pairs(old) || !dataset_same_vocabularies(old, lab->data->dataset))
            continue;
        lab_data_release(entry->data);
        entry->data = lab_data_hold(lab->data);
        free(entry->data_lost);
        entry->data_lost = NULL;
    }
}

LabData *lab_data_shared(Lab *lab, Dataset *dataset)
{
    LabData *found = lab->data != NULL && dataset_same(lab->data->dataset, dataset) ? lab->data : NULL;
    for (int i = 0; i < lab->model_count && found == NULL; i++)
        if (dataset_same(lab->models[i]->data->dataset, dataset))
            found = lab->models[i]->data;
    if (found != NULL) {
        dataset_close(dataset);
        return lab_data_hold(found);
    }
    LabData *data = memory_new(1, sizeof *data);
    *data = (LabData){.dataset = dataset, .users = 1};
    return data;
}

bool lab_data(Lab *lab, const DatasetOptions *options, Error *error)
{
    Dataset *dataset = lab_may_change(lab, error) ? lab_load_data(lab, options, error) : NULL;
    if (dataset == NULL)
        return false;
    LabData *data = lab_data_shared(lab, dataset);
    lab_data_release(lab->data);
    lab->data = data;
    attach(lab);
    return true;
}
