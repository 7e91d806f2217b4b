/* evaluate.c: runs a line that is not a command as Lua.
 *
 * As in lua.c, the chunk is first tried as an expression, whose values are shown, then as statements; a syntax error
 * at the very end means that it goes on in the next line. People also type what is neither a command nor Lua: a
 * misspelt command, a Korean sentence, a name that nobody defined. These get a sentence that says so instead of the
 * compiler's.
 *
 * `ans` is the result of the last command that was typed. */
#include "lua/lua_host.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/convert.h"
#include "lua/host_internal.h"
#include "lua/own_part.h"
#include "lua/strings.h"

typedef struct Evaluation {
    const char *chunk;
    bool unfinished;
    bool expression; /* its values are shown */
    bool usage;   /* the line is wrong, not the code that ran */
    bool meaningless; /* words, or a name that nobody defined */
} Evaluation;

/* ---- what a chunk looks like ---- */

static const char *skip_blanks(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

/* Past a quoted text or a comment that begins at text; text itself if none does. */
static const char *skip_quoted(const char *text)
{
    if (*text == '"' || *text == '\'') {
        const char *at = text + 1;
        while (*at != '\0' && *at != *text)
            at += *at == '\\' && at[1] != '\0' ? 2 : 1;
        return *at != '\0' ? at + 1 : at;
    }
    if (strncmp(text, "--", 2) == 0)
        return text + strcspn(text, "\n");
    if (strncmp(text, "[[", 2) == 0) {
        const char *end = strstr(text, "]]");
        return end != NULL ? end + 2 : text + strlen(text);
    }
    return text;
}

/* The first word with letters that Lua's names cannot have (a new string to free), or NULL. */
static char *foreign_word(const char *chunk)
{
    for (const char *at = chunk; *at != '\0';) {
        const char *past = skip_quoted(at);
        if (past == at && (unsigned char)*at >= 0x80) {
            size_t length = 0;
            while ((unsigned char)at[length] >= 0x80 || isalnum((unsigned char)at[length]) || at[length] == '_')
                length++;
            return memory_text(at, length);
        }
        at = past == at ? at + 1 : past;
    }
    return NULL;
}

/* Words and blanks with none of the signs that make Lua: "I go to school". */
static bool looks_like_words(const char *chunk)
{
    const char *text = skip_blanks(chunk);
    size_t first = name_length(text);
    const char *second = skip_blanks(text + first);
    static const char *const keywords = " local function return for while if do repeat goto break not ";
    char word[16] = " ";
    if (first == 0 || first > 12 || second == text + first ||
        (!isalnum((unsigned char)*second) && (unsigned char)*second < 0x80))
        return false;
    strncat(word, text, first);
    strcat(word, " ");
    return strstr(keywords, word) == NULL && strpbrk(chunk, "={}();\"'[]") == NULL;
}

/* ---- compiling ---- */

static int raise_foreign(lua_State *L, const char *chunk)
{
    char *word = foreign_word(chunk);
    bool sentence = strpbrk(chunk, "={}();\"'[]") == NULL;
    const char *text = lua_pushstring(L, skip_blanks(chunk)), *name = lua_pushstring(L, word != NULL ? word : "?");
    free(word);
    if (sentence)
        return luaL_error(L, TEXT("this is not a command. To translate it: translate %s",
                                  "명령이 아닙니다. 번역하려면: translate %s"), text);
    return luaL_error(L, TEXT("'%s' cannot be a name in Lua: names are written in the letters a to z, digits and _. "
                              "Put text into quotation marks: \"%s\"",
                              "Lua에서 '%s' 같은 이름은 쓸 수 없습니다. 이름은 로마자, 숫자, _로 씁니다. 문자열은 따옴표 안에 넣으십시오: \"%s\""),
                      name, name);
}

/* The compiler's message is on top. */
static int raise_syntax(lua_State *L, Evaluation *evaluation)
{
    char *word = foreign_word(evaluation->chunk);
    bool foreign = word != NULL;
    free(word);
    evaluation->usage = true;
    evaluation->meaningless =
        foreign ? strpbrk(evaluation->chunk, "={}();\"'[]") == NULL : looks_like_words(evaluation->chunk);
    if (foreign)
        return raise_foreign(L, evaluation->chunk);
    if (looks_like_words(evaluation->chunk))
        return luaL_error(L, "%s",
                          TEXT("this is neither a command ('help' lists them) nor Lua",
                               "명령도 Lua도 아닙니다('help'를 입력하면 명령의 목록이 나옵니다)"));
    return lua_error(L);
}

static bool compile(lua_State *L, const char *before, const char *chunk, const char *after)
{
    const char *text = lua_pushfstring(L, "%s%s%s", before, chunk, after);
    int status = luaL_loadbufferx(L, text, strlen(text), "=line", "t");
    lua_remove(L, -2);
    return status == LUA_OK;
}

/* With a newline added, so that an unfinished string on the last line is an error, not an unfinished chunk. */
static bool goes_on(lua_State *L, const char *before, const char *chunk)
{
    size_t length;
    if (compile(L, before, chunk, "\n")) {
        lua_pop(L, 1);
        return false;
    }
    const char *message = lua_tolstring(L, -1, &length);
    bool at_end = length >= 5 && strcmp(message + length - 5, "<eof>") == 0;
    lua_pop(L, 1);
    return at_end;
}

/* Pushes the function. False if the chunk continues in the next line. */
static bool compile_chunk(lua_State *L, Evaluation *evaluation)
{
    const char *begin = skip_blanks(evaluation->chunk);
    begin += *begin == '=';
    evaluation->expression = compile(L, "return ", begin, "");
    if (evaluation->expression)
        return true;
    lua_pop(L, 1);
    if (compile(L, "", evaluation->chunk, ""))
        return true;
    evaluation->unfinished =
        goes_on(L, "", begin) || (goes_on(L, "return ", begin) && !looks_like_words(begin)); /* "1 +" */
    if (!evaluation->unfinished)
        raise_syntax(L, evaluation);
    return false;
}

/* ---- running ---- */

/* A chunk that is one bare name, which nobody defined. */
static void check_bare_name(lua_State *L, Evaluation *evaluation)
{
    const char *begin = skip_blanks(evaluation->chunk);
    size_t length = name_length(begin);
    bool is_name = length > 0 && *skip_blanks(begin + length) == '\0' && lua_gettop(L) == 2 && lua_isnil(L, 2);
    const char *name = lua_pushlstring(L, begin, length);
    evaluation->usage = evaluation->meaningless = is_name && strcmp(name, "nil") != 0;
    if (evaluation->usage)
        luaL_error(L,
                   host_of(L)->after_local
                       ? TEXT("there is no variable or command '%s' (a local variable ends with its line: leave out "
                              "'local')",
                              "'%s' 변수나 명령이 없습니다(local 변수는 그 줄에서만 쓸 수 있으니 local을 빼십시오)")
                       : TEXT("there is no variable or command '%s'", "'%s' 변수나 명령이 없습니다"),
                   name);
    lua_pop(L, 1);
}

/* ans[3] is the third result, ans[-1] the one before the last. */
static int earlier_answer(lua_State *L)
{
    const Answers *answers = repl_answers(host_of(L)->repl);
    const json_t *value = lua_isinteger(L, 2) ? answers_get(answers, (long)lua_tointeger(L, 2)).value : NULL;
    if (value == NULL)
        return 0;
    convert_push(L, value);
    return 1;
}

/* Sets the global `ans` where there is a newer result than it knew. */
static void set_answer(lua_State *L)
{
    LuaHost *host = host_of(L);
    const Answers *answers = repl_answers(host->repl);
    if (host->answers == answers->count)
        return;
    host->answers = answers->count;
    convert_push(L, answers_get(answers, 0).value);
    lua_createtable(L, 0, 1);
    lua_pushcfunction(L, earlier_answer);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, -2);
    lua_setglobal(L, "ans");
}

