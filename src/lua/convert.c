/* convert.c: results as Lua tables, and Lua tables as JSON.
 *
 * null is nil; lists count from 1; whole numbers stay whole. The other way round: a table with the keys 1 to n is a list,
 * a table with text keys an object, an empty one an object. */
#include <math.h>

#include "base/language.h"
#include "lua/lua_parts.h"

enum { DEPTH_MOST = 32, STACK_FOR_A_LEVEL = 8 };

/* ---- places that the collector frees ---- */

static int free_json(lua_State *L)
{
    json_t **box = lua_touserdata(L, 1);
    json_decref(*box);
    *box = NULL;
    return 0;
}

static int free_text(lua_State *L)
{
    buffer_free(lua_touserdata(L, 1));
    return 0;
}

static void set_box_metatable(lua_State *L, const char *name, lua_CFunction release)
{
    if (luaL_newmetatable(L, name)) {
        lua_pushcfunction(L, release);
        lua_setfield(L, -2, "__gc");
    }
    lua_setmetatable(L, -2);
}

json_t **convert_box(lua_State *L)
{
    json_t **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    set_box_metatable(L, "seqlab.json", free_json);
    return box;
}

Buffer *convert_text_box(lua_State *L)
{
    Buffer *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (Buffer){0};
    set_box_metatable(L, "seqlab.text", free_text);
    return box;
}

/* ---- to Lua ---- */

static void push_array(lua_State *L, const json_t *array)
{
    lua_createtable(L, (int)json_array_size(array), 0);
    for (size_t i = 0; i < json_array_size(array); i++) {
        convert_push(L, json_array_get(array, i));
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
}

static void push_object(lua_State *L, const json_t *object)
{
    const char *name;
    json_t *value;
    lua_createtable(L, 0, (int)json_object_size(object));
    json_object_foreach((json_t *)object, name, value) {
        lua_pushstring(L, name);
        convert_push(L, value);
        lua_rawset(L, -3);
    }
}

void convert_push(lua_State *L, const json_t *value)
{
    luaL_checkstack(L, STACK_FOR_A_LEVEL, NULL);
    switch (value != NULL ? json_typeof(value) : JSON_NULL) {
    case JSON_OBJECT: push_object(L, value); break;
    case JSON_ARRAY: push_array(L, value); break;
    case JSON_STRING: lua_pushlstring(L, json_string_value(value), json_string_length(value)); break;
    case JSON_INTEGER: lua_pushinteger(L, json_integer_value(value)); break;
    case JSON_REAL: lua_pushnumber(L, json_real_value(value)); break;
    case JSON_TRUE: lua_pushboolean(L, 1); break;
    case JSON_FALSE: lua_pushboolean(L, 0); break;
    case JSON_NULL: lua_pushnil(L); break;
    }
}

/* ---- from Lua ---- */

static json_t *to_json(lua_State *L, int index, int depth, Error *error);

static json_t *mixed_table(Error *error)
{
    error_set(error, ERROR_SCRIPT, "%s", TEXT("a table is either a list or has text keys only", "테이블은 리스트이거나 키가 모두 문자열이어야 합니다"));
    return NULL;
}

static bool has_text_key(lua_State *L, int index)
{
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        if (lua_type(L, -2) != LUA_TNUMBER) {
            lua_pop(L, 2);
            return true;
        }
    return false;
}

static json_t *list_json(lua_State *L, int index, lua_Integer count, int depth, Error *error)
{
    if (has_text_key(L, index))
        return mixed_table(error);
    json_t *list = json_array();
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(L, index, i);
        json_t *element = to_json(L, lua_gettop(L), depth + 1, error);
        lua_pop(L, 1);
        if (json_array_append_new(list, element) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *object_json(lua_State *L, int index, int depth, Error *error)
{
    json_t *object = json_object();
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        bool named = lua_type(L, -2) == LUA_TSTRING;
        if (!named)
            mixed_table(error);
        json_t *value = named ? to_json(L, lua_gettop(L), depth + 1, error) : NULL;
        if (value != NULL && json_object_set_new(object, lua_tostring(L, -2), value) == 0)
            continue;
        if (value != NULL)
            error_set(error, ERROR_SCRIPT, "%s", TEXT("a key is not UTF-8 text", "키가 UTF-8 텍스트가 아닙니다"));
        json_decref(object);
        lua_pop(L, 2);
        return NULL;
    }
    return object;
}

static json_t *table_json(lua_State *L, int index, int depth, Error *error)
{
    if (depth > DEPTH_MOST || !lua_checkstack(L, STACK_FOR_A_LEVEL)) {
        error_set(error, ERROR_SCRIPT, "%s", TEXT("a table holds itself, or tables too deep in one another", "테이블이 자기 자신을 담고 있거나 너무 깊게 겹쳐 있습니다"));
        return NULL;
    }
    lua_Integer count = (lua_Integer)lua_rawlen(L, index);
    return count > 0 ? list_json(L, index, count, depth, error) : object_json(L, index, depth, error);
}

static json_t *text_json(lua_State *L, int index, Error *error)
{
    size_t length;
    const char *text = lua_tolstring(L, index, &length);
    json_t *value = json_stringn(text, length);
    if (value == NULL)
        error_set(error, ERROR_SCRIPT, "%s", TEXT("a text is not UTF-8", "문자열이 UTF-8 텍스트가 아닙니다"));
    return value;
}

static json_t *to_json(lua_State *L, int index, int depth, Error *error)
{
    switch (lua_type(L, index)) {
    case LUA_TNIL: return json_null();
    case LUA_TBOOLEAN: return json_boolean(lua_toboolean(L, index));
    case LUA_TSTRING: return text_json(L, index, error);
    case LUA_TTABLE: return table_json(L, index, depth, error);
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            return json_integer(lua_tointeger(L, index));
        return isfinite(lua_tonumber(L, index)) ? json_real(lua_tonumber(L, index)) : json_null();
    default:
        error_set(error, ERROR_SCRIPT, TEXT("a %s cannot be kept or shown here", "%s 값은 여기에 담을 수 없습니다"), luaL_typename(L, index));
        return NULL;
    }
}

json_t *convert_json(lua_State *L, int index, Error *error) { return to_json(L, lua_absindex(L, index), 0, error); }
