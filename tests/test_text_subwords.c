/* test_text_subwords.c: data sets read by pieces of words: what the merges are learned from, and what is held out. */
#include "base/unicode.h"
#include "small_dataset.h"
#include "test.h"
#include "text/byte_pairs.h"
#include "text/grammar.h"
#include "text/split.h"
#include "text/vocabulary.h"

/* ---- files ---- */

/* Each line has a sign of its own on both sides. */
static void write_signs(int lines, Buffer *text)
{
    for (int i = 0; i < lines; i++) {
        char sign[5] = {0};
        utf8_encode(0x4E00 + (uint32_t)i, sign);
        for (int words = 0; words < 1 + i % 5; words++)
            buffer_format(text, "%s%s%s", words > 0 ? " ab" : "ab", sign, sign);
        buffer_format(text, "\tde%s%s%s%s\n", sign, sign, sign, sign);
    }
}

/* The sign of what is held out must be neither known nor merged. */
static void check_unseen(int lines, int least, int most, uint64_t seed)
{
    Buffer text = {0};
    write_signs(lines, &text);
    Dataset *dataset = open_text(buffer_text(&text),
                                 (DatasetOptions){.tokens_given = true, .source_tokens = TOKENS_SUBWORD,
                                                  .target_tokens = TOKENS_SUBWORD, .length_least = least,
                                                  .length_most = most, .seed = seed});
    int held_out = 0;
    for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++)
        for (int i = 0; i < dataset_count(dataset, split); i++) {
            Pair pair;
            char sign[5] = {0};
            assert_true(dataset_pair(dataset, split, i, &pair));
            memcpy(sign, pair.source_text + 2, 3);
            bool known = vocabulary_find(dataset_vocabulary(dataset, SIDE_SOURCE), sign) != TOKEN_UNK;
            assert_int_equal(known, split == SPLIT_TRAINING);
            assert_int_equal(vocabulary_find(dataset_vocabulary(dataset, SIDE_TARGET), sign) != TOKEN_UNK, known);
            held_out += !known;
        }
    assert_true(held_out >= 2 || dataset_count(dataset, SPLIT_TRAINING) < 3);
    dataset_close(dataset);
    buffer_free(&text);
}

TEST(held_out_pairs_teach_nothing)
{
    for (int lines = 1; lines < 30; lines++)
        for (uint64_t seed = 1; seed < 8; seed++)
            check_unseen(lines, 0, 0, seed);
    for (int most = 6; most < 14; most++)
        for (uint64_t seed = 1; seed < 8; seed++) {
            check_unseen(40, 1, most, seed);
            check_unseen(300, most, most + 3, seed);
        }
}

/* A target's pieces are its text again, and the text is cut into these pieces. */
static void check_target(Dataset *dataset, const Pair *pair)
{
    expect_decoded(dataset, SIDE_TARGET, pair->target, pair->target_count, pair->target_text);
    expect_encoded(dataset, SIDE_TARGET, pair->target_text, pair->target, pair->target_count);
}

TEST(a_file_is_read_by_pieces)
{
    Buffer text = {0};
    for (int i = 0; i < 200; i++)
        buffer_format(&text, "도서관%s 간다 %d\tI go to the library, %d\n", i % 2 == 0 ? "에" : "으로", i, i);
    Dataset *dataset = open_text(buffer_text(&text), (DatasetOptions){.tokens_given = true, .source_tokens = TOKENS_SUBWORD,
                                                                      .target_tokens = TOKENS_SUBWORD, .source_merges = 8,
                                                                      .seed = 1});
    assert_int_equal(dataset_merges(dataset, SIDE_SOURCE)->count, 8);
    assert_true(dataset_merges(dataset, SIDE_TARGET)->count > 12);
    assert_int_equal(dataset_options(dataset)->target_merges, MERGES_BY_DEFAULT);
    for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++)
        for (int i = 0; i < dataset_count(dataset, split); i++) {
            Pair pair;
            assert_true(dataset_pair(dataset, split, i, &pair));
            check_target(dataset, &pair);
        }
    dataset_close(dataset);
    buffer_free(&text);
}

/* ---- grammars ---- */

