/* lua_host.h: Lua beside the prompt: lines that are no command, scripts, users' commands.
 *
 * What a script may do is decided in sandbox.c. Every entry is protected: an error of a script is an Error with its
 * traceback, Ctrl-C stops it, its memory is bounded, and the session goes on. */
#ifndef SEQLAB_LUA_LUA_HOST_H
#define SEQLAB_LUA_LUA_HOST_H

#include "lua/host.h"

/* Becomes the repl's evaluator. One host is open at a time. */
LuaHost *lua_host_open(Repl *repl, Error *error);
void lua_host_close(LuaHost *host); /* before the repl is closed; NULL is fine */

/* Runs a script file with `arg` set. False where it failed; the error ends in the traceback. */
bool lua_host_run_file(LuaHost *host, const char *path, int argc, char **argv, Error *error);

#endif
