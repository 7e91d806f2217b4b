# tests of repl: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_repl
TESTS += tests/test_repl
tests_test_repl_SOURCES = tests/test_repl.c
tests_test_repl_LDADD = $(LIBS_REPL) $(CMOCKA_LIBS)
endif
