# tests of view: TESTS, check_PROGRAMS, and what they link with.
