/* claim_measure.c: the experiments of claims, seed by seed, each on an empty workbench.
 *
 * An experiment is Lua that may do what a lesson may (limits.h). The learner's models, data and what was forced are set
 * aside meanwhile and come back; nothing is autosaved. */
#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/unicode.h"
#include "base/whole_file.h"
#include "lesson/claims.h"
#include "lesson/lessons_internal.h"
#include "lesson/limits.h"
#include "lua/convert.h"
#include "repl/results.h"

/* ---- one measurement ---- */

typedef struct Call {
    const Claim *claim;
    const ClaimsRun *run;
    long seed;
    json_t *figures;
} Call;

/* What an experiment gets besides its seed. */
static void push_given(lua_State *L, const ClaimsRun *run)
{
    lua_newtable(L);
    lua_pushstring(L, run->data); /* NULL is nil */
    lua_setfield(L, -2, "file");
    if (run->steps > 0) {
        lua_pushinteger(L, run->steps);
        lua_setfield(L, -2, "steps");
    }
}

/* Each figure of the claim must be a number; what else is returned is left out. */
static int call_measure(lua_State *L)
{
    Call *call = lua_touserdata(L, 1);
    const Claim *claim = call->claim;
    json_t **figures = convert_box(L);
    *figures = json_object();
    lua_rawgeti(L, LUA_REGISTRYINDEX, claim->measure);
    lua_pushinteger(L, call->seed);
    push_given(L, call->run);
    lua_call(L, 2, 1);
    interrupt_poll(L, 1); /* a run that its time ended has other figures */
    if (!lua_istable(L, -1))
        return luaL_error(L, "%s",
                          TEXT("measure must return a table of figures", "measure는 수치의 테이블을 반환해야 합니다"));
    for (int i = 0; i < claim->figure_count; i++) {
        const char *id = claim->figures[i].id;
        lua_pushstring(L, id);
        if (lua_rawget(L, -2) != LUA_TNUMBER || !(fabs(lua_tonumber(L, -1)) < FIGURE_MOST))
            return luaL_error(
                L, TEXT("measure returned no number for '%s'", "measure가 '%s' 수치를 수로 반환하지 않았습니다"), id);
        json_object_set_new(*figures, id, json_real(lua_tonumber(L, -1)));
        lua_pop(L, 1);
    }
    call->figures = json_incref(*figures);
    return 0;
}

/* A text from outside as a row may hold it: cut between characters, with ? for what is no text or not seen. */
static void add_plain(Buffer *out, const char *text)
{
    enum { BYTES_MOST = 100 };
    size_t length = strlen(text), most = out->length + BYTES_MOST, bytes;
    for (size_t at = 0; at < length; at += bytes) {
        uint32_t code = utf8_decode(text + at, length - at, &bytes);
        bool plain = !unicode_is_invisible(code) && (code != 0xFFFD || bytes > 1);
        if (out->length + (plain ? bytes : 1) > most)
            return;
        buffer_add_bytes(out, plain ? text + at : "?", plain ? bytes : 1);
    }
}

/* "AMD EPYC 7B13 (x86_64)": the processor's own name where the system tells it. */
static char *machine_text(void)
{
    struct utsname system;
    Buffer text = {0};
    char line[256];
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file != NULL && text.length == 0 && fgets(line, sizeof line, file) != NULL) {
        const char *name = strncmp(line, "model name", 10) == 0 ? strstr(line, ": ") : NULL;
        line[strcspn(line, "\n")] = '\0';
        if (name != NULL)
            add_plain(&text, name + 2);
    }
    if (file != NULL)
        fclose(file);
    if (uname(&system) == 0)
        buffer_format(&text, text.length > 0 ? " (%s)" : "%s", system.machine);
    return buffer_take(&text);
}

