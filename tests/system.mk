# tests of system: TESTS, check_PROGRAMS, and what they link with.
