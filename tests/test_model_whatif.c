/* test_model_whatif.c: numbers replaced while a model computes, and how far a map can be trusted. In float64. */
#include <float.h>

#include "model/intervention.h"
#include "model/model_parts.h"
#include "model/scores.h"
#include "model/trust.h"
#include "model_family.h"
#include "test.h"

enum { WORDS = 12, S = 6, MOST = 7 };
static const int source[S] = {4, 9, 5, 11, 7, TOKEN_EOS};
static const int target[] = {5, 8, 4, TOKEN_EOS};
enum { T = sizeof target / sizeof *target };

static Model *member_named(const char *name) { return family_model(family_member(name), WORDS, WORDS); }

static const TraceArray *array_of(const Trace *trace, const char *name)
{
    const TraceArray *array = trace_find_named(trace, name);
    if (array == NULL)
        fail_msg("no %s", name);
    return array;
}

static double value_at(const Trace *trace, const char *name, int row, int column)
{
    const TraceArray *array = array_of(trace, name);
    assert_in_range(row, 0, array->rows - 1);
    assert_in_range(column, 0, array->columns - 1);
    return (double)array->values[row * array->columns + column];
}

static Intervention set(const char *name, int step, int place, double value)
{
    Intervention one = {.step = step, .place = place, .value = value};
    assert_true(trace_parse(name, &one.pattern));
    return one;
}

/* ---- interventions ---- */

TEST(a_closed_update_gate_keeps_the_state)
{
    Model *model = member_named("gru dot, three layers, both");
    Interventions in = {0};
    Intervention one = set("*.update", -1, -1, 0);
    interventions_add(&in, &one);
    Trace *trace = model_trace_given_if(model, source, S, target, T, &in);
    static const char *const states[] = {"encoder.forward.state", "encoder.layer3.backward.state", "decoder.state",
                                         "decoder.layer2.state"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        const TraceArray *array = array_of(trace, states[i]);
        for (int k = 0; k < array->rows * array->columns; k++)
            assert_true(array->values[k] == 0); /* it began at zero */
    }
    assert_true(in.list[0].applied > 0);
    trace_close(trace);
    interventions_clear(&in);
    model_close(model);
}

TEST(a_forced_row_of_weights_is_the_context)
{
    static const char *const names[] = {"gru dot", "gru general both", "lstm additive both", "gru dot feeding"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        Model *model = member_named(names[n]);
        Interventions in = {0};
        Intervention one = set("attention.weights", 1, 2, 1);
        one.alone = true;
        interventions_add(&in, &one);
        Trace *plain = model_trace_given(model, source, S, target, T);
        Trace *trace = model_trace_given_if(model, source, S, target, T, &in);
        for (int s = 0; s < S; s++)
            assert_true(value_at(trace, "attention.weights", 1, s) == (s == 2));
        int half = model_configuration(model)->bidirectional ? 4 : 8;
        for (int i = 0; i < half; i++) /* the context is the state it looks at */
            assert_true(fabs(value_at(trace, "attention.context", 1, i) - value_at(trace, "encoder.forward.state", 2, i)) < 1e-6);
        for (int s = 0; s < S; s++) /* the step before is as it was */
            assert_true(value_at(trace, "attention.weights", 0, s) == value_at(plain, "attention.weights", 0, s));
        assert_true(value_at(trace, "output.log_probability", 1, 0) != value_at(plain, "output.log_probability", 1, 0));
        assert_true(value_at(trace, "output.log_probability", 0, 0) == value_at(plain, "output.log_probability", 0, 0));
        trace_close(plain);
        trace_close(trace);
        interventions_clear(&in);
        model_close(model);
    }
}

