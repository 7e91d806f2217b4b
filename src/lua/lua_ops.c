/* lua_ops.c: the engine's operations as functions of Lua (the table `op`) and as operators of tensors.
 *
 * Each checks what the engine asserts or would overflow on, and leaves the shapes to the engine, whose message names
 * both. Places are counted from 1 here and from 0 there.
 *
 * The engine adds a row to each row of a matrix. The operators here fit more kinds of shapes to each other, by
 * reshape and by products with ones, so that gradients come by themselves:
 *
 *     [S,B,H] * [B,H]     the smaller one again for each of S
 *     [B,N] * [B,1]       the column again for each of N
 *     [B,N] * [1]         one number again for all */
#include "lua/lua_ops.h"

#include <string.h>

#include "base/language.h"
#include "engine/op.h"
#include "engine/ops.h"
#include "lua/convert.h"
#include "lua/work.h"

/* ---- one tensor in ---- */

typedef Tensor *Unary(Tape *tape, Tensor *a);

static int unary(lua_State *L, Unary *operation)
{
    lua_settop(L, 1);
    Work work = work_begin(L, 1, 1);
    Tensor *a = work_input(&work, 1);
    work_room(&work, (double)tensor_count(a));
    return work_result(&work, operation(work.box->tape, a));
}

static int run_tanh(lua_State *L) { return unary(L, op_tanh); }
static int run_sigmoid(lua_State *L) { return unary(L, op_sigmoid); }
static int run_relu(lua_State *L) { return unary(L, op_relu); }
static int run_softmax(lua_State *L) { return unary(L, op_softmax); }
static int run_one_minus(lua_State *L) { return unary(L, op_one_minus); }
static int run_sum(lua_State *L) { return unary(L, op_sum); }
static int run_gelu(lua_State *L) { return unary(L, op_gelu); }

static Tensor *scaled(Work *work, Tensor *a, double factor)
{
    work_room(work, (double)tensor_count(a));
    return op_scale(work->box->tape, a, (real)factor);
}

static int run_scale(lua_State *L)
{
    lua_settop(L, 2);
    if (lua_type(L, 2) != LUA_TNUMBER)
        luaL_error(L, TEXT("a number is needed here, not a %s", "여기에는 숫자가 필요합니다(%s 값은 쓸 수 없습니다)"),
                   luaL_typename(L, 2));
    double factor = lua_tonumber(L, 2);
    Work work = work_begin(L, 1, 1);
    return work_result(&work, scaled(&work, work_input(&work, 1), factor));
}

/* ---- two, whose shapes are made to fit ---- */

typedef Tensor *Binary(Tape *tape, Tensor *a, Tensor *b);

static Tensor *reshaped(Work *work, Tensor *a, int rank, const int *shape)
{
    work_room(work, 0);
    return op_reshape(work->box->tape, a, rank, shape);
}

/* Whether b has the last dimensions of a: [S,B,H] and [B,H]. */
static bool is_end_of(const Tensor *a, const Tensor *b)
{
    int first = a->rank - b->rank;
    return first > 0 && memcmp(a->shape + first, b->shape, (size_t)b->rank * sizeof *b->shape) == 0;
}

/* Whether b is a column of a: [B,N] and [B,1]. */
static bool is_column_of(const Tensor *a, const Tensor *b)
{
    return a->rank == b->rank && b->rank > 1 && tensor_columns(b) == 1 &&
           memcmp(a->shape, b->shape, (size_t)(a->rank - 1) * sizeof *a->shape) == 0;
}

/* a (operation) b if the engine or the functions above can fit b to a; otherwise NULL, and nothing is recorded. */
static Tensor *fitted(Work *work, Binary *operation, Tensor *a, Tensor *b)
{
    Tape *tape = work->box->tape;
    int count = (int)tensor_count(a), columns = tensor_columns(a);
    work_room(work, count);
    if (tensor_same_shape(a, b) || (b->rank == 1 && b->shape[0] == columns))
        return operation(tape, a, b);
    if (tensor_count(b) == 1) {
        Tensor *flat = reshaped(work, a, 2, (int[]){count, 1});
        return reshaped(work, operation(tape, flat, reshaped(work, b, 1, (int[]){1})), a->rank, a->shape);
    }
    if (is_end_of(a, b)) {
        int size = (int)tensor_count(b);
        Tensor *rows = reshaped(work, a, 2, (int[]){count / size, size});
        return reshaped(work, operation(tape, rows, reshaped(work, b, 1, &size)), a->rank, a->shape);
    }
    if (is_column_of(a, b)) {
        work_room(work, 2.0 * count);
        return operation(tape, a, op_matmul(tape, b, work_filled(work, 2, (int[]){1, columns}, 1)));
    }
    return NULL;
}

