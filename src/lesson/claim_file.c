/* claim_file.c: which claims there are, and one of them read.
 *
 * A claim is a file NAME.lua in DATA/lessons/claims, or in the folder claims among the user's own lessons. It returns
 *
 *     { sentence = { en =, ko = }, rows = "7", figures = { { id =, en =, ko = }, ... },
 *       rule = "long < short / 2", measure = function(seed) ... return { short =, long = } end }
 *
 * The rule is one expression of the figures' ids, so that what people read is what is computed. A published experiment
 * is the same in the folder published, with some keys more (published_file.c). */
#include "lesson/claims.h"

#include <dirent.h>
#include <inttypes.h>
#include <lauxlib.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/language.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/whole_file.h"
#include "lesson/limits.h"
#include "lesson/text.h"
#include "lua/globals.h"
#include "lua/own_part.h"

enum { RULE_MOST = 400 };

/* ---- which there are ---- */

const char *ledger_name(Ledger ledger) { return ledger == LEDGER_CLAIMS ? "claims" : "published"; }

/* The folder of the program's claims, or of the user's own; NULL: the user has none. A new string. */
static char *claims_folder(Repl *repl, Ledger ledger, bool own)
{
    const ReplOptions *options = repl_options(repl);
    if (own)
        return options->lessons_folder != NULL ? path_joined(options->lessons_folder, ledger_name(ledger)) : NULL;
    return text_format("%s/lessons/%s", options->data_folder, ledger_name(ledger));
}

static char *claim_path(const char *folder, const char *name) { return text_format("%s/%s.lua", folder, name); }

static int is_claim(const struct dirent *entry)
{
    char *name = memory_text(entry->d_name, strcspn(entry->d_name, "."));
    bool fits = lesson_name_fits(name) && strcmp(entry->d_name + strlen(name), ".lua") == 0;
    free(name);
    return fits;
}

