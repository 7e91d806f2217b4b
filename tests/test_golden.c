/* test_golden.c: the engine against PyTorch: single operations, and whole sequence-to-sequence models trained for
 * ten steps. The numbers come from scripts/peers/golden.py, which converts PyTorch's conventions to ours. */
#include "engine/cells.h"
#include "engine/ops.h"
#include "engine/optimizer.h"
#include "golden_file.h"
#include "test.h"

enum { IDS = 64, STEPS_MOST = 32 };

static Tensor *input(Tape *tape, const Golden *golden, const char *name)
{
    const GoldenArray *array = golden_array(golden, name);
    Tensor *tensor = tape_tensor(tape, array->rank, array->shape);
    for (size_t i = 0; i < array->count; i++)
        tensor->value[i] = (real)array->numbers[i];
    return tensor;
}

static void integers(const Golden *golden, const char *name, int *out)
{
    const GoldenArray *array = golden_array(golden, name);
    assert_true(array->count <= IDS);
    for (size_t i = 0; i < array->count; i++)
        out[i] = (int)array->numbers[i];
}

static void expect_gradient(const Golden *golden, const char *prefix, const char *name, const Tensor *tensor)
{
    char full[128];
    snprintf(full, sizeof full, "%sgradient.%s", prefix, name);
    golden_expect(golden, full, tensor->gradient, tensor_count(tensor), GOLDEN_COMPUTED);
}

/* The sum of a * b, where b has no gradient that matters. */
static Tensor *weighed(Tape *tape, Tensor *a, Tensor *b) { return op_sum(tape, op_multiply(tape, a, b)); }

/* ---- layers of cells ---- */

/* Which cell it is, as the weights W [E,GH], U [H,GH] tell. */
static const RecurrentCell *cell_of(const Tensor *U)
{
    const RecurrentCell *cell = &gru_cell;
    for (int i = 0; i < cell_count; i++)
        if (cell_gates(cells[i]) == U->shape[1] / U->shape[0])
            cell = cells[i];
    return cell;
}

typedef struct Layer {
    const char *prefix; /* "forward." */
    bool backwards;
    int count;          /* of inputs: an LSTM has a memory, too */
    Tensor *in[6];      /* W, bW, U, bU, initial, memory */
    Tensor *states, *memories;
} Layer;

static const char *const layer_inputs[] = {"W", "bW", "U", "bU", "initial", "memory"};

static Tensor *layer_input(Tape *tape, const Golden *golden, const Layer *layer, const char *name)
{
    char full[128];
    snprintf(full, sizeof full, "%s%s", layer->prefix, name);
    return input(tape, golden, full);
}

/* PyTorch's states are 0 at padding, ours are carried: neither counts in the loss. */
static void clear_padding(Tensor *sequence, const int *lengths)
{
    int B = sequence->shape[1], columns = sequence->shape[2];
    for (int row = 0; row < sequence->shape[0] * B; row++)
        for (int i = 0; row / B >= lengths[row % B] && i < columns; i++)
            sequence->value[row * columns + i] = 0;
}

/* Where the last state stands. */
static int last_place(const Layer *layer) { return layer->backwards ? 0 : layer->states->shape[0] - 1; }

static void run_layer(Tape *tape, Layer *layer, Tensor *x, const int *lengths)
{
    Tensor *const *in = layer->in;
    Sequence sequence = {.x = x, .lengths = lengths, .backwards = layer->backwards};
    CellStates states = op_recurrent(tape, cell_of(in[2]), &sequence, &(CellWeights){in[0], in[1], in[2], in[3]},
                                     (CellStates){in[4], in[5]}, NULL);
    assert_non_null(states.hidden);
    layer->states = states.hidden;
    layer->memories = states.cell;
}

static Tensor *layer_loss(Tape *tape, const Golden *golden, Layer *layer, Tensor *x, const int *lengths)
{
    char memory[64];
    snprintf(memory, sizeof memory, "%smemory", layer->prefix);
    layer->count = golden_find(golden, memory) != NULL ? 6 : 5;
    for (int i = 0; i < layer->count; i++)
        layer->in[i] = layer_input(tape, golden, layer, layer_inputs[i]);
    run_layer(tape, layer, x, lengths);
    Tensor *share = layer_input(tape, golden, layer, "share");
    clear_padding(share, lengths);
    Tensor *last = op_step(tape, layer->states, last_place(layer));
    Tensor *loss = op_add(tape, weighed(tape, layer->states, share),
                          weighed(tape, last, layer_input(tape, golden, layer, "last_share")));
    if (layer->memories == NULL)
        return loss;
    Tensor *last_memory = op_step(tape, layer->memories, last_place(layer));
    return op_add(tape, loss, weighed(tape, last_memory, layer_input(tape, golden, layer, "last_memory_share")));
}

