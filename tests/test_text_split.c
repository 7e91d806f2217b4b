/* test_text_split.c: the parts of a data set: their sizes, that they stay, and that none is empty without need. */
#include "base/buffer.h"
#include "small_dataset.h"
#include "test.h"
#include "text/data_sources.h"

enum { SEEDS = 200 };

TEST(shares_are_kept)
{
    int count[SPLITS] = {0};
    char text[32];
    SplitRule rule = split_rule(100, 50);
    for (int i = 0; i < 20000; i++) {
        int bytes = snprintf(text, sizeof text, "sentence %d", i);
        count[split_of(rule, hash_bytes(text, (size_t)bytes, 1))]++;
    }
    assert_in_range(count[SPLIT_TEST], 1850, 2150);
    assert_in_range(count[SPLIT_VALIDATION], 880, 1120);
}

TEST(few_sources_fill_every_part)
{
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        for (size_t count = 0; count < 12; count++) {
            uint64_t hashes[12];
            int part[SPLITS] = {0};
            for (size_t i = 0; i < count; i++)
                hashes[i] = hash_bytes(&i, sizeof i, seed);
            assert_int_equal(split_sort_hashes(hashes, count), count);
            SplitRule rule = split_rule_of_few(hashes, count, 100, 100);
            for (size_t i = 0; i < count; i++)
                part[split_of(rule, hashes[i])]++;
            for (int split = 0; split < SPLITS; split++)
                assert_true(count < 3 ? part[split] == (split == SPLIT_TRAINING ? (int)count : 0) : part[split] > 0);
        }
}

TEST(hashes_are_sorted_once_each)
{
    uint64_t hashes[] = {7, 3, 7, 1, 3};
    assert_int_equal(split_sort_hashes(hashes, 5), 3);
    assert_memory_equal(hashes, ((uint64_t[]){1, 3, 7}), 3 * sizeof *hashes);
    assert_int_equal(split_sort_hashes(hashes, 0), 0);
}

/* ---- files ---- */

static Dataset *open_lines(int lines, uint64_t seed)
{
    Buffer text = {0};
    for (int i = 0; i < lines; i++)
        buffer_format(&text, "source %d\ttarget %d\nsource %d\tother %d\n", i, i, i, i);
    Dataset *dataset = open_text(buffer_text(&text), (DatasetOptions){.seed = seed});
    buffer_free(&text);
    return dataset;
}

/* Marks the split of each line's source; both of its pairs must be in the same. */
static void mark_splits(Dataset *dataset, int *split_of_line, int lines)
{
    Pair pair;
    for (int i = 0; i < lines; i++)
        split_of_line[i] = -1;
    for (int split = 0; split < SPLITS; split++)
        for (int i = 0; i < dataset_count(dataset, (Split)split); i++) {
            assert_true(dataset_pair(dataset, (Split)split, i, &pair));
            int line = atoi(strpbrk(pair.source_text, "0123456789"));
            assert_true(split_of_line[line] == -1 || split_of_line[line] == split);
            split_of_line[line] = split;
        }
}

static void splits_of_lines(int lines, uint64_t seed, int *split_of_line)
{
    Dataset *dataset = open_lines(lines, seed);
    mark_splits(dataset, split_of_line, lines);
    dataset_close(dataset);
}

TEST(equal_sources_are_on_one_side)
{
    enum { LINES = 500 };
    int split[LINES];
    Dataset *dataset = open_lines(LINES, 1);
    assert_int_equal(dataset_count(dataset, SPLIT_TRAINING) + dataset_count(dataset, SPLIT_VALIDATION) +
                         dataset_count(dataset, SPLIT_TEST),
                     2 * LINES);
    mark_splits(dataset, split, LINES);
    for (int i = 0; i < LINES; i++)
        assert_true(split[i] >= 0);
    dataset_close(dataset);
}

