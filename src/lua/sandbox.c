/* sandbox.c: what a script finds when it looks around.
 *
 * Lua's libraries are opened where no script sees them, and each script's globals are a table of its own with copies of
 * the library tables in it, so that a lesson cannot spoil the prompt's and the prompt not a lesson's. What is not
 * copied is not to be had: no binary chunks, no processes, no signals, no removing or renaming of files, no debug
 * library. Metatables that all share (of strings, of files) are locked.
 *
 * Some functions of Lua's libraries run for ever without a single instruction of Lua, where no hook can stop them.
 * They are bounded here, or replaced by versions that ask now and then whether to go on (interrupt_poll); patterns.c
 * does so for patterns. What a script can change is read once: a table that claims another length at the second
 * question would be believed otherwise. Finalizers (__gc) run with hooks off and are refused. Nothing tells
 * addresses (strings.c). */
#include "lua/globals.h"

#include <lauxlib.h>
#include <lualib.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/host.h"
#include "lua/strings.h"

static const char original_key = 0;   /* registry: the globals that no script sees */
static const lua_Integer length_most = 1 << 25;
enum { CHUNK_MOST = 16 << 20, DATE_MOST = 1000, BYTES_A_STEP = 16 };

/* ---- functions of our own ---- */

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

/* A function that load asks for pieces: upvalue 1. Blanks without end are a chunk without end. */
static int next_piece(lua_State *L)
{
    lua_settop(L, 0);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_call(L, 0, 1);
    interrupt_poll(L, (long)(lua_rawlen(L, 1) / BYTES_A_STEP) + 1);
    return 1;
}

