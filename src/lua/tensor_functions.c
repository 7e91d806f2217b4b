/* tensor_functions.c: what a script does with tensors: makes them of numbers, reads and writes them, counts from 1. */
#include "lua/globals.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/options.h"
#include "engine/op.h"
#include "lua/convert.h"
#include "lua/function_list.h"
#include "lua/lua_ops.h"
#include "lua/lua_tensor.h"
#include "lua/strings.h"
#include "lua/tape_box.h"

/* The purposes of random numbers, by whose addresses the registry keeps a stream of each. */
static const char *const for_parameters = "parameters of a script", *const for_random = "random numbers of a script";

/* ---- out of tables ---- */

/* The shape of the nested lists that are the first argument, from the first of each. */
static int table_shape(lua_State *L, int *shape)
{
    double count = 1;
    int rank = 0, top = lua_gettop(L);
    lua_pushvalue(L, 1);
    while (lua_istable(L, -1)) {
        lua_Unsigned length = lua_rawlen(L, -1);
        if (rank == TENSOR_DIMENSIONS)
            luaL_error(L,
                       TEXT("the lists are more than %d deep: a tensor has %d dimensions at most",
                            "리스트가 %d겹보다 깊습니다. 텐서의 차원은 %d개까지입니다"),
                       TENSOR_DIMENSIONS, TENSOR_DIMENSIONS);
        if (length == 0)
            luaL_error(L, "%s",
                       TEXT("an empty list makes no tensor: tensor{{1, 2}, {3, 4}}",
                            "빈 리스트로는 텐서를 만들 수 없습니다: tensor{{1, 2}, {3, 4}}"));
        count *= (double)length;
        if (count > ELEMENTS_MOST)
            tensor_raise_too_large(L);
        shape[rank++] = (int)length;
        lua_rawgeti(L, -1, 1);
    }
    lua_settop(L, top);
    return rank;
}

/* The list on top has to be of shape[0]; its numbers go to `at`. Returns where the next go. */
static real *fill_from(lua_State *L, int rank, const int *shape, real *at)
{
    if (!lua_istable(L, -1) || lua_rawlen(L, -1) != (lua_Unsigned)shape[0])
        luaL_error(L,
                   TEXT("the lists of a tensor have to be equally long: here one of %d is needed",
                        "텐서의 리스트는 길이가 같아야 합니다. 여기에는 원소 %d개인 리스트가 필요합니다"),
                   shape[0]);
    for (int i = 1; i <= shape[0]; i++) {
        int type = lua_rawgeti(L, -1, i);
        if (rank > 1)
            at = fill_from(L, rank - 1, shape + 1, at);
        else if (type == LUA_TNUMBER)
            *at++ = (real)lua_tonumber(L, -1);
        else
            luaL_error(L,
                       TEXT("a tensor is made of numbers; place %d holds a %s",
                            "텐서는 숫자로 만듭니다. %d번째 자리의 값은 %s입니다"),
                       i, lua_typename(L, type));
        lua_pop(L, 1);
    }
    return at;
}

/* Pushes a leaf with the numbers of the first argument: of a number, lists, or another tensor. */
static LuaTensor *new_from(lua_State *L)
{
    int shape[TENSOR_DIMENSIONS] = {1};
    if (lua_istable(L, 1)) {
        int rank = table_shape(L, shape);
        LuaTensor *tensor = tensor_new_leaf(L, rank, shape);
        lua_pushvalue(L, 1);
        fill_from(L, rank, shape, tensor->memory);
        lua_pop(L, 1);
        return tensor;
    }
    if (lua_type(L, 1) == LUA_TNUMBER) {
        LuaTensor *tensor = tensor_new_leaf(L, 1, shape);
        *tensor->memory = (real)lua_tonumber(L, 1);
        return tensor;
    }
    Tensor seen = tensor_look(L, 1);
    return tensor_new_copy(L, &seen, seen.value);
}

static int make_tensor(lua_State *L)
{
    lua_settop(L, 1);
    new_from(L);
    return 1;
}

static int make_zeros(lua_State *L)
{
    int shape[TENSOR_DIMENSIONS], rank = tensor_shape_at(L, 1, lua_gettop(L), shape);
    tensor_new_leaf(L, rank, shape);
    return 1;
}

