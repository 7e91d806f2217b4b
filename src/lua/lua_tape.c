/* lua_tape.c: the tapes that tensors of Lua lie on: which one an operation writes on, how long it lives, how much all of
 * them may hold. See tensor_parts.h.
 *
 * Lua's collector does not know how large a tape or a tensor is, so the bytes are counted here and it is made to work when
 * they have doubled. What a script still holds then and goes past the limit is an error and not the end of the program. */
#include <string.h>

#include "base/language.h"
#include "engine/ops.h"
#include "lab/job.h"
#include "lua/tensor_parts.h"

static const size_t bytes_most = (size_t)256 << 20;
static const size_t lent_most = (size_t)1 << 30; /* on models' tapes, those of all shards together */
static const size_t threshold_least = (size_t)16 << 20;
enum { TAPE_BYTES = 1 << 20, NOTE_BYTES = 1024, MODEL_ELEMENTS_MOST = 1 << 28 };

static const char bench_key = 0;    /* registry: the Bench */
static const char current_key = 0;  /* registry: the current tape's box, or nil */
static const char lent_key = 0;     /* registry: the box of models' tapes */
static const char *const box_name = "seqlab.tape";
static const char *const scope_name = "seqlab.tape_scope";

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
        luaL_error(L,
                   TEXT("the tensors and their tape need more than %d MiB: call backward(loss) or forget() now and then, so that "
                        "a new tape begins, and keep no results that you do not need",
                        "텐서와 테이프가 메모리를 %d MiB보다 많이 쓰려고 했습니다. 이따금 backward(loss)나 forget()으로 테이프를 새로 "
                        "시작하고, 필요 없는 결과는 변수에 남겨 두지 마십시오"),
                   (int)(bytes_most >> 20));
    bench->bytes += bytes;
}

void tape_uncount_bytes(lua_State *L, size_t bytes) { bench_of(L)->bytes -= bytes; }

/* Room on a model's tape. It is reset where nobody here is told, so that it is asked how much it holds. */
static void lent_room(const Work *work, size_t bytes)
{
    Bench *bench = bench_of(work->L);
    Tape *tape = work->box->tape;
    unsigned long job = job_under_way();
    if (job == 0 || job != bench->job)
        memset(bench->lent, 0, sizeof bench->lent);
    bench->job = job;
    bench->lent[tape_shard(tape)] = arena_most(tape_arena(tape)) + (size_t)tape_note_count(tape) * sizeof(TapeNote);
    for (int i = 0; i < SHARDS_MOST; i++)
        bytes += bench->lent[i];
    if (bytes > lent_most)
        luaL_error(work->L,
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
    if (luaL_newmetatable(L, box_name)) {
        lua_pushcfunction(L, collect_box);
        lua_setfield(L, -2, "__gc");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
    }
    lua_setmetatable(L, -2);
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

int tape_leave_scope(lua_State *L)
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
    if (luaL_newmetatable(L, scope_name)) {
        lua_pushcfunction(L, tape_leave_scope);
        lua_setfield(L, -2, "__close");
    }
    lua_setmetatable(L, -2);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &current_key);
    lua_setiuservalue(L, -2, 1);
    lua_toclose(L, -1);
    lua_pushvalue(L, place);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
    bench->scoped = true;
    bench->run = host_of(L)->runs;
}

void tape_box_leave(lua_State *L)
{
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &current_key);
    bench_of(L)->scoped = false;
}

/* Pushes the current tape's box, a new one where there is none or backward has been over it. */
static TapeBox *push_current(lua_State *L)
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

/* ---- an operation under way ---- */

/* Pushes the box of the tensor at index; a nil for a leaf, and for a row of one. */
static void push_box_of(lua_State *L, int index)
{
    lua_pushvalue(L, index);
    for (const LuaTensor *tensor = tensor_test(L, -1); tensor != NULL; tensor = tensor_test(L, -1)) {
        if (tensor->kind == TENSOR_LEAF) {
            lua_pop(L, 1);
            lua_pushnil(L);
            return;
        }
        lua_getiuservalue(L, -1, 1);
        lua_remove(L, -2);
    }
}