/* The row of a measurement that took so many seconds; NULL with an error. */
static json_t *row_of(const Call *call, double seconds, Error *error)
{
    const Claim *claim = call->claim;
    char date[16], *machine = machine_text();
    time_t now = time(NULL);
    struct tm day;
    strftime(date, sizeof date, "%Y-%m-%d", gmtime_r(&now, &day));
    json_t *row = json_pack("{s:s, s:s, s:I, s:O, s:f, s:s, s:s, s:s*}", "claim", claim->name, "fingerprint",
                            claim->fingerprint, "seed", (json_int_t)call->seed, "figures", call->figures, "seconds",
                            seconds, "date", date, "machine", machine, "data", claim->data);
    free(machine);
    if (row == NULL)
        error_set(error, ERROR_DATA, TEXT("%s, seed %ld: the figures cannot be kept as JSON", "%s, 시드 %ld: 수치를 JSON으로 보관할 수 없습니다"),
                  claim->name, call->seed);
    return row;
}

static bool is_interrupted(Error *error)
{
    return interrupt_requested() && !error_set(error, ERROR_INTERRUPTED, "%s", TEXT("Interrupted.", "중단했습니다."));
}

/* The row of one seed; NULL with an error. */
static json_t *measure_seed(Lessons *lessons, const Claim *claim, const ClaimsRun *run, long seed, Error *error)
{
    Call call = {.claim = claim, .run = run, .seed = seed};
    double begun = clock_seconds();
    bool was_inside = lessons->inside;
    json_t *row = NULL;
    if (is_interrupted(error))
        return NULL;
    snapshot_restore(repl_lab(lessons->repl), NULL, NULL);
    host_time_limit(lessons->host, claim->folder.own ? CLAIM_SECONDS : 0);
    lessons->measuring = &claim->folder;
    lessons->inside = true;
    bool ran = host_call_bounded(lessons->host, claim, call_measure, &call, error);
    lessons->inside = was_inside;
    lessons->measuring = NULL;
    lessons_time_limit(lessons);
    if (!is_interrupted(error) && ran) /* a run that was stopped has other figures, or fails */
        row = row_of(&call, clock_seconds() - begun, error);
    json_decref(call.figures);
    return row;
}

/* ---- all of them ---- */

enum { DATA_MOST = 64 << 20 };

/* "kor.tsv 0123456789abcdef": the name and the fingerprint of the user's file. */
static bool take_data(Claim *claim, char *path, Error *error)
{
    Buffer text = {0}, data = {0};
    const char *slash = strrchr(path, '/');
    if (!whole_file_read(path, DATA_MOST, &text, error))
        return false;
    add_plain(&data, slash != NULL ? slash + 1 : path);
    buffer_format(&data, " %016" PRIx64, hash_bytes(buffer_text(&text), text.length, 0));
    buffer_free(&text);
    claim->data = buffer_take(&data);
    claim->folder.given = path;
    return true;
}

Claim *claims_open(Lessons *lessons, Ledger ledger, const char *name, const ClaimsRun *run, Error *error)
{
    Claim *claim = lessons_claim(lessons, ledger, name, error);
    const Choice *wanted = claim != NULL ? &claim->published.wants_file : NULL;
    bool right = claim != NULL;
    if (right && wanted->english != NULL && run->data == NULL)
        right = error_set(error, ERROR_USAGE, TEXT("%s needs file=PATH: %s", "%s에는 file=파일이 필요합니다: %s"), name,
                          TEXT(wanted->english, wanted->korean));
    else if (right && wanted->english == NULL && run->data != NULL)
        right = error_set(error, ERROR_USAGE, TEXT("%s makes its own data: leave file= out", "%s: 데이터를 스스로 만듭니다. file=을 빼십시오"), name);
    else if (right && run->data != NULL)
        right = take_data(claim, run->data, error);
    if (right)
        return claim;
    claim_close(lessons->host, claim);
    return NULL;
}

typedef struct Measuring {
    Lessons *lessons;
    const ClaimsRun *run;
    ClaimStore *store;
    ClaimsOutcome *outcome;
    int number, count; /* of the claim under way, from 1 */
    double seconds;    /* that a seed of it takes, as far as is known; 0: not */
} Measuring;

bool claim_is_wanted(const ClaimsRun *run, const ClaimStore *store, const Claim *claim, long seed)
{
    return run->again || claim_store_find(store, claim, seed) == NULL;
}

int claim_seeds_wanted(const ClaimsRun *run, const ClaimStore *store, const Claim *claim, int from)
{
    int count = 0;
    for (int i = from; i < run->seeds.count; i++)
        count += claim_is_wanted(run, store, claim, run->seeds.value[i]);
    return count;
}

