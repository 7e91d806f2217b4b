/* load_data.c: data sets opened as jobs. A large file takes seconds, and learning its subwords more. */
#include "lab/load_data.h"

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

bool lab_data(Lab *lab, const DatasetOptions *options, Error *error)
{
    Dataset *dataset = lab_load_data(lab, options, error);
    if (dataset == NULL)
        return false;
    lab_data_release(lab->data);
    lab->data = memory_new(1, sizeof *lab->data);
    *lab->data = (LabData){.dataset = dataset, .users = 1};
    return true;
}