static Tensor *negated(Work *work, Tensor *a) { return a != NULL ? scaled(work, a, -1) : NULL; }

static Tensor *combine(Work *work, Binary *operation, Tensor *a, Tensor *b)
{
    Tensor *result = fitted(work, operation, a, b);
    if (result != NULL)
        return result;
    result = fitted(work, operation, b, a); /* a + b is b + a, a * b is b * a; a - b is -(b - a) */
    if (result != NULL)
        return operation == op_subtract ? negated(work, result) : result;
    return operation(work->box->tape, a, b); /* its message names the shapes */
}

static int binary(lua_State *L, Binary *operation)
{
    lua_settop(L, 2);
    bool a_number = lua_type(L, 1) == LUA_TNUMBER, b_number = lua_type(L, 2) == LUA_TNUMBER;
    if (!a_number)
        tensor_check(L, 1);
    if (!b_number)
        tensor_check(L, 2);
    Work work = work_begin(L, 1, 2);
    if (a_number == b_number) {
        Tensor *a = a_number ? work_filled(&work, 1, (int[]){1}, lua_tonumber(L, 1)) : work_input(&work, 1);
        Tensor *b = b_number ? work_filled(&work, 1, (int[]){1}, lua_tonumber(L, 2)) : work_input(&work, 2);
        return work_result(&work, combine(&work, operation, a, b));
    }
    Tensor *a = work_input(&work, a_number ? 2 : 1);
    double number = lua_tonumber(L, a_number ? 1 : 2);
    if (operation == op_multiply)
        return work_result(&work, scaled(&work, a, number));
    if (operation == op_subtract && a_number && number == 1) {
        work_room(&work, (double)tensor_count(a));
        return work_result(&work, op_one_minus(work.box->tape, a));
    }
    /* a + number and the like: the number as a row. */
    work_room(&work, (double)tensor_count(a) + tensor_columns(a));
    Tensor *result = operation(work.box->tape, a, work_filled(&work, 1, (int[]){tensor_columns(a)}, number));
    return work_result(&work, operation == op_subtract && a_number ? negated(&work, result) : result);
}

static int run_add(lua_State *L) { return binary(L, op_add); }
static int run_subtract(lua_State *L) { return binary(L, op_subtract); }
static int run_multiply(lua_State *L) { return binary(L, op_multiply); }

static int run_divide(lua_State *L)
{
    if (lua_type(L, 2) != LUA_TNUMBER)
        return luaL_error(L, "%s", TEXT("a tensor is divided by numbers only", "텐서는 숫자로만 나눌 수 있습니다"));
    double divisor = lua_tonumber(L, 2);
    lua_settop(L, 1);
    lua_pushnumber(L, 1 / divisor);
    return run_scale(L);
}

static int run_minus(lua_State *L)
{
    lua_settop(L, 1);
    lua_pushnumber(L, -1);
    return run_scale(L);
}

/* ---- products ---- */

static int run_matmul(lua_State *L)
{
    lua_settop(L, 2);
    Work work = work_begin(L, 1, 2);
    Tensor *a = work_input(&work, 1), *b = work_input(&work, 2);
    work_room(&work, (double)tensor_rows(a) * tensor_columns(b));
    return work_result(&work, op_matmul(work.box->tape, a, b));
}

static int run_linear(lua_State *L)
{
    lua_settop(L, 3);
    Work work = work_begin(L, 1, 3);
    Tensor *x = work_input(&work, 1), *weight = work_input(&work, 2);
    Tensor *bias = lua_isnil(L, 3) ? NULL : work_input(&work, 3);
    work_room(&work, (double)tensor_rows(x) * tensor_columns(weight));
    return work_result(&work, op_linear(work.box->tape, x, weight, bias));
}

/* [..,N] -> [..]: the sum of each row, as a product with a column of ones. */
static int run_row_sums(lua_State *L)
{
    lua_settop(L, 1);
    Work work = work_begin(L, 1, 1);
    Tensor *a = work_input(&work, 1);
    work_room(&work, (double)tensor_rows(a) + tensor_columns(a));
    Tensor *sums = op_matmul(work.box->tape, a, work_filled(&work, 2, (int[]){tensor_columns(a), 1}, 1));
    return work_result(&work, reshaped(&work, sums, a->rank > 1 ? a->rank - 1 : 1, sums->shape));
}

/* x [..,N], gain [N], bias [N] */
static int run_layer_norm(lua_State *L)
{
    lua_settop(L, 3);
    Work work = work_begin(L, 1, 3);
    Tensor *x = work_input(&work, 1), *gain = work_input(&work, 2), *bias = work_input(&work, 3);
    work_room(&work, 2.0 * (double)tensor_count(x));
    return work_result(&work, op_layer_norm(work.box->tape, x, gain, bias));
}

