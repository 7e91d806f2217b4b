/* globals.c: all that a script finds: Lua's own libraries as far as the sandbox has them, print, files, tensors,
 * cells and attentions, commands. */
#include "lua/globals.h"

#include <lauxlib.h>

#include "lua/convert.h"
#include "lua/host_internal.h"
#include "lua/own_part.h"
#include "lua/strings.h"

static void add_printed(lua_State *L, int index, Buffer *line)
{
    bool plain = lua_istable(L, index) && luaL_getmetafield(L, index, "__tostring") == LUA_TNIL &&
                 luaL_getmetafield(L, index, "__name") == LUA_TNIL;
    if (plain) {
        readable_value(L, index, line);
        return;
    }
    size_t length;
    const char *text = strings_push(L, index, &length);
    buffer_add_bytes(line, text, length < SAID_MOST ? length : SAID_MOST);
}

/* To the transcript. Tables are shown as people read them. */
static int print(lua_State *L)
{
    int count = lua_gettop(L);
    Buffer *line = convert_text_box(L);
    LuaHost *host = host_of(L);
    for (int i = 1; i <= count; i++) {
        if (i > 1)
            buffer_add_char(line, '\t');
        if (line->length < SAID_MOST)
            add_printed(L, i, line);
        lua_settop(L, count + 1);
    }
    host_say(host, buffer_text(line), line->length);
    return 0;
}

void globals_push(lua_State *L, bool lesson)
{
    sandbox_push(L);
    lua_pushcfunction(L, print);
    lua_setfield(L, -2, "print");
    files_put_functions(L, lesson);
    tensor_put_functions(L);
    own_part_put_functions(L);
    pictures_put_functions(L);
    verbs_put_functions(L);
    if (!lesson)
        user_command_put_function(L);
}
