/* user_command.c: commands that people write in Lua, with the same rights as those that are built in.
 *
 *     seqlab.command {
 *       name = "double",
 *       summary = { en = "twice a number", ko = "수를 두 배로 합니다" },
 *       options = { { name = "times", type = "integer", default = 2, least = 1, most = 9 } },
 *       run = function(given) return { answer = tonumber(given.words) * given.times } end,
 *     }
 *
 * `double 21 times=3` then works at the prompt, with completion and help, and as the verb double("21", {times=3}).
 * run gets one table: the options by name, and in .words the other words. What it returns is the result: a table;
 * its field `text`, if it has one, is shown, else all fields are. usage and help (Markdown) may be given too, and
 * each text is { en =, ko = } or one string for both. Defined again, a command of this kind is replaced. */
#include "lua/globals.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/convert.h"
#include "lua/host_internal.h"
#include "repl/results.h"

typedef struct UserCommand UserCommand;
struct UserCommand {
    Command command;   /* first, so that a Command of ours is a UserCommand */
    LuaHost *host;
    int run;           /* in the registry */
    Option *rows;
    Options options;   /* of a struct that has a slot for each row */
    UserCommand *next;
};

/* ---- running ---- */

typedef struct Call {
    const UserCommand *user;
    const Arguments *arguments;
    json_t *value;
} Call;

/* The options as a table; without those that were not given and have no default. */
static void push_given(lua_State *L, const Arguments *arguments)
{
    OptionList list = options_list(arguments->command->options);
    lua_newtable(L);
    for (int i = 0; i < list.count; i++) {
        const Option *option = list.at[i].option;
        if (option->fallback == NULL && (arguments->given >> i & 1) == 0)
            continue;
        json_t **value = convert_box(L);
        *value = argument_value(arguments, option->name);
        convert_push(L, *value);
        lua_setfield(L, -3, option->name);
        lua_pop(L, 1);
    }
}

static int call_run(lua_State *L)
{
    Call *call = lua_touserdata(L, 1);
    Error error = {0};
    lua_rawgeti(L, LUA_REGISTRYINDEX, call->user->run);
    push_given(L, call->arguments);
    lua_pushstring(L, call->arguments->words);
    lua_setfield(L, -2, "words");
    lua_call(L, 1, 1);
    if (!lua_isnil(L, -1) && !lua_istable(L, -1)) {
        lua_createtable(L, 0, 1);
        lua_insert(L, -2);
        lua_setfield(L, -2, "value");
    }
    if (lua_isnil(L, -1))
        return 0;
    call->value = convert_json(L, -1, &error);
    if (json_is_array(call->value)) {
        json_t *list = call->value;
        call->value = json_object();
        json_object_set_new(call->value, "value", list);
    }
    return call->value != NULL ? 0 : luaL_error(L, "%s: %s", call->user->command.name, error.message);
}

static bool run_user(Repl *repl, const Arguments *arguments, Result *result, Error *error)
{
    const UserCommand *user = (const UserCommand *)arguments->command;
    Call call = {.user = user, .arguments = arguments};
    (void)repl;
    bool ran = host_call(user->host, call_run, &call, error);
    result->value = call.value;
    host_settle(user->host);
    return ran;
}

/* ---- showing ---- */

typedef struct Telling {
    const json_t *value;
    Buffer text;
} Telling;

static int make_text(lua_State *L)
{
    Telling *telling = lua_touserdata(L, 1);
    convert_push(L, telling->value);
    lua_pushnil(L);
    lua_setfield(L, -2, "command");
    lua_getfield(L, -1, "text");
    if (lua_isstring(L, -1))
        buffer_add(&telling->text, lua_tostring(L, -1));
    else if (lua_pushnil(L), lua_next(L, 2) != 0)
        readable_value(L, 2, &telling->text);
    return 0;
}

static char *tell_user(const json_t *value)
{
    Telling telling = {.value = value};
    Error error = {0};
    if (!host_call(host_open_now(), make_text, &telling, &error))
        buffer_add(&telling.text, error.message);
    return buffer_take(&telling.text);
}

/* ---- reading a definition (the table at index 1) ---- */

/* Pushes a text in one language, or nil. */
static const char *push_text_in(lua_State *L, int table, const char *name, const char *code)
{
    if (lua_getfield(L, table, name) == LUA_TTABLE)
        lua_getfield(L, -1, code);
    return lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : NULL;
}

/* Copies, made while the texts stand on the stack: a table may make new ones whenever it is asked, which are
 * collected as soon as nothing holds them. */
