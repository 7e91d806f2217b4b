/* test_model_explanation.c: every number of a trace, worked out from what the tape says it was computed from. In float64. */
#include "model/explanation.h"
#include "model_family.h"
#include "test.h"

enum { WORDS = 12, S = 5, T = 4 };
static const double tolerance = 1e-11; /* people see 1e-3; float32 has 1e-5 */
static int source[S] = {4, 9, 5, 11, TOKEN_EOS}, target[T] = {5, 8, 4, TOKEN_EOS};
static const Trace answer = {.source = source, .source_count = S, .target = target, .target_count = T};

/* Embeddings are looked up and counts counted; the log-probability is not of the computation. */
static bool is_computed(const TraceArray *array)
{
    QuantityKind kind = array->key.quantity->kind;
    return kind != QUANTITY_INPUT && kind != QUANTITY_COUNT && kind != QUANTITY_PROBABILITY;
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

static Tally count_all(const Explanation *explanation)
{
    Tally tally = {0};
    const Trace *trace = explanation_trace(explanation);
    for (int i = 0; i < trace->count; i++)
        for (int row = 0; is_computed(&trace->arrays[i]) && row < trace->arrays[i].rows; row++)
            for (int column = 0; column < trace->arrays[i].columns; column++)
                count_number(explanation, &trace->arrays[i], row, column, &tally);
    return tally;
}

/* Of each recurrent member of the family; change: added to its last parameter after the explanation was made. */
static void check_recurrent_members(double change, int wrong)
{
    for (int member = 0; member < FAMILY; member++) {
        if (family[member].configuration.kind != KIND_RECURRENT)
            continue;
        Model *model = family_model(member, WORDS, WORDS);
        Explanation *explanation = explanation_open(model, &answer);
        Parameters *parameters = model_parameters(model);
        parameters->value[parameters->total - 1] += (real)change;
        Tally tally = count_all(explanation);
        if (tally.unknown > 0 || tally.wrong != wrong || tally.sums == 0)
            fail_msg("%s: of %d numbers %d unknown, %d wrong", family[member].name, tally.numbers, tally.unknown, tally.wrong);
        explanation_close(explanation);
        model_close(model);
    }
}

TEST(every_number_of_a_recurrent_model_is_worked_out)
{
    check_recurrent_members(0, 0);
}

/* A bias of the output layer changed behind the explanation's back: the logits worked out now disagree with the engine's. */
TEST(a_wrong_number_is_noticed)
{
    check_recurrent_members(1, T);
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
    for (int member = 0; member < FAMILY; member++)
        if (strcmp(family[member].name, member_name) == 0) {
            *model = family_model(member, WORDS, WORDS);
            return explanation_open(*model, &answer);
        }
    fail_msg("no %s", member_name);
    return NULL;
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

/* The loss is the mean of -ln p, and the engine's gradient of an output weight the sum of input times error. */
TEST(a_gradient_is_its_products)
{
    for (int member = 0; member < FAMILY; member++) {
        if (!family_speaks(member))
            continue;
        Model *model = family_model(member, WORDS, WORDS);
        Explanation *explanation = explanation_open(model, &answer);
        const TraceArray *array = trace_log_probabilities(explanation_trace(explanation));
        WeightGradient gradient;
        double loss = 0;
        for (int t = 0; t < T; t++)
            loss -= (double)array->values[t] / T;
        assert_true(fabs(explanation_loss(explanation) - loss) < 1e-6); /* the trace is in float32 */
        for (int step = 0; step < T; step++) {
            if (!explanation_gradient(explanation, step, step % 2 == 0 ? -1 : 3, &gradient))
                fail_msg("%s: no gradient at step %d", family[member].name, step);
            if (!(fabs(gradient.again - gradient.gradient) < tolerance) || gradient.gradient == 0)
                fail_msg("%s: %g is not %g", family[member].name, gradient.again, gradient.gradient);
            assert_int_equal(gradient.count, T);
            assert_int_equal(gradient.weight.place, target[step]);
            assert_true(gradient.weight.learned && gradient.terms[step].right);
            free(gradient.terms);
        }
        assert_false(explanation_gradient(explanation, 0, 8, &gradient));
        assert_false(explanation_gradient(explanation, T, 0, &gradient));
        explanation_close(explanation);
        model_close(model);
    }
}
