/* host.h: the Lua state: protected calls into it, and what it says to people. */
#ifndef SEQLAB_LUA_HOST_H
#define SEQLAB_LUA_HOST_H

#include <lua.h>

#include "repl/repl.h"

typedef struct LuaHost LuaHost;

/* An empty state; NULL with an error. One host is open at a time. */
LuaHost *host_open(Repl *repl, Error *error);
void host_close(LuaHost *host);

lua_State *host_state(const LuaHost *host);
Repl *host_repl(const LuaHost *host);
bool host_runs(const LuaHost *host); /* whether a script is under way */
/* The host that is open: for a command's show, which gets no argument. */
LuaHost *host_open_now(void);

/* Runs function(context as light userdata) protected, on the coroutine that runs now. All that touches Lua from
 * outside goes through here. */
bool host_call(LuaHost *host, lua_CFunction function, void *context, Error *error);
/* The same for a lesson's functions: bounded, with a full traceback. owner: of the cells and attentions that it defines
 * (custom_close), NULL: the user. */
bool host_call_bounded(LuaHost *host, const void *owner, lua_CFunction function, void *context, Error *error);
/* The owner is gone. used: models may have been made with its parts, which stay for them; else nothing is left. */
void host_close_parts(LuaHost *host, const void *owner, bool used);
/* How long such a call may take from now on, its commands included; 0: for ever. */
void host_time_limit(LuaHost *host, double seconds);
/* The same for functions that a model calls in the middle of a step. Where a job runs it, what is outside may have been
 * interrupted, and the job will end after this step: this goes on, and only the job's second Ctrl-C stops it. */
bool host_call_inside(LuaHost *host, lua_CFunction function, void *context, Error *error);

/* To be called now and then by functions that work long in C, with the approximate number of steps since: raises an
 * error where the script is to stop (interrupt.c). */
void interrupt_poll(lua_State *L, long steps);

/* Text for people to the transcript, tabs set to columns; what goes beyond SAID_MOST bytes is cut: a picture of half a
 * gigabyte would be many gigabytes. */
enum { SAID_MOST = 64 * 1024 };
void host_say(LuaHost *host, const char *text, size_t length);
/* After a call from outside: shows text that io.write left without a newline, and notifies whoever waits for the end
 * of scripts. */
void host_settle(LuaHost *host);
void host_when_idle(LuaHost *host, void (*function)(void *argument), void *argument);

#endif
