/* lua_files.c: files as scripts may use them: io.open, io.lines, io.write, dofile, require.
 *
 * Reading: any file, but no device or pipe, which might never end. Writing: below the current folder, under a name
 * that does not begin with a dot, so that a script from somewhere cannot change the person's settings. Nothing is
 * removed or renamed. `require "name"` finds name.lua in the program's own folders scripts/ and lessons/. Lessons
 * have no files, but they have require. */
#include "lua/globals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/language.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "lua/host_internal.h"
#include "repl/written_file.h"

enum { TEXT_MOST = 1 << 20 };

/* ---- reading ---- */

bool files_readable(const char *path, Error *error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return error_set(error, ERROR_SYSTEM, TEXT("cannot open %s: %m", "%s 파일을 열 수 없습니다: %m"), path);
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_SYSTEM, TEXT("%s is not a file", "%s: 파일이 아닙니다"), path);
    return true;
}

bool files_read_text(const char *path, Buffer *out, Error *error)
{
    if (!files_readable(path, error))
        return false;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return error_set(error, ERROR_SYSTEM, TEXT("cannot open %s: %s", "%s 파일을 열 수 없습니다: %s"), path,
                         system_reason(errno));
    char block[4096];
    size_t count;
    while (out->length < TEXT_MOST && (count = fread(block, 1, sizeof block, file)) > 0)
        buffer_add_bytes(out, block, count);
    fclose(file);
    if (out->length >= TEXT_MOST)
        return error_set(error, ERROR_DATA, TEXT("%s: longer than 1 MiB", "%s: 1 MiB보다 깁니다"), path);
    ptrdiff_t invalid = utf8_first_invalid(buffer_text(out), out->length);
    if (invalid >= 0)
        return error_set(error, ERROR_DATA, TEXT("%s: byte %td is not UTF-8", "%s: %td번째 바이트가 UTF-8이 아닙니다"),
                         path, invalid);
    return true;
}

/* ---- opening ---- */

static int close_stream(lua_State *L)
{
    luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
    return luaL_fileresult(L, fclose(stream->f) == 0, NULL);
}

/* O_NOFOLLOW: a link could lead out of the folder. */
static FILE *open_to_write(const char *path, const char *mode)
{
    int flags = O_CREAT | O_CLOEXEC | O_NOFOLLOW | (strchr(mode, '+') != NULL ? O_RDWR : O_WRONLY);
    if (*mode == 'r')
        flags &= ~O_CREAT;
    flags |= *mode == 'w' ? O_TRUNC : *mode == 'a' ? O_APPEND : 0;
    int descriptor = open(path, flags, 0666);
    return descriptor >= 0 ? fdopen(descriptor, mode) : NULL;
}

/* nil and the reason, like io.open. */
static int refused(lua_State *L, const char *reason)
{
    lua_pushnil(L);
    lua_pushstring(L, reason);
    return 2;
}

/* The first argument as a path, which takes its place. */
static const char *checked_path(lua_State *L)
{
    char *path = path_expanded(luaL_checkstring(L, 1));
    lua_pushstring(L, path);
    free(path);
    lua_replace(L, 1);
    return lua_tostring(L, 1);
}

static int open_file(lua_State *L)
{
    const char *path = checked_path(L), *mode = luaL_optstring(L, 2, "r");
    bool right = *mode != '\0' && strchr("rwa", *mode) != NULL && mode[1 + strspn(mode + 1, "+b")] == '\0';
    luaL_argcheck(L, right, 2, "invalid mode");
    bool write = strpbrk(mode, "wa+") != NULL;
    Error error;
    if (write && !script_may_write(path, &error))
        return refused(L, error.message);
    if ((!write || access(path, F_OK) == 0) && !files_readable(path, &error))
        return refused(L, error.message);
    luaL_Stream *stream = lua_newuserdatauv(L, sizeof *stream, 0);
    stream->closef = NULL; /* closed, so that the collector finds it whole whatever happens next */
    luaL_setmetatable(L, LUA_FILEHANDLE);
    stream->f = write ? open_to_write(path, mode) : fopen(path, "re");
    if (stream->f == NULL)
        return luaL_fileresult(L, 0, path);
    stream->closef = close_stream;
    return 1;
}

