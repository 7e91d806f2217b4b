/* test_engine_vector_math.c: exp, tanh and sigmoid against libm in float64; sums; one result everywhere. */
#include "base/random.h"
#include "engine/vector_math.h"
#include "test.h"

typedef void Curve(float *out, const float *x, size_t count);
void plain_exp(float *out, const float *x, size_t count);
void plain_tanh(float *out, const float *x, size_t count);
void plain_sigmoid(float *out, const float *x, size_t count);
float plain_dot(const float *x, const float *y, size_t count);
float plain_exp_sum(float *out, const float *x, float shift, size_t count);
void plain_softmax(float *out, const float *x, size_t count);
double plain_square_sum(const float *x, size_t count);

static double exact_sigmoid(double x) { return 1 / (1 + exp(-x)); }

static float from_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The distance of x from exact, in units of the last place that a float of this size has. */
static double units_off(float x, double exact)
{
    if ((double)x == exact)
        return 0;
    int exponent;
    frexp(exact, &exponent);
    return fabs((double)x - exact) / ldexp(1, exponent < -125 ? -149 : exponent - 24);
}

/* Every 1021st of all floats, of both signs, tiny to huge. Returns the largest distance where the exact result is a
 * number that a float can hold. */
static double worst(Curve *curve, double (*exact)(double))
{
    enum { COUNT = 4096 };
    static float x[COUNT], out[COUNT];
    double largest = 0;
    uint32_t bits = 0;
    while (bits < 0xffff0000u) {
        for (int i = 0; i < COUNT; i++) {
            x[i] = from_bits(bits);
            bits = bits < 0xffff0000u ? bits + 1021 : bits;
        }
        curve(out, x, COUNT);
        for (int i = 0; i < COUNT; i++) {
            double right = exact((double)x[i]);
            if (isnan(x[i]))
                assert_true(isnan(out[i]));
            else if (right > 3.4028235e38)
                assert_true(isinf(out[i]) && out[i] > 0);
            else
                largest = fmax(largest, units_off(out[i], right));
        }
    }
    return largest;
}

TEST(curves_are_right_to_a_few_units)
{
    double of_exp = worst(vector_exp, exp), of_tanh = worst(vector_tanh, tanh);
    double of_sigmoid = worst(vector_sigmoid, exact_sigmoid);
    print_message("# units in the last place, at most: exp %.2f, tanh %.2f, sigmoid %.2f\n", of_exp, of_tanh,
                  of_sigmoid);
    assert_true(of_exp < 2.0);
    assert_true(of_tanh < 2.5);
    assert_true(of_sigmoid < 3.5);
}

TEST(special_numbers_are_kept)
{
    const float x[] = {NAN, INFINITY, -INFINITY, 0.0f, -0.0f, 1e-42f, -1e-42f, 1e38f, -1e38f, -100.0f, -NAN};
    enum { COUNT = sizeof x / sizeof x[0] };
    float out[COUNT];
    vector_exp(out, x, COUNT);
    assert_true(isnan(out[0]) && isnan(out[10]));
    assert_true(isinf(out[1]) && out[2] == 0 && out[3] == 1 && out[4] == 1 && out[5] == 1);
    assert_true(isinf(out[7]) && out[8] == 0);
    assert_true(out[9] > 0 && out[9] < 1e-38f); /* denormal, not zero */
    vector_tanh(out, x, COUNT);
    assert_true(isnan(out[0]) && isnan(out[10]));
    assert_true(out[1] == 1 && out[2] == -1 && out[3] == 0 && !signbit(out[3]) && signbit(out[4]));
    assert_true(out[5] == x[5] && out[6] == x[6] && out[7] == 1 && out[8] == -1);
    vector_sigmoid(out, x, COUNT);
    assert_true(isnan(out[0]) && isnan(out[10]));
    assert_true(out[1] == 1 && out[2] == 0 && out[3] == 0.5f && out[7] == 1 && out[8] == 0);
    assert_true(out[9] > 0 && out[9] < 1e-38f);
}

