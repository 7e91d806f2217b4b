/* table_file.c: a Lua file that returns a table, read key by key. */
#include "lesson/table_file.h"

#include <lauxlib.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/unicode.h"
#include "lesson/text.h"
#include "lua/convert.h"
#include "lua/globals.h"

enum { NAMES_MOST = 100, KEYS_MOST = 16 };

/* ---- running it ---- */

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

void table_file_run(lua_State *L, const TableFile *file)
{
    const char *name = lua_pushfstring(L, "@%s/%s", file->folder, file->name);
    load_script(L, buffer_text(&file->source), file->source.length, name);
    globals_push(L, true);
    add_common(L, file->host);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    if (!lua_istable(L, -1))
        luaL_error(L, TEXT("%s does not return a table", "%s 파일이 테이블을 반환하지 않습니다"), name + 1);
}

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

int table_file_line(const TableFile *file, const char *words)
{
    return lesson_line_of(buffer_text(&file->source), words, 1);
}

void table_file_wrong(const TableFile *file, Where where, const char *key, const char *wanted)
{
    TABLE_FAULT(file, where.line, TEXT("%s: %s must be %s", "%s: %s 값의 종류가 다릅니다. 필요한 값: %s"), where.name,
                key, wanted);
}

static void unknown_key(const TableFile *file, const Key *keys, const char *name, Where where)
{
    const char *names[KEYS_MOST];
    size_t count = 0;
    Buffer all = {0};
    for (const Key *key = keys; key->name != NULL; key++) {
        names[count++] = key->name;
        buffer_format(&all, "%s%s", all.length > 0 ? ", " : "", key->name);
    }
    const char *nearest = nearest_name(name, names, count);
    int line = lesson_line_of(buffer_text(&file->source), name, where.line);
    TABLE_FAULT(file, line > 0 ? line : where.line,
                nearest != NULL
                    ? TEXT("%s: there is no key %.40s: did you mean %s?", "%s: %.40s 키는 없습니다. 혹시 %s입니까?")
                    : TEXT("%s: there is no key %.40s; the keys: %s", "%s: %.40s 키는 없습니다. 쓸 수 있는 키: %s"),
                where.name, name, nearest != NULL ? nearest : buffer_text(&all));
    buffer_free(&all);
}

/* ---- keys ---- */

static const Key choice_keys[] = {
    {"id", KEY_TEXT, offsetof(Choice, id)},
    {"en", KEY_TEXT, offsetof(Choice, english)},
    {"ko", KEY_TEXT, offsetof(Choice, korean)},
    {NULL, KEY_ITS_OWN, 0},
};

void name_list_add(NameList *list, const char *name)
{
    list->names = memory_resize(list->names, (size_t)list->count + 1, sizeof *list->names);
    list->names[list->count++] = memory_string(name);
}

bool name_list_has(const NameList *list, const char *name)
{
    int i = 0;
    while (i < list->count && strcmp(list->names[i], name) != 0)
        i++;
    return i < list->count;
}

bool name_list_shift(NameList *list, const char *name)
{
    if (list->count == 0 || strcmp(list->names[0], name) != 0)
        return false;
    free(list->names[0]);
    memmove(list->names, list->names + 1, (size_t)--list->count * sizeof *list->names);
    return true;
}

void name_list_free(NameList *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
}

bool name_list_take(lua_State *L, NameList *list)
{
    if (lua_type(L, -1) == LUA_TSTRING) {
        name_list_add(list, lua_tostring(L, -1));
        return true;
    }
    bool right = lua_istable(L, -1) && lua_rawlen(L, -1) <= NAMES_MOST;
    for (int i = 1; right && lua_rawgeti(L, -1, i) != LUA_TNIL; i++) {
        right = lua_type(L, -1) == LUA_TSTRING;
        if (right)
            name_list_add(list, lua_tostring(L, -1));
        lua_pop(L, 1);
        if (!right)
            return false;
    }
    if (right)
        lua_pop(L, 1);
    return right;
}

