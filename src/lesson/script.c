/* script.c: lesson.lua read into a Lesson, and its functions called.
 *
 * The script runs in globals of its own and is not trusted. What it returns is read once, checked field by field, into C;
 * its functions are kept in Lua's registry and are bounded (host_call_bounded). The table that it returned is not looked at
 * again: a check could have put anything into it meanwhile. */
#include "lesson/script.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/convert.h"
#include "lua/globals.h"

enum { STEPS_MOST = 200, NAMES_MOST = 100, ANSWERS_MOST = 9 };

/* ---- what a table's field must be; the table is at `table`, `where` says which in errors ---- */

static int wrong_field(lua_State *L, const char *where, const char *field, const char *wanted)
{
    return luaL_error(L, TEXT("%s: %s must be %s", "%s: %s 값의 종류가 다릅니다. 필요한 값: %s"), where, field, wanted);
}

/* A copy of a text, or NULL where there is none. */
static char *text_field(lua_State *L, int table, const char *where, const char *field)
{
    int type = lua_getfield(L, table, field);
    if (type != LUA_TNIL && type != LUA_TSTRING)
        wrong_field(L, where, field, TEXT("a text", "문자열"));
    char *text = memory_string(type == LUA_TSTRING ? lua_tostring(L, -1) : NULL);
    lua_pop(L, 1);
    return text;
}

static double number_field(lua_State *L, int table, const char *where, const char *field)
{
    int type = lua_getfield(L, table, field);
    if (type != LUA_TNIL && type != LUA_TNUMBER)
        wrong_field(L, where, field, TEXT("a number", "수"));
    double number = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return number;
}

/* A reference to a function, or LUA_NOREF. */
static int function_field(lua_State *L, int table, const char *where, const char *field)
{
    int type = lua_getfield(L, table, field);
    if (type == LUA_TFUNCTION)
        return luaL_ref(L, LUA_REGISTRYINDEX);
    if (type != LUA_TNIL)
        wrong_field(L, where, field, TEXT("a function", "함수"));
    lua_pop(L, 1);
    return LUA_NOREF;
}

static void add_name(NameList *list, const char *name)
{
    list->names = memory_resize(list->names, (size_t)list->count + 1, sizeof *list->names);
    list->names[list->count++] = memory_string(name);
}

