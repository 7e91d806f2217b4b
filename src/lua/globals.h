/* globals.h: all that a script finds. */
#ifndef SEQLAB_LUA_GLOBALS_H
#define SEQLAB_LUA_GLOBALS_H

#include <lua.h>
#include <stdbool.h>

/* Pushes a new table of globals. lesson: without files and without seqlab.command. */
void globals_push(lua_State *L, bool lesson);

#endif
