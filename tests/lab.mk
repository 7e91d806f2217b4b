# tests of lab: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_lab
TESTS += tests/test_lab
tests_test_lab_SOURCES = tests/test_lab.c
tests_test_lab_LDADD = $(LIBS_LAB) $(CMOCKA_LIBS)
endif
