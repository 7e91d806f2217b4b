/* verbs.c: every command as a function, and the table `seqlab`.
 *
 *     train{steps=600}                   options
 *     translate("나는 학교에 간다")      words
 *     model("use gru-dot")
 *     translate{"나는 학교에 간다", beam=5}
 *
 * A verb shows nothing and returns the command's result as a table, the same value that --json prints and a lesson's
 * check reads; an error is raised with the command's message. `show(result)` draws a result as its command would,
 * also that of gradcheck, and `show(tensor)` a tensor (pictures.c). */
#include "lua/globals.h"

#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "lua/convert.h"
#include "lua/host_internal.h"
#include "lua/lua_tensor.h"

enum { WORDS_MOST = 1 << 20 };

/* ---- arguments ---- */

enum { LIST_MOST = 4096 };

/* Words and options as the call gives them. The texts are those of the arguments, which stay on the stack. */
typedef struct Taken {
    Buffer *words;
    GivenOption *options; /* room for all */
    int count;
} Taken;

static void add_word(lua_State *L, int index, Buffer *words)
{
    size_t length;
    lua_pushvalue(L, index);
    const char *text = lua_tolstring(L, -1, &length);
    if (length > WORDS_MOST || words->length > WORDS_MOST)
        luaL_error(L, "%s", TEXT("the words are longer than 1 MiB", "단어가 1 MiB보다 깁니다"));
    buffer_format(words, "%s%s", words->length > 0 ? " " : "", text);
    lua_pop(L, 1);
}

/* A list of texts, { "none", "dot" }, as it would be typed: "none,dot". */
static OptionValue take_texts(lua_State *L, int index, int count, const char *name)
{
    luaL_Buffer all;
    luaL_buffinit(L, &all);
    for (int i = 1; i <= count; i++) {
        size_t length;
        if (i > 1)
            luaL_addchar(&all, ',');
        if (lua_rawgeti(L, index, i) != LUA_TSTRING || strlen(lua_tolstring(L, -1, &length)) != length)
            luaL_error(L, TEXT("%s: a list of texts is needed", "%s: 문자열의 리스트가 필요합니다"), name);
        luaL_addvalue(&all);
    }
    luaL_pushresult(&all);
    return (OptionValue){.type = GIVEN_TEXT, .text = lua_tostring(L, -1)};
}

/* A list's numbers, or its texts as one; what it pushes keeps them. */
static OptionValue take_list(lua_State *L, int index, const char *name)
{
    int count = (int)lua_rawlen(L, index);
    if (count < 1 || count > LIST_MOST)
        luaL_error(L, TEXT("%s: a list of 1 to %d numbers is needed", "%s: 숫자 1개에서 %d개의 리스트가 필요합니다"), name, LIST_MOST);
    bool texts = lua_rawgeti(L, index, 1) == LUA_TSTRING;
    lua_pop(L, 1);
    if (texts)
        return take_texts(L, index, count, name);
    double *numbers = lua_newuserdatauv(L, (size_t)count * sizeof *numbers, 0);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, index, i + 1);
        if (!lua_isnumber(L, -1))
            luaL_error(L, TEXT("%s: a list of numbers is needed", "%s: 숫자의 리스트가 필요합니다"), name);
        numbers[i] = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    return (OptionValue){.type = GIVEN_NUMBERS, .numbers = numbers, .count = count};
}

static OptionValue take_value(lua_State *L, int index, const char *name)
{
    size_t length;
    const char *text;
    switch (lua_type(L, index)) {
    case LUA_TNUMBER: return (OptionValue){.type = GIVEN_NUMBER, .number = lua_tonumber(L, index)};
    case LUA_TBOOLEAN: return (OptionValue){.type = GIVEN_YES_NO, .yes = lua_toboolean(L, index)};
    case LUA_TTABLE: return take_list(L, index, name);
    case LUA_TSTRING:
        text = lua_tolstring(L, index, &length);
        if (strlen(text) == length)
            return (OptionValue){.type = GIVEN_TEXT, .text = text};
    }
    luaL_error(L, TEXT("%s: a %s cannot be an option", "%s: %s 값은 옵션이 될 수 없습니다"), name, luaL_typename(L, index));
    return (OptionValue){0};
}

/* The keys 1 to n are words, text keys options. */
static void take_table(lua_State *L, int index, Taken *taken)
{
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_settop(L, lua_gettop(L) - 1)) {
        int key = lua_gettop(L) - 1;
        if (lua_isinteger(L, key) && lua_isstring(L, key + 1))
            continue; /* words are taken in order, below */
        if (lua_type(L, key) != LUA_TSTRING)
            luaL_error(L, "%s", TEXT("write options as name = value", "옵션은 이름 = 값 꼴로 씁니다"));
        if (taken->count == OPTIONS_MOST)
            luaL_error(L, TEXT("too many options", "옵션이 너무 많습니다"));
        const char *name = lua_tostring(L, key);
        taken->options[taken->count++] = (GivenOption){name, take_value(L, key + 1, name)};
        if (lua_gettop(L) > key + 1)
            lua_insert(L, key); /* a list's numbers or texts stay, below the key */
    }
    for (int i = 1; lua_rawgeti(L, index, i) != LUA_TNIL; i++) {
        add_word(L, lua_gettop(L), taken->words);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
}

