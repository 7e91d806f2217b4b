/* lua_gradcheck.h: gradients compared with measured slopes. */
#ifndef SEQLAB_LUA_LUA_GRADCHECK_H
#define SEQLAB_LUA_LUA_GRADCHECK_H

#include <lua.h>
#include <stdbool.h>

#include "base/buffer.h"

int gradient_check(lua_State *L); /* gradcheck(f, inputs) */
/* Whether the value is what gradcheck returned; then it is written. */
bool gradient_check_readable(lua_State *L, int index, Buffer *out);

#endif
