# lua: the bindings, one file for each folder.
noinst_LIBRARIES += liblua_binding.a
liblua_binding_a_SOURCES = \
	src/lua/convert.c \
	src/lua/evaluate.c \
	src/lua/interrupt.c \
	src/lua/lesson.c \
	src/lua/lesson.h \
	src/lua/lesson_answer.c \
	src/lua/lesson_calls.c \
	src/lua/lesson_commands.c \
	src/lua/lesson_list.c \
	src/lua/lesson_models.c \
	src/lua/lesson_parts.h \
	src/lua/lesson_progress.c \
	src/lua/lesson_script.c \
	src/lua/lesson_show.c \
	src/lua/lesson_text.c \
	src/lua/lesson_value.c \
	src/lua/lua_files.c \
	src/lua/lua_gradcheck.c \
	src/lua/lua_gradient.c \
	src/lua/lua_host.c \
	src/lua/lua_host.h \
	src/lua/lua_ops.c \
	src/lua/lua_parts.h \
	src/lua/lua_tape.c \
	src/lua/lua_tensor.c \
	src/lua/lua_tensor_text.c \
	src/lua/operation_meaning.c \
	src/lua/own_commands.c \
	src/lua/own_part.c \
	src/lua/own_part_call.c \
	src/lua/own_part_check.c \
	src/lua/own_parts.h \
	src/lua/patterns.c \
	src/lua/patterns.h \
	src/lua/readable.c \
	src/lua/sandbox.c \
	src/lua/strings.c \
	src/lua/strings.h \
	src/lua/tensor_parts.h \
	src/lua/user_command.c \
	src/lua/verbs.c