static void expect_last(const Golden *golden, const Layer *layer, const char *name, const Tensor *sequence)
{
    char full[128];
    snprintf(full, sizeof full, "%s%s", layer->prefix, name);
    size_t step = (size_t)(sequence->shape[1] * sequence->shape[2]);
    golden_expect(golden, full, sequence->value + (size_t)last_place(layer) * step, step, GOLDEN_COMPUTED);
}

static void expect_layer(const Golden *golden, const Layer *layer, const int *lengths)
{
    char full[128];
    expect_last(golden, layer, "last", layer->states);
    if (layer->memories != NULL)
        expect_last(golden, layer, "last_memory", layer->memories);
    clear_padding(layer->states, lengths);
    snprintf(full, sizeof full, "%sstates", layer->prefix);
    golden_expect(golden, full, layer->states->value, tensor_count(layer->states), GOLDEN_COMPUTED);
    for (int i = 0; i < layer->count; i++)
        expect_gradient(golden, layer->prefix, layer_inputs[i], layer->in[i]);
}

static void check_layers(const char *name, int directions)
{
    Golden golden = golden_open(name);
    Layer layers[] = {{.prefix = "forward."}, {.prefix = "backward.", .backwards = true}};
    int lengths[IDS];
    integers(&golden, "lengths", lengths);
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    Tensor *x = input(tape, &golden, "x");
    Tensor *loss = layer_loss(tape, &golden, &layers[0], x, lengths);
    if (directions == 2)
        loss = op_add(tape, loss, layer_loss(tape, &golden, &layers[1], x, lengths));
    tape_backward(tape, loss, 1);
    for (int i = 0; i < directions; i++)
        expect_layer(&golden, &layers[i], lengths);
    expect_gradient(&golden, "", "x", x);
    tape_close(tape);
    golden_close(&golden);
}

TEST(gru) { check_layers("gru", 1); }
TEST(gru_in_both_directions) { check_layers("gru_both", 2); }
TEST(rnn_in_both_directions) { check_layers("rnn_both", 2); }
TEST(lstm_in_both_directions) { check_layers("lstm_both", 2); }

/* ---- attention ---- */

static void check_attention(const char *name, bool additive)
{
    Golden golden = golden_open(name);
    int lengths[IDS];
    integers(&golden, "lengths", lengths);
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    const char *const names[] = {"query", "keys", "values", "v"};
    Tensor *in[4] = {NULL}, *weights;
    int count = additive ? 4 : 3;
    for (int i = 0; i < count; i++)
        in[i] = input(tape, &golden, names[i]);
    Source source = {in[1], in[2], lengths};
    Tensor *context = additive ? op_attention_additive(tape, in[0], &source, in[3], &weights)
                               : op_attention(tape, in[0], &source, (real)0.7, &weights);
    assert_non_null(context);
    tape_backward(tape, weighed(tape, context, input(tape, &golden, "share")), 1);
    golden_expect(&golden, "context", context->value, tensor_count(context), GOLDEN_COMPUTED);
    golden_expect(&golden, "weights", weights->value, tensor_count(weights), GOLDEN_COMPUTED);
    for (int i = 0; i < count; i++)
        expect_gradient(&golden, "", names[i], in[i]);
    tape_close(tape);
    golden_close(&golden);
}

TEST(attention_dot) { check_attention("attention_dot", false); }
TEST(attention_additive) { check_attention("attention_additive", true); }

static void check_heads(const char *name, bool causal)
{
    Golden golden = golden_open(name);
    int lengths[IDS], heads[1];
    integers(&golden, "lengths", lengths);
    integers(&golden, "heads", heads);
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    const char *const names[] = {"query", "keys", "values"};
    Tensor *in[3], *weights;
    for (int i = 0; i < 3; i++)
        in[i] = input(tape, &golden, names[i]);
    Tensor *context = op_multi_head_attention(tape, in[0], &(Source){in[1], in[2], lengths}, heads[0], causal, &weights);
    assert_non_null(context);
    tape_backward(tape, weighed(tape, context, input(tape, &golden, "share")), 1);
    golden_expect(&golden, "context", context->value, tensor_count(context), GOLDEN_COMPUTED);
    golden_expect(&golden, "weights", weights->value, tensor_count(weights), GOLDEN_COMPUTED);
    for (int i = 0; i < 3; i++)
        expect_gradient(&golden, "", names[i], in[i]);
    tape_close(tape);
    golden_close(&golden);
}

