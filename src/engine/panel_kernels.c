/* panel_kernels.c: a few rows times a panel, held in registers until all of K is added up: 2 vectors of columns for each of
 * up to 6 rows, so that 12 additions are under way at once and none waits for the one before.
 *
 * The compiler's own vector code keeps such a block in memory, hence intrinsics. Each number is a chain of fused
 * multiply-adds in the order of k, whatever the width of a vector: all kernels give the same bits. */
#include "engine/panel_kernels.h"

#include <stddef.h>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f")))

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

/* `name`_block is one function for all numbers of rows; called with a constant it becomes straight code for that number. */
#define DEFINE_KERNEL(name, TARGET, Vector, IN)                                                                            \
    TARGET static inline __attribute__((always_inline)) void name##_block(real *out, int out_row, const real *x,           \
                                                                          int x_row, const real *panel, int K, int rows,   \
                                                                          bool add)                                        \
    {                                                                                                                      \
        enum { LANES = sizeof(Vector) / sizeof(real) };                                                                    \
        Vector sums[PANEL_ROWS_MOST][2];                                                                                   \
        _Pragma("GCC unroll 6") for (int i = 0; i < rows; i++) sums[i][0] = sums[i][1] = IN(setzero)();                    \
        for (int k = 0; k < K; k++) {                                                                                      \
            Vector left = IN(loadu)(panel), right = IN(loadu)(panel + LANES);                                              \
            panel += 2 * LANES;                                                                                            \
            _Pragma("GCC unroll 6") for (int i = 0; i < rows; i++)                                                         \
            {                                                                                                              \
                Vector one = IN(set1)(x[(ptrdiff_t)i * x_row + k]);                                                        \
                sums[i][0] = IN(fmadd)(one, left, sums[i][0]);                                                             \
                sums[i][1] = IN(fmadd)(one, right, sums[i][1]);                                                            \
            }                                                                                                              \
        }                                                                                                                  \
        _Pragma("GCC unroll 6") for (int i = 0; i < rows; i++)                                                             \
        {                                                                                                                  \
            real *to = out + (ptrdiff_t)i * out_row;                                                                       \
            IN(storeu)(to, add ? IN(add)(sums[i][0], IN(loadu)(to)) : sums[i][0]);                                         \
            IN(storeu)(to + LANES, add ? IN(add)(sums[i][1], IN(loadu)(to + LANES)) : sums[i][1]);                         \
        }                                                                                                                  \
    }                                                                                                                      \
                                                                                                                           \
    TARGET static void name(real *out, int out_row, const real *x, int x_row, const real *panel, int K, int rows, bool add)\
    {                                                                                                                      \
        switch (rows) {                                                                                                    \
        case 1: name##_block(out, out_row, x, x_row, panel, K, 1, add); break;                                             \
        case 2: name##_block(out, out_row, x, x_row, panel, K, 2, add); break;                                             \
        case 3: name##_block(out, out_row, x, x_row, panel, K, 3, add); break;                                             \
        case 4: name##_block(out, out_row, x, x_row, panel, K, 4, add); break;                                             \
        case 5: name##_block(out, out_row, x, x_row, panel, K, 5, add); break;                                             \
        case 6: name##_block(out, out_row, x, x_row, panel, K, 6, add); break;                                             \
        }                                                                                                                  \
    }

DEFINE_KERNEL(multiply_256, AVX2, Vector256, IN_256)
DEFINE_KERNEL(multiply_512, AVX512, Vector512, IN_512)

static const PanelKernels kernels_256 = {2 * sizeof(Vector256) / sizeof(real), multiply_256};
static const PanelKernels kernels_512 = {2 * sizeof(Vector512) / sizeof(real), multiply_512};

const PanelKernels *panel_kernels(void)
{
    if (__builtin_cpu_supports("avx512f"))
        return &kernels_512;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels_256 : NULL;
}

#else

const PanelKernels *panel_kernels(void) { return NULL; }

#endif
