/* readable.c: values as people read them.
 *
 * Numbers have as many digits as tell something; whole numbers no ".0". A table stands on one line where it fits,
 * else each entry on its own line, keys in order; a list of equally long lists of numbers is a matrix with its
 * columns aligned. Depth and length are limited. No metamethod is called: showing a value runs no script. */
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/language.h"
#include "base/unicode.h"
#include "lua/convert.h"
#include "lua/host.h"
#include "lua/lua_tensor.h"
#include "lua/strings.h"

enum {
    LINE_WIDTH = 76,
    DEPTH_MOST = 5,
    ENTRIES_MOST = 24,     /* of one table on lines of their own */
    KEYS_MOST = 512,       /* gathered to be put in order */
    LINES_MOST = 120,      /* of a whole value */
    MATRIX_ROWS = 24,
    MATRIX_COLUMNS = 16,
    TEXT_MOST = 200,       /* bytes of a text inside a table */
    STACK_FOR_A_LEVEL = 10
};

typedef struct Printer {
    lua_State *L;
    Buffer *out;
    size_t room;  /* on one line: bytes after which to give up; 0: not on one line */
    int lines;    /* left */
    const void *outer[DEPTH_MOST + 1]; /* the tables that this one is in */
} Printer;

static void put_value(Printer *printer, int index, int indent, int depth);

/* ---- numbers and texts ---- */

/* %.10g without a locale's comma and with 1e+06 as 1e6. */
static void add_digits(const char *format, double value, Buffer *out)
{
    char digits[64];
    snprintf(digits, sizeof digits, format, value);
    for (const char *at = digits; *at != '\0'; at++) {
        bool exponent = at > digits && at[-1] == 'e';
        if (exponent && *at == '+')
            continue;
        if (*at == '0' && at > digits + 1 && strchr("+-", at[-1]) != NULL && at[-2] == 'e')
            continue; /* e-05 is e-5 */
        buffer_add_char(out, *at == ',' ? '.' : *at);
    }
}

void readable_number(double value, Buffer *out)
{
    if (isnan(value))
        buffer_add(out, "nan");
    else if (isinf(value))
        buffer_add(out, value > 0 ? "inf" : "-inf");
    else
        add_digits(value == floor(value) && fabs(value) < 1e15 ? "%.0f" : "%.10g", value == 0 ? 0 : value, out);
}

/* Inside tables four digits are enough. */
static void put_number(Printer *printer, int index, bool top)
{
    double value = lua_tonumber(printer->L, index);
    if (lua_isinteger(printer->L, index))
        buffer_format(printer->out, "%lld", (long long)lua_tointeger(printer->L, index));
    else if (top || !isfinite(value) || value == floor(value))
        readable_number(value, printer->out);
    else
        add_digits("%.4g", value, printer->out);
}

/* How many bytes of a text or key are shown inside a table: whole characters, and few even of those without a width. */
static size_t bytes_shown(const char *text, size_t length)
{
    if (length <= TEXT_MOST)
        return length;
    size_t shown = utf8_fit(text, TEXT_MOST / 2);
    shown = shown < 2 * TEXT_MOST ? shown : 2 * TEXT_MOST;
    while (shown > 0 && ((unsigned char)text[shown] & 0xC0) == 0x80)
        shown--;
    return shown;
}

static void put_text(Printer *printer, int index, bool top)
{
    size_t length;
    const char *text = lua_tolstring(printer->L, index, &length);
    if (top) {
        buffer_add_bytes(printer->out, text, length < SAID_MOST ? length : SAID_MOST);
        return;
    }
    size_t shown = bytes_shown(text, length);
    buffer_add_char(printer->out, '"');
    for (size_t i = 0; i < shown; i++) {
        if (text[i] == '\n')
            buffer_add(printer->out, "\\n");
        else if (text[i] == '"' || text[i] == '\\')
            buffer_format(printer->out, "\\%c", text[i]);
        else
            buffer_add_char(printer->out, text[i] != '\0' ? text[i] : '?');
    }
    buffer_add(printer->out, shown < length ? "...\"" : "\"");
}

static void put_scalar(Printer *printer, int index, bool top)
{
    lua_State *L = printer->L;
    switch (lua_type(L, index)) {
    case LUA_TNIL: buffer_add(printer->out, "nil"); break;
    case LUA_TBOOLEAN: buffer_add(printer->out, lua_toboolean(L, index) ? "true" : "false"); break;
    case LUA_TNUMBER: put_number(printer, index, top); break;
    case LUA_TSTRING: put_text(printer, index, top); break;
    default:
        if (!tensor_readable(L, index, top, printer->out))
            buffer_format(printer->out, "<%s>", luaL_typename(L, index));
        break;
    }
}

