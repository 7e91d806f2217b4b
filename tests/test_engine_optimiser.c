/* test_engine_optimiser.c: parameters, and Adam against its formulas written out in float64. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/optimiser.h"

enum { COUNT = 37 };

static void open_one(Parameters *parameters, int shards)
{
    Random random;
    random_seed(&random, 3);
    *parameters = (Parameters){0};
    parameters_add(parameters, "numbers", 1, (int[]){COUNT}, START_NORMAL, 1, &random);
    parameters_allocate(parameters, shards);
}

static double norm_of(const real *x)
{
    double sum = 0;
    for (int i = 0; i < COUNT; i++)
        sum += (double)x[i] * (double)x[i];
    return sqrt(sum);
}

/* Kingma and Ba 2015, algorithm 1, one number at a time. */
static void reference_step(double *value, double *first, double *second, double gradient, int t, double rate)
{
    *first = 0.9 * *first + 0.1 * gradient;
    *second = 0.999 * *second + 0.001 * gradient * gradient;
    double first_mended = *first / (1 - pow(0.9, t)), second_mended = *second / (1 - pow(0.999, t));
    *value -= rate * first_mended / (sqrt(second_mended) + 1e-8);
}

static void adam_follows_its_formulas(void **state)
{
    (void)state;
    Parameters parameters;
    open_one(&parameters, 1);
    Adam adam;
    adam_open(&adam, &parameters);
    Random random;
    random_seed(&random, 11);
    double value[COUNT], first[COUNT] = {0}, second[COUNT] = {0};
    for (int i = 0; i < COUNT; i++)
        value[i] = (double)parameters.value[i];
    const double clip = 5, rate = 0.02;
    bool clipped = false, free_step = false;
    for (int t = 1; t <= 10; t++) {
        real *gradient = parameters.gradient[0];
        for (int i = 0; i < COUNT; i++)
            gradient[i] = (real)(random_normal(&random) * (t % 2 == 0 ? 3 : 0.3));
        double norm = norm_of(gradient), scale = norm > clip ? clip / norm : 1;
        clipped = clipped || norm > clip;
        free_step = free_step || norm <= clip;
        for (int i = 0; i < COUNT; i++)
            reference_step(&value[i], &first[i], &second[i], scale * (double)gradient[i], t, rate);
        assert_true(fabs(adam_step(&adam, &parameters, rate, clip) - norm) < 1e-6 * norm);
    }
    assert_true(clipped && free_step); /* both kinds of step were seen */
    for (int i = 0; i < COUNT; i++)
        assert_true(fabs((double)parameters.value[i] - value[i]) < 2e-6);
    adam_close(&adam);
    parameters_free(&parameters);
}

static void a_gradient_that_is_no_number_changes_nothing(void **state)
{
    (void)state;
    Parameters parameters;
    open_one(&parameters, 1);
    Adam adam;
    adam_open(&adam, &parameters);
    real before[COUNT];
    memcpy(before, parameters.value, sizeof before);
    parameters.gradient[0][5] = (real)NAN;
    assert_true(isnan(adam_step(&adam, &parameters, 0.1, 1)));
    parameters.gradient[0][5] = (real)INFINITY;
    assert_true(isinf(adam_step(&adam, &parameters, 0.1, 1)));
    assert_memory_equal(before, parameters.value, sizeof before);
    assert_true(adam.step == 0 && adam.first[5] == 0 && adam.second[5] == 0);
    assert_true(parameters_finite(&parameters));
    parameters.value[COUNT - 1] = (real)NAN;
    assert_false(parameters_finite(&parameters));
    adam_close(&adam);
    parameters_free(&parameters);
}

static void the_rate_falls_along_a_cosine(void **state)
{
    (void)state;
    assert_true(fabs(cosine_rate(3e-3, 0.05, 0, 100) - 3e-3) < 1e-15);
    assert_true(fabs(cosine_rate(3e-3, 0.05, 50, 100) - 3e-3 * 0.525) < 1e-15);
    assert_true(fabs(cosine_rate(3e-3, 0.05, 100, 100) - 1.5e-4) < 1e-15);
    assert_true(fabs(cosine_rate(3e-3, 0.05, 900, 100) - 1.5e-4) < 1e-15); /* past the end it stays */
    assert_true(fabs(cosine_rate(3e-3, 0.05, 0, 0) - 1.5e-4) < 1e-15);
}

static void shards_are_summed_in_order(void **state)
{
    (void)state;
    Parameters parameters;
    open_one(&parameters, 3);
    for (int i = 0; i < COUNT; i++)
        for (int shard = 0; shard < 3; shard++)
            parameters.gradient[shard][i] = (real)((shard + 1) * 100 + i);
    parameters_sum_gradients(&parameters);
    for (int i = 0; i < COUNT; i++)
        assert_true(parameters.gradient[0][i] == (real)(600 + 3 * i));
    parameters_set_shards(&parameters, 1);
    assert_null(parameters.gradient[1]);
    parameters_set_shards(&parameters, 2);
    assert_true(parameters.gradient[1][COUNT - 1] == 0);
    parameters_zero_gradients(&parameters);
    assert_true(parameters_gradient_norm(&parameters) == 0);
    parameters_free(&parameters);
}

static void parameters_have_names_and_places(void **state)
{
    (void)state;
    Random random;
    random_seed(&random, 1);
    Parameters parameters = {0};
    int weight = parameters_add(&parameters, "weight", 2, (int[]){3, 5}, START_UNIFORM, 0.1, &random);
    int bias = parameters_add(&parameters, "bias", 1, (int[]){5}, START_ONE, 0, &random);
    parameters_allocate(&parameters, 2);
    assert_int_equal(parameters_find(&parameters, "bias"), bias);
    assert_int_equal(parameters_find(&parameters, "weights"), -1);
    assert_int_equal(parameters.total, 20);
    Tensor a = parameters_tensor(&parameters, weight, 1), b = parameters_tensor(&parameters, bias, -1);
    assert_int_equal(tensor_rows(&a), 3);
    assert_ptr_equal(a.gradient, parameters.gradient[1]);
    assert_null(b.gradient);
    for (int i = 0; i < 15; i++)
        assert_true(fabs((double)a.value[i]) <= 0.1);
    assert_true(b.value[0] == 1 && b.value[4] == 1);
    parameters_free(&parameters);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adam_follows_its_formulas),
        cmocka_unit_test(a_gradient_that_is_no_number_changes_nothing),
        cmocka_unit_test(the_rate_falls_along_a_cosine),
        cmocka_unit_test(shards_are_summed_in_order),
        cmocka_unit_test(parameters_have_names_and_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
