/* test_golden_models.c: whole models against the same models in PyTorch (scripts/peers/golden.py, golden_models.py): the
 * logits, losses, gradients of all parameters, and what ten steps of Adam make of them. */
#include "engine/cells.h"
#include "engine/optimizer.h"
#include "golden_file.h"
#include "model/decoder.h"
#include "model/scores.h"
#include "model/transformer_parts.h"
#include "test.h"

enum { IDS = 64, STEPS_MOST = 32 };

typedef struct GoldenModel {
    Golden golden;
    Model *model;
    int lengths[IDS], source[IDS], target_in[IDS], target_out[IDS], target_lengths[IDS];
    int ids[IDS], hidden[IDS]; /* of one that fills in: what it reads, and what was there */
    Batch batch;
} GoldenModel;

static int integer(const Golden *golden, const char *name) { return (int)golden_array(golden, name)->numbers[0]; }

static const GoldenArray *array_of(const GoldenModel *known, const char *kind, const Parameter *parameter)
{
    char full[PARAMETER_NAME + 16];
    snprintf(full, sizeof full, "%s.%s", kind, parameter->name);
    return golden_array(&known->golden, full);
}

/* Of learned positions the file has the rows that are used. */
static void fill_parameters(GoldenModel *known)
{
    Parameters *parameters = model_parameters(known->model);
    for (int i = 0; i < parameters->count; i++) {
        const GoldenArray *array = array_of(known, "parameter", &parameters->list[i]);
        const Parameter *own = &parameters->list[i];
        assert_int_equal(array->rank, own->rank);
        assert_int_equal(array->shape[own->rank - 1], own->shape[own->rank - 1]);
        assert_true(array->count == own->count || strstr(own->name, ".positions") != NULL);
        for (size_t k = 0; k < array->count; k++)
            parameters->value[own->offset + k] = (real)array->numbers[k];
    }
}

static void read_batch(GoldenModel *known)
{
    Golden *golden = &known->golden;
    golden_integers(golden, "lengths", known->lengths, IDS);
    golden_integers(golden, "source", known->source, IDS);
    golden_integers(golden, "target_in", known->target_in, IDS);
    golden_integers(golden, "target_out", known->target_out, IDS);
    const int *source = golden_array(golden, "source")->shape, *target = golden_array(golden, "target_in")->shape;
    for (int b = 0; b < source[1]; b++)
        known->target_lengths[b] = target[0]; /* what is past the end is read, and does not count */
    known->batch = (Batch){source[1], source[0], target[0], known->source, known->target_in, known->target_out,
                           known->lengths, known->target_lengths};
}

/* The sizes come from the file NAME.txt, the rest from configuration. */
static void open_model(GoldenModel *known, const char *name, const ModelConfiguration *configuration)
{
    *known = (GoldenModel){.golden = golden_open(name)};
    read_batch(known);
    ModelConfiguration full = *configuration;
    full.source_vocabulary = full.target_vocabulary = integer(&known->golden, "vocabulary");
    if (full.kind != KIND_RECURRENT)
        full.heads = integer(&known->golden, "heads");
    full.hidden = golden_array(&known->golden, "parameter.output.weight")->shape[0];
    const GoldenArray *embedding = golden_find(&known->golden, "parameter.decoder.embedding");
    if (embedding != NULL)
        full.embedding = embedding->shape[1];
    Error error = {0};
    known->model = model_open(&full, &error);
    if (known->model == NULL)
        fail_msg("%s: %s", name, error.message);
    fill_parameters(known);
    if (!model_fills(known->model))
        return;
    golden_integers(&known->golden, "ids", known->ids, IDS);
    golden_integers(&known->golden, "hidden", known->hidden, IDS);
}

static void close_model(GoldenModel *known)
{
    model_close(known->model);
    golden_close(&known->golden);
}

static Tensor *loss_of(GoldenModel *known, Tape *tape)
{
    if (model_fills(known->model))
        return masked_loss(known->model, tape, &known->batch, known->ids, known->hidden, (LossScale){0});
    return model_loss(known->model, tape, &known->batch, 0, 0);
}

static void expect_parameters(const GoldenModel *known, const char *kind, const real *numbers, double smallest)
{
    const Parameters *parameters = model_parameters(known->model);
    for (int i = 0; i < parameters->count; i++) {
        const GoldenArray *array = array_of(known, kind, &parameters->list[i]);
        golden_expect(&known->golden, array->name, numbers + parameters->list[i].offset, array->count, smallest);
    }
}

