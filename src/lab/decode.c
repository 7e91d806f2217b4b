/* decode.c: answers other than the greedy one: beams and samples. */
#include "lab/decode.h"

#include "lab/answer.h"
#include "lab/job.h"

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