TEST(later_ones_see_what_earlier_ones_left)
{
    Model *model = member_named("gru none");
    Interventions in = {0};
    Intervention all = set("decoder.state", 2, -1, 0.25), unit = set("decoder.state", 2, 7, -0.5);
    Intervention nothing = set("decoder.stat", -1, -1, 9), past = set("decoder.state", -1, 8, 9);
    double row[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    Intervention context = set("context", -1, -1, 0), misfit = set("context", -1, -1, 0);
    context.row = row;
    context.count = 8;
    misfit.row = row;
    misfit.count = 5;
    const Intervention *const each[] = {&all, &unit, &nothing, &past, &context, &misfit};
    for (size_t i = 0; i < sizeof each / sizeof *each; i++)
        interventions_add(&in, each[i]);
    Trace *trace = model_trace_given_if(model, source, S, target, T, &in);
    for (int i = 0; i < 8; i++) {
        assert_true(value_at(trace, "decoder.state", 2, i) == (i == 7 ? -0.5 : 0.25));
        assert_true(value_at(trace, "context", 0, i) == row[i]);
    }
    static const long applied[] = {8, 1, 0, 0, 8, 0};
    for (int i = 0; i < 6; i++)
        assert_int_equal(in.list[i].applied, applied[i]);
    trace_close(trace);
    for (int i = 5; i >= 0; i--) {
        assert_true(interventions_undo(&in));
        assert_int_equal(in.count, i);
    }
    assert_false(interventions_undo(&in));
    interventions_clear(&in);
    model_close(model);
}

/* The last state is handed on, and attention reads it among the others: only what is handed on changes. */
TEST(a_forced_context_leaves_the_states)
{
    static const char *const names[] = {"gru dot", "gru scaled", "gru additive", "rnn additive", "lstm scaled feeding, two layers"};
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        Model *model = member_named(names[n]);
        bool two = model_configuration(model)->layers == 2;
        const char *states = two ? "encoder.layer2.forward.state" : "encoder.forward.state";
        Interventions in = {0};
        Intervention one = set(two ? "context.layer2" : "context", -1, -1, 0);
        interventions_add(&in, &one);
        Trace *plain = model_trace_given(model, source, S, target, T);
        Trace *trace = model_trace_given_if(model, source, S, target, T, &in);
        for (int i = 0; i < 8; i++) {
            double context = 0;
            for (int s = 0; s < S; s++) {
                assert_true(value_at(trace, states, s, i) == value_at(plain, states, s, i));
                context += value_at(trace, "attention.weights", 0, s) * value_at(trace, states, s, i);
            }
            assert_true(fabs(value_at(trace, "attention.context", 0, i) - context) < 1e-6);
        }
        for (int s = 0; s < S && model_configuration(model)->attention == &dot_score; s++) {
            double score = 0;
            for (int i = 0; i < 8; i++)
                score += value_at(trace, "decoder.state", 0, i) * value_at(trace, states, s, i);
            assert_true(fabs(value_at(trace, "attention.scores", 0, s) - score) < 1e-6);
        }
        assert_true(in.list[0].applied == 8);
        assert_true(value_at(trace, two ? "context.layer2" : "context", 0, 3) == 0);
        trace_close(plain);
        trace_close(trace);
        interventions_clear(&in);
        model_close(model);
    }
}

TEST(an_answer_begins_as_it_is_told)
{
    Model *model = member_named("gru additive");
    Interventions in = {0};
    interventions_prefix(&in, (int[]){10, 6}, 2);
    Trace *trace = model_trace_if(model, source, S, MOST, &in);
    assert_true(trace->target_count >= 2);
    assert_int_equal(trace->target[0], 10);
    assert_int_equal(trace->target[1], 6);
    Trace *same = model_trace_given(model, source, S, trace->target, trace->target_count);
    for (int t = 0; t < trace->target_count; t++)
        assert_true(fabs(value_at(trace, "output.log_probability", t, 0) - value_at(same, "output.log_probability", t, 0)) < 1e-6);
    trace_close(trace);
    trace_close(same);
    interventions_clear(&in);
    trace = model_trace_if(model, source, S, MOST, &in);
    same = model_trace(model, source, S, MOST);
    assert_int_equal(trace->target_count, same->target_count);
    assert_memory_equal(trace->target, same->target, (size_t)same->target_count * sizeof *same->target);
    trace_close(trace);
    trace_close(same);
    model_close(model);
}

/* ---- ranks ---- */

