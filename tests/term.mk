# tests of term: TESTS, check_PROGRAMS, and what they link with.
