/* patterns.c: Lua's patterns, matched where Ctrl-C can stop it.
 *
 * Lua's own matcher backtracks in C, where no hook is called: string.find(("a"):rep(40), ("a?"):rep(40) ..
 * ("a"):rep(40)) would run for years, and no key would end it. This one takes the same patterns and gives the same
 * answers (tests/test_lua_patterns.c compares them); but each step counts, and now and then it asks whether to go on.
 *
 * match() finds what the rest of a pattern matches at one place. An item that may match more or less often tries its
 * lengths in turn, each time with the rest of the pattern behind it: that is where the time goes. */
#include "lua/strings.h"

#include <ctype.h>
#include <lauxlib.h>
#include <stdbool.h>
#include <string.h>

#include "base/language.h"
#include "lua/host.h"

enum { CAPTURES_MOST = 32, DEPTH_MOST = 200, STEPS_BETWEEN = 1 << 14, BYTES_A_STEP = 64 };
enum { CAPTURE_OPEN = -1, CAPTURE_PLACE = -2 };

typedef struct Capture {
    const char *begin;
    ptrdiff_t length; /* or CAPTURE_OPEN: not closed yet; CAPTURE_PLACE: "()", the place itself */
} Capture;

typedef struct Matcher {
    lua_State *L;
    const char *begin, *end; /* the subject */
    const char *pattern, *pattern_end;
    bool anchored;           /* the pattern began with ^, which is left out */
    long steps;              /* since interrupt_poll was asked */
    int depth;
    int count;
    Capture captures[CAPTURES_MOST];
} Matcher;

static const char *match(Matcher *m, const char *at, const char *p);

static int malformed(const Matcher *m, const char *why)
{
    return luaL_error(m->L, TEXT("malformed pattern (%s)", "잘못된 패턴입니다(%s)"), why);
}

static void count_steps(Matcher *m, long steps)
{
    m->steps += steps;
    if (m->steps < STEPS_BETWEEN)
        return;
    interrupt_poll(m->L, m->steps);
    m->steps = 0;
}

/* ---- one character ---- */

/* Where the item at p ends: a character, %x, or [set]. */
static const char *item_end(const Matcher *m, const char *p)
{
    char first = *p++;
    if (first == '%' && p == m->pattern_end)
        malformed(m, TEXT("it ends with '%'", "'%'로 끝납니다"));
    if (first == '%')
        return p + 1;
    if (first != '[')
        return p;
    p += *p == '^';
    do { /* a ']' that stands first is a character of the set */
        if (p >= m->pattern_end)
            malformed(m, TEXT("missing ']'", "']'가 없습니다"));
        p += *p == '%' && p + 1 < m->pattern_end ? 2 : 1;
    } while (p >= m->pattern_end || *p != ']');
    return p + 1;
}

/* A letter names a class, a capital all else; other characters stand for themselves. */
static bool class_has(int class, int c)
{
    bool has;
    switch (tolower(class)) {
    case 'a': has = isalpha(c); break;
    case 'c': has = iscntrl(c); break;
    case 'd': has = isdigit(c); break;
    case 'g': has = isgraph(c); break;
    case 'l': has = islower(c); break;
    case 'p': has = ispunct(c); break;
    case 's': has = isspace(c); break;
    case 'u': has = isupper(c); break;
    case 'w': has = isalnum(c); break;
    case 'x': has = isxdigit(c); break;
    default: return class == c;
    }
    return isupper(class) ? !has : has;
}

/* p: at "[", end: behind its "]". */
static bool set_has(const char *p, const char *end, int c)
{
    bool inverted = p[1] == '^';
    for (p += 1 + inverted, end--; p < end; p++) {
        if (*p == '%' && p + 1 < end) {
            p++;
            if (class_has((unsigned char)*p, c))
                return !inverted;
        } else if (p[1] == '-' && p + 2 < end) {
            if ((unsigned char)p[0] <= c && c <= (unsigned char)p[2])
                return !inverted;
            p += 2;
        } else if ((unsigned char)*p == c) {
            return !inverted;
        }
    }
    return inverted;
}

/* Whether the item from p to end is the character at `at`. */
static bool item_fits(Matcher *m, const char *at, const char *p, const char *end)
{
    count_steps(m, 1);
    if (at >= m->end)
        return false;
    int c = (unsigned char)*at;
    switch (*p) {
    case '.': return true;
    case '%': return class_has((unsigned char)p[1], c);
    case '[': return set_has(p, end, c);
    default: return (unsigned char)*p == c;
    }
}

/* ---- items that may match more or less often; rest: what follows their sign ---- */

