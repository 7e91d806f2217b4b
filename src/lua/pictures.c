/* pictures.c: a script's own numbers as pictures.
 *
 *     plot({ 4, 2, 1 }, { 4, 3, 3 }, { title = "loss", names = { "with", "without" } })
 *     heatmap(weights, { rows = { "I", "go" }, columns = { "나는", "간다" } })
 *     show(t)                                a tensor: each of its matrices as a heat map
 *
 * The numbers are checked and copied into a value, and the picture is made of the value, as a command's is: it is drawn
 * again for another width, printed by --json and exported. A sentence below says what is to be seen in it. */
#include "lua/globals.h"

#include <lauxlib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/memory.h"
#include "lua/convert.h"
#include "lua/host_internal.h"
#include "lua/lua_tensor.h"
#include "repl/look.h"
#include "repl/results.h"
#include "view/curve.h"
#include "view/heatmap.h"

enum { POINTS_MOST = 10000, CELLS_MOST = 1 << 15, MAPS_MOST = 6, PLOT_ROWS = 12, TEXT_MOST = 200, NUMBERED_MOST = 16 };

/* Neither NaN nor so large that differences would be infinite. */
static bool is_drawable(double value) { return fabs(value) < 1e30; }

/* ---- numbers and options of a call ---- */

static json_t *numbers_json(const real *values, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(list, json_finite((double)values[i]));
    return list;
}

static bool is_point(const json_t *value) { return json_is_number(value) || json_is_null(value); }
static bool is_short_text(const json_t *text) { return json_is_string(text) && json_string_length(text) <= TEXT_MOST; }

/* Whether the value is a list of such elements. */
static bool all(const json_t *list, bool (*fits)(const json_t *element))
{
    bool right = json_is_array(list);
    for (size_t i = 0; right && i < json_array_size(list); i++)
        right = fits(json_array_get(list, i));
    return right;
}

static bool all_numbers(const json_t *list) { return json_array_size(list) > 0 && all(list, is_point); }

/* A list of numbers or a tensor of one dimension, at most POINTS_MOST; raises for anything else. */
static json_t *points_at(lua_State *L, int index, const char *what)
{
    Error error = {0};
    json_t *list;
    if (tensor_test(L, index) != NULL) {
        Tensor seen = tensor_look(L, index);
        list = seen.rank == 1 && seen.shape[0] <= POINTS_MOST ? numbers_json(seen.value, seen.shape[0]) : NULL;
    } else {
        bool short_list = lua_istable(L, index) && lua_rawlen(L, index) <= POINTS_MOST;
        list = short_list ? convert_json(L, index, &error) : NULL;
    }
    if (!all_numbers(list)) {
        json_decref(list);
        luaL_error(L, TEXT("%s has to be a list of 1 to %d numbers, or a tensor [N] of as many",
                           "%s 값은 숫자 1~%d개의 리스트이거나 그만한 길이의 텐서 [N]이어야 합니다"), what, POINTS_MOST);
    }
    return list;
}

typedef enum { IS_TEXT, IS_TEXTS, IS_NUMBER, IS_POINTS } OptionKind;
typedef struct PictureOption {
    const char *name;
    OptionKind kind;
} PictureOption;

/* The option on top of the stack. */
static json_t *option_json(lua_State *L, const PictureOption *option)
{
    static const Sentence needed[] = {
        {"a text of up to 200 bytes", "200바이트 이하의 문자열"},
        {"a list of texts of up to 200 bytes each", "200바이트 이하인 문자열의 리스트"},
        {"a number", "숫자"}};
    Error error = {0};
    if (option->kind == IS_POINTS)
        return points_at(L, lua_gettop(L), option->name);
    json_t *value = convert_json(L, -1, &error);
    bool right = option->kind == IS_TEXT    ? is_short_text(value)
                 : option->kind == IS_TEXTS ? all(value, is_short_text)
                                            : json_is_number(value);
    if (!right) {
        json_decref(value);
        luaL_error(L, TEXT("%s: %s is needed", "%s: 필요한 값은 %s입니다"), option->name, sentence_now(needed[option->kind]));
    }
    return value;
}