static void fill(float *x, size_t count, double range, uint64_t seed)
{
    Random random = seeded(seed);
    for (size_t i = 0; i < count; i++)
        x[i] = (float)(range * (2 * random_uniform(&random) - 1));
}

TEST(every_length_and_in_place)
{
    Curve *const curves[] = {vector_exp, vector_tanh, vector_sigmoid};
    float x[80], out[80], one;
    fill(x, 80, 9, 1);
    for (int c = 0; c < 3; c++)
        for (size_t count = 0; count <= 70; count++) {
            out[count] = 77;
            curves[c](out, x, count);
            assert_true(out[count] == 77); /* nothing past the end */
            for (size_t i = 0; i < count; i++) {
                curves[c](&one, x + i, 1);
                assert_memory_equal(&one, &out[i], sizeof one);
            }
            float place[80];
            memcpy(place, x, sizeof place);
            curves[c](place, place, count);
            assert_memory_equal(place, out, count * sizeof(float));
        }
}

TEST(every_instruction_set_gives_the_same_bits)
{
    enum { COUNT = 10007 };
    static float x[COUNT], y[COUNT], chosen[COUNT], plain[COUNT];
    fill(x, COUNT, 20, 2);
    fill(y, COUNT, 3, 3);
    Curve *const chosen_curves[] = {vector_exp, vector_tanh, vector_sigmoid, vector_softmax};
    Curve *const plain_curves[] = {plain_exp, plain_tanh, plain_sigmoid, plain_softmax};
    for (int c = 0; c < 4; c++) {
        chosen_curves[c](chosen, x, COUNT);
        plain_curves[c](plain, x, COUNT);
        assert_memory_equal(chosen, plain, sizeof plain);
    }
    assert_true(vector_dot(x, y, COUNT) == plain_dot(x, y, COUNT));
    assert_true(vector_exp_sum(NULL, x, 20, COUNT) == plain_exp_sum(NULL, x, 20, COUNT));
    assert_true(vector_exp_sum(NULL, x, 20, COUNT) == vector_exp_sum(chosen, x, 20, COUNT));
    assert_true(vector_square_sum(x, COUNT) == plain_square_sum(x, COUNT));
}

TEST(sums_are_right)
{
    float x[100], y[100];
    fill(x, 100, 1, 4);
    fill(y, 100, 1, 5);
    for (size_t count = 0; count <= 100; count++) {
        double dot = 0, sum = 0, squares = 0;
        for (size_t i = 0; i < count; i++) {
            dot += (double)x[i] * (double)y[i];
            sum += (double)x[i];
            squares += (double)x[i] * (double)x[i];
        }
        assert_true(fabs((double)vector_dot(x, y, count) - dot) < 1e-5);
        assert_true(fabs(vector_sum(x, count) - sum) < 1e-12);
        assert_true(fabs(vector_square_sum(x, count) - squares) < 1e-12);
    }
}

TEST(the_largest_is_found)
{
    float x[67];
    for (size_t count = 1; count <= 67; count++)
        for (size_t place = 0; place < count; place++) {
            fill(x, count, 1, count);
            x[place] = 5;
            assert_true(vector_largest(x, count) == 5);
            x[place] = NAN;
            assert_true(isnan(vector_largest(x, count)));
        }
}

TEST(softmax_is_stable)
{
    float x[] = {1000, 1001, -INFINITY, 999}, out[4];
    vector_softmax(out, x, 4);
    double sum = exp(-1) + 1 + exp(-2);
    assert_true(fabs((double)out[0] - exp(-1) / sum) < 1e-6);
    assert_true(fabs((double)out[1] - 1 / sum) < 1e-6);
    assert_true(out[2] == 0);
    x[0] = NAN;
    vector_softmax(out, x, 4);
    for (int i = 0; i < 4; i++)
        assert_true(isnan(out[i]));
}
