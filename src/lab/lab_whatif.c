/* lab_whatif.c: a sentence translated twice, without and with numbers replaced; and how far a map can be trusted. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lab/lab_parts.h"

Interventions *lab_interventions(Lab *lab) { return &lab->interventions; }

const char *lab_prefix(const Lab *lab) { return lab->prefix != NULL ? lab->prefix : ""; }

bool lab_force_prefix(Lab *lab, const char *text, Error *error)
{
    TokenList tokens = {0};
    int *ids = NULL;
    LabModel *entry = lab_find(lab, NULL, error);
    if (entry == NULL ||
        (text[0] != '\0' && !dataset_encode_target(entry->data->dataset, text, &tokens, &ids, error)))
        return false;
    interventions_prefix(&lab->interventions, ids, tokens.count);
    free(lab->prefix);
    lab->prefix = text[0] != '\0' ? memory_string(text) : NULL;
    token_list_free(&tokens);
    free(ids);
    return true;
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

bool lab_what_if(Lab *lab, const char *model, const char *text, int length, uint64_t seed, WhatIf *result, Error *error)
{
    *result = (WhatIf){0};
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL)
        return false;
    interventions_begin(&lab->interventions);
    result->before = lab_translate_if(lab, model, text, length, seed, NULL, error);
    if (result->before != NULL)
        result->after = lab_translate_if(lab, model, text, length, seed, &lab->interventions, error);
    if (result->after == NULL) {
        what_if_free(result);
        return false;
    }
    const Trace *before = result->before->trace;
    Trace *again = model_trace_forced_if(entry->model, before->source, before->source_count, before->target,
                                         before->target_count, &lab->interventions);
    result->log_probability_before = log_probabilities(before);
    result->log_probability_after = log_probabilities(again);
    trace_close(again);
    return true;
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

Trust *lab_trust(Lab *lab, const char *model, const char *text, int length, uint64_t seed, Translation **translation,
                 Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL)
        return NULL;
    *translation = lab_translate_if(lab, model, text, length, seed, NULL, error);
    if (*translation == NULL)
        return NULL;
    const Trace *trace = (*translation)->trace;
    Trust *trust = model_trust(entry->model, trace, error);
    if (trust == NULL) {
        translation_close(*translation);
        *translation = NULL;
    }
    return trust;
}