/* ---- parameters ---- */

/* The numbers of a purpose come from one stream, so that a script makes the same ones each time it is run; with a seed
 * of the call's own (not NaN), they come from *own. */
static Random *drawn(lua_State *L, const char *purpose, double seed, Random *own)
{
    if (!isnan(seed) && !(seed >= 0 && seed <= SEED_MOST && seed == floor(seed)))
        luaL_error(L, "%s", TEXT("seed: a whole number from 0 to 1e15 is needed", "seed: 0에서 1e15까지의 정수가 필요합니다"));
    if (!isnan(seed)) {
        random_seed_for(own, (uint64_t)seed, purpose);
        return own;
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, purpose);
    Random *random = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (random == NULL) {
        random = lua_newuserdatauv(L, sizeof *random, 0);
        random_seed_for(random, 1, purpose);
        lua_rawsetp(L, LUA_REGISTRYINDEX, purpose);
    }
    return random;
}

/* A field that is a number; the fallback where there is none. */
static double option(lua_State *L, int index, const char *name, double fallback)
{
    if (!lua_istable(L, index))
        return fallback;
    int type = convert_field(L, index, name);
    if (type != LUA_TNUMBER && type != LUA_TNIL)
        luaL_error(L, TEXT("%s: a number is needed, not a %s", "%s: 수가 필요합니다(%s 값은 쓸 수 없습니다)"), name,
                   luaL_typename(L, -1));
    double value = type == LUA_TNUMBER ? lua_tonumber(L, -1) : fallback;
    lua_pop(L, 1);
    return value;
}

/* parameter(rows, columns, {scale =, seed =}) or parameter(tensor): uniform between -scale and scale. */
static int make_parameter(lua_State *L)
{
    int last = lua_gettop(L), options = last > 1 && lua_istable(L, last) ? last : 0, shape[TENSOR_DIMENSIONS];
    if (tensor_test(L, 1) != NULL) {
        new_from(L)->parameter = true;
        return 1;
    }
    int rank = tensor_shape_at(L, 1, options > 0 ? last - 1 : last, shape);
    double scale = option(L, options, "scale", 1 / sqrt(shape[0]));
    Random own, *random = drawn(L, for_parameters, option(L, options, "seed", (double)NAN), &own);
    tensor_new_random(L, rank, shape, random, scale)->parameter = true;
    return 1;
}

/* random(rows, columns, {seed =, normal =}): uniform from 0 to 1, or normal with mean 0 and deviation 1. */
static int make_random(lua_State *L)
{
    int last = lua_gettop(L), options = last > 1 && lua_istable(L, last) ? last : 0, shape[TENSOR_DIMENSIONS];
    int rank = tensor_shape_at(L, 1, options > 0 ? last - 1 : last, shape);
    bool normal = false;
    for (lua_pushnil(L); options > 0 && lua_next(L, options) != 0; lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        if (strcmp(name, "normal") == 0 && !lua_isboolean(L, -1))
            return luaL_error(L, TEXT("normal: true or false is needed, not a %s",
                                      "normal: true나 false가 필요합니다(%s 값은 쓸 수 없습니다)"), luaL_typename(L, -1));
        if (strcmp(name, "normal") == 0)
            normal = lua_toboolean(L, -1);
        else if (strcmp(name, "seed") != 0)
            return luaL_error(L, TEXT("random has no option '%s': random(2, 3, {seed = 1, normal = true})",
                                      "random에 '%s' 옵션은 없습니다: random(2, 3, {seed = 1, normal = true})"), name);
    }
    Random own, *random = drawn(L, for_random, option(L, options, "seed", (double)NAN), &own);
    LuaTensor *tensor = tensor_new_leaf(L, rank, shape);
    size_t count = tensor_count(&tensor->own);
    for (size_t i = 0; i < count; i++)
        tensor->memory[i] = (real)(normal ? random_normal(random) : random_uniform(random));
    return 1;
}

/* ---- reading and writing ---- */

static int shape_of(lua_State *L)
{
    Tensor seen = tensor_look(L, 1);
    tensor_push_shape(L, &seen);
    return 1;
}

