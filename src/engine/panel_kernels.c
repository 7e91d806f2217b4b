/* panel_kernels.c: a few rows times a panel, held in registers until all of K is added up: 2 vectors of columns for
 * each of up to 6 rows, or up to 12 where there are 32 registers, so that no addition waits for the one before.
 *
 * The compiler's own vector code keeps such a block in memory, hence intrinsics. Each number is a chain of fused
 * multiply-adds in the order of k, whatever the width of a vector: all kernels give the same bits. */
#include "engine/panel_kernels.h"

#include <stddef.h>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,fma")))

#ifdef SEQLAB_DOUBLE
#define IN_256(name) _mm256_##name##_pd
#define IN_512(name) _mm512_##name##_pd
typedef __m256d Vector256;
typedef __m512d Vector512;
#else
#define IN_256(name) _mm256_##name##_ps
#define IN_512(name) _mm512_##name##_ps
typedef __m256 Vector256;
typedef __m512 Vector512;
#endif

/* Each row of a block has its own variables, so that they stay in registers without help from the compiler. `rows` is a
 * constant in each call of name##_block, so the code for further rows is removed. */
#define ADD_PRODUCT(i, IN)                                                                                             \
    if (rows > i) {                                                                                                    \
        const Vector one = IN(set1)(x[(ptrdiff_t)i * from.row]);                                                       \
        left##i = IN(fmadd)(one, left, left##i);                                                                       \
        right##i = IN(fmadd)(one, right, right##i);                                                                    \
    }

