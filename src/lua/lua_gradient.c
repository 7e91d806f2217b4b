/* lua_gradient.c: backward, reading gradients, and gradient descent. */
#include <math.h>
#include <string.h>

#include "base/language.h"
#include "lua/lua_tensor.h"
#include "lua/tape_box.h"

/* ---- backward ---- */

/* Visits the leaves that the tape at `place` reads: their gradients start at 0 again. */
static void begin_gradients(lua_State *L, int place)
{
    lua_getiuservalue(L, place, 1);
    for (lua_pushnil(L); lua_next(L, -2) != 0; lua_pop(L, 1)) {
        LuaTensor *leaf = tensor_check(L, -2);
        if (leaf->memory == NULL)
            continue;
        if (leaf->version != (unsigned)lua_tointeger(L, -1))
            luaL_error(
                L, "%s",
                TEXT("the values of a tensor were changed after they had been used: compute the loss again, then call backward",
                     "텐서의 값이 계산에 쓰인 뒤에 바뀌었습니다. 손실을 다시 계산한 다음 backward를 부르십시오"));
        memset(leaf->own.gradient, 0, tensor_count(&leaf->own) * sizeof(real));
        leaf->known = true;
    }
    lua_pop(L, 1);
}

int gradient_backward(lua_State *L)
{
    lua_settop(L, 1);
    const LuaTensor *loss = tensor_check(L, 1);
    Tensor seen = tensor_look(L, 1);
    char text[TENSOR_TEXT];
    if (tensor_count(&seen) != 1)
        return luaL_error(L,
                          TEXT("backward begins at one number, such as op.sum(t); this is a tensor %s",
                               "backward는 op.sum(t)처럼 숫자 하나인 텐서에서 시작합니다. 이 텐서의 모양은 %s입니다"),
                          tensor_shape_text(&seen, text));
    if (loss->kind != TENSOR_RESULT)
        return luaL_error(L, "%s",
                          TEXT("backward needs the result of an operation; this tensor was computed from nothing",
                               "backward에는 연산의 결과가 필요합니다. 이 텐서는 어떤 연산에서도 나오지 않았습니다"));
    lua_getiuservalue(L, 1, 1);
    TapeBox *box = tape_box_at(L, 2);
    if (!box->owned || !tape_recording(box->tape))
        return luaL_error(L, "%s",
                          TEXT("backward cannot be called here: what called this function looks after the gradients",
                               "여기서는 backward를 부를 수 없습니다. 그래디언트는 이 함수를 부른 쪽에서 구합니다"));
    if (seen.gradient == NULL)
        return luaL_error(L, "%s", TEXT("this tensor has no gradient", "이 텐서에는 그래디언트가 없습니다"));
    begin_gradients(L, 2);
    tape_backward(box->tape, loss->result, 1);
    box->walked = tape_note_count(box->tape);
    return 0;
}

/* ---- the gradient of one tensor ---- */

/* Whether backward has filled the gradient of the tensor at index (a place counted from the bottom). */
static bool gradient_known(lua_State *L, int index)
{
    const LuaTensor *tensor = tensor_check(L, index);
    if (tensor->kind == TENSOR_LEAF)
        return tensor->known;
    luaL_checkstack(L, 8, NULL);
    lua_getiuservalue(L, index, 1);
    const TapeBox *box = tape_box_at(L, -1);
    bool known = box != NULL ? tensor->note >= 0 && tensor->note < box->walked : gradient_known(L, lua_gettop(L));
    lua_pop(L, 1);
    return known;
}

int gradient_grad(lua_State *L)
{
    lua_settop(L, 1);
    Tensor seen = tensor_look(L, 1);
    if (seen.gradient == NULL || !gradient_known(L, 1))
        return luaL_error(
            L, "%s",
            TEXT("there is no gradient of this tensor yet: compute a loss from it and call backward(loss)",
                 "이 텐서의 그래디언트가 아직 없습니다. 이 텐서로 손실을 계산하고 backward(loss)를 부르십시오"));
    tensor_new_copy(L, &seen, seen.gradient);
    return 1;
}

/* ---- a step downhill ---- */

static void step_down(lua_State *L, int index, double rate)
{
    LuaTensor *leaf = tensor_check(L, index);
    tensor_look(L, index);
    if (leaf->kind != TENSOR_LEAF || !leaf->known)
        luaL_error(
            L, "%s",
            TEXT("descend changes tensors that have a gradient: parameters that the loss was computed from, after backward(loss)",
                 "descend는 그래디언트가 있는 텐서, 곧 backward(loss)를 부른 뒤 손실 계산에 쓰인 매개변수를 바꿉니다"));
    size_t count = tensor_count(&leaf->own);
    for (size_t i = 0; i < count; i++)
        leaf->own.value[i] -= (real)rate * leaf->own.gradient[i];
    leaf->version++;
}

/* descend(p, rate): p - rate * grad(p), for a tensor or for all of a table. */
int gradient_descend(lua_State *L)
{
    lua_settop(L, 2);
    if (lua_type(L, 2) != LUA_TNUMBER)
        return luaL_error(L, "%s",
                          TEXT("descend needs a rate: descend({W, b}, 0.1)",
                               "descend에는 학습률이 필요합니다: descend({W, b}, 0.1)"));
    double rate = lua_tonumber(L, 2);
    if (!lua_istable(L, 1)) {
        step_down(L, 1, rate);
        return 0;
    }
    for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1))
        step_down(L, lua_gettop(L), rate);
    return 0;
}
