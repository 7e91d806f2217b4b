/* test_lab_accuracy.c: how right a model is: which sentences are asked, and how they are counted. */
#include "base/whole_file.h"
#include "model/scores.h"
#include "small_lab.h"
#include "test.h"

/* ---- accuracy ---- */

TEST(all_right_is_counted_as_all_right)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 4, 6);
    AccuracyOptions options = accuracy_of("count=60 lengths=2");
    train(lab, 400);
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.count, 60);
    assert_int_equal(result.rows, 1);
    assert_true(result.scores.exact == 1.0 && result.scores.tokens == 1.0 && result.scores.on_partner > 0.5);
    assert_int_equal(result.by_length[0].count, 60);
    assert_true(result.by_length[0].scores.exact == 1.0);
    for (int i = 0; i < result.examples; i++) {
        assert_string_equal(result.example_answer[i], result.example_reference[i]);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(result.example_source[i], result.example_source[k]);
    }
}

typedef struct Tally {
    Lab *lab;
    int asked[5], right[5]; /* by length */
} Tally;

static void translate_line(void *argument, int length, const char *source, const char *reference)
{
    Tally *tally = argument;
    tally->asked[length]++;
    tally->right[length] += strcmp(translated(tally->lab, (Request){.text = source})->text, reference) == 0;
}

/* What accuracy says of a file is what comes out when each line is translated by itself. */
TEST(a_file_is_scored_as_line_by_line)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 4, 3);
    AccuracyOptions options = accuracy_of("");
    Tally tally = {.lab = lab};
    train(lab, 120);
    write_quiz();
    each_quiz_pair(translate_line, &tally);
    int right = tally.right[2] + tally.right[3] + tally.right[4];
    assert_in_range(right, 10, 93); /* some right, some wrong */
    options.file = pairs;
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.count, 117);
    assert_true(near(result.scores.exact, right / 117.0) && isnan(result.scores.on_partner));
    assert_int_equal(result.rows, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(result.by_length[i].count, tally.asked[i + 2]);
        assert_true(near(result.by_length[i].scores.exact, (double)tally.right[i + 2] / tally.asked[i + 2]));
    }
}

/* A line of a translated file must be what `translate` says of it. */
typedef struct Lines { Lab *lab; const char *at; int count; } Lines;

static void expect_line(void *argument, int length, const char *source, const char *reference)
{
    Lines *lines = argument;
    Buffer line = {0};
    (void)length;
    buffer_format(&line, "%s\t%s\t%s\n", source, translated(lines->lab, (Request){.text = source})->text, reference);
    if (strncmp(lines->at, line.text, line.length) != 0)
        fail_msg("\"%s\" is not \"%.20s\"", line.text, lines->at);
    lines->at += line.length;
    lines->count++;
    buffer_free(&line);
}

TEST(a_file_is_translated_as_line_by_line)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 4, 3);
    AccuracyOptions scored = accuracy_of("");
    scored.file = pairs;
    TranslateFileOptions options = {pairs, changed, scored.search};
    TranslatedFile result;
    Buffer text = {0};
    train(lab, 120);
    write_quiz();
    lab_interrupt_check(lab, always);
    assert_refused(lab_translate_file(lab, NULL, &options, &result, &error), ERROR_INTERRUPTED, "is not written");
    assert_int_equal(access(changed, F_OK), -1);
    lab_interrupt_check(lab, NULL);
    assert_true(lab_translate_file(lab, NULL, &options, &result, &error));
    assert_true(whole_file_read(changed, 10000, &text, &error));
    Lines lines = {lab, text.text, 0};
    each_quiz_pair(expect_line, &lines);
    assert_int_equal(lines.count, 117);
    assert_int_equal(result.answers, 117);
    assert_string_equal(lines.at, "");
    buffer_free(&text);
    AccuracyResult by_accuracy = accuracy_by(lab, &scored);
    assert_true(near(result.scores.scores.exact, by_accuracy.scores.exact) && near(result.scores.scores.bleu, by_accuracy.scores.bleu));
    assert_true(fabs(result.scores.scores.perplexity - by_accuracy.scores.perplexity) < 1e-4);
    accuracy_result_free(&result.scores);
}

