/* tensor.h: numbers with a shape.
 *
 * Row-major, up to four dimensions, float32 (float64 when the tests compile the engine a second time with
 * SEQLAB_DOUBLE). A tensor does not own its memory: it lives in an arena (one training step) or belongs to
 * a parameter. Views share storage. */
#ifndef SEQLAB_ENGINE_TENSOR_H
#define SEQLAB_ENGINE_TENSOR_H

#include <stdbool.h>
#include <stddef.h>

#ifdef SEQLAB_DOUBLE
typedef double real;
#else
typedef float real;
#endif

enum {
    TENSOR_DIMENSIONS = 4,
    TENSOR_TEXT = 64,
    TENSOR_MOST = 0x7fffffff, /* numbers, since kernels count them by int; check sizes that come from outside */
};

/* Whether a piece of gradient memory was written to in this step; shared by a tensor and its views. tape.c's. */
typedef struct GradientStore GradientStore;

/* Where a weight is kept as products read it (packed_weights.h). */
typedef struct Packing Packing;

typedef struct Tensor {
    int rank;                     /* 1 to 4 */
    int shape[TENSOR_DIMENSIONS]; /* shape[0] outermost; unused ones are 1 */
    bool bf16;                    /* products with it are made of bfloat16 (packed_weights.h) */
    real *value;
    real *gradient;               /* same shape; NULL if no gradient is needed */
    GradientStore *store;         /* NULL: the gradient always holds numbers (a parameter's) */
    size_t store_offset;          /* of this tensor's gradient in the store: for views */
    Packing *packing;             /* of a parameter; else NULL */
} Tensor;

size_t tensor_count(const Tensor *tensor); /* the product of the shape */
int tensor_rows(const Tensor *tensor);     /* the product of all dimensions but the last */
int tensor_columns(const Tensor *tensor);  /* the last dimension */
bool tensor_same_shape(const Tensor *a, const Tensor *b);

/* Where row number `row` begins, of rows of `columns` numbers that lie one after another. */
static inline size_t row_at(int row, int columns) { return (size_t)row * (size_t)columns; }

/* "[32, 10, 64]" into out, which has room for TENSOR_TEXT bytes; returns out. */
const char *tensor_shape_text(const Tensor *tensor, char *out);

#endif
