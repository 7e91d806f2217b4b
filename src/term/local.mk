# term: the two terminals.
noinst_LIBRARIES += libterm.a
libterm_a_SOURCES = \
	src/term/background.c src/term/background.h \
	src/term/cells.c src/term/cells.h \
	src/term/display.h src/term/display_curses.c \
	src/term/keys.c src/term/keys.h \
	src/term/layout.c src/term/layout.h \
	src/term/line_editor.c src/term/line_editor.h \
	src/term/line_history.c src/term/line_history.h \
	src/term/line_reading.c src/term/line_reading.h \
	src/term/line_text.c src/term/line_text.h \
	src/term/line_waiting.c src/term/line_waiting.h \
	src/term/page.c src/term/page.h \
	src/term/panes.c src/term/panes.h \
	src/term/plain.c \
	src/term/prompt_pane.c src/term/prompt_pane.h \
	src/term/screen.c \
	src/term/signals.c src/term/signals.h \
	src/term/term.h \
	src/term/term_locale.c src/term/term_locale.h \
	src/term/terminal.c src/term/terminal_internal.h \
	src/term/transcript.c src/term/transcript.h
