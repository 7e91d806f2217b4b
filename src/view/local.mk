# view: pictures of results, for any terminal.
noinst_LIBRARIES += libview.a
libview_a_SOURCES = \
	src/view/answer.c src/view/answer.h \
	src/view/bars.c src/view/bars.h \
	src/view/beam_tree.c src/view/beam_tree.h \
	src/view/bitmap.c src/view/bitmap.h \
	src/view/canvas.c src/view/canvas.h \
	src/view/canvas_markup.c \
	src/view/canvas_text.c \
	src/view/curve.c src/view/curve.h \
	src/view/flow.c src/view/flow.h \
	src/view/glyph.c src/view/glyph.h \
	src/view/heatmap.c src/view/heatmap.h \
	src/view/items.c src/view/items.h \
	src/view/machine.c src/view/machine.h \
	src/view/markdown.c src/view/markdown.h \
	src/view/palette.c src/view/palette.h \
	src/view/picture.c src/view/picture.h \
	src/view/prose.c src/view/prose.h \
	src/view/scatter.c src/view/scatter.h \
	src/view/short_text.c src/view/short_text.h \
	src/view/small_maps.c src/view/small_maps.h \
	src/view/strips.c src/view/strips.h \
	src/view/table.c src/view/table.h
