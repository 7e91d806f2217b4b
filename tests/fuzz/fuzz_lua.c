/* fuzz_lua.c: scripts in the sandbox. What runs too long is ended by Ctrl-C. */
#include "fuzz.h"
#include "lua/lua_host.h"
#include "lua/host.h"

int FUZZ_TARGET(lua)(const uint8_t *data, size_t size)
{
    Error error = {0};
    fuzz_repl();
    const char *path = fuzz_file("script.lua", data, size);
    fuzz_patience(100);
    lua_host_run_file(host_open_now(), path, 0, NULL, &error);
    fuzz_patience(0);
    return 0;
}
