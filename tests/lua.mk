# tests of lua: TESTS, check_PROGRAMS, and what they link with.
