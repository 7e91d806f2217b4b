/* test_model_explanation.c: every number of a trace, worked out from what the tape says it was computed from. In float64. */
#include "base/memory.h"
#include "model/explanation.h"
#include "model_family.h"
#include "test.h"

enum { WORDS = 12, S = 5, T = 4 };
static const double tolerance = 1e-11; /* people see 1e-3; float32 has 1e-5 */
static int source[S] = {4, 9, 5, 11, TOKEN_EOS}, target[T] = {5, 8, 4, TOKEN_EOS};
static const Trace answer = {.source = source, .source_count = S, .target = target, .target_count = T};

/* Counts are counted; the log-probability is not of the computation, nor is a token that a masked model repeats. */
static bool is_computed(const TraceArray *array, bool fills)
{
    QuantityKind kind = array->key.quantity->kind;
    bool repeats = fills && array->key.side == TRACE_OUTPUT;
    return kind != QUANTITY_COUNT && kind != QUANTITY_PROBABILITY && !repeats;
}

typedef struct Tally {
    int numbers, unknown, wrong, sums;
} Tally;

static void count_number(const Explanation *explanation, const TraceArray *array, int row, int column, Tally *tally)
{
    NamedNumber number;
    assert_true(explanation_find(explanation, &array->key, row, column, &number));
    Origin origin = explanation_origin(explanation, number.at, 'a');
    tally->numbers++;
    tally->unknown += !origin.found;
    tally->wrong += !(fabs(origin.again - origin.value) <= tolerance);
    tally->sums += origin.sum_count;
    assert_true(origin.value == (double)array->values[row * array->columns + column] ||
                fabs(origin.value - (double)array->values[row * array->columns + column]) < 1e-6);
    origin_free(&origin);
}

static Tally count_all(const Explanation *explanation, bool fills)
{
    Tally tally = {0};
    const Trace *trace = explanation_trace(explanation);
    for (int i = 0; i < trace->count; i++)
        for (int row = 0; is_computed(&trace->arrays[i], fills) && row < trace->arrays[i].rows; row++)
            for (int column = 0; column < trace->arrays[i].columns; column++)
                if (!trace_masked(&trace->arrays[i], row, column))
                    count_number(explanation, &trace->arrays[i], row, column, &tally);
    return tally;
}

/* Of each member of the family; change: added to a bias of its output layer after the explanation was made. */
static void check_members(double change, int wrong, int wrong_masked)
{
    for (int member = 0; member < FAMILY; member++) {
        bool fills = !family_speaks(member);
        Model *model = family_model(member, WORDS, WORDS);
        Explanation *explanation = explanation_open(model, &answer);
        Parameters *parameters = model_parameters(model);
        int bias = parameters_find(parameters, "output.bias");
        parameters->value[parameters->list[bias].offset + TOKEN_SOS] += (real)change;
        Tally tally = count_all(explanation, fills);
        if (tally.unknown > 0 || tally.wrong != (fills ? wrong_masked : wrong) || tally.sums == 0)
            fail_msg("%s: of %d numbers %d unknown, %d wrong", family[member].name, tally.numbers, tally.unknown, tally.wrong);
        explanation_close(explanation);
        model_close(model);
    }
}

TEST(every_number_is_worked_out)
{
    check_members(0, 0, 0);
}

/* A bias of the output layer changed behind the explanation's back: the logits worked out now disagree with the engine's. */
TEST(a_wrong_number_is_noticed)
{
    check_members(1, T, S);
}

static Origin origin_at(const Explanation *explanation, const char *name, int row, int column)
{
    NamedNumber number;
    const TraceArray *array = trace_find_named(explanation_trace(explanation), name);
    assert_non_null(array);
    assert_true(explanation_find(explanation, &array->key, row, column, &number));
    assert_string_equal(number.name, name);
    return explanation_origin(explanation, number.at, 'a');
}

static void expect_symbols(const Explanation *explanation, const char *name, const char *symbols)
{
    Origin origin = origin_at(explanation, name, 1, 2);
    assert_string_equal(origin.symbols, symbols);
    origin_free(&origin);
}

static Explanation *explanation_of(const char *member_name, Model **model)
{
    *model = family_model(family_member(member_name), WORDS, WORDS);
    return explanation_open(*model, &answer);
}

static void close_both(Explanation *explanation, Model *model)
{
    explanation_close(explanation);
    model_close(model);
}

