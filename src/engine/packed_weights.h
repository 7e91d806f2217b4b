/* packed_weights.h: products of rows with a weight, and their gradients, with the weight laid out as the processor reads it.
 *
 * BLAS packs a matrix for each product, in the order in which its kernel reads it. With some thousand rows that is nothing;
 * with the 32 of a batch it takes as long as half the product. Here it is packed once for several products, in panels:
 *
 *     W [K,N]  ->  panel p: for each k the columns p C .. p C + C - 1 of row k, one after another (C: what the kernel takes)
 *
 * Each number of a product is the sum over k from the first to the last, so it does not depend on how many rows there are,
 * nor on which processor and which BLAS there is. On processors without a kernel it is BLAS that multiplies.
 *
 * With `bf16` both factors are rounded to bfloat16 first, and each step along K adds two products (bf16_pairs.h); sums
 * stay float32 (Micikevicius et al. 2018, of float16). */
#ifndef SEQLAB_ENGINE_PACKED_WEIGHTS_H
#define SEQLAB_ENGINE_PACKED_WEIGHTS_H

#include "base/arena.h"
#include "engine/tensor.h"

typedef struct PackedWeights {
    const real *W; /* [K,N], or [N,K] where it is transposed; not owned */
    bool transposed;
    int K, N;
    const real *panels; /* in the arena; NULL: not packed, gemm multiplies */
    bool bf16;
    Arena *arena;       /* with bf16: where pairs lie for the time of a call */
} PackedWeights;

/* Whether this processor multiplies bfloat16. */
bool products_have_bf16(void);

/* A weight that stays as it is for many products, as a parameter does while a model answers or from one piece of a batch to
 * the next: once packed it is kept so. */
struct Packing {
    Arena *arena;          /* that lasts as long as the weight does */
    const size_t *most;    /* bytes that may lie there now */
    const real *panels[2]; /* of W, and of its transpose; NULL: not packed yet */
    int products[2];       /* that they have been asked for */
    real *rows;            /* [V,N]: what it makes of tokens (token_rows.h); NULL: none yet */
    bool *known;           /* [V]: whose row is there */
    const real *table;     /* whose embeddings they are */
};

/* W, or its transpose, for about `products` products of `rows` rows. If these are too few, unless they are of bfloat16,
 * or on processors without a kernel, nothing is packed. Valid as long as W and the arena's memory are. */
PackedWeights pack_weights(Arena *arena, const Tensor *W, bool transposed, int rows, int products);

/* What a product [rows,N] is added to: rows of N numbers, such as those of the result itself; one row for all, a bias; or
 * {0}, nothing. The result may be the addend, but must not overlap it in another way. */
typedef struct Addend {
    const real *rows;
    bool shared; /* one row for all */
} Addend;

/* out [rows,N] = addend + x [rows,K] W. Counted as gemm is (gemm.h). */
void packed_product(const PackedWeights *weights, const real *x, int rows, Addend addend, real *out);

/* One product of y = x W and its two gradients; W [K,N] is packed for it unless it is kept packed. arena: for the time of
 * the call. `add`: dx and the product. */
void product_forward(Arena *arena, const real *x, int rows, const Tensor *W, Addend addend, real *out);   /* [rows,N] */
void product_input_backward(Arena *arena, const real *dout, int rows, const Tensor *W, bool add, real *dx); /* [rows,K] */

typedef struct WeightGradient {
    real *sum; /* [K,N] */
    int K, N;
    bool add;  /* to what is there; else it is overwritten */
    bool bf16; /* as the weight has it */
} WeightGradient;

/* Where W's gradient goes. Call it once for each product, just before it: the call marks the gradient as written. */
WeightGradient weight_gradient(const Tensor *W);
/* dW [K,N] (+)= x [rows,K]^T dout [rows,N] */
void product_weight_backward(Arena *arena, const real *x, const real *dout, int rows, WeightGradient dW);

#endif