static void expect_logits(GoldenModel *known, Tape *tape)
{
    tape_reset(tape, false);
    const Tensor *logits = model_logits(known->model, tape, &known->batch);
    golden_expect(&known->golden, "logits", logits->value, tensor_count(logits), GOLDEN_COMPUTED);
}

static void check_model(GoldenModel *known)
{
    Parameters *parameters = model_parameters(known->model);
    double rate = golden_array(&known->golden, "rate")->numbers[0], norm;
    double clip = golden_array(&known->golden, "clip")->numbers[0];
    size_t steps = golden_array(&known->golden, "losses")->count;
    real losses[STEPS_MOST], norms[STEPS_MOST];
    assert_true(steps >= 10 && steps <= STEPS_MOST);
    Tape *tape = tape_open(0);
    Optimizer adam;
    optimizer_open(&adam, parameters, &(OptimizerOptions){0});
    if (model_has_logits(known->model))
        expect_logits(known, tape);
    for (size_t step = 0; step < steps; step++) {
        tape_reset(tape, true);
        tape_lend_gradients(tape); /* as in training */
        parameters_zero_gradients(parameters);
        Tensor *loss = loss_of(known, tape);
        tape_backward(tape, loss, 1);
        if (step == 0)
            expect_parameters(known, "gradient", parameters->gradient[0], GOLDEN_COMPUTED);
        losses[step] = loss->value[0];
        assert_true(optimizer_step(&adam, parameters, rate, clip, &norm));
        norms[step] = (real)norm;
    }
    golden_expect(&known->golden, "losses", losses, steps, GOLDEN_COMPUTED);
    golden_expect(&known->golden, "norms", norms, steps, GOLDEN_COMPUTED);
    expect_parameters(known, "trained", parameters->value, GOLDEN_TRAINED);
    optimizer_close(&adam);
    tape_close(tape);
}

TEST(models_are_pytorchs)
{
    static const struct {
        const char *name;
        ModelConfiguration configuration;
    } models[] = {
        {"seq2seq_none", {.cell = &gru_cell}},
        {"seq2seq_rnn", {.cell = &rnn_cell}},
        {"seq2seq_lstm", {.cell = &lstm_cell}},
        {"seq2seq_dot", {.attention = &dot_score}},
        {"lstm_general_layers", {.cell = &lstm_cell, .attention = &general_score, .layers = 2, .bidirectional = true}},
        {"gru_scaled_feeding", {.attention = &scaled_score, .input_feeding = true}},
        {"gru_additive_both", {.attention = &additive_score, .bidirectional = true}},
        {"rnn_additive_one_hot", {.cell = &rnn_cell, .attention = &additive_score, .input = INPUT_ONE_HOT}},
        {"rnn_dot_layers", {.cell = &rnn_cell, .attention = &dot_score, .layers = 3, .input_feeding = true}},
        {"gru_bag_layers", {.input = INPUT_BAG, .layers = 2}},
        {"transformer", {.kind = KIND_TRANSFORMER, .layers = 2}},
        {"causal", {.kind = KIND_CAUSAL, .positions = POSITIONS_LEARNED, .layers = 2}},
        {"masked", {.kind = KIND_MASKED, .layers = 2}},
    };
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        GoldenModel known;
        open_model(&known, models[i].name, &models[i].configuration);
        check_model(&known);
        close_model(&known);
    }
}

/* What a masked model answers: PyTorch's logits where the source is <UNK>. */
TEST(hidden_tokens_have_pytorchs_logits)
{
    GoldenModel known;
    open_model(&known, "masked", &(ModelConfiguration){.kind = KIND_MASKED, .layers = 2});
    const GoldenArray *logits = golden_array(&known.golden, "logits");
    int S = known.batch.source_length, B = known.batch.size, V = logits->shape[2], compared = 0;
    for (int i = 0; i < S * B; i++)
        if (known.hidden[i] != TOKEN_PAD)
            known.source[i] = TOKEN_UNK;
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(known.model, tape, &known.batch, NULL, 0);
    int tokens[IDS] = {TOKEN_SOS};
    for (int t = 0; t < S; t++) {
        const Tensor *step = decoder_step(decoder, tokens, NULL);
        for (int b = 0; b < B; b++)
            for (int i = TOKEN_FIRST; i < V && known.hidden[t * B + b] != TOKEN_PAD && t < known.lengths[b] - 1; i++, compared++)
                assert_true(fabs((double)step->value[b * V + i] - logits->numbers[(t * B + b) * V + i]) < 1e-5);
    }
    assert_true(compared >= 2 * (V - TOKEN_FIRST));
    tape_close(tape);
    close_model(&known);
}
