/* interrupt.c: Ctrl-C, and the bound on a lesson's calls, by Lua's hooks.
 *
 * A hook slows a script down two or three times, so none is installed until the signal comes: its handler sets one
 * that raises an error at the next instruction. It stays in place until the outermost call is left, so that a pcall
 * delays the end by one instruction and no more. Hooks belong to one coroutine: `resume`, `wrap` and `close` are
 * our own and note which coroutine runs. A message handler runs with hooks off while the hook's error passes, so
 * `xpcall` is our own too: it calls no handler then. Finalizers run with hooks off always: the sandbox has none.
 *
 * A function of a lesson is counted as well, 300 million instructions for a call: there a hook is always in place,
 * and what it costs does not matter. */
#include "base/language.h"
#include "lab/job.h"
#include "lua/globals.h"
#include "lua/host_internal.h"
#include "term/term.h"

static LuaHost *watched;

enum { COUNTED_AT_ONCE = 1000 * 1000 };

/* An error that is on its way leaves a scope: an error there would take its place and name another line. */
static bool leaves_scope(lua_State *L, lua_Debug *frame)
{
    bool leaves = frame->event != LUA_HOOKCOUNT && lua_getinfo(L, "f", frame) &&
                  lua_tocfunction(L, -1) == host_of(L)->closes_scope;
    if (frame->event != LUA_HOOKCOUNT)
        lua_pop(L, 1);
    return leaves;
}

bool interrupt_is_late(const LuaHost *host) { return host->deadline > 0 && clock_seconds() > host->deadline; }

/* Raises the reason to stop, if there is one. level: the script's, 0 in a hook, 1 in a C function. */
static void raise_halt(LuaHost *host, lua_State *L, int level)
{
    if (host->halt == RUNS_ON)
        return;
    interrupt_arm(host, L);
    if (host->halt == RUNS_TOO_LONG) {
        luaL_where(L, level);
        luaL_error(L, TEXT("%sthis runs too long", "%s실행이 너무 오래 걸립니다"), lua_tostring(L, -1));
    }
    if (host->halt == RUNS_INTERRUPTED)
        luaL_error(L, "%s", TEXT("interrupted", "중단되었습니다"));
    if (host->halt == RUNS_UNREAD)
        luaL_error(L, "%s", TEXT("the output takes no more", "더는 출력할 수 없습니다"));
}

static void halt_hook(lua_State *L, lua_Debug *frame)
{
    LuaHost *host = host_of(L);
    if (leaves_scope(L, frame))
        return;
    if (host->halt == RUNS_ON && host->bounded) {
        host->budget -= COUNTED_AT_ONCE;
        if (host->budget > 0 && !interrupt_is_late(host))
            return;
        host->halt = RUNS_TOO_LONG;
    }
    if (host->halt == RUNS_ON)
        interrupt_arm(host, L); /* a hook that was left behind */
    raise_halt(host, L, 0);
}

void interrupt_poll(lua_State *L, long steps)
{
    LuaHost *host = host_of(L);
    if (host->halt == RUNS_ON && host->bounded && ((host->budget -= steps) <= 0 || interrupt_is_late(host)))
        host->halt = RUNS_TOO_LONG;
    raise_halt(host, L, 1);
}

void interrupt_arm(LuaHost *host, lua_State *L)
{
    if (host->halt != RUNS_ON)
        lua_sethook(L, halt_hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT, 1);
    else if (host->bounded)
        lua_sethook(L, halt_hook, LUA_MASKCOUNT, COUNTED_AT_ONCE);
    else
        lua_sethook(L, NULL, 0, 0);
}

void interrupt_begin(LuaHost *host)
{
    host->halt = RUNS_ON;
    host->runs++;
    interrupt_arm(host, host->running);
}

/* In the signal handler: lua_sethook is the one function that may be called there. True where this ends what runs, so
 * that the signal is answered; false where it was left to the job, or to one that came before. */
bool interrupt_on_signal(void)
{
    LuaHost *host = watched;
    if (host == NULL)
        return false;
    bool first = host->presses == 0;
    host->presses = first ? 1 : 2;
    if (host->inside && first)
        return false;
    bool ends = host->depth > 0 && host->halt != RUNS_INTERRUPTED;
    host->halt = RUNS_INTERRUPTED;
    interrupt_arm(host, host->running);
    return ends;
}

void interrupt_watch(LuaHost *host)
{
    interrupt_notify(NULL);
    watched = host;
    interrupt_notify(host != NULL ? interrupt_on_signal : NULL);
}

/* ---- coroutines ---- */

/* A coroutine that a hook's error ended never gets its hooks back, so nothing may run in it again, not even to close
 * its variables. Its pointer to the host is its mark: only what runs in it would look there. */
static void mark_killed(lua_State *routine) { *(LuaHost **)lua_getextraspace(routine) = NULL; }
static bool was_killed(lua_State *routine) { return host_of(routine) == NULL; }

