/* own_part.h: cells and attentions written in Lua.
 *
 *     cell("mine", {
 *       parameters = function(E, H) return { W = { E + H, H }, b = { H } } end,
 *       step = function(p, x, h) return op.tanh(op.linear(op.concat(x, h), p.W, p.b)) end,
 *     })
 *
 * A part is registered with the models (model/custom.h), which then call its functions while they compute, on
 * whatever thread that is. Lua belongs to the main thread, so the call is run there (run_on_main_thread): the main
 * thread, which waits in job_run for the job to end, runs the function there and goes back to watching. The tensors
 * that the function gets are on the model's tape, and what it computes is recorded there, so that training, traces,
 * beams and interventions see a part like any other. */
#ifndef SEQLAB_LUA_OWN_PART_H
#define SEQLAB_LUA_OWN_PART_H

#include <lauxlib.h>

#include "lua/host.h"
#include "model/custom.h"

/* Lives until the host is closed, for models may still use it after a new one of the same name; or until host_close_parts. */
typedef struct OwnPart {
    char name[CUSTOM_NAME];
    LuaHost *host;
    const void *owner;          /* as long as that is open; NULL: the user, or nobody any more */
    bool is_cell, memory;
    int parameters, function;   /* in the registry; parameters: LUA_NOREF if there are none */
    int count;                  /* of its parameters, in the order of their names: */
    char names[CUSTOM_PARAMETERS][CUSTOM_NAME];
    struct OwnPart *next;
} OwnPart;

/* The models' register still names them: custom_forget_all, when the models are closed. */
void own_parts_free(OwnPart *parts);
/* The newest of that name; cells before attentions. */
const OwnPart *own_part_find(LuaHost *host, const char *name);
/* Calls its function `parameters` and fills the list, in the order of the names. Raises what is wrong. */
int own_part_sizes(lua_State *L, const OwnPart *part, int E, int H, CustomParameter *list);

/* The string at index if it can be a name in C, otherwise "". */
const char *own_part_name_at(lua_State *L, int index);
/* What is wrong with telling one more value of this name after `told` others in a step, or NULL: there are at most so
 * many, under names of letters, digits, _ and -, except the names that the model itself uses there ("state"). */
enum { TOLD_MOST = 16 };
const char *own_part_tell_fault(lua_State *L, const char *name, int told);

/* ---- a part's functions as model/custom.h wants them (own_part_call.c) ---- */

int own_cell_parameters(void *part, int E, int H, CustomParameter *list, Error *error);
int own_attention_parameters(void *part, int H, CustomParameter *list, Error *error);
bool own_cell_step(void *part, Tape *tape, Tensor *const *parameters, Tensor *x, Tensor **state, Tensor **memory,
                   const CustomTell *tell);
Tensor *own_attention_scores(void *part, Tape *tape, Tensor *const *parameters, Tensor *query, Tensor *keys);

/* ---- for scripts ---- */

int own_part_gradcheck(lua_State *L); /* gradcheck("mine"), or of any function: gradcheck(f, inputs) */
void own_part_put_functions(lua_State *L); /* cell, attention, gradcheck: into the table on top */

#endif
