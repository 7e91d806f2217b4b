/* test_model_counts.c: what a training step costs, in counts that are the same on every machine: the arithmetic of its
 * matrix products against their formula, how many there are, the numbers that it holds, and calls of malloc (none).
 *
 * B sentences of S source and T target tokens, nothing padded, E = H. n and m are the distinct source and target
 * tokens: what depends on a token alone is made once for each. Backward needs two products of the same size for each
 * one forward: for what is multiplied, and for the weights. */
#include "base/memory.h"
#include "engine/cells.h"
#include "engine/gemm.h"
#include "model/scores.h"
#include "model/training.h"
#include "model_family.h"
#include "sentences.h"
#include "test.h"

enum { B = 6, S = 7, T = 5, H = 16, V = 24 };

static double distinct(const int *ids, int count)
{
    int seen[V] = {0}, different = 0;
    for (int i = 0; i < count; i++)
        different += seen[ids[i]]++ == 0;
    return different;
}

static void make(Sentences *s)
{
    static const int lengths[B][2] = {{S, T}, {S, T}, {S, T}, {S, T}, {S, T}, {S, T}};
    make_sentences(s, lengths, B, V, V, 6);
}

/* ---- what it has to be ---- */

static double product(double rows, double inner, double columns) { return 2 * rows * inner * columns; }

/* Floating-point operations in the products of a step. */
static double formula(const ModelConfiguration *c, const Sentences *s)
{
    double gates = cell_gates(c->cell), wide = gates * H, n = distinct(s->source, S * B), m = distinct(s->target_in, T * B);
    double forward = product(n, H, wide) + product((S - 1) * B, H, wide) /* the first state is zero */
                     + product(m, H, wide) + product(T * B, H, wide) + product(T * B, H, V);
    double backward_alone = 0;
    if (c->attention != NULL)
        forward += product(T * B, 2 * H, H);
    if (c->attention == &general_score || c->attention == &additive_score)
        forward += product(S * B, H, H);
    if (c->attention == &additive_score) {
        forward += product(T * B, H, H) + product(T * B, H, wide); /* queries; contexts into the gates */
        backward_alone = B * product(S, T, H);                     /* of the values; scores and contexts are no products */
    } else if (c->attention != NULL) {
        forward += B * (product(T, H, S) + product(T, S, H));
    }
    return 3 * forward + backward_alone;
}

static Model *model_of(const RecurrentCell *cell, const ScoreFunction *attention)
{
    ModelConfiguration configuration = {.cell = cell, .attention = attention, .hidden = H, .source_vocabulary = V,
                                        .target_vocabulary = V, .seed = 1};
    Error error;
    Model *model = model_open(&configuration, &error);
    assert_non_null(model);
    return model;
}

/* One step on a tape of its own. */
static void step(Model *model, Tape *tape, const Batch *batch)
{
    tape_reset(tape, true);
    parameters_zero_gradients(model_parameters(model));
    tape_backward(tape, model_loss(model, tape, batch, 0, 0), 1);
}

/* Calls check for each model of a cell and an attention that is not computed step by step, with a tape of its own. */
static void each_model(void (*check)(Model *model, Tape *tape, const Sentences *s, const char *name))
{
    Sentences s;
    make(&s);
    for (int i = 0; i < cell_count; i++)
        for (int k = 0; k <= score_count; k++) {
            const ScoreFunction *attention = k > 0 ? score_functions[k - 1] : NULL;
            if (attention != NULL && attention->before_cell && attention->decoder_cell != cells[i])
                continue;
            char name[64];
            Model *model = model_of(cells[i], attention);
            Tape *tape = tape_open(0);
            snprintf(name, sizeof name, "%s %s", configuration_cell_name(model_configuration(model)),
                     configuration_attention_name(model_configuration(model)));
            check(model, tape, &s, name);
            tape_close(tape);
            model_close(model);
        }
}

static void check_arithmetic(Model *model, Tape *tape, const Sentences *s, const char *name)
{
    step(model, tape, &s->batch);
    gemm_counts_reset(false);
    step(model, tape, &s->batch);
    double wanted = formula(model_configuration(model), s), counted = gemm_counts().operations;
    if (fabs(counted - wanted) > 0.5)
        fail_msg("%s: %.0f operations, not %.0f", name, counted, wanted);
}

TEST(the_arithmetic_is_that_of_the_formula)
{
    each_model(check_arithmetic);
}

/* One for each step of each layer and its way back, a few for all steps together, and six for each sentence's map. States
 * and contexts are not copied side by side for the layer that reads both: each has a product, which makes three more. */
