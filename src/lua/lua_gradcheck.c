/* lua_gradcheck.c: do the gradients of a function agree with what its values do?
 *
 *     gradcheck(function(x, W) return op.tanh(op.matmul(x, W)) end, {x, W})
 *
 * The function is called with copies of the inputs. Its result y, of any shape, is made one number L = sum of w_i y_i
 * with fixed weights w, backward is called, and each number x of each input is compared with the slope that is measured
 * by moving x a little:
 *
 *     D(h) = (L(x + h) - L(x - h)) / 2h            its error grows with h^2
 *     (4 D(h/2) - D(h)) / 3                        Richardson: with h^4
 *
 * Numbers here have 24 bits: each y carries an error of about 6e-8 |y|, and D divides it by h. So h must not be small:
 * at the usual 1e-3 a ten-thousandth would be noise. With h = 1/16 noise and curvature both come to about 1e-6, and a
 * bound of 1e-3 leaves room for functions that bend more, while a wrong factor or a forgotten term is far above it. The
 * sums over w_i y_i are made in float64 of differences, so that a large L does not swallow a small change.
 *
 * Where a function has a corner near x (relu), slopes over 1/16 do not agree with the gradient and those over 1/256 do;
 * at the corner itself the gradient has to be the slope of one of its sides. */
#include "lua/lua_tensor.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/language.h"
#include "base/unicode.h"
#include "engine/ops.h"
#include "lua/convert.h"
#include "lua/work.h"

enum { INPUTS_MOST = 64, MEASURED_MOST = 400, OUTPUT_MOST = 1 << 16, NAME_SIZE = 24 };
static const double step_wide = 1.0 / 16, step_narrow = 1.0 / 256, tolerance = 1e-3, tolerance_narrow = 1e-2;
static const double float_error = 6e-8;
static const char result_key = 0; /* registry: the metatable of what gradcheck returns */

/* Places on the stack of gradient_check. */
enum { FUNCTION = 1, INPUTS, COPIES, BOX, BUFFERS };

typedef struct Check {
    lua_State *L;
    bool named;            /* the function gets one table */
    int count;             /* of inputs */
    size_t outputs;
    double *weights;       /* [outputs] */
    real *low, *middle, *high; /* [outputs]: y at x - h, x, x + h */
} Check;

/* The result for one input. */
typedef struct Finding {
    double largest;        /* relative difference */
    bool agrees, reached;  /* reached: some gradient or slope is not 0 */
    int corners;
} Finding;

/* ---- copies of the inputs ---- */

static void raise_inputs(lua_State *L)
{
    luaL_error(L,
               TEXT("gradcheck takes a function and a table of 1 to %d tensors: gradcheck(f, {x, W})",
                    "gradcheck에는 함수와 텐서 1~%d개의 테이블을 넣습니다: gradcheck(f, {x, W})"),
               INPUTS_MOST);
}

/* Pushes a table with the same keys as the inputs. */
static void push_copies(Check *check)
{
    lua_State *L = check->L;
    check->named = lua_rawlen(L, INPUTS) == 0;
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, INPUTS) != 0; lua_pop(L, 1)) {
        bool fits =
            check->named ? lua_type(L, -2) == LUA_TSTRING : convert_whole(L, -2, (int)lua_rawlen(L, INPUTS)) > 0;
        if (!fits || ++check->count > INPUTS_MOST)
            raise_inputs(L);
        lua_pushvalue(L, -2);
        /* a leaf with the same numbers */
        int index = lua_gettop(L) - 1;
        if (tensor_test(L, index) == NULL)
            raise_inputs(L);
        Tensor seen = tensor_look(L, index);
        tensor_new_copy(L, &seen, seen.value);
        lua_rawset(L, COPIES);
    }
    if (check->count == 0)
        raise_inputs(L);
}

/* ---- calling the function ---- */

/* Calls it with the copies and leaves its first result on top. */
static Tensor call(Check *check)
{
    lua_State *L = check->L;
    lua_pushvalue(L, FUNCTION);
    if (check->named)
        lua_pushvalue(L, COPIES);
    for (int i = 1; !check->named && i <= check->count; i++)
        lua_rawgeti(L, COPIES, i);
    lua_call(L, check->named ? 1 : check->count, 1);
    if (tensor_test(L, -1) == NULL)
        luaL_error(L,
                   TEXT("the function that gradcheck calls has to return a tensor, not a %s",
                        "gradcheck가 부르는 함수는 텐서를 반환해야 합니다(%s 값은 안 됩니다)"),
                   luaL_typename(L, -1));
    return tensor_look(L, lua_gettop(L));
}

