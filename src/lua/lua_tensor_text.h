/* lua_tensor_text.h: tensors as people read them. */
#ifndef SEQLAB_LUA_LUA_TENSOR_TEXT_H
#define SEQLAB_LUA_LUA_TENSOR_TEXT_H

#include <lua.h>
#include <stdbool.h>

#include "base/buffer.h"

/* Whether the value is a tensor; then it is written: whole, or its shape alone. Raises nothing. */
bool tensor_readable(lua_State *L, int index, bool whole, Buffer *out);

#endif