/* One text or a list of them. */
static void names_field(lua_State *L, int table, const char *where, const char *field, NameList *list)
{
    int type = lua_getfield(L, table, field);
    if (type == LUA_TSTRING)
        add_name(list, lua_tostring(L, -1));
    else if (type != LUA_TNIL && type != LUA_TTABLE)
        wrong_field(L, where, field, TEXT("a text or a list of texts", "문자열이나 문자열의 리스트"));
    for (int i = 1; type == LUA_TTABLE && i <= NAMES_MOST; i++) {
        if (lua_rawgeti(L, -1, i) == LUA_TSTRING)
            add_name(list, lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* { en =, ko = }, both of them. */
static void both_languages(lua_State *L, int table, const char *where, char **english, char **korean)
{
    *english = text_field(L, table, where, "en");
    *korean = text_field(L, table, where, "ko");
    if (*english == NULL || *korean == NULL)
        luaL_error(L, TEXT("%s: both en and ko are needed", "%s: en과 ko가 모두 있어야 합니다"), where);
}

/* ---- a step ---- */

static bool is_id(const char *text)
{
    return text != NULL && *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

static void read_ask(lua_State *L, int table, LessonStep *step)
{
    static const char *const names[] = {"", "integer", "number", "choice", "yes", "text"};
    char *ask = text_field(L, table, step->id, "ask");
    int found = 0;
    for (int i = 1; i <= ASK_TEXT && ask != NULL; i++)
        if (strcmp(ask, names[i]) == 0)
            found = i;
    bool unknown = ask != NULL && found == 0;
    free(ask);
    if (unknown)
        wrong_field(L, step->id, "ask", "integer, number, choice, yes, text");
    step->ask = (Ask)found;
}

static void read_choices(lua_State *L, int table, LessonStep *step)
{
    int type = lua_getfield(L, table, "choices"), list = lua_gettop(L);
    lua_Unsigned length = type == LUA_TTABLE ? lua_rawlen(L, list) : 0;
    int count = length <= ANSWERS_MOST ? (int)length : -1;
    if (count < 0 || (step->ask == ASK_CHOICE && count < 2))
        wrong_field(L, step->id, "choices", TEXT("a list of 2 to 9", "2개에서 9개까지의 리스트"));
    step->choices = memory_new((size_t)count + 1, sizeof *step->choices);
    for (int i = 0; i < count; i++) {
        if (lua_rawgeti(L, list, i + 1) != LUA_TTABLE)
            wrong_field(L, step->id, "choices", "{ id =, en =, ko = }");
        Choice *choice = &step->choices[step->choice_count++];
        choice->id = text_field(L, lua_gettop(L), step->id, "id");
        if (choice->id == NULL)
            wrong_field(L, step->id, "choices", "{ id =, en =, ko = }");
        both_languages(L, lua_gettop(L), step->id, &choice->english, &choice->korean);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

static void read_step(lua_State *L, LessonStep *step, int number)
{
    int table = lua_gettop(L);
    if (!lua_istable(L, table))
        luaL_error(L, TEXT("step %d is not a table", "%d번째 단계가 테이블이 아닙니다"), number);
    step->id = text_field(L, table, "steps", "id");
    if (!is_id(step->id))
        luaL_error(L, TEXT("step %d needs an id of small letters, digits and hyphens", "%d번째 단계에는 로마자 소문자, 숫자, 붙임표로 된 id가 필요합니다"), number);
    read_ask(L, table, step);
    step->least = number_field(L, table, step->id, "least");
    step->most = number_field(L, table, step->id, "most");
    step->remember = text_field(L, table, step->id, "remember");
    step->bare = text_field(L, table, step->id, "bare");
    read_choices(L, table, step);
    names_field(L, table, step->id, "try", &step->try_lines);
    /* If `after` is not given: the first words of try. */
    names_field(L, table, step->id, "after", &step->after);
    bool given = step->after.count > 0;
    for (int i = 0; !given && i < step->try_lines.count; i++) {
        char *name = memory_string(step->try_lines.names[i]);
        name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] = '\0';
        add_name(&step->after, name);
        free(name);
    }
    /* keep = true, a name, or a list of names. */
    bool flag = lua_getfield(L, table, "keep") == LUA_TBOOLEAN;
    step->keep_current = flag && lua_toboolean(L, -1);
    lua_pop(L, 1);
    if (!flag)
        names_field(L, table, step->id, "keep", &step->keep);
    step->check = function_field(L, table, step->id, "check");
    step->guess = function_field(L, table, step->id, "guess");
    step->prepare = function_field(L, table, step->id, "prepare");
}

/* ---- the lesson ---- */

static void read_steps(lua_State *L, int table, Lesson *lesson)
{
    if (lua_getfield(L, table, "steps") != LUA_TTABLE || lua_rawlen(L, -1) == 0 || lua_rawlen(L, -1) > STEPS_MOST)
        wrong_field(L, lesson->name, "steps", TEXT("a list of steps", "단계의 리스트"));
    int count = (int)lua_rawlen(L, -1);
    lesson->steps = memory_new((size_t)count, sizeof *lesson->steps);
    for (int i = 0; i < count; i++) {
        LessonStep *step = &lesson->steps[lesson->step_count++];
        step->check = step->guess = step->prepare = LUA_NOREF;
        lua_rawgeti(L, -1, i + 1);
        read_step(L, step, i + 1);
        lua_pop(L, 1);
        for (int before = 0; before < i; before++)
            if (strcmp(lesson->steps[before].id, step->id) == 0)
                luaL_error(L, TEXT("two steps are called %s", "%s 단계가 두 번 나옵니다"), step->id);
    }
    lua_pop(L, 1);
}

/* Pushes a script as a function; errors name it as given, not by the long path. */
static void load_script(lua_State *L, const char *path, const char *name)
{
    Error error = {0};
    Buffer *text = convert_text_box(L);
    if (!files_read_text(path, text, &error))
        luaL_error(L, "%s", error.message);
    if (luaL_loadbufferx(L, buffer_text(text), text->length, name, "t") != LUA_OK)
        lua_error(L);
}

/* What lessons/common.lua returns becomes the global `common` of the globals on top of the stack. */
static void add_common(lua_State *L, const Lesson *lesson)
{
    int globals = lua_gettop(L);
    const char *path = lua_pushfstring(L, "%s/../common.lua", lesson->folder);
    if (access(path, F_OK) == 0) {
        load_script(L, path, "@common.lua");
        lua_pushvalue(L, globals);
        lua_setupvalue(L, -2, 1);
        lua_call(L, 0, 1);
        lua_setfield(L, globals, "common");
    }
    lua_settop(L, globals);
}

/* Runs lesson.lua in new globals and reads what it returns. */
static int read_script(lua_State *L)
{
    Lesson *lesson = lua_touserdata(L, 1);
    const char *path = lua_pushfstring(L, "%s/lesson.lua", lesson->folder);
    const char *name = lua_pushfstring(L, "@%s/lesson.lua", lesson->name);
    load_script(L, path, name);
    globals_push(L, true);
    add_common(L, lesson);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    int table = lua_gettop(L);
    if (!lua_istable(L, table))
        return luaL_error(L, TEXT("%s does not return a table", "%s 파일이 테이블을 반환하지 않습니다"), name + 1);
    if (lua_getfield(L, table, "title") != LUA_TTABLE)
        wrong_field(L, lesson->name, "title", "{ en =, ko = }");
    both_languages(L, lua_gettop(L), "title", &lesson->english_title, &lesson->korean_title);
    double minutes = number_field(L, table, lesson->name, "minutes");
    lesson->minutes = minutes >= 0 && minutes <= 1000 ? (int)minutes : 0;
    lesson->prepare = function_field(L, table, lesson->name, "prepare");
    read_steps(L, table, lesson);
    return 0;
}

int lesson_step_index(const Lesson *lesson, const char *id)
{
    for (int i = 0; i < lesson->step_count && id != NULL; i++)
        if (strcmp(lesson->steps[i].id, id) == 0)
            return i;
    return -1;
}

const char *lesson_title(const Lesson *lesson) { return TEXT(lesson->english_title, lesson->korean_title); }

/* ---- do the three files agree? ---- */

/* "train", or "train-hint" and the like of a step train. */
static bool belongs_to_step(const Lesson *lesson, const char *id)
{
    for (int i = 0; i < lesson->step_count; i++) {
        size_t length = strlen(lesson->steps[i].id);
        if (strncmp(id, lesson->steps[i].id, length) == 0 && (id[length] == '\0' || id[length] == '-'))
            return true;
    }
    return false;
}

/* A line for each fault. */
static void compare_texts(const Lesson *lesson, Buffer *faults)
{
    for (int language = 0; language < 2; language++) {
        const LessonText *text = &lesson->texts[language], *other = &lesson->texts[1 - language];
        const char *file = language_code((Language)language);
        for (int i = 0; i < lesson->step_count; i++)
            if (lesson_text_find(text, lesson->steps[i].id) == NULL)
                buffer_format(faults, TEXT("text.%s.md has no section for the step %s\n", "text.%s.md에 %s 단계의 섹션이 없습니다\n"), file, lesson->steps[i].id);
        for (int i = 0; i < text->count; i++) {
            const char *id = text->sections[i].id;
            if (!belongs_to_step(lesson, id))
                buffer_format(faults, TEXT("text.%s.md: the section %s belongs to no step\n", "text.%s.md: %s 섹션은 어느 단계에도 속하지 않습니다\n"), file, id);
            if (lesson_text_find(other, id) == NULL)
                buffer_format(faults, TEXT("the section %s is in text.%s.md only\n", "%s 섹션이 text.%s.md에만 있습니다\n"), id, file);
            if (text->sections[i].body[0] == '\0')
                buffer_format(faults, TEXT("text.%s.md: the section %s is empty\n", "text.%s.md: %s 섹션이 비어 있습니다\n"), file, id);
        }
    }
    bool same_count = lesson->texts[0].count == lesson->texts[1].count && faults->length == 0;
    for (int i = 0; same_count && i < lesson->texts[0].count; i++)
        if (strcmp(lesson->texts[0].sections[i].id, lesson->texts[1].sections[i].id) != 0) {
            buffer_format(faults, TEXT("the sections stand in another order from %s on\n", "%s부터 섹션의 순서가 서로 다릅니다\n"), lesson->texts[0].sections[i].id);
            break;
        }
}

static bool texts_agree(const Lesson *lesson, Error *error)
{
    Buffer faults = {0};
    compare_texts(lesson, &faults);
    bool agree = faults.length == 0;
    if (!agree) {
        faults.text[faults.length - 1] = '\0';
        error_set(error, ERROR_DATA, "%s: %s", lesson->name, faults.text);
    }
    buffer_free(&faults);
    return agree;
}

static bool read_text(Lesson *lesson, Language language, Error *error)
{
    Buffer path = {0};
    buffer_format(&path, "%s/text.%s.md", lesson->folder, language_code(language));
    bool read = lesson_text_read(buffer_text(&path), &lesson->texts[language], error);
    buffer_free(&path);
    return read;
}

Lesson *lesson_read(LuaHost *host, const char *folder, Error *error)
{
    Lesson *lesson = memory_new(1, sizeof *lesson);
    const char *slash = strrchr(folder, '/');
    lesson->name = memory_string(slash != NULL ? slash + 1 : folder);
    lesson->folder = memory_string(folder);
    lesson->prepare = lesson->self = LUA_NOREF;
    bool right = host_call_bounded(host, read_script, lesson, error);
    if (!right)
        error_prefix(error, "%s: ", lesson->name);
    if (right && read_text(lesson, LANGUAGE_ENGLISH, error) && read_text(lesson, LANGUAGE_KOREAN, error) &&
        texts_agree(lesson, error))
        return lesson;
    lesson_close(host, lesson);
    return NULL;
}

static void free_names(NameList *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
}

static void free_step(lua_State *L, LessonStep *step)
{
    luaL_unref(L, LUA_REGISTRYINDEX, step->check);
    luaL_unref(L, LUA_REGISTRYINDEX, step->guess);
    luaL_unref(L, LUA_REGISTRYINDEX, step->prepare);
    for (int i = 0; i < step->choice_count; i++) {
        free(step->choices[i].id);
        free(step->choices[i].english);
        free(step->choices[i].korean);
    }
    free(step->choices);
    free(step->id);
    free(step->remember);
    free(step->bare);
    free_names(&step->try_lines);
    free_names(&step->after);
    free_names(&step->keep);
}

void lesson_close(LuaHost *host, Lesson *lesson)
{
    if (lesson == NULL)
        return;
    luaL_unref(host_state(host), LUA_REGISTRYINDEX, lesson->prepare);
    luaL_unref(host_state(host), LUA_REGISTRYINDEX, lesson->self);
    for (int i = 0; i < lesson->step_count; i++)
        free_step(host_state(host), &lesson->steps[i]);
    free(lesson->steps);
    lesson_text_free(&lesson->texts[0]);
    lesson_text_free(&lesson->texts[1]);
    free(lesson->name);
    free(lesson->folder);
    free(lesson->english_title);
    free(lesson->korean_title);
    free(lesson);
}
