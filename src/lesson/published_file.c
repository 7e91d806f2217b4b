/* published_file.c: what the file of a published experiment says besides what a claim's does.
 *
 *     paper = "Lake and Baroni 2018, ...", place = "Experiment 2", published = { exact = 20.8 }, minutes = 2,
 *     differs = { en =, ko = }, file = { en =, ko = }
 *
 * published has the paper's figures by the ids of `figures`; file says what the user's file must hold, and is left out
 * where none is needed. */
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/claims.h"

const Key published_keys[] = {
    {"sentence", KEY_ITS_OWN, 0},
    {"figures", KEY_ITS_OWN, 0},
    {"rule", KEY_TEXT, offsetof(Claim, rule)},
    {"measure", KEY_FUNCTION, offsetof(Claim, measure)},
    {"paper", KEY_TEXT, offsetof(Claim, published.paper)},
    {"place", KEY_TEXT, offsetof(Claim, published.place)},
    {"minutes", KEY_NUMBER, offsetof(Claim, published.minutes)},
    {"published", KEY_ITS_OWN, 0},
    {"differs", KEY_ITS_OWN, 0},
    {"file", KEY_ITS_OWN, 0},
    {NULL, KEY_ITS_OWN, 0},
};

static Where where_of(const TableFile *file, const char *key) { return (Where){key, table_file_line(file, key)}; }

/* The figures of the paper, from the table on top of the stack: numbers, each of a figure that there is. */
static bool take_values(lua_State *L, const Claim *claim)
{
    int found = 0, all = 0;
    if (!lua_istable(L, -1))
        return false;
    for (int i = 0; i < claim->figure_count; i++, lua_pop(L, 1)) {
        bool is_number = lua_getfield(L, -1, claim->figures[i].id) == LUA_TNUMBER;
        double value = is_number ? lua_tonumber(L, -1) : (double)NAN;
        claim->published.value[i] = fabs(value) < FIGURE_MOST ? value : (double)NAN;
        found += isfinite(claim->published.value[i]);
    }
    for (lua_pushnil(L); lua_next(L, -2) != 0 && all <= LIST_MOST; lua_pop(L, 1))
        all++;
    return found > 0 && found == all;
}

void published_read(lua_State *L, int table, const TableFile *file, Claim *claim)
{
    Published *published = &claim->published;
    published->value = memory_new(LIST_MOST, sizeof *published->value);
    lua_settop(L, table);
    lua_getfield(L, table, "published");
    if (!take_values(L, claim))
        table_file_wrong(file, where_of(file, "published"), "published",
                         TEXT("a table of numbers by the ids of figures", "figures의 id별 수의 테이블"));
    if (published->paper == NULL || !table_file_plain(published->paper) || published->place == NULL ||
        !table_file_plain(published->place))
        table_file_wrong(file, where_of(file, "paper"), "paper, place",
                         TEXT("texts: whose figures they are, and where they stand", "문자열: 누구의 수치이며 어디에 있는지"));
    if (!(published->minutes > 0 && published->minutes < 1e6))
        table_file_wrong(file, where_of(file, "minutes"), "minutes", TEXT("a number above 0", "0보다 큰 수"));
    table_file_sentence(L, table, file, "differs", &published->differs.english, &published->differs.korean);
    lua_settop(L, table);
    if (lua_getfield(L, table, "file") != LUA_TNIL)
        table_file_sentence(L, table, file, "file", &published->wants_file.english, &published->wants_file.korean);
    lua_settop(L, table);
}

void published_free(Published *published)
{
    free(published->paper);
    free(published->place);
    free(published->differs.english);
    free(published->differs.korean);
    free(published->wants_file.english);
    free(published->wants_file.korean);
    free(published->value);
}
