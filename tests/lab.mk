# tests of lab: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
small_lab = tests/small_lab.h tests/own_folder.h
lab_tests = \
	tests/test_lab \
	tests/test_lab_accuracy \
	tests/test_lab_decode \
	tests/test_lab_files \
	tests/test_lab_geometry \
	tests/test_lab_job \
	tests/test_lab_options \
	tests/test_lab_resume \
	tests/test_lab_checkpoints \
	tests/test_lab_patch \
	tests/test_lab_step \
	tests/test_lab_subword \
	tests/test_lab_train \
	tests/test_lab_units \
	tests/test_lab_transformer
check_PROGRAMS += $(lab_tests)
TESTS += $(lab_tests)
tests_test_lab_SOURCES = tests/test_lab.c $(small_lab)
tests_test_lab_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_accuracy_SOURCES = tests/test_lab_accuracy.c $(small_lab)
tests_test_lab_accuracy_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_geometry_SOURCES = tests/test_lab_geometry.c
tests_test_lab_geometry_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_patch_SOURCES = tests/test_lab_patch.c $(small_lab)
tests_test_lab_patch_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_options_SOURCES = tests/test_lab_options.c $(small_lab)
tests_test_lab_options_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_units_SOURCES = tests/test_lab_units.c $(small_lab)
tests_test_lab_units_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_step_SOURCES = tests/test_lab_step.c tests/same_state.h $(small_lab)
tests_test_lab_step_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_train_SOURCES = tests/test_lab_train.c $(small_lab)
tests_test_lab_train_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_files_SOURCES = tests/test_lab_files.c $(small_lab)
tests_test_lab_files_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_job_SOURCES = tests/test_lab_job.c
tests_test_lab_job_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_resume_SOURCES = tests/test_lab_resume.c tests/same_state.h tests/model_family.h $(small_lab)
tests_test_lab_resume_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_decode_SOURCES = tests/test_lab_decode.c $(small_lab)
tests_test_lab_decode_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_checkpoints_SOURCES = tests/test_lab_checkpoints.c $(small_lab)
tests_test_lab_checkpoints_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_subword_SOURCES = tests/test_lab_subword.c $(small_lab)
tests_test_lab_subword_LDADD = $(LIBS_LAB) $(LIBS_TEST)

tests_test_lab_transformer_SOURCES = tests/test_lab_transformer.c $(small_lab)
tests_test_lab_transformer_LDADD = $(LIBS_LAB) $(LIBS_TEST)
endif
