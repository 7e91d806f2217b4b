# repl: commands, parsing, results.
noinst_LIBRARIES += librepl.a
librepl_a_SOURCES = \
	src/repl/builtin_commands.c \
	src/repl/builtin_commands.h \
	src/repl/command.h \
	src/repl/command_file.c \
	src/repl/commands_accuracy.c \
	src/repl/commands_attend.c \
	src/repl/commands_bench.c \
	src/repl/commands_data.c \
	src/repl/commands_decode.c \
	src/repl/commands_demo.c \
	src/repl/commands_explain.c \
	src/repl/commands_files.c \
	src/repl/commands_glossary.c \
	src/repl/commands_gradients.c \
	src/repl/commands_look.c \
	src/repl/commands_model.c \
	src/repl/commands_session.c \
	src/repl/commands_checkpoint.c \
	src/repl/commands_step.c \
	src/repl/commands_tokens.c \
	src/repl/commands_train.c \
	src/repl/commands_trace.c \
	src/repl/commands_whatif.c \
	src/repl/complete.c \
	src/repl/complete.h \
	src/repl/glossary.h \
	src/repl/help_pages.h \
	src/repl/live.c \
	src/repl/live.h \
	src/repl/look.c \
	src/repl/look.h \
	src/repl/origin_value.c \
	src/repl/origin_value.h \
	src/repl/meant.c \
	src/repl/meant.h \
	src/repl/parse.c \
	src/repl/parse.h \
	src/repl/repl.c \
	src/repl/repl.h \
	src/repl/results.c \
	src/repl/results.h \
	src/repl/score_table.c \
	src/repl/score_table.h \
	src/repl/written_file.c \
	src/repl/written_file.h
