# model: encoder, decoder, training, checkpoints: token ids, never strings.
noinst_LIBRARIES += libmodel.a
score_sources = \
	src/model/score.h \
	src/model/score_additive.c \
	src/model/score_dot.c \
	src/model/score_general.c \
	src/model/score_scaled.c \
	src/model/scores.c \
	src/model/scores.h
libmodel_a_SOURCES = $(score_sources) \
	src/model/beam.c \
	src/model/beam.h \
	src/model/model_file.c \
	src/model/model_file.h \
	src/model/model_file_save.c \
	src/model/recurrent_cells.c \
	src/model/configuration.c \
	src/model/configuration.h \
	src/model/custom.c \
	src/model/custom.h \
	src/model/decoder.c \
	src/model/decoder.h \
	src/model/explanation.c \
	src/model/explanation.h \
	src/model/explanation_gradient.c \
	src/model/explanation_graph.c \
	src/model/explanation_graph.h \
	src/model/explanation_origin.c \
	src/model/gradient_flow.c \
	src/model/gradient_flow.h \
	src/model/greedy.c \
	src/model/intervention.c \
	src/model/intervention.h \
	src/model/model.c \
	src/model/model.h \
	src/model/model_parts.h \
	src/model/model_open.c \
	src/model/model_trace.c \
	src/model/recurrent.c \
	src/model/recurrent_attention.c \
	src/model/recurrent_decoder.c \
	src/model/recurrent_encoder.c \
	src/model/recurrent_parts.h \
	src/model/model_state.c \
	src/model/model_state.h \
	src/model/safetensors.c \
	src/model/safetensors.h \
	src/model/sample.c \
	src/model/trace.c \
	src/model/trace.h \
	src/model/trace_key.c \
	src/model/trace_key.h \
	src/model/training.c \
	src/model/training.h \
	src/model/training_size.c \
	src/model/transformer.c \
	src/model/transformer_causal.c \
	src/model/transformer_layers.c \
	src/model/transformer_masked.c \
	src/model/transformer_parts.h \
	src/model/transformer_watch.c \
	src/model/trust.c \
	src/model/trust.h
