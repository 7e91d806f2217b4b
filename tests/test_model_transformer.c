/* test_model_transformer.c: the Transformer family learns, fills in, and can be looked into. What holds for all kinds of
 * models (padding, step by step as all at once, rows that go on from others) is in test_model_family.c. */
#include "model/beam.h"
#include "model/intervention.h"
#include "model/training.h"
#include "model/transformer_parts.h"
#include "small_model.h"
#include "taken_back.h"
#include "test.h"

static const ModelKind kinds[] = {KIND_TRANSFORMER, KIND_CAUSAL, KIND_MASKED};
enum { KINDS = 3 };

static Model *open_positions(ModelKind kind, int hidden, PositionKind positions)
{
    Error error;
    Model *model = model_open(&(ModelConfiguration){.kind = kind, .positions = positions, .hidden = hidden, .heads = 2,
                                                    .layers = 2, .source_vocabulary = WORDS,
                                                    .target_vocabulary = WORDS, .seed = 5}, &error);
    assert_non_null(model);
    return model;
}

static Model *open_kind(ModelKind kind, int hidden) { return open_positions(kind, hidden, POSITIONS_SINUSOIDAL); }

/* The target is the source; words follow one another in their order, so that one that is hidden can be told. */
static const Batch *rows_of_words(Sentences *s, int size, uint64_t seed)
{
    random_sentences(s, size, seed);
    for (int b = 0; b < size; b++) {
        int first = s->source[b];
        for (int t = 0; t < s->lengths[b]; t++) {
            int at = t * size + b;
            if (t < s->lengths[b] - 1)
                s->source[at] = TOKEN_FIRST + (first + t) % (WORDS - TOKEN_FIRST);
            s->target_out[at] = s->source[at];
            s->target_in[at] = t == 0 ? TOKEN_SOS : s->source[at - size];
        }
    }
    return &s->batch;
}

static void train(Model *model, int steps)
{
    Workers *workers = workers_open(1);
    TrainingOptions options = {.lr = 3e-3, .min_lr = 0.05, .clip = 1, .teacher_forcing = 1, .shards = 1, .seed = 1};
    Training *training = training_open(model, workers, &options);
    Sentences sentences;
    Error error;
    for (int i = 0; i < steps; i++)
        assert_true(training_step(training, rows_of_words(&sentences, SENTENCES_MOST, (uint64_t)i), (double)i / steps,
                                  &error));
    training_close(training);
    workers_close(workers);
}

/* ---- training ---- */

/* Of the words that had to be said (a masked model: filled in), the share that was. */
static double share_right(Model *model, const Batch *batch)
{
    enum { MOST = LENGTH_MOST + 2 };
    int answers[SENTENCES_MOST * MOST], counts[SENTENCES_MOST], source[LENGTH_MOST * SENTENCES_MOST], words = 0, right = 0;
    Batch asked = *batch;
    asked.source = memcpy(source, batch->source, sizeof source);
    for (int b = 0; b < batch->size && model_fills(model); b++)
        source[(batch->source_lengths[b] - 1) / 2 * batch->size + b] = TOKEN_UNK;
    Tape *tape = tape_open(0);
    model_greedy(model, tape, &asked, &(GreedyAnswers){MOST, answers, counts, NULL});
    for (int b = 0; b < batch->size; b++)
        for (int t = 0; t < batch->source_lengths[b] - 1; t++) {
            int at = t * batch->size + b;
            bool counted = !model_fills(model) || source[at] == TOKEN_UNK;
            words += counted;
            right += counted && t < counts[b] && answers[b * MOST + t] == batch->source[at];
        }
    tape_close(tape);
    return (double)right / words;
}

