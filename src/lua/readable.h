/* readable.h: values as people read them. */
#ifndef SEQLAB_LUA_READABLE_H
#define SEQLAB_LUA_READABLE_H

#include <lua.h>

#include "base/buffer.h"

/* Strings stand in quotes inside tables only. Runs no script. */
void readable_value(lua_State *L, int index, Buffer *out);
void readable_number(double value, Buffer *out);

#endif
