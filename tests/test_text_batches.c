/* test_text_batches.c: how pairs are laid out, in which order they come, and how little of a batch is padding. */
#include "small_dataset.h"
#include "test.h"
#include "text/batches.h"
#include "text/data_sources.h"
#include "text/batch_space.h"

/* Pair i: one to nine words, the first of which is its number; the target is as long or one longer. */
static Dataset *open_lines(int lines)
{
    static const char *const words = " b c d e f g h i j";
    Buffer text = {0};
    for (int i = 0; i < lines; i++)
        buffer_format(&text, "%d%.*s\t%d%.*s\n", i, 2 * (i % 9), words, i, 2 * ((i % 9) + i % 2), words);
    Dataset *dataset = open_text(buffer_text(&text), (DatasetOptions){0});
    buffer_free(&text);
    return dataset;
}

/* ---- layout ---- */

static void check_ids(const int *ids, const int *expected, int count)
{
    assert_memory_equal(ids, expected, (size_t)count * sizeof *ids);
}

TEST(pairs_are_laid_out_time_first)
{
    const Pair pairs[] = {{.source = (int[]){5, 6}, .source_count = 2, .target = (int[]){7}, .target_count = 1},
                          {.source = (int[]){8}, .source_count = 1, .target = (int[]){9, 10, 11}, .target_count = 3}};
    BatchSpace *space = batch_space_open();
    const Batch *batch = batch_of_pairs(space, pairs, 2);
    assert_int_equal(batch->size, 2);
    assert_int_equal(batch->source_length, 3);
    assert_int_equal(batch->target_length, 4);
    check_ids(batch->source, (int[]){5, 8, 6, TOKEN_EOS, TOKEN_EOS, TOKEN_PAD}, 6);
    check_ids(batch->target_in, (int[]){TOKEN_SOS, TOKEN_SOS, 7, 9, TOKEN_PAD, 10, TOKEN_PAD, 11}, 8);
    check_ids(batch->target_out, (int[]){7, 9, TOKEN_EOS, 10, TOKEN_PAD, 11, TOKEN_PAD, TOKEN_EOS}, 8);
    check_ids(batch->source_lengths, (int[]){3, 2}, 2);
    check_ids(batch->target_lengths, (int[]){2, 4}, 2);
    batch_space_close(space);
    batch_space_close(NULL);
}

TEST(targets_may_be_absent)
{
    const Pair pairs[] = {{.source = (int[]){5, 6}, .source_count = 2}, {.source = (int[]){7}, .source_count = 1}};
    BatchSpace *space = batch_space_open();
    const Batch *batch = batch_of_pairs(space, pairs, 2);
    assert_int_equal(batch->source_length, 3);
    assert_int_equal(batch->target_length, 0);
    check_ids(batch->source, (int[]){5, 7, 6, TOKEN_EOS, TOKEN_EOS, TOKEN_PAD}, 6);
    check_ids(batch->source_lengths, (int[]){3, 2}, 2);
    check_ids(batch->target_lengths, (int[]){0, 0}, 2);
    batch_space_close(space);
}

TEST(a_space_can_be_used_again)
{
    int ids[100];
    BatchSpace *space = batch_space_open();
    for (int i = 0; i < 100; i++)
        ids[i] = TOKEN_FIRST + i;
    for (int count = 1; count <= 100; count += 33) {
        Pair pair = {.source = ids, .source_count = count, .target = ids, .target_count = 100 - count};
        const Batch *batch = batch_of_pairs(space, &pair, 1);
        check_ids(batch->source, ids, count);
        assert_int_equal(batch->source[count], TOKEN_EOS);
        assert_int_equal(batch->target_in[0], TOKEN_SOS);
        check_ids(batch->target_out, ids, 100 - count);
    }
    batch_space_close(space);
}

/* What holds for every batch: its lengths tell where the ends are, and behind them is padding. */
static void check_column(const int *ids, int size, int length, int first, int count)
{
    for (int row = first; row < length; row++) {
        int id = ids[row * size];
        if (row < count)
            assert_true(id >= TOKEN_UNK);
        else
            assert_int_equal(id, row == count && first == 0 ? TOKEN_EOS : TOKEN_PAD);
    }
}