/* The first call: how many outputs there are, and memory for them. */
static void prepare(Check *check, const Tensor *y)
{
    Random random;
    random_seed_for(&random, 1, "gradcheck");
    check->outputs = tensor_count(y);
    if (check->outputs > OUTPUT_MOST)
        luaL_error(check->L,
                   TEXT("the function returns more than %d numbers: check it on smaller tensors",
                        "함수가 숫자를 %d개보다 많이 반환합니다. 더 작은 텐서로 확인하십시오"),
                   OUTPUT_MOST);
    check->weights = lua_newuserdatauv(check->L, check->outputs * (sizeof(double) + 3 * sizeof(real)), 0);
    lua_replace(check->L, BUFFERS);
    check->low = (real *)(check->weights + check->outputs);
    check->middle = check->low + check->outputs;
    check->high = check->middle + check->outputs;
    for (size_t i = 0; i < check->outputs; i++) {
        double weight = 0.5 + random_uniform(&random);
        check->weights[i] = random_below(&random, 2) == 0 ? weight : -weight;
    }
}

/* y at the current values of the copies. */
static void values_now(Check *check, real *out)
{
    lua_State *L = check->L;
    tape_box_reset(L, BOX, false);
    Tensor y = call(check);
    if (tensor_count(&y) != check->outputs)
        luaL_error(L, "%s",
                   TEXT("the function returns tensors of different shapes for the same input",
                        "함수가 같은 입력에 대해 모양이 다른 텐서를 반환합니다"));
    memcpy(out, y.value, check->outputs * sizeof(real));
    lua_pop(L, 1);
}

/* The gradients of all copies, by backward. The result is on top. */
static void gradients(Check *check)
{
    lua_State *L = check->L;
    Tensor y = call(check);
    prepare(check, &y);
    memcpy(check->middle, y.value, check->outputs * sizeof(real));
    if (((LuaTensor *)lua_touserdata(L, -1))->kind != TENSOR_RESULT)
        return; /* it depends on nothing: all gradients are zero */
    int top = lua_gettop(L);
    Work work = work_begin(L, top, top);
    if (work.box != tape_box_at(L, BOX))
        return;
    Tensor *weights = work_filled(&work, y.rank, y.shape, 0);
    for (size_t i = 0; i < check->outputs; i++)
        weights->value[i] = (real)check->weights[i];
    Tensor *sum = op_sum(work.box->tape, op_multiply(work.box->tape, work_input(&work, top), weights));
    if (sum == NULL)
        work_result(&work, NULL); /* raises */
    tape_backward(work.box->tape, sum, 1);
}

/* ---- slopes ---- */

static double weighed(const Check *check, const real *from, const real *to)
{
    double sum = 0;
    for (size_t i = 0; i < check->outputs; i++)
        sum += check->weights[i] * ((double)to[i] - (double)from[i]);
    return sum;
}

/* The largest error that rounding of the outputs can cause in a slope over h. */
static double noise(const Check *check, double h)
{
    double sum = 0;
    for (size_t i = 0; i < check->outputs; i++)
        sum += fabs(check->weights[i] * (double)check->middle[i]);
    return float_error * sum / h;
}

/* The slopes to the left and to the right of the number x, which is restored. Divided by the distance that float32 made
 * of h. */
static void slopes(Check *check, real *x, double h, double *left, double *right)
{
    real before = *x, low = (real)((double)before - h), high = (real)((double)before + h);
    *x = low;
    values_now(check, check->low);
    *x = high;
    values_now(check, check->high);
    *x = before;
    *left = weighed(check, check->low, check->middle) / ((double)before - (double)low);
    *right = weighed(check, check->middle, check->high) / ((double)high - (double)before);
}

static double central(Check *check, real *x, double h)
{
    double left, right;
    slopes(check, x, h, &left, &right);
    return (left + right) / 2;
}

static double extrapolated(Check *check, real *x, double h)
{
    double wide = central(check, x, h);
    return (4 * central(check, x, h / 2) - wide) / 3;
}

typedef struct Measure {
    double backward, measured, difference; /* relative */
    bool agrees, corner;
} Measure;

/* largest: of the gradients of this input; smaller ones are compared by it. */
static double difference(double a, double b, double largest, double floor)
{
    double size = fmax(fmax(fabs(a), fabs(b)), fmax(largest / 10, floor));
    return size > 0 ? fabs(a - b) / size : isnan(a - b) ? (double)NAN : 0;
}

