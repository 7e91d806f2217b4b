/* globals.h: all that a script finds, and the files that put it there. */
#ifndef SEQLAB_LUA_GLOBALS_H
#define SEQLAB_LUA_GLOBALS_H

#include <lua.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"

/* Pushes a new table of globals. lesson: without files and without seqlab.command. */
void globals_push(lua_State *L, bool lesson);

/* Opens Lua's libraries hidden from scripts, and locks the metatables that all scripts share. */
void sandbox_prepare(lua_State *L);
/* Pushes a new table with copies of the parts that scripts may use. */
void sandbox_push(lua_State *L);

/* ---- what other files put into the table on top ---- */

void interrupt_put_functions(lua_State *L); /* coroutine.*, xpcall */
void verbs_put_functions(lua_State *L); /* every command, show, seqlab */
void verbs_put_command(lua_State *L, const char *name); /* one into the globals */
void tensor_put_functions(lua_State *L);  /* tensor, parameter, backward and the like, op */
void pictures_put_functions(lua_State *L); /* plot, heatmap */
void pictures_show_tensor(lua_State *L); /* draws the tensor at 1 */
void user_command_put_function(lua_State *L); /* command, into the table `seqlab` there */
struct UserCommand;
void user_commands_free(struct UserCommand *commands); /* when no state and no repl has them any more */

/* ---- files as scripts may use them ---- */

bool files_readable(const char *path, Error *error); /* a regular file */
bool files_read_text(const char *path, Buffer *out, Error *error); /* UTF-8, at most 1 MiB */
void files_put_functions(lua_State *L, bool lesson); /* io, dofile, require into the table on top */

#endif
