/* test_lab_options.c: every option of training with every kind of model changes what it says and nothing else, or is refused
 * with a reason. The options are those of the table: one that has no row here fails the test. */
#include <unistd.h>

#include "engine/packed_weights.h"
#include "small_lab.h"
#include "test.h"

enum { VALUES_MOST = 4096 };

static char log_file[] = "/tmp/seqlab-test-XXXXXX.csv";

/* A kind of model, as a person would type it; draws: its steps draw random numbers, each shard its own. */
static const struct { const char *name, *options; bool speaks, draws; } kinds[] = {
    {"none", "attention=none", true, false},
    {"dot", "attention=dot", true, false},
    {"scaled", "attention=scaled", true, false},
    {"general", "attention=general", true, false},
    {"additive", "attention=additive", true, false},
    {"fed", "attention=dot input_feeding=yes", true, false},
    {"both ways", "attention=dot bidirectional=yes", true, false},
    {"lstm", "cell=lstm layers=2", true, false},
    {"one-hot", "cell=rnn input=one-hot", true, false},
    {"bag", "attention=none input=bag", true, false},
    {"dropout", "attention=dot layers=2 dropout=0.3", true, true},
    {"transformer", "kind=transformer layers=1 heads=2", true, false},
    {"causal", "kind=causal layers=1 heads=2", true, false},
    {"masked", "kind=masked layers=1 heads=2", false, true},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

typedef enum {
    NOTHING,     /* the model learns the same, to the bit */
    LEARNS,      /* the first loss is the same to the bit, what is learned from it is not */
    LOSS,        /* the loss is another one; the validation loss of the same weights is the same */
    SENTENCES,   /* other sentences are learned, or other random numbers drawn */
    LAST_DIGITS, /* the same, but for rounding */
    ROUNDING,    /* likewise, to two digits; refused where the processor has no bfloat16 */
    LENGTH,      /* the run has another length */
    CLOCK        /* as long as the clock says */
} Effect;

/* neutral: what the option is without being given, NULL: it cannot be typed. */
static const struct { const char *name, *neutral, *changed, *with; Effect effect; bool speakers_only; } cases[] = {
    {"steps", "3", "5", "", LENGTH, false},
    {"seconds", NULL, "0.1", "", CLOCK, false},
    {"batch", "8", "9", "", SENTENCES, false},
    {"validate_every", "0", "1", "", NOTHING, false},
    {"patience", "0", "2", "validate_every=1", NOTHING, false}, /* the last validation is the best: nothing is undone */
    {"checkpoints", "0", "3", "", NOTHING, false},
    {"autosave", "10", "0", "", NOTHING, false},
    {"fresh", "no", "yes", "", NOTHING, false}, /* of a new model */
    {"log", NULL, log_file, "", NOTHING, false},
    {"lr", "0.01", "0.02", "", LEARNS, false},
    {"warmup", "0", "2", "", LEARNS, false},
    {"decay", "cosine", "linear", "", LEARNS, false},
    {"min_lr", "0.05", "0.5", "", LEARNS, false},
    {"clip", "1", "0.001", "", LEARNS, false},
    {"optimizer", "adam", "sgd", "", LEARNS, false},
    {"weight_decay", "0", "0.5", "", LEARNS, false},
    {"momentum", "0.9", "0.5", "optimizer=sgd", LEARNS, false},
    {"padding", "ignored", "learned", "", NOTHING, false}, /* the targets of a batch of this task are of one length */
    {"label_smoothing", "0", "0.4", "", LOSS, true},
    {"teacher_forcing", "1", "0", "", LOSS, true},
    {"precision", "float32", "bf16", "", ROUNDING, false},
    {"shards", "2", "3", "", LAST_DIGITS, false},
    {"seed", "1", "2", "", SENTENCES, false},
};
enum { CASES = sizeof cases / sizeof *cases };

/* A run of a new model: what it said, and what was learned. */
typedef struct Outcome {
    bool trained;
    TrainResult result;
    size_t count;
    real values[VALUES_MOST];
} Outcome;

static void run(int kind, const char *options, Outcome *out)
{
    Lab *lab = lab_with_data((DatasetOptions){.task = "copy", .length_least = 2, .length_most = 3, .symbols = 5, .seed = 1});
    ModelConfiguration configuration;
    TrainOptions train;
    options_defaults(&model_options, &configuration);
    put(&model_options, &configuration, kinds[kind].options);
    put(&model_options, &configuration, "hidden=8");
    put_model(lab, NULL, configuration);
    options_defaults(&train_options, &train);
    put(&train_options, &train, "steps=3 batch=8 lr=0.01 validate_every=0");
    uint64_t given = put(&train_options, &train, options);
    OptionList list = options_list(&train_options);
    if (!options_effective(&list, &train, given, &error))
        fail_msg("%s, %s: %s", kinds[kind].name, options, error.message);
    out->trained = lab_train(lab, &train, &out->result, &error);
    if (out->trained) {
        const Parameters *parameters = model_parameters(lab->current->model);
        out->count = parameters->total;
        assert_true(out->count <= VALUES_MOST);
        memcpy(out->values, parameters->value, out->count * sizeof(real));
    }
    close_lab(lab);
}

static double first_loss(const Outcome *outcome) { return outcome->result.losses.value[0]; }

static bool same_values(const Outcome *a, const Outcome *b)
{
    return a->count == b->count && memcmp(a->values, b->values, a->count * sizeof(real)) == 0;
}

static bool close_to(double a, double b, double tolerance) { return fabs(a - b) <= tolerance; }

static void text_of(char text[128], int number, const char *value)
{
    snprintf(text, 128, "%s %s=%s", cases[number].with, cases[number].name, value);
}

static void trained_by(int kind, const char *options, Outcome *out)
{
    run(kind, options, out);
    if (!out->trained)
        fail_msg("%s, %s: %s", kinds[kind].name, options, error.message);
}

TEST(every_option_of_the_table_has_a_row)
{
    OptionList list = options_list(&train_options);
    for (int i = 0; i < list.count; i++) {
        bool has_row = false;
        for (int k = 0; k < CASES; k++)
            has_row = has_row || strcmp(cases[k].name, list.at[i].option->name) == 0;
        if (!has_row)
            fail_msg("%s has no row in this test", list.at[i].option->name);
    }
    assert_int_equal(list.count, CASES);
}

/* What the effect of an option allows. */
static const char *fault(Effect effect, const Outcome *plain, const Outcome *other)
{
    bool same_first = first_loss(plain) == first_loss(other), same = same_values(plain, other);
    bool as_long = plain->result.steps == other->result.steps;
    switch (effect) {
    case NOTHING: return same && same_first && plain->result.loss == other->result.loss && as_long ? NULL : "something changed";
    case LEARNS: return same_first && !same && as_long ? NULL : same ? "nothing changed" : "the first loss changed";
    case LOSS: return same_first || same ? "the loss is the same" : as_long ? NULL : "another length";
    case SENTENCES: return same_first || same ? "the sentences are the same" : as_long ? NULL : "another length";
    case LAST_DIGITS:
        for (size_t i = 0; i < plain->count; i++)
            if (!close_to((double)plain->values[i], (double)other->values[i], 1e-3))
                return "more than the last digits";
        return close_to(first_loss(plain), first_loss(other), 1e-5) && as_long ? NULL : "another loss";
    case ROUNDING:
        return same ? "nothing was rounded"
               : close_to(first_loss(plain), first_loss(other), 0.02 * first_loss(plain)) && as_long ? NULL : "another loss";
    case LENGTH: return same_first && other->result.steps == 5 ? NULL : "not five steps";
    case CLOCK: return same_first && other->result.seconds >= 0.1 && other->result.steps > 0 ? NULL : "not the clock's";
    }
    return "?";
}

TEST(every_option_does_what_it_says_or_is_refused)
{
    static Outcome plain, neutral, other;
    char text[128];
    close(mkstemps(log_file, 4));
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < CASES; i++) {
            trained_by(kind, cases[i].with, &plain);
            if (cases[i].neutral != NULL) {
                text_of(text, i, cases[i].neutral);
                trained_by(kind, text, &neutral);
                if (!same_values(&plain, &neutral) || plain.result.loss != neutral.result.loss)
                    fail_msg("%s,%s: not what comes without it", kinds[kind].name, text);
            }
            text_of(text, i, cases[i].changed);
            run(kind, text, &other);
            bool may = kinds[kind].speaks || !cases[i].speakers_only;
            if (!may) {
                assert_refused(other.trained, ERROR_USAGE, cases[i].name);
                continue;
            }
            if (cases[i].effect == ROUNDING && !products_have_bf16()) {
                assert_refused(other.trained, ERROR_USAGE, "AVX512_BF16");
                continue;
            }
            if (!other.trained)
                fail_msg("%s,%s: %s", kinds[kind].name, text, error.message);
            bool draws = kinds[kind].draws && cases[i].effect == LAST_DIGITS;
            const char *what = fault(draws ? SENTENCES : cases[i].effect, &plain, &other);
            if (what != NULL)
                fail_msg("%s,%s: %s (loss %.9g, then %.9g)", kinds[kind].name, text, what, first_loss(&plain), first_loss(&other));
        }
    unlink(log_file);
}

