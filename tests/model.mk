# tests of model: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
model_tests = \
	tests/test_model_file \
	tests/test_model_file_lies \
	tests/test_golden_models \
	tests/test_gradient_flow \
	tests/test_model_beam \
	tests/test_model_counts \
	tests/test_model_custom \
	tests/test_model_explanation \
	tests/test_model_family \
	tests/test_model_greedy \
	tests/test_model_padding \
	tests/test_model_precision \
	tests/test_model_resume \
	tests/test_model_training \
	tests/test_model_transformer \
	tests/test_model_whatif \
	tests/test_trace_key
check_PROGRAMS += $(model_tests)
TESTS += $(model_tests)
model_test_libs = $(LIBS_MODEL) $(LIBS_TEST)

model_file_headers = tests/small_model_file.h tests/model_family.h tests/own_folder.h tests/small_model.h
tests_test_model_file_SOURCES = tests/test_model_file.c tests/same_state.h $(model_file_headers)
tests_test_model_file_LDADD = $(model_test_libs)
tests_test_model_file_lies_SOURCES = tests/test_model_file_lies.c $(model_file_headers)
tests_test_model_file_lies_LDADD = $(model_test_libs)
EXTRA_DIST += tests/fixtures

tests_test_trace_key_SOURCES = tests/test_trace_key.c tests/model_family.h
tests_test_trace_key_LDADD = $(model_test_libs)

tests_test_model_resume_SOURCES = tests/test_model_resume.c tests/same_state.h tests/small_training.h tests/small_model.h
tests_test_model_resume_LDADD = $(model_test_libs)

step_headers = tests/small_training.h tests/small_model.h tests/model_family.h
tests_test_model_greedy_SOURCES = tests/test_model_greedy.c $(step_headers) tests/allocation_count.c tests/allocation_count.h
tests_test_model_greedy_LDADD = $(model_test_libs)
tests_test_model_greedy_LDFLAGS = $(AM_LDFLAGS) $(count_allocations)

tests_test_model_precision_SOURCES = tests/test_model_precision.c $(step_headers)
tests_test_model_precision_LDADD = $(model_test_libs)

tests_test_model_training_SOURCES = tests/test_model_training.c $(step_headers) tests/allocation_count.c tests/allocation_count.h
tests_test_model_training_LDADD = $(model_test_libs)
tests_test_model_training_LDFLAGS = $(AM_LDFLAGS) $(count_allocations)

# Against PyTorch; scripts/peers/golden.py and golden_models.py make the numbers.
tests_test_golden_models_SOURCES = tests/test_golden_models.c tests/golden_file.c tests/golden_file.h
tests_test_golden_models_LDADD = $(model_test_libs)

tests_test_model_transformer_SOURCES = tests/test_model_transformer.c tests/small_model.h tests/taken_back.h
tests_test_model_transformer_LDADD = $(model_test_libs)

# In float64, with the model's sources compiled for it.
model64_sources = $(score_sources) tests/model_family.h src/model/recurrent_cells.c src/model/configuration.c src/model/custom.c src/model/decoder.c src/model/greedy.c src/model/intervention.c src/model/model.c src/model/model_open.c \
	src/model/model_trace.c src/model/recurrent.c src/model/recurrent_attention.c src/model/recurrent_decoder.c \
	src/model/recurrent_encoder.c src/model/trace.c src/model/trace_key.c src/model/transformer.c src/model/transformer_causal.c \
	src/model/transformer_layers.c src/model/transformer_masked.c src/model/transformer_watch.c

tests_test_gradient_flow_SOURCES = tests/test_gradient_flow.c src/model/gradient_flow.c $(model64_sources)
tests_test_gradient_flow_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_gradient_flow_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_model_padding_SOURCES = tests/test_model_padding.c tests/sentences.h $(model64_sources)
tests_test_model_padding_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_padding_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_model_beam_SOURCES = tests/test_model_beam.c src/model/beam.c src/model/sample.c $(model64_sources)
tests_test_model_beam_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_beam_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_model_counts_SOURCES = tests/test_model_counts.c tests/model_family.h tests/sentences.h
tests_test_model_counts_LDADD = $(model_test_libs)

tests_test_model_custom_SOURCES = tests/test_model_custom.c tests/taken_back.h src/model/training.c src/model/model_state.c $(model64_sources)
tests_test_model_custom_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_custom_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_model_whatif_SOURCES = tests/test_model_whatif.c src/model/trust.c $(model64_sources)
tests_test_model_whatif_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_whatif_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_model_explanation_SOURCES = tests/test_model_explanation.c src/model/explanation.c \
	src/model/explanation_gradient.c src/model/explanation_graph.c src/model/explanation_origin.c $(model64_sources)
tests_test_model_explanation_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_explanation_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_model_family_SOURCES = tests/test_model_family.c tests/sentences.h $(model64_sources)
tests_test_model_family_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_model_family_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)
endif

# Whole models against PyTorch, through the program; skipped where PyTorch is not installed.
dist_check_SCRIPTS += tests/torch_parity.sh
TESTS += tests/torch_parity.sh
EXTRA_DIST += tests/torch_parity.py scripts/peers/checkpoint_file.py scripts/peers/torch_model.py \
	scripts/peers/torch_transformer.py
EXTRA_DIST += scripts/peers/golden_models.py
