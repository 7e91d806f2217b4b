/* own_part_call.c: a model calls the functions of a part that was written in Lua: on the main thread, on the model's
 * tape; its results are checked. An error of the function becomes the tape's, and ends what the model was doing. */
#include "lua/own_part.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "engine/ops.h"
#include "lab/job.h"
#include "lua/host_internal.h"
#include "lua/work.h"

/* ---- a call under way ---- */

struct PartCall {
    const OwnPart *part;
    Tape *tape;
    TapeBox *box;               /* lent to it */
    int place;                  /* of the box on the stack */
    Tensor *const *parameters;
    Tensor *first, *second;     /* x and nothing; query and keys */
    Tensor *state, *memory;     /* before, then after */
    Tensor *scores;
    const CustomTell *tell;
    int told;                   /* so far */
};
typedef struct PartCall PartCall;

/* ---- on the main thread ---- */

typedef struct Visit {
    LuaHost *host;
    lua_CFunction function;
    void *context;
    PartCall *call; /* NULL: no tensors are passed */
    Error *error;
    bool ran;
} Visit;

/* On the main thread. Tensors that the function kept become invalid there, however it ended. */
static void visit(void *argument)
{
    Visit *visiting = argument;
    visiting->host->part_call = visiting->call;
    visiting->host->for_model = true;
    visiting->ran = host_call_inside(visiting->host, visiting->function, visiting->context, visiting->error);
    visiting->host->part_call = NULL;
    visiting->host->for_model = false;
    if (visiting->call != NULL && visiting->call->box != NULL)
        tape_box_take_back(visiting->call->box);
}

/* "cell mine: " before what a function said, unless the function says so itself. */
static void name_part(const OwnPart *part, Error *error)
{
    char title[2 * CUSTOM_NAME];
    snprintf(title, sizeof title, part->is_cell ? TEXT("cell %s", "셀 %s") : TEXT("attention %s", "어텐션 %s"), part->name);
    if (strstr(error->message, title) == NULL)
        error_prefix(error, "%s: ", title);
}

/* ---- parameters ---- */

typedef struct Sizes {
    const OwnPart *part;
    int E, H, count;
    CustomParameter *list;
} Sizes;

static int read_sizes(lua_State *L)
{
    Sizes *sizes = lua_touserdata(L, 1);
    sizes->count = own_part_sizes(L, sizes->part, sizes->E, sizes->H, sizes->list);
    return 0;
}

int own_cell_parameters(void *part, int E, int H, CustomParameter *list, Error *error)
{
    Sizes sizes = {.part = part, .E = E, .H = H, .list = list};
    Error failure = {0};
    Visit visiting = {.host = sizes.part->host, .function = read_sizes, .context = &sizes, .error = &failure};
    run_on_main_thread(visit, &visiting);
    if (visiting.ran)
        return sizes.count;
    name_part(part, &failure);
    if (error != NULL)
        *error = failure;
    return -1;
}

int own_attention_parameters(void *part, int H, CustomParameter *list, Error *error)
{
    return own_cell_parameters(part, 0, H, list, error);
}

/* ---- arguments and results ---- */

/* Pushes the function and p, its first argument. */
static void push_function(lua_State *L, PartCall *call)
{
    luaL_checkstack(L, 32, NULL);
    call->box = tape_box_lend(L, call->tape);
    call->place = lua_gettop(L);
    tape_box_current(L, call->place);
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->part->function);
    lua_createtable(L, 0, call->part->count);
    for (int i = 0; i < call->part->count; i++) {
        tensor_push_given(L, call->place, call->parameters[i]);
        lua_setfield(L, -2, call->part->names[i]);
    }
}

/* Raises an error with the line that called; or, if the function has returned, with the line of its definition. */
static void raise_at(lua_State *L, const PartCall *call, const char *format, ...)
{
    lua_Debug about;
    va_list arguments;
    luaL_where(L, 1);
    if (lua_tostring(L, -1)[0] == '\0') {
        lua_rawgeti(L, LUA_REGISTRYINDEX, call->part->function);
        lua_getinfo(L, ">S", &about);
        lua_pushfstring(L, "%s:%d: ", about.short_src, about.linedefined);
    }
    va_start(arguments, format);
    lua_pushvfstring(L, format, arguments);
    va_end(arguments);
    lua_concat(L, 2);
    lua_error(L);
}

