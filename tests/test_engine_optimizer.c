/* test_engine_optimizer.c: parameters; what optimizers refuse and take back; the learning rate. Their formulas are
 * tests/test_golden.c's. */
#include "engine/optimizer.h"
#include "engine/schedule.h"
#include "test.h"

enum { COUNT = 37 };

static void open_one(Parameters *parameters, int shards)
{
    Random random = seeded(3);
    *parameters = (Parameters){0};
    parameters_add(parameters, "numbers", 1, (int[]){COUNT}, (Start){START_NORMAL, 1}, &random);
    parameters_allocate(parameters, shards);
}

static Optimizer open_optimizer(const Parameters *parameters, OptimizerKind kind, double decay)
{
    Optimizer optimizer;
    OptimizerOptions options = {.kind = kind, .weight_decay = decay, .momentum = 0.8, .every_undo = true};
    optimizer_open(&optimizer, parameters, &options);
    return optimizer;
}

TEST(optimizers_have_names)
{
    for (OptimizerKind kind = OPTIMIZER_ADAM, found = OPTIMIZER_SGD; kind <= OPTIMIZER_SGD; kind++) {
        assert_true(optimizer_named(optimizer_name(kind), &found));
        assert_int_equal(found, kind);
        assert_false(optimizer_named("Adam", &found));
    }
    assert_null(optimizer_name(OPTIMIZER_SGD + 1));
    assert_string_equal(decay_name(DECAY_NONE), "none");
    assert_null(decay_name(DECAY_NONE + 1));
}

TEST(a_gradient_that_is_no_number_changes_nothing)
{
    Parameters parameters;
    open_one(&parameters, 1);
    Optimizer adam = open_optimizer(&parameters, OPTIMIZER_ADAM, 0);
    real before[COUNT];
    double norm;
    memcpy(before, parameters.value, sizeof before);
    parameters.gradient[0][5] = (real)NAN;
    assert_false(optimizer_step(&adam, &parameters, 0.1, 1, &norm));
    assert_true(isnan(norm));
    parameters.gradient[0][5] = (real)INFINITY;
    assert_false(optimizer_step(&adam, &parameters, 0.1, 1, &norm));
    assert_true(isinf(norm));
    assert_memory_equal(before, parameters.value, sizeof before);
    assert_true(adam.now.step == 0 && adam.now.first[5] == 0 && adam.now.second[5] == 0);
    assert_true(parameters_finite(&parameters));
    parameters.value[COUNT - 1] = (real)NAN;
    assert_false(parameters_finite(&parameters));
    optimizer_close(&adam);
    parameters_free(&parameters);
}

/* What there is after one step, and a copy of it. */
typedef struct Stepped {
    Parameters parameters;
    Optimizer optimizer;
    real values[COUNT], first[COUNT], second[COUNT];
} Stepped;

static void take_one_step(Stepped *s, OptimizerKind kind)
{
    double norm;
    open_one(&s->parameters, 1);
    s->optimizer = open_optimizer(&s->parameters, kind, 0.1);
    assert_false(optimizer_undo(&s->optimizer, &s->parameters));
    for (int i = 0; i < COUNT; i++)
        s->parameters.gradient[0][i] = (real)(i + 1);
    assert_true(optimizer_step(&s->optimizer, &s->parameters, 0.1, 0, &norm));
    memcpy(s->values, s->parameters.value, sizeof s->values);
    memcpy(s->first, s->optimizer.now.first, sizeof s->first);
    if (s->optimizer.now.second != NULL)
        memcpy(s->second, s->optimizer.now.second, sizeof s->second);
}

static void check_one_step(const Stepped *s)
{
    assert_int_equal(s->optimizer.now.step, 1);
    assert_memory_equal(s->values, s->parameters.value, sizeof s->values);
    assert_memory_equal(s->first, s->optimizer.now.first, sizeof s->first);
    assert_true(s->optimizer.now.second == NULL || memcmp(s->second, s->optimizer.now.second, sizeof s->second) == 0);
}

static void stepped_close(Stepped *s)
{
    optimizer_close(&s->optimizer);
    parameters_free(&s->parameters);
}

/* A finite gradient whose step leaves the floats: of the values, or (with adam) of the squares. */
TEST(a_step_that_makes_no_number_is_taken_back)
{
    for (OptimizerKind kind = OPTIMIZER_ADAM; kind <= OPTIMIZER_SGD; kind++) {
        Stepped s;
        double norm;
        take_one_step(&s, kind);
        real *gradient = s.parameters.gradient[0];
        for (int i = 0; i < 2; i++) {
            gradient[3] = i == 0 ? 7 : (real)3e38;
            assert_false(optimizer_step(&s.optimizer, &s.parameters, i == 0 ? 1e39 : 10, 0, &norm));
            assert_true(isfinite(norm));
            check_one_step(&s);
        }
        gradient[3] = 1; /* and it goes on */
        assert_true(optimizer_step(&s.optimizer, &s.parameters, 0.1, 0, &norm));
        stepped_close(&s);
    }
}

