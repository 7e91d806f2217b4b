# tests of repl: TESTS, check_PROGRAMS, and what they link with.
repl_scripts = \
	tests/manual.sh \
	tests/repl_commands.sh \
	tests/repl_autosave.sh \
	tests/repl_bench.sh \
	tests/repl_export.sh \
	tests/repl_explain.sh \
	tests/repl_files.sh \
	tests/repl_glossary.sh \
	tests/repl_live.sh \
	tests/repl_look.sh \
	tests/repl_prompt.sh \
	tests/repl_runs.sh \
	tests/repl_tokens.sh
dist_check_SCRIPTS += $(repl_scripts)
TESTS += $(repl_scripts)
EXTRA_DIST += tests/repl_session.sh tests/manual_check.py tests/lessons_page.py tests/lua_page.py tests/page.py \
	tests/output_check.py tests/repl_live.py
if HAVE_CMOCKA
check_PROGRAMS += tests/test_repl tests/test_repl_complete tests/test_repl_explore tests/test_repl_explore_views tests/test_repl_live
TESTS += tests/test_repl tests/test_repl_complete tests/test_repl_explore tests/test_repl_explore_views tests/test_repl_live
tests_test_repl_SOURCES = tests/test_repl.c
tests_test_repl_LDADD = $(LIBS_REPL) $(LIBS_TEST)
tests_test_repl_complete_SOURCES = tests/test_repl_complete.c
tests_test_repl_complete_LDADD = $(LIBS_REPL) $(LIBS_TEST)
tests_test_repl_explore_SOURCES = tests/test_repl_explore.c tests/explore_session.h
tests_test_repl_explore_LDADD = $(LIBS_REPL) $(LIBS_TEST)
tests_test_repl_explore_views_SOURCES = tests/test_repl_explore_views.c tests/explore_session.h
tests_test_repl_explore_views_LDADD = $(LIBS_REPL) $(LIBS_TEST)
tests_test_repl_live_SOURCES = tests/test_repl_live.c tests/view_check.c tests/view_check.h
tests_test_repl_live_LDADD = $(LIBS_REPL) $(LIBS_TEST)
endif
