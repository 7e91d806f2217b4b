/* gemm.c: matrix products by BLAS, and the count of them.
 *
 * OpenBLAS runs with one thread: more gain nothing at these sizes, and shards of a batch call it from several threads
 * at once. */
#include "engine/gemm.h"

#include <cblas.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* Only OpenBLAS has it; with another BLAS the address is NULL. */
#pragma weak openblas_set_num_threads
extern void openblas_set_num_threads(int threads);

#ifdef SEQLAB_DOUBLE
#define BLAS_GEMM cblas_dgemm
#define BLAS_GEMV cblas_dgemv
#else
#define BLAS_GEMM cblas_sgemm
#define BLAS_GEMV cblas_sgemv
#endif

/* Each thread counts in a slot of its own, so that counting does not make two threads wait for one line of
 * cache. With more threads than slots, some share one: the counts stay right, as they are atomic. */
enum { SLOTS = 32, CACHE_LINE = 64 };
typedef struct Slot {
    _Alignas(CACHE_LINE) atomic_ulong calls;
    atomic_uint_fast64_t operations;
    atomic_uint_fast64_t nanoseconds;
} Slot;

static Slot slots[SLOTS];
static atomic_uint slots_given;
static atomic_bool timing_on;

static Slot *own_slot(void)
{
    static _Thread_local Slot *slot;
    if (slot == NULL)
        slot = &slots[atomic_fetch_add_explicit(&slots_given, 1, memory_order_relaxed) % SLOTS];
    return slot;
}

static void one_thread(void)
{
    if (openblas_set_num_threads != NULL)
        openblas_set_num_threads(1);
}

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

/* A single row (one sentence) is a product with a vector, for which BLAS packs no blocks. (lda of a single row is
 * unused, and for K = 0 gemm sets C.) */
static void multiply(bool a_transposed, bool b_transposed, int M, int N, int K, real alpha, const real *A, int lda,
                     const real *B, int ldb, real beta, real *C, int ldc)
{
    CBLAS_TRANSPOSE a = a_transposed ? CblasTrans : CblasNoTrans, b = b_transposed ? CblasTrans : CblasNoTrans;
    if (M == 1 && !a_transposed && K > 0)
        BLAS_GEMV(CblasRowMajor, b_transposed ? CblasNoTrans : CblasTrans, b_transposed ? N : K, b_transposed ? K : N,
                  alpha, B, ldb, A, 1, beta, C, 1);
    else
        BLAS_GEMM(CblasRowMajor, a, b, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc);
}

void gemm(bool a_transposed, bool b_transposed, int M, int N, int K, real alpha, const real *A, int lda,
          const real *B, int ldb, real beta, real *C, int ldc)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, one_thread);
    if (M == 0 || N == 0)
        return;
    GemmClock clock = gemm_begin();
    multiply(a_transposed, b_transposed, M, N, K, alpha, A, lda, B, ldb, beta, C, ldc);
    gemm_end(clock, M, N, K);
}

GemmClock gemm_begin(void)
{
    bool timing = atomic_load_explicit(&timing_on, memory_order_relaxed);
    return (GemmClock){timing, timing ? now() : 0};
}

void gemm_end(GemmClock clock, int M, int N, int K)
{
    Slot *slot = own_slot();
    atomic_fetch_add_explicit(&slot->calls, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&slot->operations, 2 * (uint64_t)M * (uint64_t)N * (uint64_t)K,
                              memory_order_relaxed);
    if (clock.timing)
        atomic_fetch_add_explicit(&slot->nanoseconds, now() - clock.begin, memory_order_relaxed);
}

void gemm_counts_reset(bool timing)
{
    for (int i = 0; i < SLOTS; i++) {
        atomic_store_explicit(&slots[i].calls, 0, memory_order_relaxed);
        atomic_store_explicit(&slots[i].operations, 0, memory_order_relaxed);
        atomic_store_explicit(&slots[i].nanoseconds, 0, memory_order_relaxed);
    }
    atomic_store_explicit(&timing_on, timing, memory_order_relaxed);
}

GemmCounts gemm_counts(void)
{
    GemmCounts counts = {0};
    for (int i = 0; i < SLOTS; i++) {
        counts.calls += atomic_load_explicit(&slots[i].calls, memory_order_relaxed);
        counts.operations += (double)atomic_load_explicit(&slots[i].operations, memory_order_relaxed);
        counts.seconds += 1e-9 * (double)atomic_load_explicit(&slots[i].nanoseconds, memory_order_relaxed);
    }
    return counts;
}
