/* test_lua_patterns.c: our string.find, match, gmatch and gsub give what Lua's own give, over random patterns and subjects;
 * and what Lua's own never ends is ended by the bound of a lesson's call. */
#include <lualib.h>

#include "base/random.h"
#include "lua/host_internal.h"
#include "lua/strings.h"
#include "test.h"

static LuaHost host;

/* A state with Lua's library as `string` and ours as `ours`. */
static lua_State *open_state(void)
{
    lua_State *L = luaL_newstate();
    memset(&host, 0, sizeof host);
    *(LuaHost **)lua_getextraspace(L) = &host;
    luaL_openlibs(L);
    lua_newtable(L);
    patterns_put_functions(L);
    lua_setglobal(L, "ours");
    return L;
}

static void run(lua_State *L, const char *chunk)
{
    if (luaL_dostring(L, chunk) != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
}

/* compare(subject, pattern, init, most): what the two libraries disagree on, or nil. Messages differ, so that of two
 * errors nothing is compared. */
static const char comparing[] =
    "local function shown(ok, ...)\n"
    "  if not ok then return 'error' end\n"
    "  local parts = {select('#', ...) .. ':'}\n"
    "  for i = 1, select('#', ...) do parts[#parts + 1] = math.type((select(i, ...))) or '' parts[#parts + 1] = tostring((select(i, ...))) end\n"
    "  return table.concat(parts, '|')\n"
    "end\n"
    "local function all(f, ...)\n"
    "  local found = {}\n"
    "  for a, b, c in f(...) do found[#found + 1] = shown(true, a, b, c) end\n"
    "  return table.concat(found, ';')\n"
    "end\n"
    "local replacements = {'<%0>', '%1%%', {a = 'A', b = false, ab = 7}, function(a, b) return a and b and a .. b end}\n"
    "function compare(s, p, init, most)\n"
    "  local function differ(name, ...)\n"
    "    local theirs, mine = shown(pcall(string[name], ...)), shown(pcall(ours[name], ...))\n"
    "    if theirs ~= mine then return ('%s(%q, %q, %s): %s, not %s'):format(name, s, p, init, mine, theirs) end\n"
    "  end\n"
    "  local fault = differ('find', s, p, init) or differ('match', s, p, init) or differ('find', s, p, init, true)\n"
    "  for _, replacement in ipairs(replacements) do fault = fault or differ('gsub', s, p, replacement, most) end\n"
    "  local theirs, mine = shown(pcall(all, string.gmatch, s, p, init)), shown(pcall(all, ours.gmatch, s, p, init))\n"
    "  return fault or theirs ~= mine and ('gmatch(%q, %q, %s): %s, not %s'):format(s, p, init, mine, theirs) or nil\n"
    "end\n";

static size_t draw(Random *random, const char *letters, size_t count, size_t most, char *out)
{
    size_t length = random_below(random, (uint32_t)most + 1);
    for (size_t i = 0; i < length; i++)
        out[i] = letters[random_below(random, (uint32_t)count)];
    return length;
}

TEST(agrees_with_lua)
{
    static const char in_patterns[] = "aab.%%%[[]]^^$(())*+-?1bfwDs\0", in_subjects[] = "aaabb( )1.-]\0";
    char text[16];
    Random random;
    lua_State *L = open_state();
    run(L, comparing);
    random_seed_for(&random, 1, "patterns");
    for (int i = 0; i < 60000; i++) {
        lua_getglobal(L, "compare");
        lua_pushlstring(L, text, draw(&random, in_subjects, sizeof in_subjects - 1, 12, text));
        lua_pushlstring(L, text, draw(&random, in_patterns, sizeof in_patterns - 1, 8, text));
        lua_pushinteger(L, (int)random_below(&random, 20) - 6);
        lua_pushinteger(L, (int)random_below(&random, 4));
        if (lua_pcall(L, 4, 1, 0) != LUA_OK || !lua_isnil(L, -1))
            fail_msg("%s", lua_tostring(L, -1));
        lua_pop(L, 1);
    }
    lua_close(L);
}

TEST(ends_at_the_bound)
{
    static const char *const endless[] = {
        "return ours.find(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(40))",
        "return ours.match(('a'):rep(1e4), ('.-'):rep(9) .. 'b')",
        "return ours.gsub(('a'):rep(1e4), ('a*'):rep(9) .. 'b', '')",
        "return ours.gmatch(('ab'):rep(1e4), ('.*'):rep(9) .. '%d')()",
        "return ours.find(('a'):rep(1e5) .. 'b', '(.*)%1c')",
        "return ours.find(('('):rep(1e5), '%b()%b()')",
    };
    lua_State *L = open_state();
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        host.halt = RUNS_ON;
        host.bounded = true;
        host.budget = 1000 * 1000;
        lua_sethook(L, NULL, 0, 0);
        assert_int_not_equal(luaL_dostring(L, endless[i]), LUA_OK);
        assert_non_null(strstr(lua_tostring(L, -1), "too long"));
        lua_settop(L, 0);
    }
    lua_close(L);
}

TEST(a_needle_in_a_haystack)
{
    lua_State *L = open_state();
    run(L, "local s, p = ('a'):rep(1e7), ('a'):rep(5e6) .. 'b' assert(ours.find(s, p, 1, true) == nil and ours.find(s, p) == nil)");
    run(L, "assert(ours.find('aa', '()%1') == nil and string.find('aa', '()%1') == nil)"); /* of a place there is nothing again */
    run(L, "assert(select('#', ours.find(('a'):rep(9), ('(a)'):rep(9))) == 11)");
    assert_int_not_equal(luaL_dostring(L, "ours.find('a', ('(a?)'):rep(33))"), LUA_OK);
    lua_close(L);
}
