/* data_sources.h: the list of sources of data. data_source.h describes one. */
#ifndef SEQLAB_TEXT_DATA_SOURCES_H
#define SEQLAB_TEXT_DATA_SOURCES_H

#include "text/data_source.h"
#include "text/dataset_options.h"

/* In the order in which they are listed. A task is named as it is typed. */
#define DATA_TASKS(TASK) \
    TASK(copy) \
    TASK(reverse) \
    TASK(sort) \
    TASK(dates) \
    TASK(picture) \
    TASK(question) \
    TASK(summary) \
    TASK(order) \
    TASK(scan)

#define DECLARE_TASK(name) extern const DataSource task_##name;
DATA_TASKS(DECLARE_TASK)
extern const DataSource file_source, grammar_ko_en, grammar_en_ko, tasks_by_prefix;

/* Number i of a family, in its order; NULL after the last. */
const DataSource *data_source_at(SourceFamily family, int i);
/* The names of tasks, grammars, languages and kinds of tokens: NULL after the last. */
const char *data_task_name(int i);
const char *data_grammar_name(int i);
const char *data_language_name(int i);

/* How many of the options that name a source are given: one is right. */
int data_sources_given(const DatasetOptions *options);
/* The source that the options name; NULL with a message if there is none, or more than one. */
const DataSource *data_source_of(const DatasetOptions *options, Error *error);
/* Whether an option ("symbols") has an effect on a source. */
bool data_source_takes(const DataSource *source, const char *option);
/* The sources that take it, as an option's condition: "task=copy|reverse,tasks=...". Until the next call. */
const char *data_sources_taking(const char *option);
/* Sets a data set's language, or both, by the name; false with a message that lists them. */
bool data_set_language(Dataset *dataset, const char *name, Error *error);

#endif