/* ---- keys in order: numbers, then texts, then the rest ---- */

typedef struct Key {
    const char *text;   /* the userdata of the keys holds it */
    double number;
    int type;           /* LUA_TNUMBER, LUA_TSTRING, or another */
} Key;

static int key_rank(const Key *key) { return key->type == LUA_TNUMBER ? 0 : key->type == LUA_TSTRING ? 1 : 2; }

static int compare_keys(const void *first, const void *second)
{
    const Key *a = first, *b = second;
    if (key_rank(a) != key_rank(b))
        return key_rank(a) - key_rank(b);
    if (a->type == LUA_TNUMBER)
        return (a->number > b->number) - (a->number < b->number);
    return a->type == LUA_TSTRING ? strcmp(a->text, b->text) : 0;
}

/* Pushes a userdata with the keys that are not of the list's part; *count of them, *left more were not gathered. It
 * holds their texts: a weak table may lose an entry, and with it the key, whenever something is allocated. */
static Key *gather_keys(lua_State *L, int index, lua_Integer listed, int *count, int *left)
{
    Key *keys = lua_newuserdatauv(L, KEYS_MOST * sizeof *keys, 1);
    lua_newtable(L);
    int texts = lua_gettop(L);
    *count = *left = 0;
    for (lua_pushnil(L); lua_next(L, index) != 0; lua_pop(L, 1)) {
        int type = lua_type(L, -2);
        if (lua_isinteger(L, -2) && lua_tointeger(L, -2) >= 1 && lua_tointeger(L, -2) <= listed)
            continue;
        if (*count == KEYS_MOST) {
            ++*left;
            continue;
        }
        lua_pushvalue(L, -2);
        lua_rawseti(L, texts, *count + 1);
        keys[(*count)++] = (Key){.type = type, .text = type == LUA_TSTRING ? lua_tostring(L, -2) : NULL,
                                 .number = type == LUA_TNUMBER ? lua_tonumber(L, -2) : 0};
    }
    lua_setiuservalue(L, -2, 1);
    qsort(keys, (size_t)*count, sizeof *keys, compare_keys);
    return keys;
}

/* Writes "name = " and pushes the value. Keys that are neither numbers nor texts are written by their type. */
static void put_key(Printer *printer, int table, const Key *key)
{
    lua_State *L = printer->L;
    if (key->type == LUA_TSTRING) {
        size_t length = strlen(key->text);
        bool is_name = length > 0 && name_length(key->text) == length;
        int shown = (int)bytes_shown(key->text, length);
        buffer_format(printer->out, is_name ? "%.*s = " : "[\"%.*s\"] = ", shown, key->text);
        lua_pushstring(L, key->text);
        lua_rawget(L, table);
        return;
    }
    buffer_add_char(printer->out, '[');
    if (key->type == LUA_TNUMBER)
        readable_number(key->number, printer->out);
    else
        buffer_format(printer->out, "<%s>", lua_typename(L, key->type));
    buffer_add(printer->out, "] = ");
    lua_pushnumber(L, key->number);
    if (key->type == LUA_TNUMBER)
        lua_rawget(L, table);
    else
        lua_pushliteral(L, "...");
}

/* ---- tables ---- */

static bool full(const Printer *printer) { return printer->room > 0 && printer->out->length > printer->room; }

/* All entries one after the other; gives up where the line is full. */
static void put_on_one_line(Printer *printer, int index, int depth)
{
    lua_State *L = printer->L;
    lua_Integer listed = (lua_Integer)lua_rawlen(L, index);
    int count, left;
    Key *keys = gather_keys(L, index, listed, &count, &left);
    buffer_add_char(printer->out, '{');
    for (lua_Integer i = 0; i < listed + count && !full(printer); i++) {
        buffer_add(printer->out, i > 0 ? ", " : "");
        if (i < listed)
            lua_rawgeti(L, index, i + 1);
        else
            put_key(printer, index, &keys[i - listed]);
        put_value(printer, lua_gettop(L), 0, depth + 1);
        lua_pop(L, 1);
    }
    if (left > 0)
        buffer_add(printer->out, ", ...");
    buffer_add_char(printer->out, '}');
    lua_pop(L, 1);
}