static void check_products(Model *model, Tape *tape, const Sentences *s, const char *name)
{
    const ScoreFunction *attention = model_configuration(model)->attention;
    gemm_counts_reset(false);
    step(model, tape, &s->batch);
    long counted = (long)gemm_counts().calls, most = 2 * (S - 1 + T) + 12;
    if (attention == &additive_score)
        most += 4 * T + 16 + B; /* queries and contexts of each step */
    else if (attention != NULL)
        most += 6 * B + 6 + 3;
    if (counted > most)
        fail_msg("%s: %ld products, more than %ld", name, counted, most);
}

TEST(products_are_few)
{
    each_model(check_products);
}

/* Numbers that a step holds at once: what each layer keeps for the way back, and its gradients. */
static double numbers_of(const ModelConfiguration *c)
{
    double gates = cell_gates(c->cell);
    double rows = (S + T) * B, memory = c->cell->keeps_cell_state, extra = c->cell->keeps_one && !c->cell->adds_up;
    double layers = rows * H * (2 + 2 * memory + gates + extra) /* states and memories with gradients, gates */
                    + 2 * S * B * gates * H                     /* gradients of one layer's sums, and work */
                    + 2 * V * (gates + 1) * H;                  /* projected tokens */
    double output = T * B * (3.0 * V);
    double attention = 0;
    if (c->attention != NULL)
        attention = T * B * (2.0 * H + 4 * H + 4 * H) + 2.0 * T * B * S; /* contexts, joined, features; weights */
    if (c->attention == &general_score || c->attention == &additive_score)
        attention += 2.0 * S * B * H;
    if (c->attention == &additive_score)
        attention += T * B * (8.0 * H + 2 * gates * H) + S * B * H;
    return layers + output + attention;
}

static void check_numbers_held(Model *model, Tape *tape, const Sentences *s, const char *name)
{
    step(model, tape, &s->batch);
    double held = (double)arena_most(tape_arena(tape)) / sizeof(real);
    double most = 1.1 * numbers_of(model_configuration(model)) + 1024; /* headers, and the ends of lines of cache */
    if (held > most)
        fail_msg("%s: %.0f numbers, more than %.0f", name, held, most);
}

TEST(a_step_holds_what_it_must)
{
    each_model(check_numbers_held);
}

/* Lent gradients are the same to the bit, and take less memory where many things are made one after another: of the
 * layers of a Transformer at most four fifths of what they take when all is kept; of others at most 0.93. */
static void check_lent(Model *model, Tape *tape, const Sentences *s, real scale, const char *name)
{
    Parameters *parameters = model_parameters(model);
    size_t kept = 0, bytes = parameters->total * sizeof(real);
    real *gradient = NULL;
    for (int lending = 0; lending < 2; lending++) {
        tape_reset(tape, true);
        if (lending)
            tape_lend_gradients(tape);
        parameters_zero_gradients(parameters);
        tape_backward(tape, model_loss(model, tape, &s->batch, 0, 0), scale);
        if (!lending) {
            kept = arena_most(tape_arena(tape));
            gradient = memory_copy(parameters->gradient[0], bytes);
        }
    }
    if (memcmp(gradient, parameters->gradient[0], bytes) != 0)
        fail_msg("%s: other gradients", name);
    bool layers = model_configuration(model)->kind != KIND_RECURRENT;
    size_t lent = arena_most(tape_arena(tape));
    if (lent > kept * (layers ? 80 : 93) / 100)
        fail_msg("%s: %zu bytes for %zu", name, lent, kept);
    free(gradient);
}

TEST(lending_changes_no_number)
{
    Sentences s;
    make(&s);
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, V, V);
        Tape *tape = tape_open(0);
        check_lent(model, tape, &s, 1, family[member].name);
        check_lent(model, tape, &s, (real)0.3, family[member].name);
        tape_close(tape);
        model_close(model);
    }
}

/* What optimizer.h says: with weights below OPTIMIZER_LARGE nothing overflows. */
TEST(weights_below_the_large_make_finite_losses)
{
    const real most = (real)(OPTIMIZER_LARGE - 0.1);
    Sentences s;
    make(&s);
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, V, V);
        Parameters *parameters = model_parameters(model);
        Tape *tape = tape_open(0);
        for (int signs = 0; signs < 3; signs++) {
            for (size_t i = 0; i < parameters->total; i++)
                parameters->value[i] = signs == 0 || (signs == 1 && i % 3 != 0) ? most : -most;
            parameters_changed(parameters);
            tape_reset(tape, true);
            parameters_zero_gradients(parameters);
            Tensor *loss = model_loss(model, tape, &s.batch, 0, (real)0.1);
            if (!isfinite(loss->value[0]))
                fail_msg("%s: the loss is %g", family[member].name, (double)loss->value[0]);
            tape_backward(tape, loss, 1);
            if (!isfinite(parameters_gradient_norm(parameters)))
                fail_msg("%s: the gradient overflows", family[member].name);
        }
        tape_close(tape);
        model_close(model);
    }
}

/* ---- a batch in pieces ---- */

enum { MANY = 96 };

