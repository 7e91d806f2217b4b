# Fuzz targets: in most builds one program replays the corpus through all of them; after ./configure --enable-fuzz each is a
# fuzzer of its own (make fuzzers).
EXTRA_DIST += tests/fuzz/corpus
fuzz_session = tests/fuzz/fuzz.c tests/fuzz/fuzz.h
if FUZZ
EXTRA_PROGRAMS += tests/fuzz/fuzz_model tests/fuzz/fuzz_pairs tests/fuzz/fuzz_line tests/fuzz/fuzz_lua \
	tests/fuzz/fuzz_lesson tests/fuzz/fuzz_state tests/fuzz/fuzz_keys
tests_fuzz_fuzz_model_SOURCES = tests/fuzz/fuzz_model.c $(fuzz_session)
tests_fuzz_fuzz_model_LDADD = $(LIBS_LESSON)
tests_fuzz_fuzz_model_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_pairs_SOURCES = tests/fuzz/fuzz_pairs.c $(fuzz_session)
tests_fuzz_fuzz_pairs_LDADD = $(LIBS_LESSON)
tests_fuzz_fuzz_pairs_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_line_SOURCES = tests/fuzz/fuzz_line.c $(fuzz_session)
tests_fuzz_fuzz_line_LDADD = $(LIBS_LESSON)
tests_fuzz_fuzz_line_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_lua_SOURCES = tests/fuzz/fuzz_lua.c $(fuzz_session)
tests_fuzz_fuzz_lua_LDADD = $(LIBS_LESSON)
tests_fuzz_fuzz_lua_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_lesson_SOURCES = tests/fuzz/fuzz_lesson.c $(fuzz_session)
tests_fuzz_fuzz_lesson_LDADD = $(LIBS_LESSON)
tests_fuzz_fuzz_lesson_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_state_SOURCES = tests/fuzz/fuzz_state.c $(fuzz_session)
tests_fuzz_fuzz_state_LDADD = $(LIBS_LESSON)
tests_fuzz_fuzz_state_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_keys_SOURCES = tests/fuzz/fuzz_keys.c $(fuzz_session)
tests_fuzz_fuzz_keys_LDADD = $(LIBS_LESSON)
tests_fuzz_fuzz_keys_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzzers: $(EXTRA_PROGRAMS)
else
check_PROGRAMS += tests/fuzz/replay
TESTS += tests/fuzz/replay
tests_fuzz_replay_LDADD = $(LIBS_LESSON)
tests_fuzz_replay_SOURCES = tests/fuzz/replay.c $(fuzz_session) \
	tests/fuzz/fuzz_keys.c \
	tests/fuzz/fuzz_lesson.c \
	tests/fuzz/fuzz_line.c \
	tests/fuzz/fuzz_lua.c \
	tests/fuzz/fuzz_model.c \
	tests/fuzz/fuzz_pairs.c \
	tests/fuzz/fuzz_state.c
endif
