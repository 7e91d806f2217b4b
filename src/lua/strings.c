/* strings.c: tostring and the library `string` without what is dangerous in them.
 *
 * No addresses: where something lies in memory is half of an attack on the program, so tostring(print) is "function"
 * and %p is refused. No functions that run for ever: patterns are matched by patterns.c, and a string.rep of nothing
 * is nothing. */
#include "lua/strings.h"

#include <ctype.h>
#include <lauxlib.h>
#include <string.h>

#include "base/language.h"

/* ---- tostring ---- */

const char *strings_push(lua_State *L, int index, size_t *length)
{
    int type = lua_type(L, index);
    index = lua_absindex(L, index);
    if (luaL_callmeta(L, index, "__tostring")) {
        if (!lua_isstring(L, -1))
            luaL_error(L, "%s", TEXT("'__tostring' must return a string", "'__tostring'은 문자열을 반환해야 합니다"));
        return lua_tolstring(L, -1, length);
    }
    if (type == LUA_TNIL || type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING)
        return luaL_tolstring(L, index, length);
    if (luaL_getmetafield(L, index, "__name") != LUA_TSTRING)
        lua_pushstring(L, lua_typename(L, type));
    return lua_tolstring(L, -1, length);
}

size_t name_length(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return isdigit((unsigned char)*text) ? 0 : length;
}

int strings_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    strings_push(L, 1, NULL);
    return 1;
}

/* ---- format ---- */

/* The arguments of %s become text here, since Lua's own function would write addresses. */
static int format(lua_State *L)
{
    size_t length;
    const char *sign = luaL_checklstring(L, 1, &length), *end = sign + length;
    int last = lua_gettop(L), argument = 1;
    luaL_checkstack(L, 4, NULL);
    while ((sign = memchr(sign, '%', (size_t)(end - sign))) != NULL) { /* past every NUL too */
        if (*++sign == '%') {
            sign++;
            continue;
        }
        sign += strspn(sign, "-+ #0123456789.");
        argument++;
        if (*sign == 'p')
            return luaL_error(L, "%s",
                              TEXT("%p cannot be used here: scripts get no addresses",
                                   "여기서는 %p를 쓸 수 없습니다. 스크립트는 메모리 주소를 볼 수 없습니다"));
        if (*sign == 's' && argument <= last) {
            strings_push(L, argument, NULL);
            lua_replace(L, argument);
            lua_settop(L, last);
        }
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* ---- rep ---- */

static int repeat(lua_State *L)
{
    size_t text = 0, between = 0;
    luaL_checklstring(L, 1, &text);
    luaL_optlstring(L, 3, "", &between);
    if (text + between == 0) {
        lua_pushliteral(L, "");
        return 1;
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void strings_guard(lua_State *L)
{
    static const luaL_Reg guarded[] = {{"format", format}, {"rep", repeat}, {NULL, NULL}};
    for (const luaL_Reg *function = guarded; function->name != NULL; function++) {
        lua_getfield(L, -1, function->name);
        lua_pushcclosure(L, function->func, 1);
        lua_setfield(L, -2, function->name);
    }
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    patterns_put_functions(L);
}
