/* verbs.h: every command as a function of Lua. */
#ifndef SEQLAB_LUA_VERBS_H
#define SEQLAB_LUA_VERBS_H

#include <lua.h>

void verbs_put_functions(lua_State *L); /* all commands, show, seqlab into the table on top */
void verbs_put_command(lua_State *L, const char *name); /* one into the globals */

#endif