static Measure measure(Check *check, real *x, double backward, double largest)
{
    double wide = extrapolated(check, x, step_wide), floor = noise(check, step_wide) / tolerance;
    Measure found = {backward, wide, difference(backward, wide, largest, floor), false, false};
    found.agrees = found.difference <= tolerance;
    if (found.agrees || !isfinite(backward))
        return found;
    double left, right, narrow = extrapolated(check, x, step_narrow),
                        narrow_floor = noise(check, step_narrow) / tolerance_narrow;
    slopes(check, x, step_narrow / 16, &left, &right);
    double sides = fmin(difference(backward, left, largest, 16 * narrow_floor),
                        difference(backward, right, largest, 16 * narrow_floor));
    double near = difference(backward, narrow, largest, narrow_floor),
           apart = difference(left, right, largest, 16 * narrow_floor);
    if (near <= tolerance_narrow) {
        found.measured = narrow;
        found.difference = near;
        found.agrees = true;
    }
    found.corner = apart > 2 * tolerance_narrow && sides <= tolerance_narrow;
    found.agrees = found.agrees || found.corner;
    return found;
}

/* ---- the result ---- */

static void set_number(lua_State *L, const char *name, double value)
{
    lua_pushnumber(L, value);
    lua_setfield(L, -2, name);
}

static void set_flag(lua_State *L, const char *name, bool value)
{
    lua_pushboolean(L, value);
    lua_setfield(L, -2, name);
}

/* Pushes { at = {2, 1}, backward =, measured =, difference = }. */
static void push_measure(lua_State *L, const Measure *found, const Tensor *input, size_t place)
{
    lua_createtable(L, 0, 5);
    lua_createtable(L, input->rank, 0);
    for (int i = input->rank - 1; i >= 0; i--) {
        lua_pushinteger(L, (lua_Integer)(place % (size_t)input->shape[i]) + 1);
        lua_rawseti(L, -2, i + 1);
        place /= (size_t)input->shape[i];
    }
    lua_setfield(L, -2, "at");
    set_number(L, "backward", found->backward);
    set_number(L, "measured", found->measured);
    set_number(L, "difference", found->difference);
    if (found->corner)
        set_flag(L, "corner", true);
}

/* The copy at `place` of the stack; the input's table is on top and gets `numbers` and `worst`. */
static Finding check_input(Check *check, int place)
{
    lua_State *L = check->L;
    int table = lua_gettop(L);
    Tensor input = tensor_look(L, place);
    size_t count = tensor_count(&input), measured = count < MEASURED_MOST ? count : MEASURED_MOST;
    double largest = 0;
    for (size_t i = 0; i < tensor_count(&input); i++)
        largest = fmax(largest, fabs((double)input.gradient[i]));
    Finding finding = {.agrees = true};
    lua_createtable(L, (int)measured, 0);
    for (size_t i = 0; i < measured; i++) {
        size_t at = i * count / measured; /* if there are too many, evenly spread over all */
        Measure found = measure(check, &input.value[at], (double)input.gradient[at], largest);
        bool worst = i == 0 || !(found.difference <= finding.largest);
        push_measure(L, &found, &input, at);
        if (worst && !found.corner) {
            finding.largest = found.difference;
            lua_pushvalue(L, -1);
            lua_setfield(L, table, "worst");
        }
        lua_rawseti(L, -2, (lua_Integer)i + 1);
        finding.agrees = finding.agrees && found.agrees;
        finding.corners += found.corner;
        finding.reached = finding.reached || found.backward != 0 || fabs(found.measured) > 10 * noise(check, step_wide);
    }
    lua_setfield(L, table, "numbers");
    return finding;
}

/* Pushes the table of the input whose key is at `key` and copy at `copy`. */
static Finding push_input(Check *check, int key, int copy)
{
    lua_State *L = check->L;
    Tensor input = tensor_look(L, copy);
    lua_createtable(L, 0, 8);
    lua_pushvalue(L, key);
    lua_tostring(L, -1);
    lua_setfield(L, -2, "name");
    tensor_push_shape(L, &input);
    lua_setfield(L, -2, "shape");
    Finding finding = check_input(check, copy);
    set_flag(L, "ok", finding.agrees);
    set_flag(L, "reached", finding.reached);
    set_number(L, "largest", finding.largest);
    lua_pushinteger(L, finding.corners);
    lua_setfield(L, -2, "corners");
    return finding;
}