static Sentence sentence_field(lua_State *L, int table, const char *name, const char *fallback)
{
    int top = lua_gettop(L);
    const char *english = push_text_in(L, table, name, "en"), *korean = push_text_in(L, table, name, "ko");
    const char *either = english != NULL ? english : korean != NULL ? korean : fallback;
    Sentence sentence = {memory_string(english != NULL ? english : either),
                         memory_string(korean != NULL ? korean : either)};
    lua_settop(L, top);
    return sentence;
}

static void sentence_free(Sentence *sentence)
{
    free((char *)sentence->english);
    free((char *)sentence->korean);
}

/* Refuses unknown fields of the table at that place, such as min for least: people would believe in them. */
static void check_fields(lua_State *L, int table, const char *const *fields, size_t count)
{
    for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
        const char *field = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        bool known = false;
        for (size_t i = 0; i < count; i++)
            known = known || strcmp(field, fields[i]) == 0;
        if (known)
            continue;
        Buffer *all = convert_text_box(L);
        for (size_t i = 0; i < count; i++)
            buffer_format(all, " %s", fields[i]);
        luaL_error(L, TEXT("there is no field %s; there are:%s", "%s 필드는 없습니다. 쓸 수 있는 필드:%s"), field, buffer_text(all));
    }
}

static OptionType option_type(lua_State *L, int table)
{
    static const char *const names[] = {
        [OPTION_TEXT] = "text",     [OPTION_WHOLE] = "integer", [OPTION_NUMBER] = "number",   [OPTION_YES_NO] = "yes",
        [OPTION_CHOICE] = "choice", [OPTION_RANGE] = "range",   [OPTION_WHOLES] = "integers",
    };
    lua_getfield(L, table, "type");
    const char *name = luaL_optstring(L, -1, "text");
    for (OptionType type = OPTION_TEXT; type <= OPTION_WHOLES; type++)
        if (strcmp(name, names[type]) == 0) {
            lua_pop(L, 1);
            return type;
        }
    luaL_error(L, TEXT("there is no option type '%s': text integer number yes choice range integers",
                       "'%s' 옵션 종류는 없습니다: text integer number yes choice range integers"), name);
    return OPTION_TEXT;
}

/* A bound, within what such numbers can be at all. */
static double bound_field(lua_State *L, int table, const char *name, double otherwise, double farthest)
{
    lua_getfield(L, table, name);
    double value = luaL_optnumber(L, -1, otherwise);
    lua_pop(L, 1);
    if (!(value >= -farthest && value <= farthest))
        luaL_error(
            L, TEXT("%s = %f is too far: such numbers reach from %f to %f", "%s = %f: %f에서 %f까지만 쓸 수 있습니다"),
            name, value, -farthest, farthest);
    return value;
}

/* A copy of a text, number or boolean as it would be typed; NULL if there is none. */
static char *typed_field(lua_State *L, int table, const char *name)
{
    char *typed = NULL;
    lua_getfield(L, table, name);
    int is_whole;
    lua_Integer whole = lua_tointegerx(L, -1, &is_whole); /* 2.0 too */
    if (lua_isboolean(L, -1))
        typed = memory_string(lua_toboolean(L, -1) ? "yes" : "no");
    else if (lua_type(L, -1) == LUA_TNUMBER && is_whole) {
        typed = memory_string(lua_pushfstring(L, "%I", whole));
        lua_pop(L, 1);
    } else if (lua_isstring(L, -1))
        typed = memory_string(lua_tostring(L, -1));
    else if (!lua_isnil(L, -1))
        luaL_error(L,
                   TEXT("%s: a text, number or boolean is needed, not a %s",
                        "%s: 문자열, 숫자, 불값을 쓰십시오(%s 값은 쓸 수 없습니다)"),
                   name, luaL_typename(L, -1));
    lua_pop(L, 1);
    return typed;
}

/* Of an option or a command. */
static bool is_small_name(const char *name)
{
    size_t length = strlen(name);
    return length > 0 && length <= 24 && strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789") == length &&
        !isdigit((unsigned char)*name);
}

/* "a|b|c", all of which fit into a name. */
static void check_choices(lua_State *L, const Option *option)
{
    if (option->choices == NULL)
        luaL_error(L, TEXT("option %s: choices = \"a|b\" is needed", "%s 옵션: choices = \"a|b\"가 필요합니다"), option->name);
    for (const char *at = option->choices;; at++) {
        size_t length = strcspn(at, "|");
        if (length == 0 || length >= CHOICE_LENGTH)
            luaL_error(L,
                       TEXT("option %s: a choice has 1 to %d bytes", "%s 옵션: 선택지는 1바이트에서 %d바이트까지입니다"),
                       option->name, CHOICE_LENGTH - 1);
        at += length;
        if (*at == '\0')
            return;
    }
}