TEST(ranks_are_spearmans)
{
    const struct Case { int count; double a[5], b[5], noise[5], expected; } cases[] = {
        {3, {1, 2, 3}, {10, 20, 21}, {0}, 1},
        {3, {1, 2, 3}, {3, -1, -7}, {0}, -1},
        {5, {1, 2, 3, 4, 5}, {2, 1, 4, 3, 5}, {0}, 0.8},
        {3, {1, 2, 3}, {1, 1, 5}, {0}, sqrt(0.75)}, /* ties share their mean rank: ranks 0 1 2 and 0.5 0.5 2 */
        {3, {1, 2, 3}, {1, 1, 1}, {0}, (double)NAN},
        {1, {1}, {2}, {0}, (double)NAN},
        {4, {3, 1, 2, 0}, {0.5, 0.5 + 1e-9, 0.5 - 1e-9, 9}, {0}, -0.8},
        {4, {3, 1, 2, 0}, {0.5, 0.5 + 1e-9, 0.5 - 1e-9, 9}, {1e-8, 1e-8, 1e-8, 1e-8}, -sqrt(0.6)},
        {4, {0, 1, 2, 3}, {0, 0.6, 1.2, 9}, {1, 0, 0, 0}, sqrt(0.9)}, /* of two the larger noise counts */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double found = rank_correlation((Measured){cases[i].a, NULL}, (Measured){cases[i].b, cases[i].noise}, cases[i].count);
        if (isnan(cases[i].expected) ? !isnan(found) : !(fabs(found - cases[i].expected) < 1e-12))
            fail_msg("case %zu: %.9g, not %.9g", i, found, cases[i].expected);
    }
}

/* ---- trust ---- */

/* log P of each target token when source token s is not there. */
static void expect_left_out(Model *model, const Trust *trust, const Trace *whole, int s)
{
    int shorter[TRUST_TOKENS], count = whole->source_count - 1;
    for (int i = 0; i < count; i++)
        shorter[i] = whole->source[i < s ? i : i + 1];
    Trace *trace = model_trace_given(model, shorter, count, target, T);
    for (int t = 0; t < T; t++) {
        double fall = value_at(whole, "output.log_probability", t, 0) - value_at(trace, "output.log_probability", t, 0);
        assert_true(fabs(fall - trust->left_out[t * count + s]) < 1e-5);
    }
    trace_close(trace);
}

/* Makes the embedding of source token s a little longer. */
typedef struct Stretch {
    Observer observer; /* first: what the model is given */
    TraceSide side;
    int s;
    double factor;
} Stretch;

static void stretch(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count)
{
    const Stretch *by = (const Stretch *)observer;
    (void)steps;
    bool wanted = trace_key_equal(key, &(TraceKey){.side = by->side, .quantity = &quantity_embedding});
    for (int i = 0; i < count && step == by->s && wanted; i++)
        values[i] *= (real)by->factor;
}

/* log P of each target token; in float64, where a trace has float32. */
static void costs_when_stretched(Model *model, Stretch *by, double sign, double *change)
{
    int lengths[] = {S};
    Batch batch = {.size = 1, .source_length = S, .source = source, .source_lengths = lengths};
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(model, tape, &batch, &by->observer, T);
    for (int t = 0; t < T; t++) {
        const Tensor *logits = decoder_step(decoder, t == 0 ? &(int){TOKEN_SOS} : &target[t - 1], NULL);
        change[t] += sign * log_probability(logits->value, WORDS, target[t]);
    }
    tape_close(tape);
}

/* x_s is made a little longer, and log P follows: what the gradient times x says. */
static void expect_gradient(Model *model, const Trust *trust, int s, const char *name)
{
    const double small = 1e-5;
    double change[T] = {0};
    bool causal = model_configuration(model)->kind == KIND_CAUSAL; /* its one stack reads the source too */
    for (int side = -1; side <= 1; side += 2) {
        Stretch by = {{stretch}, causal ? TRACE_DECODER : TRACE_ENCODER, s, 1 + side * small};
        costs_when_stretched(model, &by, side, change);
    }
    for (int t = 0; t < T; t++)
        if (!(fabs(fabs(change[t] / (2 * small)) - trust->gradient[t * (S - 1) + s]) < 1e-7))
            fail_msg("%s: token %d at step %d: %g by moving it, %g by the gradient", name, s, t, change[t] / (2 * small),
                     trust->gradient[t * (S - 1) + s]);
}

