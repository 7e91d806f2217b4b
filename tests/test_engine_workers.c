/* test_engine_workers.c: shards on threads: each once, and the same sums to the bit with any number of threads. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "engine/gemm.h"
#include "engine/optimizer.h"
#include "engine/workers.h"
#include "small_network.h"
#include "test.h"

typedef struct Job {
    Parameters *parameters;
    Tape *tapes[SHARDS_MOST];
    real losses[SHARDS_MOST];
} Job;

static void train_shard(int shard, void *argument)
{
    Job *job = argument;
    tape_reset(job->tapes[shard], true);
    Tensor *loss = network_loss(job->tapes[shard], job->parameters, shard);
    tape_backward(job->tapes[shard], loss, (real)0.25);
    job->losses[shard] = loss->value[0];
}

/* Trains 20 steps on four shards; returns the parameters' values (free them). */
static real *train(int threads, real *last_loss)
{
    enum { SHARDS = 4 };
    Parameters parameters;
    network_open(&parameters, SHARDS);
    Optimizer adam;
    optimizer_open(&adam, &parameters, &(OptimizerOptions){0});
    Job job = {.parameters = &parameters};
    for (int i = 0; i < SHARDS; i++)
        job.tapes[i] = tape_open(i);
    Workers *workers = workers_open(threads);
    assert_int_equal(workers_threads(workers), threads);
    double norm;
    for (int step = 0; step < 20; step++) {
        parameters_zero_gradients(&parameters);
        workers_run(workers, SHARDS, train_shard, &job);
        parameters_sum_gradients(&parameters);
        assert_true(optimizer_step(&adam, &parameters, 0.05, 1, &norm) && norm > 0);
    }
    workers_close(workers);
    *last_loss = job.losses[0];
    real *values = malloc(parameters.total * sizeof *values);
    memcpy(values, parameters.value, parameters.total * sizeof *values);
    for (int i = 0; i < SHARDS; i++)
        tape_close(job.tapes[i]);
    optimizer_close(&adam);
    parameters_free(&parameters);
    return values;
}

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

TEST(threads_do_not_change_the_numbers)
{
    Parameters parameters;
    network_open(&parameters, 1);
    real loss_of_one;
    real *of_one = train(1, &loss_of_one);
    assert_true(memcmp(of_one, parameters.value, parameters.total * sizeof(real)) != 0); /* it trained */
    for (int threads = 2; threads <= 5; threads++) {
        real loss;
        real *of_many = train(threads, &loss);
        assert_memory_equal(of_one, of_many, parameters.total * sizeof(real));
        assert_true(loss == loss_of_one);
        free(of_many);
    }
    free(of_one);
    parameters_free(&parameters);
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
