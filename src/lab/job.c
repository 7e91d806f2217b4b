/* job.c: a worker thread, a lock around its progress, and the watching loop; and jobs in which a model answers, since a
 * long sentence, or a large model, takes some seconds. */
#include "lab/job.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

#include "base/language.h"
#include "base/thread.h"
#include "lab/registry_internal.h"

/* Calls from the job are answered while it waits, keys only between two waits: so they are short beside the 16 ms in
 * which a key should be echoed. */
static const long watch_nanoseconds = 4 * 1000000L;

struct MainThreadCall {
    void (*function)(void *argument);
    void *argument;
    bool done;
    MainThreadCall *next;
};

/* The job that is in job_run, and the thread there. Set before the job's thread begins and after it has ended, while an
 * outer job rests, so that all threads of the job see the same. */
static Job *running;
static pthread_t main_thread;
static unsigned long runs;

unsigned long job_under_way(void) { return running != NULL && !running->answers ? running->number : 0; }

bool job_ending(void) { return running != NULL && job_stopped(running); }

bool job_stopped(const Job *job) { return atomic_load_explicit(&job->stop, memory_order_relaxed); }

Progress *job_lock(Job *job)
{
    pthread_mutex_lock(&job->lock);
    return &job->progress;
}

void job_unlock(Job *job) { pthread_mutex_unlock(&job->lock); }

void job_progress(Job *job, long step, long steps, double fraction)
{
    Progress *progress = job_lock(job);
    progress->step = step;
    progress->steps = steps;
    progress->fraction = fraction;
    progress->seconds = clock_seconds() - job->begun;
    progress->seconds_left =
        fraction > 0.01 || progress->seconds > 2 ? progress->seconds * (1 - fraction) / (fraction > 0 ? fraction : 1)
                                                 : -1;
    job_unlock(job);
}

/* ---- rests ---- */

bool job_should_rest(Job *job)
{
    job_lock(job);
    bool rests = job->wish == WORK_RESTS || job->wish == WORK_TAKES_A_STEP;
    job_unlock(job);
    return rests && !job_stopped(job) && !pthread_equal(pthread_self(), main_thread);
}

void job_rest(Job *job)
{
    double since = clock_seconds();
    Progress *progress = job_lock(job);
    progress->resting = true;
    while (job->wish == WORK_RESTS && !job_stopped(job))
        pthread_cond_wait(&job->answered, &job->lock);
    if (job->wish == WORK_TAKES_A_STEP)
        job->wish = WORK_RESTS;
    progress->resting = false;
    job->begun += clock_seconds() - since;
    job_unlock(job);
}

static void *run(void *argument)
{
    Job *job = argument;
    job->work(job, job->argument);
    pthread_mutex_lock(&job->lock);
    job->done = true;
    pthread_cond_signal(&job->ended);
    pthread_mutex_unlock(&job->lock);
    return NULL;
}

static struct timespec soon(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_nsec += watch_nanoseconds;
    if (time.tv_nsec >= 1000000000L) {
        time.tv_nsec -= 1000000000L;
        time.tv_sec++;
    }
    return time;
}

/* Takes the call that has waited longest; the lock is held, but not while the function runs. */
static void run_oldest_call(Job *job)
{
    MainThreadCall **oldest = &job->calls;
    while ((*oldest)->next != NULL)
        oldest = &(*oldest)->next;
    MainThreadCall *call = *oldest;
    *oldest = NULL;
    pthread_mutex_unlock(&job->lock);
    call->function(call->argument);
    pthread_mutex_lock(&job->lock);
    call->done = true;
    pthread_cond_broadcast(&job->answered);
}

void run_on_main_thread(void (*function)(void *argument), void *argument)
{
    Job *job = running;
    if (job == NULL || pthread_equal(pthread_self(), main_thread)) {
        function(argument);
        return;
    }
    MainThreadCall call = {.function = function, .argument = argument};
    pthread_mutex_lock(&job->lock);
    call.next = job->calls;
    job->calls = &call;
    pthread_cond_signal(&job->ended);
    while (!call.done)
        pthread_cond_wait(&job->answered, &job->lock);
    pthread_mutex_unlock(&job->lock);
}

/* Waits a moment for the end, running calls; true when it has come. */
static bool wait_a_moment(Job *job)
{
    struct timespec until = soon();
    double end = clock_seconds() + 1e-9 * (double)watch_nanoseconds;
    pthread_mutex_lock(&job->lock);
    int outcome = 0;
    while (!job->done && outcome != ETIMEDOUT) {
        if (job->calls == NULL) {
            outcome = pthread_cond_timedwait(&job->ended, &job->lock, &until);
            continue;
        }
        run_oldest_call(job);
        outcome = clock_seconds() >= end ? ETIMEDOUT : 0;
    }
    bool done = job->done;
    pthread_mutex_unlock(&job->lock);
    return done;
}

