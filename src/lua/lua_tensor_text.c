/* lua_tensor_text.c: tensors as people read them: columns aligned, long ones cut, the shape below. */
#include "lua/lua_tensor.h"

#include <math.h>
#include <stdio.h>

#include "base/language.h"

enum {
    LINE_WIDTH = 76,
    COLUMNS_MOST = 16,
    ROWS_MOST = 20,    /* of one matrix */
    MATRICES_MOST = 6, /* of a tensor with more than two dimensions */
    NUMBER_TEXT = 32
};

/* How all numbers of a tensor are written: whole numbers without a point, four decimals, or four digits. */
static const char *format_for(const Tensor *seen)
{
    size_t count = tensor_count(seen);
    double largest = 0;
    bool whole = true;
    for (size_t i = 0; i < count; i++) {
        double value = (double)seen->value[i];
        if (!isfinite(value))
            continue;
        whole = whole && value == floor(value);
        largest = fmax(largest, fabs(value));
    }
    if (whole && largest < 1e7)
        return "%.0f";
    return largest < 1000 && largest >= 0.01 ? "%.4f" : "%.4g";
}

static int number_text(char *out, const char *format, double value)
{
    if (isnan(value))
        return snprintf(out, NUMBER_TEXT, "nan");
    if (isinf(value))
        return snprintf(out, NUMBER_TEXT, value > 0 ? "inf" : "-inf");
    int length = snprintf(out, NUMBER_TEXT, format, value == 0 ? 0 : value);
    for (char *at = out; *at != '\0'; at++)
        if (*at == ',') /* of a locale */
            *at = '.';
    return length;
}

static int column_width(const char *format, const real *first, int rows, int columns)
{
    int width = 0;
    char text[NUMBER_TEXT];
    for (int row = 0; row < rows; row++) {
        int length = number_text(text, format, (double)first[(size_t)row * (size_t)columns]);
        width = length > width ? length : width;
    }
    return width;
}

static void put_matrix(Buffer *out, const char *format, const real *values, int rows, int columns)
{
    int widths[COLUMNS_MOST], shown = 0, used = 0, shown_rows = rows < ROWS_MOST ? rows : ROWS_MOST;
    char text[NUMBER_TEXT];
    for (; shown < columns && shown < COLUMNS_MOST; shown++) {
        widths[shown] = column_width(format, values + shown, shown_rows, columns);
        used += widths[shown] + 2;
        if (used > LINE_WIDTH && shown > 0)
            break;
    }
    for (int row = 0; row < shown_rows; row++) {
        for (int column = 0; column < shown; column++) {
            number_text(text, format, (double)values[(size_t)row * (size_t)columns + (size_t)column]);
            buffer_format(out, "%s%*s", column > 0 ? "  " : "", widths[column], text);
        }
        buffer_add(out, shown < columns ? "  ...\n" : "\n");
    }
    if (shown_rows < rows)
        buffer_add(out, "...\n");
}

int tensor_matrices(const Tensor *tensor, int *rows, int *columns)
{
    *columns = tensor_columns(tensor);
    *rows = tensor->rank > 1 ? tensor->shape[tensor->rank - 2] : 1;
    return (int)(tensor_count(tensor) / ((size_t)*rows * (size_t)*columns));
}

void tensor_put_place(const Tensor *tensor, int matrix, Buffer *out)
{
    if (tensor->rank == 3)
        buffer_format(out, "[%d]", matrix + 1);
    if (tensor->rank == 4)
        buffer_format(out, "[%d][%d]", matrix / tensor->shape[1] + 1, matrix % tensor->shape[1] + 1);
}

static void put_kind(lua_State *L, int index, const Tensor *seen, Buffer *out)
{
    const LuaTensor *tensor = lua_touserdata(L, index);
    const char *maker = tensor_maker(L, index);
    char shape[TENSOR_TEXT];
    tensor_shape_text(seen, shape);
    if (maker != NULL)
        buffer_format(out, TEXT("tensor %s made by %s", "텐서 %s, %s 연산의 결과"), shape, maker);
    else if (tensor->parameter)
        buffer_format(out, TEXT("parameter %s", "매개변수 %s"), shape);
    else
        buffer_format(out, TEXT("tensor %s", "텐서 %s"), shape);
}

bool tensor_readable(lua_State *L, int index, bool whole, Buffer *out)
{
    Tensor seen;
    if (tensor_test(L, index) == NULL)
        return false;
    if (!tensor_try_look(L, index, &seen)) {
        buffer_add(out, TEXT("tensor of a step that is over", "이미 끝난 단계의 텐서"));
        return true;
    }
    if (whole) {
        int rows, columns, matrices = tensor_matrices(&seen, &rows, &columns);
        const char *format = format_for(&seen);
        for (int i = 0; i < matrices && i < MATRICES_MOST; i++) {
            tensor_put_place(&seen, i, out);
            buffer_add(out, seen.rank > 2 ? "\n" : "");
            put_matrix(out, format, seen.value + (size_t)i * (size_t)rows * (size_t)columns, rows, columns);
        }
        if (matrices > MATRICES_MOST)
            buffer_add(out, "...\n");
    } else
        buffer_add_char(out, '<');
    put_kind(L, index, &seen, out);
    if (!whole)
        buffer_add_char(out, '>');
    return true;
}
