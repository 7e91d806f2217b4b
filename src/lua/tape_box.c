/* tape_box.c: the tapes that tensors of Lua lie on: how long they live, which is the current one, how much all of them
 * may hold.
 *
 * Lua's collector does not know how large a tape or a tensor is, so the bytes are counted here and it is made to
 * work when they have doubled. What a script still holds then and goes past the limit is an error and not the end of
 * the program. */
#include "lua/tape_box.h"

#include <string.h>

#include "base/language.h"
#include "lab/job.h"
#include "lua/convert.h"
#include "lua/host_internal.h"

static const size_t bytes_most = (size_t)256 << 20;
static const size_t lent_most = (size_t)1 << 30; /* on models' tapes, those of all shards together */
static const size_t threshold_least = (size_t)16 << 20;
enum { TAPE_BYTES = 1 << 20 };

static const char bench_key = 0;    /* registry: the Bench */
static const char current_key = 0;  /* registry: the current tape's box, or nil */
static const char lent_key = 0;     /* registry: the box of models' tapes */
static const char *const box_name = "seqlab.tape";

/* What all tensors of a Lua state share. */
typedef struct Bench {
    size_t bytes, threshold;
    bool scoped;           /* the current tape was set by tape_box_current */
    unsigned long run;     /* in which call from outside; after an interrupt no scope is left in order */
    unsigned long job;     /* whose tapes are lent */
    size_t lent[SHARDS_MOST]; /* what each of them held when it was here last */
} Bench;

static Bench *bench_of(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &bench_key);
    Bench *bench = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (bench != NULL)
        return bench;
    bench = lua_newuserdatauv(L, sizeof *bench, 0);
    *bench = (Bench){.threshold = threshold_least};
    lua_rawsetp(L, LUA_REGISTRYINDEX, &bench_key);
    return bench;
}

/* ---- bytes ---- */

void tape_count_bytes(lua_State *L, size_t bytes)
{
    Bench *bench = bench_of(L);
    if (bench->bytes + bytes > bench->threshold) {
        lua_gc(L, LUA_GCCOLLECT);
        bench->threshold = 2 * bench->bytes > threshold_least ? 2 * bench->bytes : threshold_least;
    }
    if (bytes > bytes_most - bench->bytes)
        luaL_error(
            L,
            TEXT("the tensors and their tape need more than %d MiB: call backward(loss) or forget() now and then, so that "
                 "a new tape begins, and keep no results that you do not need",
                 "텐서와 테이프가 메모리를 %d MiB보다 많이 쓰려고 했습니다. 이따금 backward(loss)나 forget()으로 테이프를 새로 "
                 "시작하고, 필요 없는 결과는 변수에 남겨 두지 마십시오"),
            (int)(bytes_most >> 20));
    bench->bytes += bytes;
}

void tape_uncount_bytes(lua_State *L, size_t bytes) { bench_of(L)->bytes -= bytes; }

/* Room on a model's tape. The model resets it without notice, so the tape is asked how much it holds. */
void tape_box_lent_room(lua_State *L, Tape *tape, size_t bytes)
{
    Bench *bench = bench_of(L);
    unsigned long job = job_under_way();
    if (job == 0 || job != bench->job)
        memset(bench->lent, 0, sizeof bench->lent);
    bench->job = job;
    bench->lent[tape_shard(tape)] = tape_most(tape) + (size_t)tape_note_count(tape) * sizeof(TapeNote);
    for (int i = 0; i < SHARDS_MOST; i++)
        bytes += bench->lent[i];
    if (bytes > lent_most)
        luaL_error(
            L,
            TEXT("a step of the model needs more than %d MiB: fewer operations, smaller batches (batch=), shorter sentences or "
                 "a smaller state (hidden=) need less",
                 "모델의 한 단계가 메모리를 %d MiB보다 많이 쓰려고 했습니다. 연산, 배치(batch=), 문장의 길이, 은닉 상태(hidden=)를 "
                 "줄이면 됩니다"),
            (int)(lent_most >> 20));
}

/* ---- boxes ---- */

static int collect_box(lua_State *L)
{
    TapeBox *box = lua_touserdata(L, 1);
    if (box->owned)
        tape_close(box->tape);
    tape_uncount_bytes(L, box->bytes);
    box->tape = NULL;
    box->bytes = 0;
    return 0;
}

static void new_leaves(lua_State *L, int box)
{
    box = lua_absindex(L, box);
    lua_newtable(L);
    lua_setiuservalue(L, box, 1);
}

static TapeBox *push_box(lua_State *L, size_t bytes)
{
    TapeBox *box = lua_newuserdatauv(L, sizeof *box, 1);
    *box = (TapeBox){.bytes = bytes};
    convert_typed(L, box_name, "__gc", collect_box);
    new_leaves(L, -1);
    return box;
}

TapeBox *tape_box_push(lua_State *L)
{
    tape_count_bytes(L, TAPE_BYTES);
    TapeBox *box = push_box(L, TAPE_BYTES);
    box->owned = true;
    box->tape = tape_open(0);
    tape_reset(box->tape, true);
    return box;
}

TapeBox *tape_box_lend(lua_State *L, Tape *tape)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &lent_key);
    TapeBox *box = tape_box_at(L, -1);
    if (box == NULL) {
        lua_pop(L, 1);
        box = push_box(L, 0);
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &lent_key);
    }
    box->generation++;
    box->walked = 0;
    box->tape = tape;
    return box;
}

void tape_box_take_back(TapeBox *box)
{
    box->generation++;
    box->tape = NULL;
}

TapeBox *tape_box_at(lua_State *L, int index) { return luaL_testudata(L, index, box_name); }

void tape_box_reset(lua_State *L, int place, bool recording)
{
    TapeBox *box = tape_box_at(L, place);
    box->generation++;
    box->walked = 0;
    tape_reset(box->tape, recording);
    tape_uncount_bytes(L, box->bytes - TAPE_BYTES);
    box->bytes = TAPE_BYTES;
    new_leaves(L, place);
}

/* ---- the current one ---- */

static int leave_scope(lua_State *L)
{
    Bench *bench = bench_of(L);
    const bool *scoped_before = lua_touserdata(L, 1);
    bench->scoped = *scoped_before;
    lua_getiuservalue(L, 1, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
    return 0;
}

void tape_box_current(lua_State *L, int place)
{
    Bench *bench = bench_of(L);
    place = lua_absindex(L, place);
    bool *scoped_before = lua_newuserdatauv(L, sizeof *scoped_before, 1);
    *scoped_before = bench->scoped && bench->run == host_of(L)->runs;
    convert_typed(L, "seqlab.tape_scope", "__close", leave_scope);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &current_key);
    lua_setiuservalue(L, -2, 1);
    lua_toclose(L, -1);
    lua_pushvalue(L, place);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
    host_of(L)->closes_scope = leave_scope;
    bench->scoped = true;
    bench->run = host_of(L)->runs;
}

void tape_box_leave(lua_State *L)
{
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
    bench_of(L)->scoped = false;
}

TapeBox *tape_box_push_current(lua_State *L)
{
    Bench *bench = bench_of(L);
    if (bench->scoped && bench->run != host_of(L)->runs)
        tape_box_leave(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &current_key);
    TapeBox *box = tape_box_at(L, -1);
    if (box != NULL && (bench->scoped || box->walked == 0))
        return box;
    lua_pop(L, 1);
    box = tape_box_push(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
    return box;
}