TEST(a_step_is_taken_back_once)
{
    for (OptimizerKind kind = OPTIMIZER_ADAM; kind <= OPTIMIZER_SGD; kind++) {
        Stepped s;
        double norm;
        take_one_step(&s, kind);
        for (int i = 0; i < 2; i++) { /* what comes after it is as if it had never been */
            assert_true(optimizer_step(&s.optimizer, &s.parameters, 0.1, 0, &norm));
            assert_true(optimizer_undo(&s.optimizer, &s.parameters));
            assert_false(optimizer_undo(&s.optimizer, &s.parameters));
            check_one_step(&s);
        }
        assert_true(optimizer_step(&s.optimizer, &s.parameters, 0.1, 0, &norm));
        assert_false(optimizer_step(&s.optimizer, &s.parameters, 1e39, 0, &norm));
        assert_false(optimizer_undo(&s.optimizer, &s.parameters)); /* a refused one is none */
        stepped_close(&s);
    }
}

/* ---- in place ---- */

/* An optimizer that keeps only what it must, with weight decay 0.1 (sgd: and momentum 0.8). */
static Optimizer open_in_place(Parameters *parameters, OptimizerKind kind)
{
    open_one(parameters, 1);
    Optimizer optimizer = open_optimizer(parameters, kind, 0.1);
    optimizer.options.every_undo = false;
    return optimizer;
}

/* Means of 0 but for one of this size; Adam's are such as gradients can produce. */
static void import_mean(Optimizer *optimizer, real mean)
{
    real first[COUNT] = {0}, second[COUNT] = {0};
    first[7] = mean;
    second[7] = mean * mean;
    optimizer_import(optimizer, &(OptimizerState){.kind = optimizer->now.kind, .total = COUNT, .first = first,
                                                  .second = optimizer->now.second != NULL ? second : NULL});
}

/* One step with a value, a first mean and a gradient of these sizes, beside one that always keeps: the same numbers.
 * Whether it kept what was before it; then that comes back to the bit. */
static bool step_keeps(OptimizerKind kind, real value, real mean, real gradient, double rate)
{
    Parameters parameters[2];
    Optimizer optimizers[2];
    real values[COUNT];
    bool taken[2];
    for (int always = 0; always < 2; always++) {
        Parameters *p = &parameters[always];
        double norm;
        optimizers[always] = open_in_place(p, kind);
        optimizers[always].options.every_undo = always;
        p->value[7] = value;
        p->gradient[0][7] = gradient;
        memcpy(values, p->value, sizeof values);
        import_mean(&optimizers[always], mean);
        taken[always] = optimizer_step(&optimizers[always], p, rate, 0, &norm);
    }
    assert_int_equal(taken[0], taken[1]);
    assert_memory_equal(parameters[0].value, parameters[1].value, sizeof values);
    assert_memory_equal(optimizers[0].now.first, optimizers[1].now.first, sizeof values);
    assert_true(kind == OPTIMIZER_SGD ||
                memcmp(optimizers[0].now.second, optimizers[1].now.second, sizeof values) == 0);
    bool keeps = optimizers[0].before.value != NULL;
    assert_int_equal(optimizer_undo(&optimizers[0], &parameters[0]), keeps && taken[0]);
    if (keeps)
        assert_memory_equal(parameters[0].value, values, sizeof values);
    for (int i = 0; i < 2; i++) {
        optimizer_close(&optimizers[i]);
        parameters_free(&parameters[i]);
    }
    return keeps;
}

TEST(only_a_step_that_may_be_large_keeps_what_was_before_it)
{
    for (OptimizerKind kind = OPTIMIZER_ADAM; kind <= OPTIMIZER_SGD; kind++) {
        const real large = OPTIMIZER_LARGE, huge = (real)3e38, signs[] = {1, -1};
        bool adam = kind == OPTIMIZER_ADAM, adamw = kind == OPTIMIZER_ADAMW, sgd = kind == OPTIMIZER_SGD;
        assert_false(step_keeps(kind, 3, 0.5, 1, 0.003));
        for (int i = 0; i < 2; i++) {
            real sign = signs[i];
            assert_false(step_keeps(kind, sign * large / 2, 0, 1, 0.003));
            assert_true(step_keeps(kind, sign * large, 0, 1, 0.003));
            assert_true(step_keeps(kind, 3, sign * large * 2, 1, 0.003));
            assert_true(step_keeps(kind, 3, 0, sign * large * 2, 0.003));
            assert_true(step_keeps(kind, 3, 0, sign * huge, 0.003)); /* refused: its square is infinite, or the step */
        }
        assert_int_equal(step_keeps(kind, 3, 0, large / 2, 4), sgd); /* whose steps are as long as the gradient */
        assert_int_equal(step_keeps(kind, 3, 600, 1, 1), sgd);       /* or as the momentum */
        assert_int_equal(step_keeps(kind, 800, 0, 1, 0.29), sgd);    /* or as those with the decay */
        assert_int_equal(step_keeps(kind, 950, 0, 910, 0.003), adam || sgd); /* the decay is part of the mean */
        assert_int_equal(step_keeps(kind, 300, 0, 0.001f, 50), adamw || sgd); /* it turns the value: 1 - 50 * 0.1 */
        assert_int_equal(step_keeps(kind, 3, 0, 1, 130), adam || adamw);      /* 9 rates */
        assert_true(step_keeps(kind, 3, 0, 1, large));
        assert_true(step_keeps(kind, 3, 0, 1, 1e39)); /* refused */
    }
}

