/* own_commands.h: the commands cell, attention and formula. */
#ifndef SEQLAB_LUA_OWN_COMMANDS_H
#define SEQLAB_LUA_OWN_COMMANDS_H

#include "lua/host.h"

bool own_commands_add(Repl *repl, LuaHost *host, Error *error);

#endif
