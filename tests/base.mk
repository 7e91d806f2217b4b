# tests of base: TESTS, check_PROGRAMS, and what they link with.
