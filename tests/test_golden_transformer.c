/* test_golden_transformer.c: the Transformer family against PyTorch's own layers: logits, losses, gradients of all
 * parameters, and ten steps of Adam. The numbers come from scripts/peers/golden.py. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/optimiser.h"
#include "golden_file.h"
#include "model/transformer_parts.h"

enum { IDS = 64, STEPS_MOST = 32 };

typedef struct Problem {
    Golden golden;
    Model *model;
    int lengths[IDS], source[IDS], target_in[IDS], target_out[IDS], ids[IDS], hidden[IDS];
    Batch batch;
} Problem;

static void integers(const Golden *golden, const char *name, int *out)
{
    const GoldenArray *array = golden_array(golden, name);
    assert_true(array->count <= IDS);
    for (size_t i = 0; i < array->count; i++)
        out[i] = (int)array->numbers[i];
}

static int integer(const Golden *golden, const char *name) { return (int)golden_array(golden, name)->numbers[0]; }

static const GoldenArray *array_of(const Problem *problem, const char *kind, const Parameter *parameter)
{
    char full[PARAMETER_NAME + 16];
    snprintf(full, sizeof full, "%s.%s", kind, parameter->name);
    return golden_array(&problem->golden, full);
}

/* Of learned positions the file has the rows that are used. */
static void fill_parameters(Problem *problem)
{
    Parameters *parameters = model_parameters(problem->model);
    for (int i = 0; i < parameters->count; i++) {
        const GoldenArray *array = array_of(problem, "parameter", &parameters->list[i]);
        const Parameter *own = &parameters->list[i];
        assert_int_equal(array->rank, own->rank);
        assert_int_equal(array->shape[own->rank - 1], own->shape[own->rank - 1]);
        assert_true(array->count == own->count || strstr(own->name, ".positions") != NULL);
        for (size_t k = 0; k < array->count; k++)
            parameters->value[own->offset + k] = (real)array->numbers[k];
    }
}

static void open_problem(Problem *problem, const char *name, ModelKind kind, PositionKind positions)
{
    *problem = (Problem){.golden = golden_open(name)};
    Golden *golden = &problem->golden;
    integers(golden, "lengths", problem->lengths);
    integers(golden, "source", problem->source);
    integers(golden, "target_in", problem->target_in);
    integers(golden, "target_out", problem->target_out);
    integers(golden, "ids", problem->ids);
    integers(golden, "hidden", problem->hidden);
    const int *source = golden_array(golden, "source")->shape, *target = golden_array(golden, "target_in")->shape;
    problem->batch = (Batch){.size = source[1], .source_length = source[0], .target_length = target[0],
                             .source = problem->source, .target_in = problem->target_in,
                             .target_out = problem->target_out, .source_lengths = problem->lengths};
    int H = golden_array(golden, "parameter.output.weight")->shape[0], V = integer(golden, "vocabulary");
    Error error = {0};
    problem->model = model_open(&(ModelConfiguration){.kind = kind, .positions = positions, .hidden = H, .layers = 2,
                                                      .heads = integer(golden, "heads"), .source_vocabulary = V,
                                                      .target_vocabulary = V}, &error);
    assert_non_null(problem->model);
    fill_parameters(problem);
}

static Tensor *loss_of(Problem *problem, Tape *tape)
{
    if (model_fills(problem->model))
        return masked_loss(problem->model, tape, &problem->batch, problem->ids, problem->hidden, 0);
    return model_loss(problem->model, tape, &problem->batch, 0);
}

static void expect_parameters(const Problem *problem, const char *kind, const real *numbers, double smallest)
{
    const Parameters *parameters = model_parameters(problem->model);
    for (int i = 0; i < parameters->count; i++) {
        const GoldenArray *array = array_of(problem, kind, &parameters->list[i]);
        golden_expect(&problem->golden, array->name, numbers + parameters->list[i].offset, array->count, smallest);
    }
}

