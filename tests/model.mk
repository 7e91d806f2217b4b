# tests of model: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
model_tests = tests/test_model_padding
check_PROGRAMS += $(model_tests)
TESTS += $(model_tests)

# In float64, with the model's sources compiled for it.
tests_test_model_padding_SOURCES = tests/test_model_padding.c src/model/forward.c src/model/model.c
tests_test_model_padding_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_padding_LDADD = $(LIBS_ENGINE64) $(CMOCKA_LIBS)
endif