/* Puts the options of the table at index into the value. known ends with a row without a name. */
static void take_options(lua_State *L, int index, const PictureOption *known, json_t *value)
{
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        const char *name = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "?";
        const PictureOption *option = known;
        while (option->name != NULL && strcmp(option->name, name) != 0)
            option++;
        if (option->name == NULL) {
            Buffer *names = convert_text_box(L);
            for (option = known; option->name != NULL; option++)
                buffer_format(names, "%s%s", option == known ? "" : ", ", option->name);
            luaL_error(L, TEXT("there is no option '%s'; there are: %s", "'%s' 옵션은 없습니다. 쓸 수 있는 옵션: %s"), name,
                       buffer_text(names));
        }
        json_object_set_new(value, name, option_json(L, option));
    }
}

/* The place of the table of options, which is last and has text keys only; 0: there is none. */
static int options_place(lua_State *L)
{
    int last = lua_gettop(L);
    return last > 1 && lua_istable(L, last) && lua_rawlen(L, last) == 0 ? last : 0;
}

/* A list in the value has to be as long as what it names. */
static void check_length(lua_State *L, const json_t *value, const char *name, size_t count)
{
    const json_t *list = json_object_get(value, name);
    if (list != NULL && json_array_size(list) != count)
        luaL_error(L, TEXT("%s: a list of %d is needed, this one has %d", "%s: 항목 %d개가 필요하지만 %d개입니다"), name,
                   (int)count, (int)json_array_size(list));
}

static void add_number(Buffer *out, const char *before, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.4g", value);
    buffer_add(out, before);
    readable_number(strtod(text, NULL), out);
}

/* ---- plot ---- */

/* The texts of a list, as an array to draw from; the strings are the list's. */
static const char **texts_of(const json_t *list)
{
    const char **texts = memory_new(json_array_size(list) + 1, sizeof *texts);
    for (size_t i = 0; i < json_array_size(list); i++)
        texts[i] = json_text_at(list, i);
    return texts;
}

/* NaN for null, and for what a logarithmic axis cannot hold. */
static double *points_of(const json_t *list, int count, bool logarithmic)
{
    double *points = memory_new((size_t)count + 1, sizeof *points);
    for (int i = 0; i < count; i++) {
        double value = list != NULL ? json_number_value(json_array_get(list, (size_t)i)) : i + 1;
        bool known = list == NULL || json_is_number(json_array_get(list, (size_t)i));
        bool drawn = known && is_drawable(value) && (value > 0 || !logarithmic);
        points[i] = drawn ? value : (double)NAN;
    }
    return points;
}

/* "loss: first 4, last 1, lowest 1 (x = 3), highest 4 (x = 1)." */
static void say_curve(const Curve *curve, int which, Canvas *canvas)
{
    const double *x = curve->x[which], *y = curve->y[which];
    int count = curve->count[which], first = -1, last = -1, lowest = -1, highest = -1, gaps = 0;
    Buffer text = {0};
    for (int i = 0; i < count; i++) {
        if (isnan(x[i]) || isnan(y[i])) {
            gaps++;
            continue;
        }
        first = first < 0 ? i : first;
        lowest = lowest < 0 || y[i] < y[lowest] ? i : lowest;
        highest = highest < 0 || y[i] > y[highest] ? i : highest;
        last = i;
    }
    if (curve->name[which] != NULL)
        buffer_format(&text, "%s: ", curve->name[which]);
    if (first >= 0) {
        add_number(&text, curve->name[which] != NULL ? TEXT("first ", "처음 ") : TEXT("First ", "처음 "), y[first]);
        add_number(&text, TEXT(", last ", ", 마지막 "), y[last]);
        add_number(&text, TEXT(", lowest ", ", 최솟값 "), y[lowest]);
        add_number(&text, " (x = ", x[lowest]);
        add_number(&text, TEXT("), highest ", "), 최댓값 "), y[highest]);
        add_number(&text, " (x = ", x[highest]);
        buffer_add(&text, ").");
    }
    if (gaps > 0)
        buffer_format(&text, TEXT("%s%d of %d points cannot be drawn.", "%1$s점 %3$d개 가운데 %2$d개는 그릴 수 없습니다."),
                      first >= 0 ? " " : "", gaps, count);
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
}

