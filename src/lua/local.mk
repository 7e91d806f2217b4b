# lua: the bindings, one file for each folder.
noinst_LIBRARIES += liblua_binding.a
liblua_binding_a_SOURCES = src/lua/lua_host.c src/lua/lua_host.h src/lua/lesson.h
