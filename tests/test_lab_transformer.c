/* test_lab_transformer.c: the workbench with the Transformer family: what a masked model is asked and how it is scored,
 * what a causal model's likelihood is of, and files. */
#include "base/language.h"
#include "lab/validation.h"
#include "small_lab.h"
#include "test.h"

static Lab *lab_with(ModelKind kind, DatasetOptions data)
{
    Lab *lab = lab_with_data(data);
    put_model(lab, NULL, (ModelConfiguration){.kind = kind, .hidden = 16, .heads = 2, .seed = 1});
    return lab;
}

static Lab *lab_of_kind(ModelKind kind)
{
    return lab_with(kind, (DatasetOptions){.task = "copy", .length_least = 3, .length_most = 6, .symbols = 6, .seed = 1});
}

static void train_soundly(Lab *lab, long steps)
{
    TrainResult result = train_by(lab, train_of("steps=%ld", steps));
    assert_true(isfinite(result.loss) && isfinite(result.validation_loss));
}

/* The validation loss is the mean over the tokens that the loss is of, whatever their number in a batch. */
TEST(the_validation_loss_is_of_hidden_tokens)
{
    enum { CHECKED = 8, TOGETHER = 5 };
    Lab *lab = lab_of_kind(KIND_MASKED);
    LabModel *entry = lab_find(lab, NULL, NULL);
    Training *training = training_open(entry->model, lab->workers, &(TrainingOptions){.lr = 0.01, .teacher_forcing = 1, .shards = 1});
    Tape *tape = tape_open(0);
    Batches *batches = batches_open(entry->data->dataset, SPLIT_VALIDATION, TOGETHER, 1);
    double sum = 0, tokens = 0;
    for (int i = 0; i < CHECKED; i++) {
        const Batch *batch = batches_next(batches);
        tape_reset(tape, false);
        sum += (double)model_loss(entry->model, tape, batch, 1, 0)->value[0];
        tokens += (double)model_loss_tokens(entry->model, batch);
    }
    Validation validation;
    validation_open(&validation, entry, training, tape, &(TrainOptions){.batch = TOGETHER, .training.seed = 1});
    assert_true(fabs(validation_check(&validation) - sum / tokens) < 1e-5);
    validation_close(&validation);
    batches_close(batches);
    tape_close(tape);
    training_close(training);
}

/* ---- masked ---- */

/* 300 pairs whose words are all their own, but for one in each `known` sentences: held-out ones are mostly <UNK>. */
static Lab *lab_of_strangers(int known)
{
    Buffer text = {0};
    for (int i = 0; i < 300; i++)
        buffer_format(&text, known > 0 && i % known == 0 ? "all w%d\tx\n" : "v%d w%d\tx\n", i, i);
    Lab *lab = lab_of_pairs(&text);
    put_model(lab, NULL, (ModelConfiguration){.kind = KIND_MASKED, .hidden = 16, .heads = 2, .seed = 1});
    return lab;
}

/* A sentence of words that the vocabulary lacks has nothing to hide: it is neither right nor wrong. */
TEST(nothing_hidden_is_not_right)
{
    AccuracyOptions options = accuracy_of("");
    Lab *lab = lab_of_strangers(0);
    AccuracyResult none = accuracy_by(lab, &options);
    assert_true(none.count == 0 && isnan(none.scores.exact) && isnan(none.scores.tokens) && none.examples == 0);
    close_lab(lab);
    lab = lab_of_strangers(3);
    train_soundly(lab, 60); /* enough for the only word that comes again */
    AccuracyResult some = accuracy_by(lab, &options);
    int held_out = dataset_count(lab_dataset(lab), SPLIT_TEST);
    assert_true(some.count > 0 && some.count < held_out);
    assert_true(some.scores.exact == some.scores.tokens);
}

/* Batches of one sentence, most of which have no token that the loss is of. */
TEST(a_batch_without_tokens_leaves_the_loss_a_number)
{
    TrainOptions options = train_of("steps=12 batch=1 validate_every=2 patience=100");
    Lab *lab = lab_of_strangers(3);
    TrainResult result = train_by(lab, options);
    assert_int_equal(result.validation_losses.count, 7); /* the first before the run */
    assert_true(isfinite(result.validation_loss) && result.best_step > 0 && result.restored && !result.early);
    close_lab(lab);
    lab = lab_of_strangers(0);
    assert_refused(lab_train(lab, &options, &result, &error), ERROR_USAGE, "patience needs a validation loss");
    options.patience = 0;
    result = train_by(lab, options);
    assert_true(isnan(result.validation_loss) && isnan(result.best_loss) && result.validation_losses.count == 0);
}

