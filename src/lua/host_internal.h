/* host_internal.h: what a LuaHost is, for the files of this folder. */
#ifndef SEQLAB_LUA_HOST_INTERNAL_H
#define SEQLAB_LUA_HOST_INTERNAL_H

#include <lauxlib.h>
#include <signal.h>

#include "base/buffer.h"
#include "lua/host.h"

enum { RUNS_ON, RUNS_INTERRUPTED, RUNS_TOO_LONG, RUNS_UNREAD };

struct LuaHost {
    lua_State *state;
    lua_State *volatile running;   /* the coroutine that runs now; the main state outside of all */
    volatile sig_atomic_t halt;    /* RUNS_...: set by the signal handler and the hook */
    volatile sig_atomic_t inside; /* a job's model calls a function: the first Ctrl-C ends the job after the step */
    volatile sig_atomic_t presses; /* number of Ctrl-C in this run of a job; 2: two or more */
    unsigned long job;             /* which run (job_under_way) */
    long budget;                   /* instructions that a lesson's call has left; 0: not bounded */
    bool bounded;
    const void *owner; /* of the cells and attentions that are defined now; NULL: the user */
    double seconds, deadline; /* that a bounded call may take, and when its time is over (clock_seconds); 0: never */
    int depth;                     /* protected calls inside one another */
    unsigned long runs;            /* outermost calls so far */
    bool full_traceback;           /* files and lessons: also if it would show only the main chunk */
    bool after_local;              /* the last chunk began with `local` */
    size_t used;                   /* bytes */
    Repl *repl;
    long answers;                  /* the number of the result in `ans` */
    Buffer written;                /* by io.write, up to the next newline */
    lua_CFunction closes_scope; /* a function that an error calls on its way, where no other may be raised; NULL: none */
    struct UserCommand *commands;
    struct OwnPart *parts;         /* cells and attentions, newest first */
    struct PartCall *part_call;    /* by a model, under way; NULL: none */
    bool for_model; /* a model computes or is being made, and asks a part: no command may change the lab */
    void (*idle)(void *argument);  /* called when the outermost call has ended; NULL: nobody */
    void *idle_argument;
};

/* ---- interrupt.c ---- */
void interrupt_watch(LuaHost *host); /* Ctrl-C is this host's; NULL: nobody's */
void interrupt_arm(LuaHost *host, lua_State *L); /* sets the hook that the moment asks for, or none */
void interrupt_begin(LuaHost *host);             /* a new outermost call */
bool interrupt_on_signal(void);
bool interrupt_is_late(const LuaHost *host); /* the time of a bounded call is over */

static inline LuaHost *host_of(lua_State *L) { return *(LuaHost **)lua_getextraspace(L); }

#endif
