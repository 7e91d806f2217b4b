# tests of repl: TESTS, check_PROGRAMS, and what they link with.
