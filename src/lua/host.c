/* host.c: the Lua state: its memory, protected calls, errors with their traceback, speaking. */
#include "lua/host.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "lab/job.h"
#include "lua/host_internal.h"
#include "term/term.h"

enum { STACK_FOR_A_CALL = 16 };
static const size_t memory_most = (size_t)512 << 20;

static LuaHost *open_host;

LuaHost *host_open_now(void) { return open_host; }
lua_State *host_state(const LuaHost *host) { return host->state; }
Repl *host_repl(const LuaHost *host) { return host->repl; }
bool host_runs(const LuaHost *host) { return host->depth > 0; }

/* Counts bytes and refuses what goes past the limit; Lua then collects, tries again, and raises an error. */
static void *allocate(void *argument, void *block, size_t old_size, size_t new_size)
{
    LuaHost *host = argument;
    size_t old = block != NULL ? old_size : 0; /* of a new block old_size is a kind, not a size */
    if (new_size == 0) {
        free(block);
        host->used -= old;
        return NULL;
    }
    if (new_size > old && new_size - old > memory_most - host->used)
        return NULL;
    void *moved = realloc(block, new_size);
    if (moved != NULL)
        host->used += new_size - old;
    return moved;
}

/* ---- errors ---- */

/* Whether at least that many functions of scripts are on the stack. */
static bool has_depth(lua_State *L, int wanted)
{
    lua_Debug frame;
    int scripts = 0;
    for (int level = 1; scripts < wanted && lua_getstack(L, level, &frame); level++) { /* each starts from the top */
        lua_getinfo(L, "S", &frame);
        scripts += *frame.what != 'C';
    }
    return scripts == wanted;
}

/* Lua's own words for what goes wrong most often, and the sentence that stands before them in Korean. Lua's message begins
 * with them; those with a blank in front stand somewhere in it. */
static const Sentence lua_words[] = {
    {"attempt to call a nil value", "정의하지 않은 함수를 호출했습니다"},
    {"attempt to call a", "함수가 아닌 값을 호출했습니다"},
    {"attempt to index a nil value", "nil에서 필드를 찾았습니다"},
    {"attempt to index a", "테이블이 아닌 값에서 필드를 찾았습니다"},
    {"attempt to perform arithmetic on a", "수가 아닌 값으로 계산했습니다"},
    {"attempt to concatenate a", "문자열이나 수가 아닌 값을 이어 붙였습니다"},
    {"attempt to compare", "서로 비교할 수 없는 값을 비교했습니다"},
    {"unfinished string", "문자열의 따옴표를 닫지 않았습니다"},
    {"malformed number", "수를 잘못 썼습니다"},
    {"unexpected symbol near", "이 자리에 올 수 없는 기호가 있습니다"},
    {"syntax error near", "문법에 맞지 않습니다"},
    {" expected near", "있어야 할 것이 빠졌습니다"},
    {" expected (to close", "열고 닫지 않은 것이 있습니다"},
};

/* The message on top, with that sentence after its place ("file.lua:3: "); a call inside may have put it there. */
static void explain_in_korean(lua_State *L)
{
    const char *message = lua_tostring(L, -1), *at = NULL;
    for (size_t i = 0; at == NULL && i < sizeof lua_words / sizeof *lua_words; i++) {
        const char *words = lua_words[i].english;
        at = strstr(message, words);
        if (at != NULL && words[0] != ' ' && at != message && (at - message < 2 || strncmp(at - 2, ": ", 2) != 0))
            at = NULL;
        if (at == NULL || strstr(message, lua_words[i].korean) != NULL)
            continue;
        while (at > message && (at - message < 2 || strncmp(at - 2, ": ", 2) != 0))
            at--;
        lua_pushlstring(L, message, (size_t)(at - message));
        lua_pushfstring(L, "%s%s: %s", lua_tostring(L, -1), lua_words[i].korean, at);
    }
}

/* The message handler of every protected call. */
static int add_traceback(lua_State *L)
{
    LuaHost *host = host_of(L);
    if (!lua_isstring(L, 1) && (host->halt != RUNS_ON || !luaL_callmeta(L, 1, "__tostring") || !lua_isstring(L, -1)))
        lua_pushfstring(L, TEXT("an error whose message is a %s", "오류 메시지가 %s 값입니다"), luaL_typename(L, 1));
    if (language_now() == LANGUAGE_KOREAN)
        explain_in_korean(L);
    if (strstr(lua_tostring(L, -1), "\nstack traceback:") !=
        NULL) /* of a part that a model called: it shows the way here too */
        return 1;
    if (has_depth(L, host->full_traceback ? 1 : 2)) /* a traceback with nothing but the chunk says nothing */
        luaL_traceback(L, L, lua_tostring(L, -1), 1);
    return 1;
}

static const char *stopped_text(void) { return TEXT("The script was stopped.", "스크립트를 멈추었습니다."); }

static void take_error(LuaHost *host, lua_State *L, int status, Error *error)
{
    if (status == LUA_ERRMEM)
        error_set(error, ERROR_SCRIPT,
                  TEXT("the script needs more than %zu MiB of memory",
                       "스크립트가 메모리를 %zu MiB보다 많이 쓰려고 했습니다"),
                  memory_most >> 20);
    else if (host->halt == RUNS_INTERRUPTED)
        error_set(error, ERROR_INTERRUPTED, "%s", stopped_text());
    else if (host->halt == RUNS_UNREAD)
        error_set(
            error, ERROR_SYSTEM, "%s",
            TEXT("The script was stopped: the output takes no more.", "더는 출력할 수 없어 스크립트를 멈추었습니다."));
    else
        error_set(error, ERROR_SCRIPT, "%s", lua_isstring(L, -1) ? lua_tostring(L, -1) : "?");
}

