/* test_lab_job.c: calls that a job's threads want to be made at home: made on the thread that waits in job_run, one at a
 * time, while the watcher goes on watching. */
#include <time.h>
#include <unistd.h>

#include "lab/job.h"
#include "lab/registry_internal.h"
#include "test.h"

enum { THREADS = 4, CALLS = 200 };

typedef struct Home {
    pthread_t thread;
    int calls, elsewhere, inside, together; /* touched at home alone, so without a lock */
    unsigned long job;
} Home;

static void count(void *argument)
{
    Home *home = argument;
    home->job = job_under_way();
    home->elsewhere += !pthread_equal(pthread_self(), home->thread);
    home->together += home->inside != 0;
    home->inside = 1;
    home->calls++;
    home->inside = 0;
}

static void *call_often(void *argument)
{
    for (int i = 0; i < CALLS; i++)
        run_on_main_thread(count, argument);
    return NULL;
}

static void work(Job *job, void *argument)
{
    pthread_t threads[THREADS];
    (void)job;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, call_often, argument), 0);
    call_often(argument);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

TEST(calls_are_made_at_home)
{
    Lab lab = {0};
    Job job;
    Home home = {.thread = pthread_self()};
    assert_true(job_run(&lab, &job, "test", "", work, &home));
    assert_int_equal(home.calls, (THREADS + 1) * CALLS);
    assert_int_equal(home.elsewhere, 0);
    assert_int_equal(home.together, 0);
    unsigned long first = home.job;
    assert_true(job_run(&lab, &job, "test", "", work, &home));
    assert_true(first != 0 && home.job != 0 && home.job != first);
}

TEST(without_a_job_a_call_is_made_at_once)
{
    Home home = {.thread = pthread_self()};
    run_on_main_thread(count, &home);
    assert_int_equal(home.calls, 1);
    assert_int_equal(home.elsewhere, 0);
    assert_int_equal(home.job, 0);
    assert_false(job_ending());
}

/* ---- the watcher, while calls keep coming ---- */

static void note_ending(void *argument) { *(bool *)argument = job_ending(); }

static void call_until_stopped(Job *job, void *argument)
{
    for (double begun = clock_seconds(); !job_stopped(job) && clock_seconds() - begun < 20;)
        run_on_main_thread(note_ending, argument);
    run_on_main_thread(note_ending, argument);
}

static WorkWish stop_at_third(void *argument, const Progress *progress)
{
    int *looks = argument;
    (void)progress;
    return ++*looks < 3 ? WORK_GOES_ON : WORK_STOPS;
}

TEST(the_watcher_is_called_between_them)
{
    int looks = 0;
    bool ending = false;
    Lab lab = {.watch = stop_at_third, .watch_argument = &looks};
    Job job;
    assert_false(job_run(&lab, &job, "test", "", call_until_stopped, &ending));
    assert_true(ending);
    assert_true(looks >= 3); /* and until the work has noticed */
}

/* ---- a job that goes on beside its watcher ---- */

typedef struct Stepper {
    atomic_bool steps; /* it is in a step */
    atomic_int taken;
    int held;
} Stepper;

static void wait_until_stopped(Job *job, void *argument)
{
    (void)argument;
    while (!job_stopped(job))
        usleep(1000);
}

static WorkWish stop_at_tenth(void *argument, const Progress *progress)
{
    static int looks;
    *(double *)argument = progress->seconds;
    return ++looks < 10 ? WORK_GOES_ON : WORK_STOPS;
}

TEST(time_goes_by_without_progress)
{
    Job job;
    double seconds = 0;
    Lab lab = {.watch = stop_at_tenth, .watch_argument = &seconds};
    assert_false(job_run(&lab, &job, "test", "", wait_until_stopped, NULL));
    assert_true(seconds > 0);
}

static void take_steps(Job *job, void *argument)
{
    Stepper *stepper = argument;
    while (!job_stopped(job)) {
        atomic_store(&stepper->steps, true);
        usleep(1000);
        stepper->taken++;
        atomic_store(&stepper->steps, false);
        if (job_should_rest(job))
            job_rest(job);
    }
}

static WorkWish hold_and_let_go(void *argument, const Progress *progress)
{
    Stepper *stepper = argument;
    if (!progress->resting)
        return WORK_RESTS;
    for (; stepper->held < 30; stepper->held++) {
        int before = stepper->taken;
        while (stepper->taken == before)
            assert_true(job_let_go());
        assert_true(job_hold() && job_hold());
        assert_false(stepper->steps);
    }
    return WORK_STOPS;
}

TEST(a_held_job_is_in_no_step)
{
    Stepper stepper = {.held = 0};
    Lab lab = {.watch = hold_and_let_go, .watch_argument = &stepper};
    Job job;
    assert_false(job_run(&lab, &job, "test", "", take_steps, &stepper));
    assert_int_equal(stepper.held, 30);
    assert_true(stepper.taken >= 30);
}
