/* interrupt.h: Ctrl-C, and the bound on a lesson's calls. */
#ifndef SEQLAB_LUA_INTERRUPT_H
#define SEQLAB_LUA_INTERRUPT_H

#include "lua/host.h"

void interrupt_watch(LuaHost *host); /* Ctrl-C is this host's; NULL: nobody's */
void interrupt_arm(LuaHost *host, lua_State *L); /* sets the hook that the moment asks for, or none */
void interrupt_begin(LuaHost *host);             /* a new outermost call */
bool interrupt_on_signal(void);
/* To be called now and then by functions that work long in C, with the approximate number of steps since; raises as
 * a hook would. */
void interrupt_poll(lua_State *L, long steps);
bool interrupt_is_late(const LuaHost *host); /* the time of a bounded call is over */
void interrupt_put_functions(lua_State *L); /* coroutine.*, xpcall into the table on top */

#endif
