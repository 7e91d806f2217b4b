/* job.h: long work on a thread of its own, watched from the caller's.
 *
 * The caller stays in job_run, calls the lab's watcher some 100 times a second (which is where the terminal
 * lives), and passes on the wish to stop. */
#ifndef SEQLAB_LAB_JOB_H
#define SEQLAB_LAB_JOB_H

#include <pthread.h>
#include <stdatomic.h>

#include "lab/models.h"

/* A function that a thread of the job wants to be called on the thread that is in job_run. */
typedef struct MainThreadCall MainThreadCall;

typedef struct Job {
    pthread_mutex_t lock;
    pthread_cond_t ended;    /* or a call has come */
    pthread_cond_t answered; /* some call was */
    MainThreadCall *calls;         /* waiting, newest first */
    bool done;
    unsigned long number;  /* see job_under_way */
    bool answers;          /* nothing of it is kept when it is stopped: see job_answer */
    atomic_bool stop;      /* the work looks at it after each step */
    double begun;          /* clock_seconds at the start */
    Progress progress;     /* under the lock */
    void (*work)(struct Job *job, void *argument);
    void *argument;
} Job;

/* Runs work(job, argument) and returns when it has ended. activity, subject: what the watcher is told. Returns
 * false when it was asked to stop on the way. */
bool job_run(Lab *lab, Job *job, const char *activity, const char *subject,
             void (*work)(Job *job, void *argument), void *argument);

bool job_stopped(const Job *job);

/* Calls function(argument) on the thread that is in job_run and returns when it has come back: for what may run on
 * no other thread, such as Lua. The watcher is called between such calls as ever. On that thread itself, or where no
 * job runs, it is called at once. May be called from any number of the job's threads; the calls come one after the
 * other. */
void run_on_main_thread(void (*function)(void *argument), void *argument);
/* To be asked on the main thread: which run of a job is under way, a number that no two have; 0 where there is none,
 * and where it is one of job_answer: nobody has to wait for the end of a step that nothing is kept of. */
unsigned long job_under_way(void);
bool job_ending(void); /* whether that one was asked to stop */

/* Runs work(argument, error) as a job in which the model answers, and ends it in the middle of an answer when it is
 * to stop. False with a message then, and where the work or a part from outside failed: what was made is good for
 * nothing but to be freed. */
struct LabModel;
bool job_answer(Lab *lab, struct LabModel *entry, const char *activity, void (*work)(void *argument, Error *error),
                void *argument, Error *error);
/* The model's answers end when the job is to stop; NULL: not any more. */
void job_ends_answers(Job *job, Model *model);

/* How far it is: fills fraction, times. Other fields of progress are set by the work between lock and unlock. */
void job_progress(Job *job, long step, long steps, double fraction);
Progress *job_lock(Job *job);
void job_unlock(Job *job);

double clock_seconds(void); /* monotonic */

#endif
