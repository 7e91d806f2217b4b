/* user_command.h: commands that people write in Lua. */
#ifndef SEQLAB_LUA_USER_COMMAND_H
#define SEQLAB_LUA_USER_COMMAND_H

#include <lua.h>

void user_command_put_function(lua_State *L); /* command, into the table `seqlab` of the globals on top */
struct UserCommand;
void user_commands_free(struct UserCommand *commands); /* when no state and no repl has them any more */

#endif
