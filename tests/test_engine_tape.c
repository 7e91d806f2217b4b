/* test_engine_tape.c: what is recorded, what flows back, and what is said when shapes do not fit. */
#include "base/language.h"
#include "engine/op.h"
#include "engine/ops.h"
#include "test.h"

enum { NETWORK_V = 13, NETWORK_E = 8, NETWORK_H = 17, NETWORK_T = 5, NETWORK_B = 4 };

static Tape *tape;

static void open_recording(void)
{
    tape = tape_open(0);
    tape_reset(tape, true);
}

static void close_in_english(void)
{
    tape_close(tape);
    language_set(LANGUAGE_ENGLISH);
}

AROUND_EACH(open_recording, close_in_english);

/* Embedding, two layers and a loss. */
static void network_open(Parameters *parameters, int shards)
{
    Random random = seeded(7);
    *parameters = (Parameters){0};
    parameters_add(parameters, "table", 2, (int[]){NETWORK_V, NETWORK_E}, (Start){START_NORMAL, 0.5}, &random);
    parameters_add(parameters, "inner.weight", 2, (int[]){NETWORK_E, NETWORK_H}, (Start){START_UNIFORM, 0.4}, &random);
    parameters_add(parameters, "inner.bias", 1, (int[]){NETWORK_H}, (Start){START_ZERO, 0}, &random);
    parameters_add(parameters, "outer.weight", 2, (int[]){NETWORK_H, NETWORK_V}, (Start){START_UNIFORM, 0.4}, &random);
    parameters_add(parameters, "outer.bias", 1, (int[]){NETWORK_V}, (Start){START_ZERO, 0}, &random);
    parameters_allocate(parameters, shards);
}

/* The loss of one shard's share of a batch; every shard has other tokens. */
static Tensor *network_loss(const Parameters *parameters, int shard)
{
    int ids[NETWORK_T * NETWORK_B], targets[NETWORK_T * NETWORK_B];
    for (int i = 0; i < NETWORK_T * NETWORK_B; i++) {
        ids[i] = (i * 5 + shard * 3) % NETWORK_V;
        targets[i] = (i * 7 + shard) % NETWORK_V; /* some of them 0, <PAD> */
    }
    Tensor *p[5];
    for (int i = 0; i < 5; i++)
        p[i] = tape_parameter(tape, parameters, i);
    Tensor *words = op_embedding(tape, p[0], ids, NETWORK_T, NETWORK_B);
    Tensor *hidden = op_tanh(tape, op_linear(tape, words, p[1], p[2]));
    Tensor *steps[NETWORK_T];
    for (int t = 0; t < NETWORK_T; t++)
        steps[t] = op_sigmoid(tape, op_step(tape, hidden, t));
    Tensor *logits = op_linear(tape, op_stack(tape, steps, NETWORK_T), p[3], p[4]);
    return op_cross_entropy(tape, logits, targets, (LossScale){0, 0});
}

static Tensor *filled(int rank, const int *shape)
{
    Tensor *tensor = tape_tensor(tape, rank, shape);
    for (size_t i = 0; i < tensor_count(tensor); i++)
        tensor->value[i] = (real)i / 8;
    return tensor;
}

TEST(shapes_are_written_out)
{
    char text[TENSOR_TEXT];
    Tensor tensor = {.rank = 3, .shape = {32, 10, 64, 1}};
    assert_string_equal(tensor_shape_text(&tensor, text), "[32, 10, 64]");
    assert_int_equal(tensor_rows(&tensor), 320);
    assert_int_equal(tensor_columns(&tensor), 64);
    assert_int_equal(tensor_count(&tensor), 20480);
    Tensor huge = {.rank = 4, .shape = {-2147483647, -2147483647, -2147483647, -2147483647}};
    assert_int_equal(strlen(tensor_shape_text(&huge, text)), 52);
}

TEST(only_a_recording_tape_keeps_notes)
{
    Parameters parameters;
    network_open(&parameters, 1);
    tape_reset(tape, false);
    Tensor *loss = network_loss(&parameters, 0);
    real value = loss->value[0];
    assert_int_equal(tape_note_count(tape), 0);
    assert_null(loss->gradient);
    tape_reset(tape, true);
    loss = network_loss(&parameters, 0);
    assert_true(loss->value[0] == value);
    assert_true(tape_note_count(tape) > 5);
    assert_string_equal(tape_note(tape, 0)->operation->name, "embedding");
    assert_ptr_equal(tape_note(tape, tape_note_count(tape) - 1)->output, loss);
    assert_ptr_equal(tape_parameter(tape, &parameters, 2), tape_parameter(tape, &parameters, 2));
    tape_close(NULL);
    parameters_free(&parameters);
}

TEST(what_the_loss_does_not_depend_on_has_gradient_zero)
{
    for (int round = 0; round < 2; round++) { /* in the second one the arena holds the first one's numbers */
        tape_reset(tape, true);
        Tensor *a = filled(2, (int[]){3, 4}), *b = filled(2, (int[]){3, 4});
        Tensor *aside = op_tanh(tape, b);
        Tensor *loss = op_sum(tape, op_scale(tape, a, 3));
        tape_backward(tape, loss, 2);
        for (int i = 0; i < 12; i++) {
            assert_true(a->gradient[i] == 6);
            assert_true(b->gradient[i] == 0 && aside->gradient[i] == 0);
        }
        tape_backward(tape, loss, 1); /* begins anew */
        assert_true(a->gradient[11] == 3);
    }
}

