/* lua_host.h: Lua beside the prompt: it evaluates lines that are no command, runs scripts, and gives lessons. */
#ifndef SEQLAB_LUA_LUA_HOST_H
#define SEQLAB_LUA_LUA_HOST_H

#include "repl/repl.h"

typedef struct LuaHost LuaHost;

/* Registers itself as the repl's evaluator. The repl must outlive the host. */
LuaHost *lua_host_open(Repl *repl, Error *error);
void lua_host_close(LuaHost *host); /* NULL is fine */

/* Runs a script file with its arguments in the table `arg`; the message of a failure holds the traceback. */
bool lua_host_run_file(LuaHost *host, const char *path, int argc, char **argv, Error *error);

#endif