/* for line in io.lines("pairs.tsv") do ... end; the collector closes the file. */
static int lines(lua_State *L)
{
    int count = lua_gettop(L);
    luaL_checkstring(L, 1);
    lua_pushcfunction(L, open_file);
    lua_pushvalue(L, 1);
    lua_call(L, 1, 2);
    if (lua_isnil(L, -2))
        return luaL_error(L, "%s", lua_tostring(L, -1));
    lua_pop(L, 1);
    lua_replace(L, 1);
    lua_getfield(L, 1, "lines");
    lua_insert(L, 1);
    lua_call(L, count, 1);
    return 1;
}

/* To the transcript, line by line; text without a newline waits for one. */
static int write_text(lua_State *L)
{
    LuaHost *host = host_of(L);
    int count = lua_gettop(L);
    for (int i = 1; i <= count; i++) {
        size_t length;
        const char *text = luaL_checklstring(L, i, &length);
        buffer_add_bytes(&host->written, text, length);
    }
    char *last = host->written.length > 0 ? memrchr(host->written.text, '\n', host->written.length) : NULL;
    if (last == NULL && host->written.length < SAID_MOST)
        return 0;
    size_t whole = last != NULL ? (size_t)(last - host->written.text) : host->written.length;
    size_t next = last != NULL ? whole + 1 : whole;
    host_say(host, host->written.text, whole);
    host->written.length -= next;
    memmove(host->written.text, host->written.text + next, host->written.length + 1);
    return 0;
}

/* ---- dofile, require ---- */

/* Loads a text file with the globals of upvalue 1. */
static void load_file(lua_State *L, const char *path)
{
    Error error;
    if (!files_readable(path, &error))
        luaL_error(L, "%s", error.message);
    if (luaL_loadfilex(L, path, "t") != LUA_OK)
        lua_error(L);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_setupvalue(L, -2, 1);
}

static int do_file(lua_State *L)
{
    const char *path = checked_path(L);
    lua_settop(L, 1);
    load_file(L, path);
    lua_call(L, 0, LUA_MULTRET);
    return lua_gettop(L) - 1;
}

/* Pushes the path of a module, or raises an error. */
static const char *module_path(lua_State *L, const char *name)
{
    static const char *const folders[] = {"scripts", "lessons"};
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const char *data = repl_options(host_of(L)->repl)->data_folder;
    bool is_name = *name != '\0' && strspn(name, letters) == strlen(name);
    for (int i = 0; i < 2 && is_name; i++) {
        const char *path = lua_pushfstring(L, "%s/%s/%s.lua", data, folders[i], name);
        if (access(path, F_OK) == 0)
            return path;
        lua_pop(L, 1);
    }
    luaL_error(L,
               TEXT("there is no module '%s' (a file in %s/scripts)",
                    "'%s' 모듈이 없습니다(%s/scripts에 있는 파일이어야 합니다)"),
               name, data);
    return NULL;
}

/* Once for each name; upvalue 2 holds the loaded modules. */
static int require(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    if (lua_getfield(L, lua_upvalueindex(2), name) != LUA_TNIL)
        return 1;
    load_file(L, module_path(L, name));
    lua_pushvalue(L, 1);
    lua_call(L, 1, 1);
    if (lua_isnil(L, -1))
        lua_pushboolean(L, 1);
    lua_pushvalue(L, -1);
    lua_setfield(L, lua_upvalueindex(2), name);
    return 1;
}

/* ---- into the globals ---- */

void files_put_functions(lua_State *L, bool lesson)
{
    lua_pushvalue(L, -1);
    lua_newtable(L);
    lua_pushcclosure(L, require, 2);
    lua_setfield(L, -2, "require");
    if (lesson)
        return;
    lua_pushvalue(L, -1);
    lua_pushcclosure(L, do_file, 1);
    lua_setfield(L, -2, "dofile");
    static const luaL_Reg functions[] = {{"open", open_file}, {"lines", lines}, {"write", write_text}, {NULL, NULL}};
    luaL_newlib(L, functions);
    lua_setfield(L, -2, "io");
}
