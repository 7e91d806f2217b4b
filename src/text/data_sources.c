/* data_sources.c: the list of sources, searched. */
#include "text/data_sources.h"

#include <stdio.h>
#include <string.h>

#include "text/dataset_state.h"

#define TASK_ADDRESS(name) &task_##name,
static const DataSource *const sources[] = {&file_source, &grammar_ko_en, &grammar_en_ko,
                                           DATA_TASKS(TASK_ADDRESS) &tasks_by_prefix};
enum { SOURCE_COUNT = sizeof sources / sizeof sources[0] };

const DataSource *data_source_at(SourceFamily family, int i)
{
    for (size_t s = 0; s < SOURCE_COUNT; s++)
        if (sources[s]->family == family && i-- == 0)
            return sources[s];
    return NULL;
}

static const char *name_at(SourceFamily family, int i)
{
    const DataSource *source = data_source_at(family, i);
    return source != NULL ? source->name : NULL;
}

const char *data_task_name(int i) { return name_at(FROM_TASK, i); }
const char *data_grammar_name(int i) { return name_at(FROM_GRAMMAR, i); }

const char *data_language_name(int i)
{
    return i <= LANGUAGE_KOREAN ? language_code((Language)i) : i == LANGUAGE_KOREAN + 1 ? "both" : NULL;
}

bool data_set_language(Dataset *dataset, const char *name, Error *error)
{
    int found = data_find_name(TEXT("language of a task", "과제의 언어"), name, data_language_name, error);
    dataset->both_languages = found > LANGUAGE_KOREAN;
    if (dataset->both_languages && !dataset->source->both_languages)
        return error_set(error, ERROR_USAGE, TEXT("only task=dates takes language=both: choose en or ko",
                                                  "language=both는 task=dates에서만 쓸 수 있습니다. en이나 ko를 고르십시오"));
    if (found >= 0 && !dataset->both_languages)
        dataset->language = (Language)found;
    return found >= 0;
}

int data_sources_given(const DatasetOptions *options)
{
    return (options->file != NULL) + (options->grammar != NULL) + (options->task != NULL) + (options->tasks != NULL);
}

const DataSource *data_source_of(const DatasetOptions *options, Error *error)
{
    int given = data_sources_given(options), found = 0;
    if (given != 1) {
        error_set(error, ERROR_USAGE,
                  given == 0 ? TEXT("choose where the pairs come from: a file, a task or a grammar",
                                    "문장 쌍을 어디서 얻을지 정하십시오: 파일, 과제, 문법 가운데 하나")
                             : TEXT("pairs come from one place only: a file, a task or a grammar",
                                    "문장 쌍은 파일, 과제, 문법 가운데 한 곳에서만 얻습니다"));
        return NULL;
    }
    SourceFamily family = options->task != NULL      ? FROM_TASK
                          : options->tasks != NULL   ? FROM_TASKS
                          : options->grammar != NULL ? FROM_GRAMMAR
                                                     : FROM_FILE;
    if (family == FROM_TASK)
        found = data_find_name(TEXT("task", "과제"), options->task, data_task_name, error);
    else if (family == FROM_GRAMMAR)
        found = data_find_name(TEXT("grammar", "문법"), options->grammar, data_grammar_name, error);
    return found >= 0 ? data_source_at(family, found) : NULL;
}

bool data_source_takes(const DataSource *source, const char *option)
{
    size_t length = strlen(option);
    for (const char *at = source->takes; at != NULL; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, option, length) == 0 && (at[length] == '|' || at[length] == '\0'))
            return true;
    }
    return false;
}

const char *data_sources_taking(const char *option)
{
    static const char *const families[SOURCE_FAMILIES] = {"file", "grammar", "task", "tasks"};
    static char where[256];
    SourceFamily last = SOURCE_FAMILIES;
    int used = 0;
    where[0] = '\0';
    for (size_t i = 0; i < SOURCE_COUNT && used < (int)sizeof where - 64; i++) {
        if (!data_source_takes(sources[i], option))
            continue;
        if (sources[i]->family != last)
            used += snprintf(where + used, sizeof where - (size_t)used, "%s%s=", used > 0 ? "," : "",
                             families[sources[i]->family]);
        else
            used += snprintf(where + used, sizeof where - (size_t)used, "|");
        used += snprintf(where + used, sizeof where - (size_t)used, "%s",
                         sources[i]->name != NULL ? sources[i]->name : "...");
        last = sources[i]->family;
    }
    return where;
}