static void show_plot(const json_t *value, Canvas *canvas)
{
    const json_t *curves = json_object_get(value, "curves"), *names = json_object_get(value, "names");
    const char *log = json_text(value, "log");
    Curve curve = {.title = json_string_value(json_object_get(value, "title")),
                   .x_label = json_object_get(value, "x_label") != NULL ? json_text(value, "x_label") : "x",
                   .x_base = strchr(log, 'x') != NULL ? 10 : 0, .y_base = strchr(log, 'y') != NULL ? 10 : 0};
    int lines = (int)json_array_size(curves);
    curve.signs = lines > 1;
    const char **labels = texts_of(names);
    static const char *const numbered[CURVE_LINES] = {"1", "2", "3", "4"};
    for (int i = 0; i < lines; i++) {
        const json_t *points = json_array_get(curves, (size_t)i);
        curve.count[i] = (int)json_array_size(points);
        curve.x[i] = points_of(json_object_get(value, "x"), curve.count[i], curve.x_base > 0);
        curve.y[i] = points_of(points, curve.count[i], curve.y_base > 0);
        curve.name[i] = names != NULL ? labels[i] : lines > 1 ? numbered[i] : NULL;
    }
    curve_draw(canvas, &curve, PLOT_ROWS);
    for (int i = 0; i < lines; i++) {
        say_curve(&curve, i, canvas);
        free((double *)curve.x[i]);
        free((double *)curve.y[i]);
    }
    free(labels);
}

/* plot(y, ..., {x =, names =, title =, x_label =, log =}): up to four curves over the same x, 1 to N if not given. */
static int plot(lua_State *L)
{
    static const PictureOption known[] = {{"title", IS_TEXT}, {"x", IS_POINTS}, {"names", IS_TEXTS}, {"x_label", IS_TEXT},
                                          {"log", IS_TEXT},   {0}};
    static const Command command = {.name = "plot", .show = show_plot};
    int options = options_place(L), count = options > 0 ? options - 1 : lua_gettop(L);
    json_t **value = convert_box(L), *curves = json_array();
    *value = json_pack("{s:s, s:o}", "command", command.name, "curves", curves);
    if (count < 1 || count > CURVE_LINES)
        return luaL_error(L, TEXT("plot draws 1 to %d curves: plot({4, 2, 1})", "plot은 곡선을 %d개까지 그립니다: plot({4, 2, 1})"),
                          CURVE_LINES);
    for (int i = 1; i <= count; i++)
        json_array_append_new(curves, points_at(L, i, TEXT("a curve", "곡선의")));
    if (options > 0)
        take_options(L, options, known, *value);
    for (int i = 0; i < count; i++)
        check_length(L, *value, "x", json_array_size(json_array_get(curves, (size_t)i)));
    check_length(L, *value, "names", (size_t)count);
    const char *log = json_text(*value, "log");
    if (log[strspn(log, "xy")] != '\0')
        return luaL_error(L, "%s", TEXT("log has to be \"x\", \"y\" or \"xy\"", "log 값은 \"x\", \"y\", \"xy\" 가운데 하나여야 합니다"));
    repl_show_as(host_of(L)->repl, &command, *value);
    return 0;
}

/* ---- heatmap ---- */

/* "row 2 (go)": place counts from 0, and list has its name if it has one. */
static void add_place(Buffer *out, const char *format, int place, const json_t *list)
{
    buffer_format(out, format, place + 1);
    if (list != NULL)
        buffer_format(out, " (%s)", json_text_at(list, (size_t)place));
}

