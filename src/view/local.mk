# view: pictures of results, for any terminal.
noinst_LIBRARIES += libview.a
libview_a_SOURCES = \
	src/view/canvas.h \
	src/view/curve.h \
	src/view/heatmap.h \
	src/view/markdown.h \
	src/view/prose.h \
	src/view/table.h