/* The tensor at index as one of the call's tape. */
static Tensor *returned(lua_State *L, const PartCall *call, int index)
{
    Work work = work_begin(L, index, index);
    if (work.box != call->box) /* a result of a computation outside of the function */
        raise_at(L, call, TEXT("the function returned a tensor of another computation: detach(t) copies its values",
                               "다른 계산의 텐서를 반환했습니다. detach(t)로 값만 얻을 수 있습니다"));
    return work_input(&work, index);
}

/* A score of minus infinity is allowed: it masks a position. */
static bool is_finite(const PartCall *call, const Tensor *tensor)
{
    size_t count = tensor != NULL ? tensor_count(tensor) : 0;
    for (size_t i = 0; i < count; i++)
        if (!isfinite(tensor->value[i]) && (call->part->is_cell || tensor->value[i] != -(real)INFINITY))
            return false;
    return true;
}

/* NaN or infinity from finite inputs is the function's fault; from other inputs it is not. */
static void check_finite(lua_State *L, const PartCall *call, const Tensor *result, const char *what)
{
    const Tensor *given[] = {call->first, call->second, call->state, call->memory};
    if (is_finite(call, result))
        return;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (!is_finite(call, given[i]))
            return;
    raise_at(L, call, TEXT("%s holds infinity or NaN although the inputs are finite: a division by zero, or weights "
                           "that have grown too large (then a smaller lr= helps)",
                           "%s 값이 NaN이나 무한대가 되었습니다. 입력은 유한합니다. 0으로 나누었거나 가중치가 너무 커졌을 수 "
                           "있습니다(그렇다면 lr=를 줄여 보십시오)"), what);
}

/* The same, if it has the shape of `like`. */
static Tensor *returned_like(lua_State *L, const PartCall *call, int index, const Tensor *like, const char *what)
{
    char is[TENSOR_TEXT] = "", wanted[TENSOR_TEXT];
    tensor_shape_text(like, wanted);
    if (tensor_test(L, index) == NULL)
        raise_at(L, call,
                 TEXT("%s has to be a tensor %s, and is a %s", "%s 자리에는 텐서 %s 값이 와야 하는데 %s 값입니다"),
                 what, wanted, luaL_typename(L, index));
    Tensor *tensor = returned(L, call, index);
    if (!tensor_same_shape(tensor, like))
        raise_at(L, call,
                 TEXT("%s has to be a tensor %s, and is %s", "%s 자리에는 텐서 %s 값이 와야 하는데 모양이 %s입니다"),
                 what, wanted, tensor_shape_text(tensor, is));
    return tensor;
}

/* After a failure the model still finishes its answer, but does not call the function again. */
static bool run_call(PartCall *call, lua_CFunction function)
{
    Error error = {0};
    if (tape_error(call->tape) != NULL)
        return false;
    Visit visiting = {.host = call->part->host, .function = function, .context = call, .call = call, .error = &error};
    run_on_main_thread(visit, &visiting);
    if (visiting.ran)
        return true;
    name_part(call->part, &error);
    tape_fail(call->tape, "%s", error.message);
    return false;
}

/* ---- tell ---- */

static void check_told(lua_State *L, PartCall *call, const char *name)
{
    const char *fault = own_part_tell_fault(L, name, call->told++);
    if (fault != NULL)
        raise_at(L, call, "%s", fault);
}

/* tell(name, t): shows t to traces and returns it, with the forced values if `force` replaces some. */
static int tell(lua_State *L)
{
    PartCall *call = host_of(L)->part_call;
    lua_settop(L, 2);
    if (call == NULL || call->box == NULL || lua_type(L, 1) != LUA_TSTRING)
        return luaL_error(
            L, "%s", TEXT("tell(\"gate\", t) is called inside of step", "tell(\"gate\", t)는 step 안에서 부릅니다"));
    const char *name = own_part_name_at(L, 1);
    check_told(L, call, name);
    Tensor *tensor = returned_like(L, call, 2, call->state, name);
    custom_tell(call->tell, name, tensor);
    Work work = work_begin(L, 2, 2);
    tensor_push_given(L, work.place, tensor); /* t itself, or a number's copy on the tape, which may have been changed */
    return 1;
}

typedef struct Told {
    char name[CUSTOM_NAME]; /* a copy: a weak table may lose it */
    Tensor *tensor;
} Told;

static int compare_told(const void *a, const void *b)
{
    return strcmp(((const Told *)a)->name, ((const Told *)b)->name);
}

