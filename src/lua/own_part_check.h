/* own_part_check.h: the gradients of a part compared with measured slopes. */
#ifndef SEQLAB_LUA_OWN_PART_CHECK_H
#define SEQLAB_LUA_OWN_PART_CHECK_H

#include <lua.h>

int own_part_gradcheck(lua_State *L); /* gradcheck("mine"), or of any function: gradcheck(f, inputs) */

#endif
