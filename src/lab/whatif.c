/* whatif.c: a sentence answered twice, without and with interventions; the faithfulness of a map; numbers explained. */
#include "lab/whatif.h"

#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/answer.h"
#include "lab/force.h"
#include "lab/job.h"
#include "lab/registry_internal.h"

/* Of the first `count` tokens; 0 for those that a trace which was stopped does not reach. */
static double *log_probabilities(const Trace *trace, int count)
{
    const TraceArray *array = trace_log_probabilities(trace);
    double *out = memory_new((size_t)count + 1, sizeof *out);
    for (int t = 0; t < array->rows && t < count; t++)
        out[t] = (double)array->values[t];
    return out;
}

typedef struct Comparison {
    const LabModel *entry;
    SourceSentence source;
    Interventions *interventions;
    WhatIf *result;
} Comparison;

void what_if_after(const LabModel *entry, const SourceSentence *source, Interventions *interventions, WhatIf *result,
                   Error *error)
{
    result->after = translate_source(entry, source, interventions, error);
    if (result->after == NULL)
        return;
    const Trace *before = result->before->trace;
    Trace *again = model_trace_given_if(entry->model, before->source, before->source_count, before->target,
                                         before->target_count, interventions);
    result->log_probability_before = log_probabilities(before, before->target_count);
    result->log_probability_after = log_probabilities(again, before->target_count);
    trace_close(again);
}

static void compare(void *argument, Error *error)
{
    const Comparison *comparison = argument;
    comparison->result->before = translate_source(comparison->entry, &comparison->source, NULL, error);
    if (comparison->result->before != NULL)
        what_if_after(comparison->entry, &comparison->source, comparison->interventions, comparison->result, error);
}

bool lab_what_if(Lab *lab, const Request *request, WhatIf *result, Error *error)
{
    *result = (WhatIf){0};
    LabModel *entry = lab_find(lab, request->model, error);
    Comparison comparison = {.entry = entry, .interventions = &lab->forced.interventions, .result = result};
    if (entry == NULL || !force_begin(lab, entry, &result->prefix_unknown, error) ||
        !lab_source(lab, request, &comparison.source, error))
        return false;
    result->prefix_unused = lab->forced.prefix_count > 0 && model_fills(entry->model);
    bool answered = job_answer(lab, entry, "whatif", compare, &comparison, error);
    source_sentence_free(&comparison.source);
    if (!answered)
        what_if_free(result);
    return answered;
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
    const LabModel *entry;
    SourceSentence source;
    Translation *translation;
    Trust *trust;
} Judgement;

static void judge(void *argument, Error *error)
{
    Judgement *judgement = argument;
    judgement->translation = translate_source(judgement->entry, &judgement->source, NULL, error);
    if (judgement->translation != NULL && judgement->translation->target_count > 0) /* none: stopped while it read */
        judgement->trust = model_trust(judgement->entry->model, judgement->translation->trace, error);
}

Trust *lab_trust(Lab *lab, const Request *request, Translation **translation, Error *error)
{
    LabModel *entry = lab_find(lab, request->model, error);
    Judgement judgement = {.entry = entry};
    if (entry == NULL || !lab_source(lab, request, &judgement.source, error))
        return NULL;
    bool answered = job_answer(lab, entry, "trust", judge, &judgement, error);
    source_sentence_free(&judgement.source);
    *translation = judgement.translation;
    if (answered && judgement.trust != NULL)
        return judgement.trust;
    if (answered)
        error_set(error, ERROR_USAGE,
                  TEXT("the answer is empty: there is no map to judge", "답이 비어 있어 따질 어텐션 맵이 없습니다"));
    trust_close(judgement.trust);
    translation_close(*translation);
    *translation = NULL;
    return NULL;
}

/* ---- explain ---- */

typedef struct Explaining {
    LabModel *entry;
    SourceSentence source;
    Explained *explained;
} Explaining;

static void explain(void *argument, Error *error)
{
    const Explaining *explaining = argument;
    Explained *explained = explaining->explained;
    explained->translation = translate_source(explaining->entry, &explaining->source, NULL, error);
    if (explained->translation != NULL && explained->translation->target_count > 0) /* none: stopped while it read */
        explained->explanation = explanation_open(explaining->entry->model, explained->translation->trace);
}

/* The right answer instead of the model's own. */
static void explain_loss(void *argument, Error *error)
{
    const Explaining *explaining = argument;
    const SourceSentence *source = &explaining->source;
    Explained *explained = explaining->explained;
    explained->translation = translate_source(explaining->entry, source, NULL, error);
    if (explained->translation == NULL)
        return;
    Trace *right = trace_open(source->ids, source->count, NULL, 0);
    int *target = lab_with_end(source->target, source->target_count);
    trace_set_target(right, target, source->target_count + 1);
    explained->explanation = explanation_open(explaining->entry->model, right);
    explained->loss = explanation_loss(explained->explanation);
    trace_close(right);
    free(target);
}

static bool answer_explained(Lab *lab, Explaining *explaining, void (*work)(void *argument, Error *error), Error *error)
{
    LabModel *entry = explaining->entry;
    explaining->explained->configuration = model_configuration(entry->model);
    explaining->explained->vocabulary = lab_answer_vocabulary(entry);
    bool answered = job_answer(lab, entry, "explain", work, explaining, error);
    source_sentence_free(&explaining->source);
    if (!answered)
        explained_free(explaining->explained);
    return answered;
}

bool lab_explain(Lab *lab, const Request *request, Explained *explained, Error *error)
{
    *explained = (Explained){0};
    Explaining explaining = {.entry = lab_find(lab, request->model, error), .explained = explained};
    return explaining.entry != NULL && lab_source(lab, request, &explaining.source, error) &&
        answer_explained(lab, &explaining, explain, error);
}

bool lab_explain_loss(Lab *lab, const Request *request, const char *target, Explained *explained, Error *error)
{
    *explained = (Explained){0};
    Explaining explaining = {.entry = lab_find(lab, request->model, error), .explained = explained};
    if (explaining.entry == NULL || !lab_source(lab, request, &explaining.source, error))
        return false;
    bool known = model_has_logits(explaining.entry->model)
                     ? lab_target(explaining.entry, target, &explaining.source, error)
                     : error_set(error, ERROR_USAGE, TEXT("'%s' does not write the target token by token: it has no such loss",
                                                          "'%s' 모델은 타깃을 토큰 하나씩 생성하지 않아 이런 손실이 없습니다"), explaining.entry->name);
    if (known)
        return answer_explained(lab, &explaining, explain_loss, error);
    source_sentence_free(&explaining.source);
    return false;
}

void explained_free(Explained *explained)
{
    translation_close(explained->translation);
    explanation_close(explained->explanation);
    *explained = (Explained){0};
}