/* Whether another step, with this gradient for one number and 0 for the rest, can be undone. */
static bool next_keeps(Optimizer *optimizer, Parameters *parameters, real gradient, double rate)
{
    double norm;
    parameters->gradient[0][7] = gradient;
    assert_true(optimizer_step(optimizer, parameters, rate, 0, &norm));
    return optimizer->can_undo;
}

/* What is known of the sizes goes with each step, and is measured again when the values or the means come from elsewhere. */
TEST(sizes_are_known_at_each_step)
{
    for (OptimizerKind kind = OPTIMIZER_ADAM; kind <= OPTIMIZER_SGD; kind++) {
        Parameters parameters;
        Optimizer optimizer = open_in_place(&parameters, kind);
        bool sgd = kind == OPTIMIZER_SGD;
        optimizer.options.weight_decay = 0;
        parameters.value[7] = sgd ? 1 : (real)990.5;
        assert_false(next_keeps(&optimizer, &parameters, sgd ? 600 : -1, sgd ? 1e-6 : 1));
        assert_true(next_keeps(&optimizer, &parameters, sgd ? 600 : -1, sgd ? 1e-6 : 1)); /* the mean; the value has grown */
        parameters.value[7] = 1;
        parameters_changed(&parameters);
        import_mean(&optimizer, 1);
        assert_false(optimizer_undo(&optimizer, &parameters)); /* not into means that came since */
        assert_false(next_keeps(&optimizer, &parameters, 1, 0.003));
        parameters.value[7] = OPTIMIZER_LARGE;
        parameters_changed(&parameters);
        assert_true(next_keeps(&optimizer, &parameters, 1, 0.003));
        parameters.gradient[0][7] = (real)NAN;
        double norm;
        assert_false(optimizer_step(&optimizer, &parameters, 0.003, 0, &norm));
        assert_false(optimizer_undo(&optimizer, &parameters)); /* a refused step is none */
        optimizer_close(&optimizer);
        parameters_free(&parameters);
    }
}

/* Adam divides the mean by the root of the mean square: with means that no gradients could have produced a step can have
 * any length. */
TEST(impossible_means_are_not_trusted)
{
    static const real seconds[] = {0, -1, (real)INFINITY, 1};
    for (int i = 0; i < 4; i++) {
        Parameters parameters;
        Optimizer optimizer = open_in_place(&parameters, OPTIMIZER_ADAM);
        real first[COUNT] = {0}, second[COUNT] = {0};
        double norm;
        first[2] = 1;
        second[2] = seconds[i];
        optimizer_import(&optimizer, &(OptimizerState){.step = 100000, .total = COUNT, .first = first, .second = second});
        parameters.gradient[0][1] = 1;
        bool taken = optimizer_step(&optimizer, &parameters, 0.003, 1, &norm), can = seconds[i] == 0 || seconds[i] == 1;
        assert_int_equal(taken, can);
        assert_int_equal(optimizer.now.step, 100000 + can);
        assert_int_equal(optimizer.can_undo, seconds[i] == 0);
        if (taken && optimizer.can_undo) {
            assert_true(optimizer_step(&optimizer, &parameters, 0.003, 1, &norm) && optimizer.can_undo); /* and stays so */
            assert_true(optimizer_undo(&optimizer, &parameters));
        }
        optimizer_close(&optimizer);
        parameters_free(&parameters);
    }
}