/* The expressions are the cells' formulas. */
TEST(expressions_are_the_formulas)
{
    Model *model;
    Explanation *explanation = explanation_of("gru dot", &model);
    expect_symbols(explanation, "encoder.forward.reset", "sigmoid(a + b)");
    expect_symbols(explanation, "encoder.forward.update", "sigmoid(a + b)");
    expect_symbols(explanation, "encoder.forward.candidate", "tanh(a + r * b)");
    expect_symbols(explanation, "encoder.forward.state", "(1 - z) * state_before + z * candidate");
    expect_symbols(explanation, "attention.scores", "a");
    expect_symbols(explanation, "attention.weights", "exp(e_j) / sum_k exp(e_k)");
    expect_symbols(explanation, "attention.context", "a");
    expect_symbols(explanation, "attention.feature", "tanh(a + b)");
    close_both(explanation, model);
    explanation = explanation_of("lstm scaled feeding, two layers", &model);
    expect_symbols(explanation, "decoder.layer2.cell_state", "f * cell_state_before + i * candidate");
    expect_symbols(explanation, "decoder.state", "o * tanh(cell_state)");
    close_both(explanation, model);
    explanation = explanation_of("rnn additive", &model);
    expect_symbols(explanation, "encoder.forward.state", "tanh(a + b)");
    close_both(explanation, model);
}

/* A sum has all its products, the largest first, and names both factors. */
TEST(a_sum_has_all_its_products)
{
    Model *model;
    Explanation *explanation = explanation_of("gru dot", &model);
    Origin origin = origin_at(explanation, "attention.scores", 1, 3);
    const ProductSum *sum = &origin.sums[0];
    assert_int_equal(origin.sum_count, 1);
    assert_int_equal(sum->count, 8);
    double whole = 0;
    for (int k = 0; k < sum->count; k++) {
        const ProductTerm *term = &sum->terms[k];
        assert_string_equal(term->a.name, "encoder.forward.state");
        assert_string_equal(term->b.name, "decoder.state");
        assert_int_equal(term->a.row, 3);
        assert_int_equal(term->b.row, 1);
        assert_int_equal(term->a.place, term->b.place);
        assert_true(k == 0 || fabs(term->product) <= fabs(sum->terms[k - 1].product));
        whole += term->product;
    }
    assert_true(fabs(whole - origin.value) < tolerance);
    origin_free(&origin);
    origin = origin_at(explanation, "output.logits", 2, 7);
    assert_string_equal(origin.sums[0].terms[0].b.name, "output.weight");
    assert_true(origin.sums[0].terms[0].b.learned && origin.sums[0].terms[0].b.place == 7);
    assert_string_equal(origin.sums[0].bias.name, "output.bias");
    origin_free(&origin);
    close_both(explanation, model);
}

/* ---- gradients ---- */

static double loss_of(Model *model)
{
    Explanation *explanation = explanation_open(model, &answer);
    double loss = explanation_loss(explanation);
    explanation_close(explanation);
    return loss;
}

/* By central differences, with the fourth-order formula. */
static double measured_gradient(Model *model, real *value)
{
    enum { POINTS = 4 };
    static const double places[POINTS] = {-2, -1, 1, 2}, weights[POINTS] = {1.0 / 12, -8.0 / 12, 8.0 / 12, -1.0 / 12};
    const double step = 2e-5; /* short, so that no relu turns on or off within it */
    real before = *value;
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
        *value = before + (real)(places[i] * step);
        sum += weights[i] * loss_of(model) / step;
    }
    *value = before;
    return sum;
}

static void expect_gradient(const Explanation *explanation, const real *at, const char *model, double *largest)
{
    NumberGradient gradient = explanation_gradient(explanation, at);
    if (!gradient.whole || !(fabs(gradient.again - gradient.gradient) < tolerance))
        fail_msg("%s, %s[%d][%d]: %g is not %g", model, gradient.number.name, gradient.number.row,
                 gradient.number.place, gradient.again, gradient.gradient);
    for (int i = 1; i < gradient.count; i++)
        assert_true(fabs(gradient.terms[i].product) <= fabs(gradient.terms[i - 1].product));
    *largest = fmax(*largest, fabs(gradient.gradient));
    number_gradient_free(&gradient);
}

