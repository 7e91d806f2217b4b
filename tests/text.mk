# tests of text: TESTS, check_PROGRAMS, and what they link with.
