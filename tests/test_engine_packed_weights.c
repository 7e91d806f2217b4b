/* test_engine_packed_weights.c: products with packed weights and a weight's gradient, against sums written out in float64, on random shapes; the
 * same bits for a row whatever rows stand beside it; nothing written beside the result. */
#include "base/random.h"
#include "engine/bf16_pairs.h"
#include "engine/gemm.h"
#include "engine/panel_kernels.h"
#include "engine/packed_weights.h"
#include "test.h"

enum { ROWS_MOST = 70, K_MOST = 300, N_MOST = 100, AROUND = 8 };

static real x[ROWS_MOST * K_MOST], W[K_MOST * N_MOST], out[ROWS_MOST * N_MOST + AROUND], before[ROWS_MOST * N_MOST + AROUND];

static Arena *arena;

static void open_arena(void) { arena = arena_open(); }
static void close_arena(void) { arena_close(arena); }

AROUND_EACH(open_arena, close_arena);

static void fill(Random *random, real *numbers, int count)
{
    for (int i = 0; i < count; i++)
        numbers[i] = (real)(random_uniform(random) * 2 - 1);
}

/* Numbers of a row or column: so far from each other in memory. */
typedef struct Line {
    const real *from;
    int step;
} Line;

/* found: start plus the sum of K products; by rounding that the size of all terms together allows. */
static void expect_sum(real found, double start, Line a, Line b, int K, const char *what)
{
    double sum = start, size = 1 + fabs(start);
    for (int k = 0; k < K; k++) {
        double term = (double)a.from[k * a.step] * (double)b.from[k * b.step];
        sum += term;
        size += fabs(term);
    }
    if (fabs((double)found - sum) > 1e-6 * size)
        fail_msg("%s of %d products: %.9g, not %.9g", what, K, (double)found, sum);
}

typedef enum { NOTHING, ITSELF, OTHER_ROWS, ONE_ROW, ADDENDS } AddendKind;

static void check(const PackedWeights *weights, int rows, AddendKind kind)
{
    const Addend addends[ADDENDS] = {{0}, {out, false}, {before, false}, {before, true}};
    memcpy(out, before, sizeof out);
    packed_product(weights, x, rows, addends[kind], out);
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < weights->N; j++) {
            int at = i * weights->N + j;
            Line column = weights->transposed ? (Line){W + j * weights->K, 1} : (Line){W + j, weights->N};
            double start = kind == NOTHING ? 0 : (double)before[kind == ONE_ROW ? j : at];
            expect_sum(out[at], start, (Line){x + i * weights->K, 1}, column, weights->K,
                       weights->transposed ? "transposed" : "packed");
        }
    int end = rows * weights->N;
    assert_memory_equal(out + end, before + end, (size_t)(ROWS_MOST * N_MOST + AROUND - end) * sizeof *out);
}

TEST(products_are_exact)
{
    Random random = seeded(41);
    for (int trial = 0; trial < 400; trial++) {
        bool once = trial % 3 == 0; /* so few rows are not packed then */
        int rows = random_between(&random, 1, once ? 11 : ROWS_MOST), K = random_between(&random, 1, K_MOST);
        int N = random_between(&random, 1, N_MOST);
        fill(&random, x, rows * K);
        fill(&random, W, K * N);
        fill(&random, before, ROWS_MOST * N_MOST + AROUND);
        bool transposed = trial % 2 == 0;
        Tensor matrix = {.rank = 2, .shape = {transposed ? N : K, transposed ? K : N}, .value = W};
        PackedWeights weights = pack_weights(arena, &matrix, transposed, rows, once ? 1 : 30);
        check(&weights, rows, (AddendKind)(trial / 2 % ADDENDS));
        arena_reset(arena);
    }
}

/* ---- bfloat16 ---- */

/* To 8 bits, to the even one of two. */
static real rounded(real number)
{
    int exponent;
    double fraction = frexp((double)number, &exponent);
    return (real)ldexp(nearbyint(fraction * 256), exponent - 8);
}

static void round_all(real *numbers, int count)
{
    for (int i = 0; i < count; i++)
        numbers[i] = rounded(numbers[i]);
}

