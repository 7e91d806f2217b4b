/* test_model_padding.c: padding never changes what a model computes.
 *
 * Sentences of different lengths go through a model twice: together in one padded batch, and each alone. Losses,
 * attention weights and the gradients of all parameters must agree, for each member of the family of models. At
 * padding stand random words. In float64. */
#include "base/memory.h"
#include "model/decoder.h"
#include "model_family.h"
#include "sentences.h"
#include "test.h"

enum { SENTENCES = 5, SOURCE = 7, TARGET = 6, SOURCE_WORDS = 13, TARGET_WORDS = 11, TOGETHER = 0, ALONE = 1 };
static const double tolerance = 1e-11;
static const int lengths[SENTENCES][2] = {{3, 6}, {7, 2}, {1, 1}, {5, 4}, {7, 6}};

/* What a batch gives: its loss, and weights[t][s] of each sentence; gradients go to the shard's. */
typedef struct Outcome {
    double loss;
    double weights[SENTENCES][TARGET][SOURCE];
} Outcome;

/* The right tokens are read, one after another. */
static void keep_weights(Outcome *out, Model *model, Tape *tape, const Batch *batch, int first)
{
    Decoder *decoder = decoder_open(model, tape, batch, NULL, 0);
    for (int t = 0; t < batch->target_length; t++) {
        Tensor *weights;
        decoder_step(decoder, batch->target_in + t * batch->size, &weights);
        for (int b = 0; weights != NULL && b < batch->size; b++)
            for (int s = 0; s < batch->source_length; s++)
                out->weights[first + b][t][s] = (double)weights->value[b * batch->source_length + s];
    }
}

static void compute(Model *model, const Batch *batch, int shard, double tokens, int first, Outcome *out)
{
    Tape *tape = tape_open(shard);
    tape_reset(tape, true);
    Tensor *loss = model_loss(model, tape, batch, tokens, 0);
    out->loss += (double)loss->value[0];
    tape_backward(tape, loss, 1);
    tape_reset(tape, false);
    keep_weights(out, model, tape, batch, first);
    tape_close(tape);
}

/* Without a denominator the loss is the mean over the batch's own tokens. */
static void assert_mean(Model *model, const Batch *batch, double loss)
{
    Tape *tape = tape_open(0);
    tape_reset(tape, false);
    assert_true(fabs((double)model_loss(model, tape, batch, 0, 0)->value[0] - loss) <= tolerance);
    tape_close(tape);
}

static double largest_of(double a, double b) { return b > a || isnan(b) ? b : a; }

static double weights_apart(const Outcome *a, const Outcome *b)
{
    double most = 0;
    for (int i = 0; i < SENTENCES; i++)
        for (int t = 0; t < lengths[i][1]; t++)
            for (int s = 0; s < SOURCE; s++) /* beyond the sentence: 0, as in the one that was alone */
                most = largest_of(most, fabs(a->weights[i][t][s] - b->weights[i][t][s]));
    return most;
}

/* The largest difference in loss, weights or gradients. spoil, when not NULL, changes the padded batch. */
static double difference(int member, void (*spoil)(Sentences *all))
{
    Sentences all, one, right;
    make_sentences(&all, lengths, SENTENCES, SOURCE_WORDS, TARGET_WORDS, 11);
    right = all;
    if (spoil != NULL)
        spoil(&all);
    Model *model = family_model(member, SOURCE_WORDS, TARGET_WORDS);
    Parameters *parameters = model_parameters(model);
    parameters_set_shards(parameters, 2);
    Outcome *outcomes = memory_new(2, sizeof *outcomes);
    double tokens = (double)model_loss_tokens(model, &all.batch);
    parameters_zero_gradients(parameters);
    compute(model, &all.batch, TOGETHER, tokens, 0, &outcomes[TOGETHER]);
    if (spoil == NULL)
        assert_mean(model, &all.batch, outcomes[TOGETHER].loss);
    for (int b = 0; b < SENTENCES; b++) {
        cut_sentence(&one, &right, b);
        compute(model, &one.batch, ALONE, tokens, b, &outcomes[ALONE]);
    }
    double most = largest_of(fabs(outcomes[0].loss - outcomes[1].loss), weights_apart(&outcomes[0], &outcomes[1]));
    for (size_t i = 0; i < parameters->total; i++)
        most = largest_of(most, fabs((double)(parameters->gradient[TOGETHER][i] - parameters->gradient[ALONE][i])));
    free(outcomes);
    model_close(model);
    return most;
}

/* ---- what a wrong batch would look like ---- */

static void lengthen_source(Sentences *all) { all->source_lengths[0]++; }
static void shorten_source(Sentences *all) { all->source_lengths[3]--; }
static void forget_padding(Sentences *all)
{
    for (int b = 0; b < SENTENCES; b++)
        all->source_lengths[b] = SOURCE;
}
static void say_at_padding(Sentences *all) { all->target_out[(TARGET - 1) * SENTENCES + 1] = TOKEN_EOS; }

static void check_all(void (*spoil)(Sentences *all), bool same)
{
    for (int member = 0; member < FAMILY; member++) {
        if (spoil == say_at_padding && !family_speaks(member))
            continue; /* it never reads a target */
        double apart = difference(member, spoil);
        if ((apart <= tolerance) != same)
            fail_msg("%s: %g apart", family[member].name, apart);
    }
}

TEST(together_is_as_alone)
{
    check_all(NULL, true);
}

/* ---- the same comparison must notice what would be wrong ---- */

TEST(wrong_lengths_are_noticed)
{
    check_all(lengthen_source, false);
    check_all(shorten_source, false);
    check_all(forget_padding, false);
    check_all(say_at_padding, false);
}