static void raise_two_tapes(lua_State *L)
{
    luaL_error(L, "%s",
               TEXT("these tensors come from two computations that do not know of each other (a new one begins after backward): "
                    "detach(t) gives the numbers of the older one as a tensor of its own",
                    "서로 다른 두 계산에서 나온 텐서를 함께 쓸 수 없습니다(backward 다음에는 새 계산이 시작됩니다). detach(t)를 쓰면 앞 "
                    "계산의 값을 독립된 텐서로 얻습니다"));
}

Work work_begin(lua_State *L, int first, int last)
{
    lua_pushnil(L);
    int place = lua_gettop(L);
    luaL_checkstack(L, 16, NULL);
    for (int i = first; i <= last; i++) {
        if (tensor_test(L, i) == NULL)
            continue;
        tensor_look(L, i);
        push_box_of(L, i);
        if (!lua_isnil(L, -1) && !lua_isnil(L, place) && !lua_rawequal(L, -1, place))
            raise_two_tapes(L);
        if (lua_isnil(L, -1))
            lua_pop(L, 1);
        else
            lua_replace(L, place);
    }
    if (lua_isnil(L, place)) {
        push_current(L);
        lua_replace(L, place);
    }
    return (Work){L, tape_box_at(L, place), place};
}

/* Keeps the leaf at index alive as long as the tape may read it, and notes in which version it was read first. */
static void hold_leaf(const Work *work, int index, const LuaTensor *leaf)
{
    lua_State *L = work->L;
    index = lua_absindex(L, index);
    lua_getiuservalue(L, work->place, 1);
    lua_pushvalue(L, index);
    if (lua_rawget(L, -2) == LUA_TNIL) {
        lua_pushvalue(L, index);
        lua_pushinteger(L, leaf->version);
        lua_rawset(L, -4);
    }
    lua_pop(L, 2);
}

/* A leaf on a model's tape, which is read again long after the script let go of the leaf. */
static Tensor *copied(const Work *work, const Tensor *leaf)
{
    Tensor *copy = tape_tensor_plain(work->box->tape, leaf->rank, leaf->shape);
    memcpy(copy->value, leaf->value, tensor_count(leaf) * sizeof(real));
    return copy;
}

Tensor *work_input(Work *work, int index)
{
    lua_State *L = work->L;
    LuaTensor *tensor = tensor_check(L, index);
    Tensor seen = tensor_look(L, index);
    switch (tensor->kind) {
    case TENSOR_LEAF:
        if (!work->box->owned) {
            work_room(work, (double)tensor_count(&seen));
            return copied(work, &seen);
        }
        hold_leaf(work, index, tensor);
        return &tensor->own;
    case TENSOR_ROW:
        work_room(work, 0);
        luaL_checkstack(L, 8, NULL);
        lua_getiuservalue(L, index, 1);
        Tensor *whole = work_input(work, lua_gettop(L));
        lua_pop(L, 1);
        return op_step(work->box->tape, whole, tensor->row);
    case TENSOR_RESULT: break;
    }
    return tensor->result;
}

void work_room(Work *work, double elements)
{
    double most = work->box->owned ? ELEMENTS_MOST : MODEL_ELEMENTS_MOST; /* a product of a whole batch may be large */
    if (!(elements <= most))
        luaL_error(work->L, TEXT("this would be a tensor of %s numbers; %d are the most", "결과 텐서의 숫자가 %s개가 됩니다. %d개까지 쓸 수 있습니다"),
                   lua_pushfstring(work->L, "%f", elements), (int)most);
    size_t bytes = 2 * (size_t)elements * sizeof(real) + NOTE_BYTES;
    if (!work->box->owned) {
        lent_room(work, bytes);
        return;
    }
    tape_count_bytes(work->L, bytes);
    work->box->bytes += bytes;
}

Tensor *work_filled(Work *work, int rank, const int *shape, double value)
{
    Tensor *tensor = tape_tensor_plain(work->box->tape, rank, shape);
    size_t count = tensor_count(tensor);
    for (size_t i = 0; i < count; i++)
        tensor->value[i] = (real)value;
    return tensor;
}

int work_result(Work *work, Tensor *result) { return tensor_push_result(work->L, work->place, result); }
