# tests of lab: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_lab tests/test_lab_resume tests/test_lab_subword
TESTS += tests/test_lab tests/test_lab_resume tests/test_lab_subword
tests_test_lab_SOURCES = tests/test_lab.c
tests_test_lab_LDADD = $(LIBS_LAB) $(CMOCKA_LIBS)

tests_test_lab_resume_SOURCES = tests/test_lab_resume.c tests/model_family.h
tests_test_lab_resume_LDADD = $(LIBS_LAB) $(CMOCKA_LIBS)

tests_test_lab_subword_SOURCES = tests/test_lab_subword.c tests/text_files.h
tests_test_lab_subword_LDADD = $(LIBS_LAB) $(CMOCKA_LIBS)
endif