TEST(training_learns_to_copy)
{
    for (int i = 0; i < KINDS; i++) {
        Sentences sentences;
        Model *model = open_kind(kinds[i], 32);
        const Batch *batch = rows_of_words(&sentences, SENTENCES_MOST, 12345);
        double before = share_right(model, batch);
        bool fills = model_fills(model); /* it sees one hidden word of a sentence each time; a word alone tells nothing */
        train(model, fills ? 1500 : 300);
        double after = share_right(model, batch);
        if (!(before < 0.6) || !(after > (fills ? 0.8 : 0.95)))
            fail_msg("%s: %.2f right before, %.2f after", kind_name(kinds[i]), before, after);
        model_close(model);
    }
}

/* With a rate of 1e25 the weights stay finite and the scores do not. */
TEST(the_step_before_a_nan_loss_is_taken_back)
{
    Model *model = open_kind(KIND_TRANSFORMER, 8);
    Sentences sentences;
    expect_taken_back(model, 1e25, rows_of_words(&sentences, SENTENCES_MOST, 1), NULL);
    model_close(model);
}

/* ---- hidden tokens ---- */

TEST(some_words_are_hidden)
{
    Random random = seeded(1);
    static const int expected[] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2}; /* of 0 to 10 words */
    int places[10] = {0};
    for (int words = 0; words <= 10; words++)
        for (int round = 0; round < 200; round++) {
            int ids[11], hidden = 0;
            for (int t = 0; t < words; t++)
                ids[t] = TOKEN_FIRST + t;
            ids[words] = TOKEN_EOS;
            assert_int_equal(model_hide_tokens(ids, words + 1, &random), expected[words]);
            for (int t = 0; t < words; t++) {
                assert_true(ids[t] == TOKEN_UNK || ids[t] == TOKEN_FIRST + t);
                hidden += ids[t] == TOKEN_UNK;
                places[t] += words == 10 && ids[t] == TOKEN_UNK;
            }
            assert_int_equal(hidden, expected[words]);
            assert_int_equal(ids[words], TOKEN_EOS);
        }
    for (int t = 0; t < 10; t++)
        assert_in_range(places[t], 15, 70); /* 40 expected, four deviations either way */
}

/* A sentence's tokens that are not <UNK> come back as they are, and each <UNK> becomes a word. */
TEST(an_answer_is_the_source_filled_in)
{
    enum { B = 2, S = 5, MOST = 9 };
    const int source[S * B] = {4, 9, TOKEN_UNK, TOKEN_UNK, 6, TOKEN_EOS, TOKEN_UNK, 0, TOKEN_EOS, 0}, lengths[B] = {5, 3};
    Batch batch = {.size = B, .source_length = S, .source = source, .source_lengths = lengths};
    Model *model = open_kind(KIND_MASKED, 8);
    Tape *tape = tape_open(0);
    int answers[B * MOST], counts[B], looked_at[B * MOST];
    model_greedy(model, tape, &batch, &(GreedyAnswers){MOST, answers, counts, looked_at});
    assert_int_equal(counts[0], 4);
    assert_int_equal(counts[1], 2);
    for (int b = 0; b < B; b++)
        for (int t = 0; t < counts[b]; t++) {
            int asked = source[t * B + b], said = answers[b * MOST + t];
            assert_true(asked == TOKEN_UNK ? said >= TOKEN_FIRST && said < WORDS : said == asked);
            assert_in_range(looked_at[b * MOST + t], 0, lengths[b] - 1);
        }
    static const int one[] = {4, TOKEN_UNK, 6, TOKEN_UNK, TOKEN_EOS};
    Trace *trace = model_trace(model, one, 5, MOST);
    assert_int_equal(trace->target_count, 5);
    assert_memory_equal(trace->target, answers, 4 * sizeof *answers);
    const TraceArray *array = trace_find_named(trace, "output.log_probability");
    for (int t = 0; t < 5; t++)
        assert_true((one[t] == TOKEN_UNK) == (array->values[t] < -1e-3f));
    trace_close(trace);
    tape_close(tape);
    model_close(model);
}

/* ---- looking into ---- */

static bool four_steps(void *argument, int step, int most)
{
    int *asked = argument;
    assert_true(step <= 4 && (most == 0 || most == 9));
    (*asked)++;
    return step < 4;
}

