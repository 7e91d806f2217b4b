/* test_model_custom.c: cells and attentions from outside: a copy of the GRU and of dot attention, put together from
 * fine operations and registered, computes what the built-in ones compute; failures reach whoever asked. In float64. */
#include "engine/cells.h"
#include "engine/ops.h"
#include "model/decoder.h"
#include "taken_back.h"
#include "test.h"

enum { WORDS = 11, S = 5, T = 4, B = 3 };
static const double tolerance = 1e-11;

static const int source[S * B] = {4, 5, 6, 7, 8, 2, 9, 2, 0, 10, 0, 0, 2, 0, 0};
static const int target_in[T * B] = {1, 1, 1, 5, 6, 7, 9, 0, 8, 0, 0, 4};
static const int target_out[T * B] = {5, 6, 7, 9, 2, 8, 2, 0, 4, 0, 0, 2};
static const int source_lengths[B] = {5, 3, 2}, target_lengths[B] = {3, 2, 4};
static const Batch batch = {B, S, T, source, target_in, target_out, source_lengths, target_lengths};

static bool fail_now, nan_now;

/* ---- the copies ---- */

static int cell_parameters(void *argument, int E, int H, CustomParameter *list, Error *error)
{
    if (argument == NULL) {
        error_set(error, ERROR_SCRIPT, "no sizes");
        return -1;
    }
    double scale = 1 / sqrt(H);
    list[0] = (CustomParameter){"W", E, 3 * H, scale};
    list[1] = (CustomParameter){"bW", 0, 3 * H, scale};
    list[2] = (CustomParameter){"U", H, 3 * H, scale};
    list[3] = (CustomParameter){"bU", 0, 3 * H, scale};
    return 4;
}

static bool cell_step(void *argument, Tape *tape, Tensor *const *p, Tensor *x, Tensor **state, Tensor **memory,
                      const CustomTell *tell)
{
    (void)argument;
    (void)memory;
    if (fail_now)
        return tape_fail(tape, "the cell broke") != NULL;
    int H = (*state)->shape[1];
    Tensor *a = op_linear(tape, x, p[0], p[1]), *b = op_linear(tape, *state, p[2], p[3]);
    Tensor *r = op_sigmoid(tape, op_add(tape, op_slice(tape, a, 0, H), op_slice(tape, b, 0, H)));
    Tensor *z = op_sigmoid(tape, op_add(tape, op_slice(tape, a, H, H), op_slice(tape, b, H, H)));
    if (nan_now)
        z->value[0] = (real)NAN;
    custom_tell(tell, "update", z);
    Tensor *n = op_tanh(tape, op_add(tape, op_slice(tape, a, 2 * H, H), op_multiply(tape, r, op_slice(tape, b, 2 * H, H))));
    *state = op_add(tape, op_multiply(tape, op_one_minus(tape, z), *state), op_multiply(tape, z, n));
    return true;
}

static int attention_parameters(void *argument, int H, CustomParameter *list, Error *error)
{
    (void)argument;
    (void)H;
    (void)list;
    (void)error;
    return 0;
}

static Tensor *attention_scores(void *argument, Tape *tape, Tensor *const *parameters, Tensor *query, Tensor *keys)
{
    (void)argument;
    (void)parameters;
    int positions = keys->shape[0], sentences = keys->shape[1], H = keys->shape[2];
    Tensor *ones = tape_zeros(tape, 2, (int[]){H, 1});
    for (int i = 0; i < H; i++)
        ones->value[i] = 1;
    Tensor *products = op_multiply(tape, keys, op_repeat(tape, query, positions));
    return op_reshape(tape, op_matmul(tape, products, ones), 2, (int[]){positions, sentences});
}

static const CustomCell copied_gru = {"copied-gru", &fail_now, false, false, cell_parameters, cell_step};
static const CustomAttention copied_dot = {"copied_dot", NULL, attention_parameters, attention_scores};

static void register_copies(void)
{
    Error error;
    assert_true(custom_cell_register(&copied_gru, NULL, &error) && custom_attention_register(&copied_dot, NULL, &error));
}

static void forget(void)
{
    custom_forget_all();
    assert_null(custom_cell_find("copied-gru"));
}

static Model *make(const char *cell, const char *attention, ModelConfiguration configuration)
{
    configuration.hidden = 6;
    configuration.embedding = 4;
    configuration.source_vocabulary = configuration.target_vocabulary = WORDS;
    configuration.seed = 8;
    Error error;
    if (!configuration_choose(&configuration, "cell", cell, &error) ||
        !configuration_choose(&configuration, "attention", attention, &error))
        fail_msg("%s", error.message);
    Model *model = model_open(&configuration, &error);
    if (model == NULL)
        fail_msg("%s", error.message);
    return model;
}

/* The loss, with all gradients in gradient[0]. */
static double learn(Model *model)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    parameters_zero_gradients(model_parameters(model));
    Tensor *loss = model_loss(model, tape, &batch, 0, 0);
    assert_non_null(loss);
    tape_backward(tape, loss, 1);
    double value = (double)loss->value[0];
    tape_close(tape);
    return value;
}

