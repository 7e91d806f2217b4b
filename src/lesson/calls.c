/* calls.c: a lesson's functions called, and its memory read and written. */
#include "lesson/calls.h"

#include <lauxlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/convert.h"

enum { MEMORY_MOST = 64 * 1024 }; /* bytes as JSON: it is written after each step */

typedef struct LessonCall {
    Lesson *lesson;
    int step, tries;
    const char *name;
    const json_t *value;
    json_t *made;
    Verdict *verdict;
} LessonCall;

/* ---- the table `lesson` ---- */

static int begin(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    lua_newtable(L);
    lua_pushstring(L, call->lesson->folder.name);
    lua_setfield(L, -2, "name");
    if (json_is_object(call->value))
        convert_push(L, call->value);
    else
        lua_newtable(L);
    lua_setfield(L, -2, "memory");
    luaL_unref(L, LUA_REGISTRYINDEX, call->lesson->self);
    call->lesson->self = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

bool lesson_begin(LuaHost *host, Lesson *lesson, const json_t *memory, Error *error)
{
    LessonCall call = {.lesson = lesson, .value = memory};
    return host_call(host, begin, &call, error);
}

/* Pushes `lesson` with its fields set. */
static void push_lesson(lua_State *L, const LessonCall *call)
{
    const Lesson *lesson = call->lesson;
    lua_rawgeti(L, LUA_REGISTRYINDEX, lesson->self);
    if (call->step >= 0) {
        lua_pushstring(L, lesson->steps[call->step].id);
        lua_setfield(L, -2, "step");
        lua_pushinteger(L, call->tries);
        lua_setfield(L, -2, "tries");
    }
}

static int get_memory(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    Error error = {0};
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->lesson->self);
    lua_getfield(L, -1, "memory");
    call->made = convert_json(L, -1, &error);
    return call->made != NULL ? 0 : luaL_error(L, "lesson.memory: %s", error.message);
}

json_t *lesson_memory(LuaHost *host, Lesson *lesson, Error *error)
{
    LessonCall call = {.lesson = lesson};
    if (!host_call_bounded(host, get_memory, &call, error))
        return NULL;
    bool is_table = json_is_object(call.made);
    if (is_table && json_dumpb(call.made, NULL, 0, JSON_COMPACT) <= MEMORY_MOST)
        return call.made;
    json_decref(call.made);
    error_set(error, ERROR_SCRIPT, "lesson.memory: %s",
              is_table ? TEXT("more than 64 KiB", "64 KiB보다 큽니다") : TEXT("not a table with text keys", "키가 문자열인 테이블이 아닙니다"));
    return NULL;
}

static int remember(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->lesson->self);
    if (lua_getfield(L, -1, "memory") != LUA_TTABLE)
        return luaL_error(L, "%s", TEXT("lesson.memory is not a table any more", "lesson.memory가 테이블이 아닙니다"));
    convert_push(L, call->value);
    lua_setfield(L, -2, call->name);
    return 0;
}

bool lesson_remember(LuaHost *host, Lesson *lesson, const char *name, const json_t *value, Error *error)
{
    LessonCall call = {.lesson = lesson, .name = name, .value = value};
    return host_call_bounded(host, remember, &call, error);
}

/* ---- prepare, check ---- */

/* Of the step, or (step < 0) of the lesson. */
static int prepare_of(const Lesson *lesson, int step) { return step < 0 ? lesson->prepare : lesson->steps[step].prepare; }

static int call_prepare(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, prepare_of(call->lesson, call->step));
    push_lesson(L, call);
    lua_call(L, 1, 0);
    return 0;
}

bool lesson_prepare(LuaHost *host, Lesson *lesson, int step, Error *error)
{
    LessonCall call = {.lesson = lesson, .step = step};
    if (prepare_of(lesson, step) == LUA_NOREF)
        return true;
    return host_call_bounded(host, call_prepare, &call, error);
}

static int call_guess(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    Error error = {0};
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->lesson->steps[call->step].guess);
    convert_push(L, call->value);
    push_lesson(L, call);
    lua_call(L, 2, 1);
    if (lua_isnil(L, -1))
        return 0;
    call->made = convert_json(L, -1, &error);
    return call->made != NULL ? 0 : luaL_error(L, "guess: %s", error.message);
}

bool lesson_guess(LuaHost *host, Lesson *lesson, int step, const json_t *found, json_t **guess, Error *error)
{
    LessonCall call = {.lesson = lesson, .step = step, .value = found};
    bool ran = lesson->steps[step].guess == LUA_NOREF || host_call_bounded(host, call_guess, &call, error);
    *guess = call.made;
    return ran;
}

static int call_check(lua_State *L)
{
    LessonCall *call = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->lesson->steps[call->step].check);
    convert_push(L, call->value);
    push_lesson(L, call);
    lua_call(L, 2, 2);
    call->verdict->passed = lua_toboolean(L, -2);
    call->verdict->failed = lua_isboolean(L, -2) && !call->verdict->passed;
    if (lua_isnil(L, -1))
        return 0;
    const char *feedback = convert_sentence(L, lua_gettop(L));
    if (feedback == NULL)
        return luaL_error(L, "%s", TEXT("a check's feedback is the id of a section or { en =, ko = }", "check의 둘째 값은 섹션의 id나 { en =, ko = }여야 합니다"));
    call->verdict->feedback = memory_string(feedback);
    return 0;
}

bool lesson_check(LuaHost *host, Lesson *lesson, int step, int tries, const json_t *value, Verdict *verdict,
                  Error *error)
{
    LessonCall call = {.lesson = lesson, .step = step, .tries = tries, .value = value, .verdict = verdict};
    *verdict = (Verdict){.passed = true};
    if (lesson->steps[step].check == LUA_NOREF)
        return true;
    *verdict = (Verdict){0};
    return host_call_bounded(host, call_check, &call, error);
}