/* An error of a command. If it was Ctrl-C, no pcall catches it. */
static int raise_error(lua_State *L, const Error *error)
{
    interrupt_poll(L, 1); /* its time may be over */
    if (error->kind == ERROR_INTERRUPTED)
        interrupt_on_signal();
    return luaL_error(L, "%s", error->message);
}

static int call_verb(lua_State *L)
{
    const char *name = lua_tostring(L, lua_upvalueindex(1));
    int count = lua_gettop(L);
    json_t **value = convert_box(L);
    Taken taken = {.words = convert_text_box(L)};
    Error error = {0};
    if (host_of(L)->for_model)
        return luaL_error(L, TEXT("'%s' cannot be used inside a cell or an attention while a model runs",
                                  "셀이나 어텐션 안에서는 '%s' 명령을 쓸 수 없습니다. 모델이 이 함수를 부르는 중입니다"), name);
    taken.options = lua_newuserdatauv(L, OPTIONS_MOST * sizeof *taken.options, 0);
    for (int i = 1; i <= count; i++) {
        luaL_checkstack(L, OPTIONS_MOST + LUA_MINSTACK, NULL);
        if (lua_istable(L, i))
            take_table(L, i, &taken);
        else if (lua_isstring(L, i))
            add_word(L, i, taken.words);
        else
            luaL_error(L,
                       TEXT("a text or a table of options is needed, not a %s",
                            "문자열이나 옵션 테이블이 필요합니다(%s 값은 쓸 수 없습니다)"),
                       luaL_typename(L, i));
    }
    interrupt_poll(L, 1);
    *value = repl_call(host_of(L)->repl, name, buffer_text(taken.words), taken.options, taken.count, &error);
    if (*value == NULL)
        return raise_error(L, &error);
    convert_push(L, *value);
    return 1;
}

/* ---- show ---- */

static int show(lua_State *L)
{
    Error error = {0};
    if (tensor_test(L, 1) != NULL) {
        pictures_show_tensor(L);
        return 0;
    }
    if (lua_istable(L, 1) && luaL_getmetafield(L, 1, "__tostring") != LUA_TNIL) { /* of gradcheck */
        Buffer *text = convert_text_box(L);
        readable_value(L, 1, text);
        host_say(host_of(L), buffer_text(text), text->length);
        return 0;
    }
    if (!lua_istable(L, 1) || lua_getfield(L, 1, "command") != LUA_TSTRING)
        return luaL_error(L, "%s",
                          TEXT("show draws what a command or gradcheck returned, such as show(accuracy{}), or a tensor; "
                               "print(x) writes any other value",
                               "show는 show(accuracy{})처럼 명령이나 gradcheck가 반환한 결과, 또는 텐서를 그립니다. 다른 값은 "
                               "print(x)로 출력합니다"));
    json_t **value = convert_box(L);
    *value = convert_json(L, 1, &error);
    if (*value == NULL)
        return raise_error(L, &error);
    repl_show(host_of(L)->repl, lua_tostring(L, 2), *value);
    return 0;
}

/* ---- seqlab ---- */

static int choose_text(lua_State *L)
{
    luaL_argexpected(L, convert_sentence(L, 1) != NULL, 1, "{ en = ..., ko = ... }");
    return 1;
}

static int seqlab_index(lua_State *L)
{
    const char *name = lua_tostring(L, 2);
    if (name == NULL || strcmp(name, "language") != 0)
        return 0;
    lua_pushstring(L, language_code(language_now()));
    return 1;
}

/* ---- into the globals ---- */

static void push_verb(lua_State *L, const char *name)
{
    lua_pushstring(L, name);
    lua_pushcclosure(L, call_verb, 1);
}

void verbs_put_functions(lua_State *L)
{
    CommandList all = repl_commands(host_of(L)->repl);
    for (int i = 0; i < all.count; i++) {
        bool taken = lua_getfield(L, -1, all.at[i]->name) != LUA_TNIL; /* `next` stays Lua's */
        lua_pop(L, 1);
        if (taken)
            continue;
        push_verb(L, all.at[i]->name);
        lua_setfield(L, -2, all.at[i]->name);
    }
    lua_pushcfunction(L, show);
    lua_setfield(L, -2, "show");
    lua_newtable(L);
    lua_pushliteral(L, SEQLAB_VERSION);
    lua_setfield(L, -2, "version");
    lua_pushcfunction(L, choose_text);
    lua_setfield(L, -2, "text");
    lua_newtable(L);
    lua_pushcfunction(L, seqlab_index);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setfield(L, -2, "seqlab");
}

void verbs_put_command(lua_State *L, const char *name)
{
    lua_pushglobaltable(L);
    lua_getfield(L, -1, name);
    if (lua_isnil(L, -1)) {
        push_verb(L, name);
        lua_setfield(L, -3, name);
    }
    lua_pop(L, 2);
}
