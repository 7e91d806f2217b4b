# repl: commands, parsing, results.
noinst_LIBRARIES += librepl.a
librepl_a_SOURCES = \
	src/repl/command.h \
	src/repl/repl.h \
	src/repl/result.h