/* Gradients of all sizes; those that grow by b2 / b1 with each step come closest to the bound. */
TEST(means_of_gradients_are_trusted)
{
    Parameters parameters;
    Optimizer optimizer = open_in_place(&parameters, OPTIMIZER_ADAM);
    Random random = seeded(5);
    double norm;
    for (int step = 0; step < 300; step++) {
        for (int i = 0; i < COUNT; i++) {
            double growing = i % 2 == 0 ? pow(1.11, step % 200) : pow(10, step % 20);
            double size = i < COUNT / 2 ? pow(10, i - 30) : 1e-12 * growing;
            parameters.gradient[0][i] = (real)(size * (i % 4 == 0 ? 1 : random_uniform(&random) - 0.3));
        }
        assert_true(optimizer_step(&optimizer, &parameters, 0.003, 0, &norm));
        OptimizerState copy = {0};
        optimizer_state_copy(&copy, &optimizer.now);
        optimizer_import(&optimizer, &copy);
        optimizer_state_free(&copy);
        assert_true(optimizer.sound);
    }
    optimizer_close(&optimizer);
    parameters_free(&parameters);
}

/* ---- the rate ---- */

static double share(DecayKind decay, long warmup, long step, double done)
{
    return schedule_share(&(Schedule){.decay = decay, .warmup = warmup, .min_lr = 0.05}, step, done);
}

static bool equal(double a, double b) { return fabs(a - b) < 1e-12; }

TEST(the_rate_falls_along_its_curve)
{
    for (DecayKind decay = DECAY_COSINE; decay <= DECAY_NONE; decay++)
        assert_true(equal(share(decay, 0, 0, 0), 1));
    assert_true(equal(share(DECAY_COSINE, 0, 50, 0.5), 0.525));
    assert_true(equal(share(DECAY_COSINE, 0, 25, 0.25), 0.05 + 0.95 * (1 + sqrt(0.5)) / 2));
    assert_true(equal(share(DECAY_LINEAR, 0, 25, 0.25), 0.05 + 0.95 * 0.75));
    assert_true(equal(share(DECAY_INVERSE_SQRT, 40, 160, 0.25), 0.5)); /* sqrt(40 / 160) */
    assert_true(equal(share(DECAY_INVERSE_SQRT, 0, 300, 0.25), 0.5));  /* sqrt(100 / 400) */
    assert_true(equal(share(DECAY_INVERSE_SQRT, 1, 1000000, 1), 0.05));
    assert_true(equal(share(DECAY_NONE, 0, 70, 0.7), 1));
    assert_true(equal(share(DECAY_COSINE, 0, 100, 1), 0.05) && equal(share(DECAY_LINEAR, 0, 100, 1), 0.05));
    assert_true(equal(share(DECAY_COSINE, 0, 900, 9), 0.05) && equal(share(DECAY_LINEAR, 0, 900, 9), 0.05)); /* it stays */
    assert_true(equal(share(DECAY_LINEAR, 0, 0, -1), 1));
}

TEST(the_rate_rises_before)
{
    for (DecayKind decay = DECAY_COSINE; decay <= DECAY_NONE; decay++) {
        for (long step = 0; step < 10; step++)
            assert_true(equal(share(decay, 10, step, 0.9), (double)(step + 1) / 10));
        assert_true(equal(share(decay, 10, 10, 0), 1));
    }
}

TEST(shards_are_summed_in_order)
{
    Parameters parameters;
    open_one(&parameters, 3);
    for (int i = 0; i < COUNT; i++)
        for (int shard = 0; shard < 3; shard++)
            parameters.gradient[shard][i] = (real)((shard + 1) * 100 + i);
    parameters_sum_gradients(&parameters);
    for (int i = 0; i < COUNT; i++)
        assert_true(parameters.gradient[0][i] == (real)(600 + 3 * i));
    parameters_set_shards(&parameters, 1);
    assert_null(parameters.gradient[1]);
    parameters_set_shards(&parameters, 2);
    assert_true(parameters.gradient[1][COUNT - 1] == 0);
    parameters_zero_gradients(&parameters);
    assert_true(parameters_gradient_norm(&parameters) == 0);
    parameters_free(&parameters);
}

TEST(parameters_have_names_and_places)
{
    Random random = seeded(1);
    Parameters parameters = {0};
    int weight = parameters_add(&parameters, "weight", 2, (int[]){3, 5}, (Start){START_UNIFORM, 0.1}, &random);
    int bias = parameters_add(&parameters, "bias", 1, (int[]){5}, (Start){START_ONE, 0}, &random);
    parameters_allocate(&parameters, 2);
    assert_int_equal(parameters_find(&parameters, "bias"), bias);
    assert_int_equal(parameters_find(&parameters, "weights"), -1);
    assert_int_equal(parameters.total, 20);
    Tensor a = parameters_tensor(&parameters, weight, 1), b = parameters_tensor(&parameters, bias, -1);
    assert_int_equal(tensor_rows(&a), 3);
    assert_ptr_equal(a.gradient, parameters.gradient[1]);
    assert_null(b.gradient);
    for (int i = 0; i < 15; i++)
        assert_true(fabs((double)a.value[i]) <= 0.1);
    assert_true(b.value[0] == 1 && b.value[4] == 1);
    parameters_free(&parameters);
}