TEST(multi_head) { check_heads("multi_head", false); }
TEST(multi_head_causal) { check_heads("multi_head_causal", true); }

/* ---- the rest of a Transformer's layer ---- */

static void expect_share(Tape *tape, const Golden *golden, Tensor *y)
{
    assert_non_null(y);
    tape_backward(tape, weighed(tape, y, input(tape, golden, "share")), 1);
    golden_expect(golden, "y", y->value, tensor_count(y), GOLDEN_COMPUTED);
}

TEST(layer_norm)
{
    Golden golden = golden_open("layer_norm");
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    const char *const names[] = {"x", "gain", "bias"};
    Tensor *in[3];
    for (int i = 0; i < 3; i++)
        in[i] = input(tape, &golden, names[i]);
    expect_share(tape, &golden, op_layer_norm(tape, in[0], in[1], in[2]));
    for (int i = 0; i < 3; i++)
        expect_gradient(&golden, "", names[i], in[i]);
    tape_close(tape);
    golden_close(&golden);
}

TEST(gelu)
{
    Golden golden = golden_open("gelu");
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    Tensor *a = input(tape, &golden, "a");
    expect_share(tape, &golden, op_gelu(tape, op_scale(tape, a, 3)));
    expect_gradient(&golden, "", "a", a);
    tape_close(tape);
    golden_close(&golden);
}

TEST(cross_entropy_smooth)
{
    Golden golden = golden_open("cross_entropy_smooth");
    int targets[IDS];
    integers(&golden, "targets", targets);
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    Tensor *logits = input(tape, &golden, "logits");
    Tensor *loss = op_cross_entropy_smooth(tape, logits, targets, 0, (real)0.2);
    tape_backward(tape, loss, 1);
    golden_expect(&golden, "loss", loss->value, 1, GOLDEN_COMPUTED);
    expect_gradient(&golden, "", "logits", logits);
    tape_close(tape);
    golden_close(&golden);
}

/* ---- whole models ---- */

typedef struct Model {
    Golden golden;
    Parameters parameters;
    int S, T, B;
    int lengths[IDS], source[IDS], target_in[IDS], target_out[IDS];
    Tensor *logits;
} Model;

static Tensor *p(Tape *tape, const Model *model, const char *name)
{
    return tape_parameter(tape, &model->parameters, parameters_find(&model->parameters, name));
}

/* Every array "parameter.NAME" of the file becomes the parameter NAME. */
static void read_parameters(Model *model)
{
    const char *prefix = "parameter.";
    size_t skip = strlen(prefix);
    Random unused;
    random_seed(&unused, 1);
    for (int i = 0; i < model->golden.count; i++) {
        const GoldenArray *array = &model->golden.arrays[i];
        if (strncmp(array->name, prefix, skip) == 0)
            parameters_add(&model->parameters, array->name + skip, array->rank, array->shape, START_ZERO, 0, &unused);
    }
    parameters_allocate(&model->parameters, 1);
    for (int i = 0; i < model->parameters.count; i++) {
        const Parameter *parameter = &model->parameters.list[i];
        char full[PARAMETER_NAME + 16];
        snprintf(full, sizeof full, "%s%s", prefix, parameter->name);
        const GoldenArray *array = golden_array(&model->golden, full);
        for (size_t k = 0; k < array->count; k++)
            model->parameters.value[parameter->offset + k] = (real)array->numbers[k];
    }
}

static void model_open(Model *model, const char *name)
{
    *model = (Model){.golden = golden_open(name)};
    integers(&model->golden, "lengths", model->lengths);
    integers(&model->golden, "source", model->source);
    integers(&model->golden, "target_in", model->target_in);
    integers(&model->golden, "target_out", model->target_out);
    model->S = golden_array(&model->golden, "source")->shape[0];
    model->T = golden_array(&model->golden, "target_in")->shape[0];
    model->B = golden_array(&model->golden, "target_in")->shape[1];
    read_parameters(model);
}

