# base: knows nothing above it.
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/arena.c src/base/arena.h \
	src/base/batch.h \
	src/base/buffer.c src/base/buffer.h \
	src/base/clock.c src/base/clock.h \
	src/base/error.c src/base/error.h \
	src/base/hash_table.c src/base/hash_table.h \
	src/base/korean_keys.c src/base/korean_keys.h \
	src/base/language.c src/base/language.h \
	src/base/line_file.c src/base/line_file.h \
	src/base/memory.c src/base/memory.h \
	src/base/option_text.c \
	src/base/options.c src/base/options.h \
	src/base/random.c src/base/random.h \
	src/base/thread.c src/base/thread.h \
	src/base/unicode.c src/base/unicode.h \
	src/base/whole_file.c src/base/whole_file.h