/* A model that reads words cannot tell these sources apart, so all of a line are in one split, for every kind of tokens. */
TEST(equal_tokens_are_on_one_side)
{
    enum { LINES = 40 };
    int split[LINES];
    Buffer text = {0};
    for (int i = 0; i < LINES; i++)
        buffer_format(&text, "source %d a, b.\tone\nsource  %d a,  b .\ttwo\nsource\u00a0%d\u3000a , b.\tthree\n", i, i, i);
    for (TokenKind kind = TOKENS_WORD; kind < TOKEN_KINDS; kind++) {
        Dataset *dataset = open_text(buffer_text(&text), (DatasetOptions){.seed = 1, .tokens_given = true, .source_tokens = kind});
        mark_splits(dataset, split, LINES);
        assert_true(dataset_count(dataset, SPLIT_TEST) > 0 && dataset_count(dataset, SPLIT_TEST) % 3 == 0);
        dataset_close(dataset);
    }
    buffer_free(&text);
}

TEST(pairs_stay_when_others_come)
{
    enum { LINES = 200 };
    int small[LINES], large[2 * LINES];
    splits_of_lines(LINES, 7, small);
    splits_of_lines(2 * LINES, 7, large);
    assert_memory_equal(small, large, sizeof small);
}

TEST(another_seed_splits_otherwise)
{
    enum { LINES = 200 };
    int one[LINES], two[LINES], different = 0;
    splits_of_lines(LINES, 1, one);
    splits_of_lines(LINES, 2, two);
    for (int i = 0; i < LINES; i++)
        different += one[i] != two[i];
    assert_true(different > 10);
}

TEST(tiny_files_have_a_test_part)
{
    for (uint64_t seed = 0; seed < 40; seed++)
        for (int lines = 1; lines < 6; lines++) {
            Dataset *dataset = open_lines(lines, seed);
            assert_true(dataset_count(dataset, SPLIT_TRAINING) > 0);
            assert_int_equal(dataset_count(dataset, SPLIT_TEST) > 0, lines >= 3);
            assert_int_equal(dataset_count(dataset, SPLIT_VALIDATION) > 0, lines >= 3);
            dataset_close(dataset);
        }
}

/* ---- endless ---- */

static void check_disjoint(const DatasetOptions *options, int length)
{
    Drawing drawing = open_drawing(open_options(*options), 1);
    const Pair *pair = &drawing.pair;
    const DataSource *source = data_source_of(options, NULL);
    Vocabulary *seen[SPLITS];
    for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++) {
        /* As scan's validation set. */
        bool empty = !dataset_endless(drawing.dataset) && dataset_count(drawing.dataset, split) == 0;
        seen[split] = vocabulary_open();
        for (int i = 0; i < 300 && !empty; i++) {
            assert_true(draw(&drawing, split, length));
            assert_true(length == 0 || pair->source_count == length);
            /* The target of a word's many drawings. */
            const char *text = source->split_by_target ? pair->target_text : pair->source_text;
            vocabulary_add(seen[split], text);
            for (Split other = SPLIT_TRAINING; other < split; other++)
                assert_int_equal(vocabulary_find(seen[other], text), TOKEN_UNK);
        }
    }
    for (int split = 0; split < SPLITS; split++)
        vocabulary_close(seen[split]);
    close_drawing(&drawing);
}

TEST(endless_splits_share_no_source)
{
    for (int i = 0; data_task_name(i) != NULL; i++)
        check_disjoint(&(DatasetOptions){.task = data_task_name(i), .seed = 3}, 0);
    check_disjoint(&(DatasetOptions){.task = "picture", .noise = 0.1, .length_most = 16, .seed = 3}, 0);
    for (int i = 0; data_grammar_name(i) != NULL; i++) {
        check_disjoint(&(DatasetOptions){.grammar = data_grammar_name(i), .seed = 3}, 0);
        check_disjoint(&(DatasetOptions){.grammar = data_grammar_name(i), .seed = 3}, 3);
    }
}

TEST(short_sequences_are_in_every_part)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        check_disjoint(&(DatasetOptions){.task = "copy", .symbols = 20, .length_least = 1, .seed = seed}, 1);
        check_disjoint(&(DatasetOptions){.task = "reverse", .symbols = 3, .length_least = 1, .seed = seed}, 1);
        check_disjoint(&(DatasetOptions){.task = "sort", .symbols = 2, .length_least = 2, .seed = seed}, 2);
    }
}

TEST(short_sentences_are_in_every_part)
{
    check_disjoint(&(DatasetOptions){.grammar = "ko-en", .seed = 1}, 2);
    check_disjoint(&(DatasetOptions){.grammar = "en-ko", .seed = 1}, 2);
}