static void say_map(const json_t *value, const Heatmap *map, int lowest, int highest, int missing, Canvas *canvas)
{
    Buffer text = {0};
    buffer_format(&text, TEXT("Rows: %d, columns: %d", "행 %d개, 열 %d개"), map->rows, map->columns);
    if (lowest >= 0) {
        add_number(&text, TEXT("; smallest number ", ", 최솟값 "), (double)map->values[lowest]);
        add_number(&text, TEXT(", largest ", ", 최댓값 "), (double)map->values[highest]);
        add_place(&text, TEXT(" in row %d", ": %d행"), highest / map->columns, json_object_get(value, "rows"));
        add_place(&text, TEXT(", column %d", ", %d열"), highest % map->columns, json_object_get(value, "columns"));
    }
    buffer_add(&text, ".");
    if (missing > 0)
        buffer_format(&text, TEXT(" Not finite: %d.", " 유한하지 않은 값: %d개."), missing);
    canvas_prose(canvas, STYLE_PLAIN, 0, buffer_text(&text));
    buffer_free(&text);
}

/* The value's names of its rows or columns; a few that have none are numbered, in cells wide enough to print values. */
static json_t *names_in(const json_t *value, const char *name, int wanted)
{
    json_t *list = json_incref(json_object_get(value, name));
    if (list != NULL || wanted > NUMBERED_MOST)
        return list;
    list = json_array();
    for (int i = 1; i <= wanted; i++)
        json_array_append_new(list, json_sprintf("%d", i));
    return list;
}

static void show_heatmap(const json_t *value, Canvas *canvas)
{
    const json_t *values = json_object_get(value, "values");
    Heatmap map = {.title = json_string_value(json_object_get(value, "title")),
                   .rows = (int)json_array_size(values), .columns = (int)json_array_size(json_array_get(values, 0))};
    json_t *row_names = names_in(value, "rows", map.rows), *column_names = names_in(value, "columns", map.columns);
    const char **rows = texts_of(row_names), **columns = texts_of(column_names);
    float *numbers = numbers_of(values, map.rows, map.columns);
    int lowest = -1, highest = -1, missing = 0;
    for (int i = 0; i < map.rows * map.columns; i++) {
        bool drawn = is_drawable((double)numbers[i]);
        missing += !drawn;
        lowest = drawn && (lowest < 0 || numbers[i] < numbers[lowest]) ? i : lowest;
        highest = drawn && (highest < 0 || numbers[i] > numbers[highest]) ? i : highest;
    }
    float least = lowest >= 0 ? numbers[lowest] : 0, most = highest >= 0 ? numbers[highest] : 0;
    bool shares = least >= 0 && most <= 1;
    double low = json_double(value, "low"), high = json_double(value, "high");
    map.low = is_drawable(low) ? (float)low : fminf(least, 0);
    map.high = is_drawable(high) ? (float)high : shares ? 1 : fmaxf(most, 0);
    if (!(map.high > map.low))
        map.high = map.low + 1;
    map.values = numbers;
    map.row_labels = row_names != NULL ? rows : NULL;
    map.column_labels = column_names != NULL ? columns : NULL;
    heatmap_draw(canvas, &map);
    say_map(value, &map, lowest, highest, missing, canvas);
    free(numbers);
    free(rows);
    free(columns);
    json_decref(row_names);
    json_decref(column_names);
}

static const Command heatmap_command = {.name = "heatmap", .show = show_heatmap};

static void check_cells(lua_State *L, double rows, double columns)
{
    if (rows * columns > CELLS_MOST)
        luaL_error(L, TEXT("a heat map has %d cells at most: show a part of it, such as t[1]",
                           "히트맵의 칸은 %d개까지입니다. t[1]처럼 일부를 그려 보십시오"), CELLS_MOST);
}

/* A matrix as a list of rows. */
static json_t *matrix_json(lua_State *L, const real *values, int rows, int columns)
{
    check_cells(L, rows, columns);
    json_t *list = json_array();
    for (int row = 0; row < rows; row++)
        json_array_append_new(list, numbers_json(values + (size_t)row * (size_t)columns, columns));
    return list;
}

