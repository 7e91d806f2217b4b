/* convert.c: results as Lua tables, and Lua tables as JSON.
 *
 * null is nil; lists count from 1; whole numbers stay whole. The other way round: a table with the keys 1 to n is a
 * list, a table with text keys an object, an empty one an object. */
#include "lua/convert.h"

#include <lauxlib.h>
#include <math.h>

#include "base/language.h"

enum { DEPTH_MOST = 32, STACK_FOR_A_LEVEL = 8, VALUES_MOST = 1 << 22, BYTES_OF_A_VALUE = 64 };

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

void convert_typed(lua_State *L, const char *name, const char *event, lua_CFunction function)
{
    if (luaL_newmetatable(L, name)) {
        lua_pushcfunction(L, function);
        lua_setfield(L, -2, event);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
}

json_t **convert_box(lua_State *L)
{
    json_t **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    convert_typed(L, "seqlab.json", "__gc", free_json);
    return box;
}

Buffer *convert_text_box(lua_State *L)
{
    Buffer *box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = (Buffer){0};
    convert_typed(L, "seqlab.text", "__gc", free_text);
    return box;
}

/* ---- reading what a script gives ---- */

int convert_whole(lua_State *L, int index, int most)
{
    int whole = 0;
    lua_Integer number = lua_type(L, index) == LUA_TNUMBER ? lua_tointegerx(L, index, &whole) : 0;
    return whole && number >= 1 && number <= most ? (int)number : 0;
}

int convert_field(lua_State *L, int table, const char *name)
{
    table = lua_absindex(L, table);
    lua_pushstring(L, name);
    return lua_rawget(L, table);
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

typedef struct Conversion {
    lua_State *L;
    Error *error;
    int left; /* values and bytes of text: a table inside itself many times is short in Lua and huge in JSON */
} Conversion;

static json_t *to_json(Conversion *conversion, int index, int depth);

static json_t *mixed_table(Error *error)
{
    error_set(
        error, ERROR_SCRIPT, "%s",
        TEXT("a table is either a list or has text keys only", "테이블은 리스트이거나 키가 모두 문자열이어야 합니다"));
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

static json_t *list_json(Conversion *conversion, int index, lua_Unsigned count, int depth)
{
    lua_State *L = conversion->L;
    if (has_text_key(L, index))
        return mixed_table(conversion->error);
    json_t *list = json_array();
    for (lua_Unsigned i = 1; i <= count; i++) {
        lua_rawgeti(L, index, (lua_Integer)i);
        json_t *element = to_json(conversion, lua_gettop(L), depth + 1);
        lua_pop(L, 1);
        if (json_array_append_new(list, element) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *object_json(Conversion *conversion, int index, int depth)
{
    lua_State *L = conversion->L;
    json_t *object = json_object();
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        bool named = lua_type(L, -2) == LUA_TSTRING;
        if (!named)
            mixed_table(conversion->error);
        json_t *value = named ? to_json(conversion, lua_gettop(L), depth + 1) : NULL;
        if (value != NULL && json_object_set_new(object, lua_tostring(L, -2), value) == 0)
            continue;
        if (value != NULL)
            error_set(conversion->error, ERROR_SCRIPT, "%s", TEXT("a key is not UTF-8 text", "키가 UTF-8 텍스트가 아닙니다"));
        json_decref(object);
        lua_pop(L, 2);
        return NULL;
    }
    return object;
}

static json_t *table_json(Conversion *conversion, int index, int depth)
{
    lua_State *L = conversion->L;
    if (depth > DEPTH_MOST || !lua_checkstack(L, STACK_FOR_A_LEVEL)) {
        error_set(conversion->error, ERROR_SCRIPT, "%s",
                  TEXT("a table holds itself, or tables too deep in one another",
                       "테이블이 자기 자신을 담고 있거나 너무 깊게 겹쳐 있습니다"));
        return NULL;
    }
    lua_Unsigned count = lua_rawlen(L, index);
    return count > 0 ? list_json(conversion, index, count, depth) : object_json(conversion, index, depth);
}

static json_t *text_json(Conversion *conversion, int index)
{
    size_t length;
    const char *text = lua_tolstring(conversion->L, index, &length);
    conversion->left -= (int)(length / BYTES_OF_A_VALUE);
    json_t *value = json_stringn(text, length);
    if (value == NULL)
        error_set(conversion->error, ERROR_SCRIPT, "%s", TEXT("a text is not UTF-8", "문자열이 UTF-8 텍스트가 아닙니다"));
    return value;
}

static json_t *to_json(Conversion *conversion, int index, int depth)
{
    lua_State *L = conversion->L;
    Error *error = conversion->error;
    if (--conversion->left < 0) {
        error_set(error, ERROR_SCRIPT, TEXT("a table holds more than %d values", "테이블에 값이 %d개보다 많습니다"), VALUES_MOST);
        return NULL;
    }
    switch (lua_type(L, index)) {
    case LUA_TNIL: return json_null();
    case LUA_TBOOLEAN: return json_boolean(lua_toboolean(L, index));
    case LUA_TSTRING: return text_json(conversion, index);
    case LUA_TTABLE: return table_json(conversion, index, depth);
    case LUA_TNUMBER:
        if (lua_isinteger(L, index))
            return json_integer(lua_tointeger(L, index));
        return isfinite(lua_tonumber(L, index)) ? json_real(lua_tonumber(L, index)) : json_null();
    default:
        error_set(error, ERROR_SCRIPT, TEXT("a %s cannot be kept or shown here", "%s 값은 여기에 담을 수 없습니다"),
                  luaL_typename(L, index));
        return NULL;
    }
}

json_t *convert_json(lua_State *L, int index, Error *error)
{
    Conversion conversion = {L, error, VALUES_MOST};
    return to_json(&conversion, lua_absindex(L, index), 0);
}

/* ---- sentences ---- */

const char *convert_sentence(lua_State *L, int index)
{
    if (lua_istable(L, index))
        lua_getfield(L, index, language_code(language_now()));
    else
        lua_pushvalue(L, index);
    return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}
