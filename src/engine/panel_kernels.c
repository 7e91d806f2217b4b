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

/* Each row of a block has its own variables, so that they stay in registers without help from the compiler. `rows` is a
 * constant in each call of name##_block, so the code for further rows is removed. */
#define ADD_PRODUCT(row, Vector, IN)                                                                                       \
    if (rows > row) {                                                                                                      \
        const Vector one = IN(set1)(x[(ptrdiff_t)row * x_row]);                                                            \
        left##row = IN(fmadd)(one, left, left##row);                                                                       \
        right##row = IN(fmadd)(one, right, right##row);                                                                    \
    }

#define STORE_ROW(row, IN)                                                                                                 \
    if (rows > row) {                                                                                                      \
        real *to = out + (ptrdiff_t)row * out_row;                                                                         \
        IN(storeu)(to, add ? IN(add)(left##row, IN(loadu)(to)) : left##row);                                               \
        IN(storeu)(to + LANES, add ? IN(add)(right##row, IN(loadu)(to + LANES)) : right##row);                             \
    }

#define DEFINE_KERNEL(name, TARGET, Vector, IN)                                                                            \
    TARGET static inline __attribute__((always_inline)) void name##_block(real *out, int out_row, const real *x,           \
                                                                          int x_row, const real *panel, int K, int rows,   \
                                                                          bool add)                                        \
    {                                                                                                                      \
        enum { LANES = sizeof(Vector) / sizeof(real) };                                                                    \
        Vector left0 = IN(setzero)(), left1 = left0, left2 = left0, left3 = left0, left4 = left0, left5 = left0;           \
        Vector right0 = left0, right1 = left0, right2 = left0, right3 = left0, right4 = left0, right5 = left0;             \
        for (int k = 0; k < K; k++, x++, panel += 2 * LANES) {                                                             \
            const Vector left = IN(loadu)(panel), right = IN(loadu)(panel + LANES);                                        \
            ADD_PRODUCT(0, Vector, IN) ADD_PRODUCT(1, Vector, IN) ADD_PRODUCT(2, Vector, IN)                               \
            ADD_PRODUCT(3, Vector, IN) ADD_PRODUCT(4, Vector, IN) ADD_PRODUCT(5, Vector, IN)                               \
        }                                                                                                                  \
        STORE_ROW(0, IN) STORE_ROW(1, IN) STORE_ROW(2, IN) STORE_ROW(3, IN) STORE_ROW(4, IN) STORE_ROW(5, IN)              \
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