TEST(trust_measures_what_it_says)
{
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, WORDS, WORDS);
        Error error = {0};
        Trace *whole = model_trace_given(model, source, S, target, T);
        Trust *trust = model_trust(model, whole, &error);
        assert_int_equal(trust != NULL, model_has_attention(model) && model_has_logits(model));
        for (int s = 0; trust != NULL && s < S - 1; s++) {
            expect_left_out(model, trust, whole, s);
            expect_gradient(model, trust, s, family[member].name);
        }
        for (int t = 0; trust != NULL && t < T; t++) {
            Measured weights = {trust->weights + t * (S - 1), NULL}, left_out = {trust->left_out + t * (S - 1), NULL};
            assert_true(fabs(trust->left_out_rank[t] - rank_correlation(weights, left_out, S - 1)) < 1e-12);
        }
        assert_true(trust != NULL || error.message[0] != '\0');
        trust_close(trust);
        trace_close(whole);
        model_close(model);
    }
}

/* Whichever of the same words in a row is left out, the same sentence is left: their order is none. They are left out in
 * groups of several sizes, which round in their own ways. */
TEST(equal_words_are_ties)
{
    enum { MANY = 22 };
    int words[MANY + 1], counted = 0;
    for (int i = 0; i <= MANY; i++)
        words[i] = i < MANY - 1 ? 4 : i < MANY ? 9 : TOKEN_EOS;
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, WORDS, WORDS);
        Trace *whole = model_trace_given(model, words, MANY + 1, target, T);
        Trust *trust = model_trust(model, whole, NULL);
        for (int t = 0; trust != NULL && t < T; t++) {
            double exact[MANY] = {0}, noise[MANY]; /* states come to rest where a word repeats: weights are ties too */
            for (int s = 0; s < MANY; s++)
                noise[s] = 32 * (double)FLT_EPSILON * trust->weights[t * MANY + s];
            exact[MANY - 1] = trust->left_out[t * MANY + MANY - 1] - trust->left_out[t * MANY];
            double expected = rank_correlation((Measured){trust->weights + t * MANY, noise}, (Measured){exact, NULL}, MANY);
            if (!(fabs(trust->left_out_rank[t] - expected) < 1e-12))
                fail_msg("%s: %g, not %g", family[member].name, trust->left_out_rank[t], expected);
            counted++;
        }
        trust_close(trust);
        trace_close(whole);
        model_close(model);
    }
    assert_true(counted > T * FAMILY / 2);
}

/* A sentence of many tokens, of which not all can be left out side by side; and one of too many. */
TEST(long_sentences_are_left_out_in_groups)
{
    enum { LONG = 41 };
    int words[LONG], too_many[TRUST_TOKENS + 2];
    Model *model = family_model(3, WORDS, WORDS);
    Error error = {0};
    for (int i = 0; i < TRUST_TOKENS + 2; i++)
        too_many[i] = i <= TRUST_TOKENS ? TOKEN_FIRST + i * i % (WORDS - TOKEN_FIRST) : TOKEN_EOS;
    for (int i = 0; i < LONG; i++)
        words[i] = i < LONG - 1 ? too_many[i] : TOKEN_EOS;
    Trace *whole = model_trace_given(model, words, LONG, target, T);
    Trust *trust = model_trust(model, whole, &error);
    assert_non_null(trust);
    for (int s = 0; s < LONG - 1; s++)
        expect_left_out(model, trust, whole, s);
    trust_close(trust);
    trace_close(whole);
    whole = model_trace_given(model, too_many, TRUST_TOKENS + 2, target, T);
    assert_null(model_trust(model, whole, &error));
    assert_non_null(strstr(error.message, "too many"));
    trace_close(whole);
    model_close(model);
}
