/* own_part_define.h: cell, attention and gradcheck as functions of Lua. */
#ifndef SEQLAB_LUA_OWN_PART_DEFINE_H
#define SEQLAB_LUA_OWN_PART_DEFINE_H

#include <lua.h>

void own_part_put_functions(lua_State *L); /* into the table on top */

#endif