/* The table { gate = z } at index, in the order of the names. */
static void tell_table(lua_State *L, PartCall *call, int index)
{
    Told told[TOLD_MOST];
    int count = 0;
    if (lua_isnoneornil(L, index))
        return;
    if (!lua_istable(L, index))
        raise_at(L, call, TEXT("the last value that step returns must be a table of tensors, { gate = z }, not a %s",
                               "step이 마지막으로 반환하는 값은 { gate = z } 같은 텐서의 테이블이어야 합니다(%s 값은 안 됩니다)"),
                 luaL_typename(L, index));
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        const char *name = own_part_name_at(L, -2);
        int top = lua_gettop(L);
        check_told(L, call, name);
        Told *next = &told[count++];
        memcpy(next->name, name, strlen(name) + 1);
        next->tensor = returned_like(L, call, top, call->state, next->name);
        lua_settop(L, top);
    }
    qsort(told, (size_t)count, sizeof *told, compare_told);
    for (int i = 0; i < count; i++)
        custom_tell(call->tell, told[i].name, told[i].tensor);
}

/* ---- cells ---- */

static int run_step(lua_State *L)
{
    PartCall *call = lua_touserdata(L, 1);
    bool memory = call->part->memory;
    push_function(L, call);
    tensor_push_given(L, call->place, call->first);
    tensor_push_given(L, call->place, call->state);
    if (memory)
        tensor_push_given(L, call->place, call->memory);
    lua_pushcfunction(L, tell);
    lua_call(L, memory ? 5 : 4, memory ? 3 : 2);
    int results = lua_gettop(L) - (memory ? 2 : 1);
    tell_table(L, call, results + (memory ? 2 : 1));
    Tensor *after = returned_like(L, call, results, call->state, TEXT("the new state", "새 은닉 상태"));
    check_finite(L, call, after, TEXT("the new state", "새 은닉 상태"));
    if (memory) {
        Tensor *kept = returned_like(L, call, results + 1, call->state, TEXT("the new cell state", "새 셀 상태"));
        check_finite(L, call, kept, TEXT("the new cell state", "새 셀 상태"));
        call->memory = kept;
    }
    call->state = after;
    return 0;
}

bool own_cell_step(void *part, Tape *tape, Tensor *const *parameters, Tensor *x, Tensor **state, Tensor **memory,
                   const CustomTell *telling)
{
    PartCall call = {
        .part = part, .tape = tape, .parameters = parameters, .first = x, .state = *state, .memory = *memory, .tell = telling};
    if (!run_call(&call, run_step))
        return false;
    *state = call.state;
    *memory = call.memory;
    return true;
}

/* ---- attentions ---- */

static int run_score(lua_State *L)
{
    PartCall *call = lua_touserdata(L, 1);
    int S = call->second->shape[0], B = call->second->shape[1];
    char is[TENSOR_TEXT] = "";
    push_function(L, call);
    tensor_push_given(L, call->place, call->first);
    tensor_push_given(L, call->place, call->second);
    lua_call(L, 3, 1);
    int top = lua_gettop(L);
    if (tensor_test(L, top) == NULL)
        raise_at(L, call,
                 TEXT("score has to return a tensor [%d, %d], a score for each key, and returned a %s",
                      "score는 키마다 스코어 하나씩, [%d, %d] 텐서를 반환해야 하는데 %s 값을 반환했습니다"),
                 S, B, luaL_typename(L, top));
    Tensor *scores = returned(L, call, top);
    tensor_shape_text(scores, is);
    bool column = scores->rank == 3 && scores->shape[2] == 1;
    if ((scores->rank != 2 && !column) || scores->shape[0] != S || scores->shape[1] != B)
        raise_at(L, call,
                 TEXT("score has to return a tensor [%d, %d], a score for each key, and returned %s",
                      "score는 키마다 스코어 하나씩, [%d, %d] 텐서를 반환해야 하는데 %s 텐서를 반환했습니다"),
                 S, B, is);
    check_finite(L, call, scores, TEXT("score", "score의"));
    call->scores = scores;
    return 0;
}

Tensor *own_attention_scores(void *part, Tape *tape, Tensor *const *parameters, Tensor *query, Tensor *keys)
{
    PartCall call = {.part = part, .tape = tape, .parameters = parameters, .first = query, .second = keys};
    if (!run_call(&call, run_score))
        return NULL;
    return call.scores->rank == 2 ? call.scores : op_reshape(tape, call.scores, 2, call.scores->shape);
}