/* Every fifth reference of the quiz has a z at its end, which the vocabulary lacks: 2 + 6 + 17 of them. */
TEST(missed_tokens_are_counted_with_what_came_instead)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 4, 3);
    AccuracyOptions options = accuracy_of("errors=1");
    train(lab, 600);
    write_quiz();
    options.file = pairs;
    AccuracyResult result = accuracy_by(lab, &options);
    assert_true(result.scores.exact > 0.7);
    assert_int_equal(result.error_count, 1);
    const TokenErrors *first = &result.errors[0];
    assert_string_equal(first->token, "<UNK>");
    assert_int_equal(first->count, 25);
    assert_int_equal(first->missed, 25);
    assert_null(first->instead[0].token);
    assert_in_range(first->instead[0].times, 20, 25);
}

TEST(an_interrupt_ends_the_drawing)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 4, 6);
    AccuracyOptions options = accuracy_of("count=100000 lengths=3");
    lab_interrupt_check(lab, always);
    AccuracyResult result = accuracy_by(lab, &options);
    assert_true(result.stopped && result.count == 0);
    assert_true(result.asked == 0); /* not one was drawn */
}

/* Notes that it was told of the reading, which then is to end, and the most that was read all the same. */
typedef struct Reading { int told; double most; } Reading;

static WorkWish ends_the_reading(void *argument, const Progress *progress)
{
    Reading *reading = argument;
    bool reads = strcmp(progress->activity, "reading pairs") == 0;
    reading->told += reads;
    if (reads && progress->fraction > reading->most)
        reading->most = progress->fraction;
    return reads ? WORK_STOPS : WORK_GOES_ON;
}

/* Whoever reads them to the end is seen at it. */
static Buffer many_pairs(void)
{
    Buffer text = {0};
    for (int i = 100000; i < 250000; i++)
        buffer_format(&text, "a b %d\tb a\n", i);
    return text;
}

TEST(reading_the_pairs_of_a_file_is_told_and_ends_at_once)
{
    Lab *lab = copy_lab_with(NULL, 2, 4, 3);
    AccuracyOptions options = accuracy_of("count=50");
    AccuracyResult result = {0};
    Reading reading = {0};
    Buffer text = many_pairs();
    write_pairs(buffer_text(&text));
    buffer_free(&text);
    options.file = pairs;
    lab_watch(lab, ends_the_reading, &reading);
    assert_refused(lab_accuracy(lab, NULL, &options, &result, &error), ERROR_INTERRUPTED, "stopped");
    assert_true(reading.told > 0 && reading.most < 0.1);
    lab_watch(lab, NULL, NULL);
    write_quiz();
    assert_int_equal(accuracy_by(lab, &options).count, 50);
}

TEST(so_does_reading_what_was_trained_on)
{
    Buffer text = many_pairs();
    Lab *lab = lab_of_pairs(&text);
    AccuracyOptions options = accuracy_of("count=50");
    AccuracyResult result = {0};
    Reading reading = {0};
    put_model(lab, NULL, (ModelConfiguration){.hidden = 4, .seed = 1});
    write_quiz();
    options.file = pairs;
    lab_watch(lab, ends_the_reading, &reading);
    assert_refused(lab_accuracy(lab, NULL, &options, &result, &error), ERROR_INTERRUPTED, "stopped");
    assert_true(reading.told > 0 && reading.most < 0.1);
}

