/* test_text_metrics.c: scores worked out by hand, and by scripts/peers/metrics.py. */
#include "test.h"
#include "text/cutter.h"
#include "text/metrics.h"

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-7 * (1 + fabs(expected))))
        fail_msg("%.10g is not %.10g", value, expected);
}

/* Each answer is added to those before it. */
TEST(answers_are_scored_token_by_token)
{
    static const struct { int answer[4], count, reference[3], reference_count, exact, tokens, right; } cases[] = {
        {{5, 6, 7}, 3, {5, 6, 7}, 3, 1, 4, 4},    /* its end counts */
        {{5, 9, 7}, 3, {5, 6, 7}, 3, 1, 8, 7},    /* one wrong token is one wrong */
        {{5, 6}, 2, {5, 6, 7}, 3, 1, 12, 9},      /* 5 6 are right; 7 and the end are missing */
        {{5, 6, 7, 8}, 4, {5, 6, 7}, 3, 1, 16, 12}, /* 8 stands where the end should */
        {{0}, 0, {5}, 1, 1, 18, 12},              /* an empty answer */
        {{0}, 0, {0}, 0, 2, 19, 13}};             /* is right for an empty reference */
    Score score = {0};
    assert_true(score_exact(&score) <= 0.0 && score_tokens(&score) <= 0.0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        score_add(&score, cases[i].answer, cases[i].count, cases[i].reference, cases[i].reference_count);
        assert_int_equal(score.exact, cases[i].exact);
        assert_int_equal(score.tokens, cases[i].tokens);
        assert_int_equal(score.tokens_right, cases[i].right);
    }
    assert_int_equal(score.sequences, 6);
    assert_near(score_exact(&score), 2 / 6.0);
    assert_near(score_tokens(&score), 13 / 19.0);
}

/* ---- the measures of a corpus ---- */

TEST(without_answers_a_measure_is_not_a_number)
{
    Score score = {0};
    assert_true(isnan(score_perplexity(&score)));
    assert_true(isnan(score_bleu(&score)));
    assert_true(isnan(score_chrf(&score)));
    assert_true(isnan(score_error_rate(&score)));
}

TEST(perplexity_is_the_number_of_equal_choices)
{
    Score score = {0};
    score_add_loss(&score, 3 * log(4), 3); /* four equal choices at each of three tokens */
    assert_near(score_perplexity(&score), 4);
    score_add_loss(&score, 0, 3); /* and three that were sure */
    assert_near(score_perplexity(&score), 2);
}

TEST(runs_count_no_more_often_than_they_are_there)
{
    long shared[3];
    overlap_runs((int[]){-1, -1}, 2, (int[]){-1, 5}, 2, 2, shared);
    assert_int_equal(shared[0], 1);
    assert_int_equal(shared[1], 0);
    overlap_runs(NULL, 0, (int[]){1}, 1, 3, shared);
    assert_true(shared[0] == 0 && shared[1] == 0 && shared[2] == 0);
}

TEST(edits_are_as_few_as_can_be)
{
    assert_int_equal(overlap_edits(NULL, 0, NULL, 0), 0);
    assert_int_equal(overlap_edits((int[]){1, 2, 3}, 3, NULL, 0), 3);
    assert_int_equal(overlap_edits(NULL, 0, (int[]){1, 2}, 2), 2);
    assert_int_equal(overlap_edits((int[]){1, 2, 3, 4}, 4, (int[]){2, 3, 4, 5}, 4), 2); /* one off, one on */
    assert_int_equal(overlap_edits((int[]){1, 2, 3}, 3, (int[]){1, 9, 3}, 3), 1);
}

TEST(places_follow_the_fewest_edits)
{
    int places[4];
    overlap_places((int[]){1, 2, 3, 4}, 4, (int[]){2, 3, 4, 5}, 4, places); /* one too many in front, the last is missing */
    assert_memory_equal(places, ((int[]){1, 2, 3, -1}), sizeof places);
    overlap_places((int[]){1, 9, 3}, 3, (int[]){1, 2, 3, 4}, 4, places);
    assert_memory_equal(places, ((int[]){0, 1, 2, -1}), sizeof places);
    overlap_places(NULL, 0, (int[]){7, 7}, 2, places);
    assert_memory_equal(places, ((int[]){-1, -1}), 2 * sizeof *places);
}

