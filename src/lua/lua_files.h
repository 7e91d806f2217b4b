/* lua_files.h: files as scripts may use them. */
#ifndef SEQLAB_LUA_LUA_FILES_H
#define SEQLAB_LUA_LUA_FILES_H

#include <lua.h>

#include "base/buffer.h"
#include "base/error.h"

bool files_readable(const char *path, Error *error); /* a regular file */
bool files_read_text(const char *path, Buffer *out, Error *error); /* UTF-8, at most 1 MiB */
void files_put_functions(lua_State *L, bool lesson); /* io, dofile, require into the table on top */

#endif