static void tell_begin(const Measuring *measuring, const Claim *claim, int place)
{
    Buffer text = {0};
    int left = claim_seeds_wanted(measuring->run, measuring->store, claim, place);
    buffer_format(&text, TEXT("%d of %d: %s, seed %d", "%d/%d: %s, 시드 %d"), measuring->number, measuring->count,
                  claim->name, measuring->run->seeds.value[place]);
    if (left > 1)
        buffer_format(&text, TEXT(", then %d more", ", 남은 시드 %d개"), left - 1);
    if (measuring->seconds > 0)
        buffer_format(&text, TEXT("; about %.0f min left", ", 약 %.0f분 남음"),
                      fmax(1, ceil(left * measuring->seconds / 60)));
    buffer_add(&text, TEXT(" (Ctrl-C stops)", "(Ctrl-C로 멈춤)"));
    terminal_status(repl_terminal(measuring->lessons->repl), buffer_text(&text));
    buffer_free(&text);
}

static void tell_end(const Measuring *measuring, const json_t *row)
{
    Repl *repl = measuring->lessons->repl;
    if (!terminal_capabilities(repl_terminal(repl)).interactive)
        return;
    char *text = text_format(
        TEXT("%s, seed %d: measured in %.0f s (%d of %d)", "%s, 시드 %d: %.0f초 만에 측정했습니다(%d/%d)"),
        json_text(row, "claim"), json_whole(row, "seed"), json_double(row, "seconds"), measuring->number,
        measuring->count);
    repl_say(repl, STYLE_DIM, text);
    free(text);
}

/* False if all must end. An error of the experiment itself ends only this claim. */
static bool measure_claim(Measuring *measuring, const Claim *claim, Error *error)
{
    const Wholes *seeds = &measuring->run->seeds;
    measuring->seconds = measuring->run->steps > 0 ? 0 : 60 * claim->published.minutes;
    for (int i = 0; i < seeds->count; i++) {
        long seed = seeds->value[i];
        if (!claim_is_wanted(measuring->run, measuring->store, claim, seed))
            continue;
        tell_begin(measuring, claim, i);
        json_t *row = measure_seed(measuring->lessons, claim, measuring->run, seed, error);
        if (row == NULL && error->kind == ERROR_INTERRUPTED)
            return false;
        if (row == NULL) {
            json_object_set_new(measuring->outcome->failed, claim->name, json_string(error->message));
            return true;
        }
        tell_end(measuring, row);
        measuring->seconds = json_real_value(json_object_get(row, "seconds"));
        if (!claim_store_put(measuring->store, row, error))
            return false;
        measuring->outcome->measured++;
    }
    return true;
}

static bool measure_named(Measuring *measuring, const NameList *names, Error *error)
{
    Lessons *lessons = measuring->lessons;
    for (int i = 0; i < names->count; i++) {
        Claim *claim = claims_open(lessons, measuring->store->ledger, names->names[i], measuring->run, error);
        measuring->number = i + 1;
        if (claim == NULL) {
            json_object_set_new(measuring->outcome->failed, names->names[i], json_string(error->message));
            continue;
        }
        bool goes_on = measure_claim(measuring, claim, error);
        claim_close(lessons->host, claim);
        if (!goes_on)
            return false;
    }
    return true;
}

bool claims_measure(Lessons *lessons, const NameList *names, const ClaimsRun *run, ClaimStore *store,
                    ClaimsOutcome *outcome, Error *error)
{
    Lab *lab = repl_lab(lessons->repl);
    Error lost = {0};
    Measuring measuring = {lessons, run, store, outcome, 0, names->count, 0};
    if (!lab_may_change(lab, error))
        return false;
    Snapshot *before = snapshot_take(lab);
    if (before == NULL)
        return error_set(error, ERROR_USAGE, "%s",
                         TEXT("the models of this session are too large to be set aside: measure in a new session",
                              "이 세션의 모델이 너무 커서 따로 둘 수 없습니다. 새 세션에서 측정하십시오"));
    lab_autosave_rests(lab, true);
    bool whole = measure_named(&measuring, names, error);
    lab_autosave_rests(lab, false);
    if (!snapshot_restore(lab, before, &lost))
        repl_show_error(lessons->repl, &lost);
    snapshot_free(before);
    return whole;
}
