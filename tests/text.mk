# tests of text: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_grammar
TESTS += tests/test_grammar
tests_test_grammar_SOURCES = tests/test_grammar.c
tests_test_grammar_LDADD = $(LIBS_TEXT) $(CMOCKA_LIBS)
endif
