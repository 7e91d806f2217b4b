/* test_gradients.c: the gradient gate over all operations, and proof that it would notice. */
#include "engine/op.h"
#include "gradient_gate.h"
#include "test.h"

enum { CASES_MOST = 256 };

static int add_cases(const GradientCase **all, int count, const GradientCase *cases, int added)
{
    for (int i = 0; i < added; i++) {
        assert_true(count < CASES_MOST);
        all[count++] = &cases[i];
    }
    return count;
}

static int all_cases(const GradientCase **all)
{
    static GradientCase recurrent[CASES_MOST];
    int count = add_cases(all, 0, recurrent, recurrent_cases(recurrent));
#define ADD_FAMILY(name) count = add_cases(all, count, name##_cases, name##_case_count);
    GRADIENT_FAMILIES(ADD_FAMILY)
#undef ADD_FAMILY
    return count;
}

TEST(every_gradient_is_right)
{
    const GradientCase *all[CASES_MOST];
    Buffer report = {0};
    if (!gradient_gate(all, all_cases(all), &report))
        fail_msg("\n%s", buffer_text(&report));
    buffer_free(&report);
}

/* Whether the gate says this; it lets no report pass. */
static bool is_reported(const GradientCase *const *cases, int count, const char *words)
{
    Buffer report = {0};
    bool right = gradient_gate(cases, count, &report), said = strstr(buffer_text(&report), words) != NULL;
    buffer_free(&report);
    assert_false(right && said);
    return said;
}

TEST(an_operation_without_a_case_is_reported)
{
    const GradientCase *all[CASES_MOST], *kept[CASES_MOST];
    int count = all_cases(all), kept_count = 0;
    for (int i = 0; i < count; i++)
        if (strcmp(all[i]->operation, "tanh") != 0)
            kept[kept_count++] = all[i];
    assert_true(kept_count < count);
    assert_true(is_reported(kept, kept_count, "tanh: no case"));
}

/* ---- planted mistakes: an operation y = a * a with gradients that are wrong in different ways ---- */

static real planted_factor;    /* 2 is right */
static bool planted_overwrite; /* instead of adding */
static Operation planted;      /* the gradient of y = a * a */

static void planted_backward(const TapeNote *note)
{
    const Tensor *a = note->inputs[0], *out = note->output;
    for (size_t i = 0; a->gradient != NULL && i < tensor_count(a); i++) {
        real gradient = planted_factor * a->value[i] * out->gradient[i];
        a->gradient[i] = planted_overwrite ? gradient : a->gradient[i] + gradient;
    }
}

static Tensor *apply_planted(Tape *tape, const GradientSetup *setup)
{
    Tensor *a = setup->inputs[0];
    Tensor *out = tape_tensor(tape, a->rank, a->shape);
    for (size_t i = 0; i < tensor_count(a); i++)
        out->value[i] = a->value[i] * a->value[i];
    tape_record(tape, &(TapeNote){.operation = &planted, .inputs = {a}, .output = out});
    return out;
}

static void prepare_planted(GradientSetup *setup) { gate_input(setup, 2, 3, 5, 1, 1); }

static const GradientCase planted_case = {"planted", "squares", prepare_planted, apply_planted};

/* The report on the planted operation alone. */
static bool planted_is_reported(real factor, bool overwrite, const char *shapes)
{
    planted_factor = factor;
    planted_overwrite = overwrite;
    planted = (Operation){.name = "planted", .shapes = shapes, .backward = planted_backward};
    return is_reported((const GradientCase *[]){&planted_case}, 1, "planted (squares)");
}

TEST(a_wrong_gradient_is_reported)
{
    assert_false(planted_is_reported(2, false, "a [..] -> [..]"));
    assert_true(planted_is_reported(2.00001, false, "a [..] -> [..]"));
    assert_true(planted_is_reported(2, true, "a [..] -> [..]"));
}

/* Its input is [3, 5], and so is its result. */
TEST(a_shape_string_that_lies_is_reported)
{
    static const char *const truths[] = {"a [M,N] -> [M,N]", "a [M,..] or none, how often -> [M,..]", "a [N] or [N,..] -> [3,5]",
                                         "a [..,N] -> words"};
    static const char *const lies[] = {"a [M,N] -> [N,M]", "a [N,N] -> [N,N]", "a [M,N] -> [M]", "a [M,2N] -> [M,N]",
                                       "a [M,N] -> [M,M+N]", "a [M,N,..] or [4,N] -> [M,N,N]", "a [..,4] -> [..]"};
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        assert_false(planted_is_reported(2, false, truths[i]));
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
        if (!planted_is_reported(2, false, lies[i]))
            fail_msg("not reported: %s", lies[i]);
}

TEST(a_case_under_a_wrong_name_is_reported)
{
    planted_factor = 2;
    planted_overwrite = false;
    planted = (Operation){.name = "planted", .shapes = "a [..] -> [..]", .backward = planted_backward};
    const GradientCase misnamed = {"tanh", "not at all", prepare_planted, apply_planted};
    assert_true(is_reported((const GradientCase *[]){&misnamed}, 1, "tanh (not at all): the case does not use"));
}

TEST(every_operation_is_described)
{
    int count;
    const Operation *const *list = operations(&count);
    for (int i = 0; i < count; i++) {
        assert_non_null(list[i]->shapes);
        assert_non_null(list[i]->formula);
        assert_non_null(list[i]->gradient_formula);
        assert_non_null(list[i]->backward);
        assert_ptr_equal(operation_find(list[i]->name), list[i]); /* no name twice */
    }
    assert_null(operation_find("no such operation"));
}
