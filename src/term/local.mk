# term: the two terminals.
noinst_LIBRARIES += libterm.a
libterm_a_SOURCES = \
	src/term/term.h
