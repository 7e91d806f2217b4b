# lua: the bindings, one file for each folder.
noinst_LIBRARIES += liblua_binding.a
liblua_binding_a_SOURCES =

