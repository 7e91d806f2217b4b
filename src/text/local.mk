# text: vocabularies, tokenizers, data sets, tasks, metrics.
noinst_LIBRARIES += libtext.a
libtext_a_SOURCES = \
	src/text/dataset.h \
	src/text/metrics.h \
	src/text/tokenizer.h \
	src/text/vocabulary.h
