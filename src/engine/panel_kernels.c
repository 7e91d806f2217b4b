/* panel_kernels.c: a few rows times a panel, held in registers until all of K is added up: 2 vectors of columns for
 * each of up to 6 rows, or, where there are 32 registers, 2 for up to 12 rows or 3 for up to 8, so that no addition waits
 * for the one before. 3 for 8 is the fastest: it loads 11 vectors for 24 multiply-adds, not 14.
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
typedef __mmask8 Mask;
#else
#define IN_256(name) _mm256_##name##_ps
#define IN_512(name) _mm512_##name##_ps
typedef __m256 Vector256;
typedef __m512 Vector512;
typedef __mmask16 Mask;
#endif

#define MULTIPLY_ADD_IN_256(x, y, sum) IN_256(fmadd)(x, y, sum)
#define MULTIPLY_ADD_IN_512(x, y, sum) IN_512(fmadd)(x, y, sum)

/* Each row of a block has its own variables, so that they stay in registers without help from the compiler. `rows` is a
 * constant in each call of name##_block, so the code for further rows is removed. */
#define ADD_PRODUCT(i, IN)                                                                                             \
    if (rows > i) {                                                                                                    \
        const Vector one = IN(set1)(x[(ptrdiff_t)i * from.row]);                                                       \
        first##i = MULTIPLY_ADD_##IN(one, first, first##i);                                                            \
        second##i = MULTIPLY_ADD_##IN(one, second, second##i);                                                         \
        if (vectors > 2)                                                                                               \
            third##i = MULTIPLY_ADD_##IN(one, third, third##i);                                                        \
    }

#define PUT(IN, at, column, sum) IN(storeu)(at + column, add ? IN(add)(sum, IN(loadu)(addend + column)) : sum)
/* The last vector of columns: with 512 bits only those that have a place. */
#define PUT_LAST_IN_256(at, column, sum) PUT(IN_256, at, column, sum)
#define PUT_LAST_IN_512(at, column, sum)                                                                               \
    IN_512(mask_storeu)(at + column, placed, add ? IN_512(add)(sum, IN_512(maskz_loadu)(placed, addend + column)) : sum)

