# tests of base: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
check_PROGRAMS += tests/test_base_error tests/test_hash_table tests/test_particles
TESTS += tests/test_base_error tests/test_hash_table tests/test_particles
tests_test_base_error_SOURCES = tests/test_base_error.c
tests_test_base_error_LDADD = $(LIBS_BASE) $(LIBS_TEST)
tests_test_hash_table_SOURCES = tests/test_hash_table.c
tests_test_hash_table_LDADD = $(LIBS_BASE) $(LIBS_TEST)
tests_test_particles_SOURCES = tests/test_particles.c
tests_test_particles_LDADD = $(LIBS_BASE) $(LIBS_TEST)
endif