/* What tells a letter from others is mostly at its edges: beside the partner, which is its middle, and yet on it. */
TEST(any_column_of_a_letter_is_its_partner)
{
    Lab *lab = lab_with_data((DatasetOptions){.task = "picture", .symbols = 8, .length_least = 11, .length_most = 22,
                                              .noise = 0.02, .seed = 1});
    AccuracyOptions options = accuracy_of("");
    put_model(lab, NULL, (ModelConfiguration){.attention = &dot_score, .hidden = 32, .bidirectional = true, .seed = 1});
    train(lab, 300);
    AccuracyResult result = accuracy_by(lab, &options);
    assert_true(result.scores.exact > 0.5 && result.scores.on_partner > 0.75 && result.unit == UNIT_CHARACTER);
    assert_int_equal(result.example_columns[0], (strlen(result.example_source[0]) + 1) / 3);
    Translation *translation = translated(lab, (Request){.text = " abc "});
    assert_string_equal(translation->reference, "ABC");
    assert_non_null(translation->partner);
    assert_int_equal(translation->dots[translation->source_count - 1], -1);
    assert_in_range(translation->dots[0], 0, 127);
    assert_refused(lab_translate(lab, &(Request){.text = "ab cd"}, &error) != NULL, ERROR_USAGE, "cannot be drawn");
}

/* Sums over the sentences that are answered rightly, which go into a file as they are and with a z at the end. */
typedef struct Likelihood {
    Lab *lab;
    FILE *right, *more;
    double nats[5]; /* by length */
    long count[5];
} Likelihood;

static void weigh_line(void *argument, int length, const char *source, const char *reference)
{
    Likelihood *sums = argument;
    (void)reference;
    Translation *translation = translated(sums->lab, (Request){.text = source});
    if (strcmp(translation->text, source) == 0) {
        sums->nats[length] -= translation->log_probability;
        sums->count[length]++;
        fprintf(sums->right, "%s\t%s\n", source, source);
        fprintf(sums->more, "%s\t%s z\n", source, source);
    }
}

static void expect_likelihood(const AccuracyResult *result, const Likelihood *sums)
{
    double nats = 0, tokens = 0;
    assert_int_equal(result->rows, 3);
    for (int length = 2; length < 5; length++) {
        double own = (double)sums->count[length] * (length + 1);
        assert_int_equal(result->by_length[length - 2].count, sums->count[length]);
        assert_true(fabs(log(result->by_length[length - 2].scores.perplexity) - sums->nats[length] / own) < 1e-4);
        nats += sums->nats[length];
        tokens += own;
    }
    assert_true(nats / tokens > 1e-3 && fabs(log(result->scores.perplexity) - nats / tokens) < 1e-4);
}

/* The greedy answer is the reference here, so that its likelihood is the reference's. */
TEST(likelihood_and_edits_are_those_of_each_line)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 4, 3);
    AccuracyOptions options = accuracy_of("");
    Likelihood sums = {.lab = lab, .right = fopen(pairs, "w"), .more = fopen(saved, "w")};
    train(lab, 200);
    each_quiz_pair(weigh_line, &sums);
    fclose(sums.right);
    fclose(sums.more);
    for (int length = 2; length < 5; length++)
        assert_true(sums.count[length] > 0);
    options.file = pairs;
    AccuracyResult result = accuracy_by(lab, &options);
    expect_likelihood(&result, &sums);
    assert_true(near(result.scores.error_rate, 0) && fabs(result.scores.chrf - 100) < 1e-9);
    assert_true(fabs(result.scores.bleu - 100) < 1e-9);
    assert_true(near(result.by_length[0].scores.bleu, 0)); /* two words hold no run of four */
    assert_int_equal(result.unit, UNIT_SYMBOL);
    double perplexity = result.scores.perplexity;
    options.file = saved;
    result = accuracy_by(lab, &options);
    for (int i = 0; i < 3; i++)
        assert_true(near(result.by_length[i].scores.error_rate, 1.0 / (i + 3)));
    assert_true(result.scores.perplexity > 1.5 * perplexity); /* nobody expects z */
    assert_true(result.scores.bleu > 20 && result.scores.bleu < 99 && result.scores.chrf < 99);
}