static void push_lists(lua_State *L, int rank, const int *shape, const real **at)
{
    lua_createtable(L, shape[0], 0);
    for (int i = 1; i <= shape[0]; i++) {
        if (rank > 1)
            push_lists(L, rank - 1, shape + 1, at);
        else
            lua_pushnumber(L, (lua_Number) * (*at)++);
        lua_rawseti(L, -2, i);
    }
}

static int to_table(lua_State *L)
{
    Tensor seen = tensor_look(L, 1);
    const real *at = seen.value;
    luaL_checkstack(L, 8, NULL);
    push_lists(L, seen.rank, seen.shape, &at);
    return 1;
}

static int to_number(lua_State *L)
{
    Tensor seen = tensor_look(L, 1);
    char text[TENSOR_TEXT];
    if (tensor_count(&seen) != 1)
        return luaL_error(L, TEXT("a tensor %s is more than one number", "%s 텐서에는 숫자가 하나보다 많습니다"),
                          tensor_shape_text(&seen, text));
    lua_pushnumber(L, (lua_Number)*seen.value);
    return 1;
}

/* The place that the second argument, a key from 1 on, names, counted from 0. */
static int place_of(lua_State *L, const Tensor *seen)
{
    int place = convert_whole(L, 2, seen->shape[0]);
    char text[TENSOR_TEXT];
    if (place == 0)
        luaL_error(L,
                   TEXT("there is no place %s in a tensor %s: 1 to %d",
                        "%s번째 자리가 없습니다. 텐서 %s의 자리는 1부터 %d까지입니다"),
                   strings_push(L, 2, NULL), tensor_shape_text(seen, text), seen->shape[0]);
    return place - 1;
}

/* t[i]: a number of a row, a row of what has more dimensions. t:name(): the functions. */
static int index_tensor(lua_State *L)
{
    if (lua_type(L, 2) == LUA_TSTRING) {
        lua_pushvalue(L, 2);
        lua_rawget(L, lua_upvalueindex(1));
        return 1;
    }
    Tensor seen = tensor_look(L, 1);
    int place = place_of(L, &seen);
    if (seen.rank == 1)
        lua_pushnumber(L, (lua_Number)seen.value[place]);
    else {
        LuaTensor *tensor = tensor_push_empty(L, TENSOR_ROW);
        tensor->row = place;
        lua_pushvalue(L, 1);
        lua_setiuservalue(L, -2, 1);
    }
    return 1;
}

static int write_tensor(lua_State *L)
{
    Tensor seen = tensor_look(L, 1);
    int place = place_of(L, &seen);
    char text[TENSOR_TEXT];
    /* The leaf that the tensor at index is, or is a row of; raises for results. */
    lua_pushvalue(L, 1);
    LuaTensor *leaf = tensor_check(L, -1);
    while (leaf->kind == TENSOR_ROW) {
        lua_getiuservalue(L, -1, 1);
        lua_remove(L, -2);
        leaf = tensor_check(L, -1);
    }
    lua_pop(L, 1);
    if (leaf->kind == TENSOR_RESULT)
        luaL_error(L, "%s",
                   TEXT("the result of an operation cannot be changed: detach(t) makes a tensor that can",
                        "연산의 결과에는 값을 쓸 수 없습니다. detach(t)로 얻은 텐서에는 쓸 수 있습니다"));
    if (seen.rank > 1 || lua_type(L, 3) != LUA_TNUMBER)
        return luaL_error(L, TEXT("set one number at a time, t[1][2] = 3; this sets a %s in a tensor %s",
                                  "t[1][2] = 3처럼 숫자를 하나씩 씁니다. 여기에 쓰려는 값은 %s, 텐서의 모양은 %s입니다"),
                          luaL_typename(L, 3), tensor_shape_text(&seen, text));
    seen.value[place] = (real)lua_tonumber(L, 3);
    leaf->version++;
    return 0;
}

static int length_of(lua_State *L)
{
    lua_pushinteger(L, tensor_look(L, 1).shape[0]);
    return 1;
}

static int text_of(lua_State *L)
{
    Buffer *text = convert_text_box(L);
    tensor_check(L, 1);
    tensor_readable(L, 1, true, text);
    lua_pushlstring(L, buffer_text(text), text->length);
    return 1;
}