static int run_chunk(lua_State *L)
{
    Evaluation *evaluation = lua_touserdata(L, 1);
    set_answer(L);
    if (!compile_chunk(L, evaluation))
        return 0;
    lua_call(L, 0, LUA_MULTRET);
    check_bare_name(L, evaluation);
    for (int i = 2, last = lua_gettop(L); i <= last; i++) {
        Buffer *text = convert_text_box(L);
        readable_value(L, i, text);
        host_say(host_of(L), buffer_text(text), text->length);
        lua_settop(L, last);
    }
    return 0;
}

/* A line that is cell(...) or attention(...) shows no value: what it defined, and how to use that. before: the newest
 * part until then. */
static void say_defined(LuaHost *host, const char *line, const OwnPart *before)
{
    const OwnPart *part = host->parts;
    const char *begin = skip_blanks(line), *call = part == before ? NULL : part->is_cell ? "cell" : "attention";
    if (call == NULL || name_length(begin) != strlen(call) || strncmp(begin, call, strlen(call)) != 0 ||
        own_part_find(host, part->name) != part)
        return;
    char *said = text_format(
        part->is_cell ? TEXT("The cell %s is defined. `model cell=%s` makes a model with it, and `gradcheck(\"%s\")` "
                             "checks its gradients.",
                             "%s 셀을 정의했습니다. `model cell=%s` 명령으로 이 셀을 쓰는 모델을 만들고, `gradcheck(\"%s\")` "
                             "함수로 그래디언트를 확인할 수 있습니다.")
                      : TEXT("The attention %s is defined. `model attention=%s` makes a model with it, and "
                             "`gradcheck(\"%s\")` checks its gradients.",
                             "%s 어텐션을 정의했습니다. `model attention=%s` 명령으로 이 어텐션을 쓰는 모델을 만들고, "
                             "`gradcheck(\"%s\")` 함수로 그래디언트를 확인할 수 있습니다."),
        part->name, part->name, part->name);
    repl_say_markdown(host->repl, said);
    free(said);
}

bool evaluate_line(LuaHost *host, const char *chunk, bool *complete, bool *meaningless, Error *error)
{
    Evaluation evaluation = {.chunk = chunk};
    const OwnPart *before = host->parts;
    bool right = host_call(host, run_chunk, &evaluation, error);
    *complete = !evaluation.unfinished;
    *meaningless = evaluation.meaningless;
    if (!right && evaluation.usage)
        error->kind = ERROR_USAGE;
    /* "line:1: " says nothing if there is only one line. */
    static const char place[] = "line:1: ";
    size_t length = strlen(place);
    if (!right && strchr(chunk, '\n') == NULL && strncmp(error->message, place, length) == 0)
        memmove(error->message, error->message + length, strlen(error->message + length) + 1);
    host->after_local = strncmp(skip_blanks(chunk), "local ", 6) == 0 || (host->after_local && evaluation.usage);
    if (*complete)
        host_settle(host);
    if (right && *complete && evaluation.expression)
        say_defined(host, chunk, before);
    return right;
}
