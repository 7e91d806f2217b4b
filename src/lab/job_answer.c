/* job_answer.c: jobs in which a model answers: a long sentence, or a large model, takes some seconds. */
#include "base/language.h"
#include "lab/job.h"

static bool goes_on(void *argument, int step, int most)
{
    (void)step;
    (void)most;
    return !job_stopped(argument);
}

void job_ends_answers(Job *job, Model *model) { model_watch(model, job != NULL ? goes_on : NULL, job); }

/* An answer may end long before the most steps that it may take: nobody knows how much time is left. */
static bool tell(void *argument, int step, int most)
{
    Job *job = argument;
    if (most > 0) {
        job_progress(job, step, most, (double)step / most);
        job_lock(job)->seconds_left = -1;
        job_unlock(job);
    }
    return !job_stopped(job);
}

typedef struct Answering {
    LabModel *entry;
    void (*work)(void *argument, Error *error);
    void *argument;
    Error error; /* of the work */
} Answering;

static void answer(Job *job, void *argument)
{
    Answering *answering = argument;
    job->answers = true;
    model_watch(answering->entry->model, tell, job);
    answering->work(answering->argument, &answering->error);
    model_watch(answering->entry->model, NULL, NULL);
}

/* A part from outside that Ctrl-C ended tells where. */
bool job_answer(Lab *lab, LabModel *entry, const char *activity, void (*work)(void *argument, Error *error), void *argument,
                Error *error)
{
    Job job;
    Answering answering = {.entry = entry, .work = work, .argument = argument};
    bool whole = job_run(lab, &job, activity, entry->name, answer, &answering);
    Error *failure = &answering.error;
    if (failure->kind == ERROR_NONE && !model_take_failure(entry->model, failure) && !whole)
        error_set(failure, ERROR_INTERRUPTED, TEXT("stopped before there was an answer", "답이 나오기 전에 멈추었습니다"));
    if (failure->kind != ERROR_NONE && error != NULL)
        *error = *failure;
    return failure->kind == ERROR_NONE;
}
