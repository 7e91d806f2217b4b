# view: pictures of results, for any terminal.
noinst_LIBRARIES += libview.a
libview_a_SOURCES = \
	src/view/bars.c \
	src/view/beam_tree.c \
	src/view/beam_tree.h \
	src/view/bitmap.c src/view/bitmap.h \
	src/view/canvas.c src/view/canvas.h \
	src/view/canvas_parts.h \
	src/view/canvas_prose.c \
	src/view/canvas_text.c \
	src/view/curve.c src/view/curve.h \
	src/view/glyph.c src/view/glyph.h \
	src/view/heatmap.c src/view/heatmap.h \
	src/view/items.c \
	src/view/look.c src/view/look.h \
	src/view/markdown.c src/view/markdown.h \
	src/view/number_text.c \
	src/view/prose.c src/view/prose.h \
	src/view/strips.c src/view/strips.h \
	src/view/table.c src/view/table.h \
	src/view/token_label.c src/view/token_label.h
