/* workers.c: threads that wait for the next batch.
 *
 * A step of a small model takes less than a millisecond, so waking must be quick: a thread looks for new work for
 * a short while before it goes to sleep. Shards are handed out by a counter; which thread takes which
 * does not matter, as each shard writes to memory of its own. */
#include "engine/workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/thread.h"

enum { LOOKS = 2000 }; /* about twenty microseconds, less than it takes to wake a sleeping thread */

struct Workers {
    int threads;      /* the caller's own counts */
    pthread_t *list;  /* [threads - 1] */
    pthread_mutex_t mutex;
    pthread_cond_t begin, finished;
    atomic_uint round; /* raised under the mutex; a thread that sees it change has work */
    atomic_bool closing;
    atomic_int next;   /* the shard to be taken next */
    atomic_int busy;   /* threads that have not come back from this round yet */
    int shards;
    void (*work)(int shard, void *argument);
    void *argument;
};

/* Where gates saturate, gradients shrink below 1e-38, and processors take a hundred times as long for such a number: a
 * step took five times as long. Too small to change any sum, they count as zero while this thread works on a shard. */
static unsigned long tiny_is_zero(void)
{
    unsigned long before = 0;
#if defined(__x86_64__)
    before = __builtin_ia32_stmxcsr();
    __builtin_ia32_ldmxcsr((unsigned)before | 0x8040); /* flush to zero, denormals are zero */
#elif defined(__aarch64__)
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    __asm__ volatile("msr fpcr, %0" : : "r"(before | 1UL << 24));
#endif
    return before;
}

static void tiny_is_as_before(unsigned long before)
{
#if defined(__x86_64__)
    __builtin_ia32_ldmxcsr((unsigned)before);
#elif defined(__aarch64__)
    __asm__ volatile("msr fpcr, %0" : : "r"(before));
#else
    (void)before;
#endif
}

static void take_shards(Workers *workers)
{
    unsigned long before = tiny_is_zero();
    int shard;
    while ((shard = atomic_fetch_add(&workers->next, 1)) < workers->shards)
        workers->work(shard, workers->argument);
    tiny_is_as_before(before);
}

static void rest(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#else
    sched_yield();
#endif
}

/* Waits until the round is no longer `seen`: looks for a while, then sleeps. */
static void wait_for_round(Workers *workers, unsigned seen)
{
    for (int i = 0; i < LOOKS; i++) {
        if (atomic_load(&workers->round) != seen)
            return;
        rest();
    }
    pthread_mutex_lock(&workers->mutex);
    while (atomic_load(&workers->round) == seen)
        pthread_cond_wait(&workers->begin, &workers->mutex);
    pthread_mutex_unlock(&workers->mutex);
}

static void *thread_main(void *argument)
{
    Workers *workers = argument;
    unsigned seen = 0;
    for (;;) {
        wait_for_round(workers, seen);
        seen++;
        if (atomic_load(&workers->closing))
            return NULL;
        take_shards(workers);
        if (atomic_fetch_sub(&workers->busy, 1) > 1)
            continue;
        pthread_mutex_lock(&workers->mutex); /* so that the signal cannot fall between look and sleep */
        pthread_cond_signal(&workers->finished);
        pthread_mutex_unlock(&workers->mutex);
    }
}

static void wait_until_finished(Workers *workers)
{
    for (int i = 0; i < LOOKS; i++) {
        if (atomic_load(&workers->busy) == 0)
            return;
        rest();
    }
    pthread_mutex_lock(&workers->mutex);
    while (atomic_load(&workers->busy) > 0)
        pthread_cond_wait(&workers->finished, &workers->mutex);
    pthread_mutex_unlock(&workers->mutex);
}

static int usable_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

static int start_threads(Workers *workers)
{
    int started = 0;
    while (started < workers->threads - 1 && thread_start(&workers->list[started], thread_main, workers))
        started++;
    return started;
}

Workers *workers_open(int threads)
{
    Workers *workers = memory_new(1, sizeof *workers);
    workers->threads = threads > 0 ? threads : usable_processors();
    workers->list = memory_new((size_t)workers->threads, sizeof *workers->list);
    pthread_mutex_init(&workers->mutex, NULL);
    pthread_cond_init(&workers->begin, NULL);
    pthread_cond_init(&workers->finished, NULL);
    workers->threads = start_threads(workers) + 1; /* if the system gives fewer, fewer work */
    return workers;
}

static void next_round(Workers *workers)
{
    pthread_mutex_lock(&workers->mutex);
    atomic_store(&workers->busy, workers->threads - 1);
    atomic_fetch_add(&workers->round, 1);
    pthread_cond_broadcast(&workers->begin);
    pthread_mutex_unlock(&workers->mutex);
}

void workers_close(Workers *workers)
{
    if (workers == NULL)
        return;
    atomic_store(&workers->closing, true);
    next_round(workers);
    for (int i = 0; i < workers->threads - 1; i++)
        pthread_join(workers->list[i], NULL);
    pthread_cond_destroy(&workers->finished);
    pthread_cond_destroy(&workers->begin);
    pthread_mutex_destroy(&workers->mutex);
    free(workers->list);
    free(workers);
}

int workers_threads(const Workers *workers) { return workers->threads; }

void workers_run(Workers *workers, int shards, void (*work)(int shard, void *argument), void *argument)
{
    workers->shards = shards;
    workers->work = work;
    workers->argument = argument;
    atomic_store(&workers->next, 0);
    bool alone = shards <= 1 || workers->threads == 1;
    if (!alone)
        next_round(workers);
    take_shards(workers);
    if (!alone)
        wait_until_finished(workers);
}
