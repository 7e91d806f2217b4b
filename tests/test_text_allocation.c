/* test_text_allocation.c: batches in their steady state ask the system for no memory. */
#include "allocation_count.h"
#include "small_dataset.h"
#include "test.h"
#include "text/batches.h"

/* From the first batch on: all memory is taken when the batches are opened. */
static void check_steady(DatasetOptions options)
{
    long before = allocation_count();
    Dataset *dataset = open_options(options);
    assert_true(allocation_count() > before); /* the counters are in place */
    Batches *batches = batches_open(dataset, SPLIT_TRAINING, 32, 1);
    before = allocation_count();
    for (int i = 0; i < 300; i++)
        batches_next(batches);
    assert_int_equal(allocation_count() - before, 0);
    batches_close(batches);
    dataset_close(dataset);
}

TEST(endless_batches_allocate_nothing)
{
    check_steady((DatasetOptions){.task = "copy"});
    check_steady((DatasetOptions){.task = "reverse", .tokens_given = true, .source_tokens = TOKENS_CHARACTER,
                                  .target_tokens = TOKENS_CHARACTER});
    check_steady((DatasetOptions){.task = "sort", .symbols = 200});
    check_steady((DatasetOptions){.tasks = "copy,reverse,sort"});
    check_steady((DatasetOptions){.task = "picture", .noise = 0.02});
    check_steady((DatasetOptions){.task = "question", .language = "ko"});
    check_steady((DatasetOptions){.task = "summary", .language = "ko"});
    check_steady((DatasetOptions){.task = "dates"});
    check_steady((DatasetOptions){.task = "dates", .language = "ko"});
    check_steady((DatasetOptions){.grammar = "ko-en", .length_least = 2, .length_most = 60});
    check_steady((DatasetOptions){.grammar = "en-ko"});
    check_steady((DatasetOptions){.grammar = "ko-en", .tokens_given = true, .hangul = HANGUL_JAMO,
                                  .source_tokens = TOKENS_SUBWORD, .target_tokens = TOKENS_SUBWORD});
    check_steady((DatasetOptions){.grammar = "en-ko", .tokens_given = true, .source_tokens = TOKENS_SUBWORD,
                                  .source_merges = 3, .target_merges = 3, .target_tokens = TOKENS_SUBWORD});
    check_steady((DatasetOptions){.grammar = "ko-en", .tokens_given = true, .source_tokens = TOKENS_CHARACTER,
                                  .target_tokens = TOKENS_CHARACTER});
}

TEST(batches_of_a_file_allocate_nothing)
{
    char path[TEXT_FILE_PATH];
    Buffer text = {0};
    for (int i = 0; i < 3000; i++)
        buffer_format(&text, "%d%.*s\t%d\n", i, i % 20, " b c d e f g h i j k", i);
    write_text(path, buffer_text(&text));
    buffer_free(&text);
    check_steady((DatasetOptions){.file = path});
    unlink(path);
}
