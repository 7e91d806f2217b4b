# lesson: lessons, above Lua and the prompt.
noinst_LIBRARIES += liblesson.a
liblesson_a_SOURCES = \
	src/lesson/answer.c \
	src/lesson/author.c \
	src/lesson/calls.c \
	src/lesson/check.c \
	src/lesson/claim_commands.c \
	src/lesson/claim_file.c \
	src/lesson/claim_measure.c \
	src/lesson/claim_quote.c \
	src/lesson/claim_store.c \
	src/lesson/claim_value.c \
	src/lesson/claims.h \
	src/lesson/commands.c \
	src/lesson/folders.c \
	src/lesson/folders.h \
	src/lesson/lessons.c \
	src/lesson/lessons.h \
	src/lesson/lessons_internal.h \
	src/lesson/limits.c \
	src/lesson/limits.h \
	src/lesson/list.c \
	src/lesson/log.c \
	src/lesson/log.h \
	src/lesson/lookup.c \
	src/lesson/models.c \
	src/lesson/notes.c \
	src/lesson/progress.c \
	src/lesson/progress.h \
	src/lesson/published_commands.c \
	src/lesson/published_file.c \
	src/lesson/published_value.c \
	src/lesson/resume.c \
	src/lesson/runner.c \
	src/lesson/script.c \
	src/lesson/script.h \
	src/lesson/show.c \
	src/lesson/table_file.c \
	src/lesson/table_file.h \
	src/lesson/text.c \
	src/lesson/text.h \
	src/lesson/undo.c \
	src/lesson/value.c