/* Checks that the declaration can be used: names can be typed, and the default is one of the values. */
static void check_option(lua_State *L, const UserCommand *user, const Option *option)
{
    Error error = {0};
    if (!is_small_name(option->name) || strcmp(option->name, "words") == 0)
        luaL_error(L, TEXT("an option's name has small letters, digits and _, 24 at most, and is not 'words': %s",
                           "옵션의 이름은 로마자 소문자, 숫자, _로 24자까지 쓰며 'words'는 쓸 수 없습니다: %s"), option->name);
    for (const Option *other = user->rows; other < option; other++)
        if (strcmp(other->name, option->name) == 0)
            luaL_error(L, TEXT("there are two options %s", "%s 옵션이 두 개 있습니다"), option->name);
    if (option->type == OPTION_CHOICE)
        check_choices(L, option);
    void *slots = lua_newuserdatauv(L, user->options.size, 0);
    const OptionValue value = {.type = GIVEN_TEXT, .text = option->fallback};
    if (option->fallback != NULL && !option_put(&(OptionPlace){.option = option}, slots, &value, &error))
        luaL_error(L, "default: %s", error.message);
    lua_pop(L, 1);
}

/* The option table on top; out is one of a zeroed array that is freed whatever happens. */
static void read_option(lua_State *L, Option *out)
{
    int table = lua_gettop(L);
    if (!lua_istable(L, table) || lua_getfield(L, table, "name") != LUA_TSTRING)
        luaL_error(L, "%s", TEXT("an option is a table with a name", "옵션은 name이 있는 테이블이어야 합니다"));
    lua_pop(L, 1);
    static const char *const fields[] = {"name", "type", "default", "least", "most", "choices", "help"};
    check_fields(L, table, fields, sizeof fields / sizeof *fields);
    out->type = option_type(L, table);
    out->size = out->type == OPTION_CHOICE ? sizeof(int) : sizeof(long);
    out->name = typed_field(L, table, "name");
    out->fallback = typed_field(L, table, "default");
    out->choices = typed_field(L, table, "choices");
    out->help = sentence_field(L, table, "help", "");
    /* A field for another type would have no effect. */
    bool bounded = out->type != OPTION_TEXT && out->type != OPTION_YES_NO && out->type != OPTION_CHOICE;
    static const char *const names[] = {"least", "most", "choices"};
    for (int i = 0; i < 3; i++) {
        bool right = i < 2 ? bounded : out->type == OPTION_CHOICE;
        if (lua_getfield(L, table, names[i]) != LUA_TNIL && !right)
            luaL_error(L, TEXT("option %s: its type has no %s", "%s 옵션: 이 종류에는 %s 필드를 쓸 수 없습니다"),
                       out->name, names[i]);
        lua_pop(L, 1);
    }
    bool small = out->type == OPTION_RANGE || out->type == OPTION_WHOLES;
    double farthest = small ? INT_MAX : out->type == OPTION_WHOLE ? SEED_MOST : HUGE_VAL;
    out->least = bound_field(L, table, "least", out->type == OPTION_RANGE ? 0 : -farthest, farthest);
    out->most = bound_field(L, table, "most", farthest, farthest);
    if (out->least > out->most)
        luaL_error(L, TEXT("option %s: least is above most", "%s 옵션: least가 most보다 큽니다"), out->name);
}

static void read_options(lua_State *L, UserCommand *user)
{
    enum { USER_OPTIONS = 24, SLOT = (sizeof(Wholes) + 15) / 16 * 16 };
    if (lua_getfield(L, 1, "options") == LUA_TTABLE) {
        lua_Unsigned length = lua_rawlen(L, -1);
        if (length > USER_OPTIONS)
            luaL_error(L, TEXT("%d options are the most", "옵션은 %d개까지 쓸 수 있습니다"), USER_OPTIONS);
        int count = (int)length;
        user->rows = memory_new((size_t)count + 1, sizeof *user->rows);
        user->options = (Options){.rows = user->rows, .size = (size_t)count * SLOT + 1};
        user->command.options = &user->options;
        for (int i = 0; i < count; i++) {
            lua_rawgeti(L, -1, i + 1);
            user->rows[i].offset = (size_t)i * SLOT;
            read_option(L, &user->rows[i]);
            check_option(L, user, &user->rows[i]);
            lua_pop(L, 1);
        }
    }
    lua_pop(L, 1);
}