static void expect_the_same(const char *cell, const char *attention, ModelConfiguration configuration)
{
    Model *ours = make("gru", "dot", configuration), *copy = make(cell, attention, configuration);
    const Parameters *p = model_parameters(ours), *q = model_parameters(copy);
    assert_int_equal(p->total, q->total); /* drawn in the same order: the same values */
    assert_memory_equal(p->value, q->value, p->total * sizeof *p->value);
    assert_true(fabs(learn(ours) - learn(copy)) < tolerance);
    for (size_t i = 0; i < p->total; i++)
        assert_true(fabs((double)p->gradient[0][i] - (double)q->gradient[0][i]) < tolerance);
    Trace *a = model_trace(ours, (int[]){4, 7, 9, 2}, 4, 6), *b = model_trace(copy, (int[]){4, 7, 9, 2}, 4, 6);
    assert_int_equal(a->target_count, b->target_count);
    assert_memory_equal(a->target, b->target, (size_t)a->target_count * sizeof *a->target);
    assert_non_null(trace_find_named(b, "decoder.update"));
    assert_non_null(trace_find_named(b, "attention.weights"));
    trace_close(a);
    trace_close(b);
    model_close(ours);
    model_close(copy);
}

TEST(a_copied_cell_computes_the_same)
{
    expect_the_same("copied-gru", "dot", (ModelConfiguration){0});
    expect_the_same("copied-gru", "dot", (ModelConfiguration){.layers = 2, .bidirectional = true, .input_feeding = true});
}

TEST(a_copied_attention_computes_the_same)
{
    expect_the_same("gru", "copied_dot", (ModelConfiguration){0});
    expect_the_same("copied-gru", "copied_dot", (ModelConfiguration){.layers = 2, .bidirectional = true});
}

/* The logits of the third sentence's first word in the batch, where it is padded, less those of the sentence alone. */
static double difference_in_a_batch(bool reads_padding)
{
    CustomCell cell = copied_gru;
    cell.reads_padding = reads_padding;
    assert_true(custom_cell_register(&cell, NULL, NULL));
    Model *model = make("copied-gru", "none", (ModelConfiguration){0});
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    const Batch alone = {1, 2, 1, (int[]){6, 2}, (int[]){1}, (int[]){7}, (int[]){2}, (int[]){1}};
    const Tensor *all = model_logits(model, tape, &batch), *one = model_logits(model, tape, &alone);
    double largest = 0;
    for (int i = 0; i < WORDS; i++)
        largest = fmax(largest, fabs((double)all->value[2 * WORDS + i] - (double)one->value[i]));
    tape_close(tape);
    model_close(model);
    return largest;
}

TEST(padding_is_read_only_on_demand)
{
    assert_true(difference_in_a_batch(false) < tolerance);
    assert_true(difference_in_a_batch(true) > 1e-3);
    register_copies();
}

TEST(a_part_that_fails_is_told)
{
    Model *model = make("copied-gru", "copied_dot", (ModelConfiguration){0});
    Error error = {0};
    fail_now = true;
    trace_close(model_trace(model, (int[]){4, 7, 9, 2}, 4, 6));
    Tape *tape = tape_open(0);
    tape_reset(tape, true);
    assert_null(model_loss(model, tape, &batch, 0, 0));
    assert_string_equal(tape_error(tape)->message, "the cell broke");
    tape_close(tape);
    fail_now = false;
    assert_true(model_take_failure(model, &error));
    assert_string_equal(error.message, "the cell broke");
    assert_false(model_take_failure(model, &error));
    model_close(model);
}

/* A part from outside can compute NaN with weights of any size. */
TEST(the_step_before_a_part_computed_nan_is_taken_back)
{
    Model *model = make("copied-gru", "none", (ModelConfiguration){0});
    expect_taken_back(model, 0.01, &batch, &nan_now);
    model_close(model);
}

TEST(what_cannot_be_registered)
{
    static const char *const wrong[] = {"gru", "", "1st", "a b", "a=b", "caf\xc3\xa9"};
    CustomCell cell = copied_gru;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Error error = {0};
        snprintf(cell.name, sizeof cell.name, "%s", wrong[i]);
        assert_false(custom_cell_register(&cell, NULL, &error));
        assert_true(error.message[0] != '\0');
    }
}

TEST(a_later_one_hides_an_earlier_one)
{
    Error error;
    Model *model = make("copied-gru", "dot", (ModelConfiguration){0});
    CustomCell later = copied_gru;
    later.argument = NULL; /* cannot say what it needs */
    assert_true(custom_cell_register(&later, NULL, &error));
    assert_string_equal(cell_name(cell_count), "copied-gru");
    assert_null(cell_name(cell_count + 1));
    learn(model); /* keeps its own */
    ModelConfiguration configuration = *model_configuration(model);
    assert_true(configuration_choose(&configuration, "cell", "copied-gru", &error));
    assert_null(model_open(&configuration, &error));
    assert_string_equal(error.message, "no sizes");
    model_close(model);
}

TEST(of_an_owner_that_is_gone_lists_offer_nothing)
{
    Error error;
    int lesson;
    CustomCell same = copied_gru, other = copied_gru;
    const void *before = custom_cell_find("copied-gru")->argument;
    same.argument = &lesson;
    snprintf(other.name, sizeof other.name, "of-a-lesson");
    assert_true(custom_cell_register(&same, &lesson, &error) && custom_cell_register(&other, &lesson, &error));
    assert_ptr_equal(custom_cell_find("copied-gru")->argument, &lesson);
    assert_string_equal(listed_cell_name(cell_count), "of-a-lesson");
    custom_close(&lesson);
    assert_ptr_equal(custom_cell_find("copied-gru")->argument, before);
    assert_string_equal(listed_cell_name(cell_count), "copied-gru");
    assert_null(listed_cell_name(cell_count + 1));
    assert_string_equal(cell_name(cell_count), "of-a-lesson"); /* a model may still mean it */
    assert_non_null(custom_cell_find("of-a-lesson"));
}

AROUND_ALL(register_copies, forget);
