/* script.c: lesson.lua read into a Lesson.
 *
 * The script runs in globals of its own and is not trusted. What it returns is read once, key by key from the tables
 * below, into C; its functions are kept in Lua's registry and are bounded (host_call_bounded). The table that it
 * returned is not looked at again: a check could have put anything into it meanwhile. A wrong key is a fault like
 * any other: reading goes on, so that an author sees all faults at once. Tables know no lines: those in the messages
 * are where the text of lesson.lua has the step's id, or the key. */
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

enum { STEPS_MOST = 200, NAMES_MOST = 100, ANSWERS_MOST = 9, KEYS_MOST = 16 };

typedef struct Reading {
    LuaHost *host;
    Lesson *lesson;
    Buffer source; /* the text of lesson.lua */
    Buffer *faults;
} Reading;

/* ---- faults and their lines ---- */

int lesson_line_of(const char *source, const char *words, int from)
{
    int line = 1;
    const char *at = source;
    for (; line < from && (at = strchr(at, '\n')) != NULL; at++)
        line++;
    const char *found = at != NULL && *words != '\0' ? strstr(at, words) : NULL;
    for (; found != NULL && at < found; at++)
        line += *at == '\n';
    return found != NULL ? line : 0;
}

/* Where a step's id stands in quotes. */
static int line_of_step(const Reading *reading, const char *id)
{
    static const char *const forms[] = {"id = \"%s\"", "id=\"%s\"", "id = '%s'", "\"%s\"", "'%s'"};
    int line = 0;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0] && line == 0; i++) {
        Buffer words = {0};
        const char *mark = strchr(forms[i], '%');
        buffer_add_bytes(&words, forms[i], (size_t)(mark - forms[i]));
        buffer_format(&words, "%s%s", id, mark + 2);
        line = lesson_line_of(buffer_text(&reading->source), buffer_text(&words), 1);
        buffer_free(&words);
    }
    return line;
}

#define FAULT(reading, line, ...)                                                                                      \
    lesson_fault((reading)->faults, (reading)->lesson->folder.name, "lesson.lua", line, __VA_ARGS__)

/* Which table is read: how messages call it, and its line. */
typedef struct Where {
    const char *name;
    int line;
} Where;

static void wrong_key(const Reading *reading, Where where, const char *key, const char *wanted)
{
    FAULT(reading, where.line, TEXT("%s: %s must be %s", "%s: %s 값의 종류가 다릅니다. 필요한 값: %s"), where.name, key,
          wanted);
}

/* ---- keys ---- */

typedef enum { KEY_TEXT, KEY_NUMBER, KEY_FUNCTION, KEY_NAMES, KEY_ITS_OWN } KeyType;

/* A key of a table, and the field that takes its value; KEY_ITS_OWN: code reads it. The manual page has each of
 * them. */
typedef struct Key {
    const char *name;
    KeyType type;
    size_t offset;
} Key;

#define LESSON_AT(field) offsetof(Lesson, field)
#define STEP_AT(field)   offsetof(LessonStep, field)
#define CHOICE_AT(field) offsetof(Choice, field)

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
    {"prepare", KEY_FUNCTION, STEP_AT(prepare)},
    {NULL, KEY_ITS_OWN, 0},
};
static const Key choice_keys[] = {
    {"id", KEY_TEXT, CHOICE_AT(id)},
    {"en", KEY_TEXT, CHOICE_AT(english)},
    {"ko", KEY_TEXT, CHOICE_AT(korean)},
    {NULL, KEY_ITS_OWN, 0},
};

static void add_name(NameList *list, const char *name)
{
    list->names = memory_resize(list->names, (size_t)list->count + 1, sizeof *list->names);
    list->names[list->count++] = memory_string(name);
}

/* The text, or the list of texts, on top of the stack. False if it is something else. */
static bool take_names(lua_State *L, NameList *list)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        add_name(list, lua_tostring(L, -1));
        return true;
    }
    bool right = lua_istable(L, -1) && lua_rawlen(L, -1) <= NAMES_MOST;
    for (int i = 1; right && lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
        right = lua_type(L, -1) == LUA_TSTRING;
        if (right)
            add_name(list, lua_tostring(L, -1));
        lua_pop(L, 1);
        if (!right)
            return false;
    }
    if (right)
        lua_pop(L, 1);
    return right;
}