/* Pushes the name and the function: each field is asked for once. */
static const char *push_name_and_run(lua_State *L)
{
    static const char *const fields[] = {"name", "summary", "usage", "help", "options", "run"};
    size_t whole = 0;
    luaL_checktype(L, 1, LUA_TTABLE);
    check_fields(L, 1, fields, sizeof fields / sizeof *fields);
    const char *name = lua_getfield(L, 1, "name") == LUA_TSTRING ? lua_tolstring(L, -1, &whole) : "";
    if (!is_small_name(name) || strlen(name) != whole)
        luaL_error(L, "%s",
                   TEXT("a command's name has small letters, digits and _, 24 at most",
                        "명령의 이름은 로마자 소문자, 숫자, _로 24자까지 씁니다"));
    if (lua_getfield(L, 1, "run") != LUA_TFUNCTION)
        luaL_error(L,
                   TEXT("the command %s needs run = function(given) ... end",
                        "%s 명령에는 run = function(given) ... end가 필요합니다"),
                   name);
    return name;
}

/* ---- adding ---- */

static void user_clear(UserCommand *user)
{
    for (Option *option = user->rows; option != NULL && option->name != NULL; option++) {
        free((char *)option->name);
        free((char *)option->fallback);
        free((char *)option->choices);
        sentence_free(&option->help);
    }
    free(user->rows);
    sentence_free(&user->command.usage);
    sentence_free(&user->command.summary);
    sentence_free(&user->command.help);
    free((char *)user->command.name);
}

static int free_user(lua_State *L)
{
    UserCommand **box = lua_touserdata(L, 1);
    if (*box != NULL)
        user_clear(*box);
    free(*box);
    *box = NULL;
    return 0;
}

/* A command that the collector frees while it is being read. */
static UserCommand **new_user(lua_State *L)
{
    UserCommand **box = lua_newuserdatauv(L, sizeof *box, 0);
    *box = NULL;
    convert_typed(L, "seqlab.command", "__gc", free_user);
    *box = memory_new(1, sizeof **box);
    return box;
}

/* The repl holds the old one's Command, so the new parts go into its place. It may be running: its reference to run is
 * read before that. */
static void replace(lua_State *L, UserCommand *old, UserCommand *user)
{
    UserCommand *next = old->next, kept = *old;
    luaL_unref(L, LUA_REGISTRYINDEX, old->run);
    *old = *user;
    old->next = next;
    if (old->command.options != NULL)
        old->command.options = &old->options;
    *user = kept; /* the collector frees the old parts */
}

static int add_command(lua_State *L)
{
    Error error = {0};
    lua_settop(L, 1);
    const char *name = push_name_and_run(L);
    UserCommand **box = new_user(L), *user = *box;
    LuaHost *host = host_of(L);
    user->host = host;
    user->command.name = memory_string(name);
    user->command.summary = sentence_field(L, 1, "summary", "");
    user->command.help = sentence_field(L, 1, "help", "");
    user->command.words_wanted = true;
    user->command.run = run_user;
    user->command.tell = tell_user;
    read_options(L, user);
    Buffer *usage = convert_text_box(L);
    buffer_format(usage, "%s ...", name);
    for (const Option *option = user->rows; option != NULL && option->name != NULL; option++) {
        buffer_format(usage, " [%s=%s", option->name, option->fallback != NULL ? option->fallback : "");
        if (option->fallback == NULL)
            option_choices_text(option, usage);
        buffer_add(usage, "]");
    }
    user->command.usage = sentence_field(L, 1, "usage", buffer_text(usage));
    lua_pushvalue(L, 3);
    user->run = luaL_ref(L, LUA_REGISTRYINDEX);
    UserCommand *old = host->commands;
    while (old != NULL && strcmp(old->command.name, user->command.name) != 0)
        old = old->next;
    if (old != NULL) {
        replace(L, old, user);
        return 0;
    }
    if (!repl_add_command(host->repl, &user->command, user, &error))
        return luaL_error(L, "%s", error.message);
    *box = NULL;
    user->next = host->commands;
    host->commands = user;
    verbs_put_command(L, user->command.name);
    return 0;
}

void user_command_put_function(lua_State *L)
{
    lua_getfield(L, -1, "seqlab");
    lua_pushcfunction(L, add_command);
    lua_setfield(L, -2, "command");
    lua_pop(L, 1);
}

void user_commands_free(struct UserCommand *commands)
{
    for (UserCommand *user = commands, *next; user != NULL; user = next) {
        next = user->next;
        user_clear(user);
        free(user);
    }
}
