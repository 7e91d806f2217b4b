/* own_part.c: cells and attentions written in Lua: their names and parameters. */
#include "lua/own_part.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "lua/convert.h"
#include "lua/host_internal.h"
#include "lua/strings.h"

enum { EXTENT_MOST = 1 << 16, NUMBERS_MOST = 1 << 24 };

/* ---- errors ---- */

static const char *title_of(lua_State *L, const OwnPart *part)
{
    return lua_pushfstring(L, part->is_cell ? TEXT("cell %s", "셀 %s") : TEXT("attention %s", "어텐션 %s"), part->name);
}

/* ---- parameters ---- */

/* The string at index, or "" if it is no string or contains a NUL, where C would stop: "W\0" is not W. */
const char *own_part_name_at(lua_State *L, int index)
{
    size_t length;
    const char *name = lua_type(L, index) == LUA_TSTRING ? lua_tolstring(L, index, &length) : "";
    return *name != '\0' && strlen(name) == length ? name : "";
}

/* Place `at` of the shape on top. */
static int extent(lua_State *L, const OwnPart *part, const char *name, int at)
{
    lua_rawgeti(L, -1, at);
    int value = convert_whole(L, -1, EXTENT_MOST);
    lua_pop(L, 1);
    if (value == 0)
        luaL_error(L,
                   TEXT("%s: the shape of parameter %s has whole numbers from 1 to %d: { rows, columns } or { columns }",
                        "%s: 매개변수 %s의 모양은 1에서 %d까지의 정수로 { 행, 열 }이나 { 열 }처럼 씁니다"),
                   title_of(L, part), name, EXTENT_MOST);
    return value;
}

/* The entry of the table of parameters whose key is below and whose value is on top. */
static void read_parameter(lua_State *L, const OwnPart *part, int H, CustomParameter *out)
{
    const char *name = own_part_name_at(L, -2);
    size_t length = name_length(name);
    if (length == 0 || name[length] != '\0' || length >= CUSTOM_NAME)
        luaL_error(L,
                   TEXT("%s: parameters have names of up to %d letters, digits and _: { W = { E, H } }",
                        "%s: 매개변수의 이름은 로마자, 숫자, _로 %d자까지 씁니다: { W = { E, H } }"),
                   title_of(L, part), CUSTOM_NAME - 1);
    lua_Unsigned rank = lua_istable(L, -1) ? lua_rawlen(L, -1) : 0;
    if (rank < 1 || rank > 2)
        luaL_error(L,
                   TEXT("%s: parameter %s needs a shape, { rows, columns } or { columns }",
                        "%s: 매개변수 %s의 모양을 { 행, 열 }이나 { 열 }처럼 정해 주십시오"),
                   title_of(L, part), name);
    *out = (CustomParameter){.rows = rank == 2 ? extent(L, part, name, 1) : 0,
                             .columns = extent(L, part, name, (int)rank),
                             .scale = 1 / sqrt(H)};
    memcpy(out->name, name, length + 1);
    if ((double)(rank == 2 ? out->rows : 1) * out->columns > NUMBERS_MOST)
        luaL_error(L, TEXT("%s: parameter %s has more than %d numbers", "%s: 매개변수 %s의 숫자가 %d개보다 많습니다"),
                   title_of(L, part), name, NUMBERS_MOST);
    if (convert_field(L, -1, "scale") == LUA_TNUMBER)
        out->scale = lua_tonumber(L, -1);
    lua_pop(L, 1);
    if (!(out->scale >= 0 && out->scale <= 100))
        luaL_error(L,
                   TEXT("%s: the scale of parameter %s may be 0 to 100",
                        "%s: 매개변수 %s의 scale은 0에서 100까지 쓸 수 있습니다"),
                   title_of(L, part), name);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const CustomParameter *)a)->name, ((const CustomParameter *)b)->name);
}

/* part->count -1: the names are not known yet. */
int own_part_sizes(lua_State *L, const OwnPart *part, int E, int H, CustomParameter *list)
{
    int count = 0, top = lua_gettop(L);
    luaL_checkstack(L, 16, NULL);
    if (part->parameters != LUA_NOREF) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, part->parameters);
        if (part->is_cell)
            lua_pushinteger(L, E);
        lua_pushinteger(L, H);
        lua_call(L, part->is_cell ? 2 : 1, 1);
        if (!lua_istable(L, -1))
            luaL_error(L,
                       TEXT("%s: parameters has to return a table of shapes, not a %s",
                            "%s: parameters는 모양의 테이블을 반환해야 합니다(%s 값은 안 됩니다)"),
                       title_of(L, part), luaL_typename(L, -1));
        for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
            if (count == CUSTOM_PARAMETERS)
                luaL_error(L, TEXT("%s: more than %d parameters", "%s: 매개변수가 %d개보다 많습니다"),
                           title_of(L, part), CUSTOM_PARAMETERS);
            read_parameter(L, part, H, &list[count++]);
        }
    }
    lua_settop(L, top);
    qsort(list, (size_t)count, sizeof *list, compare_names); /* a Lua table has no order */
    bool same = part->count < 0 || count == part->count;
    for (int i = 0; same && i < part->count; i++)
        same = strcmp(list[i].name, part->names[i]) == 0;
    if (!same)
        luaL_error(L,
                   TEXT("%s: parameters have to have the same names for all sizes",
                        "%s: 매개변수의 이름은 크기가 달라져도 같아야 합니다"),
                   title_of(L, part));
    return count;
}

/* ---- names for tell, finding ---- */

const char *own_part_tell_fault(lua_State *L, const char *name, int told)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    static const char *const taken[] = {"state", "cell_state", "memory", "embedding"}; /* the model's own there */
    bool right = length > 0 && name[length] == '\0' && length < CUSTOM_NAME;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        right = right && strcmp(name, taken[i]) != 0;
    if (told >= TOLD_MOST)
        return lua_pushfstring(L, TEXT("tell takes at most %d values in a step", "한 단계에서 tell로 알리는 값은 %d개까지입니다"),
                               TOLD_MOST);
    return right ? NULL
                 : lua_pushfstring(L, TEXT("'%s' is not a valid name for tell", "'%s' 이름은 tell에 쓸 수 없습니다"), name);
}

const OwnPart *own_part_find(LuaHost *host, const char *name)
{
    const CustomCell *cell = custom_cell_find(name);
    const CustomAttention *attention = custom_attention_find(name);
    const void *argument = cell != NULL ? cell->argument : attention != NULL ? attention->argument : NULL;
    for (const OwnPart *part = host->parts; part != NULL; part = part->next)
        if (part == argument)
            return part;
    return NULL;
}

void host_close_parts(LuaHost *host, const void *owner, bool used)
{
    (used ? custom_close : custom_forget)(owner);
    for (OwnPart **list = &host->parts, *part; (part = *list) != NULL;) {
        if (part->owner != owner || used) {
            part->owner = part->owner == owner ? NULL : part->owner;
            list = &part->next;
            continue;
        }
        *list = part->next;
        luaL_unref(host->state, LUA_REGISTRYINDEX, part->parameters);
        luaL_unref(host->state, LUA_REGISTRYINDEX, part->function);
        free(part);
    }
}

void own_parts_free(OwnPart *parts)
{
    for (OwnPart *next; parts != NULL; parts = next) {
        next = parts->next;
        free(parts);
    }
}