/* Pushes the keys of the copies as a list, in order. */
static void push_keys(Check *check)
{
    lua_State *L = check->L;
    lua_Integer count = 0;
    lua_newtable(L);
    for (lua_pushnil(L); lua_next(L, COPIES) != 0; lua_pop(L, 1)) {
        lua_Integer at = ++count;
        for (; at > 1 && lua_rawgeti(L, -3, at - 1) != LUA_TNIL; at--) { /* inserted where it belongs */
            bool later = lua_compare(L, -1, -3, LUA_OPLT);
            if (later) {
                lua_pop(L, 1);
                break;
            }
            lua_rawseti(L, -4, at);
        }
        lua_pushvalue(L, -2);
        lua_rawseti(L, -4, at);
    }
}

static int text_of_result(lua_State *L)
{
    Buffer *text = convert_text_box(L);
    gradient_check_readable(L, 1, text);
    lua_pushlstring(L, buffer_text(text), text->length);
    return 1;
}

static void mark_result(lua_State *L)
{
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, &result_key) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushcfunction(L, text_of_result);
        lua_setfield(L, -2, "__tostring");
        lua_pushboolean(L, 0);
        lua_setfield(L, -2, "__metatable");
        lua_pushvalue(L, -1);
        lua_rawsetp(L, LUA_REGISTRYINDEX, &result_key);
    }
    lua_setmetatable(L, -2);
}

static void push_result(Check *check)
{
    lua_State *L = check->L;
    bool agrees = true;
    double largest = 0;
    push_keys(check);
    int keys = lua_gettop(L);
    lua_newtable(L);
    lua_createtable(L, check->count, 0);
    for (int i = 1; i <= check->count; i++) {
        lua_rawgeti(L, keys, i);
        lua_pushvalue(L, -1);
        lua_rawget(L, COPIES);
        int copy = lua_gettop(L);
        Finding finding = push_input(check, copy - 1, copy);
        agrees = agrees && finding.agrees;
        largest = finding.largest > largest || isnan(finding.largest) ? finding.largest : largest;
        lua_rawseti(L, keys + 2, i);
        lua_settop(L, keys + 2);
    }
    lua_setfield(L, -2, "inputs");
    set_flag(L, "ok", agrees);
    set_number(L, "largest", largest);
    set_number(L, "tolerance", tolerance);
    set_number(L, "step", step_wide);
    mark_result(L);
}

int gradient_check(lua_State *L)
{
    Check check = {.L = L};
    lua_settop(L, 2);
    luaL_checkstack(L, INPUTS_MOST + 40, NULL);
    if (tensor_test(L, INPUTS) != NULL) { /* one tensor: a list of it */
        lua_createtable(L, 1, 0);
        lua_insert(L, INPUTS);
        lua_rawseti(L, INPUTS, 1);
    }
    if (lua_type(L, FUNCTION) != LUA_TFUNCTION || !lua_istable(L, INPUTS))
        raise_inputs(L);
    push_copies(&check);
    tape_box_push(L);
    lua_pushnil(L); /* BUFFERS */
    tape_box_current(L, BOX);
    gradients(&check);
    push_result(&check);
    tape_box_reset(L, BOX, false); /* invalidates the tensors that the function kept, not the last call's results */
    return 1;
}

/* ---- drawing ---- */

static double field_number(lua_State *L, int index, const char *name)
{
    double value = convert_field(L, index, name) == LUA_TNUMBER ? lua_tonumber(L, -1) : (double)NAN;
    lua_pop(L, 1);
    return value;
}

static bool field_flag(lua_State *L, int index, const char *name)
{
    convert_field(L, index, name);
    bool flag = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return flag;
}

/* "[2, 3]" or "[2][3]" of a list of whole numbers in a field. */
static void field_list(lua_State *L, int index, const char *name, const char *between, Buffer *out)
{
    convert_field(L, index, name);
    for (int i = 1; lua_istable(L, -1) && i <= TENSOR_DIMENSIONS; i++) {
        if (lua_rawgeti(L, -1, i) == LUA_TNUMBER)
            buffer_format(out, "%s%d", i == 1 ? "[" : between, (int)lua_tonumber(L, -1));
        lua_pop(L, 1);
    }
    buffer_add(out, out->length > 0 ? "]" : "");
    lua_pop(L, 1);
}

/* A text and blanks up to a width in columns. */
static void put_cell(Buffer *out, const char *text, int width)
{
    int blanks = width - utf8_width(text);
    buffer_format(out, "%s%*s", text, blanks > 1 ? blanks : 1, "");
}

static void put_number(Buffer *out, double value, int width)
{
    char text[32];
    snprintf(text, sizeof text, "%.4g", value);
    put_cell(out, text, width);
}