static void check_batch(const Batch *batch)
{
    for (int b = 0; b < batch->size; b++) {
        assert_in_range(batch->source_lengths[b], 2, batch->source_length);
        assert_in_range(batch->target_lengths[b], 2, batch->target_length);
        assert_int_equal(batch->target_in[b], TOKEN_SOS);
        check_column(batch->source + b, batch->size, batch->source_length, 0, batch->source_lengths[b] - 1);
        check_column(batch->target_in + b, batch->size, batch->target_length, 1, batch->target_lengths[b]);
        check_column(batch->target_out + b, batch->size, batch->target_length, 0, batch->target_lengths[b] - 1);
    }
}

/* ---- endless ---- */

static void check_endless(DatasetOptions options, bool evenly)
{
    enum { BATCHES = 1200, SIZE = 8, LENGTHS = 512 };
    int times[LENGTHS] = {0}, least, most;
    Dataset *dataset = open_options(options);
    Batches *batches = batches_open(dataset, SPLIT_TRAINING, SIZE, 1);
    dataset_length_range(dataset, &least, &most);
    for (int i = 0; i < BATCHES; i++) {
        const Batch *batch = batches_next(batches);
        assert_int_equal(batch->size, SIZE);
        check_batch(batch);
        for (int b = 0; b < SIZE; b++)
            assert_int_equal(batch->source_lengths[b], batch->source_length);
        assert_in_range(batch->source_length - 1, least, most);
        times[batch->source_length - 1]++;
    }
    int expected = BATCHES / (most - least + 1);
    for (int length = least; evenly && length <= most; length++)
        assert_in_range(times[length], expected / 2, expected * 2);
    batches_close(batches);
    dataset_close(dataset);
}

TEST(endless_batches_have_one_length)
{
    check_endless((DatasetOptions){.task = "copy"}, true);
    check_endless((DatasetOptions){.task = "sort", .length_least = 20, .length_most = 30}, true);
    check_endless((DatasetOptions){.tasks = "copy,sort", .symbols = 3, .length_least = 2, .length_most = 6}, true);
    check_endless((DatasetOptions){.grammar = "ko-en"}, true);
    check_endless((DatasetOptions){.grammar = "en-ko"}, true);
    check_endless((DatasetOptions){.grammar = "en-ko", .length_least = 10, .length_most = 10}, true);
    check_endless((DatasetOptions){.task = "picture", .noise = 0.02}, true);
    check_endless((DatasetOptions){.task = "question"}, true);
    check_endless((DatasetOptions){.task = "summary"}, true);
    check_endless((DatasetOptions){.task = "dates"}, false);
    check_endless((DatasetOptions){.task = "dates", .language = "ko"}, false);
}

/* ---- files ---- */

/* One round of a file: marks how often each pair came; returns the batches. */
static int read_round(Batches *batches, const Vocabulary *vocabulary, int *times, int pairs, int *padding)
{
    int seen = 0, count = 0;
    for (; seen < pairs; count++) {
        const Batch *batch = batches_next(batches);
        check_batch(batch);
        for (int b = 0; b < batch->size; b++) {
            times[atoi(vocabulary_token(vocabulary, batch->source[b]))]++;
            *padding += batch->source_length - batch->source_lengths[b];
        }
        seen += batch->size;
    }
    assert_int_equal(seen, pairs);
    return count;
}

TEST(a_round_has_every_pair_once)
{
    enum { LINES = 3000, SIZE = 32 };
    int *times = calloc(LINES, sizeof *times), padding = 0;
    Dataset *dataset = open_lines(LINES);
    int pairs = dataset_count(dataset, SPLIT_TRAINING);
    Batches *batches = batches_open(dataset, SPLIT_TRAINING, SIZE, 1);
    for (int round = 1; round <= 3; round++) {
        int count = read_round(batches, dataset_vocabulary(dataset, SIDE_SOURCE), times, pairs, &padding), sum = 0;
        assert_int_equal(count, (pairs + SIZE - 1) / SIZE);
        for (int i = 0; i < LINES; i++) {
            assert_true(times[i] == 0 || times[i] == round);
            sum += times[i];
        }
        assert_int_equal(sum, round * pairs);
    }
    /* Sources are 5 tokens and their end on average; less than a twentieth is padding. */
    assert_true(padding * 20 < 3 * pairs * 6);
    batches_close(batches);
    dataset_close(dataset);
    free(times);
}

