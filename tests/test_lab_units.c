/* test_lab_units.c: what one number of a trace goes with, held against the same worked out from translations. */
#include "base/memory.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

static UnitOptions options_of(const char *name, int unit, int count)
{
    UnitOptions options;
    options_defaults(&unit_options, &options);
    options.name = name;
    options.unit = unit;
    options.count = count;
    return options;
}

TEST(places_are_those_of_the_sentences)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    train(lab, 30);
    UnitOptions options = options_of("encoder.forward.state", 3, 6);
    UnitResult result;
    assert_true(lab_units(lab, &options, &result, &error));
    int count = 0;
    double sum = 0, largest = -2, positions = 0, squares = 0, products = 0;
    for (int i = 0; i < 6; i++) {
        Translation *translation = translated(lab, (Request){.seed = options.request.seed + (uint64_t)i});
        const TraceArray *array = trace_find_named(translation->trace, options.name);
        for (int row = 0; row < array->rows; row++, count++) {
            double value = (double)array->values[row * array->columns + 2];
            sum += value;
            largest = fmax(largest, value);
            positions += row;
            squares += row * row;
            products += row * value;
        }
    }
    assert_int_equal(result.place_count, count);
    assert_int_equal(result.sentences, 6);
    assert_true(fabs(result.mean - sum / count) < 1e-9 && result.places[0].value == largest);
    double covariance = products / count - positions / count * (sum / count);
    double deviation = sqrt(squares / count - positions / count * (positions / count));
    assert_true(fabs(result.with_position - covariance / (deviation * result.deviation)) < 1e-9);
    unit_result_free(&result);
}

/* An embedding is the token's own: the token explains all of it. */
TEST(a_token_explains_its_embedding)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    UnitOptions options = options_of("encoder.embedding", 1, 20);
    UnitResult result;
    assert_true(lab_units(lab, &options, &result, &error));
    assert_true(result.by_token > 0.999);
    for (int i = 1; i < result.token_count; i++)
        assert_true(result.tokens[i].mean <= result.tokens[i - 1].mean);
    unit_result_free(&result);
    options = options_of("encoder.forward.state", 17, 3);
    assert_refused(lab_units(lab, &options, &result, &error), ERROR_USAGE, "unit=17");
    options = options_of("attention.weights", 1, 3);
    assert_refused(lab_units(lab, &options, &result, &error), ERROR_USAGE, "not over units");
    options = options_of("attention.nothing", 1, 3);
    assert_refused(lab_units(lab, &options, &result, &error), ERROR_USAGE, "no value");
}

/* A unit that never changes has no variance that anything could explain. */
TEST(a_constant_unit_goes_with_nothing)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 5, 6);
    Parameters *parameters = model_parameters(lab->current->model);
    memset(parameters->value, 0, parameters->total * sizeof *parameters->value);
    UnitOptions options = options_of("encoder.forward.state", 1, 20);
    UnitResult result;
    assert_true(lab_units(lab, &options, &result, &error));
    assert_true(result.deviation == 0 && result.token_count < result.place_count);
    assert_true(isnan(result.by_token) && isnan(result.with_position) && isnan(result.with_length));
    unit_result_free(&result);
}
