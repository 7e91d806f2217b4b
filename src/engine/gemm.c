/* gemm.c: matrix products of any shape, and the count of them.
 *
 * The kernels of panel_kernels.h multiply where the processor has them, BLAS elsewhere. So the numbers are the same on
 * all processors with AVX2, whatever BLAS they have, and those of a row the same whatever rows stand beside it, for K up
 * to DEPTH.
 *
 * OpenBLAS runs with one thread: more gain nothing at these sizes, and shards of a batch call it from several threads
 * at once. */
#include "engine/gemm.h"

#include <assert.h>
#include <cblas.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "engine/panel_product.h"

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
    atomic_ulong of_bf16;
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

/* What gemm is asked for. */
typedef struct Product {
    bool a_transposed, b_transposed;
    int M, N, K;
    real alpha;
    const real *A, *B;
    int lda, ldb;
    bool add;
    real *C;
    int ldc;
} Product;

/* Rows of B in a panel at once. */
enum { DEPTH = GEMM_CHAIN };

static void multiply_panels(const Product *p)
{
    static _Alignas(CACHE_LINE) _Thread_local real panel[DEPTH * PANEL_COLUMNS_MOST];
    for (int from = 0; from < p->N;) {
        const PanelKernels *kernels = panel_kernels(p->N - from);
        int columns = p->N - from < kernels->columns ? p->N - from : kernels->columns;
        for (int k = 0; k < p->K; k += DEPTH) {
            int depth = p->K - k < DEPTH ? p->K - k : DEPTH;
            PanelRows rows = p->a_transposed ? (PanelRows){p->A + row_at(k, p->lda), p->M, 1, p->lda}
                                             : (PanelRows){p->A + k, p->M, p->lda, 1};
            if (p->b_transposed)
                panel_pack_rows(panel, p->B + row_at(from, p->ldb) + k, p->ldb, depth, columns, kernels->columns);
            else
                panel_pack_columns(panel, p->B + row_at(k, p->ldb) + from, p->ldb, depth, columns, kernels->columns);
            for (size_t i = 0; p->alpha != 1 && i < row_at(depth, kernels->columns); i++)
                panel[i] *= p->alpha;
            real *sum = p->C + from;
            panel_multiply(kernels, rows, panel, depth,
                           (PanelPlace){sum, p->ldc, columns, p->add || k > 0 ? sum : NULL, p->ldc});
        }
        from += columns;
    }
}

/* A product with a vector, for a single row, packs no blocks. (For K = 0 it would not set C.) */
static void multiply_by_blas(const Product *p)
{
    if (p->M == 1 && !p->a_transposed && p->K > 0) {
        BLAS_GEMV(CblasRowMajor, p->b_transposed ? CblasNoTrans : CblasTrans, p->b_transposed ? p->N : p->K,
                  p->b_transposed ? p->K : p->N, p->alpha, p->B, p->ldb, p->A, 1, p->add, p->C, 1);
        return;
    }
    CBLAS_TRANSPOSE a = p->a_transposed ? CblasTrans : CblasNoTrans, b = p->b_transposed ? CblasTrans : CblasNoTrans;
    BLAS_GEMM(CblasRowMajor, a, b, p->M, p->N, p->K, p->alpha, p->A, p->lda, p->B, p->ldb, p->add, p->C, p->ldc);
}

void gemm(bool a_transposed, bool b_transposed, int M, int N, int K, real alpha, const real *A, int lda,
          const real *B, int ldb, real beta, real *C, int ldc)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, one_thread);
    assert(beta == 0 || beta == 1);
    if (M == 0 || N == 0)
        return;
    Product product = {a_transposed, b_transposed, M, N, K, alpha, A, B, lda, ldb, beta != 0, C, ldc};
    const PanelKernels *kernels = panel_kernels(N);
    GemmClock clock = gemm_begin(false);
    if (kernels != NULL && M == 1 && !a_transposed && !b_transposed && alpha == 1)
        kernels->multiply_row(C, (RowProduct){A, B, K, N, ldb, beta != 0});
    else if (kernels != NULL && K > 0)
        multiply_panels(&product);
    else
        multiply_by_blas(&product);
    gemm_end(clock, M, N, K);
}

GemmClock gemm_begin(bool bf16)
{
    bool timing = atomic_load_explicit(&timing_on, memory_order_relaxed);
    return (GemmClock){bf16, timing, timing ? now() : 0};
}

void gemm_end(GemmClock clock, int M, int N, int K)
{
    Slot *slot = own_slot();
    atomic_fetch_add_explicit(&slot->calls, 1, memory_order_relaxed);
    if (clock.bf16)
        atomic_fetch_add_explicit(&slot->of_bf16, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&slot->operations, 2 * (uint64_t)M * (uint64_t)N * (uint64_t)K,
                              memory_order_relaxed);
    if (clock.timing)
        atomic_fetch_add_explicit(&slot->nanoseconds, now() - clock.begin, memory_order_relaxed);
}

void gemm_counts_reset(bool timing)
{
    for (int i = 0; i < SLOTS; i++) {
        atomic_store_explicit(&slots[i].calls, 0, memory_order_relaxed);
        atomic_store_explicit(&slots[i].of_bf16, 0, memory_order_relaxed);
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
        counts.of_bf16 += atomic_load_explicit(&slots[i].of_bf16, memory_order_relaxed);
        counts.operations += (double)atomic_load_explicit(&slots[i].operations, memory_order_relaxed);
        counts.seconds += 1e-9 * (double)atomic_load_explicit(&slots[i].nanoseconds, memory_order_relaxed);
    }
    return counts;
}
