/* claim_measure.c: the experiments of claims, seed by seed, each on an empty workbench.
 *
 * An experiment is Lua that may do what a lesson may (limits.h). The learner's models, data and what was forced are set
 * aside meanwhile and come back; nothing is autosaved. */
#include <lauxlib.h>
#include <math.h>
#include <time.h>

#include "base/language.h"
#include "base/memory.h"
#include "lesson/claims.h"
#include "lesson/lessons_internal.h"
#include "lesson/limits.h"
#include "lua/convert.h"
#include "lua/interrupt.h"

/* ---- one measurement ---- */

typedef struct Call {
    const Claim *claim;
    long seed;
    json_t *figures;
} Call;

/* Each figure of the claim must be a number; what else is returned is left out. */
static int call_measure(lua_State *L)
{
    Call *call = lua_touserdata(L, 1);
    const Claim *claim = call->claim;
    json_t **figures = convert_box(L);
    *figures = json_object();
    lua_rawgeti(L, LUA_REGISTRYINDEX, claim->measure);
    lua_pushinteger(L, call->seed);
    lua_call(L, 1, 1);
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

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool is_interrupted(Error *error)
{
    return interrupt_requested() && !error_set(error, ERROR_INTERRUPTED, "%s", TEXT("Interrupted.", "중단했습니다."));
}

/* The row of one seed; NULL with an error. */
static json_t *measure_seed(Lessons *lessons, const Claim *claim, long seed, Error *error)
{
    Call call = {.claim = claim, .seed = seed};
    double begun = seconds_now();
    bool was_inside = lessons->inside;
    if (is_interrupted(error))
        return NULL;
    snapshot_restore(repl_lab(lessons->repl), NULL, NULL);
    host_time_limit(lessons->host, claim->folder.own ? CLAIM_SECONDS : 0);
    lessons->measuring = &claim->folder;
    lessons->inside = true;
    bool ran = host_call_bounded(lessons->host, call_measure, &call, error);
    lessons->inside = was_inside;
    lessons->measuring = NULL;
    lessons_time_limit(lessons);
    if (!is_interrupted(error) && ran) /* a run that was stopped has other figures, or fails */
        return json_pack("{s:s, s:s, s:I, s:o, s:f}", "claim", claim->name, "fingerprint", claim->fingerprint, "seed",
                         (json_int_t)seed, "figures", call.figures, "seconds", seconds_now() - begun);
    json_decref(call.figures);
    return NULL;
}

/* ---- all of them ---- */

typedef struct Measuring {
    Lessons *lessons;
    const ClaimsRun *run;
    ClaimStore *store;
    ClaimsOutcome *outcome;
    int number, count; /* of the claim under way, from 1 */
} Measuring;

static void tell_begin(const Measuring *measuring, const Claim *claim, long seed)
{
    Buffer text = {0};
    buffer_format(&text,
                  TEXT("claim %d of %d: %s, seed %ld (Ctrl-C stops)",
                       "주장 %d/%d: %s, 시드 %ld(Ctrl-C로 멈춤)"),
                  measuring->number, measuring->count, claim->name, seed);
    terminal_status(repl_terminal(measuring->lessons->repl), buffer_text(&text));
    buffer_free(&text);
}

static void tell_end(const Measuring *measuring, const json_t *row)
{
    Repl *repl = measuring->lessons->repl;
    Buffer text = {0};
    if (!terminal_capabilities(repl_terminal(repl)).interactive)
        return;
    buffer_format(
        &text,
        TEXT("%s, seed %d: measured in %.0f s (claim %d of %d)", "%s, 시드 %d: %.0f초 만에 측정했습니다(주장 %d/%d)"),
        json_string_value(json_object_get(row, "claim")), (int)json_integer_value(json_object_get(row, "seed")),
        json_real_value(json_object_get(row, "seconds")), measuring->number, measuring->count);
    repl_say(repl, STYLE_DIM, buffer_text(&text));
    buffer_free(&text);
}

/* False if all must end. An error of the experiment itself ends only this claim. */
static bool measure_claim(Measuring *measuring, const Claim *claim, Error *error)
{
    const Wholes *seeds = &measuring->run->seeds;
    for (int i = 0; i < seeds->count; i++) {
        long seed = seeds->value[i];
        if (!measuring->run->again && claim_store_find(measuring->store, claim, seed) != NULL)
            continue;
        tell_begin(measuring, claim, seed);
        json_t *row = measure_seed(measuring->lessons, claim, seed, error);
        if (row == NULL && error->kind == ERROR_INTERRUPTED)
            return false;
        if (row == NULL) {
            json_object_set_new(measuring->outcome->failed, claim->name, json_string(error->message));
            return true;
        }
        tell_end(measuring, row);
        if (!claim_store_put(measuring->store, row, error))
            return false;
        measuring->outcome->measured++;
    }
    return true;
}

static bool measure_named(Measuring *measuring, const NameList *names, Error *error)
{
    for (int i = 0; i < names->count; i++) {
        Claim *claim = lessons_claim(measuring->lessons, names->names[i], error);
        measuring->number = i + 1;
        if (claim == NULL) {
            json_object_set_new(measuring->outcome->failed, names->names[i], json_string(error->message));
            continue;
        }
        bool goes_on = measure_claim(measuring, claim, error);
        claim_close(measuring->lessons->host, claim);
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
    Measuring measuring = {lessons, run, store, outcome, 0, names->count};
    if (!lab_may_change(lab, error))
        return false;
    Snapshot *before = snapshot_take(lab);
    if (before == NULL)
        return error_set(error, ERROR_USAGE, "%s",
                         TEXT("the models of this session are too large to be set aside: measure claims in a new "
                              "session",
                              "이 세션의 모델이 너무 커서 따로 둘 수 없습니다. 새 세션에서 주장을 측정하십시오"));
    lab_autosave_rests(lab, true);
    bool whole = measure_named(&measuring, names, error);
    lab_autosave_rests(lab, false);
    if (!snapshot_restore(lab, before, &lost))
        repl_show_error(lessons->repl, &lost);
    snapshot_free(before);
    return whole;
}
