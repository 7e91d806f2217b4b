/* lua_host.c: the host with all that scripts find in it, as the repl's evaluator. */
#include "lua/lua_host.h"

#include <lauxlib.h>
#include <stdio.h>
#include <string.h>

#include "lua/globals.h"
#include "lua/host_internal.h"
#include "lua/own_part.h"
#include "lua/strings.h"

/* ---- open, close ---- */

static int prepare(lua_State *L)
{
    sandbox_prepare(L);
    globals_push(L, false);
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    return 0;
}

static bool evaluate(void *host, const char *line, bool *complete, Error *error)
{
    bool meaningless;
    return evaluate_line(host, line, complete, &meaningless, error);
}

LuaHost *lua_host_open(Repl *repl, Error *error)
{
    LuaHost *host = host_open(repl, error);
    if (host == NULL)
        return NULL;
    if (!host_call(host, prepare, NULL, error)) {
        lua_host_close(host);
        return NULL;
    }
    repl_evaluator(repl, evaluate, host);
    interrupt_watch(host);
    return host;
}

void lua_host_close(LuaHost *host)
{
    if (host == NULL)
        return;
    interrupt_watch(NULL);
    repl_evaluator(host->repl, NULL, NULL);
    struct UserCommand *commands = host->commands;
    struct OwnPart *parts = host->parts;
    host_close(host);
    user_commands_free(commands);
    own_parts_free(parts);
}

/* ---- names ---- */

typedef struct Names {
    const char *table;
    CompletionAdd *add;
    void *context;
} Names;

/* Walks down to the table by raw gets, for a metatable's functions are somebody's code. */
static bool push_table(lua_State *L, const char *path)
{
    lua_pushglobaltable(L);
    while (*path != '\0') {
        size_t length = strcspn(path, ".:");
        lua_pushlstring(L, path, length);
        if (lua_rawget(L, -2) != LUA_TTABLE)
            return false;
        path += length + (path[length] != '\0');
    }
    return true;
}

static int list_names(lua_State *L)
{
    enum { NAMES_MOST = 2000, NAME_BYTES = 64 };
    const Names *names = lua_touserdata(L, 1);
    char text[NAME_BYTES + 2];
    if (!push_table(L, names->table))
        return 0;
    lua_pushnil(L);
    for (int count = 0; count < NAMES_MOST && lua_next(L, -2) != 0; lua_pop(L, 1), count++) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
        bool right = name_length(name) == strlen(name) && *name != '\0' && strlen(name) < NAME_BYTES;
        snprintf(text, sizeof text, "%s%s", name, lua_isfunction(L, -1) ? "(" : lua_istable(L, -1) ? "." : "");
        if (right)
            names->add(names->context, text);
    }
    return 0;
}

bool lua_host_names(void *argument, const char *table, CompletionAdd *add, void *context)
{
    LuaHost *host = argument;
    lua_State *L = host->state;
    Names names = {table, add, context};
    if (host_runs(host) || !lua_checkstack(L, LUA_MINSTACK))
        return false;
    lua_pushcfunction(L, list_names);
    lua_pushlightuserdata(L, &names);
    int top = lua_gettop(L) - 2;
    bool listed = lua_pcall(L, 1, 0, 0) == LUA_OK;
    lua_settop(L, top);
    return listed;
}

/* ---- script files ---- */

typedef struct FileRun {
    const char *path;
    int argc;
    char **argv;
} FileRun;

static int run_file(lua_State *L)
{
    const FileRun *run = lua_touserdata(L, 1);
    if (luaL_loadfilex(L, run->path, "t") != LUA_OK)
        return lua_error(L);
    lua_createtable(L, run->argc, 1);
    lua_pushstring(L, run->path);
    lua_rawseti(L, -2, 0);
    for (int i = 0; i < run->argc; i++) {
        lua_pushstring(L, run->argv[i]);
        lua_rawseti(L, -2, i + 1);
    }
    lua_setglobal(L, "arg");
    luaL_checkstack(L, run->argc, NULL);
    for (int i = 0; i < run->argc; i++)
        lua_pushstring(L, run->argv[i]);
    lua_call(L, run->argc, 0);
    return 0;
}

bool lua_host_run_file(LuaHost *host, const char *path, int argc, char **argv, Error *error)
{
    FileRun run = {path, argc, argv};
    if (!files_readable(path, error))
        return false;
    bool was_full = host->full_traceback;
    host->full_traceback = true;
    bool ran = host_call(host, run_file, &run, error);
    host->full_traceback = was_full;
    host_settle(host);
    return ran;
}
