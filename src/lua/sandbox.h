/* sandbox.h: what of Lua's own libraries a script has. */
#ifndef SEQLAB_LUA_SANDBOX_H
#define SEQLAB_LUA_SANDBOX_H

#include <lua.h>

/* Opens Lua's libraries where scripts do not see them, and locks the metatables that all scripts share. */
void sandbox_prepare(lua_State *L);
/* Pushes a new table with copies of what a script may have of them. */
void sandbox_push(lua_State *L);

#endif
