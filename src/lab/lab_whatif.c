/* lab_whatif.c: a sentence translated twice, without and with numbers replaced; and how far a map can be trusted. */
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/job.h"

Interventions *lab_interventions(Lab *lab) { return &lab->interventions; }

/* ---- what is in force ---- */

const char *lab_prefix(const Lab *lab) { return lab->prefix_count > 0 ? lab->prefixes[lab->prefix_count - 1].text : ""; }

void lab_force_prefix(Lab *lab, const char *text)
{
    lab->prefixes = memory_resize(lab->prefixes, (size_t)lab->prefix_count + 1, sizeof *lab->prefixes);
    lab->prefixes[lab->prefix_count++] = (ForcedPrefix){memory_string(text), lab->interventions.count};
}

bool lab_force_undo(Lab *lab)
{
    bool prefix_is_last = lab->prefix_count > 0 && lab->prefixes[lab->prefix_count - 1].after == lab->interventions.count;
    if (!prefix_is_last)
        return interventions_undo(&lab->interventions);
    free(lab->prefixes[--lab->prefix_count].text);
    return true;
}

void lab_force_clear(Lab *lab)
{
    while (lab_force_undo(lab))
        ;
    interventions_clear(&lab->interventions);
    free(lab->prefixes);
    lab->prefixes = NULL;
}

/* Makes the prefix ids of this model's vocabulary: another model's may have fewer. unknown: those it lacks. */
static bool begin_forced(Lab *lab, const LabModel *entry, int *unknown, Error *error)
{
    TokenList tokens = {0};
    int *ids = NULL;
    bool wanted = lab->prefix_count > 0 && !model_fills(entry->model);
    if (wanted && !dataset_encode_target(entry->data->dataset, lab_prefix(lab), &tokens, &ids, error))
        return false;
    interventions_prefix(&lab->interventions, ids, tokens.count);
    interventions_begin(&lab->interventions);
    *unknown = 0;
    for (int i = 0; i < tokens.count; i++)
        *unknown += ids[i] == TOKEN_UNK;
    token_list_free(&tokens);
    free(ids);
    return true;
}

Translation *lab_translate_forced(Lab *lab, const char *model, const char *text, int length, uint64_t seed, Error *error)
{
    int unknown;
    const LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL || !begin_forced(lab, entry, &unknown, error))
        return NULL;
    return lab_translate_if(lab, model, text, length, seed, &lab->interventions, error);
}

/* ---- what if ---- */

static double *log_probabilities(const Trace *trace)
{
    const TraceArray *array = trace_find(trace, "output.log_probability");
    double *out = memory_new((size_t)trace->target_count + 1, sizeof *out);
    for (int t = 0; t < array->rows; t++)
        out[t] = (double)array->values[t];
    return out;
}

typedef struct Comparison {
    Request asked;
    Interventions *interventions;
    WhatIf *result;
} Comparison;

static void compare(void *argument, Error *error)
{
    const Comparison *comparison = argument;
    WhatIf *result = comparison->result;
    result->before = lab_translate_now(&comparison->asked, NULL, error);
    if (result->before != NULL)
        result->after = lab_translate_now(&comparison->asked, comparison->interventions, error);
    if (result->after == NULL)
        return;
    const Trace *before = result->before->trace;
    Trace *again = model_trace_forced_if(comparison->asked.entry->model, before->source, before->source_count,
                                         before->target, before->target_count, comparison->interventions);
    result->log_probability_before = log_probabilities(before);
    result->log_probability_after = log_probabilities(again);
    trace_close(again);
}

bool lab_what_if(Lab *lab, const char *model, const char *text, int length, uint64_t seed, WhatIf *result, Error *error)
{
    *result = (WhatIf){0};
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL || !begin_forced(lab, entry, &result->prefix_unknown, error))
        return false;
    result->prefix_unused = lab->prefix_count > 0 && model_fills(entry->model);
    Comparison comparison = {{entry, text, length, seed}, &lab->interventions, result};
    if (job_answer(lab, entry, "whatif", compare, &comparison, error))
        return true;
    what_if_free(result);
    return false;
}

void what_if_free(WhatIf *result)
{
    translation_close(result->before);
    translation_close(result->after);
    free(result->log_probability_before);
    free(result->log_probability_after);
    *result = (WhatIf){0};
}

/* ---- trust ---- */

typedef struct Judgement {
    Request asked;
    Translation *translation;
    Trust *trust;
} Judgement;

static void judge(void *argument, Error *error)
{
    Judgement *judgement = argument;
    judgement->translation = lab_translate_now(&judgement->asked, NULL, error);
    if (judgement->translation != NULL && judgement->translation->target_count > 0) /* none: stopped while it read */
        judgement->trust = model_trust(judgement->asked.entry->model, judgement->translation->trace, error);
}

Trust *lab_trust(Lab *lab, const char *model, const char *text, int length, uint64_t seed, Translation **translation,
                 Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL)
        return NULL;
    Judgement judgement = {.asked = {entry, text, length, seed}};
    bool answered = job_answer(lab, entry, "trust", judge, &judgement, error);
    *translation = judgement.translation;
    if (answered && judgement.trust != NULL)
        return judgement.trust;
    if (answered)
        error_set(error, ERROR_USAGE, TEXT("the answer is empty: there is no map to judge", "답이 비어 있어 따질 어텐션 맵이 없습니다"));
    trust_close(judgement.trust);
    translation_close(*translation);
    *translation = NULL;
    return NULL;
}
