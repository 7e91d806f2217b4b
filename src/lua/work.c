/* work.c: an operation under way: the tape that it writes on, its inputs there, room for its result. */
#include "lua/work.h"

#include <string.h>

#include "base/language.h"
#include "engine/ops.h"

enum { NOTE_BYTES = 1024, MODEL_ELEMENTS_MOST = 1 << 28 };

/* Pushes the box of the tensor at index; a nil for a leaf, and for a row of one. */
static void push_box_of(lua_State *L, int index)
{
    lua_pushvalue(L, index);
    for (const LuaTensor *tensor = tensor_test(L, -1); tensor != NULL; tensor = tensor_test(L, -1)) {
        if (tensor->kind == TENSOR_LEAF) {
            lua_pop(L, 1);
            lua_pushnil(L);
            return;
        }
        lua_getiuservalue(L, -1, 1);
        lua_remove(L, -2);
    }
}

Work work_begin(lua_State *L, int first, int last)
{
    lua_pushnil(L);
    int place = lua_gettop(L);
    luaL_checkstack(L, 16, NULL);
    for (int i = first; i <= last; i++) {
        if (tensor_test(L, i) == NULL)
            continue;
        tensor_look(L, i);
        push_box_of(L, i);
        if (!lua_isnil(L, -1) && !lua_isnil(L, place) && !lua_rawequal(L, -1, place)) {
            luaL_error(
                L, "%s",
                TEXT("these tensors come from two separate computations (a new one begins after backward): detach(t) "
                     "copies the values of the older one",
                     "서로 다른 두 계산에서 나온 텐서를 함께 쓸 수 없습니다(backward 다음에는 새 계산이 시작됩니다). detach(t)를 쓰면 앞 "
                     "계산의 값을 독립된 텐서로 얻습니다"));
        }
        if (lua_isnil(L, -1))
            lua_pop(L, 1);
        else
            lua_replace(L, place);
    }
    if (lua_isnil(L, place)) {
        tape_box_push_current(L);
        lua_replace(L, place);
    }
    return (Work){L, tape_box_at(L, place), place};
}

/* Keeps the leaf at index alive as long as the tape may read it, and notes in which version it was read first. */
static void hold_leaf(const Work *work, int index, const LuaTensor *leaf)
{
    lua_State *L = work->L;
    index = lua_absindex(L, index);
    lua_getiuservalue(L, work->place, 1);
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pushvalue(L, index);
        lua_pushinteger(L, leaf->version);
        lua_rawset(L, -4);
    }
    lua_pop(L, 2);
}

Tensor *work_input(Work *work, int index)
{
    lua_State *L = work->L;
    LuaTensor *tensor = tensor_check(L, index);
    Tensor seen = tensor_look(L, index);
    switch (tensor->kind) {
    case TENSOR_LEAF:
        if (!work->box->owned) {
            work_room(work, (double)tensor_count(&seen));
            /* A leaf on a model's tape, which reads it again long after the script dropped the leaf. */
            Tensor *copy = tape_tensor_plain(work->box->tape, seen.rank, seen.shape);
            memcpy(copy->value, seen.value, tensor_count(&seen) * sizeof(real));
            return copy;
        }
        hold_leaf(work, index, tensor);
        return &tensor->own;
    case TENSOR_ROW:
        work_room(work, 0);
        luaL_checkstack(L, 8, NULL);
        lua_getiuservalue(L, index, 1);
        Tensor *whole = work_input(work, lua_gettop(L));
        lua_pop(L, 1);
        return op_step(work->box->tape, whole, tensor->row);
    case TENSOR_RESULT: break;
    }
    return tensor->result;
}

void work_room(Work *work, double elements)
{
    double most = work->box->owned ? ELEMENTS_MOST : MODEL_ELEMENTS_MOST; /* a product of a whole batch may be large */
    if (!(elements <= most))
        luaL_error(work->L,
                   TEXT("this would be a tensor of %s numbers; %d are the most",
                        "결과 텐서의 숫자가 %s개가 됩니다. %d개까지 쓸 수 있습니다"),
                   lua_pushfstring(work->L, "%f", elements), (int)most);
    size_t bytes = 2 * (size_t)elements * sizeof(real) + NOTE_BYTES;
    if (!work->box->owned) {
        tape_box_lent_room(work->L, work->box->tape, bytes);
        return;
    }
    tape_count_bytes(work->L, bytes);
    work->box->bytes += bytes;
}

Tensor *work_filled(Work *work, int rank, const int *shape, double value)
{
    Tensor *tensor = tape_tensor_plain(work->box->tape, rank, shape);
    size_t count = tensor_count(tensor);
    for (size_t i = 0; i < count; i++)
        tensor->value[i] = (real)value;
    return tensor;
}

int work_result(Work *work, Tensor *result) { return tensor_push_result(work->L, work->place, result); }
