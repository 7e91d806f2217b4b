/* small_dataset.h: data sets from options, or from a few lines of text. */
#ifndef SEQLAB_TESTS_SMALL_DATASET_H
#define SEQLAB_TESTS_SMALL_DATASET_H

#include "test.h"
#include "text/dataset.h"
#include "text_files.h"

static inline Dataset *open_options(DatasetOptions options)
{
    Error error = {0};
    Dataset *dataset = dataset_open(&options, &error);
    if (dataset == NULL)
        fail_msg("refused: %s", error.message);
    return dataset;
}

static inline Dataset *open_text(const char *text, DatasetOptions options)
{
    char path[TEXT_FILE_PATH];
    write_text(path, text);
    options.file = path;
    Dataset *dataset = open_options(options);
    unlink(path);
    return dataset;
}

#endif
