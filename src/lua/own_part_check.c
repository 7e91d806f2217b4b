/* own_part_check.c: gradcheck("mine") of a cell or an attention that was written in Lua: its function is called with
 * small tensors of random numbers, two sentences, so that a function that mixes them up is found too. */
#include "lua/own_part.h"

#include <stdio.h>

#include "base/language.h"
#include "engine/ops.h"
#include "lua/host_internal.h"
#include "lua/lua_tensor.h"
#include "lua/work.h"

enum { E = 3, H = 4, B = 2, S = 3 };

/* Checks the value at index for tell(name, value), as a model would. told: the number of values before it. */
static void check_told(lua_State *L, const char *name, int index, int told)
{
    Tensor is;
    char text[TENSOR_TEXT] = "";
    bool looked = tensor_test(L, index) != NULL && tensor_try_look(L, index, &is);
    const char *fault = own_part_tell_fault(L, name, told);
    if (fault != NULL)
        luaL_error(L, "%s", fault);
    if (!looked || is.rank != 2 || is.shape[0] != B || is.shape[1] != H)
        luaL_error(L, TEXT("%s: tell takes a tensor of the state's shape, here [%d, %d], not %s",
                           "%s: tell에는 은닉 상태와 모양이 같은 텐서, 여기서는 [%d, %d] 텐서를 넣어야 합니다(%s 값은 안 됩니다)"),
                   name, B, H, looked ? tensor_shape_text(&is, text) : luaL_typename(L, index));
}

/* tell(name, t) for gradcheck: only checks; upvalue 1 counts the calls. */
static int tell_nobody(lua_State *L)
{
    int told = (int)lua_tointeger(L, lua_upvalueindex(1));
    lua_settop(L, 2);
    check_told(L, own_part_name_at(L, 1), 2, told);
    lua_pushinteger(L, told + 1);
    lua_replace(L, lua_upvalueindex(1));
    return 1;
}

/* The table { gate = z } at index that a step may return last. */
static void check_told_table(lua_State *L, int index)
{
    int told = 0;
    if (lua_isnil(L, index))
        return;
    if (!lua_istable(L, index))
        luaL_error(L, TEXT("the last value that step returns must be a table of tensors, { gate = z }, not a %s",
                           "step이 마지막으로 반환하는 값은 { gate = z } 같은 텐서의 테이블이어야 합니다(%s 값은 안 됩니다)"), luaL_typename(L, index));
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1))
        check_told(L, own_part_name_at(L, -2), lua_gettop(L), told++);
}

/* The gradients of a result with a wrong shape could still agree, so the shape is checked first. */
static void check_shape(lua_State *L, const OwnPart *part, int index)
{
    Tensor is;
    char text[TENSOR_TEXT] = "";
    int rows = part->is_cell ? B : S, columns = part->is_cell ? H : B;
    bool looked = tensor_test(L, index) != NULL && tensor_try_look(L, index, &is);
    bool flat = looked && (is.rank == 2 || (!part->is_cell && is.rank == 3 && is.shape[2] == 1));
    if (flat && is.shape[0] == rows && is.shape[1] == columns)
        return;
    luaL_error(L, TEXT("%s: with %d sentences, %d hidden units and %d keys it has to return a tensor [%d, %d], not %s",
                       "%s: 문장 %d개, 은닉 유닛 %d개, 키 %d개일 때 [%d, %d] 텐서를 반환해야 하는데 %s 값을 반환했습니다"),
               part->name, B, H, S, rows, columns, looked ? tensor_shape_text(&is, text) : luaL_typename(L, index));
}

/* The function that gradcheck calls; it returns the state and the cell state, or the scores. */
static int call_part(lua_State *L)
{
    const OwnPart *part = lua_touserdata(L, lua_upvalueindex(1));
    lua_settop(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, part->function);
    /* Pushes p out of the table of inputs at 1, where parameters are called "p.W". */
    char name[CUSTOM_NAME + 2];
    lua_createtable(L, 0, part->count);
    for (int i = 0; i < part->count; i++) {
        snprintf(name, sizeof name, "p.%s", part->names[i]);
        lua_getfield(L, 1, name);
        lua_setfield(L, -2, part->names[i]);
    }
    lua_getfield(L, 1, part->is_cell ? "x" : "query");
    lua_getfield(L, 1, part->is_cell ? "h" : "keys");
    if (part->memory)
        lua_getfield(L, 1, "c");
    if (part->is_cell) {
        lua_pushinteger(L, 0);
        lua_pushcclosure(L, tell_nobody, 1);
    }
    lua_call(L, lua_gettop(L) - 2, part->is_cell + part->memory + 1);
    if (part->is_cell)
        check_told_table(L, part->memory ? 4 : 3);
    lua_settop(L, part->memory ? 3 : 2);
    check_shape(L, part, 2);
    if (!part->memory)
        return 1;
    check_shape(L, part, 3);
    Work work = work_begin(L, 2, 3);
    Tensor *state = work_input(&work, 2), *memory = work_input(&work, 3);
    work_room(&work, 2.0 * (double)tensor_count(state));
    return work_result(&work, op_concat(work.box->tape, state, memory));
}

/* The name of a part is at 1: puts a function and a table of inputs at 1 and 2. */
static void put_inputs(lua_State *L)
{
    CustomParameter list[CUSTOM_PARAMETERS];
    const OwnPart *part = own_part_find(host_of(L), lua_tostring(L, 1));
    Random random;
    if (part == NULL)
        luaL_error(L,
                   TEXT("there is no cell or attention '%s' that was written in Lua",
                        "Lua로 쓴 '%s' 셀이나 어텐션은 없습니다"),
                   lua_tostring(L, 1));
    random_seed_for(&random, 1, "gradcheck of a part");
    int count = own_part_sizes(L, part, E, H, list);
    lua_settop(L, 1);
    lua_pushlightuserdata(L, (void *)part);
    lua_pushcclosure(L, call_part, 1);
    lua_replace(L, 1);
    lua_newtable(L);
    tensor_new_random(L, 2, part->is_cell ? (int[]){B, E} : (int[]){B, H}, &random, 1);
    lua_setfield(L, 2, part->is_cell ? "x" : "query");
    tensor_new_random(L, part->is_cell ? 2 : 3, part->is_cell ? (int[]){B, H} : (int[]){S, B, H}, &random, 1);
    lua_setfield(L, 2, part->is_cell ? "h" : "keys");
    if (part->memory) {
        tensor_new_random(L, 2, (int[]){B, H}, &random, 1);
        lua_setfield(L, 2, "c");
    }
    for (int i = 0; i < count; i++) {
        char name[CUSTOM_NAME + 2];
        snprintf(name, sizeof name, "p.%s", part->names[i]);
        tensor_new_random(L, list[i].rows > 0 ? 2 : 1,
                          list[i].rows > 0 ? (int[]){list[i].rows, list[i].columns} : &list[i].columns, &random, 1);
        lua_setfield(L, 2, name);
    }
}

static int check_named(lua_State *L)
{
    put_inputs(L);
    return gradient_check(L);
}

/* A part's functions may call no more here than while a model runs: a lesson's part stays when the lesson ends. */
int own_part_gradcheck(lua_State *L)
{
    LuaHost *host = host_of(L);
    bool outer = host->for_model;
    if (lua_type(L, 1) != LUA_TSTRING)
        return gradient_check(L);
    lua_pushcfunction(L, check_named);
    lua_insert(L, 1);
    host->for_model = true;
    int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
    host->for_model = outer;
    return status == LUA_OK ? lua_gettop(L) : lua_error(L);
}