static real half_of(real words, int which)
{
    uint32_t bits;
    memcpy(&bits, &words, sizeof bits);
    bits = which == 0 ? bits << 16 : bits & 0xffff0000U;
    real number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

TEST(bf16_is_the_nearest)
{
    const real last = (real)ldexp(1, -7); /* of the precision at 1 */
    const real given[] = {1, 1 + last / 2, 1 + 3 * last / 2, 1 + 0.51F * last, -1 - 3 * last / 2, 0, -0.0F, 1e-30F, 3e38F,
                          3.4028235e38F, INFINITY, -INFINITY, 0.1F};
    const real nearest[] = {1, 1, 1 + 2 * last, 1 + last, -1 - 2 * last, 0, -0.0F, rounded(1e-30F), rounded(3e38F),
                            INFINITY, INFINITY, -INFINITY, rounded(0.1F)};
    enum { COUNT = sizeof given / sizeof *given }; /* odd: the last word ends in a zero */
    real words[(COUNT + 1) / 2], down[COUNT], nan[2] = {NAN, NAN}, pair;
    bf16_pairs_along(words, given, 1, COUNT);
    for (int i = 0; i < COUNT; i++)
        assert_memory_equal(&(real){half_of(words[i / 2], i % 2)}, &nearest[i], sizeof *nearest);
    assert_true(half_of(words[COUNT / 2], 1) == 0);
    bf16_pairs_down(down, (const real[]){1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3);
    for (int j = 0; j < 3; j++) {
        real first = (real)(j + 1);
        assert_true(half_of(down[j], 0) == first && half_of(down[j], 1) == first + 3);
        assert_true(half_of(down[3 + j], 0) == first + 6 && half_of(down[3 + j], 1) == 0);
    }
    memset(&nan[1], 0x7f, sizeof nan[1]); /* all bits but few: rounding up must not make it a number */
    memset(&nan[1], 0xff, sizeof nan[1] - 1);
    bf16_pairs_along(&pair, nan, 1, 2);
    assert_true(isnan(half_of(pair, 0)) && isnan(half_of(pair, 1)));
}

/* The products of the rounded numbers, to the precision of float32. */
TEST(products_of_bf16_are_exact)
{
    if (!products_have_bf16())
        skip();
    Random random = seeded(47);
    for (int trial = 0; trial < 400; trial++) {
        bool once = trial % 3 == 0; /* so few rows are rounded too */
        int rows = random_between(&random, 1, once ? 11 : ROWS_MOST), K = random_between(&random, 1, K_MOST);
        int N = random_between(&random, 1, N_MOST);
        bool transposed = trial % 2 == 0;
        fill(&random, x, rows * K);
        fill(&random, W, K * N);
        fill(&random, before, ROWS_MOST * N_MOST + AROUND);
        Tensor matrix = {.rank = 2, .shape = {transposed ? N : K, transposed ? K : N}, .value = W, .bf16 = true};
        PackedWeights weights = pack_weights(arena, &matrix, transposed, rows, once ? 1 : 30);
        static real exact[ROWS_MOST * K_MOST];
        memcpy(exact, x, sizeof exact);
        round_all(W, K * N);
        memcpy(out, before, sizeof out);
        packed_product(&weights, x, rows, (Addend){out, false}, out);
        assert_memory_equal(x, exact, sizeof exact);
        round_all(x, rows * K);
        for (int i = 0; i < rows * N; i++) {
            Line column = transposed ? (Line){W + i % N * K, 1} : (Line){W + i % N, N};
            expect_sum(out[i], (double)before[i], (Line){x + i / N * K, 1}, column, K, "bf16");
        }
        assert_memory_equal(out + rows * N, before + rows * N, (size_t)(ROWS_MOST * N_MOST + AROUND - rows * N) * sizeof *out);
        arena_reset(arena);
    }
}

/* All kinds of blocks: a row's numbers are those that it has alone. */
static void check_rows(bool bf16)
{
    enum { K = K_MOST, N = 53 };
    Random random = seeded(42);
    fill(&random, x, ROWS_MOST * K);
    fill(&random, W, K * N);
    Tensor matrix = {.rank = 2, .shape = {K, N}, .value = W, .bf16 = bf16};
    PackedWeights weights = pack_weights(arena, &matrix, false, ROWS_MOST, 30);
    if (weights.panels == NULL)
        skip(); /* BLAS promises no such thing */
    packed_product(&weights, x, ROWS_MOST, (Addend){0}, before);
    for (int rows = 1; rows < ROWS_MOST; rows++) {
        int from = ROWS_MOST - rows;
        packed_product(&weights, x + from * K, rows, (Addend){0}, out);
        assert_memory_equal(out, before + from * N, (size_t)(rows * N) * sizeof *out);
        product_forward(arena, x + from * K, rows, &matrix, (Addend){0}, out); /* packed or not */
        assert_memory_equal(out, before + from * N, (size_t)(rows * N) * sizeof *out);
    }
}

TEST(a_row_does_not_depend_on_the_others) { check_rows(false); }

TEST(a_row_of_bf16_does_not_either)
{
    if (!products_have_bf16())
        skip();
    check_rows(true);
}

/* More rows than are added up at once, and fewer than a kernel takes. */
static void check_gradients(uint64_t seed, bool bf16)
{
    enum { LONG = 600, COLUMNS = 60 };
    static real rows[LONG * COLUMNS], drows[LONG * COLUMNS];
    Random random = seeded(seed);
    for (int trial = 0; trial < 60; trial++) {
        int count = random_between(&random, 1, trial % 3 == 0 ? LONG : 30), K = random_between(&random, 1, COLUMNS);
        int N = random_between(&random, 1, COLUMNS);
        bool add = trial % 2 == 0;
        fill(&random, rows, count * K);
        fill(&random, drows, count * N);
        fill(&random, before, K * N + AROUND);
        memcpy(out, before, sizeof out);
        product_weight_backward(arena, rows, drows, count, (WeightGradient){out, K, N, add, bf16});
        if (bf16) {
            round_all(rows, count * K);
            round_all(drows, count * N);
        }
        for (int i = 0; i < K * N; i++)
            expect_sum(out[i], add ? (double)before[i] : 0, (Line){rows + i / N, K}, (Line){drows + i % N, N}, count,
                       "gradient");
        assert_memory_equal(out + K * N, before + K * N, AROUND * sizeof *out);
        arena_reset(arena);
    }
}

TEST(a_weights_gradient_is_exact) { check_gradients(43, false); }

TEST(a_weights_gradient_of_bf16_is_exact)
{
    if (!products_have_bf16())
        skip();
    check_gradients(48, true);
}

/* Narrow, wide and widest panels for what are the same columns. */
TEST(all_kernels_give_the_same_bits)
{
    enum { K = 70, WIDEST = 48 };
    static const int columns[] = {WIDEST, 40, 13};
    Random random = seeded(44);
    fill(&random, x, ROWS_MOST * K);
    real all[K * WIDEST];
    fill(&random, all, K * WIDEST);
    for (int i = 0; i < 3; i++) {
        int N = columns[i];
        for (int k = 0; k < K; k++)
            memcpy(W + k * N, all + k * WIDEST, (size_t)N * sizeof *W);
        const Tensor matrix = {.rank = 2, .shape = {K, N}, .value = W};
        PackedWeights weights = pack_weights(arena, &matrix, false, ROWS_MOST, 30);
        if (weights.panels == NULL)
            skip(); /* there is no kernel */
        packed_product(&weights, x, ROWS_MOST, (Addend){0}, i == 0 ? before : out);
        for (int row = 0; i > 0 && row < ROWS_MOST; row++)
            assert_memory_equal(out + row * N, before + row * WIDEST, (size_t)N * sizeof *out);
    }
}

/* Any layout and any stride, deeper than a panel, against sums written out. */
TEST(gemm_is_exact)
{
    enum { MOST = 300 };
    static real A[MOST * MOST], B[MOST * MOST];
    Random random = seeded(45);
    for (int trial = 0; trial < 200; trial++) {
        int M = random_between(&random, 1, 20), N = random_between(&random, 1, 40), gap = random_between(&random, 0, 3);
        int K = random_between(&random, 1, trial % 10 == 0 ? MOST - 3 : 40);
        bool turn_a = trial % 2 == 0, turn_b = trial % 3 == 0, add = trial % 5 == 0;
        int lda = (turn_a ? M : K) + gap, ldb = (turn_b ? K : N) + gap, ldc = N + gap;
        real alpha = trial % 7 == 0 ? (real)0.5 : 1;
        fill(&random, A, MOST * MOST);
        fill(&random, B, MOST * MOST);
        fill(&random, before, M * ldc);
        memcpy(out, before, sizeof out);
        gemm(turn_a, turn_b, M, N, K, alpha, A, lda, B, ldb, add, out, ldc);
        for (int i = 0; i < M * ldc; i++) {
            int row = i / ldc, column = i % ldc;
            double start = add || column >= N ? (double)before[i] : 0;
            expect_sum(out[i] / alpha, start / (double)alpha, turn_a ? (Line){A + row, lda} : (Line){A + row * lda, 1},
                       turn_b ? (Line){B + column * ldb, 1} : (Line){B + column, ldb}, column < N ? K : 0, "gemm");
        }
    }
}

TEST(few_are_not_packed)
{
    const Tensor matrix = {.rank = 2, .shape = {8, 8}, .value = W};
    assert_null(pack_weights(arena, &matrix, false, 1, 30).panels);
    assert_null(pack_weights(arena, &matrix, false, 11, 1).panels);
    assert_true((pack_weights(arena, &matrix, false, 30, 30).panels != NULL) == (panel_kernels(8) != NULL));
}

/* A weight that is kept packed: few rows pay off once there have been several products, and then no more memory is taken. */
TEST(a_kept_weight_is_packed_once)
{
    Arena *kept = arena_open();
    const size_t most = 3 * 20 * 48 * sizeof(real);
    Packing packing = {.arena = kept, .most = &most}, full = {.arena = kept, .most = &most};
    const Tensor matrix = {.rank = 2, .shape = {20, 40}, .value = W, .packing = &packing};
    if (panel_kernels(40) == NULL)
        skip();
    for (int i = 0; i < 5; i++)
        assert_null(pack_weights(arena, &matrix, false, 2, 1).panels);
    const real *panels = pack_weights(arena, &matrix, false, 2, 1).panels;
    size_t taken = arena_most(kept);
    assert_non_null(panels);
    assert_ptr_equal(pack_weights(arena, &matrix, false, 2, 1).panels, panels);
    assert_ptr_equal(pack_weights(arena, &matrix, false, 50, 1).panels, panels);
    assert_null(pack_weights(arena, &matrix, false, 1, 30).panels);
    assert_int_equal(arena_most(kept), taken);
    const real *transposed = pack_weights(arena, &matrix, true, 50, 1).panels;
    assert_true(transposed != panels && arena_most(kept) > taken);
    assert_ptr_equal(pack_weights(arena, &matrix, true, 50, 1).panels, transposed);
    const Tensor another = {.rank = 2, .shape = {20, 40}, .value = W, .packing = &full};
    taken = arena_most(kept);
    assert_non_null(pack_weights(arena, &another, true, 50, 1).panels);
    assert_int_equal(arena_most(kept), taken); /* no room to keep it: packed for now */
    assert_null(full.panels[true]);
    arena_close(kept);
}

/* Few rows of a long sum: what was packed before, for more rows, changes no bit of theirs. */
TEST(what_came_before_changes_no_bit)
{
    enum { LONG = 1500, N = 20, ROWS = 50, FEW = 5 };
    static real numbers[ROWS * LONG], weight[LONG * N];
    static const size_t most = SIZE_MAX;
    Random random = seeded(46);
    Arena *kept = arena_open();
    Packing used = {.arena = kept, .most = &most}, fresh = used;
    fill(&random, numbers, ROWS * LONG);
    fill(&random, weight, LONG * N);
    Tensor matrix = {.rank = 2, .shape = {LONG, N}, .value = weight, .packing = &used};
    product_forward(arena, numbers, ROWS, &matrix, (Addend){0}, out);
    product_forward(arena, numbers, FEW, &matrix, (Addend){0}, out);
    matrix.packing = &fresh;
    product_forward(arena, numbers, FEW, &matrix, (Addend){0}, before);
    assert_memory_equal(out, before, FEW * N * sizeof *out);
    arena_close(kept);
}

TEST(each_is_counted_once)
{
    const Tensor matrix = {.rank = 2, .shape = {20, 40}, .value = W};
    PackedWeights weights = pack_weights(arena, &matrix, false, 10, 30);
    gemm_counts_reset(false);
    packed_product(&weights, x, 10, (Addend){0}, out);
    packed_product(&weights, x, 1, (Addend){0}, out);
    assert_int_equal(gemm_counts().calls, 2);
    assert_true(gemm_counts().operations == 2.0 * 11 * 20 * 40);
}