/* 76 columns in all. */
enum { NAME_WIDTH = 9, SHAPE_WIDTH = 11, COUNT_WIDTH = 9, DIFFERENCE_WIDTH = 12, AT_WIDTH = 11, NUMBER_WIDTH = 12 };

/* A line for the input's table on top. */
static void put_input(lua_State *L, Buffer *out)
{
    int table = lua_gettop(L);
    Buffer *shape = convert_text_box(L), *at = convert_text_box(L);
    const char *name = convert_field(L, table, "name") == LUA_TSTRING ? lua_tostring(L, -1) : "?";
    buffer_format(out, "%.*s", (int)utf8_fit(name, NAME_SIZE), name);
    put_cell(out, "", NAME_WIDTH - utf8_width(name));
    field_list(L, table, "shape", ", ", shape);
    put_cell(out, buffer_text(shape), SHAPE_WIDTH);
    convert_field(L, table, "numbers");
    put_number(out, lua_istable(L, -1) ? (double)lua_rawlen(L, -1) : 0, COUNT_WIDTH);
    put_number(out, field_number(L, table, "largest"), DIFFERENCE_WIDTH);
    if (convert_field(L, table, "worst") == LUA_TTABLE) {
        field_list(L, lua_gettop(L), "at", "][", at);
        put_cell(out, buffer_text(at), AT_WIDTH);
        put_number(out, field_number(L, lua_gettop(L), "backward"), NUMBER_WIDTH);
        put_number(out, field_number(L, lua_gettop(L), "measured"), 0);
    }
    while (out->length > 0 && out->text[out->length - 1] == ' ')
        out->text[--out->length] = '\0';
    buffer_add(out, "\n");
    if (!field_flag(L, table, "reached"))
        buffer_add(out,
                   TEXT("  (the result does not depend on it: does the function use its argument?)\n",
                        "  (결과가 이 입력에 따라 달라지지 않습니다. 함수가 이 인자를 쓰고 있습니까?)\n"));
    if (field_number(L, table, "corners") > 0)
        buffer_format(out,
                      TEXT("  (at %d of them the function has a corner; the gradient is the slope of one side)\n",
                           "  (%d곳에서 함수가 꺾입니다. 그래디언트는 한쪽의 기울기입니다)\n"),
                      (int)field_number(L, table, "corners"));
    lua_settop(L, table);
}

bool gradient_check_readable(lua_State *L, int index, Buffer *out)
{
    if (!lua_istable(L, index) || !lua_checkstack(L, 16) || !lua_getmetatable(L, index))
        return false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &result_key);
    bool is_result = lua_istable(L, -1) && lua_rawequal(L, -1, -2);
    lua_pop(L, 2);
    if (!is_result)
        return false;
    put_cell(out, TEXT("input", "입력"), NAME_WIDTH);
    put_cell(out, TEXT("shape", "모양"), SHAPE_WIDTH);
    put_cell(out, TEXT("numbers", "개수"), COUNT_WIDTH);
    put_cell(out, TEXT("difference", "차이"), DIFFERENCE_WIDTH);
    put_cell(out, TEXT("at", "위치"), AT_WIDTH);
    put_cell(out, "backward", NUMBER_WIDTH);
    buffer_add(out, TEXT("measured\n", "측정값\n"));
    convert_field(L, index, "inputs");
    int inputs = lua_gettop(L);
    for (int i = 1; lua_istable(L, inputs) && i <= INPUTS_MOST && lua_rawgeti(L, inputs, i) == LUA_TTABLE; i++) {
        put_input(L, out);
        lua_settop(L, inputs);
    }
    lua_settop(L, inputs - 1);
    double largest = field_number(L, index, "largest"), bound = field_number(L, index, "tolerance");
    buffer_format(out,
                  field_flag(L, index, "ok")
                  ? TEXT("The gradients agree: the largest relative difference is %.1e, up to %g is allowed.",
                         "그래디언트가 일치합니다. 가장 큰 상대 차이는 %.1e이고, %g까지 허용합니다.")
                  : TEXT("The gradients do NOT agree: the largest relative difference is %.1e, up to %g is allowed.",
                         "그래디언트가 일치하지 않습니다. 가장 큰 상대 차이는 %.1e인데, %g까지만 허용합니다."),
                  largest, bound);
    buffer_add(out, TEXT("\nA difference is relative to the larger of the two numbers, but at least to a tenth of the input's largest "
                         "gradient.",
                         "\n차이는 두 수 가운데 큰 쪽에 대한 비율입니다. 둘 다 그 입력의 가장 큰 그래디언트의 10분의 1보다 "
                         "작으면 그 10분의 1에 대한 비율입니다."));
    return true;
}
