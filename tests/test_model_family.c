/* test_model_family.c: what holds for every kind of model: the ways to compute it agree.
 *
 * Training computes all steps at once, answers go step by step, and a watched model is computed value by value: three
 * pieces of code for one formula. In float64, where they may differ by rounding alone. */
#include "engine/ops.h"
#include "model/decoder.h"
#include "model/scores.h"
#include "model_family.h"
#include "sentences.h"
#include "test.h"

enum { SENTENCES = 4, SOURCE_WORDS = 12, TARGET_WORDS = 11, MOST = 7 };
static const double tolerance = 1e-11;
static const int lengths[SENTENCES][2] = {{6, 3}, {2, 5}, {1, 1}, {4, 4}};

/* -log softmax(logits)[token] */
static double cost_of(const real *logits, int token)
{
    double sum = 0;
    for (int i = 0; i < TARGET_WORDS; i++)
        sum += exp((double)logits[i]);
    return log(sum) - (double)logits[token];
}

static double cost_all_at_once(Model *model, const Batch *batch)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    double cost = (double)op_cross_entropy(tape, model_logits(model, tape, batch), batch->target_out, (LossScale){1, 0})->value[0];
    tape_close(tape);
    return cost;
}

static double cost_by_steps(Model *model, const Batch *batch)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(model, tape, batch, NULL, 0);
    double cost = 0;
    for (int t = 0; t < batch->target_length; t++) {
        const Tensor *logits = decoder_step(decoder, batch->target_in + t * batch->size, NULL);
        for (int b = 0; b < batch->size; b++)
            if (t < batch->target_lengths[b])
                cost += cost_of(logits->value + b * TARGET_WORDS, batch->target_out[t * batch->size + b]);
    }
    tape_close(tape);
    return cost;
}

static double cost_watched(Model *model, const Sentences *s)
{
    double cost = 0;
    for (int b = 0; b < SENTENCES; b++) {
        Sentences one;
        cut_sentence(&one, s, b);
        Trace *trace = model_trace_given(model, one.source, lengths[b][0], one.target_out, lengths[b][1]);
        const TraceArray *array = trace_find_named(trace, "output.log_probability");
        for (int t = 0; t < lengths[b][1]; t++)
            cost -= (double)array->values[t];
        trace_close(trace);
    }
    return cost;
}

/* Calls check for each member that speaks, with sentences of its own. */
static void each_speaker(void (*check)(Model *model, const Sentences *s, const char *name))
{
    for (int member = 0; member < FAMILY; member++) {
        if (!family_speaks(member))
            continue;
        Sentences s;
        make_sentences(&s, lengths, SENTENCES, SOURCE_WORDS, TARGET_WORDS, (uint64_t)member);
        Model *model = family_model(member, SOURCE_WORDS, TARGET_WORDS);
        check(model, &s, family[member].name);
        model_close(model);
    }
}

/* The same for every cell in the list with every score function, and with none. */
static void each_cell_and_score(void (*check)(Model *model, const Sentences *s, const char *name))
{
    for (int i = 0; i < cell_count * (score_count + 1); i++) {
        int cell = i % cell_count, score = i / cell_count;
        ModelConfiguration configuration = {.cell = cells[cell], .attention = score > 0 ? score_functions[score - 1] : NULL,
                                            .hidden = 8, .source_vocabulary = SOURCE_WORDS,
                                            .target_vocabulary = TARGET_WORDS, .seed = 3};
        char name[64];
        Error error;
        Sentences s;
        make_sentences(&s, lengths, SENTENCES, SOURCE_WORDS, TARGET_WORDS, (uint64_t)i);
        snprintf(name, sizeof name, "%s, %s", configuration_cell_name(&configuration),
                 configuration_attention_name(&configuration));
        Model *model = model_open(&configuration, &error);
        assert_non_null(model);
        check(model, &s, name);
        model_close(model);
    }
}

static void check_ways(Model *model, const Sentences *s, const char *name)
{
    double whole = cost_all_at_once(model, &s->batch), steps = cost_by_steps(model, &s->batch);
    double watched = cost_watched(model, s); /* a trace keeps float32 */
    if (!(fabs(whole - steps) < tolerance) || !(fabs(whole - watched) < 1e-5))
        fail_msg("%s: all at once %.12f, by steps %.12f, watched %.12f", name, whole, steps, watched);
}

TEST(the_ways_to_compute_agree)
{
    each_speaker(check_ways);
    each_cell_and_score(check_ways);
}

/* ---- rows that go on from others ---- */

