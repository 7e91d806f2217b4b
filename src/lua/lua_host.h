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

/* Runs a script file with `arg` set. False if it failed; the error ends with the traceback. */
bool lua_host_run_file(LuaHost *host, const char *path, int argc, char **argv, Error *error);

/* Runs a line and shows its values. *complete is false where the chunk goes on in the next line. False where it
 * failed, and *meaningless where it is words, or a name that nobody defined: nothing that was meant as Lua. */
bool evaluate_line(LuaHost *host, const char *chunk, bool *complete, bool *meaningless, Error *error);
/* The names in a table ("op.", "seqlab.", "" for the globals), for completion: a function's with "(" behind it, a
 * table's with ".". It calls nothing. False while a script runs. host is a LuaHost. */
bool lua_host_names(void *host, const char *table, CompletionAdd *add, void *context);

/* The commands cell, attention and formula. */
bool own_commands_add(Repl *repl, LuaHost *host, Error *error);

#endif