/* True where the table fits on the rest of the line; it was written then. */
static bool fits_on_one_line(Printer *printer, int index, int depth)
{
    size_t before = printer->out->length;
    const char *text = buffer_text(printer->out), *row = strrchr(text, '\n');
    int used = utf8_width(row != NULL ? row + 1 : text);
    printer->room = before + 3 * LINE_WIDTH; /* bytes: Hangul has three for two columns */
    put_on_one_line(printer, index, depth);
    bool fits = !full(printer) && used + utf8_width(printer->out->text + before) <= LINE_WIDTH;
    printer->room = 0;
    if (!fits) {
        printer->out->length = before;
        printer->out->text[before] = '\0';
    }
    return fits;
}

static void new_line(Printer *printer, int indent)
{
    buffer_format(printer->out, "\n%*s", indent, "");
    printer->lines--;
}

static void put_more(Printer *printer, long left, int indent)
{
    new_line(printer, indent);
    buffer_format(printer->out, TEXT("... %ld more", "... %ld개 더"), left);
}

static bool all_scalars(lua_State *L, int index, lua_Integer count)
{
    bool all = true;
    for (lua_Integer i = 1; i <= count && i <= ENTRIES_MOST && all; i++) {
        all = lua_rawgeti(L, index, i) != LUA_TTABLE;
        lua_pop(L, 1);
    }
    return all;
}

/* Numbers and texts of a list fill the lines. */
static lua_Integer put_filled(Printer *printer, int index, lua_Integer count, int indent)
{
    lua_State *L = printer->L;
    lua_Integer i = 1;
    new_line(printer, indent);
    size_t begins = printer->out->length;
    for (; i <= count && i <= 8 * ENTRIES_MOST && printer->lines > 0; i++) {
        lua_rawgeti(L, index, i);
        size_t before = printer->out->length;
        put_scalar(printer, lua_gettop(L), false);
        buffer_add(printer->out, i < count ? ", " : "");
        lua_pop(L, 1);
        if (indent + utf8_width(printer->out->text + begins) <= LINE_WIDTH || before == begins)
            continue;
        printer->out->length = before;
        printer->out->text[before] = '\0';
        new_line(printer, indent);
        begins = printer->out->length;
        i--;
    }
    return i - 1;
}

static lua_Integer put_list_lines(Printer *printer, int index, lua_Integer count, int indent, int depth)
{
    lua_State *L = printer->L;
    lua_Integer i = 1;
    for (; i <= count && i <= ENTRIES_MOST && printer->lines > 0; i++) {
        new_line(printer, indent);
        lua_rawgeti(L, index, i);
        put_value(printer, lua_gettop(L), indent, depth + 1);
        buffer_add(printer->out, i < count ? "," : "");
        lua_pop(L, 1);
    }
    return i - 1;
}

static void put_on_lines(Printer *printer, int index, int indent, int depth)
{
    lua_State *L = printer->L;
    lua_Integer listed = (lua_Integer)lua_rawlen(L, index), shown = 0;
    int count, left, deeper = indent + 2;
    Key *keys = gather_keys(L, index, listed, &count, &left);
    buffer_add_char(printer->out, '{');
    if (listed > 0)
        shown = all_scalars(L, index, listed) ? put_filled(printer, index, listed, deeper)
                                              : put_list_lines(printer, index, listed, deeper, depth);
    if (listed > shown)
        put_more(printer, (long)(listed - shown), deeper);
    int i = 0;
    for (; i < count && i < 2 * ENTRIES_MOST && printer->lines > 0; i++) {
        new_line(printer, deeper);
        put_key(printer, index, &keys[i]);
        put_value(printer, lua_gettop(printer->L), deeper, depth + 1);
        buffer_add(printer->out, i + 1 < count ? "," : "");
        lua_pop(printer->L, 1);
    }
    if (count + left > i)
        put_more(printer, count + left - i, deeper);
    new_line(printer, indent);
    buffer_add_char(printer->out, '}');
    lua_pop(L, 1);
}

/* ---- matrices ---- */

/* How many columns a list of lists of numbers has; 0 where it is none. */
static int matrix_columns(lua_State *L, int index)
{
    lua_Unsigned rows = lua_rawlen(L, index), columns = 0;
    bool matrix = rows >= 2;
    for (lua_Unsigned row = 1; row <= rows && row <= MATRIX_ROWS && matrix; row++) {
        matrix = lua_rawgeti(L, index, (lua_Integer)row) == LUA_TTABLE;
        columns = matrix && row == 1 ? lua_rawlen(L, -1) : columns;
        matrix = matrix && columns > 0 && columns <= 4096 && lua_rawlen(L, -1) == columns;
        for (lua_Unsigned column = 1; column <= columns && matrix; column++) {
            matrix = lua_rawgeti(L, -1, (lua_Integer)column) == LUA_TNUMBER;
            lua_pop(L, 1);
        }
        lua_pop(L, 1);
    }
    return matrix ? (int)columns : 0;
}

