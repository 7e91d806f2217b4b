/* tensor_functions.h: the functions tensor, parameter, backward and the like, and the table op. */
#ifndef SEQLAB_LUA_TENSOR_FUNCTIONS_H
#define SEQLAB_LUA_TENSOR_FUNCTIONS_H

#include <lua.h>

void tensor_put_functions(lua_State *L); /* into the table on top */

#endif
