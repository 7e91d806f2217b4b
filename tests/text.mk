# tests of text: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
text_tests = \
	tests/test_grammar \
	tests/test_text_allocation \
	tests/test_text_batches \
	tests/test_text_byte_pairs \
	tests/test_text_dataset \
	tests/test_text_ids \
	tests/test_text_metrics \
	tests/test_text_pairs_file \
	tests/test_text_picture \
	tests/test_text_split \
	tests/test_text_story \
	tests/test_text_subwords \
	tests/test_text_tasks \
	tests/test_text_tokenizer
check_PROGRAMS += $(text_tests)
TESTS += $(text_tests)
text_test_libs = $(LIBS_TEXT) $(LIBS_TEST)
small_dataset = tests/small_dataset.h tests/text_files.h

tests_test_grammar_SOURCES = tests/test_grammar.c
tests_test_grammar_LDADD = $(text_test_libs)

tests_test_text_allocation_SOURCES = tests/test_text_allocation.c $(small_dataset) \
	tests/allocation_count.c tests/allocation_count.h
tests_test_text_allocation_LDADD = $(text_test_libs)
tests_test_text_allocation_LDFLAGS = $(AM_LDFLAGS) $(count_allocations)

tests_test_text_batches_SOURCES = tests/test_text_batches.c $(small_dataset)
tests_test_text_batches_LDADD = $(text_test_libs)

tests_test_text_byte_pairs_SOURCES = tests/test_text_byte_pairs.c
tests_test_text_byte_pairs_LDADD = $(text_test_libs)

tests_test_text_dataset_SOURCES = tests/test_text_dataset.c $(small_dataset)
tests_test_text_dataset_LDADD = $(text_test_libs)

tests_test_text_ids_SOURCES = tests/test_text_ids.c $(small_dataset)
tests_test_text_ids_LDADD = $(text_test_libs)

# Against other arithmetic; scripts/peers/metrics.py makes the numbers.
tests_test_text_metrics_SOURCES = tests/test_text_metrics.c
tests_test_text_metrics_LDADD = $(text_test_libs)

tests_test_text_pairs_file_SOURCES = tests/test_text_pairs_file.c tests/text_files.h
tests_test_text_pairs_file_LDADD = $(text_test_libs)

tests_test_text_picture_SOURCES = tests/test_text_picture.c $(small_dataset)
tests_test_text_picture_LDADD = $(text_test_libs)

tests_test_text_split_SOURCES = tests/test_text_split.c $(small_dataset)
tests_test_text_split_LDADD = $(text_test_libs)

tests_test_text_story_SOURCES = tests/test_text_story.c
tests_test_text_story_LDADD = $(text_test_libs)

tests_test_text_subwords_SOURCES = tests/test_text_subwords.c $(small_dataset)
tests_test_text_subwords_LDADD = $(text_test_libs)

tests_test_text_tasks_SOURCES = tests/test_text_tasks.c
tests_test_text_tasks_LDADD = $(text_test_libs)

tests_test_text_tokenizer_SOURCES = tests/test_text_tokenizer.c
tests_test_text_tokenizer_LDADD = $(text_test_libs)
endif

EXTRA_DIST += scripts/peers/metrics.py
