/* gemm.h: matrix products. Row-major. gemm.c is the only file that knows BLAS. */
#ifndef SEQLAB_ENGINE_GEMM_H
#define SEQLAB_ENGINE_GEMM_H

#include <stdint.h>

#include "engine/tensor.h"

/* The largest K for which each number is one chain of additions: the largest hidden state. */
enum { GEMM_CHAIN = 1024 };

/* C[M,N] = alpha * op(A) op(B) + beta * C. a_transposed: A is stored [K,M]; b_transposed: B is stored [N,K].
 * lda, ldb, ldc: columns between the starts of two rows as stored. beta: 0 or 1. */
void gemm(bool a_transposed, bool b_transposed, int M, int N, int K, real alpha, const real *A, int lda,
          const real *B, int ldb, real beta, real *C, int ldc);

/* Counted over all threads since the last reset: calls and floating-point operations (2 M N K each); seconds
 * only while timing is on, as reading the clock costs something. */
typedef struct GemmCounts {
    unsigned long calls, of_bf16; /* of_bf16: those among them whose factors were rounded to bfloat16 */
    double operations, seconds;
} GemmCounts;
void gemm_counts_reset(bool timing);
GemmCounts gemm_counts(void);

/* Around a product [M,K] [K,N] that is made elsewhere, so that it is counted too. */
typedef struct GemmClock { bool bf16, timing; uint64_t begin; } GemmClock;
GemmClock gemm_begin(bool bf16);
void gemm_end(GemmClock clock, int M, int N, int K);

#endif
