/* test_gradient_flow.c: what reaches the encoder's states of a loss, against what happens when the states are pushed.
 * In float64, for every kind of model. */
#include "engine/ops.h"
#include "model/decoder.h"
#include "model/gradient_flow.h"
#include "model_family.h"
#include "test.h"

enum { WORDS = 12, SOURCE = 7, TARGET = 5, HIDDEN = 8 };
static const int source[SOURCE] = {5, 9, 4, 4, 11, 7, TOKEN_EOS}, target[TARGET] = {6, 10, 5, 8, TOKEN_EOS};

/* One number of one state is made a little larger as soon as it is there. */
typedef struct Push {
    Observer observer;
    TracePattern pattern;
    int step, unit;
    double by;
    int pushed;
} Push;

static void see(Observer *observer, const TraceKey *key, int step, int steps, real *values, int count)
{
    Push *push = (Push *)observer;
    (void)steps;
    if (!trace_matches(&push->pattern, key) || step != push->step || push->unit >= count)
        return;
    values[push->unit] += push->by;
    push->pushed++;
}

static double loss_when_pushed(Model *model, Tape *tape, int position, Push push)
{
    Batch batch = {.size = 1, .source_length = SOURCE, .source = source, .source_lengths = &(int){SOURCE}};
    tape_reset(tape, false);
    Decoder *decoder = decoder_open(model, tape, &batch, &push.observer, position + 1);
    Tensor *logits = NULL;
    for (int t = 0; t <= position; t++)
        logits = decoder_step(decoder, t == 0 ? &(int){TOKEN_SOS} : &target[t - 1], NULL);
    assert_in_range(push.pushed, 0, 1);
    return push.pushed == 0 ? (double)NAN : op_cross_entropy(tape, logits, &target[position], (LossScale){1, 0})->value[0];
}

/* The square of d loss / d (the named state at this step), by central differences; 0 where there is no such state. */
static double square_by_differences(Model *model, Tape *tape, const char *name, int step, int position)
{
    const double by = 1e-5;
    double sum = 0;
    TracePattern pattern;
    assert_true(trace_parse(name, &pattern));
    for (int unit = 0; unit < HIDDEN; unit++) {
        Push push = {.observer = {.see = see}, .pattern = pattern, .step = step, .unit = unit, .by = by};
        double above = loss_when_pushed(model, tape, position, push);
        push.by = -by;
        double slope = (above - loss_when_pushed(model, tape, position, push)) / (2 * by);
        sum += isnan(slope) ? 0 : slope * slope;
    }
    return sum;
}

static void check_model(int member, int position)
{
    Model *model = family_model(member, WORDS, WORDS);
    Tape *tape = tape_open(0);
    double norms[SOURCE];
    Error error = {0};
    int layers = model_configuration(model)->layers;
    char state[64], memory[64], prefix[32] = "encoder.";
    if (layers > 1)
        snprintf(prefix, sizeof prefix, "encoder.layer%d.", layers);
    snprintf(state, sizeof state, "%sforward.state", prefix);
    snprintf(memory, sizeof memory, "%sforward.cell_state", prefix);
    if (model_configuration(model)->kind != KIND_RECURRENT) { /* of a causal model, whose source begins its one text, too */
        snprintf(state, sizeof state, "%s.embedding", model_configuration(model)->kind == KIND_CAUSAL ? "decoder" : "encoder");
        strcpy(memory, "none");
    }
    if (model_configuration(model)->input == INPUT_BAG || !family_speaks(member)) {
        assert_false(gradient_flow(model, tape, &(FlowQuestion){source, SOURCE, target, position}, norms, &error));
        assert_int_equal(error.kind, ERROR_USAGE);
    } else {
        if (!gradient_flow(model, tape, &(FlowQuestion){source, SOURCE, target, position}, norms, &error))
            fail_msg("%s: %s", family[member].name, error.message);
        for (int s = 0; s < SOURCE; s++) {
            double expected = sqrt(square_by_differences(model, tape, state, s, position) +
                                   square_by_differences(model, tape, memory, s, position));
            if (model_configuration(model)->kind != KIND_RECURRENT)
                expected *= sqrt(HIDDEN); /* what is told of the table's row is sqrt(H) times it */
            if (!(expected > 1e-7 && fabs(norms[s] - expected) < 1e-6 * expected + 1e-9))
                fail_msg("%s, state %d: %.9g, by differences %.9g", family[member].name, s, norms[s], expected);
        }
    }
    tape_close(tape);
    model_close(model);
}

TEST(gradients_are_what_a_push_does)
{
    for (int member = 0; member < FAMILY; member++)
        for (int position = 0; position < TARGET; position += 2)
            check_model(member, position);
}