TEST(count_and_lengths_of_a_file)
{
    Lab *lab = copy_lab_with(NULL, 2, 4, 3);
    AccuracyOptions options = accuracy_of("count=50"); /* in all */
    write_quiz();
    options.file = pairs;
    assert_int_equal(accuracy_by(lab, &options).count, 50);
    options = accuracy_of("count=50 lengths=4,2"); /* of each length, none twice */
    options.file = pairs;
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.count, 59);
    assert_int_equal(result.by_length[0].count, 50);
    assert_int_equal(result.by_length[1].count, 9);
    options.lengths.count = 0; /* a range: what is outside does not count */
    options.length[1] = 3;
    options.count = 200;
    assert_int_equal(accuracy_by(lab, &options).count, 36);
    options.length[0] = options.length[1] = 9;
    assert_refused(lab_accuracy(lab, NULL, &options, &result, &error), ERROR_USAGE, "no test sentence of 9 tokens");
}

TEST(own_held_out_pairs_are_asked_once)
{
    const AccuracyOptions all = accuracy_of(""), fours = accuracy_of("lengths=4");
    write_quiz();
    Lab *lab = lab_with_data((DatasetOptions){.file = pairs, .seed = 1});
    int held_out = dataset_count(lab_dataset(lab), SPLIT_TEST);
    assert_in_range(held_out, 1, 60);
    add_model(lab, &dot_score, NULL);
    assert_int_equal(accuracy_by(lab, &all).count, held_out);
    assert_in_range(accuracy_by(lab, &fours).count, 1, held_out);
}

TEST(a_length_that_no_sentence_has_scores_nothing)
{
    Lab *lab = copy_lab_with(NULL, 2, 4, 3);
    AccuracyOptions options = accuracy_of("");
    write_pairs("a\ta\na b c d e\ta b c d e\n");
    options.file = pairs;
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.rows, 5);
    assert_int_equal(result.by_length[2].count, 0);
    assert_true(isnan(result.by_length[2].scores.exact) && isnan(result.by_length[2].scores.tokens));
    assert_true(isnan(result.by_length[2].scores.perplexity) && isnan(result.by_length[2].scores.bleu) &&
                isnan(result.by_length[2].scores.chrf) && isnan(result.by_length[2].scores.error_rate));
}

TEST(lengths_beyond_the_data_are_made)
{
    Lab *lab = copy_lab_with(NULL, 2, 4, 3);
    AccuracyOptions options = accuracy_of("length=8..19 count=60");
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.rows, 6);
    assert_int_equal(result.by_length[0].least, 8);
    assert_int_equal(result.by_length[5].most, 19);
    assert_int_equal(result.count, 60);
}

/* An answer that never ends is as long here as `translate` shows it, whatever sentences it was answered beside. */
TEST(endless_answers_are_those_of_translate)
{
    Lab *lab = copy_lab_with(NULL, 2, 4, 3);
    AccuracyOptions options = accuracy_of("");
    Parameters *parameters = model_parameters(lab_find(lab, NULL, NULL)->model);
    parameters->value[parameters->list[parameters_find(parameters, "output.bias")].offset + TOKEN_EOS] = -1e9F;
    write_pairs("a b\ta b\na b c a b c a b c a b c\ta b c a b c a b c a b c a b c a b c a b c a b c a b c a b c a b c\n"
                "b a\tb a\n");
    options.file = pairs;
    for (options.search.width = 1; options.search.width <= 2; options.search.width++) {
        AccuracyResult result = accuracy_by(lab, &options);
        assert_int_equal(result.examples, 3);
        for (int i = 0; i < 3; i++) {
            Translation *translation = translated(lab, (Request){.text = result.example_source[i]});
            int source = (int)strlen(result.example_source[i]) / 2 + 1;
            assert_int_equal(translation->target_count, source == 2 ? 12 : 2 * source + 8); /* 8 more than 4, or than 2 x 12 */
            assert_int_equal(strlen(result.example_answer[i]), strlen(translation->text));
            if (options.search.width == 1)
                assert_string_equal(result.example_answer[i], translation->text);
        }
    }
}

