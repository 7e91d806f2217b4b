# tests of lab: TESTS, check_PROGRAMS, and what they link with.
