# tests of model: TESTS, check_PROGRAMS, and what they link with.