/* load, for text alone: what follows a fourth argument is the chunk's environment. */
static int load_text(lua_State *L)
{
    bool own_globals = lua_gettop(L) >= 4;
    lua_settop(L, 4);
    if (lua_type(L, 1) == LUA_TSTRING && lua_rawlen(L, 1) > CHUNK_MOST)
        return luaL_error(L, TEXT("a chunk has %d MiB at most", "코드는 %d MiB까지입니다"), CHUNK_MOST >> 20);
    if (lua_isfunction(L, 1)) {
        lua_pushvalue(L, 1);
        lua_pushcclosure(L, next_piece, 1);
        lua_replace(L, 1);
    }
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

/* ---- tables ---- */

/* The length that the table at 1 claims, asked once. */
static lua_Integer length_of(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer length = luaL_len(L, 1);
    if (length > length_most)
        luaL_error(L, "%s", TEXT("the table is too long", "테이블이 너무 깁니다"));
    return length;
}

/* t[to] = t[from] of the table at 1. */
static void copy_element(lua_State *L, lua_Integer from, lua_Integer to)
{
    interrupt_poll(L, 1);
    lua_geti(L, 1, from);
    lua_seti(L, 1, to);
}

static int insert(lua_State *L)
{
    lua_Integer end = length_of(L) + 1, place = end;
    if (lua_gettop(L) == 3) {
        place = luaL_checkinteger(L, 2);
        luaL_argcheck(L, place >= 1 && place <= end, 2, "position out of bounds");
    } else if (lua_gettop(L) != 2) {
        return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    for (lua_Integer i = end; i > place; i--)
        copy_element(L, i - 1, i);
    lua_seti(L, 1, place);
    return 0;
}

static int take_out(lua_State *L)
{
    lua_Integer length = length_of(L), place = luaL_optinteger(L, 2, length);
    if (place != length)
        luaL_argcheck(L, place >= 1 && place <= length + 1, 2, "position out of bounds");
    lua_geti(L, 1, place);
    for (; place < length; place++)
        copy_element(L, place + 1, place);
    lua_pushnil(L);
    lua_seti(L, 1, place);
    return 1;
}

static int move(lua_State *L)
{
    lua_Integer from = luaL_checkinteger(L, 2), to = luaL_checkinteger(L, 3);
    if (to >= from && (lua_Unsigned)to - (lua_Unsigned)from > (lua_Unsigned)length_most)
        return luaL_error(L, "%s", TEXT("too many elements to move", "옮길 원소가 너무 많습니다"));
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

static int is_less(lua_State *L)
{
    interrupt_poll(L, 1);
    lua_pushboolean(L, lua_compare(L, 1, 2, LUA_OPLT));
    return 1;
}

/* With a comparison that is a function in any case: numbers are compared without one where nothing can stop it. */
static int sort(lua_State *L)
{
    lua_settop(L, 2);
    if (lua_isnil(L, 2)) {
        lua_pushcfunction(L, is_less);
        lua_replace(L, 2);
    }
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* ---- the rest ---- */

static int date(lua_State *L)
{
    size_t length;
    luaL_optlstring(L, 1, "", &length);
    luaL_argcheck(L, length <= DATE_MOST, 1, "too long");
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

/* Without arguments Lua's own seeds with the address of its state, and returns it. */
static int seed_random(lua_State *L)
{
    if (lua_isnone(L, 1)) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        lua_pushinteger(L, now.tv_sec);
        lua_pushinteger(L, now.tv_nsec);
    }
    lua_pushvalue(L, lua_upvalueindex(1)); /* which has an upvalue of its own */
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
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

void sandbox_push(lua_State *L)
{
    lua_newtable(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &original_key);
    copy_names(L, "assert error getmetatable ipairs load next pairs pcall rawequal rawget rawlen rawset select "
                  "setmetatable tonumber tostring type _VERSION");
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, -2, "_G");
    copy_library(L, "string", NULL);
    copy_library(L, "table", NULL);
    copy_library(L, "math", NULL);
    copy_library(L, "utf8", NULL);
    copy_library(L, "coroutine", NULL);
    copy_library(L, "os", "time clock date difftime");
    copy_library(L, "debug", "traceback");
    lua_getfield(L, -1, "load");
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, load_text, 2);
    lua_setfield(L, -2, "load");
    lua_pushcfunction(L, collect_garbage);
    lua_setfield(L, -2, "collectgarbage");
    interrupt_put_functions(L);
}

/* ---- the state ---- */

/* Hides the metatable on top from getmetatable. */
static void lock_metatable(lua_State *L)
{
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
}

/* Each function gets the one whose place it takes as an upvalue. The original globals are on top. */
static void guard_libraries(lua_State *L)
{
    static const struct {
        const char *library, *name;
        lua_CFunction function;
    } guarded[] = {
        {"_G", "setmetatable", set_metatable}, {"_G", "tostring", strings_tostring},
        {"table", "insert", insert},           {"table", "remove", take_out},
        {"table", "move", move},               {"table", "sort", sort},
        {"os", "date", date},                  {"math", "randomseed", seed_random},
    };
    for (size_t i = 0; i < sizeof guarded / sizeof *guarded; i++) {
        lua_getfield(L, -1, guarded[i].library);
        lua_getfield(L, -1, guarded[i].name);
        lua_pushcclosure(L, guarded[i].function, 1);
        lua_setfield(L, -2, guarded[i].name);
        lua_pop(L, 1);
    }
    lua_getfield(L, -1, "string");
    strings_guard(L);
    lua_getfield(L, -2, "math");
    lua_getfield(L, -1, "randomseed"); /* the seed until here came from an address */
    lua_call(L, 0, 0);
    lua_pop(L, 2);
}

void sandbox_prepare(lua_State *L)
{
    luaL_openlibs(L);
    lua_pushglobaltable(L);
    guard_libraries(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &original_key);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lock_metatable(L);
    lua_newtable(L);
    copy_library(L, "string", NULL);
    lua_getfield(L, -1, "string");
    lua_setfield(L, -3, "__index");
    lua_pop(L, 3);
    luaL_getmetatable(L, LUA_FILEHANDLE);
    lock_metatable(L);
    lua_pushnil(L); /* it tells where the file is in memory */
    lua_setfield(L, -2, "__tostring");
    lua_pop(L, 1);
}