static int forget(lua_State *L)
{
    tape_box_leave(L);
    return 0;
}

/* ---- into the globals ---- */

typedef struct Function {
    const char *name;
    lua_CFunction function;
    int arguments;
} Function;

static const Function functions[] = {
    {"tensor", make_tensor, 1},         {"zeros", make_zeros, ANY_NUMBER}, {"parameter", make_parameter, ANY_NUMBER},
    {"random", make_random, ANY_NUMBER}, {"forget", forget, 0},        {"formula", ops_formula, 1},
    {"descend", gradient_descend, 2},
};

/* The same as t:name(). */
static const Function methods[] = {
    {"shape", shape_of, 1},   {"detach", make_tensor, 1},         {"backward", gradient_backward, 1},
    {"grad", gradient_grad, 1}, {"table", to_table, 1}, {"number", to_number, 1},
};
enum {
    FUNCTIONS = sizeof functions / sizeof *functions,
    METHODS = sizeof methods / sizeof *methods,
    GLOBAL_METHODS = 4
};

static void put(lua_State *L, const Function *list, int count)
{
    for (int i = 0; i < count; i++)
        ops_put_function(L, list[i].name, list[i].function, list[i].arguments);
}

static int collect_tensor(lua_State *L)
{
    LuaTensor *tensor = lua_touserdata(L, 1);
    if (tensor->memory != NULL)
        tape_uncount_bytes(L, 2 * tensor_count(&tensor->own) * sizeof(real));
    free(tensor->memory);
    tensor->memory = NULL;
    tensor->result = NULL;
    return 0;
}

/* Whether function_list.c has the method, which a test cannot see from Lua. */
static bool is_listed(const char *name)
{
    char method[64];
    snprintf(method, sizeof method, "t:%s", name);
    return lua_function_find(method) != NULL || lua_function_find(name) != NULL;
}

static void prepare_metatable(lua_State *L)
{
    static const luaL_Reg own[] = {
        {"__newindex", write_tensor}, {"__len", length_of}, {"__tostring", text_of},
        {"__gc", collect_tensor},     {NULL, NULL},
    };
    if (luaL_newmetatable(L, tensor_type)) {
        luaL_setfuncs(L, own, 0);
        /* What can be called as t:name(): shape, table, ..., and every operation. */
        ops_put_table(L);
        for (int i = 0; i < METHODS; i++)
            assert(is_listed(methods[i].name));
        put(L, methods, METHODS);
        lua_pushcclosure(L, index_tensor, 1);
        lua_setfield(L, -2, "__index");
        ops_put_operators(L);
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_pop(L, 1);
}

/* op.NAME of what is no operation: an error that names the nearest. */
static int no_operation(lua_State *L)
{
    enum { NAMES_MOST = 128 };
    const char *name = strings_push(L, 2, NULL), *names[NAMES_MOST];
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, 1) != 0 && count < NAMES_MOST; lua_pop(L, 1))
        if (lua_type(L, -2) == LUA_TSTRING)
            names[count++] = lua_tostring(L, -2);
    const char *nearest = nearest_name(name, names, count);
    if (ops_find(name) != NULL)
        return luaL_error(L, TEXT("op.%s cannot be called: only models use it ('formula' lists the operations of op)",
                                  "op.%s 연산은 모델만 쓰며 부를 수 없습니다. 'formula'를 입력하면 op에 있는 연산이 나옵니다"), name);
    return luaL_error(L,
                      nearest != NULL ? TEXT("there is no operation op.%s: did you mean op.%s?",
                                             "op.%s 연산은 없습니다. 혹시 op.%s입니까?")
                                      : TEXT("there is no operation op.%s: '%s' lists them",
                                             "op.%s 연산은 없습니다. '%s'를 입력하면 목록이 나옵니다"),
                      name, nearest != NULL ? nearest : "formula");
}

void tensor_put_functions(lua_State *L)
{
    prepare_metatable(L);
    put(L, functions, FUNCTIONS);
    put(L, methods, GLOBAL_METHODS); /* `table` is Lua's */
    ops_put_table(L);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, no_operation);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "op");
}
