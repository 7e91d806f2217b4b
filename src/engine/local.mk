# engine: numbers only. Compiled twice: float32 for the program, float64 for the gradient tests.
noinst_LIBRARIES += libengine.a
check_LIBRARIES += libengine64.a
engine_sources = \
	src/engine/bf16_pairs.c \
	src/engine/bf16_pairs.h \
	src/engine/cell.c \
	src/engine/cell.h \
	src/engine/cell_gru.c \
	src/engine/cell_lstm.c \
	src/engine/cell_rnn.c \
	src/engine/cells.h \
	src/engine/distinct.c \
	src/engine/distinct.h \
	src/engine/gemm.c \
	src/engine/gemm.h \
	src/engine/kernels.h \
	src/engine/kernels_attention.c \
	src/engine/kernels_elementwise.c \
	src/engine/kernels_loss.c \
	src/engine/kernels_transformer.c \
	src/engine/op.c \
	src/engine/op.h \
	src/engine/op_families.h \
	src/engine/op_support.c \
	src/engine/op_support.h \
	src/engine/ops.h \
	src/engine/ops_additive.c \
	src/engine/ops_attention.c \
	src/engine/ops_elementwise.c \
	src/engine/ops_embedding.c \
	src/engine/ops_heads.c \
	src/engine/ops_loss.c \
	src/engine/ops_positions.c \
	src/engine/ops_output.c \
	src/engine/ops_product.c \
	src/engine/ops_recurrent.c \
	src/engine/ops_score.c \
	src/engine/ops_shape.c \
	src/engine/ops_transformer.c \
	src/engine/optimizer.c \
	src/engine/optimizer.h \
	src/engine/panel_kernels.c \
	src/engine/panel_kernels.h \
	src/engine/panel_product.c \
	src/engine/panel_product.h \
	src/engine/parameter.c \
	src/engine/parameter.h \
	src/engine/schedule.c \
	src/engine/schedule.h \
	src/engine/shapes.c \
	src/engine/shapes.h \
	src/engine/packed_weights.c \
	src/engine/packed_weights.h \
	src/engine/token_rows.c \
	src/engine/token_rows.h \
	src/engine/tape.c \
	src/engine/tape.h \
	src/engine/tensor.c \
	src/engine/tensor.h \
	src/engine/vector_math.c \
	src/engine/vector_math.h \
	src/engine/vector_scalar.h \
	src/engine/workers.c \
	src/engine/workers.h
engine_cflags = $(AM_CFLAGS) $(VECTOR_FLAGS) -fno-math-errno -fno-trapping-math -ffp-contract=off
libengine_a_SOURCES = $(engine_sources)
libengine_a_CFLAGS = $(engine_cflags)
libengine64_a_SOURCES = $(engine_sources)
libengine64_a_CPPFLAGS = $(AM_CPPFLAGS) -DSEQLAB_DOUBLE
libengine64_a_CFLAGS = $(engine_cflags)