/* Sentences of a grammar: all symbols are known, every length asked for can be had from each part. */
TEST(a_grammar_is_read_by_pieces)
{
    static const char *const grammars[] = {"ko-en", "en-ko"};
    for (int i = 0; i < 4; i++) {
        Dataset *dataset = open_options((DatasetOptions){.tokens_given = true, .grammar = grammars[i % 2],
                                                         .source_tokens = TOKENS_SUBWORD,
                                                         .target_tokens = i < 2 ? TOKENS_SUBWORD : TOKENS_WORD,
                                                         .hangul = i < 2 ? HANGUL_SYLLABLE : HANGUL_JAMO,
                                                         .length_least = 4, .length_most = 12, .seed = 3});
        assert_in_range(dataset_merges(dataset, SIDE_SOURCE)->count, 200, MERGES_BY_DEFAULT);
        assert_false(dataset_aligned(dataset));
        Drawing drawing = open_drawing(dataset, 9);
        for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++)
            for (int length = 4; length <= 12; length++) {
                assert_true(draw(&drawing, split, length));
                assert_int_equal(drawing.pair.source_count, length);
                for (int t = 0; t < length; t++)
                    assert_true(drawing.pair.source[t] >= TOKEN_FIRST);
                check_target(dataset, &drawing.pair);
            }
        close_drawing(&drawing);
    }
}

/* All held-out sources of up to 12 tokens, as far as 200 draws of each length find them: all of those that are few. */
static Vocabulary *short_held_out(Dataset *dataset)
{
    Vocabulary *texts = vocabulary_open();
    Drawing drawing = open_drawing(dataset, 10);
    for (Split split = SPLIT_VALIDATION; split <= SPLIT_TEST; split++)
        for (int length = 1; length <= 12; length++)
            for (int i = 0; i < 200 && draw(&drawing, split, length); i++)
                vocabulary_add(texts, drawing.pair.source_text);
    pair_space_close(drawing.space);
    return texts;
}

/* The target's merges are those of the known samples (source_grammar.c) without what is held out. Returns how many
 * are held out only because sentences of their length are few. */
static int check_grammar_samples(const DatasetOptions *options)
{
    Dataset *dataset = open_options(*options);
    Vocabulary *held_out = short_held_out(dataset);
    SplitRule rule = split_rule(100, 50);
    BytePairLearner *learner = byte_pair_learner_open(HANGUL_SYLLABLE);
    bool from_korean = strcmp(options->grammar, "ko-en") == 0;
    int few = 0;
    Random random;
    random_seed_for(&random, 0, "sentences to learn subwords from");
    for (int i = 0; i < 4000; i++) {
        GrammarPair made;
        Buffer korean = {0}, english = {0};
        grammar_pair(&random, random_between(&random, 2, 12), &made);
        tokens_join(TOKENS_WORD, made.source, made.source_count, &korean);
        tokens_join(TOKENS_WORD, made.target, made.target_count, &english);
        const Buffer *source = from_korean ? &korean : &english, *target = from_korean ? &english : &korean;
        bool held = split_of(rule, hash_bytes(source->text, source->length, options->seed)) != SPLIT_TRAINING;
        bool drawn = vocabulary_find(held_out, source->text) != TOKEN_UNK;
        few += drawn && !held;
        if (!held && !drawn)
            byte_pair_learner_add(learner, target->text, target->length, true);
        buffer_free(&korean);
        buffer_free(&english);
    }
    BytePairs *pairs = byte_pair_learner_learn(learner, MERGES_BY_DEFAULT, (LoadWatch){0});
    assert_true(byte_pairs_same(pairs, dataset_merges(dataset, SIDE_TARGET)));
    byte_pairs_close(pairs);
    byte_pair_learner_close(learner);
    vocabulary_close(held_out);
    dataset_close(dataset);
    return few;
}

TEST(held_out_sentences_teach_nothing)
{
    static const DatasetOptions options[] = {
        {.grammar = "ko-en", .tokens_given = true, .seed = 4, .source_tokens = TOKENS_CHARACTER, .target_tokens = TOKENS_SUBWORD},
        {.grammar = "en-ko", .tokens_given = true, .seed = 2, .source_tokens = TOKENS_CHARACTER, .target_tokens = TOKENS_SUBWORD},
        {.grammar = "en-ko", .tokens_given = true, .seed = 11, .source_tokens = TOKENS_SUBWORD, .target_tokens = TOKENS_SUBWORD}};
    for (int i = 0; i < 3; i++)
        assert_true(check_grammar_samples(&options[i]) > 0 || i == 2);
}

TEST(wrong_options_are_refused)
{
    Error error = {0};
    DatasetOptions options = {.task = "copy", .tokens_given = true, .source_tokens = TOKENS_SUBWORD};
    assert_null(dataset_open(&options, &error));
    assert_non_null(strstr(error.message, "not from a task"));
    options = (DatasetOptions){.grammar = "ko-en", .tokens_given = true, .target_tokens = TOKENS_SUBWORD, .target_merges = -3};
    assert_null(dataset_open(&options, &error));
    assert_non_null(strstr(error.message, "not -3"));
    options.target_merges = MERGES_MOST + 1;
    assert_null(dataset_open(&options, &error));
    assert_non_null(strstr(error.message, "20000"));
}
