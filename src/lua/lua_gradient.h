/* lua_gradient.h: backward, gradient descent, and gradients compared with measured slopes. */
#ifndef SEQLAB_LUA_LUA_GRADIENT_H
#define SEQLAB_LUA_LUA_GRADIENT_H

#include <lua.h>
#include <stdbool.h>

#include "base/buffer.h"

int gradient_backward(lua_State *L);
int gradient_grad(lua_State *L);
int gradient_descend(lua_State *L);

int gradient_check(lua_State *L); /* gradcheck(f, inputs) */
/* Whether the value is a result of gradcheck; if so, writes it. */
bool gradient_check_readable(lua_State *L, int index, Buffer *out);

#endif