/* Resumes `routine` with the `given` values on top of L. Returns how many it gave back, on top of L; -1 after an
 * error, whose message is on top. */
static int resume(lua_State *L, lua_State *routine, int given)
{
    LuaHost *host = host_of(L);
    int results = 0;
    if (!lua_checkstack(routine, given)) {
        lua_pushliteral(L, "too many arguments to resume");
        return -1;
    }
    lua_xmove(L, routine, given);
    interrupt_arm(host, routine);
    host->running = routine;
    int status = lua_resume(routine, L, given, &results);
    host->running = L;
    interrupt_arm(host, L);
    if (status != LUA_OK && status != LUA_YIELD) {
        if (host->halt != RUNS_ON)
            mark_killed(routine);
        lua_xmove(routine, L, 1);
        return -1;
    }
    if (!lua_checkstack(L, results + 1)) {
        lua_pop(routine, results);
        lua_pushliteral(L, "too many results to resume");
        return -1;
    }
    lua_xmove(routine, L, results);
    return results;
}

static lua_State *coroutine_argument(lua_State *L)
{
    lua_State *routine = lua_tothread(L, 1);
    luaL_argexpected(L, routine != NULL, 1, "coroutine");
    return routine;
}

static int coroutine_resume(lua_State *L)
{
    int results = resume(L, coroutine_argument(L), lua_gettop(L) - 1);
    lua_pushboolean(L, results >= 0);
    int returned = results >= 0 ? results : 1;
    lua_insert(L, -(returned + 1));
    return returned + 1;
}

/* A wrapped coroutine that fails is closed, and its error goes on with the place where it was called. */
static int coroutine_wrapped(lua_State *L)
{
    lua_State *routine = lua_tothread(L, lua_upvalueindex(1));
    int results = resume(L, routine, lua_gettop(L));
    if (results >= 0)
        return results;
    int status = lua_status(routine);
    if (status != LUA_OK && status != LUA_YIELD && !was_killed(routine)) {
        host_of(L)->running = routine;
        lua_resetthread(routine);
        lua_xmove(routine, L, 1);
        host_of(L)->running = L;
    }
    if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
        luaL_where(L, 1);
        lua_insert(L, -2);
        lua_concat(L, 2);
    }
    return lua_error(L);
}

static int coroutine_wrap(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TFUNCTION);
    lua_State *routine = lua_newthread(L);
    lua_pushvalue(L, 1);
    lua_xmove(L, routine, 1);
    lua_pushcclosure(L, coroutine_wrapped, 1);
    return 1;
}

static int coroutine_close(lua_State *L)
{
    lua_State *routine = coroutine_argument(L);
    LuaHost *host = host_of(L);
    lua_settop(L, 1);
    if (was_killed(routine)) {
        lua_pushboolean(L, 1);
        return 1;
    }
    lua_pushvalue(L, lua_upvalueindex(1)); /* Lua's own */
    lua_pushvalue(L, 1);
    if (routine != L) /* the running one is refused below */
        host->running = routine;
    interrupt_arm(host, routine);
    int status = lua_pcall(L, 1, LUA_MULTRET, 0);
    host->running = L;
    interrupt_arm(host, L);
    return status == LUA_OK ? lua_gettop(L) - 1 : lua_error(L);
}

/* ---- xpcall ---- */

static int handle(lua_State *L)
{
    if (host_of(L)->halt != RUNS_ON)
        return 1;
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

static int xpcall_done(lua_State *L, int status, lua_KContext before)
{
    if (status != LUA_OK && status != LUA_YIELD) {
        lua_pushboolean(L, 0);
        lua_pushvalue(L, -2);
        return 2;
    }
    return lua_gettop(L) - (int)before;
}

static int protected_call(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_checktype(L, 2, LUA_TFUNCTION);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, handle, 1);
    lua_replace(L, 2);
    lua_pushboolean(L, 1);
    lua_pushvalue(L, 1);
    lua_rotate(L, 3, 2); /* function, handler, true, function, arguments */
    return xpcall_done(L, lua_pcallk(L, count - 2, LUA_MULTRET, 2, 2, xpcall_done), 2);
}

/* ---- into the globals ---- */

void interrupt_put_functions(lua_State *L)
{
    lua_pushcfunction(L, protected_call);
    lua_setfield(L, -2, "xpcall");
    lua_getfield(L, -1, "coroutine");
    lua_pushcfunction(L, coroutine_resume);
    lua_setfield(L, -2, "resume");
    lua_pushcfunction(L, coroutine_wrap);
    lua_setfield(L, -2, "wrap");
    lua_getfield(L, -1, "close");
    lua_pushcclosure(L, coroutine_close, 1);
    lua_setfield(L, -2, "close");
    lua_pop(L, 1);
}