/* Against the definition, n-gram by n-gram, of sequences in which much is repeated. */
TEST(runs_are_those_of_the_definition)
{
    enum { ORDERS = 6, COUNT = 30 };
    Random random = seeded(1);
    for (int round = 0; round < 300; round++) {
        int a[COUNT], b[COUNT], counts[2] = {random_between(&random, 0, COUNT), random_between(&random, 0, COUNT)};
        for (int i = 0; i < COUNT; i++) {
            a[i] = random_between(&random, 0, 2);
            b[i] = random_between(&random, 0, 2);
        }
        long shared[ORDERS];
        overlap_runs(a, counts[0], b, counts[1], ORDERS, shared);
        for (int n = 1; n <= ORDERS; n++) {
            long expected = 0;
            bool used[COUNT] = {false};
            for (int i = 0; i + n <= counts[0]; i++)
                for (int j = 0; j + n <= counts[1]; j++)
                    if (!used[j] && memcmp(a + i, b + j, (size_t)n * sizeof *a) == 0) {
                        used[j] = true;
                        expected++;
                        break;
                    }
            assert_int_equal(shared[n - 1], expected);
        }
    }
}

/* ---- against numbers worked out elsewhere ---- */

static void add_characters(Score *score, Vocabulary *vocabulary, const char *answer, const char *reference)
{
    const Cutter cutter = {.kind = TOKENS_CHARACTER};
    IntList ids[2] = {{0}, {0}};
    cutter_new_ids(cutter, vocabulary, answer, NULL, &ids[0]);
    cutter_new_ids(cutter, vocabulary, reference, NULL, &ids[1]);
    score_add_units(score, ids[0].item, ids[0].count, ids[1].item, ids[1].count);
    free(ids[0].item);
    free(ids[1].item);
}

/* A corpus of the file while it is read: its name, and the sums of its pairs. */
typedef struct Corpus {
    char name[64];
    Score words, characters;
    Vocabulary *vocabulary;
} Corpus;

static void add_pair(Corpus *corpus, const char *pair)
{
    char answer[256] = "", reference[256] = "";
    const char *tab = strchr(pair, '\t');
    assert_non_null(tab);
    snprintf(answer, sizeof answer, "%.*s", (int)(tab - pair), pair);
    snprintf(reference, sizeof reference, "%s", tab + 1);
    score_add_words(&corpus->words, answer, reference);
    score_add_text(&corpus->words, answer, reference);
    add_characters(&corpus->characters, corpus->vocabulary, answer, reference);
}

static void expect_measures(const Score *score, const char *numbers)
{
    double bleu, error_rate;
    assert_int_equal(sscanf(numbers, "%lf %lf", &bleu, &error_rate), 2);
    assert_near(score_bleu(score), bleu);
    assert_near(score_error_rate(score), error_rate);
}

/* What a line of the file is about stands before its first tab. */
static void read_line(Corpus *corpus, char *line, int *corpora)
{
    char *rest = strchr(line, '\t');
    line[strcspn(line, "\n")] = '\0';
    if (rest == NULL)
        return;
    *rest++ = '\0';
    if (strcmp(line, "corpus") == 0) {
        corpus->words = corpus->characters = (Score){0};
        snprintf(corpus->name, sizeof corpus->name, "%s", rest);
        print_message("%s\n", corpus->name);
        ++*corpora;
    } else if (strcmp(line, "pair") == 0) {
        add_pair(corpus, rest);
    } else if (strcmp(line, "words") == 0) {
        expect_measures(&corpus->words, rest);
    } else if (strcmp(line, "characters") == 0) {
        expect_measures(&corpus->characters, rest);
    } else if (strcmp(line, "chrf") == 0) {
        assert_near(score_chrf(&corpus->words), atof(rest));
    } else {
        fail_msg("a line begins with %s", line);
    }
}

TEST(measures_are_those_worked_out_elsewhere)
{
    const char *source = getenv("SEQLAB_SOURCE");
    char path[4096], line[1024];
    snprintf(path, sizeof path, "%s/tests/golden/metrics.txt", source != NULL ? source : ".");
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    Corpus corpus = {.vocabulary = vocabulary_open()};
    int corpora = 0;
    while (fgets(line, sizeof line, file) != NULL)
        read_line(&corpus, line, &corpora);
    assert_int_equal(corpora, 22);
    vocabulary_close(corpus.vocabulary);
    fclose(file);
}