TEST(unknown_words_are_filled_in)
{
    Lab *lab = lab_of_kind(KIND_MASKED);
    Translation *translation = translated(lab, (Request){.text = "a _ c _"});
    assert_int_equal(translation->unknown, 2);
    assert_int_equal(strlen(translation->text), 7);
    assert_true(translation->text[0] == 'a' && translation->text[4] == 'c');
    assert_non_null(strchr("abcdef", translation->text[2]));
    assert_non_null(strchr("abcdef", translation->text[6]));
    assert_string_equal(translation->source_tokens[1], "_");
    assert_int_equal(translation->target_count, 5);
    const TraceArray *map = trace_find_named(translation->trace, "attention.weights");
    assert_true(map != NULL && map->rows == 5 && map->columns == 5);
    Translation *whole = translated(lab, (Request){.text = "b e"});
    assert_string_equal(whole->text, "b e");
    assert_true(whole->log_probability == 0); /* nothing had to be guessed */
}

static int count_of(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part))
        count++;
    return count;
}

TEST(an_example_hides_words_of_its_source)
{
    Lab *lab = lab_of_kind(KIND_MASKED);
    for (uint64_t seed = 1; seed < 5; seed++) {
        const Request request = {.length = 6, .seed = seed};
        Translation *one = translated(lab, request), *same = translated(lab, request);
        assert_int_equal(count_of(one->source_text, "<UNK>"), 1);
        assert_null(strstr(one->reference, "<UNK>"));
        assert_null(strstr(one->text, "<UNK>"));
        assert_int_equal(strlen(one->reference), strlen(one->text));
        assert_string_equal(one->source_text, same->source_text);
        assert_string_equal(one->text, same->text);
    }
}

/* A source language of one word: whatever is hidden, it is that; and the target's words are others, and more. */
TEST(what_is_hidden_is_what_counts)
{
    FILE *file = fopen(pairs, "w");
    for (int length = 1; length <= 30; length++) {
        for (int i = 0; i < length; i++)
            fprintf(file, "%s%s", i > 0 ? " " : "", "so");
        fprintf(file, "\tw%d x y z\n", length);
    }
    fclose(file);
    Lab *lab = lab_with(KIND_MASKED, (DatasetOptions){.file = pairs, .seed = 1});
    AccuracyOptions options = accuracy_of("");
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.unit, UNIT_HIDDEN);
    assert_true(result.scores.exact == 1 && result.scores.tokens == 1);
    assert_true(isnan(result.scores.bleu) && isnan(result.scores.perplexity) && isnan(result.scores.on_partner));
    for (int i = 0; i < result.examples; i++) {
        assert_non_null(strstr(result.example_source[i], "<UNK>"));
        assert_string_equal(result.example_answer[i], result.example_reference[i]);
    }
    train_soundly(lab, 3);
}

/* Six symbols, each as likely as any other: only about one guess of six is right, though all other tokens are. */
TEST(what_is_not_hidden_does_not_count)
{
    Lab *lab = lab_of_kind(KIND_MASKED);
    AccuracyOptions options = accuracy_of("");
    AccuracyResult result = accuracy_by(lab, &options);
    assert_true(result.scores.tokens < 0.4 && result.scores.exact < 0.4);
    /* The same words are hidden each time. */
    assert_true(accuracy_by(lab, &options).scores.tokens == result.scores.tokens);
}

/* ---- causal, and all ---- */

/* Writes sentences with their greedy answers; returns how many, and what all answers together weigh. */
static int write_answers(Lab *lab, double *nats_per_token)
{
    static const char *const sources[] = {"a b c", "d a f e", "c c b", "e f a b d", "b d f a c e", "f f a"};
    FILE *file = fopen(pairs, "w");
    double nats = 0;
    int tokens = 0, lines = 0;
    for (int i = 0; i < 6; i++) {
        Translation *translation = translated(lab, (Request){.text = sources[i]});
        bool ended = translation->trace->target[translation->target_count - 1] == TOKEN_EOS;
        if (ended && translation->text[0] != '\0') {
            fprintf(file, "%s\t%s\n", sources[i], translation->text);
            nats -= translation->log_probability;
            tokens += translation->target_count;
            lines++;
        }
    }
    fclose(file);
    *nats_per_token = nats / tokens;
    return lines;
}

/* Greedy answers as references: their likelihood is the answers', and no source token counts. */
TEST(perplexity_is_of_the_answer)
{
    static const ModelKind kinds[] = {KIND_TRANSFORMER, KIND_CAUSAL};
    for (int k = 0; k < 2; k++) {
        Lab *lab = lab_of_kind(kinds[k]);
        double nats;
        train_soundly(lab, 200);
        int lines = write_answers(lab, &nats);
        assert_true(lines >= 3);
        AccuracyOptions options = accuracy_of("");
        options.file = pairs;
        AccuracyResult result = accuracy_by(lab, &options);
        assert_int_equal(result.count, lines);
        assert_true(result.scores.exact == 1);
        if (!(fabs(log(result.scores.perplexity) - nats) < 1e-4))
            fail_msg("%s: %g, not %g", kind_name(kinds[k]), log(result.scores.perplexity), nats);
        close_lab(lab);
    }
}