#define STORE_ROW(i, IN)                                                                                               \
    if (rows > i) {                                                                                                    \
        real *to = out + (ptrdiff_t)i * out_row;                                                                       \
        IN(storeu)(to, add ? IN(add)(left##i, IN(loadu)(to)) : left##i);                                               \
        IN(storeu)(to + LANES, add ? IN(add)(right##i, IN(loadu)(to + LANES)) : right##i);                             \
    }

#define FETCH_ROW(i, IN)                                                                                               \
    if (rows > i) {                                                                                                    \
        __builtin_prefetch(out + (ptrdiff_t)i * out_row, 1);                                                           \
        __builtin_prefetch(out + (ptrdiff_t)i * out_row + LANES, 1);                                                   \
    }

#define ROWS_6(DO, IN) DO(0, IN) DO(1, IN) DO(2, IN) DO(3, IN) DO(4, IN) DO(5, IN)
#define ROWS_12(DO, IN) ROWS_6(DO, IN) DO(6, IN) DO(7, IN) DO(8, IN) DO(9, IN) DO(10, IN) DO(11, IN)

#define CASE(count, name) case count: name##_block(out, out_row, from, panel, K, count, add); break;
#define CASES_6(name) CASE(1, name) CASE(2, name) CASE(3, name) CASE(4, name) CASE(5, name) CASE(6, name)
#define CASES_12(name)                                                                                                 \
    CASES_6(name) CASE(7, name) CASE(8, name) CASE(9, name) CASE(10, name) CASE(11, name) CASE(12, name)

#define DEFINE_KERNEL(name, TARGET, VECTOR, IN, MOST)                                                                  \
    TARGET static inline __attribute__((always_inline)) void name##_block(real *out, int out_row, PanelRows from,      \
                                                                          const real *panel, int K, int rows, bool add)\
    {                                                                                                                  \
        typedef VECTOR Vector;                                                                                         \
        enum { LANES = sizeof(Vector) / sizeof(real) };                                                                \
        const real *x = from.x;                                                                                        \
        Vector left0 = IN(setzero)(), left1 = left0, left2 = left0, left3 = left0, left4 = left0, left5 = left0;       \
        Vector left6 = left0, left7 = left0, left8 = left0, left9 = left0, left10 = left0, left11 = left0;             \
        Vector right0 = left0, right1 = left0, right2 = left0, right3 = left0, right4 = left0, right5 = left0;         \
        Vector right6 = left0, right7 = left0, right8 = left0, right9 = left0, right10 = left0, right11 = left0;       \
        ROWS_12(FETCH_ROW, IN) /* while it adds up */                                                                  \
        for (int k = 0; k < K; k++, x += from.step, panel += 2 * LANES) {                                              \
            const Vector left = IN(loadu)(panel), right = IN(loadu)(panel + LANES);                                    \
            ROWS_12(ADD_PRODUCT, IN)                                                                                   \
        }                                                                                                              \
        ROWS_12(STORE_ROW, IN)                                                                                         \
    }                                                                                                                  \
                                                                                                                       \
    TARGET static void name(real *out, int out_row, PanelRows from, const real *panel, int K, bool add)                \
    {                                                                                                                  \
        switch (from.count) {                                                                                          \
            CASES_##MOST(name)                                                                                         \
        }                                                                                                              \
    }

/* A single row reads each number of W once, so W is not packed: `vectors` of its columns at once, and single columns
 * where fewer than a vector are left. */
#define DEFINE_ROW_KERNEL(name, TARGET, VECTOR, IN, MULTIPLY_ADD)                                                      \
    TARGET static inline __attribute__((always_inline)) int name##_columns(real *out, RowProduct p, int from,           \
                                                                           int vectors)                                \
    {                                                                                                                  \
        enum { LANES = sizeof(VECTOR) / sizeof(real) };                                                                \
        for (; from + vectors * LANES <= p.N; from += vectors * LANES) {                                               \
            VECTOR sum[8];                                                                                             \
            for (int i = 0; i < vectors; i++)                                                                          \
                sum[i] = IN(setzero)();                                                                                \
            for (int k = 0; k < p.K; k++) {                                                                            \
                const VECTOR one = IN(set1)(p.x[k]);                                                                   \
                for (int i = 0; i < vectors; i++)                                                                      \
                    sum[i] = IN(fmadd)(one, IN(loadu)(p.W + row_at(k, p.row) + from + i * LANES), sum[i]);             \
            }                                                                                                          \
            for (int i = 0; i < vectors; i++) {                                                                        \
                real *to = out + from + i * LANES;                                                                     \
                IN(storeu)(to, p.add ? IN(add)(sum[i], IN(loadu)(to)) : sum[i]);                                       \
            }                                                                                                          \
        }                                                                                                              \
        return from;                                                                                                   \
    }                                                                                                                  \
                                                                                                                       \
    TARGET static void name(real *out, RowProduct p)                                                                   \
    {                                                                                                                  \
        int from = name##_columns(out, p, 0, 8);                                                                       \
        from = name##_columns(out, p, from, 2);                                                                        \
        for (from = name##_columns(out, p, from, 1); from < p.N; from++) {                                             \
            real sum = 0;                                                                                              \
            for (int k = 0; k < p.K; k++)                                                                              \
                sum = MULTIPLY_ADD(p.x[k], p.W[row_at(k, p.row) + (size_t)from], sum);                                 \
            out[from] = p.add ? out[from] + sum : sum;                                                                 \
        }                                                                                                              \
    }

#ifdef SEQLAB_DOUBLE
#define FUSED __builtin_fma
#else
#define FUSED __builtin_fmaf
#endif

DEFINE_KERNEL(multiply_256, AVX2, Vector256, IN_256, 6)
DEFINE_KERNEL(multiply_512, AVX512, Vector512, IN_512, 12)
DEFINE_ROW_KERNEL(row_256, AVX2, Vector256, IN_256, FUSED)
DEFINE_ROW_KERNEL(row_512, AVX512, Vector512, IN_512, FUSED)

static const PanelKernels kernels_256 = {2 * sizeof(Vector256) / sizeof(real), 6, multiply_256, row_256};
static const PanelKernels kernels_512 = {2 * sizeof(Vector512) / sizeof(real), 12, multiply_512, row_512};

const PanelKernels *panel_kernels(void)
{
    if (__builtin_cpu_supports("avx512f"))
        return &kernels_512;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels_256 : NULL;
}

const PanelKernels *panel_kernels_for(int N)
{
    const PanelKernels *widest = panel_kernels();
    return widest == &kernels_512 && N <= kernels_256.columns ? &kernels_256 : widest;
}

#else

const PanelKernels *panel_kernels(void) { return NULL; }
const PanelKernels *panel_kernels_for(int N) { return (void)N, NULL; }

#endif
