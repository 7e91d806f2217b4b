/* small_dataset.h: data sets from options, or from a few lines of text. */
#ifndef SEQLAB_TESTS_SMALL_DATASET_H
#define SEQLAB_TESTS_SMALL_DATASET_H

#include "test.h"
#include "text/dataset.h"
#include "text_files.h"

static inline Dataset *open_options(DatasetOptions options)
{
    Error error = {0};
    Dataset *dataset = dataset_open(&options, &error);
    if (dataset == NULL)
        fail_msg("refused: %s", error.message);
    return dataset;
}

static inline Dataset *open_text(const char *text, DatasetOptions options)
{
    char path[TEXT_FILE_PATH];
    write_text(path, text);
    options.file = path;
    Dataset *dataset = open_options(options);
    unlink(path);
    return dataset;
}

static inline void expect_encoded(const Dataset *dataset, Side side, const char *text, const int *ids, int count)
{
    TokenList tokens = {0};
    Error error;
    int *encoded = NULL;
    assert_true(dataset_encode(dataset, side, text, &tokens, &encoded, &error));
    assert_int_equal(tokens.count, count);
    assert_memory_equal(encoded, ids, (size_t)count * sizeof *ids);
    token_list_free(&tokens);
    free(encoded);
}

static inline void expect_decoded(const Dataset *dataset, Side side, const int *ids, int count, const char *text)
{
    Buffer decoded = {0};
    dataset_decode(dataset, side, ids, count, &decoded);
    assert_string_equal(buffer_text(&decoded), text);
    buffer_free(&decoded);
}

/* A data set while pairs are drawn from it. */
typedef struct Drawing {
    Dataset *dataset;
    PairSpace *space;
    Random random;
    Pair pair; /* the last one */
} Drawing;

static inline Drawing open_drawing(Dataset *dataset, uint64_t seed)
{
    return (Drawing){.dataset = dataset, .space = pair_space_open(), .random = seeded(seed)};
}

static inline bool draw(Drawing *drawing, Split split, int length)
{
    return dataset_draw(drawing->dataset, split, length, &drawing->random, drawing->space, &drawing->pair);
}

/* Closes the data set, too. */
static inline void close_drawing(Drawing *drawing)
{
    pair_space_close(drawing->space);
    dataset_close(drawing->dataset);
}

#endif
