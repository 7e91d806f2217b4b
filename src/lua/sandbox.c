/* sandbox.c: what a script finds when it looks around.
 *
 * Lua's libraries are opened where no script sees them, and each script's globals are a table of its own with copies of
 * the library tables in it, so that a lesson cannot spoil the prompt's and the prompt not a lesson's. What is not copied
 * is not to be had: no binary chunks, no processes, no signals, no removing or renaming of files, no debug library.
 * Metatables that all share (of strings, of files) are locked.
 *
 * A few functions of C run for ever without a single instruction of Lua, where no hook can stop them: those are refused
 * (a string.rep of nothing 2^62 times, tables that claim to be that long). Patterns cannot be bounded so. Finalizers
 * (__gc) run with hooks off and are refused too. */
#include <lualib.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/lua_parts.h"
#include "lua/tensor_parts.h"

static const char original_key = 0;   /* registry: the globals that no script sees */
static const lua_Integer length_most = 1 << 27;

/* ---- functions of our own ---- */

static void add_printed(lua_State *L, int index, Buffer *line)
{
    bool plain = lua_istable(L, index) && luaL_getmetafield(L, index, "__tostring") == LUA_TNIL &&
                 luaL_getmetafield(L, index, "__name") == LUA_TNIL;
    if (plain) {
        readable_value(L, index, line);
        return;
    }
    size_t length;
    const char *text = luaL_tolstring(L, index, &length);
    buffer_add_bytes(line, text, length);
}

/* To the transcript. Tables are shown as people read them. */
static int print(lua_State *L)
{
    int count = lua_gettop(L);
    Buffer *line = convert_text_box(L);
    LuaHost *host = host_of(L);
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            buffer_add_char(line, '\t');
        if (line->length < SAID_MOST)
            add_printed(L, i, line);
        lua_settop(L, count + 1);
    }
    host_say(host, buffer_text(line), line->length);
    return 0;
}

static int set_metatable(lua_State *L)
{
    if (lua_istable(L, 2)) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL)
            return luaL_error(L, "%s", TEXT("__gc cannot be used here", "여기서는 __gc를 쓸 수 없습니다"));
        lua_pop(L, 1);
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* load, for text alone: what follows a fourth argument is the chunk's environment. */
static int load_text(lua_State *L)
{
    bool own_globals = lua_gettop(L) >= 4;
    lua_settop(L, 4);
    lua_pushvalue(L, lua_upvalueindex(1)); /* Lua's own */
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_pushliteral(L, "t");
    lua_pushvalue(L, own_globals ? 4 : lua_upvalueindex(2));
    lua_call(L, 4, LUA_MULTRET);
    return lua_gettop(L) - 4;
}

static int collect_garbage(lua_State *L)
{
    static const char *const names[] = {"collect", "count", "step", NULL};
    static const int calls[] = {LUA_GCCOLLECT, LUA_GCCOUNT, LUA_GCSTEP};
    int call = calls[luaL_checkoption(L, 1, "collect", names)];
    if (call == LUA_GCCOUNT)
        lua_pushnumber(L, lua_gc(L, LUA_GCCOUNT) + lua_gc(L, LUA_GCCOUNTB) / 1024.0);
    else
        lua_pushinteger(L, call == LUA_GCSTEP ? lua_gc(L, LUA_GCSTEP, 0) : lua_gc(L, LUA_GCCOLLECT));
    return 1;
}

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

/* insert, remove, move, concat: not where the table claims to be longer than memory can be. */
static int bounded_table_function(lua_State *L)
{
    if (lua_istable(L, 1) && luaL_len(L, 1) > length_most)
        return luaL_error(L, "%s", TEXT("the table is too long", "테이블이 너무 깁니다"));
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int move(lua_State *L)
{
    lua_Integer from = luaL_checkinteger(L, 2), to = luaL_checkinteger(L, 3);
    if (to >= from && (lua_Unsigned)to - (lua_Unsigned)from > (lua_Unsigned)length_most)
        return luaL_error(L, "%s", TEXT("too many elements to move", "옮길 원소가 너무 많습니다"));
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* ---- copies ---- */

/* From the original globals or one of its tables (at the top) into the table below it. */
static void copy_names(lua_State *L, const char *names)
{
    char *list = memory_string(names), *rest = list, *name;
    while ((name = strsep(&rest, " ")) != NULL) {
        lua_getfield(L, -1, name);
        lua_setfield(L, -3, name);
    }
    free(list);
}

/* A new table NAME in the globals on top, with some or (names NULL) all of the original's functions. */
static void copy_library(lua_State *L, const char *library, const char *names)
{
    lua_newtable(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &original_key);
    lua_getfield(L, -1, library);
    lua_remove(L, -2);
    if (names != NULL) {
        copy_names(L, names);
    } else {
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_rawset(L, -6);
        }
    }
    lua_pop(L, 1);
    lua_setfield(L, -2, library);
}

/* Puts function in the place of a function in the table on top, which it gets as an upvalue. */
static void guard(lua_State *L, const char *name, lua_CFunction function)
{
    lua_getfield(L, -1, name);
    lua_pushcclosure(L, function, 1);
    lua_setfield(L, -2, name);
}

static void guard_in(lua_State *L, const char *library, const char *name, lua_CFunction function)
{
    lua_getfield(L, -1, library);
    guard(L, name, function);
    lua_pop(L, 1);
}

static void copy_libraries(lua_State *L)
{
    copy_library(L, "string", NULL);
    copy_library(L, "table", NULL);
    copy_library(L, "math", NULL);
    copy_library(L, "utf8", NULL);
    copy_library(L, "coroutine", NULL);
    copy_library(L, "os", "time clock date difftime");
    copy_library(L, "debug", "traceback");
    lua_getfield(L, -1, "string");
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_pop(L, 1);
    guard_in(L, "string", "rep", repeat);
    guard_in(L, "table", "insert", bounded_table_function);
    guard_in(L, "table", "remove", bounded_table_function);
    guard_in(L, "table", "move", move);
}

static void put_load(lua_State *L)
{
    lua_getfield(L, -1, "load");
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, load_text, 2);
    lua_setfield(L, -2, "load");
}

void sandbox_globals(lua_State *L, bool lesson)
{
    lua_newtable(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &original_key);
    copy_names(L, "assert error getmetatable ipairs load next pairs pcall rawequal rawget rawlen rawset select "
                  "setmetatable tonumber tostring type _VERSION");
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "_G");
    copy_libraries(L);
    put_load(L);
    guard(L, "setmetatable", set_metatable);
    lua_pushcfunction(L, print);
    lua_setfield(L, -2, "print");
    lua_pushcfunction(L, collect_garbage);
    lua_setfield(L, -2, "collectgarbage");
    interrupt_put_functions(L);
    files_put_functions(L, lesson);
    tensor_put_functions(L);
    verbs_put_functions(L, lesson);
}

/* ---- the state ---- */

/* Hides the metatable on top from getmetatable. */
static void lock_metatable(lua_State *L)
{
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
}

static void lock_strings(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lock_metatable(L);
    lua_newtable(L);
    copy_library(L, "string", NULL);
    lua_getfield(L, -1, "string");
    guard(L, "rep", repeat);
    lua_pushnil(L);
    lua_setfield(L, -2, "dump");
    lua_setfield(L, -3, "__index");
    lua_pop(L, 3);
}

void sandbox_prepare(lua_State *L)
{
    luaL_openlibs(L);
    lua_pushglobaltable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &original_key);
    lock_strings(L);
    luaL_getmetatable(L, LUA_FILEHANDLE);
    lock_metatable(L);
    lua_pop(L, 1);
}
