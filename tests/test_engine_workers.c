/* test_engine_workers.c: shards on threads: each once; products counted, and no signals taken. That any number of
 * threads gives the same numbers is test_model_training.c's. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "engine/gemm.h"
#include "engine/parameter.h"
#include "engine/workers.h"
#include "test.h"

/* Half of the smallest normal number of float32, which has a place of its own below it. */
static float half_of_smallest(void)
{
    volatile float smallest = 0x1p-126F;
    return smallest / 2;
}

static void halve(int shard, void *argument) { ((float *)argument)[shard] = half_of_smallest(); }

TEST(tiny_numbers_are_zero_only_while_shards_are_worked_on)
{
    float halves[SHARDS_MOST];
    for (int threads = 1; threads <= 3; threads++) {
        Workers *workers = workers_open(threads);
        for (int i = 0; i < SHARDS_MOST; i++)
            halves[i] = 1;
        workers_run(workers, SHARDS_MOST, halve, halves);
        for (int i = 0; i < SHARDS_MOST; i++)
#if defined(__x86_64__) || defined(__aarch64__)
            assert_true(halves[i] == 0);
#else
            assert_true(halves[i] < 1);
#endif
        assert_true(half_of_smallest() > 0);
        workers_close(workers);
    }
}

static void count_shard(int shard, void *argument)
{
    atomic_int *counts = argument;
    atomic_fetch_add(&counts[shard], 1);
}

TEST(every_shard_is_worked_on_once)
{
    atomic_int counts[SHARDS_MOST];
    Workers *workers = workers_open(3);
    for (int round = 0; round < 5000; round++) {
        int shards = round % (SHARDS_MOST + 1);
        for (int i = 0; i < SHARDS_MOST; i++)
            counts[i] = 0;
        workers_run(workers, shards, count_shard, counts);
        for (int i = 0; i < SHARDS_MOST; i++)
            assert_int_equal(counts[i], i < shards);
    }
    workers_close(workers);
    workers_close(NULL);
}

static void multiply_some(int shard, void *argument)
{
    (void)shard;
    (void)argument;
    real A[6] = {1, 2, 3, 4, 5, 6}, B[12] = {0}, C[8];
    for (int i = 0; i < 100; i++)
        gemm(false, false, 2, 4, 3, 1, A, 3, B, 4, 0, C, 4);
}

TEST(products_are_counted_on_all_threads)
{
    Workers *workers = workers_open(0);
    assert_true(workers_threads(workers) >= 1);
    gemm_counts_reset(false);
    workers_run(workers, 8, multiply_some, NULL);
    GemmCounts counts = gemm_counts();
    assert_int_equal(counts.calls, 800);
    assert_true(counts.operations == 800.0 * 2 * 2 * 4 * 3);
    assert_true(counts.seconds == 0);
    gemm_counts_reset(true);
    multiply_some(0, NULL);
    assert_true(gemm_counts().seconds > 0);
    gemm_counts_reset(false);
    assert_int_equal(gemm_counts().calls, 0);
    workers_close(workers);
}

/* Which thread looks is left to chance: each shard takes a moment, so that others come to take some. */
static void note_mask(int shard, void *argument)
{
    sigset_t *masks = argument;
    pthread_sigmask(SIG_SETMASK, NULL, &masks[shard]);
    nanosleep(&(struct timespec){.tv_nsec = 50000}, NULL);
}

TEST(threads_take_no_signals_but_their_own_faults)
{
    enum { SHARDS = 64 };
    static sigset_t masks[SHARDS];
    Workers *workers = workers_open(4);
    int others = 0;
    for (int round = 0; round < 200 && others == 0; round++) {
        workers_run(workers, SHARDS, note_mask, masks);
        for (int i = 0; i < SHARDS; i++) {
            others += sigismember(&masks[i], SIGINT);
            assert_int_equal(sigismember(&masks[i], SIGINT), sigismember(&masks[i], SIGWINCH));
            assert_int_equal(sigismember(&masks[i], SIGSEGV), 0);
            assert_int_equal(sigismember(&masks[i], SIGABRT), 0);
        }
    }
    if (workers_threads(workers) > 1)
        assert_true(others > 0);
    workers_close(workers);
}
