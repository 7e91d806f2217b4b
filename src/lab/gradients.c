/* gradients.c: how far back the gradient reaches, averaged over test sentences of one length. */
#include "lab/gradients.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"
#include "lab/answer.h"
#include "lab/job.h"
#include "model/gradient_flow.h"

enum { LENGTH_USUAL = 50 };

#define AT(field) OPTION_AT(GradientOptions, field)

static const Option option_rows[] = {
    {"length", OPTION_WHOLE, AT(length), .least = 1, .most = GRADIENT_DISTANCES - 1, .unit = {"tokens", "토큰"},
     .otherwise = {"the longest of the data, up to 50", "데이터에서 가장 긴 길이, 50까지"},
     .help = {"Length of the sources.", "소스의 길이."}},
    {"count", OPTION_WHOLE, AT(count), .fallback = "50", .least = 1, .most = 1000,
     .help = {"Test sentences to average over.", "평균을 낼 평가 데이터 문장의 수."}},
    {"position", OPTION_WHOLE, AT(position), .fallback = "1", .least = 1, .most = 500,
     .help = {"Position of the target token whose loss is followed back.", "손실을 거슬러 따라갈 타깃 토큰의 위치."}},
    {"seed", OPTION_WHOLE, AT(seed), .fallback = "1", .least = 0, .most = SEED_MOST,
     .help = {"Seed of the sentences drawn.", "문장을 고르는 시드."}},
    {0},
};
const Options gradient_options = {option_rows, .size = sizeof(GradientOptions)};

/* One sentence's norms, added up by the distance from the last state. */
static bool add_sentence(LabModel *entry, Tape *tape, const Pair *pair, GradientResult *result, Error *error)
{
    int *source = lab_with_end(pair->source, pair->source_count);
    int *target = lab_with_end(pair->target, pair->target_count);
    int S = pair->source_count + 1;
    double *norms = memory_new((size_t)S, sizeof *norms);
    bool right =
        gradient_flow(entry->model, tape, &(FlowQuestion){source, S, target, result->position - 1}, norms, error);
    for (int k = 0; right && k < S; k++)
        result->norm[k] += norms[S - 1 - k];
    free(source);
    free(target);
    free(norms);
    return right;
}

/* The state of one measurement. */
typedef struct Measuring {
    Lab *lab;
    LabModel *entry;
    const GradientOptions *options;
    GradientResult *result;
    Error *error;
    bool right;
} Measuring;

/* Draws sentences and adds each; those whose target ends before the position are skipped. */
static void add_sentences(Job *job, void *argument)
{
    Measuring *m = argument;
    Random random;
    Pair pair;
    PairSpace *space = pair_space_open();
    Tape *tape = tape_open(0);
    random_seed_for(&random, m->options->seed, "gradients");
    for (int i = 0; i < m->options->count && m->right && !job_stopped(job) && !lab_interrupted(m->lab); i++) {
        if (!dataset_draw(m->entry->data->dataset, SPLIT_TEST, m->result->length, &random, space, &pair))
            break;
        if (m->result->position > pair.target_count + 1)
            continue;
        m->right = add_sentence(m->entry, tape, &pair, m->result, m->error);
        m->result->count++;
        job_progress(job, i + 1, m->options->count, (i + 1.0) / m->options->count);
    }
    tape_close(tape);
    pair_space_close(space);
}

/* After an interruption the result covers the sentences measured so far. */
static bool measure(Measuring *m)
{
    Job job;
    bool whole = job_run(m->lab, &job, "gradients", m->entry->name, add_sentences, m) && !lab_interrupted(m->lab);
    if (m->right && m->result->count == 0 && !whole)
        return error_set(m->error, ERROR_INTERRUPTED, TEXT("stopped", "멈추었습니다"));
    return m->right &&
        (m->result->count > 0 ||
         error_set(
             m->error, ERROR_USAGE,
             TEXT(m->result->length == 1
                      ? "%s has no test pair with %d source token and at least %d target tokens: change length or "
                        "position"
                      : "%s has no test pair with %d source tokens and at least %d target tokens: change length or "
                        "position",
                  "%s: 소스 토큰이 %d개이고 타깃 토큰이 %d개 이상인 평가 데이터가 없습니다. length나 position을 바꾸어 보십시오"),
             dataset_name(m->entry->data->dataset), m->result->length, m->result->position));
}

bool lab_gradients(Lab *lab, const char *model, const GradientOptions *options, GradientResult *result, Error *error)
{
    LabModel *entry = lab_find(lab, model, error);
    int least, most;
    if (entry == NULL || !options_check(&gradient_options, options, error))
        return false;
    dataset_length_range(entry->data->dataset, &least, &most);
    *result = (GradientResult){.length = options->length > 0 ? options->length
                                   : most < LENGTH_USUAL     ? most
                                                             : LENGTH_USUAL,
                               .position = options->position,
                               .attention = model_has_attention(entry->model),
                               .embeddings = gradient_flow_of_embeddings(entry->model)};
    snprintf(result->model, sizeof result->model, "%s", entry->name);
    if (!measure(&(Measuring){lab, entry, options, result, error, true}))
        return false;
    result->distances = result->length + 1;
    for (int k = 0; k < result->distances; k++)
        result->norm[k] /= result->count;
    return true;
}
