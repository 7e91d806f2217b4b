/* test_model.c: recurrent models: their bounds, their answers, their traces. */
#include "small_training.h"
#include "test.h"

TEST(open_refuses_sizes_out_of_bounds)
{
    static const ModelConfiguration wrong[] = {
        {.hidden = 3, .source_vocabulary = 9, .target_vocabulary = 9},
        {.hidden = 1025, .source_vocabulary = 9, .target_vocabulary = 9},
        {.hidden = 8, .embedding = -1, .source_vocabulary = 9, .target_vocabulary = 9},
        {.hidden = 8, .source_vocabulary = 3, .target_vocabulary = 9},
        {.hidden = 8, .source_vocabulary = 9, .target_vocabulary = 1 << 21},
        {.hidden = 9, .bidirectional = true, .source_vocabulary = 9, .target_vocabulary = 9},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Error error = {0};
        assert_null(model_open(&wrong[i], &error));
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_true(error.message[0] != '\0');
    }
    ModelConfiguration configuration = {0};
    Error error;
    assert_false(configuration_choose(&configuration, "cell", "lstn", &error));
    assert_non_null(strstr(error.message, "gru"));
    assert_false(configuration_choose(&configuration, "attention", "bahdanau", &error));
    assert_non_null(strstr(error.message, "additive"));
}

/* ---- answering ---- */

enum { MOST = 14 };

typedef struct Answers {
    int ids[SENTENCES_MOST * MOST], counts[SENTENCES_MOST], looked_at[SENTENCES_MOST * MOST];
} Answers;

/* Sentence b by itself. */
static void cut_sentence(Sentences *one, const Sentences *all, int b)
{
    int length = all->lengths[b];
    one->lengths[0] = length;
    for (int t = 0; t < length; t++) {
        one->source[t] = all->source[t * all->batch.size + b];
        one->target_in[t] = all->target_in[t * all->batch.size + b];
        one->target_out[t] = all->target_out[t * all->batch.size + b];
    }
    one->batch = (Batch){1, length, length, one->source, one->target_in, one->target_out, one->lengths, one->lengths};
}

/* ---- traces ---- */

static void rows_are_softmax_of_scores(const Trace *trace)
{
    const TraceArray *weights = trace_find_named(trace, "attention.weights"), *scores = trace_find_named(trace, "attention.scores");
    assert_int_equal(weights->rows, trace->target_count);
    assert_int_equal(weights->columns, trace->source_count);
    assert_int_equal(scores->rows * scores->columns, weights->rows * weights->columns);
    for (int t = 0; t < weights->rows; t++) {
        const float *w = weights->values + t * weights->columns, *e = scores->values + t * weights->columns;
        double sum = 0, whole = 0;
        for (int s = 0; s < weights->columns; s++) {
            sum += (double)w[s];
            whole += exp((double)e[s]);
        }
        assert_true(fabs(sum - 1) < 1e-5);
        for (int s = 0; s < weights->columns; s++)
            assert_true(fabs(exp((double)e[s]) / whole - (double)w[s]) < 1e-5);
    }
}

static double sum_of(const TraceArray *array)
{
    double sum = 0;
    for (int i = 0; i < array->rows * array->columns; i++)
        sum += (double)array->values[i];
    return sum;
}

/* h = (1 - z) * h_before + z * candidate, from the trace's own numbers; first: the state before the first step. */
static void check_states(const Trace *trace, const char *where, const float *first)
{
    char name[4][64];
    static const char *const parts[] = {"update", "candidate", "state", "reset"};
    const TraceArray *array[4];
    for (int i = 0; i < 4; i++) {
        snprintf(name[i], sizeof name[i], "%s.%s", where, parts[i]);
        array[i] = trace_find_named(trace, name[i]);
        assert_non_null(array[i]);
    }
    int H = array[2]->columns;
    for (int i = 0; i < array[2]->rows * H; i++) {
        double before = i >= H ? (double)array[2]->values[i - H] : first != NULL ? (double)first[i] : 0;
        double z = (double)array[0]->values[i], state = (1 - z) * before + z * (double)array[1]->values[i];
        assert_true(z >= 0 && z <= 1 && array[3]->values[i] >= 0 && array[3]->values[i] <= 1);
        assert_true(fabs(state - (double)array[2]->values[i]) < 1e-5);
    }
}

static void check_trace(Model *model, const Sentences *one, bool both)
{
    int length = one->lengths[0];
    Trace *trace = model_trace_given(model, one->source, length, one->target_out, length);
    if (model_has_attention(model))
        rows_are_softmax_of_scores(trace);
    else
        assert_null(trace_find_named(trace, "attention.weights"));
    double total = sum_of(trace_find_named(trace, "output.log_probability"));
    assert_true(fabs(total + loss_of(model, &one->batch) * length) < 1e-4);
    check_states(trace, "encoder.forward", NULL);
    check_states(trace, "decoder", trace_find_named(trace, "context")->values);
    assert_int_equal(trace_find_named(trace, "encoder.backward.state") != NULL, both);
    assert_null(trace_find_named(trace, "no.such.array"));
    trace_close(trace);
}

TEST(a_trace_agrees_with_the_model)
{
    Sentences all, one;
    EACH_MODEL(attention, both)
    {
        Model *model = trained(attention, both, usual, 2, 30);
        random_sentences(&all, SENTENCES_MOST, 321);
        for (int b = 0; b < SENTENCES_MOST; b++) {
            cut_sentence(&one, &all, b);
            check_trace(model, &one, both);
        }
        model_close(model);
    }
}

TEST(a_trace_tells_the_greedy_answer)
{
    Sentences one, all;
    Answers answers;
    Tape *tape = tape_open(0);
    random_sentences(&all, SENTENCES_MOST, 55);
    EACH_MODEL(attention, both)
    {
        Model *model = trained(attention, both, usual, 2, 60);
        for (int b = 0; b < SENTENCES_MOST; b++) {
            cut_sentence(&one, &all, b);
            for (int most = 0; most <= MOST; most += MOST / 2) {
                model_greedy(model, tape, &one.batch, most, answers.ids, answers.counts, NULL);
                Trace *trace = model_trace(model, one.source, one.lengths[0], most);
                int count = answers.counts[0], whole = count < most || most == 0;
                assert_int_equal(trace->target_count, count + whole);
                assert_memory_equal(trace->target, answers.ids, (size_t)count * sizeof(int));
                assert_true(!whole || trace->target[count] == TOKEN_EOS);
                trace_close(trace);
            }
        }
        model_close(model);
    }
    tape_close(tape);
}
