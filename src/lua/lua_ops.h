/* lua_ops.h: the engine's operations as functions of Lua. */
#ifndef SEQLAB_LUA_LUA_OPS_H
#define SEQLAB_LUA_LUA_OPS_H

#include <lua.h>
#include <stdbool.h>

#include "engine/op.h"

void ops_put_table(lua_State *L);         /* pushes `op` */
/* Puts a function into the table on top that refuses surplus arguments instead of ignoring them. */
enum { ANY_NUMBER = -1 };
void ops_put_function(lua_State *L, const char *name, lua_CFunction function, int arguments);
enum { OPS_MOST = 128 };
/* Those that `op` has, in its order, then those that only the models use. Returns how many. */
int ops_list(const Operation *list[OPS_MOST]);
bool ops_callable(const char *name);            /* whether `op` has it */
const Operation *ops_find(const char *name);    /* of either kind; NULL when there is none */
void ops_put_operators(lua_State *L);     /* + - * / into the metatable on top */
int ops_formula(lua_State *L);

#endif
