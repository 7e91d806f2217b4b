/* test_model_beam.c: beams against greedy answers and against every answer that there is; samples against the model's
 * probabilities. In float64. */
#include "model/beam.h"
#include "model/decoder.h"
#include "model_family.h"
#include "test.h"

enum { WORDS = 12, MOST = 8 };

static Model *member_model(int member, int words)
{
    Model *model = family_model(member, words, words);
    Parameters *parameters = model_parameters(model);
    for (size_t i = 0; i < parameters->total; i++)
        parameters->value[i] *= 3; /* so that answers are not all alike */
    parameters_changed(parameters);
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

/* What a batch is answered greedily is what the trace tells: cut off after `most` tokens, or with its <EOS>. */
static void expect_batch_is_trace(Model *model, const int *source, int count, int most, const char *name)
{
    enum { IDS = 64 };
    int ids[IDS], said;
    Batch batch = {.size = 1, .source_length = count, .source = source, .source_lengths = &count};
    Tape *tape = tape_open(0);
    model_greedy(model, tape, &batch, &(GreedyAnswers){most, ids, &said, NULL});
    tape_close(tape);
    Trace *trace = model_trace(model, source, count, most);
    bool whole = said < most || most == 0;
    if (trace->target_count != said + whole || memcmp(trace->target, ids, (size_t)said * sizeof(int)) != 0 ||
        (whole && trace->target[said] != TOKEN_EOS))
        fail_msg("%s: the batch's answer of at most %d is not the trace's", name, most);
    trace_close(trace);
}

static void expect_greedy(Model *model, const int *source, int count, const char *name)
{
    Trace *greedy = model_trace(model, source, count, MOST);
    Beam *beam = model_beam(model, source, count, &(BeamOptions){1, 0.7, MOST, 0});
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
    const TraceArray *array = trace_find_named(greedy, "output.log_probability");
    for (int t = 0; t < greedy->target_count; t++)
        sum += (double)array->values[t];
    assert_true(fabs(sum - beam->answers[0].log_probability) < 1e-5);
    assert_true(fabs(sum - sample[0].log_probability) < 1e-5);
    samples_free(sample, 1);
    beam_close(beam);
    trace_close(greedy);
}

TEST(width_one_is_greedy)
{
    Random random = seeded(4);
    for (int member = 0; member < FAMILY; member++) {
        Model *model = member_model(member, WORDS);
        for (int i = 0; i < 6; i++) {
            int source[8], count = random_source(source, WORDS, &random);
            expect_greedy(model, source, count, family[member].name);
            for (int most = 0; most <= MOST; most += MOST / 2)
                expect_batch_is_trace(model, source, count, most, family[member].name);
        }
        model_close(model);
    }
}

/* ---- every answer ---- */

/* All answers of up to `longest` tokens of a vocabulary of `words`: those that end with <EOS>, and those that do not. */
enum { ANSWERS_MOST = 400, LONGEST = 5 };

typedef struct Answer {
    int tokens[LONGEST];
    int count; /* <EOS> not counted */
    bool ended;
    double score;
} Answer;

typedef struct Answers {
    Answer list[ANSWERS_MOST];
    int count, words, longest;
    double penalty;
} Answers;

static int best_first(const void *a, const void *b)
{
    const Answer *x = a, *y = b;
    if (x->ended != y->ended)
        return x->ended ? -1 : 1;
    return x->score != y->score ? (x->score < y->score ? 1 : -1) : 0;
}

static void add(Answers *answers, Model *model, const int *source, int count, const int *tokens, int length)
{
    Trace *trace = model_trace_given(model, source, count, tokens, length);
    const TraceArray *array = trace_find_named(trace, "output.log_probability");
    bool ended = tokens[length - 1] == TOKEN_EOS;
    assert_true(answers->count < ANSWERS_MOST);
    Answer *answer = &answers->list[answers->count++];
    *answer = (Answer){.count = length - ended, .ended = ended};
    memcpy(answer->tokens, tokens, (size_t)length * sizeof *tokens);
    for (int t = 0; t < length; t++)
        answer->score += (double)array->values[t];
    answer->score /= pow((5.0 + length) / 6, answers->penalty);
    trace_close(trace);
}

static void enumerate(Answers *answers, Model *model, const int *source, int count, int *tokens, int length)
{
    for (int token = TOKEN_EOS; token < answers->words; token++) {
        tokens[length] = token;
        if (token == TOKEN_EOS || length + 1 == answers->longest)
            add(answers, model, source, count, tokens, length + 1);
        else
            enumerate(answers, model, source, count, tokens, length + 1);
    }
}

static void set_end(Model *model, real bias)
{
    Parameters *parameters = model_parameters(model);
    parameters->value[parameters->list[parameters_find(parameters, "output.bias")].offset + TOKEN_EOS] = bias;
}

/* The beam's answers are the first `same` of all. */
static void expect_best(int member, int words, int longest, int all, int same, real end)
{
    static const int source[] = {4, 3, 4, TOKEN_EOS};
    Model *model = member_model(member, words);
    set_end(model, end);
    for (int k = 0; k < 3; k++) {
        int tokens[LONGEST];
        Answers answers = {.words = words, .longest = longest, .penalty = 0.5 * k};
        enumerate(&answers, model, source, 4, tokens, 0);
        assert_int_equal(answers.count, all);
        qsort(answers.list, (size_t)all, sizeof *answers.list, best_first);
        Beam *beam = model_beam(model, source, 4, &(BeamOptions){BEAM_MOST, answers.penalty, longest, 0});
        assert_true(beam->answer_count >= same);
        for (int i = 0; i < same; i++) {
            const BeamAnswer *found = &beam->answers[i];
            const Answer *right = &answers.list[i];
            if (found->count != right->count || found->ended != right->ended ||
                memcmp(found->tokens, right->tokens, (size_t)right->count * sizeof(int)) != 0)
                fail_msg("%s, penalty %g: answer %d differs", family[member].name, answers.penalty, i + 1);
            assert_true(fabs(found->score - right->score) < 1e-5);
        }
        beam_close(beam);
    }
    model_close(model);
}

/* <EOS>, <UNK> and one word: no more answers than the beam is wide, and it finds them all. */
TEST(a_wide_beam_finds_all_there_are)
{
    for (int member = 0; member < FAMILY; member++)
        if (family_speaks(member)) /* of the others all answers but one are equally impossible */
            expect_best(member, TOKEN_FIRST + 1, 4, 31, 31, 0);
}

/* With two words there are more, and the best of them are found; most likely ones end before the longest length. */
TEST(a_wide_beam_finds_the_best_of_all)
{
    for (int member = 0; member < FAMILY; member += member < FAMILY - 8 ? 3 : 1)
        if (family_speaks(member))
            expect_best(member, TOKEN_FIRST + 2, 5, 364, 5, 3);
}

/* ---- the tree ---- */

TEST(the_tree_holds_together)
{
    static const int source[] = {5, 4, 6, 9, TOKEN_EOS};
    for (int width = 1; width <= 8; width++) {
        Model *model = member_model(2, WORDS);
        Beam *beam = model_beam(model, source, 5, &(BeamOptions){width, 0.6, MOST, 0});
        int in_step[MOST] = {0}, dropped[MOST] = {0}, finished = 0;
        for (int i = 0; i < beam->node_count; i++) {
            const BeamNode *node = &beam->nodes[i];
            assert_int_equal(node->parent < 0, node->step == 0);
            if (node->parent >= 0) {
                assert_int_equal(beam->nodes[node->parent].step, node->step - 1);
                assert_int_equal(beam->nodes[node->parent].fate, BEAM_KEPT);
                assert_true(node->log_probability <= beam->nodes[node->parent].log_probability);
            }
            in_step[node->step] += node->fate != BEAM_DROPPED;
            dropped[node->step] += node->fate == BEAM_DROPPED;
            assert_in_range(node->looked_at, 0, 4);
            finished += node->fate == BEAM_FINISHED;
        }
        for (int step = 0; step < MOST; step++)
            assert_true(in_step[step] <= width && dropped[step] <= width);
        assert_int_equal(finished, beam->answer_count);
        assert_in_range(beam->node_count, width, beam->considered);
        for (int i = 1; i < beam->answer_count; i++)
            assert_true(beam->answers[i - 1].ended > beam->answers[i].ended ||
                        (beam->answers[i - 1].ended == beam->answers[i].ended &&
                         beam->answers[i - 1].score >= beam->answers[i].score));
        beam_close(beam);
        model_close(model);
    }
}

/* A Transformer keeps the keys and values of all that it has said: one that never ends stops at the bound on memory,
 * long before the longest length. */
TEST(little_memory_cuts_answers)
{
    enum { LONG = 100000 };
    static const int source[] = {5, 4, TOKEN_EOS};
    Model *model = member_model(family_member("transformer"), WORDS);
    set_end(model, -600);
    Beam *beam = model_beam(model, source, 3, &(BeamOptions){4, 0.6, LONG, (size_t)4 << 20});
    assert_int_equal(beam->answer_count, 4);
    for (int i = 0; i < 4; i++) {
        assert_false(beam->answers[i].ended);
        assert_in_range(beam->answers[i].count, 10, LONG / 10);
    }
    SampleOptions options = {.temperature = 1, .count = 2, .seed = 1, .most = LONG, .memory = (size_t)4 << 20};
    Sample *samples = model_samples(model, source, 3, &options);
    for (int i = 0; i < 2; i++)
        assert_true(!samples[i].ended && samples[i].count > 10 && samples[i].count < LONG / 10);
    samples_free(samples, 2);
    beam_close(beam);
    model_close(model);
}

/* A recurrent model keeps its last state only, however long it speaks. */
TEST(long_answers_of_a_state_need_no_more_memory)
{
    enum { LONG = 20000 };
    static const int source[] = {5, 4, TOKEN_EOS};
    for (int member = 0; member < FAMILY && family[member].configuration.kind == KIND_RECURRENT; member++) {
        Model *model = member_model(member, WORDS);
        set_end(model, -600);
        Beam *beam = model_beam(model, source, 3, &(BeamOptions){2, 0.6, LONG, (size_t)4 << 20});
        assert_int_equal(beam->answer_count, 2);
        assert_int_equal(beam->answers[0].count, LONG);
        beam_close(beam);
        model_close(model);
    }
}

/* ---- samples ---- */

/* P(token) of the first token at a temperature. */
static void probabilities(Model *model, const int *source, int count, double temperature, double *out)
{
    Batch batch = {.size = 1, .source_length = count, .source = source, .source_lengths = &count};
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    const Tensor *logits = decoder_step(decoder_open(model, tape, &batch, NULL, 0), &(int){TOKEN_SOS}, NULL);
    double sum = 0;
    for (int i = 0; i < WORDS; i++)
        sum += out[i] = i < TOKEN_EOS ? 0 : exp((double)logits->value[i] / temperature);
    for (int i = 0; i < WORDS; i++)
        out[i] /= sum;
    tape_close(tape);
}

/* Of these the `top` likeliest alone, and of those the likeliest that make up `nucleus`, made to add up to 1 again. */
static void keep_likeliest(double *p, int top, double nucleus)
{
    double before[WORDS], all = 0, sum = 0;
    for (int i = 0; i < WORDS; i++) {
        int larger = 0;
        before[i] = 0;
        for (int k = 0; k < WORDS; k++)
            if (p[k] > p[i]) {
                larger++;
                before[i] += p[k];
            }
        if (larger >= top)
            before[i] = 2; /* never */
        else
            all += p[i];
    }
    for (int i = 0; i < WORDS; i++) {
        p[i] = before[i] < 2 && before[i] / all < nucleus ? p[i] : 0;
        sum += p[i];
    }
    for (int i = 0; i < WORDS; i++)
        p[i] /= sum;
}

/* Chi-square over the first tokens of many samples: up to 9 degrees of freedom; 27.9 is passed by one in a thousand.
 * kept: how many tokens can be drawn at all. */
static void expect_frequencies(double temperature, int top, double nucleus, int kept)
{
    enum { ROUNDS = 100 };
    static const int source[] = {5, 4, TOKEN_EOS};
    Model *model = member_model(2, WORDS);
    double expected[WORDS], square = 0;
    int seen[WORDS] = {0}, all = ROUNDS * SAMPLES_MOST, possible = 0;
    probabilities(model, source, 3, temperature, expected);
    keep_likeliest(expected, top > 0 ? top : WORDS, nucleus);
    for (int round = 0; round < ROUNDS; round++) {
        SampleOptions options = {temperature, top, nucleus, SAMPLES_MOST, (uint64_t)round, 1, 0};
        Sample *samples = model_samples(model, source, 3, &options);
        for (int i = 0; i < SAMPLES_MOST; i++)
            seen[samples[i].ended ? TOKEN_EOS : samples[i].tokens[0]]++;
        samples_free(samples, SAMPLES_MOST);
    }
    for (int i = 0; i < WORDS; i++) {
        possible += expected[i] > 0;
        if (expected[i] == 0)
            assert_int_equal(seen[i], 0);
        else
            square += (seen[i] - all * expected[i]) * (seen[i] - all * expected[i]) / (all * expected[i]);
    }
    assert_int_equal(possible, kept);
    if (square > 27.9)
        fail_msg("temperature %g, top %d, nucleus %g: chi-square %.1f", temperature, top, nucleus, square);
    model_close(model);
}

TEST(samples_are_as_frequent_as_likely)
{
    expect_frequencies(1, 0, 1, WORDS - TOKEN_EOS);
    expect_frequencies(2.5, 0, 1, WORDS - TOKEN_EOS);
    expect_frequencies(1.5, 4, 1, 4);
    expect_frequencies(2.5, 0, 0.7, 5);
    expect_frequencies(2.5, 5, 0.5, 2);
}

TEST(the_same_seed_draws_the_same)
{
    static const int source[] = {5, 4, 9, TOKEN_EOS};
    Model *model = member_model(0, WORDS);
    SampleOptions five = {1.5, 0, 1, 5, 3, MOST, 0}, two = five, other = five;
    two.count = 2;
    other.seed = 4;
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

/* Logits that are no numbers: every way of answering says some token that there is. */
TEST(logits_that_are_no_numbers)
{
    static const int source[] = {5, 4, TOKEN_EOS};
    static const SampleOptions all[] = {{1, 0, 1, 3, 1, MOST, 0}, {1, 4, 1, 3, 1, MOST, 0}, {1, 0, 0.5, 3, 1, MOST, 0}};
    for (int infinite = 0; infinite < 2; infinite++) {
        Model *model = member_model(2, WORDS);
        Parameters *parameters = model_parameters(model);
        parameters->value[parameters->list[parameters_find(parameters, "output.bias")].offset + 5] =
            infinite ? (double)INFINITY : (double)NAN;
        for (int i = 0; i < 3; i++) {
            Sample *samples = model_samples(model, source, 3, &all[i]);
            for (int k = 0; k < 3; k++)
                for (int t = 0; t < samples[k].count; t++)
                    assert_in_range(samples[k].tokens[t], TOKEN_EOS + 1, WORDS - 1);
            samples_free(samples, 3);
        }
        Beam *beam = model_beam(model, source, 3, &(BeamOptions){3, 0.7, MOST, 0});
        for (int i = 0; i < beam->node_count; i++)
            assert_in_range(beam->nodes[i].token, TOKEN_EOS, WORDS - 1);
        assert_true(beam->answer_count > 0);
        beam_close(beam);
        model_close(model);
    }
}
