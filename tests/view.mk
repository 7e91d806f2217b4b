# tests of view: TESTS, check_PROGRAMS, and what they link with.
if HAVE_CMOCKA
view_tests = \
	tests/test_view_beam_tree \
	tests/test_view_bitmap \
	tests/test_view_canvas \
	tests/test_view_curve \
	tests/test_view_heatmap \
	tests/test_view_markdown \
	tests/test_view_pictures \
	tests/test_view_prose
check_PROGRAMS += $(view_tests)
TESTS += $(view_tests)
view_test_libs = $(LIBS_VIEW) $(LIBS_TEST)

tests_test_view_beam_tree_SOURCES = tests/test_view_beam_tree.c tests/view_check.c tests/view_check.h
tests_test_view_beam_tree_LDADD = $(view_test_libs)
tests_test_view_bitmap_SOURCES = tests/test_view_bitmap.c tests/view_check.c tests/view_check.h
tests_test_view_bitmap_LDADD = $(view_test_libs)
tests_test_view_canvas_SOURCES = tests/test_view_canvas.c tests/view_check.c tests/view_check.h
tests_test_view_canvas_LDADD = $(view_test_libs)
tests_test_view_curve_SOURCES = tests/test_view_curve.c tests/view_check.c tests/view_check.h
tests_test_view_curve_LDADD = $(view_test_libs)
tests_test_view_heatmap_SOURCES = tests/test_view_heatmap.c tests/view_check.c tests/view_check.h
tests_test_view_heatmap_LDADD = $(view_test_libs)
tests_test_view_markdown_SOURCES = tests/test_view_markdown.c tests/view_check.c tests/view_check.h
tests_test_view_markdown_LDADD = $(view_test_libs)
tests_test_view_pictures_SOURCES = tests/test_view_pictures.c tests/view_check.c tests/view_check.h
tests_test_view_pictures_LDADD = $(view_test_libs)
tests_test_view_prose_SOURCES = tests/test_view_prose.c
tests_test_view_prose_LDADD = $(view_test_libs)
endif