/* Whoever watches ends an answer of any sort after so many steps, also where each step could be the last layer's. */
TEST(a_watch_ends_answers)
{
    for (ModelKind kind = KIND_TRANSFORMER; kind <= KIND_MASKED; kind++) {
        static const int source[] = {4, TOKEN_UNK, 6, 7, 8, 9, 5, 4, 4, 4, TOKEN_EOS};
        int asked = 0, answers[9], count, lengths[] = {11};
        Model *model = open_kind(kind, 8);
        model_watch(model, four_steps, &asked);
        Trace *trace = model_trace_given(model, source, 11, source, 9);
        const TraceArray *logits = trace_find_named(trace, "output.logits");
        float third = 0, fourth = 0;
        for (int i = 0; i < logits->columns; i++) {
            third += fabsf(logits->values[3 * logits->columns + i]);
            fourth += fabsf(logits->values[4 * logits->columns + i]);
        }
        assert_true(third > 0 && fourth == 0);
        trace_close(trace);
        Sample *samples = model_samples(model, source, 11, &(SampleOptions){.temperature = 1, .count = 2, .most = 9});
        assert_true(samples[0].count <= 4 && samples[1].count <= 4);
        samples_free(samples, 2);
        Beam *beam = model_beam(model, source, 11, &(BeamOptions){.width = 2, .most = 9});
        for (int i = 0; i < beam->node_count; i++)
            assert_true(beam->nodes[i].step < 4);
        beam_close(beam);
        Tape *tape = tape_open(0);
        model_greedy(model, tape, &(Batch){.size = 1, .source_length = 11, .source = source, .source_lengths = lengths},
                     &(GreedyAnswers){9, answers, &count, NULL});
        assert_true(count <= 4);
        tape_close(tape);
        assert_true(asked >= 4 * 3);
        model_close(model);
    }
}

/* A row and a column more with each step, as the maps of a decoder: few of the steps move what was there. */
TEST(growing_arrays)
{
    enum { STEPS = 600 };
    const TraceKey key = {.side = TRACE_ATTENTION, .quantity = &quantity_weights};
    Trace *trace = trace_open(NULL, 0, NULL, 0);
    int moves = 0, pitch = 0;
    for (int t = 0; t < STEPS; t++) {
        float *row = trace_row(trace, &key, t, 0, t + 1);
        for (int i = 0; i <= t; i++)
            row[i] = (float)(t * STEPS + i + 1);
        moves += trace_map(trace)->pitch != pitch;
        pitch = trace_map(trace)->pitch;
    }
    assert_in_range(moves, 1, 11);
    trace_pack(trace);
    const TraceArray *array = trace_map(trace);
    assert_int_equal(array->rows, STEPS);
    assert_int_equal(array->columns, STEPS);
    assert_int_equal(array->pitch, STEPS);
    for (int t = 0; t < STEPS; t++)
        for (int i = 0; i < STEPS; i++)
            assert_true(array->values[t * STEPS + i] == (i <= t ? (float)(t * STEPS + i + 1) : 0));
    assert_int_equal(trace->count, 1);
    trace_close(trace);
}

static const int sentence[] = {4, 5, 6, 7, TOKEN_EOS};
enum { S = 5, T = 3 };
static const int answer[T] = {8, 9, TOKEN_EOS};

static void expect_array(const Trace *trace, const char *name, int rows, int columns)
{
    const TraceArray *array = trace_find_named(trace, name);
    if (array == NULL || array->rows != rows || array->columns != columns)
        fail_msg("%s: %d x %d, not %d x %d", name, array != NULL ? array->rows : 0, array != NULL ? array->columns : 0, rows,
                 columns);
}