/* ---- protected calls ---- */

bool host_call(LuaHost *host, lua_CFunction function, void *context, Error *error)
{
    lua_State *L = host->running;
    int top = lua_gettop(L);
    if (!lua_checkstack(L, STACK_FOR_A_CALL))
        return error_set(error, ERROR_SCRIPT, "%s", TEXT("Lua's stack is full", "Lua의 스택이 가득 찼습니다"));
    if (host->depth++ == 0)
        interrupt_begin(host);
    lua_pushcfunction(L, add_traceback);
    lua_pushcfunction(L, function);
    lua_pushlightuserdata(L, context);
    int status = lua_pcall(L, 1, 0, top + 1);
    host->running = L;
    if (status != LUA_OK)
        take_error(host, L, status, error);
    lua_settop(L, top);
    if (--host->depth == 0)
        lua_sethook(L, NULL, 0, 0);
    return status == LUA_OK;
}

void host_time_limit(LuaHost *host, double seconds) { host->seconds = seconds; }

/* What a job asks, on any of its threads. */
static bool must_stop(void) { return interrupt_requested() || (open_host != NULL && interrupt_is_late(open_host)); }

bool host_call_bounded(LuaHost *host, const void *owner, lua_CFunction function, void *context, Error *error)
{
    const void *outer = host->owner;
    double deadline = host->deadline;
    if (host->seconds > 0 && deadline == 0)
        host->deadline = clock_seconds() + host->seconds;
    bool was_bounded = host->bounded, was_full = host->full_traceback;
    long budget = host->budget;
    host->bounded = host->full_traceback = true;
    host->owner = owner;
    host->budget = 300L * 1000 * 1000;
    interrupt_arm(host, host->running);
    bool ran = host_call(host, function, context, error);
    host->bounded = was_bounded;
    host->owner = outer;
    host->full_traceback = was_full;
    host->budget = budget;
    host->deadline = deadline;
    if (host->halt == RUNS_TOO_LONG)
        host->halt = RUNS_ON;
    interrupt_arm(host, host->running);
    return ran;
}

bool host_call_inside(LuaHost *host, lua_CFunction function, void *context, Error *error)
{
    unsigned long job = job_under_way();
    if (job == 0) /* only Lua itself would stop */
        return host_call_bounded(host, host->owner, function, context, error);
    if (host->job != job)
        host->presses = interrupt_requested() || job_ending(); /* before its first call */
    host->job = job;
    if (host->presses == 2) /* ended a call of another shard, and is meant for all */
        return error_set(error, ERROR_INTERRUPTED, "%s", stopped_text());
    host->inside = 1; /* from here on the signal handler leaves the first Ctrl-C to the job */
    sig_atomic_t halt = host->halt;
    host->halt = RUNS_ON;
    bool ran = host_call_bounded(host, host->owner, function, context, error);
    host->inside = 0;
    if (halt == RUNS_INTERRUPTED || host->presses > 0) { /* the job sees it */
        host->halt = RUNS_INTERRUPTED;
        if (host->depth > 0)
            interrupt_arm(host, host->running);
    }
    return ran;
}

/* ---- speaking ---- */

void host_say(LuaHost *host, const char *text, size_t length)
{
    Buffer out = {0};
    /* Tabs go to the next eighth column, since a canvas has none. */
    size_t row = 0; /* where the last row of out begins */
    for (size_t i = 0; i < (length < SAID_MOST ? length : SAID_MOST); i++) {
        if (text[i] == '\t')
            buffer_format(&out, "%*s", 8 - utf8_width(buffer_text(&out) + row) % 8, "");
        else
            buffer_add_char(&out, text[i] != '\0' ? text[i] : '?');
        if (text[i] == '\n')
            row = out.length;
    }
    if (length > SAID_MOST)
        buffer_format(&out, TEXT("... (%zu bytes more)", "... (%zu바이트 더 있음)"), length - SAID_MOST);
    buffer_add_char(&out, '\n'); /* an empty text is an empty row */
    repl_print(host->repl, buffer_text(&out));
    buffer_free(&out);
    if (terminal_output_failed() && host->depth > 0) {
        host->halt = RUNS_UNREAD;
        interrupt_arm(host, host->running);
    }
}

void host_settle(LuaHost *host)
{
    if (host->depth > 0)
        return;
    if (host->written.length > 0)
        host_say(host, host->written.text, host->written.length);
    buffer_clear(&host->written);
    if (host->idle != NULL)
        host->idle(host->idle_argument);
}

void host_when_idle(LuaHost *host, void (*function)(void *argument), void *argument)
{
    host->idle = function;
    host->idle_argument = argument;
}

/* ---- open, close ---- */

LuaHost *host_open(Repl *repl, Error *error)
{
    LuaHost *host = memory_new(1, sizeof *host);
    host->repl = repl;
    host->state = host->running = lua_newstate(allocate, host);
    if (host->state == NULL) {
        free(host);
        error_set(error, ERROR_SYSTEM, "%s", TEXT("no memory for Lua", "Lua를 시작할 메모리가 없습니다"));
        return NULL;
    }
    *(LuaHost **)lua_getextraspace(host->state) = host;
    open_host = host;
    lab_interrupt_check(repl_lab(repl), must_stop);
    return host;
}

void host_close(LuaHost *host)
{
    lua_close(host->state);
    lab_interrupt_check(repl_lab(host->repl), interrupt_requested);
    open_host = NULL;
    buffer_free(&host->written);
    free(host);
}