static bool is_matrix(const json_t *rows)
{
    size_t columns = json_array_size(json_array_get(rows, 0));
    bool right = json_array_size(rows) > 0;
    for (size_t i = 0; right && i < json_array_size(rows); i++)
        right = all_numbers(json_array_get(rows, i)) && json_array_size(json_array_get(rows, i)) == columns;
    return right;
}

/* A tensor [N] or [M,N], a list of equally long lists of numbers, or one such list, which is one row. */
static json_t *rows_at(lua_State *L, int index)
{
    Error error = {0};
    if (tensor_test(L, index) != NULL) {
        Tensor seen = tensor_look(L, index);
        int columns = tensor_columns(&seen);
        if (seen.rank <= 2)
            return matrix_json(L, seen.value, tensor_rows(&seen), columns);
    }
    json_t *list = lua_istable(L, index) ? convert_json(L, index, &error) : NULL;
    json_t *rows = all_numbers(list) ? json_pack("[O]", list) : json_incref(list);
    json_decref(list);
    double row_count = (double)json_array_size(rows), columns = (double)json_array_size(json_array_get(rows, 0));
    if (!is_matrix(rows) || row_count * columns > CELLS_MOST) {
        bool large = is_matrix(rows);
        json_decref(rows);
        if (large)
            check_cells(L, row_count, columns);
        luaL_error(L, "%s", TEXT("heatmap takes equally long lists of numbers, or a tensor [N] or [M,N]",
                                 "heatmap에는 길이가 같은 숫자 리스트들이나 텐서 [N], [M,N]을 넣습니다"));
    }
    return rows;
}

/* heatmap(values, {rows =, columns =, title =, low =, high =}) */
static int heatmap(lua_State *L)
{
    static const PictureOption known[] = {{"title", IS_TEXT}, {"rows", IS_TEXTS}, {"columns", IS_TEXTS}, {"low", IS_NUMBER},
                                          {"high", IS_NUMBER}, {0}};
    int options = options_place(L);
    json_t **value = convert_box(L);
    *value = json_pack("{s:s}", "command", heatmap_command.name);
    json_object_set_new(*value, "values", rows_at(L, 1));
    if (options > 0)
        take_options(L, options, known, *value);
    const json_t *rows = json_object_get(*value, "values");
    check_length(L, *value, "rows", json_array_size(rows));
    check_length(L, *value, "columns", json_array_size(json_array_get(rows, 0)));
    repl_show_as(host_of(L)->repl, &heatmap_command, *value);
    return 0;
}

void pictures_show_tensor(lua_State *L)
{
    Tensor seen = tensor_look(L, 1);
    int rows, columns, matrices = tensor_matrices(&seen, &rows, &columns);
    char shape[TENSOR_TEXT];
    for (int i = 0; i < matrices && i < MAPS_MOST; i++) {
        json_t **value = convert_box(L);
        Buffer *title = convert_text_box(L);
        buffer_format(title, "%s%s", tensor_shape_text(&seen, shape), seen.rank > 2 ? " " : "");
        tensor_put_place(&seen, i, title);
        *value = json_pack("{s:s, s:s, s:o}", "command", heatmap_command.name, "title", buffer_text(title), "values",
                           matrix_json(L, seen.value + (size_t)i * (size_t)rows * (size_t)columns, rows, columns));
        repl_show_as(host_of(L)->repl, &heatmap_command, *value);
        lua_pop(L, 2);
    }
    if (matrices > MAPS_MOST) {
        Buffer *text = convert_text_box(L);
        buffer_format(text, TEXT("The first %d of %d matrices.", "행렬 %2$d개 가운데 처음 %1$d개입니다."), MAPS_MOST, matrices);
        repl_say(host_of(L)->repl, STYLE_DIM, buffer_text(text));
    }
}

void pictures_put_functions(lua_State *L)
{
    luaL_setfuncs(L, (const luaL_Reg[]){{"plot", plot}, {"heatmap", heatmap}, {NULL, NULL}}, 0);
}