/* Of one layer's attention: rows queries that see columns keys. */
static void expect_heads(const Trace *trace, const char *where, int rows, int columns, bool causal)
{
    char name[64];
    for (int head = 1; head <= 2; head++) {
        snprintf(name, sizeof name, "%s.head%d.scores", where, head);
        expect_array(trace, name, rows, columns);
        assert_true(trace_causal(trace_find_named(trace, name)) == causal);
        snprintf(name, sizeof name, "%s.head%d.weights", where, head);
        expect_array(trace, name, rows, columns);
        const TraceArray *weights = trace_find_named(trace, name);
        for (int t = 0; t < rows; t++) {
            double sum = 0;
            for (int s = 0; s < columns; s++) {
                sum += (double)weights->values[t * columns + s];
                assert_true(!causal || s <= t || weights->values[t * columns + s] == 0);
                assert_true(trace_masked(weights, t, s) == (causal && s > t));
            }
            assert_true(fabs(sum - 1) < 1e-5);
        }
    }
    static const char *const parts[] = {"query", "context"};
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "%s.%s", where, parts[i]);
        expect_array(trace, name, rows, 8);
    }
    snprintf(name, sizeof name, "%s.key", where);
    expect_array(trace, name, columns, 8);
    snprintf(name, sizeof name, "%s.value", where);
    expect_array(trace, name, columns, 8);
}

TEST(traces_have_every_head_by_name)
{
    for (int i = 0; i < KINDS; i++) {
        Model *model = open_kind(kinds[i], 8);
        bool both = kinds[i] == KIND_TRANSFORMER, causal = kinds[i] == KIND_CAUSAL;
        Trace *trace = model_trace_given(model, sentence, S, answer, T);
        expect_heads(trace, causal ? "decoder.layer2" : "encoder.layer2", causal ? S + T : S, causal ? S + T : S, causal);
        if (both) {
            expect_heads(trace, "decoder.layer1", T, T, true);
            expect_heads(trace, "decoder.layer1.cross", T, S, false);
            expect_array(trace, "decoder.state", T, 8);
        }
        expect_array(trace, causal ? "decoder.layer1.state" : "encoder.layer1.state", causal ? S + T : S, 8);
        expect_array(trace, causal ? "decoder.input" : "encoder.input", causal ? S + T : S, 8);
        expect_array(trace, "attention.weights", model_fills(model) ? S : T, S);
        assert_int_equal(trace_causal(trace_map(trace)), false);
        trace_close(trace);
        model_close(model);
    }
}

/* Of logits, what is masked: all but the token where none is hidden, all but words where one is. */
TEST(what_cannot_be_said_is_masked)
{
    static const int hidden[] = {4, TOKEN_UNK, TOKEN_EOS};
    Model *model = open_kind(KIND_MASKED, 8);
    Trace *trace = model_trace(model, hidden, 3, 9);
    const TraceArray *logits = trace_find_named(trace, "output.logits");
    for (int t = 0; t < 3; t++)
        for (int i = 0; i < logits->columns; i++)
            assert_int_equal(trace_masked(logits, t, i), t == 1 ? i < TOKEN_FIRST : i != hidden[t]);
    assert_false(trace_masked(trace_find_named(trace, "encoder.logits"), 0, 0));
    trace_close(trace);
    model_close(model);
}

/* The map is the mean of the last layer's heads, also of those that were switched off. */
static void check_map(bool off)
{
    Model *model = open_kind(KIND_TRANSFORMER, 8);
    Interventions in = {0};
    Intervention one = {.step = -1, .place = -1};
    assert_true(trace_parse("*.cross.head1.weights", &one.pattern));
    if (off)
        interventions_add(&in, &one);
    Trace *trace = model_trace_given_if(model, sentence, S, answer, T, &in);
    const TraceArray *map = trace_map(trace);
    const TraceArray *head_one = trace_find_named(trace, "decoder.layer2.cross.head1.weights");
    const TraceArray *head_two = trace_find_named(trace, "decoder.layer2.cross.head2.weights");
    for (int i = 0; i < T * S; i++) {
        assert_true(!off || head_one->values[i] == 0);
        assert_true(fabs((double)map->values[i] - 0.5 * (double)(head_one->values[i] + head_two->values[i])) < 1e-6);
    }
    interventions_clear(&in);
    trace_close(trace);
    model_close(model);
}