/* A layer whose parameters are PART.W and so on. */
static CellStates read_layer(Tape *tape, const Model *m, const char *part, const Sequence *sequence, CellStates start)
{
    Tensor *in[4];
    for (int i = 0; i < 4; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s.%s", part, layer_inputs[i]);
        in[i] = p(tape, m, name);
    }
    return op_recurrent(tape, cell_of(in[2]), sequence, &(CellWeights){in[0], in[1], in[2], in[3]}, start, NULL);
}

static CellStates encode(Tape *tape, const Model *m)
{
    Sequence source = {.table = p(tape, m, "source"), .ids = m->source, .T = m->S, .B = m->B, .lengths = m->lengths};
    return read_layer(tape, m, "encoder", &source, (CellStates){0});
}

static Tensor *decode(Tape *tape, const Model *m, CellStates start)
{
    Sequence target = {.table = p(tape, m, "target"), .ids = m->target_in, .T = m->T, .B = m->B};
    return read_layer(tape, m, "decoder", &target, start).hidden;
}

static Tensor *decode_dot(Tape *tape, const Model *m, CellStates initial, Tensor *memory)
{
    Tensor *states = decode(tape, m, initial);
    Tensor *context = op_attention(tape, states, &(Source){memory, memory, m->lengths}, 1, NULL);
    return op_tanh(tape, op_linear(tape, op_concat(tape, context, states), p(tape, m, "combine.W"),
                                   p(tape, m, "combine.b")));
}

static Tensor *decode_additive(Tape *tape, const Model *m, Tensor *initial, Tensor *memory)
{
    Tensor *words = op_embedding(tape, p(tape, m, "target"), m->target_in, m->T, m->B);
    Tensor *x = op_linear(tape, words, p(tape, m, "decoder.W"), p(tape, m, "decoder.bW"));
    Tensor *keys = op_linear(tape, memory, p(tape, m, "key.W"), NULL);
    AdditiveWeights weights = {p(tape, m, "decoder.C"), p(tape, m, "decoder.U"), p(tape, m, "decoder.bU"),
                               p(tape, m, "query.W"),   p(tape, m, "query.b"),   p(tape, m, "v")};
    return op_gru_additive(tape, &(Sequence){.x = x}, &weights, initial, &(Source){keys, memory, m->lengths}, NULL);
}

static Tensor *model_loss(Tape *tape, Model *m)
{
    CellStates encoded = encode(tape, m);
    Tensor *memory = encoded.hidden;
    CellStates last = {op_step(tape, memory, m->S - 1), encoded.cell != NULL ? op_step(tape, encoded.cell, m->S - 1) : NULL};
    Tensor *decoded = golden_find(&m->golden, "parameter.combine.W") != NULL ? decode_dot(tape, m, last, memory)
                      : golden_find(&m->golden, "parameter.v") != NULL ? decode_additive(tape, m, last.hidden, memory)
                                                                       : decode(tape, m, last);
    m->logits = op_linear(tape, decoded, p(tape, m, "output.W"), p(tape, m, "output.b"));
    return op_cross_entropy(tape, m->logits, m->target_out, 0);
}

/* All parameters' values or gradients against the file's arrays KIND.NAME. */
static void expect_parameters(const Model *model, const char *kind, const real *numbers, double smallest)
{
    for (int i = 0; i < model->parameters.count; i++) {
        const Parameter *parameter = &model->parameters.list[i];
        char full[PARAMETER_NAME + 16];
        snprintf(full, sizeof full, "%s.%s", kind, parameter->name);
        golden_expect(&model->golden, full, numbers + parameter->offset, parameter->count, smallest);
    }
}

static void train(Model *model)
{
    double rate = golden_array(&model->golden, "rate")->numbers[0];
    double clip = golden_array(&model->golden, "clip")->numbers[0];
    size_t steps = golden_array(&model->golden, "losses")->count;
    real losses[STEPS_MOST], norms[STEPS_MOST];
    assert_true(steps <= STEPS_MOST);
    Tape *tape = tape_open(0);
    Optimizer adam;
    optimizer_open(&adam, &model->parameters, &(OptimizerOptions){0});
    for (size_t step = 0; step < steps; step++) {
        tape_reset(tape, true);
        parameters_zero_gradients(&model->parameters);
        Tensor *loss = model_loss(tape, model);
        assert_non_null(loss);
        tape_backward(tape, loss, 1);
        if (step == 0) {
            golden_expect(&model->golden, "logits", model->logits->value, tensor_count(model->logits),
                          GOLDEN_COMPUTED);
            expect_parameters(model, "gradient", model->parameters.gradient[0], GOLDEN_COMPUTED);
        }
        losses[step] = loss->value[0];
        double norm;
        assert_true(optimizer_step(&adam, &model->parameters, rate, clip, &norm));
        norms[step] = (real)norm;
    }
    golden_expect(&model->golden, "losses", losses, steps, GOLDEN_COMPUTED);
    golden_expect(&model->golden, "norms", norms, steps, GOLDEN_COMPUTED);
    expect_parameters(model, "trained", model->parameters.value, GOLDEN_TRAINED);
    optimizer_close(&adam);
    tape_close(tape);
}

