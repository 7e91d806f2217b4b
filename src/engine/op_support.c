/* op_support.c: checks of shapes, and memory for backward functions. */
#include "engine/op_support.h"

#include <stdio.h>
#include <string.h>

#include "base/language.h"

/* "[T, 12]" with "?" for an extent that may be anything. */
static const char *wanted_text(int rank, const int *shape, char *out)
{
    int length = snprintf(out, TENSOR_TEXT, "[");
    for (int i = 0; i < rank; i++) {
        length += snprintf(out + length, (size_t)(TENSOR_TEXT - length), "%s", i > 0 ? ", " : "");
        length += shape[i] > 0 ? snprintf(out + length, (size_t)(TENSOR_TEXT - length), "%d", shape[i])
                               : snprintf(out + length, (size_t)(TENSOR_TEXT - length), "?");
    }
    snprintf(out + length, (size_t)(TENSOR_TEXT - length), "]");
    return out;
}

bool shape_fits(Tape *tape, const char *operation, const char *name, const Tensor *tensor, int rank,
                const int *shape)
{
    if (tensor == NULL)
        return false;
    bool fits = tensor->rank == rank;
    for (int i = 0; fits && i < rank; i++)
        fits = shape[i] == 0 || shape[i] == tensor->shape[i];
    if (fits)
        return true;
    char is[TENSOR_TEXT], wanted[TENSOR_TEXT];
    tape_fail(tape,
              TEXT("%s: %s has the shape %s; it has to be %s", "%s: %s의 모양이 %s입니다. %s 모양이어야 합니다"),
              operation, name, tensor_shape_text(tensor, is), wanted_text(rank, shape, wanted));
    return false;
}

bool lengths_fit(Tape *tape, const char *operation, const int *lengths, int B, int longest)
{
    for (int b = 0; lengths != NULL && b < B; b++) {
        if (lengths[b] >= 1 && lengths[b] <= longest)
            continue;
        tape_fail(tape,
                  TEXT("%s: sentence %d has the length %d; it has to be 1 to %d",
                       "%s: %d번째 문장의 길이가 %d입니다. 1 이상 %d 이하여야 합니다"),
                  operation, b + 1, lengths[b], longest);
        return false;
    }
    return true;
}

int *keep_lengths(Arena *arena, const int *lengths, int B)
{
    if (lengths == NULL)
        return NULL;
    int *copy = arena_alloc(arena, (size_t)B * sizeof *copy);
    memcpy(copy, lengths, (size_t)B * sizeof *copy);
    return copy;
}

real *arena_reals(Arena *arena, size_t count) { return arena_alloc(arena, count * sizeof(real)); }
real *arena_zeros(Arena *arena, size_t count) { return arena_alloc_zero(arena, count * sizeof(real)); }

real *gradient_to_add(const Tensor *tensor)
{
    if (tensor == NULL || tensor->gradient == NULL)
        return NULL;
    if (tape_gradient_keep(tensor) == 0)
        memset(tensor->gradient, 0, tensor_count(tensor) * sizeof(real));
    return tensor->gradient;
}

real *gradient_or_scratch(Arena *arena, const Tensor *tensor)
{
    real *gradient = gradient_to_add(tensor);
    return gradient != NULL ? gradient : arena_zeros(arena, tensor_count(tensor));
}