static void expect_logits(Problem *problem, Tape *tape)
{
    tape_reset(tape, false);
    const Tensor *logits = model_logits(problem->model, tape, &problem->batch);
    golden_expect(&problem->golden, "logits", logits->value, tensor_count(logits), GOLDEN_COMPUTED);
}

static void train(Problem *problem)
{
    Parameters *parameters = model_parameters(problem->model);
    double rate = golden_array(&problem->golden, "rate")->numbers[0], norm;
    double clip = golden_array(&problem->golden, "clip")->numbers[0];
    size_t steps = golden_array(&problem->golden, "losses")->count;
    real losses[STEPS_MOST], norms[STEPS_MOST];
    assert_true(steps >= 10 && steps <= STEPS_MOST);
    Tape *tape = tape_open(0);
    Optimiser adam;
    optimiser_open(&adam, parameters, &(OptimiserOptions){0});
    if (model_has_logits(problem->model))
        expect_logits(problem, tape);
    for (size_t step = 0; step < steps; step++) {
        tape_reset(tape, true);
        parameters_zero_gradients(parameters);
        Tensor *loss = loss_of(problem, tape);
        tape_backward(tape, loss, 1);
        if (step == 0)
            expect_parameters(problem, "gradient", parameters->gradient[0], GOLDEN_COMPUTED);
        losses[step] = loss->value[0];
        assert_true(optimiser_step(&adam, parameters, rate, clip, &norm));
        norms[step] = (real)norm;
    }
    golden_expect(&problem->golden, "losses", losses, steps, GOLDEN_COMPUTED);
    golden_expect(&problem->golden, "norms", norms, steps, GOLDEN_COMPUTED);
    expect_parameters(problem, "trained", parameters->value, GOLDEN_TRAINED);
    optimiser_close(&adam);
    tape_close(tape);
}

static void check(const char *name, ModelKind kind, PositionKind positions)
{
    Problem problem;
    open_problem(&problem, name, kind, positions);
    train(&problem);
    model_close(problem.model);
    golden_close(&problem.golden);
}

static void transformer(void **state) { (void)state; check("transformer", KIND_TRANSFORMER, POSITIONS_SINUSOIDAL); }
static void causal(void **state) { (void)state; check("causal", KIND_CAUSAL, POSITIONS_LEARNED); }
static void masked(void **state) { (void)state; check("masked", KIND_MASKED, POSITIONS_SINUSOIDAL); }

/* ---- what a masked model answers: PyTorch's logits where the source is <UNK> ---- */

static void hidden_tokens_have_pytorchs_logits(void **state)
{
    (void)state;
    Problem problem;
    open_problem(&problem, "masked", KIND_MASKED, POSITIONS_SINUSOIDAL);
    const GoldenArray *logits = golden_array(&problem.golden, "logits");
    int S = problem.batch.source_length, B = problem.batch.size, V = logits->shape[2], compared = 0;
    for (int i = 0; i < S * B; i++)
        if (problem.hidden[i] != TOKEN_PAD)
            problem.source[i] = TOKEN_UNK;
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(problem.model, tape, &problem.batch, NULL, 0);
    int tokens[IDS] = {TOKEN_SOS};
    for (int t = 0; t < S; t++) {
        const Tensor *step = decoder_step(decoder, tokens, NULL);
        for (int b = 0; b < B; b++)
            for (int i = TOKEN_FIRST; i < V && problem.hidden[t * B + b] != TOKEN_PAD && t < problem.lengths[b] - 1; i++, compared++)
                assert_true(fabs((double)step->value[b * V + i] - logits->numbers[(t * B + b) * V + i]) < 1e-5);
    }
    assert_true(compared >= 2 * (V - TOKEN_FIRST));
    tape_close(tape);
    model_close(problem.model);
    golden_close(&problem.golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(transformer),
        cmocka_unit_test(causal),
        cmocka_unit_test(masked),
        cmocka_unit_test(hidden_tokens_have_pytorchs_logits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
