/* test_model_beam.c: beams against greedy answers and against every answer that there is; samples against the model's
 * probabilities. In float64. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "model/beam.h"
#include "model/decoder.h"
#include "model_family.h"

enum { WORDS = 12, MOST = 8 };

static Model *member_model(int member, int words)
{
    Model *model = family_model(member, words, words);
    if (model == NULL)
        fail_msg("%s: no such model", family[member].name);
    Parameters *parameters = model_parameters(model);
    for (size_t i = 0; i < parameters->total; i++)
        parameters->value[i] *= 3; /* so that answers are not all alike */
    return model;
}

static int random_source(int *source, int words, Random *random)
{
    int count = random_between(random, 1, 6);
    for (int i = 0; i < count; i++)
        source[i] = random_between(random, TOKEN_FIRST, words - 1);
    source[count] = TOKEN_EOS;
    return count + 1;
}

/* ---- width 1 ---- */

static void expect_greedy(Model *model, const int *source, int count, const char *name)
{
    Trace *greedy = model_trace(model, source, count, MOST);
    Beam *beam = model_beam(model, source, count, &(BeamOptions){1, 0.7, MOST});
    Sample *sample = model_samples(model, source, count, &(SampleOptions){.temperature = 0, .count = 1, .most = MOST});
    bool ended = greedy->target[greedy->target_count - 1] == TOKEN_EOS;
    int length = greedy->target_count - ended;
    assert_int_equal(beam->answer_count, 1);
    if (beam->answers[0].count != length || memcmp(beam->answers[0].tokens, greedy->target, (size_t)length * sizeof(int)) != 0)
        fail_msg("%s: a beam of width 1 is not the greedy answer", name);
    if (sample[0].count != length || memcmp(sample[0].tokens, greedy->target, (size_t)length * sizeof(int)) != 0)
        fail_msg("%s: a sample at temperature 0 is not the greedy answer", name);
    assert_int_equal(beam->answers[0].ended, ended);
    double sum = 0;
    const TraceArray *array = trace_find(greedy, "output.log_probability");
    for (int t = 0; t < greedy->target_count; t++)
        sum += (double)array->values[t];
    assert_true(fabs(sum - beam->answers[0].log_probability) < 1e-5);
    assert_true(fabs(sum - sample[0].log_probability) < 1e-5);
    samples_free(sample, 1);
    beam_close(beam);
    trace_close(greedy);
}

static void width_one_is_greedy(void **state)
{
    (void)state;
    Random random;
    random_seed(&random, 4);
    for (int member = 0; member < FAMILY; member++) {
        Model *model = member_model(member, WORDS);
        for (int i = 0; i < 6; i++) {
            int source[8], count = random_source(source, WORDS, &random);
            expect_greedy(model, source, count, family[member].name);
        }
        model_close(model);
    }
}

/* ---- every answer ---- */

enum { FEW = 7, SHORT = 3, ALL = 85 }; /* <EOS>, <UNK> and three words: 1 + 4 + 16 * 5 answers of up to three tokens */

typedef struct Answer {
    int tokens[SHORT];
    int count; /* <EOS> not counted */
    double score;
} Answer;

static int higher_first(const void *a, const void *b)
{
    const Answer *x = a, *y = b;
    return x->score != y->score ? (x->score < y->score ? 1 : -1) : 0;
}

static void add(Answer *answers, int *number, Model *model, const int *source, int count, const int *tokens, int length,
                double penalty)
{
    Trace *trace = model_trace_forced(model, source, count, tokens, length);
    const TraceArray *array = trace_find(trace, "output.log_probability");
    Answer *answer = &answers[(*number)++];
    *answer = (Answer){.count = length - (tokens[length - 1] == TOKEN_EOS)};
    memcpy(answer->tokens, tokens, (size_t)length * sizeof *tokens);
    for (int t = 0; t < length; t++)
        answer->score += (double)array->values[t];
    answer->score /= pow((5.0 + length) / 6, penalty);
    trace_close(trace);
}

static void enumerate(Answer *answers, int *number, Model *model, const int *source, int count, int *tokens, int length,
                      double penalty)
{
    for (int token = TOKEN_EOS; token < FEW; token++) {
        tokens[length] = token;
        if (token == TOKEN_EOS || length + 1 == SHORT)
            add(answers, number, model, source, count, tokens, length + 1, penalty);
        else
            enumerate(answers, number, model, source, count, tokens, length + 1, penalty);
    }
}

static void a_wide_beam_finds_the_best_of_all(void **state)
{
    (void)state;
    static const int source[] = {5, 4, 6, TOKEN_EOS};
    for (int member = 0; member < FAMILY; member += member < FAMILY - 8 ? 3 : 1) {
        if (!family_speaks(member))
            continue; /* all its answers but one are equally impossible */
        Model *model = member_model(member, FEW);
        for (int k = 0; k < 3; k++) {
            double penalty = 0.8 * k;
            Answer answers[ALL];
            int number = 0, tokens[SHORT];
            enumerate(answers, &number, model, source, 4, tokens, 0, penalty);
            assert_int_equal(number, ALL);
            qsort(answers, ALL, sizeof *answers, higher_first);
            Beam *beam = model_beam(model, source, 4, &(BeamOptions){BEAM_MOST, penalty, SHORT});
            assert_int_equal(beam->answer_count, BEAM_MOST);
            for (int i = 0; i < 10; i++) {
                assert_true(fabs(beam->answers[i].score - answers[i].score) < 1e-5);
                assert_int_equal(beam->answers[i].count, answers[i].count);
                assert_memory_equal(beam->answers[i].tokens, answers[i].tokens, (size_t)answers[i].count * sizeof(int));
            }
            beam_close(beam);
        }
        model_close(model);
    }
}

