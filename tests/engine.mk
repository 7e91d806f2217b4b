# tests of engine: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
engine_tests = \
	tests/test_engine_equalities \
	tests/test_engine_optimizer \
	tests/test_engine_cells \
	tests/test_engine_tape \
	tests/test_engine_packed_weights \
	tests/test_engine_vector_math \
	tests/test_engine_workers \
	tests/test_golden \
	tests/test_gradients
check_PROGRAMS += $(engine_tests)
TESTS += $(engine_tests)
# With tests/allocation_count.c: every call of malloc and its kin is counted.
count_allocations = -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=free
engine_test_libs = $(LIBS_ENGINE) $(LIBS_TEST)

# In float64: equal is equal to the eleventh digit.
tests_test_engine_equalities_SOURCES = tests/test_engine_equalities.c
tests_test_engine_equalities_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_engine_equalities_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_engine_cells_SOURCES = tests/test_engine_cells.c
tests_test_engine_cells_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_engine_cells_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)

tests_test_engine_optimizer_SOURCES = tests/test_engine_optimizer.c
tests_test_engine_optimizer_LDADD = $(engine_test_libs)

tests_test_engine_tape_SOURCES = tests/test_engine_tape.c
tests_test_engine_tape_LDADD = $(engine_test_libs)

tests_test_engine_packed_weights_SOURCES = tests/test_engine_packed_weights.c
tests_test_engine_packed_weights_LDADD = $(engine_test_libs)

tests_test_engine_vector_math_SOURCES = tests/test_engine_vector_math.c tests/plain_vector_math.c
tests_test_engine_vector_math_CFLAGS = $(engine_cflags)
tests_test_engine_vector_math_LDADD = $(engine_test_libs)

tests_test_engine_workers_SOURCES = tests/test_engine_workers.c
tests_test_engine_workers_LDADD = $(engine_test_libs)

# Against PyTorch; scripts/peers/golden.py makes the numbers.
tests_test_golden_SOURCES = tests/test_golden.c tests/golden_file.c tests/golden_file.h
tests_test_golden_LDADD = $(engine_test_libs)

# In float64. A family of operations adds its gradient_cases_FAMILY.c here.
tests_test_gradients_SOURCES = \
	tests/gradient_cases_additive.c \
	tests/gradient_cases_attention.c \
	tests/gradient_cases_elementwise.c \
	tests/gradient_cases_loss.c \
	tests/gradient_cases_output.c \
	tests/gradient_cases_product.c \
	tests/gradient_cases_recurrent.c \
	tests/gradient_cases_score.c \
	tests/gradient_cases_shape.c \
	tests/gradient_cases_transformer.c \
	tests/gradient_gate.c \
	tests/gradient_gate.h \
	tests/test_gradients.c
tests_test_gradients_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
tests_test_gradients_LDADD = $(LIBS_ENGINE64) $(LIBS_TEST)
endif

EXTRA_DIST += scripts/peers/compare.py scripts/peers/golden.py scripts/peers/torch_step.py \
	scripts/peers/onednn_step.c scripts/peers/onnx_answer.js tests/golden
