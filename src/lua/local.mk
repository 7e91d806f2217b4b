# lua: the bindings, one file for each folder.
noinst_LIBRARIES += liblua_binding.a
liblua_binding_a_SOURCES = \
	src/lua/convert.c \
	src/lua/convert.h \
	src/lua/evaluate.c \
	src/lua/function_list.c \
	src/lua/function_list.h \
	src/lua/globals.c \
	src/lua/globals.h \
	src/lua/host.c \
	src/lua/host.h \
	src/lua/host_internal.h \
	src/lua/interrupt.c \
	src/lua/lua_files.c \
	src/lua/lua_gradcheck.c \
	src/lua/lua_gradient.c \
	src/lua/lua_host.c \
	src/lua/lua_host.h \
	src/lua/lua_ops.c \
	src/lua/lua_ops.h \
	src/lua/lua_tensor.c \
	src/lua/lua_tensor.h \
	src/lua/lua_tensor_text.c \
	src/lua/own_commands.c \
	src/lua/own_part.c \
	src/lua/own_part.h \
	src/lua/own_part_call.c \
	src/lua/own_part_check.c \
	src/lua/own_part_define.c \
	src/lua/patterns.c \
	src/lua/pictures.c \
	src/lua/readable.c \
	src/lua/sandbox.c \
	src/lua/strings.c \
	src/lua/strings.h \
	src/lua/tape_box.c \
	src/lua/tape_box.h \
	src/lua/tensor_functions.c \
	src/lua/user_command.c \
	src/lua/verbs.c \
	src/lua/work.c \
	src/lua/work.h
