/* bf16_pairs.c: rounding to bfloat16, and pairs of it. */
#include "engine/bf16_pairs.h"

#include <assert.h>
#include <stdint.h>

#include "engine/vector_math.h"
#include "engine/vector_scalar.h"

#ifdef SEQLAB_DOUBLE

/* The tests' engine in float64 makes all products exactly. */
void bf16_pairs_along(real *pairs, const real *x, int rows, int K)
{
    (void)pairs, (void)x, (void)rows, (void)K;
    assert(false);
}

void bf16_pairs_down(real *pairs, const real *x, int K, int N) { bf16_pairs_along(pairs, x, K, N); }

#else

typedef uint32_t __attribute__((may_alias)) Word;
typedef uint16_t __attribute__((may_alias)) Half;

/* Adding just under half of the last place, and one more where that is odd, carries into the upper half where it has to
 * be rounded up. */
VECTOR_INLINE uint32_t rounded(real x)
{
    uint32_t bits = (uint32_t)scalar_bits(x);
    uint32_t nearest = bits + 0x7fff + (bits >> 16 & 1), quiet = bits | 0x400000;
    return (x == x ? nearest : quiet) >> 16;
}

VECTOR_CLONES static void round_row(Half *halves, const real *x, int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        halves[i] = (uint16_t)rounded(x[i]);
}

VECTOR_CLONES static void pair_rows(Word *pairs, const real *first, const real *second, int count)
{
    VECTOR_LOOP
    for (int i = 0; i < count; i++)
        pairs[i] = rounded(first[i]) | rounded(second[i]) << 16;
}

void bf16_pairs_along(real *pairs, const real *x, int rows, int K)
{
    for (int i = 0; i < rows; i++) {
        Half *halves = (Half *)(pairs + row_at(i, bf16_words(K)));
        round_row(halves, x + row_at(i, K), K);
        if (K % 2 != 0)
            halves[K] = 0;
    }
}

void bf16_pairs_down(real *pairs, const real *x, int K, int N)
{
    Word *words = (Word *)pairs;
    for (int k = 0; k + 1 < K; k += 2)
        pair_rows(words + row_at(k / 2, N), x + row_at(k, N), x + row_at(k + 1, N), N);
    for (int j = 0; K % 2 != 0 && j < N; j++)
        words[row_at(K / 2, N) + (size_t)j] = rounded(x[row_at(K - 1, N) + (size_t)j]);
}

#endif
