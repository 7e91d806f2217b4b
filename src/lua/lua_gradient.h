/* lua_gradient.h: backward, and what is done with the gradients. */
#ifndef SEQLAB_LUA_LUA_GRADIENT_H
#define SEQLAB_LUA_LUA_GRADIENT_H

#include <lua.h>

int gradient_backward(lua_State *L);
int gradient_grad(lua_State *L);
int gradient_descend(lua_State *L);

#endif
