/* script.c: lesson.lua read into a Lesson.
 *
 * What the file returns is read by the tables of keys below (table_file.h); its functions are kept in Lua's registry and
 * are bounded (host_call_bounded). A fault of a step is reported at the line that has the step's id. */
#include "lesson/script.h"

#include <lauxlib.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "lua/convert.h"
#include "lua/globals.h"

enum { STEPS_MOST = 200 };

typedef struct Reading {
    TableFile file; /* lesson.lua */
    Lesson *lesson;
} Reading;

/* ---- faults and their lines ---- */

/* Where a step's id stands in quotes. */
static int line_of_step(const Reading *reading, const char *id)
{
    static const char *const forms[][2] = {
        {"id = \"", "\""}, {"id=\"", "\""}, {"id = '", "'"}, {"\"", "\""}, {"'", "'"}};
    int line = 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && line == 0; i++) {
        char *words = text_format("%s%s%s", forms[i][0], id, forms[i][1]);
        line = table_file_line(&reading->file, words);
        free(words);
    }
    return line;
}

/* ---- keys ---- */

#define LESSON_AT(field) offsetof(Lesson, field)
#define STEP_AT(field)   offsetof(LessonStep, field)

static const Key lesson_keys[] = {
    {"title", KEY_ITS_OWN, 0},
    {"minutes", KEY_NUMBER, LESSON_AT(minutes)},
    {"prepare", KEY_FUNCTION, LESSON_AT(prepare)},
    {"steps", KEY_ITS_OWN, 0},
    {NULL, KEY_ITS_OWN, 0},
};
static const Key step_keys[] = {
    {"id", KEY_TEXT, STEP_AT(id)},
    {"ask", KEY_ITS_OWN, 0},
    {"least", KEY_NUMBER, STEP_AT(least)},
    {"most", KEY_NUMBER, STEP_AT(most)},
    {"choices", KEY_ITS_OWN, 0},
    {"remember", KEY_TEXT, STEP_AT(remember)},
    {"try", KEY_NAMES, STEP_AT(try_lines)},
    {"bare", KEY_TEXT, STEP_AT(bare)},
    {"after", KEY_NAMES, STEP_AT(after)},
    {"check", KEY_FUNCTION, STEP_AT(check)},
    {"guess", KEY_FUNCTION, STEP_AT(guess)},
    {"keep", KEY_ITS_OWN, 0},
    {"needs", KEY_NAMES, STEP_AT(needs)},
    {"prepare", KEY_FUNCTION, STEP_AT(prepare)},
    {NULL, KEY_ITS_OWN, 0},
};

/* ---- a step ---- */

static bool is_id(const char *text)
{
    return *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

const char *const ask_names[] = {"", "integer", "number", "choice", "yes", "text", "lua"};

static void read_ask(lua_State *L, int table, const Reading *reading, LessonStep *step, Where where)
{
    int type = lua_getfield(L, table, "ask");
    for (int i = 1; i <= ASK_LUA && type == LUA_TSTRING; i++)
        if (strcmp(lua_tostring(L, -1), ask_names[i]) == 0)
            step->ask = (Ask)i;
    if (type != LUA_TNIL && step->ask == ASK_NOTHING)
        table_file_wrong(&reading->file, where, "ask", "integer, number, choice, yes, text, lua");
    lua_pop(L, 1);
}

static void read_choices(lua_State *L, int table, const Reading *reading, LessonStep *step, Where where)
{
    int type = lua_getfield(L, table, "choices");
    lua_Unsigned length = type == LUA_TTABLE ? lua_rawlen(L, -1) : 0;
    if (length > LIST_MOST || (step->ask == ASK_CHOICE ? length < 2 : type != LUA_TNIL))
        table_file_wrong(&reading->file, where, "choices",
                  TEXT("a list of 2 to 9, with ask = \"choice\"", "2개에서 9개까지의 리스트(ask = \"choice\"일 때)"));
    table_file_choices(L, &reading->file, "choices", &step->choices, &step->choice_count, where);
    lua_pop(L, 1);
}

/* keep = true, a name, or a list of names. */
static void read_keep(lua_State *L, int table, const Reading *reading, LessonStep *step, Where where)
{
    int type = lua_getfield(L, table, "keep");
    step->keep_current = type == LUA_TBOOLEAN && lua_toboolean(L, -1);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN && !name_list_take(L, &step->keep))
        table_file_wrong(&reading->file, where, "keep",
                  TEXT("true, a model's name or a list of names", "true, 모델 이름 또는 이름의 리스트"));
    lua_pop(L, 1);
}

static void check_needs(const Reading *reading, const LessonStep *step, Where where)
{
    const NameList *needs = &step->needs;
    int from = needs->count == 2 ? lesson_step_index(reading->lesson, needs->names[1]) : -1;
    if (needs->count > 0 && (from < 0 || &reading->lesson->steps[from] >= step))
        table_file_wrong(&reading->file, where, "needs",
                         TEXT("a name in lesson.memory and the earlier step that makes it",
                              "lesson.memory에 있는 이름과 그것을 만드는 앞 단계"));
}

/* If `after` is not given: the first words of try. */
static void fill_after(LessonStep *step)
{
    step->after_given = step->after.count > 0;
    for (int i = 0; !step->after_given && i < step->try_lines.count; i++) {
        char *name = memory_string(step->try_lines.names[i]);
        name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] = '\0';
        name_list_add(&step->after, name);
        free(name);
    }
}