bool job_let_go(void)
{
    Job *job = running;
    if (job_lock(job)->resting && job->wish == WORK_RESTS) {
        job->number = ++runs;
        job->wish = WORK_GOES_ON;
        pthread_cond_broadcast(&job->answered);
    }
    job_unlock(job);
    return !wait_a_moment(job);
}

bool job_hold(void)
{
    Job *job = running;
    bool rests = job_lock(job)->resting, ended = false;
    job->wish = WORK_RESTS;
    job_unlock(job);
    while (!rests && !ended) {
        ended = wait_a_moment(job);
        rests = job_lock(job)->resting;
        job_unlock(job);
    }
    return rests;
}

/* What the watcher did while the job rested is over: the job goes on as if it were a new one for job_under_way. A step
 * that it was given and has not yet taken is not taken away again. */
static void pass_on(Job *job, WorkWish wish)
{
    if (job_lock(job)->resting)
        job->number = ++runs;
    if (wish != WORK_RESTS || job->wish != WORK_TAKES_A_STEP)
        job->wish = wish;
    if (wish == WORK_STOPS)
        atomic_store(&job->stop, true);
    pthread_cond_broadcast(&job->answered);
    job_unlock(job);
}

/* An interrupt stops the job, except if the watcher wants it to rest: then it is the watcher's. */
static void look(Lab *lab, Job *job)
{
    Progress now = *job_lock(job);
    WorkWish wish = job->wish;
    if (!now.resting) /* the first part of the work may take long, and is to be seen meanwhile */
        now.seconds = clock_seconds() - job->begun;
    job_unlock(job);
    now.resting = now.resting && wish == WORK_RESTS; /* else it is about to go on */
    if (wish != WORK_RESTS && lab_interrupted(lab))
        atomic_store(&job->stop, true);
    if (lab->watch != NULL)
        pass_on(job, lab->watch(lab->watch_argument, &now));
}

bool job_run(Lab *lab, Job *job, const char *activity, const char *subject, void (*work)(Job *job, void *argument),
             void *argument)
{
    *job = (Job){.number = ++runs, .begun = clock_seconds(), .work = work, .argument = argument, .wish = WORK_GOES_ON};
    job->progress = (Progress){.activity = activity, .subject = subject, .seconds_left = -1};
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&job->ended, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_cond_init(&job->answered, NULL);
    pthread_mutex_init(&job->lock, NULL);
    pthread_t thread;
    /* Else its calls would wait in the inner one's memory. */
    assert(running == NULL || running->progress.resting || running->done);
    main_thread = pthread_self();
    job->outer = running;
    running = job;
    look(lab, job); /* so that it may rest from its first step on */
    if (thread_start(&thread, run, job)) {
        while (!wait_a_moment(job))
            look(lab, job);
        pthread_join(thread, NULL);
    } else {
        run(job); /* no thread to be had: the work is done all the same, unwatched */
    }
    running = job->outer;
    pthread_cond_destroy(&job->ended);
    pthread_cond_destroy(&job->answered);
    pthread_mutex_destroy(&job->lock);
    return !job_stopped(job);
}

/* ---- answers ---- */

static bool goes_on(void *argument, int step, int most)
{
    (void)step;
    (void)most;
    return !job_stopped(argument);
}

void job_ends_answers(Job *job, Model *model) { model_watch(model, job != NULL ? goes_on : NULL, job); }

/* An answer may end long before its limit of steps, so the time left is not known. */
bool job_goes_on(void *argument, int step, int most)
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

static void work_on_answer(Job *job, void *argument)
{
    Answering *answering = argument;
    job->answers = true;
    model_watch(answering->entry->model, job_goes_on, job);
    answering->work(answering->argument, &answering->error);
    model_watch(answering->entry->model, NULL, NULL);
}

/* A custom part that Ctrl-C ended has its own message. */
bool job_answer(Lab *lab, LabModel *entry, const char *activity, void (*work)(void *argument, Error *error),
                void *argument, Error *error)
{
    Job job;
    Answering answering = {.entry = entry, .work = work, .argument = argument};
    bool whole = job_run(lab, &job, activity, entry->name, work_on_answer, &answering);
    Error *failure = &answering.error;
    /* What a check said of an answer that was cut short may be wrong. */
    bool open = failure->kind == ERROR_NONE || (!whole && failure->kind == ERROR_USAGE);
    if (open && !model_take_failure(entry->model, failure) && !whole)
        error_set(failure, ERROR_INTERRUPTED,
                  TEXT("stopped before there was an answer", "답이 나오기 전에 멈추었습니다"));
    if (failure->kind != ERROR_NONE && error != NULL)
        *error = *failure;
    return failure->kind == ERROR_NONE;
}
