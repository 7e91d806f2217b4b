/* lua_host.c: the Lua side, empty so far: lines that are no command are refused. */
#include "lua/lua_host.h"

#include <stdlib.h>

#include "base/language.h"
#include "base/memory.h"

struct LuaHost {
    Repl *repl;
};

LuaHost *lua_host_open(Repl *repl, Error *error)
{
    (void)error;
    LuaHost *host = memory_new(1, sizeof *host);
    host->repl = repl;
    return host;
}

void lua_host_close(LuaHost *host) { free(host); }

bool lua_host_run_file(LuaHost *host, const char *path, int argc, char **argv, Error *error)
{
    (void)host;
    (void)argc;
    (void)argv;
    return error_set(error, ERROR_SCRIPT, TEXT("%s: scripts cannot be run yet", "%s: 아직 스크립트를 실행할 수 없습니다"), path);
}