/* The value on top into its field; it is popped. */
static void take_key(lua_State *L, const Reading *reading, const Key *key, void *base, Where where)
{
    void *field = (char *)base + key->offset;
    int type = lua_type(L, -1);
    if (key->type == KEY_FUNCTION && type == LUA_TFUNCTION) {
        *(int *)field = luaL_ref(L, LUA_REGISTRYINDEX);
        return;
    }
    if (key->type == KEY_TEXT && type == LUA_TSTRING)
        *(char **)field = memory_string(lua_tostring(L, -1));
    else if (key->type == KEY_NUMBER && type == LUA_TNUMBER)
        *(double *)field = lua_tonumber(L, -1);
    else if (key->type == KEY_TEXT)
        wrong_key(reading, where, key->name, TEXT("a text", "문자열"));
    else if (key->type == KEY_NUMBER)
        wrong_key(reading, where, key->name, TEXT("a number", "수"));
    else if (key->type == KEY_FUNCTION)
        wrong_key(reading, where, key->name, TEXT("a function", "함수"));
    else if (key->type == KEY_NAMES && !take_names(L, field))
        wrong_key(reading, where, key->name, TEXT("a text or a list of texts", "문자열이나 문자열의 리스트"));
    lua_pop(L, 1);
}

static void unknown_key(const Reading *reading, const Key *keys, const char *name, Where where)
{
    const char *names[KEYS_MOST];
    size_t count = 0;
    Buffer all = {0};
    for (const Key *key = keys; key->name != NULL; key++) {
        names[count++] = key->name;
        buffer_format(&all, "%s%s", all.length > 0 ? ", " : "", key->name);
    }
    const char *nearest = nearest_name(name, names, count);
    int line = lesson_line_of(buffer_text(&reading->source), name, where.line);
    FAULT(reading, line > 0 ? line : where.line,
          nearest != NULL
              ? TEXT("%s: there is no key %.40s: did you mean %s?", "%s: %.40s 키는 없습니다. 혹시 %s입니까?")
              : TEXT("%s: there is no key %.40s; the keys: %s", "%s: %.40s 키는 없습니다. 쓸 수 있는 키: %s"),
          where.name, name, nearest != NULL ? nearest : buffer_text(&all));
    buffer_free(&all);
}

/* Reads the keys of the table at `table` into base; values of a wrong kind, and keys that nobody reads, are faults. */
static void read_keys(lua_State *L, int table, const Reading *reading, const Key *keys, void *base, Where where)
{
    for (const Key *key = keys; key->name != NULL; key++)
        if (key->type != KEY_ITS_OWN && lua_getfield(L, table, key->name) != LUA_TNIL)
            take_key(L, reading, key, base, where);
        else if (key->type != KEY_ITS_OWN)
            lua_pop(L, 1);
    for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
        const Key *key = keys;
        if (lua_type(L, -2) != LUA_TSTRING)
            continue;
        while (key->name != NULL && strcmp(key->name, lua_tostring(L, -2)) != 0)
            key++;
        if (key->name == NULL)
            unknown_key(reading, keys, lua_tostring(L, -2), where);
    }
}

/* Each language of the texts needs its own; a language without a text gets the other's. */
static void need_languages(const Reading *reading, char **english, char **korean, const char *what, Where where)
{
    const bool *has = reading->lesson->has_text;
    if ((has[LANGUAGE_ENGLISH] && *english == NULL) || (has[LANGUAGE_KOREAN] && *korean == NULL))
        FAULT(reading, where.line, TEXT("%s: %s needs %s", "%s: %s에 %s 값이 필요합니다"), where.name, what,
              has[0] && has[1]                                ? TEXT("both en and ko", "en과 ko")
                  : *english == NULL && has[LANGUAGE_ENGLISH] ? "en"
                                                              : "ko");
    if ((*english != NULL && utf8_has_control(*english)) || (*korean != NULL && utf8_has_control(*korean)))
        wrong_key(reading, where, what, TEXT("one line without control characters", "제어 문자가 없는 한 줄"));
    if (*english == NULL)
        *english = memory_string(*korean != NULL ? *korean : "");
    if (*korean == NULL)
        *korean = memory_string(*english);
}

