# model: encoder, decoder, training, checkpoints: token ids, never strings.
noinst_LIBRARIES += libmodel.a
libmodel_a_SOURCES = \
	src/model/checkpoint.h \
	src/model/model.h \
	src/model/trace.h \
	src/model/training.h