#define STORE_ROW(i, IN)                                                                                               \
    if (rows > i) {                                                                                                    \
        real *at = to.out + (ptrdiff_t)i * to.row;                                                                     \
        const real *addend = add ? to.addend + (ptrdiff_t)i * to.addend_row : NULL;                                    \
        PUT(IN, at, 0, first##i);                                                                                      \
        if (vectors > 2) {                                                                                             \
            PUT(IN, at, LANES, second##i);                                                                             \
            PUT_LAST_##IN(at, 2 * LANES, third##i);                                                                    \
        } else {                                                                                                       \
            PUT_LAST_##IN(at, LANES, second##i);                                                                       \
        }                                                                                                              \
    }

#define FETCH_ROW(i, IN)                                                                                               \
    if (rows > i) {                                                                                                    \
        __builtin_prefetch(to.out + (ptrdiff_t)i * to.row, 1);                                                         \
        __builtin_prefetch(to.out + (ptrdiff_t)i * to.row + LANES, 1);                                                 \
        if (vectors > 2)                                                                                               \
            __builtin_prefetch(to.out + (ptrdiff_t)i * to.row + 2 * LANES, 1);                                         \
    }

#define ROWS_6(DO, IN) DO(0, IN) DO(1, IN) DO(2, IN) DO(3, IN) DO(4, IN) DO(5, IN)
#define ROWS_12(DO, IN) ROWS_6(DO, IN) DO(6, IN) DO(7, IN) DO(8, IN) DO(9, IN) DO(10, IN) DO(11, IN)

#define CASE(count, name) case count: name##_block(to, from, panel, K, count); break;
#define CASES_6(name) CASE(1, name) CASE(2, name) CASE(3, name) CASE(4, name) CASE(5, name) CASE(6, name)
#define CASES_8(name) CASES_6(name) CASE(7, name) CASE(8, name)
#define CASES_12(name) CASES_8(name) CASE(9, name) CASE(10, name) CASE(11, name) CASE(12, name)

/* VECTORS: of columns, 2 or 3. MOST: rows, 6, 8 or 12. */
#define DEFINE_KERNEL(name, TARGET, VECTOR, IN, VECTORS, MOST)                                                         \
    TARGET static inline __attribute__((always_inline)) void name##_block(PanelPlace to, PanelRows from,               \
                                                                          const real *panel, int K, int rows)          \
    {                                                                                                                  \
        typedef VECTOR Vector;                                                                                         \
        enum { LANES = sizeof(Vector) / sizeof(real), vectors = VECTORS };                                             \
        const bool add = to.addend != NULL;                                                                            \
        const Mask placed = (Mask)((1U << (to.columns - (vectors - 1) * LANES)) - 1); /* of the last vector */         \
        (void)placed;                                                                                                  \
        const real *x = from.x;                                                                                        \
        const Vector zero = IN(setzero)();                                                                             \
        Vector first0 = zero, first1 = zero, first2 = zero, first3 = zero, first4 = zero, first5 = zero;               \
        Vector first6 = zero, first7 = zero, first8 = zero, first9 = zero, first10 = zero, first11 = zero;             \
        Vector second0 = zero, second1 = zero, second2 = zero, second3 = zero, second4 = zero, second5 = zero;         \
        Vector second6 = zero, second7 = zero, second8 = zero, second9 = zero, second10 = zero, second11 = zero;       \
        Vector third0 = zero, third1 = zero, third2 = zero, third3 = zero, third4 = zero, third5 = zero;               \
        Vector third6 = zero, third7 = zero, third8 = zero, third9 = zero, third10 = zero, third11 = zero;             \
        ROWS_12(FETCH_ROW, IN) /* while it adds up */                                                                  \
        for (int k = 0; k < K; k++, x += from.step, panel += vectors * LANES) {                                        \
            const Vector first = IN(loadu)(panel), second = IN(loadu)(panel + LANES);                                  \
            const Vector third = vectors > 2 ? IN(loadu)(panel + 2 * LANES) : zero;                                    \
            ROWS_12(ADD_PRODUCT, IN)                                                                                   \
        }                                                                                                              \
        ROWS_12(STORE_ROW, IN)                                                                                         \
    }                                                                                                                  \
                                                                                                                       \
    TARGET static void name(PanelPlace to, PanelRows from, const real *panel, int K)                                   \
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

DEFINE_KERNEL(multiply_256, AVX2, Vector256, IN_256, 2, 6)
DEFINE_KERNEL(multiply_512, AVX512, Vector512, IN_512, 2, 12)
DEFINE_KERNEL(multiply_512_wide, AVX512, Vector512, IN_512, 3, 8)
DEFINE_ROW_KERNEL(row_256, AVX2, Vector256, IN_256, FUSED)
DEFINE_ROW_KERNEL(row_512, AVX512, Vector512, IN_512, FUSED)

/* Columns of a panel. */
enum {
    NARROW = 2 * sizeof(Vector256) / sizeof(real),
    MIDDLE = 2 * sizeof(Vector512) / sizeof(real),
    WIDE = 3 * sizeof(Vector512) / sizeof(real)
};
static const PanelKernels kernels_256 = {NARROW, 6, false, multiply_256, row_256};
static const PanelKernels kernels_512 = {MIDDLE, 12, true, multiply_512, row_512};
static const PanelKernels kernels_512_wide = {WIDE, 8, true, multiply_512_wide, row_512};

static const PanelKernels *fitting(const PanelKernels *narrow, const PanelKernels *middle, const PanelKernels *wide,
                                   int columns)
{
    if (columns <= NARROW)
        return narrow;
    return columns <= MIDDLE || (columns > WIDE && columns <= 2 * MIDDLE) ? middle : wide;
}

const PanelKernels *panel_kernels(int columns)
{
    if (__builtin_cpu_supports("avx512f"))
        return fitting(&kernels_256, &kernels_512, &kernels_512_wide, columns);
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels_256 : NULL;
}

#else

const PanelKernels *panel_kernels(int columns) { return (void)columns, NULL; }

#endif

/* ---- bfloat16 ---- */

#if defined(__x86_64__) && defined(__GNUC__) && !defined(SEQLAB_DOUBLE)

#define BF16 __attribute__((target("avx512f,avx512vl,avx512bf16,fma")))
#define IN_256_BF16(name) IN_256(name)
#define IN_512_BF16(name) IN_512(name)
#define MULTIPLY_ADD_IN_256_BF16(x, y, sum) _mm256_dpbf16_ps(sum, (__m256bh)(x), (__m256bh)(y))
#define MULTIPLY_ADD_IN_512_BF16(x, y, sum) _mm512_dpbf16_ps(sum, (__m512bh)(x), (__m512bh)(y))
#define PUT_LAST_IN_256_BF16 PUT_LAST_IN_256
#define PUT_LAST_IN_512_BF16 PUT_LAST_IN_512

DEFINE_KERNEL(bf16_256, BF16, Vector256, IN_256_BF16, 2, 6)
DEFINE_KERNEL(bf16_512, BF16, Vector512, IN_512_BF16, 2, 12)
DEFINE_KERNEL(bf16_512_wide, BF16, Vector512, IN_512_BF16, 3, 8)

static const PanelKernels kernels_bf16_256 = {NARROW, 6, false, bf16_256, NULL};
static const PanelKernels kernels_bf16_512 = {MIDDLE, 12, true, bf16_512, NULL};
static const PanelKernels kernels_bf16_512_wide = {WIDE, 8, true, bf16_512_wide, NULL};

const PanelKernels *panel_kernels_bf16(int columns)
{
    if (!__builtin_cpu_supports("avx512bf16") || !__builtin_cpu_supports("avx512vl"))
        return NULL;
    return fitting(&kernels_bf16_256, &kernels_bf16_512, &kernels_bf16_512_wide, columns);
}

#else

const PanelKernels *panel_kernels_bf16(int columns) { return (void)columns, NULL; }

#endif
