/* lua_tensor.c: tensors as Lua values: making them, and reading them if their memory still exists. */
#include "lua/lua_tensor.h"

#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "engine/op.h"
#include "lua/convert.h"
#include "lua/tape_box.h"

const char tensor_type[] = "tensor"; /* Lua names a type so in its own errors */

LuaTensor *tensor_test(lua_State *L, int index) { return luaL_testudata(L, index, tensor_type); }

LuaTensor *tensor_check(lua_State *L, int index)
{
    LuaTensor *tensor = tensor_test(L, index);
    if (tensor == NULL)
        luaL_error(L, TEXT("a tensor is needed here, not a %s", "여기에는 텐서가 필요합니다(%s 값은 쓸 수 없습니다)"),
                   luaL_typename(L, index));
    return tensor;
}

/* ---- whether the memory still exists ---- */

/* Of a result; its box is its user value. */
static bool result_lives(lua_State *L, int index, const LuaTensor *tensor)
{
    lua_getiuservalue(L, index, 1);
    const TapeBox *box = tape_box_at(L, -1);
    lua_pop(L, 1);
    return box != NULL && box->tape != NULL && box->generation == tensor->generation;
}

static bool row_look(lua_State *L, int index, const LuaTensor *tensor, Tensor *out)
{
    Tensor whole;
    if (!lua_checkstack(L, 8))
        return false;
    lua_getiuservalue(L, index, 1);
    bool lives = tensor_test(L, -1) != NULL && tensor_try_look(L, lua_gettop(L), &whole);
    lua_pop(L, 1);
    if (!lives)
        return false;
    *out = (Tensor){.rank = whole.rank - 1, .shape = {1, 1, 1, 1}};
    memcpy(out->shape, whole.shape + 1, (size_t)out->rank * sizeof *out->shape);
    size_t from = (size_t)tensor->row * tensor_count(out);
    out->value = whole.value + from;
    out->gradient = whole.gradient != NULL ? whole.gradient + from : NULL;
    return true;
}

bool tensor_try_look(lua_State *L, int index, Tensor *out)
{
    const LuaTensor *tensor = lua_touserdata(L, index);
    if (tensor->kind == TENSOR_ROW)
        return row_look(L, index, tensor, out);
    if (tensor->kind == TENSOR_LEAF ? tensor->memory == NULL : !result_lives(L, index, tensor))
        return false;
    *out = tensor->kind == TENSOR_LEAF ? tensor->own : *tensor->result;
    return true;
}

Tensor tensor_look(lua_State *L, int index)
{
    Tensor seen = {0};
    tensor_check(L, index);
    if (!tensor_try_look(L, index, &seen))
        luaL_error(L, "%s",
                   TEXT("this tensor belongs to a finished step, so its values are gone; detach(t) copies them while "
                        "the step runs",
                        "이미 끝난 단계의 텐서여서 값이 남아 있지 않습니다. 값이 있는 동안 detach(t)로 복사해 두십시오"));
    return seen;
}

/* ---- making ---- */

LuaTensor *tensor_push_empty(lua_State *L, TensorKind kind)
{
    LuaTensor *tensor = lua_newuserdatauv(L, sizeof *tensor, 1);
    *tensor = (LuaTensor){.kind = kind, .note = -1};
    luaL_setmetatable(L, tensor_type);
    return tensor;
}

LuaTensor *tensor_new_leaf(lua_State *L, int rank, const int *shape)
{
    Tensor own = {.rank = rank, .shape = {1, 1, 1, 1}};
    memcpy(own.shape, shape, (size_t)rank * sizeof *shape);
    size_t count = tensor_count(&own);
    LuaTensor *tensor = tensor_push_empty(L, TENSOR_LEAF);
    tape_count_bytes(L, 2 * count * sizeof(real));
    tensor->own = own;
    tensor->memory = memory_new(2 * count, sizeof(real));
    tensor->own.value = tensor->memory;
    tensor->own.gradient = tensor->memory + count;
    return tensor;
}

