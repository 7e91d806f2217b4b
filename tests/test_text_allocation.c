/* test_text_allocation.c: batches in their steady state ask the system for no memory. The linker's --wrap sends
 * every call of malloc and its kin in text and base through the counters here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text/dataset.h"
#include "text_files.h"

static long calls;

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t bytes);
void __real_free(void *memory);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t bytes);
void __wrap_free(void *memory);

void *__wrap_malloc(size_t bytes)
{
    calls++;
    return __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t size)
{
    calls++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    calls++;
    return __real_realloc(old, bytes);
}

void __wrap_free(void *memory)
{
    calls++;
    __real_free(memory);
}

static Dataset *open_options(DatasetOptions options)
{
    Error error = {0};
    long before = calls;
    Dataset *dataset = dataset_open(&options, &error);
    assert_non_null(dataset);
    assert_true(calls > before); /* the counters are in place */
    return dataset;
}

/* From the first batch on: all memory is taken when the batches are opened. */
static void check_steady(Dataset *dataset)
{
    Batches *batches = batches_open(dataset, SPLIT_TRAINING, 32, 1);
    long before = calls;
    for (int i = 0; i < 300; i++)
        batches_next(batches);
    assert_int_equal(calls - before, 0);
    batches_close(batches);
    dataset_close(dataset);
}

static void endless_batches_allocate_nothing(void **state)
{
    (void)state;
    check_steady(open_options((DatasetOptions){.task = "copy"}));
    check_steady(open_options((DatasetOptions){.task = "reverse", .tokens_given = true,
                                               .source_tokens = TOKENS_CHARACTER,
                                               .target_tokens = TOKENS_CHARACTER}));
    check_steady(open_options((DatasetOptions){.task = "sort", .symbols = 200}));
    check_steady(open_options((DatasetOptions){.task = "picture", .noise = 0.02}));
    check_steady(open_options((DatasetOptions){.task = "question", .language = "ko"}));
    check_steady(open_options((DatasetOptions){.task = "summary", .language = "ko"}));
    check_steady(open_options((DatasetOptions){.task = "dates"}));
    check_steady(open_options((DatasetOptions){.task = "dates", .language = "ko"}));
    check_steady(open_options((DatasetOptions){.grammar = "ko-en", .length_least = 2, .length_most = 60}));
    check_steady(open_options((DatasetOptions){.grammar = "en-ko"}));
    check_steady(open_options((DatasetOptions){.grammar = "ko-en", .tokens_given = true, .hangul = HANGUL_JAMO,
                                               .source_tokens = TOKENS_SUBWORD, .target_tokens = TOKENS_SUBWORD}));
    check_steady(open_options((DatasetOptions){.grammar = "en-ko", .tokens_given = true, .source_tokens = TOKENS_SUBWORD,
                                               .source_merges = 3, .target_merges = 3, .target_tokens = TOKENS_SUBWORD}));
    check_steady(open_options((DatasetOptions){.grammar = "ko-en", .tokens_given = true,
                                               .source_tokens = TOKENS_CHARACTER,
                                               .target_tokens = TOKENS_CHARACTER}));
}

static void batches_of_a_file_allocate_nothing(void **state)
{
    (void)state;
    char path[TEXT_FILE_PATH];
    Buffer text = {0};
    for (int i = 0; i < 3000; i++)
        buffer_format(&text, "%d%.*s\t%d\n", i, i % 20, " b c d e f g h i j k", i);
    write_text(path, buffer_text(&text));
    buffer_free(&text);
    check_steady(open_options((DatasetOptions){.file = path}));
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endless_batches_allocate_nothing),
        cmocka_unit_test(batches_of_a_file_allocate_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
