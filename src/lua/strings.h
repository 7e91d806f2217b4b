/* strings.h: Lua's strings as scripts have them. */
#ifndef SEQLAB_LUA_STRINGS_H
#define SEQLAB_LUA_STRINGS_H

#include <lua.h>
#include <stddef.h>

/* Pushes the value at index as text, as luaL_tolstring does, but never with an address in it. */
const char *strings_push(lua_State *L, int index, size_t *length);

/* Bytes of the name that text begins with; 0: it begins with none. */
size_t name_length(const char *text);
int strings_tostring(lua_State *L);
/* Replaces what scripts may not have in a copy of the library `string`, which is on top. */
void strings_guard(lua_State *L);
/* find, match, gmatch and gsub, which Ctrl-C and a lesson's bound can stop: into the table on top. */
void patterns_put_functions(lua_State *L);

#endif
