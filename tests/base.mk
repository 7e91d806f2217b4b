# tests of base: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_base
TESTS += tests/test_base
tests_test_base_SOURCES = tests/test_base.c
tests_test_base_LDADD = $(LIBS_BASE) $(LIBS_TEST)
endif
