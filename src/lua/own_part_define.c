/* own_part_define.c: cell(name, definition) and attention(name, definition): what a definition may hold, and the
 * parts made of it, which the models get to know. */
#include "lua/own_part.h"

#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/convert.h"
#include "lua/host_internal.h"
#include "lua/lua_ops.h"

enum { PARTS_MOST = 1000 };

/* The arguments of cell or attention: a name, and a table that has known fields alone. */
static void check_definition(lua_State *L, const char *what, const char *known)
{
    lua_settop(L, 2);
    if (lua_type(L, 1) != LUA_TSTRING || !lua_istable(L, 2))
        luaL_error(L,
                   TEXT("%s takes a name and a table of functions; 'help %s' shows one",
                        "%s에는 이름과 함수의 테이블을 넣습니다. 'help %s'에 예가 있습니다"),
                   what, what);
    if (lua_rawlen(L, 1) >= CUSTOM_NAME || *own_part_name_at(L, 1) == '\0')
        luaL_error(L, TEXT("%s: a name has up to %d letters", "%s: 이름은 %d자까지 씁니다"), what, CUSTOM_NAME - 1);
    for (lua_pushnil(L); lua_next(L, 2) != 0; lua_pop(L, 1)) {
        const char *key = own_part_name_at(L, -2);
        const char *found = strstr(known, key);
        size_t length = strlen(key);
        bool is_whole = found != NULL && length > 0 && (found == known || found[-1] == ' ') &&
            (found[length] == ' ' || found[length] == '\0');
        if (!is_whole)
            luaL_error(L,
                       TEXT("%s: there is no '%s' in a definition; it has %s",
                            "%s: 정의에 '%s' 항목은 쓸 수 없습니다. 쓸 수 있는 항목: %s"),
                       what, key, known);
    }
}

/* The function in a field, as a reference; LUA_NOREF where there is none. */
static int function_field(lua_State *L, const char *what, const char *field, bool needed)
{
    int type = convert_field(L, 2, field);
    if (type == LUA_TNIL && !needed) {
        lua_pop(L, 1);
        return LUA_NOREF;
    }
    if (type != LUA_TFUNCTION)
        luaL_error(L, TEXT("%s needs %s = function(...) ... end", "%s: %s = function(...) ... end가 필요합니다"), what,
                   field);
    return luaL_ref(L, LUA_REGISTRYINDEX);
}

/* A part in the host's list, from the arguments at 1 and 2. */
static OwnPart *new_part(lua_State *L, bool is_cell)
{
    LuaHost *host = host_of(L);
    const char *name = lua_tostring(L, 1);
    int count = 0;
    for (const OwnPart *older = host->parts; older != NULL; older = older->next)
        count++;
    if (count == PARTS_MOST)
        luaL_error(L, TEXT("%d cells and attentions were defined in this session, which is the most",
                           "이 세션에서 셀과 어텐션을 이미 %d번 정의했습니다. 더는 정의할 수 없습니다"), PARTS_MOST);
    OwnPart *part = memory_new(1, sizeof *part);
    *part = (OwnPart){.host = host, .owner = host->owner, .is_cell = is_cell, .count = -1, .next = host->parts,
                      .parameters = LUA_NOREF, .function = LUA_NOREF};
    memcpy(part->name, name, strlen(name) + 1);
    host->parts = part;
    return part;
}

/* Notes the names of the parameters, found by asking for those of a small part. */
static void learn_names(lua_State *L, OwnPart *part)
{
    CustomParameter list[CUSTOM_PARAMETERS];
    int count = own_part_sizes(L, part, 3, 4, list);
    for (int i = 0; i < count; i++)
        memcpy(part->names[i], list[i].name, sizeof part->names[i]);
    part->count = count;
}

static int define_cell(lua_State *L)
{
    Error error = {0};
    check_definition(L, "cell", "parameters step memory mask");
    OwnPart *part = new_part(L, true);
    part->parameters = function_field(L, "cell", "parameters", true);
    part->function = function_field(L, "cell", "step", true);
    convert_field(L, 2, "memory");
    part->memory = lua_toboolean(L, -1);
    learn_names(L, part);
    bool is_off = convert_field(L, 2, "mask") == LUA_TBOOLEAN && !lua_toboolean(L, -1);
    CustomCell cell = {.argument = part, .memory = part->memory, .reads_padding = is_off,
                       .parameters = own_cell_parameters, .step = own_cell_step};
    memcpy(cell.name, part->name, sizeof cell.name);
    if (!custom_cell_register(&cell, part->host->owner, &error))
        return luaL_error(L, "%s", error.message);
    return 0;
}

static int define_attention(lua_State *L)
{
    Error error = {0};
    check_definition(L, "attention", "parameters score");
    OwnPart *part = new_part(L, false);
    part->parameters = function_field(L, "attention", "parameters", false);
    part->function = function_field(L, "attention", "score", true);
    learn_names(L, part);
    CustomAttention attention = {.argument = part, .parameters = own_attention_parameters, .scores = own_attention_scores};
    memcpy(attention.name, part->name, sizeof attention.name);
    if (!custom_attention_register(&attention, part->host->owner, &error))
        return luaL_error(L, "%s", error.message);
    return 0;
}

void own_part_put_functions(lua_State *L)
{
    ops_put_function(L, "cell", define_cell, 2);
    ops_put_function(L, "attention", define_attention, 2);
    ops_put_function(L, "gradcheck", own_part_gradcheck, 2);
}