/* A source with several targets: each is right, also where the answer is that of the other pair. */
TEST(any_of_several_targets_is_right)
{
    Lab *lab = copy_lab_with(&dot_score, 2, 4, 3);
    AccuracyOptions options = accuracy_of("");
    train(lab, 400);
    write_pairs("a b\tb a\na b\ta b\na b\tc c\nc a b\tc a b\nc a b\ta\nb c\tc\n");
    options.file = pairs;
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.count, 6);
    assert_true(near(result.scores.exact, 5 / 6.0)); /* the last has no target that a copy could be */
    assert_true(near(result.scores.error_rate, 1 / 13.0)); /* of 2 + 2 + 2 + 3 + 3 + 1 words */
    assert_int_equal(result.file_pairs, 6);
    assert_int_equal(result.file_learned, -1); /* of pairs without end nobody knows */
}

/* Pairs that were learned from are counted and scored apart. */
TEST(pairs_of_the_training_set_are_told_apart)
{
    Buffer text = {0};
    for (int i = 0; i < 64; i++)
        buffer_format(&text, "%c %c\t%c %c\n", 'a' + i % 8, 'a' + i / 8, 'a' + i * 7 % 11, 'a' + i * i % 13);
    write_pairs(buffer_text(&text));
    Lab *lab = lab_with_data((DatasetOptions){.file = pairs, .seed = 1});
    AccuracyOptions options = accuracy_of("");
    put_model(lab, NULL, (ModelConfiguration){.attention = &dot_score, .hidden = 32, .seed = 1});
    train(lab, 300);
    int trained = dataset_count(lab_dataset(lab), SPLIT_TRAINING);
    buffer_add(&text, "a a\tz z\nh h\tb\n"); /* pairs of its own, with sources that were learned */
    write_file(saved, text.text, text.length);
    options.file = saved;
    AccuracyResult result = accuracy_by(lab, &options);
    assert_int_equal(result.file_pairs, 66);
    assert_int_equal(result.file_learned, trained);
    assert_int_equal(result.learned.count, trained);
    assert_int_equal(result.unseen.count, 66 - trained);
    assert_true(result.learned.scores.exact > 0.9 && result.unseen.scores.exact < 0.5);
    assert_true(near(result.scores.exact * 66, result.learned.scores.exact * trained +
                                                   result.unseen.scores.exact * (66 - trained)));
    options.file = NULL;
    result = accuracy_by(lab, &options);
    assert_true(result.file_pairs == 0 && result.learned.count == 0);
    buffer_free(&text);
}

TEST(as_many_are_asked_as_are_wanted)
{
    Lab *lab = copy_lab_with(NULL, 2, 12, 6);
    AccuracyOptions options = accuracy_of("");
    for (options.count = 1; options.count <= 25; options.count += 4)
        assert_int_equal(accuracy_by(lab, &options).count, options.count);
}

static void check_refused(Lab *lab, const char *name, AccuracyOptions options, ErrorKind kind, const char *words)
{
    AccuracyResult result;
    assert_refused(lab_accuracy(lab, name, &options, &result, &error), kind, words);
}

TEST(wrong_accuracy_options_are_refused)
{
    Lab *lab = copy_lab(2, 4, 3);
    AccuracyOptions options = accuracy_of("");
    check_refused(lab, NULL, options, ERROR_USAGE, "no model yet");
    add_model(lab, NULL, NULL);
    options.count = 0;
    check_refused(lab, NULL, options, ERROR_USAGE, "count=0");
    options.count = 10;
    for (int i = 0; i < LENGTHS_MOST; i++)
        options.lengths.value[i] = 1;
    options.lengths.count = LENGTHS_MOST + 1;
    check_refused(lab, NULL, options, ERROR_USAGE, "lengths: at most 32 numbers can be given");
    options.lengths.count = 1;
    options.lengths.value[0] = 501;
    check_refused(lab, NULL, options, ERROR_USAGE, "501");
    options = accuracy_of("");
    options.file = "/nonexistent.tsv";
    check_refused(lab, NULL, options, ERROR_SYSTEM, "/nonexistent.tsv");
    write_pairs("no tab here\n");
    options.file = pairs;
    check_refused(lab, NULL, options, ERROR_DATA, "(line 1: one column)");
    check_refused(lab, "nobody", options, ERROR_USAGE, "nobody");
}