static const char *as_many_as_fit(Matcher *m, const char *at, const char *p, const char *end, ptrdiff_t least)
{
    ptrdiff_t most = 0;
    while (item_fits(m, at + most, p, end))
        most++;
    for (; most >= least; most--) {
        const char *found = match(m, at + most, end + 1);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static const char *as_few_as_fit(Matcher *m, const char *at, const char *p, const char *end)
{
    for (;; at++) {
        const char *found = match(m, at, end + 1);
        if (found != NULL || !item_fits(m, at, p, end))
            return found;
    }
}

/* ---- captures ---- */

static const char *capture_begun(Matcher *m, const char *at, const char *p, ptrdiff_t length)
{
    if (m->count == CAPTURES_MOST)
        luaL_error(m->L, TEXT("more than %d captures", "캡처가 %d개보다 많습니다"), CAPTURES_MOST);
    m->captures[m->count++] = (Capture){at, length};
    const char *found = match(m, at, p);
    if (found == NULL)
        m->count--;
    return found;
}

static const char *capture_closed(Matcher *m, const char *at, const char *p)
{
    int open = m->count - 1;
    while (open >= 0 && m->captures[open].length != CAPTURE_OPEN)
        open--;
    if (open < 0)
        malformed(m, TEXT("a ')' closes nothing", "짝이 없는 ')'가 있습니다"));
    m->captures[open].length = at - m->captures[open].begin;
    const char *found = match(m, at, p);
    if (found == NULL)
        m->captures[open].length = CAPTURE_OPEN;
    return found;
}

/* %1: what the capture holds, once more. */
static const char *capture_again(Matcher *m, const char *at, char digit)
{
    int index = digit - '1';
    if (index < 0 || index >= m->count || m->captures[index].length == CAPTURE_OPEN)
        luaL_error(m->L, TEXT("there is no capture '%%%c' here", "여기에 캡처 %%%c가 없습니다"), digit);
    ptrdiff_t length = m->captures[index].length;
    count_steps(m, 1 + length / BYTES_A_STEP);
    bool same =
        length != CAPTURE_PLACE && m->end - at >= length && memcmp(m->captures[index].begin, at, (size_t)length) == 0;
    return same ? at + length : NULL;
}

/* %bxy, p at x: from an x to the y that belongs to it. */
static const char *balanced(Matcher *m, const char *at, const char *p)
{
    int open = 1;
    if (p + 1 >= m->pattern_end)
        malformed(m, TEXT("%b needs two characters", "%b 뒤에는 문자가 두 개 있어야 합니다"));
    if (at >= m->end || *at != *p)
        return NULL;
    for (at++; at < m->end; at++) {
        count_steps(m, 1);
        if (*at == p[1]) {
            if (--open == 0)
                return at + 1;
        } else {
            open += *at == p[0];
        }
    }
    return NULL;
}

/* ---- a pattern ---- */

/* An item with its sign. Sets *rest where the match goes on behind it at the place returned; else it was the last to
 * look at, and the end of the match is returned. NULL: no match. */
static const char *match_item(Matcher *m, const char *at, const char *p, const char **rest)
{
    const char *end = item_end(m, p), *found;
    *rest = NULL;
    switch (end < m->pattern_end ? *end : '\0') {
    case '*': return as_many_as_fit(m, at, p, end, 0);
    case '+': return as_many_as_fit(m, at, p, end, 1);
    case '-': return as_few_as_fit(m, at, p, end);
    case '?':
        found = item_fits(m, at, p, end) ? match(m, at + 1, end + 1) : NULL;
        if (found == NULL)
            *rest = end + 1;
        return found != NULL ? found : at;
    default: *rest = end; return item_fits(m, at, p, end) ? at + 1 : NULL;
    }
}

/* What begins with %: classes are items like others. */
static const char *match_escaped(Matcher *m, const char *at, const char *p, const char **rest)
{
    if (p[1] == 'b') {
        *rest = p + 4;
        return balanced(m, at, p + 2);
    }
    if (p[1] == 'f') {
        if (p + 2 >= m->pattern_end || p[2] != '[')
            malformed(m, TEXT("%f needs a [set]", "%f 뒤에는 [문자 집합]이 있어야 합니다"));
        /* %f[set]: between a character that is not in the set and one that is. */
        int before = at == m->begin ? '\0' : (unsigned char)at[-1], here = at < m->end ? (unsigned char)*at : '\0';
        *rest = item_end(m, p + 2);
        return !set_has(p + 2, *rest, before) && set_has(p + 2, *rest, here) ? at : NULL;
    }
    if (p + 1 < m->pattern_end && isdigit((unsigned char)p[1])) {
        *rest = p + 2;
        return capture_again(m, at, p[1]);
    }
    return match_item(m, at, p, rest);
}

/* Where the match of the pattern from p on ends that begins at `at`; NULL: there is none. */
static const char *match(Matcher *m, const char *at, const char *p)
{
    if (m->depth++ == DEPTH_MOST)
        luaL_error(m->L, "%s", TEXT("the pattern is too complex", "패턴이 너무 복잡합니다"));
    while (at != NULL && p != NULL && p < m->pattern_end) {
        const char *rest = NULL;
        if (*p == '(')
            at = p[1] == ')' ? capture_begun(m, at, p + 2, CAPTURE_PLACE) : capture_begun(m, at, p + 1, CAPTURE_OPEN);
        else if (*p == ')')
            at = capture_closed(m, at, p + 1);
        else if (*p == '$' && p + 1 == m->pattern_end)
            at = at == m->end ? at : NULL;
        else if (*p == '%')
            at = match_escaped(m, at, p, &rest);
        else
            at = match_item(m, at, p, &rest);
        p = rest;
    }
    m->depth--;
    return at;
}

static const char *match_here(Matcher *m, const char *at)
{
    m->count = m->depth = 0;
    return match(m, at, m->pattern);
}

/* ---- subjects, captures and places as values of Lua ---- */

/* The subject is argument 1, the pattern argument 2; anchor: whether ^ is a sign here. */
static Matcher matcher_of(lua_State *L, int subject, int pattern, bool anchor)
{
    size_t length, pattern_length;
    Matcher m = {.L = L};
    m.begin = luaL_checklstring(L, subject, &length);
    m.pattern = luaL_checklstring(L, pattern, &pattern_length);
    m.end = m.begin + length;
    m.pattern_end = m.pattern + pattern_length;
    m.anchored = anchor && *m.pattern == '^';
    m.pattern += m.anchored;
    return m;
}

/* The place that argument 3 names, from the subject's end where it is negative; NULL where it lies past the end. */
static const char *place_of(const Matcher *m)
{
    lua_Integer place = luaL_optinteger(m->L, 3, 1);
    size_t length = (size_t)(m->end - m->begin);
    if (place > 0)
        return (lua_Unsigned)place - 1 <= length ? m->begin + (place - 1) : NULL;
    return place == 0 || place < -(lua_Integer)length ? m->begin : m->end + place;
}

static void push_capture(const Matcher *m, int index, const char *from, const char *to)
{
    if (index >= m->count && index > 0)
        luaL_error(m->L, TEXT("there is no capture '%%%d' in the pattern", "패턴에 캡처 %%%d가 없습니다"), index + 1);
    if (index >= m->count) {
        lua_pushlstring(m->L, from, (size_t)(to - from));
        return;
    }
    const Capture *capture = &m->captures[index];
    if (capture->length == CAPTURE_OPEN)
        luaL_error(m->L, "%s", TEXT("a capture is not closed", "닫히지 않은 캡처가 있습니다"));
    if (capture->length == CAPTURE_PLACE)
        lua_pushinteger(m->L, capture->begin - m->begin + 1);
    else
        lua_pushlstring(m->L, capture->begin, (size_t)capture->length);
}

/* All captures; from NULL: without the whole match where there are none. */
static int push_captures(const Matcher *m, const char *from, const char *to)
{
    int count = m->count == 0 && from != NULL ? 1 : m->count;
    luaL_checkstack(m->L, count, NULL);
    for (int i = 0; i < count; i++)
        push_capture(m, i, from, to);
    return count;
}

/* ---- find, match ---- */

static bool is_plain(const Matcher *m)
{
    for (const char *p = m->pattern; p < m->pattern_end; p++)
        if (*p != '\0' && strchr("^$*+?.([%-", *p) != NULL)
            return false;
    return !m->anchored;
}

static int push_places(const Matcher *m, const char *from, const char *to)
{
    lua_pushinteger(m->L, from - m->begin + 1);
    lua_pushinteger(m->L, to - m->begin);
    return 2;
}

/* memmem takes time in proportion to the lengths. */
static int find_plain(const Matcher *m, const char *at)
{
    size_t length = (size_t)(m->pattern_end - m->pattern);
    const char *found = memmem(at, (size_t)(m->end - at), m->pattern, length);
    if (found != NULL)
        return push_places(m, found, found + length);
    lua_pushnil(m->L);
    return 1;
}

static int find_or_match(lua_State *L, bool find)
{
    bool plain = find && lua_toboolean(L, 4);
    Matcher m = matcher_of(L, 1, 2, !plain);
    const char *at = place_of(&m);
    if (at != NULL && find && (plain || is_plain(&m)))
        return find_plain(&m, at);
    for (; at != NULL && at <= m.end; at++) {
        const char *end = match_here(&m, at);
        if (end != NULL)
            return find ? push_places(&m, at, end) + push_captures(&m, NULL, NULL) : push_captures(&m, at, end);
        if (m.anchored)
            break;
    }
    lua_pushnil(L);
    return 1;
}

static int find(lua_State *L) { return find_or_match(L, true); }
static int match_first(lua_State *L) { return find_or_match(L, false); }

/* ---- gmatch ---- */

/* Upvalues: the subject, the pattern, where to go on and where the last match ended, both counted from 0. */
static int next_match(lua_State *L)
{
    Matcher m = matcher_of(L, lua_upvalueindex(1), lua_upvalueindex(2), false);
    const char *last = m.begin + lua_tointeger(L, lua_upvalueindex(4));
    for (const char *at = m.begin + lua_tointeger(L, lua_upvalueindex(3)); at <= m.end; at++) {
        const char *end = match_here(&m, at);
        if (end == NULL || end == last)
            continue;
        lua_pushinteger(L, end - m.begin);
        lua_copy(L, -1, lua_upvalueindex(3));
        lua_replace(L, lua_upvalueindex(4));
        return push_captures(&m, at, end);
    }
    lua_pushinteger(L, m.end - m.begin + 1);
    lua_replace(L, lua_upvalueindex(3));
    return 0;
}

static int gmatch(lua_State *L)
{
    Matcher m = matcher_of(L, 1, 2, false);
    const char *from = place_of(&m);
    lua_settop(L, 2);
    lua_pushinteger(L, (from != NULL ? from : m.end + 1) - m.begin);
    lua_pushinteger(L, -1);
    lua_pushcclosure(L, next_match, 4);
    return 1;
}

/* ---- gsub ---- */

/* The replacement is a text with %0 to %9 in it. */
static void add_text(const Matcher *m, luaL_Buffer *out, const char *from, const char *to)
{
    size_t length;
    const char *text = lua_tolstring(m->L, 3, &length), *end = text + length, *sign;
    for (; (sign = memchr(text, '%', (size_t)(end - text))) != NULL; text = sign + 2) {
        luaL_addlstring(out, text, (size_t)(sign - text));
        if (sign[1] == '%') {
            luaL_addchar(out, '%');
        } else if (sign[1] == '0') {
            luaL_addlstring(out, from, (size_t)(to - from));
        } else if (isdigit((unsigned char)sign[1])) {
            push_capture(m, sign[1] - '1', from, to);
            luaL_addvalue(out);
        } else {
            luaL_error(m->L, "%s",
                       TEXT("in a replacement '%' stands before a digit or another '%'",
                            "바꿀 문자열에서 '%' 다음에는 숫자나 '%'가 와야 합니다"));
        }
    }
    luaL_addlstring(out, text, (size_t)(end - text));
}

/* What a table holds or a function returns for the match; nil and false leave it as it is. */
static void add_found(const Matcher *m, luaL_Buffer *out, const char *from, const char *to)
{
    lua_State *L = m->L;
    if (lua_isfunction(L, 3)) {
        lua_pushvalue(L, 3);
        lua_call(L, push_captures(m, from, to), 1);
    } else {
        push_capture(m, 0, from, to);
        lua_gettable(L, 3);
    }
    if (!lua_toboolean(L, -1)) {
        lua_pop(L, 1);
        luaL_addlstring(out, from, (size_t)(to - from));
    } else if (lua_isstring(L, -1)) {
        luaL_addvalue(out);
    } else {
        luaL_error(L,
                   TEXT("a replacement has to be a string, not a %s", "바꿀 값은 문자열이어야 합니다(%s 값은 안 됩니다)"),
                   luaL_typename(L, -1));
    }
}

static int gsub(lua_State *L)
{
    Matcher m = matcher_of(L, 1, 2, true);
    const char *at = m.begin, *last = NULL;
    lua_Integer most = luaL_optinteger(L, 4, m.end - m.begin + 1), count = 0;
    luaL_Buffer out;
    luaL_argexpected(L, lua_isstring(L, 3) || lua_istable(L, 3) || lua_isfunction(L, 3), 3, "string/function/table");
    luaL_buffinit(L, &out);
    while (count < most) {
        const char *end = match_here(&m, at);
        if (end != NULL && end != last) {
            count++;
            if (lua_isstring(L, 3))
                add_text(&m, &out, at, end);
            else
                add_found(&m, &out, at, end);
            at = last = end;
        } else if (at < m.end) {
            luaL_addchar(&out, *at++);
        } else {
            break;
        }
        if (m.anchored)
            break;
    }
    luaL_addlstring(&out, at, (size_t)(m.end - at));
    luaL_pushresult(&out);
    lua_pushinteger(L, count);
    return 2;
}

void patterns_put_functions(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"find", find}, {"match", match_first}, {"gmatch", gmatch}, {"gsub", gsub}, {NULL, NULL}};
    luaL_setfuncs(L, functions, 0);
}