TEST(parameters_gradients_are_added_to)
{
    Parameters parameters;
    network_open(&parameters, 2);
    tape_close(tape);
    tape = tape_open(1);
    real once[NETWORK_H];
    for (int round = 1; round <= 2; round++) {
        tape_reset(tape, true);
        tape_backward(tape, network_loss(&parameters, 0), 1);
        const real *gradient = parameters.gradient[1] + parameters.list[2].offset;
        if (round == 1)
            memcpy(once, gradient, sizeof once);
        for (int i = 0; i < NETWORK_H; i++)
            assert_true(fabs((double)(gradient[i] - (real)round * once[i])) < 1e-6);
    }
    assert_true(parameters_gradient_norm(&parameters) == 0); /* shard 0 was not touched */
    parameters_free(&parameters);
}

TEST(a_loss_of_padding_alone_is_zero)
{
    Tensor *logits = filled(3, (int[]){2, 1, 5});
    Tensor *loss = op_cross_entropy(tape, logits, (int[]){0, 0}, (LossScale){0, 0});
    assert_true(loss->value[0] == 0);
    tape_backward(tape, loss, 1);
    for (int i = 0; i < 10; i++)
        assert_true(logits->gradient[i] == 0);
}

TEST(a_loss_is_right_for_large_logits)
{
    const real logits[] = {0, 5000, 5001, -5000};
    Tensor *constant = tape_constant(tape, 3, (int[]){1, 1, 4}, logits);
    Tensor *loss = op_cross_entropy(tape, constant, (int[]){1}, (LossScale){0, 0});
    assert_true(fabs((double)loss->value[0] - (1 + log(1 + exp(-1)))) < 1e-5);
    tape_backward(tape, loss, 1); /* a constant has no gradient: nothing to do, and no crash */
}

/* ---- shapes that do not fit ---- */

static Tensor *wrong_add(Tensor *a, Tensor *b) { return op_add(tape, a, b); }
static Tensor *wrong_multiply(Tensor *a, Tensor *b) { return op_multiply(tape, a, b); }
static Tensor *wrong_matmul(Tensor *a, Tensor *b) { return op_matmul(tape, a, b); }
static Tensor *wrong_linear(Tensor *a, Tensor *b) { return op_linear(tape, a, b, NULL); }
static Tensor *wrong_concat(Tensor *a, Tensor *b) { return op_concat(tape, a, b); }
static Tensor *wrong_stack(Tensor *a, Tensor *b) { return op_stack(tape, (Tensor *[]){a, b}, 2); }

TEST(messages_name_both_shapes)
{
    static Tensor *(*const mistakes[])(Tensor *a, Tensor *b) = {
        wrong_add, wrong_multiply, wrong_matmul, wrong_linear, wrong_concat, wrong_stack,
    };
    for (int language = LANGUAGE_ENGLISH; language <= LANGUAGE_KOREAN; language++)
        for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
            language_set((Language)language);
            tape_reset(tape, true);
            Tensor *a = filled(2, (int[]){32, 10}), *b = filled(2, (int[]){64, 128});
            assert_null(mistakes[i](a, b));
            const Error *error = tape_error(tape);
            assert_non_null(error);
            assert_int_equal(error->kind, ERROR_SHAPE);
            assert_non_null(strstr(error->message, "[32, 10]"));
            assert_non_null(strstr(error->message, "[64, 128]"));
            bool korean = strstr(error->message, "니다") != NULL;
            assert_int_equal(korean, language == LANGUAGE_KOREAN);
        }
}

TEST(messages_say_what_would_fit)
{
    op_linear(tape, filled(2, (int[]){32, 64}), filled(2, (int[]){128, 64}), NULL);
    assert_string_equal(tape_error(tape)->message, "linear: weight has the shape [128, 64]; it has to be [64, 64] "
                                                   "to fit x [32, 64]");
    language_set(LANGUAGE_KOREAN);
    tape_reset(tape, true);
    op_linear(tape, filled(2, (int[]){32, 64}), filled(2, (int[]){128, 64}), NULL);
    assert_string_equal(tape_error(tape)->message, "linear: weight의 모양이 [128, 64]입니다. x [32, 64]에 맞추려면 "
                                                   "[64, 64] 모양이어야 합니다");
}

TEST(the_first_mistake_is_the_one_told)
{
    assert_null(tape_error(tape));
    Tensor *a = filled(2, (int[]){3, 4});
    assert_null(op_slice(tape, a, 2, 3));
    assert_null(op_step(tape, a, 3));
    assert_non_null(strstr(tape_error(tape)->message, "slice:"));
    Tensor *none = op_reshape(tape, a, 2, (int[]){5, 2});
    assert_null(op_tanh(tape, op_add(tape, none, a)));
    assert_null(op_sum(tape, op_softmax(tape, op_matmul(tape, a, none))));
    assert_null(op_cross_entropy(tape, op_linear(tape, none, a, a), NULL, (LossScale){0, 0}));
    assert_null(op_stack(tape, &none, 1));
    tape_reset(tape, true);
    assert_null(tape_error(tape));
}