static void add_names(NameList *list, const char *folder)
{
    struct dirent **entries;
    int count = folder != NULL ? scandir(folder, &entries, is_claim, alphasort) : -1;
    for (int i = 0; i < count; i++) {
        entries[i]->d_name[strlen(entries[i]->d_name) - 4] = '\0';
        if (list->count < CLAIMS_MOST && !name_list_has(list, entries[i]->d_name))
            name_list_add(list, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

NameList claims_names(Repl *repl, Ledger ledger)
{
    NameList list = {0};
    for (int own = 0; own < 2; own++) {
        char *folder = claims_folder(repl, ledger, own);
        add_names(&list, folder);
        free(folder);
    }
    return list;
}

/* The folder that has the claim; false: none has. */
static bool find_folder(Repl *repl, Ledger ledger, const char *name, LessonFolder *folder)
{
    for (int own = 0; own < 2 && lesson_name_fits(name); own++) {
        char *path = claims_folder(repl, ledger, own);
        char *file = path != NULL ? claim_path(path, name) : NULL;
        bool found = file != NULL && access(file, F_OK) == 0;
        free(file);
        if (found) {
            *folder = (LessonFolder){.name = memory_string(ledger_name(ledger)), .path = path, .own = own};
            return true;
        }
        free(path);
    }
    return false;
}

/* ---- the rule ---- */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
static bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

static bool is_of_rule(const Claim *claim, const char *word, size_t length)
{
    static const char *const words[] = {"and", "or", "not"};
    bool found = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        found = found || (strlen(words[i]) == length && strncmp(words[i], word, length) == 0);
    for (int i = 0; i < claim->figure_count; i++)
        found = found || (strlen(claim->figures[i].id) == length && strncmp(claim->figures[i].id, word, length) == 0);
    return found;
}

/* Figures, numbers and operators: nothing that could call or loop. */
static void check_rule(const TableFile *file, const Claim *claim, int line)
{
    const char *at = claim->rule;
    while (*at != '\0') {
        size_t length = 0;
        while (is_letter_or_digit(at[length]))
            length++;
        if (is_letter(*at) && !is_of_rule(claim, at, length)) {
            TABLE_FAULT(file, line, TEXT("rule: there is no figure '%.*s'", "rule: '%.*s' 수치는 없습니다"),
                        length < 40 ? (int)length : 40, at);
            return;
        }
        if (length == 0 && strchr(" +-*/<>=~().", *at) == NULL) {
            TABLE_FAULT(file, line, "%s",
                        TEXT("rule: only figures, numbers, + - * / ( ), comparisons, and, or, not",
                             "rule: 수치, 수, + - * / ( ), 비교 연산자, and, or, not만 쓸 수 있습니다"));
            return;
        }
        at += length > 0 ? length : 1;
    }
}

/* Pushes the rule as a function, or raises. */
static void push_rule(lua_State *L, const char *rule)
{
    const char *code = lua_pushfstring(L, "return %s", rule);
    if (luaL_loadbufferx(L, code, strlen(code), "=rule", "t") != LUA_OK)
        lua_error(L);
}

typedef struct RuleCall {
    const Claim *claim;
    const json_t *figures;
    bool holds;
} RuleCall;

static int call_rule(lua_State *L)
{
    RuleCall *call = lua_touserdata(L, 1);
    push_rule(L, call->claim->rule);
    lua_newtable(L);
    for (int i = 0; i < call->claim->figure_count; i++) {
        const char *id = call->claim->figures[i].id;
        lua_pushnumber(L, json_number_value(json_object_get(call->figures, id)));
        lua_setfield(L, -2, id);
    }
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    if (!lua_isboolean(L, -1))
        luaL_error(L, "%s", TEXT("the rule must be true or false", "rule 값은 참이나 거짓이어야 합니다"));
    call->holds = lua_toboolean(L, -1);
    return 0;
}

bool claim_rule_holds(LuaHost *host, const Claim *claim, const json_t *figures, bool *holds, Error *error)
{
    RuleCall call = {.claim = claim, .figures = figures};
    bool ran = host_call_bounded(host, claim, call_rule, &call, error);
    *holds = call.holds;
    return ran;
}

/* ---- reading one ---- */

static const Key claim_keys[] = {
    {"sentence", KEY_ITS_OWN, 0},
    {"rows", KEY_NAMES, offsetof(Claim, rows)},
    {"figures", KEY_ITS_OWN, 0},
    {"rule", KEY_TEXT, offsetof(Claim, rule)},
    {"measure", KEY_FUNCTION, offsetof(Claim, measure)},
    {NULL, KEY_ITS_OWN, 0},
};

typedef struct Reading {
    TableFile file;
    Claim *claim;
} Reading;

static void check_figures(const TableFile *file, const Claim *claim, Where where)
{
    for (int i = 0; i < claim->figure_count; i++) {
        const char *id = claim->figures[i].id;
        size_t length = 0;
        while (is_letter_or_digit(id[length]))
            length++;
        bool right = is_letter(*id) && id[length] == '\0' && length <= 20;
        for (int k = 0; k < i; k++)
            right = right && strcmp(claim->figures[k].id, id) != 0;
        if (!right)
            table_file_wrong(file, where, "id",
                             TEXT("a short word of small letters, another for each figure",
                                  "로마자 소문자로 된 짧은 낱말(수치마다 다르게)"));
    }
}

static void check_claim(const TableFile *file, const Claim *claim)
{
    const char *name = file->name;
    if (claim->measure == LUA_NOREF)
        TABLE_FAULT(file, table_file_line(file, "measure"), "%s",
                    TEXT("there is no measure = function(seed)", "measure = function(seed)가 없습니다"));
    if (*claim->english == '\0' && *claim->korean == '\0' && !file->needs[0])
        TABLE_FAULT(file, table_file_line(file, "sentence"), "%s", TEXT("there is no sentence", "sentence가 없습니다"));
    if (claim->figure_count == 0)
        TABLE_FAULT(file, table_file_line(file, "figures"),
                    TEXT("%s: figures must be a list of 1 to %d", "%s: figures는 1개에서 %d개까지의 리스트여야 합니다"),
                    name, LIST_MOST);
    if (claim->rule == NULL || strlen(claim->rule) > RULE_MOST)
        TABLE_FAULT(file, table_file_line(file, "rule"),
                    TEXT("%s: rule must be a text of at most %d bytes", "%s: rule은 %d바이트 이하의 문자열이어야 합니다"),
                    name, RULE_MOST);
    else
        check_rule(file, claim, table_file_line(file, "rule"));
}

static int read_claim(lua_State *L)
{
    const Reading *reading = lua_touserdata(L, 1);
    const TableFile *file = &reading->file;
    Claim *claim = reading->claim;
    Where figures = {"figures", table_file_line(file, "figures")};
    table_file_run(L, file);
    int table = lua_gettop(L);
    table_file_sentence(L, table, file, "sentence", &claim->english, &claim->korean);
    table_file_keys(L, table, file, claim->ledger == LEDGER_CLAIMS ? claim_keys : published_keys, claim,
                    (Where){file->name, 1});
    lua_getfield(L, table, "figures");
    table_file_choices(L, file, "figures", &claim->figures, &claim->figure_count, figures);
    check_figures(file, claim, figures);
    if (claim->ledger == LEDGER_PUBLISHED)
        published_read(L, table, file, claim);
    check_claim(file, claim);
    if (claim->rule != NULL)
        push_rule(L, claim->rule);
    return 0;
}

/* Whether the file may be read: the user's is no link that leads elsewhere. */
static bool is_below(const Claim *claim, const char *path, Error *error)
{
    return !claim->folder.own || path_is_below(path, claim->folder.path) ||
        error_set(error, ERROR_USAGE,
                  TEXT("%s: a link that leads out of its folder", "%s: 폴더 밖으로 이어지는 링크입니다"), path);
}

Claim *claim_read(LuaHost *host, Ledger ledger, const char *name, Buffer *faults)
{
    LessonFolder folder;
    Error error = {0};
    size_t before = faults->length;
    if (!find_folder(host_repl(host), ledger, name, &folder))
        return NULL;
    Claim *claim = memory_new(1, sizeof *claim);
    *claim = (Claim){.ledger = ledger, .name = memory_string(name), .folder = folder, .measure = LUA_NOREF};
    char *path = claim_path(folder.path, name);
    Reading reading = {{.host = host, .folder = folder.name, .name = strrchr(path, '/') + 1, .faults = faults}, claim};
    host_time_limit(host, folder.own ? READING_SECONDS : 0);
    reading.file.needs[0] = reading.file.needs[1] = !folder.own;
    if (!is_below(claim, path, &error) || !files_read_text(path, &reading.file.source, &error) ||
        !host_call_bounded(host, claim, read_claim, &reading, &error))
        buffer_format(faults, "%s%s", faults->length > 0 ? "\n" : "", error.message);
    snprintf(claim->fingerprint, sizeof claim->fingerprint, "%016" PRIx64,
             hash_bytes(buffer_text(&reading.file.source), reading.file.source.length, 0));
    buffer_free(&reading.file.source);
    free(path);
    if (faults->length == before)
        return claim;
    claim_close(host, claim);
    return NULL;
}

Claim *claim_without_text(const char *name)
{
    Claim *claim = memory_new(1, sizeof *claim);
    *claim = (Claim){.name = memory_string(name), .english = memory_string(""), .korean = memory_string(""),
                     .measure = LUA_NOREF};
    return claim;
}

void claim_close(LuaHost *host, Claim *claim)
{
    if (claim == NULL)
        return;
    host_close_parts(host, claim, true);
    luaL_unref(host_state(host), LUA_REGISTRYINDEX, claim->measure);
    choices_free(claim->figures, claim->figure_count);
    name_list_free(&claim->rows);
    lesson_folder_free(&claim->folder);
    free(claim->name);
    free(claim->english);
    free(claim->korean);
    free(claim->rule);
    free(claim->data);
    published_free(&claim->published);
    free(claim);
}

const char *claim_sentence(const Claim *claim) { return TEXT(claim->english, claim->korean); }
