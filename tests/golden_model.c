/* golden_model.c: a model with the parameters of a golden file, and PyTorch's numbers for it. */
#include "golden_model.h"
#include "engine/optimizer.h"
#include "model/transformer_parts.h"
#include "test.h"

enum { STEPS_MOST = 32 };

static void integers(const Golden *golden, const char *name, int *out)
{
    const GoldenArray *array = golden_array(golden, name);
    assert_true(array->count <= IDS);
    for (size_t i = 0; i < array->count; i++)
        out[i] = (int)array->numbers[i];
}

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
    integers(golden, "lengths", known->lengths);
    integers(golden, "source", known->source);
    integers(golden, "target_in", known->target_in);
    integers(golden, "target_out", known->target_out);
    const int *source = golden_array(golden, "source")->shape, *target = golden_array(golden, "target_in")->shape;
    for (int b = 0; b < source[1]; b++)
        known->target_lengths[b] = target[0]; /* what is past the end is read, and does not count */
    known->batch = (Batch){source[1], source[0], target[0], known->source, known->target_in, known->target_out,
                           known->lengths, known->target_lengths};
}

void golden_model_open(GoldenModel *known, const char *name, const ModelConfiguration *configuration)
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
    integers(&known->golden, "ids", known->ids);
    integers(&known->golden, "hidden", known->hidden);
}

void golden_model_close(GoldenModel *known)
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

void golden_model_check(GoldenModel *known)
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
