# text: vocabularies, tokenizers, data sets, tasks, metrics.
noinst_LIBRARIES += libtext.a
libtext_a_SOURCES = \
	src/text/batch_space.c \
	src/text/batches.c \
	src/text/dataset.c \
	src/text/dataset.h \
	src/text/dataset_dates.c \
	src/text/dataset_draw.c \
	src/text/dataset_file.c \
	src/text/dataset_grammar.c \
	src/text/dataset_parts.h \
	src/text/dataset_sequences.c \
	src/text/dataset_text.c \
	src/text/dates.c \
	src/text/dates.h \
	src/text/grammar.c \
	src/text/grammar.h \
	src/text/grammar_clause.c \
	src/text/grammar_clause.h \
	src/text/grammar_english.c \
	src/text/grammar_forms.c \
	src/text/grammar_forms.h \
	src/text/grammar_hangul.c \
	src/text/grammar_hangul.h \
	src/text/grammar_korean.c \
	src/text/grammar_verbs.c \
	src/text/grammar_words.c \
	src/text/grammar_words.h \
	src/text/length_table.c \
	src/text/length_table.h \
	src/text/metrics.c \
	src/text/metrics.h \
	src/text/pairs_file.c \
	src/text/pairs_file.h \
	src/text/split.c \
	src/text/split.h \
	src/text/tasks.c \
	src/text/tasks.h \
	src/text/tokenizer.c \
	src/text/tokenizer.h \
	src/text/vocabulary.c \
	src/text/vocabulary.h