/* The value on top into its field; it is popped. */
static void take_key(lua_State *L, const TableFile *file, const Key *key, void *base, Where where)
{
    static const Sentence wanted[] = {[KEY_TEXT] = {"a text", "문자열"},
                                      [KEY_NUMBER] = {"a number", "수"},
                                      [KEY_FUNCTION] = {"a function", "함수"},
                                      [KEY_NAMES] = {"a text or a list of texts", "문자열이나 문자열의 리스트"}};
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
    else if (key->type != KEY_NAMES || !name_list_take(L, field))
        table_file_wrong(file, where, key->name, sentence_now(wanted[key->type]));
    lua_pop(L, 1);
}

void table_file_keys(lua_State *L, int table, const TableFile *file, const Key *keys, void *base, Where where)
{
    for (const Key *key = keys; key->name != NULL; key++)
        if (key->type != KEY_ITS_OWN && lua_getfield(L, table, key->name) != LUA_TNIL)
            take_key(L, file, key, base, where);
        else if (key->type != KEY_ITS_OWN)
            lua_pop(L, 1);
    for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
        const Key *key = keys;
        if (lua_type(L, -2) != LUA_TSTRING)
            continue;
        while (key->name != NULL && strcmp(key->name, lua_tostring(L, -2)) != 0)
            key++;
        if (key->name == NULL)
            unknown_key(file, keys, lua_tostring(L, -2), where);
    }
}

/* ---- what is said in two languages ---- */

bool table_file_plain(const char *text)
{
    return utf8_first_invalid(text, strlen(text)) < 0 && !utf8_has_control(text);
}

/* Each language that is needed; one without a text gets the other's. */
static void need_languages(const TableFile *file, Choice *said, const char *what, Where where)
{
    const bool *needs = file->needs;
    char **english = &said->english, **korean = &said->korean;
    if ((needs[LANGUAGE_ENGLISH] && *english == NULL) || (needs[LANGUAGE_KOREAN] && *korean == NULL))
        TABLE_FAULT(file, where.line, TEXT("%s: %s needs %s", "%s: %s에 %s 값이 필요합니다"), where.name, what,
                    needs[0] && needs[1]                              ? TEXT("both en and ko", "en과 ko")
                        : *english == NULL && needs[LANGUAGE_ENGLISH] ? "en"
                                                                      : "ko");
    if ((*english != NULL && !table_file_plain(*english)) || (*korean != NULL && !table_file_plain(*korean)))
        table_file_wrong(file, where, what, TEXT("one line without control characters", "제어 문자가 없는 한 줄"));
    if (*english == NULL)
        *english = memory_string(*korean != NULL ? *korean : "");
    if (*korean == NULL)
        *korean = memory_string(*english);
}

void table_file_sentence(lua_State *L, int table, const TableFile *file, const char *what, char **english,
                         char **korean)
{
    Where where = {what, table_file_line(file, what)};
    Choice said = {0};
    if (lua_getfield(L, table, what) == LUA_TTABLE)
        table_file_keys(L, lua_gettop(L), file, choice_keys + 1, &said, where);
    lua_pop(L, 1);
    need_languages(file, &said, what, where);
    *english = said.english;
    *korean = said.korean;
}

void table_file_choices(lua_State *L, const TableFile *file, const char *what, Choice **list, int *count, Where where)
{
    int table = lua_gettop(L);
    lua_Unsigned length = lua_istable(L, table) ? lua_rawlen(L, table) : 0;
    *list = memory_new(LIST_MOST, sizeof **list);
    while (length <= LIST_MOST && (lua_Unsigned)*count < length) {
        Choice *choice = &(*list)[(*count)++];
        if (lua_rawgeti(L, table, *count) == LUA_TTABLE)
            table_file_keys(L, lua_gettop(L), file, choice_keys, choice, where);
        if (choice->id == NULL) {
            table_file_wrong(file, where, what, "{ id =, en =, ko = }");
            choice->id = memory_string("");
        }
        need_languages(file, choice, what, where);
        lua_pop(L, 1);
    }
}

void choices_free(Choice *list, int count)
{
    for (int i = 0; i < count; i++) {
        free(list[i].id);
        free(list[i].english);
        free(list[i].korean);
    }
    free(list);
}