/* ---- a step ---- */

static bool is_id(const char *text)
{
    return text != NULL && *text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text);
}

const char *const ask_names[] = {"", "integer", "number", "choice", "yes", "text"};

static void read_ask(lua_State *L, int table, const Reading *reading, LessonStep *step, Where where)
{
    int type = lua_getfield(L, table, "ask");
    for (int i = 1; i <= ASK_TEXT && type == LUA_TSTRING; i++)
        if (strcmp(lua_tostring(L, -1), ask_names[i]) == 0)
            step->ask = (Ask)i;
    if (type != LUA_TNIL && step->ask == ASK_NOTHING)
        wrong_key(reading, where, "ask", "integer, number, choice, yes, text");
    lua_pop(L, 1);
}

static void read_choices(lua_State *L, int table, const Reading *reading, LessonStep *step, Where where)
{
    int type = lua_getfield(L, table, "choices"), list = lua_gettop(L);
    lua_Unsigned length = type == LUA_TTABLE ? lua_rawlen(L, list) : 0;
    if (length > ANSWERS_MOST || (step->ask == ASK_CHOICE ? length < 2 : type != LUA_TNIL))
        wrong_key(reading, where, "choices",
                  TEXT("a list of 2 to 9, with ask = \"choice\"", "2개에서 9개까지의 리스트(ask = \"choice\"일 때)"));
    int count = length <= ANSWERS_MOST ? (int)length : 0;
    step->choices = memory_new((size_t)count + 1, sizeof *step->choices);
    for (int i = 0; i < count; i++) {
        Choice *choice = &step->choices[step->choice_count++];
        if (lua_rawgeti(L, list, i + 1) == LUA_TTABLE)
            read_keys(L, lua_gettop(L), reading, choice_keys, choice, where);
        if (choice->id == NULL) {
            wrong_key(reading, where, "choices", "{ id =, en =, ko = }");
            choice->id = memory_string("");
        }
        need_languages(reading, &choice->english, &choice->korean, "choices", where);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* keep = true, a name, or a list of names. */
static void read_keep(lua_State *L, int table, const Reading *reading, LessonStep *step, Where where)
{
    int type = lua_getfield(L, table, "keep");
    step->keep_current = type == LUA_TBOOLEAN && lua_toboolean(L, -1);
    if (type != LUA_TNIL && type != LUA_TBOOLEAN && !take_names(L, &step->keep))
        wrong_key(reading, where, "keep",
                  TEXT("true, a model's name or a list of names", "true, 모델 이름 또는 이름의 리스트"));
    lua_pop(L, 1);
}

/* If `after` is not given: the first words of try. */
static void fill_after(LessonStep *step)
{
    step->after_given = step->after.count > 0;
    for (int i = 0; !step->after_given && i < step->try_lines.count; i++) {
        char *name = memory_string(step->try_lines.names[i]);
        name[strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789")] = '\0';
        add_name(&step->after, name);
        free(name);
    }
}

static void read_step(lua_State *L, const Reading *reading, LessonStep *step, int number)
{
    int table = lua_gettop(L);
    Buffer name = {0};
    buffer_format(&name, TEXT("step %d", "%d번째 단계"), number);
    if (!lua_istable(L, table)) {
        FAULT(reading, 0, TEXT("%s is not a table", "%s가 테이블이 아닙니다"), buffer_text(&name));
        buffer_free(&name);
        return;
    }
    /* The id first: the messages about the other keys say it. */
    if (lua_getfield(L, table, "id") == LUA_TSTRING && is_id(lua_tostring(L, -1))) {
        step->line = line_of_step(reading, lua_tostring(L, -1));
        buffer_clear(&name);
        buffer_format(&name, TEXT("step %s", "%s 단계"), lua_tostring(L, -1));
    } else {
        FAULT(reading, 0,
              TEXT("%s needs an id of small letters, digits and hyphens",
                   "%s에는 로마자 소문자, 숫자, 붙임표로 된 id가 필요합니다"),
              buffer_text(&name));
    }
    lua_pop(L, 1);
    Where where = {buffer_text(&name), step->line};
    read_keys(L, table, reading, step_keys, step, where);
    read_ask(L, table, reading, step, where);
    read_choices(L, table, reading, step, where);
    read_keep(L, table, reading, step, where);
    fill_after(step);
    buffer_free(&name);
}

/* ---- the lesson ---- */

static void read_steps(lua_State *L, int table, const Reading *reading)
{
    Lesson *lesson = reading->lesson;
    bool is_list =
        lua_getfield(L, table, "steps") == LUA_TTABLE && lua_rawlen(L, -1) > 0 && lua_rawlen(L, -1) <= STEPS_MOST;
    int count = is_list ? (int)lua_rawlen(L, -1) : 0;
    if (!is_list)
        wrong_key(reading, (Where){lesson->folder.name, lesson_line_of(buffer_text(&reading->source), "steps", 1)},
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
                FAULT(reading, step->line, TEXT("two steps are called %s", "%s 단계가 두 번 나옵니다"), step->id);
    }
    lua_pop(L, 1);
}

static void read_title(lua_State *L, int table, const Reading *reading)
{
    Lesson *lesson = reading->lesson;
    Where where = {"title", lesson_line_of(buffer_text(&reading->source), "title", 1)};
    Choice title = {0};
    if (lua_getfield(L, table, "title") == LUA_TTABLE)
        read_keys(L, lua_gettop(L), reading, choice_keys + 1, &title, where);
    lua_pop(L, 1);
    need_languages(reading, &title.english, &title.korean, "title", where);
    lesson->english_title = title.english;
    lesson->korean_title = title.korean;
}

/* Pushes a script as a function; errors name it as given, not by the long path. */
static void load_script(lua_State *L, const char *text, size_t length, const char *name)
{
    if (luaL_loadbufferx(L, text, length, name, "t") != LUA_OK)
        lua_error(L);
}

/* What lessons/common.lua of the program returns becomes the global `common` of the globals on top of the stack. */
static void add_common(lua_State *L, LuaHost *host)
{
    int globals = lua_gettop(L);
    Error error = {0};
    const char *path = lua_pushfstring(L, "%s/lessons/common.lua", repl_options(host_repl(host))->data_folder);
    if (access(path, F_OK) == 0) {
        Buffer *text = convert_text_box(L);
        if (!files_read_text(path, text, &error))
            luaL_error(L, "%s", error.message);
        load_script(L, buffer_text(text), text->length, "@common.lua");
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
    const Reading *reading = lua_touserdata(L, 1);
    Lesson *lesson = reading->lesson;
    const char *name = lua_pushfstring(L, "@%s/lesson.lua", lesson->folder.name);
    load_script(L, buffer_text(&reading->source), reading->source.length, name);
    globals_push(L, true);
    add_common(L, reading->host);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    int table = lua_gettop(L);
    if (!lua_istable(L, table))
        return luaL_error(L, TEXT("%s does not return a table", "%s 파일이 테이블을 반환하지 않습니다"), name + 1);
    read_title(L, table, reading);
    read_keys(L, table, reading, lesson_keys, lesson, (Where){lesson->folder.name, 1});
    read_steps(L, table, reading);
    return 0;
}

void lesson_script_read(LuaHost *host, Lesson *lesson, Buffer *faults)
{
    Error error = {0};
    Reading reading = {.host = host, .lesson = lesson, .faults = faults};
    char *path = path_joined(lesson->folder.path, "lesson.lua");
    if (!files_read_text(path, &reading.source, &error) ||
        !host_call_bounded(host, read_script, &reading, &error))
        buffer_format(faults, "%s%s", faults->length > 0 ? "\n" : "", error.message);
    free(path);
    buffer_free(&reading.source);
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

static void free_names(NameList *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
}

static void free_step(lua_State *L, LessonStep *step)
{
    for (int i = 0; i < step->choice_count; i++) {
        free(step->choices[i].id);
        free(step->choices[i].english);
        free(step->choices[i].korean);
    }
    free(step->choices);
    free_names(&step->try_lines);
    free_names(&step->after);
    free_names(&step->keep);
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
