/* op_support.c: lengths, and memory and gradients for backward functions. */
#include "engine/op_support.h"

#include <assert.h>
#include <string.h>

#include "base/batch.h"
#include "base/language.h"
#include "engine/kernels.h"
#include "engine/vector_math.h"

bool lengths_fit(Tape *tape, const char *operation, const int *lengths, int B, int longest)
{
    for (int b = 0; lengths != NULL && b < B; b++) {
        if (lengths[b] >= 1 && lengths[b] <= longest)
            continue;
        tape_fail(tape,
                  TEXT("%s: the length of sentence %d is %d; it must be between 1 and %d",
                       "%s: %d번째 문장의 길이가 %d입니다. 1 이상 %d 이하여야 합니다"),
                  operation, b + 1, lengths[b], longest);
        return false;
    }
    return true;
}

int *keep_ints(Arena *arena, const int *ints, int count)
{
    if (ints == NULL)
        return NULL;
    int *copy = arena_alloc(arena, (size_t)count * sizeof *copy);
    memcpy(copy, ints, (size_t)count * sizeof *copy);
    return copy;
}

real loss_denominator(LossScale scale, const int *targets, int rows, int V)
{
    int count = 0;
    for (int i = 0; i < rows; i++) {
        assert(targets[i] >= 0 && targets[i] < V);
        count += targets[i] != TOKEN_PAD;
    }
    (void)V;
    return scale.denominator > 0 ? scale.denominator : count > 0 ? (real)count : 1;
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

void gradient_add(const Tensor *tensor, const real *gradient)
{
    real *sum = gradient_to_add(tensor);
    if (sum != NULL)
        vector_add(sum, gradient, tensor_count(tensor));
}

void gradient_add_rows(const Tensor *bias, const real *rows, int count)
{
    real *sum = gradient_to_add(bias);
    if (sum != NULL)
        bias_backward(sum, rows, count, tensor_columns(bias));
}

real *gradient_or_scratch(Arena *arena, const Tensor *tensor)
{
    real *gradient = gradient_to_add(tensor);
    return gradient != NULL ? gradient : arena_zeros(arena, tensor_count(tensor));
}