/* scores [S,B], values [S,B,D] -> contexts [B,D] */
static int run_weigh(lua_State *L)
{
    lua_settop(L, 2);
    Work work = work_begin(L, 1, 2);
    Tensor *scores = work_input(&work, 1), *values = work_input(&work, 2);
    work_room(&work, (double)tensor_count(scores) + (double)tensor_count(values));
    return work_result(&work, op_weigh(work.box->tape, scores, values, NULL, NULL));
}

/* ---- taking apart and putting together ---- */

static int run_concat(lua_State *L)
{
    lua_settop(L, 2);
    Work work = work_begin(L, 1, 2);
    Tensor *a = work_input(&work, 1), *b = work_input(&work, 2);
    work_room(&work, (double)tensor_count(a) + (double)tensor_count(b));
    return work_result(&work, op_concat(work.box->tape, a, b));
}

/* A whole number from 1 to most; the messages name the shape, as the engine's do. */
static int place_at(lua_State *L, int index, const char *operation, const char *what, int most, const Tensor *a)
{
    int place = convert_whole(L, index, most);
    char text[TENSOR_TEXT];
    if (place == 0)
        luaL_error(L,
                   TEXT("%s of a tensor %s: %s has to be a whole number from 1 to %d",
                        "%s: 텐서 %s에서 %s 값은 1에서 %d까지의 정수여야 합니다"),
                   operation, tensor_shape_text(a, text), what, most);
    return place;
}

static int run_slice(lua_State *L)
{
    lua_settop(L, 3);
    Work work = work_begin(L, 1, 1);
    Tensor *a = work_input(&work, 1);
    int from = place_at(L, 2, "slice", "from", tensor_columns(a), a);
    int count = place_at(L, 3, "slice", "count", tensor_columns(a) - from + 1, a);
    work_room(&work, (double)tensor_rows(a) * count);
    return work_result(&work, op_slice(work.box->tape, a, from - 1, count));
}

static int run_step(lua_State *L)
{
    lua_settop(L, 2);
    Work work = work_begin(L, 1, 1);
    Tensor *a = work_input(&work, 1);
    int step = place_at(L, 2, "step", "t", a->shape[0], a);
    work_room(&work, 0);
    return work_result(&work, op_step(work.box->tape, a, step - 1));
}

static int run_reshape(lua_State *L)
{
    int shape[TENSOR_DIMENSIONS], rank = tensor_shape_at(L, 2, lua_gettop(L), shape);
    lua_settop(L, 1);
    Work work = work_begin(L, 1, 1);
    return work_result(&work, reshaped(&work, work_input(&work, 1), rank, shape));
}

/* Of a list of tensors, or of several. */
static int run_stack(lua_State *L)
{
    enum { STEPS_MOST = 4096 };
    bool listed = lua_istable(L, 1);
    if (listed && lua_gettop(L) > 1)
        return luaL_error(L, "%s",
                          TEXT("stack takes a list of tensors or several tensors, not both",
                               "stack에는 텐서의 리스트나 텐서 여러 개를 넣습니다. 둘을 함께 쓸 수는 없습니다"));
    lua_Unsigned count = listed ? lua_rawlen(L, 1) : (lua_Unsigned)lua_gettop(L);
    if (count < 1 || count > STEPS_MOST)
        return luaL_error(
            L, TEXT("stack takes 1 to %d tensors of the same shape", "stack은 모양이 같은 텐서 1~%d개를 쌓습니다"),
            STEPS_MOST);
    luaL_checkstack(L, (int)count + 16, NULL);
    if (listed)
        lua_settop(L, 1);
    for (lua_Unsigned i = 1; listed && i <= count; i++)
        lua_rawgeti(L, 1, (lua_Integer)i);
    int first = listed ? 2 : 1, last = first + (int)count - 1;
    for (int i = first; i <= last; i++)
        tensor_check(L, i);
    Work work = work_begin(L, first, last);
    Tensor **steps = lua_newuserdatauv(L, (size_t)count * sizeof *steps, 0);
    double elements = 0;
    for (int i = 0; i < (int)count; i++) {
        steps[i] = work_input(&work, first + i);
        elements += (double)tensor_count(steps[i]);
    }
    work_room(&work, elements);
    return work_result(&work, op_stack(work.box->tape, steps, (int)count));
}

/* ---- the list ---- */