/* Sentences of several lengths. */
static void make_large(Sentences *large, int size)
{
    int lengths[MANY][2] = {{S, T}};
    Random random = seeded(8);
    for (int b = 1; b < size; b++) {
        lengths[b][0] = random_between(&random, 2, S);
        lengths[b][1] = random_between(&random, 2, T);
    }
    make_sentences(large, lengths, size, V, V, 8);
}

/* The loss of a step of training and the norm of its gradient are those of the batch as a whole. */
TEST(pieces_add_up)
{
    static Sentences large;
    Workers *workers = workers_open(1);
    Error error;
    make_large(&large, MANY);
    for (int member = 0; member < FAMILY; member++) {
        Model *model = family_model(member, V, V);
        if (model_configuration(model)->kind == KIND_MASKED) { /* hides others in each step */
            model_close(model);
            continue;
        }
        Tape *tape = tape_open(0);
        step(model, tape, &large.batch);
        double norm = parameters_gradient_norm(model_parameters(model));
        Training *training = training_open(model, workers, &(TrainingOptions){.lr = 1e-3, .min_lr = 1, .teacher_forcing = 1, .shards = 1});
        assert_true(training_step(training, &large.batch, 0, &error));
        double found = training_state(training).gradient_norm;
        if (fabs(found - norm) > 1e-5 * norm)
            fail_msg("%s: gradient %.9g, not %.9g", family[member].name, found, norm);
        training_close(training);
        tape_close(tape);
        model_close(model);
    }
    workers_close(workers);
}

static size_t memory_of(Workers *workers, ModelKind kind, int size)
{
    static Sentences large;
    Error error;
    Model *model = model_open(&(ModelConfiguration){.kind = kind, .attention = &general_score, .hidden = H, .heads = 2,
                                                    .source_vocabulary = V, .target_vocabulary = V, .seed = 1}, &error);
    make_large(&large, size);
    Training *training = training_open(model, workers, &(TrainingOptions){.lr = 1e-3, .min_lr = 1, .teacher_forcing = 1, .shards = 1});
    assert_true(training_step(training, &large.batch, 0, &error));
    size_t bytes = training_memory(training);
    training_close(training);
    model_close(model);
    return bytes;
}

/* A step holds one piece, however large the batch: one of 96 sentences no more than one of 48. */
TEST(a_larger_batch_takes_no_more_memory)
{
    Workers *workers = workers_open(1);
    const ModelKind kinds[] = {KIND_RECURRENT, KIND_TRANSFORMER};
    for (int i = 0; i < 2; i++) {
        size_t half = memory_of(workers, kinds[i], MANY / 2), whole = memory_of(workers, kinds[i], MANY);
        assert_true(half > 0 && (double)whole < 1.1 * (double)half);
    }
    workers_close(workers);
}

/* What is said before a step is what it then holds: no more, and not much less. */
TEST(the_size_of_a_step_is_known_before)
{
    enum { MORE = 24, WIDE = 48, LONG = 30 };
    static int ids[MORE * LONG], lengths[MORE];
    Error error;
    for (int i = 0; i < MORE * LONG; i++)
        ids[i] = TOKEN_FIRST + i % (V - TOKEN_FIRST);
    for (int i = 0; i < MORE; i++)
        lengths[i] = LONG;
    Batch batch = {MORE, LONG, LONG, ids, ids, ids, lengths, lengths};
    for (size_t member = 0; member < sizeof family / sizeof *family; member++) {
        ModelConfiguration c = family[member].configuration;
        c.hidden = c.embedding = WIDE;
        c.source_vocabulary = c.target_vocabulary = V;
        Model *model = model_open(&c, &error);
        assert_non_null(model);
        Tape *tape = tape_open(0);
        bool learns = c.kind == KIND_RECURRENT; /* others learn in pieces, and the whole is read for the validation loss */
        tape_reset(tape, learns);
        if (learns)
            tape_lend_gradients(tape);
        Tensor *loss = model_loss(model, tape, &batch, 0, 0);
        if (learns)
            tape_backward(tape, loss, 1);
        double held = (double)arena_most(tape_arena(tape)) / sizeof(real);
        double said = training_size(model_configuration(model), MORE, LONG, LONG, false).all;
        if (said > held || said < held / 15)
            fail_msg("%s: at least %.0f numbers were expected, %.0f were held", family[member].name, said, held);
        tape_close(tape);
        model_close(model);
    }
    ModelConfiguration lstm = {.cell = &lstm_cell, .hidden = 1000};
    assert_true(training_size(&lstm, 4000, 100, 50, false).largest == 4000.0 * 100 * 4 * 1000);
    assert_true(training_size(&lstm, 4000, 100, 50, true).largest == 4000.0 * 100 * 4 * 1000);
    lstm.target_vocabulary = 10000;
    assert_true(training_size(&lstm, 4000, 100, 50, true).largest == 4000.0 * 50 * 10000);
}