/* Of each parameter some numbers: the chain rule's products add up to the engine's gradient. */
TEST(gradients_of_all_parameters_are_their_products)
{
    for (int member = 0; member < FAMILY; member++) {
        if (!family_speaks(member))
            continue;
        Model *model = family_model(member, WORDS, WORDS);
        Explanation *explanation = explanation_open(model, &answer);
        const TraceArray *array = trace_log_probabilities(explanation_trace(explanation));
        double loss = 0, largest = 0;
        for (int t = 0; t < T; t++)
            loss -= (double)array->values[t] / T;
        assert_true(fabs(explanation_loss(explanation) - loss) < 1e-6); /* the trace is in float32 */
        const Parameters *parameters = model_parameters(model);
        for (int i = 0; i < parameters->count; i++)
            for (size_t k = 0; k < parameters->list[i].count; k += 7)
                expect_gradient(explanation, parameters->value + parameters->list[i].offset + k, family[member].name,
                                &largest);
        assert_true(largest > 1e-3);
        close_both(explanation, model);
    }
}

/* Given, or made of the weights only to be seen. */
static bool has_gradient(const TraceKey *key, int member)
{
    bool mean = key->side == TRACE_ATTENTION && family[member].configuration.kind != KIND_RECURRENT;
    return key->quantity->kind != QUANTITY_COUNT && !mean;
}

/* And of each number of the trace. */
TEST(gradients_of_the_trace_are_their_products)
{
    for (int member = 0; member < FAMILY; member++) {
        if (!family_speaks(member))
            continue;
        Model *model = family_model(member, WORDS, WORDS);
        Explanation *explanation = explanation_open(model, &answer);
        const Trace *trace = explanation_trace(explanation);
        double largest = 0;
        explanation_loss(explanation);
        for (int i = 0; i < trace->count; i++)
            for (int row = 0; row < trace->arrays[i].rows && has_gradient(&trace->arrays[i].key, member); row++) {
                NamedNumber number;
                if (explanation_find(explanation, &trace->arrays[i].key, row, row % trace->arrays[i].columns, &number))
                    expect_gradient(explanation, number.at, family[member].name, &largest);
            }
        assert_true(largest > 1e-3);
        close_both(explanation, model);
    }
}

/* The engine's gradients are those of the loss that is shown: each kind of model, some numbers of each parameter. */
TEST(gradients_are_those_of_the_loss)
{
    static const char *const members[] = {"gru dot both", "lstm scaled feeding, two layers", "rnn additive",
                                          "transformer learned, three layers, two heads", "causal learned"};
    for (size_t m = 0; m < sizeof members / sizeof *members; m++) {
        Model *model;
        Explanation *explanation = explanation_of(members[m], &model);
        Parameters *parameters = model_parameters(model);
        explanation_loss(explanation);
        double *gradients = memory_new((size_t)parameters->count, sizeof *gradients);
        for (int i = 0; i < parameters->count; i++) {
            size_t at = parameters->list[i].offset + parameters->list[i].count * 3 / 5;
            NumberGradient gradient = explanation_gradient(explanation, parameters->value + at);
            gradients[i] = gradient.again;
            number_gradient_free(&gradient);
        }
        for (int i = 0; i < parameters->count; i++) {
            size_t at = parameters->list[i].offset + parameters->list[i].count * 3 / 5;
            double measured = measured_gradient(model, parameters->value + at);
            if (!(fabs(measured - gradients[i]) < 1e-9))
                fail_msg("%s, %s: %.12g, measured %.12g", members[m], parameters->list[i].name, gradients[i], measured);
        }
        free(gradients);
        close_both(explanation, model);
    }
}

/* Of an output weight: what it reads at each step, times how far the probability is off. */
TEST(an_output_weight_has_a_term_for_each_step)
{
    Model *model;
    Explanation *explanation = explanation_of("gru dot", &model);
    explanation_loss(explanation);
    for (int step = 0; step < T; step++) {
        const real *at = explanation_output_weight(explanation, step, step % 2 == 0 ? -1 : 3);
        assert_non_null(at);
        NumberGradient gradient = explanation_gradient(explanation, at);
        assert_int_equal(gradient.count, T);
        assert_string_equal(gradient.number.name, "output.weight");
        assert_int_equal(gradient.number.place, target[step]);
        for (int i = 0; i < T; i++) {
            assert_string_equal(gradient.terms[i].factor.name, "attention.feature");
            assert_string_equal(gradient.terms[i].result.name, "output.logits");
            assert_true((gradient.terms[i].error < 0) == (target[gradient.terms[i].result.row] == target[step]));
        }
        number_gradient_free(&gradient);
    }
    assert_null(explanation_output_weight(explanation, 0, 8));
    assert_null(explanation_output_weight(explanation, T, 0));
    close_both(explanation, model);
}