/* The most arguments of a function: surplus ones are an error. */
static const struct {
    const char *name;
    lua_CFunction function;
    int arguments;
} functions[] = {
    {"add", run_add, 2}, {"subtract", run_subtract, 2}, {"multiply", run_multiply, 2}, {"scale", run_scale, 2},
    {"one_minus", run_one_minus, 1}, {"tanh", run_tanh, 1}, {"sigmoid", run_sigmoid, 1}, {"relu", run_relu, 1},
    {"softmax", run_softmax, 1}, {"sum", run_sum, 1}, {"row_sums", run_row_sums, 1}, {"matmul", run_matmul, 2},
    {"linear", run_linear, 3}, {"concat", run_concat, 2}, {"slice", run_slice, 3}, {"step", run_step, 2},
    {"reshape", run_reshape, 1 + TENSOR_DIMENSIONS}, {"stack", run_stack, ANY_NUMBER}, {"gelu", run_gelu, 1},
    {"layer_norm", run_layer_norm, 3}, {"weigh", run_weigh, 2},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

/* Made of another operation, so not in the engine's table: what `formula` shows for it. */
static const Operation row_sums = {
    .name = "row_sums",
    .shapes = "a [..,N] -> [..]",
    .formula = "y = a 1, with a column of N ones",
    .gradient_formula = "da_j = dy, for each of the N",
};

bool ops_callable(const char *name)
{
    for (int i = 0; i < FUNCTIONS; i++)
        if (strcmp(functions[i].name, name) == 0)
            return true;
    return false;
}

const Operation *ops_find(const char *name)
{
    return strcmp(name, row_sums.name) == 0 ? &row_sums : operation_find(name);
}

int ops_list(const Operation *list[OPS_MOST])
{
    int count = 0, all_count;
    const Operation *const *all = operations(&all_count);
    for (; count < FUNCTIONS; count++)
        list[count] = ops_find(functions[count].name);
    for (int i = 0; i < all_count && count < OPS_MOST; i++)
        if (!ops_callable(all[i]->name))
            list[count++] = all[i];
    return count;
}

/* ---- formulas ---- */

static void add_line(Buffer *out, const char *title, const char *text)
{
    if (text != NULL)
        buffer_format(out, "%s%s  %s", out->length > 0 ? "\n" : "", title, text);
}

/* formula("gru"): its formula and gradient from the engine's table. Without a name: all names, as ops_list has them. */
int ops_formula(lua_State *L)
{
    Buffer *text = convert_text_box(L);
    lua_insert(L, 1);
    const char *name = luaL_optstring(L, 2, NULL);
    const Operation *operation = name != NULL ? ops_find(name) : NULL;
    if (operation == NULL) {
        const Operation *list[OPS_MOST];
        int count = ops_list(list);
        for (int i = 0; i < count; i++)
            buffer_format(text, "%s%s", i > 0 ? " " : "", list[i]->name);
    }
    if (name != NULL && operation == NULL)
        return luaL_error(L, TEXT("there is no operation '%s': %s", "'%s' 연산은 없습니다: %s"), name, buffer_text(text));
    if (operation != NULL) {
        add_line(text, TEXT("shapes  ", "모양    "), operation->shapes);
        add_line(text, TEXT("formula ", "수식    "), operation->formula);
        add_line(text, TEXT("gradient", "그래디언트"), operation->gradient_formula);
    }
    lua_pushlstring(L, buffer_text(text), text->length);
    return 1;
}

/* ---- into Lua ---- */

static int call_counted(lua_State *L)
{
    int most = (int)lua_tointeger(L, lua_upvalueindex(3));
    if (most != ANY_NUMBER && lua_gettop(L) > most)
        return luaL_error(L, TEXT("%s: %d arguments are too many, %d is the most", "%s: 인자가 %d개입니다. %d개까지 받습니다"),
                          lua_tostring(L, lua_upvalueindex(2)), lua_gettop(L), most);
    return lua_tocfunction(L, lua_upvalueindex(1))(L);
}

void ops_put_function(lua_State *L, const char *name, lua_CFunction function, int arguments)
{
    lua_pushcfunction(L, function);
    lua_pushstring(L, name);
    lua_pushinteger(L, arguments);
    lua_pushcclosure(L, call_counted, 3);
    lua_setfield(L, -2, name);
}

void ops_put_table(lua_State *L)
{
    lua_newtable(L);
    for (int i = 0; i < FUNCTIONS; i++)
        ops_put_function(L, functions[i].name, functions[i].function, functions[i].arguments);
}

void ops_put_operators(lua_State *L)
{
    static const luaL_Reg list[] = {
        {"__add", run_add},    {"__sub", run_subtract}, {"__mul", run_multiply},
        {"__div", run_divide}, {"__unm", run_minus},    {NULL, NULL},
    };
    luaL_setfuncs(L, list, 0);
}