static void check_model(const char *name)
{
    Model model;
    model_open(&model, name);
    train(&model);
    parameters_free(&model.parameters);
    golden_close(&model.golden);
}

TEST(seq2seq_none) { check_model("seq2seq_none"); }
TEST(seq2seq_rnn) { check_model("seq2seq_rnn"); }
TEST(seq2seq_lstm) { check_model("seq2seq_lstm"); }
TEST(seq2seq_dot) { check_model("seq2seq_dot"); }
TEST(seq2seq_additive) { check_model("seq2seq_additive"); }

/* ---- optimizers ---- */

/* Ten steps from given gradients; the values after each step are compared. */
static void check_optimizer(const char *name, OptimizerKind kind)
{
    Golden golden = golden_open(name);
    const GoldenArray *start = golden_array(&golden, "parameter"), *gradients = golden_array(&golden, "gradients");
    const GoldenArray *values = golden_array(&golden, "values");
    Parameters parameters = {0};
    Random unused;
    random_seed(&unused, 1);
    int count = (int)start->count, steps = values->shape[0];
    assert_int_equal(steps, 10);
    parameters_add(&parameters, "numbers", 1, &count, START_ZERO, 0, &unused);
    parameters_allocate(&parameters, 1);
    real *computed = calloc(values->count, sizeof *computed);
    for (int i = 0; i < count; i++)
        parameters.value[i] = (real)start->numbers[i];
    OptimizerOptions options = {.kind = kind, .weight_decay = golden_array(&golden, "weight_decay")->numbers[0],
                                .momentum = golden_array(&golden, "momentum")->numbers[0]};
    Optimizer optimizer;
    optimizer_open(&optimizer, &parameters, &options);
    for (int step = 0; step < steps; step++) {
        double norm;
        for (int i = 0; i < count; i++)
            parameters.gradient[0][i] = (real)gradients->numbers[step * count + i];
        assert_true(optimizer_step(&optimizer, &parameters, golden_array(&golden, "rate")->numbers[0],
                                   golden_array(&golden, "clip")->numbers[0], &norm));
        memcpy(computed + step * count, parameters.value, (size_t)count * sizeof *computed);
    }
    golden_expect(&golden, "values", computed, values->count, GOLDEN_COMPUTED);
    free(computed);
    optimizer_close(&optimizer);
    parameters_free(&parameters);
    golden_close(&golden);
}

TEST(adam) { check_optimizer("optimizer_adam", OPTIMIZER_ADAM); }
TEST(adamw) { check_optimizer("optimizer_adamw", OPTIMIZER_ADAMW); }
TEST(sgd) { check_optimizer("optimizer_sgd", OPTIMIZER_SGD); }

/* ---- would a wrong number be seen? ---- */

TEST(a_wrong_number_is_rejected)
{
    Golden golden = golden_open("gru");
    for (int i = 0; i < golden.count; i++) {
        const GoldenArray *array = &golden.arrays[i];
        real *numbers = calloc(array->count, sizeof *numbers);
        for (size_t k = 0; k < array->count; k++)
            numbers[k] = (real)array->numbers[k];
        assert_true(golden_agrees(array, numbers, GOLDEN_COMPUTED, NULL));
        for (size_t k = 0; k < array->count; k++) {
            real right = numbers[k];
            numbers[k] = right * (real)1.0003 + (right < 0 ? (real)-3e-6 : (real)3e-6);
            assert_false(golden_agrees(array, numbers, GOLDEN_COMPUTED, NULL));
            numbers[k] = NAN;
            assert_false(golden_agrees(array, numbers, GOLDEN_COMPUTED, NULL));
            numbers[k] = right;
        }
        free(numbers);
    }
    golden_close(&golden);
}
