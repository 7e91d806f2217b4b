/* lab_decode.c: answers other than the greedy one: beams and samples. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unicode.h"
#include "lab/job.h"

/* ---- the source ---- */

static void put_ids(const LabModel *entry, SourceSentence *source, const int *ids, int count)
{
    source->ids = memory_new((size_t)count + 1, sizeof *source->ids);
    if (count > 0)
        memcpy(source->ids, ids, (size_t)count * sizeof *ids);
    source->ids[count] = TOKEN_EOS;
    source->count = count + 1;
    for (int i = 0; i < count && !model_fills(entry->model); i++)
        source->unknown += ids[i] == TOKEN_UNK;
    source->dots = lab_dots(entry->data->dataset, source->ids, source->count);
}

/* A word that is drawn, where the data are pictures. */
static bool drawn_word(const LabModel *entry, const char *text, SourceSentence *source, Error *error)
{
    PairSpace *space = pair_space_open();
    Pair pair;
    bool right = dataset_draw_text(entry->data->dataset, text, space, &pair, error);
    if (right) {
        put_ids(entry, source, pair.source, pair.source_count);
        source->text = memory_string(text);
        source->reference = memory_string(pair.target_text);
    }
    pair_space_close(space);
    return right;
}

static bool typed_words(const LabModel *entry, const char *text, SourceSentence *source, Error *error)
{
    TokenList tokens = {0};
    int *ids = NULL;
    bool right = dataset_encode_source(entry->data->dataset, text, &tokens, &ids, error) &&
                 lab_source_length_check(tokens.count, error);
    if (right) {
        put_ids(entry, source, ids, tokens.count);
        source->unknown = lab_unknown_count(&tokens, ids);
        source->text = utf8_normalised(text);
    }
    free(ids);
    token_list_free(&tokens);
    return right;
}

static bool typed_source(const LabModel *entry, const char *text, SourceSentence *source, Error *error)
{
    const Dataset *dataset = entry->data->dataset;
    if (!dataset_is_picture(dataset) || utf8_first_invalid(text, strlen(text)) >= 0)
        return typed_words(entry, text, source, error);
    char *copy = memory_string(text);
    const char *word = text_trimmed(copy);
    bool right = dataset_draws(dataset, word) ? drawn_word(entry, word, source, error) : typed_words(entry, word, source, error);
    free(copy);
    return right;
}

static bool drawn_source(const LabModel *entry, int length, uint64_t seed, SourceSentence *source, Error *error)
{
    Random random;
    Pair pair;
    PairSpace *space = pair_space_open();
    random_seed_for(&random, seed, "example");
    bool right = dataset_draw(entry->data->dataset, SPLIT_TEST, length, &random, space, &pair) ||
                 lab_no_example(entry, length, error);
    if (right) {
        Asked asked = lab_ask(entry, &pair, seed);
        put_ids(entry, source, asked.pair.source, asked.pair.source_count);
        source->text = memory_string(asked.pair.source_text);
        source->reference = memory_string(asked.pair.target_text);
        lab_asked_free(&asked);
    }
    pair_space_close(space);
    return right;
}

bool lab_source(Lab *lab, const char *model, const char *text, int length, uint64_t seed, SourceSentence *source,
                Error *error)
{
    *source = (SourceSentence){0};
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL)
        return false;
    return text != NULL ? typed_source(entry, text, source, error) : drawn_source(entry, length, seed, source, error);
}

void source_sentence_free(SourceSentence *source)
{
    free(source->ids);
    free(source->dots);
    free(source->text);
    free(source->reference);
    *source = (SourceSentence){0};
}

/* ---- answers ---- */

/* What is asked and what is answered. */
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
    answers->beam = model_beam(answers->entry->model, answers->source->ids, answers->source->count, answers->beam_options);
}

static void draw(void *argument, Error *error)
{
    (void)error;
    Answers *answers = argument;
    answers->samples =
        model_samples(answers->entry->model, answers->source->ids, answers->source->count, answers->sample_options);
}

Beam *lab_beam(Lab *lab, const char *model, const SourceSentence *source, BeamOptions *options, Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL)
        return NULL;
    options->most = lab_longest_answer(entry, source->count - 1);
    Answers answers = {.entry = entry, .source = source, .beam_options = options};
    if (job_answer(lab, entry, "beam", search, &answers, error))
        return answers.beam;
    beam_close(answers.beam);
    return NULL;
}

Sample *lab_samples(Lab *lab, const char *model, const SourceSentence *source, SampleOptions *options, Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    if (entry == NULL)
        return NULL;
    options->most = lab_longest_answer(entry, source->count - 1);
    Answers answers = {.entry = entry, .source = source, .sample_options = options};
    if (job_answer(lab, entry, "sample", draw, &answers, error))
        return answers.samples;
    samples_free(answers.samples, options->count);
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
