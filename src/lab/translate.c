/* translate.c: sentences in, answers out, with everything that was computed on the way. */
#include "lab/translate.h"

#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/answer.h"
#include "lab/force.h"
#include "lab/job.h"

static void free_tokens(char **tokens, int count)
{
    for (int i = 0; tokens != NULL && i < count; i++)
        free(tokens[i]);
    free(tokens);
}

void translation_close(Translation *translation)
{
    if (translation == NULL)
        return;
    free_tokens(translation->source_tokens, translation->source_count);
    free_tokens(translation->target_tokens, translation->target_count);
    free(translation->source_text);
    free(translation->text);
    free(translation->reference);
    free(translation->partner);
    free(translation->dots);
    trace_close(translation->trace);
    free(translation);
}

static void put_answer(Translation *translation, const LabModel *entry)
{
    const Trace *trace = translation->trace;
    const Vocabulary *vocabulary = lab_answer_vocabulary(entry);
    Buffer text = {0};
    lab_answer_text(entry, trace->target, trace->target_count, &text);
    translation->text = buffer_take(&text);
    translation->target_count = trace->target_count;
    translation->target_tokens = memory_new((size_t)trace->target_count + 1, sizeof *translation->target_tokens);
    for (int i = 0; i < trace->target_count; i++)
        translation->target_tokens[i] = memory_string(vocabulary_token(vocabulary, trace->target[i]));
    const TraceArray *array = trace_log_probabilities(trace);
    double sum = 0;
    for (int i = 0; array != NULL && i < array->rows; i++)
        sum += (double)array->values[i];
    translation->log_probability = sum;
}

/* The source tokens aligned with the answer's tokens, as far as the answer agrees with the reference. */
static int *answer_partners(const Translation *translation, const SourceSentence *source)
{
    if (source->partner == NULL)
        return NULL;
    int *partner = memory_new((size_t)translation->target_count, sizeof *partner);
    bool same = true;
    for (int i = 0; i < translation->target_count; i++) {
        same = same && i < source->target_count && translation->trace->target[i] == source->target[i];
        partner[i] = same ? source->partner[i] : -1;
    }
    return partner;
}

Translation *translate_source(const LabModel *entry, const SourceSentence *source, Interventions *interventions,
                              Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    Translation *translation = memory_new(1, sizeof *translation);
    translation->trace = model_trace_if(entry->model, source->ids, source->count,
                                        lab_longest_answer(entry, source->count - 1), interventions);
    put_answer(translation, entry);
    translation->source_text = memory_string(source->text);
    translation->source_count = source->count;
    translation->source_tokens = memory_new((size_t)source->count, sizeof *translation->source_tokens);
    for (int i = 0; i < source->count; i++)
        translation->source_tokens[i] = memory_string(source->tokens[i]);
    translation->unknown = source->unknown;
    translation->korean_keys = source->korean_keys;
    translation->reference = memory_string(source->reference);
    if (source->dots != NULL)
        translation->dots = memory_copy(source->dots, (size_t)source->count * sizeof *source->dots);
    translation->partner = answer_partners(translation, source);
    translation->fills = model_fills(entry->model);
    translation->source_kind = dataset_unit(dataset, SIDE_SOURCE);
    translation->target_kind = dataset_unit(dataset, translation->fills ? SIDE_SOURCE : SIDE_TARGET);
    if (!model_take_failure(entry->model, error))
        return translation;
    translation_close(translation);
    return NULL;
}

const TraceArray *traced_value(const Translation *translation, const char *name, Error *error)
{
    const TraceArray *array = trace_find_named(translation->trace, name);
    if (array == NULL)
        error_set(error, ERROR_USAGE,
                  TEXT("there is no value '%.60s' in this model: 'trace' lists them",
                       "이 모델에는 '%.60s' 값이 없습니다. 'trace'로 이름을 볼 수 있습니다"),
                  name);
    return array;
}

bool has_unit(const TraceArray *array, const char *name, int unit, Error *error)
{
    return unit <= array->columns ||
        error_set(error, ERROR_USAGE,
                  TEXT(array->columns == 1 ? "a row of %s has only %d number: unit=%d is past it"
                                           : "a row of %s has only %d numbers: unit=%d is past them",
                       "%s: 한 행의 숫자가 %d개이므로 unit=%d은 없습니다"),
                  name, array->columns, unit);
}

typedef struct Answer {
    const LabModel *entry;
    SourceSentence source;
    Interventions *interventions;
    Translation *translation;
} Answer;

static void translate(void *argument, Error *error)
{
    Answer *answer = argument;
    answer->translation = translate_source(answer->entry, &answer->source, answer->interventions, error);
}

Translation *lab_translate(Lab *lab, const Request *request, Error *error)
{
    LabModel *entry = lab_find(lab, request->model, error);
    Answer answer = {.entry = entry, .interventions = request->forced ? &lab->forced.interventions : NULL};
    if (entry == NULL || (request->forced && !force_begin(lab, entry, NULL, error)) ||
        !lab_source(lab, request, &answer.source, error))
        return NULL;
    bool answered = job_answer(lab, entry, "translate", translate, &answer, error);
    source_sentence_free(&answer.source);
    if (answered)
        return answer.translation;
    translation_close(answer.translation);
    return NULL;
}

/* ---- several answers: beams and samples ---- */

/* A request and its answers. */
typedef struct Answers {
    LabModel *entry;
    const SourceSentence *source;
    const BeamOptions *beam_options;
    const SampleOptions *sample_options;
    Beam *beam;
    Sample *samples;
} Answers;

static void search(void *argument, Error *error)
{
    (void)error;
    Answers *answers = argument;
    answers->beam =
        model_beam(answers->entry->model, answers->source->ids, answers->source->count, answers->beam_options);
}

static void draw(void *argument, Error *error)
{
    (void)error;
    Answers *answers = argument;
    answers->samples =
        model_samples(answers->entry->model, answers->source->ids, answers->source->count, answers->sample_options);
}

Beam *lab_beam(Lab *lab, const Request *request, BeamOptions *options, SourceSentence *source, Error *error)
{
    if (!lab_source(lab, request, source, error))
        return NULL;
    Answers answers = {.entry = lab_find(lab, request->model, error), .source = source, .beam_options = options};
    options->most = lab_longest_answer(answers.entry, source->count - 1);
    if (job_answer(lab, answers.entry, "beam", search, &answers, error))
        return answers.beam;
    beam_close(answers.beam);
    source_sentence_free(source);
    return NULL;
}

Sample *lab_samples(Lab *lab, const Request *request, SampleOptions *options, SourceSentence *source, Error *error)
{
    if (!lab_source(lab, request, source, error))
        return NULL;
    Answers answers = {.entry = lab_find(lab, request->model, error), .source = source, .sample_options = options};
    options->most = lab_longest_answer(answers.entry, source->count - 1);
    if (job_answer(lab, answers.entry, "sample", draw, &answers, error))
        return answers.samples;
    samples_free(answers.samples, options->count);
    source_sentence_free(source);
    return NULL;
}

char *lab_target_text(Lab *lab, const char *model, const int *ids, int count)
{
    LabModel *entry = lab_find(lab, model, NULL);
    Buffer text = {0};
    if (entry != NULL)
        lab_answer_text(entry, ids, count, &text);
    return buffer_take(&text);
}

const char *lab_target_token(Lab *lab, const char *model, int id)
{
    LabModel *entry = lab_find(lab, model, NULL);
    return entry != NULL ? vocabulary_token(lab_answer_vocabulary(entry), id) : "";
}