static double element(lua_State *L, int index, int row, int column)
{
    double value = (double)NAN;
    if (lua_rawgeti(L, index, row) == LUA_TTABLE) { /* a weak table may have lost it since it was looked at */
        lua_rawgeti(L, -1, column);
        value = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    lua_pop(L, 1);
    return value;
}

/* How a column's numbers are written, and how wide: whole numbers, three decimals, or four digits. */
typedef struct Column {
    const char *format;
    int width;
} Column;

static Column column_look(lua_State *L, int index, int rows, int column, Buffer *cell)
{
    double largest = 0;
    bool whole = true;
    for (int row = 1; row <= rows; row++) {
        double value = element(L, index, row, column);
        whole = whole && value == floor(value);
        largest = fabs(value) > largest ? fabs(value) : largest;
    }
    Column look = {whole && largest < 1e9 ? "%.0f" : largest < 1000 ? "%.3f" : "%.4g", 0};
    for (int row = 1; row <= rows; row++) {
        buffer_clear(cell);
        add_digits(look.format, element(L, index, row, column), cell);
        look.width = (int)cell->length > look.width ? (int)cell->length : look.width;
    }
    return look;
}

static void put_matrix(Printer *printer, int index, int columns, int indent)
{
    lua_State *L = printer->L;
    Column looks[MATRIX_COLUMNS];
    int rows = (int)lua_rawlen(L, index), shown_rows = rows < MATRIX_ROWS ? rows : MATRIX_ROWS;
    int shown = 0, width = indent;
    Buffer *cell = convert_text_box(L);
    for (; shown < columns && shown < MATRIX_COLUMNS && width <= LINE_WIDTH - 4; shown++) {
        looks[shown] = column_look(L, index, shown_rows, shown + 1, cell);
        width += looks[shown].width + 2;
    }
    for (int row = 1; row <= shown_rows; row++) {
        if (row > 1)
            new_line(printer, indent);
        for (int column = 0; column < shown; column++) {
            buffer_clear(cell);
            add_digits(looks[column].format, element(L, index, row, column + 1), cell);
            buffer_format(printer->out, "%s%*s", column > 0 ? "  " : "", looks[column].width, buffer_text(cell));
        }
        buffer_add(printer->out, shown < columns ? "  ..." : "");
    }
    lua_pop(L, 1);
    if (rows > shown_rows || columns > shown) {
        new_line(printer, indent);
        buffer_format(printer->out,
                      TEXT(rows == 1          ? "(%d row, %d columns)"
                               : columns == 1 ? "(%d rows, %d column)"
                                              : "(%d rows, %d columns)",
                           "(%d행 %d열)"),
                      rows, columns);
    }
}

static bool is_inside_itself(const Printer *printer, int index, int depth)
{
    for (int i = 0; i < depth; i++)
        if (printer->outer[i] == lua_topointer(printer->L, index))
            return true;
    return false;
}

static void put_table(Printer *printer, int index, int indent, int depth)
{
    if (depth > DEPTH_MOST || printer->lines <= 0 || is_inside_itself(printer, index, depth)) {
        buffer_add(printer->out, "{...}");
        return;
    }
    printer->outer[depth] = lua_topointer(printer->L, index);
    if (printer->room > 0) { /* inside a table that is tried on one line */
        put_on_one_line(printer, index, depth);
        return;
    }
    int columns = matrix_columns(printer->L, index);
    if (columns > 1 && depth == 0)
        put_matrix(printer, index, columns, indent);
    else if (columns > 1) {
        new_line(printer, indent + 2);
        put_matrix(printer, index, columns, indent + 2);
    } else if (!fits_on_one_line(printer, index, depth))
        put_on_lines(printer, index, indent, depth);
}

static void put_value(Printer *printer, int index, int indent, int depth)
{
    luaL_checkstack(printer->L, STACK_FOR_A_LEVEL, NULL);
    if (lua_istable(printer->L, index))
        put_table(printer, index, indent, depth);
    else
        put_scalar(printer, index, depth == 0);
}

void readable_value(lua_State *L, int index, Buffer *out)
{
    Printer printer = {.L = L, .out = out, .lines = LINES_MOST};
    if (gradient_check_readable(L, lua_absindex(L, index), out))
        return;
    put_value(&printer, lua_absindex(L, index), 0, 0);
}
