/* test_golden.c: the engine's operations and optimizers against PyTorch's. The numbers come from scripts/peers/golden.py, which
 * converts PyTorch's conventions to ours. */
#include "engine/cells.h"
#include "engine/ops.h"
#include "engine/optimizer.h"
#include "golden_file.h"
#include "test.h"

enum { IDS = 64 };

/* What a test compares with, and computes on. */
static Golden golden;
static Tape *tape;

static void begin(const char *name)
{
    golden = golden_open(name);
    tape = tape_open(0);
    tape_reset(tape, true);
}

static void end(void)
{
    tape_close(tape);
    golden_close(&golden);
    tape = NULL;
    golden = (Golden){0};
}

AROUND_EACH(NULL, end);

static Tensor *input(const char *name)
{
    const GoldenArray *array = golden_array(&golden, name);
    Tensor *tensor = tape_tensor(tape, array->rank, array->shape);
    for (size_t i = 0; i < array->count; i++)
        tensor->value[i] = (real)array->numbers[i];
    return tensor;
}

static void expect_gradient(const char *prefix, const char *name, const Tensor *tensor)
{
    char full[128];
    snprintf(full, sizeof full, "%sgradient.%s", prefix, name);
    golden_expect(&golden, full, tensor->gradient, tensor_count(tensor), GOLDEN_COMPUTED);
}

/* The sum of a * b, where b has no gradient that matters. */
static Tensor *weighed(Tensor *a, Tensor *b) { return op_sum(tape, op_multiply(tape, a, b)); }

static void inputs(const char *const *names, int count, Tensor **in)
{
    for (int i = 0; i < count; i++)
        in[i] = input(names[i]);
}

static void expect_gradients(const char *const *names, int count, Tensor *const *in)
{
    for (int i = 0; i < count; i++)
        expect_gradient("", names[i], in[i]);
}

/* The result, and backward from the loss that it has its share in. */
static void expect_share(const char *name, Tensor *y)
{
    assert_non_null(y);
    tape_backward(tape, weighed(y, input("share")), 1);
    golden_expect(&golden, name, y->value, tensor_count(y), GOLDEN_COMPUTED);
}

/* ---- layers of cells ---- */

typedef struct Layer {
    const RecurrentCell *cell;
    const char *prefix; /* "forward." */
    bool backwards;
    int count;          /* of inputs: an LSTM has a memory, too */
    Tensor *in[6];      /* W, bW, U, bU, initial, memory */
    CellStates states;
} Layer;

static const char *const layer_inputs[] = {"W", "bW", "U", "bU", "initial", "memory"};

