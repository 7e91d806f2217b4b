/* lua_parts.h: what the files of this folder share. Not for others. */
#ifndef SEQLAB_LUA_LUA_PARTS_H
#define SEQLAB_LUA_LUA_PARTS_H

#include <lauxlib.h>
#include <lua.h>
#include <signal.h>

#include "base/buffer.h"
#include "lua/lesson.h"
#include "lua/lua_host.h"

typedef struct UserCommand UserCommand;
struct OwnPart;
struct PartCall;

enum { RUNS_ON, RUNS_INTERRUPTED, RUNS_TOO_LONG, RUNS_UNREAD };

struct LuaHost {
    lua_State *state;
    lua_State *volatile running;   /* the coroutine that runs now; the main state outside of all */
    volatile sig_atomic_t halt;    /* RUNS_...: set by the signal handler and the hook */
    volatile sig_atomic_t inside;  /* a job's model calls a function: the first Ctrl-C is the job's, which ends after this step */
    volatile sig_atomic_t presses; /* 0, 1, or 2 for more: of Ctrl-C, in this run of a job */
    unsigned long job;             /* which run (job_under_way) */
    long budget;                   /* instructions that a lesson's call has left; 0: not bounded */
    bool bounded;
    int depth;                     /* protected calls inside one another */
    unsigned long runs;            /* outermost calls so far */
    bool full_traceback;           /* files and lessons: also where only the main chunk is to be seen */
    bool after_local;              /* the last chunk began with `local` */
    size_t used;                   /* bytes */
    Repl *repl;
    Buffer written;                /* by io.write, up to the next newline */
    UserCommand *commands;
    struct OwnPart *parts;         /* cells and attentions, newest first */
    struct PartCall *part_call;    /* by a model, under way; NULL: none */
    bool for_model;                /* a model computes or is being made, and asks a part: no command may change the lab */
    Lessons *lessons;
};

/* ---- lua_host.c ---- */
LuaHost *host_of(lua_State *L);
/* The host that is open: for what gets no argument (signal handlers, a command's show). */
LuaHost *host_open_now(void);
/* Runs function(context as light userdata) protected, on the coroutine that runs now. All that touches Lua from
 * outside goes through here. */
bool host_call(LuaHost *host, lua_CFunction function, void *context, Error *error);
/* The same for a lesson's functions: bounded, with a full traceback. */
bool host_call_bounded(LuaHost *host, lua_CFunction function, void *context, Error *error);
/* The same for functions that a model calls in the middle of a step. Where a job runs it, what is outside may have been
 * interrupted, and the job will end after this step: this goes on, and only the job's second Ctrl-C stops it. */
bool host_call_inside(LuaHost *host, lua_CFunction function, void *context, Error *error);
/* Text for people to the transcript, tabs set to columns; what goes beyond SAID_MOST bytes is cut: a picture of half a
 * gigabyte would be many gigabytes. */
enum { SAID_MOST = 64 * 1024 };
void host_say(LuaHost *host, const char *text, size_t length);
/* What io.write left without a newline, and what lessons still have to say. */
void host_settle(LuaHost *host);
bool host_file_readable(const char *path, Error *error); /* a regular file */
bool host_read_text(const char *path, Buffer *out, Error *error); /* UTF-8, at most 1 MiB */

/* ---- interrupt.c ---- */
void interrupt_arm(LuaHost *host, lua_State *L); /* sets the hook that the moment asks for, or none */
void interrupt_begin(LuaHost *host);             /* a new outermost call */
bool interrupt_on_signal(void);
/* To be called now and then by functions that work long in C, with about how many steps they did since: raises what a hook
 * would raise there. */
void interrupt_poll(lua_State *L, long steps);
void interrupt_put_functions(lua_State *L);      /* coroutine.*, xpcall into the table on top */

/* ---- sandbox.c ---- */
/* Opens Lua's libraries where scripts do not see them, and locks the metatables that all scripts share. */
void sandbox_prepare(lua_State *L);
/* Pushes a new table of globals. lesson: without files and without seqlab.command. */
void sandbox_globals(lua_State *L, bool lesson);

/* ---- lua_files.c ---- */
void files_put_functions(lua_State *L, bool lesson); /* io, dofile, require into the table on top */

/* ---- convert.c ---- */
void convert_push(lua_State *L, const json_t *value);
/* A value as JSON (owned by the caller), or NULL with an error where it holds what JSON cannot say. Raises nothing
 * and runs no script. */
json_t *convert_json(lua_State *L, int index, Error *error);
/* A place for a json_t on the stack that the collector frees, so that a Lua error leaks nothing. */
json_t **convert_box(lua_State *L);
Buffer *convert_text_box(lua_State *L);

/* ---- readable.c ---- */
/* A value as people read it; strings stand in quotes inside tables only. Runs no script. */
void readable_value(lua_State *L, int index, Buffer *out);
void readable_number(double value, Buffer *out);

/* ---- evaluate.c ---- */
bool evaluate_line(void *host, const char *chunk, bool *complete, Error *error);

/* ---- verbs.c ---- */
void verbs_put_functions(lua_State *L, bool lesson); /* all commands, show, seqlab into the table on top */
void verbs_put_command(lua_State *L, const char *name); /* one into the globals */
/* Pushes the text of { en =, ko = } or the plain string at index, in the language now, and returns it: it lives as long as
 * it stands on the stack. NULL where it is neither. */
const char *verbs_sentence(lua_State *L, int index);

/* ---- user_command.c ---- */
int user_command_add(lua_State *L); /* seqlab.command */
void user_commands_close(LuaHost *host);

#endif