static void read_step(lua_State *L, const Reading *reading, LessonStep *step, int number)
{
    int table = lua_gettop(L);
    char *name = text_format(TEXT("step %d", "%d번째 단계"), number);
    if (!lua_istable(L, table)) {
        TABLE_FAULT(&reading->file, 0, TEXT("%s is not a table", "%s가 테이블이 아닙니다"), name);
        free(name);
        return;
    }
    /* The id first: the messages about the other keys say it. */
    if (lua_getfield(L, table, "id") == LUA_TSTRING && is_id(lua_tostring(L, -1))) {
        step->line = line_of_step(reading, lua_tostring(L, -1));
        free(name);
        name = text_format(TEXT("step %s", "%s 단계"), lua_tostring(L, -1));
    } else {
        TABLE_FAULT(&reading->file, 0,
                    TEXT("%s needs an id of small letters, digits and hyphens",
                         "%s에는 로마자 소문자, 숫자, 붙임표로 된 id가 필요합니다"), name);
    }
    lua_pop(L, 1);
    Where where = {name, step->line};
    table_file_keys(L, table, &reading->file, step_keys, step, where);
    read_ask(L, table, reading, step, where);
    read_choices(L, table, reading, step, where);
    read_keep(L, table, reading, step, where);
    check_needs(reading, step, where);
    fill_after(step);
    free(name);
}

/* ---- the lesson ---- */

static void read_steps(lua_State *L, int table, const Reading *reading)
{
    Lesson *lesson = reading->lesson;
    bool is_list =
        lua_getfield(L, table, "steps") == LUA_TTABLE && lua_rawlen(L, -1) > 0 && lua_rawlen(L, -1) <= STEPS_MOST;
    int count = is_list ? (int)lua_rawlen(L, -1) : 0;
    if (!is_list)
        table_file_wrong(&reading->file, (Where){lesson->folder.name, table_file_line(&reading->file, "steps")},
                         "steps", TEXT("a list of steps", "단계의 리스트"));
    lesson->steps = memory_new((size_t)count + 1, sizeof *lesson->steps);
    for (int i = 0; i < count; i++) {
        LessonStep *step = &lesson->steps[lesson->step_count++];
        step->check = step->guess = step->prepare = LUA_NOREF;
        lua_rawgeti(L, -1, i + 1);
        read_step(L, reading, step, i + 1);
        lua_pop(L, 1);
        if (step->id == NULL)
            step->id = memory_string("");
        for (int before = 0; before < i; before++)
            if (*step->id != '\0' && strcmp(lesson->steps[before].id, step->id) == 0)
                TABLE_FAULT(&reading->file, step->line, TEXT("two steps are called %s", "%s 단계가 두 번 나옵니다"), step->id);
    }
    lua_pop(L, 1);
}

/* Runs lesson.lua in new globals and reads what it returns. */
static int read_script(lua_State *L)
{
    const Reading *reading = lua_touserdata(L, 1);
    Lesson *lesson = reading->lesson;
    table_file_run(L, &reading->file);
    int table = lua_gettop(L);
    table_file_sentence(L, table, &reading->file, "title", &lesson->english_title, &lesson->korean_title);
    table_file_keys(L, table, &reading->file, lesson_keys, lesson, (Where){lesson->folder.name, 1});
    read_steps(L, table, reading);
    return 0;
}

void lesson_script_read(LuaHost *host, Lesson *lesson, Buffer *faults)
{
    Error error = {0};
    Reading reading = {.file = {.host = host, .folder = lesson->folder.name, .name = "lesson.lua", .faults = faults},
                       .lesson = lesson};
    memcpy(reading.file.needs, lesson->has_text, sizeof reading.file.needs);
    char *path = path_joined(lesson->folder.path, "lesson.lua");
    if (!files_read_text(path, &reading.file.source, &error) ||
        !host_call_bounded(host, lesson, read_script, &reading, &error))
        buffer_format(faults, "%s%s", faults->length > 0 ? "\n" : "", error.message);
    free(path);
    buffer_free(&reading.file.source);
}

int lesson_step_index(const Lesson *lesson, const char *id)
{
    for (int i = 0; i < lesson->step_count && id != NULL; i++)
        if (strcmp(lesson->steps[i].id, id) == 0)
            return i;
    return -1;
}

int lesson_minutes(const Lesson *lesson)
{
    return lesson->minutes >= 0 && lesson->minutes <= 1000 ? (int)lesson->minutes : 0;
}

const char *lesson_title(const Lesson *lesson) { return TEXT(lesson->english_title, lesson->korean_title); }

/* ---- freeing ---- */

static void free_step(lua_State *L, LessonStep *step)
{
    choices_free(step->choices, step->choice_count);
    name_list_free(&step->try_lines);
    name_list_free(&step->after);
    name_list_free(&step->keep);
    name_list_free(&step->needs);
    free(step->id);
    free(step->remember);
    free(step->bare);
    luaL_unref(L, LUA_REGISTRYINDEX, step->check);
    luaL_unref(L, LUA_REGISTRYINDEX, step->guess);
    luaL_unref(L, LUA_REGISTRYINDEX, step->prepare);
}

void lesson_script_free(lua_State *L, Lesson *lesson)
{
    for (int i = 0; i < lesson->step_count; i++)
        free_step(L, &lesson->steps[i]);
    free(lesson->steps);
    free(lesson->english_title);
    free(lesson->korean_title);
    luaL_unref(L, LUA_REGISTRYINDEX, lesson->prepare);
    luaL_unref(L, LUA_REGISTRYINDEX, lesson->self);
}