LuaTensor *tensor_new_copy(lua_State *L, const Tensor *like, const real *numbers)
{
    LuaTensor *copy = tensor_new_leaf(L, like->rank, like->shape);
    memcpy(copy->memory, numbers, tensor_count(like) * sizeof(real));
    return copy;
}

LuaTensor *tensor_new_random(lua_State *L, int rank, const int *shape, Random *random, double scale)
{
    LuaTensor *leaf = tensor_new_leaf(L, rank, shape);
    size_t count = tensor_count(&leaf->own);
    for (size_t i = 0; i < count; i++)
        leaf->memory[i] = (real)(scale * (2 * random_uniform(random) - 1));
    return leaf;
}

int tensor_push_result(lua_State *L, int place, Tensor *result)
{
    TapeBox *box = tape_box_at(L, place);
    Error error = {0};
    if (result == NULL) {
        tape_take_error(box->tape, &error);
        return luaL_error(L, "%s", error.message);
    }
    LuaTensor *tensor = tensor_push_empty(L, TENSOR_RESULT);
    tensor->result = result;
    tensor->generation = box->generation;
    tensor->note = tape_note_count(box->tape) - 1;
    lua_pushvalue(L, place);
    lua_setiuservalue(L, -2, 1);
    return 1;
}

void tensor_push_given(lua_State *L, int place, Tensor *given)
{
    tensor_push_result(L, place, given);
    ((LuaTensor *)lua_touserdata(L, -1))->note = -1;
}

const char *tensor_maker(lua_State *L, int index)
{
    const LuaTensor *tensor = lua_touserdata(L, index);
    if (tensor->kind != TENSOR_RESULT || tensor->note < 0 || !result_lives(L, index, tensor))
        return NULL;
    lua_getiuservalue(L, index, 1);
    const char *name = tape_note(tape_box_at(L, -1)->tape, tensor->note)->operation->name;
    lua_pop(L, 1);
    return name;
}

/* ---- shapes ---- */

void tensor_push_shape(lua_State *L, const Tensor *tensor)
{
    lua_createtable(L, tensor->rank, 0);
    for (int i = 0; i < tensor->rank; i++) {
        lua_pushinteger(L, tensor->shape[i]);
        lua_rawseti(L, -2, i + 1);
    }
}

void tensor_raise_too_large(lua_State *L)
{
    luaL_error(L, TEXT("a tensor holds %d numbers at most", "텐서에는 숫자를 %d개까지 담을 수 있습니다"), ELEMENTS_MOST);
}

int tensor_shape_at(lua_State *L, int first, int last, int *shape)
{
    bool listed = lua_istable(L, first);
    int rank = listed ? (int)(lua_rawlen(L, first) <= TENSOR_DIMENSIONS ? lua_rawlen(L, first) : 0) : last - first + 1;
    double count = 1;
    if (rank < 1 || rank > TENSOR_DIMENSIONS)
        luaL_error(L,
                   TEXT("a shape has 1 to %d extents, such as 2, 3 or {2, 3}",
                        "모양은 2, 3이나 {2, 3}처럼 크기 1~%d개로 씁니다"),
                   TENSOR_DIMENSIONS);
    for (int i = 0; i < rank; i++) {
        if (listed)
            lua_rawgeti(L, first, i + 1);
        else
            lua_pushvalue(L, first + i);
        shape[i] = convert_whole(L, -1, ELEMENTS_MOST);
        if (shape[i] == 0)
            luaL_error(L, TEXT("a shape has whole numbers from 1 to %d", "모양은 1에서 %d까지의 정수로 씁니다"),
                       ELEMENTS_MOST);
        lua_pop(L, 1);
        count *= shape[i];
    }
    if (count > ELEMENTS_MOST)
        tensor_raise_too_large(L);
    return rank;
}
