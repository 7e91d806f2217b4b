# tests of engine: TESTS, check_PROGRAMS, and what they link with.
