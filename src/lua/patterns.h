/* patterns.h: string.find, match, gmatch and gsub, which Ctrl-C and a lesson's bound can stop. */
#ifndef SEQLAB_LUA_PATTERNS_H
#define SEQLAB_LUA_PATTERNS_H

#include <lua.h>

void patterns_put_functions(lua_State *L); /* into the table on top */

#endif
