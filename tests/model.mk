# tests of model: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
model_tests = \
	tests/test_checkpoint \
	tests/test_model \
	tests/test_model_padding
check_PROGRAMS += $(model_tests)
TESTS += $(model_tests)
model_test_libs = $(LIBS_MODEL) $(CMOCKA_LIBS)

tests_test_checkpoint_SOURCES = tests/test_checkpoint.c tests/small_model.h
tests_test_checkpoint_LDADD = $(model_test_libs)

tests_test_model_SOURCES = tests/test_model.c tests/small_model.h \
	tests/allocation_count.c tests/allocation_count.h
tests_test_model_LDADD = $(model_test_libs)
tests_test_model_LDFLAGS = $(AM_LDFLAGS) $(count_allocations)

# In float64, with the model's sources compiled for it.
tests_test_model_padding_SOURCES = tests/test_model_padding.c src/model/forward.c src/model/model.c
tests_test_model_padding_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_padding_LDADD = $(LIBS_ENGINE64) $(CMOCKA_LIBS)
endif
