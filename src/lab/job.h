/* job.h: long work on a thread of its own, watched from the caller's.
 *
 * The caller stays in job_run, calls the lab's watcher some 200 times a second (which is where the terminal
 * lives), and passes on its wish: that the work stops, or rests. While a job rests, the watcher may run another one: a
 * model that trains answers a question between two steps. */
#ifndef SEQLAB_LAB_JOB_H
#define SEQLAB_LAB_JOB_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/clock.h"
#include "lab/models.h"

/* A function that a thread of the job wants to be called on the thread that is in job_run. */
typedef struct MainThreadCall MainThreadCall;

typedef struct Job {
    pthread_mutex_t lock;
    pthread_cond_t ended;    /* or a call has come */
    pthread_cond_t answered; /* some call was, or the wish has changed */
    MainThreadCall *calls;         /* waiting, newest first */
    WorkWish wish;                 /* under the lock */
    bool done;
    struct Job *outer;     /* the job that rests while this one runs; NULL: none */
    unsigned long number;  /* see job_under_way */
    bool answers;          /* nothing of it is kept when it is stopped: see job_answer */
    atomic_bool stop;      /* the work looks at it after each step */
    double begun;          /* clock_seconds at the start, plus the seconds that it rested */
    Progress progress;     /* under the lock */
    void (*work)(struct Job *job, void *argument);
    void *argument;
} Job;

/* Runs work(job, argument) and returns when it has ended. activity, subject: for the watcher's Progress. Returns
 * false if it was asked to stop on the way. */
bool job_run(Lab *lab, Job *job, const char *activity, const char *subject,
             void (*work)(Job *job, void *argument), void *argument);

bool job_stopped(const Job *job);

/* For the work, between two steps: whether the watcher wants it to rest, and resting until that is over. All that the
 * main thread may look at must be whole before. */
bool job_should_rest(Job *job);
void job_rest(Job *job);

/* For the watcher, on the main thread, while the job rests: the job goes on beside it for a moment, in which its calls
 * are run; false where it has ended. */
bool job_let_go(void);
/* Until the job rests again; false where it has ended. */
bool job_hold(void);

/* Calls function(argument) on the main thread (the one in job_run) and waits for it: for code such as Lua that may run
 * on no other thread. The watcher still runs between such calls. On that thread itself, or if no job runs, it is called
 * at once. Any number of the job's threads may call it; the calls run one after the other. */
void run_on_main_thread(void (*function)(void *argument), void *argument);
/* For the main thread: a unique number of the job that is running, another one after each rest; 0 if there is none, or
 * if it is one of job_answer, whose last step need not finish, since nothing of it is kept. */
unsigned long job_under_way(void);
bool job_ending(void); /* whether that one was asked to stop */

/* Runs work(argument, error) as a job in which the model answers, and stops it in the middle of an answer on request.
 * False with a message then, and if the work or a custom part failed: the caller must only free the result. */
struct LabModel;
bool job_answer(Lab *lab, struct LabModel *entry, const char *activity, void (*work)(void *argument, Error *error),
                void *argument, Error *error);
/* The watch of work that a job does in so many steps. */
bool job_goes_on(void *job, int step, int most);
/* From now on the model's answers end when the job is asked to stop; NULL: no longer. */
void job_ends_answers(Job *job, Model *model);

/* Sets the fraction done and the times of `progress`. The work sets its other fields between lock and unlock. */
void job_progress(Job *job, long step, long steps, double fraction);
Progress *job_lock(Job *job);
void job_unlock(Job *job);

#endif