/* The logits after reading the tokens one after another, alone. */
static void logits_alone(Model *model, const Sentences *s, int b, const int *tokens, int count, double *out)
{
    Sentences one;
    cut_sentence(&one, s, b);
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(model, tape, &one.batch, NULL, 0);
    const Tensor *logits = NULL;
    for (int t = 0; t < count; t++)
        logits = decoder_step(decoder, &tokens[t], NULL);
    for (int i = 0; i < TARGET_WORDS; i++)
        out[i] = (double)logits->value[i];
    tape_close(tape);
}

static void expect_row(Model *model, const Sentences *s, const Tensor *logits, int row, int b, const int *tokens,
                       int count, const char *name)
{
    double alone[TARGET_WORDS];
    logits_alone(model, s, b, tokens, count, alone);
    for (int i = 0; i < TARGET_WORDS; i++)
        if (!(fabs(alone[i] - (double)logits->value[row * TARGET_WORDS + i]) < tolerance))
            fail_msg("%s: row %d of sentence %d differs by %g", name, row, b,
                     alone[i] - (double)logits->value[row * TARGET_WORDS + i]);
}

static void check_selected_rows(Model *model, const Sentences *s, const char *name)
{
    static const int first[SENTENCES] = {TOKEN_SOS, TOKEN_SOS, TOKEN_SOS, TOKEN_SOS};
    static const int sentence[] = {3, 0, 0, 1, 3}; /* 2 is dropped */
    static const int second[] = {5, 6, 7, 8, 9}, third[] = {10, 4};
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(model, tape, &s->batch, NULL, 0);
    decoder_step(decoder, first, NULL);
    decoder_select(decoder, sentence, 5);
    const Tensor *logits = decoder_step(decoder, second, NULL);
    for (int row = 0; row < 5; row++)
        expect_row(model, s, logits, row, sentence[row], (int[]){TOKEN_SOS, second[row]}, 2, name);
    decoder_select(decoder, (int[]){4, 2}, 2);
    logits = decoder_step(decoder, third, NULL);
    assert_int_equal(logits->shape[0], 2);
    expect_row(model, s, logits, 0, 3, (int[]){TOKEN_SOS, 9, 10}, 3, name);
    expect_row(model, s, logits, 1, 0, (int[]){TOKEN_SOS, 7, 4}, 3, name);
    tape_close(tape);
}

TEST(a_selected_row_goes_on_from_its_sentence)
{
    each_speaker(check_selected_rows);
    each_cell_and_score(check_selected_rows);
}

/* ---- traces ---- */

static bool has(const Trace *trace, const char *name) { return trace_find_named(trace, name) != NULL; }

static void expect_gate(const Trace *trace, const char *where, const char *gate)
{
    char name[64];
    snprintf(name, sizeof name, "%s.%s", where, gate);
    const TraceArray *array = trace_find_named(trace, name);
    if (array == NULL)
        fail_msg("no %s", name);
    else if (array->rows != (strncmp(where, "encoder", 7) == 0 ? trace->source_count : trace->target_count))
        fail_msg("%s has %d rows", name, array->rows);
}

static void expect_gates(const Trace *trace, const ModelConfiguration *c, const char *where)
{
    for (int i = 0; i < cell_gates(c->cell) && c->cell->gates[i] != NULL; i++)
        expect_gate(trace, where, c->cell->gates[i]);
    if (c->cell->keeps_cell_state)
        expect_gate(trace, where, "cell_state");
    expect_gate(trace, where, "state");
}

/* Each row sums to 1 and, where there are scores, is their softmax. */
static void expect_weights(const Trace *trace)
{
    const TraceArray *weights = trace_find_named(trace, "attention.weights"), *scores = trace_find_named(trace, "attention.scores");
    assert_non_null(weights);
    assert_int_equal(weights->columns, trace->source_count);
    assert_int_equal(weights->rows, trace->target_count);
    assert_true(scores == NULL || (scores->rows == weights->rows && scores->columns == weights->columns));
    for (int t = 0; t < weights->rows; t++) {
        const float *w = weights->values + t * weights->columns, *e = scores != NULL ? scores->values + t * weights->columns : NULL;
        double sum = 0, whole = 0;
        for (int i = 0; i < weights->columns; i++) {
            sum += (double)w[i];
            whole += e != NULL ? exp((double)e[i]) : 0;
        }
        assert_true(fabs(sum - 1) < 1e-6);
        for (int i = 0; e != NULL && i < weights->columns; i++)
            assert_true(fabs(exp((double)e[i]) / whole - (double)w[i]) < 1e-5);
    }
}