/* Smoothing mixes two means over the same tokens, so that the loss is a straight line from the one without it; with almost
 * none of the model's own tokens it is that one. The validation loss is always that of the given tokens. */
TEST(losses_are_means_over_the_same_tokens)
{
    static Outcome plain, a, b, c;
    for (int kind = 0; kind < KINDS; kind++) {
        if (!kinds[kind].speaks)
            continue;
        trained_by(kind, "steps=1 lr=1e-9 seed=3", &plain);
        trained_by(kind, "steps=1 lr=1e-9 seed=3 label_smoothing=0.000001", &a);
        trained_by(kind, "steps=1 lr=1e-9 seed=3 label_smoothing=0.3", &b);
        trained_by(kind, "steps=1 lr=1e-9 seed=3 label_smoothing=0.6", &c);
        double zero = first_loss(&plain), third = first_loss(&b) - zero, twice = first_loss(&c) - zero;
        if (!close_to(zero, first_loss(&a), 1e-5) || !close_to(2 * third, twice, 1e-5))
            fail_msg("%s: %.7g, with smoothing %.7g, %.7g, %.7g", kinds[kind].name, zero, first_loss(&a), first_loss(&b), first_loss(&c));
        assert_int_equal(plain.result.tokens, c.result.tokens);
        if (!close_to(plain.result.validation_loss, c.result.validation_loss, 1e-5))
            fail_msg("%s: smoothing changed the validation loss", kinds[kind].name);
        trained_by(kind, "steps=1 lr=1e-9 seed=3 teacher_forcing=0.9999999", &a);
        trained_by(kind, "steps=1 lr=1e-9 seed=3 teacher_forcing=0", &b);
        if (!close_to(zero, first_loss(&a), 1e-5) || !close_to(plain.result.validation_loss, b.result.validation_loss, 1e-5))
            fail_msg("%s: own tokens changed more than they say", kinds[kind].name);
    }
}