static Tensor *layer_input(const Layer *layer, const char *name)
{
    char full[128];
    snprintf(full, sizeof full, "%s%s", layer->prefix, name);
    return input(full);
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
static int last_place(const Layer *layer) { return layer->backwards ? 0 : layer->states.hidden->shape[0] - 1; }

static Tensor *layer_loss(Layer *layer, Tensor *x, const int *lengths)
{
    layer->count = layer->cell->keeps_cell_state ? 6 : 5;
    for (int i = 0; i < layer->count; i++)
        layer->in[i] = layer_input(layer, layer_inputs[i]);
    Tensor *const *in = layer->in;
    Sequence sequence = {.x = x, .lengths = lengths, .backwards = layer->backwards};
    layer->states = op_recurrent(tape, layer->cell, &sequence, &(CellWeights){in[0], in[1], in[2], in[3]},
                                 (CellStates){in[4], in[5]}, NULL);
    assert_non_null(layer->states.hidden);
    Tensor *share = layer_input(layer, "share");
    clear_padding(share, lengths);
    Tensor *last = op_step(tape, layer->states.hidden, last_place(layer));
    Tensor *loss = op_add(tape, weighed(layer->states.hidden, share), weighed(last, layer_input(layer, "last_share")));
    if (layer->states.cell == NULL)
        return loss;
    Tensor *last_memory = op_step(tape, layer->states.cell, last_place(layer));
    return op_add(tape, loss, weighed(last_memory, layer_input(layer, "last_memory_share")));
}

static void expect_last(const Layer *layer, const char *name, const Tensor *sequence)
{
    char full[128];
    snprintf(full, sizeof full, "%s%s", layer->prefix, name);
    size_t step = (size_t)(sequence->shape[1] * sequence->shape[2]);
    golden_expect(&golden, full, sequence->value + (size_t)last_place(layer) * step, step, GOLDEN_COMPUTED);
}

static void expect_layer(const Layer *layer, const int *lengths)
{
    char full[128];
    expect_last(layer, "last", layer->states.hidden);
    if (layer->states.cell != NULL)
        expect_last(layer, "last_memory", layer->states.cell);
    clear_padding(layer->states.hidden, lengths);
    snprintf(full, sizeof full, "%sstates", layer->prefix);
    golden_expect(&golden, full, layer->states.hidden->value, tensor_count(layer->states.hidden), GOLDEN_COMPUTED);
    for (int i = 0; i < layer->count; i++)
        expect_gradient(layer->prefix, layer_inputs[i], layer->in[i]);
}

/* In both directions. */
static void check_layers(const RecurrentCell *cell, const char *name)
{
    begin(name);
    Layer forward = {cell, .prefix = "forward."}, backward = {cell, .prefix = "backward.", .backwards = true};
    int lengths[IDS];
    golden_integers(&golden, "lengths", lengths, IDS);
    Tensor *x = input("x"), *loss = layer_loss(&forward, x, lengths);
    tape_backward(tape, op_add(tape, loss, layer_loss(&backward, x, lengths)), 1);
    expect_layer(&forward, lengths);
    expect_layer(&backward, lengths);
    expect_gradient("", "x", x);
}

TEST(gru) { check_layers(&gru_cell, "gru_both"); }
TEST(rnn) { check_layers(&rnn_cell, "rnn_both"); }
TEST(lstm) { check_layers(&lstm_cell, "lstm_both"); }

/* ---- attention ---- */

typedef enum { DOT, ADDITIVE, HEADS, CAUSAL_HEADS } AttentionKind;

static Tensor *attention(AttentionKind kind, Tensor *const *in, const int *lengths, Tensor **weights)
{
    Source source = {in[1], in[2], lengths};
    if (kind == DOT)
        return op_attention(tape, in[0], &source, (real)0.7, weights);
    if (kind == ADDITIVE)
        return op_attention_additive(tape, in[0], &source, in[3], weights);
    int heads;
    golden_integers(&golden, "heads", &heads, 1);
    return op_multi_head_attention(tape, in[0], &source, heads, kind == CAUSAL_HEADS, weights);
}

static void check_attention(const char *name, AttentionKind kind)
{
    static const char *const names[] = {"query", "keys", "values", "v"};
    int lengths[IDS], count = kind == ADDITIVE ? 4 : 3;
    Tensor *in[4], *weights;
    begin(name);
    golden_integers(&golden, "lengths", lengths, IDS);
    inputs(names, count, in);
    Tensor *context = attention(kind, in, lengths, &weights);
    expect_share("context", context);
    golden_expect(&golden, "weights", weights->value, tensor_count(weights), GOLDEN_COMPUTED);
    expect_gradients(names, count, in);
}

TEST(attention_dot) { check_attention("attention_dot", DOT); }
TEST(attention_additive) { check_attention("attention_additive", ADDITIVE); }
TEST(multi_head) { check_attention("multi_head", HEADS); }
TEST(multi_head_causal) { check_attention("multi_head_causal", CAUSAL_HEADS); }

/* ---- the rest of a Transformer's layer ---- */

TEST(layer_norm)
{
    static const char *const names[] = {"x", "gain", "bias"};
    Tensor *in[3];
    begin("layer_norm");
    inputs(names, 3, in);
    expect_share("y", op_layer_norm(tape, in[0], in[1], in[2]));
    expect_gradients(names, 3, in);
}

TEST(gelu)
{
    begin("gelu");
    Tensor *a = input("a");
    expect_share("y", op_gelu(tape, op_scale(tape, a, 3)));
    expect_gradient("", "a", a);
}

TEST(cross_entropy_smooth)
{
    int targets[IDS];
    begin("cross_entropy_smooth");
    golden_integers(&golden, "targets", targets, IDS);
    Tensor *logits = input("logits"), *loss = op_cross_entropy(tape, logits, targets, (LossScale){0, (real)0.2});
    tape_backward(tape, loss, 1);
    golden_expect(&golden, "loss", loss->value, 1, GOLDEN_COMPUTED);
    expect_gradient("", "logits", logits);
}

/* ---- optimizers ---- */

/* Ten steps from given gradients, of which some are clipped; the values after each step are compared. */
static void check_optimizer(const char *name, OptimizerKind kind)
{
    begin(name);
    const GoldenArray *start = golden_array(&golden, "parameter"), *gradients = golden_array(&golden, "gradients");
    const GoldenArray *values = golden_array(&golden, "values");
    Parameters parameters = {0};
    Random unused;
    random_seed(&unused, 1);
    int count = (int)start->count, steps = values->shape[0];
    assert_int_equal(steps, 10);
    parameters_add(&parameters, "numbers", 1, &count, (Start){START_ZERO, 0}, &unused);
    parameters_allocate(&parameters, 1);
    real *computed = calloc(values->count, sizeof *computed);
    for (int i = 0; i < count; i++)
        parameters.value[i] = (real)start->numbers[i];
    OptimizerOptions options = {.kind = kind, .weight_decay = golden_array(&golden, "weight_decay")->numbers[0],
                                .momentum = golden_array(&golden, "momentum")->numbers[0]};
    Optimizer optimizer;
    optimizer_open(&optimizer, &parameters, &options);
    double clip = golden_array(&golden, "clip")->numbers[0];
    int clipped = 0;
    for (int step = 0; step < steps; step++) {
        double norm, squares = 0;
        for (int i = 0; i < count; i++) {
            parameters.gradient[0][i] = (real)gradients->numbers[step * count + i];
            squares += gradients->numbers[step * count + i] * gradients->numbers[step * count + i];
        }
        assert_true(optimizer_step(&optimizer, &parameters, golden_array(&golden, "rate")->numbers[0], clip, &norm));
        assert_true(fabs(norm - sqrt(squares)) < 1e-6 * norm);
        clipped += norm > clip;
        memcpy(computed + step * count, parameters.value, (size_t)count * sizeof *computed);
    }
    assert_in_range(clipped, 1, steps - 1);
    golden_expect(&golden, "values", computed, values->count, GOLDEN_COMPUTED);
    free(computed);
    optimizer_close(&optimizer);
    parameters_free(&parameters);
}

TEST(adam) { check_optimizer("optimizer_adam", OPTIMIZER_ADAM); }
TEST(adamw) { check_optimizer("optimizer_adamw", OPTIMIZER_ADAMW); }
TEST(sgd) { check_optimizer("optimizer_sgd", OPTIMIZER_SGD); }

/* ---- would a wrong number be seen? ---- */

TEST(a_wrong_number_is_rejected)
{
    begin("gru_both");
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
}