/* ---- the tree ---- */

static void the_tree_holds_together(void **state)
{
    (void)state;
    static const int source[] = {5, 4, 6, 9, TOKEN_EOS};
    for (int width = 1; width <= 8; width++) {
        Model *model = member_model(2, WORDS);
        Beam *beam = model_beam(model, source, 5, &(BeamOptions){width, 0.6, MOST});
        int in_step[MOST] = {0}, finished = 0;
        for (int i = 0; i < beam->node_count; i++) {
            const BeamNode *node = &beam->nodes[i];
            assert_int_equal(node->parent < 0, node->step == 0);
            if (node->parent >= 0) {
                assert_int_equal(beam->nodes[node->parent].step, node->step - 1);
                assert_int_equal(beam->nodes[node->parent].fate, BEAM_KEPT);
                assert_true(node->log_probability <= beam->nodes[node->parent].log_probability);
            }
            in_step[node->step] += node->fate != BEAM_DROPPED;
            finished += node->fate == BEAM_FINISHED;
        }
        for (int step = 0; step < MOST; step++)
            assert_in_range(in_step[step], 0, width);
        assert_int_equal(finished, beam->answer_count);
        for (int i = 1; i < beam->answer_count; i++)
            assert_true(beam->answers[i - 1].score >= beam->answers[i].score);
        beam_close(beam);
        model_close(model);
    }
}

/* ---- samples ---- */

/* P(token) of the first token at a temperature, of the `top` likeliest. */
static void probabilities(Model *model, const int *source, int count, double temperature, int top, double *out)
{
    Batch batch = {.size = 1, .source_length = count, .source = source, .source_lengths = &count};
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    const Tensor *logits = decoder_step(decoder_open(model, tape, &batch, NULL, 0), &(int){TOKEN_SOS}, NULL);
    double sum = 0;
    for (int i = 0; i < WORDS; i++) {
        int larger = 0;
        for (int k = TOKEN_EOS; k < WORDS; k++)
            larger += logits->value[k] > logits->value[i];
        out[i] = i < TOKEN_EOS || (top > 0 && larger >= top) ? 0 : exp((double)logits->value[i] / temperature);
        sum += out[i];
    }
    for (int i = 0; i < WORDS; i++)
        out[i] /= sum;
    tape_close(tape);
}

/* Chi-square over the first tokens of many samples: 9 degrees of freedom; 27.9 is passed by one in a thousand. */
static void expect_frequencies(double temperature, int top)
{
    enum { ROUNDS = 100 };
    static const int source[] = {5, 4, TOKEN_EOS};
    Model *model = member_model(2, WORDS);
    double expected[WORDS], square = 0;
    int seen[WORDS] = {0}, all = ROUNDS * SAMPLES_MOST;
    probabilities(model, source, 3, temperature, top, expected);
    for (int round = 0; round < ROUNDS; round++) {
        SampleOptions options = {temperature, top, SAMPLES_MOST, (uint64_t)round, 1};
        Sample *samples = model_samples(model, source, 3, &options);
        for (int i = 0; i < SAMPLES_MOST; i++)
            seen[samples[i].ended ? TOKEN_EOS : samples[i].tokens[0]]++;
        samples_free(samples, SAMPLES_MOST);
    }
    for (int i = 0; i < WORDS; i++) {
        if (expected[i] == 0)
            assert_int_equal(seen[i], 0);
        else
            square += (seen[i] - all * expected[i]) * (seen[i] - all * expected[i]) / (all * expected[i]);
    }
    if (square > 27.9)
        fail_msg("temperature %g, top %d: chi-square %.1f", temperature, top, square);
    model_close(model);
}

static void samples_are_as_frequent_as_likely(void **state)
{
    (void)state;
    expect_frequencies(1, 0);
    expect_frequencies(2.5, 0);
    expect_frequencies(1.5, 4);
}

static void the_same_seed_draws_the_same(void **state)
{
    (void)state;
    static const int source[] = {5, 4, 9, TOKEN_EOS};
    Model *model = member_model(0, WORDS);
    SampleOptions five = {1.5, 0, 5, 3, MOST}, two = {1.5, 0, 2, 3, MOST}, other = {1.5, 0, 5, 4, MOST};
    Sample *a = model_samples(model, source, 4, &five), *b = model_samples(model, source, 4, &two),
           *c = model_samples(model, source, 4, &other);
    int differ = 0;
    for (int i = 0; i < 5; i++) {
        bool same = a[i].count == c[i].count && memcmp(a[i].tokens, c[i].tokens, (size_t)a[i].count * sizeof(int)) == 0;
        differ += !same;
        if (i >= 2)
            continue;
        assert_int_equal(a[i].count, b[i].count); /* however many are drawn beside it */
        assert_memory_equal(a[i].tokens, b[i].tokens, (size_t)a[i].count * sizeof(int));
    }
    assert_true(differ > 0);
    samples_free(a, 5);
    samples_free(b, 2);
    samples_free(c, 5);
    model_close(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(width_one_is_greedy),       cmocka_unit_test(a_wide_beam_finds_the_best_of_all),
        cmocka_unit_test(the_tree_holds_together),   cmocka_unit_test(samples_are_as_frequent_as_likely),
        cmocka_unit_test(the_same_seed_draws_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
