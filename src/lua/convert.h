/* convert.h: results as Lua tables, Lua tables as JSON, texts in two languages, and values as people read them. */
#ifndef SEQLAB_LUA_CONVERT_H
#define SEQLAB_LUA_CONVERT_H

#include <jansson.h>
#include <lua.h>

#include "base/buffer.h"
#include "base/error.h"

void convert_push(lua_State *L, const json_t *value);
/* A value as JSON (owned by the caller), or NULL with an error if JSON cannot represent it. Raises nothing
 * and runs no script. */
json_t *convert_json(lua_State *L, int index, Error *error);
/* The userdata on top gets the metatable of this name, whose only event ("__gc") is this. Scripts cannot have it. */
void convert_typed(lua_State *L, const char *name, const char *event, lua_CFunction function);
/* Pushes a table's own field: lua_getfield without a metatable. Returns its type. */
int convert_field(lua_State *L, int table, const char *name);
/* The whole number from 1 to `most` at index; 0: something else is there. */
int convert_whole(lua_State *L, int index, int most);
/* A place for a json_t on the stack that the collector frees, so that a Lua error leaks nothing. */
json_t **convert_box(lua_State *L);
Buffer *convert_text_box(lua_State *L);
/* Pushes the text of { en =, ko = } or the plain string at index, in the language now, and returns it: it lives as
 * long as it stands on the stack. NULL if it is neither. */
const char *convert_sentence(lua_State *L, int index);

/* ---- readable.c ---- */

/* Strings stand in quotes inside tables only. Runs no script. */
void readable_value(lua_State *L, int index, Buffer *out);
void readable_number(double value, Buffer *out);

#endif
