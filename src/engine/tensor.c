/* tensor.c: shapes: counts, comparison, text. */
#include "engine/tensor.h"

#include <stdio.h>

size_t tensor_count(const Tensor *tensor)
{
    size_t count = 1;
    for (int i = 0; i < tensor->rank; i++)
        count *= (size_t)tensor->shape[i];
    return count;
}

int tensor_columns(const Tensor *tensor) { return tensor->shape[tensor->rank - 1]; }

int tensor_rows(const Tensor *tensor)
{
    int rows = 1;
    for (int i = 0; i < tensor->rank - 1; i++)
        rows *= tensor->shape[i];
    return rows;
}

bool tensor_same_shape(const Tensor *a, const Tensor *b)
{
    if (a->rank != b->rank)
        return false;
    for (int i = 0; i < a->rank; i++)
        if (a->shape[i] != b->shape[i])
            return false;
    return true;
}

const char *tensor_shape_text(const Tensor *tensor, char *out)
{
    int length = snprintf(out, TENSOR_TEXT, "[");
    for (int i = 0; i < tensor->rank; i++) /* four numbers of at most 11 letters: always room */
        length += snprintf(out + length, (size_t)(TENSOR_TEXT - length), i > 0 ? ", %d" : "%d", tensor->shape[i]);
    snprintf(out + length, (size_t)(TENSOR_TEXT - length), "]");
    return out;
}
