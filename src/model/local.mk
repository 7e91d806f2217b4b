# model: encoder, decoder, training, checkpoints: token ids, never strings.
noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	src/model/checkpoint.c \
	src/model/checkpoint.h \
	src/model/forward.c \
	src/model/greedy.c \
	src/model/model.c \
	src/model/model.h \
	src/model/model_parts.h \
	src/model/model_trace.c \
	src/model/resume.c \
	src/model/resume.h \
	src/model/safetensors.c \
	src/model/safetensors.h \
	src/model/trace.c \
	src/model/trace.h \
	src/model/training.c \
	src/model/training.h
