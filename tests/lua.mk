# tests of lua: TESTS, check_PROGRAMS, and what they link with.
lua_scripts = \
	tests/lua_tensors.sh \
	tests/lua_parts.sh \
	tests/lua_lines.sh \
	tests/lua_show.sh \
	tests/lua_sandbox.sh \
	tests/lua_lessons.sh \
	tests/lua_lesson_words.sh \
	tests/lesson_author.sh \
	tests/lesson_hostile.sh \
	tests/lesson_claims.sh \
	tests/lesson_published.sh \
	tests/lesson_learner.sh \
	tests/lesson_bottleneck.sh
dist_check_SCRIPTS += $(lua_scripts)
if HAVE_CMOCKA
check_PROGRAMS += tests/test_faults tests/test_lua_patterns
TESTS += tests/test_faults tests/test_lua_patterns
tests_test_lua_patterns_SOURCES = tests/test_lua_patterns.c
tests_test_lua_patterns_LDADD = $(LIBS_LUA) $(LIBS_TEST)
tests_test_faults_SOURCES = tests/test_faults.c tests/fault_calls.c tests/fault_calls.h tests/own_folder.h
tests_test_faults_LDADD = $(LIBS_LESSON) $(LIBS_TEST)
tests_test_faults_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=open,--wrap=read,--wrap=write,--wrap=fsync,--wrap=close,--wrap=rename,--wrap=unlink,--wrap=mkdir \
	-Wl,--wrap=mkdtemp,--wrap=flock,--wrap=fchmod,--wrap=malloc,--wrap=calloc,--wrap=realloc
endif
TESTS += $(lua_scripts)
EXTRA_DIST += tests/lua_session.sh
