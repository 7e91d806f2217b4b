/* calls.c: a lesson's functions called, and its memory read and written. */
#include <lauxlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/lessons_internal.h"
#include "lua/convert.h"

enum { MEMORY_MOST = 64 * 1024 }; /* bytes as JSON: it is written after each step */

typedef struct LessonCall {
    const Lessons *lessons;
    int function;   /* in the registry */
    bool of_lesson; /* not of a step */
    bool of_learner; /* the cells and attentions that it defines are the learner's */
    const char *name;
    const json_t *value; /* that it gets */
    json_t *made;
    Verdict *verdict;
} LessonCall;

/* The commands that run meanwhile are the lesson's, not the learner's. Reading or writing a field may run Lua too, of a
 * metatable. */
static bool call_inside(Lessons *lessons, lua_CFunction function, LessonCall *call, Error *error)
{
    call->lessons = lessons;
    lessons->inside = true;
    bool ran = host_call_bounded(lessons->host, call->of_learner ? NULL : lessons->active, function, call, error);
    lessons->inside = false;
    return ran;
}

/* ---- the table `lesson` ---- */

static int begin(lua_State *L)
{
    const Lessons *lessons = ((LessonCall *)lua_touserdata(L, 1))->lessons;
    const json_t *memory = json_object_get(lessons->entry, "memory");
    lua_newtable(L);
    lua_pushstring(L, lessons->active->folder.name);
    lua_setfield(L, -2, "name");
    if (json_is_object(memory))
        convert_push(L, memory);
    else
        lua_newtable(L);
    lua_setfield(L, -2, "memory");
    luaL_unref(L, LUA_REGISTRYINDEX, lessons->active->self);
    lessons->active->self = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

bool lesson_begin(Lessons *lessons, Error *error)
{
    return host_call(lessons->host, begin, &(LessonCall){.lessons = lessons}, error);
}

/* Pushes `lesson`, with the fields of the learner's step if it is a function of the step that is called. */
static void push_lesson(lua_State *L, const LessonCall *call)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->lessons->active->self);
    if (call->of_lesson)
        return;
    lua_pushstring(L, step_now(call->lessons)->id);
    lua_setfield(L, -2, "step");
    lua_pushinteger(L, call->lessons->tries);
    lua_setfield(L, -2, "tries");
}

static int get_memory(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    Error error = {0};
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->lessons->active->self);
    lua_getfield(L, -1, "memory");
    call->made = convert_json(L, -1, &error);
    return call->made != NULL ? 0 : luaL_error(L, "lesson.memory: %s", error.message);
}

bool lesson_take_memory(Lessons *lessons, Error *error)
{
    LessonCall call = {0};
    if (!call_inside(lessons, get_memory, &call, error))
        return false;
    bool is_table = json_is_object(call.made);
    if (is_table && json_dumpb(call.made, NULL, 0, JSON_COMPACT) <= MEMORY_MOST)
        return json_object_set_new(lessons->entry, "memory", call.made) == 0;
    json_decref(call.made);
    return error_set(error, ERROR_SCRIPT, "lesson.memory: %s",
                     is_table ? TEXT("more than 64 KiB", "64 KiB보다 큽니다")
                              : TEXT("not a table with text keys", "키가 문자열인 테이블이 아닙니다"));
}

static int remember(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->lessons->active->self);
    if (lua_getfield(L, -1, "memory") != LUA_TTABLE)
        return luaL_error(L, "%s", TEXT("lesson.memory is not a table any more", "lesson.memory가 테이블이 아닙니다"));
    convert_push(L, call->value);
    lua_setfield(L, -2, call->name);
    return 0;
}

bool lesson_remember(Lessons *lessons, const char *name, const json_t *value, Error *error)
{
    return call_inside(lessons, remember, &(LessonCall){.name = name, .value = value}, error);
}

/* ---- prepare, guess, check ---- */

static int call_prepare(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->function);
    push_lesson(L, call);
    lua_call(L, 1, 0);
    return 0;
}

bool lesson_prepare(Lessons *lessons, bool of_lesson, Error *error)
{
    int function = of_lesson ? lessons->active->prepare : step_now(lessons)->prepare;
    LessonCall call = {.function = function, .of_lesson = of_lesson};
    return function == LUA_NOREF || call_inside(lessons, call_prepare, &call, error);
}

/* Calls a function of a value and the lesson. */
static void call_with_value(lua_State *L, const LessonCall *call, int results)
{
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->function);
    convert_push(L, call->value);
    push_lesson(L, call);
    lua_call(L, 2, results);
}

static int call_guess(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    Error error = {0};
    call_with_value(L, call, 1);
    if (lua_isnil(L, -1))
        return 0;
    call->made = convert_json(L, -1, &error);
    return call->made != NULL ? 0 : luaL_error(L, "guess: %s", error.message);
}

bool lesson_guess(Lessons *lessons, const json_t *found, json_t **guess, Error *error)
{
    LessonCall call = {.function = step_now(lessons)->guess, .value = found};
    bool ran = call.function == LUA_NOREF || call_inside(lessons, call_guess, &call, error);
    *guess = call.made;
    return ran;
}

static int call_check(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    call_with_value(L, call, 2);
    call->verdict->passed = lua_toboolean(L, -2);
    call->verdict->failed = lua_isboolean(L, -2) && !call->verdict->passed;
    if (lua_isnil(L, -1))
        return 0;
    const char *feedback = convert_sentence(L, lua_gettop(L));
    if (feedback == NULL)
        return luaL_error(L, "%s", TEXT("a check's feedback is the id of a section or { en =, ko = }",
                                        "check의 둘째 값은 섹션의 id나 { en =, ko = }여야 합니다"));
    call->verdict->feedback = memory_string(feedback);
    return 0;
}

bool lesson_check(Lessons *lessons, const json_t *value, Verdict *verdict, Error *error)
{
    LessonCall call = {.function = step_now(lessons)->check, .value = value, .verdict = verdict,
                       .of_learner = step_now(lessons)->ask == ASK_LUA};
    *verdict = (Verdict){.passed = call.function == LUA_NOREF};
    return verdict->passed || call_inside(lessons, call_check, &call, error);
}
