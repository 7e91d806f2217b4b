# tests of term: TESTS, check_PROGRAMS, and what they link with.
check_PROGRAMS += tests/term_demo
tests_term_demo_SOURCES = tests/term_demo.c
tests_term_demo_LDADD = $(LIBS_TERM)
TESTS += tests/term_tmux.sh tests/term_monkey.sh tests/term_screens.sh
EXTRA_DIST += tests/term_tmux.sh tests/term_monkey.sh tests/term_monkey.py tests/term_screens.sh tests/screens.py \
	tests/screens

if HAVE_CMOCKA
term_tests = tests/test_term_keys tests/test_term_panes tests/test_term_plain tests/test_term_screen tests/test_term_typing
check_PROGRAMS += $(term_tests)
TESTS += $(term_tests)
term_test_libs = $(LIBS_TERM) $(LIBS_TEST)

tests_test_term_keys_SOURCES = tests/test_term_keys.c
tests_test_term_keys_LDADD = $(term_test_libs)

tests_test_term_panes_SOURCES = tests/test_term_panes.c
tests_test_term_panes_LDADD = $(term_test_libs)

# These three run tests/term_demo.
tests_test_term_plain_SOURCES = tests/test_term_plain.c
tests_test_term_plain_LDADD = $(term_test_libs)

tests_test_term_screen_SOURCES = tests/test_term_screen.c tests/demo_session.h
tests_test_term_screen_LDADD = $(term_test_libs)
tests_test_term_typing_SOURCES = tests/test_term_typing.c tests/demo_session.h
tests_test_term_typing_LDADD = $(term_test_libs)
endif
