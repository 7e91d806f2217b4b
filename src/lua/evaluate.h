/* evaluate.h: a line of Lua at the prompt. */
#ifndef SEQLAB_LUA_EVALUATE_H
#define SEQLAB_LUA_EVALUATE_H

#include "lua/host.h"

/* Runs it and shows its values. *complete is false where the chunk goes on in the next line. False where it failed, and
 * *meaningless where it is words, or a name that nobody defined: nothing that was meant as Lua. */
bool evaluate_line(LuaHost *host, const char *chunk, bool *complete, bool *meaningless, Error *error);

#endif