/* h = (1 - z) * h_before + z * candidate, from a GRU's own numbers; first: the state before the first step, or NULL. */
static void expect_states(const Trace *trace, const char *where, const TraceArray *first)
{
    static const char *const parts[] = {"update", "candidate", "state"};
    const TraceArray *array[3];
    for (int i = 0; i < 3; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.%s", where, parts[i]);
        array[i] = trace_find_named(trace, name);
        assert_non_null(array[i]);
    }
    int H = array[2]->columns;
    for (int i = 0; i < array[2]->rows * H; i++) {
        double before = i >= H ? (double)array[2]->values[i - H] : first != NULL ? (double)first->values[i] : 0;
        double z = (double)array[0]->values[i], state = (1 - z) * before + z * (double)array[1]->values[i];
        assert_true(z >= 0 && z <= 1 && fabs(state - (double)array[2]->values[i]) < 1e-5);
    }
}

TEST(a_trace_has_every_value_by_name)
{
    static const int source[] = {4, 5, 6, TOKEN_EOS};
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, SOURCE_WORDS, TARGET_WORDS);
        const ModelConfiguration *c = model_configuration(model);
        Trace *trace = model_trace(model, source, 4, MOST);
        assert_in_range(trace->target_count, 1, MOST);
        if (c->kind == KIND_RECURRENT) {
            expect_gates(trace, c, "decoder");
            if (c->layers > 1)
                expect_gates(trace, c, "decoder.layer2");
            if (c->input == INPUT_BAG)
                assert_true(has(trace, "encoder.counts"));
            else
                expect_gates(trace, c, "encoder.forward");
            if (c->bidirectional && c->layers > 1)
                expect_gates(trace, c, "encoder.layer2.backward");
            assert_true(has(trace, "context"));
            assert_int_equal(has(trace, "attention.scores"), c->attention != NULL);
            assert_int_equal(has(trace, "encoder.backward.state"), c->bidirectional);
            if (c->cell == &gru_cell && c->layers == 1)
                expect_states(trace, "decoder", trace_find_named(trace, "context"));
            if (c->cell == &gru_cell && c->input != INPUT_BAG)
                expect_states(trace, "encoder.forward", NULL);
        }
        if (model_has_attention(model))
            expect_weights(trace);
        assert_true(has(trace, "output.logits") && !has(trace, "no.such.array"));
        trace_close(trace);
        model_close(model);
    }
}

/* ---- what is refused ---- */

TEST(what_does_not_go_together_is_refused)
{
    static const ModelConfiguration wrong[] = {
        {.hidden = 3},
        {.hidden = 1025},
        {.embedding = -1},
        {.source_vocabulary = 3},
        {.target_vocabulary = 1 << 21},
        {.hidden = 9, .bidirectional = true},
        {.attention = NULL, .input_feeding = true},
        {.attention = &dot_score, .input = INPUT_BAG},
        {.attention = NULL, .input = INPUT_BAG, .bidirectional = true},
        {.attention = &dot_score, .layers = LAYERS_MOST + 1},
        {.attention = &dot_score, .layers = -1},
        {.attention = &dot_score, .input = INPUT_ONE_HOT, .source_vocabulary = 5000},
        {.kind = (ModelKind)9},
        {.kind = KIND_TRANSFORMER, .heads = 3},
        {.kind = KIND_TRANSFORMER, .heads = HEADS_MOST + 1},
        {.kind = KIND_CAUSAL, .embedding = 6},
        {.kind = KIND_MASKED, .dropout = 0.95},
        {.kind = KIND_MASKED, .dropout = (double)NAN},
        {.kind = KIND_TRANSFORMER, .layers = LAYERS_MOST + 1},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ModelConfiguration configuration = wrong[i];
        int *sizes[] = {&configuration.hidden, &configuration.source_vocabulary, &configuration.target_vocabulary};
        for (int k = 0; k < 3; k++)
            *sizes[k] = *sizes[k] != 0 ? *sizes[k] : k == 0 ? 8 : 10; /* 8 can be cut into the usual heads */
        Error error = {0};
        assert_null(model_open(&configuration, &error));
        assert_true(error.kind == ERROR_USAGE && error.message[0] != '\0');
        assert_int_equal(model_parameter_total(&configuration, &error), 0);
    }
}

TEST(names_that_are_nearly_right)
{
    ModelConfiguration configuration = {0};
    Error error;
    assert_false(configuration_choose(&configuration, "cell", "lstn", &error));
    assert_non_null(strstr(error.message, "gru"));
    assert_false(configuration_choose(&configuration, "attention", "additve", &error));
    assert_non_null(strstr(error.message, "additive"));
}

TEST(the_parameters_are_counted_without_a_model)
{
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, SOURCE_WORDS, TARGET_WORDS);
        Error error;
        assert_int_equal(model_parameter_total(model_configuration(model), &error), model_parameters(model)->total);
        model_close(model);
    }
}