TEST(the_map_is_the_mean_of_the_heads)
{
    check_map(false);
    check_map(true);
}

/* Whether a change made at `name` reaches the logits, and a map that is forced is where all heads look. */
TEST(what_is_changed_changes_the_answer)
{
    static const char *const names[KINDS][3] = {
        {"attention.weights", "decoder.layer1.cross.head2.weights", "encoder.layer1.head1.scores"},
        {"attention.weights", "decoder.layer1.head1.weights", "decoder.layer1.value"},
        {"attention.weights", "encoder.layer2.head2.weights", "encoder.layer1.value"},
    };
    int source[] = {4, TOKEN_UNK, 6, 7, TOKEN_EOS};
    for (int i = 0; i < KINDS; i++) {
        Model *model = open_kind(kinds[i], 8);
        for (int n = 0; n < 3; n++) {
            Interventions in = {0};
            Intervention one = {.step = 1, .place = 0, .alone = true, .value = 1};
            assert_true(trace_parse(names[i][n], &one.pattern));
            interventions_add(&in, &one);
            Trace *before = model_trace_given(model, source, S, answer, T);
            Trace *after = model_trace_given_if(model, source, S, answer, T, &in);
            assert_true(in.list[0].applied > 0);
            const TraceArray *a = trace_find_named(before, "output.logits"), *b = trace_find_named(after, "output.logits");
            double most = 0;
            for (int k = 0; k < a->rows * a->columns; k++)
                most = fmax(most, fabs((double)a->values[k] - (double)b->values[k]));
            if (!(most > 1e-5))
                fail_msg("%s: %s changes nothing", kind_name(kinds[i]), names[i][n]);
            trace_close(before);
            trace_close(after);
            interventions_clear(&in);
        }
        model_close(model);
    }
}

/* How far the logits of one target are from those with the first two source tokens exchanged. */
static double order_matters(PositionKind positions)
{
    Model *model = open_positions(KIND_TRANSFORMER, 8, positions);
    int other[S];
    double most = 0;
    memcpy(other, sentence, sizeof other);
    other[0] = sentence[1];
    other[1] = sentence[0];
    assert_int_not_equal(other[0], other[1]);
    Trace *one = model_trace_given(model, sentence, S, answer, T), *two = model_trace_given(model, other, S, answer, T);
    const TraceArray *a = trace_find_named(one, "output.logits"), *b = trace_find_named(two, "output.logits");
    for (int i = 0; i < a->rows * a->columns; i++)
        most = fmax(most, fabs((double)(a->values[i] - b->values[i])));
    trace_close(one);
    trace_close(two);
    model_close(model);
    return most;
}

TEST(without_positions_the_order_is_invisible)
{
    assert_true(order_matters(POSITIONS_NONE) < 1e-5);
    assert_true(order_matters(POSITIONS_SINUSOIDAL) > 1e-2);
    assert_true(order_matters(POSITIONS_LEARNED) > 1e-2);
}

/* An answer that goes far past the learned positions, and past every cache's first room. */
TEST(long_answers_are_possible)
{
    enum { MOST = POSITIONS_MOST + 40 };
    for (int i = 0; i < 2; i++) {
        Model *model = open_positions(kinds[i], 4, POSITIONS_LEARNED);
        int tokens[] = {5, 6, 7}, lengths[] = {S};
        Batch batch = {.size = 1, .source_length = S, .source = sentence, .source_lengths = lengths};
        Tape *tape = tape_open(0);
        tape_reset(tape, false);
        Decoder *decoder = decoder_open(model, tape, &batch, NULL, 0);
        decoder_select(decoder, (int[]){0, 0}, 2);
        const Tensor *logits = NULL;
        for (int t = 0; t < MOST; t++) {
            logits = decoder_step(decoder, tokens, NULL);
            if (t % 100 == 7)
                decoder_select(decoder, (int[]){1, 0, 1}, 2 + t % 200 / 100);
        }
        assert_true(isfinite(logits->value[0]));
        tape_close(tape);
        model_close(model);
    }
}