TEST(batches_of_a_round_are_shuffled)
{
    enum { LINES = 3000, COUNT = 60 };
    int rises = 0, length = 0, different = 0, first_ids[COUNT];
    Dataset *dataset = open_lines(LINES);
    Batches *batches = batches_open(dataset, SPLIT_TRAINING, 32, 1);
    for (int i = 0; i < COUNT; i++) {
        const Batch *batch = batches_next(batches);
        rises += batch->source_length >= length;
        length = batch->source_length;
        first_ids[i] = batch->source[0];
    }
    assert_in_range(rises, COUNT / 4, 3 * COUNT / 4 + 5);
    batches_close(batches);
    batches = batches_open(dataset, SPLIT_TRAINING, 32, 2);
    for (int i = 0; i < COUNT; i++)
        different += batches_next(batches)->source[0] != first_ids[i];
    assert_true(different > COUNT / 2);
    batches_close(batches);
    dataset_close(dataset);
}

TEST(tiny_files_have_small_batches)
{
    Dataset *dataset = open_lines(4);
    for (Split split = SPLIT_TRAINING; split <= SPLIT_TEST; split++) {
        Batches *batches = batches_open(dataset, split, 64, 1);
        for (int i = 0; i < 5; i++)
            assert_int_equal(batches_next(batches)->size, dataset_count(dataset, split));
        batches_close(batches);
    }
    dataset_close(dataset);
    dataset = open_lines(2);
    assert_null(batches_open(dataset, SPLIT_TEST, 64, 1));
    dataset_close(dataset);
}

/* ---- places ---- */

static uint64_t hash_of_next(Batches *batches, int count)
{
    uint64_t hash = 0;
    for (int i = 0; i < count; i++) {
        const Batch *batch = batches_next(batches);
        hash = hash_bytes(batch->source, (size_t)(batch->size * batch->source_length) * sizeof(int), hash);
    }
    return hash;
}

/* Another order of the same data goes on where the first was, after any number of batches; then the first is sent back. */
static void check_places(Dataset *dataset)
{
    for (int before = 0; before < 80; before += 13) {
        Batches *batches = batches_open(dataset, SPLIT_TRAINING, 16, 1);
        Batches *other = batches_open(dataset, SPLIT_TRAINING, 16, 2);
        Batches *same = batches_open(dataset, SPLIT_TRAINING, 16, 1);
        assert_true(hash_of_next(batches, before) == hash_of_next(same, before));
        batches_close(same);
        BatchPlace place = batches_place(batches);
        uint64_t expected = hash_of_next(batches, 70);
        assert_true(hash_of_next(other, 70) != expected);
        assert_true(batches_go(other, &place));
        assert_true(hash_of_next(other, 70) == expected);
        assert_true(batches_go(batches, &place));
        assert_true(hash_of_next(batches, 70) == expected);
        batches_close(batches);
        batches_close(other);
    }
    dataset_close(dataset);
}

TEST(the_order_goes_on_from_its_place)
{
    check_places(open_lines(500)); /* some 25 batches a round */
    for (int i = 0; data_task_name(i) != NULL; i++)
        check_places(open_options((DatasetOptions){.task = data_task_name(i)}));
    check_places(open_options((DatasetOptions){.tasks = "copy,reverse,sort"}));
    for (int i = 0; data_grammar_name(i) != NULL; i++)
        check_places(open_options((DatasetOptions){.grammar = data_grammar_name(i)}));
}

TEST(places_that_are_none)
{
    Dataset *dataset = open_lines(500);
    Batches *batches = batches_open(dataset, SPLIT_TRAINING, 16, 1), *small = batches_open(dataset, SPLIT_TRAINING, 5, 1);
    hash_of_next(batches, 3);
    BatchPlace place = batches_place(batches);
    const BatchPlace wrong[] = {
        {{{0}}, place.size, place.next}, {place.random, 0, place.next}, {place.random, place.size, -1}};
    uint64_t expected = hash_of_next(batches, 5);
    assert_true(batches_go(batches, &place));
    for (int i = 0; i < 3; i++)
        assert_false(batches_go(batches, &wrong[i]));
    assert_true(hash_of_next(batches, 5) == expected); /* nothing was changed */
    /* As of a longer file: another round begins. */
    assert_true(batches_go(batches, &(BatchPlace){place.random, place.size, 1 << 30}));
    check_batch(batches_next(batches));
    assert_true(batches_go(small, &place)); /* likewise */
    assert_int_equal(batches_next(small)->size, 5);
    batches_close(batches);
    batches_close(small);
    dataset_close(dataset);
}
